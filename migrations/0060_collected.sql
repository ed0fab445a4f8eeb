-- For the page of the books. What was collected, by month and by the attorney who leads the case now: Billing does not read the teams: a
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
grant select on billing_checks to privity_partner, privity_billing;
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
grant execute on function check_books() to privity_keeper;

revoke create on schema public from privity_definer;
