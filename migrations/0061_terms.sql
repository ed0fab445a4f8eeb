-- What the pages of fee terms, of invoices' settings and of expenses ask of the database.

grant create on schema public to privity_definer;

-- ---------------------------------------------------------------- what is set

-- so that whoever changes how invoices are set and whoever changes the office's name do not stand in each other's way
alter table office_settings add column invoices_revision integer not null default 1 check (invoices_revision > 0);
grant update (invoices_revision) on office_settings to privity_partner;

-- The next number of a series: the row stays locked until the commit, so what is rolled back leaves no gap. Where an
-- office that came from elsewhere goes on counting holds for its first invoice; a new year's count begins at one.
create or replace function next_number(p_kind text, p_on date, out number text, out seq integer, out series_year smallint)
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    pattern text;
    begins integer;
begin
    select case p_kind when 'invoice' then o.invoice_pattern else o.credit_note_pattern end,
        case when p_kind = 'invoice' and not exists (select from invoice_counters c where c.series = 'invoice')
            then o.first_invoice else 1 end
    into pattern, begins from office_settings o;
    series_year := case when position('{year}' in pattern) > 0 then extract(year from p_on)::smallint else 0 end;
    insert into invoice_counters as c (series, year, first, last) values (p_kind, series_year, begins, begins)
    on conflict (series, year) do update set last = c.last + 1
    returning c.last into seq;
    number := replace(replace(pattern, '{year}', series_year::text), '{seq}', lpad(seq::text, greatest(4, length(seq::text)), '0'));
end
$$;
alter function next_number(text, date) owner to privity_definer;

create or replace function set_fee_terms() returns trigger
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    new.client_id := (select c.client_id from cases c where c.id = new.case_id);
    -- what was recorded or drafted in one currency is billed in it
    if (tg_op = 'INSERT' and new.currency <> currency_of_case(new.case_id)
            or tg_op = 'UPDATE' and new.currency <> old.currency)
        and in_another_currency(new.case_id, new.currency) then
        raise exception 'something is recorded in another currency' using errcode = 'PV409';
    end if;
    return new;
end
$$;
alter function set_fee_terms() owner to privity_definer;

-- Whether something of a case that can still be billed, or is being billed, is in another currency than this.
create function in_another_currency(p_case uuid, p_currency text) returns boolean
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return exists (select from time_entries e where e.case_id = p_case and e.currency <> p_currency and e.withdrawn_at is null)
        or exists (select from expenses x where x.case_id = p_case and x.currency <> p_currency and x.withdrawn_at is null)
        or exists (select from invoices i where i.case_id = p_case and i.currency <> p_currency
            and i.stage in ('draft', 'review', 'approved'));
end
$$;
alter function in_another_currency(uuid, text) owner to privity_definer;
revoke execute on function in_another_currency(uuid, text) from public;
grant execute on function in_another_currency(uuid, text) to privity_definer;

-- The same, for whoever says how the case is paid for.
create function terms_currency_bound(p_case uuid, p_currency text) returns boolean
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    perform refuse_unless(may_bill(p_case));
    return p_currency <> currency_of_case(p_case) and in_another_currency(p_case, p_currency);
end
$$;
alter function terms_currency_bound(uuid, text) owner to privity_definer;
revoke execute on function terms_currency_bound(uuid, text) from public;
grant execute on function terms_currency_bound(uuid, text) to privity_partner, privity_billing;

-- ---------------------------------------------------------------- receipts

-- A receipt is a document like any other, but comes with its expense or not at all: Billing, who adds no documents,
-- adds these. Its bytes on their way say so.
alter table document_uploads add column for_receipt boolean not null default false;

-- Whether the caller may add a receipt to the case, by the table.
create function may_add_receipt(p_case uuid) returns boolean
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return may_write_documents(p_case)
        or (acting_role() = 'billing' and p_case <> all (my_walls())
            and exists (select from cases c where c.id = p_case and c.closed_on is null));
end
$$;
alter function may_add_receipt(uuid) owner to privity_definer;
revoke execute on function may_add_receipt(uuid) from public;
grant execute on function may_add_receipt(uuid)
    to privity_partner, privity_attorney, privity_paralegal, privity_billing, privity_definer;

create policy billing_starts on document_uploads for insert to privity_billing
    with check (for_receipt and document_id is null and started_by = (select office_caller()) and may_add_receipt(case_id));
grant insert (id, case_id, document_id, object_name, started_by, for_receipt) on document_uploads to privity_billing;
grant insert (for_receipt) on document_uploads to privity_partner, privity_attorney, privity_paralegal;

-- Keeps the key of a case, where there is none: two first uploads at once agree on one. Hands back the
-- one that stands.
create or replace function keep_case_key(p_id uuid, p_case uuid, p_wrapped bytea, p_master_key text)
returns table (id uuid, wrapped bytea, master_key text)
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
begin
    perform refuse_unless(may_add_receipt(p_case));
    -- a first key that nobody could open would shut the case's documents for good
    perform refuse_unless(exists (select from case_keys k where k.case_id = p_case)
        or (octet_length(p_wrapped) between 64 and 4096 and p_master_key = (select v.master_key from vault v)));
    insert into case_keys (id, case_id, wrapped, master_key) values (p_id, p_case, p_wrapped, p_master_key)
    on conflict do nothing;
    return query select k.id, k.wrapped, k.master_key from case_keys k where k.case_id = p_case;
end
$$;
alter function keep_case_key(uuid, uuid, bytea, text) owner to privity_definer;
grant execute on function keep_case_key(uuid, uuid, bytea, text) to privity_billing;
grant execute on function expect_upload(uuid, uuid) to privity_billing;

-- Makes the bytes of an upload the receipt of an expense, in the transaction that records it or later: a document of
-- the expense's own case, a PDF or a picture, in no folder. Where the expense had one, that stays a document.
create function publish_receipt(p_upload uuid, p_document uuid, p_expense uuid, p_event uuid, p_name text, p_dated date,
    p_size bigint, p_chunks integer, p_media text, p_hash bytea, p_case_key uuid, p_wrapped bytea) returns boolean
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    u document_uploads;
    x expenses;
begin
    select * into x from expenses where id = p_expense for update;
    select * into u from document_uploads where id = p_upload and started_by = office_caller() for update;
    perform refuse_unless(u.id is not null and u.for_receipt and u.document_id is null and may_add_receipt(u.case_id)
        and x.id is not null and x.case_id = u.case_id and may_edit_time(x.recorded_by, x.case_id)
        and p_media in ('application/pdf', 'image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/tiff', 'image/heic')
        and exists (select from case_keys k where k.id = p_case_key and k.case_id = u.case_id and k.wrapped is not null)
        and not exists (select from documents d where d.id = p_document));
    if x.invoice_id is not null or x.withdrawn_at is not null then
        raise exception 'this expense takes no receipt any more' using errcode = 'PV409';
    end if;
    insert into documents (id, case_id, name, kind, dated, nth, added_by)
    values (p_document, u.case_id, p_name, 'receipt', p_dated, 1, office_caller());
    insert into document_versions (id, document_id, case_id, nth, written_by, object_name, size_bytes, chunks, media,
        content_hash, case_key_id, wrapped_key)
    values (u.id, p_document, u.case_id, 1, office_caller(), u.object_name, p_size, p_chunks, p_media, p_hash, p_case_key,
        p_wrapped);
    update expenses set receipt_id = p_document where id = x.id;
    insert into case_events (id, case_id, actor_id, happened)
    values (p_event, u.case_id, office_caller(), jsonb_build_object('kind', 'document_added', 'document', p_document));
    delete from document_uploads where id = u.id;
    return true;
end
$$;
alter function publish_receipt(uuid, uuid, uuid, uuid, text, date, bigint, integer, text, bytea, uuid, bytea)
    owner to privity_definer;
revoke execute on function publish_receipt(uuid, uuid, uuid, uuid, text, date, bigint, integer, text, bytea, uuid, bytea)
    from public;
grant execute on function publish_receipt(uuid, uuid, uuid, uuid, text, date, bigint, integer, text, bytea, uuid, bytea)
    to privity_partner, privity_attorney, privity_paralegal, privity_billing;

-- An expense keeps its receipt, also where whoever changes the one may not open the other; another comes by
-- publish_receipt alone.
revoke update (receipt_id) on expenses from privity_partner, privity_attorney, privity_paralegal, privity_billing;
alter policy changed on expenses
    with check (may_edit_time(recorded_by, case_id) and changed_by = (select office_caller()) and changed_at = office_now()
        and (withdrawn_at is null or (withdrawn_at = office_now() and withdrawn_by = (select office_caller()))));
create index expenses_with_receipt on expenses (receipt_id) where receipt_id is not null;

revoke create on schema public from privity_definer;
