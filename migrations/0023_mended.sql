-- What reviews of the front desk found open in the layer beneath the code.
grant create on schema public to privity_definer;

-- ------------------------------------------------------------- walls that a merge spreads

alter table walls
    -- the wall it repeats around another record of the same client
    add column spread_from uuid references walls (id),
    -- and the transaction that did so
    add column spread_in xid8;

-- A wall that is spread is raised by whoever merged, or raised the first of them: nobody else did it. One
-- against a managing partner waits for the deputy's word anew, which was said of another client.
create or replace function spread_walls(kin uuid[], only_staff uuid) returns void
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    insert into walls (id, staff_id, client_id, reason, raised_by, spread_from, spread_in)
    select distinct on (w.staff_id, k.id) gen_random_uuid(), w.staff_id, k.id, w.reason,
        coalesce(office_caller(), w.raised_by), w.id, pg_current_xact_id()
    from walls w cross join unnest(kin) as k (id)
    where w.client_id = any (kin) and w.until is null and (only_staff is null or w.staff_id = only_staff)
        and not exists (select from walls o where o.staff_id = w.staff_id and o.client_id = k.id and o.until is null)
    order by w.staff_id, k.id, w.since;
end
$$;

-- What the caller spread in this very transaction, so that each is told of in the log: also where the
-- caller is now screened by one of them.
create function walls_spread() returns table (wall_id uuid, staff_id uuid, client_id uuid, spread_from uuid)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
begin
    return query
        select w.id, w.staff_id, w.client_id, w.spread_from from walls w
        where w.spread_in = pg_current_xact_id_if_assigned() and w.raised_by = office_caller()
            and acting_role() = 'managing_partner'
        order by w.id;
end
$$;
alter function walls_spread() owner to privity_definer;
revoke execute on function walls_spread() from public;
grant execute on function walls_spread() to privity_partner;

-- ------------------------------------------------------------- how a representative read before

-- What was seen as proof, for what, stands as it stood when somebody acted on it: each change keeps the
-- row before it.
create table representative_versions (
    representative_id uuid not null references representatives (id),
    -- the revision that read so
    revision integer not null check (revision > 0),
    kind text not null,
    name text not null,
    email text not null,
    phone text not null,
    proof text not null,
    proof_by text not null,
    proof_on date not null,
    scope text not null,
    since date not null,
    until date,
    -- null: by no person of the office
    replaced_by uuid references staff (id),
    replaced_at timestamptz not null,
    primary key (representative_id, revision)
);

-- The revision is the database's to say: two changes never have one.
create function representative_changes() returns trigger
language plpgsql
set search_path = pg_catalog, public, pg_temp
as $$
begin
    new.revision := old.revision + 1;
    return new;
end
$$;
create trigger representatives_change before update on representatives
    for each row execute function representative_changes();

create function keep_representative_version() returns trigger
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    insert into representative_versions (representative_id, revision, kind, name, email, phone, proof, proof_by,
        proof_on, scope, since, until, replaced_by, replaced_at)
    values (old.id, old.revision, old.kind, old.name, old.email, old.phone, old.proof, old.proof_by,
        old.proof_on, old.scope, old.since, old.until, office_caller(), office_now());
    return null;
end
$$;
create trigger representatives_kept after update on representatives
    for each row when ((old.kind, old.name, old.email, old.phone, old.proof, old.proof_by, old.proof_on, old.scope, old.since, old.until)
        is distinct from (new.kind, new.name, new.email, new.phone, new.proof, new.proof_by, new.proof_on, new.scope, new.since, new.until))
    execute function keep_representative_version();

alter table representative_versions enable row level security;
alter table representative_versions force row level security;
create policy definer on representative_versions to privity_definer using (true) with check (true);
-- read by whoever reads the representative, written by the trigger alone
create policy partner on representative_versions for select to privity_partner
    using (exists (select from representatives r where r.id = representative_id));
create policy attorney on representative_versions for select to privity_attorney
    using (exists (select from representatives r where r.id = representative_id));
create policy paralegal on representative_versions for select to privity_paralegal
    using (exists (select from representatives r where r.id = representative_id));
grant select on representative_versions to privity_partner, privity_attorney, privity_paralegal;
grant insert on representative_versions to privity_definer;
revoke update (revision) on representatives from privity_partner, privity_attorney, privity_paralegal;

-- nothing was seen on a day that is still to come
alter policy in_own_name on representatives
    with check (added_by = (select office_caller()) and ended_at is null and proof_on <= (select office_today()));
alter policy ended_once on representatives
    with check (((ended_at is null and ended_by is null)
            or (ended_at = office_now() and ended_by = (select office_caller())))
        and proof_on <= (select office_today()));

alter function keep_representative_version() owner to privity_definer;
revoke execute on function representative_changes(), keep_representative_version() from public;

-- ------------------------------------------------------------- what happened to a case

-- What can be told of a case: how far the teller's place must reach (2 contribute, 3 manage, 4 lead; 5 is
-- the database's own to tell), whether it is told of a closed case too, and what it says besides. A later
-- migration that adds a kind writes this function anew.
create function event_kinds() returns table (kind text, reach smallint, when_closed boolean, says text[])
language sql immutable
set search_path = pg_catalog, pg_temp
as $$
    values
        ('opened', 4::smallint, false, '{}'::text[]),
        ('edited', 2, false, '{changed}'),
        ('stage_changed', 2, false, '{from,to}'),
        ('closed', 4, true, '{reason}'),
        ('reopened', 4, false, '{reason}'),
        ('lead_changed', 4, false, '{to}'),
        ('grant_given', 3, false, '{level,to}'),
        ('grant_changed', 3, false, '{level,to}'),
        ('grant_ended', 3, false, '{to}'),
        ('cover_started', 5, false, '{by,of}'),
        ('cover_ended', 5, false, '{by,of}'),
        ('wall_raised', 4, true, '{against}'),
        ('wall_lifted', 4, true, '{against}'),
        ('party_added', 2, false, '{name,role}'),
        ('party_changed', 2, false, '{name}'),
        ('party_ended', 2, false, '{name}'),
        ('payer_added', 2, false, '{name}'),
        ('payer_changed', 2, false, '{name}'),
        ('payer_ended', 2, false, '{name}'),
        ('note_written', 2, false, '{}'),
        ('note_changed', 2, false, '{}'),
        ('note_withdrawn', 2, false, '{}')
$$;

-- Whether the caller may tell this of a case now: a kind that the caller's place can bring about, worded as
-- that kind is, and true as far as the case's own rows say so.
create function may_tell(p_case uuid, p_happened jsonb) returns boolean
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    k record;
    c cases;
    me uuid := office_caller();
    told text := p_happened->>'name';
begin
    select * into k from event_kinds() e where e.kind = p_happened->>'kind';
    select * into c from cases where id = p_case;
    if k.kind is null or c.id is null or k.reach > 4 or p_case = any (my_walls())
        or (c.closed_on is not null and not k.when_closed) then
        return false;
    end if;
    if not (case acting_role()
        when 'managing_partner' then true
        when 'associate_attorney' then p_case = any (my_cases_from(k.reach))
        when 'paralegal' then k.reach < 3 and p_case = any (my_cases_from(k.reach))
        else false end) then
        return false;
    end if;
    if (select coalesce(array_agg(f.key order by f.key), '{}') from jsonb_each(p_happened) f where f.key <> 'kind') <> k.says
        or exists (select from jsonb_each(p_happened) f
            where jsonb_typeof(f.value) <> case f.key when 'changed' then 'array' else 'string' end)
        or exists (select from jsonb_array_elements(case k.kind when 'edited' then p_happened->'changed' end) e
            where jsonb_typeof(e) <> 'string') then
        return false;
    end if;
    return case k.kind
        when 'opened' then c.opened_by = me and c.created_at = office_now()
        when 'closed' then c.closed_on is not null
        when 'grant_given' then exists (select from case_team t where t.case_id = c.id and t.given_by = me
            and t.since = office_now())
        when 'wall_lifted' then exists (select from walls w where w.case_id = c.id and w.ended_by = me
            and w.until = office_now())
        when 'stage_changed' then lower(p_happened->>'to') = c.stage
        when 'party_added' then exists (select from parties p where p.case_id = c.id and p.name = told and p.added_by = me
            and p.since = office_now())
        when 'party_changed' then exists (select from parties p where p.case_id = c.id and p.name = told and p.until is null)
        when 'party_ended' then exists (select from parties p where p.case_id = c.id and p.name = told and p.ended_by = me
            and p.until = office_now())
        when 'payer_added' then exists (select from payers p where p.case_id = c.id and p.name = told and p.added_by = me
            and p.added_at = office_now())
        when 'payer_changed' then exists (select from payers p where p.case_id = c.id and p.name = told and p.ended_at is null)
        when 'payer_ended' then exists (select from payers p where p.case_id = c.id and p.name = told and p.ended_by = me
            and p.ended_at = office_now())
        when 'note_written' then exists (select from notes n where n.case_id = c.id and n.written_by = me
            and n.written_at = office_now())
        when 'note_changed' then exists (select from notes n where n.case_id = c.id and n.changed_by = me
            and n.changed_at = office_now() and n.revision > 1)
        when 'note_withdrawn' then exists (select from notes n where n.case_id = c.id and n.withdrawn_by = me
            and n.withdrawn_at = office_now())
        else true end;
end
$$;

create policy as_it_was on case_events as restrictive for insert
    to privity_partner, privity_attorney, privity_paralegal
    with check (may_tell(case_id, happened));

create function keep_events() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    raise exception 'what happened to a case is insert-only' using errcode = 'PV403';
end
$$;
create trigger case_events_insert_only before update or delete on case_events
    for each row execute function keep_events();
create trigger case_events_no_truncate before truncate on case_events
    for each statement execute function keep_events();

alter function may_tell(uuid, jsonb) owner to privity_definer;
revoke execute on function event_kinds(), may_tell(uuid, jsonb), keep_events() from public;
grant execute on function event_kinds() to privity_definer;
grant execute on function may_tell(uuid, jsonb) to privity_partner, privity_attorney, privity_paralegal;

-- ------------------------------------------------------------- who can be given a place

-- Whether somebody can be given a place on a case: an attorney or paralegal in force, not screened. Of a
-- case out of the caller's sight it says what it says of one that is not there.
create or replace function may_be_given(who uuid, which_case uuid) returns boolean
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return coalesce(which_case <> all (my_walls())
            and (acting_role() = 'managing_partner'
                or (acting_role() in ('associate_attorney', 'paralegal') and which_case = any (my_cases()))), false)
        and coalesce(role_in_force(who) in ('managing_partner', 'associate_attorney', 'paralegal'), false)
        and exists (select from cases c where c.id = which_case and not is_screened(who, c.id, c.client_id));
end
$$;

-- ------------------------------------------------------------- hours of the week

-- Of two who set the hours at once the second is told.
alter table office_settings add column hours_revision integer not null default 1 check (hours_revision > 0);
grant update (hours_revision) on office_settings to privity_partner;

-- ------------------------------------------------------------- what a departure handed to whom

-- Kept by triggers, whichever page it was handed over on.
create table handed_over (
    id uuid primary key default gen_random_uuid(),
    departure_id uuid not null references departures (id),
    kind text not null check (kind in ('case', 'enquiry', 'prepared', 'conflicts_partner', 'deputy')),
    -- null for a name in the settings
    thing_id uuid,
    -- null: nobody is named
    to_id uuid references staff (id),
    handed_by uuid references staff (id),
    handed_at timestamptz not null default office_now(),
    check ((thing_id is null) = (kind in ('conflicts_partner', 'deputy')))
);
create index handed_over_of on handed_over (departure_id, handed_at);
alter table handed_over enable row level security;
alter table handed_over force row level security;
create policy definer on handed_over to privity_definer using (true) with check (true);
grant select, insert on handed_over to privity_definer;

create function keep_handed_over(p_from uuid, p_kind text, p_thing uuid, p_to uuid) returns void
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    insert into handed_over (departure_id, kind, thing_id, to_id, handed_by)
    select d.id, p_kind, p_thing, p_to, office_caller() from departures d
    where d.staff_id = p_from and d.closed_at is null and d.withdrawn_at is null;
end
$$;

create function case_handed_over() returns trigger
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    perform keep_handed_over(t.staff_id, 'case', new.case_id, new.staff_id) from case_team t
    where t.case_id = new.case_id and t.level = 'lead' and t.until = new.since and t.staff_id <> new.staff_id;
    return null;
end
$$;
create trigger case_team_handed_over after insert on case_team
    for each row when (new.level = 'lead') execute function case_handed_over();

create function enquiry_handed_over() returns trigger
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    perform keep_handed_over(old.assigned_id, 'enquiry', new.id, new.assigned_id);
    return null;
end
$$;
create trigger enquiries_handed_over after update of assigned_id on enquiries
    for each row when (old.assigned_id is distinct from new.assigned_id and old.assigned_id is not null)
    execute function enquiry_handed_over();

create function prepared_handed_over() returns trigger
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    perform keep_handed_over(old.lead_id, 'prepared', new.id, new.lead_id);
    return null;
end
$$;
create trigger case_proposals_handed_over after update of lead_id on case_proposals
    for each row when (old.lead_id is distinct from new.lead_id) execute function prepared_handed_over();

create function office_handed_over() returns trigger
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    if old.conflicts_partner_id is distinct from new.conflicts_partner_id then
        perform keep_handed_over(old.conflicts_partner_id, 'conflicts_partner', null, new.conflicts_partner_id);
    end if;
    if old.deputy_id is distinct from new.deputy_id then
        perform keep_handed_over(old.deputy_id, 'deputy', null, new.deputy_id);
    end if;
    return null;
end
$$;
create trigger office_settings_handed_over after update of conflicts_partner_id, deputy_id on office_settings
    for each row execute function office_handed_over();

-- What was handed over when somebody left. What the asker is screened from is counted and not named.
create function handed_over_by(p_staff uuid)
returns table (kind text, thing_id uuid, to_id uuid, handed_by uuid, handed_at timestamptz, seen boolean)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
begin
    perform refuse_unless(acting_role() = 'managing_partner');
    return query
        select h.kind, h.thing_id, h.to_id, h.handed_by, h.handed_at, case h.kind
                when 'case' then h.thing_id <> all ((select my_walls())::uuid[])
                when 'enquiry' then coalesce(sees_enquiry(h.thing_id), false)
                when 'prepared' then exists (select from case_proposals p
                    where p.id = h.thing_id and p.client_id <> all ((select my_walled_clients())::uuid[]))
                else true end
        from handed_over h join departures d on d.id = h.departure_id
        where d.staff_id = p_staff and d.withdrawn_at is null
        order by h.handed_at, h.id;
end
$$;

do $$
declare
    f text;
begin
    foreach f in array array['keep_handed_over(uuid, text, uuid, uuid)', 'case_handed_over()', 'enquiry_handed_over()',
        'prepared_handed_over()', 'office_handed_over()', 'handed_over_by(uuid)'] loop
        execute format('alter function %s owner to privity_definer', f);
        execute format('revoke execute on function %s from public', f);
    end loop;
end
$$;
grant execute on function keep_handed_over(uuid, text, uuid, uuid) to privity_definer;
grant execute on function handed_over_by(uuid) to privity_partner;

revoke create on schema public from privity_definer;
