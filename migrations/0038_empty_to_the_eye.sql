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

revoke create on schema public from privity_definer;
