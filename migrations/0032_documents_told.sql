-- What happens to documents is told on their case's timeline, by their id: whoever may not see the document
-- is told nothing, and it reads by the name it has now.
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
        ('document_widened', 3, false, '{document}')
$$;

-- Whether the caller may tell this of a case now: a kind that the caller's place can bring about, worded as
-- that kind is, and true as far as the case's own rows say so.
create or replace function may_tell(p_case uuid, p_happened jsonb) returns boolean
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    k record;
    c cases;
    me uuid := office_caller();
    told text := p_happened->>'name';
    document uuid := (p_happened->>'document')::uuid;
begin
    select * into k from event_kinds() e where e.kind = p_happened->>'kind';
    select * into c from cases where id = p_case;
    if k.kind is null or c.id is null or k.reach > 4 or p_case = any (my_walls())
        or (c.closed_on is not null and not k.when_closed) then
        return false;
    end if;
    if not (case acting_role()
        when 'managing_partner' then true
        when 'associate_attorney' then p_case = any (my_cases_from(k.reach))
        when 'paralegal' then k.reach < 3 and p_case = any (my_cases_from(k.reach))
        else false end) then
        return false;
    end if;
    if (select coalesce(array_agg(f.key order by f.key), '{}') from jsonb_each(p_happened) f where f.key <> 'kind') <> k.says
        or exists (select from jsonb_each(p_happened) f
            where jsonb_typeof(f.value) <> case f.key when 'changed' then 'array' else 'string' end)
        or exists (select from jsonb_array_elements(case k.kind when 'edited' then p_happened->'changed' end) e
            where jsonb_typeof(e) <> 'string') then
        return false;
    end if;
    return case k.kind
        when 'opened' then c.opened_by = me and c.created_at = office_now()
        when 'closed' then c.closed_on is not null
        when 'grant_given' then exists (select from case_team t where t.case_id = c.id and t.given_by = me
            and t.since = office_now())
        when 'wall_lifted' then exists (select from walls w where w.case_id = c.id and w.ended_by = me
            and w.until = office_now())
        when 'stage_changed' then lower(p_happened->>'to') = c.stage
        when 'party_added' then exists (select from parties p where p.case_id = c.id and p.name = told and p.added_by = me
            and p.since = office_now())
        when 'party_changed' then exists (select from parties p where p.case_id = c.id and p.name = told and p.until is null)
        when 'party_ended' then exists (select from parties p where p.case_id = c.id and p.name = told and p.ended_by = me
            and p.until = office_now())
        when 'payer_added' then exists (select from payers p where p.case_id = c.id and p.name = told and p.added_by = me
            and p.added_at = office_now())
        when 'payer_changed' then exists (select from payers p where p.case_id = c.id and p.name = told and p.ended_at is null)
        when 'payer_ended' then exists (select from payers p where p.case_id = c.id and p.name = told and p.ended_by = me
            and p.ended_at = office_now())
        when 'note_written' then exists (select from notes n where n.case_id = c.id and n.written_by = me
            and n.written_at = office_now())
        when 'note_changed' then exists (select from notes n where n.case_id = c.id and n.changed_by = me
            and n.changed_at = office_now() and n.revision > 1)
        when 'note_withdrawn' then exists (select from notes n where n.case_id = c.id and n.withdrawn_by = me
            and n.withdrawn_at = office_now())
        when 'document_added' then exists (select from documents d where d.case_id = c.id and d.id = document
            and d.added_by = me and d.added_at = office_now())
        when 'document_version' then exists (select from document_versions v where v.case_id = c.id
            and v.document_id = document and v.written_by = me and v.written_at = office_now())
        when 'document_trashed' then exists (select from document_trashings t where t.case_id = c.id
            and t.document_id = document and t.trashed_by = me and t.since = office_now())
        when 'document_restored' then exists (select from document_trashings t where t.case_id = c.id
            and t.document_id = document and t.restored_by = me and t.until = office_now())
        when 'document_narrowed' then exists (select from document_restrictions r where r.case_id = c.id
            and r.document_id = document and r.set_by = me and r.since = office_now())
        when 'document_widened' then exists (select from document_restrictions r where r.case_id = c.id
            and r.document_id = document and r.ended_by = me and r.until = office_now())
        else true end;
end
$$;

alter function may_tell(uuid, jsonb) owner to privity_definer;

create policy restrictions on case_events as restrictive for select to privity_attorney, privity_paralegal
    using (not (happened ? 'document')
        or (happened->>'document')::uuid not in (select unnest((select my_barred_documents()))));

-- whoever may ask who did, may ask in which role
grant select (actor_role) on audit_events to privity_attorney;

revoke create on schema public from privity_definer;
