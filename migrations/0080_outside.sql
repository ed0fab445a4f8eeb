-- Sending documents to somebody outside: counsel, an expert, a court. Named, with listed versions of documents of one
-- case, for some days. The keys bind send and document to the same case, so that a document of another case cannot be
-- listed by anybody. A link leads there, and a code sent to the named address alone opens it, in the browser that
-- asked. Only hashes of both are kept. What was sent stays on record.

grant create on schema public to privity_definer;

create table outside_sends (
    id uuid primary key,
    case_id uuid not null references cases (id),
    name text not null check (name <> '' and char_length(name) <= 200),
    email text not null check (email <> '' and char_length(email) <= 254),
    role text not null check (role in ('counsel', 'expert', 'court', 'other')),
    firm text not null default '' check (char_length(firm) <= 200),
    reason text not null check (reason <> '' and char_length(reason) <= 500),
    sent_by uuid not null references staff (id),
    sent_at timestamptz not null default office_now(),
    -- when the time to withdraw it has run out
    opens_at timestamptz not null,
    expires_at timestamptz not null,
    ended_by uuid references staff (id),
    ended_at timestamptz,
    -- none where nobody could open it yet
    ended_because text check (ended_because <> '' and char_length(ended_because) <= 500),
    -- what comparing the documents and the recipient with other clients' names came to
    verdict text not null check (verdict in ('clear', 'notes', 'unread', 'stop')),
    found jsonb not null,
    anyway_because text check (anyway_because <> '' and char_length(anyway_because) <= 500),
    -- none before the message with the link was made
    link_hash bytea unique check (octet_length(link_hash) = 32),
    unique (id, case_id),
    check (opens_at >= sent_at and expires_at > opens_at and expires_at <= sent_at + interval '91 days'),
    check (num_nonnulls(ended_by, ended_at) in (0, 2)),
    check (ended_at is null or (ended_at < opens_at) = (ended_because is null)),
    check ((verdict = 'stop') = (anyway_because is not null))
);
create index outside_sends_of on outside_sends (case_id, sent_at desc);
comment on table outside_sends is 'Documents sent to somebody outside: to whom, by whom, why, until when, and whether it was recalled.';

create table outside_documents (
    send_id uuid not null,
    case_id uuid not null,
    document_id uuid not null,
    nth integer not null,
    -- as it was called when it was sent
    name text not null,
    primary key (send_id, document_id),
    foreign key (send_id, case_id) references outside_sends (id, case_id),
    foreign key (document_id, case_id) references documents (id, case_id),
    foreign key (document_id, nth) references document_versions (document_id, nth)
);
create index outside_documents_of on outside_documents (document_id);
comment on table outside_documents is 'The versions that were sent, of documents of the same case.';

-- A code, and the visit that it let begin: both of one browser.
create table outside_codes (
    id uuid primary key,
    send_id uuid not null references outside_sends (id),
    browser_hash bytea not null check (octet_length(browser_hash) = 32),
    asked_at timestamptz not null default office_now(),
    code_hash bytea check (octet_length(code_hash) = 32),
    code_until timestamptz,
    missed smallint not null default 0,
    used_at timestamptz,
    visit_until timestamptz,
    unique (id, send_id),
    check (num_nonnulls(used_at, visit_until) in (0, 2))
);
create index outside_codes_of on outside_codes (send_id, asked_at desc);
comment on table outside_codes is 'Codes that somebody outside asked for, and their visits. Hashes only; single use.';

create table outside_opens (
    id uuid primary key,
    send_id uuid not null,
    -- in which visit
    code_id uuid not null,
    document_id uuid not null,
    how text not null check (how in ('view', 'download')),
    at timestamptz not null default office_now(),
    foreign key (send_id, document_id) references outside_documents (send_id, document_id),
    foreign key (code_id, send_id) references outside_codes (id, send_id)
);
create index outside_opens_of on outside_opens (send_id, document_id, at);
comment on table outside_opens is 'Each time somebody outside opened or downloaded what was sent.';

create function keep_outside_sound() returns trigger
language plpgsql
set search_path = pg_catalog, public, pg_temp
as $$
begin
    if tg_op = 'DELETE' or old.ended_at is not null
        or (new.id, new.case_id, new.name, new.email, new.role, new.firm, new.reason, new.sent_by, new.sent_at, new.opens_at,
                new.expires_at, new.verdict, new.found, new.anyway_because)
            is distinct from (old.id, old.case_id, old.name, old.email, old.role, old.firm, old.reason, old.sent_by, old.sent_at,
                old.opens_at, old.expires_at, old.verdict, old.found, old.anyway_because) then
        raise exception 'what was sent stays on record' using errcode = 'PV403';
    end if;
    return new;
end
$$;
create trigger outside_sends_sound before update or delete on outside_sends
    for each row execute function keep_outside_sound();
-- as of what was shared
create trigger outside_documents_stay before update or delete on outside_documents
    for each row execute function refuse_share_change();
create trigger outside_opens_stay before update or delete on outside_opens
    for each row execute function refuse_share_change();
revoke execute on function keep_outside_sound() from public;

alter table audit_events
    drop constraint audit_events_actor_kind_check,
    -- outside: whoever opened what was sent, by the send
    add constraint audit_events_actor_kind_check check (actor_kind in ('staff', 'nobody', 'console', 'client', 'outside'));

do $$
declare
    known text;
begin
    -- whatever kinds of subjects there are, and these
    select string_agg(distinct m[1], ', ' order by m[1]) into known
    from pg_constraint c, regexp_matches(pg_get_constraintdef(c.oid), '(''[a-z_]+'')', 'g') as m
    where c.conname = 'notifications_subject_kind_check' and c.conrelid = 'notifications'::regclass;
    alter table notifications drop constraint notifications_subject_kind_check;
    execute format('alter table notifications add constraint notifications_subject_kind_check
        check (subject_kind in (%s, ''outside'', ''outside_code''))', known);
end
$$;

-- ------------------------------------------------------------------- for the staff

-- Whether a send can be opened now. It ends with whoever sent it, as all links of somebody do who has left, and while
-- they are screened from the case.
create function outside_is_open(p_send uuid) returns boolean
language sql stable
set search_path = pg_catalog, public, pg_temp
as $$
    select exists (
        select from outside_sends s
        where s.id = p_send and s.opens_at <= office_now() and office_now() < s.expires_at and s.ended_at is null
            and role_in_force(s.sent_by) is not null
            and not exists (
                select from walls w
                where w.staff_id = s.sent_by and w.since <= office_now() and (w.until is null or office_now() < w.until)
                    and (w.case_id = s.case_id
                        or w.client_id in (select l.client_id from case_clients l where l.case_id = s.case_id))))
$$;

-- Whether one document of it can be.
create function outside_document_is_open(p_send uuid, p_document uuid) returns boolean
language sql stable
set search_path = pg_catalog, public, pg_temp
as $$
    select outside_is_open(p_send) and exists (
        select from outside_documents o
        join document_versions v on v.document_id = o.document_id and v.nth = o.nth
        where o.send_id = p_send and o.document_id = p_document
            and not exists (select from document_trashings t where t.document_id = o.document_id and t.until is null)
            and not exists (select from document_quarantines q where q.version_id = v.id and q.released_at is null)
            and exists (select from case_keys k where k.case_id = o.case_id and k.wrapped is not null))
$$;

-- Sends the newest versions of some documents. Asked for twice it is one: whether it was new.
create function send_outside(p_id uuid, p_notification uuid, p_case uuid, p_name text, p_email text, p_role text, p_firm text,
    p_reason text, p_documents uuid[], p_nths integer[], p_hold interval, p_days integer, p_verdict text, p_found jsonb,
    p_because text) returns boolean
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    s outside_sends;
begin
    perform refuse_unless(may_write_documents(p_case) and may_release(p_case));
    -- what is not in view is not there
    perform refuse_unless(not exists (select from unnest(p_documents) as wanted
        where wanted = any (my_barred_documents())
            or not exists (select from documents d where d.id = wanted and d.case_id = p_case)));
    perform pg_advisory_xact_lock(hashtextextended(p_id::text, 80));
    select * into s from outside_sends where id = p_id;
    if s.id is not null then
        if (s.case_id, s.sent_by, s.email) is distinct from (p_case, office_caller(), p_email)
            or exists (
                (select o.document_id, o.nth from outside_documents o where o.send_id = p_id)
                except all select w.document_id, w.nth from unnest(p_documents, p_nths) as w (document_id, nth))
            or (select count(*) from outside_documents o where o.send_id = p_id) <> cardinality(p_documents) then
            raise exception 'this was another send' using errcode = 'PV409';
        end if;
        return false;
    end if;
    perform from documents d where d.id = any (p_documents) order by d.id for share;
    -- as `domain::outside` has it
    if coalesce(cardinality(p_documents), 0) not between 1 and 10 or p_hold < interval '1 minute' or cardinality(p_documents) <> cardinality(p_nths) or p_days not between 1 and 90
        or exists (
            select from unnest(p_documents, p_nths) as w (document_id, nth)
            left join documents d on d.id = w.document_id and d.nth = w.nth
            left join document_versions v on v.document_id = w.document_id and v.nth = w.nth
            where d.id is null or v.id is null
                or exists (select from document_trashings t where t.document_id = d.id and t.until is null)
                or exists (select from document_quarantines q where q.version_id = v.id and q.released_at is null)
                or not exists (select from case_keys k where k.case_id = d.case_id and k.wrapped is not null)) then
        raise exception 'these cannot be sent now' using errcode = 'PV409';
    end if;
    insert into outside_sends (id, case_id, name, email, role, firm, reason, sent_by, opens_at, expires_at, verdict, found, anyway_because)
    values (p_id, p_case, p_name, p_email, p_role, p_firm, p_reason, office_caller(), office_now() + p_hold,
        office_now() + p_hold + make_interval(days => p_days), p_verdict, p_found, p_because)
    returning * into s;
    insert into outside_documents (send_id, case_id, document_id, nth, name)
    select p_id, p_case, w.document_id, w.nth, d.name
    from unnest(p_documents, p_nths) as w (document_id, nth) join documents d on d.id = w.document_id;
    insert into notifications (id, subject_kind, subject_id, notice_revision, kind, channel, recipient_id, due_at, expires_at, next_at)
    values (p_notification, 'outside', p_id, 1, 'account', 'email', p_id, s.opens_at, s.opens_at + interval '1 day', s.opens_at);
    return true;
end
$$;

-- Ends a send at once, in a closed case too: withdrawn while nobody could open it, else recalled, which has a reason.
-- What it came to; null where it had ended before.
create function end_outside(p_id uuid, p_case uuid, p_because text) returns text
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    s outside_sends;
begin
    perform refuse_unless(may_release(p_case));
    select * into s from outside_sends where id = p_id and case_id = p_case for update;
    if s.id is null or exists (select from outside_documents o where o.send_id = s.id and o.document_id = any (my_barred_documents())) then
        raise exception 'there is no such send' using errcode = 'PV404';
    end if;
    if s.ended_at is not null then
        return null;
    end if;
    if office_now() < s.opens_at then
        update outside_sends set ended_by = office_caller(), ended_at = office_now() where id = s.id;
        return 'withdrawn';
    end if;
    if p_because = '' then
        raise exception 'a recall has a reason' using errcode = 'PV409';
    end if;
    update outside_sends set ended_by = office_caller(), ended_at = office_now(), ended_because = p_because where id = s.id;
    update outside_codes set visit_until = office_now() where send_id = s.id and visit_until > office_now();
    return 'recalled';
end
$$;

-- What was sent of a case, the newest first, for whoever sees the case; none of it where one of the documents is
-- not in view.
create function outside_of_case(p_case uuid) returns setof jsonb
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    perform refuse_unless(sees_case_whole(p_case));
    return query
        select jsonb_build_object('id', s.id, 'name', s.name, 'email', s.email, 'role', s.role, 'firm', s.firm, 'reason', s.reason,
            'by', w.name, 'sent_at', s.sent_at, 'opens_at', s.opens_at, 'expires_at', s.expires_at, 'ended_at', s.ended_at,
            'because', s.ended_because, 'verdict', s.verdict, 'anyway', s.anyway_because, 'in_force', role_in_force(s.sent_by) is not null,
            'documents', (
                select jsonb_agg(jsonb_build_object('id', o.document_id, 'name', o.name, 'nth', o.nth, 'opened_at', x.opened_at,
                    'times', x.times, 'downloaded', coalesce(x.downloaded, false)) order by o.name, o.document_id)
                from outside_documents o
                cross join lateral (select min(p.at) as opened_at, count(*) as times, bool_or(p.how = 'download') as downloaded
                    from outside_opens p where p.send_id = o.send_id and p.document_id = o.document_id) x
                where o.send_id = s.id))
        from outside_sends s join staff w on w.id = s.sent_by
        where s.case_id = p_case and not exists (
            select from outside_documents o where o.send_id = s.id and o.document_id = any (my_barred_documents()))
        order by s.sent_at desc, s.id desc limit 200;
end
$$;

-- ------------------------------------------------------------------- told by e-mail

-- The last look before the message with the link goes. Only then does the link exist.
create function look_at_outside(p_id uuid, p_lease uuid, p_hold interval, p_link_hash bytea) returns jsonb
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    now timestamptz := office_now();
    n notifications;
    o office_settings;
    s outside_sends;
begin
    select * into n from notifications where id = p_id for update;
    if n.lease is distinct from p_lease or n.state <> 'sending' or n.lease_until <= now or n.subject_kind <> 'outside' then
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
    select * into s from outside_sends where id = n.subject_id for update;
    if s.id is null or not outside_is_open(s.id) then
        perform drop_notice(p_id, 'cancelled', 'settled');
        return null;
    end if;
    update outside_sends set link_hash = p_link_hash where id = s.id and link_hash is distinct from p_link_hash;
    update notifications set handed_at = now, lease_until = now + p_hold, went_to = masked(s.email), reason = '',
        address_key = sha256(convert_to(s.email, 'UTF8')), message_id = coalesce(message_id, p_id::text)
    where id = p_id;
    return jsonb_build_object('name', s.name, 'address', s.email, 'office', o.name, 'reply_to', o.reply_to);
end
$$;

-- Which send a message with a link is about: its link is spelled from that.
create function outside_of_notice(p_id uuid) returns uuid
language sql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
    select n.subject_id from notifications n where n.id = p_id and n.subject_kind = 'outside'
$$;

-- Makes a code valid, as it is sent or read in the outbox.
create function make_outside_code(p_code uuid, p_code_hash bytea) returns boolean
language plpgsql
set search_path = pg_catalog, public, pg_temp
as $$
begin
    update outside_codes set code_hash = p_code_hash, code_until = office_now() + interval '10 minutes'
    where id = p_code and used_at is null and asked_at > office_now() - interval '1 hour' and outside_is_open(send_id);
    return found;
end
$$;

create function look_at_outside_code(p_id uuid, p_lease uuid, p_hold interval, p_code_hash bytea) returns jsonb
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    now timestamptz := office_now();
    n notifications;
    o office_settings;
    c outside_codes;
    s outside_sends;
begin
    select * into n from notifications where id = p_id for update;
    if n.lease is distinct from p_lease or n.state <> 'sending' or n.lease_until <= now or n.subject_kind <> 'outside_code' then
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
    select * into c from outside_codes where id = n.subject_id;
    select * into s from outside_sends where id = c.send_id;
    -- one that was read in the outbox before was handed over from there
    if (n.attempts <= 1 and c.code_hash is not null) or not make_outside_code(c.id, p_code_hash) then
        perform drop_notice(p_id, 'cancelled', 'settled');
        return null;
    end if;
    update notifications set handed_at = now, lease_until = now + p_hold, went_to = masked(s.email), reason = '',
        address_key = sha256(convert_to(s.email, 'UTF8')), message_id = coalesce(message_id, p_id::text)
    where id = p_id;
    return jsonb_build_object('name', s.name, 'address', s.email, 'office', o.name, 'reply_to', o.reply_to);
end
$$;

-- The outbox at the terminal: accounts' messages, those of the portal, and those to people outside.
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
            union all
            select s.id, 'outside_link', null::uuid, s.name, s.email, '', s.opens_at
            from outside_sends s where outside_is_open(s.id)
            union all
            select c.id, 'outside_code', null::uuid, s.name, s.email, '', c.asked_at
            from outside_codes c join outside_sends s on s.id = c.send_id
        ) as told
        order by told.created_at desc, told.id desc limit 200;
end
$$;

create function console_outside_link(p_send uuid, p_link_hash bytea) returns boolean
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    if not outside_is_open(p_send) then
        return false;
    end if;
    update outside_sends set link_hash = p_link_hash where id = p_send and link_hash is distinct from p_link_hash;
    return true;
end
$$;

create function console_outside_code(p_code uuid, p_code_hash bytea) returns boolean
language sql security definer
set search_path = pg_catalog, public, pg_temp
begin atomic
    select make_outside_code(p_code, p_code_hash);
end;

-- ------------------------------------------------------------------- the door

create function outside_by_link(p_link_hash bytea) returns uuid
language sql stable
set search_path = pg_catalog, public, pg_temp
as $$
    select s.id from outside_sends s where s.link_hash = p_link_hash and outside_is_open(s.id)
$$;

-- The send that a browser has been let in to, with the code that let it in.
create function outside_visit(p_link_hash bytea, p_browser bytea, out send_id uuid, out code_id uuid)
language sql stable
set search_path = pg_catalog, public, pg_temp
as $$
    select c.send_id, c.id from outside_codes c
    where c.send_id = outside_by_link(p_link_hash) and c.browser_hash = p_browser and c.visit_until > office_now()
    order by c.used_at desc, c.id limit 1
$$;

-- What a link shows: the office, and no more before the code. Scanners of mail follow it, and nothing comes of that.
create function gate_outside(p_link_hash bytea, p_browser bytea) returns jsonb
language sql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
    select jsonb_build_object('office', o.name, 'locale', o.locale, 'zone', o.time_zone,
        'asked', exists (select from outside_codes c where c.send_id = s.id and c.browser_hash = p_browser and c.used_at is null
            and c.asked_at > office_now() - interval '10 minutes'),
        'inside', case when (outside_visit(p_link_hash, p_browser)).send_id is not null then jsonb_build_object('until', s.expires_at,
            'documents', coalesce((
                select jsonb_agg(jsonb_build_object('id', x.document_id, 'name', x.name, 'media', v.media, 'size', v.size_bytes)
                    order by x.name, x.document_id)
                from outside_documents x
                join document_versions v on v.document_id = x.document_id and v.nth = x.nth
                where x.send_id = s.id and outside_document_is_open(s.id, x.document_id)), '[]')) end)
    from outside_sends s cross join office_settings o where s.id = outside_by_link(p_link_hash)
$$;

create function record_outside(p_id uuid, s outside_sends, p_action text, p_outcome text, p_request uuid, p_address text,
    p_user_agent text) returns void
language sql
set search_path = pg_catalog, public, pg_temp
as $$
    insert into audit_events (id, actor_kind, actor_id, action, outcome, resource, resource_id, case_id, request_id, address,
        user_agent, detail)
    values (p_id, 'outside', s.id, p_action, p_outcome, 'case', s.case_id, s.case_id, p_request, p_address, p_user_agent,
        jsonb_build_object('send', s.id))
$$;

-- A code to the named address, and to no other: three an hour for one browser and twelve for all, so that a stranger with the
-- link does not use up what is for whom it is meant. Whether the link leads somewhere.
create function gate_ask_outside(p_link_hash bytea, p_browser bytea, p_code uuid, p_notification uuid, p_event uuid, p_request uuid,
    p_address text, p_user_agent text) returns boolean
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    s outside_sends;
    lately bigint;
    of_browser bigint;
begin
    select * into s from outside_sends where id = outside_by_link(p_link_hash) for update;
    if s.id is null then
        return false;
    end if;
    select count(*), count(*) filter (where c.browser_hash = p_browser) into lately, of_browser from notifications n join outside_codes c on c.id = n.subject_id
    where n.subject_kind = 'outside_code' and c.send_id = s.id and c.asked_at > office_now() - interval '1 hour';
    -- misses count for a day
    delete from outside_codes c where c.used_at is null and c.asked_at <= office_now() - interval '1 day'
        and not exists (select from notifications n where n.subject_kind = 'outside_code' and n.subject_id = c.id
            and n.state in ('queued', 'sending'));
    -- one that is never mailed would stand in the way of the one at hand
    if lately < 12 and of_browser < 3 then
        insert into outside_codes (id, send_id, browser_hash) values (p_code, s.id, p_browser);
        insert into notifications (id, subject_kind, subject_id, notice_revision, kind, channel, recipient_id, due_at, expires_at, next_at)
        values (p_notification, 'outside_code', p_code, 1, 'account', 'email', s.id, office_now(), office_now() + interval '10 minutes',
            office_now());
    end if;
    perform record_outside(p_event, s, 'outside-ask-code', case when lately < 12 and of_browser < 3 then 'done' else 'refused' end,
        p_request, p_address, p_user_agent);
    return true;
end
$$;

-- Takes the code that this browser asked for last, once: five tries, and of one send fifty misses a day, so that a
-- stranger with the link does not shut out whom it is for. Null where the
-- link leads nowhere.
create function gate_take_outside_code(p_link_hash bytea, p_browser bytea, p_code_hash bytea, p_visit interval, p_event uuid,
    p_request uuid, p_address text, p_user_agent text) returns boolean
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    s outside_sends;
    c outside_codes;
    missed bigint;
begin
    -- tries side by side count one by one
    select * into s from outside_sends where id = outside_by_link(p_link_hash) for update;
    if s.id is null then
        return null;
    end if;
    select * into c from outside_codes x where x.send_id = s.id and x.browser_hash = p_browser and x.code_hash is not null
    order by x.asked_at desc, x.id desc limit 1;
    select coalesce(sum(x.missed), 0) into missed from outside_codes x
    where x.send_id = s.id and x.asked_at > office_now() - interval '1 day';
    if c.code_hash = p_code_hash and c.code_until > office_now() and c.used_at is null and c.missed < 5 and missed < 50 then
        update outside_codes set used_at = office_now(), visit_until = office_now() + p_visit where id = c.id;
        perform record_outside(p_event, s, 'outside-enter', 'done', p_request, p_address, p_user_agent);
        return true;
    end if;
    update outside_codes x set missed = least(x.missed + 1, 1000) where x.id = c.id;
    perform record_outside(p_event, s, 'outside-missed', 'refused', p_request, p_address, p_user_agent);
    return false;
end
$$;

-- What is needed to decrypt what was sent; no row unless it is open to this browser now.
create function gate_outside_document(p_link_hash bytea, p_browser bytea, p_document uuid) returns table (version_id uuid, case_id uuid,
    name text, media text, size_bytes bigint, chunks integer, object_name text, wrapped_key bytea, case_key_id uuid, case_key bytea)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
begin
    return query
        select v.id, o.case_id, o.name, v.media, v.size_bytes, v.chunks, v.object_name, v.wrapped_key, v.case_key_id, k.wrapped
        from outside_documents o
        join document_versions v on v.document_id = o.document_id and v.nth = o.nth
        join case_keys k on k.id = v.case_key_id
        where o.send_id = (outside_visit(p_link_hash, p_browser)).send_id and o.document_id = p_document
            and outside_document_is_open(o.send_id, o.document_id);
end
$$;

-- Keeps that it is opened, before its first byte: each download; of pages that one visit looks at, what ten minutes
-- hold is one. Whether it is open.
create function gate_outside_opened(p_id uuid, p_link_hash bytea, p_browser bytea, p_document uuid, p_how text, p_request uuid,
    p_address text, p_user_agent text) returns boolean
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    s outside_sends;
    visit record;
begin
    select * into visit from outside_visit(p_link_hash, p_browser);
    select * into s from outside_sends where id = visit.send_id for share;
    if s.id is null or not outside_document_is_open(s.id, p_document) then
        return false;
    end if;
    if p_how = 'view' and exists (select from outside_opens o where o.send_id = s.id and o.document_id = p_document
        and o.how = p_how and o.code_id = visit.code_id and o.at > office_now() - interval '10 minutes') then
        return true;
    end if;
    insert into outside_opens (id, send_id, document_id, code_id, how) values (p_id, s.id, p_document, visit.code_id, p_how);
    insert into audit_events (id, actor_kind, actor_id, action, resource, resource_id, resource_version, content_hash, case_id,
        request_id, address, user_agent, detail)
    select p_id, 'outside', s.id, case p_how when 'download' then 'download-sent' else 'view-sent' end, 'document', p_document,
        v.nth, v.content_hash, s.case_id, p_request, p_address, p_user_agent, jsonb_build_object('send', s.id)
    from outside_documents o join document_versions v on v.document_id = o.document_id and v.nth = o.nth
    where o.send_id = s.id and o.document_id = p_document;
    return true;
end
$$;

do $$
declare
    t text;
    f record;
begin
    foreach t in array array['outside_sends', 'outside_documents', 'outside_codes', 'outside_opens'] loop
        execute format('alter table %I enable row level security', t);
        execute format('alter table %I force row level security', t);
        execute format('create policy definer on %I to privity_definer using (true) with check (true)', t);
        execute format('grant select, insert on %I to privity_definer', t);
    end loop;
    grant update on outside_sends, outside_codes to privity_definer;
    grant delete on outside_codes to privity_definer;
    for f in
        select p.oid::regprocedure as signature, p.proname as name from pg_proc p
        where p.pronamespace = 'public'::regnamespace and p.proname in ('outside_is_open', 'outside_document_is_open', 'send_outside',
            'end_outside', 'outside_of_case', 'look_at_outside', 'outside_of_notice', 'make_outside_code', 'look_at_outside_code',
            'console_messages', 'console_outside_link', 'console_outside_code', 'outside_by_link', 'outside_visit', 'gate_outside',
            'record_outside', 'gate_ask_outside', 'gate_take_outside_code', 'gate_outside_document', 'gate_outside_opened')
    loop
        execute format('alter function %s owner to privity_definer', f.signature);
        execute format('revoke execute on function %s from public', f.signature);
        execute format('grant execute on function %s to privity_definer', f.signature);
        if f.name like 'gate\_%' then
            execute format('grant execute on function %s to privity_gate', f.signature);
        elsif f.name like 'console\_%' then
            execute format('grant execute on function %s to privity_console', f.signature);
        elsif f.name like 'look\_%' or f.name = 'outside_of_notice' then
            execute format('grant execute on function %s to privity_notifier', f.signature);
        elsif f.name in ('send_outside', 'end_outside', 'outside_of_case') then
            execute format('grant execute on function %s to privity_partner, privity_attorney, privity_paralegal', f.signature);
        end if;
    end loop;
end
$$;

revoke create on schema public from privity_definer;
