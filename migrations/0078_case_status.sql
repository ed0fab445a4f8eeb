-- Where a case stands, in words for its clients. Whoever works on the case writes them; the lead, or a managing partner,
-- approves them, and only then somebody of a client reads them. What was told stays on record.

grant create on schema public to privity_definer;

create table case_statuses (
    id uuid primary key,
    case_id uuid not null references cases (id),
    -- that of the case when it was written
    stage text not null,
    step text not null check (step <> '' and char_length(step) <= 40),
    said text not null check (said <> '' and char_length(said) <= 1000),
    ahead text[] not null default '{}' check (cardinality(ahead) <= 3 and array_position(ahead, null) is null),
    written_by uuid not null references staff (id),
    written_at timestamptz not null default office_now(),
    approved_by uuid references staff (id),
    approved_at timestamptz,
    -- taken back, or another text came in its place before it was approved
    dropped_by uuid references staff (id),
    dropped_at timestamptz,
    check (num_nonnulls(approved_by, approved_at) in (0, 2)),
    check (num_nonnulls(dropped_by, dropped_at) in (0, 2)),
    check (approved_at >= written_at and dropped_at >= written_at)
);
create index case_statuses_told on case_statuses (case_id, approved_at desc) where approved_at is not null and dropped_at is null;
create unique index case_statuses_waiting on case_statuses (case_id) where approved_at is null and dropped_at is null;
comment on table case_statuses is 'Where a case stands, in words for its clients: waiting for the lead, told, or dropped.';

create function keep_status_sound() returns trigger
language plpgsql
set search_path = pg_catalog, public, pg_temp
as $$
begin
    if tg_op = 'DELETE' or old.dropped_at is not null
        or (new.id, new.case_id, new.stage, new.step, new.said, new.ahead, new.written_by, new.written_at)
            is distinct from (old.id, old.case_id, old.stage, old.step, old.said, old.ahead, old.written_by, old.written_at)
        or (old.approved_at is not null and (new.approved_by, new.approved_at) is distinct from (old.approved_by, old.approved_at)) then
        raise exception 'what was told stays on record' using errcode = 'PV403';
    end if;
    return new;
end
$$;
create trigger case_statuses_sound before update or delete on case_statuses
    for each row execute function keep_status_sound();
revoke execute on function keep_status_sound() from public;

create function may_approve_status(p_case uuid) returns boolean
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return p_case <> all (my_walls()) and exists (select from cases c where c.id = p_case and c.closed_on is null)
        and (acting_role() = 'managing_partner'
            or (acting_role() = 'associate_attorney' and p_case = any (my_cases_from(4::smallint))));
end
$$;

-- True where clients read it from now on, false where it waits for the lead. The same id twice is one text.
create function write_case_status(p_id uuid, p_case uuid, p_step text, p_said text, p_ahead text[]) returns boolean
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    s case_statuses;
    approved boolean;
begin
    perform refuse_unless(may_write_documents(p_case));
    -- two at once: one after the other
    perform pg_advisory_xact_lock(hashtextextended(p_case::text, 9));
    select * into s from case_statuses where id = p_id;
    if s.id is not null then
        if (s.case_id, s.written_by) is distinct from (p_case, office_caller()) then
            raise exception 'this was another text' using errcode = 'PV409';
        end if;
        return s.approved_at is not null;
    end if;
    approved := coalesce(may_approve_status(p_case), false);
    update case_statuses set dropped_by = office_caller(), dropped_at = greatest(office_now(), written_at)
    where case_id = p_case and approved_at is null and dropped_at is null;
    insert into case_statuses (id, case_id, stage, step, said, ahead, written_by, approved_by, approved_at)
    select p_id, c.id, c.stage, p_step, p_said, p_ahead, office_caller(), case when approved then office_caller() end,
        case when approved then office_now() end
    from cases c where c.id = p_case;
    return approved;
end
$$;

-- Whether it waited still.
create function approve_case_status(p_case uuid, p_id uuid) returns boolean
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    perform refuse_unless(may_approve_status(p_case));
    update case_statuses set approved_by = office_caller(), approved_at = greatest(office_now(), written_at)
    where id = p_id and case_id = p_case and approved_at is null and dropped_at is null;
    return found;
end
$$;

-- What waits is withdrawn by whoever works on the case; what clients read, by whoever could have approved it. Whether
-- there was something to take back.
create function drop_case_status(p_case uuid, p_id uuid) returns boolean
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    perform refuse_unless(may_write_documents(p_case));
    -- approved meanwhile, it is what clients read
    perform from case_statuses s where s.id = p_id and s.case_id = p_case for update;
    if exists (select from case_statuses s where s.id = p_id and s.case_id = p_case and s.approved_at is not null) then
        perform refuse_unless(may_approve_status(p_case));
    end if;
    update case_statuses set dropped_by = office_caller(), dropped_at = greatest(office_now(), written_at)
    where id = p_id and case_id = p_case and dropped_at is null;
    return found;
end
$$;

-- What the caller's clients read of their open cases: the latest text of each, with the steps before it. Co-clients read
-- what was told since they are in it.
create function own_statuses() returns setof jsonb
language sql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
    select jsonb_build_object('case_id', c.id, 'case', c.number, 'for', min(k.name), 'step', s.step, 'said', s.said, 'ahead', s.ahead,
        'at', s.approved_at, 'behind', coalesce((
            select jsonb_agg(jsonb_build_object('step', b.step, 'at', b.at) order by b.at)
            from (select e.step, min(e.approved_at) as at from case_statuses e
                where e.case_id = c.id and e.approved_at is not null and e.dropped_at is null and e.step <> s.step
                and e.approved_at >= min(case when l.own then '-infinity' else l.since end)
                group by e.step order by min(e.approved_at) desc limit 3) b), '[]'))
    from portal_reach(office_caller()) r
    join case_clients l on l.client_id = r.client_id and (l.until is null or office_now() < l.until)
    join cases c on c.id = l.case_id and c.closed_on is null
    join clients k on k.id = l.client_id
    join lateral (select * from case_statuses x where x.case_id = c.id and x.approved_at is not null and x.dropped_at is null
            and (l.own or x.approved_at >= l.since)
        order by x.approved_at desc, x.id desc limit 1) s on true
    group by c.id, c.number, s.id, s.step, s.said, s.ahead, s.approved_at
    order by s.approved_at desc, c.id
$$;

do $$
declare
    f text;
begin
    alter table case_statuses enable row level security;
    alter table case_statuses force row level security;
    grant select on case_statuses to privity_partner, privity_attorney, privity_paralegal;
    grant select, insert, update on case_statuses to privity_definer;
    create policy definer on case_statuses to privity_definer using (true) with check (true);
    create policy caller_in_force on case_statuses as restrictive to privity_partner, privity_attorney, privity_paralegal
        using ((select caller_in_force(current_user))) with check ((select caller_in_force(current_user)));
    create policy walls on case_statuses as restrictive to privity_partner, privity_attorney, privity_paralegal
        using (case_id <> all ((select my_walls())::uuid[]));
    create policy partner on case_statuses for select to privity_partner using (true);
    create policy attorney on case_statuses for select to privity_attorney
        using (case_id in (select unnest((select my_cases()))));
    create policy paralegal on case_statuses for select to privity_paralegal
        using (case_id in (select unnest((select my_cases()))));
    foreach f in array array['may_approve_status(uuid)', 'write_case_status(uuid, uuid, text, text, text[])',
        'approve_case_status(uuid, uuid)', 'drop_case_status(uuid, uuid)', 'own_statuses()'] loop
        execute format('alter function %s owner to privity_definer', f);
        execute format('revoke execute on function %s from public', f);
        execute format('grant execute on function %s to privity_definer', f);
        if f = 'own_statuses()' then
            grant execute on function own_statuses() to privity_client;
        elsif f like 'may\_%' then
            continue;
        elsif f like 'approve\_%' then
            execute format('grant execute on function %s to privity_partner, privity_attorney', f);
        else
            execute format('grant execute on function %s to privity_partner, privity_attorney, privity_paralegal', f);
        end if;
    end loop;
end
$$;

revoke create on schema public from privity_definer;
