-- A word by e-mail that where a case stands was written anew; and one last look for all words to people of clients that
-- something waits on their page, instead of one for each kind.

grant create on schema public to privity_definer;

do $$
declare
    known text;
begin
    select string_agg(distinct m[1], ', ' order by m[1]) into known
    from pg_constraint c, regexp_matches(pg_get_constraintdef(c.oid), '(''[a-z_]+'')', 'g') as m
    where c.conname = 'notifications_subject_kind_check' and c.conrelid = 'notifications'::regclass;
    alter table notifications drop constraint notifications_subject_kind_check;
    execute format('alter table notifications add constraint notifications_subject_kind_check
        check (subject_kind in (%s, ''status''))', known);
end
$$;
create index notifications_of_statuses on notifications (recipient_id, due_at) where subject_kind = 'status';
create index case_statuses_lately on case_statuses (approved_at) where dropped_at is null;

-- Texts that were told since somebody was last on their page.
create function portal_unseen_statuses(p_person uuid) returns table (status_id uuid, approved_at timestamptz)
language sql stable
set search_path = pg_catalog, public, pg_temp
as $$
    select s.id, s.approved_at
    from portal_reach(p_person) r
    join case_clients l on l.client_id = r.client_id and (l.until is null or office_now() < l.until)
    join cases c on c.id = l.case_id and c.closed_on is null
    join case_statuses s on s.case_id = c.id and s.dropped_at is null
    join portal_people p on p.id = p_person
    where s.approved_at > coalesce(p.seen_at, '-infinity') and (l.own or s.approved_at >= l.since)
$$;

-- At most one word an hour to each person: it names neither the case nor what is said.
create function plan_status_notices() returns bigint
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    now timestamptz := office_now();
    planned bigint;
begin
    insert into notifications (id, subject_kind, subject_id, notice_revision, kind, channel, recipient_id, due_at, expires_at, next_at)
    select gen_random_uuid(), 'status', fresh.status_id, 1, 'account', 'email', fresh.person_id, now, now + interval '1 day', now
    from (
        select distinct on (w.person_id) w.person_id, u.status_id
        from (
            select distinct m.person_id
            from case_statuses s join case_clients l on l.case_id = s.case_id
            join portal_memberships m on m.client_id = l.client_id and m.until is null
            where s.dropped_at is null and s.approved_at > now - interval '1 day' and s.approved_at <= now
        ) as w, lateral portal_unseen_statuses(w.person_id) u
        where u.approved_at > now - interval '1 day'
            and not exists (select from notifications n where n.subject_kind = 'status' and n.recipient_id = w.person_id
                and (n.due_at >= u.approved_at or n.due_at > now - interval '1 hour'))
        order by w.person_id, u.approved_at
    ) as fresh
    on conflict do nothing;
    get diagnostics planned = row_count;
    return planned;
end
$$;

-- Whether what a word is about waits still for whoever is told.
create function word_waits(n notifications) returns boolean
language sql stable
set search_path = pg_catalog, public, pg_temp
as $$
    select case n.subject_kind
        when 'share' then exists (
            select from document_share_recipients r join portal_memberships m on m.id = r.membership_id
            where m.person_id = n.recipient_id and share_is_open(r.share_id, m.id)
                and not exists (select from document_share_openings x where x.share_id = r.share_id and x.membership_id = m.id))
        when 'thread' then exists (select from portal_unread(n.recipient_id))
        when 'status' then exists (select from portal_unseen_statuses(n.recipient_id))
    end
$$;

drop function look_at_share(uuid, uuid, interval);
drop function look_at_thread_notice(uuid, uuid, interval);
-- The last look before a word goes; null where it does not.
create function look_at_word(p_id uuid, p_lease uuid, p_hold interval) returns jsonb
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
    if n.lease is distinct from p_lease or n.state <> 'sending' or n.lease_until <= now
        or n.subject_kind not in ('share', 'thread', 'status') then
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
    if not word_waits(n) then
        perform drop_notice(p_id, 'cancelled', 'settled');
        return null;
    end if;
    select * into p from portal_people where id = n.recipient_id;
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
    foreach f in array array['portal_unseen_statuses(uuid)', 'plan_status_notices()', 'word_waits(notifications)',
        'look_at_word(uuid, uuid, interval)'] loop
        execute format('alter function %s owner to privity_definer', f);
        execute format('revoke execute on function %s from public', f);
        execute format('grant execute on function %s to privity_definer', f);
        if f like any (array['plan\_%', 'look\_%']) then
            execute format('grant execute on function %s to privity_notifier', f);
        end if;
    end loop;
end
$$;

revoke create on schema public from privity_definer;
