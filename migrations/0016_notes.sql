-- Notes on cases and clients. A note belongs to one of them; each change is another version, and none
-- is overwritten. A note is withdrawn, never deleted, and reads on as withdrawn.
grant create on schema public to privity_definer;

create table notes (
    id uuid primary key,
    case_id uuid references cases (id),
    client_id uuid references clients (id),
    -- as it reads now
    body text not null check (body <> '' and char_length(body) <= 20000),
    written_by uuid not null references staff (id),
    written_at timestamptz not null default office_now(),
    changed_by uuid not null references staff (id),
    changed_at timestamptz not null default office_now(),
    withdrawn_by uuid references staff (id),
    withdrawn_at timestamptz,
    revision integer not null default 1 check (revision > 0),
    check (num_nonnulls(case_id, client_id) = 1),
    check ((withdrawn_by is null) = (withdrawn_at is null))
);
create index notes_of_case on notes (case_id, written_at desc, id desc) where case_id is not null;
create index notes_of_client on notes (client_id, written_at desc, id desc) where client_id is not null;

create table note_versions (
    note_id uuid not null references notes (id),
    nth integer not null check (nth > 0),
    body text not null,
    written_by uuid not null references staff (id),
    written_at timestamptz not null,
    primary key (note_id, nth)
);

-- Who changed the text and when are the database's to say.
create function note_changes() returns trigger
language plpgsql
set search_path = pg_catalog, public, pg_temp
as $$
begin
    if new.body is distinct from old.body then
        new.revision := old.revision + 1;
        new.changed_by := office_caller();
        new.changed_at := office_now();
    end if;
    return new;
end
$$;
create trigger notes_change before update on notes for each row execute function note_changes();

create function keep_note_version() returns trigger
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    if tg_op = 'INSERT' or new.revision <> old.revision then
        insert into note_versions (note_id, nth, body, written_by, written_at)
        values (new.id, new.revision, new.body, new.changed_by, new.changed_at);
    end if;
    return null;
end
$$;
create trigger notes_kept after insert or update on notes for each row execute function keep_note_version();

-- Where the caller stands towards one note: no row when there is no such note. On a client's note an
-- attorney who sees the client contributes, and whoever entered the client sees it: the rule of clients.
create function note_standing(which uuid)
returns table (reach smallint, walled boolean, closed boolean, own boolean, case_id uuid, client_id uuid)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
begin
    return query
        select s.reach, s.walled, s.closed, n.written_by = office_caller() and coalesce(s.reach >= 2, false),
            n.case_id, n.client_id
        from notes n, lateral (
            select c.reach, c.walled, c.closed from case_standing(n.case_id) c
            union all
            select case
                when k.own or k.reach is not null
                    then greatest(k.reach, 1, case when acting_role() = 'associate_attorney' then 2 end)::smallint
                end, k.walled, false
            from client_standing(n.client_id) k
        ) s
        where n.id = which;
end
$$;

do $$
declare
    t text;
begin
    foreach t in array array['notes', 'note_versions'] loop
        execute format('alter table %I enable row level security', t);
        execute format('alter table %I force row level security', t);
        execute format('create policy definer on %I to privity_definer using (true) with check (true)', t);
    end loop;
end
$$;

create policy caller_in_force on notes as restrictive
    to privity_partner, privity_attorney, privity_paralegal, privity_billing
    using ((select caller_in_force(current_user))) with check ((select caller_in_force(current_user)));
create policy walls on notes as restrictive
    to privity_partner, privity_attorney, privity_paralegal
    using (coalesce(case_id <> all ((select my_walls())::uuid[]), true)
        and coalesce(client_id <> all ((select my_walled_clients())::uuid[]), true));
create policy open_only on notes as restrictive for insert
    to privity_partner, privity_attorney, privity_paralegal
    with check (written_by = (select office_caller()) and changed_by = (select office_caller())
        and (case_id is null or exists (select from cases c where c.id = case_id and c.closed_on is null)));
-- what is withdrawn stays so; only whoever wrote it, or a managing partner, withdraws it
create policy open_only_changed on notes as restrictive for update
    to privity_partner, privity_attorney, privity_paralegal
    using (withdrawn_at is null
        and (case_id is null or exists (select from cases c where c.id = case_id and c.closed_on is null)))
    with check (withdrawn_at is null or (withdrawn_at = office_now() and withdrawn_by = (select office_caller())
        and (written_by = (select office_caller()) or (select acting_role()) = 'managing_partner')));
create policy partner on notes to privity_partner using (true) with check (true);
create policy attorney on notes for select to privity_attorney
    using (case_id = any ((select my_cases())::uuid[]) or client_id = any ((select my_clients())::uuid[]));
create policy attorney_writes on notes for insert to privity_attorney
    with check (case_id = any ((select my_cases_from(2::smallint))::uuid[])
        or client_id = any ((select my_clients())::uuid[]));
create policy attorney_changes on notes for update to privity_attorney
    using (case_id = any ((select my_cases_from(2::smallint))::uuid[])
        or client_id = any ((select my_clients())::uuid[]));
create policy paralegal on notes for select to privity_paralegal
    using (case_id = any ((select my_cases())::uuid[]) or client_id = any ((select my_clients())::uuid[]));
create policy paralegal_writes on notes for insert to privity_paralegal
    with check (case_id = any ((select my_cases_from(2::smallint))::uuid[])
        or client_id = any ((select my_clients_from(2::smallint))::uuid[]));
create policy paralegal_changes on notes for update to privity_paralegal
    using (case_id = any ((select my_cases_from(2::smallint))::uuid[])
        or client_id = any ((select my_clients_from(2::smallint))::uuid[]));

-- a version is read by whoever reads its note, and written by the trigger alone
create policy partner on note_versions for select to privity_partner
    using (exists (select from notes n where n.id = note_id));
create policy attorney on note_versions for select to privity_attorney
    using (exists (select from notes n where n.id = note_id));
create policy paralegal on note_versions for select to privity_paralegal
    using (exists (select from notes n where n.id = note_id));

grant select on notes, note_versions to privity_partner, privity_attorney, privity_paralegal;
grant insert (id, case_id, client_id, body, written_by, changed_by) on notes
    to privity_partner, privity_attorney, privity_paralegal;
grant update (body, withdrawn_by, withdrawn_at) on notes to privity_partner, privity_attorney, privity_paralegal;
grant select on notes to privity_definer;
grant insert on note_versions to privity_definer;

alter function keep_note_version() owner to privity_definer;
alter function note_standing(uuid) owner to privity_definer;
revoke execute on function note_changes(), keep_note_version(), note_standing(uuid) from public;
grant execute on function note_standing(uuid)
    to privity_partner, privity_attorney, privity_paralegal, privity_billing;

revoke create on schema public from privity_definer;
