-- What the caller may see, asked for in one query each. A definer function that calls another one pays
-- twice for changing hands, and a list asks some twenty times. Says what 0002, 0004, 0005, 0010 and 0021 said.

create or replace function caller_in_force(as_role name) returns boolean
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return exists (
        select from staff_roles r
        where r.staff_id = office_caller() and r.until is null
            and as_role = case r.role
                when 'managing_partner' then 'privity_partner'
                when 'associate_attorney' then 'privity_attorney'
                when 'paralegal' then 'privity_paralegal'
                when 'billing' then 'privity_billing' end
            and not exists (select from staff_suspensions s where s.staff_id = r.staff_id and s.until is null)
            and not exists (
                select from departures d
                where d.staff_id = r.staff_id and d.closed_at is null and d.withdrawn_at is null and d.leaves_at <= office_now())
    );
end
$$;

create or replace function my_walls() returns uuid[]
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return (
        select coalesce(array_agg(screened.id), '{}') from (
            select w.case_id as id from walls w
            where w.staff_id = office_caller() and w.case_id is not null
                and w.since <= office_now() and (w.until is null or office_now() < w.until)
            union all
            select c.id from walls w join cases c on c.client_id = w.client_id
            where w.staff_id = office_caller() and w.client_id is not null
                and w.since <= office_now() and (w.until is null or office_now() < w.until)
        ) as screened
    );
end
$$;

-- A case twice in the array, by cover and by a place of one's own, does no harm; sorting it out would.
create or replace function my_cases() returns uuid[]
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return (
        select coalesce(array_agg(place.case_id), '{}') from (
            select t.case_id from case_team t
            where t.staff_id = office_caller()
                and t.since <= office_now() and (t.until is null or office_now() < t.until)
            union all
            select t.case_id from covers v join case_team t on t.staff_id = v.covered_id
            where v.covering_id = office_caller()
                and may_cover(v.covering_id, v.covered_id)
                and v.since <= office_now() and office_now() < v.until
                and t.since <= office_now() and (t.until is null or office_now() < t.until)
                and not exists (select from walls w join cases c on c.id = t.case_id
                    where w.staff_id = v.covered_id and (w.case_id = c.id or w.client_id = c.client_id)
                        and w.since <= office_now() and (w.until is null or office_now() < w.until))
        ) as place
    );
end
$$;

create or replace function my_clients() returns uuid[]
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    places uuid[] := my_cases();
    screened uuid[] := my_walls();
    screened_clients uuid[] := my_walled_clients();
begin
    return array(
        select c.client_id from cases c
        where c.id = any (places) and c.id <> all (screened) and c.client_id <> all (screened_clients)
        union
        select k.id from clients k where k.created_by = office_caller() and k.id <> all (screened_clients)
    );
end
$$;

create or replace function acting_role() returns text
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return (
        select r.role from staff_roles r
        where r.staff_id = office_caller() and r.until is null
            and current_setting('role') = case r.role
                when 'managing_partner' then 'privity_partner'
                when 'associate_attorney' then 'privity_attorney'
                when 'paralegal' then 'privity_paralegal'
                when 'billing' then 'privity_billing' end
            and not exists (select from staff_suspensions s where s.staff_id = r.staff_id and s.until is null)
            and not exists (
                select from departures d
                where d.staff_id = r.staff_id and d.closed_at is null and d.withdrawn_at is null and d.leaves_at <= office_now())
    );
end
$$;

-- Nothing is counted for an associate or a paralegal whom nothing is asked of.
create or replace function my_questions() returns bigint
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    if not exists (select from conflict_checks where outcome = 'ask' and decision is null) or acting_role() is null then
        return 0;
    end if;
    return (
        select count(*) from conflict_checks c where c.outcome = 'ask' and c.decision is null and answers_check(c.id)
    );
end
$$;

-- Hundreds of cases looked for one by one in an array of hundreds is the dearest way to find them; a set
-- is hashed once a statement. The inner select keeps the planner from asking too.
do $$
declare
    t record;
    r text;
begin
    for t in select * from (values ('cases', 'id'), ('case_team', 'case_id'), ('case_events', 'case_id'), ('parties', 'case_id'))
            as v (name, which) loop
        foreach r in array array['attorney', 'paralegal'] loop
            execute format('alter policy %I on %I using (%I in (select unnest((select my_cases()))))', r, t.name, t.which);
        end loop;
    end loop;
end
$$;

-- A client is seen with a case of theirs, and the cases' own policies say which: looked up for the
-- clients at hand, where my_clients() works out all there are.
alter policy attorney on clients
    using (created_by = (select office_caller()) or exists (select from cases c where c.client_id = clients.id));
alter policy paralegal on clients
    using (created_by = (select office_caller()) or exists (select from cases c where c.client_id = clients.id));

-- Whether the caller has the desk is asked once, not for every enquiry there ever was.
create or replace function my_enquiries() returns uuid[]
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    if i_have_desk() then
        return array(select e.id from enquiries e where e.id <> all ((select my_walled_enquiries())::uuid[]));
    end if;
    return array(select e.id from enquiries e
        where (e.taken_by = office_caller() or e.assigned_id = office_caller())
            and e.id <> all ((select my_walled_enquiries())::uuid[]));
end
$$;
create index enquiries_taken_by on enquiries (taken_by);
create index enquiries_assigned on enquiries (assigned_id) where assigned_id is not null;
alter policy attorney on enquiries using (id in (select unnest((select my_enquiries()))));
alter policy paralegal on enquiries using (id in (select unnest((select my_enquiries()))));

-- Most walls wait for nobody's word: who might say it is asked of those that do. Who is a managing partner is
-- asked of the few who are, not for every wall there is.
create or replace function walls_to_confirm() returns table (
    wall_id uuid, staff_id uuid, case_number text, client_name text, reason text, since timestamptz,
    raised_by uuid, asked_by uuid, asked_at timestamptz, lift_reason text)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
declare
    partners uuid[] := array(
        select r.staff_id from staff_roles r
        where r.role = 'managing_partner' and r.until is null and role_in_force(r.staff_id) = r.role);
    walled_cases uuid[];
    walled_clients uuid[];
begin
    if acting_role() is null or not exists (
        select from wall_lifts where decided_at is null
        union all
        select from walls w where w.staff_id = any (partners) and w.until is null and w.confirmed_at is null) then
        return;
    end if;
    walled_cases := my_walls();
    walled_clients := my_walled_clients();
    return query
        with waiting as materialized (
            select w.*, l.asked_by, l.asked_at, l.reason as lift_reason
            from walls w left join wall_lifts l on l.wall_id = w.id and l.decided_at is null
            where w.until is null
                and (l.id is not null or (w.confirmed_at is null and w.staff_id = any (partners)))
                and coalesce(w.case_id <> all (walled_cases), true)
                and coalesce(w.client_id <> all (walled_clients), true)
        )
        select w.id, w.staff_id, c.number, k.name, w.reason, w.since, w.raised_by, w.asked_by, w.asked_at, w.lift_reason
        from waiting w
        left join cases c on c.id = w.case_id
        left join clients k on k.id = w.client_id
        where wall_second_person(w.id);
end
$$;

-- Whose session it is, is asked at every request, before there is anybody to begin a transaction for: the
-- login asks by itself. It may take the gate's role at any time, so this gives it nothing.
grant execute on function gate_session(bytea, timestamptz, interval) to privity_app;
