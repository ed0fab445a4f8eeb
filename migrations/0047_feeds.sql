-- One's calendar elsewhere: an address at which another program reads it, and calendars that the house reads
-- to know when somebody is taken.

grant create on schema public to privity_definer;

-- An address a person gave to a program of theirs. It is made of the id and a mark under the server's key,
-- so nothing here opens it. Ended, not deleted.
create table calendar_feeds (
    id uuid primary key,
    staff_id uuid not null references staff (id),
    name text not null check (name <> ''),
    -- busy: times alone; plain: kind and place; full: with whom and what about, as far as the person may read it
    detail text not null check (detail in ('busy', 'plain', 'full')),
    since timestamptz not null default office_now(),
    until timestamptz,
    read_at timestamptz,
    -- what was shown last: its mark, what was committed by then, and until when time alone changes nothing
    shown_etag text,
    shown_at pg_snapshot,
    holds_until timestamptz,
    check ((shown_etag is null) = (shown_at is null) and (shown_at is null) = (holds_until is null))
);
create index calendar_feeds_of on calendar_feeds (staff_id);

-- A calendar kept elsewhere. Its address is a secret: sealed under the server's key.
create table external_calendars (
    id uuid primary key,
    staff_id uuid not null references staff (id),
    name text not null check (name <> ''),
    url_sealed bytea not null,
    etag text,
    last_modified text,
    next_at timestamptz not null default office_now(),
    read_at timestamptz,
    -- why it could not be read the last time; or what in it was not understood
    trouble text not null default '',
    misses integer not null default 0,
    since timestamptz not null default office_now(),
    until timestamptz
);
create index external_calendars_of on external_calendars (staff_id);
create index external_calendars_next on external_calendars (next_at) where until is null;

-- When it says that its owner is taken, and nothing else that it says.
create table external_busy (
    calendar_id uuid not null references external_calendars (id),
    starts_at timestamptz not null,
    ends_at timestamptz not null,
    check (ends_at > starts_at)
);
create index external_busy_of on external_busy (calendar_id, starts_at);

do $$
declare
    t text;
begin
    foreach t in array array['calendar_feeds', 'external_calendars', 'external_busy'] loop
        execute format('alter table %I enable row level security', t);
        execute format('alter table %I force row level security', t);
        execute format('create policy definer on %I to privity_definer using (true) with check (true)', t);
        execute format('grant select, insert, update, delete on %I to privity_definer', t);
    end loop;
    foreach t in array array['calendar_feeds', 'external_calendars'] loop
        execute format('create policy caller_in_force on %I as restrictive
            to privity_partner, privity_attorney, privity_paralegal, privity_billing
            using ((select caller_in_force(current_user))) with check ((select caller_in_force(current_user)))', t);
        execute format('create policy own on %I for select to privity_partner, privity_attorney, privity_paralegal, privity_billing
            using (staff_id = (select office_caller()))', t);
        execute format('create policy own_new on %I for insert to privity_partner, privity_attorney, privity_paralegal, privity_billing
            with check (staff_id = (select office_caller()) and until is null)', t);
        execute format('create policy own_ended on %I for update to privity_partner, privity_attorney, privity_paralegal, privity_billing
            using (staff_id = (select office_caller()) and until is null) with check (until = office_now())', t);
    end loop;
end
$$;
grant select (id, staff_id, name, detail, since, until, read_at), insert (id, staff_id, name, detail), update (until) on calendar_feeds
    to privity_partner, privity_attorney, privity_paralegal, privity_billing;
grant select (id, staff_id, name, read_at, trouble, since, until), insert (id, staff_id, name, url_sealed), update (until)
    on external_calendars to privity_partner, privity_attorney, privity_paralegal, privity_billing;

-- Which transactions changed anything that a calendar is made of: appointments, who sees them, and the names
-- in them. Of the last days; whatever is older was looked at anew meanwhile.
create table calendar_changes (
    xid xid8 primary key,
    at timestamptz not null default office_now()
);
create index calendar_changes_at on calendar_changes (at);
alter table calendar_changes enable row level security;
alter table calendar_changes force row level security;
create policy definer on calendar_changes to privity_definer using (true) with check (true);
grant select, insert, delete on calendar_changes to privity_definer;

create function calendar_changed() returns trigger
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    insert into calendar_changes (xid) values (pg_current_xact_id()) on conflict do nothing;
    return null;
end
$$;
do $$
declare
    t text;
begin
    foreach t in array array['appointments', 'appointment_subjects', 'rooms', 'clients', 'cases', 'enquiries', 'case_team', 'covers',
        'walls', 'staff_roles', 'staff_suspensions', 'departures', 'desk_rights', 'office_settings'] loop
        execute format('create trigger calendar_changed after insert or update or delete on %I
            for each statement execute function calendar_changed()', t);
    end loop;
end
$$;

-- When the passing of time alone may next change what somebody sees: a right begins or ends, or a day does.
create function calendar_holds_until(p_staff uuid) returns timestamptz
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    now timestamptz := office_now();
    who uuid[] := array(select p_staff union select v.covered_id from covers v where v.covering_id = p_staff and v.until > now);
begin
    return (
        select min(edge.at) from (
            select date_trunc('day', now, 'UTC') + interval '1 day' as at
            union all select t.since from case_team t where t.staff_id = any (who) and t.since > now
            union all select t.until from case_team t where t.staff_id = any (who) and t.until > now
            union all select w.since from walls w where w.staff_id = any (who) and w.since > now
            union all select w.until from walls w where w.staff_id = any (who) and w.until > now
            union all select v.since from covers v where v.covering_id = p_staff and v.since > now
            union all select v.until from covers v where v.covering_id = p_staff and v.until > now
            union all select d.leaves_at from departures d where d.staff_id = any (who) and d.leaves_at > now
        ) edge
    );
end
$$;

-- Keeps what was shown, with what was committed before it was read.
create function gate_feed_shown(p_id uuid, p_etag text, p_at pg_snapshot) returns void
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    update calendar_feeds f set shown_etag = p_etag, shown_at = p_at, holds_until = calendar_holds_until(f.staff_id)
    where f.id = p_id and f.until is null;
    delete from calendar_changes c where c.at < office_now() - interval '3 days';
end
$$;

-- Whose a feed is, and in which role that person reads now: no row where either has ended. Unchanged where the
-- program has what was shown last, and nothing a calendar is made of was committed since.
create function gate_feed(p_id uuid, p_known text[]) returns table (staff_id uuid, role text, detail text, unchanged text)
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
begin
    update calendar_feeds f set read_at = office_now()
    where f.id = p_id and f.until is null and (f.read_at is null or f.read_at < office_now() - interval '1 hour');
    return query
        select f.staff_id, role_in_force(f.staff_id), f.detail,
            case when f.shown_etag = any (p_known) and f.holds_until > office_now() and not exists (
                    select from calendar_changes c
                    where c.xid >= pg_snapshot_xmin(f.shown_at) and not pg_visible_in_snapshot(c.xid, f.shown_at))
                then f.shown_etag end
        from calendar_feeds f
        where f.id = p_id and f.until is null and role_in_force(f.staff_id) is not null;
end
$$;

-- Takes the calendars whose time it is: whoever asks next gets others.
create function take_calendars(p_most integer) returns table (id uuid, url_sealed bytea, etag text, last_modified text, time_zone text)
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
begin
    return query
        with due as (
            select c.id from external_calendars c
            where c.until is null and c.next_at <= office_now() and role_in_force(c.staff_id) is not null
            order by c.next_at limit p_most for update skip locked
        )
        update external_calendars c set next_at = office_now() + interval '15 minutes'
        from due where c.id = due.id
        returning c.id, c.url_sealed, c.etag, c.last_modified, (select o.time_zone from office_settings o);
end
$$;

-- What one said: all of it at once, or nothing where it has not changed (null).
create function keep_calendar(p_id uuid, p_starts timestamptz[], p_ends timestamptz[], p_etag text, p_last_modified text, p_said text)
returns void
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    perform from external_calendars c where c.id = p_id and c.until is null for update;
    if not found then
        return;
    end if;
    if p_starts is not null then
        delete from external_busy where calendar_id = p_id;
        insert into external_busy (calendar_id, starts_at, ends_at)
        select p_id, b.starts_at, b.ends_at from unnest(p_starts, p_ends) as b (starts_at, ends_at);
        update external_calendars set etag = p_etag, last_modified = p_last_modified where id = p_id;
    end if;
    update external_calendars set read_at = office_now(), trouble = p_said, misses = 0 where id = p_id;
end
$$;

-- It could not be read. What it said before holds for a day; a calendar that is always away is asked less.
create function miss_calendar(p_id uuid, p_why text) returns void
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    update external_calendars set trouble = p_why, misses = misses + 1,
        next_at = office_now() + least(interval '15 minutes' * power(2, least(misses, 5)), interval '6 hours')
    where id = p_id;
    delete from external_busy b using external_calendars c
    where c.id = p_id and b.calendar_id = p_id and (c.read_at is null or c.read_at < office_now() - interval '1 day');
end
$$;

create function forget_calendar() returns trigger
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    delete from external_busy where calendar_id = new.id;
    return null;
end
$$;
create trigger external_calendars_ended after update of until on external_calendars
    for each row when (new.until is not null) execute function forget_calendar();

-- As before, and what calendars elsewhere say.
create or replace function busy(p_from timestamptz, p_until timestamptz, p_staff uuid[], p_but uuid[] default '{}')
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
            and a.cancelled_at is null and a.kind <> 'deadline' and who.id = any (p_staff) and a.id <> all (p_but)
        union all
        select c.staff_id, b.starts_at, b.ends_at
        from external_calendars c join external_busy b on b.calendar_id = c.id
        where c.staff_id = any (p_staff) and c.until is null and b.starts_at < p_until and b.ends_at > p_from;
end
$$;

create index appointments_staff on appointments using gin (staff_ids);

-- What the caller is to be at, whether still in sight or not: for a statement that asks for it under the
-- caller's own policies. Under them the index on people goes unused.
create function my_appointments(p_from timestamptz, p_until timestamptz) returns uuid[]
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return array(select a.id from appointments a
        where a.staff_ids @> array[office_caller()] and a.cancelled_at is null and a.starts_at between p_from and p_until);
end
$$;
alter function my_appointments(timestamptz, timestamptz) owner to privity_definer;
revoke execute on function my_appointments(timestamptz, timestamptz) from public;
grant execute on function my_appointments(timestamptz, timestamptz)
    to privity_partner, privity_attorney, privity_paralegal, privity_billing, privity_definer;

do $$
declare
    f text;
begin
    foreach f in array array['gate_feed(uuid, text[])', 'gate_feed_shown(uuid, text, pg_snapshot)', 'calendar_changed()',
        'calendar_holds_until(uuid)', 'take_calendars(integer)',
        'keep_calendar(uuid, timestamptz[], timestamptz[], text, text, text)', 'miss_calendar(uuid, text)', 'forget_calendar()'] loop
        execute format('alter function %s owner to privity_definer', f);
        execute format('revoke execute on function %s from public', f);
        if f not in ('forget_calendar()', 'calendar_changed()', 'calendar_holds_until(uuid)') then
            execute format('grant execute on function %s to %s', f,
                case when f like 'gate%' then 'privity_gate' else 'privity_notifier' end);
        end if;
    end loop;
end
$$;

revoke create on schema public from privity_definer;
