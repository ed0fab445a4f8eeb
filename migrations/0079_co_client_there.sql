-- A client who is in the case already is said to be, whoever stands against the case or is screened from it by now.

-- 'done'; 'there' for a client who is in it already; 'adverse' for a party against whom the case is; 'screened' where
-- somebody with a place on the case, or a managing partner, is walled off from that client, whose papers would come
-- before them.
create or replace function add_co_client(p_case uuid, p_client uuid) returns text
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    k clients;
begin
    perform refuse_unless(may_pair_clients(p_case));
    select * into k from clients where id = p_client and id <> all (my_walled_clients())
        and (acting_role() = 'managing_partner' or id = any (my_clients_from(1::smallint)) or created_by = office_caller())
        and not exists (select from client_merges m where m.alias_id = p_client and m.undone_at is null);
    if k.id is null then
        raise exception 'there is no such client' using errcode = 'PV404';
    end if;
    if exists (select from case_clients l where l.case_id = p_case and l.client_id = p_client and l.until is null) then
        return 'there';
    end if;
    if exists (select from parties p where p.case_id = p_case and p.role = 'opposing' and p.until is null and lower(p.name) = lower(k.name)) then
        return 'adverse';
    end if;
    if exists (select from walls w where w.client_id = p_client and w.since <= office_now() and (w.until is null or office_now() < w.until)
            and (role_in_force(w.staff_id) = 'managing_partner' or exists (select from places_on(w.staff_id, p_case)))) then
        return 'screened';
    end if;
    insert into case_clients as l (case_id, client_id, since, added_by) values (p_case, p_client, office_now(), office_caller())
    on conflict (case_id, client_id) do update set since = office_now(), until = null, added_by = office_caller(), ended_by = null
        where l.until is not null;
    return case when found then 'done' else 'there' end;
end
$$;
