-- Sharing one version of a document with a client. The keys bind document, version, case, client and person, so
-- that a share with another client, or with a person of another client, cannot be inserted by anybody. What becomes
-- of a share is said by instants; nothing is deleted.

grant create on schema public to privity_definer;

do $$
begin
    begin
        -- reads every name the office knows, to compare a document with, and nothing else
        create role privity_guard nologin;
    exception when duplicate_object or unique_violation then
        null;
    end;
    begin
        grant privity_guard to privity_app;
    exception when unique_violation or sqlstate 'XX000' then
        null; -- two databases migrating at once: the other one has granted it
    end;
end
$$;
grant usage on schema public to privity_guard;

create table document_shares (
    id uuid primary key,
    document_id uuid not null,
    nth integer not null,
    case_id uuid not null,
    client_id uuid not null,
    -- who shared it, or proposed to
    asked_by uuid not null references staff (id),
    asked_at timestamptz not null default office_now(),
    -- by the same person where nobody had to be asked
    approved_by uuid references staff (id),
    approved_at timestamptz,
    -- when the time to withdraw it has run out
    opens_at timestamptz,
    declined_by uuid references staff (id),
    declined_at timestamptz,
    declined_because text check (declined_because <> '' and char_length(declined_because) <= 500),
    -- before anybody could open it
    withdrawn_by uuid references staff (id),
    withdrawn_at timestamptz,
    recalled_by uuid references staff (id),
    recalled_at timestamptz,
    recalled_because text check (recalled_because <> '' and char_length(recalled_because) <= 500),
    -- what comparing it with other clients' names came to, last
    verdict text not null check (verdict in ('clear', 'notes', 'unread', 'stop')),
    -- what was found and where; nothing of the text but the words that matched
    found jsonb not null,
    -- why it went in spite of a stop
    anyway_because text check (anyway_because <> '' and char_length(anyway_because) <= 500),
    foreign key (document_id, case_id) references documents (id, case_id),
    foreign key (document_id, nth) references document_versions (document_id, nth),
    foreign key (case_id, client_id) references case_clients (case_id, client_id),
    unique (id, client_id),
    check (num_nonnulls(approved_by, approved_at, opens_at) in (0, 3) and opens_at >= approved_at),
    check (num_nonnulls(declined_by, declined_at, declined_because) in (0, 3)),
    check (num_nonnulls(withdrawn_by, withdrawn_at) in (0, 2)),
    check (num_nonnulls(recalled_by, recalled_at, recalled_because) in (0, 3)),
    check (num_nonnulls(approved_at, declined_at) < 2 and num_nonnulls(declined_at, withdrawn_at, recalled_at) < 2),
    check (withdrawn_at < opens_at),
    check (recalled_at is null or (approved_at is not null and recalled_at >= opens_at)),
    check ((verdict = 'stop') = (anyway_because is not null))
);
create index document_shares_of_document on document_shares (document_id, asked_at);
create index document_shares_of_client on document_shares (client_id, opens_at) where recalled_at is null and withdrawn_at is null;
create index document_shares_waiting on document_shares (case_id)
    where approved_at is null and declined_at is null and withdrawn_at is null;
comment on table document_shares is 'One version of a document, to one client of its case: proposed, open, withdrawn or recalled.';

-- Who of the client can open it.
create table document_share_recipients (
    share_id uuid not null,
    client_id uuid not null,
    membership_id uuid not null,
    primary key (share_id, membership_id),
    foreign key (share_id, client_id) references document_shares (id, client_id),
    foreign key (membership_id, client_id) references portal_memberships (id, client_id)
);
create index document_share_recipients_of on document_share_recipients (membership_id);
comment on table document_share_recipients is 'The people of that client who can open a share.';

create table document_share_openings (
    id uuid primary key,
    share_id uuid not null,
    membership_id uuid not null,
    how text not null check (how in ('view', 'download')),
    at timestamptz not null default office_now(),
    foreign key (share_id, membership_id) references document_share_recipients (share_id, membership_id)
);
create index document_share_openings_of on document_share_openings (share_id, membership_id, at);
comment on table document_share_openings is 'Each time somebody of the client opened or downloaded what was shared.';

-- What happened stays as it was: a share goes on to another state, and to no other document or client.
create function keep_share_sound() returns trigger
language plpgsql
set search_path = pg_catalog, public, pg_temp
as $$
begin
    if tg_op = 'DELETE'
        or (new.id, new.document_id, new.nth, new.case_id, new.client_id, new.asked_by, new.asked_at)
            is distinct from (old.id, old.document_id, old.nth, old.case_id, old.client_id, old.asked_by, old.asked_at)
        or (old.approved_at is not null and (new.approved_by, new.approved_at, new.opens_at, new.verdict, new.found, new.anyway_because)
            is distinct from (old.approved_by, old.approved_at, old.opens_at, old.verdict, old.found, old.anyway_because))
        or num_nonnulls(old.declined_at, old.withdrawn_at, old.recalled_at) > 0 then
        raise exception 'what was shared stays on record' using errcode = 'PV403';
    end if;
    return new;
end
$$;
create trigger document_shares_sound before update or delete on document_shares
    for each row execute function keep_share_sound();

create function refuse_share_change() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    raise exception 'what was shared stays on record' using errcode = 'PV403';
end
$$;
create trigger document_share_recipients_stay before update or delete on document_share_recipients
    for each row execute function refuse_share_change();
create trigger document_share_openings_stay before update or delete on document_share_openings
    for each row execute function refuse_share_change();
revoke execute on function keep_share_sound(), refuse_share_change() from public;

alter table audit_events
    drop constraint audit_events_actor_kind_check,
    -- client: somebody of a client, in the portal
    add constraint audit_events_actor_kind_check check (actor_kind in ('staff', 'nobody', 'console', 'client'));

-- ------------------------------------------------------------------- sight

-- Whether somebody of a client can open what was shared with them, now.
create function share_is_open(p_share uuid, p_membership uuid) returns boolean
language sql stable
set search_path = pg_catalog, public, pg_temp
as $$
    select exists (
        select from document_shares s
        join document_share_recipients r on r.share_id = s.id
        join portal_memberships m on m.id = r.membership_id
        join case_clients l on l.case_id = s.case_id and l.client_id = s.client_id
        join document_versions v on v.document_id = s.document_id and v.nth = s.nth
        where s.id = p_share and r.membership_id = p_membership
            and s.approved_at is not null and s.opens_at <= office_now() and s.withdrawn_at is null and s.recalled_at is null
            and m.since <= office_now() and (m.until is null or office_now() < m.until)
            and (l.until is null or office_now() < l.until)
            -- who speaks for the client in whose name
            and (m.representative_id is null or exists (select from representatives p where p.id = m.representative_id
                and p.ended_at is null and p.since <= office_today() and (p.until is null or office_today() <= p.until)))
            and not exists (select from document_trashings t where t.document_id = s.document_id and t.until is null)
            and not exists (select from document_quarantines q where q.version_id = v.id and q.released_at is null)
            and exists (select from case_keys k where k.case_id = s.case_id and k.wrapped is not null))
$$;

-- Documents of which a version is shared, or about to be, of one case or of all in view. By the caller's own rights;
-- not inlined, for billing has none on shares and asks for none.
create function shared_documents(which_case uuid) returns setof uuid
language sql stable
set search_path = pg_catalog, public, pg_temp
as $$
    select s.document_id from document_shares s
    where s.approved_at is not null and s.withdrawn_at is null and s.recalled_at is null
        and (which_case is null or s.case_id = which_case)
$$;

-- Where the caller stands towards one share: as towards its document; one's own where one asked for it.
create function share_standing(which uuid)
returns table (reach smallint, release boolean, walled boolean, closed boolean, grant_id uuid, barred boolean, own boolean,
    document_id uuid, case_id uuid, client_id uuid)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
begin
    return query
        select d.reach, d.release, d.walled or s.client_id = any (my_walled_clients()), d.closed, d.grant_id, d.barred,
            s.asked_by = office_caller(), s.document_id, s.case_id, s.client_id
        from document_shares s, lateral document_standing(s.document_id) d
        where s.id = which;
end
$$;

-- The clients of a case, who are or were in it, and who uses the portal for each: for whoever sees the case. A
-- co-client has no case of its own by which it is seen otherwise.
create function case_portal_people(p_case uuid) returns table (client_id uuid, client_name text, in_case boolean, membership_id uuid,
    name text, email text, verified_at timestamptz, acts_as text)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
begin
    perform refuse_unless(sees_case_whole(p_case));
    return query
        select k.id, k.name, l.until is null, m.id, p.name, p.email, p.verified_at, coalesce(r.kind, '')
        from case_clients l join clients k on k.id = l.client_id
        left join portal_memberships m on m.client_id = k.id and m.until is null and l.until is null
        left join portal_people p on p.id = m.person_id
        left join representatives r on r.id = m.representative_id
        where l.case_id = p_case and k.id <> all ((select my_walled_clients())::uuid[])
        order by not l.own, k.name, k.id, r.id is not null, p.name, m.id;
end
$$;

-- The memberships a share goes to; none of one whose document the caller does not see.
create function share_recipients(p_share uuid) returns uuid[]
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return array(
        select r.membership_id from document_shares s join document_share_recipients r on r.share_id = s.id
        where s.id = p_share and s.document_id <> all (my_barred_documents()) and sees_case_whole(s.case_id)
        order by r.membership_id);
end
$$;

-- Who can open what was shared of a document, and when they did: for whoever sees the document.
create function document_sharees(p_document uuid) returns table (share_id uuid, client_name text, name text, opened_at timestamptz,
    times bigint, downloaded boolean, is_open boolean)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
begin
    perform refuse_unless(p_document <> all (my_barred_documents()) and exists (
        select from documents d where d.id = p_document and sees_case_whole(d.case_id)));
    return query
        select s.id, k.name, p.name, o.opened_at, coalesce(o.times, 0), coalesce(o.downloaded, false), share_is_open(s.id, m.id)
        from document_shares s join clients k on k.id = s.client_id
        join document_share_recipients r on r.share_id = s.id
        join portal_memberships m on m.id = r.membership_id
        join portal_people p on p.id = m.person_id
        left join lateral (
            select min(x.at) as opened_at, count(*) as times, bool_or(x.how = 'download') as downloaded
            from document_share_openings x where x.share_id = s.id and x.membership_id = m.id
        ) o on true
        where s.document_id = p_document and s.client_id <> all ((select my_walled_clients())::uuid[])
        order by s.id, p.name, m.id;
end
$$;

-- Whether the caller reads a case, and not its billing summary alone.
create function sees_case_whole(p_case uuid) returns boolean
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return coalesce((
        select not s.walled and case acting_role()
            when 'managing_partner' then true
            when 'billing' then false
            else acting_role() is not null and s.reach is not null end
        from case_standing(p_case) s), false);
end
$$;

-- Whether the caller may decide what leaves a case for its clients, whether or not it is closed.
create function may_release(p_case uuid) returns boolean
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return coalesce((
        select not s.walled and case acting_role()
            when 'managing_partner' then true
            when 'associate_attorney' then s.reach >= 3 or (s.reach >= 2 and s.release)
            when 'paralegal' then s.reach >= 2 and s.release
            else false end
        from case_standing(p_case) s), false);
end
$$;

-- ------------------------------------------------------------------- verbs

-- The share, locked, for whoever may do something about it.
create function share_to_change(p_share uuid) returns document_shares
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    s document_shares;
begin
    select * into s from document_shares where id = p_share for update;
    perform refuse_unless(s.id is not null and s.document_id <> all (my_barred_documents())
        and s.client_id <> all (my_walled_clients()) and s.case_id <> all (my_walls()));
    return s;
end
$$;

create function tell_share(p_event uuid, s document_shares, p_kind text) returns void
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    insert into case_events (id, case_id, actor_id, happened)
    values (p_event, s.case_id, office_caller(), jsonb_build_object('kind', p_kind, 'document', s.document_id,
        'to', (select k.name from clients k where k.id = s.client_id)));
end
$$;

-- Raises where this version cannot go to these people now: asked when it is shared and when a proposal is approved.
create function share_must_fit(p_document uuid, p_nth integer, p_client uuid, p_memberships uuid[]) returns void
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    d documents;
begin
    select * into d from documents where id = p_document;
    if d.nth <> p_nth
        or exists (select from document_trashings t where t.document_id = d.id and t.until is null)
        or exists (select from document_versions v join document_quarantines q on q.version_id = v.id
            where v.document_id = d.id and v.nth = p_nth and q.released_at is null)
        or not exists (select from case_keys k where k.case_id = d.case_id and k.wrapped is not null)
        or not exists (select from case_clients l where l.case_id = d.case_id and l.client_id = p_client and l.until is null)
        or coalesce(cardinality(p_memberships), 0) = 0
        or exists (select from unnest(p_memberships) as wanted
            where not exists (select from portal_memberships m
                where m.id = wanted and m.client_id = p_client and m.until is null)) then
        raise exception 'this cannot be shared with them now' using errcode = 'PV409';
    end if;
end
$$;

-- Shares a version, or proposes to. Asked for twice it is one: whether it was new.
create function share_document(p_id uuid, p_event uuid, p_document uuid, p_nth integer, p_client uuid, p_memberships uuid[],
    p_hold interval, p_verdict text, p_found jsonb, p_because text, p_proposes boolean) returns boolean
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    d documents;
    s document_shares;
begin
    select * into d from documents where id = p_document for update;
    perform refuse_unless(d.id is not null and d.id <> all (my_barred_documents()) and p_client <> all (my_walled_clients())
        and may_write_documents(d.case_id) and (p_proposes or may_release(d.case_id)));
    select * into s from document_shares where id = p_id;
    if s.id is not null then
        if (s.document_id, s.nth, s.client_id, s.asked_by) is distinct from (p_document, p_nth, p_client, office_caller()) then
            raise exception 'this was another share' using errcode = 'PV409';
        end if;
        return false;
    end if;
    perform share_must_fit(p_document, p_nth, p_client, p_memberships);
    if exists (select from document_shares o join document_share_recipients r on r.share_id = o.id
        where o.document_id = p_document and o.nth = p_nth and r.membership_id = any (p_memberships)
            and o.declined_at is null and o.withdrawn_at is null and o.recalled_at is null) then
        raise exception 'somebody of these has it already' using errcode = 'PV409';
    end if;
    insert into document_shares (id, document_id, nth, case_id, client_id, asked_by, approved_by, approved_at, opens_at,
        verdict, found, anyway_because)
    values (p_id, p_document, p_nth, d.case_id, p_client, office_caller(),
        case when not p_proposes then office_caller() end, case when not p_proposes then office_now() end,
        case when not p_proposes then office_now() + p_hold end, p_verdict, p_found, p_because)
    returning * into s;
    insert into document_share_recipients (share_id, client_id, membership_id)
    select p_id, p_client, wanted from (select distinct unnest(p_memberships) as wanted) as w;
    perform tell_share(p_event, s, case when p_proposes then 'share_proposed'
        when p_verdict = 'stop' then 'document_shared_anyway' else 'document_shared' end);
    return true;
end
$$;

-- Lets a proposal go, as it was found now. Whether it still waited.
create function approve_share(p_id uuid, p_event uuid, p_hold interval, p_verdict text, p_found jsonb, p_because text) returns boolean
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    s document_shares := share_to_change(p_id);
begin
    perform refuse_unless(may_release(s.case_id) and may_write_documents(s.case_id));
    if num_nonnulls(s.approved_at, s.declined_at, s.withdrawn_at) > 0 then
        return false;
    end if;
    perform share_must_fit(s.document_id, s.nth, s.client_id,
        array(select r.membership_id from document_share_recipients r where r.share_id = s.id));
    update document_shares set approved_by = office_caller(), approved_at = office_now(), opens_at = office_now() + p_hold,
        verdict = p_verdict, found = p_found, anyway_because = p_because
    where id = s.id;
    perform tell_share(p_event, s, case when p_verdict = 'stop' then 'document_shared_anyway' else 'document_shared' end);
    return true;
end
$$;

create function decline_share(p_id uuid, p_event uuid, p_because text) returns boolean
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    s document_shares := share_to_change(p_id);
begin
    perform refuse_unless(may_release(s.case_id) and exists (
        select from cases c where c.id = s.case_id and c.closed_on is null));
    if num_nonnulls(s.approved_at, s.declined_at, s.withdrawn_at) > 0 then
        return false;
    end if;
    update document_shares set declined_by = office_caller(), declined_at = office_now(), declined_because = p_because
    where id = s.id;
    perform tell_share(p_event, s, 'share_declined');
    return true;
end
$$;

-- Ends a share, at once: withdrawn while nobody could open it, else recalled, which has a reason. What it came to;
-- null where it had ended before. Who asked for it may, and who decides about the case; a closed case does not wait.
create function end_share(p_id uuid, p_event uuid, p_because text) returns text
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    s document_shares := share_to_change(p_id);
begin
    perform refuse_unless(may_release(s.case_id)
        or (s.asked_by = office_caller() and s.case_id = any (my_cases())));
    if num_nonnulls(s.declined_at, s.withdrawn_at, s.recalled_at) > 0 then
        return null;
    end if;
    if s.opens_at is null or office_now() < s.opens_at then
        update document_shares set withdrawn_by = office_caller(), withdrawn_at = office_now() where id = s.id;
        perform tell_share(p_event, s, 'share_withdrawn');
        return 'withdrawn';
    end if;
    if p_because = '' then
        raise exception 'a recall has a reason' using errcode = 'PV409';
    end if;
    update document_shares set recalled_by = office_caller(), recalled_at = office_now(), recalled_because = p_because
    where id = s.id;
    perform tell_share(p_event, s, 'share_recalled');
    return 'recalled';
end
$$;

-- ------------------------------------------------------------------- the portal

-- Whether the caller of the portal opened a share before; and everything open to that caller now.
create function portal_shares() returns table (share_id uuid, document_id uuid, case_id uuid, client_id uuid, name text, media text,
    size_bytes bigint, nth integer, opened_at timestamptz, since timestamptz)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
begin
    return query
        select s.id, d.id, s.case_id, s.client_id, d.name, v.media, v.size_bytes, s.nth,
            (select min(o.at) from document_share_openings o where o.share_id = s.id and o.membership_id = m.id), s.opens_at
        from portal_memberships m
        join document_share_recipients r on r.membership_id = m.id
        join document_shares s on s.id = r.share_id
        join documents d on d.id = s.document_id
        join document_versions v on v.document_id = s.document_id and v.nth = s.nth
        where m.person_id = office_caller() and m.until is null and share_is_open(s.id, m.id)
        order by s.opens_at desc, s.id;
end
$$;

-- What is needed to decrypt what was shared; no row unless it is open to the caller now.
create function portal_share(p_share uuid) returns table (share_id uuid, version_id uuid, document_id uuid, case_id uuid,
    client_id uuid, name text, media text, size_bytes bigint, chunks integer, nth integer, content_hash bytea, object_name text,
    wrapped_key bytea, case_key_id uuid, case_key bytea)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
begin
    return query
        select s.id, v.id, d.id, s.case_id, s.client_id, d.name, v.media, v.size_bytes, v.chunks, v.nth, v.content_hash,
            v.object_name, v.wrapped_key, v.case_key_id, k.wrapped
        from document_shares s
        join documents d on d.id = s.document_id
        join document_versions v on v.document_id = s.document_id and v.nth = s.nth
        join case_keys k on k.id = v.case_key_id
        where s.id = p_share and exists (
            select from document_share_recipients r join portal_memberships m on m.id = r.membership_id
            where r.share_id = s.id and m.person_id = office_caller() and share_is_open(s.id, m.id));
end
$$;

-- Keeps that the caller opens what was shared, before its first byte; again after ten minutes at the earliest, since
-- pages and ranges of one opening are one. Whether it is open to the caller; nothing is kept where it is not.
create function portal_share_opened(p_id uuid, p_share uuid, p_how text, p_session uuid default null, p_request uuid default null,
    p_address text default '', p_user_agent text default '') returns boolean
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    s document_shares;
    m portal_memberships;
begin
    select * into s from document_shares where id = p_share for share;
    select n.* into m from document_share_recipients r join portal_memberships n on n.id = r.membership_id
    where r.share_id = s.id and n.person_id = office_caller() and share_is_open(s.id, n.id) order by n.since desc limit 1;
    if m.id is null then
        return false;
    end if;
    if exists (select from document_share_openings o where o.share_id = s.id and o.membership_id = m.id and o.how = p_how
        and o.at > office_now() - interval '10 minutes') then
        return true;
    end if;
    insert into document_share_openings (id, share_id, membership_id, how) values (p_id, s.id, m.id, p_how);
    insert into audit_events (id, actor_kind, actor_id, action, resource, resource_id, resource_version, content_hash, case_id,
        client_id, session_id, request_id, address, user_agent, detail)
    select p_id, 'client', m.person_id, case p_how when 'download' then 'download-shared' else 'view-shared' end, 'document',
        s.document_id, s.nth, v.content_hash, s.case_id, s.client_id, p_session, p_request, p_address, p_user_agent,
        jsonb_build_object('share', s.id)
    from document_versions v where v.document_id = s.document_id and v.nth = s.nth;
    return true;
end
$$;

-- ------------------------------------------------------------------- the guard

-- Every name, address and number on file, and whose it is: of the office where it is nobody's. What belongs to a case
-- is of each client who is in it; so is, within the case, what the others who are in it are called.
create function guard_names() returns table (what text, said text, part text, client_id uuid, case_id uuid, enquiry_id uuid)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
begin
    return query
        with mine as materialized (
            -- of clients, whatever the case
            select k.id as client_id, case k.kind when 'organization' then 'organization' else 'person' end as what, n.name as said,
                case n.kind when 'client' then 'client' else 'contact' end as part
            from known_names n join clients k on k.id = n.client_id
            where n.kind in ('client', 'former_name')
            union all
            select n.client_id, 'name', n.name, 'contact' from known_names n where n.kind = 'representative'
            union all
            select c.client_id, c.channel, c.value, 'client' from client_contacts c where c.channel in ('email', 'phone')
            union all
            select r.client_id, x.what, x.said, 'contact'
            from representatives r, lateral (values ('email', r.email), ('phone', r.phone)) as x (what, said)
            union all
            select m.client_id, x.what, x.said, 'contact'
            from portal_memberships m join portal_people p on p.id = m.person_id,
                lateral (values ('person', p.name), ('email', p.email)) as x (what, said)
        ), within as (
            -- of cases
            select c.id as case_id, 'case_number' as what, c.number as said, 'client' as part from cases c
            union all
            select c.id, 'case_number', c.court_reference, 'client' from cases c
            union all
            select n.case_id, 'name', n.name, case n.kind
                when 'payer' then 'payer' when 'counsel' then 'counsel'
                else case p.role when 'opposing' then 'opposing' else 'other' end end
            from known_names n left join parties p on p.id = n.source_id
            where n.case_id is not null and n.kind in ('party', 'counsel', 'payer')
            union all
            select p.case_id, x.what, x.said, case p.role when 'opposing' then 'opposing' else 'other' end
            from parties p, lateral (values ('email', p.email), ('phone', p.phone)) as x (what, said)
            union all
            select p.case_id, 'email', p.email, 'payer' from payers p
            union all
            select o.case_id, m.what, m.said, m.part
            from case_clients l join case_clients o on o.case_id = l.case_id and o.client_id <> l.client_id and o.until is null
            join mine m on m.client_id = l.client_id
            where l.until is null
        )
        select m.what, m.said, m.part, m.client_id, null::uuid, null::uuid from mine m where m.said <> ''
        union all
        select w.what, w.said, w.part, l.client_id, l.case_id, null
        from within w join case_clients l on l.case_id = w.case_id and (l.own or l.until is null)
        where w.said <> ''
        union all
        select 'name', n.name, case n.kind when 'adverse' then 'opposing' else 'client' end, null, null, n.enquiry_id
        from known_names n join enquiries e on e.id = n.enquiry_id
        -- an enquiry that became a case is that client's
        where n.kind in ('enquiry', 'adverse') and e.client_id is null
        union all
        select x.what, x.said, 'office', null, null, null
        from office_settings o, lateral (values ('organization', o.name), ('email', o.reply_to), ('phone', o.phone),
            ('phone', o.urgent_phone), ('email', o.billing_email), ('phone', o.billing_phone)) as x (what, said)
        where x.said <> ''
        union all
        select x.what, x.said, 'office', null, null, null
        from staff s, lateral (values ('person', s.name), ('email', s.email)) as x (what, said);
end
$$;

-- Changes whenever those names do: what was made ready of them is good while it stays the same.
create function guard_mark() returns text
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return concat_ws(' ',
        (select count(*) from known_names),
        (select concat_ws('+', count(*), sum(revision)) from clients),
        (select count(*) from client_contacts),
        (select concat_ws('+', count(*), sum(revision)) from representatives),
        (select concat_ws('+', count(*), sum(revision)) from parties),
        (select concat_ws('+', count(*), sum(revision)) from payers),
        (select concat_ws('+', count(*), sum(revision)) from cases),
        (select concat_ws('+', count(*), count(until)) from case_clients),
        (select count(*) from portal_memberships),
        (select concat_ws('+', count(*), sum(revision)) from portal_people),
        (select concat_ws('+', count(*), count(client_id)) from enquiries),
        (select md5(string_agg(name || ' ' || email, ' ' order by id)) from staff),
        (select md5(concat_ws(' ', name, reply_to, phone, urgent_phone, billing_email, billing_phone)) from office_settings));
end
$$;

-- ------------------------------------------------------------------- row-level security

do $$
declare
    t text;
    f record;
begin
    foreach t in array array['document_shares', 'document_share_recipients', 'document_share_openings'] loop
        execute format('alter table %I enable row level security', t);
        execute format('alter table %I force row level security', t);
        execute format('create policy definer on %I to privity_definer using (true) with check (true)', t);
        execute format('grant select, insert on %I to privity_definer', t);
    end loop;
    for f in
        select p.oid::regprocedure as signature, p.proname as name from pg_proc p
        where p.pronamespace = 'public'::regnamespace and p.proname in ('share_standing', 'may_release', 'sees_case_whole', 'case_portal_people', 'document_sharees', 'share_recipients', 'share_to_change',
            'tell_share', 'share_must_fit', 'share_document', 'approve_share', 'decline_share', 'end_share', 'portal_shares',
            'portal_share', 'portal_share_opened', 'guard_names', 'guard_mark')
    loop
        execute format('alter function %s owner to privity_definer', f.signature);
        execute format('revoke execute on function %s from public', f.signature);
        execute format('grant execute on function %s to %s', f.signature, case
            when f.name like 'portal%' then 'privity_client'
            when f.name like 'guard%' then 'privity_guard'
            when f.name in ('share_to_change', 'tell_share', 'share_must_fit') then 'privity_definer'
            else 'privity_partner, privity_attorney, privity_paralegal, privity_billing, privity_definer' end);
    end loop;
end
$$;
grant update on document_shares to privity_definer;
revoke execute on function share_is_open(uuid, uuid) from public;
grant execute on function share_is_open(uuid, uuid) to privity_definer;

revoke execute on function shared_documents(uuid) from public;
grant execute on function shared_documents(uuid) to privity_partner, privity_attorney, privity_paralegal, privity_billing;

-- A share is read with its document. What was found in it names other clients, and is nobody's to read.
create policy caller_in_force on document_shares as restrictive to privity_partner, privity_attorney, privity_paralegal
    using ((select caller_in_force(current_user))) with check ((select caller_in_force(current_user)));
create policy walls on document_shares as restrictive to privity_partner, privity_attorney, privity_paralegal
    using (case_id <> all ((select my_walls())::uuid[]) and client_id <> all ((select my_walled_clients())::uuid[]));
create policy restrictions on document_shares as restrictive to privity_attorney, privity_paralegal
    using (document_id not in (select unnest((select my_barred_documents()))));
create policy partner on document_shares for select to privity_partner using (true);
create policy attorney on document_shares for select to privity_attorney using (case_id in (select unnest((select my_cases()))));
create policy paralegal on document_shares for select to privity_paralegal using (case_id in (select unnest((select my_cases()))));
grant select (id, document_id, nth, case_id, client_id, asked_by, asked_at, approved_by, approved_at, opens_at, declined_by,
    declined_at, declined_because, withdrawn_by, withdrawn_at, recalled_by, recalled_at, recalled_because, verdict, anyway_because)
    on document_shares to privity_partner, privity_attorney, privity_paralegal;

-- what the definer functions read of tables that others wrote for
do $$
declare
    t text;
begin
    foreach t in array array['representatives', 'payers', 'parties', 'enquiries', 'office_settings', 'staff', 'clients', 'cases',
        'client_contacts', 'document_trashings', 'document_quarantines', 'case_keys', 'document_versions', 'documents'] loop
        execute format('grant select on %I to privity_definer', t);
    end loop;
end
$$;

-- ------------------------------------------------------------------- the timeline

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
        -- by tell_of_appointment alone: the desk, too, brings them about
        ('appointment_booked', 5, false, '{appointment}'),
        ('appointment_moved', 5, false, '{appointment}'),
        ('appointment_cancelled', 5, false, '{appointment}'),
        ('attendance_recorded', 5, true, '{appointment}'),
        ('deadline_kept', 5, true, '{appointment}')
$$;

revoke create on schema public from privity_definer;
