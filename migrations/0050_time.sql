-- Time: what was worked, for whom, at what rate, and what was laid out. An entry is locked from the moment
-- it stands on an invoice, draft or issued, until that one is void. Amounts are minor units, bigint, with the
-- ISO 4217 currency beside them; minutes are whole.
--
-- Lock order of everything that moves money, here and in the migrations that follow: payments, then invoices,
-- then entries and expenses, each by id, then the counter of numbers.

grant create on schema public to privity_definer;

alter table office_settings
    -- entries are billed in steps of so many minutes
    add column time_step smallint not null default 6 check (time_step in (1, 5, 6, 10, 15, 30)),
    add column time_rounding text not null default 'up' check (time_rounding in ('up', 'nearest', 'exact'));
grant update (time_step, time_rounding) on office_settings to privity_partner;

-- so that what hangs on a case can be bound to its client as well
alter table cases add constraint cases_client_key unique (id, client_id);
alter table payers add constraint payers_case_key unique (id, case_id);

-- How a case is paid for. Without a row: by the hour, in the office's currency.
create table fee_terms (
    case_id uuid primary key,
    client_id uuid not null,
    currency text not null check (currency ~ '^[A-Z]{3}$'),
    arrangement text not null default 'hourly' check (arrangement in ('hourly', 'fixed_fee', 'pro_bono')),
    fixed_fee bigint check (fixed_fee between 1 and 1000000000000),
    -- days to pay; null: as the office has it
    payment_days smallint check (payment_days between 0 and 180),
    -- who is asked to pay: the client, else this payer
    payer_id uuid,
    -- never reminded: court-appointed, paid by the state
    dunned boolean not null default true,
    -- a reference the debtor wants to read: a claim, a purchase order
    reference text not null default '' check (length(reference) <= 200),
    set_by uuid not null references staff (id),
    set_at timestamptz not null default office_now(),
    revision integer not null default 1 check (revision > 0),
    foreign key (case_id, client_id) references cases (id, client_id),
    foreign key (payer_id, case_id) references payers (id, case_id),
    check ((arrangement = 'fixed_fee') = (fixed_fee is not null))
);
comment on table fee_terms is 'How a case is paid for: currency, arrangement, who pays and in how many days. No row: by the hour, the client, as the office has it.';

-- What kind of work it was. Ended, not deleted.
create table activity_codes (
    id uuid primary key,
    code text not null check (code ~ '^[A-Z0-9.-]{1,12}$'),
    label text not null check (label <> '' and length(label) <= 200),
    -- what an entry with it begins as
    treatment text not null default 'billable' check (treatment in ('billable', 'no_charge', 'not_billable')),
    added_by uuid not null references staff (id),
    added_at timestamptz not null default office_now(),
    ended_by uuid references staff (id),
    ended_at timestamptz,
    check ((ended_by is null) = (ended_at is null))
);
create unique index activity_codes_once on activity_codes (code) where ended_at is null;
comment on table activity_codes is 'Kinds of work. Insert, then ended; never changed.';

-- What an hour costs. The most specific row that has begun wins: of the case before of the client before of
-- the office; within each, of the person before of anybody; then the latest. Ended, not deleted.
create table rates (
    id uuid primary key,
    staff_id uuid references staff (id),
    case_id uuid,
    client_id uuid references clients (id),
    currency text not null check (currency ~ '^[A-Z]{3}$'),
    -- minor units an hour
    an_hour bigint not null check (an_hour between 0 and 100000000),
    since date not null,
    set_by uuid not null references staff (id),
    set_at timestamptz not null default office_now(),
    ended_by uuid references staff (id),
    ended_at timestamptz,
    foreign key (case_id, client_id) references cases (id, client_id),
    check (case_id is null or client_id is not null),
    check ((ended_by is null) = (ended_at is null))
);
create unique index rates_once on rates (coalesce(staff_id, '00000000-0000-0000-0000-000000000000'),
    coalesce(case_id, client_id, '00000000-0000-0000-0000-000000000000'), currency, since) where ended_at is null;
create index rates_of_case on rates (case_id) where case_id is not null;
create index rates_of_client on rates (client_id) where client_id is not null;
comment on table rates is 'Hourly rates by person, case, client and first day. Insert, then ended; never changed: what was billed at one stays explicable.';

-- Time that runs. At most one for each person, whatever the device.
create table timers (
    id uuid primary key,
    staff_id uuid not null references staff (id),
    case_id uuid references cases (id),
    activity_id uuid references activity_codes (id),
    narrative text not null default '' check (length(narrative) <= 4000),
    started_at timestamptz not null default office_now(),
    stopped_at timestamptz,
    revision integer not null default 1 check (revision > 0),
    check (stopped_at >= started_at)
);
create unique index timers_one_runs on timers (staff_id) where stopped_at is null;
create index timers_of_case on timers (case_id) where case_id is not null;
comment on table timers is 'Running and stopped timers: one runs for each person. A stopped one says what entry it became, or was let go.';

create table time_entries (
    id uuid primary key,
    staff_id uuid not null references staff (id),
    -- null: the office's own time, never billed
    case_id uuid,
    client_id uuid,
    worked_on date not null,
    starts_at timestamptz,
    ends_at timestamptz,
    minutes integer not null check (minutes between 1 and 1440),
    -- by the office's rounding when it was recorded
    billed_minutes integer not null check (billed_minutes between 1 and 1470),
    narrative text not null check (narrative <> '' and length(narrative) <= 4000),
    activity_id uuid references activity_codes (id),
    treatment text not null default 'billable' check (treatment in ('billable', 'no_charge', 'not_billable')),
    currency text not null check (currency ~ '^[A-Z]{3}$'),
    -- the rate in force then; null: none is set
    rate bigint check (rate between 0 and 100000000),
    -- what it is worth, half a minor unit up
    worth bigint not null generated always as (coalesce((rate * billed_minutes + 30) / 60, 0)) stored,
    written_down bigint not null default 0,
    write_down_reason text not null default '' check (length(write_down_reason) <= 4000),
    source text not null default 'day_sheet'
        check (source in ('day_sheet', 'timer', 'quick_entry', 'suggestion', 'imported')),
    timer_id uuid references timers (id),
    appointment_id uuid references appointments (id),
    -- the live invoice on which it stands
    invoice_id uuid,
    recorded_by uuid not null references staff (id),
    recorded_at timestamptz not null default office_now(),
    changed_by uuid references staff (id),
    changed_at timestamptz,
    withdrawn_by uuid references staff (id),
    withdrawn_at timestamptz,
    revision integer not null default 1 check (revision > 0),
    foreign key (case_id, client_id) references cases (id, client_id),
    unique (id, case_id, currency),
    check ((case_id is null) = (client_id is null)),
    check (case_id is not null or treatment = 'not_billable'),
    check ((starts_at is null) = (ends_at is null) and (ends_at is null or ends_at > starts_at)),
    check (written_down between 0 and coalesce((rate * billed_minutes + 30) / 60, 0)),
    check ((written_down = 0) = (write_down_reason = '')),
    check ((withdrawn_by is null) = (withdrawn_at is null)),
    check (invoice_id is null or (withdrawn_at is null and treatment <> 'not_billable'))
);
create index time_entries_of_person on time_entries (staff_id, worked_on);
create index time_entries_unbilled on time_entries (case_id, worked_on)
    where invoice_id is null and withdrawn_at is null and treatment <> 'not_billable';
create index time_entries_of_case on time_entries (case_id, worked_on) where case_id is not null;
create index time_entries_billed on time_entries (invoice_id) where invoice_id is not null;
create unique index time_entries_of_timer on time_entries (timer_id) where timer_id is not null and withdrawn_at is null;
create unique index time_entries_of_appointment on time_entries (staff_id, appointment_id)
    where appointment_id is not null and withdrawn_at is null;
comment on table time_entries is 'Who worked how long on what. Client, billed minutes, currency and rate are set by trigger; locked while invoice_id names a live invoice; withdrawn, not deleted.';

-- What the office laid out for a case.
create table expenses (
    id uuid primary key,
    case_id uuid not null,
    client_id uuid not null,
    spent_on date not null,
    description text not null check (description <> '' and length(description) <= 4000),
    currency text not null check (currency ~ '^[A-Z]{3}$'),
    amount bigint not null check (amount between 1 and 1000000000000),
    treatment text not null default 'billable' check (treatment in ('billable', 'no_charge', 'not_billable')),
    written_down bigint not null default 0,
    write_down_reason text not null default '' check (length(write_down_reason) <= 4000),
    -- a document of the same case
    receipt_id uuid,
    invoice_id uuid,
    recorded_by uuid not null references staff (id),
    recorded_at timestamptz not null default office_now(),
    changed_by uuid references staff (id),
    changed_at timestamptz,
    withdrawn_by uuid references staff (id),
    withdrawn_at timestamptz,
    revision integer not null default 1 check (revision > 0),
    foreign key (case_id, client_id) references cases (id, client_id),
    foreign key (receipt_id, case_id) references documents (id, case_id),
    unique (id, case_id, currency),
    check (written_down between 0 and amount),
    check ((written_down = 0) = (write_down_reason = '')),
    check ((withdrawn_by is null) = (withdrawn_at is null)),
    check (invoice_id is null or (withdrawn_at is null and treatment <> 'not_billable'))
);
create index expenses_unbilled on expenses (case_id, spent_on)
    where invoice_id is null and withdrawn_at is null and treatment <> 'not_billable';
create index expenses_of_case on expenses (case_id, spent_on);
create index expenses_billed on expenses (invoice_id) where invoice_id is not null;
create index expenses_by on expenses (recorded_by, spent_on);
comment on table expenses is 'What the office laid out for a case, with its receipt. Client and currency are set by trigger; locked while invoice_id names a live invoice; withdrawn, not deleted.';

-- What somebody does not want to be offered as time any more.
create table ignored_suggestions (
    staff_id uuid not null references staff (id),
    on_day date not null,
    -- the appointment, or the case whose documents were open
    subject_id uuid not null,
    ignored_at timestamptz not null default office_now(),
    primary key (staff_id, on_day, subject_id)
);
comment on table ignored_suggestions is 'Suggestions of time that a person turned down, by day.';

-- ---------------------------------------------------------------- the rules

-- As domain::billing::time::Rounding has it. Never nothing of something.
create function billed_minutes(p_minutes integer) returns integer
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    rule text;
    step integer;
begin
    select o.time_rounding, o.time_step into rule, step from office_settings o;
    return case coalesce(rule, 'exact')
        when 'up' then (p_minutes + step - 1) / step * step
        when 'nearest' then greatest((p_minutes * 2 + step) / (step * 2) * step, step)
        else p_minutes end;
end
$$;

-- The currency in which a case is billed.
create function currency_of_case(p_case uuid) returns text
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return coalesce((select f.currency from fee_terms f where f.case_id = p_case),
        (select o.currency from office_settings o));
end
$$;

-- The same, for whoever may put time on the case.
create function case_currency(p_case uuid) returns text
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return case when acting_role() is not null and (p_case is null or p_case <> all (my_walls())) and (p_case is null
            or acting_role() in ('managing_partner', 'billing') or exists (select from places_on(office_caller(), p_case)))
        then currency_of_case(p_case) end;
end
$$;

-- What an hour of that person costs on that case and day, in the currency of the case.
create function rate_for(p_staff uuid, p_case uuid, p_on date) returns bigint
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return (
        select r.an_hour
        from cases c
        join rates r on (r.staff_id = p_staff or r.staff_id is null)
            and (r.case_id = c.id or (r.case_id is null and (r.client_id = c.client_id or r.client_id is null)))
        where c.id = p_case and r.ended_at is null and r.since <= p_on and r.currency = currency_of_case(c.id)
        order by r.case_id is null, r.client_id is null, r.staff_id is null, r.since desc
        limit 1);
end
$$;

-- Whether the caller may put time or an expense on the case: whoever sees it, and Billing, which bills it.
create function may_record_time(p_case uuid) returns boolean
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    acting text := acting_role();
begin
    return acting is not null and (p_case is null
        or (p_case <> all (my_walls())
            and exists (select from cases c where c.id = p_case and c.closed_on is null)
            and (acting in ('managing_partner', 'billing')
                or exists (select from places_on(office_caller(), p_case)))));
end
$$;

-- Open cases on which the caller may record, by words of the number, the title and the client's name; without
-- words the latest.
create function cases_to_bill(p_words text, p_most integer) returns table (
    case_id uuid, number text, title text, client text)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
declare
    acting text := acting_role();
    words text[] := array(select w from regexp_split_to_table(lower(p_words), '\s+') w where w <> '');
    walls uuid[] := my_walls();
    mine uuid[] := '{}';
begin
    if acting is null then
        return;
    end if;
    if acting in ('associate_attorney', 'paralegal') then
        mine := my_cases();
    end if;
    return query
        -- Billing reads no titles
        select c.id, c.number, case acting when 'billing' then '' else c.title end, k.name
        from cases c join clients k on k.id = c.client_id
        where c.closed_on is null and c.id <> all (walls)
            and (acting in ('managing_partner', 'billing') or c.id = any (mine))
            and not exists (select from unnest(words) w where position(w in lower(
                c.number || ' ' || k.name || case acting when 'billing' then '' else ' ' || c.title end)) = 0)
        order by lower(c.number) = lower(p_words) desc, c.opened_on desc, c.number desc limit p_most;
end
$$;

-- Whether the caller may change what that person recorded: one's own while the case is in sight; a managing
-- partner anybody's.
create function may_edit_time(p_staff uuid, p_case uuid) returns boolean
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return may_record_time(p_case) and (p_staff = office_caller() or acting_role() = 'managing_partner');
end
$$;

-- Where the caller stands towards one entry or one expense: no row where there is none.
create function time_standing(which uuid) returns table (
    reach smallint, walled boolean, closed boolean, own boolean, case_id uuid, client_id uuid)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
declare
    me uuid := office_caller();
begin
    return query
        select p.reach, coalesce(t.case_id = any (my_walls()), false), c.closed_on is not null,
            t.who = me and (t.case_id is null or p.reach is not null or acting_role() in ('managing_partner', 'billing')),
            t.case_id, t.client_id
        from (
            select e.staff_id as who, e.case_id, e.client_id from time_entries e where e.id = which
            union all
            select x.recorded_by, x.case_id, x.client_id from expenses x where x.id = which
        ) t
        left join cases c on c.id = t.case_id
        left join lateral (select max(m.reach) as reach from places_on(me, t.case_id) m) p on true
        -- the office's own time is its owner's and the managing partners'
        where t.case_id is not null or t.who = me or acting_role() = 'managing_partner';
end
$$;

-- A day on which there could have been work on the case: not before it was opened, not after it was closed,
-- not ahead of today.
create function day_of_case(p_case uuid, p_on date) returns boolean
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return p_on <= office_today() and (p_case is null or exists (
        select from cases c where c.id = p_case and c.opened_on <= p_on and (c.closed_on is null or p_on <= c.closed_on)));
end
$$;

create function set_time_entry() returns trigger
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    if tg_op = 'UPDATE' and old.invoice_id is not null and new.invoice_id is not distinct from old.invoice_id then
        raise exception 'this entry stands on an invoice' using errcode = 'PV409';
    end if;
    if tg_op = 'UPDATE' and new.invoice_id is distinct from old.invoice_id then
        return new;
    end if;
    if not day_of_case(new.case_id, new.worked_on) then
        raise exception 'this day is outside the life of the case' using errcode = 'PV409';
    end if;
    new.client_id := (select c.client_id from cases c where c.id = new.case_id);
    if tg_op = 'INSERT' or (new.case_id, new.worked_on) is distinct from (old.case_id, old.worked_on) then
        new.currency := currency_of_case(new.case_id);
        new.rate := rate_for(new.staff_id, new.case_id, new.worked_on);
    end if;
    if tg_op = 'INSERT' or new.minutes <> old.minutes then
        new.billed_minutes := billed_minutes(new.minutes);
    end if;
    if new.withdrawn_at is null then
        -- one person's day, one at a time
        perform pg_advisory_xact_lock(hashtextextended(new.staff_id::text || new.worked_on, 6));
        if new.minutes + coalesce((select sum(e.minutes) from time_entries e where e.staff_id = new.staff_id
                and e.worked_on = new.worked_on and e.withdrawn_at is null and e.id <> new.id), 0) > 1440 then
            raise exception 'a day has 24 hours' using errcode = 'PV409';
        end if;
    end if;
    return new;
end
$$;
create trigger time_entries_set before insert or update on time_entries
    for each row execute function set_time_entry();

create function set_expense() returns trigger
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    if tg_op = 'UPDATE' and old.invoice_id is not null and new.invoice_id is not distinct from old.invoice_id then
        raise exception 'this expense stands on an invoice' using errcode = 'PV409';
    end if;
    if tg_op = 'UPDATE' and new.invoice_id is distinct from old.invoice_id then
        return new;
    end if;
    if not day_of_case(new.case_id, new.spent_on) then
        raise exception 'this day is outside the life of the case' using errcode = 'PV409';
    end if;
    new.client_id := (select c.client_id from cases c where c.id = new.case_id);
    new.currency := currency_of_case(new.case_id);
    return new;
end
$$;
create trigger expenses_set before insert or update on expenses
    for each row execute function set_expense();

create function set_fee_terms() returns trigger
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    new.client_id := (select c.client_id from cases c where c.id = new.case_id);
    -- what was recorded in one currency is billed in it
    if (tg_op = 'INSERT' and new.currency <> currency_of_case(new.case_id)
            or tg_op = 'UPDATE' and new.currency <> old.currency)
        and (exists (select from time_entries e where e.case_id = new.case_id and e.currency <> new.currency and e.withdrawn_at is null)
            or exists (select from expenses x where x.case_id = new.case_id and x.currency <> new.currency and x.withdrawn_at is null)) then
        raise exception 'something is recorded in another currency' using errcode = 'PV409';
    end if;
    return new;
end
$$;
create trigger fee_terms_set before insert or update on fee_terms
    for each row execute function set_fee_terms();

create function set_rate() returns trigger
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    if new.case_id is not null then
        new.client_id := (select c.client_id from cases c where c.id = new.case_id);
    end if;
    return new;
end
$$;
create trigger rates_set before insert on rates for each row execute function set_rate();

-- What the caller did on a day and has not recorded: appointments that are over, and cases whose documents
-- were open. Only one's own, only of cases in sight, each until it is recorded or turned down.
create function time_suggestions(p_day date) returns table (
    subject_kind text, subject_id uuid, case_id uuid, starts_at timestamptz, ends_at timestamptz, attendance text, documents bigint)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
declare
    me uuid := office_caller();
    zone text := (select o.time_zone from office_settings o);
    from_at timestamptz := p_day::timestamp at time zone zone;
    until_at timestamptz := (p_day + 1)::timestamp at time zone zone;
begin
    if acting_role() is null then
        return;
    end if;
    return query
        select 'appointment', a.id, a.case_id, a.starts_at, a.ends_at, coalesce(a.attendance, ''), 0::bigint
        from appointments a
        where a.starts_at >= from_at and a.starts_at < until_at and a.ends_at <= office_now() and a.ends_at > a.starts_at
            and me = any (a.staff_ids) and a.case_id is not null and a.cancelled_at is null
            and may_record_time(a.case_id)
            and not exists (select from time_entries e where e.staff_id = me and e.appointment_id = a.id and e.withdrawn_at is null)
            and not exists (select from ignored_suggestions i where i.staff_id = me and i.on_day = p_day and i.subject_id = a.id)
        union all
        select 'documents', o.case_id, o.case_id, o.first_at, o.last_at, '', o.documents
        from (
            select v.case_id, min(v.at) as first_at, max(v.at) as last_at, count(distinct v.resource_id) as documents
            from audit_events v
            where v.actor_id = me and v.at >= from_at and v.at < until_at and v.resource = 'document' and v.outcome = 'done'
                and v.action in ('view-document', 'download-document', 'add-document', 'add-version', 'edit-document')
                and v.case_id is not null
            group by v.case_id
        ) o
        where may_record_time(o.case_id)
            and not exists (select from time_entries e where e.staff_id = me and e.case_id = o.case_id and e.worked_on = p_day
                and e.withdrawn_at is null)
            and not exists (select from ignored_suggestions i where i.staff_id = me and i.on_day = p_day and i.subject_id = o.case_id)
        order by 4, 2;
end
$$;

grant select (actor_id, at, resource, resource_id, outcome, action, case_id) on audit_events to privity_definer;
create index audit_events_of_actors_documents on audit_events (actor_id, at)
    where resource = 'document' and case_id is not null;

-- ---------------------------------------------------------------- row-level security

do $$
declare
    t text;
begin
    foreach t in array array['fee_terms', 'activity_codes', 'rates', 'timers', 'time_entries', 'expenses', 'ignored_suggestions'] loop
        execute format('alter table %I enable row level security', t);
        execute format('alter table %I force row level security', t);
        execute format('create policy definer on %I to privity_definer using (true) with check (true)', t);
        execute format('grant select, insert, update on %I to privity_definer', t);
        execute format('create policy caller_in_force on %I as restrictive
            to privity_partner, privity_attorney, privity_paralegal, privity_billing
            using ((select caller_in_force(current_user))) with check ((select caller_in_force(current_user)))', t);
    end loop;
    foreach t in array array['fee_terms', 'rates', 'timers', 'time_entries', 'expenses'] loop
        execute format('create policy walls on %I as restrictive
            to privity_partner, privity_attorney, privity_paralegal, privity_billing
            using (coalesce(case_id <> all ((select my_walls())::uuid[]), true)%s)', t,
            -- a rate of a client has no case
            case t when 'rates' then ' and coalesce(client_id <> all ((select my_walled_clients())::uuid[]), true)' else '' end);
    end loop;
end
$$;

-- fee terms: as the case's time and rates
create policy partner on fee_terms to privity_partner using (true)
    with check (set_by = (select office_caller()) and set_at = office_now());
create policy billing on fee_terms to privity_billing using (true)
    with check (set_by = (select office_caller()) and set_at = office_now());
create policy attorney on fee_terms for select to privity_attorney
    using (case_id = any ((select my_cases_from(3::smallint))::uuid[]));
create policy open_only on fee_terms as restrictive for insert to privity_partner, privity_billing
    with check (exists (select from cases c where c.id = case_id and c.closed_on is null));
create policy open_only_changed on fee_terms as restrictive for update to privity_partner, privity_billing
    using (exists (select from cases c where c.id = case_id and c.closed_on is null));
grant select on fee_terms to privity_partner, privity_billing, privity_attorney;
grant insert (case_id, currency, arrangement, fixed_fee, payment_days, payer_id, dunned, reference, set_by),
    update (currency, arrangement, fixed_fee, payment_days, payer_id, dunned, reference, set_by, set_at, revision)
    on fee_terms to privity_partner, privity_billing;

create policy everyone on activity_codes for select
    to privity_partner, privity_attorney, privity_paralegal, privity_billing using (true);
create policy partner_adds on activity_codes for insert to privity_partner
    with check (added_by = (select office_caller()) and ended_at is null);
create policy partner_ends on activity_codes for update to privity_partner
    using (ended_at is null) with check (ended_at = office_now() and ended_by = (select office_caller()));
grant select on activity_codes to privity_partner, privity_attorney, privity_paralegal, privity_billing;
grant insert (id, code, label, treatment, added_by), update (ended_at, ended_by) on activity_codes to privity_partner;

create policy partner on rates for select to privity_partner using (true);
create policy billing on rates for select to privity_billing using (true);
-- those of a case with the case's; else one's own
create policy attorney on rates for select to privity_attorney
    using (case_id = any ((select my_cases_from(3::smallint))::uuid[])
        or (case_id is null and client_id is null and staff_id = (select office_caller())));
create policy paralegal on rates for select to privity_paralegal
    using (case_id is null and client_id is null and staff_id = (select office_caller()));
create policy partner_adds on rates for insert to privity_partner
    with check (set_by = (select office_caller()) and ended_at is null);
create policy partner_ends on rates for update to privity_partner
    using (ended_at is null) with check (ended_at = office_now() and ended_by = (select office_caller()));
grant select on rates to privity_partner, privity_attorney, privity_paralegal, privity_billing;
grant insert (id, staff_id, case_id, client_id, currency, an_hour, since, set_by), update (ended_at, ended_by) on rates
    to privity_partner;

create policy own on timers for select to privity_partner, privity_attorney, privity_paralegal, privity_billing
    using (staff_id = (select office_caller()));
create policy own_starts on timers for insert to privity_partner, privity_attorney, privity_paralegal, privity_billing
    with check (staff_id = (select office_caller()) and stopped_at is null and may_record_time(case_id));
create policy own_stops on timers for update to privity_partner, privity_attorney, privity_paralegal, privity_billing
    using (staff_id = (select office_caller()) and stopped_at is null)
    with check ((stopped_at is null and may_record_time(case_id)) or stopped_at = office_now());
grant select on timers to privity_partner, privity_attorney, privity_paralegal, privity_billing;
grant insert (id, staff_id, case_id, activity_id, narrative), update (case_id, activity_id, narrative, stopped_at, revision)
    on timers to privity_partner, privity_attorney, privity_paralegal, privity_billing;

create policy partner on time_entries for select to privity_partner using (true);
create policy billing on time_entries for select to privity_billing
    using (case_id is not null or staff_id = (select office_caller()));
create policy attorney on time_entries for select to privity_attorney
    using (case_id = any ((select my_cases_from(3::smallint))::uuid[])
        or (staff_id = (select office_caller()) and (case_id is null or case_id = any ((select my_cases())::uuid[]))));
create policy paralegal on time_entries for select to privity_paralegal
    using (staff_id = (select office_caller()) and (case_id is null or case_id = any ((select my_cases())::uuid[])));
create policy recorded on time_entries for insert to privity_partner, privity_attorney, privity_paralegal, privity_billing
    with check (staff_id = (select office_caller()) and recorded_by = (select office_caller()) and invoice_id is null
        and withdrawn_at is null and may_record_time(case_id));
create policy changed on time_entries for update to privity_partner, privity_attorney, privity_paralegal, privity_billing
    using (invoice_id is null and withdrawn_at is null and may_edit_time(staff_id, case_id))
    with check (may_edit_time(staff_id, case_id) and changed_by = (select office_caller()) and changed_at = office_now()
        and (withdrawn_at is null or (withdrawn_at = office_now() and withdrawn_by = (select office_caller()))));
grant select on time_entries to privity_partner, privity_attorney, privity_paralegal, privity_billing;
grant insert (id, staff_id, case_id, worked_on, starts_at, ends_at, minutes, narrative, activity_id, treatment, written_down,
        write_down_reason, source, timer_id, appointment_id, recorded_by),
    update (case_id, worked_on, starts_at, ends_at, minutes, narrative, activity_id, treatment, written_down,
        write_down_reason, changed_by, changed_at, withdrawn_by, withdrawn_at, revision)
    on time_entries to privity_partner, privity_attorney, privity_paralegal, privity_billing;

create policy partner on expenses for select to privity_partner using (true);
create policy billing on expenses for select to privity_billing using (true);
create policy attorney on expenses for select to privity_attorney
    using (case_id = any ((select my_cases_from(3::smallint))::uuid[])
        or (recorded_by = (select office_caller()) and case_id = any ((select my_cases())::uuid[])));
create policy paralegal on expenses for select to privity_paralegal
    using (recorded_by = (select office_caller()) and case_id = any ((select my_cases())::uuid[]));
-- a receipt is a document that whoever enters it sees
create policy recorded on expenses for insert to privity_partner, privity_attorney, privity_paralegal, privity_billing
    with check (recorded_by = (select office_caller()) and invoice_id is null and withdrawn_at is null
        and may_record_time(case_id)
        and (receipt_id is null or exists (select from documents d where d.id = receipt_id)));
create policy changed on expenses for update to privity_partner, privity_attorney, privity_paralegal, privity_billing
    using (invoice_id is null and withdrawn_at is null and may_edit_time(recorded_by, case_id))
    with check (may_edit_time(recorded_by, case_id) and changed_by = (select office_caller()) and changed_at = office_now()
        and (receipt_id is null or exists (select from documents d where d.id = receipt_id))
        and (withdrawn_at is null or (withdrawn_at = office_now() and withdrawn_by = (select office_caller()))));
grant select on expenses to privity_partner, privity_attorney, privity_paralegal, privity_billing;
grant insert (id, case_id, spent_on, description, amount, treatment, written_down, write_down_reason, receipt_id, recorded_by),
    update (spent_on, description, amount, treatment, written_down, write_down_reason, receipt_id, changed_by, changed_at,
        withdrawn_by, withdrawn_at, revision)
    on expenses to privity_partner, privity_attorney, privity_paralegal, privity_billing;

create policy own on ignored_suggestions for select
    to privity_partner, privity_attorney, privity_paralegal, privity_billing using (staff_id = (select office_caller()));
create policy own_ignores on ignored_suggestions for insert
    to privity_partner, privity_attorney, privity_paralegal, privity_billing
    with check (staff_id = (select office_caller()));
grant select on ignored_suggestions to privity_partner, privity_attorney, privity_paralegal, privity_billing;
grant insert (staff_id, on_day, subject_id) on ignored_suggestions
    to privity_partner, privity_attorney, privity_paralegal, privity_billing;

do $$
declare
    f text;
begin
    foreach f in array array['billed_minutes(integer)', 'currency_of_case(uuid)', 'case_currency(uuid)', 'rate_for(uuid, uuid, date)',
        'may_record_time(uuid)', 'cases_to_bill(text, integer)', 'may_edit_time(uuid, uuid)', 'time_standing(uuid)', 'day_of_case(uuid, date)',
        'set_time_entry()', 'set_expense()', 'set_fee_terms()', 'set_rate()', 'time_suggestions(date)'] loop
        execute format('alter function %s owner to privity_definer', f);
        execute format('revoke execute on function %s from public', f);
        execute format('grant execute on function %s to privity_definer', f);
        if f in ('case_currency(uuid)', 'may_record_time(uuid)', 'cases_to_bill(text, integer)', 'may_edit_time(uuid, uuid)', 'time_standing(uuid)', 'time_suggestions(date)') then
            execute format('grant execute on function %s to privity_partner, privity_attorney, privity_paralegal, privity_billing', f);
        end if;
    end loop;
end
$$;

revoke create on schema public from privity_definer;
