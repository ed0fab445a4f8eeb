-- A departure hands over the calendar, too: deadlines that wait for somebody, and appointments to come.

grant create on schema public to privity_definer;

alter table handed_over drop constraint handed_over_kind_check,
    add constraint handed_over_kind_check
        check (kind in ('case', 'enquiry', 'prepared', 'deadline', 'appointment', 'conflicts_partner', 'deputy'));

-- What of the calendar waits for somebody: each deadline until a second person has looked it over, whatever its
-- day; what is to come, but for one's own time. Of a series each time, with the first of them.
create function calendar_left(p_staff uuid) returns table (id uuid, first_id uuid, kind text)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
begin
    return query
        select a.id, first_value(a.id) over (partition by coalesce(a.series_id, a.id) order by a.starts_at, a.id),
            case a.kind when 'deadline' then 'deadline' else 'appointment' end
        from appointments a left join deadlines d on d.appointment_id = a.id
        where p_staff = any (a.staff_ids) and a.cancelled_at is null and a.kind <> 'personal'
            and case a.kind when 'deadline' then d.checked_at is null else a.ends_at > office_now() end
            -- whoever booked it may stand among its people without being asked to it
            and (p_staff in (a.owner_id, d.backup_id, d.checker_id) or exists (
                select from appointment_attendees t
                where t.appointment_id = a.id and t.staff_id = p_staff and t.until is null));
end
$$;

create or replace function left_to_hand_over(p_staff uuid) returns table (kind text, id uuid, seen boolean)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
begin
    perform refuse_unless(acting_role() = 'managing_partner');
    return query
        select 'case', c.id, c.id <> all ((select my_walls())::uuid[])
        from case_team t join cases c on c.id = t.case_id
        where t.staff_id = p_staff and t.level = 'lead' and t.until is null and c.closed_on is null
        union all
        select 'enquiry', e.id, coalesce(sees_enquiry(e.id), false) from enquiries e
        where e.assigned_id = p_staff and e.state = 'open'
        union all
        select 'prepared', p.id, p.client_id <> all ((select my_walled_clients())::uuid[]) from case_proposals p
        where p.lead_id = p_staff and p.decided_at is null
        union all
        select l.kind, a.id, sees_appointment(a)
        from calendar_left(p_staff) l join appointments a on a.id = l.id
        where l.id = l.first_id
        union all
        select 'conflicts_partner', null, true from office_settings o where o.conflicts_partner_id = p_staff
        union all
        select 'deputy', null, true from office_settings o where o.deputy_id = p_staff;
end
$$;

-- How many times a series is left, for its first one.
create function times_left(p_staff uuid) returns table (id uuid, times bigint)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
begin
    perform refuse_unless(acting_role() = 'managing_partner');
    return query select l.first_id, count(*) from calendar_left(p_staff) l group by l.first_id;
end
$$;

-- Which of these the new one cannot have: out of sight, with a part in that deadline already, or having said
-- themselves that it was kept. Of a case that they lead from now on, they may have everything.
create function calendar_not_for(p_staff uuid, p_to uuid, p_things uuid[], p_cases uuid[]) returns setof uuid
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
begin
    perform refuse_unless(acting_role() = 'managing_partner');
    return query
        select distinct l.first_id
        from calendar_left(p_staff) l join appointments a on a.id = l.id
        left join deadlines d on d.appointment_id = a.id
        left join enquiries e on e.id = a.enquiry_id
        where l.first_id = any (p_things) and sees_appointment(a)
            and (not (coalesce(a.case_id = any (p_cases), false) or may_attend(p_to, a.case_id, a.client_id, a.enquiry_id))
                or (e.id is not null and is_screened(p_to, e.case_id, e.client_id))
                or (p_staff in (a.owner_id, d.backup_id, d.checker_id) and p_to in (a.owner_id, d.backup_id, d.checker_id)
                    and d.appointment_id is not null)
                or (p_staff = d.checker_id and p_to = d.done_by));
end
$$;

-- ------------------------------------------------------------- what went to whom

create function keep_calendar_handed(p_from uuid, p_appointment uuid, p_to uuid) returns void
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    -- a series is told of once, and whoever owns it and attends it gives it away once
    perform keep_handed_over(p_from, case a.kind when 'deadline' then 'deadline' else 'appointment' end, a.id, p_to)
    from appointments a
    where a.id = p_appointment and a.cancelled_at is null and a.kind <> 'personal'
        and (a.kind = 'deadline' or a.ends_at > office_now())
        and not exists (
            select from handed_over h join departures d on d.id = h.departure_id
            join appointments b on b.id = h.thing_id
            where d.staff_id = p_from and h.kind in ('deadline', 'appointment') and h.handed_at = office_now()
                and (b.id = a.id or (b.series_id = a.series_id and h.to_id is not distinct from p_to)));
end
$$;

create function appointment_handed_over() returns trigger
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    perform keep_calendar_handed(old.owner_id, new.id, new.owner_id);
    return null;
end
$$;
create trigger appointments_handed_over after update of owner_id on appointments
    for each row when (old.owner_id is distinct from new.owner_id) execute function appointment_handed_over();

create function deadline_handed_over() returns trigger
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    if old.backup_id <> new.backup_id then
        perform keep_calendar_handed(old.backup_id, new.appointment_id, new.backup_id);
    end if;
    if old.checker_id <> new.checker_id then
        perform keep_calendar_handed(old.checker_id, new.appointment_id, new.checker_id);
    end if;
    return null;
end
$$;
create trigger deadlines_handed_over after update of backup_id, checker_id on deadlines
    for each row execute function deadline_handed_over();

create function attendee_handed_over() returns trigger
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    perform keep_calendar_handed(new.staff_id, new.appointment_id, (
        select t.staff_id from appointment_attendees t
        where t.appointment_id = new.appointment_id and t.staff_id is not null and t.until is null
            and t.since = office_now() and t.added_by = office_caller()
        order by t.id limit 1));
    return null;
end
$$;
-- once whoever comes instead is in
create constraint trigger attendees_handed_over after update of until on appointment_attendees
    deferrable initially deferred for each row
    when (new.staff_id is not null and old.until is null and new.until is not null)
    execute function attendee_handed_over();

create or replace function handed_over_by(p_staff uuid)
returns table (kind text, thing_id uuid, to_id uuid, handed_by uuid, handed_at timestamptz, seen boolean)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
begin
    perform refuse_unless(acting_role() = 'managing_partner');
    return query
        select h.kind, h.thing_id, h.to_id, h.handed_by, h.handed_at, case
                when h.kind = 'case' then h.thing_id <> all ((select my_walls())::uuid[])
                when h.kind = 'enquiry' then coalesce(sees_enquiry(h.thing_id), false)
                when h.kind = 'prepared' then exists (select from case_proposals p
                    where p.id = h.thing_id and p.client_id <> all ((select my_walled_clients())::uuid[]))
                when h.kind in ('deadline', 'appointment') then exists (select from appointments a
                    where a.id = h.thing_id and sees_appointment(a))
                else true end
        from handed_over h join departures d on d.id = h.departure_id
        where d.staff_id = p_staff and d.withdrawn_at is null
        order by h.handed_at, h.id;
end
$$;

-- ------------------------------------------------------------- handing over

-- Hands several things to one person in one act: all of them or none. Nobody screened from one takes it, and
-- cases, enquiries and prepared cases go to attorneys. With an enquiry goes its consultation.
drop function hand_over(uuid, uuid, uuid[], uuid[], uuid[]);
create function hand_over(p_staff uuid, p_to uuid, p_cases uuid[], p_enquiries uuid[], p_prepared uuid[], p_calendar uuid[])
returns void
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    led uuid;
    n integer;
    a appointments;
    things uuid[];
begin
    perform one_at_a_time();
    perform refuse_unless(acting_role() = 'managing_partner' and exists (
        select from departures where staff_id = p_staff and closed_at is null and withdrawn_at is null));
    perform refuse_unless(not exists (
        select from unnest(p_cases || p_enquiries || p_prepared || p_calendar) as asked (id)
        where not exists (select from left_to_hand_over(p_staff) l where l.id = asked.id and l.seen)));
    things := p_calendar || array(
        select l.first_id from calendar_left(p_staff) l join appointments c on c.id = l.id
        where c.enquiry_id = any (p_enquiries) and c.owner_id = p_staff);
    if p_to = p_staff or role_in_force(p_to) is null
        or (cardinality(p_cases || p_enquiries || p_prepared) > 0 and not is_attorney(p_to)) or exists (
            select from departures where staff_id = p_to and closed_at is null and withdrawn_at is null)
        or exists (select from case_proposals p where p.id = any (p_prepared) and is_screened(p_to, null, p.client_id))
        or exists (select from enquiries e where e.id = any (p_enquiries) and is_screened(p_to, e.case_id, e.client_id))
        or exists (select from calendar_not_for(p_staff, p_to, things, p_cases)) then
        raise exception 'cannot take it' using errcode = 'PV409';
    end if;
    foreach led in array p_cases loop
        perform change_lead(led, p_to, gen_random_uuid(), gen_random_uuid());
    end loop;
    update enquiries set assigned_id = p_to, revision = revision + 1
    where id = any (p_enquiries) and assigned_id = p_staff and state = 'open';
    get diagnostics n = row_count;
    perform refuse_unless(n = cardinality(p_enquiries));
    update case_proposals set lead_id = p_to where id = any (p_prepared) and lead_id = p_staff and decided_at is null;
    get diagnostics n = row_count;
    perform refuse_unless(n = cardinality(p_prepared));
    for a in
        select x.* from appointments x
        where x.id in (select l.id from calendar_left(p_staff) l where l.first_id = any (things))
        order by x.starts_at, x.id for update
    loop
        update appointments set owner_id = case owner_id when p_staff then p_to else owner_id end, revision = revision + 1
        where id = a.id;
        update deadlines set backup_id = case backup_id when p_staff then p_to else backup_id end,
            checker_id = case checker_id when p_staff then p_to else checker_id end
        where appointment_id = a.id and p_staff in (backup_id, checker_id);
        update appointment_attendees set until = office_now(), ended_by = office_caller()
        where appointment_id = a.id and staff_id = p_staff and until is null;
        if found then
            perform keep_calendar_handed(p_staff, a.id, p_to);
            insert into appointment_attendees (id, appointment_id, staff_id, added_by)
            select gen_random_uuid(), a.id, p_to, office_caller()
            where not exists (select from appointment_attendees t
                where t.appointment_id = a.id and t.staff_id = p_to and t.until is null);
        end if;
    end loop;
end
$$;

do $$
declare
    f regprocedure;
begin
    foreach f in array array['calendar_left(uuid)', 'times_left(uuid)', 'calendar_not_for(uuid, uuid, uuid[], uuid[])',
        'keep_calendar_handed(uuid, uuid, uuid)', 'appointment_handed_over()', 'deadline_handed_over()',
        'attendee_handed_over()', 'hand_over(uuid, uuid, uuid[], uuid[], uuid[], uuid[])']::regprocedure[] loop
        execute format('alter function %s owner to privity_definer', f);
        execute format('revoke execute on function %s from public', f);
    end loop;
end
$$;
grant execute on function times_left(uuid), calendar_not_for(uuid, uuid, uuid[], uuid[]),
    hand_over(uuid, uuid, uuid[], uuid[], uuid[], uuid[]) to privity_partner;

revoke create on schema public from privity_definer;
