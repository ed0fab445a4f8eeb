-- Who speaks for a client, who pays for a case, and clients who were on file twice.

grant create on schema public to privity_definer;

alter table known_names
    drop constraint known_names_kind_check,
    add constraint known_names_kind_check check (kind in ('client', 'former_name', 'party', 'counsel', 'enquiry', 'adverse',
        'representative', 'payer'));

-- A person's, where it is known: a minor's guardian ends with it.
alter table clients add column born_on date check (born_on is null or kind = 'person');
grant insert (born_on), update (born_on) on clients to privity_partner, privity_attorney, privity_paralegal;

-- The day a child comes of age.
create function of_age_on(born_on date) returns date
language sql immutable strict parallel safe
set search_path = pg_catalog, pg_temp
as $$ select (born_on + interval '18 years')::date $$;

-- Somebody who speaks for a client: what was seen as proof, for what, from when to when. Ended, not
-- deleted.
create table representatives (
    id uuid primary key,
    client_id uuid not null references clients (id),
    kind text not null check (kind in ('guardian', 'agent', 'executor', 'officer')),
    name text not null check (name <> ''),
    email text not null default '',
    phone text not null default '',
    -- what was seen, by whom and when
    proof text not null check (proof <> ''),
    proof_by text not null check (proof_by <> ''),
    proof_on date not null,
    scope text not null check (scope <> ''),
    since date not null,
    until date,
    added_by uuid not null references staff (id),
    added_at timestamptz not null default office_now(),
    ended_at timestamptz,
    ended_by uuid references staff (id),
    revision integer not null default 1 check (revision > 0),
    check (until >= since),
    check ((ended_at is null) = (ended_by is null))
);
create index representatives_of_client on representatives (client_id, since);

-- A guardian of somebody whose birth date is known ends on the eighteenth birthday at the latest.
create function guardian_ends() returns trigger
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    of_age date;
begin
    select of_age_on(k.born_on) into of_age from clients k where k.id = new.client_id;
    if new.kind = 'guardian' and new.ended_at is null and (new.until is null or new.until > of_age) and of_age is not null then
        raise exception 'a guardian ends with childhood' using errcode = 'PV409';
    end if;
    return null;
end
$$;
-- after the policies have spoken: else it would tell the age of a client out of sight
create trigger representatives_guardian after insert or update of kind, until on representatives
    for each row execute function guardian_ends();

-- A birth date learned later, or put right, ends the guardians who would reach beyond it.
create function end_guardians() returns trigger
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    update representatives set until = of_age_on(new.born_on), revision = revision + 1
    where client_id = new.id and kind = 'guardian' and ended_at is null
        and (until is null or until > of_age_on(new.born_on));
    return null;
end
$$;
create trigger clients_of_age after update of born_on on clients
    for each row when (new.born_on is not null and new.born_on is distinct from old.born_on)
    execute function end_guardians();

create function know_representative() returns trigger
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    if tg_op = 'INSERT' or new.name <> old.name then
        insert into known_names (kind, client_id, source_id, name)
        values ('representative', new.client_id, new.id, new.name);
    end if;
    return null;
end
$$;
create trigger representatives_known after insert or update of name on representatives
    for each row execute function know_representative();

-- Somebody who pays for another's case. Ended, not deleted.
create table payers (
    id uuid primary key,
    case_id uuid not null references cases (id),
    name text not null check (name <> ''),
    email text not null default '',
    address text not null default '',
    since date not null,
    until date,
    added_by uuid not null references staff (id),
    added_at timestamptz not null default office_now(),
    ended_at timestamptz,
    ended_by uuid references staff (id),
    revision integer not null default 1 check (revision > 0),
    check (until >= since),
    check ((ended_at is null) = (ended_by is null))
);
create index payers_of_case on payers (case_id, since);

create function know_payer() returns trigger
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    if tg_op = 'INSERT' or new.name <> old.name then
        insert into known_names (kind, client_id, case_id, source_id, name)
        values ('payer', (select c.client_id from cases c where c.id = new.case_id), new.case_id, new.id, new.name);
    end if;
    return null;
end
$$;
create trigger payers_known after insert or update of name on payers
    for each row execute function know_payer();

do $$
declare
    t text;
begin
    foreach t in array array['representatives', 'payers'] loop
        execute format('alter table %I enable row level security', t);
        execute format('alter table %I force row level security', t);
        execute format('create policy definer on %I to privity_definer using (true) with check (true)', t);
        execute format(
            'create policy caller_in_force on %I as restrictive
                to privity_partner, privity_attorney, privity_paralegal, privity_billing
                using ((select caller_in_force(current_user))) with check ((select caller_in_force(current_user)))', t);
        execute format(
            'create policy in_own_name on %I as restrictive for insert
                to privity_partner, privity_attorney, privity_paralegal
                with check (added_by = (select office_caller()) and ended_at is null)', t);
        -- what has ended stays ended, now and by whoever ends it
        execute format(
            'create policy ended_once on %I as restrictive for update
                to privity_partner, privity_attorney, privity_paralegal
                using (ended_at is null)
                with check ((ended_at is null and ended_by is null)
                    or (ended_at = office_now() and ended_by = (select office_caller())))', t);
        execute format('create policy partner on %I to privity_partner using (true) with check (true)', t);
    end loop;
end
$$;

create policy walls on representatives as restrictive
    to privity_partner, privity_attorney, privity_paralegal
    using (client_id <> all ((select my_walled_clients())::uuid[]));
create policy attorney on representatives for select to privity_attorney
    using (client_id = any ((select my_clients())::uuid[]));
create policy attorney_adds on representatives for insert to privity_attorney
    with check (client_id = any ((select my_clients())::uuid[]));
create policy attorney_changes on representatives for update to privity_attorney
    using (client_id = any ((select my_clients())::uuid[]));
create policy paralegal on representatives for select to privity_paralegal
    using (client_id = any ((select my_clients())::uuid[]));
create policy paralegal_adds on representatives for insert to privity_paralegal
    with check (client_id = any ((select my_clients_from(2::smallint))::uuid[]));
create policy paralegal_changes on representatives for update to privity_paralegal
    using (client_id = any ((select my_clients_from(2::smallint))::uuid[]));
grant select on representatives to privity_partner, privity_attorney, privity_paralegal;
grant insert (id, client_id, kind, name, email, phone, proof, proof_by, proof_on, scope, since, until, added_by) on representatives
    to privity_partner, privity_attorney, privity_paralegal;
grant update (kind, name, email, phone, proof, proof_by, proof_on, scope, since, until, ended_at, ended_by, revision)
    on representatives to privity_partner, privity_attorney, privity_paralegal;

create policy walls on payers as restrictive
    to privity_partner, privity_attorney, privity_paralegal, privity_billing
    using (case_id <> all ((select my_walls())::uuid[]));
create policy open_only on payers as restrictive for insert
    to privity_partner, privity_attorney, privity_paralegal
    with check (exists (select from cases c where c.id = case_id and c.closed_on is null));
create policy open_only_changed on payers as restrictive for update
    to privity_partner, privity_attorney, privity_paralegal
    using (exists (select from cases c where c.id = case_id and c.closed_on is null));
create policy attorney on payers for select to privity_attorney
    using (case_id = any ((select my_cases())::uuid[]));
create policy attorney_adds on payers for insert to privity_attorney
    with check (case_id = any ((select my_cases_from(2::smallint))::uuid[]));
create policy attorney_changes on payers for update to privity_attorney
    using (case_id = any ((select my_cases_from(2::smallint))::uuid[]));
create policy paralegal on payers for select to privity_paralegal
    using (case_id = any ((select my_cases())::uuid[]));
create policy paralegal_adds on payers for insert to privity_paralegal
    with check (case_id = any ((select my_cases_from(2::smallint))::uuid[]));
create policy paralegal_changes on payers for update to privity_paralegal
    using (case_id = any ((select my_cases_from(2::smallint))::uuid[]));
create policy billing on payers for select to privity_billing using (true);
grant select on payers to privity_partner, privity_attorney, privity_paralegal, privity_billing;
grant insert (id, case_id, name, email, address, since, until, added_by) on payers
    to privity_partner, privity_attorney, privity_paralegal;
grant update (name, email, address, since, until, ended_at, ended_by, revision) on payers
    to privity_partner, privity_attorney, privity_paralegal;

grant select, update on representatives to privity_definer;
grant select on payers to privity_definer;

-- ---------------------------------------------------------------- clients who were on file twice
-- Merging never re-keys: one of the two becomes an alias of the other and keeps its own rows, cases,
-- walls and standing. Who sees what stays as it was, except that whoever is screened from one is
-- screened from both.

create table client_merges (
    id uuid primary key,
    alias_id uuid not null references clients (id),
    kept_id uuid not null references clients (id),
    merged_by uuid not null references staff (id),
    merged_at timestamptz not null default office_now(),
    undone_by uuid references staff (id),
    undone_at timestamptz,
    check (alias_id <> kept_id),
    check ((undone_at is null) = (undone_by is null))
);
create unique index client_merges_alias on client_merges (alias_id) where undone_at is null;
create index client_merges_kept on client_merges (kept_id);
create index client_merges_of_alias on client_merges (alias_id);

-- A client with every other record of the same one. For definer functions alone.
create or replace function client_kin(which uuid) returns uuid[]
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    kept uuid := coalesce((select m.kept_id from client_merges m where m.alias_id = which and m.undone_at is null), which);
begin
    return array[kept] || array(select m.alias_id from client_merges m where m.kept_id = kept and m.undone_at is null);
end
$$;

-- Why a set of records cannot be one client's, or null. 'lead': somebody screened from one of them leads
-- an open case of another. 'lift': a wall against a managing partner would have nobody to lift it.
create function kin_obstacle(kin uuid[]) returns text
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    if exists (
        select from walls w join case_team t on t.staff_id = w.staff_id and t.level = 'lead' and t.until is null
            join cases c on c.id = t.case_id and c.closed_on is null
        where w.client_id = any (kin) and w.until is null and c.client_id = any (kin)) then
        return 'lead';
    elsif exists (
        select from walls w where w.client_id = any (kin) and w.until is null and role_in_force(w.staff_id) = 'managing_partner'
            and not exists (
                select from staff_roles r
                where r.until is null and r.staff_id <> w.staff_id and r.staff_id <> office_caller()
                    and role_in_force(r.staff_id) is not null
                    and not exists (select from walls o where o.staff_id = r.staff_id and o.client_id = any (kin) and o.until is null)
                    and (r.role = 'managing_partner' or r.staff_id = (select deputy_id from office_settings)))) then
        return 'lift';
    end if;
    return null;
end
$$;

-- Whoever is screened from one record is screened from each: with rows of their own, which stay when the
-- merge is undone and are lifted one by one, each by a second person.
create function spread_walls(kin uuid[], only_staff uuid) returns void
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    insert into walls (id, staff_id, client_id, reason, raised_by, confirmed_by, confirmed_at)
    select distinct on (w.staff_id, k.id) gen_random_uuid(), w.staff_id, k.id, w.reason, w.raised_by, w.confirmed_by, w.confirmed_at
    from walls w cross join unnest(kin) as k (id)
    where w.client_id = any (kin) and w.until is null and (only_staff is null or w.staff_id = only_staff)
        and not exists (select from walls o where o.staff_id = w.staff_id and o.client_id = k.id and o.until is null)
    order by w.staff_id, k.id, w.since;
end
$$;

create function wall_all_kin() returns trigger
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    kin uuid[] := client_kin(new.client_id);
begin
    if cardinality(kin) > 1 then
        if kin_obstacle(kin) is not null then
            raise exception 'the wall cannot stand around every record' using errcode = 'PV409';
        end if;
        -- this one alone: what a second person lifted elsewhere stays lifted
        perform spread_walls(kin, new.staff_id);
    end if;
    return null;
end
$$;
create trigger walls_all_kin after insert on walls
    for each row when (new.client_id is not null) execute function wall_all_kin();

-- Why two clients cannot be merged, or null. Only for those who could.
create function merge_obstacle(p_alias uuid, p_kept uuid) returns text
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    perform refuse_unless(acting_role() = 'managing_partner'
        and p_alias <> all (my_walled_clients()) and p_kept <> all (my_walled_clients()));
    -- one step: an alias has no aliases, and nobody is an alias of oneself
    if p_alias = p_kept or exists (select from client_merges m where m.undone_at is null
        and (m.alias_id in (p_alias, p_kept) or m.kept_id = p_alias)) then
        return 'alias';
    end if;
    return kin_obstacle(client_kin(p_kept) || p_alias);
end
$$;

create function merge_clients(p_id uuid, p_alias uuid, p_kept uuid) returns void
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    kin uuid[];
begin
    perform one_at_a_time();
    perform refuse_unless(exists (select from clients where id = p_alias) and exists (select from clients where id = p_kept));
    if merge_obstacle(p_alias, p_kept) is not null then
        raise exception 'they cannot be merged' using errcode = 'PV409';
    end if;
    insert into client_merges (id, alias_id, kept_id, merged_by) values (p_id, p_alias, p_kept, office_caller());
    kin := client_kin(p_kept);
    perform spread_walls(kin, null);
    -- care for one is care for all; how stays with those who see that record
    update clients set discreet = true, revision = revision + 1,
        safe_contact = case when safe_contact = '' then 'Ask a managing partner before you write or call.' else safe_contact end
    where id = any (kin) and not discreet and exists (select from clients d where d.id = any (kin) and d.discreet);
end
$$;

-- Undoes a merge. The walls that it made stay, each until it is lifted.
create function unmerge_client(p_alias uuid) returns void
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    perform one_at_a_time();
    perform refuse_unless(acting_role() = 'managing_partner' and p_alias <> all (my_walled_clients()));
    update client_merges set undone_by = office_caller(), undone_at = office_now()
    where alias_id = p_alias and undone_at is null and kept_id <> all (my_walled_clients());
    if not found then
        raise exception 'not merged' using errcode = 'PV409';
    end if;
end
$$;

alter table client_merges enable row level security;
alter table client_merges force row level security;
create policy definer on client_merges to privity_definer using (true) with check (true);
-- who sees both, walls and roles included
create policy both_seen on client_merges for select
    to privity_partner, privity_attorney, privity_paralegal, privity_billing
    using (exists (select from clients k where k.id = alias_id) and exists (select from clients k where k.id = kept_id));
grant select on client_merges to privity_partner, privity_attorney, privity_paralegal, privity_billing;
grant select, insert, update on client_merges to privity_definer;
grant update on clients to privity_definer;

do $$
declare
    f record;
begin
    for f in
        select p.oid::regprocedure as signature, p.proname as name, p.prosecdef as definer
        from pg_proc p where p.pronamespace = 'public'::regnamespace
            and p.proname in ('guardian_ends', 'end_guardians', 'know_representative', 'know_payer', 'of_age_on',
                'client_kin', 'kin_obstacle', 'spread_walls', 'wall_all_kin', 'merge_obstacle', 'merge_clients', 'unmerge_client')
    loop
        if f.definer then
            execute format('alter function %s owner to privity_definer', f.signature);
        end if;
        execute format('revoke execute on function %s from public', f.signature);
        execute format('grant execute on function %s to %s', f.signature, case
            when f.name in ('merge_obstacle', 'merge_clients', 'unmerge_client')
                then 'privity_partner, privity_attorney, privity_paralegal, privity_billing, privity_definer'
            else 'privity_definer' end);
    end loop;
end
$$;

revoke create on schema public from privity_definer;
