-- What the front desk and the partners do about what is sent: whom to ring, what is still to come, and the
-- switch that every page speaks of.

grant create on schema public to privity_definer;

-- Who is to be rung, and by what number, of the entries whose appointment the caller sees. Not for Billing
-- without the desk right: whoever reads this dials.
create function people_to_ring(which uuid[]) returns table (
    call_id uuid, name text, phone text, discreet boolean, safe_contact text, may_end boolean)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
begin
    if acting_role() is null or (acting_role() = 'billing' and not i_have_desk()) then
        return;
    end if;
    return query
        select c.id, coalesce(r.name, nullif(t.name, ''), k.name, e.name, (select s.name from staff s where s.id = a.owner_id)),
            case
                when t.representative_id is not null
                    then (select r.phone where r.ended_at is null and r.since <= office_today()
                        and (r.until is null or r.until >= office_today()))
                when t.id is not null and t.client_id is null then t.phone
                else (select p.value from client_contacts p where p.client_id = k.id and p.channel = 'phone'
                    and p.purpose = 'general' and p.until is null
                    and (p.valid_from is null or p.valid_from <= office_today())
                    and (p.valid_until is null or p.valid_until >= office_today())
                    order by (p.label = 'mobile') desc, p.preferred desc, p.since desc, p.position limit 1)
            end,
            coalesce(k.discreet, false), coalesce(k.safe_contact, ''),
            may_schedule(a.case_id, a.client_id, a.enquiry_id, a.owner_id, a.staff_ids)
        from call_list c
        join appointments a on a.id = c.appointment_id
        left join appointment_attendees t on t.id = c.attendee_id
        left join representatives r on r.id = t.representative_id
        left join clients k on k.id = coalesce(t.client_id, a.client_id)
        left join enquiries e on e.id = a.enquiry_id
        where c.id = any (which) and sees_appointment(a);
end
$$;

-- How many wait to be rung: for whoever has the desk right all that they see, with what came in and belongs to
-- no appointment; for others those of their own appointments.
create function waiting_calls(p_acting text, p_desk boolean, p_walls uuid[], p_walled_clients uuid[]) returns bigint
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    me uuid := office_caller();
    walled_enquiries uuid[];
    cases uuid[];
    waiting bigint;
begin
    if p_acting = 'billing' and not p_desk then
        return 0;
    end if;
    -- most of the day nobody waits, and an index tells
    if not exists (select from call_list c where c.done_at is null) then
        waiting := 0;
    else
        walled_enquiries := my_walled_enquiries();
        cases := case when p_desk or p_acting = 'managing_partner' then '{}' else my_cases() end;
        select count(*) into waiting from (
            select from call_list c join appointments a on a.id = c.appointment_id
            where c.done_at is null
                and ((p_desk and num_nonnulls(a.case_id, a.client_id, a.enquiry_id) > 0) or (me = any (a.staff_ids)
                    and (p_acting = 'managing_partner' or a.case_id is null or a.case_id = any (cases))))
                and coalesce(a.case_id <> all (p_walls), true) and coalesce(a.client_id <> all (p_walled_clients), true)
                and coalesce(a.enquiry_id <> all (walled_enquiries), true)
            limit 1001) as counted;
    end if;
    if p_desk then
        waiting := waiting + (select count(*) from (
            select from replies r where r.read_at is null and r.appointment_id is null limit 1001) as counted);
    end if;
    return waiting;
end
$$;

drop function navigation(bigint);
create function navigation(p_open_cases bigint) returns table (
    office text, time_zone text, locale text, name text, colour smallint, deputy boolean, desk boolean,
    open_cases bigint, proposals bigint, walls_to_confirm bigint, purges_to_confirm bigint, questions bigint,
    enquiries bigint, calls bigint, scans bigint, call_list bigint, sending_stopped text)
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
        exists (select from desk_rights d where d.staff_id = me and d.until is null),
        case when o.sending_stopped_at is not null then o.sending_stopped_for end
    into navigation.office, navigation.time_zone, navigation.locale, navigation.name, navigation.colour,
        navigation.deputy, navigation.desk, navigation.sending_stopped
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
    navigation.call_list := waiting_calls(acting, navigation.desk, walled, walled_clients);
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

-- What will be sent between two instants, were nothing to change meanwhile: of one appointment, or of all that
-- the caller sees. By the arithmetic of planning; `planned` where a row waits already.
create function notices_to_come(p_from timestamptz, p_until timestamptz, p_appointment uuid)
returns table (appointment_id uuid, kind text, channel text, recipient text, due_at timestamptz, goes_at timestamptz,
    note text, planned boolean)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
begin
    return query
        with targets as materialized (
            select t.* from notice_targets t
            where (t.appointment_id = p_appointment or p_appointment is null) and t.cancelled_at is null
                and t.starts_at > p_from and t.starts_at < p_until + interval '48 hours'
        ),
        windows as (
            select t.appointment_id, 'remind_48h' as kind, t.channel, t.attendee_id as recipient, t.notice_revision,
                t.starts_at - interval '48 hours' as due, t.starts_at - interval '24 hours' as ends, t.since,
                t.zone, t.quiet_from, t.quiet_until, '' as note
            from targets t where t.channel is not null
            union all
            select t.appointment_id, 'remind_2h', t.channel, t.attendee_id, t.notice_revision,
                t.starts_at - interval '2 hours', t.starts_at - interval '10 minutes', t.since,
                t.zone, t.quiet_from, t.quiet_until, ''
            from targets t where t.channel = 'email'
            union all
            select t.appointment_id, 'remind_2h', t.channel, t.attendee_id, t.notice_revision,
                d.due, least(d.due + interval '2 hours', t.starts_at) - interval '10 minutes', t.since,
                t.zone, t.quiet_from, t.quiet_until, case when d.due < t.starts_at - interval '2 hours' then 'before_quiet' else '' end
            from targets t
            cross join lateral (select last_text_due(t.starts_at, t.zone, t.quiet_from, t.quiet_until) as due) d
            where t.channel = 'text'
        ),
        reminders as (
            select w.appointment_id, w.kind, w.channel, w.recipient, w.due, g.goes, w.note || g.late as note
            from windows w
            cross join lateral (select greatest(w.due, p_from) as at) x
            cross join lateral (select case when w.channel = 'text' and w.kind = 'remind_48h'
                then quiet_ends(x.at, w.zone, w.quiet_from, w.quiet_until) end as quiet) q
            cross join lateral (select coalesce(q.quiet, x.at) as goes,
                case when q.quiet is null then '' else 'after_quiet' end as late) g
            where w.ends > g.goes and w.since <= w.due
                and not exists (select from notifications n where n.subject_kind = 'appointment'
                    and n.subject_id = w.appointment_id and n.kind = w.kind and n.channel = w.channel
                    and n.recipient_id = w.recipient and n.notice_revision = w.notice_revision)
        ),
        deadlines_ahead as (
            select a.id, a.notice_revision, 'deadline_ahead_' || days.n as kind, who.id as who, due.at - make_interval(days => days.n) as due,
                due.at - make_interval(days => coalesce((select max(m) from unnest(d.warn_days) m where m < days.n), 0)) as ends,
                a.case_id, a.client_id, a.enquiry_id
            from deadlines d join appointments a on a.id = d.appointment_id
            cross join lateral (select case when a.all_day then a.ends_at else a.starts_at end as at) due
            cross join lateral unnest(d.warn_days) as days (n)
            cross join lateral (select distinct unnest(array[a.owner_id, d.backup_id])) as who (id)
            where (a.id = p_appointment or p_appointment is null) and d.done_at is null and a.cancelled_at is null
                and (a.held is null or a.released_at is not null)
                and a.starts_at > p_from - interval '2 days' and a.starts_at < p_until + interval '370 days'
                and warns_ahead(due.at, days.n, d.warn_days, greatest(a.noticed_at, a.released_at))
            union all
            select a.id, a.notice_revision, step.kind, who.id, due.at - step.ahead, due.at + interval '30 days',
                a.case_id, a.client_id, a.enquiry_id
            from deadlines d join appointments a on a.id = d.appointment_id
            cross join lateral (select case when a.all_day then a.ends_at else a.starts_at end as at) due
            cross join (values ('deadline_to_lead', interval '1 day'), ('deadline_to_partner', interval '4 hours')) as step (kind, ahead)
            cross join lateral (
                select t.staff_id from case_team t
                where step.kind = 'deadline_to_lead' and t.case_id = a.case_id and t.reach = 4
                    and t.since <= p_from and (t.until is null or p_from < t.until)
                union
                select s.staff_id from staff_roles s
                where step.kind = 'deadline_to_partner' and s.role = 'managing_partner' and s.until is null
            ) as who (id)
            where (a.id = p_appointment or p_appointment is null) and (d.done_at is null or d.checked_at is null)
                and a.cancelled_at is null and (a.held is null or a.released_at is not null)
                and a.starts_at > p_from - interval '30 days' and a.starts_at < p_until + interval '3 days'
        ),
        warnings as (
            select w.id as appointment_id, w.kind, 'email' as channel, w.who as recipient, w.due, greatest(w.due, p_from) as goes,
                'unless_kept' as note
            from deadlines_ahead w
            where w.ends > greatest(w.due, p_from) and may_attend(w.who, w.case_id, w.client_id, w.enquiry_id)
                and not exists (select from notifications n where n.subject_kind = 'appointment' and n.subject_id = w.id
                    and n.kind = w.kind and n.channel = 'email' and n.recipient_id = w.who
                    and n.notice_revision = w.notice_revision)
        ),
        waiting as (
            select n.subject_id as appointment_id, n.kind, n.channel, n.recipient_id as recipient, n.due_at as due,
                greatest(n.next_at, p_from) as goes, case n.reason when 'quiet' then 'after_quiet' else '' end as note
            from notifications n
            where n.state = 'queued' and n.subject_kind = 'appointment' and n.expires_at > greatest(n.next_at, p_from)
                and (n.subject_id = p_appointment or p_appointment is null)
        ),
        found as materialized (
            select r.*, false as planned from reminders r where r.goes < p_until
            union all select w.*, false from warnings w where w.goes < p_until
            union all select q.*, true from waiting q where q.goes < p_until
        ),
        seen as materialized (
            select a.id from appointments a
            where a.id in (select f.appointment_id from found f) and sees_appointment(a)
        )
        select f.appointment_id, f.kind, f.channel, coalesce(r.name, k.name, nullif(t.name, ''), s.name, w.name, ''),
            f.due, f.goes, f.note, f.planned
        from found f join seen on seen.id = f.appointment_id
        left join appointment_attendees t on t.id = f.recipient
        left join representatives r on r.id = t.representative_id
        left join clients k on k.id = t.client_id
        left join staff s on s.id = t.staff_id
        left join staff w on w.id = f.recipient
        order by f.goes, f.appointment_id, f.kind, f.channel;
end
$$;

do $$
declare
    f regprocedure;
begin
    foreach f in array array['people_to_ring(uuid[])', 'waiting_calls(text, boolean, uuid[], uuid[])',
        'notices_to_come(timestamptz, timestamptz, uuid)', 'navigation(bigint)']::regprocedure[] loop
        execute format('alter function %s owner to privity_definer', f);
        execute format('revoke execute on function %s from public', f);
        execute format('grant execute on function %s to privity_definer', f);
        if f <> 'waiting_calls(text, boolean, uuid[], uuid[])'::regprocedure then
            execute format('grant execute on function %s to privity_partner, privity_attorney, privity_paralegal, privity_billing', f);
        end if;
    end loop;
end
$$;

revoke create on schema public from privity_definer;
