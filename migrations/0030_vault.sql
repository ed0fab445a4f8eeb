-- The vault: what this installation calls itself in its blobs, and the keys of the cases. The keys
-- are wrapped by the master key, which the database never sees. They stand in a table of their own so
-- that it can be backed up apart and kept for a shorter time: destroying a case's key is what makes
-- its documents unreadable, in every backup of the blobs too.
grant create on schema public to privity_definer;

create table vault (
    one boolean primary key default true check (one),
    -- in the name of every blob and bound into every chunk
    installation uuid not null,
    -- opens under the master key and no other; asked for before anything is served
    canary bytea not null,
    -- the fingerprint of the master key that new case keys are wrapped by
    master_key text not null,
    made_at timestamptz not null default office_now()
);

create table case_keys (
    id uuid primary key,
    -- null: the office's own, for what belongs to no case yet
    case_id uuid references cases (id),
    wrapped bytea,
    -- the fingerprint of the master key that wraps it
    master_key text not null,
    made_at timestamptz not null default office_now(),
    destroyed_at timestamptz,
    check ((wrapped is null) = (destroyed_at is not null))
);
create unique index case_keys_of_case on case_keys (case_id) where case_id is not null;
create unique index case_keys_of_office on case_keys ((case_id is null)) where case_id is null;
create index case_keys_by_master on case_keys (master_key, id) where wrapped is not null;

-- A destroyed key stays destroyed, and a key is never given to another case.
create function keep_case_key_sound() returns trigger
language plpgsql
set search_path = pg_catalog, public, pg_temp
as $$
begin
    if tg_op = 'DELETE' or old.destroyed_at is not null or new.id <> old.id
        or new.case_id is distinct from old.case_id then
        raise exception 'a case key is wrapped anew or destroyed, and nothing else' using errcode = 'PV403';
    end if;
    return new;
end
$$;
create trigger case_keys_sound before update or delete on case_keys
    for each row execute function keep_case_key_sound();

-- Read when the server starts, before there is a caller.
create function gate_vault() returns table (installation uuid, canary bytea, master_key text)
language sql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
    select v.installation, v.canary, v.master_key from vault v
$$;

-- Makes the vault, once. False where there is one.
create function console_make_vault(p_installation uuid, p_canary bytea, p_master_key text) returns boolean
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    insert into vault (installation, canary, master_key) values (p_installation, p_canary, p_master_key)
    on conflict do nothing;
    return found;
end
$$;

-- Rotation: from here on new case keys are wrapped by another master key, and the canary opens under it.
create function console_change_master_key(p_from text, p_to text, p_canary bytea) returns boolean
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    update vault set canary = p_canary, master_key = p_to where master_key = p_from;
    return found;
end
$$;

-- Case keys that another master key still wraps, in the order of their ids.
create function console_case_keys_behind(p_master_key text, p_after uuid, p_limit integer)
returns table (id uuid, case_id uuid, wrapped bytea, master_key text)
language sql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
    select k.id, k.case_id, k.wrapped, k.master_key from case_keys k
    where k.master_key <> p_master_key and k.wrapped is not null and k.id > p_after
    order by k.id limit p_limit
$$;

-- Wraps one key anew. False where it changed meanwhile: somebody destroyed it, or another run was first.
create function console_rewrap_case_key(p_id uuid, p_was bytea, p_wrapped bytea, p_master_key text) returns boolean
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    update case_keys set wrapped = p_wrapped, master_key = p_master_key where id = p_id and wrapped = p_was;
    return found;
end
$$;

create function console_vault_status()
returns table (installation uuid, master_key text, case_keys bigint, behind bigint, destroyed bigint)
language sql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
    select v.installation, v.master_key,
        (select count(*) from case_keys k where k.wrapped is not null),
        (select count(*) from case_keys k where k.wrapped is not null and k.master_key <> v.master_key),
        (select count(*) from case_keys k where k.destroyed_at is not null)
    from vault v
$$;

do $$
declare
    f text;
    t text;
begin
    foreach t in array array['vault', 'case_keys'] loop
        execute format('alter table %I enable row level security', t);
        execute format('alter table %I force row level security', t);
        execute format('create policy definer on %I to privity_definer using (true) with check (true)', t);
    end loop;
    foreach f in array array['gate_vault()', 'console_make_vault(uuid, bytea, text)',
        'console_change_master_key(text, text, bytea)', 'console_case_keys_behind(text, uuid, integer)',
        'console_rewrap_case_key(uuid, bytea, bytea, text)', 'console_vault_status()'] loop
        execute format('alter function %s owner to privity_definer', f);
        execute format('revoke execute on function %s from public', f);
        execute format('grant execute on function %s to %s', f,
            case when f like 'gate%' then 'privity_gate' else 'privity_console' end);
    end loop;
end
$$;
revoke execute on function keep_case_key_sound() from public;
grant select, insert, update on vault, case_keys to privity_definer;

-- A wrapped key is read with the case it belongs to. Billing reads some kinds of documents of every case.
create policy caller_in_force on case_keys as restrictive
    to privity_partner, privity_attorney, privity_paralegal, privity_billing
    using ((select caller_in_force(current_user))) with check ((select caller_in_force(current_user)));
create policy walls on case_keys as restrictive
    to privity_partner, privity_attorney, privity_paralegal, privity_billing
    using (coalesce(case_id <> all ((select my_walls())::uuid[]), true));
create policy partner on case_keys for select to privity_partner using (true);
create policy attorney on case_keys for select to privity_attorney
    using (case_id is null or case_id in (select unnest((select my_cases()))));
create policy paralegal on case_keys for select to privity_paralegal
    using (case_id is null or case_id in (select unnest((select my_cases()))));
create policy billing on case_keys for select to privity_billing using (true);
grant select on case_keys to privity_partner, privity_attorney, privity_paralegal, privity_billing;

revoke create on schema public from privity_definer;
