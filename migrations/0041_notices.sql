-- Everything that is sent, derived from the truth: a row here says that something is due to somebody by
-- some channel, and how far it got. What it says is made at the moment of sending.

grant create on schema public to privity_definer;

-- The loops of the background, which have no caller: EXECUTE on the functions of sending, nothing else.
do $$
begin
    begin
        create role privity_notifier nologin;
    exception when duplicate_object or unique_violation then
        null;
    end;
    begin
        grant privity_notifier to privity_app;
    exception when unique_violation or sqlstate 'XX000' then
        null;
    end;
end
$$;
grant usage on schema public to privity_notifier;

alter table office_settings
    -- the one switch that stops all sending; every page says so
    add column sending_stopped_at timestamptz,
    add column sending_stopped_by uuid references staff (id),
    add column sending_stopped_for text not null default '',
    -- how clients reach the office when they answer
    add column reply_to text not null default '',
    add column phone text not null default '',
    add column urgent_phone text not null default '',
    -- before Privity: what share of appointments nobody came to, and from when to when that was counted
    add column baseline_no_show numeric(4, 1) check (baseline_no_show between 0 and 100),
    add column baseline_from date,
    add column baseline_until date,
    add constraint office_settings_stopped check ((sending_stopped_at is null) = (sending_stopped_by is null)),
    add constraint office_settings_baseline check (baseline_until >= baseline_from
        and (baseline_no_show is null) = (baseline_from is null) and (baseline_from is null) = (baseline_until is null));
grant update (sending_stopped_at, sending_stopped_by, sending_stopped_for, reply_to, phone, urgent_phone, baseline_no_show,
    baseline_from, baseline_until) on office_settings to privity_partner;

create table notifications (
    id uuid primary key,
    -- appointment, and message (an account's) so far
    subject_kind text not null check (subject_kind in ('appointment', 'message', 'answer', 'test')),
    subject_id uuid not null,
    notice_revision integer not null,
    -- deadline_ahead_N: N days before one; deadline_check_N: said to be kept in second N of the epoch
    kind text not null check (kind in ('booked', 'moved', 'cancelled', 'remind_48h', 'remind_2h',
        'deadline_to_lead', 'deadline_to_partner', 'account', 'answer', 'test') or kind ~ '^deadline_ahead_[0-9]{1,3}$'
        or kind ~ '^deadline_check_[0-9]{1,12}$'),
    channel text not null check (channel in ('email', 'text')),
    -- the attendee, the message, the number that wrote
    recipient_id uuid not null,
    due_at timestamptz not null,
    -- not sent any more from here on
    expires_at timestamptz not null,
    state text not null default 'queued'
        check (state in ('queued', 'sending', 'accepted', 'delivered', 'failed', 'unknown', 'cancelled', 'expired')),
    attempts smallint not null default 0,
    next_at timestamptz not null,
    -- where quiet hours hold it back: from when on it may go
    held_until timestamptz,
    lease uuid,
    lease_until timestamptz,
    -- from here on a provider may have it
    handed_at timestamptz,
    provider text not null default '',
    provider_reference text,
    -- of an e-mail: the same each time it is tried
    message_id text,
    -- as much of the address as staff are shown: "number ending 0142"
    went_to text not null default '',
    -- SHA-256 of all of it: what comes back from there is found by this
    address_key bytea,
    -- of a test alone: the number it is to go to
    number text check (number is null or subject_kind = 'test'),
    -- why it is where it is, in a word
    reason text not null default '',
    created_at timestamptz not null default office_now(),
    sent_at timestamptz,
    delivered_at timestamptz,
    ended_at timestamptz,
    unique (subject_kind, subject_id, kind, channel, recipient_id, notice_revision),
    check ((state = 'sending') = (lease is not null) and (lease is null) = (lease_until is null))
);
create index notifications_waiting on notifications (next_at) where state = 'queued';
create index notifications_leased on notifications (lease_until) where state = 'sending';
create index notifications_of on notifications (subject_kind, subject_id);
create index notifications_by_number on notifications (subject_id, recipient_id) where state in ('accepted', 'delivered', 'unknown', 'sending');
create index notifications_to on notifications (address_key, sent_at desc) where address_key is not null and channel = 'text';
create index notifications_unclear on notifications (created_at) where state in ('unknown', 'failed');
create unique index notifications_reference on notifications (provider, provider_reference) where provider_reference is not null;

-- What it said, for whoever may see what it was about. A link's secret stands as a gap.
create table notification_texts (
    notification_id uuid primary key references notifications (id),
    subject text not null default '',
    body text not null,
    written_at timestamptz not null default office_now()
);

-- A link in a notice: shown by GET, acted on by POST, dead with the appointment. Only its hash is kept.
create table notice_links (
    id uuid primary key,
    token_hash bytea not null unique,
    notification_id uuid not null references notifications (id),
    appointment_id uuid not null references appointments (id),
    attendee_id uuid not null references appointment_attendees (id),
    notice_revision integer not null,
    made_at timestamptz not null default office_now(),
    ends_at timestamptz not null,
    opened_at timestamptz,
    acted_at timestamptz
);
create index notice_links_of on notice_links (appointment_id);
create index notice_links_sent on notice_links (notification_id);

-- What a person has to do because a message could not: ring somebody.
create table call_list (
    id uuid primary key,
    appointment_id uuid not null references appointments (id),
    attendee_id uuid references appointment_attendees (id),
    notice_revision integer not null,
    reason text not null check (reason in ('not_told', 'unclear', 'no_way', 'opted_out', 'unconfirmed', 'declined',
        -- no_such_hour: it is skipped by now, and nobody's to guess; waits: not told so far, as long as that holds
        'asks_to_move', 'wrote', 'cancelled', 'cancelled_late', 'no_such_hour', 'waits')),
    said text not null default '',
    since timestamptz not null default office_now(),
    done_at timestamptz,
    done_by uuid references staff (id),
    done_note text not null default '',
    check (done_by is null or done_at is not null)
);
create unique index call_list_once on call_list (appointment_id, coalesce(attendee_id, appointment_id), notice_revision, reason)
    where done_at is null;
create index call_list_open on call_list (since) where done_at is null;

-- What came back by text or by mail, as it came. Once for each of the provider's own numbers.
create table replies (
    id uuid primary key,
    channel text not null check (channel in ('text', 'email')),
    provider text not null,
    provider_id text not null,
    sender text not null,
    body text not null,
    received_at timestamptz not null default office_now(),
    -- the appointment it is taken to be about
    appointment_id uuid references appointments (id),
    attendee_id uuid references appointment_attendees (id),
    meant text not null check (meant in ('yes', 'no', 'stop', 'start', 'help', 'other')),
    read_at timestamptz,
    read_by uuid references staff (id),
    unique (provider, provider_id)
);
create index replies_unread on replies (received_at) where read_at is null;
create index replies_of on replies (appointment_id) where appointment_id is not null;

-- Numbers that want no texts, whatever the provider does. E.164.
create table text_opt_outs (
    id uuid primary key,
    number text not null,
    since timestamptz not null default office_now(),
    until timestamptz,
    source text not null check (source in ('by_text', 'provider', 'staff')),
    said_by uuid references staff (id)
);
create unique index text_opt_outs_now on text_opt_outs (number) where until is null;

-- What providers said about what they were given. Insert-only.
create table delivery_reports (
    notification_id uuid not null references notifications (id),
    state text not null,
    code text not null default '',
    received_at timestamptz not null default office_now(),
    primary key (notification_id, state)
);

-- The office's own wording, over that of the house. The newest counts.
create table notice_templates (
    id uuid primary key,
    kind text not null,
    channel text not null check (channel in ('email', 'text')),
    discreet boolean not null default false,
    subject text not null default '',
    body text not null check (body <> ''),
    since timestamptz not null default office_now(),
    until timestamptz,
    set_by uuid not null references staff (id),
    ended_by uuid references staff (id)
);
create unique index notice_templates_now on notice_templates (kind, channel, discreet) where until is null;

-- How fast a provider is to be given things, and whether it is being left alone for a while.
create table providers (
    name text primary key,
    tokens double precision not null default 0,
    refilled_at timestamptz not null default '-infinity',
    failures integer not null default 0,
    -- left alone until then
    open_until timestamptz,
    reason text not null default ''
);

do $$
declare
    t text;
begin
    foreach t in array array['notifications', 'notification_texts', 'notice_links', 'call_list', 'replies', 'text_opt_outs',
        'delivery_reports', 'notice_templates', 'providers'] loop
        execute format('alter table %I enable row level security', t);
        execute format('alter table %I force row level security', t);
        execute format('create policy definer on %I to privity_definer using (true) with check (true)', t);
        execute format('grant select, insert, update on %I to privity_definer', t);
    end loop;
    -- the others are reached through their appointment, or by nobody
    foreach t in array array['replies', 'notice_templates', 'providers'] loop
        execute format('create policy caller_in_force on %I as restrictive
            to privity_partner, privity_attorney, privity_paralegal, privity_billing
            using ((select caller_in_force(current_user))) with check ((select caller_in_force(current_user)))', t);
    end loop;
    -- read by whoever reads the appointment
    foreach t in array array['notice_links', 'call_list'] loop
        execute format('create policy of_an_appointment on %I for select
            to privity_partner, privity_attorney, privity_paralegal, privity_billing
            using (exists (select from appointments a where a.id = appointment_id))', t);
    end loop;
end
$$;
create policy of_an_appointment on notifications for select
    to privity_partner, privity_attorney, privity_paralegal, privity_billing
    using (subject_kind = 'appointment' and exists (select from appointments a where a.id = subject_id));
create policy of_a_notification on notification_texts for select
    to privity_partner, privity_attorney, privity_paralegal, privity_billing
    using (exists (select from notifications n where n.id = notification_id));
create policy of_a_notification on delivery_reports for select
    to privity_partner, privity_attorney, privity_paralegal, privity_billing
    using (exists (select from notifications n where n.id = notification_id));
-- what nobody knows the place of is the desk's and the partners' to read
create policy partner on replies for select to privity_partner
    using (appointment_id is null or exists (select from appointments a where a.id = appointment_id));
create policy staff on replies for select to privity_attorney, privity_paralegal, privity_billing
    using ((appointment_id is null and (select i_have_desk()))
        or (appointment_id is not null and exists (select from appointments a where a.id = appointment_id)));
-- said again: an update that reads no column is not asked what may be read
create policy partner_reads on replies for update to privity_partner
    using (read_at is null and (appointment_id is null or exists (select from appointments a where a.id = appointment_id))) with check (read_at = office_now() and read_by = (select office_caller()));
create policy staff_read on replies for update to privity_attorney, privity_paralegal, privity_billing
    using (read_at is null
        and ((appointment_id is null and (select i_have_desk()))
            or (appointment_id is not null and exists (select from appointments a where a.id = appointment_id)))) with check (read_at = office_now() and read_by = (select office_caller()));
create policy done_in_own_name on call_list for update to privity_partner, privity_attorney, privity_paralegal, privity_billing
    using (done_at is null and exists (select from appointments a where a.id = appointment_id))
    with check (done_at = office_now() and done_by = (select office_caller()));
create policy everyone on notice_templates for select
    to privity_partner, privity_attorney, privity_paralegal, privity_billing using (true);
create policy partner_sets on notice_templates for insert to privity_partner
    with check (set_by = (select office_caller()) and until is null);
create policy partner_ends on notice_templates for update to privity_partner
    using (until is null) with check (until = office_now() and ended_by = (select office_caller()));
create policy everyone on providers for select to privity_partner using (true);

grant select on notifications, notification_texts, call_list, replies, delivery_reports, notice_templates
    to privity_partner, privity_attorney, privity_paralegal, privity_billing;
-- that a link was opened, and never which
grant select (id, notification_id, appointment_id, attendee_id, notice_revision, made_at, ends_at, opened_at, acted_at)
    on notice_links to privity_partner, privity_attorney, privity_paralegal, privity_billing;
grant select on providers to privity_partner;
grant update (read_at, read_by) on replies to privity_partner, privity_attorney, privity_paralegal, privity_billing;
grant update (done_at, done_by, done_note) on call_list to privity_partner, privity_attorney, privity_paralegal, privity_billing;
grant insert (id, kind, channel, discreet, subject, body, set_by), update (until, ended_by) on notice_templates to privity_partner;

revoke create on schema public from privity_definer;
