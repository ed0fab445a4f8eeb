-- What somebody of a client reads and does in the portal: appointments, invoices, and one's own devices. Their database
-- role holds these functions and no table; each reads no more than for whom its caller acts now.

grant create on schema public to privity_definer;

create index appointment_attendees_of_client on appointment_attendees (client_id) where client_id is not null and until is null;
create index invoices_told on invoices (client_id, issued_on desc) where number is not null and payer_id is null;

alter table appointment_attendees
    drop constraint appointment_attendees_answered_by_check,
    add constraint appointment_attendees_answered_by_check check (answered_by in ('link', 'text', 'staff', 'portal'));

-- a link to pay by that somebody asked for in the portal
alter table pay_links
    add column portal_person_id uuid references portal_people (id),
    drop constraint pay_links_check,
    add constraint pay_links_check check (num_nonnulls(made_by, notification_id, portal_person_id) = 1);

-- ---------------------------------------------------------------- appointments

-- What whoever is asked to an appointment is told of it: when, where, with whom; never what about. Read off at this
-- revision of it.
create function appointment_told(a appointments, t appointment_attendees, p_revision integer) returns jsonb
language sql stable
set search_path = pg_catalog, public, pg_temp
as $$
    select jsonb_build_object(
        'office', o.name, 'locale', o.locale, 'phone', o.phone, 'urgent_phone', o.urgent_phone, 'zone', a.zone,
        'their_zone', coalesce(nullif(k.time_zone, ''), o.time_zone), 'kind', a.kind, 'starts_at', a.starts_at, 'ends_at', a.ends_at,
        'all_day', a.all_day, 'place', coalesce(nullif(a.place, ''), (select r.name from rooms r where r.id = a.room_id), ''),
        'street', case when a.place = '' and a.room_id is not null then o.address else '' end,
        'video_url', a.video_url, 'with', (select s.name from staff s where s.id = a.owner_id),
        'discreet', coalesce(k.discreet, false), 'by_client', coalesce(a.cancelled_for = 'client', false),
        'state', case when a.cancelled_at is not null then 'cancelled' when a.starts_at <= office_now() then 'past'
            when p_revision < a.notice_revision then 'moved' else 'stands' end,
        'answer', case when t.answer_revision = a.notice_revision and a.cancelled_at is null then t.answer end,
        'appointment', a.id, 'revision', a.notice_revision, 'noticed_at', a.noticed_at)
    from office_settings o left join clients k on k.id = t.client_id
$$;

create or replace function gate_notice_link(p_token_hash bytea) returns jsonb
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    l notice_links;
    shown jsonb;
begin
    select * into l from notice_links where token_hash = p_token_hash and ends_at > office_now() - interval '1 day';
    if l.id is null then
        return null;
    end if;
    update notice_links set opened_at = office_now() where id = l.id and opened_at is null;
    select jsonb_build_object('office', o.name, 'phone', o.phone, 'urgent_phone', o.urgent_phone,
        'discreet', coalesce(k.discreet, false), 'state', 'not_asked')
    into shown
    from appointment_attendees t cross join office_settings o left join clients k on k.id = t.client_id
    where t.id = l.attendee_id and not is_asked(t);
    if shown is not null then
        return shown;
    end if;
    return (select appointment_told(a, t, l.notice_revision)
        from appointments a join appointment_attendees t on t.id = l.attendee_id where a.id = l.appointment_id);
end
$$;

-- What somebody who is asked does about an appointment. 'stale' where it moved since that revision, 'over' where it is
-- off or begun, 'fixed' where only the court can: nothing is done then. Twice is once. That somebody cannot come is
-- only written down, and somebody rings them.
create function answer_appointment(p_attendee uuid, p_revision integer, p_act text, p_by text) returns text
language plpgsql
set search_path = pg_catalog, public, pg_temp
as $$
declare
    a appointments;
    t appointment_attendees;
begin
    if p_act not in ('confirmed', 'asks_to_move', 'declined', 'cancelled') then
        return null;
    end if;
    select x.* into a from appointments x
    where x.id = (select y.appointment_id from appointment_attendees y where y.id = p_attendee) for update;
    select * into t from appointment_attendees where id = p_attendee;
    if not is_asked(t) then
        return 'over';
    end if;
    if p_act = 'cancelled' and a.cancelled_for = 'client' then
        return 'done';
    end if;
    if a.cancelled_at is not null or a.starts_at <= office_now() then
        return 'over';
    end if;
    if p_revision < a.notice_revision then
        return 'stale';
    end if;
    if p_act in ('asks_to_move', 'cancelled') and a.kind in ('hearing', 'deposition', 'deadline') then
        return 'fixed';
    end if;
    if p_act = 'cancelled' then
        -- others come all the same: then it is for a person to say
        if exists (select from appointment_attendees x where x.appointment_id = a.id and x.id <> t.id and x.until is null
                and x.staff_id is null) then
            perform note_answer(t.id, 'declined', p_by);
        else
            update appointments set cancelled_at = office_now(), cancelled_for = 'client', revision = revision + 1
            where id = a.id;
            -- the page says that they will be called
            perform ring(a.id, t.id, a.notice_revision,
                case when a.starts_at < office_now() + interval '24 hours' then 'cancelled_late' else 'cancelled' end, true);
        end if;
    else
        perform note_answer(t.id, p_act, p_by);
    end if;
    return 'done';
end
$$;

create or replace function gate_answer_link(p_token_hash bytea, p_act text) returns text
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    l notice_links;
    done text;
begin
    select * into l from notice_links where token_hash = p_token_hash and ends_at > office_now() - interval '1 day';
    if l.id is null then
        return null;
    end if;
    done := answer_appointment(l.attendee_id, l.notice_revision, p_act, 'link');
    if done = 'done' then
        update notice_links set acted_at = office_now() where id = l.id and acted_at is null;
    end if;
    return done;
end
$$;

-- The appointments that somebody's clients are asked to, each once: as whom they answer, and whether they may. One
-- brought in from elsewhere is told to nobody before a person releases it.
create function portal_appointments(who uuid) returns table (appointment_id uuid, attendee_id uuid, acts boolean)
language sql stable
set search_path = pg_catalog, public, pg_temp
as $$
    select distinct on (t.appointment_id) t.appointment_id, t.id,
        m.writes and (t.representative_id is null or t.representative_id = m.representative_id)
    from portal_reach(who) m
    join appointment_attendees t on t.client_id = m.client_id and t.until is null
    join appointments a on a.id = t.appointment_id and (a.held is null or a.released_at is not null)
    where is_asked(t)
    order by t.appointment_id, (t.representative_id is not distinct from m.representative_id) desc,
        t.representative_id nulls first, m.writes desc, t.id
$$;

-- Those to come, soonest first; or of the last year, the latest first. Called off ones until their day.
create function own_appointments(p_past boolean) returns setof jsonb
language sql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
    select appointment_told(a, t, a.notice_revision) || jsonb_build_object('acts', x.acts, 'for', k.name,
        'case', coalesce((select c.number from cases c where c.id = a.case_id), ''))
    from portal_appointments(office_caller()) x
    join appointments a on a.id = x.appointment_id
    join appointment_attendees t on t.id = x.attendee_id
    join clients k on k.id = t.client_id
    where case when p_past then a.starts_at <= office_now() and a.starts_at > office_now() - interval '1 year' and a.cancelled_at is null
        else a.starts_at > office_now() end
    order by case when p_past then - extract(epoch from a.starts_at) else extract(epoch from a.starts_at) end, a.id
    limit 50
$$;

-- Null for one that is not the caller's, 'reads' for somebody who may only look.
create function own_answer(p_appointment uuid, p_revision integer, p_act text) returns text
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    me uuid := office_caller();
    x record;
    done text;
begin
    select * into x from portal_appointments(me) y where y.appointment_id = p_appointment;
    if x.attendee_id is null then
        return null;
    end if;
    if not x.acts then
        return 'reads';
    end if;
    -- as with a link: whoever changes an appointment is one of the staff, or nobody
    perform set_config('privity.caller', '', true);
    done := answer_appointment(x.attendee_id, p_revision, p_act, 'portal');
    perform set_config('privity.caller', me::text, true);
    return done;
end
$$;

-- ---------------------------------------------------------------- invoices

-- What somebody's clients were asked to pay, as it was issued: nothing of drafts, of what another one pays, or of what
-- was brought in and not released.
create function portal_invoices(who uuid) returns table (invoice_id uuid)
language sql stable
set search_path = pg_catalog, public, pg_temp
as $$
    select i.id from portal_reach(who) m join invoices i on i.client_id = m.client_id
    where m.sees_money and i.payer_id is null and i.number is not null and i.stage in ('issued', 'void')
        and (i.held is null or i.released_at is not null)
$$;

create function invoice_told(i invoices) returns jsonb
language sql stable
set search_path = pg_catalog, public, pg_temp
as $$
    select jsonb_build_object('id', i.id, 'kind', i.kind, 'number', i.number, 'void', i.stage = 'void', 'currency', i.currency,
        'total', i.total, 'balance', i.balance, 'asked', case when i.stage = 'issued' then pay_asked(i) else 0 end,
        'issued_on', i.issued_on, 'due_on', i.due_on, 'overdue', i.due_on < office_today() and i.balance > 0,
        'case', c.number, 'case_id', c.id, 'for', k.name, 'client_id', k.id)
    from cases c cross join clients k where c.id = i.case_id and k.id = i.client_id
$$;

create function own_invoices() returns setof jsonb
language sql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
    select invoice_told(i) from portal_invoices(office_caller()) x join invoices i on i.id = x.invoice_id
    order by i.balance > 0 desc, i.issued_on desc, i.seq desc limit 200
$$;

-- With all that it said.
create function own_invoice(p_invoice uuid) returns jsonb
language sql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
    select invoice_told(i) || jsonb_build_object('frozen', i.frozen)
    from portal_invoices(office_caller()) x join invoices i on i.id = x.invoice_id where i.id = p_invoice
$$;

-- A link to pay one by, for an hour; false where nothing is asked for.
create function own_pay_link(p_id uuid, p_invoice uuid, p_token_hash bytea) returns boolean
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    i invoices;
begin
    select y.* into i from portal_invoices(office_caller()) x join invoices y on y.id = x.invoice_id where y.id = p_invoice;
    if i.id is null then
        raise exception 'there is no such invoice' using errcode = 'PV404';
    end if;
    if i.kind <> 'invoice' or i.stage <> 'issued' or pay_asked(i) = 0 then
        return false;
    end if;
    insert into pay_links (id, invoice_id, token_hash, portal_person_id, ends_at)
    values (p_id, i.id, p_token_hash, office_caller(), office_now() + interval '1 hour');
    return true;
end
$$;

-- ---------------------------------------------------------------- oneself

create function own_portal() returns jsonb
language sql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
    select jsonb_build_object('name', p.name, 'email', p.email, 'office', o.name, 'address', o.address, 'phone', o.phone,
        'urgent_phone', o.urgent_phone, 'billing_phone', coalesce(nullif(o.billing_phone, ''), o.phone), 'locale', o.locale,
        'time_zone', o.time_zone,
        'acts_for', (select jsonb_agg(jsonb_build_object('name', k.name, 'as', coalesce(r.kind, ''), 'money', m.sees_money,
                'writes', m.writes) order by k.sort_name, k.name, k.id)
            from portal_reach(p.id) m join clients k on k.id = m.client_id
            left join representatives r on r.id = m.representative_id))
    from portal_people p cross join office_settings o where p.id = office_caller() and portal_in_force(p.id)
$$;

create function own_portal_devices() returns table (id uuid, user_agent text, address text, created_at timestamptz, seen_at timestamptz)
language sql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
    select s.id, s.user_agent, s.address, s.created_at, s.seen_at
    from portal_sessions s join portal_people p on p.id = s.person_id
    where s.person_id = office_caller() and s.ended_at is null and s.epoch = p.epoch and s.idle_until > office_now()
        and s.expires_at > office_now()
    order by s.seen_at desc, s.id
$$;

-- One device, or all but the one that asks.
create function own_devices_end(p_one uuid, p_here uuid) returns bigint
language sql security definer
set search_path = pg_catalog, public, pg_temp
as $$
    with ended as (
        update portal_sessions set ended_at = office_now()
        where person_id = office_caller() and ended_at is null
            and case when p_one is null then id <> p_here else id = p_one end
        returning true)
    select count(*) from ended
$$;

-- What somebody of a client did or was shown, in the transaction in which it happens.
create function own_record(p_id uuid, p_action text, p_outcome text, p_resource text, p_resource_id uuid, p_session uuid, p_request uuid,
    p_address text, p_user_agent text) returns void
language sql security definer
set search_path = pg_catalog, public, pg_temp
as $$
    insert into audit_events (id, actor_kind, actor_id, action, outcome, resource, resource_id, case_id, client_id, session_id,
        request_id, address, user_agent)
    select p_id, 'client', office_caller(), p_action, p_outcome, p_resource, p_resource_id,
        case p_resource when 'invoice' then (select i.case_id from invoices i where i.id = p_resource_id)
            when 'appointment' then (select a.case_id from appointments a where a.id = p_resource_id) end,
        case p_resource when 'invoice' then (select i.client_id from invoices i where i.id = p_resource_id)
            when 'appointment' then (select a.client_id from appointments a where a.id = p_resource_id) end,
        p_session, p_request, p_address, p_user_agent
    where office_caller() is not null
$$;

do $$
declare
    f text;
begin
    foreach f in array array['appointment_told(appointments, appointment_attendees, integer)',
        'answer_appointment(uuid, integer, text, text)', 'portal_appointments(uuid)', 'own_appointments(boolean)',
        'own_answer(uuid, integer, text)', 'portal_invoices(uuid)', 'invoice_told(invoices)', 'own_invoices()', 'own_invoice(uuid)',
        'own_pay_link(uuid, uuid, bytea)', 'own_portal()', 'own_portal_devices()', 'own_devices_end(uuid, uuid)',
        'own_record(uuid, text, text, text, uuid, uuid, uuid, text, text)'] loop
        execute format('alter function %s owner to privity_definer', f);
        execute format('revoke execute on function %s from public', f);
        execute format('grant execute on function %s to privity_definer', f);
        if f like 'own\_%' then
            execute format('grant execute on function %s to privity_client', f);
        end if;
    end loop;
end
$$;

revoke create on schema public from privity_definer;
