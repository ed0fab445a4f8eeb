-- Whoever acts for a discreet contact may share a mailbox with those who must not know: a code or a link is not enough
-- for them, and a PIN of their own is asked besides. It is chosen with a number that the office tells them by phone, or whoever
-- reads the mailbox first would choose it. The office takes it back, and never learns it.

grant create on schema public to privity_definer;

create table portal_pins (
    person_id uuid primary key references portal_people (id),
    -- argon2id
    pin_hash text not null,
    set_at timestamptz not null default office_now()
);
alter table portal_pins enable row level security;
alter table portal_pins force row level security;
create policy definer on portal_pins to privity_definer using (true) with check (true);
grant select, insert, update, delete on portal_pins to privity_definer;
comment on table portal_pins is 'PINs of people who act for discreet contacts. Hashes only.';

-- What is told by phone, once: the number itself is spelled from `id` under the server's key.
create table portal_pin_starts (
    person_id uuid primary key references portal_people (id),
    id uuid not null unique,
    number_hash bytea not null check (octet_length(number_hash) = 32),
    made_by uuid not null references staff (id),
    made_at timestamptz not null default office_now(),
    until timestamptz not null
);
alter table portal_pin_starts enable row level security;
alter table portal_pin_starts force row level security;
create policy definer on portal_pin_starts to privity_definer using (true) with check (true);
grant select, insert, update, delete on portal_pin_starts to privity_definer;
comment on table portal_pin_starts is 'Numbers told by phone with which somebody chooses their PIN. Hashes only; single use.';

-- Tries that were not right, of the last day.
create table portal_pin_tries (
    id bigint generated always as identity primary key,
    person_id uuid not null references portal_people (id),
    session_id uuid not null references portal_sessions (id),
    at timestamptz not null default office_now()
);
create index portal_pin_tries_of on portal_pin_tries (person_id, at);
alter table portal_pin_tries enable row level security;
alter table portal_pin_tries force row level security;
create policy definer on portal_pin_tries to privity_definer using (true) with check (true);
grant select, insert, delete on portal_pin_tries to privity_definer;
comment on table portal_pin_tries is 'Wrong PINs of the last day, each by its own time.';

-- when the PIN was given; only those of discreet people need it
alter table portal_sessions add column pin_at timestamptz;

-- Whoever has only read a code has not been there.
create or replace function begin_portal_session(p_person uuid, p_session uuid, p_token_hash bytea, p_idle interval, p_absolute interval,
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
    update portal_people set verified_at = coalesce(verified_at, now), seen_at = now
    where id = p_person and not is_discreet_person(id);
end
$$;

-- '' where nothing more is asked of this session; 'ask' for its PIN, 'choose' where there is none yet.
create function portal_pin_wanted(s portal_sessions) returns text
language sql stable
set search_path = pg_catalog, public, pg_temp
as $$
    select case
        when s.pin_at is not null or not is_discreet_person(s.person_id) then ''
        when exists (select from portal_pins p where p.person_id = s.person_id) then 'ask'
        else 'choose' end
$$;

drop function gate_portal_session(bytea, interval);
create function gate_portal_session(p_token_hash bytea, p_idle interval)
    returns table (session_id uuid, person_id uuid, pin text)
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
declare
    now timestamptz := office_now();
    s portal_sessions;
begin
    s := portal_session_in_force(p_token_hash);
    if s.id is null then
        return;
    end if;
    if s.seen_at < now - interval '1 minute' then
        update portal_sessions x set seen_at = now, idle_until = now + p_idle where x.id = s.id and x.ended_at is null;
        update portal_people x set seen_at = now where x.id = s.person_id and portal_pin_wanted(s) = '';
    end if;
    return query select s.id, s.person_id, portal_pin_wanted(s);
end
$$;

create function portal_session_in_force(p_token_hash bytea) returns portal_sessions
language sql stable
set search_path = pg_catalog, public, pg_temp
as $$
    select s from portal_sessions s join portal_people p on p.id = s.person_id
    where s.token_hash = p_token_hash and s.ended_at is null and s.epoch = p.epoch and s.idle_until > office_now()
        and s.expires_at > office_now() and portal_in_force(p.id)
$$;

-- Takes a try before it is made, at the PIN or at the number told by phone: whose it is, and the PIN's hash where there is
-- one. No row where none is asked; no try where five in a session or ten in a day were missed: that session ends, and
-- another begins with a code or a link.
create function gate_try_portal_pin(p_token_hash bytea) returns table (person_id uuid, try bigint, pin_hash text)
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
declare
    s portal_sessions := portal_session_in_force(p_token_hash);
    of_session bigint;
    of_day bigint;
    taken bigint;
begin
    perform from portal_people p where p.id = s.person_id for update;
    s := portal_session_in_force(p_token_hash);
    if s.id is null or portal_pin_wanted(s) = '' then
        return;
    end if;
    delete from portal_pin_tries t where t.person_id = s.person_id and t.at <= office_now() - interval '1 day';
    select count(*) filter (where t.session_id = s.id), count(*) into of_session, of_day
    from portal_pin_tries t where t.person_id = s.person_id;
    if of_session >= 5 or of_day >= 10 then
        update portal_sessions x set ended_at = office_now() where x.id = s.id;
        return query select s.person_id, null::bigint, null::text;
        return;
    end if;
    insert into portal_pin_tries as t (person_id, session_id) values (s.person_id, s.id) returning t.id into taken;
    return query select s.person_id, taken, (select p.pin_hash from portal_pins p where p.person_id = s.person_id);
end
$$;

-- The PIN was right; or one was chosen, whose hash is given with that of the number told by phone, which has to be right.
-- Each only after a try of this session. Whether the session is in.
create function gate_pass_portal_pin(p_token_hash bytea, p_try bigint, p_hash text, p_number_hash bytea) returns boolean
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    s portal_sessions := portal_session_in_force(p_token_hash);
begin
    perform from portal_people p where p.id = s.person_id for update;
    s := portal_session_in_force(p_token_hash);
    if s.id is null or portal_pin_wanted(s) <> (case when p_hash is null then 'ask' else 'choose' end)
        or not exists (select from portal_pin_tries t
            where t.id = p_try and t.session_id = s.id and t.at > office_now() - interval '1 minute') then
        return false;
    end if;
    if p_hash is not null then
        delete from portal_pin_starts where person_id = s.person_id and number_hash = p_number_hash and until > office_now();
        if not found then
            return false;
        end if;
        insert into portal_pins (person_id, pin_hash) values (s.person_id, p_hash);
    end if;
    delete from portal_pin_tries where session_id = s.id;
    update portal_sessions set pin_at = office_now() where id = s.id;
    update portal_people set verified_at = coalesce(verified_at, office_now()), seen_at = office_now() where id = s.person_id;
    return true;
end
$$;

-- How it stands with the PIN of whoever has that access. `asked` is this client's concern alone: that another one is
-- discreet is not told.
create function portal_pin_of(p_membership uuid, p_client uuid) returns jsonb
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    m portal_memberships := membership_to_change(p_membership, p_client);
begin
    if not exists (select from clients k where k.id = m.client_id and k.discreet) then
        return jsonb_build_object('asked', false, 'missed', 0);
    end if;
    return jsonb_build_object('asked', true,
        'since', (select p.set_at from portal_pins p where p.person_id = m.person_id),
        'start', (select jsonb_build_object('id', t.id, 'until', t.until) from portal_pin_starts t
            where t.person_id = m.person_id and t.until > office_now()),
        'missed', (select count(*) from portal_pin_tries t
            where t.person_id = m.person_id and t.at > office_now() - interval '1 day'));
end
$$;

-- They choose a PIN, with a new number told by phone; every session ends: 'again' where they had one, 'first', or 'none'
-- where this client is no discreet contact.
create function reset_portal_pin(p_membership uuid, p_client uuid, p_start uuid, p_number_hash bytea) returns text
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    m portal_memberships := membership_to_change(p_membership, p_client);
    had boolean;
begin
    if not exists (select from clients k where k.id = m.client_id and k.discreet) then
        return 'none';
    end if;
    perform from portal_people where id = m.person_id for update;
    delete from portal_pins where person_id = m.person_id;
    had := found;
    insert into portal_pin_starts (person_id, id, number_hash, made_by, until)
    values (m.person_id, p_start, p_number_hash, office_caller(), office_now() + interval '3 days')
    on conflict (person_id) do update set id = excluded.id, number_hash = excluded.number_hash, made_by = excluded.made_by,
        made_at = excluded.made_at, until = excluded.until;
    -- whoever used up the day's tries does not shut out whom the office has just spoken to
    delete from portal_pin_tries where person_id = m.person_id;
    update portal_people set epoch = epoch + 1, revision = revision + 1 where id = m.person_id;
    update portal_sessions set ended_at = office_now() where person_id = m.person_id and ended_at is null;
    return case when had then 'again' else 'first' end;
end
$$;

do $$
declare
    f text;
begin
    foreach f in array array['portal_pin_wanted(portal_sessions)', 'gate_portal_session(bytea, interval)',
        'portal_session_in_force(bytea)', 'gate_try_portal_pin(bytea)',
        'gate_pass_portal_pin(bytea, bigint, text, bytea)', 'portal_pin_of(uuid, uuid)', 'reset_portal_pin(uuid, uuid, uuid, bytea)'] loop
        execute format('alter function %s owner to privity_definer', f);
        execute format('revoke execute on function %s from public', f);
        execute format('grant execute on function %s to privity_definer', f);
        if f like 'gate\_%' then
            execute format('grant execute on function %s to privity_gate', f);
        elsif f like any (array['portal\_pin\_of%', 'reset\_%']) then
            execute format('grant execute on function %s to privity_partner, privity_attorney', f);
        end if;
    end loop;
end
$$;

revoke create on schema public from privity_definer;
