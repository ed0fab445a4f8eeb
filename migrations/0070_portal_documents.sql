-- What was shared with whoever is signed in to the portal, as it is listed there; and the word by e-mail that
-- something new is there.

grant create on schema public to privity_definer;

create function own_documents() returns setof jsonb
language sql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
    select jsonb_build_object('id', s.share_id, 'name', s.name, 'media', s.media, 'size', s.size_bytes, 'since', s.since,
        'opened', s.opened_at is not null, 'case', c.number, 'for', k.name)
    from portal_shares() s join cases c on c.id = s.case_id join clients k on k.id = s.client_id
    order by s.since desc, s.share_id
$$;
alter function own_documents() owner to privity_definer;
revoke execute on function own_documents() from public;
grant execute on function own_documents() to privity_client;
-- which it stands on
grant execute on function portal_shares() to privity_definer;

-- Who of the caller's own people opened what is shared with them, the latest first.
create function own_openings(p_share uuid) returns setof jsonb
language sql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
    select jsonb_build_object('name', p.name, 'at', o.at, 'downloaded', o.how = 'download')
    from portal_shares() s join document_share_openings o on o.share_id = s.share_id
    join portal_memberships m on m.id = o.membership_id join portal_people p on p.id = m.person_id
    where s.share_id = p_share
    order by o.at desc, o.id limit 50
$$;
alter function own_openings(uuid) owner to privity_definer;
revoke execute on function own_openings(uuid) from public;
grant execute on function own_openings(uuid) to privity_client;

-- ---------------------------------------------------------------- told by e-mail

alter table notifications
    drop constraint notifications_subject_kind_check,
    add constraint notifications_subject_kind_check
        check (subject_kind in ('appointment', 'message', 'answer', 'test', 'invoice', 'dunning', 'portal', 'share'));
create index notifications_of_shares on notifications (recipient_id, due_at) where subject_kind = 'share';
create index document_shares_lately on document_shares (opens_at) where recalled_at is null and withdrawn_at is null;

-- One word an hour to each person for whom something new can be opened: it names none of it. Never before the time to
-- withdraw has run out, and nothing once they have opened it.
create function plan_share_notices() returns bigint
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    now timestamptz := office_now();
    planned bigint;
begin
    insert into notifications (id, subject_kind, subject_id, notice_revision, kind, channel, recipient_id, due_at, expires_at, next_at)
    select gen_random_uuid(), 'share', fresh.share_id, 1, 'account', 'email', fresh.person_id, now, now + interval '1 day', now
    from (
        select distinct on (m.person_id) m.person_id, s.id as share_id
        from document_shares s join document_share_recipients r on r.share_id = s.id
        join portal_memberships m on m.id = r.membership_id
        where s.recalled_at is null and s.withdrawn_at is null and s.opens_at <= now and s.opens_at > now - interval '1 day'
            and share_is_open(s.id, m.id)
            and not exists (select from document_share_openings o where o.share_id = s.id and o.membership_id = m.id)
            and not exists (select from notifications n where n.subject_kind = 'share' and n.recipient_id = m.person_id
                and (n.due_at >= s.opens_at or n.due_at > now - interval '1 hour'))
        order by m.person_id, s.opens_at, s.id
    ) as fresh
    on conflict do nothing;
    get diagnostics planned = row_count;
    return planned;
end
$$;

-- The last look before it goes: whether something that they have not opened can still be opened.
create function look_at_share(p_id uuid, p_lease uuid, p_hold interval) returns jsonb
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    now timestamptz := office_now();
    n notifications;
    o office_settings;
    p portal_people;
begin
    select * into n from notifications where id = p_id for update;
    if n.lease is distinct from p_lease or n.state <> 'sending' or n.lease_until <= now or n.subject_kind <> 'share' then
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
    select * into p from portal_people where id = n.recipient_id;
    if not exists (
        select from document_share_recipients r join portal_memberships m on m.id = r.membership_id
        where m.person_id = p.id and share_is_open(r.share_id, m.id)
            and not exists (select from document_share_openings x where x.share_id = r.share_id and x.membership_id = m.id)) then
        perform drop_notice(p_id, 'cancelled', 'settled');
        return null;
    end if;
    update notifications set handed_at = now, lease_until = now + p_hold, went_to = masked(p.email), reason = '',
        address_key = sha256(convert_to(p.email, 'UTF8')), message_id = coalesce(message_id, p_id::text)
    where id = p_id;
    return jsonb_build_object('name', p.name, 'address', p.email, 'office', o.name, 'reply_to', o.reply_to,
        'discreet', is_discreet_person(p.id));
end
$$;

do $$
declare
    f text;
begin
    foreach f in array array['plan_share_notices()', 'look_at_share(uuid, uuid, interval)'] loop
        execute format('alter function %s owner to privity_definer', f);
        execute format('revoke execute on function %s from public', f);
        execute format('grant execute on function %s to privity_notifier', f);
    end loop;
end
$$;

revoke create on schema public from privity_definer;
