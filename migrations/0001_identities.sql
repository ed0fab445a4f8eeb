-- The identities of the database. Roles belong to the cluster, so creating them tolerates that
-- another database of the cluster has done so already.

do $$
declare
    wanted record;
begin
    for wanted in
        select * from (values
            -- owns the security definer functions; holds just what they read
            ('privity_definer', 'nologin'),
            -- logs in, owns nothing, inherits nothing; takes one of the roles below per transaction
            ('privity_app', 'login noinherit'),
            ('privity_partner', 'nologin'),
            ('privity_attorney', 'nologin'),
            ('privity_paralegal', 'nologin'),
            ('privity_billing', 'nologin'),
            -- before there is a caller: EXECUTE on a few named functions and nothing else
            ('privity_gate', 'nologin'),
            -- commands at the server's own console; never granted to privity_app
            ('privity_console', 'nologin')
        ) as roles (name, options)
    loop
        begin
            execute format('create role %I %s', wanted.name, wanted.options);
        exception when duplicate_object or unique_violation then
            null;
        end;
    end loop;

    begin
        grant privity_partner, privity_attorney, privity_paralegal, privity_billing, privity_gate to privity_app;
        grant privity_definer, privity_console to current_user;
    exception when unique_violation or sqlstate 'XX000' then
        null; -- two databases migrating at once: the other one has granted them
    end;
end
$$;

revoke all on schema public from public;
grant usage on schema public to privity_definer, privity_app, privity_partner, privity_attorney,
    privity_paralegal, privity_billing, privity_gate, privity_console;
grant create on schema public to privity_definer;

alter default privileges revoke execute on functions from public;

-- These two are inlined, so they name their schemas instead of pinning a path.

-- The instant the transaction stands for. Policies and defaults read this, never now(), so that a
-- test's clock holds in SQL too.
create function office_now() returns timestamptz
language sql stable parallel safe
as $$
    select coalesce(nullif(pg_catalog.current_setting('privity.now', true), '')::pg_catalog.timestamptz, pg_catalog.now())
$$;

-- Who the transaction acts for. An unset setting is '' and not null after a local set.
create function office_caller() returns uuid
language sql stable parallel safe
as $$
    select nullif(pg_catalog.current_setting('privity.caller', true), '')::pg_catalog.uuid
$$;

grant execute on function office_now(), office_caller() to public;
