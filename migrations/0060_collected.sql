-- What was collected, by month and by the attorney who leads the case now. Billing does not read the teams: a
-- definer adds up for whoever takes the books away, without the cases they are screened from.

grant create on schema public to privity_definer;

create function collected(p_from date, p_currency text) returns table (month date, attorney text, amount bigint)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
begin
    perform refuse_unless(acting_role() in ('managing_partner', 'billing'));
    return query
        select date_trunc('month', a.allocated_on)::date, coalesce(s.name, ''), sum(a.amount)::bigint
        from allocations a
        left join case_team t on t.case_id = a.case_id and t.level = 'lead' and t.until is null
        left join staff s on s.id = t.staff_id
        where a.ended_at is null and a.allocated_on >= p_from and a.currency = p_currency
            and a.case_id <> all (my_walls()) and a.client_id <> all (my_walled_clients())
        group by 1, 2;
end
$$;
alter function collected(date, text) owner to privity_definer;
revoke execute on function collected(date, text) from public;
grant execute on function collected(date, text) to privity_partner, privity_billing;
create index allocations_collected on allocations (allocated_on) where ended_at is null;

revoke create on schema public from privity_definer;
