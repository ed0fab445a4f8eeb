-- What happens to appointments is told on their case's timeline, by their id: it reads by what stands there now.
grant create on schema public to privity_definer;

create or replace function event_kinds() returns table (kind text, reach smallint, when_closed boolean, says text[])
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
        ('note_withdrawn', 2, false, '{}'),
        ('document_added', 2, false, '{document}'),
        ('document_version', 2, false, '{document}'),
        ('document_trashed', 3, false, '{document}'),
        ('document_restored', 3, false, '{document}'),
        ('document_narrowed', 3, false, '{document}'),
        ('document_widened', 3, false, '{document}'),
        -- by tell_of_appointment alone: the desk, too, brings them about
        ('appointment_booked', 5, false, '{appointment}'),
        ('appointment_moved', 5, false, '{appointment}'),
        ('appointment_cancelled', 5, false, '{appointment}'),
        ('attendance_recorded', 5, true, '{appointment}'),
        ('deadline_kept', 5, true, '{appointment}')
$$;

-- Tells it where it is true, now and the caller's doing. A kind of reach 5 is nobody's to tell by hand.
create function tell_of_appointment(p_event uuid, p_appointment uuid, p_kind text) returns void
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    a appointments;
    me uuid := office_caller();
begin
    select * into a from appointments where id = p_appointment;
    perform refuse_unless(a.id is not null and sees_appointment(a) and case p_kind
        when 'appointment_booked' then a.booked_by = me and a.booked_at = office_now()
        when 'appointment_moved' then exists (select from appointment_changes c
            where c.appointment_id = a.id and c.changed_by = me and c.changed_at = office_now())
        when 'appointment_cancelled' then a.cancelled_by = me and a.cancelled_at = office_now()
        when 'attendance_recorded' then exists (select from attendances t
            where t.appointment_id = a.id and t.recorded_by = me and t.recorded_at = office_now())
        when 'deadline_kept' then exists (select from deadlines d
            where d.appointment_id = a.id and d.done_by = me and d.done_at = office_now())
        else false end);
    if a.case_id is not null then
        insert into case_events (id, case_id, actor_id, happened)
        values (p_event, a.case_id, me, jsonb_build_object('kind', p_kind, 'appointment', a.id));
    end if;
end
$$;

-- The consultation of an enquiry that the caller accepts now goes with it to the case: whoever cannot see the
-- case is not asked to it any more, and the lead takes the place of an owner who cannot.
create function carry_consultations(p_enquiry uuid) returns void
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    e enquiries;
begin
    select * into e from enquiries where id = p_enquiry;
    perform refuse_unless(e.state = 'accepted' and e.decided_by = office_caller() and e.decided_at = office_now()
        and e.case_id is not null and e.client_id is not null);
    update appointment_attendees t set until = office_now(), ended_by = office_caller()
    from appointments a
    where a.id = t.appointment_id and a.enquiry_id = p_enquiry and t.until is null and t.staff_id is not null
        and not may_attend(t.staff_id, e.case_id, e.client_id, null);
    -- who enquired is the client now, and was told already
    update appointment_attendees t set client_id = e.client_id, name = '', email = '', phone = ''
    from appointments a
    where a.id = t.appointment_id and a.enquiry_id = p_enquiry and t.until is null and t.name = e.name;
    update appointments a set case_id = e.case_id, client_id = e.client_id, enquiry_id = null,
        owner_id = case when may_attend(a.owner_id, e.case_id, e.client_id, null) then a.owner_id
            else (select t.staff_id from case_team t where t.case_id = e.case_id and t.level = 'lead' and t.until is null) end,
        revision = a.revision + 1
    where a.enquiry_id = p_enquiry;
end
$$;

-- An open enquiry says when its consultation is, wherever that was moved.
create function enquiry_hears() returns trigger
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    update enquiries e set consultation_at = case when new.cancelled_at is null then new.starts_at end
    where e.id = new.enquiry_id and e.state = 'open';
    return null;
end
$$;
create trigger appointments_of_enquiry after insert or update of starts_at, cancelled_at on appointments
    for each row when (new.kind = 'consultation' and new.enquiry_id is not null) execute function enquiry_hears();
alter function enquiry_hears() owner to privity_definer;
revoke execute on function enquiry_hears() from public;

do $$
declare
    f regprocedure;
begin
    foreach f in array array['tell_of_appointment(uuid, uuid, text)', 'carry_consultations(uuid)']::regprocedure[] loop
        execute format('alter function %s owner to privity_definer', f);
        execute format('revoke execute on function %s from public', f);
        execute format('grant execute on function %s to privity_partner, privity_attorney, privity_paralegal, privity_billing',
            f);
    end loop;
end
$$;

revoke create on schema public from privity_definer;
