-- A year of invoices for the sizes that are measured on: from time, with what was paid on each, and what was said of
-- those that were not. Sums are kept beside the rows they follow from as the triggers would: billing_check() agrees.

--- Time and invoices
alter table time_entries disable trigger user;
alter table invoices disable trigger user;
alter table invoice_lines disable trigger user;
alter table payments disable trigger user;
alter table allocations disable trigger user;
update office_settings set dunning_since = (select pg_temp.day_of(began) from sizes), payee = name,
    how_to_pay = 'By check, or by transfer to account 0000 000 412.';
insert into rates (id, currency, an_hour, since, set_by)
select pg_temp.seeded_id(z.began, 'rate', 0), 'USD', 29000, pg_temp.day_of(z.began), p.id
from sizes z join people p on p.n = (select min(q.n) from people q where q.role = 'managing_partner');

-- every forty days while the case was open, three of five times
create temp table made_invoices on commit drop as
select row_number() over (order by v.day, v.n) as seq, pg_temp.seeded_id(v.day::timestamptz, 'invoice', v.n * 1000 + v.k) as id,
    v.id as case_id, v.client_id, v.client_name, v.lead_id, v.day as issued_on, v.day + 30 as due_on, v.n * 1000 + v.k as roll,
    (z.today at time zone current_setting('seed.zone'))::date as today
from sizes z
join lateral (
    select c.*, k, pg_temp.day_of(c.at) + 40 * k as day from made_cases c cross join generate_series(1, 12) k
    where pg_temp.roll(c.n * 16 + k, 90, 5) < 3
) v on v.day > pg_temp.day_of(z.today) - 365 and v.day < pg_temp.day_of(z.today)
    and v.day <= coalesce(pg_temp.day_of(v.closed_at), v.day);
create index on made_invoices (id);
analyze made_invoices;

create temp table made_entries on commit drop as
select pg_temp.seeded_id((i.issued_on - 3)::timestamptz, 'entry', i.roll * 4 + e) as id, i.id as invoice_id, i.case_id, i.client_id,
    i.lead_id, e as position, i.issued_on - 3 - 5 * e as worked_on, 18 + 6 * pg_temp.roll(i.roll * 4 + e, 91, 30) as minutes,
    (array['Review file and advise', 'Draft and revise papers', 'Telephone conference with client', 'Legal research'])
        [1 + pg_temp.roll(i.roll * 4 + e, 92, 4)] as narrative
from made_invoices i cross join generate_series(1, 3) e;

insert into invoices (id, case_id, client_id, currency, stage, tax_basis, tax_rounding, subtotal, total, series_year, seq, number,
    issued_on, due_on, sent_on, frozen, issued_by, issued_at, approved_by, approved_at, drafted_by, drafted_at)
select i.id, i.case_id, i.client_id, 'USD', 'issued', 'added', 'per_rate', s.total, s.total, 0, i.seq,
    lpad(i.seq::text, greatest(4, length(i.seq::text)), '0'), i.issued_on, i.due_on, i.issued_on,
    jsonb_build_object('version', 1, 'number', lpad(i.seq::text, greatest(4, length(i.seq::text)), '0'), 'corrects', null,
        'office', jsonb_build_object('name', o.name, 'address', o.address, 'phone', '', 'email', '', 'tax_number', '',
            'payee', o.payee, 'iban', '', 'bic', '', 'how_to_pay', o.how_to_pay, 'locale', o.locale),
        'billed_to', jsonb_build_array(i.client_name), 'reference', '', 'case_number', c.number, 'title', '', 'note', '',
        'issued_on', i.issued_on, 'due_on', i.due_on, 'currency', 'USD', 'basis', 'added', 'lines', s.lines, 'taxes', '[]'::jsonb,
        'subtotal', s.total, 'discount', 0, 'tax', 0, 'total', s.total),
    i.lead_id, i.issued_on, i.lead_id, i.issued_on, i.lead_id, i.issued_on
from made_invoices i
join cases c on c.id = i.case_id
cross join office_settings o
join (
    select e.invoice_id, sum(w.worth) as total, jsonb_agg(jsonb_build_object('kind', 'time', 'grouped', '', 'dated', e.worked_on,
        'narrative', e.narrative, 'by', l.name, 'minutes', e.minutes, 'rate', 29000, 'amount', w.worth, 'discount', 0,
        'net', w.worth, 'in_fee', false, 'tax', '') order by e.position) as lines
    from made_entries e join staff l on l.id = e.lead_id
    cross join lateral (select (29000 * e.minutes + 30) / 60 as worth) w
    group by e.invoice_id
) s on s.invoice_id = i.id;

insert into time_entries (id, staff_id, case_id, client_id, worked_on, minutes, billed_minutes, narrative, currency, rate, invoice_id,
    recorded_by, recorded_at)
select id, lead_id, case_id, client_id, worked_on, minutes, minutes, narrative, 'USD', 29000, invoice_id, lead_id, worked_on
from made_entries;

insert into invoice_lines (id, invoice_id, case_id, currency, position, kind, time_entry_id, dated, staff_id, narrative, minutes, rate,
    gross, amount, net)
select pg_temp.seeded_id(e.worked_on::timestamptz, 'line', row_number() over (order by e.id)), e.invoice_id, e.case_id, 'USD',
    e.position, 'time', e.id, e.worked_on, e.lead_id, e.narrative, e.minutes, 29000, t.worth, t.worth, t.worth
from made_entries e join time_entries t on t.id = e.id;

insert into invoice_due_dates (invoice_id, due_revision, due_on, set_by, set_at)
select id, 1, due_on, lead_id, issued_on from made_invoices;
insert into invoice_sendings (id, invoice_id, sent_by, sent_on, recorded_by, recorded_at)
select pg_temp.seeded_id(issued_on::timestamptz, 'sending', roll), id, 'letter', issued_on, lead_id, issued_on from made_invoices;
insert into invoice_counters (series, year, first, last)
select 'invoice', 0, 1, count(*) from made_invoices having count(*) > 0;

--- Payments and reminders
-- two of three in time, one of six late, some in part, some never
create temp table made_payments on commit drop as
select i.*, v.total, p.paid_on, case when p.turn >= 85 then v.total / 2 else v.total end as amount,
    pg_temp.seeded_id(p.paid_on::timestamptz, 'payment', i.roll) as payment_id
from made_invoices i
join invoices v on v.id = i.id
cross join lateral (
    select turn, i.due_on + case when turn < 68 then -pg_temp.roll(i.roll, 94, 20) else 8 + pg_temp.roll(i.roll, 95, 30) end as paid_on
    from (select pg_temp.roll(i.roll, 93, 100) as turn) as t
) p
where p.turn < 91 and p.paid_on <= i.today and v.total > 1;

insert into payments (id, client_id, currency, amount, method, received_on, allocated, case_ids, recorded_by, recorded_at)
select payment_id, client_id, 'USD', amount, (array['check', 'bank_transfer', 'card'])[1 + pg_temp.roll(roll, 96, 3)], paid_on, amount,
    array[case_id], lead_id, paid_on
from made_payments;
insert into allocations (id, payment_id, invoice_id, client_id, case_id, currency, amount, allocated_on, allocated_by, allocated_at)
select pg_temp.seeded_id(paid_on::timestamptz, 'allocation', roll), payment_id, id, client_id, case_id, 'USD', amount, paid_on, lead_id,
    paid_on
from made_payments;
update invoices i set paid = p.amount from made_payments p where p.id = i.id;

create temp table made_stages on commit drop as
select i.id, i.case_id, i.client_id, i.roll, s.stage, s.nth, i.due_on + s.days as due_on,
    v.total - coalesce(p.amount, 0) * (coalesce(p.paid_on, i.today + 1) <= i.due_on + s.days)::integer as asked
from made_invoices i
join invoices v on v.id = i.id
left join made_payments p on p.id = i.id
cross join (values ('reminder_7', 7, 1), ('reminder_14', 14, 2), ('notice_30', 30, 3)) as s (stage, days, nth)
where i.due_on + s.days < i.today
    and v.total > coalesce(p.amount, 0) * (coalesce(p.paid_on, i.today + 1) <= i.due_on + s.days)::integer;

insert into dunning_deliveries (id, client_id, on_day, channel, case_ids, made_at)
select pg_temp.seeded_id(due_on::timestamptz, 'delivery', row_number() over (order by due_on, client_id)), client_id, due_on, 'email',
    array_agg(distinct case_id), due_on::timestamptz + interval '14 hours'
from made_stages group by client_id, due_on;
insert into dunning_stages (id, invoice_id, client_id, currency, due_revision, stage, state, due_on, asked, delivery_id, planned_at,
    ended_at)
select pg_temp.seeded_id(s.due_on::timestamptz, 'stage', s.roll * 4 + s.nth), s.id, s.client_id, 'USD', 1, s.stage, 'sent', s.due_on,
    s.asked, d.id, d.made_at, d.made_at
from made_stages s join dunning_deliveries d on d.client_id = s.client_id and d.on_day = s.due_on;
insert into notifications (id, subject_kind, subject_id, notice_revision, kind, channel, recipient_id, due_at, expires_at, next_at,
    state, provider, created_at, sent_at)
select pg_temp.seeded_id(d.made_at, 'dunned', row_number() over (order by d.id)), 'dunning', d.id, 1, 'dunning', 'email', d.client_id,
    d.made_at, d.made_at + interval '30 days', d.made_at, 'accepted', 'outbox', d.made_at, d.made_at
from dunning_deliveries d;

alter table time_entries enable trigger user;
alter table invoices enable trigger user;
alter table invoice_lines enable trigger user;
alter table payments enable trigger user;
alter table allocations enable trigger user;
