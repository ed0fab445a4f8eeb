-- What reviews of the front desk found open in the layer beneath the code.
grant create on schema public to privity_definer;

-- ------------------------------------------------------------- walls that a merge spreads

alter table walls
    -- the wall it repeats around another record of the same client
    add column spread_from uuid references walls (id),
    -- and the transaction that did so
    add column spread_in xid8;

-- A wall that is spread is raised by whoever merged, or raised the first of them: nobody else did it. One
-- against a managing partner waits for the deputy's word anew, which was said of another client.
create or replace function spread_walls(kin uuid[], only_staff uuid) returns void
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    insert into walls (id, staff_id, client_id, reason, raised_by, spread_from, spread_in)
    select distinct on (w.staff_id, k.id) gen_random_uuid(), w.staff_id, k.id, w.reason,
        coalesce(office_caller(), w.raised_by), w.id, pg_current_xact_id()
    from walls w cross join unnest(kin) as k (id)
    where w.client_id = any (kin) and w.until is null and (only_staff is null or w.staff_id = only_staff)
        and not exists (select from walls o where o.staff_id = w.staff_id and o.client_id = k.id and o.until is null)
    order by w.staff_id, k.id, w.since;
end
$$;

-- What the caller spread in this very transaction, so that each is told of in the log: also where the
-- caller is now screened by one of them.
create function walls_spread() returns table (wall_id uuid, staff_id uuid, client_id uuid, spread_from uuid)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
begin
    return query
        select w.id, w.staff_id, w.client_id, w.spread_from from walls w
        where w.spread_in = pg_current_xact_id_if_assigned() and w.raised_by = office_caller()
            and acting_role() = 'managing_partner'
        order by w.id;
end
$$;
alter function walls_spread() owner to privity_definer;
revoke execute on function walls_spread() from public;
grant execute on function walls_spread() to privity_partner;

revoke create on schema public from privity_definer;
