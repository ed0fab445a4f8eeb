-- Invoices: from draft to what was sent, which never changes again. An entry stands on at most one live
-- invoice; a number is given in the transaction that issues, from a counter that is locked until it commits,
-- so there is no gap. Sums that follow from other rows (paid, credited, written off) are kept beside the
-- total, and a CHECK holds them under it, however many write at once; billing_check() adds them up again.

grant create on schema public to privity_definer;

alter table office_settings
    add column payment_days smallint not null default 30 check (payment_days between 0 and 180),
    -- whether the responsible attorney approves each draft
    add column approve_drafts boolean not null default true,
    add column tax_basis text not null default 'added' check (tax_basis in ('added', 'included')),
    add column tax_rounding text not null default 'per_rate' check (tax_rounding in ('per_rate', 'per_line')),
    add column tax_number text not null default '' check (length(tax_number) <= 100),
    -- {seq}, and {year} where the count begins anew each year
    add column invoice_pattern text not null default '{seq}'
        check (position('{seq}' in invoice_pattern) > 0 and length(invoice_pattern) <= 40),
    add column credit_note_pattern text not null default 'CN-{seq}'
        check (position('{seq}' in credit_note_pattern) > 0 and length(credit_note_pattern) <= 40),
    -- where an office that came from elsewhere goes on counting
    add column first_invoice integer not null default 1 check (first_invoice between 1 and 100000000),
    -- how to pay, as the invoice says it, and for the QR code
    add column payee text not null default '' check (length(payee) <= 70),
    add column iban text not null default '' check (iban ~ '^([A-Z]{2}[0-9]{2}[A-Z0-9]{11,30})?$'),
    add column bic text not null default '' check (bic ~ '^([A-Z0-9]{8}([A-Z0-9]{3})?)?$'),
    add column how_to_pay text not null default '' check (length(how_to_pay) <= 4000),
    add column billing_email text not null default '' check (length(billing_email) <= 254),
    add column billing_phone text not null default '' check (length(billing_phone) <= 40);
grant update (payment_days, approve_drafts, tax_basis, tax_rounding, tax_number, invoice_pattern, credit_note_pattern,
    first_invoice, payee, iban, bic, how_to_pay, billing_email, billing_phone) on office_settings to privity_partner;

-- Taxes by configuration. Insert, then ended; never changed.
create table taxes (
    id uuid primary key,
    name text not null check (name <> '' and length(name) <= 60),
    millionths integer not null check (millionths between 0 and 1000000),
    -- what a new line begins with, by what it is for
    for_time boolean not null default false,
    for_expenses boolean not null default false,
    since date not null,
    set_by uuid not null references staff (id),
    set_at timestamptz not null default office_now(),
    ended_by uuid references staff (id),
    ended_at timestamptz,
    check ((ended_by is null) = (ended_at is null))
);
create unique index taxes_once on taxes (lower(name), millionths) where ended_at is null;
comment on table taxes is 'Taxes and their rates in millionths. An invoice keeps name and rate of its own.';

-- One row a series and year; year 0 where the count goes on. Locked by whoever issues until the commit.
create table invoice_counters (
    series text not null check (series in ('invoice', 'credit_note')),
    year smallint not null check (year = 0 or year between 1990 and 2999),
    first integer not null check (first > 0),
    last integer not null,
    primary key (series, year),
    check (last >= first)
);
comment on table invoice_counters is 'The last number given, by series and year. Nobody reads or writes it but the function that issues.';

create table invoices (
    id uuid primary key,
    kind text not null default 'invoice' check (kind in ('invoice', 'credit_note')),
    case_id uuid not null,
    client_id uuid not null,
    -- who is asked to pay: this payer, else the client
    payer_id uuid,
    debtor_id uuid not null generated always as (coalesce(payer_id, client_id)) stored,
    currency text not null check (currency ~ '^[A-Z]{3}$'),
    stage text not null default 'draft' check (stage in ('draft', 'review', 'approved', 'issued', 'void')),
    -- of a credit note: the invoice it takes back
    corrects_id uuid,
    title text not null default '' check (length(title) <= 200),
    note text not null default '' check (length(note) <= 4000),
    tax_basis text not null check (tax_basis in ('added', 'included')),
    tax_rounding text not null check (tax_rounding in ('per_rate', 'per_line')),
    -- as it was given: a share in millionths, or an amount
    discount_share integer check (discount_share between 0 and 1000000),
    subtotal bigint not null default 0 check (subtotal between 0 and 1000000000000),
    discount bigint not null default 0,
    tax bigint not null default 0 check (tax between 0 and 1000000000000),
    total bigint not null default 0 check (total between 0 and 1000000000000),
    paid bigint not null default 0 check (paid >= 0),
    credited bigint not null default 0 check (credited >= 0),
    written_off bigint not null default 0 check (written_off >= 0),
    balance bigint not null generated always as (
        case when stage = 'issued' and kind = 'invoice' then total - paid - credited - written_off else 0 end) stored,
    series_year smallint,
    seq integer,
    number text,
    issued_on date,
    due_on date,
    -- moves with the due date: what was said about the earlier one is over
    due_revision integer not null default 1 check (due_revision > 0),
    -- when it was first demonstrably sent
    sent_on date,
    -- entered after the fact or brought in from elsewhere: nothing goes out until a person releases it
    held text check (held in ('imported', 'back_dated')),
    released_by uuid references staff (id),
    released_at timestamptz,
    -- all that it said, as it was issued
    frozen jsonb,
    rendered_sha256 bytea check (octet_length(rendered_sha256) = 32),
    rendered_id uuid,
    drafted_by uuid not null references staff (id),
    drafted_at timestamptz not null default office_now(),
    approved_by uuid references staff (id),
    approved_at timestamptz,
    issued_by uuid references staff (id),
    issued_at timestamptz,
    voided_by uuid references staff (id),
    voided_at timestamptz,
    void_reason text not null default '' check (length(void_reason) <= 4000),
    revision integer not null default 1 check (revision > 0),
    foreign key (case_id, client_id) references cases (id, client_id),
    foreign key (payer_id, case_id) references payers (id, case_id),
    foreign key (rendered_id, case_id) references documents (id, case_id),
    unique (id, case_id, currency),
    unique (id, client_id, currency),
    unique (id, case_id),
    foreign key (corrects_id, case_id, currency) references invoices (id, case_id, currency),
    check ((kind = 'credit_note') = (corrects_id is not null)),
    check (discount between 0 and subtotal),
    check (total = subtotal - discount + case tax_basis when 'added' then tax else 0 end),
    check (paid + credited + written_off <= total),
    check (paid + credited + written_off = 0 or (stage = 'issued' and kind = 'invoice')),
    check ((number is null) = (seq is null) and (seq is null) = (series_year is null)
        and (number is null) = (issued_at is null) and (issued_at is null) = (issued_by is null)
        and (issued_at is null) = (issued_on is null)),
    check (stage <> 'issued' or number is not null),
    check (stage not in ('draft', 'review') or (approved_at is null and number is null)),
    check (due_on is null or (issued_on is not null and due_on >= issued_on)),
    check ((approved_by is null) = (approved_at is null)),
    check ((stage = 'void') = (voided_at is not null) and (voided_at is null) = (voided_by is null)
        and (voided_at is null) = (void_reason = '')),
    check ((released_at is null) = (released_by is null) and (released_at is null or held is not null))
);
create unique index invoices_number on invoices (kind, number) where number is not null;
create unique index invoices_seq on invoices (kind, series_year, seq) where seq is not null;
create index invoices_of_case on invoices (case_id, drafted_at desc);
create index invoices_of_client on invoices (client_id, currency, due_on) where balance > 0;
create index invoices_open on invoices (due_on, id) where balance > 0;
create index invoices_drafts on invoices (drafted_at desc) where stage in ('draft', 'review', 'approved');
create index invoices_issued on invoices (issued_on desc, id desc) where stage in ('issued', 'void') and number is not null;
create index invoices_corrections on invoices (corrects_id) where corrects_id is not null;
comment on table invoices is 'What is asked of a client or payer, for one case in one currency; credit notes too. From issued on only due date, sums, proof of sending and void move: by trigger.';

alter table time_entries add foreign key (invoice_id, case_id) references invoices (id, case_id);
alter table expenses add foreign key (invoice_id, case_id) references invoices (id, case_id);

create table invoice_lines (
    id uuid primary key,
    invoice_id uuid not null,
    case_id uuid not null,
    currency text not null,
    position integer not null check (position between 1 and 10000),
    kind text not null check (kind in ('time', 'fee', 'expense')),
    time_entry_id uuid,
    expense_id uuid,
    -- lines that are shown together
    grouped text not null default '' check (length(grouped) <= 200),
    dated date,
    staff_id uuid references staff (id),
    narrative text not null check (narrative <> '' and length(narrative) <= 4000),
    minutes integer check (minutes between 0 and 1470),
    rate bigint check (rate between 0 and 100000000),
    -- what it is worth, less what was written down without the client reading of it
    gross bigint not null check (gross between 0 and 1000000000000),
    written_down bigint not null default 0,
    write_down_reason text not null default '' check (length(write_down_reason) <= 4000),
    amount bigint not null,
    -- paid for by the fixed fee: shown, and counts for nothing
    in_fee boolean not null default false,
    discount bigint not null default 0,
    discount_share integer check (discount_share between 0 and 1000000),
    net bigint not null,
    -- its part of the invoice's discount
    shared_discount bigint not null default 0,
    tax_id uuid references taxes (id),
    tax_name text not null default '',
    tax_millionths integer check (tax_millionths between 0 and 1000000),
    tax bigint not null default 0 check (tax >= 0),
    -- the invoice is void: what it billed can be billed again
    released_at timestamptz,
    unique (invoice_id, position),
    foreign key (invoice_id, case_id, currency) references invoices (id, case_id, currency),
    foreign key (time_entry_id, case_id, currency) references time_entries (id, case_id, currency),
    foreign key (expense_id, case_id, currency) references expenses (id, case_id, currency),
    check (case kind when 'time' then time_entry_id is not null and expense_id is null
        when 'expense' then expense_id is not null and time_entry_id is null
        else time_entry_id is null and expense_id is null end),
    check (written_down between 0 and gross and (written_down = 0) = (write_down_reason = '')),
    check (amount = case when in_fee then 0 else gross - written_down end),
    check (discount between 0 and amount),
    check (net = amount - discount),
    check (shared_discount between 0 and net),
    check ((tax_id is null) = (tax_millionths is null) and (tax_id is not null or tax = 0))
);
-- an entry stands on one live invoice
create unique index invoice_lines_entry_once on invoice_lines (time_entry_id) where time_entry_id is not null and released_at is null;
create unique index invoice_lines_expense_once on invoice_lines (expense_id) where expense_id is not null and released_at is null;
comment on table invoice_lines is 'Lines of an invoice, each bound to its case and currency, and through these to the entry it bills. Written by write_draft alone.';

create table invoice_taxes (
    invoice_id uuid not null references invoices (id),
    tax_id uuid not null references taxes (id),
    name text not null,
    millionths integer not null,
    taxable bigint not null check (taxable >= 0),
    tax bigint not null check (tax >= 0),
    primary key (invoice_id, tax_id)
);
comment on table invoice_taxes is 'What is taxed at each rate on an invoice: the sums of its lines.';

-- Each due date there was, and why it moved. Insert-only.
create table invoice_due_dates (
    invoice_id uuid not null references invoices (id),
    due_revision integer not null,
    due_on date not null,
    reason text not null default '' check (length(reason) <= 4000),
    set_by uuid not null references staff (id),
    set_at timestamptz not null default office_now(),
    primary key (invoice_id, due_revision),
    check (due_revision = 1 or reason <> '')
);
comment on table invoice_due_dates is 'Due dates of an invoice, by revision. Insert-only.';

-- How and when it reached whoever is to pay: the proof from which reminders are counted. Insert-only.
create table invoice_sendings (
    id uuid primary key,
    invoice_id uuid not null references invoices (id),
    sent_by text not null check (sent_by in ('email', 'letter', 'hand')),
    recipient text not null default '' check (length(recipient) <= 400),
    sent_on date not null,
    notification_id uuid references notifications (id),
    recorded_by uuid references staff (id),
    recorded_at timestamptz not null default office_now()
);
create index invoice_sendings_of on invoice_sendings (invoice_id);
comment on table invoice_sendings is 'That an invoice was sent: by an accepted e-mail, a letter mailed on a day, by hand. Insert-only.';

-- What happened to an invoice, as its page tells it. Insert-only.
create table invoice_events (
    id bigint primary key generated always as identity,
    invoice_id uuid not null references invoices (id),
    at timestamptz not null default office_now(),
    actor_id uuid references staff (id),
    kind text not null check (kind in ('drafted', 'rewritten', 'submitted', 'approved', 'returned', 'issued', 'sent', 'voided',
        'due_moved', 'credited', 'paid', 'unpaid', 'written_off', 'released', 'held', 'hold_ended', 'disputed', 'dispute_settled',
        'dunned')),
    says jsonb not null default '{}'
);
create index invoice_events_of on invoice_events (invoice_id, id);
comment on table invoice_events is 'What happened to an invoice, in order. Insert-only.';

-- ---------------------------------------------------------------- what keeps it whole

create function keep_issued() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    -- what is generated is not known yet
    may constant text[] := array['stage', 'paid', 'credited', 'written_off', 'balance', 'debtor_id', 'due_on', 'due_revision', 'sent_on',
        'released_by', 'released_at', 'voided_by', 'voided_at', 'void_reason', 'revision'];
begin
    if tg_op = 'DELETE' then
        raise exception 'an invoice is never deleted' using errcode = 'PV403';
    end if;
    if old.stage = 'void' then
        raise exception 'this invoice is void' using errcode = 'PV409';
    end if;
    if old.stage = 'issued' then
        -- what it said and how it looked is set once, in the transaction that issues it or soon after
        if to_jsonb(new) - may - array['frozen', 'rendered_sha256', 'rendered_id']
                is distinct from to_jsonb(old) - may - array['frozen', 'rendered_sha256', 'rendered_id']
            or (old.frozen is not null and new.frozen is distinct from old.frozen)
            or (old.rendered_sha256 is not null and new.rendered_sha256 is distinct from old.rendered_sha256)
            or (old.rendered_id is not null and new.rendered_id is distinct from old.rendered_id)
            or new.stage not in ('issued', 'void') then
            raise exception 'an issued invoice does not change' using errcode = 'PV409';
        end if;
        if new.stage = 'void' and (old.paid > 0 or old.credited > 0 or old.written_off > 0) then
            raise exception 'something was paid on this invoice' using errcode = 'PV409';
        end if;
    end if;
    return new;
end
$$;
create trigger invoices_keep before update or delete on invoices for each row execute function keep_issued();

create function keep_issued_parts() returns trigger
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    which uuid := case when tg_op = 'INSERT' then new.invoice_id else old.invoice_id end;
    stage text := (select i.stage from invoices i where i.id = which);
begin
    if stage in ('draft', 'review', 'approved') and tg_op <> 'UPDATE' then
        return case when tg_op = 'DELETE' then old else new end;
    end if;
    if tg_op = 'UPDATE' and tg_table_name = 'invoice_lines'
        and to_jsonb(new) - 'released_at' = to_jsonb(old) - 'released_at' and old.released_at is null then
        return new;
    end if;
    raise exception 'an issued invoice does not change' using errcode = 'PV409';
end
$$;
create trigger invoice_lines_keep before insert or update or delete on invoice_lines
    for each row execute function keep_issued_parts();
create trigger invoice_taxes_keep before insert or update or delete on invoice_taxes
    for each row execute function keep_issued_parts();

create function keep_said() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    raise exception 'what was written of an invoice is insert-only' using errcode = 'PV403';
end
$$;
do $$
declare
    t text;
begin
    foreach t in array array['invoice_due_dates', 'invoice_sendings', 'invoice_events'] loop
        execute format('create trigger %I before update or delete on %I for each row execute function keep_said()', t || '_keep', t);
    end loop;
    foreach t in array array['invoices', 'invoice_lines', 'invoice_taxes', 'invoice_due_dates', 'invoice_sendings', 'invoice_events'] loop
        execute format('create trigger %I before truncate on %I for each statement execute function keep_said()', t || '_no_truncate', t);
    end loop;
end
$$;

-- Nothing is issued without what it said.
create function issued_is_frozen() returns trigger
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    if exists (select from invoices i where i.id = new.id and i.stage = 'issued' and i.frozen is null) then
        raise exception 'an invoice was issued without what it said' using errcode = 'PV409';
    end if;
    return null;
end
$$;
create constraint trigger invoices_frozen after insert or update of stage on invoices
    deferrable initially deferred for each row when (new.stage = 'issued') execute function issued_is_frozen();

-- ---------------------------------------------------------------- who may, and the verbs

create function invoice_standing(which uuid) returns table (
    reach smallint, walled boolean, closed boolean, case_id uuid, client_id uuid)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
begin
    return query
        select p.reach, i.case_id = any (my_walls()), c.closed_on is not null, i.case_id, i.client_id
        from invoices i join cases c on c.id = i.case_id
        left join lateral (select max(m.reach) as reach from places_on(office_caller(), i.case_id) m) p on true
        where i.id = which;
end
$$;

-- Whether the caller drafts, issues and takes money for a case.
create function may_bill(p_case uuid) returns boolean
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return acting_role() in ('managing_partner', 'billing') and p_case <> all (my_walls());
end
$$;

-- The same, and as responsible attorney: approving a draft, pausing reminders.
create function may_approve(p_case uuid) returns boolean
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return p_case <> all (my_walls()) and (acting_role() = 'managing_partner'
        or (acting_role() = 'associate_attorney'
            and exists (select from places_on(office_caller(), p_case) m where m.reach >= 4)));
end
$$;

create function is_open_case(p_case uuid) returns boolean
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return exists (select from cases c where c.id = p_case and c.closed_on is null);
end
$$;

create function tell_invoice(p_invoice uuid, p_kind text, p_says jsonb) returns void
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    insert into invoice_events (invoice_id, actor_id, kind, says) values (p_invoice, office_caller(), p_kind, p_says);
end
$$;

-- Locks an invoice that the caller may bill, at the revision that was seen.
create function invoice_to_bill(p_invoice uuid, p_revision integer) returns invoices
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    i invoices;
begin
    select * into i from invoices where id = p_invoice for update;
    perform refuse_unless(i.id is not null and may_bill(i.case_id));
    if p_revision is not null and i.revision <> p_revision then
        raise exception 'somebody changed this invoice' using errcode = 'PV409';
    end if;
    return i;
end
$$;

-- Writes a draft, new or again: its head and all of its lines. What is worked out stands in p_head and p_lines
-- as domain::billing::totals has it; the database takes nothing that does not add up, nor an entry's worth other
-- than as it is recorded. Writing it again sends it back to draft. Returns the revision.
create function write_draft(p_invoice uuid, p_case uuid, p_revision integer, p_head jsonb, p_lines jsonb) returns integer
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    i invoices;
    sums record;
begin
    perform refuse_unless(may_bill(p_case) and is_open_case(p_case));
    if p_revision is null then
        insert into invoices (id, case_id, client_id, payer_id, currency, tax_basis, tax_rounding, drafted_by)
        select p_invoice, c.id, c.client_id, (p_head->>'payer_id')::uuid, currency_of_case(c.id), p_head->>'tax_basis',
            p_head->>'tax_rounding', office_caller()
        from cases c where c.id = p_case;
    end if;
    i := invoice_to_bill(p_invoice, p_revision);
    if i.case_id <> p_case or i.kind <> 'invoice' or i.stage not in ('draft', 'review', 'approved') then
        raise exception 'this invoice cannot be written any more' using errcode = 'PV409';
    end if;
    update time_entries set invoice_id = null where invoice_id = i.id;
    update expenses set invoice_id = null where invoice_id = i.id;
    delete from invoice_lines where invoice_id = i.id;
    delete from invoice_taxes where invoice_id = i.id;
    -- one who drafts at the same time waits here, and then finds the entry taken
    perform 1 from time_entries e where e.id in (select (l->>'time_entry_id')::uuid from jsonb_array_elements(p_lines) l)
        order by e.id for update;
    perform 1 from expenses x where x.id in (select (l->>'expense_id')::uuid from jsonb_array_elements(p_lines) l)
        order by x.id for update;
    if exists (
            select from jsonb_array_elements(p_lines) l
            where (l->>'kind' = 'time' and not exists (
                    select from time_entries e where e.id = (l->>'time_entry_id')::uuid and e.case_id = i.case_id
                        and e.currency = i.currency and e.withdrawn_at is null and e.treatment <> 'not_billable'
                        and e.invoice_id is null))
                or (l->>'kind' = 'expense' and not exists (
                    select from expenses x where x.id = (l->>'expense_id')::uuid and x.case_id = i.case_id
                        and x.currency = i.currency and x.withdrawn_at is null and x.treatment <> 'not_billable'
                        and x.invoice_id is null))) then
        raise exception 'an entry cannot be billed here' using errcode = 'PV409';
    end if;
    update invoices set stage = 'draft', approved_by = null, approved_at = null, payer_id = (p_head->>'payer_id')::uuid,
        title = coalesce(p_head->>'title', ''), note = coalesce(p_head->>'note', ''), tax_basis = p_head->>'tax_basis',
        tax_rounding = p_head->>'tax_rounding', discount_share = (p_head->>'discount_share')::integer,
        subtotal = (p_head->>'subtotal')::bigint, discount = (p_head->>'discount')::bigint, tax = (p_head->>'tax')::bigint,
        total = (p_head->>'total')::bigint, revision = i.revision + case when p_revision is null then 0 else 1 end
    where id = i.id;
    insert into invoice_lines (id, invoice_id, case_id, currency, position, kind, time_entry_id, expense_id, grouped, dated,
        staff_id, narrative, minutes, rate, gross, written_down, write_down_reason, amount, in_fee, discount, discount_share, net,
        shared_discount, tax_id, tax_name, tax_millionths, tax)
    select (l->>'id')::uuid, i.id, i.case_id, i.currency, n, l->>'kind', e.id, x.id, coalesce(l->>'grouped', ''),
        coalesce(e.worked_on, x.spent_on, (l->>'dated')::date), e.staff_id, l->>'narrative', e.billed_minutes, e.rate,
        case when l->>'kind' = 'fee' then (l->>'gross')::bigint
            when coalesce(e.treatment, x.treatment) = 'no_charge' then 0
            else coalesce(e.worth - e.written_down, x.amount - x.written_down) end,
        coalesce((l->>'written_down')::bigint, 0), coalesce(l->>'write_down_reason', ''), (l->>'amount')::bigint,
        coalesce((l->>'in_fee')::boolean, false), coalesce((l->>'discount')::bigint, 0), (l->>'discount_share')::integer,
        (l->>'net')::bigint, coalesce((l->>'shared_discount')::bigint, 0), t.id, coalesce(t.name, ''), t.millionths,
        coalesce((l->>'tax')::bigint, 0)
    from jsonb_array_elements(p_lines) with ordinality as lines (l, n)
    left join time_entries e on e.id = (l->>'time_entry_id')::uuid
    left join expenses x on x.id = (l->>'expense_id')::uuid
    left join taxes t on t.id = (l->>'tax_id')::uuid;
    insert into invoice_taxes (invoice_id, tax_id, name, millionths, taxable, tax)
    select i.id, l.tax_id, max(l.tax_name), max(l.tax_millionths), sum(l.net - l.shared_discount), sum(l.tax)
    from invoice_lines l where l.invoice_id = i.id and l.tax_id is not null and not l.in_fee group by l.tax_id;
    select coalesce(sum(l.net), 0) as net, coalesce(sum(l.shared_discount), 0) as discount, coalesce(sum(l.tax), 0) as tax
    into sums from invoice_lines l where l.invoice_id = i.id;
    if not exists (select from invoices d where d.id = i.id
            and (d.subtotal, d.discount, d.tax) = (sums.net, sums.discount, sums.tax)) then
        raise exception 'the lines and the total do not agree' using errcode = 'PV409';
    end if;
    update time_entries e set invoice_id = i.id from invoice_lines l where l.invoice_id = i.id and l.time_entry_id = e.id;
    update expenses x set invoice_id = i.id from invoice_lines l where l.invoice_id = i.id and l.expense_id = x.id;
    perform tell_invoice(i.id, case when p_revision is null then 'drafted' else 'rewritten' end, '{}');
    return (select d.revision from invoices d where d.id = i.id);
end
$$;

-- Hands a draft to the responsible attorney.
create function submit_draft(p_invoice uuid, p_revision integer) returns void
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    i invoices := invoice_to_bill(p_invoice, p_revision);
begin
    perform refuse_unless(is_open_case(i.case_id));
    if i.stage <> 'draft' or i.kind <> 'invoice' or not exists (select from invoice_lines l where l.invoice_id = i.id) then
        raise exception 'this is no draft that could be approved' using errcode = 'PV409';
    end if;
    update invoices set stage = 'review', revision = revision + 1 where id = i.id;
    perform tell_invoice(i.id, 'submitted', '{}');
end
$$;

-- The responsible attorney's word on a draft: approved, or returned with a reason.
create function decide_draft(p_invoice uuid, p_revision integer, p_approved boolean, p_reason text) returns void
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    i invoices;
begin
    select * into i from invoices where id = p_invoice for update;
    perform refuse_unless(i.id is not null and may_approve(i.case_id) and is_open_case(i.case_id));
    if i.revision <> p_revision or i.stage <> 'review' or (not p_approved and p_reason = '') then
        raise exception 'this draft does not wait for a word' using errcode = 'PV409';
    end if;
    update invoices set stage = case when p_approved then 'approved' else 'draft' end, revision = revision + 1,
        approved_by = case when p_approved then office_caller() end, approved_at = case when p_approved then office_now() end
    where id = i.id;
    perform tell_invoice(i.id, case when p_approved then 'approved' else 'returned' end,
        case when p_approved then '{}'::jsonb else jsonb_build_object('reason', p_reason) end);
end
$$;

-- The next number of a series: the row stays locked until the commit, so what is rolled back leaves no gap.
create function next_number(p_kind text, p_on date, out number text, out seq integer, out series_year smallint)
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    pattern text;
    begins integer;
begin
    select case p_kind when 'invoice' then o.invoice_pattern else o.credit_note_pattern end,
        case p_kind when 'invoice' then o.first_invoice else 1 end
    into pattern, begins from office_settings o;
    series_year := case when position('{year}' in pattern) > 0 then extract(year from p_on)::smallint else 0 end;
    insert into invoice_counters as c (series, year, first, last) values (p_kind, series_year, begins, begins)
    on conflict (series, year) do update set last = c.last + 1
    returning c.last into seq;
    number := replace(replace(pattern, '{year}', series_year::text), '{seq}', lpad(seq::text, greatest(4, length(seq::text)), '0'));
end
$$;

-- Gives it its number and its due date. From here on it does not change; freeze_invoice() follows in the same
-- transaction. A day before today sends nothing until somebody releases it.
create function issue_invoice(p_invoice uuid, p_revision integer, p_on date) returns text
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    i invoices := invoice_to_bill(p_invoice, p_revision);
    o office_settings;
    n record;
    due date;
begin
    select * into o from office_settings;
    perform refuse_unless(is_open_case(i.case_id));
    if i.kind <> 'invoice' or not (i.stage = 'approved' or (i.stage = 'draft' and not o.approve_drafts))
        or p_on > office_today() or not exists (select from invoice_lines l where l.invoice_id = i.id) then
        raise exception 'this invoice cannot be issued' using errcode = 'PV409';
    end if;
    due := p_on + coalesce((select f.payment_days from fee_terms f where f.case_id = i.case_id), o.payment_days);
    select * into n from next_number('invoice', p_on);
    update invoices set stage = 'issued', number = n.number, seq = n.seq, series_year = n.series_year, issued_on = p_on,
        due_on = due, issued_by = office_caller(), issued_at = office_now(), revision = revision + 1,
        held = case when p_on < office_today() then 'back_dated' end
    where id = i.id;
    insert into invoice_due_dates (invoice_id, due_revision, due_on, set_by) values (i.id, 1, due, office_caller());
    perform tell_invoice(i.id, 'issued', jsonb_build_object('number', n.number));
    return n.number;
end
$$;

-- Keeps what it said, once.
create function freeze_invoice(p_invoice uuid, p_frozen jsonb) returns void
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    i invoices := invoice_to_bill(p_invoice, null);
begin
    if i.stage <> 'issued' or i.frozen is not null or p_frozen is null then
        raise exception 'this is kept already' using errcode = 'PV409';
    end if;
    update invoices set frozen = p_frozen where id = i.id;
end
$$;

-- Keeps how it looked, once: the hash of the bytes, and the document that holds them if there is one.
create function keep_rendering(p_invoice uuid, p_sha256 bytea, p_document uuid) returns void
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    i invoices := invoice_to_bill(p_invoice, null);
begin
    if i.stage <> 'issued' or i.rendered_sha256 is not null then
        raise exception 'this is kept already' using errcode = 'PV409';
    end if;
    update invoices set rendered_sha256 = p_sha256, rendered_id = p_document where id = i.id;
end
$$;

-- That it was sent, by whoever saw to it.
create function record_sending(p_id uuid, p_invoice uuid, p_sent_by text, p_on date, p_recipient text) returns void
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    i invoices := invoice_to_bill(p_invoice, null);
begin
    if i.stage <> 'issued' or p_on < i.issued_on or p_on > office_today() then
        raise exception 'this was not sent then' using errcode = 'PV409';
    end if;
    insert into invoice_sendings (id, invoice_id, sent_by, recipient, sent_on, recorded_by)
    values (p_id, i.id, p_sent_by, p_recipient, p_on, office_caller());
    update invoices set sent_on = least(coalesce(sent_on, p_on), p_on) where id = i.id;
    perform tell_invoice(i.id, 'sent', jsonb_build_object('by', p_sent_by, 'on', p_on));
end
$$;

-- A later or earlier day to pay by, with a reason: reminders count from it anew.
create function move_due_date(p_invoice uuid, p_revision integer, p_on date, p_reason text) returns void
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    i invoices := invoice_to_bill(p_invoice, p_revision);
begin
    if i.stage <> 'issued' or i.kind <> 'invoice' or i.balance = 0 or p_on < i.issued_on or p_on = i.due_on or p_reason = '' then
        raise exception 'the due date cannot move there' using errcode = 'PV409';
    end if;
    update invoices set due_on = p_on, due_revision = due_revision + 1, revision = revision + 1 where id = i.id;
    insert into invoice_due_dates (invoice_id, due_revision, due_on, reason, set_by)
    values (i.id, i.due_revision + 1, p_on, p_reason, office_caller());
    perform tell_invoice(i.id, 'due_moved', jsonb_build_object('from', i.due_on, 'to', p_on, 'reason', p_reason));
end
$$;

-- Lets one that was held back go out.
create function release_invoice(p_invoice uuid) returns void
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    i invoices := invoice_to_bill(p_invoice, null);
begin
    if i.held is null or i.released_at is not null or i.stage <> 'issued' then
        raise exception 'this is not held' using errcode = 'PV409';
    end if;
    update invoices set released_at = office_now(), released_by = office_caller() where id = i.id;
    perform tell_invoice(i.id, 'released', '{}');
end
$$;

-- Makes it void: what it billed can be billed again, its number stays taken. Not where something was paid.
create function void_invoice(p_invoice uuid, p_revision integer, p_reason text) returns void
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    i invoices := invoice_to_bill(p_invoice, p_revision);
begin
    if i.kind <> 'invoice' or i.stage = 'void' or p_reason = '' then
        raise exception 'this cannot be made void' using errcode = 'PV409';
    end if;
    update invoices set stage = 'void', voided_by = office_caller(), voided_at = office_now(), void_reason = p_reason,
        revision = revision + 1 where id = i.id;
    update time_entries set invoice_id = null where invoice_id = i.id;
    update expenses set invoice_id = null where invoice_id = i.id;
    update invoice_lines set released_at = office_now() where invoice_id = i.id and released_at is null;
    perform tell_invoice(i.id, 'voided', jsonb_build_object('reason', p_reason));
end
$$;

-- Takes back part of an invoice or all that is left of it, with a number of its own. The tax in it is that part
-- of each of the invoice's taxes. Frozen like any other, by freeze_invoice().
create function issue_credit_note(p_id uuid, p_invoice uuid, p_amount bigint, p_reason text) returns text
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    i invoices := invoice_to_bill(p_invoice, null);
    n record;
    all_tax bigint;
begin
    if i.kind <> 'invoice' or i.stage <> 'issued' or p_amount < 1 or p_amount > i.balance or p_reason = '' then
        raise exception 'no more can be taken back than is left to pay' using errcode = 'PV409';
    end if;
    all_tax := round(i.tax::numeric * p_amount / i.total);
    select * into n from next_number('credit_note', office_today());
    insert into invoices (id, kind, corrects_id, case_id, client_id, payer_id, currency, title, note, tax_basis, tax_rounding,
        subtotal, tax, total, drafted_by)
    values (p_id, 'credit_note', i.id, i.case_id, i.client_id, i.payer_id, i.currency, i.title, p_reason, i.tax_basis,
        i.tax_rounding, p_amount - case i.tax_basis when 'added' then all_tax else 0 end, all_tax, p_amount, office_caller());
    insert into invoice_taxes (invoice_id, tax_id, name, millionths, taxable, tax)
    select p_id, t.tax_id, t.name, t.millionths, round(t.taxable::numeric * p_amount / i.total),
        round(sum(t.tax) over upto::numeric * p_amount / i.total)
            - round((sum(t.tax) over upto - t.tax)::numeric * p_amount / i.total)
    from invoice_taxes t where t.invoice_id = i.id
    window upto as (order by t.tax_id);
    update invoices set stage = 'issued', number = n.number, seq = n.seq, series_year = n.series_year,
        issued_on = office_today(), issued_by = office_caller(), issued_at = office_now() where id = p_id;
    update invoices set credited = credited + p_amount where id = i.id;
    perform tell_invoice(p_id, 'issued', jsonb_build_object('number', n.number));
    perform tell_invoice(i.id, 'credited', jsonb_build_object('number', n.number, 'amount', p_amount));
    return n.number;
end
$$;

-- ---------------------------------------------------------------- row-level security

do $$
declare
    t text;
begin
    foreach t in array array['taxes', 'invoice_counters', 'invoices', 'invoice_lines', 'invoice_taxes', 'invoice_due_dates',
        'invoice_sendings', 'invoice_events'] loop
        execute format('alter table %I enable row level security', t);
        execute format('alter table %I force row level security', t);
        execute format('create policy definer on %I to privity_definer using (true) with check (true)', t);
        execute format('grant select, insert, update on %I to privity_definer', t);
    end loop;
    foreach t in array array['taxes', 'invoices'] loop
        execute format('create policy caller_in_force on %I as restrictive
            to privity_partner, privity_attorney, privity_paralegal, privity_billing
            using ((select caller_in_force(current_user))) with check ((select caller_in_force(current_user)))', t);
    end loop;
    -- reached through their invoice
    foreach t in array array['invoice_lines', 'invoice_taxes', 'invoice_due_dates', 'invoice_sendings', 'invoice_events'] loop
        execute format('create policy of_an_invoice on %I for select to privity_partner, privity_attorney, privity_billing
            using (exists (select from invoices i where i.id = invoice_id))', t);
        execute format('grant select on %I to privity_partner, privity_attorney, privity_billing', t);
    end loop;
end
$$;
-- lines of a draft are written anew each time
grant delete on invoice_lines, invoice_taxes to privity_definer;

create policy everyone on taxes for select to privity_partner, privity_attorney, privity_billing using (true);
create policy partner_adds on taxes for insert to privity_partner
    with check (set_by = (select office_caller()) and ended_at is null);
create policy partner_ends on taxes for update to privity_partner
    using (ended_at is null) with check (ended_at = office_now() and ended_by = (select office_caller()));
grant select on taxes to privity_partner, privity_attorney, privity_billing;
grant insert (id, name, millionths, for_time, for_expenses, since, set_by), update (ended_at, ended_by) on taxes to privity_partner;

create policy walls on invoices as restrictive to privity_partner, privity_attorney, privity_billing
    using (case_id <> all ((select my_walls())::uuid[]));
create policy partner on invoices for select to privity_partner using (true);
create policy billing on invoices for select to privity_billing using (true);
create policy attorney on invoices for select to privity_attorney
    using (case_id = any ((select my_cases_from(3::smallint))::uuid[]));
grant select on invoices to privity_partner, privity_attorney, privity_billing;

do $$
declare
    f text;
begin
    foreach f in array array['keep_issued_parts()', 'issued_is_frozen()', 'invoice_standing(uuid)', 'may_bill(uuid)',
        'may_approve(uuid)', 'is_open_case(uuid)', 'tell_invoice(uuid, text, jsonb)', 'invoice_to_bill(uuid, integer)',
        'write_draft(uuid, uuid, integer, jsonb, jsonb)', 'submit_draft(uuid, integer)',
        'decide_draft(uuid, integer, boolean, text)', 'next_number(text, date)', 'issue_invoice(uuid, integer, date)',
        'freeze_invoice(uuid, jsonb)', 'keep_rendering(uuid, bytea, uuid)',
        'record_sending(uuid, uuid, text, date, text)', 'move_due_date(uuid, integer, date, text)', 'release_invoice(uuid)',
        'void_invoice(uuid, integer, text)', 'issue_credit_note(uuid, uuid, bigint, text)'] loop
        execute format('alter function %s owner to privity_definer', f);
        execute format('revoke execute on function %s from public', f);
        execute format('grant execute on function %s to privity_definer', f);
        if f not in ('keep_issued_parts()', 'issued_is_frozen()', 'tell_invoice(uuid, text, jsonb)',
            'invoice_to_bill(uuid, integer)', 'next_number(text, date)', 'is_open_case(uuid)', 'may_bill(uuid)', 'may_approve(uuid)') then
            execute format('grant execute on function %s to privity_partner, privity_attorney, privity_paralegal, privity_billing', f);
        end if;
    end loop;
    foreach f in array array['keep_issued()', 'keep_said()'] loop
        execute format('revoke execute on function %s from public', f);
    end loop;
end
$$;

revoke create on schema public from privity_definer;
