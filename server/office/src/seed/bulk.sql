-- The sizes that are measured on, made set by set. Each step begins with three dashes and what it is
-- called. The first makes what the others draw from; it goes with the transaction.

--- Getting ready
create function pg_temp.roll(n bigint, salt bigint, bound bigint) returns integer
language sql stable parallel safe
as $$
    select (pg_catalog.hashint8extended(n * 64 + salt, pg_catalog.current_setting('seed.number')::bigint)
        & 9223372036854775807) % bound
$$;

-- Ordered by its instant, like those the office makes.
create function pg_temp.seeded_id(at timestamptz, kind text, n bigint) returns uuid
language sql stable parallel safe
as $$
    select (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7' || substr(h, 1, 3) || '8' || substr(h, 4, 15))::uuid
    from (values (md5(current_setting('seed.number') || kind || n))) as v (h)
$$;

create function pg_temp.day_of(at timestamptz) returns date
language sql stable parallel safe
as $$ select (at at time zone current_setting('seed.zone'))::date $$;

-- Keys are checked set by set when they come back, not row by row.
create temp table foreign_keys on commit drop as
select conrelid::regclass as of_table, conname as name, pg_get_constraintdef(oid) as says from pg_constraint
where contype = 'f' and conrelid in ('clients'::regclass, 'client_contacts'::regclass, 'cases'::regclass,
    'case_team'::regclass, 'case_events'::regclass, 'conflict_checks'::regclass, 'parties'::regclass,
    'enquiries'::regclass, 'walls'::regclass, 'known_names'::regclass, 'case_keys'::regclass, 'documents'::regclass,
    'document_versions'::regclass, 'appointments'::regclass, 'appointment_subjects'::regclass,
    'appointment_attendees'::regclass, 'attendances'::regclass);
do $$
declare
    k record;
begin
    for k in select * from foreign_keys loop
        execute format('alter table %s drop constraint %I', k.of_table, k.name);
    end loop;
end
$$;

create temp table people (n bigint primary key, id uuid, role text) on commit drop;
insert into people
select row_number() over (order by s.created_at, s.id) - 1, s.id, r.role
from staff s join staff_roles r on r.staff_id = s.id;

alter table clients disable trigger user;
alter table cases disable trigger user;
alter table case_team disable trigger user;
alter table parties disable trigger user;
alter table enquiries disable trigger user;
alter table case_keys disable trigger user;
alter table documents disable trigger user;
alter table document_versions disable trigger user;
alter table appointments disable trigger user;
alter table appointment_attendees disable trigger user;
alter table attendances disable trigger user;

--- Staff
insert into staff (id, name, email, colour, created_at)
select pg_temp.seeded_id(z.began, 'staff', w.n), g.name || ' ' || f.name,
    lower(translate(g.name || '.' || f.name, '’ ', '')) || '.' || w.n || '@pellworthadair.example', w.n % 7, z.began
from sizes z, generate_series(12, z.staff - 1) as w (n)
join given g on g.n = pg_temp.roll(w.n, 1, (select count(*) from given))
join family f on f.n = pg_temp.roll(w.n, 2, (select count(*) from family));

insert into people
select n, pg_temp.seeded_id(z.began, 'staff', n),
    case when n % 22 = 12 then 'managing_partner' when n % 5 in (0, 2) then 'associate_attorney'
        when n % 7 = 3 then 'billing' else 'paralegal' end
from sizes z, generate_series(12, z.staff - 1) as n;

insert into staff_roles (id, staff_id, role, since)
select pg_temp.seeded_id(z.began, 'role', p.n), p.id, p.role, z.began from sizes z, people p where p.n >= 12;

insert into credentials (staff_id) select id from people where n >= 12;

-- who leads and who helps, numbered from nought
create temp table attorneys on commit drop as
select row_number() over (order by n) - 1 as n, id, role from people
where role in ('managing_partner', 'associate_attorney');
create temp table paralegals on commit drop as
select row_number() over (order by n) - 1 as n, id, role from people where role = 'paralegal';

--- Clients
create temp table made_clients on commit drop as
select n, pg_temp.seeded_id(at, 'client', n) as id, at, n % 5 = 4 as organization, given, family,
    case when n % 5 = 4 then o.company else given || ' ' || family end as name
from (
    select n, z.began + (z.today - z.began) * (n::float8 / z.clients) - interval '1 hour' as at
    from sizes z, generate_series(0, z.clients - 1) as n
) as c
join lateral (
    select g.name || case pg_temp.roll(c.n, 3, 3) when 0 then ' ' || chr(65 + pg_temp.roll(c.n, 4, 26)) || '.' else '' end as given
    from given g where g.n = pg_temp.roll(c.n, 5, (select count(*) from given))
) g on true
join lateral (
    select a.name || case pg_temp.roll(c.n, 6, 3) when 0 then '-' || b.name else '' end as family
    from family a join family b on b.n = pg_temp.roll(c.n, 8, (select count(*) from family))
    where a.n = pg_temp.roll(c.n, 7, (select count(*) from family))
) f on true
join lateral (
    select a.name || case pg_temp.roll(c.n, 10, 2) when 0 then ' & ' || b.name else '' end || ' ' || t.name as company
    from family a
    join family b on b.n = pg_temp.roll(c.n, 11, (select count(*) from family))
    join trade t on t.n = pg_temp.roll(c.n, 12, (select count(*) from trade))
    where a.n = pg_temp.roll(c.n, 9, (select count(*) from family))
) o on true;

insert into clients (id, kind, given_name, family_name, name, created_by, created_at)
select c.id, case when organization then 'organization' else 'person' end,
    case when organization then '' else given end, case when organization then '' else family end, name, a.id, at
from made_clients c join attorneys a on a.n = pg_temp.roll(c.n, 13, (select count(*) from attorneys));

-- 555-01xx is set aside for stories
insert into client_contacts (id, client_id, channel, purpose, value, position, since)
select pg_temp.seeded_id(at, 'email', n), id, 'email', case when organization then 'billing' else 'general' end,
    'client' || n || '@mail.example', 0, at from made_clients
union all
select pg_temp.seeded_id(at, 'phone', n), id, 'phone', 'general',
    '+1' || (array['212', '646', '718'])[1 + n % 3] || '55501' || lpad((n % 100)::text, 2, '0'), 0, at from made_clients;

--- Cases
create temp table made_cases on commit drop as
select c.n, c.at, pg_temp.seeded_id(c.at, 'case', c.n) as id, pg_temp.seeded_id(c.at, 'lead', c.n) as grant_id,
    k.id as client_id, k.name as client_name, m.area, replace(m.title, '{}', case when k.organization then k.name else k.family end) as title,
    l.id as lead_id, l.role as lead_role,
    case when closes_at < z.today and c.n % 97 <> 0 then closes_at end as closed_at
from sizes z
join lateral (
    select n, at, at + make_interval(days => 30 + pg_temp.roll(n, 20, 400)) as closes_at
    from (
        select n, z.began + (z.today - z.began) * (n::float8 / z.cases) as at from generate_series(0, z.cases - 1) as n
    ) as opened
) c on true
-- one of those who were clients by then
join made_clients k on k.n = pg_temp.roll(c.n, 21, (z.clients * c.n / z.cases) + 1)
join matter m on m.organization = k.organization and m.n = pg_temp.roll(c.n, 22,
    case when k.organization then (select count(*) from matter where organization)
        else (select count(*) from matter where not organization) end)
join attorneys l on l.n = pg_temp.roll(c.n, 23, (select count(*) from attorneys));
create index on made_cases (n);
analyze made_cases;

insert into cases (id, number, client_id, title, practice_area, stage, opened_on, closed_on, opened_by, created_at,
    limitation_on, limitation_none)
select id, extract(year from opened_on) || '-' || lpad(seq::text, greatest(4, length(seq::text)), '0'), client_id,
    title, area, (array['intake', 'investigation', 'pleadings', 'discovery', 'negotiation', 'hearing', 'settlement',
        'enforcement'])[1 + pg_temp.roll(n, 24, 8)],
    opened_on, pg_temp.day_of(closed_at), lead_id, at,
    case when n % 3 = 0 then (opened_on + interval '22 months')::date end,
    case when n % 3 = 0 then '' else 'No claim of the client’s runs out.' end
from (
    select *, row_number() over (partition by extract(year from opened_on) order by n) as seq
    from (select *, pg_temp.day_of(at) as opened_on from made_cases) as dated
) as c
order by n;

insert into case_numbers (year, last)
select extract(year from opened_on)::smallint, count(*) from cases group by 1;

insert into conflict_checks (id, names, about, asked_by, asked_at, client_id, outcome, purpose, case_id, used_at)
select pg_temp.seeded_id(at, 'check', n), array[client_name], title, lead_id, at, client_id, 'clear', 'open', id, at
from made_cases;

--- Teams
insert into case_team (id, case_id, staff_id, level, release, since, given_by, open, opened_on)
select grant_id, id, lead_id, 'lead', true, at, lead_id, closed_at is null, pg_temp.day_of(at) from made_cases;

-- a paralegal on nine of ten, a second attorney on one of six
insert into case_team (id, case_id, staff_id, level, release, since, given_by, open, opened_on)
select pg_temp.seeded_id(c.at, 'help', c.n), c.id, p.id,
    (array['view', 'contribute', 'contribute', 'manage'])[1 + pg_temp.roll(c.n, 30, 4)], c.n % 6 = 0, c.at, c.lead_id, c.closed_at is null, pg_temp.day_of(c.at)
from made_cases c join paralegals p on p.n = pg_temp.roll(c.n, 31, (select count(*) from paralegals))
where c.n % 10 <> 9;

insert into case_team (id, case_id, staff_id, level, release, since, given_by, open, opened_on)
select pg_temp.seeded_id(c.at, 'second', c.n), c.id, a.id, 'contribute', false, c.at, c.lead_id, c.closed_at is null, pg_temp.day_of(c.at)
from made_cases c join attorneys a on a.n = pg_temp.roll(c.n, 32, (select count(*) from attorneys))
where c.n % 6 = 1 and a.id <> c.lead_id;

--- Timelines
insert into case_events (id, case_id, at, actor_id, happened)
select pg_temp.seeded_id(at, 'opened', n), id, at, lead_id, '{"kind": "opened"}'::jsonb from made_cases
union all
select pg_temp.seeded_id(at + interval '9 days', 'moved', n), id, at + interval '9 days', lead_id,
    '{"kind": "stage_changed", "from": "Intake", "to": "Investigation"}' from made_cases where n % 5 < 3
        and at + interval '9 days' < (select today from sizes)
union all
select pg_temp.seeded_id(closed_at, 'closed', n), id, closed_at, lead_id, '{"kind": "closed", "reason": "Settled."}'
from made_cases where closed_at is not null;

--- Parties
insert into parties (id, case_id, role, name, counsel, since, added_by)
select pg_temp.seeded_id(c.at, 'party', c.n), c.id,
    (array['opposing', 'opposing', 'opposing', 'witness', 'expert', 'insurer'])[1 + pg_temp.roll(c.n, 40, 6)],
    g.name || ' ' || f.name, case c.n % 2 when 0 then f.name || ' & Partners LLP' else '' end, c.at, c.lead_id
from made_cases c
join given g on g.n = pg_temp.roll(c.n, 41, (select count(*) from given))
join family f on f.n = pg_temp.roll(c.n, 42, (select count(*) from family))
where c.n % 5 <> 4;

--- Enquiries
-- Those of the last twenty days wait; of the others most became the case they stand beside.
insert into enquiries (id, kind, given_name, family_name, name, email, matter, source, taken_by, taken_at, assigned_id,
    state, reason, decided_by, decided_at, client_id, case_id)
select pg_temp.seeded_id(c.at, 'enquiry', c.n), case when k.organization then 'organization' else 'person' end,
    case when k.organization then '' else k.given end, case when k.organization then '' else k.family end, k.name,
    'client' || k.n || '@mail.example', c.title, 'Recommended', c.lead_id, c.at, c.lead_id, c.state,
    case c.state when 'declined' then 'Outside what the office does.' else '' end,
    case when c.state <> 'open' then c.lead_id end, case when c.state <> 'open' then c.opened_at end,
    case when c.state = 'accepted' then c.client_id end, case when c.state = 'accepted' then c.id end
from (
    select n, id, client_id, title, lead_id, at - interval '2 days' as at, at as opened_at,
        case when at > z.today - interval '20 days' then 'open' when n % 3 = 0 then 'declined' else 'accepted' end as state
    from sizes z, made_cases where n % 5 = 2
) as c
join made_clients k on k.id = c.client_id;

--- Walls
-- Nobody is screened who is on the team. What was raised is spread evenly.
insert into walls (id, staff_id, case_id, reason, since, raised_by)
select distinct on (p.id, c.id) pg_temp.seeded_id(c.at, 'wall', w.n), p.id, c.id, 'Worked for the other side.', c.at, c.lead_id
from sizes z
join generate_series(0, z.staff * 2) as w (n) on true
join made_cases c on c.n = pg_temp.roll(w.n, 50, z.cases)
join people p on p.n = pg_temp.roll(w.n, 51, z.staff)
where p.role <> 'managing_partner' and not exists (
    select from case_team t where t.case_id = c.id and t.staff_id = p.id)
order by p.id, c.id, w.n;

insert into walls (id, staff_id, client_id, reason, since, raised_by)
select distinct on (p.id, k.id) pg_temp.seeded_id(k.at, 'client wall', w.n), p.id, k.id, 'Family of the client.', k.at, p0.id
from sizes z
join generate_series(0, z.staff / 2) as w (n) on true
join made_clients k on k.n = pg_temp.roll(w.n, 52, z.clients)
join people p on p.n = pg_temp.roll(w.n, 53, z.staff)
join people p0 on p0.n = 0
where p.role <> 'managing_partner' and not exists (
    select from case_team t join made_cases c on c.id = t.case_id where c.client_id = k.id and t.staff_id = p.id)
order by p.id, k.id, w.n;

--- Documents
-- Rows without bytes: what is measured is finding them. No key of theirs opens anything.
insert into case_keys (id, case_id, wrapped, master_key, made_at)
select pg_temp.seeded_id(at, 'key', n), id, '\x00', 'none', at from made_cases;

create temp table papers (n bigint primary key, name text, kind text, media text) on commit drop;
insert into papers values
    (0, 'Fee agreement.pdf', 'fee_agreement', 'application/pdf'),
    (1, 'Letter to counsel.docx', 'correspondence', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'),
    (2, 'Letter from counsel.pdf', 'correspondence', 'application/pdf'),
    (3, 'Complaint.docx', 'pleading', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'),
    (4, 'Answer.pdf', 'pleading', 'application/pdf'),
    (5, 'Order.pdf', 'court_order', 'application/pdf'),
    (6, 'Photograph.jpg', 'evidence', 'image/jpeg'),
    (7, 'Statement.pdf', 'statement', 'application/pdf'),
    (8, 'Filing fee.pdf', 'receipt', 'application/pdf'),
    (9, 'Expert report.pdf', 'report', 'application/pdf'),
    (10, 'Call notes.txt', 'notes', 'text/plain'),
    (11, 'Lease.pdf', 'contract', 'application/pdf'),
    (12, 'Passport.png', 'identification', 'image/png');

create temp table made_documents on commit drop as
select c.n * 10 + d.k as n, c.n as case_n, c.id as case_id, c.lead_id, p.name, p.kind, p.media, d.k,
    case when (c.n * 10 + d.k) % 8 = 0 then 2 else 1 end as nth,
    c.at + (d.k + 1) * (least(coalesce(c.closed_at, z.today), c.at + interval '300 days') - c.at) / 11 as at
from sizes z, made_cases c
cross join generate_series(0, 9) as d (k)
join papers p on p.n = case when d.k = 0 then 0 else pg_temp.roll(c.n * 10 + d.k, 60, 13) end;

insert into documents (id, case_id, name, kind, dated, tags, nth, added_by, added_at, changed_at)
select pg_temp.seeded_id(at, 'document', n), case_id,
    case k when 0 then name else regexp_replace(name, '\.', ' ' || (k + 1) || '.') end, kind, pg_temp.day_of(at),
    case when n % 7 = 0 then array['urgent'] else '{}'::text[] end, nth, lead_id, at, at + (nth - 1) * interval '1 day'
from made_documents order by at;

insert into document_versions (id, document_id, case_id, nth, note, written_by, written_at, object_name, size_bytes,
    chunks, media, content_hash, case_key_id, wrapped_key)
select pg_temp.seeded_id(m.at, 'version ' || v.nth, m.n), pg_temp.seeded_id(m.at, 'document', m.n), m.case_id, v.nth,
    case v.nth when 1 then '' else 'Signed' end, m.lead_id, m.at + (v.nth - 1) * interval '1 day',
    'none/' || m.n || '/' || v.nth, 2000 + pg_temp.roll(m.n, 61, 800000),
    1 + (2000 + pg_temp.roll(m.n, 61, 800000)) / 65536, m.media, decode(md5(m.n::text) || md5(v.nth::text), 'hex'),
    pg_temp.seeded_id(c.at, 'key', m.case_n), '\x00'
from made_documents m join made_cases c on c.n = m.case_n, generate_series(1, m.nth) as v (nth)
order by m.at;

--- Names to be found
insert into known_names (id, kind, client_id, source_id, name, since)
select pg_temp.seeded_id(at, 'known client', n), 'client', id, id, name, at from made_clients;

insert into known_names (id, kind, client_id, case_id, source_id, name, since)
select pg_temp.seeded_id(p.since, said.kind, c.n), said.kind, c.client_id, p.case_id, p.id, said.name, p.since
from parties p join made_cases c on c.id = p.case_id,
    lateral (values ('party', p.name), ('counsel', p.counsel)) as said (kind, name)
where said.name <> '';

insert into known_names (id, kind, enquiry_id, source_id, name, since)
select pg_temp.seeded_id(taken_at, 'known enquiry', row_number() over (order by id)), 'enquiry', id, id, name, taken_at from enquiries;

--- Appointments
insert into rooms (id, name, added_by, added_at)
select pg_temp.seeded_id(z.began, 'room', g.n), (array['Harbor room', 'Library', 'Small meeting room', 'Annex'])[g.n], p.id, z.began
from sizes z, generate_series(1, 4) as g (n), people p where p.n = 0;

-- three for every two cases, spread over the time each was open, and to come as far as three months
create temp table made_appointments on commit drop as
select a.*, pg_temp.seeded_id(a.booked_at, 'appointment', a.n) as id,
    local at time zone current_setting('seed.zone') as starts_at,
    case when (local at time zone current_setting('seed.zone')) + interval '1 hour' < a.today then
        case when roll < 13 then 'no_show' when roll < 19 then 'cancelled_in_time' when roll < 27 then 'late' else 'attended' end
    end as attendance
from (
    select c.n * 2 + k as n, c.id as case_id, c.client_id, c.lead_id, z.today,
        (array['consultation', 'hearing', 'deposition', 'meeting', 'meeting', 'call'])[1 + pg_temp.roll(c.n * 2 + k, 72, 6)] as kind,
        pg_temp.roll(c.n * 2 + k, 73, 100) as roll,
        day + make_interval(days => case extract(isodow from day) when 6 then 2 when 7 then 1 else 0 end,
            hours => 9 + pg_temp.roll(c.n * 2 + k, 71, 8)) as local,
        greatest(c.at, least(z.today, (day at time zone current_setting('seed.zone')) - interval '9 days')) as booked_at
    from sizes z, made_cases c
    cross join lateral generate_series(0, 1) as k
    cross join lateral (
        select date_trunc('day', (c.at + (coalesce(c.closed_at, z.today + interval '90 days') - c.at)
            * (pg_temp.roll(c.n * 2 + k, 70, 1000) / 1000.0)) at time zone current_setting('seed.zone')) as day
    ) on_day
    where k = 0 or c.n % 2 = 0
) as a;

insert into appointments (id, kind, case_id, client_id, owner_id, staff_ids, zone, starts_local, ends_local, starts_at, ends_at,
    room_id, place, noticed_at, attendance, booked_by, booked_at)
select a.id, a.kind, a.case_id, a.client_id, a.lead_id, array[a.lead_id], current_setting('seed.zone'), a.local,
    a.local + interval '1 hour', a.starts_at, a.starts_at + interval '1 hour',
    case when a.kind in ('meeting', 'consultation') then r.id end,
    case when a.kind in ('hearing', 'deposition') then 'County courthouse' else '' end, a.booked_at, a.attendance, a.lead_id, a.booked_at
from made_appointments a
join (select id, row_number() over (order by name) - 1 as n from rooms) r on r.n = a.n % 4
order by a.starts_at;

insert into appointment_subjects (appointment_id, title)
select id, (array['Review of the file', 'Next steps', 'Settlement', 'Status'])[1 + n % 4] from made_appointments;

insert into appointment_attendees (id, appointment_id, client_id, since, added_by)
select pg_temp.seeded_id(booked_at, 'attendee', n), id, client_id, booked_at, lead_id from made_appointments;

insert into attendances (appointment_id, nth, outcome, recorded_by, recorded_at)
select id, 1, attendance, lead_id, starts_at + interval '1 hour' from made_appointments where attendance is not null;

--- Checking the keys
do $$
declare
    k record;
begin
    for k in select * from foreign_keys loop
        execute format('alter table %s add constraint %I %s', k.of_table, k.name, k.says);
    end loop;
end
$$;

alter table clients enable trigger user;
alter table cases enable trigger user;
alter table case_team enable trigger user;
alter table parties enable trigger user;
alter table enquiries enable trigger user;
alter table case_keys enable trigger user;
alter table documents enable trigger user;
alter table document_versions enable trigger user;
alter table appointments enable trigger user;
alter table appointment_attendees enable trigger user;
alter table attendances enable trigger user;
