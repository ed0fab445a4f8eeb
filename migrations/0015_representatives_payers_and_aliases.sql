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
    return new;
end
$$;
create trigger representatives_guardian before insert or update of kind, until on representatives
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

do $$
declare
    f record;
begin
    for f in
        select p.oid::regprocedure as signature, p.prosecdef as definer
        from pg_proc p where p.pronamespace = 'public'::regnamespace
            and p.proname in ('guardian_ends', 'end_guardians', 'know_representative', 'know_payer', 'of_age_on')
    loop
        if f.definer then
            execute format('alter function %s owner to privity_definer', f.signature);
        end if;
        execute format('revoke execute on function %s from public', f.signature);
        execute format('grant execute on function %s to privity_definer', f.signature);
    end loop;
end
$$;

revoke create on schema public from privity_definer;
