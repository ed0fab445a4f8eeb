-- What the caller may see. Each is called once a statement, as (select my_cases()): a policy that
-- calls a function per row is a thousand times slower.

create function walled_cases(who uuid) returns setof uuid
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
begin
    return query
        select w.case_id from walls w
        where w.staff_id = who and w.case_id is not null
            and w.since <= office_now() and (w.until is null or office_now() < w.until)
        union all
        select c.id from walls w join cases c on c.client_id = w.client_id
        where w.staff_id = who and w.client_id is not null
            and w.since <= office_now() and (w.until is null or office_now() < w.until);
end
$$;

create function my_walls() returns uuid[]
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return (
        select coalesce(array_agg(c), '{}') from walled_cases(office_caller()) as c
    );
end
$$;

create function my_walled_clients() returns uuid[]
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return (
        select coalesce(array_agg(w.client_id), '{}') from walls w
        where w.staff_id = office_caller() and w.client_id is not null
            and w.since <= office_now() and (w.until is null or office_now() < w.until)
    );
end
$$;

-- Every place on a team that counts for the caller now: one's own, and those held by cover, which
-- never reach behind a wall that stands against the person covered. A cover does the work and decides
-- nobody's rights: it reaches as far as contributing, else a right that ends by itself could make
-- one that does not.
create function my_places() returns table (case_id uuid, reach smallint, release boolean, grant_id uuid, cover boolean)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
begin
    return query
        select t.case_id, t.reach, t.release, t.id, false
        from case_team t
        where t.staff_id = office_caller()
            and t.since <= office_now() and (t.until is null or office_now() < t.until)
        union all
        select t.case_id, least(t.reach, 2::smallint), t.release, t.id, true
        from covers v join case_team t on t.staff_id = v.covered_id
        where v.covering_id = office_caller()
            -- what counts for nothing for the person covered counts for nothing here
            and role_in_force(v.covered_id) in ('managing_partner', 'associate_attorney', 'paralegal')
            and v.since <= office_now() and office_now() < v.until
            and t.since <= office_now() and (t.until is null or office_now() < t.until)
            and not exists (select from walls w join cases c on c.id = t.case_id
                where w.staff_id = v.covered_id and (w.case_id = c.id or w.client_id = c.client_id)
                    and w.since <= office_now() and (w.until is null or office_now() < w.until));
end
$$;

create function my_cases() returns uuid[]
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return (
        select coalesce(array_agg(distinct case_id), '{}') from my_places()
    );
end
$$;

-- Cases on which the caller's place reaches at least this far: 2 contribute, 3 manage, 4 lead.
create function my_cases_from(reaching smallint) returns uuid[]
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return (
        select coalesce(array_agg(distinct case_id), '{}') from my_places() where reach >= reaching
    );
end
$$;

-- Clients of cases the caller sees, and those the caller entered.
create function my_clients() returns uuid[]
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return (
        select coalesce(array_agg(distinct id), '{}') from (
            select c.client_id as id from my_places() p join cases c on c.id = p.case_id
            where c.id <> all ((select my_walls())::uuid[])
            union all
            select k.id from clients k where k.created_by = office_caller()
        ) as seen
        where id <> all ((select my_walled_clients())::uuid[])
    );
end
$$;

create function my_clients_from(reaching smallint) returns uuid[]
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return (
        select coalesce(array_agg(distinct c.client_id), '{}')
        from my_places() p join cases c on c.id = p.case_id
        where p.reach >= reaching and c.id <> all ((select my_walls())::uuid[]) and c.client_id <> all ((select my_walled_clients())::uuid[])
    );
end
$$;

-- Where the caller stands towards one case: no row when there is no such case.
create function case_standing(which uuid) returns table (reach smallint, release boolean, walled boolean, closed boolean, grant_id uuid)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
begin
    return query
        select p.reach, coalesce(p.release, false), c.id = any (my_walls()), c.closed_on is not null, p.grant_id
        from cases c
        left join lateral (
            select m.reach, m.release, m.grant_id from my_places() m
            where m.case_id = c.id order by m.reach desc, m.cover, m.release desc limit 1
        ) p on true
        where c.id = which;
end
$$;

create function client_standing(which uuid) returns table (reach smallint, walled boolean, own boolean)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
begin
    return query
        select (
                select max(p.reach) from my_places() p join cases c on c.id = p.case_id
                where c.client_id = k.id and c.id <> all ((select my_walls())::uuid[])
            ),
            k.id = any (my_walled_clients()),
            coalesce(k.created_by = office_caller(), false)
        from clients k where k.id = which;
end
$$;

-- Whether the caller may be the second person for what stands open on this wall: a managing
-- partner or the deputy (an attorney), not behind a wall here, not the asker, not the screened
-- person. Neither the asker nor the second person may hold a role that a person gave within 30
-- days, whoever gave it: else one partner could appoint both, or the screened partner could.
create function wall_second_person(which uuid) returns boolean
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return (
        select exists (
            select from walls w
            join lateral (
                select l.asked_by as asker from wall_lifts l where l.wall_id = w.id and l.decided_at is null
                union all
                -- a wall against a partner waits for the deputy's word
                select w.raised_by where w.confirmed_at is null
                    and role_in_force(w.staff_id) = 'managing_partner' and i_am_deputy()
            ) open on true
            where w.id = which and w.until is null
                and w.staff_id <> office_caller()
                and open.asker is distinct from office_caller()
                and (role_in_force(office_caller()) = 'managing_partner'
                    or (i_am_deputy() and role_in_force(office_caller()) = 'associate_attorney'))
                and coalesce(w.case_id <> all (my_walls()), true)
                and coalesce(w.client_id <> all (my_walled_clients()), true)
                and not exists (
                    select from staff_roles r
                    where r.staff_id in (office_caller(), open.asker) and r.until is null
                        and r.set_by is not null and r.since > office_now() - interval '30 days')
                and not exists (
                    select from office_settings o
                    where o.deputy_id = office_caller() and o.deputy_set_by = open.asker
                        and o.deputy_set_at > office_now() - interval '30 days'
                        and role_in_force(office_caller()) <> 'managing_partner')
        )
    );
end
$$;

-- Where the caller stands towards one wall: screened by it or by another one around it, and
-- whether the caller may be the second person; and what it is around, for the record.
create function wall_standing(which uuid)
returns table (walled boolean, second_person boolean, case_id uuid, client_id uuid)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
begin
    return query
        select w.staff_id = office_caller()
                or coalesce(w.case_id = any (my_walls()), false)
                or coalesce(w.client_id = any (my_walled_clients()), false),
            wall_second_person(w.id), w.case_id, w.client_id
        from walls w where w.id = which;
end
$$;

-- Where the caller stands towards a prepared case that waits: whether it names the caller.
create function proposal_standing(which uuid) returns table (own boolean, walled boolean, client_id uuid)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
begin
    return query
        select p.lead_id = office_caller()
                -- what somebody wrote up for oneself stands on the sight of the client, while it lasts
                and (p.prepared_by <> office_caller() or p.client_id = any (my_clients())),
            p.client_id = any (my_walled_clients()), p.client_id
        from case_proposals p where p.id = which and p.decided_at is null;
end
$$;

-- The clients of prepared cases that the caller prepared or may decide: an attorney who decides needs
-- the name, and sees the client once the case is open.
create function proposal_clients() returns table (proposal_id uuid, client text)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
begin
    return query
        select p.id, k.name from case_proposals p join clients k on k.id = p.client_id
        where k.id <> all ((select my_walled_clients())::uuid[])
            and ((p.lead_id = office_caller() and p.prepared_by <> office_caller())
                or (p.prepared_by = office_caller() and k.id = any ((select my_clients())::uuid[]))
                or role_in_force(office_caller()) = 'managing_partner');
end
$$;
