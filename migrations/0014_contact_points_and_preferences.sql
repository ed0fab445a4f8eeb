-- How a client is reached: several points, each for its time, and how the client wants it.

grant create on schema public to privity_definer;

-- The day in the office's zone.
create function office_today() returns date
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return (
        select (office_now() at time zone coalesce((select o.time_zone from office_settings o), 'UTC'))::date
    );
end
$$;
alter function office_today() owner to privity_definer;
revoke execute on function office_today() from public;
grant execute on function office_today()
    to privity_partner, privity_attorney, privity_paralegal, privity_billing, privity_definer;

-- A row is never changed: what is changed is ended, and the row after it says which one it replaces.
alter table client_contacts
    drop constraint client_contacts_channel_check,
    add constraint client_contacts_channel_check check (channel in ('email', 'phone', 'post')),
    add column label text not null default '' check (label in ('', 'home', 'work', 'mobile', 'other')),
    -- of those that are good today, the one marked last is written to first
    add column preferred boolean not null default false,
    -- civil days, both included; null: no limit
    add column valid_from date,
    add column valid_until date,
    add column replaces uuid,
    add constraint client_contacts_valid check (valid_until >= valid_from);
-- a row is replaced once: of two who change it at the same time the second is told
alter table client_contacts
    add unique (id, client_id, purpose),
    -- of the same client and the same purpose: else one could stand in the way of a row out of sight
    add foreign key (replaces, client_id, purpose) references client_contacts (id, client_id, purpose);
create unique index client_contacts_replaced on client_contacts (replaces) where replaces is not null;
grant insert (label, preferred, valid_from, valid_until, replaces) on client_contacts
    to privity_partner, privity_attorney, privity_paralegal, privity_billing;

alter table clients
    add column preferred_channel text not null default ''
        check (preferred_channel in ('', 'email', 'text', 'phone', 'post')),
    -- minutes after midnight in the office's zone; over midnight where the end is before the start
    add column quiet_from smallint check (quiet_from between 0 and 1439),
    add column quiet_until smallint check (quiet_until between 0 and 1439),
    -- nothing that reaches the client may tell others who writes, or that there is a lawyer
    add column discreet boolean not null default false,
    add column safe_contact text not null default '',
    add constraint clients_quiet_hours check ((quiet_from is null) = (quiet_until is null) and quiet_from <> quiet_until);
grant update (preferred_channel, quiet_from, quiet_until, discreet, safe_contact) on clients
    to privity_partner, privity_attorney, privity_paralegal;
-- Billing writes to clients too: that one must be careful, and not why.
grant select (discreet) on clients to privity_billing;

-- Whether a client may be sent texts: each time it was given or withdrawn, with who said so where. The
-- newest counts. Insert-only.
create table sms_consents (
    id uuid primary key,
    client_id uuid not null references clients (id),
    given boolean not null,
    source text not null check (source in ('engagement_form', 'in_writing', 'in_person', 'by_phone', 'by_text')),
    note text not null default '',
    -- the day it was said
    said_on date not null,
    recorded_by uuid not null references staff (id),
    recorded_at timestamptz not null default office_now()
);
create index sms_consents_of_client on sms_consents (client_id, said_on desc, recorded_at desc);

alter table sms_consents enable row level security;
alter table sms_consents force row level security;
create policy caller_in_force on sms_consents as restrictive
    to privity_partner, privity_attorney, privity_paralegal, privity_billing
    using ((select caller_in_force(current_user))) with check ((select caller_in_force(current_user)));
create policy walls on sms_consents as restrictive
    to privity_partner, privity_attorney, privity_paralegal
    using (client_id <> all ((select my_walled_clients())::uuid[]));
create policy partner on sms_consents for select to privity_partner using (true);
create policy partner_records on sms_consents for insert to privity_partner
    with check (recorded_by = (select office_caller()) and said_on <= (select office_today()));
create policy attorney on sms_consents for select to privity_attorney
    using (client_id = any ((select my_clients())::uuid[]));
create policy attorney_records on sms_consents for insert to privity_attorney
    with check (recorded_by = (select office_caller()) and said_on <= (select office_today())
        and client_id = any ((select my_clients())::uuid[]));
create policy paralegal on sms_consents for select to privity_paralegal
    using (client_id = any ((select my_clients())::uuid[]));
create policy paralegal_records on sms_consents for insert to privity_paralegal
    with check (recorded_by = (select office_caller()) and said_on <= (select office_today())
        and client_id = any ((select my_clients_from(2::smallint))::uuid[]));
grant select on sms_consents to privity_partner, privity_attorney, privity_paralegal;
grant insert (id, client_id, given, source, note, said_on, recorded_by) on sms_consents
    to privity_partner, privity_attorney, privity_paralegal;

revoke create on schema public from privity_definer;
