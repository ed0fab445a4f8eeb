-- Which cluster wrote a row.
create function cluster_identifier() returns bigint
language sql stable
set search_path = pg_catalog, pg_temp
as $$
    select system_identifier from pg_control_system()
$$;
grant execute on function cluster_identifier() to public;

-- The audit log: insert-only by grants and by trigger. A row commits with the change it describes,
-- and before the first byte of what it discloses.
create table audit_events (
    id uuid primary key,
    -- the order of insertion, for reading; sealing orders by transaction (recorded_xid)
    seq bigint not null generated always as identity,
    recorded_xid xid8 not null default pg_current_xact_id(),
    -- transaction ids start over after a restore into another cluster
    cluster bigint not null default cluster_identifier(),
    -- the instant of the act, and when the database wrote it down
    at timestamptz not null default office_now(),
    recorded_at timestamptz not null default clock_timestamp(),
    actor_kind text not null check (actor_kind in ('staff', 'nobody', 'console')),
    actor_id uuid,
    actor_role text,
    action text not null,
    outcome text not null default 'done' check (outcome in ('done', 'refused', 'unseen', 'failed')),
    -- what it was done to
    resource text not null,
    resource_id uuid,
    resource_version integer,
    content_hash bytea,
    case_id uuid,
    client_id uuid,
    -- the grant that allowed it; null where the role did
    grant_id uuid,
    session_id uuid,
    request_id uuid,
    address text not null default '',
    user_agent text not null default '',
    detail jsonb not null default '{}'
);
create unique index audit_events_seq on audit_events (seq desc);
create index audit_events_of_case on audit_events (case_id, seq desc) where case_id is not null;
create index audit_events_of_actor on audit_events (actor_id, seq desc) where actor_id is not null;

create function refuse_change() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    raise exception 'the audit log is insert-only' using errcode = 'PV403';
end
$$;

create trigger audit_events_insert_only before update or delete on audit_events
    for each row execute function refuse_change();
create trigger audit_events_no_truncate before truncate on audit_events
    for each statement execute function refuse_change();

-- What happens before there is a caller: sign-ins, misses, links used.
create function gate_record(p_id uuid, p_now timestamptz, p_staff uuid, p_action text, p_outcome text,
    p_session uuid, p_request uuid, p_address text, p_user_agent text) returns void
language sql security definer
set search_path = pg_catalog, public, pg_temp
as $$
    insert into audit_events (id, at, actor_kind, actor_id, actor_role, action, outcome, resource,
        resource_id, session_id, request_id, address, user_agent)
    values (p_id, p_now, case when p_staff is null then 'nobody' else 'staff' end, p_staff, role_in_force(p_staff),
        p_action, p_outcome, 'account', p_staff, p_session, p_request, p_address, p_user_agent)
$$;

create function console_record(p_id uuid, p_action text, p_resource text, p_resource_id uuid, p_detail jsonb) returns void
language sql security definer
set search_path = pg_catalog, public, pg_temp
as $$
    insert into audit_events (id, actor_kind, action, resource, resource_id, detail)
    values (p_id, 'console', p_action, p_resource, p_resource_id, p_detail)
$$;
