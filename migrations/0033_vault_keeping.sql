-- The keeping of the vault: what was read back and what was wrong, whose turn it is to do the work of
-- the background, and the destruction of a case's key.
do $$
declare
    kinds text;
begin
    begin
        -- the work of the background: EXECUTE on a few named functions and nothing else
        create role privity_keeper nologin;
    exception when duplicate_object or unique_violation then
        null;
    end;
    begin
        grant privity_keeper to privity_app;
    exception when unique_violation or sqlstate 'XX000' then
        null; -- another database of the cluster is granting it at this moment
    end;
    select pg_get_expr(conbin, conrelid) into kinds from pg_constraint
    where conrelid = 'messages'::regclass and conname = 'messages_kind_check';
    alter table messages drop constraint messages_kind_check;
    execute format('alter table messages add constraint messages_kind_check check (%s or kind in (%L, %L))',
        kinds, 'documents_destroyed', 'documents_damaged');
end
$$;
grant usage on schema public to privity_keeper;
grant create on schema public to privity_definer;

-- ------------------------------------------------------------------- tables

-- One row beside each version: when it was last read back, and what was wrong then.
create table version_checks (
    version_id uuid primary key references document_versions (id) on delete cascade,
    -- null: not yet
    checked_at timestamptz,
    -- the object is gone, is not what was sealed, its key does not open, or other content came out
    problem text check (problem in ('missing', 'damaged', 'key', 'content')),
    -- names objects and keys, and nobody
    detail text check (detail <> ''),
    wrong_since timestamptz,
    check (num_nonnulls(problem, detail, wrong_since) in (0, 3)),
    check (problem is null or checked_at is not null)
);
create index version_checks_due on version_checks (checked_at nulls first, version_id);
create index version_checks_wrong on version_checks (wrong_since, version_id) where problem is not null;

-- Who has the turn of a loop of the background: of many servers on one database one does the work.
create table loop_turns (
    name text primary key check (name <> ''),
    begun_at timestamptz,
    ended_at timestamptz,
    holder uuid,
    -- a holder that died holds it no longer than this
    held_until timestamptz,
    check ((holder is null) = (held_until is null))
);

do $$
declare
    t text;
begin
    foreach t in array array['version_checks', 'loop_turns'] loop
        execute format('alter table %I enable row level security', t);
        execute format('create policy definer on %I to privity_definer using (true) with check (true)', t);
        execute format('grant select, insert, update, delete on %I to privity_definer', t);
    end loop;
end
$$;

-- what is there already waits for its first check
alter table document_versions no force row level security;
insert into version_checks (version_id) select v.id from document_versions v;
alter table document_versions force row level security;
alter table version_checks force row level security;
alter table loop_turns force row level security;

create function expect_check() returns trigger
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    insert into version_checks (version_id) values (new.id);
    return new;
end
$$;
create trigger document_versions_checked after insert on document_versions
    for each row execute function expect_check();

-- A version is not published under a key that is being destroyed: one waits for the other.
create function refuse_destroyed_key() returns trigger
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    perform from case_keys k where k.id = new.case_key_id and k.wrapped is not null for share;
    if not found then
        raise exception 'the key of the case was destroyed' using errcode = 'PV411';
    end if;
    return new;
end
$$;
create trigger document_versions_keyed before insert on document_versions
    for each row execute function refuse_destroyed_key();

-- -------------------------------------------------------------------- turns

-- Takes the turn of a loop: not before its time, and not from somebody who has it.
create function take_turn(p_name text, p_holder uuid, p_every interval, p_hold interval) returns boolean
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    insert into loop_turns (name) values (p_name) on conflict do nothing;
    update loop_turns t set holder = p_holder, begun_at = office_now(), held_until = office_now() + p_hold
    where t.name = p_name and (t.begun_at is null or t.begun_at <= office_now() - p_every)
        and (t.holder is null or t.held_until <= office_now());
    return found;
end
$$;

-- Keeps it for longer. False where it ran out and is somebody else's now.
create function keep_turn(p_name text, p_holder uuid, p_hold interval) returns boolean
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    update loop_turns t set held_until = office_now() + p_hold where t.name = p_name and t.holder = p_holder;
    return found;
end
$$;

create function end_turn(p_name text, p_holder uuid) returns void
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    update loop_turns t set holder = null, held_until = null, ended_at = office_now()
    where t.name = p_name and t.holder = p_holder;
end
$$;

-- Takes an upload of the caller's own, and the key it is sealed under, for the rest of the transaction that
-- publishes it: neither is swept or destroyed meanwhile. Whether it stands, and when the key was destroyed.
create function expect_upload(p_upload uuid, p_case uuid) returns table (stands boolean, destroyed_at timestamptz)
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
begin
    perform from document_uploads u
    where u.id = p_upload and u.case_id = p_case and u.started_by = office_caller() for update;
    stands := found;
    -- case, then key: in the order in which they are taken to destroy it
    perform from cases c where stands and c.id = p_case for key share;
    select k.destroyed_at into destroyed_at from case_keys k where stands and k.case_id = p_case for share;
    return next;
end
$$;

-- -------------------------------------------------------------------- sweep

-- Takes uploads that ended without a word out of the books, and hands back what may lie in the store of
-- them. The row goes first: an upload that is being published at this moment holds it, and is left; one
-- that is published later finds it gone, and is refused.
create function claim_stale_uploads(p_before timestamptz, p_limit integer, out claimed bigint, out objects text[])
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    names text[];
begin
    with gone as (
        delete from document_uploads u
        where u.id in (select s.id from document_uploads s where s.started_at < p_before
            order by s.started_at limit p_limit for update skip locked)
        returning u.object_name
    )
    select array_agg(object_name) into names from gone;
    claimed := coalesce(cardinality(names), 0);
    -- a row says a name; what another row keeps under it is not that row's to lose
    objects := array(select unnamed_objects(coalesce(names, '{}')));
end
$$;

-- Those of these objects that no row names. One statement, so one instant: an upload becomes a version in
-- one transaction, and is named by the one or the other whenever this looks. A name is used once, with a
-- row before its first byte, so that what nothing names now nothing will.
create function unnamed_objects(p_names text[]) returns setof text
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return query
        select n.name from unnest(p_names) as n (name)
        where not exists (select from document_versions v where v.object_name = n.name)
            and not exists (select from document_uploads u where u.object_name = n.name);
end
$$;

-- An upload names an object of its own: one that anything else names is not for it to say.
create function refuse_taken_name() returns trigger
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    perform refuse_unless(new.object_name in (select unnamed_objects(array[new.object_name])));
    return new;
end
$$;
create trigger document_uploads_named before insert on document_uploads
    for each row execute function refuse_taken_name();

create function tidy_transfers(p_before timestamptz) returns bigint
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    gone bigint;
begin
    delete from document_transfers t where t.begun_at < p_before;
    get diagnostics gone = row_count;
    return gone;
end
$$;
grant delete on document_transfers to privity_definer;
create index document_transfers_by_age on document_transfers (begun_at);

-- -------------------------------------------------------------------- scrub

-- Versions that were not read back since, the longest unread first, with what reads them. Those of a
-- destroyed key are not among them: there is nothing to read.
create function next_checks(p_before timestamptz, p_limit integer)
returns table (version_id uuid, document_id uuid, case_id uuid, object_name text, size_bytes bigint, chunks integer,
    content_hash bytea, wrapped_key bytea, case_key_id uuid, key_of_case uuid, key_wrapped bytea)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
begin
    return query
        select v.id, v.document_id, v.case_id, v.object_name, v.size_bytes, v.chunks, v.content_hash, v.wrapped_key,
            v.case_key_id, k.id, k.wrapped
        from version_checks c join document_versions v on v.id = c.version_id
        join case_keys k on k.case_id = v.case_id and k.wrapped is not null
        where c.checked_at is null or c.checked_at < p_before
        order by c.checked_at nulls first, c.version_id limit p_limit;
end
$$;

-- Keeps what a check found. True where something is wrong that was not before.
create function record_check(p_version uuid, p_problem text, p_detail text) returns boolean
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    was text;
begin
    select c.problem into was from version_checks c where c.version_id = p_version for update;
    update version_checks c set checked_at = office_now(), problem = p_problem, detail = p_detail,
        wrong_since = case when p_problem is null then null else coalesce(c.wrong_since, office_now()) end
    where c.version_id = p_version;
    return found and was is null and p_problem is not null;
end
$$;

-- Tells the managing partners, once a day while it is so, how many versions are not what they were.
create function tell_of_damage() returns boolean
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    insert into messages (id, kind, staff_id, about)
    select gen_random_uuid(), 'documents_damaged', r.staff_id,
        (select count(*)::text from version_checks c where c.problem is not null)
    from staff_roles r where r.until is null and r.role = 'managing_partner'
        and exists (select from version_checks c where c.problem is not null)
        and not exists (select from messages m where m.kind = 'documents_damaged' and m.staff_id = r.staff_id
            and m.created_at > office_now() - interval '1 day');
    return found;
end
$$;

create function console_vault_keeping()
returns table (versions bigint, bytes bigint, oldest_check timestamptz, unchecked bigint, damaged bigint, uploads bigint)
language sql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
    select count(*), coalesce(sum(v.size_bytes), 0)::bigint, min(coalesce(c.checked_at, v.written_at)),
        count(*) filter (where c.checked_at is null), count(*) filter (where c.problem is not null),
        (select count(*) from document_uploads)
    from document_versions v join version_checks c on c.version_id = v.id
    join case_keys k on k.case_id = v.case_id and k.wrapped is not null
$$;

create function console_damaged_versions(p_limit integer)
returns table (document_id uuid, nth integer, version_id uuid, problem text, detail text, wrong_since timestamptz)
language sql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
    select v.document_id, v.nth, v.id, c.problem, c.detail, c.wrong_since
    from version_checks c join document_versions v on v.id = c.version_id
    where c.problem is not null order by c.wrong_since, v.id limit p_limit
$$;

-- -------------------------------------------------------------------- shred

-- Destroys the key of a case, for whoever asked who may: nothing it sealed is read again, wherever copies of
-- it are. Says 'shredded', or why not: 'missing', 'open', 'held', 'kept' (until a later day), 'empty', or
-- 'destroyed' before. Waits for a hold, a reopening and a version that are being written, and sees them.
create function shred_case_key(p_case uuid) returns text
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
    return 'shredded';
end
$$;

create function console_case_documents(p_number text)
returns table (case_id uuid, documents bigint, versions bigint, bytes bigint, destroyed_at timestamptz)
language sql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
    select c.id, (select count(*) from documents d where d.case_id = c.id), count(v.id),
        coalesce(sum(v.size_bytes), 0)::bigint, (select k.destroyed_at from case_keys k where k.case_id = c.id)
    from cases c left join document_versions v on v.case_id = c.id
    where c.number = p_number group by c.id
$$;

-- The same at the server's terminal. Every managing partner is told.
create function console_shred_case(p_case uuid) returns text
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    outcome text := shred_case_key(p_case);
begin
    if outcome = 'shredded' then
        insert into messages (id, kind, staff_id, about)
        select gen_random_uuid(), 'documents_destroyed', r.staff_id, (select c.number from cases c where c.id = p_case)
        from staff_roles r where r.until is null and r.role = 'managing_partner';
    end if;
    return outcome;
end
$$;

-- What opens a version elsewhere, but the master key.
create function console_sealed_version(p_document uuid, p_nth integer)
returns table (version_id uuid, case_id uuid, nth integer, object_name text, size_bytes bigint, wrapped_key bytea,
    case_key_id uuid, key_wrapped bytea, destroyed_at timestamptz)
language sql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
    select v.id, v.case_id, v.nth, v.object_name, v.size_bytes, v.wrapped_key, v.case_key_id, k.wrapped, k.destroyed_at
    from documents d join document_versions v on v.document_id = d.id and v.nth = coalesce(p_nth, d.nth)
    left join case_keys k on k.id = v.case_key_id
    where d.id = p_document
$$;

do $$
declare
    f record;
begin
    for f in
        select p.oid::regprocedure as signature, p.proname as name from pg_proc p
        where p.pronamespace = 'public'::regnamespace and p.proname in ('expect_check', 'refuse_destroyed_key',
            'expect_upload', 'refuse_taken_name', 'take_turn', 'keep_turn', 'end_turn', 'claim_stale_uploads', 'unnamed_objects', 'tidy_transfers',
            'next_checks', 'record_check', 'tell_of_damage', 'console_vault_keeping', 'console_damaged_versions',
            'shred_case_key', 'console_case_documents', 'console_shred_case', 'console_sealed_version')
    loop
        execute format('alter function %s owner to privity_definer', f.signature);
        execute format('revoke execute on function %s from public', f.signature);
        execute format('grant execute on function %s to %s', f.signature, case
            when f.name like 'console%' then 'privity_console'
            when f.name in ('expect_check', 'refuse_taken_name', 'refuse_destroyed_key', 'shred_case_key') then 'privity_definer'
            when f.name = 'expect_upload' then 'privity_partner, privity_attorney, privity_paralegal'
            else 'privity_keeper' end);
    end loop;
end
$$;

revoke create on schema public from privity_definer;
