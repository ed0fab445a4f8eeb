-- Paying an invoice at a provider. A link in a mail leads to a page of ours; from there somebody asks for a page of the
-- provider's, and what the provider then says of it is taken once, whatever order it comes in and however often. What
-- does not fit is kept as the client's credit and shown to whoever bills: no money is lost, and none is put where it
-- was not meant to go.

grant create on schema public to privity_definer;

-- A link to pay one invoice by: shown by GET, acted on by POST. Only its hash is kept.
create table pay_links (
    id uuid primary key,
    invoice_id uuid not null references invoices (id),
    token_hash bytea not null unique check (octet_length(token_hash) = 32),
    -- whoever had it made; none: it went out with this message
    made_by uuid references staff (id),
    notification_id uuid references notifications (id),
    made_at timestamptz not null default office_now(),
    ends_at timestamptz not null,
    check ((made_by is null) <> (notification_id is null))
);
create index pay_links_of on pay_links (invoice_id);
comment on table pay_links is 'Links by which an invoice can be paid, until it is paid or void or 180 days have gone by.';

-- What the provider was asked to take: one while the amount stands and its page is good.
create table pay_orders (
    id uuid primary key,
    invoice_id uuid not null,
    client_id uuid not null,
    payer_id uuid references payers (id),
    currency text not null,
    amount bigint not null check (amount between 1 and 1000000000000),
    asked_at timestamptz not null default office_now(),
    ends_at timestamptz not null,
    -- the provider's name for its page, and where that is
    reference text check (length(reference) <= 64),
    url text check (length(url) <= 2000),
    foreign key (invoice_id, client_id, currency) references invoices (id, client_id, currency),
    check ((reference is null) = (url is null))
);
create index pay_orders_of on pay_orders (invoice_id, ends_at desc);
comment on table pay_orders is 'Pages of a provider that were asked for, each for an invoice and an amount. Nobody reads them but the functions that ask and take.';

-- What the provider said, each saying once; and what somebody has to decide about it.
create table provider_events (
    provider text not null check (length(provider) <= 40),
    event_id text not null check (length(event_id) <= 64),
    happened text not null check (happened in ('paid', 'refunded', 'disputed')),
    order_id uuid references pay_orders (id),
    -- the provider's name for the payment
    payment_reference text not null check (length(payment_reference) <= 64),
    amount bigint not null check (amount between 1 and 1000000000000),
    currency text not null check (currency ~ '^[A-Z]{3}$'),
    payment_id uuid references payments (id),
    -- why it waits for somebody, in a word
    note text not null default '' check (note in ('', 'over', 'other_amount', 'other_currency', 'not_open', 'nobodys', 'unknown_currency',
        'refunded', 'disputed')),
    received_at timestamptz not null default office_now(),
    decided_by uuid references staff (id),
    decided_at timestamptz,
    decision text not null default '' check (length(decision) <= 4000),
    primary key (provider, event_id),
    check ((decided_at is null) = (decided_by is null) and (decided_at is null) = (decision = ''))
);
create index provider_events_of on provider_events (payment_id) where payment_id is not null;
create index provider_events_about on provider_events (provider, payment_reference);
create index provider_events_open on provider_events (received_at) where note <> '' and decided_at is null;
comment on table provider_events is 'What a provider of payments said: paid, refunded, disputed. Each saying once; what it came to is the payment.';

-- What can be asked for of an invoice: what is left and not disputed.
create function pay_asked(i invoices) returns bigint
language sql stable
set search_path = pg_catalog, public, pg_temp
as $$
    select greatest(0, i.balance - coalesce((
        select sum(d.amount) from disputes d where d.invoice_id = i.id and d.settled_at is null), 0)::bigint)
$$;

-- ---------------------------------------------------------------- links

-- One for a message that is about to go, where something is left to pay.
create function offer_payment(p_id uuid, p_invoice uuid, p_token_hash bytea, p_notification uuid) returns boolean
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    i invoices;
begin
    select * into i from invoices where id = p_invoice;
    if i.id is null or pay_asked(i) = 0 then
        return false;
    end if;
    insert into pay_links (id, invoice_id, token_hash, notification_id, ends_at)
    values (p_id, i.id, p_token_hash, p_notification, office_now() + interval '180 days');
    return true;
end
$$;

-- One that whoever bills hands over some other way.
create function make_pay_link(p_id uuid, p_invoice uuid, p_token_hash bytea) returns void
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    i invoices := invoice_to_bill(p_invoice, null);
begin
    if pay_asked(i) = 0 then
        raise exception 'nothing is left to pay' using errcode = 'PV409';
    end if;
    insert into pay_links (id, invoice_id, token_hash, made_by, ends_at)
    values (p_id, i.id, p_token_hash, office_caller(), office_now() + interval '180 days');
end
$$;

-- What an e-mail or a letter of a delivery says of each of its invoices that still stands, and which they are: minor
-- units.
create or replace function dunning_asks(p_delivery uuid) returns jsonb
language sql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
    select coalesce(jsonb_agg(jsonb_build_object('invoice', i.id, 'number', i.number, 'currency', i.currency, 'issued_on', i.issued_on,
        'due_on', i.due_on, 'open', s.asked, 'stage', s.stage) order by i.due_on, i.seq), '[]')
    from dunning_stages s join invoices i on i.id = s.invoice_id
    where s.delivery_id = p_delivery and s.state in ('planned', 'sent')
$$;

-- The invoice of a link that is good: not of one that is void.
create function invoice_by_link(p_token_hash bytea) returns uuid
language sql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
    select i.id from pay_links l join invoices i on i.id = l.invoice_id
    where l.token_hash = p_token_hash and l.ends_at > office_now() and i.stage = 'issued' and i.kind = 'invoice'
$$;

-- What a link shows: who asks, the number, what is left. Nothing of the matter. 'url' where a page of the provider's
-- stands for it now.
create function gate_pay_link(p_token_hash bytea) returns jsonb
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    i invoices;
begin
    select * into i from invoices where id = invoice_by_link(p_token_hash);
    if i.id is null then
        return null;
    end if;
    return (
        select jsonb_build_object('number', i.number, 'currency', i.currency, 'asked', pay_asked(i), 'locale', o.locale,
            'office', case when i.payer_id is null and k.discreet then '' else o.name end,
            'phone', coalesce(nullif(o.billing_phone, ''), o.phone),
            'url', (select p.url from pay_orders p
                where p.invoice_id = i.id and p.amount = pay_asked(i) and p.url is not null
                    and p.ends_at > office_now() + interval '10 minutes'
                order by p.ends_at desc limit 1))
        from office_settings o cross join clients k where k.id = i.client_id);
end
$$;

-- The order for what is left now: the one that stands, so that whoever asks twice is asked to pay once; or a new one.
create function gate_pay_order(p_token_hash bytea, p_id uuid) returns jsonb
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    i invoices;
    p pay_orders;
begin
    select * into i from invoices where id = invoice_by_link(p_token_hash) for update;
    if i.id is null or i.stage <> 'issued' then
        return null;
    end if;
    if pay_asked(i) = 0 then
        return jsonb_build_object('number', i.number, 'currency', i.currency, 'amount', 0);
    end if;
    select * into p from pay_orders x
    where x.invoice_id = i.id and x.amount = pay_asked(i) and x.ends_at > office_now() + interval '10 minutes'
    order by x.ends_at desc limit 1;
    if p.id is null then
        -- whole seconds: the provider is asked the same each time
        insert into pay_orders (id, invoice_id, client_id, payer_id, currency, amount, ends_at)
        values (p_id, i.id, i.client_id, i.payer_id, i.currency, pay_asked(i), date_trunc('second', office_now()) + interval '2 hours')
        returning * into p;
    end if;
    return jsonb_build_object('order', p.id, 'number', i.number, 'currency', p.currency, 'amount', p.amount, 'ends_at', p.ends_at,
        'url', p.url);
end
$$;

create function gate_keep_page(p_order uuid, p_reference text, p_url text) returns void
language sql security definer
set search_path = pg_catalog, public, pg_temp
as $$
    update pay_orders set reference = p_reference, url = p_url where id = p_order and url is null
$$;

-- ---------------------------------------------------------------- what the provider says

-- Puts so much of a payment on an invoice: of the same client, the same currency, and no more than is left of either.
-- Whoever calls it has asked who may.
create function put_on_invoice(p_payment uuid, p_invoice uuid, p_amount bigint) returns void
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    p payments;
    i invoices;
begin
    select * into p from payments where id = p_payment for update;
    select * into i from invoices where id = p_invoice for update;
    if i.kind <> 'invoice' or i.stage <> 'issued' or i.currency <> p.currency or p_amount < 1 or p_amount > i.balance
        or exists (select from allocations a where a.payment_id = p.id and a.invoice_id = i.id and a.ended_at is null) then
        raise exception 'this invoice does not take that' using errcode = 'PV409';
    end if;
    if p_amount > p.credit then
        raise exception 'no more can be used than was paid' using errcode = 'PV409';
    end if;
    insert into allocations (id, payment_id, invoice_id, client_id, case_id, currency, amount, allocated_by)
    values (gen_random_uuid(), p.id, i.id, i.client_id, i.case_id, i.currency, p_amount, office_caller());
    perform tell_invoice(i.id, 'paid', jsonb_build_object('payment', p.id, 'amount', p_amount));
end
$$;

-- Puts parts of a payment on invoices: [{"invoice": id, "amount": minor}]. The payment is locked before, the
-- invoices by id.
create or replace function allocate_payment(p_payment uuid, p_parts jsonb) returns bigint
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    p payments := payment_to_use(p_payment);
    part record;
begin
    for part in
        select (x->>'invoice')::uuid as invoice, (x->>'amount')::bigint as amount from jsonb_array_elements(p_parts) x order by 1
    loop
        perform refuse_unless(exists (select from invoices i
            where i.id = part.invoice and i.client_id = p.client_id and may_bill(i.case_id)));
        perform put_on_invoice(p.id, part.invoice, part.amount);
    end loop;
    return (select q.credit from payments q where q.id = p.id);
end
$$;

-- Takes what a provider said. 'known' where it was said before, 'taken', or 'waits' where somebody has to decide.
-- What was paid is a payment of the order's client, once for the provider's name of it; it goes on the order's invoice
-- where amount and currency are those of the order and the invoice stands. p_known: the office keeps that currency.
create function take_provider_event(p_provider text, p_event text, p_happened text, p_order uuid, p_payment text, p_amount bigint,
    p_currency text, p_known boolean) returns text
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    o pay_orders;
    i invoices;
    paid uuid;
    put bigint := 0;
    odd text := '';
begin
    select * into o from pay_orders where id = p_order;
    insert into provider_events (provider, event_id, happened, order_id, payment_reference, amount, currency)
    values (p_provider, p_event, p_happened, o.id, p_payment, p_amount, p_currency)
    on conflict do nothing;
    if not found then
        return 'known';
    end if;
    select p.id into paid from payments p where p.provider = p_provider and p.provider_reference = p_payment;
    if p_happened <> 'paid' then
        update provider_events set payment_id = paid, note = p_happened where provider = p_provider and event_id = p_event;
        return 'waits';
    end if;
    if paid is not null then
        update provider_events set payment_id = paid where provider = p_provider and event_id = p_event;
        return 'known';
    end if;
    if o.id is null or not p_known then
        update provider_events set note = case when o.id is null then 'nobodys' else 'unknown_currency' end
        where provider = p_provider and event_id = p_event;
        return 'waits';
    end if;
    select * into i from invoices where id = o.invoice_id for update;
    odd := case
        when p_currency <> o.currency then 'other_currency'
        when p_amount <> o.amount then 'other_amount'
        when i.stage <> 'issued' then 'not_open'
        when p_amount > i.balance then 'over'
        else '' end;
    put := case when odd in ('', 'over') then least(p_amount, i.balance) else 0 end;
    insert into payments (id, client_id, payer_id, currency, amount, method, received_on, reference, provider, provider_reference)
    values (gen_random_uuid(), o.client_id, o.payer_id, p_currency, p_amount, 'link', office_today(), p_payment, p_provider, p_payment)
    on conflict (provider, provider_reference) where provider is not null do nothing
    returning id into paid;
    if paid is null then
        -- told by another event at the same moment
        update provider_events e set payment_id = p.id
        from payments p
        where e.provider = p_provider and e.event_id = p_event and p.provider = p_provider and p.provider_reference = p_payment;
        return 'known';
    end if;
    if put > 0 then
        perform put_on_invoice(paid, i.id, put);
    end if;
    update provider_events set payment_id = paid, note = odd where provider = p_provider and event_id = p_event;
    -- what was said of it before it was said to be paid
    update provider_events set payment_id = paid
    where provider = p_provider and payment_reference = p_payment and payment_id is null;
    return case odd when '' then 'taken' else 'waits' end;
end
$$;

-- Somebody has seen to what the provider said.
create function decide_provider_event(p_provider text, p_event text, p_decision text) returns void
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    e provider_events;
begin
    select * into e from provider_events where provider = p_provider and event_id = p_event for update;
    perform refuse_unless(e.event_id is not null and acting_role() in ('managing_partner', 'billing')
        and (e.payment_id is null or exists (select from payments p
            where p.id = e.payment_id and may_take_payment(p.client_id) and not (p.case_ids && my_walls()))));
    if e.note = '' or e.decided_at is not null or p_decision = '' then
        raise exception 'this was decided' using errcode = 'PV409';
    end if;
    update provider_events set decided_by = office_caller(), decided_at = office_now(), decision = p_decision
    where provider = p_provider and event_id = p_event;
end
$$;

-- ---------------------------------------------------------------- row-level security

do $$
declare
    t text;
begin
    foreach t in array array['pay_links', 'pay_orders', 'provider_events'] loop
        execute format('alter table %I enable row level security', t);
        execute format('alter table %I force row level security', t);
        execute format('create policy definer on %I to privity_definer using (true) with check (true)', t);
        execute format('grant select, insert, update on %I to privity_definer', t);
    end loop;
end
$$;
create policy of_an_invoice on pay_links for select to privity_partner, privity_attorney, privity_billing
    using (exists (select from invoices i where i.id = invoice_id));
grant select (id, invoice_id, made_by, notification_id, made_at, ends_at) on pay_links
    to privity_partner, privity_attorney, privity_billing;
create policy caller_in_force on provider_events as restrictive
    to privity_partner, privity_attorney, privity_paralegal, privity_billing
    using ((select caller_in_force(current_user))) with check ((select caller_in_force(current_user)));
-- of a payment, by whoever reads the payment; of none, by whoever bills
create policy who_bills on provider_events for select to privity_partner, privity_billing
    using (payment_id is null or exists (select from payments p where p.id = payment_id));
grant select on provider_events to privity_partner, privity_billing;

do $$
declare
    f text;
begin
    foreach f in array array['pay_asked(invoices)', 'offer_payment(uuid, uuid, bytea, uuid)', 'make_pay_link(uuid, uuid, bytea)',
        'invoice_by_link(bytea)', 'gate_pay_link(bytea)', 'gate_pay_order(bytea, uuid)', 'gate_keep_page(uuid, text, text)',
        'put_on_invoice(uuid, uuid, bigint)',
        'take_provider_event(text, text, text, uuid, text, bigint, text, boolean)',
        'decide_provider_event(text, text, text)'] loop
        execute format('alter function %s owner to privity_definer', f);
        execute format('revoke execute on function %s from public', f);
        execute format('grant execute on function %s to privity_definer', f);
        if f like 'gate\_%' then
            execute format('grant execute on function %s to privity_gate', f);
        elsif f like any (array['offer\_%', 'take\_%']) then
            execute format('grant execute on function %s to privity_notifier', f);
        elsif f like any (array['make\_%', 'decide\_%']) then
            execute format('grant execute on function %s to privity_partner, privity_attorney, privity_paralegal, privity_billing', f);
        end if;
    end loop;
end
$$;

revoke create on schema public from privity_definer;
