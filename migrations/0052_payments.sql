-- Payments: what came in, what it was for, what is over. A payment, its parts and the invoices they go on are
-- bound to one client and one currency by their keys. A part raises what is kept as paid on the invoice and as
-- allocated on the payment in the same statement, and a CHECK on each holds it under the total: whoever comes
-- second waits for the row and is refused, so nothing is over-applied, however many write at once. Nothing
-- is changed: a part that was wrong is ended, a payment that bounced is reversed, each with a reason.

grant create on schema public to privity_definer;

-- What a bank said. The hash of the file and the bank's own reference of each line keep both from coming in twice.
create table statement_imports (
    id uuid primary key,
    format text not null check (format in ('csv', 'ofx', 'camt053')),
    -- the office's account there, as the statement names it
    account text not null check (account <> '' and length(account) <= 64),
    currency text not null check (currency ~ '^[A-Z]{3}$'),
    file_sha256 bytea not null unique check (octet_length(file_sha256) = 32),
    from_day date,
    until_day date,
    imported_by uuid not null references staff (id),
    imported_at timestamptz not null default office_now()
);
comment on table statement_imports is 'Bank statements that were read in, each file once.';

create table payments (
    id uuid primary key,
    client_id uuid not null references clients (id),
    -- who paid: this payer of one of the client's cases, else the client
    payer_id uuid references payers (id),
    debtor_id uuid not null generated always as (coalesce(payer_id, client_id)) stored,
    currency text not null check (currency ~ '^[A-Z]{3}$'),
    amount bigint not null check (amount between 1 and 1000000000000),
    method text not null check (method in ('bank_transfer', 'check', 'card', 'cash', 'trust', 'link')),
    -- paid in advance, for what is billed later
    retainer boolean not null default false,
    received_on date not null,
    reference text not null default '' check (length(reference) <= 200),
    note text not null default '' check (length(note) <= 4000),
    -- of a payment provider: its callback counts once
    provider text,
    provider_reference text,
    allocated bigint not null default 0 check (allocated >= 0),
    refunded bigint not null default 0 check (refunded >= 0),
    -- what is over and can still be used or given back
    credit bigint not null generated always as (case when reversed_at is null then amount - allocated - refunded else 0 end) stored,
    -- cases it was ever used for: whoever is screened from one of them does not see it
    case_ids uuid[] not null default '{}',
    recorded_by uuid references staff (id),
    recorded_at timestamptz not null default office_now(),
    -- bounced, or never was
    reversed_by uuid references staff (id),
    reversed_at timestamptz,
    reverse_reason text not null default '' check (length(reverse_reason) <= 4000),
    unique (id, client_id, currency),
    check (allocated + refunded <= amount),
    check (reversed_at is null or (allocated = 0 and refunded = 0)),
    check ((reversed_at is null) = (reversed_by is null) and (reversed_at is null) = (reverse_reason = '')),
    check ((provider is null) = (provider_reference is null))
);
create unique index payments_of_provider on payments (provider, provider_reference) where provider is not null;
create index payments_of_client on payments (client_id, received_on desc);
create index payments_over on payments (client_id, currency) where credit > 0;
create index payments_received on payments (received_on desc, id desc);
comment on table payments is 'Money that came in from a client or payer. Its sums follow its allocations and refunds; the rest never changes.';

create table allocations (
    id uuid primary key,
    payment_id uuid not null,
    invoice_id uuid not null,
    client_id uuid not null,
    case_id uuid not null,
    currency text not null,
    amount bigint not null check (amount between 1 and 1000000000000),
    allocated_on date not null default office_today(),
    allocated_by uuid references staff (id),
    allocated_at timestamptz not null default office_now(),
    ended_by uuid references staff (id),
    ended_at timestamptz,
    end_reason text not null default '' check (length(end_reason) <= 4000),
    foreign key (payment_id, client_id, currency) references payments (id, client_id, currency),
    foreign key (invoice_id, client_id, currency) references invoices (id, client_id, currency),
    foreign key (invoice_id, case_id, currency) references invoices (id, case_id, currency),
    check ((ended_at is null) = (ended_by is null) and (ended_at is null) = (end_reason = ''))
);
create unique index allocations_once on allocations (payment_id, invoice_id) where ended_at is null;
create index allocations_of_invoice on allocations (invoice_id);
comment on table allocations is 'So much of a payment for an invoice of the same client and currency. Ended with a reason, never changed.';

create table refunds (
    id uuid primary key,
    payment_id uuid not null,
    client_id uuid not null,
    currency text not null,
    amount bigint not null check (amount between 1 and 1000000000000),
    method text not null check (method in ('bank_transfer', 'check', 'card', 'cash', 'trust', 'link')),
    refunded_on date not null,
    reason text not null check (reason <> '' and length(reason) <= 4000),
    refunded_by uuid not null references staff (id),
    refunded_at timestamptz not null default office_now(),
    foreign key (payment_id, client_id, currency) references payments (id, client_id, currency)
);
create index refunds_of on refunds (payment_id);
comment on table refunds is 'What was given back of a payment. Insert-only.';

create table write_offs (
    id uuid primary key,
    invoice_id uuid not null references invoices (id),
    amount bigint not null check (amount between 1 and 1000000000000),
    reason text not null check (reason <> '' and length(reason) <= 4000),
    written_off_by uuid not null references staff (id),
    written_off_at timestamptz not null default office_now()
);
create index write_offs_of on write_offs (invoice_id);
comment on table write_offs is 'What the office gave up of an invoice. Insert-only.';

create table statement_lines (
    id uuid primary key,
    import_id uuid not null references statement_imports (id),
    account text not null,
    -- the bank's own, or one made of what the line says
    bank_reference text not null check (bank_reference <> '' and length(bank_reference) <= 200),
    booked_on date not null,
    -- minor units; below zero: it went out
    amount bigint not null check (amount <> 0 and amount between -1000000000000 and 1000000000000),
    currency text not null check (currency ~ '^[A-Z]{3}$'),
    counterparty text not null default '' check (length(counterparty) <= 400),
    says text not null default '' check (length(says) <= 4000),
    payment_id uuid references payments (id),
    ignored_by uuid references staff (id),
    ignored_at timestamptz,
    ignore_reason text not null default '' check (length(ignore_reason) <= 4000),
    unique (account, bank_reference),
    check (payment_id is null or ignored_at is null),
    check ((ignored_at is null) = (ignored_by is null))
);
create unique index statement_lines_once on statement_lines (payment_id) where payment_id is not null;
create index statement_lines_of on statement_lines (import_id);
create index statement_lines_open on statement_lines (booked_on desc, id) where payment_id is null and ignored_at is null;
comment on table statement_lines is 'Lines of bank statements, each once by the bank''s reference; a matched one names its payment.';

-- ---------------------------------------------------------------- what keeps it whole

create function keep_money() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    may text[] := case tg_table_name
        -- what is generated is not known yet
        when 'payments' then array['allocated', 'refunded', 'credit', 'debtor_id', 'case_ids', 'reversed_by', 'reversed_at', 'reverse_reason']
        when 'allocations' then array['ended_by', 'ended_at', 'end_reason']
        when 'statement_lines' then array['payment_id', 'ignored_by', 'ignored_at', 'ignore_reason']
        else array[]::text[] end;
begin
    if tg_op = 'DELETE' or to_jsonb(new) - may is distinct from to_jsonb(old) - may
        or coalesce(to_jsonb(old)->>'reversed_at', to_jsonb(old)->>'ended_at') is not null then
        raise exception 'what was paid is corrected by another row' using errcode = 'PV403';
    end if;
    return new;
end
$$;
do $$
declare
    t text;
begin
    foreach t in array array['payments', 'allocations', 'refunds', 'write_offs', 'statement_imports', 'statement_lines'] loop
        execute format('create trigger %I before update or delete on %I for each row execute function keep_money()', t || '_keep', t);
        execute format('create trigger %I before truncate on %I for each statement execute function keep_said()', t || '_no_truncate', t);
    end loop;
end
$$;

-- An allocation counts on both sides as it is made or ended.
create function count_allocation() returns trigger
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    change bigint := case when tg_op = 'INSERT' then new.amount else -new.amount end;
begin
    update payments set allocated = allocated + change,
        case_ids = case when new.case_id = any (case_ids) then case_ids else case_ids || new.case_id end
    where id = new.payment_id;
    update invoices set paid = paid + change where id = new.invoice_id;
    return null;
end
$$;
create trigger allocations_made after insert on allocations for each row execute function count_allocation();
create trigger allocations_ended after update of ended_at on allocations
    for each row when (old.ended_at is null and new.ended_at is not null) execute function count_allocation();

create function count_refund() returns trigger
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    update payments set refunded = refunded + new.amount where id = new.payment_id;
    return null;
end
$$;
create trigger refunds_counted after insert on refunds for each row execute function count_refund();

create function count_write_off() returns trigger
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    update invoices set written_off = written_off + new.amount where id = new.invoice_id;
    return null;
end
$$;
create trigger write_offs_counted after insert on write_offs for each row execute function count_write_off();

-- ---------------------------------------------------------------- who may, and the verbs

-- A payment is reached as far as the least of the cases it was used for.
create function payment_standing(which uuid) returns table (reach smallint, walled boolean, client_id uuid)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
begin
    return query
        select (
                select min(coalesce(m.reach, 0::smallint)) from unnest(p.case_ids) c
                left join lateral (select max(o.reach) as reach from places_on(office_caller(), c) o) m on true),
            p.client_id = any (my_walled_clients()) or p.case_ids && my_walls(), p.client_id
        from payments p where p.id = which;
end
$$;

-- Whether the caller takes money from that client.
create function may_take_payment(p_client uuid) returns boolean
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return acting_role() in ('managing_partner', 'billing') and p_client <> all (my_walled_clients());
end
$$;

-- What is left on the client's issued invoices, locked until the commit: the rule of the oldest first is asked
-- of this. Without those of cases that the caller is screened from.
create function invoices_to_pay(p_client uuid, p_currency text) returns table (
    invoice_id uuid, debtor_id uuid, due_on date, balance bigint)
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
begin
    perform refuse_unless(may_take_payment(p_client));
    return query
        select i.id, i.debtor_id, i.due_on, i.balance
        from invoices i
        where i.client_id = p_client and i.currency = p_currency and i.balance > 0 and i.case_id <> all (my_walls())
        order by i.id for update;
end
$$;

-- Locks a payment that the caller may touch.
create function payment_to_use(p_payment uuid) returns payments
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    p payments;
begin
    select * into p from payments where id = p_payment for update;
    perform refuse_unless(p.id is not null and may_take_payment(p.client_id) and not (p.case_ids && my_walls()));
    if p.reversed_at is not null then
        raise exception 'this payment was reversed' using errcode = 'PV409';
    end if;
    return p;
end
$$;

-- Puts parts of a payment on invoices: [{"invoice": id, "amount": minor}]. The payment is locked before, the
-- invoices here, by id.
create function allocate_payment(p_payment uuid, p_parts jsonb) returns bigint
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    p payments := payment_to_use(p_payment);
    part record;
    i invoices;
begin
    for part in
        select (x->>'invoice')::uuid as invoice, (x->>'amount')::bigint as amount from jsonb_array_elements(p_parts) x order by 1
    loop
        select * into i from invoices where id = part.invoice for update;
        perform refuse_unless(i.id is not null and i.client_id = p.client_id and may_bill(i.case_id));
        if i.kind <> 'invoice' or i.stage <> 'issued' or i.currency <> p.currency or part.amount < 1 or part.amount > i.balance
            or exists (select from allocations a where a.payment_id = p.id and a.invoice_id = i.id and a.ended_at is null) then
            raise exception 'this invoice does not take that' using errcode = 'PV409';
        end if;
        if part.amount > (select q.credit from payments q where q.id = p.id) then
            raise exception 'no more can be used than was paid' using errcode = 'PV409';
        end if;
        insert into allocations (id, payment_id, invoice_id, client_id, case_id, currency, amount, allocated_by)
        values (gen_random_uuid(), p.id, i.id, i.client_id, i.case_id, i.currency, part.amount, office_caller());
        perform tell_invoice(i.id, 'paid', jsonb_build_object('payment', p.id, 'amount', part.amount));
    end loop;
    return (select q.credit from payments q where q.id = p.id);
end
$$;

-- Records what came in and where it goes; what is over stays as credit and is returned.
create function record_payment(p_id uuid, p_client uuid, p_payment jsonb, p_parts jsonb, p_line uuid) returns bigint
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    payer uuid := (p_payment->>'payer_id')::uuid;
    l statement_lines;
begin
    perform refuse_unless(may_take_payment(p_client));
    if (p_payment->>'received_on')::date > office_today() or (payer is not null and not exists (
            select from payers y join cases c on c.id = y.case_id
            where y.id = payer and c.client_id = p_client and c.id <> all (my_walls()))) then
        raise exception 'this was not paid so' using errcode = 'PV409';
    end if;
    insert into payments (id, client_id, payer_id, currency, amount, method, retainer, received_on, reference, note, recorded_by)
    values (p_id, p_client, payer, p_payment->>'currency', (p_payment->>'amount')::bigint, p_payment->>'method',
        coalesce((p_payment->>'retainer')::boolean, false), (p_payment->>'received_on')::date,
        coalesce(p_payment->>'reference', ''), coalesce(p_payment->>'note', ''), office_caller());
    if p_line is not null then
        select * into l from statement_lines where id = p_line for update;
        if l.id is null or l.payment_id is not null or l.ignored_at is not null
            or (l.amount, l.currency) is distinct from ((p_payment->>'amount')::bigint, p_payment->>'currency') then
            raise exception 'this line of the statement is no such payment' using errcode = 'PV409';
        end if;
        update statement_lines set payment_id = p_id where id = l.id;
    end if;
    return allocate_payment(p_id, p_parts);
end
$$;

-- Takes a payment off an invoice: it is credit again.
create function end_allocation(p_allocation uuid, p_reason text) returns void
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    a allocations;
    p payments;
begin
    select * into a from allocations where id = p_allocation;
    perform refuse_unless(a.id is not null and may_bill(a.case_id));
    p := payment_to_use(a.payment_id);
    perform 1 from invoices i where i.id = a.invoice_id for update;
    update allocations set ended_at = office_now(), ended_by = office_caller(), end_reason = p_reason
    where id = a.id and ended_at is null and p_reason <> '';
    if not found then
        raise exception 'this is not on the invoice any more' using errcode = 'PV409';
    end if;
    perform tell_invoice(a.invoice_id, 'unpaid', jsonb_build_object('payment', a.payment_id, 'amount', a.amount, 'reason', p_reason));
end
$$;

create function refund_payment(p_id uuid, p_payment uuid, p_amount bigint, p_method text, p_on date, p_reason text) returns void
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    p payments := payment_to_use(p_payment);
begin
    if p_amount < 1 or p_amount > p.credit or p_on < p.received_on or p_on > office_today() or p_reason = '' then
        raise exception 'no more can be given back than is over' using errcode = 'PV409';
    end if;
    insert into refunds (id, payment_id, client_id, currency, amount, method, refunded_on, reason, refunded_by)
    values (p_id, p.id, p.client_id, p.currency, p_amount, p_method, p_on, p_reason, office_caller());
end
$$;

-- It bounced, or never was: every invoice it was on is open again.
create function reverse_payment(p_payment uuid, p_reason text) returns void
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    p payments := payment_to_use(p_payment);
    a record;
begin
    if p.refunded > 0 or p_reason = '' then
        raise exception 'something of this was given back' using errcode = 'PV409';
    end if;
    perform 1 from invoices i where i.id in (select x.invoice_id from allocations x where x.payment_id = p.id and x.ended_at is null)
        order by i.id for update;
    for a in select * from allocations x where x.payment_id = p.id and x.ended_at is null loop
        update allocations set ended_at = office_now(), ended_by = office_caller(), end_reason = p_reason where id = a.id;
        perform tell_invoice(a.invoice_id, 'unpaid', jsonb_build_object('payment', p.id, 'amount', a.amount, 'reason', p_reason));
    end loop;
    update payments set reversed_at = office_now(), reversed_by = office_caller(), reverse_reason = p_reason where id = p.id;
end
$$;

-- Gives up what is left of an invoice, or part of it. A managing partner's.
create function write_off(p_id uuid, p_invoice uuid, p_amount bigint, p_reason text) returns void
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    i invoices := invoice_to_bill(p_invoice, null);
begin
    perform refuse_unless(acting_role() = 'managing_partner');
    if p_amount < 1 or p_amount > i.balance or p_reason = '' then
        raise exception 'no more can be given up than is left to pay' using errcode = 'PV409';
    end if;
    insert into write_offs (id, invoice_id, amount, reason, written_off_by) values (p_id, i.id, p_amount, p_reason, office_caller());
    perform tell_invoice(i.id, 'written_off', jsonb_build_object('amount', p_amount, 'reason', p_reason));
end
$$;

-- Reads a statement in: how many lines are new, and how many were known by their reference.
-- Lines: [{"id", "bank_reference", "booked_on", "amount", "counterparty", "says"}], amounts in minor units.
create function import_statement(p_id uuid, p_head jsonb, p_sha256 bytea, p_lines jsonb, out fresh integer, out known integer)
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    perform refuse_unless(acting_role() in ('managing_partner', 'billing'));
    insert into statement_imports (id, format, account, currency, file_sha256, from_day, until_day, imported_by)
    values (p_id, p_head->>'format', p_head->>'account', p_head->>'currency', p_sha256, (p_head->>'from_day')::date,
        (p_head->>'until_day')::date, office_caller());
    insert into statement_lines (id, import_id, account, bank_reference, booked_on, amount, currency, counterparty, says)
    select (l->>'id')::uuid, p_id, p_head->>'account', l->>'bank_reference', (l->>'booked_on')::date, (l->>'amount')::bigint,
        p_head->>'currency', coalesce(l->>'counterparty', ''), coalesce(l->>'says', '')
    from jsonb_array_elements(p_lines) l
    on conflict (account, bank_reference) do nothing;
    get diagnostics fresh = row_count;
    known := jsonb_array_length(p_lines) - fresh;
end
$$;

-- A line that is no payment of a client: a fee of the bank, a transfer of one's own.
create function ignore_statement_line(p_line uuid, p_reason text) returns void
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    perform refuse_unless(acting_role() in ('managing_partner', 'billing'));
    update statement_lines set ignored_at = office_now(), ignored_by = office_caller(), ignore_reason = p_reason
    where id = p_line and payment_id is null and ignored_at is null;
    if not found then
        raise exception 'this line is decided already' using errcode = 'PV409';
    end if;
end
$$;

-- Every disagreement there is, and no row where the books agree: kept sums against the rows they follow from,
-- numbers against their counter, entries against the lines that bill them. For the nightly check and tests; it
-- looks past walls, and names ids alone.
create function billing_check() returns table (what text, id uuid, says text)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
begin
    return query
        with lines as (
            select l.invoice_id, sum(l.net) as net, sum(l.shared_discount) as discount, sum(l.tax) as tax
            from invoice_lines l group by l.invoice_id)
        select 'lines', i.id, format('%s, %s, %s and lines %s, %s, %s', i.subtotal, i.discount, i.tax, l.net, l.discount, l.tax)
        from invoices i left join lines l on l.invoice_id = i.id
        where i.kind = 'invoice'
            and (i.subtotal, i.discount, i.tax) is distinct from (coalesce(l.net, 0), coalesce(l.discount, 0), coalesce(l.tax, 0));
    return query
        select 'taxes', i.id, format('%s and by rate %s', i.tax, coalesce(t.tax, 0))
        from invoices i left join (select t.invoice_id, sum(t.tax) as tax from invoice_taxes t group by t.invoice_id) t
            on t.invoice_id = i.id
        where i.tax <> coalesce(t.tax, 0);
    return query
        select 'paid', i.id, format('%s and allocated %s', i.paid, coalesce(a.amount, 0))
        from invoices i
        left join (select a.invoice_id, sum(a.amount) as amount from allocations a where a.ended_at is null group by a.invoice_id) a
            on a.invoice_id = i.id
        where i.paid <> coalesce(a.amount, 0);
    return query
        select 'credited', i.id, format('%s and credit notes %s', i.credited, coalesce(n.amount, 0))
        from invoices i
        left join (select n.corrects_id, sum(n.total) as amount from invoices n where n.stage = 'issued' and n.kind = 'credit_note'
            group by n.corrects_id) n on n.corrects_id = i.id
        where i.credited <> coalesce(n.amount, 0);
    return query
        select 'written off', i.id, format('%s and rows %s', i.written_off, coalesce(w.amount, 0))
        from invoices i left join (select w.invoice_id, sum(w.amount) as amount from write_offs w group by w.invoice_id) w
            on w.invoice_id = i.id
        where i.written_off <> coalesce(w.amount, 0);
    return query
        select 'allocated', p.id, format('%s and rows %s', p.allocated, coalesce(a.amount, 0))
        from payments p
        left join (select a.payment_id, sum(a.amount) as amount from allocations a where a.ended_at is null group by a.payment_id) a
            on a.payment_id = p.id
        where p.allocated <> coalesce(a.amount, 0);
    return query
        select 'refunded', p.id, format('%s and rows %s', p.refunded, coalesce(r.amount, 0))
        from payments p left join (select r.payment_id, sum(r.amount) as amount from refunds r group by r.payment_id) r
            on r.payment_id = p.id
        where p.refunded <> coalesce(r.amount, 0);
    return query
        select 'allocated to what is not issued', a.id, i.stage
        from allocations a join invoices i on i.id = a.invoice_id
        where a.ended_at is null and (i.stage <> 'issued' or i.kind <> 'invoice');
    return query
        select 'a gap in the numbers', null::uuid, format('%s %s: %s of %s', c.series, c.year, count(i.id), c.last - c.first + 1)
        from invoice_counters c left join invoices i on i.kind = c.series and i.series_year = c.year and i.seq between c.first and c.last
        group by c.series, c.year, c.first, c.last
        having count(i.id) <> c.last - c.first + 1;
    return query
        select 'a number beyond the counter', i.id, i.number
        from invoices i left join invoice_counters c on c.series = i.kind and c.year = i.series_year
        where i.seq is not null and (c.last is null or i.seq not between c.first and c.last);
    return query
        select 'entry', e.id, format('on %s and billed by %s', e.invoice_id, l.invoice_id)
        from time_entries e full join (
            select l.time_entry_id, l.invoice_id from invoice_lines l where l.time_entry_id is not null and l.released_at is null) l
            on l.time_entry_id = e.id
        where e.invoice_id is distinct from l.invoice_id;
    return query
        select 'expense', x.id, format('on %s and billed by %s', x.invoice_id, l.invoice_id)
        from expenses x full join (
            select l.expense_id, l.invoice_id from invoice_lines l where l.expense_id is not null and l.released_at is null) l
            on l.expense_id = x.id
        where x.invoice_id is distinct from l.invoice_id;
    return query
        select 'issued and not frozen', i.id, i.number from invoices i where i.stage = 'issued' and i.frozen is null;
    return query
        select 'cases of a payment', p.id, ''
        from payments p join allocations a on a.payment_id = p.id where a.case_id <> all (p.case_ids);
end
$$;

-- ---------------------------------------------------------------- row-level security

do $$
declare
    t text;
begin
    foreach t in array array['statement_imports', 'statement_lines', 'payments', 'allocations', 'refunds', 'write_offs'] loop
        execute format('alter table %I enable row level security', t);
        execute format('alter table %I force row level security', t);
        execute format('create policy definer on %I to privity_definer using (true) with check (true)', t);
        execute format('grant select, insert, update on %I to privity_definer', t);
    end loop;
    foreach t in array array['statement_imports', 'statement_lines', 'payments'] loop
        execute format('create policy caller_in_force on %I as restrictive
            to privity_partner, privity_attorney, privity_paralegal, privity_billing
            using ((select caller_in_force(current_user))) with check ((select caller_in_force(current_user)))', t);
    end loop;
    foreach t in array array['allocations', 'write_offs'] loop
        execute format('create policy of_an_invoice on %I for select to privity_partner, privity_attorney, privity_billing
            using (exists (select from invoices i where i.id = invoice_id))', t);
        execute format('grant select on %I to privity_partner, privity_attorney, privity_billing', t);
    end loop;
end
$$;

create policy walls on payments as restrictive to privity_partner, privity_attorney, privity_billing
    using (client_id <> all ((select my_walled_clients())::uuid[]) and not case_ids && (select my_walls())::uuid[]);
create policy partner on payments for select to privity_partner using (true);
create policy billing on payments for select to privity_billing using (true);
-- one that was used for cases of the caller's alone; of another, its parts are read with their invoices
create policy attorney on payments for select to privity_attorney
    using (case_ids <> '{}' and case_ids <@ (select my_cases_from(3::smallint))::uuid[]);
grant select on payments to privity_partner, privity_attorney, privity_billing;

create policy of_a_payment on refunds for select to privity_partner, privity_attorney, privity_billing
    using (exists (select from payments p where p.id = payment_id));
grant select on refunds to privity_partner, privity_attorney, privity_billing;

create policy who_bills on statement_imports for select to privity_partner, privity_billing using (true);
-- what it paid for is read by whoever reads the payment
create policy who_bills on statement_lines for select to privity_partner, privity_billing
    using (payment_id is null or exists (select from payments p where p.id = payment_id));
grant select on statement_imports, statement_lines to privity_partner, privity_billing;

do $$
declare
    f text;
begin
    foreach f in array array['count_allocation()', 'count_refund()', 'count_write_off()', 'payment_standing(uuid)',
        'may_take_payment(uuid)', 'invoices_to_pay(uuid, text)', 'payment_to_use(uuid)', 'allocate_payment(uuid, jsonb)',
        'record_payment(uuid, uuid, jsonb, jsonb, uuid)', 'end_allocation(uuid, text)',
        'refund_payment(uuid, uuid, bigint, text, date, text)', 'reverse_payment(uuid, text)',
        'write_off(uuid, uuid, bigint, text)', 'import_statement(uuid, jsonb, bytea, jsonb)',
        'ignore_statement_line(uuid, text)', 'billing_check()'] loop
        execute format('alter function %s owner to privity_definer', f);
        execute format('revoke execute on function %s from public', f);
        execute format('grant execute on function %s to privity_definer', f);
        if f = 'billing_check()' then
            execute format('grant execute on function %s to privity_console, privity_keeper', f);
        elsif f not in ('count_allocation()', 'count_refund()', 'count_write_off()', 'payment_to_use(uuid)',
            'may_take_payment(uuid)') then
            execute format('grant execute on function %s to privity_partner, privity_attorney, privity_paralegal, privity_billing', f);
        end if;
    end loop;
end
$$;
revoke execute on function keep_money() from public;

revoke create on schema public from privity_definer;
