-- Reminders of what is unpaid, on their way: planned each day from dunning_due(), looked at again before they
-- go, said once. A stage is planned, put on the day's delivery of its debtor, and ends as sent, skipped or
-- dropped; what follows is derived again the next time somebody looks.

grant create on schema public to privity_definer;

alter table office_settings
    -- what a reminder took when somebody wrote it by hand: for the count of what is saved
    add column reminder_minutes smallint not null default 6 check (reminder_minutes between 0 and 240);
grant update (reminder_minutes) on office_settings to privity_partner;

-- Why a stage of an invoice is not said on a day, or null; and what can be asked for. It has the reader's rights:
-- what they cannot see is 'void'. domain::billing::dunning in SQL, as dunning_due() is, with a word for each no.
create function dunning_stands(p_invoice uuid, p_due_revision integer, p_stage text, p_today date, out reason text, out asked bigint)
language plpgsql stable
set search_path = pg_catalog, public, pg_temp
as $$
declare
    i invoices;
    since date;
    ends date;
begin
    select * into i from invoices where id = p_invoice;
    since := (select o.dunning_since from office_settings o);
    asked := i.balance - coalesce((select sum(d.amount) from disputes d where d.invoice_id = i.id and d.settled_at is null), 0);
    -- the day on which a later one takes its place
    ends := greatest(i.due_on, i.sent_on) + case p_stage when 'reminder_7' then 14 when 'reminder_14' then 30 end;
    reason := case
        when i.id is null or i.stage <> 'issued' then 'void'
        when i.balance <= 0 then 'paid'
        when i.due_revision <> p_due_revision or i.sent_on is null then 'due_moved'
        when since is null or i.due_on < since or exists (select from fee_terms f where f.case_id = i.case_id and not f.dunned)
            then 'stopped'
        when asked <= 0 then 'disputed'
        when (i.held is not null and i.released_at is null) or exists (
            select from dunning_holds h
            where h.invoice_id = i.id and h.ended_at is null and h.since <= p_today and p_today <= h.until
                and (h.stage is null or h.stage = p_stage)) then 'held'
        when p_today >= ends then 'too_late' end;
end
$$;

-- How a debtor is written to on a day: by e-mail, by letter, or not at all where neither is safe. An address for
-- money goes before one for everything.
create function dunning_reach(p_client uuid, p_payer uuid, p_today date, out channel text, out address text, out name text,
    out discreet boolean)
language plpgsql stable
set search_path = pg_catalog, public, pg_temp
as $$
declare
    k clients;
    email text;
begin
    discreet := false;
    if p_payer is not null then
        select p.name, p.email, p.address into name, email, address from payers p where p.id = p_payer;
        channel := case when email <> '' then 'email' else 'letter' end;
        address := case channel when 'email' then email else address end;
        return;
    end if;
    select * into k from clients where id = p_client;
    name := k.name;
    discreet := k.discreet;
    select c.value into email from client_contacts c
    where c.client_id = k.id and c.channel = 'email' and c.until is null
        and (c.valid_from is null or c.valid_from <= p_today) and (c.valid_until is null or c.valid_until >= p_today)
    order by c.purpose = 'billing' desc, c.preferred desc, c.since desc, c.position limit 1;
    channel := case
        when k.discreet and k.preferred_channel not in ('email', 'post') then null
        when email is not null and k.preferred_channel <> 'post' then 'email'
        when k.discreet and k.preferred_channel = 'email' then null
        else 'letter' end;
    address := case channel when 'email' then email when 'letter' then coalesce((
        select c.value from client_contacts c
        where c.client_id = k.id and c.channel = 'post' and c.until is null
            and (c.valid_from is null or c.valid_from <= p_today) and (c.valid_until is null or c.valid_until >= p_today)
        order by c.purpose = 'billing' desc, c.preferred desc, c.since desc, c.position limit 1), '') end;
end
$$;

-- Ends what waits on a delivery, or without one, and does not stand any more. What a later stage took the place
-- of is skipped; the rest is dropped, and planned anew where it is due again.
create function drop_dunning(p_stages uuid[], p_today date) returns bigint
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    gone bigint;
begin
    update dunning_stages s set ended_at = office_now(), reason = x.reason,
        state = case x.reason when 'too_late' then 'skipped' else 'dropped' end
    from (
        select w.id, (dunning_stands(w.invoice_id, w.due_revision, w.stage, p_today)).reason
        from dunning_stages w where w.id = any (p_stages) and w.state in ('awaiting', 'planned')
    ) x
    where s.id = x.id and x.reason is not null;
    get diagnostics gone = row_count;
    return gone;
end
$$;

-- Puts what is planned on the day's delivery of its debtor, as long as that has not gone. Returns the delivery.
create function deliver_dunning(p_client uuid, p_payer uuid, p_channel text, p_stages uuid[], p_cases uuid[], p_today date) returns uuid
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    d dunning_deliveries;
    sending text;
begin
    insert into dunning_deliveries (id, client_id, payer_id, on_day, channel)
    values (gen_random_uuid(), p_client, p_payer, p_today, p_channel)
    on conflict (debtor_id, on_day, channel) do nothing;
    select * into d from dunning_deliveries
    where debtor_id = coalesce(p_payer, p_client) and on_day = p_today and channel = p_channel for update;
    if p_channel = 'email' then
        -- one that may have been taken before says the same again, and no more
        select case when n.handed_at is null then n.state else 'handed' end into sending
        from notifications n where n.subject_kind = 'dunning' and n.subject_id = d.id for update;
    end if;
    -- the day's has gone, or is printed: the rest goes tomorrow
    if d.batch_id is not null or sending <> 'queued' then
        return null;
    end if;
    update dunning_deliveries set case_ids = array(select distinct c from unnest(case_ids || p_cases) c order by c) where id = d.id;
    update dunning_stages set delivery_id = d.id where id = any (p_stages);
    if p_channel = 'email' and sending is null then
        insert into notifications (id, subject_kind, subject_id, notice_revision, kind, channel, recipient_id, due_at, expires_at,
            next_at)
        values (gen_random_uuid(), 'dunning', d.id, 1, 'dunning', 'email', d.debtor_id, office_now(),
            office_now() + interval '30 days', office_now());
    end if;
    return d.id;
end
$$;

-- What is due today, once, from nine in the morning to six in the evening where the office is: of each invoice the
-- highest stage alone, with one delivery a debtor. Nothing while sending is stopped. How many stages it planned.
create function plan_dunning() returns bigint
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    now timestamptz := office_now();
    today date := office_today();
    o office_settings;
    d record;
    reach record;
    planned bigint;
begin
    select * into o from office_settings;
    if o.sending_stopped_at is not null or o.dunning_since is null
        or quiet_ends(now, o.time_zone, 1080::smallint, 540::smallint) is not null
        -- another server is at it
        or not pg_try_advisory_xact_lock(hashtext('plan_dunning')) then
        return 0;
    end if;
    perform drop_dunning(array(
        select s.id from dunning_stages s left join dunning_deliveries v on v.id = s.delivery_id
        where s.state in ('awaiting', 'planned') and (v.id is null or (v.channel = 'letter' and v.batch_id is null))), today);

    -- in the order in which payments lock them
    insert into dunning_stages as s (id, invoice_id, client_id, currency, due_revision, stage, state, due_on, asked)
    select gen_random_uuid(), x.invoice_id, x.client_id, x.currency, x.due_revision, x.stage,
        case when x.stage = 'notice_30' and o.approve_final_notice then 'awaiting' else 'planned' end, x.due_on, x.asked
    from (select * from dunning_due(today) q order by q.invoice_id limit 2000) x
    order by x.invoice_id
    on conflict (invoice_id, due_revision, stage) do update set state = excluded.state, due_on = excluded.due_on,
        asked = excluded.asked, delivery_id = null, approved_by = null, approved_at = null, planned_at = office_now(),
        ended_at = null, reason = ''
    where s.state = 'dropped';
    get diagnostics planned = row_count;
    if planned > 0 then
        insert into dunning_stages (id, invoice_id, client_id, currency, due_revision, stage, state, due_on, ended_at)
        select gen_random_uuid(), s.invoice_id, s.client_id, s.currency, s.due_revision, lower.stage, 'skipped',
            s.due_on - case s.stage when 'reminder_14' then 7 else 30 - lower.days end, now
        from dunning_stages s
        cross join (values ('reminder_7', 7), ('reminder_14', 14)) as lower (stage, days)
        where s.state in ('awaiting', 'planned') and s.planned_at = now
            and (s.stage = 'notice_30' or (s.stage = 'reminder_14' and lower.stage = 'reminder_7'))
        order by s.invoice_id
        on conflict (invoice_id, due_revision, stage) do nothing;
    end if;

    for d in
        select s.client_id, i.payer_id, array_agg(s.id order by s.id) as stages, array_agg(distinct i.case_id) as cases
        from dunning_stages s join invoices i on i.id = s.invoice_id
        where s.state = 'planned' and s.delivery_id is null
        group by s.client_id, i.payer_id order by 1, 2 limit 2000
    loop
        select * into reach from dunning_reach(d.client_id, d.payer_id, today);
        if reach.channel is null then
            update dunning_stages set state = 'skipped', reason = 'no_safe_way', ended_at = now where id = any (d.stages);
        else
            perform deliver_dunning(d.client_id, d.payer_id, reach.channel, d.stages, d.cases, today);
        end if;
    end loop;
    return planned;
end
$$;

-- What an e-mail or a letter of a delivery says of each of its invoices that still stands: minor units.
create function dunning_asks(p_delivery uuid) returns jsonb
language sql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
    select coalesce(jsonb_agg(jsonb_build_object('number', i.number, 'currency', i.currency, 'issued_on', i.issued_on,
        'due_on', i.due_on, 'open', s.asked, 'stage', s.stage) order by i.due_on, i.seq), '[]')
    from dunning_stages s join invoices i on i.id = s.invoice_id
    where s.delivery_id = p_delivery and s.state in ('planned', 'sent')
$$;

-- The account of a debtor in a currency since the oldest invoice that is open: all that was asked, paid, credited
-- and given up, in order. Numbers and days, never what it was for.
create function dunning_account(p_delivery uuid, p_currency text) returns jsonb
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    d dunning_deliveries;
    began date;
begin
    select * into d from dunning_deliveries where id = p_delivery;
    began := (select min(i.issued_on) from invoices i
        where i.debtor_id = d.debtor_id and i.currency = p_currency and i.balance > 0);
    return (
        with mine as (
            select i.* from invoices i
            where i.debtor_id = d.debtor_id and i.currency = p_currency and i.kind = 'invoice' and i.stage = 'issued'
        ), booked as (
            select i.issued_on as day, 'invoice' as kind, i.number as what, i.total as change, i.seq as nth from mine i
            union all
            select p.received_on, p.method, i.number, -a.amount, i.seq
            from allocations a join mine i on i.id = a.invoice_id join payments p on p.id = a.payment_id where a.ended_at is null
            union all
            select n.issued_on, 'credit_note', n.number, -n.total, i.seq
            from invoices n join mine i on i.id = n.corrects_id where n.stage = 'issued' and n.kind = 'credit_note'
            union all
            select (w.written_off_at at time zone o.time_zone)::date, 'written_off', i.number, -w.amount, i.seq
            from write_offs w join mine i on i.id = w.invoice_id cross join office_settings o
        )
        select jsonb_build_object('currency', p_currency, 'from', began,
            'brought_forward', coalesce((select sum(b.change) from booked b where b.day < began), 0),
            'booked', coalesce(jsonb_agg(jsonb_build_object('on', b.day, 'kind', b.kind, 'what', b.what, 'change', b.change)
                order by b.day, b.change < 0, b.nth), '[]'))
        from booked b where b.day >= began);
end
$$;

-- The office as its papers have it: domain::billing::drafts::FrozenOffice.
create function office_on_paper() returns jsonb
language sql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
    select jsonb_build_object('name', o.name, 'address', o.address, 'phone', coalesce(nullif(o.billing_phone, ''), o.phone),
        'email', coalesce(nullif(o.billing_email, ''), o.reply_to), 'tax_number', o.tax_number, 'payee', o.payee, 'iban', o.iban,
        'bic', o.bic, 'how_to_pay', o.how_to_pay, 'locale', o.locale)
    from office_settings o
$$;

-- The last look before an e-mail goes, in a transaction that ends before it does: is the lease ours, and is anything
-- left of what it was to say? The invoices are locked first, so that a payment that is being recorded counts.
create function look_at_dunning(p_id uuid, p_lease uuid, p_hold interval) returns jsonb
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    now timestamptz := office_now();
    today date := office_today();
    n notifications;
    d dunning_deliveries;
    o office_settings;
    reach record;
    opens timestamptz;
    highest text;
begin
    select v.* into d from dunning_deliveries v join notifications x on x.subject_id = v.id where x.id = p_id and x.subject_kind = 'dunning';
    perform 1 from invoices i where i.id in (select s.invoice_id from dunning_stages s where s.delivery_id = d.id and s.state = 'planned')
        order by i.id for share;
    select * into n from notifications where id = p_id for update;
    if d.id is null or n.lease is distinct from p_lease or n.state <> 'sending' or n.lease_until <= now then
        return null;
    end if;
    select * into o from office_settings;
    opens := quiet_ends(now, o.time_zone, 1080::smallint, 540::smallint);
    if o.sending_stopped_at is not null or opens is not null then
        update notifications set state = 'queued', lease = null, lease_until = null, attempts = attempts - 1,
            next_at = coalesce(opens, next_at), held_until = opens
        where id = p_id;
        return null;
    end if;
    if n.expires_at <= now then
        perform drop_notice(p_id, 'expired', 'too_late');
        return null;
    end if;
    perform drop_dunning(array(select s.id from dunning_stages s where s.delivery_id = d.id), today);
    update dunning_stages s set asked = (dunning_stands(s.invoice_id, s.due_revision, s.stage, today)).asked
    where s.delivery_id = d.id and s.state = 'planned';
    select s.stage into highest from dunning_stages s where s.delivery_id = d.id and s.state = 'planned'
    order by case s.stage when 'notice_30' then 1 when 'reminder_14' then 2 else 3 end limit 1;
    if highest is null then
        perform drop_notice(p_id, 'cancelled', 'settled');
        return null;
    end if;
    select * into reach from dunning_reach(d.client_id, d.payer_id, today);
    if reach.channel is distinct from 'email' then
        perform drop_notice(p_id, 'failed', 'no_address');
        return null;
    end if;
    update notifications set handed_at = now, lease_until = now + p_hold, went_to = masked(reach.address), reason = '',
        address_key = sha256(convert_to(reach.address, 'UTF8')), message_id = coalesce(message_id, p_id::text)
    where id = p_id;
    return jsonb_build_object('delivery', d.id, 'stage', highest, 'today', today, 'address', reach.address, 'name', reach.name,
        'discreet', reach.discreet, 'invoices', dunning_asks(d.id),
        'credits', (select coalesce(jsonb_object_agg(c.currency, c.credit), '{}') from (
            select p.currency, sum(p.credit)::bigint as credit from payments p
            where p.debtor_id = d.debtor_id and p.credit > 0 group by p.currency) c),
        -- with a firm word and the last one goes a statement of account
        'accounts', case when highest = 'reminder_7' then '[]'::jsonb else (
            select jsonb_agg(dunning_account(d.id, c.currency) order by c.currency)
            from (select distinct s.currency from dunning_stages s where s.delivery_id = d.id and s.state = 'planned') c) end,
        'paper', office_on_paper(), 'office', o.name, 'phone', coalesce(nullif(o.billing_phone, ''), o.phone),
        'reply_to', coalesce(nullif(o.billing_email, ''), o.reply_to), 'locale', o.locale,
        'template', (select jsonb_build_object('subject', w.subject, 'body', w.body) from notice_templates w
            where w.kind = highest and w.channel = 'email' and w.discreet = reach.discreet and w.until is null));
end
$$;

-- Ends what a delivery said, and tells it where each invoice is read.
create function dunning_said(p_delivery uuid) returns void
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    s record;
begin
    for s in
        update dunning_stages x set state = 'sent', ended_at = office_now(), reason = ''
        where x.delivery_id = p_delivery and x.state = 'planned'
        returning x.invoice_id, x.stage, x.asked
    loop
        perform tell_invoice(s.invoice_id, 'dunned', jsonb_build_object('stage', s.stage, 'asked', s.asked, 'delivery', p_delivery));
    end loop;
end
$$;

-- What became of the e-mail becomes of its stages. One whose fate is unclear counts as said: it is never said twice.
-- Where a mailbox takes nothing a letter goes instead.
create function note_dunning() returns trigger
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    d dunning_deliveries;
    stages uuid[];
begin
    if new.state in ('accepted', 'delivered', 'unknown') then
        perform dunning_said(new.subject_id);
    elsif new.state in ('failed', 'cancelled', 'expired') then
        select * into d from dunning_deliveries where id = new.subject_id;
        stages := array(select s.id from dunning_stages s where s.delivery_id = d.id and s.state = 'planned');
        if new.state <> 'failed' then
            update dunning_stages set state = 'dropped', ended_at = office_now(),
                reason = case new.state when 'expired' then 'too_late' else new.reason end
            where id = any (stages);
        elsif exists (select from clients k
                where k.id = d.client_id and d.payer_id is null and k.discreet and k.preferred_channel <> 'post') then
            update dunning_stages set state = 'skipped', ended_at = office_now(), reason = 'no_safe_way' where id = any (stages);
        elsif stages <> '{}' and deliver_dunning(d.client_id, d.payer_id, 'letter', stages, d.case_ids, office_today()) is null then
            -- the day's letter is printed: tomorrow
            update dunning_stages set delivery_id = null where id = any (stages);
        end if;
    end if;
    return null;
end
$$;
create trigger notifications_dunned after update of state on notifications
    for each row when (new.subject_kind = 'dunning' and old.state is distinct from new.state) execute function note_dunning();

-- ---------------------------------------------------------------- a partner's word, and letters

-- A managing partner's word on the last notice of an invoice that waits for it.
create function approve_notice(p_invoice uuid) returns void
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    i invoices;
begin
    select * into i from invoices where id = p_invoice for share;
    perform refuse_unless(i.id is not null and acting_role() = 'managing_partner' and may_bill(i.case_id));
    update dunning_stages set state = 'planned', approved_by = office_caller(), approved_at = office_now()
    where invoice_id = i.id and due_revision = i.due_revision and state = 'awaiting';
    if not found then
        raise exception 'nothing waits for a word' using errcode = 'PV409';
    end if;
end
$$;

-- Whether the caller prints and mails a letter: of no case or client they are screened from.
create function may_mail(d dunning_deliveries) returns boolean
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return acting_role() in ('managing_partner', 'billing') and d.client_id <> all (my_walled_clients()) and not d.case_ids && my_walls();
end
$$;

-- Puts the letters that wait into one batch, but for what was settled meanwhile. How many there are.
create function print_letters(p_batch uuid) returns bigint
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    today date := office_today();
    waiting uuid[];
    put bigint;
begin
    perform refuse_unless(acting_role() in ('managing_partner', 'billing'));
    if exists (select from office_settings o where o.sending_stopped_at is not null) then
        raise exception 'all sending is stopped' using errcode = 'PV409';
    end if;
    waiting := array(select d.id from dunning_deliveries d
        where d.channel = 'letter' and d.batch_id is null and may_mail(d)
            and exists (select from dunning_stages s where s.delivery_id = d.id and s.state = 'planned')
        order by d.id limit 500 for update);
    perform 1 from invoices i where i.id in (select s.invoice_id from dunning_stages s where s.delivery_id = any (waiting))
        order by i.id for share;
    perform drop_dunning(array(select s.id from dunning_stages s where s.delivery_id = any (waiting)), today);
    update dunning_stages s set asked = (dunning_stands(s.invoice_id, s.due_revision, s.stage, today)).asked
    where s.delivery_id = any (waiting) and s.state = 'planned';
    insert into letter_batches (id, made_by) values (p_batch, office_caller());
    update dunning_deliveries d set batch_id = p_batch
    where d.id = any (waiting) and exists (select from dunning_stages s where s.delivery_id = d.id and s.state = 'planned');
    get diagnostics put = row_count;
    if put = 0 then
        raise exception 'no letter waits' using errcode = 'PV409';
    end if;
    return put;
end
$$;

-- What the letters of a batch say: [{"name", "address", "stage", "invoices"}], of those the caller may read.
create function letters_of(p_batch uuid) returns jsonb
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    b letter_batches;
begin
    select * into b from letter_batches where id = p_batch;
    perform refuse_unless(b.id is not null and acting_role() in ('managing_partner', 'billing'));
    return (
        select jsonb_build_object('day', (b.made_at at time zone o.time_zone)::date, 'paper', office_on_paper(), 'letters', coalesce((
            select jsonb_agg(jsonb_build_object('delivery', d.id, 'name', coalesce(p.name, k.name), 'address', case
                    when p.id is not null then p.address
                    else coalesce((select c.value from client_contacts c where c.client_id = k.id and c.channel = 'post' and c.until is null
                        order by c.purpose = 'billing' desc, c.preferred desc, c.since desc, c.position limit 1), '') end,
                'invoices', dunning_asks(d.id)) order by coalesce(p.name, k.name), d.id)
            from dunning_deliveries d join clients k on k.id = d.client_id left join payers p on p.id = d.payer_id
            where d.batch_id = b.id and may_mail(d)), '[]'))
        from office_settings o);
end
$$;

-- The letters of a batch were mailed on a day: their stages are said. What was settled meanwhile was taken out.
create function mail_letters(p_batch uuid, p_on date) returns void
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    b letter_batches;
    d dunning_deliveries;
begin
    select * into b from letter_batches where id = p_batch for update;
    perform refuse_unless(b.id is not null and acting_role() in ('managing_partner', 'billing'));
    -- whoever is screened from one of them says nothing of the others either
    if exists (select from dunning_deliveries v where v.batch_id = b.id and not may_mail(v)) or b.mailed_on is not null or p_on > office_today()
        or p_on < (select (b.made_at at time zone o.time_zone)::date from office_settings o) then
        raise exception 'these were not mailed then' using errcode = 'PV409';
    end if;
    update letter_batches set mailed_on = p_on, mailed_by = office_caller() where id = b.id;
    perform 1 from invoices i where i.id in (select s.invoice_id from dunning_stages s
            join dunning_deliveries v on v.id = s.delivery_id where v.batch_id = b.id)
        order by i.id for share;
    update dunning_stages s set state = 'dropped', ended_at = office_now(), reason = x.reason
    from (
        select w.id, (dunning_stands(w.invoice_id, w.due_revision, w.stage, p_on)).reason
        from dunning_stages w join dunning_deliveries v on v.id = w.delivery_id where v.batch_id = b.id and w.state = 'planned'
    ) x
    where s.id = x.id and x.reason <> 'too_late';
    for d in select * from dunning_deliveries v where v.batch_id = b.id order by v.id loop
        perform dunning_said(d.id);
    end loop;
end
$$;

-- By which way each of these invoices is spoken of, as far as the caller sees them.
create function dunning_ways(p_invoices uuid[]) returns table (invoice_id uuid, channel text)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
declare
    today date := office_today();
    acting text := acting_role();
begin
    return query
        select i.id, (dunning_reach(i.client_id, i.payer_id, today)).channel
        from invoices i cross join lateral invoice_standing(i.id) s
        where i.id = any (p_invoices) and not s.walled
            and (acting in ('managing_partner', 'billing') or (acting = 'associate_attorney' and s.reach >= 3));
end
$$;

do $$
declare
    f text;
begin
    foreach f in array array['dunning_ways(uuid[])', 'dunning_stands(uuid, integer, text, date)', 'dunning_reach(uuid, uuid, date)', 'drop_dunning(uuid[], date)',
        'deliver_dunning(uuid, uuid, text, uuid[], uuid[], date)', 'plan_dunning()', 'dunning_asks(uuid)',
        'dunning_account(uuid, text)', 'office_on_paper()', 'look_at_dunning(uuid, uuid, interval)', 'dunning_said(uuid)',
        'note_dunning()', 'approve_notice(uuid)', 'may_mail(dunning_deliveries)', 'print_letters(uuid)', 'letters_of(uuid)',
        'mail_letters(uuid, date)'] loop
        execute format('alter function %s owner to privity_definer', f);
        execute format('revoke execute on function %s from public', f);
        execute format('grant execute on function %s to privity_definer', f);
        if f like any (array['plan\_%', 'look\_%']) then
            execute format('grant execute on function %s to privity_notifier', f);
        elsif f like any (array['approve\_%', 'print\_%', 'letters\_of%', 'mail\_letters%', 'dunning\_stands%', 'dunning\_ways%']) then
            execute format('grant execute on function %s to privity_partner, privity_attorney, privity_paralegal, privity_billing', f);
        end if;
    end loop;
end
$$;

revoke create on schema public from privity_definer;
