-- Who may be on file already: clients of a like name, or reached in the same way, as far as the caller
-- may see them. What is out of sight stays so.
grant create on schema public to privity_definer;

create function clients_alike(p_name text, p_values text[])
returns table (client_id uuid, name text, same_name boolean, same_contact boolean)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
begin
    return query
        with named as (
            select k.client_id as id, bool_or(f.how = 'same') as same
            from find_names(array[p_name]) f join known_names k on k.id = f.known_id
            where k.kind in ('client', 'former_name') and f.how in ('same', 'spelling')
            group by k.client_id
        ), reached as (
            select distinct c.client_id as id from client_contacts c
            where c.until is null and c.value = any (p_values)
        )
        select c.id, c.name, coalesce(n.same, false), r.id is not null
        from clients c left join named n on n.id = c.id left join reached r on r.id = c.id
        where (n.id is not null or r.id is not null)
            and acting_role() in ('managing_partner', 'associate_attorney', 'paralegal')
            and (acting_role() = 'managing_partner' or c.id = any ((select my_clients())::uuid[]))
            and c.id <> all ((select my_walled_clients())::uuid[])
        order by r.id is null, n.same desc nulls last, c.name limit 5;
end
$$;
alter function clients_alike(text, text[]) owner to privity_definer;
revoke execute on function clients_alike(text, text[]) from public;
grant execute on function clients_alike(text, text[]) to privity_partner, privity_attorney, privity_paralegal;

create index client_contacts_value on client_contacts (value) where until is null;
create policy definer on client_contacts to privity_definer using (true);
grant select on client_contacts to privity_definer;

revoke create on schema public from privity_definer;
