-- Who can see what, and why; and what one is screened from.

grant create on schema public to privity_definer;

-- Every place on a team that counts for somebody now: one's own, and those held by cover, which
-- never reach behind a wall that stands against the person covered. A cover does the work and decides
-- nobody's rights: it reaches as far as contributing, else a right that ends by itself could make
-- one that does not.
create function places_of(who uuid)
returns table (case_id uuid, reach smallint, release boolean, grant_id uuid, cover boolean, cover_id uuid)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
begin
    return query
        select t.case_id, t.reach, t.release, t.id, false, null::uuid
        from case_team t
        where t.staff_id = who
            and t.since <= office_now() and (t.until is null or office_now() < t.until)
        union all
        select t.case_id, least(t.reach, 2::smallint), t.release, t.id, true, v.id
        from covers v join case_team t on t.staff_id = v.covered_id
        where v.covering_id = who
            -- what counts for nothing for the person covered counts for nothing here
            and may_cover(v.covering_id, v.covered_id)
            and v.since <= office_now() and office_now() < v.until
            and t.since <= office_now() and (t.until is null or office_now() < t.until)
            and not exists (select from walls w join cases c on c.id = t.case_id
                where w.staff_id = v.covered_id and (w.case_id = c.id or w.client_id = c.client_id)
                    and w.since <= office_now() and (w.until is null or office_now() < w.until));
end
$$;

-- The caller's own, by the same rule: an explanation must never have another one.
create or replace function my_places() returns table (case_id uuid, reach smallint, release boolean, grant_id uuid, cover boolean)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
begin
    return query
        select p.case_id, p.reach, p.release, p.grant_id, p.cover from places_of(office_caller()) p;
end
$$;

-- Whether the caller may ask where somebody stands towards a case: a managing partner and whoever
-- manages its team, not screened from it; anybody of oneself, about a case in view.
create function may_explain(p_case uuid, p_staff uuid) returns boolean
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return p_case <> all (my_walls()) and case acting_role()
        when 'managing_partner' then true
        when 'associate_attorney' then p_case = any (my_cases_from(3::smallint))
            or (p_staff = office_caller() and p_case = any (my_cases()))
        when 'paralegal' then p_staff = office_caller() and p_case = any (my_cases())
        when 'billing' then p_staff = office_caller()
        else false end;
end
$$;

-- Where somebody stands towards one case now, and what that rests on. Whoever may ask may read the
-- walls around the case: they are on its page.
create function access_of(p_case uuid, p_staff uuid)
returns table (role text, walled boolean, wall_since timestamptz, wall_on_client boolean, closed boolean,
    reach smallint, release boolean, since timestamptz, until timestamptz, given_by uuid, covered_id uuid,
    past_level text, past_until timestamptz, past_ended boolean)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
begin
    perform refuse_unless(may_explain(p_case, p_staff));
    return query
        select role_in_force(s.id), is_screened(s.id, c.id, c.client_id), w.since, w.client_id is not null,
            c.closed_on is not null, p.reach, coalesce(p.release, false),
            greatest(t.since, v.since), least(t.until, v.until), t.given_by, v.covered_id,
            h.level, h.until, h.ended_by is not null
        from cases c join staff s on s.id = p_staff
        left join lateral (
            select m.* from places_of(s.id) m where m.case_id = c.id
            order by m.reach desc, m.cover, m.release desc limit 1
        ) p on true
        left join case_team t on t.id = p.grant_id
        left join covers v on v.id = p.cover_id
        left join lateral (
            select x.since, x.client_id from walls x
            where x.staff_id = s.id and (x.case_id = c.id or x.client_id = c.client_id)
                and x.since <= office_now() and (x.until is null or office_now() < x.until)
            order by x.since limit 1
        ) w on true
        left join lateral (
            select x.level, x.until, x.ended_by from case_team x
            where x.case_id = c.id and x.staff_id = s.id and x.until <= office_now()
            order by x.until desc limit 1
        ) h on true
        where c.id = p_case;
end
$$;

-- What the caller is screened from, so as to know what not to ask about: case and parties, or the
-- client, and since when. Never why, nor by whom; and no more of the case than its name.
create function my_screens()
returns table (case_number text, title text, client text, opposing text[], since timestamptz)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
begin
    return query
        select c.number, c.title, k.name,
            coalesce((select array_agg(p.name order by p.since, p.name) from parties p
                where p.case_id = c.id and p.until is null and p.role = 'opposing'), '{}'),
            w.since
        from walls w
        left join cases c on c.id = w.case_id
        join clients k on k.id = coalesce(w.client_id, c.client_id)
        where w.staff_id = office_caller() and acting_role() is not null
            and w.since <= office_now() and (w.until is null or office_now() < w.until)
        order by w.since desc, w.id;
end
$$;

do $$
declare
    f record;
begin
    for f in
        select p.oid::regprocedure as signature, p.proname as name from pg_proc p
        where p.pronamespace = 'public'::regnamespace
            and p.proname in ('places_of', 'may_explain', 'access_of', 'my_screens')
    loop
        execute format('alter function %s owner to privity_definer', f.signature);
        execute format('revoke execute on function %s from public', f.signature);
        execute format('grant execute on function %s to %s', f.signature, case
            when f.name in ('places_of', 'may_explain') then 'privity_definer'
            else 'privity_partner, privity_attorney, privity_paralegal, privity_billing' end);
    end loop;
end
$$;

revoke create on schema public from privity_definer;
