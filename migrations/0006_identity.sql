-- Accounts, sessions, throttles, links in mails. No caller role touches these tables: the gate and
-- the callers go through the functions below, which hand out one account's facts at a time.

create table credentials (
    staff_id uuid primary key references staff (id),
    -- PHC string of a peppered password; null until the invitation is taken up
    password_hash text,
    password_changed_at timestamptz,
    -- sealed under the server's key; null without a second factor
    totp_sealed bytea,
    -- a secret being set up, not yet proved
    totp_pending bytea,
    totp_pending_at timestamptz,
    totp_since timestamptz,
    -- the last time step taken: one code, one sign-in
    totp_last_step bigint not null default 0,
    -- moves when every session must end
    epoch integer not null default 1
);

create table recovery_codes (
    staff_id uuid not null references staff (id),
    code_hash bytea not null,
    used_at timestamptz,
    primary key (staff_id, code_hash)
);

create table sessions (
    id uuid primary key,
    staff_id uuid not null references staff (id),
    -- SHA-256 of the cookie's token
    token_hash bytea not null,
    epoch integer not null,
    -- waits for the second factor; no caller comes of it
    pending boolean not null default false,
    created_at timestamptz not null,
    seen_at timestamptz not null,
    idle_until timestamptz not null,
    expires_at timestamptz not null,
    -- a fresh factor was shown
    proved_at timestamptz,
    ended_at timestamptz,
    user_agent text not null default '',
    address text not null default ''
);
create unique index sessions_token on sessions (token_hash);
create index sessions_of_staff on sessions (staff_id, created_at desc) where ended_at is null;

-- Invitations and resets: hashed, single use.
create table mailed_tokens (
    token_hash bytea primary key,
    staff_id uuid not null references staff (id),
    purpose text not null check (purpose in ('invite', 'reset')),
    expires_at timestamptz not null
);
create index mailed_tokens_of_staff on mailed_tokens (staff_id);

create table throttles (
    -- a keyed hash of what is throttled: no address stands here in clear
    key bytea primary key,
    misses integer not null,
    -- misses are forgotten one by one from here on
    since timestamptz not null,
    -- slowed until
    until timestamptz not null
);

-- What a refused form keeps. Sealed under the server's key, read by its owner only.
create table flashes (
    id uuid primary key,
    owner_hash bytea not null,
    sealed bytea not null,
    created_at timestamptz not null default clock_timestamp(),
    shown smallint not null default 0
);
create index flashes_created on flashes (created_at);
create index flashes_owner on flashes (owner_hash);

-- The outbox: what is to be told to whom. A body that carries a credential is made when it is
-- read, never stored.
create table messages (
    id uuid primary key,
    kind text not null check (kind in ('invite', 'reset', 'password_changed', 'console_change')),
    staff_id uuid not null references staff (id),
    about text not null default '',
    created_at timestamptz not null default office_now(),
    created_by uuid references staff (id)
);
create index messages_created on messages (created_at desc, id desc);

-- ---------------------------------------------------------------- the gate

-- One session by its token: who, in which role, and how fresh. Touches it at most once a minute,
-- by UPDATE only, so that a late write cannot bring back a session that was ended.
create function gate_session(p_token_hash bytea, p_now timestamptz, p_idle interval)
returns table (session_id uuid, staff_id uuid, role text, pending boolean, proved_at timestamptz, must_enrol boolean)
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    update sessions s set seen_at = p_now, idle_until = p_now + p_idle
    where s.token_hash = p_token_hash and s.ended_at is null and not s.pending
        and s.idle_until > p_now and s.expires_at > p_now and s.seen_at < p_now - interval '1 minute';
    return query
        select s.id, s.staff_id, role_in_force(s.staff_id), s.pending, s.proved_at,
            c.totp_sealed is null and second_factor_required(s.staff_id)
        from sessions s join credentials c on c.staff_id = s.staff_id
        where s.token_hash = p_token_hash and s.ended_at is null and s.epoch = c.epoch
            and s.idle_until > p_now and s.expires_at > p_now
            and role_in_force(s.staff_id) is not null;
end
$$;

create function second_factor_required(who uuid) returns boolean
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return (
        select coalesce((select case second_factor
            when 'everyone' then true
            when 'partners' then role_in_force(who) = 'managing_partner'
            else false end from office_settings), false)
    );
end
$$;

-- What sign-in needs to check a password. A row for active accounts only.
create function gate_account(p_email text)
returns table (staff_id uuid, password_hash text, totp_sealed bytea, epoch integer)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
begin
    return query
        select s.id, c.password_hash, c.totp_sealed, c.epoch
        from staff s join credentials c on c.staff_id = s.id
        where s.email = p_email and role_in_force(s.id) is not null and c.password_hash is not null;
end
$$;

create function gate_account_of_session(p_token_hash bytea, p_now timestamptz)
returns table (session_id uuid, staff_id uuid, name text, email text, totp_sealed bytea, epoch integer)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
begin
    return query
        select s.id, s.staff_id, f.name, f.email, c.totp_sealed, c.epoch
        from sessions s join credentials c on c.staff_id = s.staff_id join staff f on f.id = s.staff_id
        where s.token_hash = p_token_hash and s.ended_at is null and s.pending and s.epoch = c.epoch
            and s.expires_at > p_now and role_in_force(s.staff_id) is not null;
end
$$;

-- False for an account that is no longer in force, or whose password or second factor has changed
-- since it was looked at: checking a password takes a while, and a change meanwhile ends what it found.
create function gate_begin_session(p_id uuid, p_staff uuid, p_epoch integer, p_token_hash bytea, p_pending boolean,
    p_now timestamptz, p_idle interval, p_absolute interval, p_user_agent text, p_address text) returns boolean
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    insert into sessions (id, staff_id, token_hash, epoch, pending, created_at, seen_at, idle_until,
        expires_at, proved_at, user_agent, address)
    select p_id, p_staff, p_token_hash, c.epoch, p_pending, p_now, p_now, p_now + p_idle,
        p_now + p_absolute, case when p_pending then null else p_now end, p_user_agent, p_address
    from (select * from credentials where staff_id = p_staff for share) c
    where c.epoch = p_epoch and role_in_force(p_staff) is not null;
    return found;
end
$$;

create function gate_end_session(p_token_hash bytea, p_now timestamptz) returns uuid
language sql security definer
set search_path = pg_catalog, public, pg_temp
as $$
    update sessions set ended_at = p_now where token_hash = p_token_hash and ended_at is null
    returning staff_id
$$;

-- A fresh factor was shown: the token rotates in the same breath.
create function gate_prove_session(p_session uuid, p_staff uuid, p_new_hash bytea, p_now timestamptz) returns boolean
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    update sessions s set token_hash = p_new_hash, proved_at = p_now
    from credentials c
    where s.id = p_session and s.staff_id = p_staff and s.ended_at is null and not s.pending
        and c.staff_id = s.staff_id and s.epoch = c.epoch and s.expires_at > p_now;
    return found;
end
$$;

-- Takes one time step, once.
create function gate_take_totp_step(p_staff uuid, p_step bigint) returns boolean
language sql security definer
set search_path = pg_catalog, public, pg_temp
as $$
    with taken as (
        update credentials set totp_last_step = p_step
        where staff_id = p_staff and totp_last_step < p_step returning 1)
    select exists (select from taken)
$$;

create function gate_take_recovery_code(p_staff uuid, p_code_hash bytea, p_now timestamptz) returns boolean
language sql security definer
set search_path = pg_catalog, public, pg_temp
as $$
    with taken as (
        update recovery_codes set used_at = p_now
        where staff_id = p_staff and code_hash = p_code_hash and used_at is null returning 1)
    select exists (select from taken)
$$;

-- Takes one try before it is made, so that tries made side by side count too. Answers 0, or how
-- many seconds to wait: then nothing was taken. Misses fade one every ten minutes. Slows, never
-- locks: 2 s after the free tries, doubling to p_most seconds.
create function gate_take_try(p_key bytea, p_now timestamptz, p_free integer, p_most integer) returns integer
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    t throttles;
    n integer;
begin
    insert into throttles (key, misses, since, until) values (p_key, 0, p_now, '-infinity') on conflict (key) do nothing;
    if found and random() < 0.01 then
        -- a thousand misses have faded after a week
        delete from throttles where since < p_now - interval '8 days';
    end if;
    select * into t from throttles where key = p_key for update;
    if t.until > p_now then
        return ceil(extract(epoch from t.until - p_now))::integer;
    end if;
    n := least(1000, greatest(0, t.misses - floor(extract(epoch from p_now - t.since) / 600)::integer) + 1);
    -- A free try leaves the wait alone: requests of one moment arrive in any order.
    update throttles set misses = n, since = greatest(since, p_now),
        until = case when n < p_free then until
            else p_now + make_interval(secs => least(p_most, 2 ^ least(10, n - p_free + 1))) end
    where key = p_key;
    return 0;
end
$$;

-- Gives one try back. A wait it has begun stays: else somebody with an account of their own could
-- sign in between guesses at another's.
create function gate_return_try(p_key bytea) returns void
language sql security definer
set search_path = pg_catalog, public, pg_temp
as $$
    update throttles set misses = greatest(0, misses - 1) where key = p_key
$$;

create function gate_forgive(p_key bytea) returns void
language sql security definer
set search_path = pg_catalog, public, pg_temp
as $$
    delete from throttles where key = p_key
$$;

create function gate_keep_flash(p_id uuid, p_owner bytea, p_sealed bytea) returns void
language sql security definer
set search_path = pg_catalog, public, pg_temp
as $$
    delete from flashes where created_at < clock_timestamp() - interval '1 hour';
    -- a browser goes back to the last few forms
    delete from flashes where owner_hash = p_owner and id not in (
        select id from flashes where owner_hash = p_owner order by created_at desc limit 9);
    insert into flashes (id, owner_hash, sealed) values (p_id, p_owner, p_sealed)
$$;

-- Shown twice at most: it survives one reload.
create function gate_show_flash(p_id uuid, p_owner bytea) returns bytea
language sql security definer
set search_path = pg_catalog, public, pg_temp
as $$
    update flashes set shown = shown + 1
    where id = p_id and owner_hash = p_owner and shown < 2 and created_at > clock_timestamp() - interval '1 hour'
    returning sealed
$$;

-- Asks for a reset: queues the message where the address belongs to an active account, and takes
-- as long where it does not.
create function gate_ask_reset(p_message uuid, p_email text, p_now timestamptz) returns uuid
language sql security definer
set search_path = pg_catalog, public, pg_temp
as $$
    insert into messages (id, kind, staff_id, created_at)
    select p_message, 'reset', s.id, p_now from staff s join credentials c on c.staff_id = s.id
    where s.email = p_email and role_in_force(s.id) is not null and c.password_hash is not null
    returning staff_id
$$;

-- What a mailed link stands for, without using it up: a GET never does.
create function gate_mailed_token(p_hash bytea, p_now timestamptz)
returns table (staff_id uuid, purpose text, name text, email text)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
begin
    return query
        select t.staff_id, t.purpose, s.name, s.email
        from mailed_tokens t join staff s on s.id = t.staff_id
        where t.token_hash = p_hash and t.expires_at > p_now and role_in_force(t.staff_id) is not null;
end
$$;

-- Uses the link and sets the password, both or neither; every session ends, and the person is told
-- of a reset.
create function gate_take_mailed_token(p_hash bytea, p_password_hash text, p_now timestamptz, p_message uuid) returns uuid
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    taken mailed_tokens;
begin
    delete from mailed_tokens t
    where t.token_hash = p_hash and t.expires_at > p_now and role_in_force(t.staff_id) is not null
    returning t.* into taken;
    if taken.staff_id is null then
        return null;
    end if;
    delete from mailed_tokens t where t.staff_id = taken.staff_id;
    update credentials set password_hash = p_password_hash, password_changed_at = p_now, epoch = epoch + 1
    where staff_id = taken.staff_id;
    update sessions set ended_at = p_now where staff_id = taken.staff_id and ended_at is null;
    if taken.purpose = 'reset' then
        insert into messages (id, kind, staff_id, created_at)
        values (p_message, 'password_changed', taken.staff_id, p_now);
    end if;
    return taken.staff_id;
end
$$;

create function gate_rehash(p_staff uuid, p_old text, p_new text) returns void
language sql security definer
set search_path = pg_catalog, public, pg_temp
as $$
    update credentials set password_hash = p_new where staff_id = p_staff and password_hash = p_old
$$;

create function gate_office()
returns table (name text, time_zone text)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
begin
    return query
        select o.name, o.time_zone from office_settings o;
end
$$;

-- ------------------------------------------------------- one's own account

create function my_account()
returns table (name text, email text, password_hash text, password_changed_at timestamptz, totp_sealed bytea,
    totp_pending bytea, second_factor_required boolean, recovery_codes_left bigint)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
begin
    return query
        select s.name, s.email, c.password_hash, c.password_changed_at, c.totp_sealed,
            -- a secret that was shown and never proved is forgotten
            case when c.totp_pending_at > office_now() - interval '15 minutes' then c.totp_pending end,
            second_factor_required(s.id),
            (select count(*) from recovery_codes r where r.staff_id = s.id and r.used_at is null)
        from staff s join credentials c on c.staff_id = s.id
        where s.id = office_caller() and acting_role() is not null;
end
$$;

-- Every other session ends with the old password.
create function set_my_password(p_hash text, p_session uuid, p_message uuid) returns void
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    perform refuse_unless(acting_role() is not null);
    -- a sign-in with the old password that is under way finds another epoch
    update credentials set password_hash = p_hash, password_changed_at = office_now(), epoch = epoch + 1
    where staff_id = office_caller();
    update sessions set ended_at = office_now()
    where staff_id = office_caller() and id <> p_session and ended_at is null;
    update sessions s set epoch = c.epoch from credentials c
    where s.id = p_session and c.staff_id = s.staff_id and s.staff_id = office_caller();
    delete from mailed_tokens where staff_id = office_caller();
    insert into messages (id, kind, staff_id) values (p_message, 'password_changed', office_caller());
end
$$;

create function begin_my_second_factor(p_sealed bytea) returns void
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    perform refuse_unless(acting_role() is not null);
    update credentials set totp_pending = p_sealed, totp_pending_at = office_now() where staff_id = office_caller();
end
$$;

create function set_my_second_factor(p_sealed bytea, p_step bigint, p_codes bytea[]) returns void
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    perform refuse_unless(acting_role() is not null);
    -- a sign-in under way that asked for no second factor, or another one, finds another epoch; the
    -- sessions that stand are carried along
    update credentials set totp_sealed = p_sealed, totp_pending = null, totp_since = office_now(),
        totp_last_step = greatest(totp_last_step, p_step), epoch = epoch + 1
    where staff_id = office_caller();
    update sessions s set epoch = c.epoch from credentials c
    where c.staff_id = office_caller() and s.staff_id = c.staff_id and s.ended_at is null and not s.pending
        and s.epoch = c.epoch - 1;
    delete from recovery_codes where staff_id = office_caller();
    insert into recovery_codes (staff_id, code_hash) select office_caller(), code from unnest(p_codes) as code;
end
$$;

create function set_my_recovery_codes(p_codes bytea[]) returns void
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    perform refuse_unless(acting_role() is not null);
    delete from recovery_codes where staff_id = office_caller();
    insert into recovery_codes (staff_id, code_hash) select office_caller(), code from unnest(p_codes) as code;
end
$$;

create function remove_my_second_factor() returns void
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    perform refuse_unless(acting_role() is not null and not second_factor_required(office_caller()));
    update credentials set totp_sealed = null, totp_pending = null, totp_since = null where staff_id = office_caller();
    delete from recovery_codes where staff_id = office_caller();
end
$$;

create function my_devices()
returns table (id uuid, user_agent text, address text, created_at timestamptz, seen_at timestamptz)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
begin
    return query
        select s.id, s.user_agent, s.address, s.created_at, s.seen_at
        from sessions s join credentials c on c.staff_id = s.staff_id
        where s.staff_id = office_caller() and acting_role() is not null
            and s.ended_at is null and not s.pending and s.epoch = c.epoch
            and s.idle_until > office_now() and s.expires_at > office_now()
        order by s.seen_at desc;
end
$$;

-- One device, or all but the one that asks.
create function end_my_devices(p_one uuid, p_here uuid) returns integer
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    n integer;
begin
    perform refuse_unless(acting_role() is not null);
    update sessions set ended_at = office_now()
    where staff_id = office_caller() and ended_at is null
        and case when p_one is null then id <> p_here else id = p_one end;
    get diagnostics n = row_count;
    return n;
end
$$;

-- -------------------------------------------------------- others' accounts

-- What the staff list shows of an account, for managing partners.
create function staff_accounts()
returns table (staff_id uuid, has_password boolean, second_factor boolean, seen_at timestamptz)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
begin
    return query
        select c.staff_id, c.password_hash is not null, c.totp_sealed is not null,
            (select max(s.seen_at) from sessions s where s.staff_id = c.staff_id and not s.pending)
        from credentials c where acting_role() = 'managing_partner';
end
$$;

create function invite_staff(p_id uuid, p_role_id uuid, p_message uuid, p_name text, p_email text, p_role text) returns void
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    perform refuse_unless(acting_role() = 'managing_partner');
    insert into staff (id, name, email) values (p_id, p_name, p_email);
    insert into staff_roles (id, staff_id, role, set_by) values (p_role_id, p_id, p_role, office_caller());
    insert into credentials (staff_id) values (p_id);
    insert into messages (id, kind, staff_id, created_by) values (p_message, 'invite', p_id, office_caller());
end
$$;

create function invite_again(p_staff uuid, p_message uuid) returns boolean
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    perform refuse_unless(acting_role() = 'managing_partner');
    insert into messages (id, kind, staff_id, created_by)
    select p_message, 'invite', c.staff_id, office_caller() from credentials c
    where c.staff_id = p_staff and c.password_hash is null;
    return found;
end
$$;

-- Ends sessions and links at once. Not one's own account.
create function suspend_staff(p_id uuid, p_staff uuid, p_reason text) returns void
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    perform one_at_a_time();
    perform refuse_unless(acting_role() = 'managing_partner' and p_staff <> office_caller());
    insert into staff_suspensions (id, staff_id, reason, suspended_by) values (p_id, p_staff, p_reason, office_caller());
    update credentials set epoch = epoch + 1 where staff_id = p_staff;
    update sessions set ended_at = office_now() where staff_id = p_staff and ended_at is null;
    delete from mailed_tokens where staff_id = p_staff;
end
$$;

create function reinstate_staff(p_staff uuid) returns boolean
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    perform one_at_a_time();
    perform refuse_unless(acting_role() = 'managing_partner' and p_staff <> office_caller());
    update staff_suspensions set until = office_now(), ended_by = office_caller()
    where staff_id = p_staff and until is null;
    return found;
end
$$;

-- ------------------------------------------------------------- the console

-- The office itself, and accounts made or reset at the server. Tells every managing partner.
create function console_set_office(p_name text, p_time_zone text) returns void
language sql security definer
set search_path = pg_catalog, public, pg_temp
as $$
    insert into office_settings (name, time_zone) values (p_name, p_time_zone)
    on conflict (one) do update set name = excluded.name, time_zone = excluded.time_zone
$$;

create function console_create_staff(p_id uuid, p_role_id uuid, p_message uuid, p_name text, p_email text,
    p_role text, p_password_hash text, p_totp bytea, p_colour smallint) returns void
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    insert into staff (id, name, email, colour) values (p_id, p_name, p_email, p_colour);
    insert into staff_roles (id, staff_id, role) values (p_role_id, p_id, p_role);
    insert into credentials (staff_id, password_hash, password_changed_at, totp_sealed, totp_since)
    values (p_id, p_password_hash, case when p_password_hash is null then null else office_now() end,
        p_totp, case when p_totp is null then null else office_now() end);
    -- with a password: the seed of an empty database, which nobody needs to be told of
    if p_password_hash is null then
        insert into messages (id, kind, staff_id) values (p_message, 'invite', p_id);
        insert into messages (id, kind, staff_id, about)
        select gen_random_uuid(), 'console_change', r.staff_id, p_name from staff_roles r
        where r.until is null and r.role = 'managing_partner' and r.staff_id <> p_id;
    end if;
end
$$;

create function console_set_deputy(p_staff uuid) returns void
language sql security definer
set search_path = pg_catalog, public, pg_temp
as $$
    update office_settings set deputy_id = p_staff, deputy_set_by = null, deputy_set_at = office_now()
$$;

create function console_set_cover(p_id uuid, p_covering uuid, p_covered uuid, p_since timestamptz, p_until timestamptz) returns void
language sql security definer
set search_path = pg_catalog, public, pg_temp
as $$
    insert into covers (id, covering_id, covered_id, since, until) values (p_id, p_covering, p_covered, p_since, p_until)
$$;

create function console_messages()
returns table (id uuid, kind text, staff_id uuid, name text, email text, about text, created_at timestamptz)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
begin
    return query
        select m.id, m.kind, m.staff_id, s.name, s.email, m.about, m.created_at
        from messages m join staff s on s.id = m.staff_id
        order by m.created_at desc, m.id desc limit 200;
end
$$;

-- Makes the link of an invitation or a reset; links made before it end. An invitation that was
-- taken up makes no more links, a reset none after a day: it is asked for again.
create function console_mint_token(p_message uuid, p_hash bytea, p_expires timestamptz) returns boolean
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    m messages;
begin
    select * into m from messages where id = p_message and kind in ('invite', 'reset');
    if m.id is null or role_in_force(m.staff_id) is null
        or (m.kind = 'reset' and m.created_at < office_now() - interval '1 day')
        or (m.kind = 'invite' and exists (
            select from credentials c where c.staff_id = m.staff_id and c.password_hash is not null)) then
        return false;
    end if;
    delete from mailed_tokens where staff_id = m.staff_id;
    insert into mailed_tokens (token_hash, staff_id, purpose, expires_at) values (p_hash, m.staff_id, m.kind, p_expires);
    return true;
end
$$;

create function console_office()
returns table (name text)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
begin
    return query
        select o.name from office_settings o;
end
$$;

-- Null without such an account.
create function console_reset(p_message uuid, p_email text) returns uuid
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    who uuid;
begin
    select s.id into who from staff s where s.email = p_email and role_in_force(s.id) is not null;
    if who is null then
        return null;
    end if;
    -- a person who lost phone and codes starts over with both factors
    update credentials set totp_sealed = null, totp_pending = null, totp_since = null, epoch = epoch + 1 where staff_id = who;
    delete from recovery_codes where staff_id = who;
    update sessions set ended_at = office_now() where staff_id = who and ended_at is null;
    insert into messages (id, kind, staff_id) values (p_message, 'reset', who);
    insert into messages (id, kind, staff_id, about)
    select gen_random_uuid(), 'console_change', r.staff_id, (select name from staff where id = who)
    from staff_roles r where r.until is null and r.role = 'managing_partner';
    return who;
end
$$;
