-- What an appointment is to be about is found by words, and how somebody on it is safely reached is told with
-- their number.

grant create on schema public to privity_definer;

-- Open cases and clients that the caller may book for, by words of the number, the client's name and, for those
-- who work on it, the title: at the desk no title is read and none is searched. Without words the latest cases.
create function found_to_book(p_words text, p_most integer) returns table (
    case_id uuid, number text, title text, client_id uuid, client text)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
declare
    acting text := acting_role();
    desk boolean := i_have_desk();
    words text[] := array(select w from regexp_split_to_table(lower(p_words), '\s+') w where w <> '');
    walls uuid[] := my_walls();
    walled uuid[] := my_walled_clients();
    reads uuid[] := '{}';
    books uuid[] := '{}';
    theirs uuid[] := '{}';
begin
    if acting is null or (acting = 'billing' and not desk) then
        return;
    end if;
    if acting in ('associate_attorney', 'paralegal') then
        reads := my_cases();
        books := my_cases_from(2::smallint);
        theirs := my_clients();
    end if;
    return query
        select c.id, c.number, c.title, c.client_id, c.client from (
            select c.id, c.number, c.client_id, c.opened_on, k.name as client,
                case when acting = 'managing_partner' or c.id = any (reads) then c.title else '' end as title
            from cases c join clients k on k.id = c.client_id
            where c.closed_on is null and c.id <> all (walls) and c.client_id <> all (walled)
                and (acting = 'managing_partner' or desk or c.id = any (books))
        ) c
        where not exists (
            select from unnest(words) w where position(w in lower(c.number || ' ' || c.client || ' ' || c.title)) = 0)
        order by c.opened_on desc, c.number desc limit p_most;
    if cardinality(words) > 0 then
        return query
            select null::uuid, '', '', k.id, k.name from clients k
            where k.id <> all (walled) and (acting = 'managing_partner' or desk or k.id = any (theirs))
                and not exists (select from unnest(words) w where position(w in lower(k.name)) = 0)
                and not exists (select from client_merges m where m.alias_id = k.id and m.undone_at is null)
            order by k.name, k.id limit p_most;
    end if;
end
$$;

-- Who of those who come from outside is a discreet contact, and what makes a call safe, for whoever sees the
-- appointment. Billing hears the first.
create function appointment_discretion(which uuid) returns table (attendee_id uuid, safe_contact text)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
begin
    return query
        select t.id, case when acting_role() = 'billing' and not i_have_desk() then '' else k.safe_contact end
        from appointments a
        join appointment_attendees t on t.appointment_id = a.id and t.until is null
        join clients k on k.id = t.client_id
        where a.id = which and k.discreet and sees_appointment(a);
end
$$;

do $$
declare
    f regprocedure;
begin
    foreach f in array array['found_to_book(text, integer)', 'appointment_discretion(uuid)']::regprocedure[] loop
        execute format('alter function %s owner to privity_definer', f);
        execute format('revoke execute on function %s from public', f);
        execute format('grant execute on function %s to privity_partner, privity_attorney, privity_paralegal,
            privity_billing, privity_definer', f);
    end loop;
end
$$;

revoke create on schema public from privity_definer;
