-- The list of every morning is sorted in an index: the day a case was opened stands beside each place on
-- its team. And what that list has counted is not counted again for the navigation.

grant create on schema public to privity_definer;

-- Nobody but the two triggers that keep `open` writes it.
alter table case_team add column opened_on date;
update case_team t set opened_on = c.opened_on from cases c where c.id = t.case_id;
drop index case_team_open_of_staff;
create index case_team_open_of_staff on case_team (staff_id, opened_on desc, case_id desc) include (since, until)
    where open;

create or replace function note_open() returns trigger
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    select c.closed_on is null, c.opened_on into new.open, new.opened_on
    from cases c where c.id = new.case_id for share;
    -- one that is opened in this very statement is not to be seen yet: told by the other trigger
    new.open := coalesce(new.open, true);
    return new;
end
$$;

create or replace function tell_team_open() returns trigger
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    update case_team set open = new.closed_on is null, opened_on = new.opened_on where case_id = new.id;
    return null;
end
$$;
create trigger cases_opened after insert on cases for each row execute function tell_team_open();
create trigger cases_opened_on after update of opened_on on cases for each row
    when (old.opened_on <> new.opened_on) execute function tell_team_open();

-- my_open_cases(), each once, with the day it was opened.
create function my_open_cases_by_day() returns table (case_id uuid, opened_on date)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
begin
    return query
        select t.case_id, t.opened_on from case_team t
        where t.staff_id = office_caller() and t.open
            and t.since <= office_now() and (t.until is null or office_now() < t.until)
        union
        select t.case_id, t.opened_on from covers v join case_team t on t.staff_id = v.covered_id
        where v.covering_id = office_caller() and t.open
            and may_cover(v.covering_id, v.covered_id)
            and v.since <= office_now() and office_now() < v.until
            and t.since <= office_now() and (t.until is null or office_now() < t.until)
            and not exists (select from walls w join cases c on c.id = t.case_id
                where w.staff_id = v.covered_id and (w.case_id = c.id or w.client_id = c.client_id)
                    and w.since <= office_now() and (w.until is null or office_now() < w.until));
end
$$;

-- As before, but for what the page has counted already.
drop function navigation();
create function navigation(p_open_cases bigint) returns table (
    office text, time_zone text, locale text, name text, colour smallint, deputy boolean, desk boolean,
    open_cases bigint, proposals bigint, walls_to_confirm bigint, purges_to_confirm bigint, questions bigint,
    enquiries bigint, calls bigint, scans bigint)
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
    if p_open_cases is not null then
        navigation.open_cases := p_open_cases;
    elsif acting in ('managing_partner', 'billing') then
        select count(*) into navigation.open_cases
        from (select from cases c where c.closed_on is null and c.id <> all (walled) limit 1001) as counted;
    else
        select least(count(distinct mine.id), 1001) into navigation.open_cases
        from unnest(my_open_cases()) as mine (id) where mine.id <> all (walled);
    end if;
    select count(*) into navigation.scans from filing_scans s
    where s.discarded_at is null
        and (s.tray_id = me
            or (s.tray_id is null and (acting = 'managing_partner' or (navigation.desk and acting <> 'billing'))));
    select count(*) into navigation.calls from calls k
    where k.for_id = me and k.answered_at is null and coalesce(k.case_id <> all (walled), true);
    if acting = 'managing_partner' or navigation.deputy then
        -- most days nothing waits, and that is told by two indexes
        if exists (select from wall_lifts l where l.decided_at is null)
            or exists (select from staff_roles r join walls w on w.staff_id = r.staff_id
                where r.until is null and r.role = 'managing_partner' and w.until is null and w.confirmed_at is null) then
            select count(*) into navigation.walls_to_confirm from walls_to_confirm();
        else
            navigation.walls_to_confirm := 0;
        end if;
        select count(*) into navigation.purges_to_confirm from purges_to_confirm();
    else
        navigation.walls_to_confirm := 0;
        navigation.purges_to_confirm := 0;
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

do $$
declare
    f regprocedure;
begin
    foreach f in array array['my_open_cases_by_day()', 'navigation(bigint)']::regprocedure[] loop
        execute format('alter function %s owner to privity_definer', f);
        execute format('revoke execute on function %s from public', f);
        execute format('grant execute on function %s to privity_partner, privity_attorney, privity_paralegal,
            privity_billing, privity_definer', f);
    end loop;
end
$$;

revoke create on schema public from privity_definer;
