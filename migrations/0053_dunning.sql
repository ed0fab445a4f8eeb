-- Reminders of what is unpaid. A stage is said once for an invoice and a due date: by key. What goes to one
-- debtor on one day goes together, as one delivery: an e-mail that the engine of notices sends, or a letter of
-- a print batch. Whether a stage is due follows from the truth each time it is asked (dunning_due()), as
-- domain::billing::dunning has it, never from when somebody last looked.

grant create on schema public to privity_definer;

alter table office_settings
    add column dunning_since date,
    -- whether the last notice waits for a partner's word
    add column approve_final_notice boolean not null default false;
grant update (dunning_since, approve_final_notice) on office_settings to privity_partner;
comment on column office_settings.dunning_since is 'Reminders go out for invoices that fall due from this day on; null: none do yet.';

-- Letters that are printed together.
create table letter_batches (
    id uuid primary key,
    made_by uuid not null references staff (id),
    made_at timestamptz not null default office_now(),
    mailed_on date,
    mailed_by uuid references staff (id),
    check ((mailed_on is null) = (mailed_by is null))
);
comment on table letter_batches is 'Letters printed together, and the day on which they were mailed.';

create table dunning_deliveries (
    id uuid primary key,
    client_id uuid not null references clients (id),
    payer_id uuid references payers (id),
    debtor_id uuid not null generated always as (coalesce(payer_id, client_id)) stored,
    on_day date not null,
    channel text not null check (channel in ('email', 'letter')),
    -- the cases it speaks of: whoever is screened from one does not read it
    case_ids uuid[] not null default '{}',
    batch_id uuid references letter_batches (id),
    made_at timestamptz not null default office_now(),
    unique (debtor_id, on_day, channel),
    unique (id, client_id),
    check (channel = 'letter' or batch_id is null)
);
create index dunning_deliveries_of_batch on dunning_deliveries (batch_id) where batch_id is not null;
create index dunning_deliveries_of_client on dunning_deliveries (client_id, on_day desc);
create index dunning_deliveries_to_print on dunning_deliveries (on_day) where channel = 'letter' and batch_id is null;
comment on table dunning_deliveries is 'What is said to one debtor on one day: one e-mail or one letter. Subject of a notification of kind dunning.';

create table dunning_stages (
    id uuid primary key,
    invoice_id uuid not null,
    client_id uuid not null,
    currency text not null,
    due_revision integer not null check (due_revision > 0),
    stage text not null check (stage in ('reminder_7', 'reminder_14', 'notice_30')),
    state text not null default 'planned' check (state in ('awaiting', 'planned', 'sent', 'skipped', 'dropped')),
    -- the day on which it was due, and what was asked for then
    due_on date not null,
    asked bigint check (asked between 1 and 1000000000000),
    delivery_id uuid,
    approved_by uuid references staff (id),
    approved_at timestamptz,
    planned_at timestamptz not null default office_now(),
    ended_at timestamptz,
    -- why it did not go, in a word: paid, held, disputed, void, due_moved, stopped. Where it is due again, the
    -- dropped row is planned anew
    reason text not null default '',
    foreign key (invoice_id, client_id, currency) references invoices (id, client_id, currency),
    foreign key (delivery_id, client_id) references dunning_deliveries (id, client_id),
    unique (invoice_id, due_revision, stage),
    check ((state in ('awaiting', 'planned')) = (ended_at is null)),
    check (state <> 'sent' or delivery_id is not null),
    check ((approved_by is null) = (approved_at is null))
);
create index dunning_stages_of_delivery on dunning_stages (delivery_id) where delivery_id is not null;
create index dunning_stages_waiting on dunning_stages (due_on) where state in ('awaiting', 'planned');
comment on table dunning_stages is 'What is said of an invoice at 7, 14 and 30 days: each stage once for a due date.';

-- Nothing is said while one stands. Has a reason, somebody who sees to it, and an end.
create table dunning_holds (
    id uuid primary key,
    invoice_id uuid not null references invoices (id),
    -- null: every stage
    stage text check (stage in ('reminder_7', 'reminder_14', 'notice_30')),
    reason text not null check (reason <> '' and length(reason) <= 4000),
    owner_id uuid not null references staff (id),
    since date not null default office_today(),
    -- the last day
    until date not null,
    set_by uuid not null references staff (id),
    set_at timestamptz not null default office_now(),
    ended_by uuid references staff (id),
    ended_at timestamptz,
    check (until >= since and until <= since + 366),
    check ((ended_at is null) = (ended_by is null))
);
create index dunning_holds_of on dunning_holds (invoice_id) where ended_at is null;
comment on table dunning_holds is 'Pauses of reminders, of one stage or all, each with a reason, an owner and an end.';

-- What somebody does not want to pay. The rest goes on.
create table disputes (
    id uuid primary key,
    invoice_id uuid not null,
    client_id uuid not null,
    currency text not null,
    amount bigint not null check (amount between 1 and 1000000000000),
    reason text not null check (reason <> '' and length(reason) <= 4000),
    owner_id uuid not null references staff (id),
    raised_by uuid references staff (id),
    raised_at timestamptz not null default office_now(),
    settled_by uuid references staff (id),
    settled_at timestamptz,
    outcome text not null default '' check (length(outcome) <= 4000),
    foreign key (invoice_id, client_id, currency) references invoices (id, client_id, currency),
    check ((settled_at is null) = (settled_by is null) and (settled_at is null) = (outcome = ''))
);
create index disputes_of on disputes (invoice_id) where settled_at is null;
comment on table disputes is 'Amounts of invoices that are disputed, until they are settled with an outcome.';

-- ---------------------------------------------------------------- with the engine of notices

alter table notifications
    drop constraint notifications_subject_kind_check,
    add constraint notifications_subject_kind_check
        check (subject_kind in ('appointment', 'message', 'answer', 'test', 'invoice', 'dunning')),
    drop constraint notifications_kind_check,
    add constraint notifications_kind_check
        check (kind in ('booked', 'moved', 'cancelled', 'remind_48h', 'remind_2h', 'deadline_to_lead', 'deadline_to_partner',
            'account', 'answer', 'test', 'invoice', 'receipt', 'dunning') or kind ~ '^deadline_ahead_[0-9]{1,3}$'
            or kind ~ '^deadline_check_[0-9]{1,12}$');

-- ---------------------------------------------------------------- what is due

-- The stage that is due on a day for each invoice, and what can be asked for: domain::billing::dunning in SQL.
-- Not what was held back, not before reminders were switched on, not for those who are never reminded.
create function dunning_due(p_today date) returns table (
    invoice_id uuid, case_id uuid, client_id uuid, payer_id uuid, currency text, due_revision integer, stage text, due_on date,
    asked bigint)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
begin
    return query
        select i.id, i.case_id, i.client_id, i.payer_id, i.currency, i.due_revision, s.stage, d.day_zero + s.days, a.asked
        from invoices i
        cross join office_settings o
        cross join lateral (select greatest(i.due_on, i.sent_on) as day_zero) d
        cross join lateral (
            select v.stage, v.days, v.rank from (values ('reminder_7', 7, 1), ('reminder_14', 14, 2), ('notice_30', 30, 3))
                as v (stage, days, rank)
            where d.day_zero + v.days <= p_today order by v.rank desc limit 1) s
        cross join lateral (
            select i.balance - coalesce((select sum(x.amount) from disputes x where x.invoice_id = i.id and x.settled_at is null), 0)::bigint
                as asked) a
        where i.balance > 0 and i.due_on <= p_today - 7 and i.sent_on is not null and a.asked > 0
            and (i.held is null or i.released_at is not null)
            and i.due_on >= o.dunning_since
            and not exists (select from fee_terms f where f.case_id = i.case_id and not f.dunned)
            and not exists (
                select from dunning_stages p
                where p.invoice_id = i.id and p.due_revision = i.due_revision and p.state <> 'dropped'
                    and case p.stage when 'reminder_7' then 1 when 'reminder_14' then 2 else 3 end >= s.rank)
            and not exists (
                select from dunning_holds h
                where h.invoice_id = i.id and h.ended_at is null and h.since <= p_today and p_today <= h.until
                    and (h.stage is null or h.stage = s.stage));
end
$$;

-- ---------------------------------------------------------------- the verbs

-- Locks an invoice whose reminders the caller may pause.
create function invoice_to_pause(p_invoice uuid) returns invoices
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    i invoices;
begin
    select * into i from invoices where id = p_invoice for update;
    perform refuse_unless(i.id is not null and (may_bill(i.case_id) or may_approve(i.case_id)));
    return i;
end
$$;

create function hold_dunning(p_id uuid, p_invoice uuid, p_stage text, p_reason text, p_owner uuid, p_until date) returns void
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    i invoices := invoice_to_pause(p_invoice);
begin
    if i.balance = 0 or p_until < office_today() or role_in_force(p_owner) is null
        or is_screened(p_owner, i.case_id, i.client_id) then
        raise exception 'this cannot be held so' using errcode = 'PV409';
    end if;
    insert into dunning_holds (id, invoice_id, stage, reason, owner_id, until, set_by)
    values (p_id, i.id, p_stage, p_reason, p_owner, p_until, office_caller());
    perform tell_invoice(i.id, 'held', jsonb_build_object('stage', p_stage, 'until', p_until, 'reason', p_reason));
end
$$;

create function end_hold(p_hold uuid) returns void
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    i invoices := invoice_to_pause((select h.invoice_id from dunning_holds h where h.id = p_hold));
begin
    update dunning_holds set ended_at = office_now(), ended_by = office_caller() where id = p_hold and ended_at is null;
    if not found then
        raise exception 'this hold is over' using errcode = 'PV409';
    end if;
    perform tell_invoice(i.id, 'hold_ended', '{}');
end
$$;

create function dispute_invoice(p_id uuid, p_invoice uuid, p_amount bigint, p_reason text, p_owner uuid) returns void
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    i invoices := invoice_to_pause(p_invoice);
begin
    if p_amount < 1 or p_amount + coalesce((select sum(d.amount) from disputes d where d.invoice_id = i.id and d.settled_at is null), 0)
            > i.balance
        or role_in_force(p_owner) is null or is_screened(p_owner, i.case_id, i.client_id) then
        raise exception 'no more can be disputed than is left to pay' using errcode = 'PV409';
    end if;
    insert into disputes (id, invoice_id, client_id, currency, amount, reason, owner_id, raised_by)
    values (p_id, i.id, i.client_id, i.currency, p_amount, p_reason, p_owner, office_caller());
    perform tell_invoice(i.id, 'disputed', jsonb_build_object('amount', p_amount, 'reason', p_reason));
end
$$;

create function settle_dispute(p_dispute uuid, p_outcome text) returns void
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    i invoices := invoice_to_pause((select d.invoice_id from disputes d where d.id = p_dispute));
begin
    update disputes set settled_at = office_now(), settled_by = office_caller(), outcome = p_outcome
    where id = p_dispute and settled_at is null and p_outcome <> '';
    if not found then
        raise exception 'this dispute is settled' using errcode = 'PV409';
    end if;
    perform tell_invoice(i.id, 'dispute_settled', jsonb_build_object('outcome', p_outcome));
end
$$;

-- ---------------------------------------------------------------- row-level security

do $$
declare
    t text;
begin
    foreach t in array array['letter_batches', 'dunning_deliveries', 'dunning_stages', 'dunning_holds', 'disputes'] loop
        execute format('alter table %I enable row level security', t);
        execute format('alter table %I force row level security', t);
        execute format('create policy definer on %I to privity_definer using (true) with check (true)', t);
        execute format('grant select, insert, update on %I to privity_definer', t);
    end loop;
    foreach t in array array['letter_batches', 'dunning_deliveries'] loop
        execute format('create policy caller_in_force on %I as restrictive
            to privity_partner, privity_attorney, privity_paralegal, privity_billing
            using ((select caller_in_force(current_user))) with check ((select caller_in_force(current_user)))', t);
    end loop;
    foreach t in array array['dunning_stages', 'dunning_holds', 'disputes'] loop
        execute format('create policy of_an_invoice on %I for select to privity_partner, privity_attorney, privity_billing
            using (exists (select from invoices i where i.id = invoice_id))', t);
        execute format('grant select on %I to privity_partner, privity_attorney, privity_billing', t);
    end loop;
end
$$;

create policy who_bills on letter_batches for select to privity_partner, privity_billing using (true);
grant select on letter_batches to privity_partner, privity_billing;

create policy walls on dunning_deliveries as restrictive to privity_partner, privity_attorney, privity_billing
    using (client_id <> all ((select my_walled_clients())::uuid[]) and not case_ids && (select my_walls())::uuid[]);
create policy partner on dunning_deliveries for select to privity_partner using (true);
create policy billing on dunning_deliveries for select to privity_billing using (true);
create policy attorney on dunning_deliveries for select to privity_attorney
    using (case_ids <> '{}' and case_ids <@ (select my_cases_from(3::smallint))::uuid[]);
grant select on dunning_deliveries to privity_partner, privity_attorney, privity_billing;

create policy of_an_invoice on notifications for select to privity_partner, privity_attorney, privity_billing
    using (subject_kind = 'invoice' and exists (select from invoices i where i.id = subject_id));
create policy of_a_dunning on notifications for select to privity_partner, privity_attorney, privity_billing
    using (subject_kind = 'dunning' and exists (select from dunning_deliveries d where d.id = subject_id));

do $$
declare
    f text;
begin
    foreach f in array array['dunning_due(date)', 'invoice_to_pause(uuid)', 'hold_dunning(uuid, uuid, text, text, uuid, date)',
        'end_hold(uuid)', 'dispute_invoice(uuid, uuid, bigint, text, uuid)', 'settle_dispute(uuid, text)'] loop
        execute format('alter function %s owner to privity_definer', f);
        execute format('revoke execute on function %s from public', f);
        execute format('grant execute on function %s to privity_definer', f);
        if f = 'dunning_due(date)' then
            execute format('grant execute on function %s to privity_notifier', f);
        elsif f <> 'invoice_to_pause(uuid)' then
            execute format('grant execute on function %s to privity_partner, privity_attorney, privity_paralegal, privity_billing', f);
        end if;
    end loop;
end
$$;

revoke create on schema public from privity_definer;
