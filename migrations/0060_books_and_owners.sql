-- For the pages of billing. What was collected, by month and by the attorney who leads the case now: Billing does not read the teams: a
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

-- That the books agree with themselves, looked at each night: what was found, by ids alone.
create table billing_checks (
    id uuid primary key default gen_random_uuid(),
    checked_at timestamptz not null default office_now(),
    wrong integer not null check (wrong >= 0),
    -- [{"what", "id", "says"}], the first hundred
    found jsonb not null
);
create index billing_checks_latest on billing_checks (checked_at desc);
comment on table billing_checks is 'Each look at the books: kept sums against the rows they follow from. Insert-only.';

alter table billing_checks enable row level security;
alter table billing_checks force row level security;
create policy definer on billing_checks to privity_definer using (true) with check (true);
grant select, insert on billing_checks to privity_definer;
create policy caller_in_force on billing_checks as restrictive
    to privity_partner, privity_attorney, privity_paralegal, privity_billing
    using ((select caller_in_force(current_user))) with check ((select caller_in_force(current_user)));
create policy who_bills on billing_checks for select to privity_partner, privity_billing using (true);
-- what was found may be of cases that the reader is screened from
grant select (id, checked_at, wrong) on billing_checks to privity_partner, privity_billing;
create trigger billing_checks_keep before update or delete on billing_checks for each row execute function keep_money();
create trigger billing_checks_no_truncate before truncate on billing_checks for each statement execute function keep_said();

create function check_books() returns integer
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    count_wrong integer;
    first_found jsonb;
begin
    select count(*), coalesce(jsonb_agg(jsonb_build_object('what', w.what, 'id', w.id, 'says', w.says)) filter (where w.nth <= 100), '[]')
    into count_wrong, first_found
    from (select b.*, row_number() over (order by b.what, b.id) as nth from billing_check() b) w;
    insert into billing_checks (wrong, found) values (count_wrong, first_found);
    return count_wrong;
end
$$;
alter function check_books() owner to privity_definer;
revoke execute on function check_books() from public;

-- What one look found, in words: none of it for whoever is screened from anything, since it names no case to ask by.
create function books_found(p_check uuid) returns text[]
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    if coalesce(acting_role() not in ('managing_partner', 'billing'), true)
        or cardinality(my_walls()) > 0 or cardinality(my_walled_clients()) > 0 then
        return '{}';
    end if;
    return array(select concat_ws(' ', x->>'what', x->>'id', x->>'says')
        from billing_checks b, jsonb_array_elements(b.found) x where b.id = p_check);
end
$$;
alter function books_found(uuid) owner to privity_definer;
revoke execute on function books_found(uuid) from public;
grant execute on function books_found(uuid) to privity_partner, privity_billing;
grant execute on function check_books() to privity_keeper;

-- Who can see to a hold or a dispute of an invoice: of those who may open it.
create function invoice_owners(p_invoice uuid) returns table (id uuid, name text)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
begin
    return query
        select s.id, s.name
        from invoices i
        cross join unnest(staff_in_force()) who (id)
        join staff s on s.id = who.id
        join staff_roles r on r.staff_id = s.id and r.until is null
        where i.id = p_invoice and (may_bill(i.case_id) or may_approve(i.case_id))
            and not is_screened(s.id, i.case_id, i.client_id)
            and (r.role in ('managing_partner', 'billing') or (r.role = 'associate_attorney'
                and exists (select from places_on(s.id, i.case_id) p where p.reach >= 3)));
end
$$;
alter function invoice_owners(uuid) owner to privity_definer;
revoke execute on function invoice_owners(uuid) from public;
grant execute on function invoice_owners(uuid) to privity_partner, privity_attorney, privity_billing;

revoke create on schema public from privity_definer;
