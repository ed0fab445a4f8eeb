-- Acts that begin or end the actor's own sight, or that must hold whatever the code above does.
-- Each asks the same question as the permission table and raises PV403 or PV404 where the answer
-- is no; an office that saw one of these first had forgotten to ask.

-- The caller's role, provided that the transaction runs as that role.
create function acting_role() returns text
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return (
        select case when caller_in_force(current_setting('role')::name) then role_in_force(office_caller()) end
    );
end
$$;

-- Acts that decide who leads, who is screened and who is a partner are rare and depend on each
-- other: one at a time, each seeing what the one before has done.
create function one_at_a_time() returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    perform pg_advisory_xact_lock(7468, 1);
end
$$;

-- One writer at a time on a case's team, so that nobody comes to two places there.
create function alone_on_team(which_case uuid) returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    perform pg_advisory_xact_lock(hashtextextended(which_case::text, 1));
end
$$;

create function refuse_unless(allowed boolean) returns void
language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
begin
    if not coalesce(allowed, false) then
        raise exception 'not allowed' using errcode = 'PV403';
    end if;
end
$$;

create function is_attorney(who uuid) returns boolean
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return (
        select coalesce(role_in_force(who) in ('managing_partner', 'associate_attorney'), false)
    );
end
$$;

create function is_screened(who uuid, which_case uuid, which_client uuid) returns boolean
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return (
        select exists (
            select from walls w
            where w.staff_id = who and w.since <= office_now() and (w.until is null or office_now() < w.until)
                and (w.case_id = which_case or w.client_id = which_client))
    );
end
$$;

-- Whether somebody can be given a place on a case: an attorney or paralegal in force, not screened.
create function may_be_given(who uuid, which_case uuid) returns boolean
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return coalesce(role_in_force(who) in ('managing_partner', 'associate_attorney', 'paralegal'), false)
        and exists (select from cases c where c.id = which_case and not is_screened(who, c.id, c.client_id));
end
$$;

create function next_case_number(on_day date) returns text
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    n integer;
    pattern text;
begin
    insert into case_numbers (year, last) values (extract(year from on_day)::smallint, 1)
    on conflict (year) do update set last = case_numbers.last + 1
    returning last into n;
    select case_number_pattern into pattern from office_settings;
    return replace(replace(coalesce(pattern, '{year}-{seq}'), '{year}', extract(year from on_day)::text),
        '{seq}', lpad(n::text, greatest(4, length(n::text)), '0'));
end
$$;

create function write_case(p_id uuid, p_grant uuid, p_client uuid, p_title text, p_area text,
    p_stage text, p_opened date, p_lead uuid) returns text
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    number text;
begin
    perform one_at_a_time();
    if is_screened(p_lead, null, p_client) or not is_attorney(p_lead) then
        raise exception 'the lead cannot take it' using errcode = 'PV409';
    end if;
    number := next_case_number(p_opened);
    insert into cases (id, number, client_id, title, practice_area, stage, opened_on, opened_by)
    values (p_id, number, p_client, p_title, p_area, p_stage, p_opened, office_caller());
    insert into case_team (id, case_id, staff_id, level, release, given_by)
    values (p_grant, p_id, p_lead, 'lead', true, office_caller());
    return number;
end
$$;

-- Opens a case: a managing partner for any attorney, an associate for oneself.
create function open_case(p_id uuid, p_grant uuid, p_client uuid, p_title text, p_area text,
    p_stage text, p_opened date, p_lead uuid) returns text
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    perform refuse_unless(case acting_role()
        when 'managing_partner' then p_client <> all (my_walled_clients())
        when 'associate_attorney' then p_lead = office_caller() and p_client = any (my_clients())
        else false end);
    return write_case(p_id, p_grant, p_client, p_title, p_area, p_stage, p_opened, p_lead);
end
$$;

-- Approves a prepared case: it opens with the approving attorney as lead, or with the attorney it
-- names where a managing partner approves.
create function approve_case(p_proposal uuid, p_id uuid, p_grant uuid) returns text
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    p case_proposals;
    number text;
begin
    select * into p from case_proposals where id = p_proposal and decided_at is null for update;
    if p.id is null then
        raise exception 'no such proposal' using errcode = 'PV404';
    end if;
    perform refuse_unless(p.client_id <> all (my_walled_clients()) and case acting_role()
        when 'managing_partner' then true
        when 'associate_attorney' then p.lead_id = office_caller()
            and (p.prepared_by <> office_caller() or p.client_id = any (my_clients()))
        else false end);
    number := write_case(p_id, p_grant, p.client_id, p.title, p.practice_area, p.stage, p.opened_on, p.lead_id);
    update case_proposals set decided_by = office_caller(), decided_at = office_now(), case_id = p_id
    where id = p.id;
    return number;
end
$$;

create function close_case(p_id uuid, p_on date, p_revision integer) returns boolean
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    perform refuse_unless(p_id <> all (my_walls()) and case acting_role()
        when 'managing_partner' then true
        when 'associate_attorney' then p_id = any (my_cases_from(4::smallint))
        else false end);
    update cases set closed_on = greatest(p_on, opened_on), revision = revision + 1
    where id = p_id and revision = p_revision and closed_on is null;
    return found;
end
$$;

create function reopen_case(p_id uuid, p_revision integer, p_grant uuid) returns boolean
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    perform one_at_a_time();
    perform alone_on_team(p_id);
    perform refuse_unless(p_id <> all (my_walls()) and case acting_role()
        when 'managing_partner' then true
        when 'associate_attorney' then p_id = any (my_cases_from(4::smallint))
        else false end);
    update cases set closed_on = null, revision = revision + 1
    where id = p_id and revision = p_revision and closed_on is not null;
    if not found then
        return false;
    end if;
    -- A lead who was screened or left while the case was closed cannot have it back: whoever reopens
    -- it takes it on.
    update case_team t set until = office_now(), ended_by = office_caller()
    from cases c
    where c.id = p_id and t.case_id = c.id and t.level = 'lead' and t.until is null
        and (not is_attorney(t.staff_id) or is_screened(t.staff_id, c.id, c.client_id));
    if found then
        update case_team set until = office_now(), ended_by = office_caller()
        where case_id = p_id and staff_id = office_caller() and (until is null or until > office_now());
        insert into case_team (id, case_id, staff_id, level, release, given_by)
        values (p_grant, p_id, office_caller(), 'lead', true, office_caller());
    end if;
    return true;
end
$$;

-- Names another responsible attorney. The one before stays on the team with a manage grant.
create function change_lead(p_case uuid, p_lead uuid, p_new_grant uuid, p_kept_grant uuid) returns void
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    was case_team;
begin
    perform one_at_a_time();
    perform alone_on_team(p_case);
    perform refuse_unless(p_case <> all (my_walls())
        and exists (select from cases where id = p_case and closed_on is null)
        and case acting_role()
            when 'managing_partner' then true
            when 'associate_attorney' then p_case = any (my_cases_from(4::smallint))
            else false end);
    if not is_attorney(p_lead)
        or exists (select from cases c where c.id = p_case and is_screened(p_lead, c.id, c.client_id)) then
        raise exception 'the lead cannot take it' using errcode = 'PV409';
    end if;
    select * into was from case_team
    where case_id = p_case and level = 'lead' and until is null for update;
    if was.staff_id = p_lead then
        return;
    end if;
    -- the new lead's ordinary grant ends: one place a person
    update case_team set until = office_now(), ended_by = office_caller()
    where case_id = p_case and staff_id = p_lead and (until is null or until > office_now());
    if was.id is not null then
        update case_team set until = office_now(), ended_by = office_caller() where id = was.id;
        if role_in_force(was.staff_id) is not null then
            insert into case_team (id, case_id, staff_id, level, release, given_by)
            values (p_kept_grant, p_case, was.staff_id, 'manage', was.release, office_caller());
        end if;
    end if;
    insert into case_team (id, case_id, staff_id, level, release, given_by)
    values (p_new_grant, p_case, p_lead, 'lead', true, office_caller());
end
$$;

-- Raises a wall, which may end the actor's own sight. No wall may leave an open case without an
-- unscreened lead.
create function raise_wall(p_id uuid, p_staff uuid, p_case uuid, p_client uuid, p_reason text) returns void
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    perform one_at_a_time();
    perform refuse_unless(case acting_role()
        when 'managing_partner' then coalesce(p_case <> all (my_walls()), true)
            and coalesce(p_client <> all (my_walled_clients()), true)
        when 'associate_attorney' then p_client is null
            and p_case = any (my_cases_from(4::smallint)) and p_case <> all (my_walls())
        else false end);
    if exists (
        select from case_team t join cases c on c.id = t.case_id
        where t.staff_id = p_staff and t.level = 'lead' and t.until is null and c.closed_on is null
            and (c.id = p_case or c.client_id = p_client)) then
        raise exception 'the lead cannot be screened' using errcode = 'PV409';
    end if;
    insert into walls (id, staff_id, case_id, client_id, reason, raised_by)
    values (p_id, p_staff, p_case, p_client, p_reason, office_caller());
    -- A wall against a managing partner needs somebody who can end it: else whoever raised it could
    -- hide a case from the office's head for good.
    if role_in_force(p_staff) = 'managing_partner' and not exists (
        select from staff_roles r
        where r.until is null and r.staff_id <> p_staff and r.staff_id <> office_caller()
            and role_in_force(r.staff_id) is not null
            and not is_screened(r.staff_id, p_case, coalesce(p_client, (select client_id from cases where id = p_case)))
            and (r.role = 'managing_partner' or r.staff_id = (select deputy_id from office_settings))) then
        raise exception 'nobody could lift it' using errcode = 'PV409';
    end if;
end
$$;

-- The second person's word on a wall: lifts it or lets it stand.
create function decide_wall(p_wall uuid, p_lift boolean) returns void
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    perform one_at_a_time();
    perform from walls where id = p_wall and until is null for update;
    perform refuse_unless(acting_role() is not null and wall_second_person(p_wall));
    update wall_lifts set decided_by = office_caller(), decided_at = office_now(), lifted = p_lift
    where wall_id = p_wall and decided_at is null;
    if p_lift then
        update walls set until = office_now(), ended_by = office_caller() where id = p_wall;
    else
        update walls set confirmed_by = office_caller(), confirmed_at = office_now()
        where id = p_wall and confirmed_at is null;
    end if;
end
$$;

-- What waits for the caller as the second person. The deputy need not see the case: its number and
-- the facts of the wall are enough to decide, and more would be a side door.
create function walls_to_confirm() returns table (
    wall_id uuid, staff_id uuid, case_number text, client_name text, reason text, since timestamptz,
    raised_by uuid, asked_by uuid, asked_at timestamptz, lift_reason text)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
declare
    walled_cases uuid[];
    walled_clients uuid[];
begin
    if acting_role() is null or not exists (
        select from wall_lifts where decided_at is null
        union all select from walls where until is null and confirmed_at is null) then
        return;
    end if;
    walled_cases := my_walls();
    walled_clients := my_walled_clients();
    return query
        select w.id, w.staff_id, c.number, k.name, w.reason, w.since, w.raised_by, l.asked_by, l.asked_at, l.reason
        from walls w
        left join cases c on c.id = w.case_id
        left join clients k on k.id = w.client_id
        left join wall_lifts l on l.wall_id = w.id and l.decided_at is null
        where w.until is null
            and (l.id is not null or (w.confirmed_at is null and role_in_force(w.staff_id) = 'managing_partner'))
            and coalesce(w.case_id <> all (walled_cases), true)
            and coalesce(w.client_id <> all (walled_clients), true)
            and wall_second_person(w.id);
end
$$;

-- Ends the current role and begins another. Not one's own, so that a managing partner remains.
create function change_role(p_id uuid, p_staff uuid, p_role text) returns void
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    perform one_at_a_time();
    perform refuse_unless(acting_role() = 'managing_partner' and p_staff <> office_caller());
    perform from staff where id = p_staff for update;
    -- whoever leads stays an attorney, also where the caller is screened from the case led
    if p_role not in ('managing_partner', 'associate_attorney') and exists (
        select from case_team t join cases c on c.id = t.case_id
        where t.staff_id = p_staff and t.level = 'lead' and t.until is null and c.closed_on is null) then
        raise exception 'leads open cases' using errcode = 'PV409';
    end if;
    update staff_roles set until = office_now() where staff_id = p_staff and until is null;
    insert into staff_roles (id, staff_id, role, set_by) values (p_id, p_staff, p_role, office_caller());
end
$$;
