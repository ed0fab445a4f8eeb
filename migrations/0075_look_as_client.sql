-- Whoever manages all the work for a client may look at what somebody of that client sees in the portal.

grant create on schema public to privity_definer;

-- Whose eyes those are; null for somebody who acts for a client, or is in a case, that the caller has no part in.
create function portal_looked_at(p_membership uuid, p_client uuid) returns uuid
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    who uuid;
begin
    select m.person_id into who from portal_memberships m
    where m.id = p_membership and m.client_id = p_client and exists (select from portal_reach(m.person_id) r where r.membership_id = m.id);
    -- of somebody without a role that is neither true nor false
    if who is null or may_open_portal(p_client) is not true then
        raise exception 'nobody uses the portal there' using errcode = 'PV404';
    end if;
    if exists (select from portal_reach(who) r where may_open_portal(r.client_id) is not true)
        or exists (select from portal_reach(who) r
            join lateral (select c.id from cases c where c.client_id = r.client_id
                union select l.case_id from case_clients l where l.client_id = r.client_id and l.until is null) theirs on true
            where case when acting_role() = 'managing_partner' then theirs.id = any (my_walls())
                else theirs.id <> all (my_cases_from(3::smallint)) end) then
        return null;
    end if;
    return who;
end
$$;
alter function portal_looked_at(uuid, uuid) owner to privity_definer;
revoke execute on function portal_looked_at(uuid, uuid) from public;
grant execute on function portal_looked_at(uuid, uuid) to privity_partner, privity_attorney;

revoke create on schema public from privity_definer;
