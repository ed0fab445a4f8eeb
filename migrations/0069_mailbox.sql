-- The office's mailbox: one server at a time reads it. What answers a notice stands with its appointment, what came
-- back is told to the notice, and letters wait in the filing queue, where a mailbox's messages are named "/imap/…":
-- no file of the watched folder begins so.

grant create on schema public to privity_definer;

create table mailbox_turn (
    one boolean primary key default true check (one),
    lease uuid,
    until timestamptz
);
comment on table mailbox_turn is 'Which server reads the mailbox, and until when at the latest.';
insert into mailbox_turn default values;
alter table mailbox_turn enable row level security;
alter table mailbox_turn force row level security;
create policy definer on mailbox_turn to privity_definer using (true) with check (true);
grant select, update on mailbox_turn to privity_definer;

-- Whether it is this server's turn.
create function mailbox_begin(p_lease uuid, p_hold interval) returns boolean
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    update mailbox_turn set lease = p_lease, until = office_now() + p_hold
    where lease is null or until <= office_now() or lease = p_lease;
    return found;
end
$$;

-- Its messages could be looked at: of those troubles only these are left. The next server may look.
create function mailbox_end(p_lease uuid, p_still text[]) returns void
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    update mailbox_turn set lease = null, until = null where lease = p_lease;
    delete from filing_troubles where starts_with(source, '/imap/') and source <> all (p_still);
end
$$;

create or replace function filing_settle(p_still text[]) returns void
language sql security definer
set search_path = pg_catalog, public, pg_temp
as $$
    delete from filing_arrivals where started_at < office_now() - interval '1 day';
    delete from filing_troubles where source <> all (p_still) and not starts_with(source, '/imap/')
$$;

-- Takes an answer by e-mail to a notice about an appointment, once for its name: it stands with the appointment and
-- somebody rings. Nothing is understood from it: an e-mail says who wrote it without proof. False where the notice
-- was about no appointment or went to another address; then a person reads it as a letter.
create function take_mail_reply(p_notice uuid, p_name text, p_sender text, p_body text) returns boolean
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    n notifications;
    a appointments;
    t appointment_attendees;
begin
    select * into n from notifications x
    where x.id = p_notice and x.subject_kind = 'appointment' and x.channel = 'email'
        and x.address_key = sha256(convert_to(p_sender, 'UTF8'));
    select * into t from appointment_attendees where id = n.recipient_id;
    select * into a from appointments where id = n.subject_id for update;
    if a.id is null or t.id is null then
        return false;
    end if;
    insert into replies (id, channel, provider, provider_id, sender, body, appointment_id, attendee_id, meant)
    values (gen_random_uuid(), 'email', 'mailbox', p_name, p_sender, p_body, a.id, t.id, 'other')
    on conflict (provider, provider_id) do nothing;
    if found and a.cancelled_at is null and a.starts_at > office_now() then
        insert into call_list (id, appointment_id, attendee_id, notice_revision, reason, said)
        values (gen_random_uuid(), a.id, t.id, a.notice_revision, 'wrote', left(p_body, 500)) on conflict do nothing;
    end if;
    return true;
end
$$;

do $$
declare
    f text;
begin
    foreach f in array array['mailbox_begin(uuid, interval)', 'mailbox_end(uuid, text[])', 'filing_settle(text[])',
        'take_mail_reply(uuid, text, text, text)'] loop
        execute format('alter function %s owner to privity_definer', f);
        execute format('revoke execute on function %s from public', f);
        execute format('grant execute on function %s to %s', f,
            case when f like 'take\_%' then 'privity_notifier' else 'privity_filing' end);
    end loop;
end
$$;

revoke create on schema public from privity_definer;
