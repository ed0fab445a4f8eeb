-- A folder that is empty to whoever takes it away goes, whatever is hidden in it: a refusal would tell that
-- something is. What is hidden moves to where the folder was.
grant create on schema public to privity_definer;

create or replace function remove_folder(p_id uuid) returns boolean
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    above uuid;
begin
    perform refuse_unless(exists (select from document_folders f
        where f.id = p_id and may_write_documents(f.case_id) and f.id <> all (my_barred_folders())));
    select f.parent_id into above from document_folders f where f.id = p_id and f.removed_at is null for update;
    if not found
        or exists (select from documents d where d.folder_id = p_id and d.id <> all (my_barred_documents()))
        or exists (select from document_folders below where below.parent_id = p_id and below.removed_at is null
            and below.id <> all (my_barred_folders())) then
        return false;
    end if;
    -- out of a folder that is narrowed itself nothing moves unseen: it would become wider
    if crosses_bars(p_id, above) and (exists (select from documents d where d.folder_id = p_id)
            or exists (select from document_folders below where below.parent_id = p_id and below.removed_at is null)) then
        return false;
    end if;
    update documents set folder_id = above where folder_id = p_id;
    update document_folders set parent_id = above where parent_id = p_id and removed_at is null;
    update document_folders set removed_at = office_now() where id = p_id;
    return true;
end
$$;

-- A document that arrives in a folder which went meanwhile lies beside the folders; one that is moved there is
-- refused. The folder is held until this transaction ends.
create function folder_stands() returns trigger
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    if new.folder_id is null or (tg_op = 'UPDATE' and new.folder_id is not distinct from old.folder_id) then
        return new;
    end if;
    perform from document_folders f where f.id = new.folder_id and f.removed_at is null for share;
    if not found and tg_op = 'INSERT' then
        new.folder_id := null;
    elsif not found then
        raise exception 'the folder is gone' using errcode = 'PV409';
    end if;
    return new;
end
$$;
create trigger documents_folder before insert or update of folder_id on documents
    for each row execute function folder_stands();

-- To let a document go earlier, or to let billing read it, is to decide about it.
create function keep_decided() returns trigger
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    -- without a caller it is the owner who mends something
    if office_caller() is null then
        return new;
    end if;
    if (old.keep_until is not null and (new.keep_until is null or new.keep_until < old.keep_until))
        or (new.kind in ('fee_agreement', 'receipt') and old.kind not in ('fee_agreement', 'receipt')) then
        perform refuse_unless(case acting_role()
            when 'managing_partner' then true
            when 'associate_attorney' then new.case_id = any (my_cases_from(3::smallint))
            else false end);
    end if;
    return new;
end
$$;
create trigger documents_decided before update of keep_until, kind on documents
    for each row execute function keep_decided();

do $$
declare
    f regprocedure;
begin
    foreach f in array array['folder_stands()', 'keep_decided()']::regprocedure[] loop
        execute format('alter function %s owner to privity_definer', f);
        execute format('revoke execute on function %s from public', f);
        execute format('grant execute on function %s to privity_definer', f);
    end loop;
end
$$;

revoke create on schema public from privity_definer;
