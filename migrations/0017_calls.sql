-- Call slips: who called, why, and for whom. Seen by whoever took the call, whom it is for now and
-- managing partners; one about a case, by nobody who is screened from the case. Handed on, answered
-- once, never deleted.
grant create on schema public to privity_definer;

create table calls (
    id uuid primary key,
    caller_name text not null check (caller_name <> ''),
    -- in E.164 where it could be read, else as it was said
    phone text not null default '',
    reason text not null
        check (reason in ('status', 'returning', 'appointment', 'documents', 'invoice', 'new_matter', 'other')),
    message text not null default '',
    case_id uuid references cases (id),
    -- The case's number: whoever the call is for reads it and need not see the case.
    case_number text not null default '',
    for_id uuid not null references staff (id),
    taken_by uuid not null references staff (id),
    taken_at timestamptz not null default office_now(),
    outcome text check (outcome in ('called_back', 'done')),
    note text not null default '',
    answered_by uuid references staff (id),
    answered_at timestamptz,
    revision integer not null default 1,
    check ((outcome is null) = (answered_at is null) and (answered_by is null) = (answered_at is null))
);
create index calls_taken on calls (taken_at desc, id desc);
create index calls_for on calls (for_id, taken_at desc);
create index calls_taken_by on calls (taken_by, taken_at desc);
create index calls_of_case on calls (case_id, taken_at desc) where case_id is not null;

-- Whom a call was for, and until when.
create table call_holders (
    call_id uuid not null references calls (id),
    nth integer not null,
    staff_id uuid not null references staff (id),
    given_by uuid not null references staff (id),
    since timestamptz not null,
    until timestamptz,
    primary key (call_id, nth)
);

-- Whether somebody can be called back about it: at the office now, and where it is about a case, on its
-- team. Who is not on it and who is screened from it is answered alike, and only to those who may name
-- the case.
create function may_hold_call(who uuid, which_case uuid) returns boolean
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return role_in_force(who) is not null and (which_case is null or (may_name_case(which_case) and exists (
        select from cases c join places_of(who) p on p.case_id = c.id
        where c.id = which_case and not is_screened(who, c.id, c.client_id))));
end
$$;

-- Whether the caller may name a case on a slip: whoever sees the case or its number, and the desk every
-- case that it is not screened from.
create function may_name_case(which uuid) returns boolean
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return which <> all (my_walls()) and (acting_role() in ('managing_partner', 'billing')
        or (acting_role() is not null and (i_have_desk() or which = any (my_cases()))));
end
$$;

create function case_to_name(p_number text) returns uuid
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return (select c.id from cases c where c.number = p_number and may_name_case(c.id));
end
$$;

create function number_call() returns trigger
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    new.case_number := coalesce((select number from cases where id = new.case_id), '');
    return new;
end
$$;
create trigger calls_numbered before insert on calls for each row execute function number_call();

create function hold_call() returns trigger
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    insert into call_holders (call_id, nth, staff_id, given_by, since)
    values (new.id, 1, new.for_id, new.taken_by, new.taken_at);
    return null;
end
$$;
create trigger calls_held after insert on calls for each row execute function hold_call();

-- Gives a call to somebody else, which may end the actor's own sight of it. False where somebody was
-- first.
create function hand_call(p_call uuid, p_to uuid, p_revision integer) returns boolean
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    c calls;
    last integer;
begin
    select * into c from calls where id = p_call for update;
    perform refuse_unless(found and coalesce(c.case_id <> all (my_walls()), true) and acting_role() is not null
        and (acting_role() = 'managing_partner' or office_caller() in (c.for_id, c.taken_by))
        and may_hold_call(p_to, c.case_id));
    if c.revision <> p_revision or c.answered_at is not null or c.for_id = p_to then
        return false;
    end if;
    update calls set for_id = p_to, revision = revision + 1 where id = p_call;
    update call_holders set until = office_now() where call_id = p_call and until is null returning nth into last;
    insert into call_holders (call_id, nth, staff_id, given_by, since)
    values (p_call, last + 1, p_to, office_caller(), office_now());
    return true;
end
$$;

-- Where the caller stands towards one call: no row when there is no such call.
create function call_standing(which uuid) returns table (own boolean, decides boolean, walled boolean, case_id uuid)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
begin
    return query
        select office_caller() in (k.taken_by, k.for_id), k.for_id = office_caller(),
            coalesce(k.case_id = any (my_walls()), false), k.case_id
        from calls k where k.id = which;
end
$$;

-- How often somebody asked how a case stands, in thirty days. For whoever sees the case.
create function status_asks(which uuid) returns table (asks bigint, last_at timestamptz)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return query
        select count(*), max(k.taken_at) from calls k
        where k.case_id = which and k.reason = 'status' and k.taken_at > office_now() - interval '30 days'
            and which <> all (my_walls()) and acting_role() is not null
            and (acting_role() = 'managing_partner' or which = any (my_cases()));
end
$$;

do $$
declare
    t text;
begin
    foreach t in array array['calls', 'call_holders'] loop
        execute format('alter table %I enable row level security', t);
        execute format('alter table %I force row level security', t);
        execute format('create policy definer on %I to privity_definer using (true) with check (true)', t);
    end loop;
end
$$;

create policy caller_in_force on calls as restrictive
    to privity_partner, privity_attorney, privity_paralegal, privity_billing
    using ((select caller_in_force(current_user))) with check ((select caller_in_force(current_user)));
create policy walls on calls as restrictive
    to privity_partner, privity_attorney, privity_paralegal, privity_billing
    using (coalesce(case_id <> all ((select my_walls())::uuid[]), true));
create policy taken_now on calls as restrictive for insert
    to privity_partner, privity_attorney, privity_paralegal, privity_billing
    with check (taken_by = (select office_caller()) and may_hold_call(for_id, case_id)
        and (case_id is null or may_name_case(case_id)));
create policy answered_once on calls as restrictive for update
    to privity_partner, privity_attorney, privity_paralegal, privity_billing
    using (answered_at is null)
    with check (answered_at = office_now() and answered_by = (select office_caller()));
create policy partner on calls to privity_partner using (true) with check (true);
create policy attorney on calls for select to privity_attorney
    using ((select office_caller()) in (taken_by, for_id));
create policy attorney_takes on calls for insert to privity_attorney with check (true);
create policy attorney_answers on calls for update to privity_attorney using (for_id = (select office_caller()));
create policy paralegal on calls for select to privity_paralegal
    using ((select office_caller()) in (taken_by, for_id));
create policy paralegal_takes on calls for insert to privity_paralegal with check (true);
create policy paralegal_answers on calls for update to privity_paralegal using (for_id = (select office_caller()));
create policy billing on calls for select to privity_billing
    using ((select office_caller()) in (taken_by, for_id));
create policy billing_takes on calls for insert to privity_billing with check (true);
create policy billing_answers on calls for update to privity_billing using (for_id = (select office_caller()));

-- read by whoever reads the call
create policy partner on call_holders for select to privity_partner
    using (exists (select from calls k where k.id = call_id));
create policy attorney on call_holders for select to privity_attorney
    using (exists (select from calls k where k.id = call_id));
create policy paralegal on call_holders for select to privity_paralegal
    using (exists (select from calls k where k.id = call_id));
create policy billing on call_holders for select to privity_billing
    using (exists (select from calls k where k.id = call_id));

grant select on calls, call_holders to privity_partner, privity_attorney, privity_paralegal, privity_billing;
grant insert (id, caller_name, phone, reason, message, case_id, for_id, taken_by) on calls
    to privity_partner, privity_attorney, privity_paralegal, privity_billing;
grant update (outcome, note, answered_by, answered_at, revision) on calls
    to privity_partner, privity_attorney, privity_paralegal, privity_billing;
grant select, update on calls to privity_definer;
grant select, insert, update on call_holders to privity_definer;

do $$
declare
    f text;
begin
    foreach f in array array['may_hold_call(uuid, uuid)', 'may_name_case(uuid)', 'case_to_name(text)',
        'hand_call(uuid, uuid, integer)', 'call_standing(uuid)', 'status_asks(uuid)', 'number_call()', 'hold_call()'] loop
        execute format('alter function %s owner to privity_definer', f);
        execute format('revoke execute on function %s from public', f);
        if f not in ('number_call()', 'hold_call()') then
            execute format('grant execute on function %s to privity_partner, privity_attorney, privity_paralegal,
                privity_billing, privity_definer', f);
        end if;
    end loop;
end
$$;

revoke create on schema public from privity_definer;
