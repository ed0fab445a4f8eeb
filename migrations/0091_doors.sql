-- Doors that stood ajar.

grant create on schema public to privity_definer;

-- What is told has an id that nobody knows before: one that could be foretold was a way to stand in the way of a recall.
create or replace function tell_outside() returns trigger
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    insert into case_events (id, case_id, at, actor_id, happened)
    select gen_random_uuid(), s.case_id, s.sent_at, s.sent_by,
        jsonb_build_object('kind', case s.verdict when 'stop' then 'sent_outside_anyway' else 'sent_outside' end,
            'document', new.document_id, 'to', s.name)
    from outside_sends s where s.id = new.send_id;
    return null;
end
$$;

create or replace function tell_outside_ended() returns trigger
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    insert into case_events (id, case_id, at, actor_id, happened)
    select gen_random_uuid(), new.case_id, new.ended_at, new.ended_by,
        jsonb_build_object('kind', case when new.ended_because is null then 'outside_withdrawn' else 'outside_recalled' end,
            'document', o.document_id, 'to', new.name)
    from outside_documents o where o.send_id = new.id;
    return null;
end
$$;

-- With an access all passkeys of that person end, as their sessions do: whoever still comes for another client adds
-- them anew.
create or replace function end_portal_passkeys() returns trigger
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    -- one that is added at this moment waits, or is seen
    perform from portal_people where id = new.person_id for update;
    update portal_passkeys set ended_at = office_now() where person_id = new.person_id and ended_at is null;
    return null;
end
$$;

-- That an invitation was used by somebody who has not been in says that a PIN is asked of them: it is told where this
-- client is the discreet one.
create or replace function portal_invitations(p_client uuid) returns table (membership_id uuid, asked_at timestamptz, state text)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
begin
    return query
        select distinct on (x.membership_id) x.membership_id, x.asked_at,
            case when x.used_at is not null and (p.seen_at is not null or k.discreet) then 'used'
                when x.used_at is null and x.ended_at is not null then 'ended' else n.state end
        from portal_memberships m join portal_mails x on x.membership_id = m.id
        join portal_people p on p.id = m.person_id join clients k on k.id = m.client_id
        left join notifications n on n.subject_kind = 'portal' and n.subject_id = x.id
        where m.client_id = p_client and m.client_id <> all (my_walled_clients())
            and (acting_role() = 'managing_partner'
                or (acting_role() in ('associate_attorney', 'paralegal') and m.client_id = any (my_clients())))
        order by x.membership_id, x.asked_at desc, x.id desc;
end
$$;

-- A PIN that was chosen for another client is told from the day this one let them in.
create or replace function portal_pin_of(p_membership uuid, p_client uuid) returns jsonb
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    m portal_memberships := membership_to_change(p_membership, p_client);
begin
    if not exists (select from clients k where k.id = m.client_id and k.discreet) then
        return jsonb_build_object('asked', false, 'missed', 0);
    end if;
    return jsonb_build_object('asked', true,
        'since', (select greatest(p.set_at, m.since) from portal_pins p where p.person_id = m.person_id),
        'start', (select jsonb_build_object('id', t.id, 'until', t.until) from portal_pin_starts t
            where t.person_id = m.person_id and t.until > office_now()),
        'missed', (select count(*) from portal_pin_tries t
            where t.person_id = m.person_id and t.at > office_now() - interval '1 day'));
end
$$;

revoke create on schema public from privity_definer;
