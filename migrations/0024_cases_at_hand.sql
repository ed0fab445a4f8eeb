-- What is looked at all day is found without gathering all there ever was: the open cases of a team, and
-- the one case a page is about.

grant create on schema public to privity_definer;

-- Whether the case is open, kept beside each place on its team: an associate holds hundreds of open
-- cases among thousands. Nobody but these two triggers writes it.
alter table case_team add column open boolean not null default true;
update case_team t set open = false from cases c where c.id = t.case_id and c.closed_on is not null;
create index case_team_open_of_staff on case_team (staff_id, case_id) include (since, until) where open;

-- The case is held until this transaction ends, so that nobody closes or reopens it meanwhile unseen.
create function note_open() returns trigger
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    select c.closed_on is null into new.open from cases c where c.id = new.case_id for share;
    -- one that is opened in this very statement is not to be seen yet
    new.open := coalesce(new.open, true);
    return new;
end
$$;
create trigger case_team_open before insert on case_team for each row execute function note_open();

create function tell_team_open() returns trigger
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    update case_team set open = new.closed_on is null where case_id = new.id;
    return null;
end
$$;
create trigger cases_open after update of closed_on on cases for each row
    when ((old.closed_on is null) <> (new.closed_on is null)) execute function tell_team_open();

-- Those of my_cases() that are open.
create function my_open_cases() returns uuid[]
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return (
        select coalesce(array_agg(place.case_id), '{}') from (
            select t.case_id from case_team t
            where t.staff_id = office_caller() and t.open
                and t.since <= office_now() and (t.until is null or office_now() < t.until)
            union all
            select t.case_id from covers v join case_team t on t.staff_id = v.covered_id
            where v.covering_id = office_caller() and t.open
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

-- Those of places_of(who) that are on one case.
create function places_on(who uuid, which uuid)
returns table (reach smallint, release boolean, grant_id uuid, cover boolean)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
begin
    return query
        select t.reach, t.release, t.id, false
        from case_team t
        where t.case_id = which and t.staff_id = who
            and t.since <= office_now() and (t.until is null or office_now() < t.until)
        union all
        select least(t.reach, 2::smallint), t.release, t.id, true
        from covers v join case_team t on t.staff_id = v.covered_id and t.case_id = which
        where v.covering_id = who
            and may_cover(v.covering_id, v.covered_id)
            and v.since <= office_now() and office_now() < v.until
            and t.since <= office_now() and (t.until is null or office_now() < t.until)
            and not exists (select from walls w join cases c on c.id = t.case_id
                where w.staff_id = v.covered_id and (w.case_id = c.id or w.client_id = c.client_id)
                    and w.since <= office_now() and (w.until is null or office_now() < w.until));
end
$$;

-- The case this transaction asked about, where the caller has a place on it: one of my_cases(), found
-- without the others. Naming a case gives nobody a place.
create function case_at_hand() returns uuid
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    which uuid := nullif(current_setting('privity.case', true), '')::uuid;
begin
    if which is null then
        return null;
    end if;
    if exists (
            select from case_team t
            where t.case_id = which and t.staff_id = office_caller()
                and t.since <= office_now() and (t.until is null or office_now() < t.until))
        or exists (select from places_on(office_caller(), which)) then
        return which;
    end if;
    return null;
end
$$;

-- Where the caller stands towards one case, which is then the one at hand: no row when there is no such
-- case.
create or replace function case_standing(which uuid) returns table (reach smallint, release boolean, walled boolean, closed boolean, grant_id uuid)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
begin
    perform set_config('privity.case', which::text, true);
    return query
        select p.reach, coalesce(p.release, false), c.id = any (my_walls()), c.closed_on is not null, p.grant_id
        from cases c
        left join lateral (
            select m.reach, m.release, m.grant_id from places_on(office_caller(), c.id) m
            order by m.reach desc, m.cover, m.release desc limit 1
        ) p on true
        where c.id = which;
end
$$;

create or replace function status_asks(which uuid) returns table (asks bigint, last_at timestamptz)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    if which = any (my_walls()) or not coalesce(
        case acting_role()
            when 'managing_partner' then true
            when 'billing' then which = any (my_cases())
            else exists (select from places_on(office_caller(), which)) end, false) then
        return query select 0::bigint, null::timestamptz;
        return;
    end if;
    return query
        select count(*), max(k.taken_at) from calls k
        where k.case_id = which and k.reason = 'status' and k.taken_at > office_now() - interval '30 days';
end
$$;

do $$
declare
    f record;
begin
    for f in
        select p.oid::regprocedure as signature, p.proname as name from pg_proc p
        where p.pronamespace = 'public'::regnamespace
            and p.proname in ('note_open', 'tell_team_open', 'my_open_cases', 'places_on', 'case_at_hand')
    loop
        execute format('alter function %s owner to privity_definer', f.signature);
        execute format('revoke execute on function %s from public', f.signature);
        execute format('grant execute on function %s to privity_definer%s', f.signature, case
            when f.name in ('my_open_cases', 'case_at_hand')
                then ', privity_partner, privity_attorney, privity_paralegal, privity_billing' else '' end);
    end loop;
end
$$;

-- The case at hand and the open cases are asked first. What either of them holds, my_cases() holds too: it
-- is gathered only for a row that is in neither.
do $$
declare
    t record;
    r text;
begin
    for t in select * from (values ('case_team', 'case_id'), ('case_events', 'case_id'), ('parties', 'case_id'),
            ('payers', 'case_id')) as v (name, which) loop
        foreach r in array array['attorney', 'paralegal'] loop
            execute format('alter policy %I on %I using (%3$I = (select case_at_hand())
                or %3$I in (select unnest((select my_open_cases())))
                or %3$I in (select unnest((select my_cases()))))', r, t.name, t.which);
        end loop;
    end loop;
    foreach r in array array['attorney', 'paralegal'] loop
        -- a case that is open itself needs not be looked for among the closed ones
        execute format('alter policy %I on cases using (id = (select case_at_hand()) or case when closed_on is null
            then id in (select unnest((select my_open_cases()))) else id in (select unnest((select my_cases()))) end)', r);
        execute format('alter policy %I on clients using (created_by = (select office_caller())
            or exists (select from cases c where c.client_id = clients.id
                and (c.closed_on is null or c.id = (select case_at_hand())))
            or exists (select from cases c where c.client_id = clients.id))', r);
        execute format('alter policy %I on walls using (case_id = (select case_at_hand())
            or case_id in (select unnest((select my_cases())))
            or exists (select from clients k where k.id = walls.client_id))', r);
    end loop;
end
$$;

revoke create on schema public from privity_definer;
