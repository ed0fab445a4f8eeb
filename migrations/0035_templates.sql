-- Templates: Word documents with placeholders, kept by managing partners under the office's own key and read
-- by whoever writes for a case. One that is replaced gets another version; one that is retired stays.
grant create on schema public to privity_definer;

create table templates (
    id uuid primary key,
    name text not null check (name <> '' and char_length(name) <= 120),
    -- of the documents made of it
    kind text not null check (kind in ('fee_agreement', 'receipt', 'pleading', 'court_order', 'correspondence',
        'contract', 'evidence', 'statement', 'report', 'identification', 'notes', 'other')),
    -- empty: for every case
    practice_area text not null default '' check (char_length(practice_area) <= 200),
    -- the newest version
    nth integer not null check (nth > 0),
    made_by uuid not null references staff (id),
    made_at timestamptz not null default office_now(),
    retired_at timestamptz,
    retired_by uuid references staff (id),
    revision integer not null default 1 check (revision > 0),
    check (num_nonnulls(retired_at, retired_by) in (0, 2))
);
create unique index templates_name on templates (lower(name)) where retired_at is null;

-- Bytes on their way, as in document_uploads.
create table template_uploads (
    -- that of the version to be
    id uuid primary key,
    object_name text not null unique,
    started_by uuid not null references staff (id),
    started_at timestamptz not null default office_now()
);

create table template_versions (
    id uuid primary key,
    template_id uuid not null references templates (id),
    nth integer not null check (nth > 0),
    written_by uuid not null references staff (id),
    written_at timestamptz not null default office_now(),
    object_name text not null unique,
    -- of the plain text
    size_bytes bigint not null check (size_bytes > 0),
    chunks integer not null check (chunks > 0),
    content_hash bytea not null check (octet_length(content_hash) = 32),
    office_key_id uuid not null references case_keys (id),
    wrapped_key bytea not null,
    -- its placeholders, as they first appear
    fields text[] not null,
    unique (template_id, nth)
);
create trigger template_versions_stay before update or delete on template_versions
    for each row execute function refuse_version_change();

create function begin_template(p_upload uuid, p_object text) returns void
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    perform refuse_unless(acting_role() = 'managing_partner');
    -- one that began a day ago is dead, and its bytes are the sweeper's
    delete from template_uploads where started_at < office_now() - interval '1 day';
    insert into template_uploads (id, object_name, started_by) values (p_upload, p_object, office_caller());
end
$$;

create function drop_template_upload(p_upload uuid) returns void
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    delete from template_uploads where id = p_upload and started_by = office_caller();
end
$$;

-- Makes what came the next version of a template, and with the first one the template.
create function publish_template(p_upload uuid, p_template uuid, p_name text, p_kind text, p_area text, p_size bigint,
    p_chunks integer, p_hash bytea, p_key uuid, p_wrapped bytea, p_fields text[]) returns integer
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    u template_uploads;
    n integer := 1;
begin
    delete from template_uploads where id = p_upload and started_by = office_caller() returning * into u;
    perform refuse_unless(acting_role() = 'managing_partner' and u.id is not null
        and exists (select from case_keys k where k.id = p_key and k.case_id is null and k.wrapped is not null));
    update templates set nth = nth + 1, revision = revision + 1 where id = p_template returning nth into n;
    if not found then
        n := 1;
        insert into templates (id, name, kind, practice_area, nth, made_by)
        values (p_template, p_name, p_kind, p_area, 1, office_caller());
    end if;
    insert into template_versions (id, template_id, nth, written_by, object_name, size_bytes, chunks, content_hash,
        office_key_id, wrapped_key, fields)
    values (u.id, p_template, n, office_caller(), u.object_name, p_size, p_chunks, p_hash, p_key, p_wrapped, p_fields);
    return n;
end
$$;

do $$
declare
    t text;
    f record;
begin
    foreach t in array array['templates', 'template_uploads', 'template_versions'] loop
        execute format('alter table %I enable row level security', t);
        execute format('alter table %I force row level security', t);
        execute format('create policy definer on %I to privity_definer using (true) with check (true)', t);
        execute format('grant select, insert, update, delete on %I to privity_definer', t);
    end loop;
    -- billing writes no letters
    foreach t in array array['templates', 'template_versions'] loop
        execute format('create policy caller_in_force on %I as restrictive to privity_partner, privity_attorney, privity_paralegal
            using ((select caller_in_force(current_user))) with check ((select caller_in_force(current_user)))', t);
        execute format('create policy attorney on %I for select to privity_attorney using (true)', t);
        execute format('create policy paralegal on %I for select to privity_paralegal using (true)', t);
        execute format('grant select on %I to privity_partner, privity_attorney, privity_paralegal', t);
    end loop;
    for f in
        select p.oid::regprocedure as signature from pg_proc p
        where p.pronamespace = 'public'::regnamespace
            and p.proname in ('begin_template', 'drop_template_upload', 'publish_template')
    loop
        execute format('alter function %s owner to privity_definer', f.signature);
        execute format('revoke execute on function %s from public', f.signature);
        execute format('grant execute on function %s to privity_partner', f.signature);
    end loop;
end
$$;
create policy partner on templates to privity_partner using (true) with check (true);
create policy partner on template_versions for select to privity_partner using (true);
grant update (name, kind, practice_area, retired_at, retired_by, revision) on templates to privity_partner;

-- What sweeps the store asks which objects no row names: it has to know of these rows too.
create or replace function unnamed_objects(p_names text[]) returns setof text
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return query
        select n.name from unnest(p_names) as n (name)
        -- what a destroyed key sealed is read by nobody: its room is given back
        where not exists (select from document_versions v join case_keys k on k.id = v.case_key_id
                where v.object_name = n.name and k.wrapped is not null)
            and not exists (select from document_uploads u where u.object_name = n.name)
            and not exists (select from filing_scans s where s.object_name = n.name)
            and not exists (select from filing_arrivals a where a.object_name = n.name)
            and not exists (select from template_versions v where v.object_name = n.name)
            and not exists (select from template_uploads u where u.object_name = n.name);
end
$$;

revoke create on schema public from privity_definer;
