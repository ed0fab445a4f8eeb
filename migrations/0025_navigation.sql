-- The frame of every page in one query: each policy that asks again who the caller is costs as much as what
-- it guards, and a page asks about six tables for the sake of six numbers.

grant create on schema public to privity_definer;

-- Where the caller is, who that is, and what waits. It counts what the policies of each table would show,
-- and no further than to a thousand. No row for whoever is not in force.
create function navigation() returns table (
    office text, time_zone text, locale text, name text, colour smallint, deputy boolean, desk boolean,
    open_cases bigint, proposals bigint, walls_to_confirm bigint, questions bigint, enquiries bigint, calls bigint)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
declare
    me uuid := office_caller();
    acting text := acting_role();
    walled uuid[] := my_walls();
    walled_clients uuid[] := my_walled_clients();
begin
    if acting is null then
        return;
    end if;
    select o.name, o.time_zone, o.locale, s.name, s.colour, o.deputy_id is not distinct from me,
        exists (select from desk_rights d where d.staff_id = me and d.until is null)
    into navigation.office, navigation.time_zone, navigation.locale, navigation.name, navigation.colour,
        navigation.deputy, navigation.desk
    from office_settings o join staff s on s.id = me;
    if not found then
        return;
    end if;
    if acting in ('managing_partner', 'billing') then
        select count(*) into navigation.open_cases
        from (select from cases c where c.closed_on is null and c.id <> all (walled) limit 1001) as counted;
    else
        select least(count(distinct mine.id), 1001) into navigation.open_cases
        from unnest(my_open_cases()) as mine (id) where mine.id <> all (walled);
    end if;
    select count(*) into navigation.calls from calls k
    where k.for_id = me and k.answered_at is null and coalesce(k.case_id <> all (walled), true);
    if acting = 'managing_partner' or navigation.deputy then
        select count(*) into navigation.walls_to_confirm from walls_to_confirm();
    else
        navigation.walls_to_confirm := 0;
    end if;
    if acting in ('managing_partner', 'associate_attorney') then
        select count(*) into navigation.proposals from case_proposals p
        where p.decided_at is null and p.lead_id = me and p.client_id <> all (walled_clients);
    else
        navigation.proposals := 0;
    end if;
    if acting = 'billing' then
        navigation.questions := 0;
        navigation.enquiries := 0;
    else
        navigation.questions := my_questions();
        select count(*) into navigation.enquiries from (
            select from enquiries e
            where e.state = 'open'
                and (acting = 'managing_partner' or navigation.desk or e.taken_by = me or e.assigned_id = me)
                and coalesce(e.client_id <> all (walled_clients), true) and coalesce(e.case_id <> all (walled), true)
            limit 1001) as counted;
    end if;
    return next;
end
$$;

-- Everybody who holds a role now: neither suspended nor past the last day. For many people at once, where
-- in_force() is for one.
create function staff_in_force() returns uuid[]
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return array(
        select r.staff_id from staff_roles r
        where r.until is null
            and not exists (select from staff_suspensions s where s.staff_id = r.staff_id and s.until is null)
            and not exists (
                select from departures d
                where d.staff_id = r.staff_id and d.closed_at is null and d.withdrawn_at is null and d.leaves_at <= office_now())
    );
end
$$;

do $$
declare
    f regprocedure;
begin
    foreach f in array array['navigation()', 'staff_in_force()']::regprocedure[] loop
        execute format('alter function %s owner to privity_definer', f);
        execute format('revoke execute on function %s from public', f);
        execute format('grant execute on function %s to privity_partner, privity_attorney, privity_paralegal,
            privity_billing, privity_definer', f);
    end loop;
end
$$;

-- The calls that wait for somebody, of all there ever were.
create index calls_waiting on calls (for_id) where answered_at is null;

revoke create on schema public from privity_definer;
