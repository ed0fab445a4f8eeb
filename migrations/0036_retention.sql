-- How long the documents of a closed case are kept, and their destruction by two people. What is
-- destroyed is the case's key: no copy of a blob can be read from then on.

grant create on schema public to privity_definer;

-- Without a row, or without years, they are kept until somebody decides.
create table retention_rules (
    practice_area text primary key check (practice_area <> ''),
    -- from the day the case was closed
    years smallint check (years between 1 and 100),
    set_by uuid not null references staff (id),
    set_at timestamptz not null default office_now()
);

create table purges (
    id uuid primary key,
    case_id uuid not null references cases (id),
    asked_by uuid not null references staff (id),
    asked_at timestamptz not null default office_now(),
    reason text not null check (reason <> '' and char_length(reason) <= 1000),
    decided_by uuid references staff (id),
    decided_at timestamptz,
    destroyed boolean,
    check (num_nonnulls(decided_by, decided_at, destroyed) in (0, 3)),
    check (decided_by <> asked_by)
);
create unique index purges_waiting on purges (case_id) where decided_at is null;
create index purges_of_case on purges (case_id);

-- The last day on which the documents of a case have to be kept; null for a case that is open or of which
-- no rule speaks.
create function kept_until(which uuid) returns date
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return (
        select greatest((c.closed_on + make_interval(years => r.years))::date,
            (select max(d.keep_until) from documents d where d.case_id = c.id))
        from cases c join retention_rules r on r.practice_area = c.practice_area
        where c.id = which and c.closed_on is not null and r.years is not null
    );
end
$$;

-- Why the documents of a case cannot be destroyed now; null where nothing stands in the way. One answer for
-- the verb that asks, the one that destroys, and the screen.
create function why_not_purge(which uuid) returns text
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    until_day date := kept_until(which);
begin
    return case
        when exists (select from cases c where c.id = which and c.closed_on is null) then 'open'
        when not exists (select from case_keys k where k.case_id = which) then 'nothing'
        when exists (select from case_keys k where k.case_id = which and k.wrapped is null) then 'destroyed'
        when exists (select from legal_holds h where h.case_id = which and h.until is null) then 'held'
        when until_day is null then 'unruled'
        when until_day >= (office_now() at time zone (select o.time_zone from office_settings o))::date then 'kept'
    end;
end
$$;

-- The same, and the last day of keeping, for a managing partner who may see the case; else no row.
create function purge_ground(which uuid) returns table (why text, until_day date)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    if acting_role() = 'managing_partner' and which <> all (my_walls()) then
        return query select why_not_purge(which), kept_until(which);
    end if;
end
$$;

-- Whether the caller may be the second person: a managing partner or the deputy (an attorney), not behind a
-- wall here and not the asker. Neither of the two may hold a role that a person gave within 30 days.
create function purge_second_person(which uuid) returns boolean
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return exists (
        select from purges p
        where p.id = which and p.decided_at is null
            and p.asked_by <> office_caller()
            and (role_in_force(office_caller()) = 'managing_partner'
                or (i_am_deputy() and role_in_force(office_caller()) = 'associate_attorney'))
            and p.case_id <> all (my_walls())
            and not exists (
                select from staff_roles r
                where r.staff_id in (office_caller(), p.asked_by) and r.until is null
                    and r.set_by is not null and r.since > office_now() - interval '30 days')
            and not exists (
                select from office_settings o
                where o.deputy_id = office_caller() and o.deputy_set_by = p.asked_by
                    and o.deputy_set_at > office_now() - interval '30 days'
                    and role_in_force(office_caller()) <> 'managing_partner')
    );
end
$$;

-- Where the caller stands towards one destruction; no row when there is none of that id.
create function purge_standing(which uuid) returns table (walled boolean, second_person boolean, case_id uuid)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
begin
    return query
        select p.case_id = any (my_walls()), purge_second_person(p.id), p.case_id
        from purges p where p.id = which;
end
$$;

create function ask_to_purge(p_id uuid, p_case uuid, p_reason text) returns void
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    -- a hold refers to the case: it is seen here, or it waits
    perform from cases where id = p_case for update;
    perform refuse_unless(acting_role() = 'managing_partner' and found and p_case <> all (my_walls()));
    if why_not_purge(p_case) is not null then
        raise exception 'these documents are still kept' using errcode = 'PV409';
    end if;
    insert into purges (id, case_id, asked_by, reason) values (p_id, p_case, office_caller(), p_reason);
end
$$;

-- The second person's word. Destroying takes the key of the case, and with it every version.
create function decide_purge(p_id uuid, p_destroy boolean) returns void
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    which uuid;
begin
    select p.case_id into which from purges p where p.id = p_id;
    perform from cases where id = which for update;
    perform from purges where id = p_id and decided_at is null for update;
    if not found and exists (select from purges where id = p_id) then
        raise exception 'somebody decided meanwhile' using errcode = 'PV409';
    end if;
    perform refuse_unless(acting_role() is not null and purge_second_person(p_id));
    if p_destroy then
        if why_not_purge(which) is not null or shred_case_key(which) <> 'shredded' then
            raise exception 'these documents are still kept' using errcode = 'PV409';
        end if;
    end if;
    update purges set decided_by = office_caller(), decided_at = office_now(), destroyed = p_destroy where id = p_id;
end
$$;

-- What waits for the caller as the second person. The deputy need not see the case: its number and what
-- would be destroyed are enough to decide, and more would be a side door.
create function purges_to_confirm() returns table (
    id uuid, number text, practice_area text, closed_on date, documents bigint, asked_by uuid, asked_at timestamptz, reason text)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
begin
    if not exists (select from purges where decided_at is null) or acting_role() is null then
        return;
    end if;
    return query
        select p.id, c.number, c.practice_area, c.closed_on,
            (select count(*) from documents d where d.case_id = c.id), p.asked_by, p.asked_at, p.reason
        from purges p join cases c on c.id = p.case_id
        where p.decided_at is null and purge_second_person(p.id);
end
$$;

do $$
declare
    f record;
    t text;
begin
    foreach t in array array['retention_rules', 'purges'] loop
        execute format('alter table %I enable row level security', t);
        execute format('alter table %I force row level security', t);
        execute format('create policy definer on %I to privity_definer using (true) with check (true)', t);
        execute format('create policy caller_in_force on %I as restrictive
            to privity_partner, privity_attorney, privity_paralegal, privity_billing
            using ((select caller_in_force(current_user))) with check ((select caller_in_force(current_user)))', t);
        execute format('create policy partner on %I for select to privity_partner using (true)', t);
    end loop;
    for f in
        select p.oid::regprocedure as signature, p.proname as name from pg_proc p
        where p.pronamespace = 'public'::regnamespace
            and p.proname in ('kept_until', 'why_not_purge', 'purge_ground', 'purge_second_person', 'purge_standing', 'ask_to_purge',
                'decide_purge', 'purges_to_confirm')
    loop
        execute format('alter function %s owner to privity_definer', f.signature);
        execute format('revoke execute on function %s from public', f.signature);
        execute format('grant execute on function %s to privity_definer%s', f.signature, case
            when f.name in ('purge_ground', 'ask_to_purge') then ', privity_partner'
            when f.name in ('purge_standing', 'decide_purge', 'purges_to_confirm')
                then ', privity_partner, privity_attorney, privity_paralegal, privity_billing' else '' end);
    end loop;
end
$$;
create policy walls on purges as restrictive
    to privity_partner, privity_attorney, privity_paralegal, privity_billing
    using (case_id <> all ((select my_walls())::uuid[]));
create policy partner_sets on retention_rules for insert to privity_partner
    with check (set_by = (select office_caller()) and set_at = office_now());
create policy partner_changes on retention_rules for update to privity_partner
    using (true) with check (set_by = (select office_caller()) and set_at = office_now());
grant select on retention_rules, purges to privity_partner;
grant insert (practice_area, years, set_by) on retention_rules to privity_partner;
grant update (years, set_by, set_at) on retention_rules to privity_partner;
grant select, insert, update on purges to privity_definer;
grant select on retention_rules to privity_definer;

-- Closed cases by the day their time began.
create index cases_closed on cases (closed_on, id) where closed_on is not null;

revoke create on schema public from privity_definer;
