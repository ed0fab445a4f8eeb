-- Somebody of a client says what is wrong with an invoice: the whole of what is left is disputed, and not asked for
-- until the office settles it.

grant create on schema public to privity_definer;

alter table disputes
    add column raised_in_portal_by uuid references portal_people (id),
    add check (num_nonnulls(raised_by, raised_in_portal_by) <= 1);

create or replace function invoice_told(i invoices) returns jsonb
language sql stable
set search_path = pg_catalog, public, pg_temp
as $$
    select jsonb_build_object('id', i.id, 'kind', i.kind, 'number', i.number, 'void', i.stage = 'void', 'currency', i.currency,
        'total', i.total, 'balance', i.balance, 'asked', case when i.stage = 'issued' then pay_asked(i) else 0 end,
        'disputed', (select coalesce(sum(d.amount), 0) from disputes d where d.invoice_id = i.id and d.settled_at is null),
        'issued_on', i.issued_on, 'due_on', i.due_on, 'overdue', i.due_on < office_today() and i.balance > 0,
        'case', c.number, 'case_id', c.id, 'for', k.name, 'client_id', k.id)
    from cases c cross join clients k where c.id = i.case_id and k.id = i.client_id
$$;

-- With all that it said, and whether its reader may dispute it.
create or replace function own_invoice(p_invoice uuid) returns jsonb
language sql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
    select invoice_told(i) || jsonb_build_object('frozen', i.frozen, 'writes', exists (
        select from portal_reach(office_caller()) m where m.client_id = i.client_id and m.sees_money and m.writes))
    from portal_invoices(office_caller()) x join invoices i on i.id = x.invoice_id where i.id = p_invoice
$$;

-- 'done'; 'nothing' where nothing is left that is not disputed; 'reads' for somebody who may only look; null for an
-- invoice that is not the caller's. Whoever issued it sees to it, or else a managing partner.
create function own_dispute(p_id uuid, p_invoice uuid, p_reason text) returns text
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    me uuid := office_caller();
    i invoices;
    left_over bigint;
    sees_to_it uuid;
begin
    select y.* into i from portal_invoices(me) x join invoices y on y.id = x.invoice_id where y.id = p_invoice for update of y;
    if i.id is null then
        return null;
    end if;
    if not exists (select from portal_reach(me) m where m.client_id = i.client_id and m.sees_money and m.writes) then
        return 'reads';
    end if;
    left_over := i.balance - coalesce((select sum(d.amount) from disputes d where d.invoice_id = i.id and d.settled_at is null), 0);
    if i.kind <> 'invoice' or i.stage <> 'issued' or left_over <= 0 then
        return 'nothing';
    end if;
    select s.id into sees_to_it
    from unnest(staff_in_force()) s (id) join staff_roles r on r.staff_id = s.id and r.until is null
    where (s.id = i.issued_by or r.role in ('managing_partner', 'billing')) and not is_screened(s.id, i.case_id, i.client_id)
    order by s.id = i.issued_by desc, r.role = 'managing_partner' desc, s.id limit 1;
    insert into disputes (id, invoice_id, client_id, currency, amount, reason, owner_id, raised_in_portal_by)
    values (p_id, i.id, i.client_id, i.currency, left_over, p_reason, sees_to_it, me);
    insert into invoice_events (invoice_id, kind, says) select i.id, 'disputed',
        jsonb_build_object('amount', left_over, 'reason', p_reason, 'who', p.name) from portal_people p where p.id = me;
    return 'done';
end
$$;
alter function own_dispute(uuid, uuid, text) owner to privity_definer;
revoke execute on function own_dispute(uuid, uuid, text) from public;
grant execute on function own_dispute(uuid, uuid, text) to privity_client;

revoke create on schema public from privity_definer;
