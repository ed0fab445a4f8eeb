-- Scans and templates are read back as documents are: whatever is sealed has a check.
grant create on schema public to privity_definer;

-- All that lies in the store for good, and the key that opens it. What is under the office's own key names no
-- case. What is under a destroyed one is not here: there is nothing to read.
create view sealed_objects with (security_invoker = true) as
select v.id, 'document' as what, v.document_id as thing_id, v.case_id, v.nth, v.written_at as sealed_at, v.object_name,
    v.size_bytes, v.chunks, v.content_hash, v.wrapped_key, v.case_key_id as key_id, k.id as key_of_case, k.wrapped as key_wrapped
from document_versions v join case_keys k on k.case_id = v.case_id and k.wrapped is not null
union all
select v.id, 'template', v.template_id, '00000000-0000-0000-0000-000000000000'::uuid, v.nth, v.written_at, v.object_name,
    v.size_bytes, v.chunks, v.content_hash, v.wrapped_key, v.office_key_id, k.id, k.wrapped
from template_versions v join case_keys k on k.case_id is null and k.wrapped is not null
union all
select s.id, 'scan', s.id, '00000000-0000-0000-0000-000000000000'::uuid, 1, s.came_at, s.object_name,
    s.size_bytes, s.chunks, s.content_hash, s.wrapped_key, s.office_key_id, k.id, k.wrapped
from filing_scans s join case_keys k on k.case_id is null and k.wrapped is not null;
grant select on sealed_objects to privity_definer;

alter table version_checks drop constraint version_checks_version_id_fkey;

create trigger template_versions_checked after insert on template_versions
    for each row execute function expect_check();
create trigger filing_scans_checked after insert on filing_scans
    for each row execute function expect_check();

create function forget_check() returns trigger
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    delete from version_checks where version_id = old.id;
    return null;
end
$$;
create trigger filing_scans_gone after delete on filing_scans for each row execute function forget_check();
create trigger document_versions_gone after delete on document_versions for each row execute function forget_check();

-- what is there already waits for its first check
alter table template_versions no force row level security;
alter table filing_scans no force row level security;
alter table version_checks no force row level security;
insert into version_checks (version_id) select id from template_versions union all select id from filing_scans;
alter table template_versions force row level security;
alter table filing_scans force row level security;
alter table version_checks force row level security;

create or replace function next_checks(p_before timestamptz, p_limit integer)
returns table (version_id uuid, document_id uuid, case_id uuid, object_name text, size_bytes bigint, chunks integer,
    content_hash bytea, wrapped_key bytea, case_key_id uuid, key_of_case uuid, key_wrapped bytea)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
begin
    return query
        select o.id, o.thing_id, o.case_id, o.object_name, o.size_bytes, o.chunks, o.content_hash, o.wrapped_key,
            o.key_id, o.key_of_case, o.key_wrapped
        from version_checks c join sealed_objects o on o.id = c.version_id
        where c.checked_at is null or c.checked_at < p_before
        order by c.checked_at nulls first, c.version_id limit p_limit;
end
$$;

create or replace function console_vault_keeping()
returns table (versions bigint, bytes bigint, oldest_check timestamptz, unchecked bigint, damaged bigint, uploads bigint)
language sql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
    select count(*), coalesce(sum(o.size_bytes), 0)::bigint, min(coalesce(c.checked_at, o.sealed_at)),
        count(*) filter (where c.checked_at is null), count(*) filter (where c.problem is not null),
        (select count(*) from document_uploads)
    from sealed_objects o join version_checks c on c.version_id = o.id
$$;

drop function console_damaged_versions(integer);
create function console_damaged_versions(p_limit integer)
returns table (what text, thing_id uuid, nth integer, version_id uuid, problem text, detail text, wrong_since timestamptz)
language sql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
    select o.what, o.thing_id, o.nth, o.id, c.problem, c.detail, c.wrong_since
    from version_checks c join sealed_objects o on o.id = c.version_id
    where c.problem is not null order by c.wrong_since, o.id limit p_limit
$$;

do $$
declare
    f record;
begin
    for f in
        select p.oid::regprocedure as signature, p.proname as name from pg_proc p
        where p.pronamespace = 'public'::regnamespace and p.proname in ('forget_check', 'console_damaged_versions')
    loop
        execute format('alter function %s owner to privity_definer', f.signature);
        execute format('revoke execute on function %s from public', f.signature);
        execute format('grant execute on function %s to %s', f.signature, case
            when f.name like 'console%' then 'privity_console' else 'privity_definer' end);
    end loop;
end
$$;

revoke create on schema public from privity_definer;
