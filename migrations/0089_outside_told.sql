-- What goes to people outside stands on the case's timeline, document by document, as what goes to clients does: whoever
-- may not open a document does not read of it there.

grant create on schema public to privity_definer;

-- An entry is known by what it tells of: told twice it is one.
create function tell_outside() returns trigger
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    insert into case_events (id, case_id, at, actor_id, happened)
    select md5(new.send_id::text || new.document_id::text)::uuid, s.case_id, s.sent_at, s.sent_by,
        jsonb_build_object('kind', case s.verdict when 'stop' then 'sent_outside_anyway' else 'sent_outside' end,
            'document', new.document_id, 'to', s.name)
    from outside_sends s where s.id = new.send_id;
    return null;
end
$$;

create function tell_outside_ended() returns trigger
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    insert into case_events (id, case_id, at, actor_id, happened)
    select md5(o.send_id::text || o.document_id::text || 'ended')::uuid, new.case_id, new.ended_at, new.ended_by,
        jsonb_build_object('kind', case when new.ended_because is null then 'outside_withdrawn' else 'outside_recalled' end,
            'document', o.document_id, 'to', new.name)
    from outside_documents o where o.send_id = new.id;
    return null;
end
$$;

alter function tell_outside() owner to privity_definer;
alter function tell_outside_ended() owner to privity_definer;
revoke execute on function tell_outside(), tell_outside_ended() from public;

create trigger outside_documents_told after insert on outside_documents
    for each row execute function tell_outside();
create trigger outside_sends_told after update of ended_at on outside_sends
    for each row when (old.ended_at is null and new.ended_at is not null) execute function tell_outside_ended();

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
        -- by tell_share alone: the release right, too, brings them about
        ('share_proposed', 5, false, '{document,to}'),
        ('share_declined', 5, false, '{document,to}'),
        ('share_withdrawn', 5, true, '{document,to}'),
        ('share_recalled', 5, true, '{document,to}'),
        ('document_shared', 5, false, '{document,to}'),
        ('document_shared_anyway', 5, false, '{document,to}'),
        -- by tell_request alone
        ('client_asked', 5, false, '{to,what}'),
        ('request_withdrawn', 5, false, '{to,what}'),
        ('request_fulfilled', 5, false, '{to,what}'),
        ('upload_accepted', 5, false, '{document,to}'),
        ('upload_refused', 5, false, '{file,to}'),
        -- by tell_outside and tell_outside_ended alone
        ('sent_outside', 5, false, '{document,to}'),
        ('sent_outside_anyway', 5, false, '{document,to}'),
        ('outside_withdrawn', 5, true, '{document,to}'),
        ('outside_recalled', 5, true, '{document,to}'),
        -- by tell_of_appointment alone: the desk, too, brings them about
        ('appointment_booked', 5, false, '{appointment}'),
        ('appointment_moved', 5, false, '{appointment}'),
        ('appointment_cancelled', 5, false, '{appointment}'),
        ('attendance_recorded', 5, true, '{appointment}'),
        ('deadline_kept', 5, true, '{appointment}')
$$;

revoke create on schema public from privity_definer;

-- what went out before is told as well; the owner sees no row of these otherwise
alter table outside_sends no force row level security;
alter table outside_documents no force row level security;
alter table case_events no force row level security;
insert into case_events (id, case_id, at, actor_id, happened)
select md5(o.send_id::text || o.document_id::text)::uuid, s.case_id, s.sent_at, s.sent_by,
    jsonb_build_object('kind', case s.verdict when 'stop' then 'sent_outside_anyway' else 'sent_outside' end,
        'document', o.document_id, 'to', s.name)
from outside_sends s join outside_documents o on o.send_id = s.id
union all
select md5(o.send_id::text || o.document_id::text || 'ended')::uuid, s.case_id, s.ended_at, s.ended_by,
    jsonb_build_object('kind', case when s.ended_because is null then 'outside_withdrawn' else 'outside_recalled' end,
        'document', o.document_id, 'to', s.name)
from outside_sends s join outside_documents o on o.send_id = s.id
where s.ended_at is not null;
alter table outside_sends force row level security;
alter table outside_documents force row level security;
alter table case_events force row level security;
