-- The office and the people who work in it. Rights have a history: roles and suspensions are rows
-- with since and until, ended and never deleted.

create table office_settings (
    one boolean primary key default true check (one),
    name text not null check (name <> ''),
    time_zone text not null default 'America/New_York',
    -- {year} and {seq}; seq is padded to four digits
    case_number_pattern text not null default '{year}-{seq}'
        check (position('{seq}' in case_number_pattern) > 0),
    -- who must have a second factor: nobody, partners or everyone
    second_factor text not null default 'partners'
        check (second_factor in ('nobody', 'partners', 'everyone')),
    deputy_id uuid,
    deputy_set_by uuid,
    deputy_set_at timestamptz
);

create table staff (
    id uuid primary key,
    name text not null check (name <> ''),
    email text not null,
    colour smallint not null default 0 check (colour between 0 and 6),
    created_at timestamptz not null default office_now(),
    revision integer not null default 1
);
create unique index staff_email on staff (email);

alter table office_settings
    add foreign key (deputy_id) references staff (id),
    add foreign key (deputy_set_by) references staff (id);

create table staff_roles (
    id uuid primary key,
    staff_id uuid not null references staff (id),
    role text not null
        check (role in ('managing_partner', 'associate_attorney', 'paralegal', 'billing')),
    since timestamptz not null default office_now(),
    until timestamptz,
    -- null when made at the console
    set_by uuid references staff (id),
    check (until is null or until >= since)
);
create unique index staff_roles_current on staff_roles (staff_id) include (role, since, set_by)
    where until is null;
create index staff_roles_history on staff_roles (staff_id, since);

create table staff_suspensions (
    id uuid primary key,
    staff_id uuid not null references staff (id),
    since timestamptz not null default office_now(),
    until timestamptz,
    reason text not null check (reason <> ''),
    suspended_by uuid references staff (id),
    ended_by uuid references staff (id)
);
create unique index staff_suspensions_current on staff_suspensions (staff_id) where until is null;

-- One person holds another's grants while that person is away. Ends by itself.
create table covers (
    id uuid primary key,
    covering_id uuid not null references staff (id),
    covered_id uuid not null references staff (id),
    since timestamptz not null,
    until timestamptz not null,
    set_by uuid references staff (id),
    ended_by uuid references staff (id),
    check (covering_id <> covered_id),
    check (until >= since)
);
create index covers_covering on covers (covering_id, until) include (covered_id, since);

-- The role somebody holds now; null once suspended or gone.
create function role_in_force(who uuid) returns text
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return (
        select r.role from staff_roles r
        where r.staff_id = who and r.until is null
            and not exists (
                select from staff_suspensions s
                where s.staff_id = who and s.until is null)
    );
end
$$;

-- Whether the transaction's caller really holds the role it runs as. Every table demands it, so a
-- suspended person's open transaction sees nothing, and no caller can borrow another role.
create function caller_in_force(as_role name) returns boolean
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return (
        select coalesce(
            case role_in_force(office_caller())
                when 'managing_partner' then as_role = 'privity_partner'
                when 'associate_attorney' then as_role = 'privity_attorney'
                when 'paralegal' then as_role = 'privity_paralegal'
                when 'billing' then as_role = 'privity_billing'
            end, false)
    );
end
$$;

create function i_am_deputy() returns boolean
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return (
        select exists (select from office_settings where deputy_id = office_caller())
    );
end
$$;
