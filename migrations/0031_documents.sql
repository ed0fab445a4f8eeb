-- Documents of cases: folders, versions, and who may not see them. A document appears with its first
-- version, in one transaction; a version is never changed. What is trashed, held, restricted or checked
-- out is said by rows with a beginning and an end.
grant create on schema public to privity_definer;

create table document_folders (
    id uuid primary key,
    case_id uuid not null references cases (id),
    parent_id uuid,
    name text not null check (name <> '' and char_length(name) <= 120),
    made_by uuid not null references staff (id),
    made_at timestamptz not null default office_now(),
    -- an empty folder may go
    removed_at timestamptz,
    revision integer not null default 1 check (revision > 0),
    unique (id, case_id),
    foreign key (parent_id, case_id) references document_folders (id, case_id),
    check (parent_id <> id)
);
create index document_folders_of_case on document_folders (case_id) where removed_at is null;
create index document_folders_in on document_folders (parent_id) where parent_id is not null;

create table documents (
    id uuid primary key,
    case_id uuid not null references cases (id),
    folder_id uuid,
    -- as people read it, with its ending; never part of a path
    name text not null check (name <> '' and char_length(name) <= 200 and octet_length(name) <= 255),
    kind text not null check (kind in ('fee_agreement', 'receipt', 'pleading', 'court_order', 'correspondence',
        'contract', 'evidence', 'statement', 'report', 'identification', 'notes', 'other')),
    -- the date it bears
    dated date,
    tags text[] not null default '{}' check (cardinality(tags) <= 20),
    -- the newest version
    nth integer not null check (nth > 0),
    added_by uuid not null references staff (id),
    added_at timestamptz not null default office_now(),
    -- when the newest version came
    changed_at timestamptz not null default office_now(),
    -- kept at least until then, whatever the schedule says
    keep_until date,
    revision integer not null default 1 check (revision > 0),
    unique (id, case_id),
    foreign key (folder_id, case_id) references document_folders (id, case_id)
);
create index documents_of_case on documents (case_id, changed_at desc, id desc);
create index documents_in_folder on documents (folder_id) where folder_id is not null;
create index documents_newest on documents (changed_at desc, id desc);
create index documents_for_billing on documents (changed_at desc, id desc) where kind in ('fee_agreement', 'receipt');

-- Bytes on their way: what may lie in the store without a version. Ended by its version, or swept.
create table document_uploads (
    -- that of the version to be
    id uuid primary key,
    case_id uuid not null references cases (id),
    -- null: a document to be
    document_id uuid references documents (id),
    object_name text not null unique,
    started_by uuid not null references staff (id),
    started_at timestamptz not null default office_now()
);
create index document_uploads_by_age on document_uploads (started_at);

create table document_versions (
    id uuid primary key,
    document_id uuid not null,
    case_id uuid not null,
    nth integer not null check (nth > 0),
    note text not null default '' check (char_length(note) <= 2000),
    written_by uuid not null references staff (id),
    written_at timestamptz not null default office_now(),
    -- the version it repeats
    restored_from integer,
    object_name text not null unique,
    -- of the plain text
    size_bytes bigint not null check (size_bytes >= 0),
    chunks integer not null check (chunks > 0),
    -- what its bytes say it is, never what was claimed
    media text not null check (media <> ''),
    -- HMAC-SHA-256 under a key derived from the case key
    content_hash bytea not null check (octet_length(content_hash) = 32),
    case_key_id uuid not null references case_keys (id),
    wrapped_key bytea not null,
    unique (document_id, nth),
    foreign key (document_id, case_id) references documents (id, case_id)
);

-- What a scanner said of a version; until it is released nobody opens it.
create table document_quarantines (
    version_id uuid primary key references document_versions (id),
    document_id uuid not null references documents (id),
    -- the signature, or why nothing could be said
    found text not null check (found <> ''),
    since timestamptz not null default office_now(),
    released_by uuid references staff (id),
    released_at timestamptz,
    reason text,
    check (num_nonnulls(released_by, released_at, reason) in (0, 3))
);

-- Narrowed to attorneys, or to people by name. Binds everyone but the lead and managing partners.
create table document_restrictions (
    id uuid primary key,
    case_id uuid not null references cases (id),
    document_id uuid,
    folder_id uuid,
    narrowed_to text not null check (narrowed_to in ('attorneys', 'named')),
    reason text not null default '' check (char_length(reason) <= 500),
    since timestamptz not null default office_now(),
    until timestamptz,
    set_by uuid not null references staff (id),
    ended_by uuid references staff (id),
    check (num_nonnulls(document_id, folder_id) = 1),
    check (until is null or until >= since),
    foreign key (document_id, case_id) references documents (id, case_id),
    foreign key (folder_id, case_id) references document_folders (id, case_id)
);
create unique index document_restrictions_one on document_restrictions (coalesce(document_id, folder_id)) where until is null;
create index document_restrictions_of_case on document_restrictions (case_id) where until is null;

create table document_restriction_people (
    restriction_id uuid not null references document_restrictions (id),
    staff_id uuid not null references staff (id),
    primary key (restriction_id, staff_id)
);

create table document_trashings (
    id uuid primary key,
    document_id uuid not null,
    case_id uuid not null,
    reason text not null default '' check (char_length(reason) <= 500),
    since timestamptz not null default office_now(),
    until timestamptz,
    trashed_by uuid not null references staff (id),
    restored_by uuid references staff (id),
    foreign key (document_id, case_id) references documents (id, case_id)
);
create unique index document_trashings_one on document_trashings (document_id) where until is null;

-- Nothing under a hold is trashed, purged or shredded until an attorney lifts it.
create table legal_holds (
    id uuid primary key,
    case_id uuid not null references cases (id),
    -- null: the whole case
    document_id uuid,
    reason text not null check (reason <> '' and char_length(reason) <= 1000),
    since timestamptz not null default office_now(),
    until timestamptz,
    set_by uuid not null references staff (id),
    lifted_by uuid references staff (id),
    lifted_because text check (lifted_because <> '' and char_length(lifted_because) <= 1000),
    check (num_nonnulls(until, lifted_by, lifted_because) in (0, 3)),
    foreign key (document_id, case_id) references documents (id, case_id)
);
create unique index legal_holds_one on legal_holds (case_id, coalesce(document_id, case_id)) where until is null;

-- Ranges of one transfer: what was recorded within ten minutes is not recorded again.
create table document_transfers (
    version_id uuid not null references document_versions (id),
    staff_id uuid not null references staff (id),
    session_id uuid not null,
    purpose text not null,
    begun_at timestamptz not null default office_now(),
    primary key (staff_id, version_id, session_id, purpose)
);

create table document_checkouts (
    id uuid primary key,
    document_id uuid not null,
    case_id uuid not null,
    staff_id uuid not null references staff (id),
    since timestamptz not null default office_now(),
    until timestamptz,
    ended_by uuid references staff (id),
    foreign key (document_id, case_id) references documents (id, case_id)
);
create unique index document_checkouts_one on document_checkouts (document_id) where until is null;
create index document_checkouts_of on document_checkouts (staff_id) where until is null;

-- ------------------------------------------------------------------- sight

-- Folders and documents that somebody in a role is barred from by a restriction: not named, not the
-- lead. A cover holds no names of the person covered. Every folder below a narrowed one is narrowed too.
create function barred_from(who uuid, as_role text) returns table (folder_id uuid, document_id uuid)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
begin
    if as_role is null or as_role = 'managing_partner' then
        return;
    end if;
    return query
        with recursive bars as materialized (
            select r.folder_id, r.document_id from document_restrictions r
            where r.until is null
                -- elsewhere nothing is seen anyway, and the ids would tell that it is there
                and (as_role = 'billing' or r.case_id in (select p.case_id from places_of(who) p))
                and not (r.narrowed_to = 'attorneys' and as_role = 'associate_attorney')
                and not exists (select from document_restriction_people p
                    where r.narrowed_to = 'named' and p.restriction_id = r.id and p.staff_id = who)
                and not exists (select from case_team t
                    where t.case_id = r.case_id and t.staff_id = who and t.level = 'lead'
                        and t.since <= office_now() and (t.until is null or office_now() < t.until))
        ), folders as (
            select b.folder_id as id from bars b where b.folder_id is not null
            union
            select f.id from document_folders f join folders on f.parent_id = folders.id
        )
        select f.id, null::uuid from folders f where as_role <> 'billing'
        union all
        select null, d.id from documents d join folders f on d.folder_id = f.id
        where as_role <> 'billing' or d.kind in ('fee_agreement', 'receipt')
        union all
        select null, d.id from bars b join documents d on d.id = b.document_id
        where as_role <> 'billing' or d.kind in ('fee_agreement', 'receipt');
end
$$;

create function my_barred_documents() returns uuid[]
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return array(select b.document_id from barred_from(office_caller(), acting_role()) b where b.document_id is not null);
end
$$;

create function my_barred_folders() returns uuid[]
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return array(select b.folder_id from barred_from(office_caller(), acting_role()) b where b.folder_id is not null);
end
$$;

-- Where the caller stands towards one document: no row when there is no such document.
create function document_standing(which uuid)
returns table (reach smallint, release boolean, walled boolean, closed boolean, grant_id uuid, barred boolean,
    for_billing boolean, own boolean, case_id uuid, client_id uuid, nth integer)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
begin
    return query
        select s.reach, s.release, s.walled, s.closed, s.grant_id, d.id = any (my_barred_documents()),
            d.kind in ('fee_agreement', 'receipt'),
            exists (select from document_checkouts o
                where o.document_id = d.id and o.until is null and o.staff_id = office_caller()),
            d.case_id, c.client_id, d.nth
        from documents d join cases c on c.id = d.case_id, lateral case_standing(d.case_id) s
        where d.id = which;
end
$$;

create function folder_standing(which uuid)
returns table (reach smallint, release boolean, walled boolean, closed boolean, grant_id uuid, barred boolean, case_id uuid)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
begin
    return query
        select s.reach, s.release, s.walled, s.closed, s.grant_id, f.id = any (my_barred_folders()), f.case_id
        from document_folders f, lateral case_standing(f.case_id) s
        where f.id = which;
end
$$;

create function under_hold(p_document uuid) returns boolean
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return exists (
        select from documents d join legal_holds h on h.case_id = d.case_id
        where d.id = p_document and h.until is null and (h.document_id is null or h.document_id = d.id));
end
$$;

-- Documents under a hold of their own or of their case, of one case or of all in view. By the caller's
-- own rights; not inlined, for billing has none on holds and asks for none.
create function held_documents(which_case uuid) returns setof uuid
language sql stable
set search_path = pg_catalog, public, pg_temp
as $$
    select d.id from legal_holds h
    join documents d on d.case_id = h.case_id and (h.document_id is null or h.document_id = d.id)
    where h.until is null and (which_case is null or h.case_id = which_case)
$$;

-- Everybody in force who may open a document now, by the rules that open it: their place on the case,
-- walls, restrictions. For whoever may ask who can.
create function document_openers(which uuid)
returns table (staff_id uuid, role text, reach smallint, cover boolean)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
begin
    perform refuse_unless(exists (
        select from document_standing(which) s
        where not s.walled and not s.barred and (acting_role() = 'managing_partner'
            or (acting_role() = 'associate_attorney' and s.reach is not null))));
    return query
        select s.id, r.role, p.reach, coalesce(p.cover, false)
        from documents d join cases c on c.id = d.case_id
        cross join staff s
        cross join lateral (select role_in_force(s.id) as role) r
        left join lateral (
            select m.reach, m.cover from places_of(s.id) m where m.case_id = d.case_id
            order by m.reach desc, m.cover limit 1
        ) p on true
        where d.id = which and r.role is not null
            and (r.role = 'managing_partner' or (r.role in ('associate_attorney', 'paralegal') and p.reach is not null)
                or (r.role = 'billing' and d.kind in ('fee_agreement', 'receipt')))
            and not is_screened(s.id, c.id, c.client_id)
            and not exists (select from barred_from(s.id, r.role) b where b.document_id = d.id);
end
$$;

-- ---------------------------------------------------------------- policies

do $$
declare
    t text;
begin
    foreach t in array array['document_folders', 'documents', 'document_uploads', 'document_versions',
        'document_quarantines', 'document_restrictions', 'document_restriction_people', 'document_trashings',
        'legal_holds', 'document_checkouts', 'document_transfers']
    loop
        execute format('alter table %I enable row level security', t);
        execute format('alter table %I force row level security', t);
        execute format('create policy definer on %I to privity_definer using (true) with check (true)', t);
        execute format('grant select on %I to privity_definer', t);
    end loop;
    foreach t in array array['document_folders', 'documents', 'document_uploads', 'document_restrictions',
        'document_trashings', 'legal_holds', 'document_checkouts']
    loop
        execute format(
            'create policy caller_in_force on %I as restrictive
                to privity_partner, privity_attorney, privity_paralegal, privity_billing
                using ((select caller_in_force(current_user))) with check ((select caller_in_force(current_user)))', t);
        execute format(
            'create policy walls on %I as restrictive
                to privity_partner, privity_attorney, privity_paralegal, privity_billing
                using (case_id <> all ((select my_walls())::uuid[]))', t);
    end loop;
end
$$;

-- closed cases wait
do $$
declare
    t text;
begin
    foreach t in array array['document_folders', 'document_uploads', 'document_trashings', 'document_checkouts'] loop
        execute format(
            'create policy open_only on %I as restrictive for insert to privity_partner, privity_attorney, privity_paralegal
                with check (exists (select from cases c where c.id = case_id and c.closed_on is null))', t);
    end loop;
    foreach t in array array['document_folders', 'documents', 'document_trashings', 'document_checkouts'] loop
        execute format(
            'create policy open_only_changed on %I as restrictive for update to privity_partner, privity_attorney, privity_paralegal
                using (exists (select from cases c where c.id = case_id and c.closed_on is null))', t);
    end loop;
end
$$;

-- Restrictions bind whoever is not named.
create policy restrictions on documents as restrictive to privity_attorney, privity_paralegal, privity_billing
    using (id not in (select unnest((select my_barred_documents()))));
create policy restrictions on document_folders as restrictive to privity_attorney, privity_paralegal, privity_billing
    using (id not in (select unnest((select my_barred_folders()))));
-- nothing is put where one does not see
create policy into_seen_folders on documents as restrictive for update to privity_attorney, privity_paralegal
    using (true) with check (folder_id is null
        or folder_id in (select f.id from document_folders f where f.removed_at is null));
create policy into_seen_folders on document_folders as restrictive for insert to privity_attorney, privity_paralegal
    with check (parent_id is null or parent_id not in (select unnest((select my_barred_folders()))));
create policy into_seen_folders_moved on document_folders as restrictive for update to privity_attorney, privity_paralegal
    using (true) with check (parent_id is null or parent_id not in (select unnest((select my_barred_folders()))));

create policy partner on document_folders to privity_partner using (true) with check (true);
create policy attorney on document_folders for select to privity_attorney
    using (case_id in (select unnest((select my_cases()))));
create policy attorney_makes on document_folders for insert to privity_attorney
    with check (case_id = any ((select my_cases_from(2::smallint))::uuid[]));
create policy attorney_changes on document_folders for update to privity_attorney
    using (case_id = any ((select my_cases_from(2::smallint))::uuid[]));
create policy paralegal on document_folders for select to privity_paralegal
    using (case_id in (select unnest((select my_cases()))));
create policy paralegal_makes on document_folders for insert to privity_paralegal
    with check (case_id = any ((select my_cases_from(2::smallint))::uuid[]));
create policy paralegal_changes on document_folders for update to privity_paralegal
    using (case_id = any ((select my_cases_from(2::smallint))::uuid[]));
create policy made_by_oneself on document_folders as restrictive for insert
    to privity_partner, privity_attorney, privity_paralegal with check (made_by = (select office_caller()));
grant select on document_folders to privity_partner, privity_attorney, privity_paralegal;
grant insert (id, case_id, parent_id, name, made_by) on document_folders
    to privity_partner, privity_attorney, privity_paralegal;
grant update (name, parent_id, revision) on document_folders
    to privity_partner, privity_attorney, privity_paralegal;

-- A document begins with publish_version, and changes its case never.
create policy partner on documents to privity_partner using (true) with check (true);
create policy attorney on documents for select to privity_attorney
    using (case_id in (select unnest((select my_cases()))));
create policy attorney_changes on documents for update to privity_attorney
    using (case_id = any ((select my_cases_from(2::smallint))::uuid[]));
create policy paralegal on documents for select to privity_paralegal
    using (case_id in (select unnest((select my_cases()))));
create policy paralegal_changes on documents for update to privity_paralegal
    using (case_id = any ((select my_cases_from(2::smallint))::uuid[]));
create policy billing on documents for select to privity_billing using (kind in ('fee_agreement', 'receipt'));
grant select on documents to privity_partner, privity_attorney, privity_paralegal, privity_billing;
grant update (name, folder_id, kind, dated, tags, keep_until, revision) on documents
    to privity_partner, privity_attorney, privity_paralegal;

create policy started_by_oneself on document_uploads as restrictive
    to privity_partner, privity_attorney, privity_paralegal
    using (started_by = (select office_caller())) with check (started_by = (select office_caller()));
create policy partner on document_uploads to privity_partner using (true) with check (true);
create policy attorney on document_uploads for select to privity_attorney using (true);
create policy attorney_starts on document_uploads for insert to privity_attorney
    with check (case_id = any ((select my_cases_from(2::smallint))::uuid[])
        and (document_id is null or document_id in (select d.id from documents d)));
create policy paralegal on document_uploads for select to privity_paralegal using (true);
create policy paralegal_starts on document_uploads for insert to privity_paralegal
    with check (case_id = any ((select my_cases_from(2::smallint))::uuid[])
        and (document_id is null or document_id in (select d.id from documents d)));
grant select on document_uploads to privity_partner, privity_attorney, privity_paralegal;
grant insert (id, case_id, document_id, object_name, started_by) on document_uploads
    to privity_partner, privity_attorney, privity_paralegal;

-- Read by whoever reads the document.
do $$
declare
    t text;
    r text;
begin
    foreach t in array array['document_versions', 'document_quarantines'] loop
        foreach r in array array['partner', 'attorney', 'paralegal', 'billing'] loop
            execute format('create policy %I on %I for select to %I using (exists (select from documents d where d.id = document_id))',
                r, t, 'privity_' || r);
        end loop;
        execute format('grant select on %I to privity_partner, privity_attorney, privity_paralegal, privity_billing', t);
    end loop;
    foreach t in array array['document_trashings', 'legal_holds', 'document_checkouts'] loop
        execute format('create policy seen on %I as restrictive to privity_attorney, privity_paralegal, privity_billing
            using (document_id is null or exists (select from documents d where d.id = document_id))', t);
        execute format('create policy partner on %I to privity_partner using (true) with check (true)', t);
        execute format('create policy attorney on %I for select to privity_attorney
            using (case_id in (select unnest((select my_cases()))))', t);
        execute format('create policy paralegal on %I for select to privity_paralegal
            using (case_id in (select unnest((select my_cases()))))', t);
        execute format('grant select on %I to privity_partner, privity_attorney, privity_paralegal', t);
    end loop;
end
$$;
create policy billing on document_trashings for select to privity_billing using (true);
grant select on document_trashings to privity_billing;

create policy attorney_trashes on document_trashings for insert to privity_attorney
    with check (case_id = any ((select my_cases_from(3::smallint))::uuid[]));
create policy attorney_restores on document_trashings for update to privity_attorney
    using (case_id = any ((select my_cases_from(3::smallint))::uuid[]));
create policy in_ones_own_name on document_trashings as restrictive for insert to privity_partner, privity_attorney
    with check (trashed_by = (select office_caller()) and until is null and not under_hold(document_id));
create policy restored_once on document_trashings as restrictive for update to privity_partner, privity_attorney
    using (until is null) with check (until = office_now() and restored_by = (select office_caller()));
grant insert (id, document_id, case_id, reason, trashed_by) on document_trashings to privity_partner, privity_attorney;
grant update (until, restored_by) on document_trashings to privity_partner, privity_attorney;

create policy attorney_holds on legal_holds for insert to privity_attorney
    with check (case_id = any ((select my_cases_from(3::smallint))::uuid[]));
create policy attorney_lifts on legal_holds for update to privity_attorney
    using (case_id = any ((select my_cases_from(3::smallint))::uuid[]));
create policy in_ones_own_name on legal_holds as restrictive for insert to privity_partner, privity_attorney
    with check (set_by = (select office_caller()) and until is null);
create policy lifted_once on legal_holds as restrictive for update to privity_partner, privity_attorney
    using (until is null) with check (until = office_now() and lifted_by = (select office_caller()));
grant insert (id, case_id, document_id, reason, set_by) on legal_holds to privity_partner, privity_attorney;
grant update (until, lifted_by, lifted_because) on legal_holds to privity_partner, privity_attorney;

-- Whoever contributes checks out; whoever did, or manages, ends it.
create policy attorney_takes on document_checkouts for insert to privity_attorney
    with check (case_id = any ((select my_cases_from(2::smallint))::uuid[]));
create policy attorney_ends on document_checkouts for update to privity_attorney
    using (staff_id = (select office_caller()) or case_id = any ((select my_cases_from(3::smallint))::uuid[]));
create policy paralegal_takes on document_checkouts for insert to privity_paralegal
    with check (case_id = any ((select my_cases_from(2::smallint))::uuid[]));
create policy paralegal_ends on document_checkouts for update to privity_paralegal
    using (staff_id = (select office_caller()));
create policy in_ones_own_name on document_checkouts as restrictive for insert
    to privity_partner, privity_attorney, privity_paralegal
    with check (staff_id = (select office_caller()) and until is null);
create policy ended_once on document_checkouts as restrictive for update
    to privity_partner, privity_attorney, privity_paralegal
    using (until is null) with check (until = office_now() and ended_by = (select office_caller()));
grant insert (id, document_id, case_id, staff_id) on document_checkouts
    to privity_partner, privity_attorney, privity_paralegal;
grant update (until, ended_by) on document_checkouts to privity_partner, privity_attorney, privity_paralegal;

-- Who narrowed what, and to whom: read with what is narrowed, so by those it lets through. Set and
-- ended by definer verbs, since either may end the actor's own sight of it.
create policy partner on document_restrictions for select to privity_partner using (true);
create policy attorney on document_restrictions for select to privity_attorney
    using (document_id in (select d.id from documents d) or folder_id in (select f.id from document_folders f));
create policy paralegal on document_restrictions for select to privity_paralegal
    using (document_id in (select d.id from documents d) or folder_id in (select f.id from document_folders f));
create policy partner on document_restriction_people for select to privity_partner
    using (exists (select from document_restrictions r where r.id = restriction_id));
create policy attorney on document_restriction_people for select to privity_attorney
    using (exists (select from document_restrictions r where r.id = restriction_id));
create policy paralegal on document_restriction_people for select to privity_paralegal
    using (exists (select from document_restrictions r where r.id = restriction_id));
grant select on document_restrictions, document_restriction_people to privity_partner, privity_attorney, privity_paralegal;

-- What an attorney may read of the audit log: what was done to the documents they can see.
create policy attorney_documents on audit_events for select to privity_attorney
    using (resource = 'document' and case_id in (select unnest((select my_cases())))
        and resource_id in (select d.id from documents d));
grant select (id, seq, at, actor_kind, actor_id, action, outcome, resource, resource_id, resource_version, case_id, client_id)
    on audit_events to privity_attorney;
create index audit_events_of_document on audit_events (resource_id, seq desc) where resource = 'document';

-- ------------------------------------------------------------------- verbs

-- Whether the caller may write documents of a case, by the table.
create function may_write_documents(p_case uuid) returns boolean
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return p_case <> all (my_walls())
        and exists (select from cases c where c.id = p_case and c.closed_on is null)
        and case acting_role()
            when 'managing_partner' then true
            when 'associate_attorney' then p_case = any (my_cases_from(2::smallint))
            when 'paralegal' then p_case = any (my_cases_from(2::smallint))
            else false end;
end
$$;

-- Keeps the key of a case, where there is none: two first uploads at once agree on one. Hands back the
-- one that stands.
create function keep_case_key(p_id uuid, p_case uuid, p_wrapped bytea, p_master_key text)
returns table (id uuid, wrapped bytea, master_key text)
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
begin
    perform refuse_unless(may_write_documents(p_case));
    -- a first key that nobody could open would shut the case's documents for good
    perform refuse_unless(exists (select from case_keys k where k.case_id = p_case)
        or (octet_length(p_wrapped) between 64 and 4096 and p_master_key = (select v.master_key from vault v)));
    insert into case_keys (id, case_id, wrapped, master_key) values (p_id, p_case, p_wrapped, p_master_key)
    on conflict do nothing;
    return query select k.id, k.wrapped, k.master_key from case_keys k where k.case_id = p_case;
end
$$;
alter function keep_case_key(uuid, uuid, bytea, text) owner to privity_definer;
revoke execute on function keep_case_key(uuid, uuid, bytea, text) from public;
grant execute on function keep_case_key(uuid, uuid, bytea, text)
    to privity_partner, privity_attorney, privity_paralegal;

-- Makes the bytes of an upload a version, and with the first one the document. Hands back the
-- version's number; null where somebody added another meanwhile, or has it checked out: nothing is
-- written then, and the upload stands so that the bytes can go beside it.
create function publish_version(p_upload uuid, p_document uuid, p_base integer, p_name text, p_kind text, p_dated date,
    p_tags text[], p_folder uuid, p_note text, p_restored_from integer, p_size bigint, p_chunks integer, p_media text,
    p_hash bytea, p_case_key uuid, p_wrapped bytea, p_found text, p_beside uuid) returns integer
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    u document_uploads;
    d documents;
    n integer := 1;
begin
    select * into u from document_uploads where id = p_upload and started_by = office_caller() for update;
    perform refuse_unless(u.id is not null and may_write_documents(u.case_id)
        and (p_folder is null or exists (select from document_folders f
            where f.id = p_folder and f.case_id = u.case_id and f.removed_at is null and f.id <> all (my_barred_folders())))
        and exists (select from case_keys k where k.id = p_case_key and k.case_id = u.case_id and k.wrapped is not null));
    -- what came for a document becomes its version or nothing
    perform refuse_unless(u.document_id is null or u.document_id = p_document);
    if u.document_id is not null then
        select * into d from documents where id = p_document for update;
        perform refuse_unless(d.case_id = u.case_id and d.id <> all (my_barred_documents()));
        if d.nth <> p_base
            or exists (select from document_trashings t where t.document_id = d.id and t.until is null)
            or exists (select from document_checkouts o
                where o.document_id = d.id and o.until is null and o.staff_id <> office_caller()) then
            return null;
        end if;
        n := d.nth + 1;
        update documents set nth = n, changed_at = office_now() where id = d.id;
        update document_checkouts set until = office_now(), ended_by = office_caller()
        where document_id = d.id and until is null;
    else
        perform refuse_unless(not exists (select from documents x where x.id = p_document));
        insert into documents (id, case_id, folder_id, name, kind, dated, tags, nth, added_by)
        values (p_document, u.case_id, p_folder, p_name, p_kind, p_dated, p_tags, 1, office_caller());
        -- a copy beside a document is as narrow as that is
        if p_beside is not null then
            perform refuse_unless(exists (select from documents x
                where x.id = p_beside and x.case_id = u.case_id and x.id <> all (my_barred_documents())));
            insert into document_restrictions (id, case_id, document_id, narrowed_to, reason, set_by)
            select p_document, r.case_id, p_document, r.narrowed_to, r.reason, r.set_by
            from document_restrictions r where r.document_id = p_beside and r.until is null;
            insert into document_restriction_people (restriction_id, staff_id)
            select p_document, p.staff_id from document_restrictions r
            join document_restriction_people p on p.restriction_id = r.id
            where r.document_id = p_beside and r.until is null;
        end if;
    end if;
    insert into document_versions (id, document_id, case_id, nth, note, written_by, restored_from, object_name,
        size_bytes, chunks, media, content_hash, case_key_id, wrapped_key)
    values (u.id, p_document, u.case_id, n, p_note, office_caller(), p_restored_from, u.object_name,
        p_size, p_chunks, p_media, p_hash, p_case_key, p_wrapped);
    if p_found is not null then
        insert into document_quarantines (version_id, document_id, found) values (u.id, p_document, p_found);
    end if;
    delete from document_uploads where id = u.id;
    return n;
end
$$;

-- Lets go of an upload whose bytes are gone again.
create function drop_upload(p_upload uuid) returns void
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    delete from document_uploads where id = p_upload and started_by = office_caller();
end
$$;

-- Whether a range of a version is the first of a transfer, for whoever may read it.
create function begin_transfer(p_version uuid, p_purpose text, p_session uuid) returns boolean
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    perform refuse_unless(exists (select from document_versions v, lateral document_standing(v.document_id) s
        where v.id = p_version and not s.walled and not s.barred and case acting_role()
            when 'managing_partner' then true
            when 'billing' then s.for_billing
            else s.reach is not null end));
    insert into document_transfers as t (version_id, staff_id, session_id, purpose)
    values (p_version, office_caller(), p_session, p_purpose)
    on conflict (staff_id, version_id, session_id, purpose) do update set begun_at = office_now()
        where t.begun_at <= office_now() - interval '10 minutes';
    return found;
end
$$;

-- Opens what a scanner held: a managing partner, with a reason.
create function release_version(p_version uuid, p_reason text) returns boolean
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    perform refuse_unless(acting_role() = 'managing_partner' and p_reason <> '' and exists (
        select from document_versions v where v.id = p_version and v.case_id <> all (my_walls())));
    update document_quarantines set released_by = office_caller(), released_at = office_now(), reason = p_reason
    where version_id = p_version and released_at is null;
    return found;
end
$$;

-- Narrows a document or a folder; instead of how it was narrowed before, if it was. Named people have
-- standing on the case.
create function restrict_documents(p_id uuid, p_document uuid, p_folder uuid, p_to text, p_people uuid[], p_reason text)
returns void
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    which_case uuid;
begin
    perform refuse_unless(num_nonnulls(p_document, p_folder) = 1);
    select d.case_id into which_case from documents d where d.id = p_document and d.id <> all (my_barred_documents());
    if p_document is null then
        select f.case_id into which_case from document_folders f where f.id = p_folder and f.id <> all (my_barred_folders());
    end if;
    perform refuse_unless(which_case is not null and which_case <> all (my_walls())
        and exists (select from cases c where c.id = which_case and c.closed_on is null)
        and case acting_role()
            when 'managing_partner' then true
            when 'associate_attorney' then which_case = any (my_cases_from(3::smallint))
            else false end);
    if (p_to = 'named') <> (cardinality(p_people) > 0) or exists (
        select from unnest(p_people) as named
        where role_in_force(named) is distinct from 'managing_partner' and not exists (
            select from places_of(named) p where p.case_id = which_case and not p.cover)
            or exists (select from cases c where c.id = which_case and is_screened(named, c.id, c.client_id))) then
        raise exception 'somebody named has no standing on the case' using errcode = 'PV409';
    end if;
    update document_restrictions set until = office_now(), ended_by = office_caller()
    where until is null and (document_id = p_document or folder_id = p_folder);
    insert into document_restrictions (id, case_id, document_id, folder_id, narrowed_to, reason, set_by)
    values (p_id, which_case, p_document, p_folder, p_to, p_reason, office_caller());
    insert into document_restriction_people (restriction_id, staff_id)
    select distinct p_id, named from unnest(p_people) as named;
end
$$;

create function end_restriction(p_document uuid, p_folder uuid) returns boolean
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    which_case uuid;
begin
    perform refuse_unless(num_nonnulls(p_document, p_folder) = 1);
    select r.case_id into which_case from document_restrictions r
    where r.until is null and (r.document_id = p_document or r.folder_id = p_folder)
        and coalesce(r.document_id <> all (my_barred_documents()), true)
        and coalesce(r.folder_id <> all (my_barred_folders()), true);
    perform refuse_unless(which_case is not null and which_case <> all (my_walls())
        and exists (select from cases c where c.id = which_case and c.closed_on is null)
        and case acting_role()
            when 'managing_partner' then true
            when 'associate_attorney' then which_case = any (my_cases_from(3::smallint))
            else false end);
    update document_restrictions set until = office_now(), ended_by = office_caller()
    where until is null and (document_id = p_document or folder_id = p_folder);
    return found;
end
$$;

-- Takes an empty folder away: what is in it may be out of the caller's sight.
create function remove_folder(p_id uuid) returns boolean
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    perform refuse_unless(exists (select from document_folders f
        where f.id = p_id and may_write_documents(f.case_id) and f.id <> all (my_barred_folders())));
    update document_folders f set removed_at = office_now() where f.id = p_id and f.removed_at is null
        and not exists (select from documents d where d.folder_id = f.id)
        and not exists (select from document_folders below where below.parent_id = f.id and below.removed_at is null);
    return found;
end
$$;

-- The restrictions that bind what is in a folder: its own and those of the folders it is in.
create function folder_bars(which uuid) returns uuid[]
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return array(
        with recursive above as (
            select f.id, f.parent_id from document_folders f where f.id = which
            union
            select f.id, f.parent_id from document_folders f join above on f.id = above.parent_id
        )
        select r.id from above join document_restrictions r on r.folder_id = above.id and r.until is null order by 1);
end
$$;

-- Whether moving from one folder to another changes who may see.
create function crosses_bars(p_from uuid, p_to uuid) returns boolean
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return folder_bars(p_from) is distinct from folder_bars(p_to);
end
$$;

-- Moving something out of what is narrowed, or into it, is deciding who may see it. Folders are moved one at
-- a time on a case, so that no two end up in each other.
create function keep_bars() returns trigger
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    was uuid;
    becomes uuid;
    above uuid;
begin
    if tg_table_name = 'documents' then
        was := old.folder_id;
        becomes := new.folder_id;
    else
        perform pg_advisory_xact_lock(hashtextextended(new.case_id::text, 2));
        was := old.parent_id;
        becomes := new.parent_id;
        above := becomes;
        while above is not null loop
            if above = new.id then
                raise exception 'a folder cannot be in itself' using errcode = 'PV409';
            end if;
            select f.parent_id into above from document_folders f where f.id = above and f.removed_at is null;
            if not found then
                raise exception 'the folder is gone' using errcode = 'PV409';
            end if;
        end loop;
    end if;
    if was is distinct from becomes and crosses_bars(was, becomes) then
        perform refuse_unless(case acting_role()
            when 'managing_partner' then true
            when 'associate_attorney' then new.case_id = any (my_cases_from(3::smallint))
            else false end);
    end if;
    return new;
end
$$;
create trigger documents_bars before update of folder_id on documents
    for each row execute function keep_bars();
create trigger document_folders_bars before update of parent_id on document_folders
    for each row execute function keep_bars();

-- A version and what was said about it are never changed, not even by the definer.
create function refuse_version_change() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    raise exception 'a version is never changed' using errcode = 'PV403';
end
$$;
create trigger document_versions_stay before update or delete on document_versions
    for each row execute function refuse_version_change();

do $$
declare
    f record;
begin
    for f in
        select p.oid::regprocedure as signature, p.proname as name from pg_proc p
        where p.pronamespace = 'public'::regnamespace and p.proname in ('barred_from', 'my_barred_documents',
            'my_barred_folders', 'document_standing', 'folder_standing', 'under_hold', 'document_openers',
            'may_write_documents', 'publish_version', 'drop_upload', 'release_version', 'restrict_documents',
            'end_restriction', 'remove_folder', 'begin_transfer', 'folder_bars', 'crosses_bars', 'keep_bars')
    loop
        execute format('alter function %s owner to privity_definer', f.signature);
        execute format('revoke execute on function %s from public', f.signature);
        execute format('grant execute on function %s to %s', f.signature, case
            when f.name in ('barred_from', 'folder_bars', 'keep_bars') then 'privity_definer'
            else 'privity_partner, privity_attorney, privity_paralegal, privity_billing, privity_definer' end);
    end loop;
end
$$;
revoke execute on function refuse_version_change(), held_documents(uuid) from public;
grant execute on function held_documents(uuid) to privity_partner, privity_attorney, privity_paralegal, privity_billing;
grant update (nth, changed_at) on documents to privity_definer;
grant insert, update on document_transfers to privity_definer;
grant insert on documents, document_versions, document_quarantines, document_restrictions,
    document_restriction_people to privity_definer;
grant update on document_folders, document_uploads, document_quarantines, document_restrictions, document_checkouts to privity_definer;
grant delete on document_uploads to privity_definer;
grant update on documents to privity_definer; -- select … for update

revoke create on schema public from privity_definer;
