-- What comes back: answers by text, and by the link in a notice. And what is sent that is about no
-- appointment: our answers to them, an account's messages, a test to oneself.

grant create on schema public to privity_definer;

-- Takes what somebody wrote, once for each of the provider's numbers. It is taken to be about what that
-- number was told of last, where all that it was told of is one client's. Whatever it means, nothing is lost: what is not understood waits for a person.
create function take_reply(p_channel text, p_provider text, p_provider_id text, p_sender text, p_body text, p_meant text) returns boolean
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    now timestamptz := office_now();
    reply uuid := gen_random_uuid();
    n notifications;
    a appointments;
    t appointment_attendees;
    stands boolean;
    whose bigint;
begin
    -- a number that two clients share is nobody's: a person reads it
    select count(distinct coalesce(p.client_id, p.enquiry_id, p.id)) into whose
    from notifications x join appointments p on p.id = x.subject_id
    where x.address_key = sha256(convert_to(p_sender, 'UTF8')) and x.channel = 'text' and x.subject_kind = 'appointment'
        and x.state in ('accepted', 'delivered', 'unknown', 'sending') and x.sent_at > now - interval '60 days';
    if whose = 1 then
        select x.* into n from notifications x
        where x.address_key = sha256(convert_to(p_sender, 'UTF8')) and x.channel = 'text' and x.subject_kind = 'appointment'
            and x.state in ('accepted', 'delivered', 'unknown', 'sending') and x.sent_at > now - interval '60 days'
        order by x.sent_at desc limit 1;
    end if;
    select * into a from appointments where id = n.subject_id for update;
    select * into t from appointment_attendees where id = n.recipient_id;
    insert into replies (id, channel, provider, provider_id, sender, body, appointment_id, attendee_id, meant)
    values (reply, p_channel, p_provider, p_provider_id, p_sender, p_body, a.id, t.id, p_meant)
    on conflict (provider, provider_id) do nothing;
    if not found then
        return false;
    end if;
    stands := a.id is not null and a.cancelled_at is null and t.until is null and a.starts_at > now
        and n.notice_revision = a.notice_revision;
    case p_meant
        when 'yes' then
            if stands then
                perform note_answer(t.id, 'confirmed', 'text');
            end if;
        when 'no' then
            if stands then
                perform note_answer(t.id, 'declined', 'text');
            end if;
        when 'stop' then
            insert into text_opt_outs (id, number, source) values (gen_random_uuid(), p_sender, 'by_text') on conflict do nothing;
            insert into sms_consents (id, client_id, given, source, said_on)
            select gen_random_uuid(), c.client_id, false, 'by_text', office_today()
            from (select distinct x.client_id from client_contacts x
                where x.value = p_sender and x.channel = 'phone' and x.until is null) c;
            -- before a hearing somebody has to ring
            insert into call_list (id, appointment_id, attendee_id, notice_revision, reason)
            select gen_random_uuid(), x.id, y.id, x.notice_revision, 'opted_out'
            from appointments x join appointment_attendees y on y.appointment_id = x.id and y.until is null
            where x.starts_at > now and x.cancelled_at is null and x.kind in ('hearing', 'deposition', 'deadline')
                and (y.client_id in (select c.client_id from client_contacts c
                        where c.value = p_sender and c.channel = 'phone' and c.until is null)
                    or y.representative_id in (select r.id from representatives r where r.phone = p_sender and r.ended_at is null))
            on conflict do nothing;
        when 'start' then
            update text_opt_outs set until = now where number = p_sender and until is null;
            -- it takes back a STOP, of the one client whose number it is, and never consents for the first time
            insert into sms_consents (id, client_id, given, source, said_on)
            select gen_random_uuid(), c.client_id, true, 'by_text', office_today()
            from (select array_agg(distinct x.client_id) as ids from client_contacts x
                where x.value = p_sender and x.channel = 'phone' and x.until is null) found
            cross join lateral (select found.ids[1] as client_id where cardinality(found.ids) = 1) c
            cross join lateral (select s.given, s.source from sms_consents s where s.client_id = c.client_id
                order by s.said_on desc, s.recorded_at desc limit 1) last
            where not last.given and last.source = 'by_text'
                and exists (select from sms_consents s where s.client_id = c.client_id and s.given);
        else
            null;
    end case;
    -- what was understood and acted on is read; the rest waits for somebody
    if p_meant in ('stop', 'start', 'help') or (stands and p_meant in ('yes', 'no')) then
        update replies set read_at = now where id = reply;
    elsif a.id is not null then
        insert into call_list (id, appointment_id, attendee_id, notice_revision, reason, said)
        values (gen_random_uuid(), a.id, t.id, a.notice_revision, 'wrote', left(p_body, 500)) on conflict do nothing;
    end if;
    -- one answer a day to what is not understood, so that two machines do not write to each other
    if p_channel = 'text' and p_meant <> 'stop'
        and not exists (select from text_opt_outs o where o.number = p_sender and o.until is null)
        and (p_meant <> 'other' or not exists (select from replies r where r.sender = p_sender and r.meant = 'other'
            and r.id <> reply and r.received_at > now - interval '1 day')) then
        insert into notifications (id, subject_kind, subject_id, notice_revision, kind, channel, recipient_id, due_at, expires_at, next_at)
        values (gen_random_uuid(), 'answer', reply, 1, 'answer', 'text', reply, now, now + interval '1 hour', now);
    end if;
    return true;
end
$$;

-- What a person said to the notice that stands. Said again, it is the same.
create function note_answer(p_attendee uuid, p_answer text, p_by text) returns void
language plpgsql
set search_path = pg_catalog, public, pg_temp
as $$
declare
    t appointment_attendees;
    a appointments;
begin
    select * into t from appointment_attendees where id = p_attendee for update;
    select * into a from appointments where id = t.appointment_id;
    update appointment_attendees set answer = p_answer, answered_at = office_now(), answered_by = p_by, answer_revision = a.notice_revision
    where id = p_attendee and (answer is distinct from p_answer or answer_revision is distinct from a.notice_revision);
    if not found then
        return;
    end if;
    update call_list set done_at = office_now()
    where appointment_id = a.id and attendee_id = p_attendee and done_at is null
        and reason = any (case p_answer when 'confirmed' then array['unconfirmed', 'declined', 'asks_to_move', 'unclear']
            else array['unconfirmed'] end);
    if p_answer <> 'confirmed' then
        -- said, taken back and said again: the entry that their own word closed, and not one more
        update call_list set done_at = null
        where id = (select c.id from call_list c where c.appointment_id = a.id and c.attendee_id = p_attendee
            and c.notice_revision = a.notice_revision and c.reason = p_answer and c.done_at is not null and c.done_by is null
            order by c.since desc limit 1);
        if not found then
            perform ring(a.id, p_attendee, a.notice_revision, p_answer, true);
        end if;
    end if;
end
$$;

-- ---------------------------------------------------------------- the link in a notice

-- Whether somebody is asked to an appointment still, themselves or as one who speaks for the client.
create function is_asked(t appointment_attendees) returns boolean
language plpgsql stable
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return t.until is null and (t.representative_id is null or exists (
        select from representatives r where r.id = t.representative_id and r.ended_at is null and r.since <= office_today()
            and (r.until is null or r.until >= office_today())));
end
$$;

-- What the link shows to whoever holds it: when, where, with whom; never what about. To somebody who is asked
-- no more it says that it is off, and nothing of what has become of it since.
create function gate_notice_link(p_token_hash bytea) returns jsonb
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
    select jsonb_build_object(
        'office', o.name, 'locale', o.locale, 'phone', o.phone, 'urgent_phone', o.urgent_phone, 'zone', a.zone,
        'their_zone', coalesce(nullif(k.time_zone, ''), o.time_zone), 'kind', a.kind, 'starts_at', a.starts_at, 'ends_at', a.ends_at,
        'all_day', a.all_day, 'place', coalesce(nullif(a.place, ''), (select r.name from rooms r where r.id = a.room_id), ''),
        'street', case when a.place = '' and a.room_id is not null then o.address else '' end,
        'video_url', a.video_url, 'with', (select s.name from staff s where s.id = a.owner_id),
        'discreet', coalesce(k.discreet, false), 'by_client', coalesce(a.cancelled_for = 'client', false),
        'state', case when a.cancelled_at is not null then 'cancelled' when a.starts_at <= office_now() then 'past' when l.notice_revision < a.notice_revision then 'moved' else 'stands' end,
        'answer', case when t.answer_revision = a.notice_revision and a.cancelled_at is null then t.answer end,
        'appointment', a.id, 'revision', a.notice_revision, 'noticed_at', a.noticed_at)
    into shown
    from appointments a cross join office_settings o
    join appointment_attendees t on t.id = l.attendee_id
    left join clients k on k.id = t.client_id
    where a.id = l.appointment_id;
    return shown;
end
$$;

-- In the demo nothing leaves the machine, and a link's secret is not kept: one more, of a notice that was kept.
create function console_notice_link(p_notification uuid, p_link uuid, p_token_hash bytea) returns boolean
language sql security definer
set search_path = pg_catalog, public, pg_temp
begin atomic
    with made as (
        insert into notice_links (id, token_hash, notification_id, appointment_id, attendee_id, notice_revision, ends_at)
        select p_link, p_token_hash, n.id, a.id, t.id, n.notice_revision, a.starts_at
        from notifications n
        join appointments a on a.id = n.subject_id
        join appointment_attendees t on t.id = n.recipient_id
        where n.id = p_notification and n.subject_kind = 'appointment' and n.provider = 'outbox' and n.kind <> 'cancelled'
            and t.staff_id is null
        returning true as made
    )
    select coalesce((select made from made), false);
end;

-- What its holder does about it. 'stale' where it moved meanwhile, 'over' where it is off or begun, 'fixed'
-- where only the court can: nothing is done then. Twice is once. That somebody cannot come is only written
-- down, and somebody rings them.
create function gate_answer_link(p_token_hash bytea, p_act text) returns text
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    l notice_links;
    a appointments;
    t appointment_attendees;
begin
    select * into l from notice_links where token_hash = p_token_hash and ends_at > office_now() - interval '1 day';
    if l.id is null or p_act not in ('confirmed', 'asks_to_move', 'declined', 'cancelled') then
        return null;
    end if;
    select * into a from appointments where id = l.appointment_id for update;
    select * into t from appointment_attendees where id = l.attendee_id;
    if not is_asked(t) then
        return 'over';
    end if;
    if p_act = 'cancelled' and a.cancelled_for = 'client' then
        return 'done';
    end if;
    if a.cancelled_at is not null or a.starts_at <= office_now() then
        return 'over';
    end if;
    if l.notice_revision < a.notice_revision then
        return 'stale';
    end if;
    if p_act in ('asks_to_move', 'cancelled') and a.kind in ('hearing', 'deposition', 'deadline') then
        return 'fixed';
    end if;
    update notice_links set acted_at = office_now() where id = l.id and acted_at is null;
    if p_act = 'cancelled' then
        -- others come all the same: then it is for a person to say
        if exists (select from appointment_attendees x where x.appointment_id = a.id and x.id <> t.id and x.until is null
                and x.staff_id is null) then
            perform note_answer(t.id, 'declined', 'link');
        else
            update appointments set cancelled_at = office_now(), cancelled_for = 'client', revision = revision + 1
            where id = a.id;
            -- the page says that they will be called
            perform ring(a.id, t.id, a.notice_revision,
                case when a.starts_at < office_now() + interval '24 hours' then 'cancelled_late' else 'cancelled' end, true);
        end if;
    else
        perform note_answer(t.id, p_act, 'link');
    end if;
    return 'done';
end
$$;

-- ---------------------------------------------------------------- what is about no appointment

-- Messages of accounts, where there is a way to send them. Older ones were read in the outbox.
create function plan_messages() returns bigint
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    planned bigint;
begin
    insert into notifications (id, subject_kind, subject_id, notice_revision, kind, channel, recipient_id, due_at, expires_at, next_at)
    select gen_random_uuid(), 'message', m.id, 1, 'account', 'email', m.staff_id, m.created_at, m.created_at + interval '1 day', office_now()
    from messages m
    where m.created_at > office_now() - interval '1 day'
    on conflict do nothing;
    get diagnostics planned = row_count;
    return planned;
end
$$;

-- The last look at one that is about no appointment. For an account's message that carries a link the token
-- is made valid now, and the one before it ends.
create function look_at_letter(p_id uuid, p_lease uuid, p_token_hash bytea, p_expires_invite timestamptz, p_expires_reset timestamptz,
    p_hold interval) returns jsonb
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    now timestamptz := office_now();
    n notifications;
    o office_settings;
    m messages;
    r replies;
    a appointments;
    address text;
    said jsonb;
begin
    select * into n from notifications where id = p_id for update;
    if n.lease is distinct from p_lease or n.state <> 'sending' or n.lease_until <= now or n.subject_kind = 'appointment' then
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
    if n.subject_kind = 'message' then
        select * into m from messages where id = n.subject_id;
        if role_in_force(m.staff_id) is null
            or (m.kind in ('invite', 'reset') and not console_mint_token(m.id, p_token_hash,
                case m.kind when 'invite' then p_expires_invite else p_expires_reset end)) then
            perform drop_notice(p_id, 'cancelled', 'settled');
            return null;
        end if;
        select s.email, jsonb_build_object('name', s.name, 'about', m.about, 'message', m.id, 'message_kind', m.kind, 'at', m.created_at)
        into address, said from staff s where s.id = m.staff_id;
    elsif n.subject_kind = 'answer' then
        select * into r from replies where id = n.subject_id;
        select * into a from appointments where id = r.appointment_id;
        if exists (select from text_opt_outs x where x.number = r.sender and x.until is null) then
            perform drop_notice(p_id, 'cancelled', 'no_consent');
            return null;
        end if;
        address := r.sender;
        said := jsonb_build_object('meant', r.meant, 'appointment_kind', a.kind, 'starts_at', a.starts_at, 'zone', a.zone,
            'stands', a.id is not null and a.cancelled_at is null and a.starts_at > now,
            -- whoever might be a discreet contact is not told by whom this is
            'discreet', exists (select from clients k where k.discreet and (k.id = a.client_id
                or exists (select from client_contacts c where c.client_id = k.id and c.value = r.sender and c.until is null)
                or exists (select from representatives p where p.client_id = k.id and p.phone = r.sender and p.ended_at is null))),
            'hours', (select jsonb_agg(jsonb_build_array(h.weekday, to_char(h.opens, 'HH24:MI'), to_char(h.closes, 'HH24:MI')) order by h.weekday)
                from office_hours h where h.opens is not null));
    else
        select coalesce(n.number, s.email), jsonb_build_object('name', s.name) into address, said
        from staff s where s.id = n.subject_id and role_in_force(s.id) is not null;
    end if;
    if coalesce(address, '') = '' then
        perform drop_notice(p_id, 'failed', 'no_address');
        return null;
    end if;
    update notifications set handed_at = now, lease_until = now + p_hold, went_to = masked(address), reason = '',
        address_key = sha256(convert_to(address, 'UTF8')), message_id = coalesce(message_id, case channel when 'email' then p_id::text end)
    where id = p_id;
    return said || jsonb_build_object('id', n.id, 'subject_kind', n.subject_kind, 'channel', n.channel, 'address', address,
        'office', o.name, 'locale', o.locale, 'office_zone', o.time_zone, 'phone', o.phone, 'urgent_phone', o.urgent_phone,
        'reply_to', o.reply_to);
end
$$;

-- A test to oneself: where it went and how far it got is read like any other.
create function send_test(p_channel text, p_number text) returns uuid
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    made uuid := gen_random_uuid();
    before integer;
begin
    perform refuse_unless(acting_role() = 'managing_partner' and p_channel in ('email', 'text')
        and (p_channel = 'email') = (p_number is null));
    select coalesce(max(notice_revision), 0) into before from notifications where subject_kind = 'test' and subject_id = office_caller();
    perform refuse_unless((select count(*) from notifications where subject_kind = 'test' and subject_id = office_caller()
        and created_at > office_now() - interval '1 hour') < 10);
    insert into notifications (id, subject_kind, subject_id, notice_revision, kind, channel, recipient_id, due_at, expires_at, next_at, number)
    values (made, 'test', office_caller(), before + 1, 'test', p_channel, office_caller(), office_now(), office_now() + interval '1 hour',
        office_now(), p_number);
    return made;
end
$$;
create policy own_test on notifications for select to privity_partner
    using (subject_kind = 'test' and subject_id = (select office_caller()));

do $$
declare
    f text;
begin
    foreach f in array array['take_reply(text, text, text, text, text, text)', 'note_answer(uuid, text, text)', 'is_asked(appointment_attendees)',
        'gate_notice_link(bytea)', 'gate_answer_link(bytea, text)', 'plan_messages()',
        'console_notice_link(uuid, uuid, bytea)', 'look_at_letter(uuid, uuid, bytea, timestamptz, timestamptz, interval)', 'send_test(text, text)'] loop
        execute format('alter function %s owner to privity_definer', f);
        execute format('revoke execute on function %s from public', f);
        execute format('grant execute on function %s to privity_definer%s', f, case
            when f like 'gate\_%' then ', privity_gate'
            when f like 'console\_%' then ', privity_console'
            when f like 'send\_%' then ', privity_partner'
            when f like 'note\_%' or f like 'is\_%' then ''
            else ', privity_notifier' end);
    end loop;
end
$$;

revoke create on schema public from privity_definer;
