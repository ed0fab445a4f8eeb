-- How the office writes and when it is open: locale, currency, hours of the week, holidays.

alter table office_settings
    -- BCP 47 and ISO 4217: which of them the office offers stands in the code
    add column locale text not null default 'en-US' check (locale ~ '^[a-z]{2}-[A-Z]{2}$'),
    add column currency text not null default 'USD' check (currency ~ '^[A-Z]{3}$');
grant update (locale, currency) on office_settings to privity_partner;

-- One row a day of the week, Monday first. Closed where there are no hours.
create table office_hours (
    weekday smallint primary key check (weekday between 1 and 7),
    opens time,
    closes time,
    check ((opens is null) = (closes is null) and (opens is null or opens < closes))
);
insert into office_hours (weekday, opens, closes)
select day, case when day < 6 then time '09:00' end, case when day < 6 then time '17:00' end
from generate_series(1, 7) as day;

-- Days on which the office is closed. Taken back, not deleted.
create table holidays (
    id uuid primary key,
    on_day date not null,
    name text not null check (name <> ''),
    added_by uuid not null references staff (id),
    added_at timestamptz not null default office_now(),
    ended_by uuid references staff (id),
    ended_at timestamptz,
    check ((ended_by is null) = (ended_at is null))
);
create unique index holidays_once on holidays (on_day) where ended_at is null;

do $$
declare
    t text;
begin
    foreach t in array array['office_hours', 'holidays'] loop
        execute format('alter table %I enable row level security', t);
        execute format('alter table %I force row level security', t);
        execute format('create policy definer on %I to privity_definer using (true)', t);
        execute format('create policy caller_in_force on %I as restrictive
            to privity_partner, privity_attorney, privity_paralegal, privity_billing
            using ((select caller_in_force(current_user))) with check ((select caller_in_force(current_user)))', t);
        execute format('create policy everyone on %I for select
            to privity_partner, privity_attorney, privity_paralegal, privity_billing using (true)', t);
    end loop;
end
$$;
create policy partner_sets on office_hours for update to privity_partner using (true);
create policy partner_adds on holidays for insert to privity_partner
    with check (added_by = (select office_caller()) and ended_at is null);
create policy partner_ends on holidays for update to privity_partner
    using (ended_at is null)
    with check (ended_at = office_now() and ended_by = (select office_caller()));
grant select on office_hours, holidays to privity_partner, privity_attorney, privity_paralegal, privity_billing;
grant update (opens, closes) on office_hours to privity_partner;
grant insert (id, on_day, name, added_by) on holidays to privity_partner;
grant update (ended_at, ended_by) on holidays to privity_partner;
