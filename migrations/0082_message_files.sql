-- What hangs on a message: a file of the client who wrote it, which waits in the inbox of the thread's case as any file of
-- theirs, or a document that the office shared with it. The keys bind message, thread, case and client to the file or the
-- share: one of another case or client, or sent by somebody else, cannot be inserted by anybody. And a client's question
-- about a bill; what is about invoices is for those alone who may see them.

grant create on schema public to privity_definer;

alter table message_threads add unique (id, case_id, client_id, about);
alter table thread_messages add unique (id, thread_id, author_id);
alter table thread_participants add unique (id, membership_id);
alter table client_uploads add unique (id, case_id, client_id, membership_id);
alter table document_shares add unique (id, case_id, client_id);

create table message_files (
    id uuid primary key,
    message_id uuid not null,
    nth smallint not null check (nth between 1 and 10),
    thread_id uuid not null,
    author_id uuid not null,
    case_id uuid not null,
    client_id uuid not null,
    about text not null,
    -- sent by whoever of the client wrote the message
    upload_id uuid unique,
    membership_id uuid,
    -- or shared by whoever of the office did
    share_id uuid unique,
    unique (message_id, nth),
    foreign key (message_id, thread_id, author_id) references thread_messages (id, thread_id, author_id),
    foreign key (thread_id, case_id, client_id, about) references message_threads (id, case_id, client_id, about),
    foreign key (author_id, membership_id) references thread_participants (id, membership_id),
    foreign key (upload_id, case_id, client_id, membership_id) references client_uploads (id, case_id, client_id, membership_id),
    foreign key (share_id, case_id, client_id) references document_shares (id, case_id, client_id),
    check (num_nonnulls(upload_id, share_id) = 1 and num_nonnulls(upload_id, membership_id) in (0, 2)),
    -- the inbox is read by the whole team, and a question about a bill is not
    check (upload_id is null or about = 'case')
);
create index message_files_of_thread on message_files (thread_id);
comment on table message_files is 'What hangs on a message: a file that a client sent with it, or a document that was shared with it.';
create trigger message_files_stay before update or delete on message_files
    for each row execute function refuse_share_change();

alter table message_files enable row level security;
alter table message_files force row level security;
create policy definer on message_files to privity_definer using (true) with check (true);
grant select, insert on message_files to privity_definer;

-- ---------------------------------------------------------------- who may see invoices

create or replace function may_message(p_case uuid, p_about text) returns boolean
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return exists (select from cases c where c.id = p_case) and p_case <> all (my_walls())
        and coalesce(case acting_role()
            when 'managing_partner' then true
            when 'billing' then p_about = 'billing'
            when 'associate_attorney' then p_case = any (my_cases_from(case p_about when 'billing' then 3 else 2 end::smallint))
            when 'paralegal' then p_about = 'case' and p_case = any (my_cases_from(2::smallint))
        end, false);
end
$$;

create or replace function my_threads() returns uuid[]
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    acting text := acting_role();
    places uuid[];
    money uuid[] := '{}';
begin
    if acting is null or not exists (select from thread_participants p where p.staff_id = any (i_stand_for()) and p.until is null) then
        return '{}';
    end if;
    if acting in ('associate_attorney', 'paralegal') then
        places := my_cases_from(2::smallint);
    end if;
    if acting = 'associate_attorney' then
        money := my_cases_from(3::smallint);
    end if;
    return array(
        select p.thread_id from thread_participants p join message_threads t on t.id = p.thread_id
        where p.staff_id = any (i_stand_for()) and p.until is null
            and t.case_id <> all (my_walls()) and t.client_id <> all (my_walled_clients())
            and case acting when 'managing_partner' then true when 'billing' then t.about = 'billing'
                else t.case_id = any (case t.about when 'billing' then money else places end) end);
end
$$;

create or replace function can_take_part(p_staff uuid, p_case uuid, p_client uuid, p_about text) returns boolean
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return coalesce(case role_in_force(p_staff)
            when 'managing_partner' then true
            when 'billing' then p_about = 'billing'
            when 'paralegal' then p_about = 'case' and exists (select from places_on(p_staff, p_case) o where o.reach >= 2)
            else exists (select from places_on(p_staff, p_case) o where o.reach >= case p_about when 'billing' then 3 else 2 end)
        end, false)
        and p_staff = any (staff_in_force())
        and not exists (select from walls w join cases c on c.id = p_case
            where w.staff_id = p_staff and (w.case_id = c.id or w.client_id in (c.client_id, p_client))
                and w.since <= office_now() and (w.until is null or office_now() < w.until));
end
$$;

create or replace function thread_people(p_case uuid) returns table (client_id uuid, client_name text, membership_id uuid, name text,
    acts_as text, sees_money boolean)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
begin
    perform refuse_unless(may_message(p_case, 'case') or may_message(p_case, 'billing'));
    return query
        select k.id, k.name, m.membership_id, p.name, coalesce(r.kind, ''), m.sees_money
        from case_clients l join clients k on k.id = l.client_id
        left join lateral (
            select h.person_id, o.* from portal_memberships h, lateral portal_reach(h.person_id) o
            where h.client_id = k.id and h.until is null and o.membership_id = h.id
        ) m on true
        left join portal_people p on p.id = m.person_id
        left join representatives r on r.id = m.representative_id
        where l.case_id = p_case and (l.until is null or office_now() < l.until) and k.id <> all ((select my_walled_clients())::uuid[])
        order by not l.own, k.name, k.id, r.id is not null, p.name, m.membership_id;
end
$$;

-- ---------------------------------------------------------------- read by the office

-- What hangs on the messages of a thread that the caller reads. A document is named to whoever sees it.
create function thread_files(p_thread uuid) returns table (file_id uuid, message_id uuid, name text, size_bytes bigint, found text,
    state text, upload_id uuid, document_id uuid, opens_at timestamptz, withdrawn_at timestamptz, recalled_at timestamptz)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
declare
    acting text := acting_role();
    mine uuid[] := my_threads();
    stand uuid[] := i_stand_for();
    barred uuid[] := my_barred_documents();
begin
    return query
        select f.id, m.id, case when u.id is not null and (u.document_id is null or w.sees) then u.name when w.sees then d.name end,
            case when u.id is not null and (u.document_id is null or w.sees) then u.size_bytes when w.sees then v.size_bytes end,
            case when u.state = 'waiting' then u.found when w.sees then q.found end, u.state, u.id, case when w.sees then d.id end,
            s.opens_at, s.withdrawn_at, s.recalled_at
        from message_files f join message_threads t on t.id = f.thread_id join thread_messages m on m.id = f.message_id
        left join client_uploads u on u.id = f.upload_id
        left join document_shares s on s.id = f.share_id
        left join documents d on d.id = coalesce(s.document_id, u.document_id)
        left join document_versions v on v.document_id = d.id and v.nth = coalesce(s.nth, 1)
        left join document_quarantines q on q.version_id = v.id and q.released_at is null
        cross join lateral (select d.id <> all (barred) and sees_case_whole(t.case_id) as sees) w
        where f.thread_id = p_thread and t.case_id <> all (my_walls()) and t.client_id <> all (my_walled_clients())
            and (acting = 'managing_partner' or (t.id = any (mine) and exists (select from thread_participants p
                where p.thread_id = t.id and p.until is null and p.staff_id = any (stand) and p.since <= m.at)))
        order by m.at, m.id, f.nth;
end
$$;

-- Which of the client take part in a thread now, and can be shared with: for whoever reads it.
create function thread_sharees(p_thread uuid) returns setof uuid
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return query
        select p.membership_id from thread_participants p join portal_memberships m on m.id = p.membership_id,
            lateral portal_seats(m.person_id) s
        where p.thread_id = p_thread and p.until is null and s.seat = p.id and may_manage_thread(p_thread)
        order by p.since, p.id;
end
$$;

-- Hangs what the caller shares just now on what they write just now.
create function attach_share(p_file uuid, p_nth smallint, p_message uuid, p_share uuid) returns void
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    insert into message_files (id, message_id, nth, thread_id, author_id, case_id, client_id, about, share_id)
    select p_file, m.id, p_nth, t.id, m.author_id, t.case_id, t.client_id, t.about, s.id
    from thread_messages m join thread_participants p on p.id = m.author_id and p.staff_id = office_caller()
    join message_threads t on t.id = m.thread_id, document_shares s
    where m.id = p_message and m.at = office_now()
        and s.id = p_share and s.asked_by = office_caller() and s.asked_at = office_now() and s.approved_at is not null
        and s.case_id = t.case_id and s.client_id = t.client_id
        -- nobody who has left the thread, and nobody else of the client
        and not exists (
            select from document_share_recipients r
            where r.share_id = s.id and not exists (
                select from thread_participants q
                where q.thread_id = t.id and q.membership_id = r.membership_id and q.until is null));
    perform refuse_unless(found);
end
$$;

-- ---------------------------------------------------------------- the portal

-- What opens a client's file as it lies; no row where nobody of them opens it: held, refused, thrown away or destroyed.
create function upload_lies(p_upload uuid) returns table (wrapped_key bytea, case_key bytea)
language sql stable
set search_path = pg_catalog, public, pg_temp
as $$
    select coalesce(v.wrapped_key, u.wrapped_key), k.wrapped
    from client_uploads u join case_keys k on k.id = u.case_key_id and k.wrapped is not null
    left join document_versions v on v.id = u.document_id
    where u.id = p_upload and u.state <> 'refused' and (u.state = 'accepted' or u.found is null)
        and not exists (select from document_quarantines q where q.version_id = v.id and q.released_at is null)
        and not exists (select from document_trashings t where t.document_id = u.document_id and t.until is null)
$$;

-- What hangs on a message, as somebody of the client who reads it sees it: what the office
-- shared and is not open has no name.
create function own_files(p_message uuid, p_membership uuid) returns jsonb
language sql stable
set search_path = pg_catalog, public, pg_temp
as $$
    select coalesce(jsonb_agg(x.file order by x.nth), '[]')
    from (
        select f.nth, jsonb_build_object('id', f.id, 'name', u.name, 'size', u.size_bytes, 'how', case
            when u.state = 'refused' then 'refused'
            when exists (select from upload_lies(u.id)) then 'sent'
            when u.state = 'waiting' and u.found is not null
                or exists (select from document_quarantines q where q.version_id = u.document_id and q.released_at is null) then 'held'
            else 'gone' end) as file
        from message_files f join client_uploads u on u.id = f.upload_id
        where f.message_id = p_message
        union all
        select f.nth, case
            when share_is_open(s.id, r.membership_id)
                then jsonb_build_object('id', s.id, 'name', d.name, 'size', v.size_bytes, 'how', 'shared')
            when num_nonnulls(s.withdrawn_at, s.recalled_at) > 0 then jsonb_build_object('id', s.id, 'how', 'back')
            when office_now() < s.opens_at then jsonb_build_object('id', s.id, 'how', 'soon')
            else jsonb_build_object('id', s.id, 'how', 'gone') end
        from message_files f join document_shares s on s.id = f.share_id
        join document_share_recipients r on r.share_id = s.id and r.membership_id = p_membership
        join documents d on d.id = s.document_id
        join document_versions v on v.document_id = s.document_id and v.nth = s.nth
        where f.message_id = p_message
    ) as x
$$;

create or replace function own_thread(p_thread uuid) returns jsonb
language sql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
    select jsonb_build_object(
        'people', (select jsonb_agg(jsonb_build_object('name', seat_name(p), 'office', p.staff_id is not null)
                order by p.staff_id is not null, p.since, p.id)
            from thread_participants p where p.thread_id = s.thread_id and p.until is null),
        'said', coalesce((select jsonb_agg(jsonb_build_object('id', m.id, 'at', m.at, 'body', m.body, 'by', seat_name(a),
                'office', a.staff_id is not null, 'mine', a.id = s.seat, 'files', own_files(m.id, s.membership_id))
                order by m.at, m.id)
            from thread_messages m join thread_participants a on a.id = m.author_id
            where m.thread_id = s.thread_id and m.at >= s.since), '[]'))
    from portal_seats(office_caller()) s where s.thread_id = p_thread
$$;

-- What was sent with a message is for those who read that.
create or replace function own_uploads() returns setof jsonb
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
    where not exists (select from message_files f where f.upload_id = u.id)
    order by u.arrived_at desc, u.id
    limit 200
$$;

-- Where files of a message go, before their first byte: '' and there; or why not, as portal_write says, or 'bill'.
create function portal_message_place(p_thread uuid, out said text, out case_id uuid, out client_id uuid)
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
declare
    t message_threads;
    may_write boolean;
begin
    select x.* into t from portal_seats(office_caller()) s join message_threads x on x.id = s.thread_id where x.id = p_thread;
    if t.id is null then
        said := 'gone';
        return;
    end if;
    select s.writes into may_write from portal_seats(office_caller()) s where s.thread_id = p_thread;
    said := case
        when not may_write then 'reads'
        when t.closed_at is not null or exists (select from cases c where c.id = t.case_id and c.closed_on is not null) then 'closed'
        when t.about = 'billing' then 'bill'
        else portal_flood() end;
    case_id := t.case_id;
    client_id := t.client_id;
end
$$;

-- Whether a message of this id is there, of the caller's own: sent twice, it is one. What they send side by side waits.
create function portal_message_there(p_message uuid) returns boolean
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    -- memberships first, as where access is ended
    perform from portal_memberships x where x.person_id = office_caller() order by x.id for key share;
    perform from portal_people x where x.id = office_caller() for update;
    return exists (select from thread_messages m join thread_participants p on p.id = m.author_id
        join portal_memberships o on o.id = p.membership_id
        where m.id = p_message and o.person_id = office_caller());
end
$$;

-- Hangs the caller's files on what they write just now, with which they came.
create function portal_attach(p_message uuid, p_files uuid[], p_uploads uuid[]) returns void
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    hung bigint;
begin
    insert into message_files (id, message_id, nth, thread_id, author_id, case_id, client_id, about, upload_id, membership_id)
    select w.file, m.id, w.nth, t.id, m.author_id, t.case_id, t.client_id, t.about, u.id, o.id
    from unnest(p_files, p_uploads) with ordinality as w (file, upload, nth)
    join client_uploads u on u.id = w.upload and u.arrived_at = office_now()
    join portal_memberships o on o.id = u.membership_id and o.person_id = office_caller()
    join thread_messages m on m.id = p_message and m.at = office_now()
    join thread_participants p on p.id = m.author_id and p.membership_id = o.id
    join message_threads t on t.id = m.thread_id;
    get diagnostics hung = row_count;
    perform refuse_unless(hung = cardinality(p_uploads) and hung <= 5);
end
$$;

-- What is needed to decrypt a file that hangs on a message which the caller reads; it is written down before its first
-- byte. No row where it opens to nobody, or not to the caller.
create function portal_message_file(p_file uuid, p_thread uuid, p_event jsonb) returns table (upload_id uuid, case_id uuid, name text,
    media text, size_bytes bigint, chunks integer, object_name text, wrapped_key bytea, case_key_id uuid, case_key bytea)
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
declare
    u client_uploads;
begin
    select x.* into u from message_files f join client_uploads x on x.id = f.upload_id
    join thread_messages m on m.id = f.message_id
    join portal_seats(office_caller()) s on s.thread_id = f.thread_id and s.since <= m.at
    where f.id = p_file and f.thread_id = p_thread;
    if u.id is null or not exists (select from upload_lies(u.id)) then
        return;
    end if;
    -- none: it is only asked whether it still stands
    if p_event is not null then
        insert into audit_events (id, actor_kind, actor_id, action, resource, resource_id, resource_version, content_hash, case_id,
            client_id, session_id, request_id, address, user_agent, detail)
        values ((p_event->>'id')::uuid, 'client', office_caller(), 'download-attachment', 'document', u.id, 1, u.content_hash,
            u.case_id, u.client_id, (p_event->>'session')::uuid, (p_event->>'request')::uuid, coalesce(p_event->>'address', ''),
            coalesce(p_event->>'user_agent', ''), jsonb_build_object('thread', p_thread));
    end if;
    return query select u.id, u.case_id, u.name, u.media, u.size_bytes, u.chunks, u.object_name, l.wrapped_key, u.case_key_id, l.case_key
        from upload_lies(u.id) l;
end
$$;

create or replace function own_cases_to_write() returns setof jsonb
language sql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
    select jsonb_build_object('case', c.id, 'client', k.id, 'number', c.number, 'for', k.name, 'money', r.sees_money)
    from portal_reach(office_caller()) r join case_clients l on l.client_id = r.client_id
    join cases c on c.id = l.case_id join clients k on k.id = r.client_id
    where r.writes and c.closed_on is null and (l.until is null or office_now() < l.until)
    order by k.name, c.number, c.id
$$;

-- Billing reads what a client asks about a bill.
create function seat_billing(p_thread uuid, p_seats uuid[]) returns void
language sql
set search_path = pg_catalog, public, pg_temp
as $$
    insert into thread_participants (id, thread_id, client_id, staff_id)
    select p_seats[b.nth], b.thread_id, b.client_id, b.staff_id
    from (
        select t.id as thread_id, t.client_id, s.id as staff_id, row_number() over (order by s.name, s.id) as nth
        from message_threads t, staff s
        where t.id = p_thread and role_in_force(s.id) = 'billing' and can_take_part(s.id, t.case_id, t.client_id, t.about)
            and not exists (select from thread_participants p where p.thread_id = t.id and p.staff_id = s.id and p.until is null)
    ) as b
    where p_seats[b.nth] is not null
$$;

-- Begins a thread: with the caller and the responsible attorney; about a bill with billing too, for whoever may see the
-- money. Answers as portal_write does. The first two seats are the caller's and that attorney's.
drop function portal_start_thread(uuid, uuid, uuid[], uuid, uuid, text, text, jsonb);
create function portal_start_thread(p_thread uuid, p_message uuid, p_seats uuid[], p_case uuid, p_client uuid, p_about text,
    p_subject text, p_body text, p_event jsonb) returns text
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    member uuid;
    may_write boolean;
    flood text;
begin
    select r.membership_id, r.writes into member, may_write
    from portal_reach(office_caller()) r join case_clients l on l.client_id = r.client_id
    where r.client_id = p_client and l.case_id = p_case and (l.until is null or office_now() < l.until)
        and (p_about = 'case' or r.sees_money);
    if member is null then
        return 'gone';
    end if;
    if exists (select from message_threads t where t.id = p_thread) then
        return case when exists (select from thread_participants p join thread_messages m on m.author_id = p.id
            where p.thread_id = p_thread and p.membership_id = member and m.id = p_message) then 'done' else 'gone' end;
    end if;
    if not may_write then
        return 'reads';
    end if;
    if exists (select from cases c where c.id = p_case and c.closed_on is not null) then
        return 'closed';
    end if;
    flood := portal_flood();
    if flood <> '' then
        return flood;
    end if;
    insert into message_threads (id, case_id, client_id, about, subject) values (p_thread, p_case, p_client, p_about, p_subject);
    insert into thread_participants (id, thread_id, client_id, membership_id) values (p_seats[1], p_thread, p_client, member);
    perform seat_leads(p_thread, p_client, p_seats[2:2]);
    if p_about = 'billing' then
        perform seat_billing(p_thread, p_seats[3:]);
    end if;
    insert into thread_messages (id, thread_id, author_id, body) values (p_message, p_thread, p_seats[1], p_body);
    perform read_up_to_now(p_seats[1], p_thread);
    perform record_own_thread(p_event, 'start-thread', p_thread);
    return 'done';
end
$$;

do $$
declare
    f record;
begin
    for f in
        select p.oid::regprocedure as signature, p.proname as name from pg_proc p
        where p.pronamespace = 'public'::regnamespace and p.proname in ('thread_files', 'thread_sharees', 'attach_share', 'upload_lies',
            'own_files', 'portal_message_place', 'portal_message_there', 'portal_attach', 'portal_message_file', 'seat_billing',
            'portal_start_thread')
    loop
        execute format('alter function %s owner to privity_definer', f.signature);
        execute format('revoke execute on function %s from public', f.signature);
        execute format('grant execute on function %s to %s', f.signature, case
            when f.name like 'portal%' then 'privity_client'
            when f.name in ('upload_lies', 'own_files', 'seat_billing') then 'privity_definer'
            else 'privity_partner, privity_attorney, privity_paralegal, privity_billing' end);
    end loop;
end
$$;

revoke create on schema public from privity_definer;
