-- Who of a client may use the portal, and which clients a case has. What is shared hangs on these rows, so
-- they are ended and never deleted or re-keyed.

grant create on schema public to privity_definer;

do $$
begin
    begin
        -- somebody of a client, signed in to the portal: EXECUTE on a few named functions, and no table
        create role privity_client nologin;
    exception when duplicate_object or unique_violation then
        null;
    end;
    begin
        grant privity_client to privity_app;
    exception when unique_violation or sqlstate 'XX000' then
        null; -- two databases migrating at once: the other one has granted it
    end;
end
$$;
grant usage on schema public to privity_client;

-- The clients of a case: the one it was opened for, and those who are in it together with them.
create table case_clients (
    case_id uuid not null references cases (id),
    client_id uuid not null references clients (id),
    -- the one it was opened for
    own boolean not null default false,
    since timestamptz not null default office_now(),
    until timestamptz,
    added_by uuid references staff (id),
    ended_by uuid references staff (id),
    primary key (case_id, client_id),
    check (not own or until is null),
    check (until is null or until >= since)
);
create unique index case_clients_own on case_clients (case_id) where own;
create index case_clients_of_client on case_clients (client_id);
comment on table case_clients is 'The clients of a case: its own, and co-clients while they are in it together.';

alter table cases no force row level security;
insert into case_clients (case_id, client_id, own, since) select id, client_id, true, created_at from cases;
alter table cases force row level security;

create function case_has_its_client() returns trigger
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    insert into case_clients (case_id, client_id, own) values (new.id, new.client_id, true);
    return null;
end
$$;
alter function case_has_its_client() owner to privity_definer;
revoke execute on function case_has_its_client() from public;
create trigger cases_client after insert on cases for each row execute function case_has_its_client();

-- One address, one person, whoever they act for.
create table portal_people (
    id uuid primary key,
    name text not null check (name <> '' and char_length(name) <= 200),
    -- lower case
    email text not null check (email <> '' and email = lower(email)),
    invited_by uuid not null references staff (id),
    invited_at timestamptz not null default office_now(),
    -- signed in for the first time
    verified_at timestamptz,
    -- moves when every session and link must end
    epoch integer not null default 1,
    revision integer not null default 1 check (revision > 0)
);
create unique index portal_people_email on portal_people (email);
comment on table portal_people is 'People of clients who use the portal: one address, one person.';

-- For whom somebody acts, and what they may do for them.
create table portal_memberships (
    id uuid primary key,
    person_id uuid not null references portal_people (id),
    client_id uuid not null references clients (id),
    -- in whose name: null for the client in person, else the representative's row
    representative_id uuid references representatives (id),
    sees_money boolean not null default true,
    writes boolean not null default true,
    since timestamptz not null default office_now(),
    until timestamptz,
    given_by uuid not null references staff (id),
    ended_by uuid references staff (id),
    check (until is null or until >= since),
    unique (id, client_id)
);
create unique index portal_memberships_one on portal_memberships (person_id, client_id) where until is null;
create index portal_memberships_of_client on portal_memberships (client_id);
comment on table portal_memberships is 'Whom somebody of the portal acts for, from when to when.';

do $$
declare
    t text;
begin
    foreach t in array array['case_clients', 'portal_people', 'portal_memberships'] loop
        execute format('alter table %I enable row level security', t);
        execute format('alter table %I force row level security', t);
        execute format('create policy definer on %I to privity_definer using (true) with check (true)', t);
        execute format('grant select, insert, update on %I to privity_definer', t);
        execute format(
            'create policy caller_in_force on %I as restrictive
                to privity_partner, privity_attorney, privity_paralegal
                using ((select caller_in_force(current_user))) with check ((select caller_in_force(current_user)))', t);
        execute format('grant select on %I to privity_partner, privity_attorney, privity_paralegal', t);
    end loop;
end
$$;

-- of a case in view; which clients are in it is a fact of the case
create policy of_a_case on case_clients for select to privity_partner, privity_attorney, privity_paralegal
    using (exists (select from cases c where c.id = case_id));
create policy of_a_client on portal_memberships for select to privity_partner, privity_attorney, privity_paralegal
    using (exists (select from clients k where k.id = client_id));
create policy of_a_membership on portal_people for select to privity_partner, privity_attorney, privity_paralegal
    using (exists (select from portal_memberships m where m.person_id = portal_people.id));

revoke create on schema public from privity_definer;
