-- What the office asks a client for, and what people of clients send. A file comes to the inbox of a case: it is no
-- document until somebody of the office accepts it, and is sealed from its first byte as the first version of the
-- document it would be, so that accepting moves rows and no bytes. The keys bind request, file, case, client and
-- membership: one of a client who is not in the case cannot be inserted by anybody. Nothing is deleted.

grant create on schema public to privity_definer;

create table client_requests (
    id uuid primary key,
    case_id uuid not null,
    client_id uuid not null,
    -- as the client reads it
    title text not null check (title <> '' and char_length(title) <= 200),
    details text not null default '' check (char_length(details) <= 2000),
    due_on date,
    asked_by uuid not null references staff (id),
    asked_at timestamptz not null default office_now(),
    -- by what was accepted, or received otherwise
    fulfilled_by uuid references staff (id),
    fulfilled_at timestamptz,
    withdrawn_by uuid references staff (id),
    withdrawn_at timestamptz,
    revision integer not null default 1 check (revision > 0),
    foreign key (case_id, client_id) references case_clients (case_id, client_id),
    unique (id, case_id, client_id),
    check (num_nonnulls(fulfilled_by, fulfilled_at) in (0, 2)),
    check (num_nonnulls(withdrawn_by, withdrawn_at) in (0, 2)),
    check (num_nonnulls(fulfilled_at, withdrawn_at) < 2)
);
create index client_requests_of_case on client_requests (case_id, asked_at);
create index client_requests_of_client on client_requests (client_id, asked_at);
create index client_requests_open on client_requests (due_on, asked_at) where fulfilled_at is null and withdrawn_at is null;
comment on table client_requests is 'What a client of a case is asked for: open, fulfilled or withdrawn.';

-- Bytes on their way: what may lie in the store without a file of the inbox. Ended by that, or swept.
create table client_arrivals (
    -- that of the upload to be
    id uuid primary key,
    request_id uuid,
    case_id uuid not null,
    client_id uuid not null,
    membership_id uuid not null,
    object_name text not null unique,
    started_at timestamptz not null default office_now(),
    foreign key (request_id, case_id, client_id) references client_requests (id, case_id, client_id),
    foreign key (case_id, client_id) references case_clients (case_id, client_id),
    foreign key (membership_id, client_id) references portal_memberships (id, client_id)
);
create index client_arrivals_by_age on client_arrivals (started_at);
comment on table client_arrivals is 'Files of clients on their way into the store.';

-- What a client's person sent. Its id is that of the document, and of its first version, that it becomes.
create table client_uploads (
    id uuid primary key,
    -- none: something else, of which nobody asked
    request_id uuid,
    case_id uuid not null,
    client_id uuid not null,
    membership_id uuid not null,
    name text not null check (name <> '' and char_length(name) <= 255),
    arrived_at timestamptz not null default office_now(),
    object_name text not null unique,
    size_bytes bigint not null check (size_bytes > 0),
    chunks integer not null check (chunks > 0),
    media text not null check (media <> ''),
    content_hash bytea not null check (octet_length(content_hash) = 32),
    case_key_id uuid not null references case_keys (id),
    -- none once it is a document's, or was refused and is gone
    wrapped_key bytea,
    -- what the scanner said of it; nobody opens it then
    found text check (found <> ''),
    state text not null default 'waiting' check (state in ('waiting', 'accepted', 'refused')),
    decided_by uuid references staff (id),
    decided_at timestamptz,
    document_id uuid,
    refused_because text check (refused_because <> '' and char_length(refused_because) <= 500),
    foreign key (request_id, case_id, client_id) references client_requests (id, case_id, client_id),
    foreign key (case_id, client_id) references case_clients (case_id, client_id),
    foreign key (membership_id, client_id) references portal_memberships (id, client_id),
    foreign key (document_id, case_id) references documents (id, case_id),
    check (num_nonnulls(decided_by, decided_at) in (0, 2) and (state = 'waiting') = (decided_at is null)),
    check ((state = 'accepted') = (document_id is not null) and (state = 'refused') = (refused_because is not null)),
    check (document_id = id),
    check (case state when 'waiting' then wrapped_key is not null when 'accepted' then wrapped_key is null else true end)
);
create index client_uploads_of_case on client_uploads (case_id, arrived_at);
create index client_uploads_of_request on client_uploads (request_id) where request_id is not null;
create index client_uploads_of_membership on client_uploads (membership_id, arrived_at);
create index client_uploads_waiting on client_uploads (arrived_at) where state = 'waiting';
comment on table client_uploads is 'Files that people of clients sent: waiting in the inbox of a case, accepted as a document, or refused.';

-- What was asked, and what was sent, stays as it was.
create function keep_request_sound() returns trigger
language plpgsql
set search_path = pg_catalog, public, pg_temp
as $$
begin
    if tg_op = 'DELETE'
        or (new.id, new.case_id, new.client_id, new.title, new.details, new.asked_by, new.asked_at)
            is distinct from (old.id, old.case_id, old.client_id, old.title, old.details, old.asked_by, old.asked_at)
        or num_nonnulls(old.fulfilled_at, old.withdrawn_at) > 0 then
        raise exception 'what was asked stays on record' using errcode = 'PV403';
    end if;
    return new;
end
$$;
create trigger client_requests_sound before update or delete on client_requests
    for each row execute function keep_request_sound();

create function keep_client_upload_sound() returns trigger
language plpgsql
set search_path = pg_catalog, public, pg_temp
as $$
begin
    if tg_op = 'DELETE' or old.state <> 'waiting'
        or (new.id, new.request_id, new.case_id, new.client_id, new.membership_id, new.name, new.arrived_at, new.object_name,
                new.size_bytes, new.chunks, new.media, new.content_hash, new.case_key_id, new.found)
            is distinct from (old.id, old.request_id, old.case_id, old.client_id, old.membership_id, old.name, old.arrived_at,
                old.object_name, old.size_bytes, old.chunks, old.media, old.content_hash, old.case_key_id, old.found) then
        raise exception 'what was sent stays on record' using errcode = 'PV403';
    end if;
    return new;
end
$$;
create trigger client_uploads_sound before update or delete on client_uploads
    for each row execute function keep_client_upload_sound();
revoke execute on function keep_request_sound(), keep_client_upload_sound() from public;

-- ---------------------------------------------------------------- what lies in the store

create trigger client_arrivals_named before insert on client_arrivals for each row execute function refuse_taken_name();
create trigger client_uploads_keyed before insert on client_uploads for each row execute function refuse_destroyed_key();
create trigger client_uploads_checked after insert on client_uploads for each row execute function expect_check();

-- a file of the inbox keeps its check when it becomes a version
create or replace function expect_check() returns trigger
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    insert into version_checks (version_id) values (new.id) on conflict do nothing;
    return new;
end
$$;

create or replace view sealed_objects with (security_invoker = true) as
select v.id, 'document' as what, v.document_id as thing_id, v.case_id, v.nth, v.written_at as sealed_at, v.object_name,
    v.size_bytes, v.chunks, v.content_hash, v.wrapped_key, v.case_key_id as key_id, k.id as key_of_case, k.wrapped as key_wrapped
from document_versions v join case_keys k on k.case_id = v.case_id and k.wrapped is not null
union all
select v.id, 'template', v.template_id, '00000000-0000-0000-0000-000000000000'::uuid, v.nth, v.written_at, v.object_name,
    v.size_bytes, v.chunks, v.content_hash, v.wrapped_key, v.office_key_id, k.id, k.wrapped
from template_versions v join case_keys k on k.case_id is null and k.wrapped is not null
union all
select s.id, 'scan', s.id, '00000000-0000-0000-0000-000000000000'::uuid, 1, s.came_at, s.object_name,
    s.size_bytes, s.chunks, s.content_hash, s.wrapped_key, s.office_key_id, k.id, k.wrapped
from filing_scans s join case_keys k on k.case_id is null and k.wrapped is not null
union all
select u.id, 'upload', u.id, u.case_id, 1, u.arrived_at, u.object_name,
    u.size_bytes, u.chunks, u.content_hash, u.wrapped_key, u.case_key_id, k.id, k.wrapped
from client_uploads u join case_keys k on k.case_id = u.case_id and k.wrapped is not null
where u.wrapped_key is not null;

create or replace function unnamed_objects(p_names text[]) returns setof text
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return query
        select n.name from unnest(p_names) as n (name)
        -- what a destroyed key sealed is read by nobody: its room is given back
        where not exists (select from document_versions v join case_keys k on k.id = v.case_key_id
                where v.object_name = n.name and k.wrapped is not null)
            and not exists (select from document_uploads u where u.object_name = n.name)
            and not exists (select from client_arrivals a where a.object_name = n.name)
            and not exists (select from client_uploads u join case_keys k on k.id = u.case_key_id
                where u.object_name = n.name and u.wrapped_key is not null and k.wrapped is not null)
            and not exists (select from filing_scans s where s.object_name = n.name)
            and not exists (select from filing_arrivals a where a.object_name = n.name)
            and not exists (select from template_versions v where v.object_name = n.name)
            and not exists (select from template_uploads u where u.object_name = n.name);
end
$$;

create or replace function claim_stale_uploads(p_before timestamptz, p_limit integer, out claimed bigint, out objects text[])
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    names text[];
begin
    with of_staff as (
        delete from document_uploads u
        where u.id in (select s.id from document_uploads s where s.started_at < p_before
            order by s.started_at limit p_limit for update skip locked)
        returning u.object_name
    ), of_clients as (
        delete from client_arrivals a
        where a.id in (select s.id from client_arrivals s where s.started_at < p_before
            order by s.started_at limit p_limit for update skip locked)
        returning a.object_name
    )
    select array_agg(object_name) into names from (select * from of_staff union all select * from of_clients) as gone;
    claimed := coalesce(cardinality(names), 0);
    -- a row says a name; what another row keeps under it is not that row's to lose
    objects := array(select unnamed_objects(coalesce(names, '{}')));
end
$$;

create or replace function shred_case_key(p_case uuid) returns text
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    c cases;
    k case_keys;
begin
    select * into c from cases x where x.id = p_case for update;
    if c.id is null then
        return 'missing';
    end if;
    if c.closed_on is null then
        return 'open';
    end if;
    -- a hold refers to its case, so that none comes while this has the row
    if exists (select from legal_holds h where h.case_id = p_case and h.until is null) then
        return 'held';
    end if;
    if exists (select from documents d where d.case_id = p_case and d.keep_until >= (office_now() at time zone (select o.time_zone from office_settings o))::date) then
        return 'kept';
    end if;
    select * into k from case_keys x where x.case_id = p_case for update;
    if k.id is null then
        return 'empty';
    end if;
    if k.wrapped is null then
        return 'destroyed';
    end if;
    update case_keys x set wrapped = null, destroyed_at = office_now() where x.id = k.id;
    delete from version_checks v using document_versions d where d.id = v.version_id and d.case_id = p_case;
    delete from version_checks v using client_uploads u where u.id = v.version_id and u.case_id = p_case;
    return 'shredded';
end
$$;

-- ---------------------------------------------------------------- by the office

-- What a client is called, to whoever sees the case: a co-client is seen through it alone.
create function client_called(p_case uuid, p_client uuid) returns text
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return (select k.name from case_clients l join clients k on k.id = l.client_id
        where l.case_id = p_case and l.client_id = p_client and p_client <> all (my_walled_clients()) and sees_case_whole(p_case));
end
$$;

-- Who sent a file, to whoever sees the case; of one whose access has ended too.
create function sender_called(p_upload uuid) returns text
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return (select p.name from client_uploads u join portal_memberships m on m.id = u.membership_id
        join portal_people p on p.id = m.person_id
        where u.id = p_upload and u.client_id <> all (my_walled_clients()) and sees_case_whole(u.case_id));
end
$$;

create function tell_request(p_event uuid, p_case uuid, p_client uuid, p_happened jsonb) returns void
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    insert into case_events (id, case_id, actor_id, happened)
    values (p_event, p_case, office_caller(),
        p_happened || jsonb_build_object('to', (select k.name from clients k where k.id = p_client)));
end
$$;

-- Asks a client who is in the case now. Sent twice it is one: whether it was new.
create function ask_client(p_id uuid, p_event uuid, p_case uuid, p_client uuid, p_title text, p_details text, p_due date)
returns boolean
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    q client_requests;
begin
    perform refuse_unless(may_write_documents(p_case) and p_client <> all (my_walled_clients()));
    select * into q from client_requests where id = p_id;
    if q.id is not null then
        if (q.case_id, q.client_id, q.asked_by) is distinct from (p_case, p_client, office_caller()) then
            raise exception 'this was another request' using errcode = 'PV409';
        end if;
        return false;
    end if;
    if not exists (select from case_clients l where l.case_id = p_case and l.client_id = p_client and l.until is null) then
        raise exception 'this client is not in the case now' using errcode = 'PV409';
    end if;
    insert into client_requests (id, case_id, client_id, title, details, due_on, asked_by)
    values (p_id, p_case, p_client, p_title, p_details, p_due, office_caller());
    perform tell_request(p_event, p_case, p_client, jsonb_build_object('kind', 'client_asked', 'what', p_title));
    return true;
end
$$;

-- The request, locked, for whoever may do something about it.
create function request_to_change(p_request uuid, p_case uuid) returns client_requests
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    q client_requests;
begin
    perform refuse_unless(may_write_documents(p_case));
    select * into q from client_requests where id = p_request and case_id = p_case and client_id <> all (my_walled_clients())
    for update;
    if q.id is null then
        raise exception 'there is no such request' using errcode = 'PV404';
    end if;
    return q;
end
$$;

-- Another day. Whether it was still open, and as it was looked at.
create function change_client_request(p_request uuid, p_case uuid, p_revision integer, p_due date) returns boolean
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    q client_requests := request_to_change(p_request, p_case);
begin
    if num_nonnulls(q.fulfilled_at, q.withdrawn_at) > 0 or q.revision <> p_revision then
        return false;
    end if;
    update client_requests set due_on = p_due, revision = revision + 1 where id = q.id;
    return true;
end
$$;

create function end_client_request(p_request uuid, p_case uuid, p_event uuid, p_withdrawn boolean) returns boolean
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    q client_requests := request_to_change(p_request, p_case);
begin
    if num_nonnulls(q.fulfilled_at, q.withdrawn_at) > 0 then
        return false;
    end if;
    update client_requests set
        fulfilled_by = case when not p_withdrawn then office_caller() end,
        fulfilled_at = case when not p_withdrawn then office_now() end,
        withdrawn_by = case when p_withdrawn then office_caller() end,
        withdrawn_at = case when p_withdrawn then office_now() end,
        revision = revision + 1
    where id = q.id;
    perform tell_request(p_event, q.case_id, q.client_id, jsonb_build_object(
        'kind', case when p_withdrawn then 'request_withdrawn' else 'request_fulfilled' end, 'what', q.title));
    return true;
end
$$;

-- The file, locked, for whoever may decide on it.
create function upload_to_decide(p_upload uuid, p_case uuid) returns client_uploads
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    u client_uploads;
begin
    perform refuse_unless(may_write_documents(p_case));
    select * into u from client_uploads where id = p_upload and case_id = p_case and client_id <> all (my_walled_clients())
    for update;
    if u.id is null then
        raise exception 'there is no such file' using errcode = 'PV404';
    end if;
    return u;
end
$$;

-- Makes it a document of the case, as it lies: one that the scanner holds stays held. Whether it still waited.
create function accept_upload(p_upload uuid, p_case uuid, p_event uuid, p_name text, p_kind text, p_all boolean, p_next_event uuid)
returns boolean
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    u client_uploads := upload_to_decide(p_upload, p_case);
    who text;
begin
    if u.state <> 'waiting' then
        return false;
    end if;
    select p.name into who from portal_memberships m join portal_people p on p.id = m.person_id where m.id = u.membership_id;
    insert into documents (id, case_id, name, kind, nth, added_by)
    values (u.id, u.case_id, p_name, p_kind, 1, office_caller());
    insert into document_versions (id, document_id, case_id, nth, note, written_by, object_name, size_bytes, chunks, media,
        content_hash, case_key_id, wrapped_key)
    values (u.id, u.id, u.case_id, 1, 'Sent by ' || who || ' through the portal', office_caller(), u.object_name, u.size_bytes,
        u.chunks, u.media, u.content_hash, u.case_key_id, u.wrapped_key);
    if u.found is not null then
        insert into document_quarantines (version_id, document_id, found) values (u.id, u.id, u.found);
    end if;
    update client_uploads set state = 'accepted', decided_by = office_caller(), decided_at = office_now(), document_id = u.id,
        wrapped_key = null
    where id = u.id;
    perform tell_request(p_event, u.case_id, u.client_id, jsonb_build_object('kind', 'upload_accepted', 'document', u.id));
    if p_all and exists (select from client_requests q where q.id = u.request_id and q.fulfilled_at is null and q.withdrawn_at is null) then
        perform end_client_request(u.request_id, u.case_id, p_next_event, false);
    end if;
    return true;
end
$$;

-- Refuses it. The object that is let go with it; none under a legal hold, which keeps the bytes as they are.
create function refuse_upload(p_upload uuid, p_case uuid, p_event uuid, p_because text, out decided boolean, out object text)
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    u client_uploads := upload_to_decide(p_upload, p_case);
    held boolean;
begin
    decided := u.state = 'waiting';
    if not decided then
        return;
    end if;
    -- a hold refers to its case: none comes while this has the row
    perform from cases c where c.id = u.case_id for update;
    held := exists (select from legal_holds h where h.case_id = u.case_id and h.document_id is null and h.until is null);
    object := case when not held then u.object_name end;
    update client_uploads set state = 'refused', decided_by = office_caller(), decided_at = office_now(),
        refused_because = p_because, wrapped_key = case when held then u.wrapped_key end
    where id = u.id;
    if not held then
        delete from version_checks v where v.version_id = u.id;
    end if;
    perform tell_request(p_event, u.case_id, u.client_id, jsonb_build_object('kind', 'upload_refused', 'file', u.name));
end
$$;

-- ---------------------------------------------------------------- in the portal

-- Into which cases somebody sends files now, and for whom: open ones whose documents can be read.
create function portal_places(who uuid) returns table (membership_id uuid, case_id uuid, client_id uuid, writes boolean)
language sql stable
set search_path = pg_catalog, public, pg_temp
as $$
    select r.membership_id, l.case_id, l.client_id, r.writes
    from portal_reach(who) r
    join case_clients l on l.client_id = r.client_id and (l.until is null or office_now() < l.until)
    join cases c on c.id = l.case_id and c.closed_on is null
    where not exists (select from case_keys k where k.case_id = l.case_id and k.wrapped is null)
$$;

-- What the caller's clients are asked for, and were: what was withdrawn, or belongs to a closed case, asks for nothing.
create function own_requests() returns setof jsonb
language sql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
    select jsonb_build_object('id', q.id, 'title', q.title, 'details', q.details, 'due', q.due_on, 'asked', q.asked_at,
        'late', q.due_on < office_today(), 'done', q.fulfilled_at, 'writes', r.writes, 'case', c.number, 'for', k.name)
    from portal_reach(office_caller()) r
    join client_requests q on q.client_id = r.client_id
    join case_clients l on l.case_id = q.case_id and l.client_id = q.client_id and (l.until is null or office_now() < l.until)
    join cases c on c.id = q.case_id join clients k on k.id = q.client_id
    where q.withdrawn_at is null and (q.fulfilled_at is not null or exists (
        select from portal_places(office_caller()) p where p.case_id = q.case_id and p.client_id = q.client_id))
    order by q.fulfilled_at desc nulls first, q.due_on nulls last, q.asked_at, q.id
$$;

-- What was sent for the caller's clients, by whom of them, and what became of it.
create function own_uploads() returns setof jsonb
language sql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
    select jsonb_build_object('id', u.id, 'request', u.request_id, 'name', u.name, 'size', u.size_bytes, 'at', u.arrived_at,
        'by', p.name, 'state', u.state, 'held', u.found is not null and u.state = 'waiting', 'because', u.refused_because,
        'case', c.number, 'for', k.name)
    from portal_reach(office_caller()) r
    join client_uploads u on u.client_id = r.client_id
    join portal_memberships m on m.id = u.membership_id join portal_people p on p.id = m.person_id
    join case_clients l on l.case_id = u.case_id and l.client_id = u.client_id and (l.until is null or office_now() < l.until)
    join cases c on c.id = u.case_id join clients k on k.id = u.client_id
    order by u.arrived_at desc, u.id
    limit 200
$$;

-- Where something goes that nobody asked for.
create function own_upload_places() returns setof jsonb
language sql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
    select jsonb_build_object('case_id', p.case_id, 'client_id', p.client_id, 'case', c.number, 'for', k.name)
    from portal_places(office_caller()) p join cases c on c.id = p.case_id join clients k on k.id = p.client_id
    where p.writes
    order by c.number, k.sort_name, k.id
$$;

-- What somebody sent in the last day, over everybody they act for.
create function sent_lately(who uuid, out files bigint, out bytes bigint)
language sql stable
set search_path = pg_catalog, public, pg_temp
as $$
    select count(*) + (select count(*) from client_arrivals a join portal_memberships m on m.id = a.membership_id
            where m.person_id = who and a.started_at > office_now() - interval '1 day'),
        coalesce(sum(u.size_bytes), 0)::bigint
    from client_uploads u join portal_memberships m on m.id = u.membership_id
    where m.person_id = who and u.arrived_at > office_now() - interval '1 day'
$$;

-- Begins a file for a request, or else for a case. 'begun', or why not: 'unseen', 'reads' (may not write), 'ended' (the
-- request has), 'many' and 'much' (of what may come from one person in a day).
create function own_upload_begin(p_id uuid, p_object text, p_request uuid, p_case uuid, p_client uuid, p_most_files bigint,
    p_most_bytes bigint, out said text, out case_id uuid, out bytes_left bigint)
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
declare
    who uuid := office_caller();
    q client_requests;
    m record;
    lately record;
begin
    -- one at a time counts; memberships first, as where access is ended
    perform from portal_memberships x where x.person_id = who order by x.id for key share;
    perform from portal_people x where x.id = who for update;
    select * into q from client_requests x where x.id = p_request for share;
    select * into m from portal_places(who) x
    where x.case_id = case when p_request is null then p_case else q.case_id end
        and x.client_id = case when p_request is null then p_client else q.client_id end;
    if m.membership_id is null then
        said := 'unseen';
        return;
    end if;
    if not m.writes then
        said := 'reads';
        return;
    end if;
    if num_nonnulls(q.fulfilled_at, q.withdrawn_at) > 0 then
        said := 'ended';
        return;
    end if;
    select * into lately from sent_lately(who);
    if lately.files >= p_most_files then
        said := 'many';
        return;
    end if;
    bytes_left := p_most_bytes - lately.bytes;
    if bytes_left <= 0 then
        said := 'much';
        return;
    end if;
    insert into client_arrivals (id, request_id, case_id, client_id, membership_id, object_name)
    values (p_id, p_request, m.case_id, m.client_id, m.membership_id, p_object);
    said := 'begun';
    case_id := m.case_id;
end
$$;

-- The key under which what was begun is sealed; made of what is handed in where the case has none.
create function own_upload_key(p_upload uuid, p_id uuid, p_wrapped bytea, p_master_key text) returns table (id uuid, wrapped bytea)
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
declare
    a client_arrivals;
begin
    select x.* into a from client_arrivals x join portal_places(office_caller()) p
        on p.membership_id = x.membership_id and p.case_id = x.case_id and p.writes
    where x.id = p_upload;
    perform refuse_unless(a.id is not null);
    if p_id is not null then
        -- a first key that nobody could open would shut the case's documents for good
        perform refuse_unless(octet_length(p_wrapped) between 64 and 4096 and p_master_key = (select v.master_key from vault v));
        insert into case_keys (id, case_id, wrapped, master_key) values (p_id, a.case_id, p_wrapped, p_master_key)
        on conflict do nothing;
    end if;
    return query select k.id, k.wrapped from case_keys k where k.case_id = a.case_id;
end
$$;

-- Puts it into the inbox. 'kept', or why not: 'late' (it was swept meanwhile), 'ended' (the request was fulfilled or
-- withdrawn, the case closed, or the caller's right ended), 'much'. Nothing is written then.
create function own_upload_keep(p_id uuid, p_name text, p_size bigint, p_chunks integer, p_media text, p_hash bytea,
    p_case_key uuid, p_wrapped bytea, p_found text, p_most_bytes bigint, p_event uuid, p_session uuid, p_asked uuid,
    p_address text, p_user_agent text) returns text
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    who uuid := office_caller();
    a client_arrivals;
    q client_requests;
    lately record;
begin
    perform from portal_memberships x where x.person_id = who order by x.id for key share;
    perform from portal_people x where x.id = who for update;
    select x.* into a from client_arrivals x join portal_memberships m on m.id = x.membership_id
    where x.id = p_id and m.person_id = who for update of x;
    if a.id is null then
        return 'late';
    end if;
    -- who closes the case or ends the request waits for this, or this for them; case, then key, as where that is destroyed
    select * into q from client_requests x where x.id = a.request_id for share;
    perform from cases c where c.id = a.case_id for key share;
    if num_nonnulls(q.fulfilled_at, q.withdrawn_at) > 0 or not exists (
        select from portal_places(who) p where p.membership_id = a.membership_id and p.case_id = a.case_id and p.writes) then
        return 'ended';
    end if;
    perform refuse_unless(exists (select from case_keys k where k.id = p_case_key and k.case_id = a.case_id));
    select * into lately from sent_lately(who);
    if lately.bytes + p_size > p_most_bytes then
        return 'much';
    end if;
    insert into client_uploads (id, request_id, case_id, client_id, membership_id, name, object_name, size_bytes, chunks, media,
        content_hash, case_key_id, wrapped_key, found)
    values (a.id, a.request_id, a.case_id, a.client_id, a.membership_id, p_name, a.object_name, p_size, p_chunks, p_media, p_hash,
        p_case_key, p_wrapped, p_found);
    delete from client_arrivals where id = a.id;
    -- of the document that it may become: its record begins with who sent it
    insert into audit_events (id, actor_kind, actor_id, action, resource, resource_id, resource_version, content_hash, case_id,
        client_id, session_id, request_id, address, user_agent, detail)
    values (p_event, 'client', who, 'portal-upload', 'document', a.id, 1, p_hash, a.case_id, a.client_id, p_session, p_asked,
        p_address, p_user_agent, jsonb_strip_nulls(jsonb_build_object('request', a.request_id, 'bytes', p_size)));
    return 'kept';
end
$$;

-- Lets go of one whose bytes are gone again.
create function own_upload_drop(p_id uuid) returns void
language sql security definer
set search_path = pg_catalog, public, pg_temp
as $$
    delete from client_arrivals a using portal_memberships m
    where a.id = p_id and m.id = a.membership_id and m.person_id = office_caller()
$$;

-- ---------------------------------------------------------------- told by e-mail

do $$
declare
    known text;
begin
    -- whatever kinds of subjects there are, and these
    select string_agg(distinct m[1], ', ' order by m[1]) into known
    from pg_constraint c, regexp_matches(pg_get_constraintdef(c.oid), '(''[a-z_]+'')', 'g') as m
    where c.conname = 'notifications_subject_kind_check' and c.conrelid = 'notifications'::regclass;
    alter table notifications drop constraint notifications_subject_kind_check;
    execute format('alter table notifications add constraint notifications_subject_kind_check
        check (subject_kind in (%s, ''request'', ''request_due''))', known);
end
$$;
create index notifications_of_requests on notifications (recipient_id, due_at) where subject_kind in ('request', 'request_due');

-- Who is to be told of what their client is asked for, while it asks for anything.
create function requests_to_tell() returns table (person_id uuid, request_id uuid, asked_at timestamptz, asked_on date, due_on date, sent boolean)
language sql stable
set search_path = pg_catalog, public, pg_temp
as $$
    select m.person_id, q.id, q.asked_at, (q.asked_at at time zone o.time_zone)::date, q.due_on,
        exists (select from client_uploads u where u.request_id = q.id and u.state = 'waiting')
    from office_settings o cross join client_requests q
    join portal_memberships m on m.client_id = q.client_id and m.until is null
    where q.fulfilled_at is null and q.withdrawn_at is null
        and exists (select from portal_places(m.person_id) p where p.membership_id = m.id and p.case_id = q.case_id)
$$;

-- One word an hour to each person whose client is asked for something new; and one two days before it is due, in the
-- morning, unless it was asked that late or something was sent. They name none of it.
create function plan_request_notices() returns bigint
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    now timestamptz := office_now();
    here timestamp;
    zone text;
    asked bigint;
    due bigint;
begin
    select o.time_zone into zone from office_settings o;
    here := now at time zone zone;
    insert into notifications (id, subject_kind, subject_id, notice_revision, kind, channel, recipient_id, due_at, expires_at, next_at)
    select gen_random_uuid(), 'request', f.request_id, 1, 'account', 'email', f.person_id, now, now + interval '1 day', now
    from (
        select distinct on (t.person_id) t.person_id, t.request_id
        from requests_to_tell() t
        where t.asked_at > now - interval '1 day'
            and not exists (select from notifications n where n.subject_kind = 'request' and n.recipient_id = t.person_id
                and (n.due_at >= t.asked_at or n.due_at > now - interval '1 hour'))
        order by t.person_id, t.asked_at, t.request_id
    ) as f
    on conflict do nothing;
    get diagnostics asked = row_count;
    insert into notifications (id, subject_kind, subject_id, notice_revision, kind, channel, recipient_id, due_at, expires_at, next_at)
    select gen_random_uuid(), 'request_due', f.request_id, f.due_on - date '2000-01-01', 'account', 'email', f.person_id, now,
        now + interval '1 day', now
    from (
        select distinct on (t.person_id) t.person_id, t.request_id, t.due_on
        from requests_to_tell() t
        where here::time >= '09:00' and here::date between t.due_on - 2 and t.due_on and t.asked_on < t.due_on - 2 and not t.sent
            -- one for all that falls due by then
            and not exists (select from notifications n where n.subject_kind = 'request_due' and n.recipient_id = t.person_id
                and (n.due_at at time zone zone)::date >= t.due_on - 2)
        order by t.person_id, t.due_on, t.request_id
    ) as f
    on conflict do nothing;
    get diagnostics due = row_count;
    return asked + due;
end
$$;

-- The last look before it goes: whether their client is still asked, and nothing was sent where it reminds.
create function look_at_request(p_id uuid, p_lease uuid, p_hold interval) returns jsonb
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    now timestamptz := office_now();
    n notifications;
    o office_settings;
    p portal_people;
begin
    select * into n from notifications where id = p_id for update;
    if n.lease is distinct from p_lease or n.state <> 'sending' or n.lease_until <= now
        or n.subject_kind not in ('request', 'request_due') then
        return null;
    end if;
    select * into o from office_settings;
    if o.sending_stopped_at is not null then
        update notifications set state = 'queued', lease = null, lease_until = null, attempts = attempts - 1 where id = p_id;
        return null;
    end if;
    if n.expires_at <= now then
        perform drop_notice(p_id, 'expired', 'too_late');
        return null;
    end if;
    select * into p from portal_people where id = n.recipient_id;
    if not exists (select from requests_to_tell() t where t.person_id = p.id and case n.subject_kind
        when 'request' then t.asked_at > n.due_at - interval '1 day'
        else not t.sent and (now at time zone o.time_zone)::date between t.due_on - 2 and t.due_on end) then
        perform drop_notice(p_id, 'cancelled', 'settled');
        return null;
    end if;
    update notifications set handed_at = now, lease_until = now + p_hold, went_to = masked(p.email), reason = '',
        address_key = sha256(convert_to(p.email, 'UTF8')), message_id = coalesce(message_id, p_id::text)
    where id = p_id;
    return jsonb_build_object('name', p.name, 'address', p.email, 'office', o.name, 'reply_to', o.reply_to,
        'discreet', is_discreet_person(p.id), 'due', n.subject_kind = 'request_due');
end
$$;

-- ---------------------------------------------------------------- row-level security

do $$
declare
    t text;
    f record;
begin
    foreach t in array array['client_requests', 'client_arrivals', 'client_uploads'] loop
        execute format('alter table %I enable row level security', t);
        execute format('alter table %I force row level security', t);
        execute format('create policy definer on %I to privity_definer using (true) with check (true)', t);
        execute format('grant select, insert on %I to privity_definer', t);
        continue when t = 'client_arrivals';
        execute format('grant update on %I to privity_definer', t);
        execute format('grant select on %I to privity_partner, privity_attorney, privity_paralegal', t);
        execute format('create policy caller_in_force on %I as restrictive to privity_partner, privity_attorney, privity_paralegal
            using ((select caller_in_force(current_user))) with check ((select caller_in_force(current_user)))', t);
        execute format('create policy walls on %I as restrictive to privity_partner, privity_attorney, privity_paralegal
            using (case_id <> all ((select my_walls())::uuid[]) and client_id <> all ((select my_walled_clients())::uuid[]))', t);
        execute format('create policy partner on %I for select to privity_partner using (true)', t);
        execute format('create policy attorney on %I for select to privity_attorney
            using (case_id in (select unnest((select my_cases()))))', t);
        execute format('create policy paralegal on %I for select to privity_paralegal
            using (case_id in (select unnest((select my_cases()))))', t);
    end loop;
    grant delete, update on client_arrivals to privity_definer;
    for f in
        select p.oid::regprocedure as signature, p.proname as name from pg_proc p
        where p.pronamespace = 'public'::regnamespace and p.proname in ('client_called', 'sender_called', 'tell_request', 'ask_client',
            'request_to_change', 'change_client_request', 'end_client_request', 'upload_to_decide', 'accept_upload', 'refuse_upload',
            'portal_places', 'own_requests', 'own_uploads', 'own_upload_places', 'sent_lately', 'own_upload_begin',
            'own_upload_key', 'own_upload_keep', 'own_upload_drop', 'requests_to_tell', 'plan_request_notices', 'look_at_request')
    loop
        execute format('alter function %s owner to privity_definer', f.signature);
        execute format('revoke execute on function %s from public', f.signature);
        execute format('grant execute on function %s to privity_definer', f.signature);
        execute format('grant execute on function %s to %s', f.signature, case
            when f.name like 'own\_%' then 'privity_client'
            when f.name in ('plan_request_notices', 'look_at_request') then 'privity_notifier'
            when f.name in ('tell_request', 'request_to_change', 'upload_to_decide', 'portal_places', 'sent_lately',
                'requests_to_tell') then 'privity_definer'
            else 'privity_partner, privity_attorney, privity_paralegal' end);
    end loop;
end
$$;

-- ---------------------------------------------------------------- the timeline

create or replace function event_kinds() returns table (kind text, reach smallint, when_closed boolean, says text[])
language sql immutable
set search_path = pg_catalog, pg_temp
as $$
    values
        ('opened', 4::smallint, false, '{}'::text[]),
        ('edited', 2, false, '{changed}'),
        ('stage_changed', 2, false, '{from,to}'),
        ('closed', 4, true, '{reason}'),
        ('reopened', 4, false, '{reason}'),
        ('lead_changed', 4, false, '{to}'),
        ('grant_given', 3, false, '{level,to}'),
        ('grant_changed', 3, false, '{level,to}'),
        ('grant_ended', 3, false, '{to}'),
        ('cover_started', 5, false, '{by,of}'),
        ('cover_ended', 5, false, '{by,of}'),
        ('wall_raised', 4, true, '{against}'),
        ('wall_lifted', 4, true, '{against}'),
        ('party_added', 2, false, '{name,role}'),
        ('party_changed', 2, false, '{name}'),
        ('party_ended', 2, false, '{name}'),
        ('payer_added', 2, false, '{name}'),
        ('payer_changed', 2, false, '{name}'),
        ('payer_ended', 2, false, '{name}'),
        ('note_written', 2, false, '{}'),
        ('note_changed', 2, false, '{}'),
        ('note_withdrawn', 2, false, '{}'),
        ('document_added', 2, false, '{document}'),
        ('document_version', 2, false, '{document}'),
        ('document_trashed', 3, false, '{document}'),
        ('document_restored', 3, false, '{document}'),
        ('document_narrowed', 3, false, '{document}'),
        ('document_widened', 3, false, '{document}'),
        -- by tell_share alone: the release right, too, brings them about
        ('share_proposed', 5, false, '{document,to}'),
        ('share_declined', 5, false, '{document,to}'),
        ('share_withdrawn', 5, true, '{document,to}'),
        ('share_recalled', 5, true, '{document,to}'),
        ('document_shared', 5, false, '{document,to}'),
        ('document_shared_anyway', 5, false, '{document,to}'),
        -- by tell_request alone
        ('client_asked', 5, false, '{to,what}'),
        ('request_withdrawn', 5, false, '{to,what}'),
        ('request_fulfilled', 5, false, '{to,what}'),
        ('upload_accepted', 5, false, '{document,to}'),
        ('upload_refused', 5, false, '{file,to}'),
        -- by tell_of_appointment alone: the desk, too, brings them about
        ('appointment_booked', 5, false, '{appointment}'),
        ('appointment_moved', 5, false, '{appointment}'),
        ('appointment_cancelled', 5, false, '{appointment}'),
        ('attendance_recorded', 5, true, '{appointment}'),
        ('deadline_kept', 5, true, '{appointment}')
$$;

revoke create on schema public from privity_definer;
