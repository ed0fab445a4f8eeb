-- People of clients set in the portal how they are told: the client's own row, which whoever sends obeys already.

grant create on schema public to privity_definer;

-- said in the portal, by whom of the client; nobody of the staff recorded it
alter table sms_consents
    add column said_by uuid references portal_people (id),
    drop constraint sms_consents_source_check,
    add constraint sms_consents_source_check
        check (source in ('engagement_form', 'in_writing', 'in_person', 'by_phone', 'by_text', 'portal')),
    drop constraint sms_consents_recorded,
    add constraint sms_consents_recorded check (recorded_by is not null or source in ('by_text', 'portal')),
    add constraint sms_consents_said check ((source = 'portal') = (said_by is not null) and (said_by is null or recorded_by is null));

-- Whether texts may be sent to a client: the newest counts, and silence is no.
create function texts_welcome(p_client uuid) returns boolean
language sql stable
set search_path = pg_catalog, public, pg_temp
as $$
    select coalesce((select s.given from sms_consents s where s.client_id = p_client
        order by s.said_on desc, s.recorded_at desc, s.id desc limit 1), false)
$$;

-- The number to which a client's texts go.
create function text_number(p_client uuid) returns text
language sql stable
set search_path = pg_catalog, public, pg_temp
as $$
    select c.value from client_contacts c
    where c.client_id = p_client and c.channel = 'phone' and c.purpose = 'general' and c.until is null and c.value like '+%'
        and (c.valid_from is null or c.valid_from <= office_today()) and (c.valid_until is null or c.valid_until >= office_today())
    order by (c.label = 'mobile') desc, c.preferred desc, c.since desc, c.position limit 1
$$;

-- How the office reaches each client somebody acts for, and what it has of whoever asks. A client in person reads their
-- own wishes and addresses; a representative what is written of that representative, and none of the client's. What is
-- agreed with a discreet contact, and where they are, stands on no screen.
create function own_reach() returns setof jsonb
language sql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
    select jsonb_build_object('client', k.id, 'name', k.name, 'own', w.own, 'changes', w.changes, 'revision', k.revision,
        'preferred', case when w.changes then k.preferred_channel else '' end,
        'quiet_from', case when w.changes then k.quiet_from end, 'quiet_until', case when w.changes then k.quiet_until end,
        'zone', coalesce(case when w.changes then nullif(k.time_zone, '') end, o.time_zone),
        'texts', w.own and texts_welcome(k.id),
        'texts_on', case when w.own then (select s.said_on from sms_consents s where s.client_id = k.id
            order by s.said_on desc, s.recorded_at desc, s.id desc limit 1) end,
        'number', w.own and number.value is not null,
        'stopped', w.own and exists (select from text_opt_outs x where x.number = number.value and x.until is null),
        'person', coalesce(r.name, k.name),
        'points', case when k.discreet then '[]'
            when r.id is not null then (
                select coalesce(jsonb_agg(jsonb_build_object('channel', p.channel, 'label', '', 'value', p.value)), '[]')
                from (values ('email', r.email), ('phone', r.phone)) as p (channel, value) where p.value <> '')
            else (
                select coalesce(jsonb_agg(jsonb_build_object('channel', c.channel, 'label', c.label, 'value', c.value)
                    order by array_position(array['email', 'phone', 'post'], c.channel), c.preferred desc, c.position, c.id), '[]')
                from client_contacts c
                where c.client_id = k.id and c.purpose = 'general' and c.until is null
                    and (c.valid_from is null or c.valid_from <= office_today())
                    and (c.valid_until is null or c.valid_until >= office_today())) end)
    from portal_reach(office_caller()) m join clients k on k.id = m.client_id cross join office_settings o
    cross join lateral (select m.representative_id is null as own, m.representative_id is null and not k.discreet as changes) w
    left join representatives r on r.id = m.representative_id
    left join lateral (select text_number(k.id) as value) number on true
    order by k.sort_name, k.name, k.id
$$;

-- The client's row, locked, where the caller is that client in person; else nothing.
create function own_client(p_client uuid) returns clients
language sql
set search_path = pg_catalog, public, pg_temp
as $$
    select k from clients k
    where k.id = p_client
        and exists (select from portal_reach(office_caller()) m where m.client_id = p_client and m.representative_id is null)
    for update
$$;

create function say_of_texts(p_id uuid, p_client uuid, p_given boolean) returns boolean
language sql
set search_path = pg_catalog, public, pg_temp
as $$
    with said as (
        insert into sms_consents (id, client_id, given, source, said_on, said_by)
        select p_id, p_client, p_given, 'portal', office_today(), office_caller()
        where texts_welcome(p_client) <> p_given
        returning true)
    select exists (select from said)
$$;

-- What a client wants of whoever writes or calls. 'done', 'allowed' and 'stopped' where what was said of texts changed;
-- 'stale' where somebody saved first; 'agreed' where the way is agreed with the office, which alone changes it. Null for a
-- client that the caller is not.
create function own_reach_set(p_id uuid, p_client uuid, p_revision integer, p_preferred text, p_from smallint, p_until smallint,
    p_texts boolean) returns text
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    k clients := own_client(p_client);
begin
    if k.id is null then
        return null;
    elsif k.discreet then
        return 'agreed';
    elsif k.revision <> p_revision then
        return 'stale';
    end if;
    update clients set preferred_channel = p_preferred, quiet_from = p_from, quiet_until = p_until, revision = revision + 1
    where id = p_client;
    if not say_of_texts(p_id, p_client, p_texts) then
        return 'done';
    end if;
    return case when p_texts then 'allowed' else 'stopped' end;
end
$$;

-- No texts any more, of whatever client: false where there were none. Null for a client that the caller is not.
create function own_texts_stop(p_id uuid, p_client uuid) returns boolean
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    k clients := own_client(p_client);
begin
    if k.id is null then
        return null;
    end if;
    return say_of_texts(p_id, p_client, false);
end
$$;

create or replace function own_record(p_id uuid, p_action text, p_outcome text, p_resource text, p_resource_id uuid, p_session uuid, p_request uuid,
    p_address text, p_user_agent text) returns void
language sql security definer
set search_path = pg_catalog, public, pg_temp
as $$
    insert into audit_events (id, actor_kind, actor_id, action, outcome, resource, resource_id, case_id, client_id, session_id,
        request_id, address, user_agent)
    select p_id, 'client', office_caller(), p_action, p_outcome, p_resource, p_resource_id,
        case p_resource when 'invoice' then (select i.case_id from invoices i where i.id = p_resource_id)
            when 'appointment' then (select a.case_id from appointments a where a.id = p_resource_id) end,
        case p_resource when 'invoice' then (select i.client_id from invoices i where i.id = p_resource_id)
            when 'appointment' then (select a.client_id from appointments a where a.id = p_resource_id)
            when 'client' then (select m.client_id from portal_reach(office_caller()) m where m.client_id = p_resource_id) end,
        p_session, p_request, p_address, p_user_agent
    where office_caller() is not null
$$;

do $$
declare
    f text;
begin
    foreach f in array array['texts_welcome(uuid)', 'text_number(uuid)', 'own_reach()', 'own_client(uuid)',
        'say_of_texts(uuid, uuid, boolean)', 'own_reach_set(uuid, uuid, integer, text, smallint, smallint, boolean)',
        'own_texts_stop(uuid, uuid)'] loop
        execute format('alter function %s owner to privity_definer', f);
        execute format('revoke execute on function %s from public', f);
        execute format('grant execute on function %s to privity_definer', f);
    end loop;
end
$$;
grant execute on function own_reach(), own_reach_set(uuid, uuid, integer, text, smallint, smallint, boolean), own_texts_stop(uuid, uuid)
    to privity_client;

revoke create on schema public from privity_definer;
