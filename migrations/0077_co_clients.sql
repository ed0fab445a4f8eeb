-- A case may have clients who are in it together. Separated, they have no common sight from that instant on.

grant create on schema public to privity_definer;

-- Whoever manages the case.
create function may_pair_clients(p_case uuid) returns boolean
language plpgsql stable
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return exists (select from cases c where c.id = p_case) and p_case <> all (my_walls())
        and (acting_role() = 'managing_partner' or (acting_role() = 'associate_attorney' and p_case = any (my_cases_from(3::smallint))));
end
$$;

-- For whoever sees the case: its own client first.
create function case_clients_told(p_case uuid) returns table (
    client_id uuid, name text, own boolean, since timestamptz, until timestamptz, seen boolean)
language sql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
    select k.id, k.name, l.own, l.since, l.until, k.id <> all (my_walled_clients())
        and (acting_role() = 'managing_partner' or k.id = any (my_clients_from(1::smallint)))
    from case_clients l join clients k on k.id = l.client_id
    where l.case_id = p_case and p_case <> all (my_walls())
        and (acting_role() = 'managing_partner' or p_case = any (my_cases_from(1::smallint)))
    order by l.own desc, l.until is not null, l.since, k.id
$$;

-- 'done'; 'there' for a client who is in it already; 'adverse' for a party against whom the case is; 'screened' where
-- somebody with a place on the case, or a managing partner, is walled off from that client, whose papers would come
-- before them.
create function add_co_client(p_case uuid, p_client uuid) returns text
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

create function separate_co_client(p_case uuid, p_client uuid) returns void
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    perform refuse_unless(may_pair_clients(p_case));
    update case_clients set until = office_now(), ended_by = office_caller()
    where case_id = p_case and client_id = p_client and not own and until is null;
    if not found then
        raise exception 'this client is in it no more' using errcode = 'PV409';
    end if;
end
$$;

do $$
declare
    f text;
begin
    foreach f in array array['may_pair_clients(uuid)', 'case_clients_told(uuid)', 'add_co_client(uuid, uuid)',
        'separate_co_client(uuid, uuid)'] loop
        execute format('alter function %s owner to privity_definer', f);
        execute format('revoke execute on function %s from public', f);
        execute format('grant execute on function %s to privity_definer', f);
        if f like 'case\_%' then
            execute format('grant execute on function %s to privity_partner, privity_attorney, privity_paralegal', f);
        elsif f not like 'may\_%' then
            execute format('grant execute on function %s to privity_partner, privity_attorney', f);
        end if;
    end loop;
end
$$;

revoke create on schema public from privity_definer;
