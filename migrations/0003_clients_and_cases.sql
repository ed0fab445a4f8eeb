create table clients (
    id uuid primary key,
    kind text not null check (kind in ('person', 'organization')),
    given_name text not null default '',
    family_name text not null default '',
    name text not null check (name <> ''),
    -- how the list sorts: the family name first
    sort_name text not null generated always as
        (lower(case when kind = 'person' then family_name || ' ' || given_name else name end)) stored,
    created_by uuid references staff (id),
    created_at timestamptz not null default office_now(),
    revision integer not null default 1 check (revision > 0)
);
create index clients_by_name on clients (sort_name, id);
create index clients_created_by on clients (created_by);

-- Ended, not deleted, when an address changes: what was written to when stays answerable.
create table client_contacts (
    id uuid primary key,
    client_id uuid not null references clients (id),
    channel text not null check (channel in ('email', 'phone')),
    purpose text not null check (purpose in ('general', 'billing')),
    -- a lower-case address, or a number in E.164
    value text not null check (value <> ''),
    position smallint not null,
    since timestamptz not null default office_now(),
    until timestamptz,
    check (until is null or until >= since)
);
create index client_contacts_current on client_contacts (client_id, purpose, channel, position)
    where until is null;

create table cases (
    id uuid primary key,
    number text not null,
    client_id uuid not null references clients (id),
    title text not null check (title <> ''),
    practice_area text not null check (practice_area <> ''),
    stage text not null,
    opened_on date not null,
    closed_on date,
    opened_by uuid references staff (id),
    created_at timestamptz not null default office_now(),
    revision integer not null default 1 check (revision > 0),
    check (closed_on is null or closed_on >= opened_on)
);
create unique index cases_number on cases (number);
create index cases_client on cases (client_id);
create index cases_open on cases (opened_on desc, id desc) where closed_on is null;
create index cases_opened on cases (opened_on desc, id desc);

create table case_numbers (
    year smallint primary key,
    last integer not null
);

-- The case team. level 'lead' is the responsible attorney, one at a time.
create table case_team (
    id uuid primary key,
    case_id uuid not null references cases (id),
    staff_id uuid not null references staff (id),
    level text not null check (level in ('view', 'contribute', 'manage', 'lead')),
    reach smallint not null generated always as (
        case level when 'view' then 1 when 'contribute' then 2 when 'manage' then 3 else 4 end) stored,
    release boolean not null default false,
    since timestamptz not null default office_now(),
    until timestamptz,
    given_by uuid references staff (id),
    ended_by uuid references staff (id),
    check (until is null or until >= since)
);
-- covers my_cases(): index-only
create index case_team_of_staff on case_team (staff_id, case_id) include (since, until, reach, release);
create index case_team_of_case on case_team (case_id, staff_id);
create unique index case_team_one_lead on case_team (case_id) where level = 'lead' and until is null;

-- Something happened to a case; what the team reads as its timeline.
create table case_events (
    id uuid primary key,
    case_id uuid not null references cases (id),
    at timestamptz not null default office_now(),
    actor_id uuid references staff (id),
    happened jsonb not null
);
create index case_events_of_case on case_events (case_id, at desc, id desc);

-- A case a paralegal wrote up, until an attorney approves or declines it.
create table case_proposals (
    id uuid primary key,
    client_id uuid not null references clients (id),
    title text not null check (title <> ''),
    practice_area text not null check (practice_area <> ''),
    stage text not null,
    opened_on date not null,
    lead_id uuid not null references staff (id),
    prepared_by uuid not null references staff (id),
    prepared_at timestamptz not null default office_now(),
    decided_by uuid references staff (id),
    decided_at timestamptz,
    case_id uuid references cases (id),
    reason text,
    check ((decided_at is null) = (decided_by is null))
);
create index case_proposals_waiting on case_proposals (lead_id) where decided_at is null;
create index case_proposals_prepared on case_proposals (prepared_by) where decided_at is null;

create table walls (
    id uuid primary key,
    staff_id uuid not null references staff (id),
    case_id uuid references cases (id),
    client_id uuid references clients (id),
    reason text not null check (reason <> ''),
    since timestamptz not null default office_now(),
    until timestamptz,
    raised_by uuid references staff (id),
    -- the second person, for a wall against a partner
    confirmed_by uuid references staff (id),
    confirmed_at timestamptz,
    ended_by uuid references staff (id),
    check (num_nonnulls(case_id, client_id) = 1)
);
create index walls_of_staff on walls (staff_id) include (case_id, client_id, since, until);
create unique index walls_one_a_case on walls (staff_id, case_id) where until is null;
create unique index walls_one_a_client on walls (staff_id, client_id) where until is null;
create index walls_of_case on walls (case_id);
create index walls_of_client on walls (client_id);

-- Asking that a wall be lifted, and what the second person said.
create table wall_lifts (
    id uuid primary key,
    wall_id uuid not null references walls (id),
    asked_by uuid not null references staff (id),
    asked_at timestamptz not null default office_now(),
    reason text not null check (reason <> ''),
    decided_by uuid references staff (id),
    decided_at timestamptz,
    lifted boolean
);
create unique index wall_lifts_waiting on wall_lifts (wall_id) where decided_at is null;
