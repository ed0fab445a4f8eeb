-- The loops of sending: plan from the truth, claim, look again, finish, reap. Each may run on any number of
-- servers at once; what keeps them apart is the key of a notification and the lease on it.

grant create on schema public to privity_definer;

alter table sms_consents alter column recorded_by drop not null,
    add constraint sms_consents_recorded check (recorded_by is not null or source = 'by_text');

create policy definer on sms_consents to privity_definer using (true) with check (true);
grant select, insert on sms_consents to privity_definer;
grant select on client_contacts, representatives, clients, staff, rooms, office_settings, office_hours, case_team, cases, staff_roles
    to privity_definer;

-- Whoever of the staff wants to be reminded of their own appointments by mail.
create table reminder_wishes (
    staff_id uuid primary key references staff (id),
    by_email boolean not null default false,
    changed_at timestamptz not null default office_now()
);
alter table reminder_wishes enable row level security;
alter table reminder_wishes force row level security;
create policy definer on reminder_wishes to privity_definer using (true);
create policy caller_in_force on reminder_wishes as restrictive
    to privity_partner, privity_attorney, privity_paralegal, privity_billing
    using ((select caller_in_force(current_user))) with check ((select caller_in_force(current_user)));
create policy own on reminder_wishes to privity_partner, privity_attorney, privity_paralegal, privity_billing
    using (staff_id = (select office_caller())) with check (staff_id = (select office_caller()));
grant select, insert (staff_id, by_email), update (by_email, changed_at) on reminder_wishes
    to privity_partner, privity_attorney, privity_paralegal, privity_billing;
grant select on reminder_wishes to privity_definer;

-- Quiet hours where the house has nothing else: from nine in the evening to eight in the morning.
-- When the quiet that holds at an instant ends; null where it is not quiet. Minutes after midnight, over
-- midnight where the end is before the start.
create function quiet_ends(p_at timestamptz, p_zone text, p_from smallint, p_until smallint) returns timestamptz
language sql stable parallel safe
set search_path = pg_catalog, public, pg_temp
as $$
    select case
        when p_from < p_until and m >= p_from and m < p_until
            then (day + make_interval(mins => p_until)) at time zone p_zone
        when p_from > p_until and m >= p_from
            then (day + interval '1 day' + make_interval(mins => p_until)) at time zone p_zone
        when p_from > p_until and m < p_until
            then (day + make_interval(mins => p_until)) at time zone p_zone
        end
    from (select date_trunc('day', t) as day, extract(hour from t) * 60 + extract(minute from t) as m
        from (select p_at at time zone p_zone as t) as local) as at_hand
$$;

-- And when it began.
create function quiet_began(p_at timestamptz, p_zone text, p_from smallint, p_until smallint) returns timestamptz
language sql stable parallel safe
set search_path = pg_catalog, public, pg_temp
as $$
    select case
        when p_from < p_until and m >= p_from and m < p_until
            then (day + make_interval(mins => p_from)) at time zone p_zone
        when p_from > p_until and m >= p_from
            then (day + make_interval(mins => p_from)) at time zone p_zone
        when p_from > p_until and m < p_until
            then (day - interval '1 day' + make_interval(mins => p_from)) at time zone p_zone
        end
    from (select date_trunc('day', t) as day, extract(hour from t) * 60 + extract(minute from t) as m
        from (select p_at at time zone p_zone as t) as local) as at_hand
$$;

-- When the two-hour text goes: two hours before the start, or two hours before the quiet that holds then.
create function last_text_due(p_starts timestamptz, p_zone text, p_from smallint, p_until smallint) returns timestamptz
language sql stable parallel safe
set search_path = pg_catalog, public, pg_temp
as $$
    select coalesce(quiet_began(p_starts - interval '2 hours', p_zone, p_from, p_until), p_starts) - interval '2 hours'
$$;

-- ---------------------------------------------------------------- whom, and by what

-- Every person of an appointment with every way in which they can be told of it now. Where there is no
-- way, one row without a channel.
create view notice_targets with (security_invoker) as
select a.id as appointment_id, a.kind, a.starts_at, a.ends_at, a.notice_revision, a.cancelled_at,
    greatest(a.noticed_at, t.since, a.released_at) as since, t.id as attendee_id, false as staff,
    coalesce(nullif(k.time_zone, ''), o.time_zone) as zone,
    coalesce(k.quiet_from, 1260::smallint) as quiet_from, coalesce(k.quiet_until, 480::smallint) as quiet_until,
    way.channel
from appointments a
join appointment_attendees t on t.appointment_id = a.id and t.until is null and t.staff_id is null and t.reminded
cross join office_settings o
left join clients k on k.id = t.client_id
left join representatives r on r.id = t.representative_id
left join lateral (
    select 'email' as channel
    where coalesce(not k.discreet or k.preferred_channel = 'email', true) and case
        when t.client_id is null then t.email <> ''
        when t.representative_id is not null then r.email <> '' and r.ended_at is null
        else exists (select from client_contacts c
            where c.client_id = t.client_id and c.channel = 'email' and c.purpose = 'general' and c.until is null) end
    union all
    select 'text'
    where t.client_id is not null and (not k.discreet or k.preferred_channel = 'text')
        and coalesce((select s.given from sms_consents s where s.client_id = t.client_id
            order by s.said_on desc, s.recorded_at desc limit 1), false)
        and case
            when t.representative_id is not null then r.phone like '+%' and r.ended_at is null
            else exists (select from client_contacts c
                where c.client_id = t.client_id and c.channel = 'phone' and c.purpose = 'general' and c.until is null
                    and c.value like '+%') end
) way on true
where a.held is null or a.released_at is not null
union all
select a.id, a.kind, a.starts_at, a.ends_at, a.notice_revision, a.cancelled_at,
    greatest(a.noticed_at, t.since, a.released_at), t.id, true, o.time_zone, 1260::smallint, 480::smallint, 'email'
from appointments a
join appointment_attendees t on t.appointment_id = a.id and t.until is null
join reminder_wishes w on w.staff_id = t.staff_id and w.by_email
cross join office_settings o
where a.held is null or a.released_at is not null;

-- Of a series one message goes to each person and way: the first of those that are news at the same instant
-- speaks for the others, which count as told with it.
create function fold_series(p_appointment uuid) returns void
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    series uuid := (select a.series_id from appointments a where a.id = p_appointment);
begin
    if p_appointment is not null and series is null then
        return;
    end if;
    update notifications n set state = 'accepted', reason = 'in_series', sent_at = office_now()
    from appointments a, appointment_attendees t
    where a.id = n.subject_id and t.id = n.recipient_id and n.subject_kind = 'appointment' and n.state = 'queued' and n.attempts = 0
        and n.kind in ('booked', 'moved', 'cancelled')
        and a.series_id is not null and (p_appointment is null or a.series_id = series)
        and exists (
            select from appointments b
            join notifications l on l.subject_kind = 'appointment' and l.subject_id = b.id and l.kind = n.kind
                and l.channel = n.channel and l.due_at = n.due_at and l.state = 'queued'
            join appointment_attendees u on u.id = l.recipient_id
                and (u.client_id, u.representative_id, u.name, u.email, u.phone)
                    is not distinct from (t.client_id, t.representative_id, t.name, t.email, t.phone)
            where b.series_id = a.series_id and b.series_nth < a.series_nth);
end
$$;

-- What was to be told with one that is not sent any more is to be told again.
create function unfold_series(p_appointment uuid) returns void
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    update notifications n set state = 'queued', reason = '', sent_at = null
    from appointments a, appointment_attendees t, appointments b, notifications l, appointment_attendees u
    where b.id = p_appointment and b.series_id is not null
        and l.subject_kind = 'appointment' and l.subject_id = b.id and l.state = 'queued' and u.id = l.recipient_id
        and a.series_id = b.series_id and n.subject_kind = 'appointment' and n.subject_id = a.id and t.id = n.recipient_id
        and n.state = 'accepted' and n.reason = 'in_series'
        and (n.kind, n.channel, n.due_at) = (l.kind, l.channel, l.due_at)
        and (u.client_id, u.representative_id, u.name, u.email, u.phone)
            is not distinct from (t.client_id, t.representative_id, t.name, t.email, t.phone);
end
$$;

-- Announcements of one appointment, or of all whose news is not older than thirty days. What was told to
-- somebody before is a move; else they hear of it for the first time.
create function plan_announcements(p_appointment uuid) returns bigint
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    planned bigint;
    gone bigint;
begin
    insert into notifications (id, subject_kind, subject_id, notice_revision, kind, channel, recipient_id, due_at, expires_at, next_at)
    select gen_random_uuid(), 'appointment', t.appointment_id, t.notice_revision,
        case when exists (select from notifications n
            where n.subject_id = t.appointment_id and n.recipient_id = t.attendee_id
                and n.state in ('accepted', 'delivered', 'unknown', 'sending')
                and n.kind in ('booked', 'moved') and n.notice_revision < t.notice_revision) then 'moved' else 'booked' end,
        t.channel, t.attendee_id, t.since, t.starts_at, office_now()
    from notice_targets t
    where (t.appointment_id = p_appointment or p_appointment is null) and not t.staff and t.channel is not null
        and t.cancelled_at is null and t.starts_at > office_now() and t.since > office_now() - interval '30 days'
        and not exists (select from notifications n
            where n.subject_kind = 'appointment' and n.subject_id = t.appointment_id and n.recipient_id = t.attendee_id
                and n.channel = t.channel and n.notice_revision = t.notice_revision and n.kind in ('booked', 'moved'))
    on conflict do nothing;
    get diagnostics planned = row_count;

    -- whoever was told hears that it is off, or that they need not come
    insert into notifications (id, subject_kind, subject_id, notice_revision, kind, channel, recipient_id, due_at, expires_at, next_at)
    select distinct on (a.id, n.recipient_id, n.channel) gen_random_uuid(), 'appointment', a.id, a.notice_revision, 'cancelled',
        n.channel, n.recipient_id, coalesce(a.cancelled_at, t.until), a.starts_at, office_now()
    from appointments a
    join appointment_attendees t on t.appointment_id = a.id and t.staff_id is null
    join notifications n on n.subject_kind = 'appointment' and n.subject_id = a.id and n.recipient_id = t.id
        and n.state in ('accepted', 'delivered', 'unknown', 'sending') and n.kind in ('booked', 'moved')
    where (a.id = p_appointment or (p_appointment is null
            and (a.cancelled_at > office_now() - interval '30 days' or t.until > office_now() - interval '30 days')))
        and (a.cancelled_at is not null or t.until is not null) and a.starts_at > office_now()
        and (a.held is null or a.released_at is not null)
        and not exists (select from notifications x
            where x.subject_kind = 'appointment' and x.subject_id = a.id and x.recipient_id = t.id
                and x.channel = n.channel and x.kind = 'cancelled' and x.notice_revision = a.notice_revision)
    on conflict do nothing;
    get diagnostics gone = row_count;

    insert into call_list (id, appointment_id, attendee_id, notice_revision, reason)
    select gen_random_uuid(), t.appointment_id, t.attendee_id, t.notice_revision, 'no_way'
    from notice_targets t
    where (t.appointment_id = p_appointment or p_appointment is null) and not t.staff and t.channel is null
        and t.cancelled_at is null and t.starts_at > office_now() and t.since > office_now() - interval '30 days'
        and not exists (select from call_list c where c.appointment_id = t.appointment_id and c.attendee_id = t.attendee_id
            and c.notice_revision = t.notice_revision and c.reason = 'no_way')
    on conflict do nothing;
    perform fold_series(p_appointment);
    return planned + gone;
end
$$;

-- What is due of reminders now. Each window is a predicate on the truth and has an end: an outage catches
-- up by itself, and a 48-hour reminder is not sent with a day to go.
create function plan_reminders() returns bigint
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    now timestamptz := office_now();
    planned bigint := 0;
    more bigint;
begin
    insert into notifications (id, subject_kind, subject_id, notice_revision, kind, channel, recipient_id, due_at, expires_at, next_at,
        held_until)
    select gen_random_uuid(), 'appointment', t.appointment_id, t.notice_revision, 'remind_48h', t.channel, t.attendee_id,
        t.starts_at - interval '48 hours', t.starts_at - interval '24 hours', coalesce(q.quiet, now), q.quiet
    from notice_targets t
    cross join lateral (select case t.channel
        when 'text' then quiet_ends(now, t.zone, t.quiet_from, t.quiet_until) end as quiet) q
    where t.channel is not null and t.cancelled_at is null
        and t.starts_at <= now + interval '48 hours' and t.starts_at > now + interval '24 hours'
        and t.since <= t.starts_at - interval '48 hours'
    on conflict do nothing;
    get diagnostics more = row_count;
    planned := planned + more;

    insert into notifications (id, subject_kind, subject_id, notice_revision, kind, channel, recipient_id, due_at, expires_at, next_at)
    select gen_random_uuid(), 'appointment', t.appointment_id, t.notice_revision, 'remind_2h', t.channel, t.attendee_id,
        t.starts_at - interval '2 hours', t.starts_at - interval '10 minutes', now
    from notice_targets t
    where t.channel = 'email' and t.cancelled_at is null
        and t.starts_at <= now + interval '2 hours' and t.starts_at > now + interval '10 minutes'
        and t.since <= t.starts_at - interval '2 hours'
    on conflict do nothing;
    get diagnostics more = row_count;
    planned := planned + more;

    -- by text, earlier where the quiet hours would swallow it; until the quiet begins, or the start
    insert into notifications (id, subject_kind, subject_id, notice_revision, kind, channel, recipient_id, due_at, expires_at, next_at)
    select gen_random_uuid(), 'appointment', t.appointment_id, t.notice_revision, 'remind_2h', 'text', t.attendee_id,
        d.due, least(d.due + interval '2 hours', t.starts_at) - interval '10 minutes', now
    from notice_targets t
    cross join lateral (select last_text_due(t.starts_at, t.zone, t.quiet_from, t.quiet_until) as due) d
    where t.channel = 'text' and t.cancelled_at is null
        and t.starts_at <= now + interval '26 hours' and t.starts_at > now
        and d.due <= now and least(d.due + interval '2 hours', t.starts_at) - interval '10 minutes' > now
        and t.since <= d.due
    on conflict do nothing;
    get diagnostics more = row_count;
    return planned + more;
end
$$;

-- What asks the second person to look over a deadline, once each time somebody says that it was kept.
create function deadline_check(d deadlines) returns text
language sql stable
set search_path = pg_catalog, public, pg_temp
as $$
    select 'deadline_check_' || floor(extract(epoch from d.done_at))::bigint
$$;

-- Whether so many days ahead lay still ahead when it was booked; the last warning comes however late that was.
create function warns_ahead(p_due timestamptz, p_days smallint, p_all smallint[], p_since timestamptz) returns boolean
language sql stable parallel safe
set search_path = pg_catalog, public, pg_temp
as $$
    select p_since <= p_due - make_interval(days => p_days) or p_days = (select min(m) from unnest(p_all) m)
$$;

-- Warnings of deadlines: to whoever answers for one, on the days ahead; to the lead a day before, to the
-- partners four hours before, while nobody has kept it and a second person has not looked.
create function plan_deadlines() returns bigint
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    now timestamptz := office_now();
    planned bigint;
begin
    insert into notifications (id, subject_kind, subject_id, notice_revision, kind, channel, recipient_id, due_at, expires_at, next_at)
    select gen_random_uuid(), 'appointment', w.id, w.notice_revision, w.kind, 'email', w.who, w.due, w.ends, now
    from (
        select a.id, a.notice_revision, 'deadline_ahead_' || days.n as kind, who.id as who, due.at - make_interval(days => days.n) as due,
            due.at - make_interval(days => coalesce((select max(m) from unnest(d.warn_days) m where m < days.n), 0)) as ends,
            a.case_id, a.client_id, a.enquiry_id
        from deadlines d join appointments a on a.id = d.appointment_id
        cross join lateral (select case when a.all_day then a.ends_at else a.starts_at end as at) due
        cross join lateral unnest(d.warn_days) as days (n)
        cross join lateral (select distinct unnest(array[a.owner_id, d.backup_id])) as who (id)
        where d.done_at is null and a.cancelled_at is null and (a.held is null or a.released_at is not null)
            and a.starts_at between now - interval '2 days' and now + interval '370 days'
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
                and t.since <= now and (t.until is null or now < t.until)
            union
            select s.staff_id from staff_roles s
            where step.kind = 'deadline_to_partner' and s.role = 'managing_partner' and s.until is null
        ) as who (id)
        where (d.done_at is null or d.checked_at is null) and a.cancelled_at is null
            and (a.held is null or a.released_at is not null)
            and a.starts_at between now - interval '30 days' and now + interval '3 days'
        union all
        -- whose word is asked for: the second person; the partners where that one says so
        select a.id, a.notice_revision, deadline_check(d), who.id, d.done_at, d.done_at + interval '30 days',
            a.case_id, a.client_id, a.enquiry_id
        from deadlines d join appointments a on a.id = d.appointment_id
        cross join lateral (
            select d.checker_id where d.checker_id <> d.done_by
            union
            select s.staff_id from staff_roles s
            where d.checker_id = d.done_by and s.role = 'managing_partner' and s.until is null and s.staff_id <> d.done_by
        ) as who (id)
        where d.done_at > now - interval '30 days' and d.checked_at is null and a.cancelled_at is null
            and (a.held is null or a.released_at is not null)
    ) w
    where w.due <= now and w.ends > now and may_attend(w.who, w.case_id, w.client_id, w.enquiry_id)
    on conflict do nothing;
    get diagnostics planned = row_count;
    return planned;
end
$$;

-- Who has to be rung: nobody has confirmed with a day to go.
create function plan_calls() returns bigint
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    planned bigint;
begin
    insert into call_list (id, appointment_id, attendee_id, notice_revision, reason)
    select gen_random_uuid(), a.id, t.id, a.notice_revision, 'unconfirmed'
    from appointments a join appointment_attendees t on t.appointment_id = a.id
    where a.starts_at > office_now() and a.starts_at <= office_now() + interval '24 hours' and a.cancelled_at is null
        and t.until is null and t.staff_id is null and t.reminded
        and (a.held is null or a.released_at is not null)
        and (t.answer is distinct from 'confirmed' or t.answer_revision < a.notice_revision)
        and exists (select from notifications n where n.subject_kind = 'appointment' and n.subject_id = a.id
            and n.recipient_id = t.id and n.state in ('accepted', 'delivered'))
        and not exists (select from call_list c where c.appointment_id = a.id and c.attendee_id = t.id
            and c.notice_revision = a.notice_revision and c.reason = 'unconfirmed')
    on conflict do nothing;
    get diagnostics planned = row_count;
    -- what nobody needs to be rung about any more
    update call_list c set done_at = office_now()
    from appointments a
    where c.appointment_id = a.id and c.done_at is null
        and (a.starts_at < office_now() - interval '1 day' or (a.cancelled_at is not null and c.reason in ('unconfirmed', 'declined', 'asks_to_move'))
            or (c.notice_revision < a.notice_revision and c.reason <> 'wrote'));
    return planned;
end
$$;

-- ---------------------------------------------------------------- at once

-- At the end of a transaction all its people are in: once for those that follow each other is enough.
create function announce_once(p_appointment uuid) returns void
language plpgsql
set search_path = pg_catalog, public, pg_temp
as $$
declare
    this text := pg_current_xact_id()::text || ' ' || p_appointment::text;
begin
    if current_setting('privity.announced', true) is distinct from this then
        perform set_config('privity.announced', this, true);
        perform plan_announcements(p_appointment);
    end if;
end
$$;

-- In the transaction that moves it or calls it off: what is queued is not sent, nobody is rung about an answer
-- to what is off, and the news is planned.
create function announce() returns trigger
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    perform unfold_series(new.id);
    update notifications set state = 'cancelled', ended_at = office_now(),
        reason = case when new.cancelled_at is not null then 'cancelled' else 'moved' end
    where subject_kind = 'appointment' and subject_id = new.id and state = 'queued' and kind <> 'cancelled'
        and (new.cancelled_at is not null or notice_revision < new.notice_revision);
    if new.cancelled_at is not null then
        update call_list set done_at = office_now()
        where appointment_id = new.id and done_at is null and reason in ('unconfirmed', 'declined', 'asks_to_move');
    end if;
    perform announce_once(new.id);
    return null;
end
$$;
-- when the people are in, too
create constraint trigger appointments_announced after insert or update of notice_revision, starts_at, ends_at, cancelled_at, released_at,
    room_id, place, video_url on appointments
    deferrable initially deferred for each row when (new.held is null or new.released_at is not null)
    execute function announce();

create function announce_to() returns trigger
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    if new.until is not null then
        perform unfold_series(new.appointment_id);
        update notifications set state = 'cancelled', ended_at = office_now(), reason = 'not_asked'
        where subject_kind = 'appointment' and subject_id = new.appointment_id and recipient_id = new.id
            and state = 'queued' and kind <> 'cancelled';
        perform plan_announcements(new.appointment_id);
    else
        perform announce_once(new.appointment_id);
    end if;
    return null;
end
$$;
create constraint trigger attendees_announced after insert or update of until on appointment_attendees
    deferrable initially deferred for each row when (new.staff_id is null) execute function announce_to();

-- ---------------------------------------------------------------- claim, look, finish, reap

-- Takes up to so many of a channel's, under a lease, as fast as its provider may be given things: tokens
-- come at a rate and are kept up to a burst. Nothing while all sending is stopped or the provider is left alone.
create function claim_notices(p_channel text, p_lease uuid, p_hold interval, p_most integer, p_rate double precision, p_burst double precision)
returns table (id uuid, subject_kind text, kind text)
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
declare
    now timestamptz := office_now();
    p providers;
    most integer;
    taken integer;
begin
    if exists (select from office_settings o where o.sending_stopped_at is not null) then
        return;
    end if;
    -- without this a busy server would take a lock to find nothing
    if not exists (select from notifications n where n.state = 'queued' and n.next_at <= now and n.channel = p_channel) then
        return;
    end if;
    insert into providers (name, tokens, refilled_at) values (p_channel, p_burst, now) on conflict do nothing;
    select * into p from providers where name = p_channel for update;
    if p.open_until > now then
        return;
    end if;
    p.tokens := least(p_burst, p.tokens + greatest(extract(epoch from now - p.refilled_at), 0) * p_rate);
    -- after a while of being left alone, one goes ahead
    most := least(p_most, floor(p.tokens)::integer, case when p.failures >= 3 then 1 else p_most end);
    -- a row that is sent for at once and one that is late stand in the order they were due
    return query
        with due as (
            select n.id from notifications n
            where n.state = 'queued' and n.next_at <= now and n.channel = p_channel
            order by n.next_at, n.id limit greatest(most, 0) for update skip locked
        )
        update notifications n set state = 'sending', lease = p_lease, lease_until = now + p_hold, attempts = n.attempts + 1,
            handed_at = null
        from due where n.id = due.id
        returning n.id, n.subject_kind, n.kind;
    get diagnostics taken = row_count;
    update providers set tokens = p.tokens - taken, refilled_at = now where name = p_channel;
end
$$;

-- As much of an address as staff are shown.
create function masked(p_address text) returns text
language sql immutable parallel safe
set search_path = pg_catalog, pg_temp
as $$
    select case when p_address like '%@%' then left(p_address, 1) || '…@' || split_part(p_address, '@', 2)
        when p_address <> '' then 'number ending ' || right(p_address, 4) else '' end
$$;

-- Ends one that is not to be sent, and says why.
create function drop_notice(p_id uuid, p_state text, p_reason text) returns void
language sql
set search_path = pg_catalog, public, pg_temp
as $$
    update notifications set state = p_state, reason = p_reason, ended_at = office_now(), lease = null, lease_until = null
    where id = p_id
$$;

-- The last look before it is sent, in a transaction that ends before it is: is the lease still ours, does
-- the appointment still stand as it was told, may this person be told by this way at this hour? If so, what
-- to say and where to; else null, and the row says why. From its commit on a provider may have it.
create function look_at_notice(p_id uuid, p_lease uuid, p_link uuid, p_token_hash bytea, p_hold interval) returns jsonb
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    now timestamptz := office_now();
    n notifications;
    a appointments;
    t appointment_attendees;
    k clients;
    o office_settings;
    d deadlines;
    zone text;
    address text;
    quiet timestamptz;
    who text;
    staff boolean;
    was jsonb;
    -- a move of which nobody had heard the first time is heard of for the first time
    said text;
begin
    select * into a from appointments where id = (select x.subject_id from notifications x where x.id = p_id) for share;
    select * into n from notifications where id = p_id for update;
    if n.lease is distinct from p_lease or n.state <> 'sending' or n.lease_until <= now or a.id is null then
        return null;
    end if;
    select * into o from office_settings;
    if o.sending_stopped_at is not null then
        update notifications set state = 'queued', lease = null, lease_until = null, attempts = attempts - 1 where id = p_id;
        return null;
    end if;
    if n.expires_at <= now then
        perform drop_notice(p_id, 'expired', 'too_late');
        return null;
    end if;
    if a.held is not null and a.released_at is null then
        perform drop_notice(p_id, 'cancelled', 'held');
        return null;
    end if;
    staff := n.kind like 'deadline%';
    if staff then
        select * into d from deadlines where appointment_id = a.id;
        if a.cancelled_at is not null or a.notice_revision <> n.notice_revision
            or (d.done_at is not null and (n.kind like 'deadline_ahead%' or d.checked_at is not null))
            or (n.kind like 'deadline\_check%' and n.kind is distinct from deadline_check(d))
            or not may_attend(n.recipient_id, a.case_id, a.client_id, a.enquiry_id) then
            perform drop_notice(p_id, 'cancelled', 'settled');
            return null;
        end if;
        select s.email, s.name into address, who from staff s where s.id = n.recipient_id;
    else
        select * into t from appointment_attendees where id = n.recipient_id;
        if n.kind = 'cancelled' then
            if a.cancelled_at is null and t.until is null then
                perform drop_notice(p_id, 'cancelled', 'on_again');
                return null;
            end if;
        elsif a.cancelled_at is not null or t.until is not null or a.notice_revision <> n.notice_revision or a.starts_at <= now then
            perform drop_notice(p_id, 'cancelled', case when a.cancelled_at is not null then 'cancelled'
                when t.until is not null then 'not_asked' when a.starts_at <= now then 'begun' else 'moved' end);
            return null;
        end if;
        staff := t.staff_id is not null;
        if staff then
            if not exists (select from reminder_wishes w where w.staff_id = t.staff_id and w.by_email)
                or not may_attend(t.staff_id, a.case_id, a.client_id, a.enquiry_id) then
                perform drop_notice(p_id, 'cancelled', 'not_wished');
                return null;
            end if;
            select s.email, s.name into address, who from staff s where s.id = t.staff_id;
        elsif t.client_id is null then
            address := case n.channel when 'email' then t.email end;
            who := t.name;
        else
            select * into k from clients where id = t.client_id;
            who := coalesce((select r.name from representatives r where r.id = t.representative_id), k.name);
            if n.channel = 'email' then
                address := case when t.representative_id is not null
                    then (select r.email from representatives r where r.id = t.representative_id and r.ended_at is null
                        and r.since <= office_today() and (r.until is null or r.until >= office_today()))
                    else (select c.value from client_contacts c where c.client_id = k.id and c.channel = 'email'
                        and c.purpose = 'general' and c.until is null
                        and (c.valid_from is null or c.valid_from <= office_today())
                        and (c.valid_until is null or c.valid_until >= office_today())
                        order by c.preferred desc, c.since desc, c.position limit 1) end;
            else
                address := case when t.representative_id is not null
                    then (select r.phone from representatives r where r.id = t.representative_id and r.ended_at is null
                        and r.since <= office_today() and (r.until is null or r.until >= office_today()))
                    else (select c.value from client_contacts c where c.client_id = k.id and c.channel = 'phone'
                        and c.purpose = 'general' and c.until is null and c.value like '+%'
                        and (c.valid_from is null or c.valid_from <= office_today())
                        and (c.valid_until is null or c.valid_until >= office_today())
                        order by (c.label = 'mobile') desc, c.preferred desc, c.since desc, c.position limit 1) end;
            end if;
            if k.discreet and k.preferred_channel <> n.channel then
                address := null;
            end if;
        end if;
        if n.channel = 'text' and address <> '' then
            if not coalesce((select s.given from sms_consents s where s.client_id = t.client_id
                    order by s.said_on desc, s.recorded_at desc limit 1), false)
                or exists (select from text_opt_outs x where x.number = address and x.until is null) then
                perform drop_notice(p_id, 'cancelled', 'no_consent');
                perform ring(a.id, t.id, a.notice_revision, 'opted_out', a.kind in ('hearing', 'deposition', 'deadline'));
                return null;
            end if;
        end if;
    end if;
    zone := coalesce(nullif(k.time_zone, ''), o.time_zone);
    if coalesce(address, '') = '' then
        perform drop_notice(p_id, 'failed', 'no_address');
        if not staff then
            perform ring(a.id, t.id, a.notice_revision, 'no_way', true);
        end if;
        return null;
    end if;
    if n.channel = 'text' then
        quiet := quiet_ends(now, zone, coalesce(k.quiet_from, 1260::smallint), coalesce(k.quiet_until, 480::smallint));
        if quiet is not null then
            update notifications set state = 'queued', lease = null, lease_until = null, attempts = attempts - 1, next_at = quiet,
                held_until = quiet, reason = 'quiet'
            where id = p_id;
            return null;
        end if;
    end if;
    update notifications set handed_at = now, lease_until = now + p_hold, went_to = masked(address), reason = '',
        address_key = sha256(convert_to(address, 'UTF8')),
        message_id = coalesce(message_id, case channel when 'email' then p_id::text end)
    where id = p_id;
    if not staff and n.kind <> 'cancelled' then
        insert into notice_links (id, token_hash, notification_id, appointment_id, attendee_id, notice_revision, ends_at)
        values (p_link, p_token_hash, p_id, a.id, t.id, a.notice_revision, a.starts_at);
    end if;
    said := case when n.kind = 'moved' and not exists (select from notifications x
            where x.subject_kind = 'appointment' and x.subject_id = a.id and x.recipient_id = n.recipient_id
                and x.kind in ('booked', 'moved') and x.notice_revision < n.notice_revision
                and x.state in ('accepted', 'delivered', 'unknown'))
        then 'booked' else n.kind end;
    select jsonb_build_object('starts_at', c.starts_at, 'ends_at', c.ends_at) into was
    from appointment_changes c where c.appointment_id = a.id and c.notice_revision = a.notice_revision - 1;
    return jsonb_build_object(
        'id', n.id, 'kind', said, 'channel', n.channel, 'address', address, 'name', who, 'staff', staff,
        'appointment', a.id, 'appointment_kind', a.kind, 'revision', a.notice_revision,
        'starts_at', a.starts_at, 'ends_at', a.ends_at, 'all_day', a.all_day, 'zone', a.zone, 'their_zone', zone,
        'place', coalesce(nullif(a.place, ''), (select r.name from rooms r where r.id = a.room_id), ''),
        'street', case when a.place = '' and a.room_id is not null then o.address else '' end,
        'video_url', a.video_url, 'with', (select s.name from staff s where s.id = a.owner_id),
        'discreet', coalesce(k.discreet, false), 'was', was,
        -- of its series, told with it
        'more', case when a.series_id is null then '[]'::jsonb else coalesce((
            select jsonb_agg(b.starts_at order by b.starts_at)
            from notifications m
            join appointments b on b.id = m.subject_id
            join appointment_attendees u on u.id = m.recipient_id
            where b.series_id = a.series_id and m.subject_kind = 'appointment' and m.state = 'accepted' and m.reason = 'in_series'
                and (m.kind, m.channel, m.due_at) = (n.kind, n.channel, n.due_at) and m.notice_revision = b.notice_revision
                and (n.kind = 'cancelled' or b.cancelled_at is null)
                and (u.client_id, u.representative_id, u.name, u.email, u.phone)
                    is not distinct from (t.client_id, t.representative_id, t.name, t.email, t.phone)), '[]') end,
        'case_number', coalesce((select c.number from cases c where c.id = a.case_id), ''),
        'office', o.name, 'locale', o.locale, 'office_zone', o.time_zone, 'phone', o.phone, 'urgent_phone', o.urgent_phone,
        'reply_to', o.reply_to, 'booked_at', a.booked_at, 'noticed_at', coalesce(a.cancelled_at, a.noticed_at),
        'template', (select jsonb_build_object('subject', w.subject, 'body', w.body) from notice_templates w
            where w.kind = said and w.channel = n.channel and w.discreet = coalesce(k.discreet, false) and w.until is null));
end
$$;

-- Puts somebody on the list of people to ring, once; and while there is still something to tell: once it is
-- over nobody rings about it, but for what they wrote.
create function ring(p_appointment uuid, p_attendee uuid, p_revision integer, p_reason text, p_if boolean) returns void
language sql
set search_path = pg_catalog, public, pg_temp
as $$
    insert into call_list (id, appointment_id, attendee_id, notice_revision, reason)
    select gen_random_uuid(), p_appointment, p_attendee, p_revision, p_reason
    where p_if and p_attendee is not null
        and (p_reason = 'wrote' or exists (select from appointments a where a.id = p_appointment and a.ends_at > office_now()))
    on conflict do nothing
$$;

-- What became of it. False where the lease was not ours any more: then nothing is written, whoever took
-- over says what it is. 'later' hands the attempt back where it was the provider's trouble.
create function finish_notice(p_id uuid, p_lease uuid, p_outcome text, p_provider text, p_reference text, p_reason text,
    p_after interval, p_subject text, p_body text) returns boolean
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    now timestamptz := office_now();
    n notifications;
    address text;
begin
    select * into n from notifications where id = p_id for update;
    if n.lease is distinct from p_lease or n.state <> 'sending' then
        return false;
    end if;
    if p_outcome in ('accepted', 'unknown') and p_body is not null then
        insert into notification_texts (notification_id, subject, body) values (p_id, p_subject, p_body)
        on conflict (notification_id) do nothing;
    end if;
    case p_outcome
        when 'accepted' then
            update notifications set state = 'accepted', lease = null, lease_until = null, sent_at = now, provider = p_provider,
                provider_reference = p_reference, reason = '' where id = p_id;
            update providers set failures = 0, open_until = null, reason = ''
            where name = n.channel and (failures > 0 or open_until is not null);
        when 'refused', 'opted_out' then
            update notifications set state = 'failed', lease = null, lease_until = null, ended_at = now, provider = p_provider,
                reason = p_reason where id = p_id;
            if n.subject_kind = 'appointment' and n.kind in ('booked', 'moved', 'cancelled', 'remind_48h', 'remind_2h') then
                perform ring(n.subject_id, n.recipient_id, n.notice_revision,
                    case p_outcome when 'opted_out' then 'opted_out' else 'not_told' end,
                    exists (select from appointment_attendees t where t.id = n.recipient_id and t.staff_id is null));
            end if;
        when 'later', 'later_provider' then
            update notifications set state = 'queued', lease = null, lease_until = null, handed_at = null, reason = p_reason,
                attempts = case p_outcome when 'later_provider' then n.attempts - 1 else n.attempts end,
                next_at = now + greatest(coalesce(p_after, interval '0'), case p_outcome
                    when 'later_provider' then interval '5 seconds'
                    -- its own trouble: half a minute, doubled each time, an hour at most
                    else least(make_interval(secs => 30 * power(2, least(n.attempts, 10) - 1)), interval '1 hour') end)
            where id = p_id;
            if p_outcome = 'later' and n.attempts >= 8 then
                perform drop_notice(p_id, 'failed', p_reason);
                perform ring(n.subject_id, n.recipient_id, n.notice_revision, 'not_told', n.subject_kind = 'appointment'
                    and exists (select from appointment_attendees t where t.id = n.recipient_id and t.staff_id is null));
            end if;
            if p_outcome = 'later_provider' then
                update providers set failures = failures + 1, reason = p_reason,
                    open_until = case when failures + 1 >= 3
                        then now + least(make_interval(secs => 5 * power(2, least(failures - 2, 8))), interval '5 minutes')
                        else now + coalesce(p_after, interval '0') end
                where name = n.channel;
            end if;
        when 'unknown' then
            perform leave_unclear(p_id, p_reason);
        else
            raise exception 'no such outcome';
    end case;
    return true;
end
$$;

-- The same for many that a provider took at once. How many were still ours.
create function accept_notices(p_lease uuid, p_provider text, p_ids uuid[]) returns bigint
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    done bigint;
begin
    update notifications set state = 'accepted', lease = null, lease_until = null, sent_at = office_now(), provider = p_provider,
        reason = ''
    where id = any (p_ids) and lease = p_lease and state = 'sending';
    get diagnostics done = row_count;
    return done;
end
$$;

-- It may have been taken. A mail is tried once more under the same Message-ID, so that there is one too
-- many at most; a text waits for what its provider says, and then for a person.
create function leave_unclear(p_id uuid, p_reason text) returns void
language sql
set search_path = pg_catalog, public, pg_temp
as $$
    update notifications set lease = null, lease_until = null, reason = p_reason,
        state = case when channel = 'email' and attempts < 2 and expires_at > office_now() then 'queued' else 'unknown' end,
        next_at = case when channel = 'email' and attempts < 2 then office_now() + interval '30 seconds' else next_at end,
        sent_at = case when channel = 'email' and attempts < 2 then null else coalesce(handed_at, office_now()) end
    where id = p_id
$$;

-- Whether a message to somebody from outside is still to go, while no other has told them the same.
create function is_untold(n notifications) returns boolean
language sql stable
set search_path = pg_catalog, public, pg_temp
as $$
    select n.state in ('queued', 'sending', 'expired') and n.subject_kind = 'appointment'
        and n.kind in ('booked', 'moved', 'cancelled', 'remind_48h', 'remind_2h')
        and exists (select from appointment_attendees t where t.id = n.recipient_id and t.staff_id is null
            -- whoever has confirmed this very time needs no reminder to know of it
            and (n.kind not like 'remind%' or t.answer is distinct from 'confirmed' or t.answer_revision < n.notice_revision))
        and not exists (select from notifications m
            where m.subject_kind = 'appointment' and m.subject_id = n.subject_id and m.recipient_id = n.recipient_id
                and m.kind = n.kind and m.notice_revision = n.notice_revision and m.id <> n.id
                and m.state in ('accepted', 'delivered', 'unknown'))
$$;

-- Leases that ran out, windows that closed, texts that nobody has vouched for in ten minutes, and what has waited
-- for an hour with a day or less to go: somebody is rung, until it goes after all.
create function reap_notices() returns bigint
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    now timestamptz := office_now();
    reaped bigint := 0;
    n record;
begin
    for n in
        select x.id, x.handed_at from notifications x
        where x.state = 'sending' and x.lease_until <= now limit 1000 for update skip locked
    loop
        reaped := reaped + 1;
        if n.handed_at is null then
            -- no provider can have it
            update notifications set state = 'queued', lease = null, lease_until = null, attempts = attempts - 1 where id = n.id;
        else
            perform leave_unclear(n.id, 'lease_ran_out');
        end if;
    end loop;
    for n in
        update notifications x set state = 'expired', reason = case reason when '' then 'too_late' else reason end, ended_at = now
        where x.id in (select y.id from notifications y where y.state = 'queued' and y.expires_at <= now limit 1000 for update skip locked)
        returning x.subject_id, x.recipient_id, x.notice_revision, is_untold(x) as untold
    loop
        reaped := reaped + 1;
        -- whoever was rung about this time knows of it
        perform ring(n.subject_id, n.recipient_id, n.notice_revision, 'not_told', n.untold and not exists (
            select from call_list c where c.appointment_id = n.subject_id and c.attendee_id = n.recipient_id
                and c.notice_revision = n.notice_revision and c.reason in ('not_told', 'waits') and c.done_by is not null));
    end loop;
    for n in
        select distinct x.subject_id, x.recipient_id, x.notice_revision
        from notifications x join appointments a on a.id = x.subject_id
        where x.state = 'queued' and x.subject_kind = 'appointment'
            and greatest(x.due_at, x.created_at, x.held_until) < now - interval '1 hour'
            and a.starts_at < now + interval '24 hours' and is_untold(x)
            and not exists (select from call_list c where c.appointment_id = x.subject_id and c.attendee_id = x.recipient_id
                and c.notice_revision = x.notice_revision
                and (c.reason = 'waits' or (c.reason = 'not_told' and c.done_at is null)))
        limit 1000
    loop
        reaped := reaped + 1;
        perform ring(n.subject_id, n.recipient_id, n.notice_revision, 'waits', true);
    end loop;
    update call_list c set done_at = now
    where c.reason = 'waits' and c.done_at is null and not exists (
        select from notifications x
        where x.subject_kind = 'appointment' and x.subject_id = c.appointment_id and x.recipient_id = c.attendee_id
            and x.notice_revision = c.notice_revision and x.state in ('queued', 'sending') and is_untold(x));
    for n in
        select x.subject_id, x.recipient_id, x.notice_revision from notifications x
        where x.state = 'unknown' and x.subject_kind = 'appointment' and x.sent_at < now - interval '10 minutes'
            and x.expires_at > now - interval '1 day'
            and not exists (select from call_list c where c.appointment_id = x.subject_id and c.attendee_id = x.recipient_id
                and c.notice_revision = x.notice_revision and c.reason = 'unclear')
        limit 1000
    loop
        perform ring(n.subject_id, n.recipient_id, n.notice_revision, 'unclear',
            exists (select from appointment_attendees t where t.id = n.recipient_id and t.staff_id is null));
    end loop;
    return reaped;
end
$$;

-- What a provider says about one that it was given. Twice, out of order and before our own mark are alike.
create function note_delivery(p_id uuid, p_provider text, p_reference text, p_state text, p_code text) returns boolean
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    n notifications;
begin
    select * into n from notifications x
    where (p_id is not null and x.id = p_id)
        or (p_id is null and x.provider = p_provider and x.provider_reference = p_reference) for update;
    if n.id is null then
        return false;
    end if;
    insert into delivery_reports (notification_id, state, code) values (n.id, p_state, p_code) on conflict do nothing;
    case p_state
        when 'delivered' then
            update notifications set state = 'delivered', delivered_at = coalesce(delivered_at, office_now()),
                sent_at = coalesce(sent_at, office_now()), provider = p_provider,
                provider_reference = coalesce(provider_reference, p_reference), lease = null, lease_until = null, reason = ''
            where id = n.id and state in ('sending', 'accepted', 'unknown', 'queued');
            update call_list set done_at = office_now()
            where appointment_id = n.subject_id and attendee_id = n.recipient_id and notice_revision = n.notice_revision
                and reason = 'unclear' and done_at is null;
        when 'failed', 'rejected' then
            update notifications set state = 'failed', ended_at = office_now(), reason = 'undelivered ' || p_code, lease = null,
                lease_until = null
            where id = n.id and state in ('sending', 'accepted', 'unknown', 'queued');
            if found and n.subject_kind = 'appointment' then
                perform ring(n.subject_id, n.recipient_id, n.notice_revision, 'not_told',
                    exists (select from appointment_attendees t where t.id = n.recipient_id and t.staff_id is null));
            end if;
        else
            -- it has it: nobody need wonder
            update notifications set state = 'accepted', sent_at = coalesce(sent_at, office_now()), lease = null, lease_until = null
            where id = n.id and state = 'unknown';
    end case;
    return true;
end
$$;

do $$
declare
    f text;
begin
    foreach f in array array['plan_announcements(uuid)', 'announce_once(uuid)', 'fold_series(uuid)', 'unfold_series(uuid)', 'plan_reminders()', 'plan_deadlines()', 'plan_calls()',
        'announce()', 'announce_to()',
        'claim_notices(text, uuid, interval, integer, double precision, double precision)',
        'look_at_notice(uuid, uuid, uuid, bytea, interval)', 'ring(uuid, uuid, integer, text, boolean)',
        'deadline_check(deadlines)', 'warns_ahead(timestamptz, smallint, smallint[], timestamptz)',
        'drop_notice(uuid, text, text)', 'is_untold(notifications)', 'leave_unclear(uuid, text)', 'masked(text)',
        'quiet_ends(timestamptz, text, smallint, smallint)', 'quiet_began(timestamptz, text, smallint, smallint)',
        'last_text_due(timestamptz, text, smallint, smallint)',
        'finish_notice(uuid, uuid, text, text, text, text, interval, text, text)', 'reap_notices()', 'accept_notices(uuid, text, uuid[])',
        'note_delivery(uuid, text, text, text, text)'] loop
        execute format('alter function %s owner to privity_definer', f);
        execute format('revoke execute on function %s from public', f);
        if f like any (array['plan\_%', 'claim\_%', 'look\_%', 'finish\_%', 'accept\_%', 'reap\_%', 'note\_%']) then
            execute format('grant execute on function %s to privity_notifier', f);
        end if;
        execute format('grant execute on function %s to privity_definer', f);
    end loop;
end
$$;
alter view notice_targets owner to privity_definer;
-- what is to come is shown by the same arithmetic
grant execute on function quiet_ends(timestamptz, text, smallint, smallint), last_text_due(timestamptz, text, smallint, smallint)
    to privity_partner, privity_attorney, privity_paralegal, privity_billing;

revoke create on schema public from privity_definer;
