-- Passkeys of people of clients. A device of theirs proves by its own lock that it is theirs: that is a second factor, so
-- whoever acts for a discreet contact gives no PIN besides, where it was added past the PIN.

grant create on schema public to privity_definer;

create table portal_passkeys (
    id uuid primary key,
    person_id uuid not null references portal_people (id),
    credential_id bytea not null unique check (octet_length(credential_id) between 1 and 1023),
    -- public key and counter, as webauthn-rs writes them
    passkey jsonb not null,
    name text not null check (name <> '' and char_length(name) <= 60),
    -- whether the PIN had been given in the session that added it
    past_pin boolean not null,
    added_at timestamptz not null default office_now(),
    used_at timestamptz,
    ended_at timestamptz
);
create index portal_passkeys_of on portal_passkeys (person_id) where ended_at is null;
comment on table portal_passkeys is 'Passkeys of people of clients: public keys alone.';

-- What a browser was asked, for five minutes: at the door by its own cookie, else by the session that adds one.
create table portal_passkey_asks (
    id uuid primary key,
    browser_hash bytea check (octet_length(browser_hash) = 32),
    session_id uuid references portal_sessions (id),
    state jsonb not null,
    asked_at timestamptz not null default office_now(),
    check (num_nonnulls(browser_hash, session_id) = 1)
);
create index portal_passkey_asks_at on portal_passkey_asks (asked_at);
comment on table portal_passkey_asks is 'Challenges of passkeys that wait for an answer; each is answered once.';

do $$
declare
    t text;
begin
    foreach t in array array['portal_passkeys', 'portal_passkey_asks'] loop
        execute format('alter table %I enable row level security', t);
        execute format('alter table %I force row level security', t);
        execute format('create policy definer on %I to privity_definer using (true) with check (true)', t);
        execute format('grant select, insert, update on %I to privity_definer', t);
    end loop;
    grant delete on portal_passkey_asks to privity_definer;
end
$$;

-- ------------------------------------------------------------------- the door

create function keep_passkey_ask(p_id uuid, p_browser bytea, p_session uuid, p_state jsonb) returns void
language sql
set search_path = pg_catalog, public, pg_temp
as $$
    delete from portal_passkey_asks where asked_at <= office_now() - interval '5 minutes';
    insert into portal_passkey_asks (id, browser_hash, session_id, state) values (p_id, p_browser, p_session, p_state);
$$;

create function take_passkey_ask(p_id uuid, p_browser bytea, p_session uuid) returns jsonb
language sql
set search_path = pg_catalog, public, pg_temp
as $$
    delete from portal_passkey_asks a
    where a.id = p_id and (a.browser_hash = p_browser or a.session_id = p_session)
        and a.asked_at > office_now() - interval '5 minutes'
    returning a.state
$$;

create function gate_ask_passkey(p_id uuid, p_browser bytea, p_state jsonb) returns void
language sql security definer
set search_path = pg_catalog, public, pg_temp
as $$
    select keep_passkey_ask(p_id, p_browser, null, p_state)
$$;

-- What was asked and the passkey that answers it; each ask is taken whatever comes of it.
create function gate_passkey(p_ask uuid, p_browser bytea, p_person uuid, p_credential bytea, out state jsonb, out passkey jsonb)
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    state := take_passkey_ask(p_ask, p_browser, null);
    select k.passkey into passkey from portal_passkeys k
    where state is not null and k.credential_id = p_credential and k.person_id = p_person and k.ended_at is null and portal_in_force(k.person_id);
end
$$;

-- Lets its owner in. The passkey is given as it was when the answer was looked at, and as it is from now on: of two answers
-- with the same counter one counts. Whether they are in.
create function gate_take_passkey(p_person uuid, p_credential bytea, p_was jsonb, p_is jsonb, p_session uuid, p_token_hash bytea,
    p_idle interval, p_absolute interval, p_user_agent text, p_address text) returns boolean
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    -- the person before the passkey: access that ends at this moment counts
    perform from portal_people where id = p_person for update;
    update portal_passkeys k set passkey = p_is, used_at = office_now()
    where k.credential_id = p_credential and k.person_id = p_person and k.ended_at is null and k.passkey = p_was
        and portal_in_force(k.person_id);
    if not found then
        return false;
    end if;
    perform begin_portal_session(p_person, p_session, p_token_hash, p_idle, p_absolute, p_user_agent, p_address);
    update portal_sessions set pin_at = office_now()
    where id = p_session and exists (select from portal_passkeys k join portal_pins p on p.person_id = k.person_id
        where k.credential_id = p_credential and k.past_pin and k.added_at >= p.set_at);
    if found then
        update portal_people set verified_at = coalesce(verified_at, office_now()), seen_at = office_now() where id = p_person;
    end if;
    return true;
end
$$;

-- ------------------------------------------------------------------- one's own

create function own_passkeys() returns table (id uuid, name text, added_at timestamptz, used_at timestamptz, credential_id bytea)
language sql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
    select k.id, k.name, k.added_at, k.used_at, k.credential_id from portal_passkeys k
    where k.person_id = office_caller() and k.ended_at is null
    order by k.added_at, k.id
$$;

-- The session, where it is the caller's and in force.
create function own_session(p_session uuid) returns portal_sessions
language sql stable
set search_path = pg_catalog, public, pg_temp
as $$
    select s from portal_sessions s join portal_people p on p.id = s.person_id
    where s.id = p_session and s.person_id = office_caller() and s.ended_at is null and s.epoch = p.epoch
        and s.idle_until > office_now() and s.expires_at > office_now() and portal_pin_wanted(s) = '' and portal_in_force(p.id)
$$;

create function own_passkey_ask(p_id uuid, p_session uuid, p_state jsonb) returns void
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    perform refuse_unless((own_session(p_session)).id is not null);
    perform keep_passkey_ask(p_id, null, p_session, p_state);
end
$$;

create function own_passkey_asked(p_id uuid, p_session uuid) returns jsonb
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    perform refuse_unless((own_session(p_session)).id is not null);
    return take_passkey_ask(p_id, null, p_session);
end
$$;

-- Adds one: 'done', 'there' where somebody has it, 'many' where there are ten.
create function own_passkey_add(p_id uuid, p_session uuid, p_credential bytea, p_passkey jsonb, p_name text) returns text
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    s portal_sessions;
begin
    -- what ends the session at this moment ends this too
    perform from portal_people where id = office_caller() for update;
    s := own_session(p_session);
    perform refuse_unless(s.id is not null);
    if (select count(*) from portal_passkeys k where k.person_id = office_caller() and k.ended_at is null) >= 10 then
        return 'many';
    end if;
    insert into portal_passkeys (id, person_id, credential_id, passkey, name, past_pin)
    values (p_id, office_caller(), p_credential, p_passkey, p_name, s.pin_at is not null)
    on conflict (credential_id) do nothing;
    return case when found then 'done' else 'there' end;
end
$$;

create function own_passkey_end(p_id uuid) returns boolean
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    update portal_passkeys set ended_at = office_now() where id = p_id and person_id = office_caller() and ended_at is null;
    return found;
end
$$;

-- ------------------------------------------------------------------- what ends them

-- Whoever is let in again adds them anew.
create function end_portal_passkeys() returns trigger
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    -- one that is added at this moment waits, or is seen
    perform from portal_people where id = new.person_id for update;
    if not exists (select from portal_memberships m where m.person_id = new.person_id and m.until is null) then
        update portal_passkeys set ended_at = office_now() where person_id = new.person_id and ended_at is null;
    end if;
    return null;
end
$$;
create trigger portal_passkeys_end after update of until on portal_memberships
    for each row when (old.until is null and new.until is not null) execute function end_portal_passkeys();

-- A PIN that is chosen anew is chosen since somebody else may have been there.
create function end_passkeys_with_pin() returns trigger
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    update portal_passkeys set ended_at = office_now() where person_id = new.person_id and ended_at is null;
    return null;
end
$$;
create trigger portal_passkeys_end after insert or update on portal_pin_starts
    for each row execute function end_passkeys_with_pin();

do $$
declare
    f record;
begin
    for f in
        select p.oid::regprocedure as signature, p.proname as name from pg_proc p
        where p.pronamespace = 'public'::regnamespace and p.proname in ('keep_passkey_ask', 'take_passkey_ask', 'gate_ask_passkey',
            'gate_passkey', 'gate_take_passkey', 'own_passkeys', 'own_session', 'own_passkey_ask', 'own_passkey_asked', 'own_passkey_add',
            'own_passkey_end', 'end_portal_passkeys', 'end_passkeys_with_pin')
    loop
        execute format('alter function %s owner to privity_definer', f.signature);
        execute format('revoke execute on function %s from public', f.signature);
        execute format('grant execute on function %s to %s', f.signature, case
            when f.name like 'gate\_%' then 'privity_gate'
            when f.name like 'own\_passkey%' then 'privity_client'
            else 'privity_definer' end);
    end loop;
end
$$;

revoke create on schema public from privity_definer;
