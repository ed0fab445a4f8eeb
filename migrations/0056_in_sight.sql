-- Which appointments the caller may look through: the one place where a list, a count or a report asks. The policies on
-- the table say the same again; this is the layer above them, with a switch for a test to throw.

-- Columns by name, so that one that is added to the table later changes nothing here. Not a definer's, and with nothing
-- set: only then is it planned as part of the statement that asks. `p_reach`: how far a place on the case's team has to go.
create function appointments_in_sight(p_everything boolean, p_unscreened boolean, p_reach smallint)
returns table (id uuid, kind text, case_id uuid, client_id uuid, enquiry_id uuid, owner_id uuid, staff_ids uuid[],
    starts_at timestamptz, ends_at timestamptz, all_day boolean, room_id uuid, place text, series_id uuid,
    notice_revision integer, revision integer, held text, released_at timestamptz, cancelled_at timestamptz,
    cancelled_for text, attendance text)
language sql stable
begin atomic
    select a.id, a.kind, a.case_id, a.client_id, a.enquiry_id, a.owner_id, a.staff_ids, a.starts_at, a.ends_at, a.all_day,
        a.room_id, a.place, a.series_id, a.notice_revision, a.revision, a.held, a.released_at, a.cancelled_at,
        a.cancelled_for, a.attendance
    from appointments a
    where (p_everything
            -- what is nobody's but the office's is not the desk's either
            or (num_nonnulls(a.case_id, a.client_id, a.enquiry_id) > 0 and (select i_have_desk()))
            or a.case_id in (select unnest((select case when acting_role() = 'billing' then '{}'::uuid[]
                when p_reach <= 1 then my_cases() else my_cases_from(p_reach) end)))
            or (a.case_id is null and ((select office_caller()) = any (a.staff_ids)
                or a.enquiry_id in (select unnest((select case when acting_role() = 'billing' then '{}'::uuid[]
                    else my_enquiries() end))))))
        and (p_unscreened
            or (coalesce(a.case_id <> all ((select my_walls())::uuid[]), true)
                and coalesce(a.client_id <> all ((select my_walled_clients())::uuid[]), true)
                and coalesce(a.enquiry_id <> all ((select my_walled_enquiries())::uuid[]), true)));
end;
revoke execute on function appointments_in_sight(boolean, boolean, smallint) from public;
grant execute on function appointments_in_sight(boolean, boolean, smallint)
    to privity_partner, privity_attorney, privity_paralegal, privity_billing;
