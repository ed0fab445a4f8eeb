-- Appointments: when, where, whose, with whom. What one is about is a relation of its own: the front desk
-- reads the one and not the other. Everybody else learns that a person or a room is taken, and no more.

grant create on schema public to privity_definer;

-- Where a client abroad reads the time; empty: as the office does. IANA.
alter table clients add column time_zone text not null default '' check (time_zone ~ '^([A-Za-z0-9_+/-]{1,64})?$');
grant update (time_zone) on clients to privity_partner, privity_attorney, privity_paralegal;

create table rooms (
    id uuid primary key,
    name text not null check (name <> ''),
    added_by uuid not null references staff (id),
    added_at timestamptz not null default office_now(),
    ended_by uuid references staff (id),
    ended_at timestamptz,
    check ((ended_by is null) = (ended_at is null))
);
create unique index rooms_once on rooms (lower(name)) where ended_at is null;

-- What repeats: the rule as RFC 5545 has it, and in words. Each time is a row of its own below.
create table appointment_series (
    id uuid primary key,
    rule text not null check (rule <> ''),
    says text not null,
    made_by uuid not null references staff (id),
    made_at timestamptz not null default office_now()
);

create table appointments (
    id uuid primary key,
    kind text not null
        check (kind in ('consultation', 'hearing', 'deposition', 'deadline', 'meeting', 'call', 'personal')),
    case_id uuid references cases (id),
    -- the case's, or whose it is where there is no case
    client_id uuid references clients (id),
    enquiry_id uuid references enquiries (id),
    -- whose time it is first of all: with whom a client sits, who answers for a deadline
    owner_id uuid not null references staff (id),
    -- the owner, everybody of the staff who attends now, and who answers for a deadline beside the owner
    staff_ids uuid[] not null default '{}',
    -- as it was said: where zone rules change, this stays and the instants follow
    zone text not null check (zone ~ '^[A-Za-z0-9_+/-]{1,64}$'),
    starts_local timestamp not null,
    ends_local timestamp not null,
    starts_at timestamptz not null,
    ends_at timestamptz not null,
    all_day boolean not null default false,
    room_id uuid references rooms (id),
    place text not null default '',
    video_url text not null default '' check (video_url ~ '^(https://.+)?$' and length(video_url) <= 500),
    series_id uuid references appointment_series (id),
    series_nth integer,
    -- moves when what people were told no longer holds; not the edit lock
    notice_revision integer not null default 1,
    noticed_at timestamptz not null default office_now(),
    revision integer not null default 1,
    -- entered after the fact or brought in from elsewhere: nobody is told until a person releases it
    held text check (held in ('imported', 'back_dated')),
    released_by uuid references staff (id),
    released_at timestamptz,
    cancelled_at timestamptz,
    cancelled_by uuid references staff (id),
    -- who called it off
    cancelled_for text check (cancelled_for in ('office', 'client', 'court')),
    -- the last word of attendances
    attendance text,
    booked_by uuid not null references staff (id),
    booked_at timestamptz not null default office_now(),
    check (ends_at <= starts_at + interval '31 days' and (ends_at > starts_at or (kind = 'deadline' and ends_at = starts_at))),
    check (not (enquiry_id is not null and case_id is not null)),
    check (kind <> 'personal' or (case_id is null and client_id is null and enquiry_id is null)),
    check (case_id is null or client_id is not null),
    check ((cancelled_at is null) = (cancelled_for is null)),
    check ((series_id is null) = (series_nth is null)),
    check ((released_at is null) = (released_by is null) and (released_at is null or held is not null))
);
create index appointments_starts on appointments (starts_at, id);
-- the few that began before the day before: a calendar looks for them beside those that begin in its days
create index appointments_long on appointments (ends_at) where ends_at - starts_at > interval '1 day';
create index appointments_of_case on appointments (case_id, starts_at) where case_id is not null;
create index appointments_of_client on appointments (client_id, starts_at) where client_id is not null;
create index appointments_of_enquiry on appointments (enquiry_id) where enquiry_id is not null;
create index appointments_of_series on appointments (series_id, series_nth) where series_id is not null;
create index appointments_unrecorded on appointments (ends_at)
    where attendance is null and cancelled_at is null and client_id is not null;

-- What it is about. Never told to anybody outside the office.
create table appointment_subjects (
    appointment_id uuid primary key references appointments (id),
    title text not null default '',
    note text not null default ''
);

-- What was said as it was called off, said to be kept, or opened again: it may tell what it was about. Of the
-- instant at which that was done. Insert-only.
create table appointment_words (
    appointment_id uuid not null references appointments (id),
    doing text not null check (doing in ('cancelled', 'kept', 'reopened')),
    at timestamptz not null default office_now(),
    said_by uuid not null references staff (id),
    words text not null check (words <> ''),
    primary key (appointment_id, doing, at)
);

-- Who is to be there: one of the staff, the client or who speaks for the client, or somebody else by
-- name. Ended, not deleted.
create table appointment_attendees (
    id uuid primary key,
    appointment_id uuid not null references appointments (id),
    staff_id uuid references staff (id),
    client_id uuid references clients (id),
    representative_id uuid references representatives (id),
    name text not null default '',
    email text not null default '',
    phone text not null default '',
    -- clients and others: reminded unless they would rather not; staff: where they wish it
    reminded boolean not null default true,
    -- what came back, and to which notice
    answer text check (answer in ('confirmed', 'asks_to_move', 'declined')),
    answered_at timestamptz,
    answered_by text check (answered_by in ('link', 'text', 'staff')),
    answer_revision integer,
    since timestamptz not null default office_now(),
    until timestamptz,
    added_by uuid not null references staff (id),
    ended_by uuid references staff (id),
    check ((staff_id is not null)::int + (client_id is not null)::int + (name <> '')::int = 1),
    check (representative_id is null or client_id is not null),
    check ((answer is null) = (answered_at is null) and (answer is null) = (answer_revision is null))
);
create index appointment_attendees_of on appointment_attendees (appointment_id);
create unique index appointment_attendees_staff on appointment_attendees (appointment_id, staff_id)
    where staff_id is not null and until is null;
create unique index appointment_attendees_client on appointment_attendees (appointment_id, client_id, coalesce(representative_id, client_id))
    where client_id is not null and until is null;
create index appointment_attendees_for on appointment_attendees (staff_id) where staff_id is not null and until is null;

-- What it said before each notice. Insert-only, by trigger.
create table appointment_changes (
    appointment_id uuid not null references appointments (id),
    notice_revision integer not null,
    starts_at timestamptz not null,
    ends_at timestamptz not null,
    zone text not null,
    room_id uuid references rooms (id),
    place text not null,
    video_url text not null,
    changed_by uuid references staff (id),
    changed_at timestamptz not null default office_now(),
    primary key (appointment_id, notice_revision)
);

-- How it went. Insert-only; the last one counts.
create table attendances (
    appointment_id uuid not null references appointments (id),
    nth integer not null,
    outcome text not null check (outcome in ('attended', 'late', 'cancelled_in_time', 'no_show')),
    recorded_by uuid not null references staff (id),
    recorded_at timestamptz not null default office_now(),
    primary key (appointment_id, nth)
);

-- What a deadline has beside an appointment: who steps in, who looks it over, and how far it got.
create table deadlines (
    appointment_id uuid primary key references appointments (id),
    backup_id uuid not null references staff (id),
    -- confirms that it was kept; not the one who says so
    checker_id uuid not null references staff (id),
    -- days ahead on which owner and backup are warned
    warn_days smallint[] not null default '{14,7,3,1}' check (cardinality(warn_days) between 1 and 8),
    done_at timestamptz,
    done_by uuid references staff (id),
    checked_at timestamptz,
    checked_by uuid references staff (id),
    -- whoever looked it over and did not agree; until it is said to be kept again
    reopened_at timestamptz,
    reopened_by uuid references staff (id),
    check (backup_id <> checker_id),
    check ((reopened_at is null) = (reopened_by is null)),
    check ((done_at is null) = (done_by is null) and (checked_at is null) = (checked_by is null)),
    check (checked_at is null or done_at is not null),
    check (checked_by is null or checked_by <> done_by)
);

-- ---------------------------------------------------------------- who sees and who may

-- Whether the caller sees that there is this appointment, with its people and its place.
create function sees_appointment(a appointments) returns boolean
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    acting text := acting_role();
begin
    if acting is null or a.case_id = any (my_walls()) or a.client_id = any (my_walled_clients())
        or a.enquiry_id = any (my_walled_enquiries()) then
        return false;
    end if;
    -- what is nobody's but the office's is not the desk's either
    if acting = 'managing_partner' or (num_nonnulls(a.case_id, a.client_id, a.enquiry_id) > 0 and i_have_desk()) then
        return true;
    end if;
    if a.case_id is not null then
        return acting <> 'billing' and exists (select from places_on(office_caller(), a.case_id));
    end if;
    return office_caller() = any (a.staff_ids)
        or (acting <> 'billing' and a.enquiry_id is not null and a.enquiry_id = any (my_enquiries()));
end
$$;

-- Whether the caller may also read what it is about: not by the desk right alone.
create function reads_subject(a appointments) returns boolean
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return sees_appointment(a) and (acting_role() = 'managing_partner'
        or (a.case_id is not null and acting_role() <> 'billing' and exists (select from places_on(office_caller(), a.case_id)))
        or (a.case_id is null and (office_caller() = any (a.staff_ids)
            or (a.enquiry_id is not null and acting_role() <> 'billing' and a.enquiry_id = any (my_enquiries())))));
end
$$;

-- Where the caller stands towards one appointment: no row where there is none.
create function appointment_standing(which uuid) returns table (
    reach smallint, walled boolean, closed boolean, own boolean, desk boolean, decides boolean,
    case_id uuid, client_id uuid, enquiry_id uuid)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
declare
    me uuid := office_caller();
begin
    return query
        select p.reach,
            coalesce(a.case_id = any (my_walls()), false) or coalesce(a.client_id = any (my_walled_clients()), false)
                or coalesce(a.enquiry_id = any (my_walled_enquiries()), false),
            c.closed_on is not null,
            a.case_id is null and (me = any (a.staff_ids)
                or (a.enquiry_id is not null and acting_role() <> 'billing' and a.enquiry_id = any (my_enquiries()))),
            num_nonnulls(a.case_id, a.client_id, a.enquiry_id) > 0 and i_have_desk(),
            -- whose word is asked for on a deadline that is said to be kept
            coalesce((d.checker_id = me or acting_role() = 'managing_partner') and d.done_by is distinct from me, false),
            a.case_id, a.client_id, a.enquiry_id
        from appointments a
        left join cases c on c.id = a.case_id
        left join deadlines d on d.appointment_id = a.id
        left join lateral (select max(m.reach) as reach from places_on(me, a.case_id) m) p on true
        where a.id = which;
end
$$;

-- Whether the caller may put an appointment there, or change one that is there. `p_staff`: who is at one that
-- is there already; nobody makes an appointment theirs by booking it.
create function may_schedule(p_case uuid, p_client uuid, p_enquiry uuid, p_owner uuid, p_staff uuid[]) returns boolean
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    acting text := acting_role();
    me uuid := office_caller();
begin
    if acting is null or p_case = any (my_walls()) or p_client = any (my_walled_clients())
        or p_enquiry = any (my_walled_enquiries()) then
        return false;
    end if;
    if p_case is not null and not exists (
            select from cases c where c.id = p_case and c.client_id = p_client and c.closed_on is null) then
        return false;
    end if;
    -- an enquiry opens no other client
    if p_enquiry is not null and p_client is not null and not exists (
            select from enquiries e where e.id = p_enquiry and e.client_id = p_client) then
        return false;
    end if;
    if acting = 'managing_partner' or (num_nonnulls(p_case, p_client, p_enquiry) > 0 and i_have_desk()) then
        return true;
    end if;
    if p_case is not null then
        return acting <> 'billing'
            and exists (select from places_on(me, p_case) m where m.reach >= 2);
    end if;
    if me = any (p_staff) then
        return true;
    end if;
    if p_enquiry is not null then
        return acting <> 'billing' and p_enquiry = any (my_enquiries());
    end if;
    if p_client is not null then
        return acting <> 'billing' and (p_client = any (my_clients_from(2::smallint))
            or exists (select from clients k where k.id = p_client and k.created_by = me));
    end if;
    return p_owner = me;
end
$$;

-- Whether somebody can be asked to be there: at the office, screened from nothing that it is about or that its
-- enquiry became, and where it is about a case, one who may see it.
create function may_attend(who uuid, p_case uuid, p_client uuid, p_enquiry uuid) returns boolean
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return role_in_force(who) is not null
        and (p_enquiry is null or not exists (select from enquiries e
            where e.id = p_enquiry and is_screened(who, e.case_id, e.client_id)))
        and ((p_case is null and (p_client is null
            or not exists (select from walls w where w.staff_id = who and w.client_id = p_client
                and w.since <= office_now() and (w.until is null or office_now() < w.until))))
        or (p_case is not null and not is_screened(who, p_case, p_client)
            and (role_in_force(who) = 'managing_partner' or exists (select from places_on(who, p_case)))));
end
$$;

-- The same, asked by the caller: of what the caller may not name, nothing is told.
create function may_ask(who uuid, p_case uuid, p_client uuid, p_enquiry uuid) returns boolean
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return acting_role() is not null
        and (p_case is null or may_name_case(p_case))
        and (p_case is not null or p_client is null or acting_role() = 'managing_partner' or i_have_desk()
            or p_client = any (my_clients()))
        and (p_enquiry is null or exists (select from enquiry_to_schedule(p_enquiry))
            or exists (select from appointments a where a.enquiry_id = p_enquiry and sees_appointment(a)))
        and may_attend(who, p_case, p_client, p_enquiry);
end
$$;

-- The case of that number or id, for whoever may name it: where the caller stands towards it, whose it is.
create function case_to_schedule(p_number text, p_case uuid) returns table (
    case_id uuid, number text, client_id uuid, client text, client_zone text, reach smallint, closed boolean, desk boolean)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
begin
    return query
        select c.id, c.number, c.client_id, k.name, k.time_zone,
            (select max(m.reach) from places_on(office_caller(), c.id) m), c.closed_on is not null, i_have_desk()
        from cases c join clients k on k.id = c.client_id
        where (c.number = p_number or c.id = p_case) and may_name_case(c.id);
end
$$;

-- The client, for whoever may name it: the desk, too, which otherwise sees none.
create function client_to_schedule(p_client uuid) returns table (
    name text, zone text, reach smallint, own boolean, desk boolean)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
begin
    if p_client = any (my_walled_clients()) or acting_role() is null
        or not (acting_role() in ('managing_partner', 'billing') or i_have_desk() or p_client = any (my_clients())) then
        return;
    end if;
    return query
        select k.name, k.time_zone, s.reach, s.own, i_have_desk()
        from clients k cross join lateral client_standing(k.id) s where k.id = p_client;
end
$$;

create function representatives_to_ask(p_client uuid) returns table (id uuid, name text)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
begin
    return query
        select r.id, r.name from representatives r
        where r.client_id = p_client and r.ended_at is null and exists (select from client_to_schedule(p_client))
        order by r.since, r.id;
end
$$;

create function enquiry_to_schedule(p_enquiry uuid) returns table (
    own boolean, desk boolean, open boolean, name text, email text, phone text, assigned_id uuid)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
begin
    return query
        select office_caller() in (e.taken_by, coalesce(e.assigned_id, e.taken_by)) or i_have_desk(), i_have_desk(),
            e.state = 'open', e.name, e.email, e.phone, e.assigned_id
        from enquiries e
        where e.id = p_enquiry and e.id <> all (my_walled_enquiries())
            and (acting_role() = 'managing_partner' or i_have_desk()
                or (acting_role() <> 'billing' and e.id = any (my_enquiries())));
end
$$;

-- Who is taken when. For everybody at the office: that is all of an appointment out of sight there is.
-- Without those that the caller is about to change.
create function busy(p_from timestamptz, p_until timestamptz, p_staff uuid[], p_but uuid[] default '{}')
returns table (staff_id uuid, starts_at timestamptz, ends_at timestamptz)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
begin
    perform refuse_unless(acting_role() is not null and p_until <= p_from + interval '62 days');
    return query
        select who.id, a.starts_at, a.ends_at
        from appointments a
        cross join lateral unnest(a.staff_ids) as who (id)
        where a.starts_at < p_until and a.ends_at > p_from
            and (a.starts_at > p_from - interval '1 day' or a.ends_at - a.starts_at > interval '1 day')
            and a.cancelled_at is null and a.kind <> 'deadline' and who.id = any (p_staff) and a.id <> all (p_but);
end
$$;

create function busy_rooms(p_from timestamptz, p_until timestamptz, p_but uuid[] default '{}')
returns table (room_id uuid, starts_at timestamptz, ends_at timestamptz)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
begin
    perform refuse_unless(acting_role() is not null and p_until <= p_from + interval '62 days');
    return query
        select a.room_id, a.starts_at, a.ends_at
        from appointments a
        where a.starts_at < p_until and a.ends_at > p_from
            and (a.starts_at > p_from - interval '1 day' or a.ends_at - a.starts_at > interval '1 day')
            and a.cancelled_at is null and a.room_id is not null and a.id <> all (p_but);
end
$$;

-- The people of appointments that the caller sees, by the names the desk goes by.
create function appointment_names(which uuid[]) returns table (appointment_id uuid, client text, short text, number text)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
declare
    -- a month of the whole office is asked for at once: what holds for all of it is found out once
    all_of_it boolean := acting_role() = 'managing_partner' or (acting_role() is not null and i_have_desk());
    walled uuid[] := my_walls();
    walled_clients uuid[] := my_walled_clients();
    walled_enquiries uuid[] := my_walled_enquiries();
begin
    return query
        select a.id, coalesce(k.name, e.name, ''),
            -- the family name of a person: a column of a calendar is narrow
            coalesce(case when k.kind = 'person' then nullif(k.family_name, '') end, k.name,
                case when e.kind = 'person' then nullif(e.family_name, '') end, e.name, ''),
            coalesce(c.number, '')
        from appointments a
        left join clients k on k.id = a.client_id
        left join enquiries e on e.id = a.enquiry_id
        left join cases c on c.id = a.case_id
        where a.id = any (which)
            and coalesce(a.case_id <> all (walled), true) and coalesce(a.client_id <> all (walled_clients), true)
            and coalesce(a.enquiry_id <> all (walled_enquiries), true)
            and case when all_of_it then true else sees_appointment(a) end;
end
$$;

-- By what name and number those who come from outside are reached, for whoever sees the appointment.
create function appointment_reach(which uuid) returns table (attendee_id uuid, name text, of_client text, phone text)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
begin
    return query
        select t.id, coalesce(r.name, k.name, t.name), case when r.id is not null then k.name else '' end,
            coalesce(nullif(t.phone, ''), nullif(r.phone, ''), (
                select p.value from client_contacts p
                where p.client_id = t.client_id and t.representative_id is null and p.channel = 'phone'
                    and p.purpose = 'general' and p.until is null
                order by p.position limit 1), '')
        from appointments a
        join appointment_attendees t on t.appointment_id = a.id and t.staff_id is null and t.until is null
        left join clients k on k.id = t.client_id
        left join representatives r on r.id = t.representative_id
        where a.id = which and sees_appointment(a);
end
$$;

-- ---------------------------------------------------------------- what keeps it whole

create function count_in_staff() returns trigger
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    which uuid := new.appointment_id;
begin
    update appointments a set staff_ids = array(
        select a.owner_id union
        select t.staff_id from appointment_attendees t
            where t.appointment_id = which and t.staff_id is not null and t.until is null union
        select unnest(array[d.backup_id, d.checker_id]) from deadlines d where d.appointment_id = which)
    where a.id = which;
    return null;
end
$$;
create trigger attendees_counted after insert or update of until on appointment_attendees
    for each row when (new.staff_id is not null) execute function count_in_staff();
create trigger deadlines_counted after insert or update of backup_id, checker_id on deadlines
    for each row execute function count_in_staff();

create function set_appointment() returns trigger
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    if tg_op = 'INSERT' then
        -- without a case, whoever books it for somebody else sees it while they ask themselves to it
        new.staff_ids := array(select distinct unnest(case
            when new.case_id is null and new.enquiry_id is null and not i_have_desk() and acting_role() <> 'managing_partner'
                then array[new.owner_id, new.booked_by] else array[new.owner_id] end));
        new.notice_revision := 1;
        new.noticed_at := office_now();
        return new;
    end if;
    -- whoever calls it off or releases it says so in their own name
    if (new.cancelled_by is distinct from old.cancelled_by and new.cancelled_by is distinct from office_caller())
        or (new.released_by is distinct from old.released_by and new.released_by is distinct from office_caller()) then
        raise exception 'not allowed' using errcode = 'PV403';
    end if;
    if new.owner_id <> old.owner_id then
        new.staff_ids := array(select new.owner_id union select unnest(array_remove(old.staff_ids, old.owner_id))
            union select t.staff_id from appointment_attendees t
                where t.appointment_id = new.id and t.staff_id is not null and t.until is null);
    end if;
    if (new.starts_at, new.ends_at, new.zone, new.room_id, new.place, new.video_url)
        is distinct from (old.starts_at, old.ends_at, old.zone, old.room_id, old.place, old.video_url) then
        if old.attendance in ('attended', 'late') then
            raise exception 'somebody was there' using errcode = 'PV409';
        end if;
        new.notice_revision := old.notice_revision + 1;
        new.noticed_at := office_now();
        insert into appointment_changes (appointment_id, notice_revision, starts_at, ends_at, zone, room_id, place, video_url, changed_by)
        values (old.id, old.notice_revision, old.starts_at, old.ends_at, old.zone, old.room_id, old.place, old.video_url, office_caller());
    else
        new.notice_revision := old.notice_revision;
        new.noticed_at := old.noticed_at;
    end if;
    return new;
end
$$;
create trigger appointments_set before insert or update of owner_id, starts_at, ends_at, zone, room_id, place, video_url, notice_revision,
    noticed_at, cancelled_by, released_by on appointments for each row execute function set_appointment();

-- A person is never asked to what must not be seen, and never another client's.
create function attendee_fits() returns trigger
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    a appointments;
begin
    select * into a from appointments where id = new.appointment_id;
    if (new.staff_id is not null and not may_attend(new.staff_id, a.case_id, a.client_id, a.enquiry_id))
        or (new.client_id is not null and (new.client_id is distinct from a.client_id
            or (new.representative_id is not null and not exists (
                select from representatives r where r.id = new.representative_id and r.client_id = new.client_id and r.ended_at is null)))) then
        raise exception 'this person cannot be asked to this appointment' using errcode = 'PV409';
    end if;
    return null;
end
$$;
-- What somebody answered by themselves is nobody's to write down for them.
create function answer_in_own_name() returns trigger
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    if office_caller() is not null and new.answer is not null
        and (new.answered_by is distinct from 'staff' or new.answered_at is distinct from office_now()) then
        raise exception 'not allowed' using errcode = 'PV403';
    end if;
    return new;
end
$$;
create trigger attendees_answered before update of answer, answered_at, answered_by, answer_revision on appointment_attendees
    for each row execute function answer_in_own_name();
create trigger attendees_fit after insert on appointment_attendees for each row execute function attendee_fits();

create function owner_fits() returns trigger
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    if not may_attend(new.owner_id, new.case_id, new.client_id, new.enquiry_id) then
        raise exception 'this person cannot hold this appointment' using errcode = 'PV409';
    end if;
    return null;
end
$$;
create trigger appointments_fit after insert or update of owner_id on appointments for each row execute function owner_fits();

create function deadline_fits() returns trigger
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    a appointments;
begin
    select * into a from appointments where id = new.appointment_id;
    if a.kind <> 'deadline' or a.owner_id in (new.backup_id, new.checker_id)
        or not may_attend(new.backup_id, a.case_id, a.client_id, a.enquiry_id)
        or not may_attend(new.checker_id, a.case_id, a.client_id, a.enquiry_id) then
        raise exception 'these people cannot answer for this deadline' using errcode = 'PV409';
    end if;
    return null;
end
$$;
create trigger deadlines_fit after insert or update of backup_id, checker_id on deadlines
    for each row execute function deadline_fits();

-- Owner, backup and checker may change places in one act: asked once it is done.
create function deadline_owner_fits() returns trigger
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    if exists (select from appointments a join deadlines d on d.appointment_id = a.id
            where a.id = new.id and a.owner_id in (d.backup_id, d.checker_id)) then
        raise exception 'these people cannot answer for this deadline' using errcode = 'PV409';
    end if;
    return null;
end
$$;
create constraint trigger appointments_deadline_fits after update of owner_id on appointments
    deferrable initially deferred for each row when (new.kind = 'deadline') execute function deadline_owner_fits();

-- Whether the caller may say that a deadline was kept: after the case was closed, too.
create function may_finish(which uuid) returns boolean
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return exists (
        select from appointments a where a.id = which and a.cancelled_at is null and sees_appointment(a)
            and (acting_role() = 'managing_partner'
                or (a.case_id is not null and acting_role() <> 'billing'
                    and exists (select from places_on(office_caller(), a.case_id) m where m.reach >= 2))
                or (a.case_id is null and (office_caller() = any (a.staff_ids)
                    or (acting_role() <> 'billing' and a.enquiry_id = any (my_enquiries()))))));
end
$$;

create function deadline_said() returns trigger
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    checks boolean := office_caller() = old.checker_id or acting_role() = 'managing_partner';
begin
    -- without a caller it is the owner who mends something
    if office_caller() is null then
        return new;
    end if;
    -- whoever says that it was kept has a hand in the work; whoever opens it again looked it over, and so does
    -- whoever names the people have the appointment to change
    if ((new.done_by is not null and new.done_by is distinct from old.done_by) and not may_finish(new.appointment_id))
        or (old.done_by is not null and new.done_by is null and not coalesce(checks and old.done_by <> office_caller()
            and new.reopened_by = office_caller() and new.reopened_at = office_now(), false))
        -- what was said and looked over stays as it was said
        or (old.checked_by is not null
            and (new.done_at, new.done_by, new.checked_at, new.checked_by, new.reopened_at, new.reopened_by)
                is distinct from (old.done_at, old.done_by, old.checked_at, old.checked_by, old.reopened_at, old.reopened_by))
        or (new.done_at is distinct from old.done_at and new.done_by is not distinct from old.done_by)
        or (new.checked_at is distinct from old.checked_at and new.checked_by is not distinct from old.checked_by)
        -- opened again by whoever takes it back; forgotten once it is said to be kept again
        or ((new.reopened_at, new.reopened_by) is distinct from (old.reopened_at, old.reopened_by)
            and not (old.done_by is not null and new.done_by is null)
            and not (new.done_by is not null and old.done_by is null and new.reopened_by is null))
        or (new.checked_by is not null and old.checked_by is null and not checks)
        or ((new.backup_id, new.checker_id, new.warn_days) is distinct from (old.backup_id, old.checker_id, old.warn_days)
            -- whoever leaves is replaced also where the case is closed by now
            and not exists (select from appointments a where a.id = new.appointment_id
                and (may_schedule(a.case_id, a.client_id, a.enquiry_id, a.owner_id, a.staff_ids)
                    or (acting_role() = 'managing_partner' and sees_appointment(a) and exists (
                        select from departures p
                        where p.staff_id in (old.backup_id, old.checker_id) and p.closed_at is null
                            and p.withdrawn_at is null))))) then
        raise exception 'not allowed' using errcode = 'PV403';
    end if;
    if (new.done_by is not null and new.done_by is distinct from old.done_by and new.done_by is distinct from office_caller())
        or (new.checked_by is not null and new.checked_by is distinct from old.checked_by
            and new.checked_by is distinct from office_caller()) then
        raise exception 'not allowed' using errcode = 'PV403';
    end if;
    return new;
end
$$;
create trigger deadlines_said before update on deadlines
    for each row execute function deadline_said();

create function count_attendance() returns trigger
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    update appointments set attendance = new.outcome where id = new.appointment_id;
    return null;
end
$$;
create trigger attendances_counted after insert on attendances for each row execute function count_attendance();

-- ---------------------------------------------------------------- row-level security

do $$
declare
    t text;
begin
    foreach t in array array['rooms', 'appointment_series', 'appointments', 'appointment_subjects', 'appointment_words',
        'appointment_attendees', 'appointment_changes', 'attendances', 'deadlines'] loop
        execute format('alter table %I enable row level security', t);
        execute format('alter table %I force row level security', t);
        execute format('create policy definer on %I to privity_definer using (true) with check (true)', t);
        execute format('grant select on %I to privity_partner, privity_attorney, privity_paralegal, privity_billing', t);
        execute format('grant select, insert, update on %I to privity_definer', t);
    end loop;
    -- the others are reached through their appointment
    foreach t in array array['rooms', 'appointment_series', 'appointments'] loop
        execute format('create policy caller_in_force on %I as restrictive
            to privity_partner, privity_attorney, privity_paralegal, privity_billing
            using ((select caller_in_force(current_user))) with check ((select caller_in_force(current_user)))', t);
    end loop;
    -- what hangs on an appointment is read by whoever reads the appointment
    foreach t in array array['appointment_attendees', 'appointment_changes', 'attendances', 'deadlines'] loop
        execute format('create policy of_an_appointment on %I for select
            to privity_partner, privity_attorney, privity_paralegal, privity_billing
            using (exists (select from appointments a where a.id = appointment_id))', t);
    end loop;
end
$$;

create policy everyone on rooms for select
    to privity_partner, privity_attorney, privity_paralegal, privity_billing using (true);
create policy partner_adds on rooms for insert to privity_partner
    with check (added_by = (select office_caller()) and ended_at is null);
create policy partner_ends on rooms for update to privity_partner
    using (ended_at is null) with check (ended_at = office_now() and ended_by = (select office_caller()));
grant insert (id, name, added_by) on rooms to privity_partner;
grant update (ended_at, ended_by) on rooms to privity_partner;

create policy of_an_appointment on appointment_series for select
    to privity_partner, privity_attorney, privity_paralegal, privity_billing
    using (exists (select from appointments a where a.series_id = appointment_series.id));
-- Whoever puts an appointment into a series reads its rule: only into one of their own.
create function is_my_series(which uuid) returns boolean
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return exists (select from appointment_series s where s.id = which and s.made_by = office_caller());
end
$$;
create policy in_own_name on appointment_series for insert
    to privity_partner, privity_attorney, privity_paralegal, privity_billing
    with check (made_by = (select office_caller()));
grant insert (id, rule, says, made_by) on appointment_series
    to privity_partner, privity_attorney, privity_paralegal, privity_billing;

create policy walls on appointments as restrictive
    to privity_partner, privity_attorney, privity_paralegal, privity_billing
    using (coalesce(case_id <> all ((select my_walls())::uuid[]), true)
        and coalesce(client_id <> all ((select my_walled_clients())::uuid[]), true)
        and coalesce(enquiry_id <> all ((select my_walled_enquiries())::uuid[]), true));
create policy partner on appointments for select to privity_partner using (true);
create policy attorney on appointments for select to privity_attorney
    using ((num_nonnulls(case_id, client_id, enquiry_id) > 0 and (select i_have_desk()))
        or case_id in (select unnest((select my_cases())))
        or (case_id is null and ((select office_caller()) = any (staff_ids)
            or enquiry_id in (select unnest((select my_enquiries()))))));
create policy paralegal on appointments for select to privity_paralegal
    using ((num_nonnulls(case_id, client_id, enquiry_id) > 0 and (select i_have_desk()))
        or case_id in (select unnest((select my_cases())))
        or (case_id is null and ((select office_caller()) = any (staff_ids)
            or enquiry_id in (select unnest((select my_enquiries()))))));
create policy billing on appointments for select to privity_billing
    using ((num_nonnulls(case_id, client_id, enquiry_id) > 0 and (select i_have_desk()))
        or (case_id is null and (select office_caller()) = any (staff_ids)));
create policy scheduled on appointments for insert to privity_partner, privity_attorney, privity_paralegal, privity_billing
    with check (booked_by = (select office_caller()) and cancelled_at is null and released_at is null
        and may_schedule(case_id, client_id, enquiry_id, owner_id, '{}')
        and (series_id is null or is_my_series(series_id)));
-- what was called off stays as it was
create policy changed on appointments for update to privity_partner, privity_attorney, privity_paralegal, privity_billing
    using (cancelled_at is null and may_schedule(case_id, client_id, enquiry_id, owner_id, staff_ids))
    with check (may_schedule(case_id, client_id, enquiry_id, owner_id, staff_ids)
        and (cancelled_at is null or (cancelled_at = office_now() and cancelled_by = (select office_caller()))));
grant insert (id, kind, case_id, client_id, enquiry_id, owner_id, zone, starts_local, ends_local, starts_at, ends_at, all_day,
        room_id, place, video_url, series_id, series_nth, held, booked_by),
    update (owner_id, zone, starts_local, ends_local, starts_at, ends_at, all_day, room_id, place, video_url, revision,
        released_by, released_at, cancelled_at, cancelled_by, cancelled_for)
    on appointments to privity_partner, privity_attorney, privity_paralegal, privity_billing;

create policy partner on appointment_subjects to privity_partner
    using (exists (select from appointments a where a.id = appointment_id))
    with check (exists (select from appointments a where a.id = appointment_id));
create policy partner on appointment_words for select to privity_partner
    using (exists (select from appointments a where a.id = appointment_id));
do $$
declare
    t text;
    r text;
begin
    foreach t in array array['appointment_subjects', 'appointment_words'] loop
        foreach r in array array['attorney', 'paralegal'] loop
            execute format('create policy %1$I on %3$I for select to %2$I
                using (exists (select from appointments a where a.id = appointment_id
                    and (a.case_id in (select unnest((select my_cases())))
                        or (a.case_id is null and ((select office_caller()) = any (a.staff_ids)
                            or a.enquiry_id in (select unnest((select my_enquiries()))))))))', r, 'privity_' || r, t);
        end loop;
        execute format('create policy billing on %I for select to privity_billing
            using (exists (select from appointments a where a.id = appointment_id
                and a.case_id is null and (select office_caller()) = any (a.staff_ids)))', t);
    end loop;
end
$$;
-- by whoever does it, as it is done: the desk, too, which does not read it
create policy said on appointment_words for insert to privity_partner, privity_attorney, privity_paralegal, privity_billing
    with check (at = office_now() and said_by = (select office_caller()) and case doing
        when 'cancelled' then exists (select from appointments a
            where a.id = appointment_id and a.cancelled_at = at and a.cancelled_by = said_by)
        when 'kept' then exists (select from deadlines d
            where d.appointment_id = appointment_words.appointment_id and d.done_at = at and d.done_by = said_by)
        else exists (select from deadlines d
            where d.appointment_id = appointment_words.appointment_id and d.reopened_at = at and d.reopened_by = said_by) end);
grant insert (appointment_id, doing, said_by, words) on appointment_words
    to privity_partner, privity_attorney, privity_paralegal, privity_billing;
-- whoever may not read it may not write it either; the desk leaves it empty
create policy written on appointment_subjects for insert to privity_attorney, privity_paralegal, privity_billing
    with check (exists (select from appointments a where a.id = appointment_id
        and may_schedule(a.case_id, a.client_id, a.enquiry_id, a.owner_id, a.staff_ids)
        and (title || note = '' or reads_subject(a))));
create policy rewritten on appointment_subjects for update to privity_attorney, privity_paralegal, privity_billing
    using (exists (select from appointments a where a.id = appointment_id
        and may_schedule(a.case_id, a.client_id, a.enquiry_id, a.owner_id, a.staff_ids) and reads_subject(a)));
grant insert (appointment_id, title, note), update (title, note) on appointment_subjects
    to privity_partner, privity_attorney, privity_paralegal, privity_billing;

create policy asked on appointment_attendees for insert to privity_partner, privity_attorney, privity_paralegal, privity_billing
    with check (added_by = (select office_caller()) and until is null and answer is null
        -- whoever comes from outside is written to: not by billing, but for the desk right
        and (staff_id is not null or acting_role() <> 'billing' or (select i_have_desk()))
        and exists (select from appointments a where a.id = appointment_id
            and may_schedule(a.case_id, a.client_id, a.enquiry_id, a.owner_id, a.staff_ids)));
create policy changed on appointment_attendees for update to privity_partner, privity_attorney, privity_paralegal, privity_billing
    using (until is null and exists (select from appointments a where a.id = appointment_id
        and may_schedule(a.case_id, a.client_id, a.enquiry_id, a.owner_id, a.staff_ids)))
    with check (until is null or (until = office_now() and ended_by = (select office_caller())));
grant insert (id, appointment_id, staff_id, client_id, representative_id, name, email, phone, reminded, added_by),
    update (reminded, until, ended_by, answer, answered_at, answered_by, answer_revision)
    on appointment_attendees to privity_partner, privity_attorney, privity_paralegal, privity_billing;

-- after the case was closed, too: how it went is still to be written down
create function may_record(which uuid) returns boolean
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return exists (
        select from appointments a where a.id = which and a.starts_at <= office_now() and a.cancelled_at is null
            and sees_appointment(a)
            and (acting_role() = 'managing_partner' or i_have_desk()
                or (a.case_id is not null and acting_role() <> 'billing'
                    and exists (select from places_on(office_caller(), a.case_id) m where m.reach >= 2))
                or (a.case_id is null and (office_caller() = any (a.staff_ids)
                    or (acting_role() <> 'billing' and a.enquiry_id = any (my_enquiries()))))));
end
$$;
create policy recorded on attendances for insert to privity_partner, privity_attorney, privity_paralegal, privity_billing
    with check (recorded_by = (select office_caller()) and may_record(appointment_id));
grant insert (appointment_id, nth, outcome, recorded_by) on attendances
    to privity_partner, privity_attorney, privity_paralegal, privity_billing;

create policy set on deadlines for insert to privity_partner, privity_attorney, privity_paralegal, privity_billing
    with check (done_at is null and checked_at is null and exists (select from appointments a where a.id = appointment_id
        and may_schedule(a.case_id, a.client_id, a.enquiry_id, a.owner_id, a.staff_ids)));
create policy changed on deadlines for update to privity_partner, privity_attorney, privity_paralegal, privity_billing
    using (exists (select from appointments a where a.id = appointment_id and a.cancelled_at is null
        and (checker_id = (select office_caller()) or may_finish(a.id)
            or may_schedule(a.case_id, a.client_id, a.enquiry_id, a.owner_id, a.staff_ids))))
    with check (checked_by is null or checked_by = checker_id or acting_role() = 'managing_partner');
grant insert (appointment_id, backup_id, checker_id, warn_days),
    update (backup_id, checker_id, warn_days, done_at, done_by, checked_at, checked_by, reopened_at, reopened_by)
    on deadlines to privity_partner, privity_attorney, privity_paralegal, privity_billing;

do $$
declare
    f text;
begin
    foreach f in array array['count_in_staff()', 'set_appointment()', 'attendee_fits()', 'answer_in_own_name()', 'owner_fits()', 'deadline_fits()', 'deadline_owner_fits()',
        'deadline_said()', 'count_attendance()', 'may_attend(uuid, uuid, uuid, uuid)', 'sees_appointment(appointments)',
        'reads_subject(appointments)', 'appointment_standing(uuid)', 'may_schedule(uuid, uuid, uuid, uuid, uuid[])',
        'busy(timestamptz, timestamptz, uuid[], uuid[])', 'busy_rooms(timestamptz, timestamptz, uuid[])', 'appointment_names(uuid[])', 'appointment_reach(uuid)', 'may_ask(uuid, uuid, uuid, uuid)', 'may_finish(uuid)', 'case_to_schedule(text, uuid)', 'client_to_schedule(uuid)',
        'representatives_to_ask(uuid)', 'enquiry_to_schedule(uuid)',
        'may_record(uuid)', 'is_my_series(uuid)'] loop
        execute format('alter function %s owner to privity_definer', f);
        execute format('revoke execute on function %s from public', f);
        if f not in ('count_in_staff()', 'set_appointment()', 'attendee_fits()', 'answer_in_own_name()', 'owner_fits()', 'deadline_fits()', 'deadline_owner_fits()',
            'deadline_said()', 'count_attendance()', 'may_attend(uuid, uuid, uuid, uuid)') then
            execute format('grant execute on function %s to privity_partner, privity_attorney, privity_paralegal,
                privity_billing, privity_definer', f);
        end if;
    end loop;
end
$$;

revoke create on schema public from privity_definer;
