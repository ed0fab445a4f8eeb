-- Zones change their rules by law. What is booked keeps its wall clock, and its instants follow: the arithmetic is
-- outside, since that is where the rules are.

grant create on schema public to privity_definer;

-- What is to come, as it was said: so many after that id.
create function said_times(p_after uuid, p_most integer) returns table (
    id uuid, zone text, starts_local text, ends_local text, all_day boolean, starts_at timestamptz, ends_at timestamptz)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
begin
    return query
        select a.id, a.zone, a.starts_local::text, a.ends_local::text, a.all_day, a.starts_at, a.ends_at
        from appointments a
        where a.starts_at > office_now() and a.cancelled_at is null and (p_after is null or a.id > p_after)
        order by a.id limit p_most;
end
$$;

-- Lays it on other instants at the same wall clock, unless somebody changed it meanwhile. It is announced as any
-- move is, and told on the timeline as nobody's doing.
create function keep_wall_clock(p_id uuid, p_zone text, p_starts_local text, p_ends_local text, p_was_starts timestamptz,
    p_was_ends timestamptz, p_starts timestamptz, p_ends timestamptz) returns boolean
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    of_case uuid;
begin
    update appointments set starts_at = p_starts, ends_at = p_ends, revision = revision + 1
    where id = p_id and starts_at > office_now() and cancelled_at is null and zone = p_zone
        and starts_local = p_starts_local::timestamp and ends_local = p_ends_local::timestamp
        and starts_at = p_was_starts and ends_at = p_was_ends and (starts_at, ends_at) <> (p_starts, p_ends)
    returning case_id into of_case;
    if not found then
        return false;
    end if;
    if of_case is not null then
        insert into case_events (id, case_id, happened)
        values (gen_random_uuid(), of_case, jsonb_build_object('kind', 'appointment_moved', 'appointment', p_id));
    end if;
    return true;
end
$$;

-- Its hour does not exist any more: once on the list of people to ring, until it is moved.
create function miss_hour(p_id uuid) returns boolean
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    insert into call_list (id, appointment_id, notice_revision, reason)
    select gen_random_uuid(), a.id, a.notice_revision, 'no_such_hour'
    from appointments a
    where a.id = p_id and a.starts_at > office_now() and a.cancelled_at is null
        and not exists (select from call_list c where c.appointment_id = a.id and c.notice_revision = a.notice_revision
            and c.reason = 'no_such_hour')
    on conflict do nothing;
    return found;
end
$$;

do $$
declare
    f regprocedure;
begin
    foreach f in array array['said_times(uuid, integer)', 'miss_hour(uuid)',
        'keep_wall_clock(uuid, text, text, text, timestamptz, timestamptz, timestamptz, timestamptz)']::regprocedure[] loop
        execute format('alter function %s owner to privity_definer', f);
        execute format('revoke execute on function %s from public', f);
        execute format('grant execute on function %s to privity_notifier', f);
    end loop;
end
$$;

revoke create on schema public from privity_definer;
