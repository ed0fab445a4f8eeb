-- Inviting people of clients to the portal, and their signing in: a code or a link by e-mail, and sessions of their
-- own. Nobody of a client has a password. Codes and links are made as their message is sent, and only hashes are kept.

grant create on schema public to privity_definer;

-- whoever sees the client or the case sees these: reached through those rows alone
drop policy if exists caller_in_force on case_clients;
drop policy if exists caller_in_force on portal_people;
drop policy if exists caller_in_force on portal_memberships;

alter table audit_events
    drop constraint audit_events_actor_kind_check,
    add constraint audit_events_actor_kind_check check (actor_kind in ('staff', 'nobody', 'console', 'client'));

alter table notifications
    drop constraint notifications_subject_kind_check,
    add constraint notifications_subject_kind_check
        check (subject_kind in ('appointment', 'message', 'answer', 'test', 'invoice', 'dunning', 'portal'));

-- when they were last there
alter table portal_people add column seen_at timestamptz;

-- What lets somebody in: an invitation, or what was asked for at the door.
create table portal_mails (
    id uuid primary key,
    kind text not null check (kind in ('invite', 'code')),
    -- none: the address that was typed at the door is nobody's, and tries count all the same
    person_id uuid references portal_people (id),
    -- what an invitation is to
    membership_id uuid references portal_memberships (id),
    -- of the browser that asked: its code works there alone
    browser_hash bytea check (octet_length(browser_hash) = 32),
    asked_at timestamptz not null default office_now(),
    asked_by uuid references staff (id),
    code_hash bytea check (octet_length(code_hash) = 32),
    code_until timestamptz,
    missed smallint not null default 0,
    link_hash bytea check (octet_length(link_hash) = 32),
    link_until timestamptz,
    used_at timestamptz,
    ended_at timestamptz,
    check (case kind when 'invite' then membership_id is not null and person_id is not null and asked_by is not null and browser_hash is null
        and code_hash is null else membership_id is null and asked_by is null and browser_hash is not null end)
);
create unique index portal_mails_link on portal_mails (link_hash) where link_hash is not null;
create index portal_mails_of on portal_mails (person_id, asked_at desc) where person_id is not null;
create index portal_mails_asked_in on portal_mails (browser_hash, asked_at desc) where browser_hash is not null;
create index portal_mails_asked on portal_mails (asked_at) where kind = 'code';
comment on table portal_mails is 'Invitations to the portal, and codes and links asked for at its door. Hashes only; single use.';

create table portal_sessions (
    id uuid primary key,
    person_id uuid not null references portal_people (id),
    -- SHA-256 of the cookie's token
    token_hash bytea not null unique check (octet_length(token_hash) = 32),
    epoch integer not null,
    created_at timestamptz not null default office_now(),
    seen_at timestamptz not null default office_now(),
    idle_until timestamptz not null,
    expires_at timestamptz not null,
    ended_at timestamptz,
    user_agent text not null default '',
    address text not null default ''
);
create index portal_sessions_of on portal_sessions (person_id, seen_at desc) where ended_at is null;
comment on table portal_sessions is 'Browsers in which somebody of a client is signed in to the portal.';

do $$
declare
    t text;
begin
    foreach t in array array['portal_mails', 'portal_sessions'] loop
        execute format('alter table %I enable row level security', t);
        execute format('alter table %I force row level security', t);
        execute format('create policy definer on %I to privity_definer using (true) with check (true)', t);
        execute format('grant select, insert, update, delete on %I to privity_definer', t);
    end loop;
end
$$;

-- ---------------------------------------------------------------- for whom somebody acts

-- For whom somebody acts now: of the record of a client that was named, and never of another one that was merged
-- with it. A representative's right ends with what it rests on.
create function portal_reach(who uuid) returns table (
    membership_id uuid, client_id uuid, representative_id uuid, sees_money boolean, writes boolean)
language sql stable
set search_path = pg_catalog, public, pg_temp
as $$
    select m.id, m.client_id, m.representative_id, m.sees_money, m.writes
    from portal_memberships m left join representatives r on r.id = m.representative_id
    where m.person_id = who and m.until is null
        and (m.representative_id is null or (r.client_id = m.client_id and r.ended_at is null and r.since <= office_today()
            and (r.until is null or r.until >= office_today())))
$$;

create function portal_in_force(who uuid) returns boolean
language sql stable
set search_path = pg_catalog, public, pg_temp
as $$
    select exists (select from portal_reach(who))
$$;

-- Whether the caller may let people of a client in, and end that.
create function may_open_portal(p_client uuid) returns boolean
language plpgsql stable
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return exists (select from clients k where k.id = p_client) and p_client <> all (my_walled_clients())
        and (acting_role() = 'managing_partner'
            or (acting_role() = 'associate_attorney' and p_client = any (my_clients_from(3::smallint))));
end
$$;

-- ---------------------------------------------------------------- inviting

create function queue_portal_mail(m portal_mails, p_notification uuid, p_holds interval) returns void
language sql
set search_path = pg_catalog, public, pg_temp
as $$
    insert into portal_mails (id, kind, person_id, membership_id, browser_hash, asked_by)
    values (m.id, m.kind, m.person_id, m.membership_id, m.browser_hash, m.asked_by);
    insert into notifications (id, subject_kind, subject_id, notice_revision, kind, channel, recipient_id, due_at, expires_at, next_at)
    select p_notification, 'portal', m.id, 1, 'account', 'email', m.person_id, office_now(), office_now() + p_holds, office_now()
    where m.person_id is not null
$$;

create function queue_portal_invitation(p_mail uuid, p_notification uuid, p_person uuid, p_membership uuid) returns void
language plpgsql
set search_path = pg_catalog, public, pg_temp
as $$
declare
    m portal_mails;
begin
    -- the newest one holds
    update portal_mails set ended_at = office_now()
    where person_id = p_person and kind = 'invite' and used_at is null and ended_at is null;
    m.id := p_mail;
    m.kind := 'invite';
    m.person_id := p_person;
    m.membership_id := p_membership;
    m.asked_by := office_caller();
    perform queue_portal_mail(m, p_notification, interval '1 day');
end
$$;

-- Lets somebody act for a client. The same address is the same person. 'done', or why not: 'alias' (the record is
-- kept under another), 'not_theirs' (no representative of this client now), 'other_name' (the address is somebody
-- else's), 'has_access'.
create function invite_to_portal(p_person uuid, p_membership uuid, p_mail uuid, p_notification uuid, p_client uuid,
    p_representative uuid, p_name text, p_email text, p_money boolean, p_writes boolean) returns text
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    p portal_people;
begin
    perform refuse_unless(may_open_portal(p_client));
    if exists (select from client_merges m where m.alias_id = p_client and m.undone_at is null) then
        return 'alias';
    end if;
    if p_representative is not null and not exists (
        select from representatives r where r.id = p_representative and r.client_id = p_client and r.ended_at is null
            and r.since <= office_today() and (r.until is null or r.until >= office_today())) then
        return 'not_theirs';
    end if;
    -- of two who invite one address at once, the second joins what the first has made
    insert into portal_people (id, name, email, invited_by) values (p_person, p_name, p_email, office_caller())
    on conflict (email) do nothing;
    select * into p from portal_people where email = p_email for update;
    if lower(p.name) <> lower(p_name) then
        return 'other_name';
    end if;
    if exists (select from portal_reach(p.id) r where r.client_id = p_client) then
        return 'has_access';
    end if;
    -- what ended with a representative's right is ended in so many words
    update portal_memberships set until = office_now(), ended_by = office_caller()
    where person_id = p.id and client_id = p_client and until is null;
    insert into portal_memberships (id, person_id, client_id, representative_id, sees_money, writes, given_by)
    values (p_membership, p.id, p_client, p_representative, p_money, p_writes, office_caller());
    perform queue_portal_invitation(p_mail, p_notification, p.id, p_membership);
    return 'done';
end
$$;

-- The membership, if it is in force and the caller's to change.
create function membership_to_change(p_membership uuid, p_client uuid) returns portal_memberships
language plpgsql
set search_path = pg_catalog, public, pg_temp
as $$
declare
    m portal_memberships;
begin
    perform refuse_unless(may_open_portal(p_client));
    select * into m from portal_memberships where id = p_membership and client_id = p_client and until is null for update;
    if m.id is null then
        raise exception 'there is no such access now' using errcode = 'PV404';
    end if;
    return m;
end
$$;

create function change_portal_access(p_membership uuid, p_client uuid, p_money boolean, p_writes boolean) returns void
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    m portal_memberships := membership_to_change(p_membership, p_client);
begin
    update portal_memberships set sees_money = p_money, writes = p_writes where id = m.id;
end
$$;

-- Once more to somebody who has access. False where the last one is on its way still.
create function invite_to_portal_again(p_membership uuid, p_client uuid, p_mail uuid, p_notification uuid) returns boolean
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    m portal_memberships := membership_to_change(p_membership, p_client);
begin
    if not exists (select from portal_reach(m.person_id) r where r.membership_id = m.id) then
        raise exception 'the right it rests on has ended' using errcode = 'PV409';
    end if;
    if exists (select from portal_mails x join notifications n on n.subject_id = x.id and n.subject_kind = 'portal'
        where x.person_id = m.person_id and x.kind = 'invite' and n.state in ('queued', 'sending')) then
        return false;
    end if;
    perform queue_portal_invitation(p_mail, p_notification, m.person_id, m.id);
    return true;
end
$$;

-- Ends at once: whoever acts for others too signs in anew, with a code or a link that was not made before.
create function end_portal_access(p_membership uuid, p_client uuid) returns void
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    m portal_memberships := membership_to_change(p_membership, p_client);
begin
    update portal_memberships set until = office_now(), ended_by = office_caller() where id = m.id;
    update portal_people set epoch = epoch + 1, revision = revision + 1 where id = m.person_id;
    update portal_sessions set ended_at = office_now() where person_id = m.person_id and ended_at is null;
    update portal_mails set ended_at = office_now() where person_id = m.person_id and used_at is null and ended_at is null;
end
$$;

-- What became of the last invitation to each access of a client in view.
create function portal_invitations(p_client uuid) returns table (membership_id uuid, asked_at timestamptz, state text)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
begin
    return query
        select distinct on (x.membership_id) x.membership_id, x.asked_at,
            case when x.used_at is not null then 'used' when x.ended_at is not null then 'ended' else n.state end
        from portal_memberships m join portal_mails x on x.membership_id = m.id
        left join notifications n on n.subject_kind = 'portal' and n.subject_id = x.id
        where m.client_id = p_client and m.client_id <> all (my_walled_clients())
            and (acting_role() = 'managing_partner'
                or (acting_role() in ('associate_attorney', 'paralegal') and m.client_id = any (my_clients())))
        order by x.membership_id, x.asked_at desc, x.id desc;
end
$$;

-- ---------------------------------------------------------------- sending it

-- Makes link and code of a message valid, as it is sent or read in the outbox; those made before for it end. None
-- for what was used, has ended or was asked for too long ago.
create function make_portal_keys(p_mail uuid, p_link_hash bytea, p_code_hash bytea) returns boolean
language plpgsql
set search_path = pg_catalog, public, pg_temp
as $$
declare
    now timestamptz := office_now();
begin
    update portal_mails set link_hash = p_link_hash,
        link_until = now + case kind when 'invite' then interval '7 days' else interval '1 hour' end,
        code_hash = case kind when 'code' then p_code_hash end,
        code_until = case kind when 'code' then now + interval '10 minutes' end
    where id = p_mail and used_at is null and ended_at is null and portal_in_force(person_id)
        and asked_at > now - case kind when 'invite' then interval '7 days' else interval '1 hour' end;
    return found;
end
$$;

-- The last look before it goes.
create function look_at_portal_mail(p_id uuid, p_lease uuid, p_hold interval, p_link_hash bytea, p_code_hash bytea) returns jsonb
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    now timestamptz := office_now();
    n notifications;
    o office_settings;
    m portal_mails;
    p portal_people;
begin
    select * into n from notifications where id = p_id for update;
    if n.lease is distinct from p_lease or n.state <> 'sending' or n.lease_until <= now or n.subject_kind <> 'portal' then
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
    select * into m from portal_mails where id = n.subject_id;
    select * into p from portal_people where id = m.person_id;
    -- one that was read in the outbox before was handed over from there: new keys would end those
    if n.attempts <= 1 and m.link_hash is not null then
        perform drop_notice(p_id, 'cancelled', 'settled');
        return null;
    end if;
    if p.id is null or not make_portal_keys(m.id, p_link_hash, p_code_hash) then
        perform drop_notice(p_id, 'cancelled', 'settled');
        return null;
    end if;
    update notifications set handed_at = now, lease_until = now + p_hold, went_to = masked(p.email), reason = '',
        address_key = sha256(convert_to(p.email, 'UTF8')), message_id = coalesce(message_id, p_id::text)
    where id = p_id;
    return jsonb_build_object('kind', m.kind, 'name', p.name, 'address', p.email, 'office', o.name, 'phone', o.phone,
        'reply_to', o.reply_to, 'discreet', is_discreet_person(p.id));
end
$$;

-- Whether somebody acts for a client who is to be written to without a name of the office.
create function is_discreet_person(who uuid) returns boolean
language sql stable
set search_path = pg_catalog, public, pg_temp
as $$
    select exists (select from portal_reach(who) r join clients k on k.id = r.client_id where k.discreet)
$$;

-- The outbox at the terminal: accounts' messages, and those of the portal.
create or replace function console_messages()
returns table (id uuid, kind text, staff_id uuid, name text, email text, about text, created_at timestamptz)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
begin
    return query
        select * from (
            select m.id, m.kind, m.staff_id, s.name, s.email, m.about, m.created_at
            from messages m join staff s on s.id = m.staff_id
            union all
            select m.id, 'portal_' || m.kind, null::uuid, p.name, p.email, '', m.asked_at
            from portal_mails m join portal_people p on p.id = m.person_id
        ) as told
        order by told.created_at desc, told.id desc limit 200;
end
$$;

-- Says whether its reader is to be written to without a name of the office; nothing where it lets nobody in any more.
create function console_portal_keys(p_mail uuid, p_link_hash bytea, p_code_hash bytea) returns boolean
language sql security definer
set search_path = pg_catalog, public, pg_temp
begin atomic
    select is_discreet_person(m.person_id) from portal_mails m
    where m.id = p_mail and make_portal_keys(m.id, p_link_hash, p_code_hash);
end;

-- Who can be let in: for the demo, whose outbox anybody reads.
create function console_portal_people() returns table (name text, email text)
language sql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
    select p.name, p.email from portal_people p where portal_in_force(p.id) order by p.name, p.id limit 20
$$;

-- ---------------------------------------------------------------- the door

-- What happens there: of nobody, where the address is nobody's.
create function gate_record_portal(p_id uuid, p_person uuid, p_action text, p_outcome text, p_session uuid, p_request uuid,
    p_address text, p_user_agent text) returns void
language sql security definer
set search_path = pg_catalog, public, pg_temp
as $$
    insert into audit_events (id, actor_kind, actor_id, action, outcome, resource, resource_id, session_id, request_id,
        address, user_agent)
    values (p_id, case when p_person is null then 'nobody' else 'client' end, p_person, p_action, p_outcome, 'portal_person',
        p_person, p_session, p_request, p_address, p_user_agent)
$$;

-- Somebody asks to be let in. A row is written whoever has the address, so that neither answer nor tries tell. No more
-- than three messages an hour: the link in each holds for that long.
create function gate_ask_portal(p_mail uuid, p_notification uuid, p_email text, p_browser bytea) returns uuid
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    m portal_mails;
begin
    delete from portal_mails where kind = 'code' and asked_at < office_now() - interval '2 days';
    m.id := p_mail;
    m.kind := 'code';
    m.browser_hash := p_browser;
    perform from portal_people p where p.email = p_email for update;
    select p.id into m.person_id from portal_people p
    where p.email = p_email and portal_in_force(p.id)
        and (select count(*) from portal_mails x
            where x.person_id = p.id and x.kind = 'code' and x.asked_at > office_now() - interval '1 hour') < 3;
    perform queue_portal_mail(m, p_notification, interval '10 minutes');
    return m.person_id;
end
$$;

create function begin_portal_session(p_person uuid, p_session uuid, p_token_hash bytea, p_idle interval, p_absolute interval,
    p_user_agent text, p_address text) returns void
language plpgsql
set search_path = pg_catalog, public, pg_temp
as $$
declare
    now timestamptz := office_now();
begin
    insert into portal_sessions (id, person_id, token_hash, epoch, idle_until, expires_at, user_agent, address)
    select p_session, p.id, p_token_hash, p.epoch, now + p_idle, now + p_absolute, p_user_agent, p_address
    from portal_people p where p.id = p_person;
    update portal_people set verified_at = coalesce(verified_at, now), seen_at = now where id = p_person;
end
$$;

-- Takes the code that this browser asked for last, once: five tries, and of one person ten misses a day, whoever
-- makes them. A link is not held up by them. Null where it is not the one.
create function gate_take_portal_code(p_browser bytea, p_code_hash bytea, p_session uuid, p_token_hash bytea, p_idle interval,
    p_absolute interval, p_user_agent text, p_address text) returns uuid
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    m portal_mails;
    missed bigint;
begin
    select * into m from portal_mails where browser_hash = p_browser and kind = 'code'
    order by asked_at desc, id desc limit 1;
    -- the person before the message: access that ends at this moment counts, and so do tries side by side
    perform from portal_people where id = m.person_id for update;
    select * into m from portal_mails where id = m.id for update;
    select coalesce(sum(x.missed), 0) into missed from portal_mails x
    where x.person_id = m.person_id and x.asked_at > office_now() - interval '1 day';
    if m.code_hash = p_code_hash and m.code_until > office_now() and m.used_at is null and m.ended_at is null
        and m.missed < 5 and missed < 10 and portal_in_force(m.person_id) then
        update portal_mails set used_at = office_now() where id = m.id;
        perform begin_portal_session(m.person_id, p_session, p_token_hash, p_idle, p_absolute, p_user_agent, p_address);
        return m.person_id;
    end if;
    update portal_mails x set missed = least(x.missed + 1, 1000) where x.id = m.id;
    return null;
end
$$;

-- The message of a link that is good.
create function portal_mail_by_link(p_link_hash bytea) returns uuid
language sql stable
set search_path = pg_catalog, public, pg_temp
as $$
    select m.id from portal_mails m
    where m.link_hash = p_link_hash and m.link_until > office_now() and m.used_at is null and m.ended_at is null
        and portal_in_force(m.person_id)
$$;

-- What a link shows: scanners of mail follow it, and nothing comes of that.
create function gate_portal_link(p_link_hash bytea) returns jsonb
language sql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
    select jsonb_build_object('kind', m.kind, 'office', case when is_discreet_person(m.person_id) then '' else o.name end)
    from portal_mails m cross join office_settings o where m.id = portal_mail_by_link(p_link_hash)
$$;

create function gate_take_portal_link(p_link_hash bytea, p_session uuid, p_token_hash bytea, p_idle interval, p_absolute interval,
    p_user_agent text, p_address text) returns uuid
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    who uuid;
begin
    select person_id into who from portal_mails where link_hash = p_link_hash;
    perform from portal_people where id = who for update;
    update portal_mails set used_at = office_now() where id = portal_mail_by_link(p_link_hash);
    if not found then
        return null;
    end if;
    perform begin_portal_session(who, p_session, p_token_hash, p_idle, p_absolute, p_user_agent, p_address);
    return who;
end
$$;

-- Whose session it is, if it still is one. Touched at most once a minute, and by UPDATE alone: a late write brings no
-- ended one back.
create function gate_portal_session(p_token_hash bytea, p_idle interval) returns table (session_id uuid, person_id uuid)
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
declare
    now timestamptz := office_now();
    s portal_sessions;
begin
    select s.* into s from portal_sessions s join portal_people p on p.id = s.person_id
    where s.token_hash = p_token_hash and s.ended_at is null and s.epoch = p.epoch and s.idle_until > now and s.expires_at > now
        and portal_in_force(p.id);
    if s.id is null then
        return;
    end if;
    if s.seen_at < now - interval '1 minute' then
        update portal_sessions x set seen_at = now, idle_until = now + p_idle where x.id = s.id and x.ended_at is null;
        update portal_people x set seen_at = now where x.id = s.person_id;
    end if;
    return query select s.id, s.person_id;
end
$$;

create function gate_end_portal_session(p_token_hash bytea) returns uuid
language sql security definer
set search_path = pg_catalog, public, pg_temp
as $$
    update portal_sessions set ended_at = office_now() where token_hash = p_token_hash and ended_at is null returning person_id
$$;

do $$
declare
    f text;
begin
    foreach f in array array['portal_reach(uuid)', 'portal_in_force(uuid)', 'may_open_portal(uuid)',
        'queue_portal_mail(portal_mails, uuid, interval)', 'queue_portal_invitation(uuid, uuid, uuid, uuid)',
        'invite_to_portal(uuid, uuid, uuid, uuid, uuid, uuid, text, text, boolean, boolean)',
        'membership_to_change(uuid, uuid)', 'change_portal_access(uuid, uuid, boolean, boolean)',
        'invite_to_portal_again(uuid, uuid, uuid, uuid)', 'end_portal_access(uuid, uuid)', 'portal_invitations(uuid)',
        'make_portal_keys(uuid, bytea, bytea)', 'look_at_portal_mail(uuid, uuid, interval, bytea, bytea)', 'is_discreet_person(uuid)',
        'console_portal_keys(uuid, bytea, bytea)', 'console_portal_people()', 'gate_record_portal(uuid, uuid, text, text, uuid, uuid, text, text)',
        'gate_ask_portal(uuid, uuid, text, bytea)', 'begin_portal_session(uuid, uuid, bytea, interval, interval, text, text)',
        'gate_take_portal_code(bytea, bytea, uuid, bytea, interval, interval, text, text)', 'portal_mail_by_link(bytea)',
        'gate_portal_link(bytea)', 'gate_take_portal_link(bytea, uuid, bytea, interval, interval, text, text)',
        'gate_portal_session(bytea, interval)', 'gate_end_portal_session(bytea)'] loop
        execute format('alter function %s owner to privity_definer', f);
        execute format('revoke execute on function %s from public', f);
        execute format('grant execute on function %s to privity_definer', f);
        if f like 'gate\_%' then
            execute format('grant execute on function %s to privity_gate', f);
        elsif f like 'console\_%' then
            execute format('grant execute on function %s to privity_console', f);
        elsif f like 'look\_%' then
            execute format('grant execute on function %s to privity_notifier', f);
        elsif f like any (array['invite\_%', 'change\_portal%', 'end\_portal%', 'portal\_invitations%']) then
            execute format('grant execute on function %s to privity_partner, privity_attorney, privity_paralegal', f);
        end if;
    end loop;
end
$$;

revoke create on schema public from privity_definer;
