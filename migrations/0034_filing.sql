-- The filing queue: what landed in the scanner's folder, sealed, until somebody files it to a case. A tray
-- is a person's, or the office's where it is nobody's. What is filed is a document and its row is gone; what
-- is discarded stays for a while.
grant create on schema public to privity_definer;

do $$
begin
    begin
        -- looks into the folder: EXECUTE on a few named functions and nothing else
        create role privity_filing nologin;
    exception when duplicate_object or unique_violation then
        null;
    end;
    begin
        grant privity_filing to privity_app;
    exception when unique_violation or sqlstate 'XX000' then
        null;
    end;
end
$$;
grant usage on schema public to privity_filing;

create table filing_scans (
    id uuid primary key,
    -- null: the office's
    tray_id uuid references staff (id),
    name text not null check (name <> '' and char_length(name) <= 200 and octet_length(name) <= 255),
    came_at timestamptz not null default office_now(),
    -- where the file still lies; null once it is removed there, so that it is not taken twice
    source text unique,
    object_name text not null unique,
    -- of the plain text
    size_bytes bigint not null check (size_bytes > 0),
    chunks integer not null check (chunks > 0),
    media text not null check (media <> ''),
    -- HMAC-SHA-256 under a key derived from the office's own
    content_hash bytea not null check (octet_length(content_hash) = 32),
    office_key_id uuid not null references case_keys (id),
    wrapped_key bytea not null,
    -- what a scanner for malware said; nobody opens it
    found text check (found <> ''),
    discarded_at timestamptz,
    discarded_by uuid references staff (id),
    reason text not null default '' check (char_length(reason) <= 500),
    revision integer not null default 1 check (revision > 0),
    check (num_nonnulls(discarded_at, discarded_by) in (0, 2))
);
create index filing_scans_waiting on filing_scans (tray_id, came_at) where discarded_at is null;
create index filing_scans_discarded on filing_scans (discarded_at) where discarded_at is not null;

-- Files on their way in. One server at a time takes a file.
create table filing_arrivals (
    id uuid primary key,
    source text not null unique,
    object_name text not null unique,
    started_at timestamptz not null default office_now()
);

-- Files that lie there and could not be taken.
create table filing_troubles (
    source text primary key,
    tray_id uuid references staff (id),
    name text not null,
    why text not null check (why <> ''),
    since timestamptz not null default office_now()
);

-- ------------------------------------------------------- for what looks into the folder

-- Whose trays there are, by the name of a folder.
create function filing_trays() returns table (email text, staff_id uuid)
language sql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
    select s.email, s.id from staff s where role_in_force(s.id) is not null
$$;

-- Files known by where they lie: taken, or on their way since.
create function filing_known() returns table (source text, scan_id uuid, size_bytes bigint, content_hash bytea, since timestamptz)
language sql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
    select s.source, s.id, s.size_bytes, s.content_hash, s.came_at from filing_scans s where s.source is not null
    union all
    select a.source, null, null, null, a.started_at from filing_arrivals a
$$;

-- Begins to take a file. False where another server is at it; one that began a quarter of an hour ago is dead.
create function filing_begin(p_id uuid, p_source text, p_object text) returns boolean
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    delete from filing_arrivals a where a.source = p_source and a.started_at < office_now() - interval '15 minutes';
    insert into filing_arrivals (id, source, object_name) values (p_id, p_source, p_object) on conflict do nothing;
    if not found then
        return false;
    end if;
    -- asked after the wait for a server that was just done with it
    if exists (select from filing_scans s where s.source = p_source) then
        delete from filing_arrivals a where a.id = p_id;
        return false;
    end if;
    return true;
end
$$;

create function filing_drop(p_id uuid) returns void
language sql security definer
set search_path = pg_catalog, public, pg_temp
as $$
    delete from filing_arrivals where id = p_id
$$;

-- What came becomes a scan in a tray.
create function filing_keep(p_id uuid, p_audit uuid, p_tray uuid, p_name text, p_size bigint, p_chunks integer, p_media text,
    p_hash bytea, p_key uuid, p_wrapped bytea, p_found text) returns void
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    a filing_arrivals;
begin
    delete from filing_arrivals where id = p_id returning * into a;
    perform refuse_unless(a.id is not null
        and exists (select from case_keys k where k.id = p_key and k.case_id is null and k.wrapped is not null));
    insert into filing_scans (id, tray_id, name, source, object_name, size_bytes, chunks, media, content_hash, office_key_id,
        wrapped_key, found)
    values (a.id, p_tray, p_name, a.source, a.object_name, p_size, p_chunks, p_media, p_hash, p_key, p_wrapped, p_found);
    delete from filing_troubles t where t.source = a.source;
    insert into audit_events (id, actor_kind, action, resource, resource_id, content_hash)
    values (p_audit, 'nobody', 'take-scan', 'scan', a.id, p_hash);
end
$$;

-- The file is no longer where it was found.
create function filing_gone(p_scan uuid) returns void
language sql security definer
set search_path = pg_catalog, public, pg_temp
as $$
    update filing_scans set source = null where id = p_scan
$$;

create function filing_trouble(p_source text, p_tray uuid, p_name text, p_why text) returns void
language sql security definer
set search_path = pg_catalog, public, pg_temp
as $$
    insert into filing_troubles (source, tray_id, name, why) values (p_source, p_tray, p_name, p_why)
    on conflict (source) do update set tray_id = excluded.tray_id, why = excluded.why
$$;

-- Forgets the troubles of files that are there no more, and arrivals that never came to an end.
create function filing_settle(p_still text[]) returns void
language sql security definer
set search_path = pg_catalog, public, pg_temp
as $$
    delete from filing_arrivals where started_at < office_now() - interval '1 day';
    delete from filing_troubles where source <> all (p_still)
$$;

-- What was discarded thirty days ago.
create function filing_expired() returns table (id uuid, object_name text)
language sql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
    select s.id, s.object_name from filing_scans s
    where s.discarded_at <= office_now() - interval '30 days' order by s.discarded_at limit 100
$$;

create function filing_forget(p_id uuid, p_audit uuid) returns boolean
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    delete from filing_scans where id = p_id and discarded_at <= office_now() - interval '30 days';
    if found then
        insert into audit_events (id, actor_kind, action, resource, resource_id)
        values (p_audit, 'nobody', 'destroy-scan', 'scan', p_id);
        return true;
    end if;
    return false;
end
$$;

-- The office's own key, made where there is none. For what looks into the folder, and managing partners.
create function keep_office_key(p_id uuid, p_wrapped bytea, p_master_key text) returns table (id uuid, wrapped bytea)
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
begin
    perform refuse_unless(office_caller() is null or acting_role() = 'managing_partner');
    if p_id is not null then
        perform refuse_unless(exists (select from case_keys k where k.case_id is null)
            or (octet_length(p_wrapped) between 64 and 4096 and p_master_key = (select v.master_key from vault v)));
        insert into case_keys (id, case_id, wrapped, master_key) values (p_id, null, p_wrapped, p_master_key)
        on conflict do nothing;
    end if;
    return query select k.id, k.wrapped from case_keys k where k.case_id is null;
end
$$;

-- ------------------------------------------------------------------ for people

-- Whether a scan is the caller's to sort: in one's own tray; in the office's, with the desk right. No row
-- where there is no such scan. Billing has its own tray alone.
create function scan_standing(which uuid) returns table (own boolean)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return query
        select coalesce(s.tray_id = office_caller(), acting_role() <> 'billing' and i_have_desk())
        from filing_scans s where s.id = which;
end
$$;

-- What the folder of the caller's own tray is called.
create function my_tray() returns text
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return (select s.email from staff s where s.id = office_caller() and acting_role() is not null);
end
$$;

create function may_move_scan(which uuid) returns boolean
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return acting_role() is not null and exists (
        select from scan_standing(which) s where s.own or acting_role() = 'managing_partner');
end
$$;

-- Puts a scan into another tray, which may end the actor's own sight of it. False where somebody was first.
create function hand_scan(p_scan uuid, p_to uuid, p_revision integer) returns boolean
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    perform from filing_scans where id = p_scan for update;
    perform refuse_unless(may_move_scan(p_scan) and (p_to is null or role_in_force(p_to) is not null));
    update filing_scans set tray_id = p_to, revision = revision + 1
    where id = p_scan and revision = p_revision and discarded_at is null and tray_id is distinct from p_to;
    return found;
end
$$;

create function discard_scan(p_scan uuid, p_reason text, p_revision integer) returns boolean
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    perform from filing_scans where id = p_scan for update;
    perform refuse_unless(may_move_scan(p_scan) and p_reason <> '');
    update filing_scans set discarded_at = office_now(), discarded_by = office_caller(), reason = p_reason,
        revision = revision + 1
    where id = p_scan and revision = p_revision and discarded_at is null;
    return found;
end
$$;

create function restore_scan(p_scan uuid) returns boolean
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    perform from filing_scans where id = p_scan for update;
    perform refuse_unless(may_move_scan(p_scan));
    update filing_scans set discarded_at = null, discarded_by = null, reason = '', revision = revision + 1
    where id = p_scan and discarded_at > office_now() - interval '30 days';
    return found;
end
$$;

-- Takes a scan out of its tray, in the transaction in which it becomes a document. Hands back the name of its
-- blob, which no row names any more; null where somebody was first.
create function file_scan(p_scan uuid) returns text
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    blob text;
begin
    if not exists (select from filing_scans s where s.id = p_scan) then
        return null;
    end if;
    perform from filing_scans where id = p_scan for update;
    perform refuse_unless(acting_role() in ('managing_partner', 'associate_attorney', 'paralegal') and may_move_scan(p_scan));
    delete from filing_scans s where s.id = p_scan and s.discarded_at is null and s.found is null
    returning s.object_name into blob;
    -- that it left the tray is on record whatever becomes of it
    if blob is not null then
        insert into audit_events (id, actor_kind, actor_id, action, resource, resource_id)
        values (gen_random_uuid(), 'staff', office_caller(), 'take-out-scan', 'scan', p_scan);
    end if;
    return blob;
end
$$;

-- ---------------------------------------------------------------- policies

do $$
declare
    t text;
begin
    foreach t in array array['filing_scans', 'filing_arrivals', 'filing_troubles'] loop
        execute format('alter table %I enable row level security', t);
        execute format('alter table %I force row level security', t);
        execute format('create policy definer on %I to privity_definer using (true) with check (true)', t);
        execute format('grant select, insert, update, delete on %I to privity_definer', t);
    end loop;
    -- a person's tray is that person's and managing partners'; a scan may be of any case
    foreach t in array array['filing_scans', 'filing_troubles'] loop
        execute format(
            'create policy caller_in_force on %I as restrictive
                to privity_partner, privity_attorney, privity_paralegal, privity_billing
                using ((select caller_in_force(current_user))) with check ((select caller_in_force(current_user)))', t);
        execute format('create policy partner on %I for select to privity_partner using (true)', t);
        execute format('create policy attorney on %I for select to privity_attorney
            using (tray_id = (select office_caller()) or (tray_id is null and (select i_have_desk())))', t);
        execute format('create policy paralegal on %I for select to privity_paralegal
            using (tray_id = (select office_caller()) or (tray_id is null and (select i_have_desk())))', t);
        execute format('create policy billing on %I for select to privity_billing
            using (tray_id = (select office_caller()))', t);
        execute format('grant select on %I to privity_partner, privity_attorney, privity_paralegal, privity_billing', t);
    end loop;
end
$$;

do $$
declare
    f record;
begin
    for f in
        select p.oid::regprocedure as signature, p.proname as name from pg_proc p
        where p.pronamespace = 'public'::regnamespace and p.proname in ('filing_trays', 'filing_known', 'filing_begin',
            'filing_drop', 'filing_keep', 'filing_gone', 'filing_trouble', 'filing_settle', 'filing_expired', 'filing_forget',
            'keep_office_key', 'scan_standing', 'my_tray', 'may_move_scan', 'hand_scan', 'discard_scan', 'restore_scan', 'file_scan')
    loop
        execute format('alter function %s owner to privity_definer', f.signature);
        execute format('revoke execute on function %s from public', f.signature);
        execute format('grant execute on function %s to %s', f.signature, case
            when f.name like 'filing%' then 'privity_filing'
            when f.name = 'keep_office_key' then 'privity_filing, privity_partner'
            when f.name = 'may_move_scan' then 'privity_definer'
            when f.name = 'file_scan' then 'privity_partner, privity_attorney, privity_paralegal'
            else 'privity_partner, privity_attorney, privity_paralegal, privity_billing, privity_definer' end);
    end loop;
end
$$;

revoke create on schema public from privity_definer;
