-- What every page asks of the calendar is found without the whole of it: an appointment of the case at hand or of an
-- open case without gathering all cases there ever were, and who waits to be rung without looking up each appointment.

grant create on schema public to privity_definer;

-- ---------------------------------------------------------------- who waits to be rung

-- What its appointment is about and whose it is, kept beside each entry that waits: the navigation of every page
-- counts them. Nobody but these two triggers writes it; an entry that is done keeps what it last was.
alter table call_list
    add column case_id uuid,
    add column client_id uuid,
    add column enquiry_id uuid,
    add column staff_ids uuid[] not null default '{}';
update call_list c set case_id = a.case_id, client_id = a.client_id, enquiry_id = a.enquiry_id, staff_ids = a.staff_ids
from appointments a where a.id = c.appointment_id;

-- The appointment is held until this transaction ends, so that it does not become another's meanwhile unseen.
create function note_whose_call() returns trigger
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    select a.case_id, a.client_id, a.enquiry_id, a.staff_ids
    into new.case_id, new.client_id, new.enquiry_id, new.staff_ids
    from appointments a where a.id = new.appointment_id for share;
    new.staff_ids := coalesce(new.staff_ids, '{}');
    return new;
end
$$;
create trigger call_list_whose before insert on call_list for each row execute function note_whose_call();
create trigger call_list_whose_again before update of done_at on call_list for each row
    when (old.done_at is not null and new.done_at is null) execute function note_whose_call();

create function tell_calls_whose() returns trigger
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    update call_list
    set case_id = new.case_id, client_id = new.client_id, enquiry_id = new.enquiry_id, staff_ids = new.staff_ids
    where appointment_id = new.id and done_at is null;
    return null;
end
$$;
-- not of columns: whose it is follows its owner by a trigger
create trigger appointments_whose after update on appointments for each row
    when ((old.case_id, old.client_id, old.enquiry_id, old.staff_ids)
        is distinct from (new.case_id, new.client_id, new.enquiry_id, new.staff_ids))
    execute function tell_calls_whose();

-- How many wait to be rung: for whoever has the desk right all that they see, with what came in and belongs to
-- no appointment; for others those of their own appointments.
create or replace function waiting_calls(p_acting text, p_desk boolean, p_walls uuid[], p_walled_clients uuid[]) returns bigint
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    me uuid := office_caller();
    walled_enquiries uuid[];
    cases uuid[] := '{}';
    waiting bigint;
begin
    if p_acting = 'billing' and not p_desk then
        return 0;
    end if;
    -- most of the day nobody waits, and an index tells
    if not exists (select from call_list c where c.done_at is null) then
        waiting := 0;
    else
        walled_enquiries := my_walled_enquiries();
        if not p_desk and p_acting <> 'managing_partner' then
            -- of the cases that are asked about, those on whose team the caller is
            cases := array(
                select asked.id from (
                    select distinct c.case_id as id from call_list c
                    where c.done_at is null and c.case_id is not null and me = any (c.staff_ids)) as asked
                where exists (select from case_team t where t.case_id = asked.id and t.staff_id = me
                        and t.since <= office_now() and (t.until is null or office_now() < t.until))
                    or exists (select from places_on(me, asked.id)));
        end if;
        select count(*) into waiting from (
            select from call_list c
            where c.done_at is null
                and ((p_desk and num_nonnulls(c.case_id, c.client_id, c.enquiry_id) > 0) or (me = any (c.staff_ids)
                    and (p_acting = 'managing_partner' or c.case_id is null or c.case_id = any (cases))))
                and coalesce(c.case_id <> all (p_walls), true) and coalesce(c.client_id <> all (p_walled_clients), true)
                and coalesce(c.enquiry_id <> all (walled_enquiries), true)
            limit 1001) as counted;
    end if;
    if p_desk then
        waiting := waiting + (select count(*) from (
            select from replies r where r.read_at is null and r.appointment_id is null limit 1001) as counted);
    end if;
    return waiting;
end
$$;

do $$
declare
    f text;
begin
    foreach f in array array['note_whose_call()', 'tell_calls_whose()'] loop
        execute format('alter function %s owner to privity_definer', f);
        execute format('revoke execute on function %s from public', f);
    end loop;
end
$$;

-- It runs with every page: planned once, not again for each array of walls.
alter function navigation(bigint) set plan_cache_mode = force_generic_plan;

-- Walls against managing partners that nobody has confirmed: asked by every page of a managing partner.
create index walls_unconfirmed on walls (staff_id) where until is null and confirmed_at is null;

-- ---------------------------------------------------------------- an appointment of the case at hand

-- As of every other part of a case: the case at hand and the open ones are asked first. What either of them holds,
-- my_cases() holds too; it is gathered only for a row that is about a case and in neither.
do $$
declare
    r text;
    t text;
begin
    foreach r in array array['attorney', 'paralegal'] loop
        execute format('alter policy %I on appointments using (
            (num_nonnulls(case_id, client_id, enquiry_id) > 0 and (select i_have_desk()))
            or case when case_id is null then (select office_caller()) = any (staff_ids)
                    or enquiry_id in (select unnest((select my_enquiries())))
                else case_id = (select case_at_hand())
                    or case_id in (select unnest((select my_open_cases())))
                    or case_id in (select unnest((select my_cases()))) end)', r);
        foreach t in array array['appointment_subjects', 'appointment_words'] loop
            execute format('alter policy %I on %I using (exists (select from appointments a where a.id = appointment_id
                and case when a.case_id is null then (select office_caller()) = any (a.staff_ids)
                        or a.enquiry_id in (select unnest((select my_enquiries())))
                    else a.case_id = (select case_at_hand())
                        or a.case_id in (select unnest((select my_open_cases())))
                        or a.case_id in (select unnest((select my_cases()))) end))', r, t);
        end loop;
        foreach t in array array['documents', 'document_folders', 'document_trashings', 'legal_holds', 'document_checkouts'] loop
            execute format('alter policy %I on %I using (case_id = (select case_at_hand())
                or case_id in (select unnest((select my_open_cases())))
                or case_id in (select unnest((select my_cases()))))', r, t);
        end loop;
        execute format('alter policy %I on case_keys using (case_id is null or case_id = (select case_at_hand())
            or case_id in (select unnest((select my_open_cases())))
            or case_id in (select unnest((select my_cases()))))', r);
    end loop;
end
$$;

revoke create on schema public from privity_definer;
