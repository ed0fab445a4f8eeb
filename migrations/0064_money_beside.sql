-- What is told of time and money beside other things: beside the navigation of everybody's pages, drafts that wait
-- for a word or a number, and the timer that runs (asked for on every page, so by partial indexes alone); on the
-- page of a case or a client, what is unbilled and what is owed.

grant create on schema public to privity_definer;

create index invoices_waiting on invoices (stage) where stage in ('review', 'approved');

-- waiting: of managing partners all drafts that wait for approval and last notices that wait for their word, of a
-- lead those of their cases, of Billing those that are approved and have no number. timer_on: the number of its case.
create function beside_navigation(out waiting bigint, out timer_since timestamptz, out timer_on text)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    me uuid := office_caller();
    acting text := acting_role();
begin
    waiting := 0;
    case acting
        when 'managing_partner' then
            select count(*) into waiting from invoices i join cases c on c.id = i.case_id
            where i.stage = 'review' and c.closed_on is null and i.case_id <> all ((select my_walls())::uuid[]);
            waiting := waiting + (
                select count(*) from dunning_stages s join invoices i on i.id = s.invoice_id
                where s.state = 'awaiting' and i.case_id <> all ((select my_walls())::uuid[]));
        when 'associate_attorney' then
            -- most days none waits, and that is told by an index
            if exists (select from invoices i where i.stage = 'review') then
                select count(*) into waiting from invoices i join cases c on c.id = i.case_id
                where i.stage = 'review' and c.closed_on is null and i.case_id = any ((select my_cases_from(4::smallint))::uuid[]) and i.case_id <> all ((select my_walls())::uuid[]);
            end if;
        when 'billing' then
            select count(*) into waiting from invoices i join cases c on c.id = i.case_id
            where i.stage = 'approved' and c.closed_on is null and i.case_id <> all ((select my_walls())::uuid[]);
        else null;
    end case;
    select t.started_at, coalesce(c.number, '') into timer_since, timer_on
    from timers t left join cases c on c.id = t.case_id where t.staff_id = me and t.stopped_at is null;
end
$$;
alter function beside_navigation() owner to privity_definer;
alter function beside_navigation() set plan_cache_mode = force_generic_plan;
revoke execute on function beside_navigation() from public;
grant execute on function beside_navigation() to privity_partner, privity_attorney, privity_paralegal, privity_billing;

-- By currency, in minor units, with the reader's rights: of these cases alone.
create function money_of(p_cases uuid[]) returns table (currency text, minutes bigint, unbilled bigint, left_to_pay bigint,
    overdue bigint, drafts bigint)
language sql stable
set search_path = pg_catalog, public, pg_temp
as $$
    select m.currency, sum(m.minutes)::bigint, sum(m.unbilled)::bigint, sum(m.left_to_pay)::bigint, sum(m.overdue)::bigint,
        sum(m.drafts)::bigint
    from (
        select t.currency, t.billed_minutes as minutes, t.worth - t.written_down as unbilled, 0 as left_to_pay, 0 as overdue,
            0 as drafts
        from time_entries t
        where t.case_id = any (p_cases) and t.invoice_id is null and t.withdrawn_at is null and t.treatment = 'billable'
        union all
        select x.currency, 0, x.amount - x.written_down, 0, 0, 0
        from expenses x
        where x.case_id = any (p_cases) and x.invoice_id is null and x.withdrawn_at is null and x.treatment = 'billable'
        union all
        select i.currency, 0, 0, i.balance, case when i.due_on < office_today() and i.sent_on is not null then i.balance else 0 end,
            (i.stage in ('draft', 'review', 'approved'))::int
        from invoices i
        where i.case_id = any (p_cases) and (i.balance > 0 or i.stage in ('draft', 'review', 'approved'))
    ) as m
    group by m.currency order by m.currency
$$;
revoke execute on function money_of(uuid[]) from public;
grant execute on function money_of(uuid[]) to privity_partner, privity_attorney, privity_paralegal, privity_billing;

-- How a case is paid for; where nothing is said, as the office has it. With the reader's rights.
create function terms_of(p_case uuid) returns table (currency text, arrangement text, fixed_fee bigint, payment_days smallint,
    payer_id uuid, payer text, dunned boolean, reference text, revision integer, office_days smallint)
language sql stable
set search_path = pg_catalog, public, pg_temp
as $$
    select coalesce(f.currency, o.currency), coalesce(f.arrangement, 'hourly'), f.fixed_fee, f.payment_days, f.payer_id, p.name,
        coalesce(f.dunned, true), coalesce(f.reference, ''), f.revision, o.payment_days
    from office_settings o
    left join fee_terms f on f.case_id = p_case
    left join payers p on p.id = f.payer_id
$$;
revoke execute on function terms_of(uuid) from public;
-- the page of a case names it for everybody, and calls it for those who may
grant execute on function terms_of(uuid) to privity_partner, privity_attorney, privity_paralegal, privity_billing;

revoke create on schema public from privity_definer;
