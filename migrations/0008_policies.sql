-- Row-level security: the third layer. It refuses what finders and verbs forgot. Policies hide by
-- right, never by state: one that hid closed cases would make closing fail.

do $$
declare
    t text;
begin
    foreach t in array array['office_settings', 'staff', 'staff_roles', 'staff_suspensions', 'covers', 'clients',
        'client_contacts', 'cases', 'case_numbers', 'case_team', 'case_events', 'case_proposals', 'walls', 'wall_lifts',
        'credentials', 'recovery_codes', 'sessions', 'mailed_tokens', 'throttles', 'flashes', 'messages', 'audit_events']
    loop
        execute format('alter table %I enable row level security', t);
        execute format('alter table %I force row level security', t);
    end loop;

    -- every table a caller role may touch: the others have no grants at all, and wall_lifts is
    -- reached through walls
    foreach t in array array['office_settings', 'staff', 'staff_roles', 'staff_suspensions', 'covers', 'clients',
        'client_contacts', 'cases', 'case_team', 'case_events', 'case_proposals', 'walls', 'audit_events']
    loop
        execute format(
            'create policy caller_in_force on %I as restrictive
                to privity_partner, privity_attorney, privity_paralegal, privity_billing
                using ((select caller_in_force(current_user))) with check ((select caller_in_force(current_user)))', t);
    end loop;

    -- what the definer functions read and write, and no more
    foreach t in array array['office_settings', 'staff', 'staff_roles', 'staff_suspensions', 'covers', 'clients', 'cases',
        'case_numbers', 'case_team', 'case_proposals', 'walls', 'wall_lifts', 'credentials', 'recovery_codes',
        'sessions', 'mailed_tokens', 'throttles', 'flashes', 'messages', 'audit_events']
    loop
        execute format('create policy definer on %I to privity_definer using (true) with check (true)', t);
    end loop;
end
$$;

grant select, insert, update on office_settings, covers, cases, case_numbers, case_team, case_proposals, walls,
    wall_lifts, staff_roles, staff_suspensions, credentials, sessions to privity_definer;
grant select, insert on staff, messages to privity_definer;
grant update on staff to privity_definer; -- select … for update
grant select on clients to privity_definer;
grant select, insert, update, delete on recovery_codes, mailed_tokens, throttles, flashes to privity_definer;
grant insert on audit_events to privity_definer;

-- ------------------------------------------------------------------- walls
-- Deny beats every allow, the managing partner included.

create policy walls on cases as restrictive
    to privity_partner, privity_attorney, privity_paralegal, privity_billing
    using (id <> all ((select my_walls())::uuid[]));
create policy walls on case_team as restrictive
    to privity_partner, privity_attorney, privity_paralegal, privity_billing
    using (case_id <> all ((select my_walls())::uuid[]));
create policy walls on case_events as restrictive
    to privity_partner, privity_attorney, privity_paralegal, privity_billing
    using (case_id <> all ((select my_walls())::uuid[]));
create policy walls on clients as restrictive
    to privity_partner, privity_attorney, privity_paralegal, privity_billing
    using (id <> all ((select my_walled_clients())::uuid[]));
create policy walls on client_contacts as restrictive
    to privity_partner, privity_attorney, privity_paralegal, privity_billing
    using (client_id <> all ((select my_walled_clients())::uuid[]));
create policy walls on case_proposals as restrictive
    to privity_partner, privity_attorney, privity_paralegal, privity_billing
    using (client_id <> all ((select my_walled_clients())::uuid[]));
create policy walls on walls as restrictive
    to privity_partner, privity_attorney, privity_paralegal, privity_billing
    using (staff_id <> (select office_caller())
        and coalesce(case_id <> all ((select my_walls())::uuid[]), true)
        and coalesce(client_id <> all ((select my_walled_clients())::uuid[]), true));
create policy walls on wall_lifts as restrictive
    to privity_partner, privity_attorney, privity_paralegal, privity_billing
    using (wall_id in (select id from walls));
create policy walls on audit_events as restrictive for select
    to privity_partner, privity_attorney, privity_paralegal, privity_billing
    using (coalesce(case_id <> all ((select my_walls())::uuid[]), true)
        and coalesce(client_id <> all ((select my_walled_clients())::uuid[]), true)
        and (resource <> 'wall' or resource_id in (select id from walls)));

-- --------------------------------------------------------- office and staff

create policy everyone on office_settings for select
    to privity_partner, privity_attorney, privity_paralegal, privity_billing using (true);
grant select on office_settings to privity_partner, privity_attorney, privity_paralegal, privity_billing;

create policy everyone on staff for select
    to privity_partner, privity_attorney, privity_paralegal, privity_billing using (true);
grant select on staff to privity_partner;
grant select (id, name, colour) on staff to privity_attorney, privity_paralegal, privity_billing;

create policy everyone on staff_roles for select
    to privity_partner, privity_attorney, privity_paralegal, privity_billing using (true);
grant select on staff_roles to privity_partner;
grant select (staff_id, role, since, until) on staff_roles to privity_attorney, privity_paralegal, privity_billing;

create policy everyone on staff_suspensions for select
    to privity_partner, privity_attorney, privity_paralegal, privity_billing using (true);
grant select on staff_suspensions to privity_partner;
grant select (staff_id, since, until) on staff_suspensions to privity_attorney, privity_paralegal, privity_billing;

create policy everyone on covers for select
    to privity_partner, privity_attorney, privity_paralegal using (true);
grant select on covers to privity_partner, privity_attorney, privity_paralegal;

-- ------------------------------------------------------------------- cases

create policy partner on cases to privity_partner using (true) with check (true);
create policy attorney on cases for select to privity_attorney using (id = any ((select my_cases())::uuid[]));
create policy attorney_edits on cases for update to privity_attorney
    using (id = any ((select my_cases_from(2::smallint))::uuid[]));
create policy paralegal on cases for select to privity_paralegal using (id = any ((select my_cases())::uuid[]));
create policy paralegal_edits on cases for update to privity_paralegal
    using (id = any ((select my_cases_from(2::smallint))::uuid[]));
-- every row, and of each row only what an invoice needs: see the column grants
create policy billing on cases for select to privity_billing using (true);

grant select on cases to privity_partner, privity_attorney, privity_paralegal;
grant update (title, practice_area, stage, opened_on, revision) on cases
    to privity_partner, privity_attorney, privity_paralegal;
grant select (id, number, client_id, opened_on, closed_on) on cases to privity_billing;

-- closed cases wait: what a statement of its own could still write
create policy open_only on cases as restrictive for update
    to privity_partner, privity_attorney, privity_paralegal using (closed_on is null);

-- Billing's view of a case: its own relation.
create view case_billing with (security_invoker = true) as
    select id, number, client_id, opened_on, closed_on from cases;
grant select on case_billing to privity_partner, privity_attorney, privity_paralegal, privity_billing;

create policy partner on case_team to privity_partner using (true) with check (true);
create policy attorney on case_team for select to privity_attorney
    using (case_id = any ((select my_cases())::uuid[]));
create policy attorney_gives on case_team for insert to privity_attorney
    with check (case_id = any ((select my_cases_from(3::smallint))::uuid[]));
create policy attorney_ends on case_team for update to privity_attorney
    using (case_id = any ((select my_cases_from(3::smallint))::uuid[]));
create policy paralegal on case_team for select to privity_paralegal
    using (case_id = any ((select my_cases())::uuid[]));
-- a lead is named by change_lead, never by a plain grant
create policy no_lead on case_team as restrictive for insert
    to privity_partner, privity_attorney
    with check (level <> 'lead' and given_by = (select office_caller()) and since >= office_now()
        and staff_id <> (select office_caller()) and may_be_given(staff_id, case_id));
-- what has ended stays ended, and says who ended it
create policy no_lead_ended on case_team as restrictive for update
    to privity_partner, privity_attorney
    using (level <> 'lead' and (until is null or until > office_now()))
    with check (until = office_now() and ended_by = (select office_caller()));
create policy open_only on case_team as restrictive for insert
    to privity_partner, privity_attorney
    with check (exists (select from cases c where c.id = case_id and c.closed_on is null));
create policy open_only_ended on case_team as restrictive for update
    to privity_partner, privity_attorney
    using (exists (select from cases c where c.id = case_id and c.closed_on is null));
grant select on case_team to privity_partner, privity_attorney;
grant insert (id, case_id, staff_id, level, release, until, given_by) on case_team to privity_partner, privity_attorney;
grant update (until, ended_by) on case_team to privity_partner, privity_attorney;
grant select on case_team to privity_paralegal;

create policy partner on case_events to privity_partner using (true)
    with check (actor_id = (select office_caller()));
create policy attorney on case_events for select to privity_attorney
    using (case_id = any ((select my_cases())::uuid[]));
create policy attorney_tells on case_events for insert to privity_attorney
    with check (actor_id = (select office_caller()) and case_id = any ((select my_cases_from(2::smallint))::uuid[]));
create policy paralegal on case_events for select to privity_paralegal
    using (case_id = any ((select my_cases())::uuid[]));
create policy paralegal_tells on case_events for insert to privity_paralegal
    with check (actor_id = (select office_caller()) and case_id = any ((select my_cases_from(2::smallint))::uuid[]));
grant select on case_events to privity_partner, privity_attorney, privity_paralegal;
-- the instant is the transaction's
grant insert (id, case_id, actor_id, happened) on case_events to privity_partner, privity_attorney, privity_paralegal;

create policy partner on case_proposals for select to privity_partner using (true);
create policy partner_prepares on case_proposals for insert to privity_partner
    with check (prepared_by = (select office_caller()));
create policy partner_decides on case_proposals for update to privity_partner
    using (decided_at is null)
    with check (decided_by is null or (decided_by = (select office_caller()) and decided_at = office_now()));
create policy attorney on case_proposals for select to privity_attorney
    using (lead_id = (select office_caller()) or prepared_by = (select office_caller()));
create policy attorney_prepares on case_proposals for insert to privity_attorney
    with check (prepared_by = (select office_caller()));
create policy attorney_decides on case_proposals for update to privity_attorney
    using (lead_id = (select office_caller()) and decided_at is null)
    with check (decided_by is null or (decided_by = (select office_caller()) and decided_at = office_now()));
create policy paralegal on case_proposals for select to privity_paralegal
    using (prepared_by = (select office_caller()));
create policy paralegal_prepares on case_proposals for insert to privity_paralegal
    with check (prepared_by = (select office_caller()));
create policy client_seen on case_proposals as restrictive for insert
    to privity_partner, privity_attorney, privity_paralegal
    with check (exists (select from clients k where k.id = client_id));
grant select on case_proposals to privity_partner, privity_attorney, privity_paralegal;
grant insert (id, client_id, title, practice_area, stage, opened_on, lead_id, prepared_by) on case_proposals
    to privity_partner, privity_attorney, privity_paralegal;
grant update (decided_by, decided_at, reason) on case_proposals to privity_partner, privity_attorney;

-- ----------------------------------------------------------------- clients

create policy partner on clients for select to privity_partner using (true);
create policy partner_enters on clients for insert to privity_partner
    with check (created_by = (select office_caller()));
create policy partner_edits on clients for update to privity_partner using (true);
create policy attorney on clients for select to privity_attorney
    using (id = any ((select my_clients())::uuid[]));
create policy attorney_enters on clients for insert to privity_attorney
    with check (created_by = (select office_caller()));
create policy attorney_edits on clients for update to privity_attorney
    using (id = any ((select my_clients())::uuid[]));
create policy paralegal on clients for select to privity_paralegal
    using (id = any ((select my_clients())::uuid[]));
create policy paralegal_enters on clients for insert to privity_paralegal
    with check (created_by = (select office_caller()));
create policy paralegal_edits on clients for update to privity_paralegal
    using (id = any ((select my_clients_from(2::smallint))::uuid[]));
create policy billing on clients to privity_billing using (true) with check (true);
grant select on clients to privity_partner, privity_attorney, privity_paralegal;
grant insert (id, kind, given_name, family_name, name, created_by) on clients
    to privity_partner, privity_attorney, privity_paralegal;
grant update (kind, given_name, family_name, name, revision) on clients
    to privity_partner, privity_attorney, privity_paralegal;
grant select (id, kind, given_name, family_name, name, sort_name, revision) on clients to privity_billing;
grant update (given_name, family_name, name, revision) on clients to privity_billing;

create policy partner on client_contacts to privity_partner using (true) with check (true);
create policy attorney on client_contacts to privity_attorney
    using (client_id = any ((select my_clients())::uuid[]))
    with check (exists (select from clients k where k.id = client_id));
create policy paralegal on client_contacts for select to privity_paralegal
    using (client_id = any ((select my_clients())::uuid[]));
create policy paralegal_enters on client_contacts for insert to privity_paralegal
    with check (client_id = any ((select my_clients_from(2::smallint))::uuid[])
        or exists (select from clients k where k.id = client_id and k.created_by = (select office_caller())));
create policy paralegal_edits on client_contacts for update to privity_paralegal
    using (client_id = any ((select my_clients_from(2::smallint))::uuid[]));
create policy billing on client_contacts to privity_billing
    using (purpose = 'billing') with check (purpose = 'billing');
-- what has ended stays ended, and ended when it was ended
create policy ended_once on client_contacts as restrictive for update
    to privity_partner, privity_attorney, privity_paralegal, privity_billing
    using (until is null) with check (until = office_now());
grant select on client_contacts to privity_partner, privity_attorney, privity_paralegal, privity_billing;
grant insert (id, client_id, channel, purpose, value, position) on client_contacts
    to privity_partner, privity_attorney, privity_paralegal, privity_billing;
grant update (until) on client_contacts to privity_partner, privity_attorney, privity_paralegal, privity_billing;

-- ------------------------------------------------------------------- walls

create policy partner on walls for select to privity_partner using (true);
create policy attorney on walls for select to privity_attorney
    using (case_id = any ((select my_cases())::uuid[]) or client_id = any ((select my_clients())::uuid[]));
create policy paralegal on walls for select to privity_paralegal
    using (case_id = any ((select my_cases())::uuid[]) or client_id = any ((select my_clients())::uuid[]));
grant select on walls to privity_partner, privity_attorney, privity_paralegal;

create policy partner on wall_lifts to privity_partner using (true)
    with check (asked_by = (select office_caller()) and decided_at is null);
create policy attorney on wall_lifts for select to privity_attorney using (true);
create policy paralegal on wall_lifts for select to privity_paralegal using (true);
grant select on wall_lifts to privity_partner;
grant insert (id, wall_id, asked_by, reason) on wall_lifts to privity_partner;
grant select on wall_lifts to privity_attorney, privity_paralegal;

-- ------------------------------------------------------------------- audit

create policy records on audit_events for insert
    to privity_partner, privity_attorney, privity_paralegal, privity_billing
    with check (actor_kind = 'staff' and actor_id = (select office_caller())
        and actor_role = (select acting_role()));
create policy partner on audit_events for select to privity_partner using (true);
-- when, in which transaction and in which order are the database's to say
grant insert (id, actor_kind, actor_id, actor_role, action, outcome, resource, resource_id, resource_version,
    content_hash, case_id, client_id, grant_id, session_id, request_id, address, user_agent, detail)
    on audit_events to privity_partner, privity_attorney, privity_paralegal, privity_billing;
grant select on audit_events to privity_partner;

-- --------------------------------------------------- who may call which function

do $$
declare
    f record;
    called_by text;
begin
    for f in
        select p.oid::regprocedure as signature, p.proname as name, p.prosecdef as definer
        from pg_proc p where p.pronamespace = 'public'::regnamespace
    loop
        if f.definer then
            execute format('alter function %s owner to privity_definer', f.signature);
        end if;
        execute format('revoke execute on function %s from public', f.signature);
        called_by := case
            when f.name like 'gate\_%' then 'privity_gate'
            when f.name like 'console\_%' then 'privity_console'
            when f.name in ('office_now', 'office_caller', 'cluster_identifier')
                then 'public'
            when f.name in ('write_case', 'next_case_number', 'refuse_unless', 'one_at_a_time', 'alone_on_team', 'is_attorney', 'is_screened', 'walled_cases',
                'my_places', 'second_factor_required', 'wall_second_person', 'role_in_force', 'refuse_change')
                then 'privity_definer'
            else 'privity_partner, privity_attorney, privity_paralegal, privity_billing, privity_definer'
        end;
        execute format('grant execute on function %s to %s', f.signature, called_by);
    end loop;
end
$$;

revoke create on schema public from privity_definer;
