-- Covers: one person holds another's grants while that person is away; and departures.

grant create on schema public to privity_definer;

-- Whatever kinds there are by now, and the notice of a cover.
do $$
declare
    kinds text;
begin
    select pg_get_expr(conbin, conrelid) into strict kinds from pg_constraint
    where conrelid = 'messages'::regclass and conname = 'messages_kind_check';
    alter table messages drop constraint messages_kind_check;
    execute format('alter table messages add constraint messages_kind_check check (%s or kind = %L)', kinds, 'cover');
end
$$;

-- Who may hold whose grants: attorneys anybody's, paralegals a paralegal's. Billing holds no grants.
create function may_cover(covering uuid, covered uuid) returns boolean
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return covering <> covered and coalesce(case role_in_force(covered)
        when 'managing_partner' then is_attorney(covering)
        when 'associate_attorney' then is_attorney(covering)
        when 'paralegal' then is_attorney(covering) or role_in_force(covering) = 'paralegal'
        else false end, false);
end
$$;

-- Tells the timelines of the covered person's open cases, and the people concerned.
create function tell_of_cover(p_cover uuid, p_kind text) returns void
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    v covers;
    zone text;
    notice text;
begin
    select * into v from covers where id = p_cover;
    select time_zone into zone from office_settings;
    select format('%s for %s, %s', a.name, b.name, case p_kind
            when 'cover_ended' then 'ended early'
            else to_char(v.since at time zone zone, 'Mon FMDD, YYYY') || ' to '
                || to_char((v.until - interval '1 second') at time zone zone, 'Mon FMDD, YYYY') end)
    into notice from staff a, staff b where a.id = v.covering_id and b.id = v.covered_id;
    insert into case_events (id, case_id, actor_id, happened)
    select gen_random_uuid(), t.case_id, office_caller(), jsonb_build_object('kind', p_kind,
        'by', (select name from staff where id = v.covering_id), 'of', (select name from staff where id = v.covered_id))
    from case_team t join cases c on c.id = t.case_id
    where t.staff_id = v.covered_id and c.closed_on is null
        and t.since <= office_now() and (t.until is null or office_now() < t.until)
        and not is_screened(v.covered_id, c.id, c.client_id)
        -- who is screened from a case covers nothing there
        and not is_screened(v.covering_id, c.id, c.client_id);
    insert into messages (id, kind, staff_id, about, created_by)
    select gen_random_uuid(), 'cover', told.id, notice, office_caller()
    from (
        select l.staff_id as id from case_team l join cases c on c.id = l.case_id
        where l.level = 'lead' and l.until is null and c.closed_on is null and exists (
            select from case_team t where t.case_id = c.id and t.staff_id = v.covered_id
                and t.since <= office_now() and (t.until is null or office_now() < t.until))
            and not is_screened(v.covering_id, c.id, c.client_id)
        union select v.covering_id union select v.covered_id
    ) as told
    where told.id <> office_caller() and role_in_force(told.id) is not null;
end
$$;

-- Sets a cover: for oneself, or by a managing partner for anybody. Never a chain: whoever covers is not
-- covered then, and whoever is covered does not cover.
create function set_cover(p_id uuid, p_covering uuid, p_covered uuid, p_since timestamptz, p_until timestamptz) returns void
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    perform one_at_a_time();
    perform refuse_unless(case acting_role()
        when 'managing_partner' then true
        when 'associate_attorney' then p_covered = office_caller()
        when 'paralegal' then p_covered = office_caller()
        else false end);
    -- the clock here is finer than what arrives
    if not may_cover(p_covering, p_covered) or p_since < office_now() - interval '1 second' or p_until <= p_since
        or p_until > p_since + interval '91 days' or p_since > office_now() + interval '366 days'
        or exists (
            select from covers v where v.since < p_until and p_since < v.until and v.ended_by is null
                and (v.covered_id = p_covering or v.covering_id = p_covered
                    or (v.covering_id = p_covering and v.covered_id = p_covered))) then
        raise exception 'this cover cannot be' using errcode = 'PV409';
    end if;
    insert into covers (id, covering_id, covered_id, since, until, set_by)
    values (p_id, p_covering, p_covered, greatest(p_since, office_now()), p_until, office_caller());
    perform tell_of_cover(p_id, 'cover_started');
end
$$;

-- Where the caller stands towards a cover that is not over: no row when there is none.
create function cover_standing(which uuid) returns table (own boolean, covering_id uuid, covered_id uuid)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
begin
    return query
        select office_caller() in (v.covering_id, v.covered_id), v.covering_id, v.covered_id
        from covers v where v.id = which and v.until > office_now() and v.ended_by is null;
end
$$;

-- Ends a cover before its time: a managing partner, whoever is covered, or whoever covers.
create function end_cover(p_id uuid) returns void
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    v covers;
begin
    perform one_at_a_time();
    select * into v from covers where id = p_id and until > office_now() and ended_by is null for update;
    perform refuse_unless(v.id is not null and case acting_role()
        when 'managing_partner' then true
        when 'associate_attorney' then office_caller() in (v.covering_id, v.covered_id)
        when 'paralegal' then office_caller() in (v.covering_id, v.covered_id)
        else false end);
    update covers set until = greatest(since, office_now()), ended_by = office_caller() where id = p_id;
    perform tell_of_cover(p_id, 'cover_ended');
end
$$;

-- the seed set covers at the console, before people could
drop function console_set_cover(uuid, uuid, uuid, timestamptz, timestamptz);

create policy definer on case_events to privity_definer using (true) with check (true);
grant insert on case_events to privity_definer;

do $$
declare
    f record;
begin
    for f in
        select p.oid::regprocedure as signature, p.proname as name from pg_proc p
        where p.pronamespace = 'public'::regnamespace
            and p.proname in ('may_cover', 'tell_of_cover', 'set_cover', 'cover_standing', 'end_cover')
    loop
        execute format('alter function %s owner to privity_definer', f.signature);
        execute format('revoke execute on function %s from public', f.signature);
        execute format('grant execute on function %s to %s', f.signature, case
            when f.name in ('may_cover', 'tell_of_cover') then 'privity_definer'
            else 'privity_partner, privity_attorney, privity_paralegal, privity_billing' end);
    end loop;
end
$$;

-- ------------------------------------------------------------- departures

-- Somebody leaves: on the last day access ends by itself, and before the hand-over is closed every case
-- led has another lead, and whatever else waits for that person another owner.
create table departures (
    id uuid primary key,
    staff_id uuid not null references staff (id),
    last_day date not null,
    -- midnight after it, in the office's zone
    leaves_at timestamptz not null,
    marked_by uuid not null references staff (id),
    marked_at timestamptz not null default office_now(),
    closed_by uuid references staff (id),
    closed_at timestamptz,
    withdrawn_by uuid references staff (id),
    withdrawn_at timestamptz,
    check (closed_at is null or withdrawn_at is null)
);
create unique index departures_open on departures (staff_id) include (leaves_at)
    where closed_at is null and withdrawn_at is null;
alter table departures enable row level security;
alter table departures force row level security;
create policy definer on departures to privity_definer using (true) with check (true);
create policy caller_in_force on departures as restrictive
    to privity_partner, privity_attorney, privity_paralegal, privity_billing
    using ((select caller_in_force(current_user))) with check ((select caller_in_force(current_user)));
create policy partner on departures for select to privity_partner using (true);
grant select on departures to privity_partner;
grant select, insert, update on departures to privity_definer;

-- The role somebody holds now; null once suspended or gone, and after the last day.
create or replace function role_in_force(who uuid) returns text
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return (
        select r.role from staff_roles r
        where r.staff_id = who and r.until is null
            and not exists (
                select from staff_suspensions s
                where s.staff_id = who and s.until is null)
            and not exists (
                select from departures d
                where d.staff_id = who and d.closed_at is null and d.withdrawn_at is null
                    and d.leaves_at <= office_now())
    );
end
$$;

-- For the lists of people to choose from: neither suspended nor past the last day.
create function in_force(who uuid) returns boolean
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return role_in_force(who) is not null;
end
$$;
alter function in_force(uuid) owner to privity_definer;
revoke execute on function in_force(uuid) from public;
grant execute on function in_force(uuid)
    to privity_partner, privity_attorney, privity_paralegal, privity_billing, privity_definer;

-- What still waits for somebody: open cases led, each with its deadline; open enquiries; prepared cases;
-- and being named as the one who answers. What the asker is screened from is counted and not named.
create function left_to_hand_over(p_staff uuid) returns table (kind text, id uuid, seen boolean)
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
        select 'conflicts_partner', null, true from office_settings o where o.conflicts_partner_id = p_staff
        union all
        select 'deputy', null, true from office_settings o where o.deputy_id = p_staff;
end
$$;

create function mark_departure(p_id uuid, p_staff uuid, p_last_day date) returns void
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    perform one_at_a_time();
    perform refuse_unless(acting_role() = 'managing_partner' and p_staff <> office_caller());
    insert into departures (id, staff_id, last_day, leaves_at, marked_by)
    select p_id, p_staff, p_last_day, ((p_last_day + 1)::timestamp at time zone o.time_zone), office_caller()
    from office_settings o;
end
$$;

create function withdraw_departure(p_staff uuid) returns void
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    perform one_at_a_time();
    perform refuse_unless(acting_role() = 'managing_partner' and p_staff <> office_caller());
    update departures set withdrawn_by = office_caller(), withdrawn_at = office_now()
    where staff_id = p_staff and closed_at is null and withdrawn_at is null;
    perform refuse_unless(found);
end
$$;

-- Hands several things to one attorney in one act: all of them or none. Nobody screened from one takes it.
create function hand_over(p_staff uuid, p_to uuid, p_cases uuid[], p_enquiries uuid[], p_prepared uuid[]) returns void
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    led uuid;
    n integer;
begin
    perform one_at_a_time();
    perform refuse_unless(acting_role() = 'managing_partner' and exists (
        select from departures where staff_id = p_staff and closed_at is null and withdrawn_at is null));
    perform refuse_unless(not exists (
        select from unnest(p_cases || p_enquiries || p_prepared) as asked (id)
        where not exists (select from left_to_hand_over(p_staff) l where l.id = asked.id and l.seen)));
    if p_to = p_staff or not is_attorney(p_to) or exists (
            select from departures where staff_id = p_to and closed_at is null and withdrawn_at is null)
        or exists (select from case_proposals p where p.id = any (p_prepared) and is_screened(p_to, null, p.client_id))
        or exists (select from enquiries e where e.id = any (p_enquiries) and is_screened(p_to, e.case_id, e.client_id)) then
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
end
$$;

-- Closes the hand-over, with nothing left to hand over; the account is suspended with it, if it is not.
create function close_departure(p_staff uuid, p_suspension uuid) returns void
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    perform one_at_a_time();
    perform refuse_unless(acting_role() = 'managing_partner' and p_staff <> office_caller());
    if exists (select from left_to_hand_over(p_staff)) then
        raise exception 'something is left' using errcode = 'PV409';
    end if;
    update departures set closed_by = office_caller(), closed_at = office_now()
    where staff_id = p_staff and closed_at is null and withdrawn_at is null;
    perform refuse_unless(found);
    if not exists (select from staff_suspensions where staff_id = p_staff and until is null) then
        perform suspend_staff(p_suspension, p_staff, 'Left the office.');
    end if;
end
$$;

do $$
declare
    f record;
begin
    for f in
        select p.oid::regprocedure as signature from pg_proc p
        where p.pronamespace = 'public'::regnamespace and p.proname in (
            'left_to_hand_over', 'mark_departure', 'withdraw_departure', 'hand_over', 'close_departure')
    loop
        execute format('alter function %s owner to privity_definer', f.signature);
        execute format('revoke execute on function %s from public', f.signature);
        execute format('grant execute on function %s to privity_partner, privity_definer', f.signature);
    end loop;
end
$$;

revoke create on schema public from privity_definer;
