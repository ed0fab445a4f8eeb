-- Invoices and credit notes by e-mail. Each sending that somebody asks for is a notification of its own, once for the
-- invoice, its debtor and the how-manieth it is; what became of it stands beside it until somebody saw to it. That it
-- was taken by a mail server, with the paper in it, proves that the invoice was sent: reminders count from there.

grant create on schema public to privity_definer;

create table invoice_mailings (
    -- the notification that carries it
    id uuid primary key references notifications (id),
    invoice_id uuid not null references invoices (id),
    nth integer not null check (nth > 0),
    -- SHA-256 of the address as it stood when it was asked for: it goes there and nowhere else
    address_key bytea not null check (octet_length(address_key) = 32),
    -- the paper is in it: not for whoever must not learn who writes
    paper boolean not null default true,
    -- that it is taken proves that the invoice was sent
    proves boolean not null default false,
    -- why somebody has to see to it, until they did
    trouble text not null default '' check (trouble in ('', 'failed', 'unclear', 'dropped', 'kept', 'bare')),
    asked_by uuid not null references staff (id),
    asked_at timestamptz not null default office_now(),
    unique (invoice_id, nth)
);
create index invoice_mailings_trouble on invoice_mailings (invoice_id) where trouble <> '';
comment on table invoice_mailings is 'Each time an invoice was to be e-mailed, by whom, and what is to be seen to about it.';

-- what is issued and reached nobody demonstrably
create index invoices_unsent on invoices (issued_on, id) where stage = 'issued' and sent_on is null;
-- one mail is one proof
create unique index invoice_sendings_of_mail on invoice_sendings (notification_id) where notification_id is not null;

alter table invoice_events
    drop constraint invoice_events_kind_check,
    add constraint invoice_events_kind_check check (kind in ('drafted', 'rewritten', 'submitted', 'approved', 'returned', 'issued', 'sent',
        'voided', 'due_moved', 'credited', 'paid', 'unpaid', 'written_off', 'released', 'held', 'hold_ended', 'disputed',
        'dispute_settled', 'dunned',
        'mailing', 'mail_failed', 'mail_bounced', 'mail_unclear', 'mail_dropped', 'mail_kept', 'mail_bare'));

-- ---------------------------------------------------------------- asking for it

-- Why an invoice is not mailed, in a word, or null.
create function invoice_mail_bar(i invoices) returns text
language sql stable
set search_path = pg_catalog, public, pg_temp
as $$
    select case
        when i.stage = 'void' then 'void'
        when i.stage is distinct from 'issued' then 'not_issued'
        when i.kind = 'invoice' and i.total > 0 and i.credited >= i.total then 'credited'
        when i.held is not null and i.released_at is null then 'held' end
$$;

-- Where each of these invoices would go now, what stands in its way, and the how-manieth sending it would be: of those
-- that the caller may send. An address for everything is shown to a managing partner alone; to others, enough of it.
create function invoice_mail_ways(p_invoices uuid[]) returns table (
    invoice_id uuid, channel text, shown text, name text, discreet boolean, bar text, nth integer, going boolean)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
declare
    today date := office_today();
    acting text := acting_role();
begin
    return query
        select i.id, r.channel,
            case when r.channel is distinct from 'email' then ''
                when acting = 'managing_partner' or i.payer_id is not null or exists (
                    select from client_contacts c
                    where c.client_id = i.client_id and c.channel = 'email' and c.purpose = 'billing' and c.until is null
                        and c.value = r.address) then r.address
                else masked(r.address) end,
            r.name, r.discreet, invoice_mail_bar(i),
            coalesce((select max(m.nth) from invoice_mailings m where m.invoice_id = i.id), 0) + 1,
            exists (select from invoice_mailings m join notifications n on n.id = m.id
                where m.invoice_id = i.id and n.state in ('queued', 'sending'))
        from invoices i
        cross join lateral dunning_reach(i.client_id, i.payer_id, today) r
        where i.id = any (p_invoices) and may_bill(i.case_id);
end
$$;

-- Has an invoice sent, as the how-manieth that was looked at: asked for twice it is one. Whether it was new.
create function mail_invoice(p_id uuid, p_invoice uuid, p_nth integer) returns boolean
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    i invoices := invoice_to_bill(p_invoice, null);
    reach record;
    last record;
begin
    if exists (select from invoice_mailings m where m.invoice_id = i.id and m.nth = p_nth) then
        return false;
    end if;
    select m.nth, n.state into last from invoice_mailings m join notifications n on n.id = m.id
    where m.invoice_id = i.id order by m.nth desc limit 1;
    select * into reach from dunning_reach(i.client_id, i.payer_id, office_today());
    if invoice_mail_bar(i) is not null or reach.channel is distinct from 'email' or p_nth is distinct from coalesce(last.nth, 0) + 1
        or last.state in ('queued', 'sending') then
        raise exception 'this invoice cannot be mailed now' using errcode = 'PV409';
    end if;
    insert into notifications (id, subject_kind, subject_id, notice_revision, kind, channel, recipient_id, due_at, expires_at, next_at)
    values (p_id, 'invoice', i.id, p_nth, 'invoice', 'email', i.debtor_id, office_now(), office_now() + interval '14 days', office_now());
    update invoice_mailings set trouble = '' where invoice_id = i.id and trouble <> '';
    insert into invoice_mailings (id, invoice_id, nth, address_key, asked_by)
    values (p_id, i.id, p_nth, sha256(convert_to(reach.address, 'UTF8')), office_caller());
    perform tell_invoice(i.id, 'mailing', jsonb_build_object('mailing', p_id, 'to', masked(reach.address)));
    return true;
end
$$;

-- ---------------------------------------------------------------- sending it

-- The last look before it goes, in a transaction that ends before it does: is the lease ours, does the invoice still
-- stand, is the address still the one that was asked for? The invoice is locked first, so that one who makes it void
-- counts. `p_counts`: that it is taken is proof, since it leaves the machine.
create function look_at_invoice(p_id uuid, p_lease uuid, p_hold interval, p_counts boolean) returns jsonb
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    now timestamptz := office_now();
    n notifications;
    m invoice_mailings;
    i invoices;
    o office_settings;
    reach record;
    bar text;
begin
    select * into m from invoice_mailings where id = p_id;
    select * into i from invoices where id = m.invoice_id for share;
    select * into n from notifications where id = p_id for update;
    if m.id is null or n.lease is distinct from p_lease or n.state <> 'sending' or n.lease_until <= now then
        return null;
    end if;
    select * into o from office_settings;
    if o.sending_stopped_at is not null then
        update notifications set state = 'queued', lease = null, lease_until = null, attempts = attempts - 1 where id = p_id;
        return null;
    end if;
    if n.expires_at <= now then
        perform drop_notice(p_id, 'expired', 'too_late');
        return null;
    end if;
    select * into reach from dunning_reach(i.client_id, i.payer_id, office_today());
    bar := coalesce(invoice_mail_bar(i), case
        when reach.channel is null then 'no_safe_way'
        when reach.channel <> 'email' then 'no_address'
        when sha256(convert_to(reach.address, 'UTF8')) <> m.address_key then 'address_changed' end);
    if bar is not null then
        -- one that was tried before may have been taken: nobody can say that it was not sent
        perform drop_notice(p_id, case when n.attempts > 1 and n.message_id is not null then 'unknown'
            when bar = 'no_address' then 'failed' else 'cancelled' end, bar);
        return null;
    end if;
    update notifications set handed_at = now, lease_until = now + p_hold, went_to = masked(reach.address), reason = '',
        address_key = m.address_key, message_id = coalesce(message_id, p_id::text)
    where id = p_id;
    update invoice_mailings set paper = not reach.discreet, proves = p_counts and not reach.discreet where id = p_id;
    return jsonb_build_object('invoice', i.id, 'frozen', i.frozen, 'left', i.balance, 'due_on', i.due_on,
        'of_payer', i.payer_id is not null, 'address', reach.address, 'name', reach.name, 'discreet', reach.discreet,
        'paper', office_on_paper(), 'office', o.name, 'phone', coalesce(nullif(o.billing_phone, ''), o.phone),
        'reply_to', coalesce(nullif(o.billing_email, ''), o.reply_to), 'locale', o.locale,
        'template', invoice_mail_wording(reach.discreet));
end
$$;

-- The office's own wording of it, if there is one.
create function invoice_mail_wording(p_discreet boolean) returns jsonb
language sql stable
set search_path = pg_catalog, public, pg_temp
as $$
    select jsonb_build_object('subject', w.subject, 'body', w.body) from notice_templates w
    where w.kind = 'invoice' and w.channel = 'email' and w.discreet = p_discreet and w.until is null
$$;

-- Where its paper cannot be made: it would fail each time.
create function give_up_invoice_mail(p_id uuid, p_lease uuid) returns void
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    perform 1 from notifications n where n.id = p_id and n.subject_kind = 'invoice' and n.lease = p_lease and n.state = 'sending' for update;
    if found then
        perform drop_notice(p_id, 'failed', 'not_printable');
    end if;
end
$$;

-- What became of the e-mail becomes of the invoice. A mail of unclear fate proves nothing, and one that came back
-- proves nothing any more: day 0 of the reminders is that of the other sendings then, or none.
create function note_invoice_mail() returns trigger
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    m invoice_mailings;
    today date := office_today();
    what text;
begin
    select * into m from invoice_mailings where id = new.id;
    if m.id is null then
        return null;
    end if;
    case new.state
        when 'accepted', 'delivered' then
            if m.proves and not exists (select from invoice_sendings s where s.notification_id = new.id) then
                insert into invoice_sendings (id, invoice_id, sent_by, recipient, sent_on, notification_id)
                values (gen_random_uuid(), m.invoice_id, 'email', new.went_to, today, new.id);
                -- a void one does not change any more
                update invoices set sent_on = today
                where id = m.invoice_id and stage = 'issued' and (sent_on is null or sent_on > today);
                perform tell_invoice(m.invoice_id, 'sent', jsonb_build_object('by', 'email', 'on', today, 'mailing', m.id));
            elsif not m.proves and old.state not in ('accepted', 'delivered') then
                what := case when m.paper then 'kept' else 'bare' end;
            end if;
        when 'unknown' then
            what := 'unclear';
        when 'failed' then
            what := 'failed';
            if exists (select from invoice_sendings s where s.notification_id = new.id) then
                update invoices set sent_on = (
                    select min(s.sent_on) from invoice_sendings s left join notifications n on n.id = s.notification_id
                    where s.invoice_id = m.invoice_id and n.state is distinct from 'failed')
                where id = m.invoice_id and stage = 'issued';
                perform tell_invoice(m.invoice_id, 'mail_bounced', jsonb_build_object('mailing', m.id, 'why', new.reason));
                update invoice_mailings set trouble = what where id = m.id;
                return null;
            end if;
        when 'cancelled', 'expired' then
            what := 'dropped';
        else
            return null;
    end case;
    if what is not null then
        update invoice_mailings set trouble = what where id = m.id;
        perform tell_invoice(m.invoice_id, 'mail_' || what, jsonb_build_object('mailing', m.id, 'why', new.reason));
    end if;
    return null;
end
$$;
create trigger notifications_invoice_mailed after update of state on notifications
    for each row when (new.subject_kind = 'invoice' and new.kind = 'invoice' and old.state is distinct from new.state)
    execute function note_invoice_mail();

-- Once it was sent some other way nothing is to be seen to.
create function end_mail_trouble() returns trigger
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    update invoice_mailings set trouble = '' where invoice_id = new.invoice_id and trouble <> '';
    return null;
end
$$;
create trigger invoice_sendings_end_trouble after insert on invoice_sendings for each row execute function end_mail_trouble();

-- ---------------------------------------------------------------- row-level security

alter table invoice_mailings enable row level security;
alter table invoice_mailings force row level security;
create policy definer on invoice_mailings to privity_definer using (true) with check (true);
grant select, insert, update on invoice_mailings to privity_definer;
create policy of_an_invoice on invoice_mailings for select to privity_partner, privity_attorney, privity_billing
    using (exists (select from invoices i where i.id = invoice_id));
grant select (id, invoice_id, nth, paper, proves, trouble, asked_by, asked_at) on invoice_mailings
    to privity_partner, privity_attorney, privity_billing;

do $$
declare
    f text;
begin
    foreach f in array array['invoice_mail_bar(invoices)', 'invoice_mail_ways(uuid[])', 'mail_invoice(uuid, uuid, integer)',
        'look_at_invoice(uuid, uuid, interval, boolean)', 'invoice_mail_wording(boolean)', 'give_up_invoice_mail(uuid, uuid)',
        'note_invoice_mail()', 'end_mail_trouble()'] loop
        execute format('alter function %s owner to privity_definer', f);
        execute format('revoke execute on function %s from public', f);
        execute format('grant execute on function %s to privity_definer', f);
        if f like any (array['look\_%', 'give\_up\_%']) then
            execute format('grant execute on function %s to privity_notifier', f);
        elsif f like any (array['invoice\_mail\_ways%', 'mail\_invoice%']) then
            execute format('grant execute on function %s to privity_partner, privity_attorney, privity_paralegal, privity_billing', f);
        end if;
    end loop;
end
$$;

-- how to pay is part of what is looked over before it is sent
grant execute on function office_on_paper() to privity_partner, privity_billing;

revoke create on schema public from privity_definer;
