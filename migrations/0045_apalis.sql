-- The ticks of the background: which loop is due, and on which of many servers it is done. Their tables are
-- the crate's own, which makes them and moves them forward after this (`office::migrate`); what is ours is
-- the login that may touch them and nothing else, and that they stand apart.

do $$
begin
    create role privity_jobs login noinherit;
exception when duplicate_object or unique_violation then
    null;
end
$$;

create schema if not exists apalis;
revoke all on schema apalis from public;
grant usage on schema apalis to privity_jobs;
-- The crate asks for both and does not say where: in public, every role would find their functions.
create extension if not exists pgcrypto schema apalis;
create extension if not exists hstore schema apalis;
