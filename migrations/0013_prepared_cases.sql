-- A prepared case is read by whoever prepared it, by the attorney it names and by managing partners; and
-- taken back by whoever prepared it, while it waits.
grant create on schema public to privity_definer;

create function prepared_standing(which uuid) returns table (own boolean, mine boolean, walled boolean, client_id uuid)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
begin
    return query
        select (p.lead_id = office_caller() and p.prepared_by <> office_caller())
                or (p.prepared_by = office_caller() and p.client_id = any (my_clients())),
            p.prepared_by = office_caller(),
            p.client_id = any (my_walled_clients()), p.client_id
        from case_proposals p where p.id = which and p.decided_at is null;
end
$$;

create function withdraw_case(p_proposal uuid) returns void
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    update case_proposals set decided_by = office_caller(), decided_at = office_now(), reason = 'Withdrawn'
    where id = p_proposal and decided_at is null and prepared_by = office_caller()
        and client_id <> all (my_walled_clients()) and acting_role() = 'paralegal';
    perform refuse_unless(found);
end
$$;

alter function prepared_standing(uuid) owner to privity_definer;
alter function withdraw_case(uuid) owner to privity_definer;
revoke execute on function prepared_standing(uuid), withdraw_case(uuid) from public;
grant execute on function prepared_standing(uuid), withdraw_case(uuid)
    to privity_partner, privity_attorney, privity_paralegal, privity_billing;

revoke create on schema public from privity_definer;
