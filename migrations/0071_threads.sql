-- Messages with a client, in threads. Who takes part is named: nobody reads what was written before they came, and
-- nothing any more once they have left. The keys bind a thread to a client of its case, and whoever takes part for a
-- client to that client, so that another client's person cannot be let in by anybody.

grant create on schema public to privity_definer;

create table message_threads (
    id uuid primary key,
    case_id uuid not null,
    client_id uuid not null,
    -- billing: about invoices, which billing reads too
    about text not null check (about in ('case', 'billing')),
    subject text not null check (subject <> '' and char_length(subject) <= 200),
    -- none: somebody of the client
    opened_by uuid references staff (id),
    opened_at timestamptz not null default office_now(),
    closed_by uuid references staff (id),
    closed_at timestamptz,
    foreign key (case_id, client_id) references case_clients (case_id, client_id),
    unique (id, client_id),
    check (num_nonnulls(closed_by, closed_at) in (0, 2))
);
create index message_threads_of_case on message_threads (case_id);
create index message_threads_of_client on message_threads (client_id);
comment on table message_threads is 'What the office and one client of a case write to each other about.';

create table thread_participants (
    id uuid primary key,
    thread_id uuid not null,
    client_id uuid not null,
    staff_id uuid references staff (id),
    membership_id uuid,
    since timestamptz not null default office_now(),
    until timestamptz,
    -- none: they wrote, or the responsible attorney was asked in by a client's message
    added_by uuid references staff (id),
    ended_by uuid references staff (id),
    foreign key (thread_id, client_id) references message_threads (id, client_id),
    foreign key (membership_id, client_id) references portal_memberships (id, client_id),
    unique (id, thread_id),
    check (num_nonnulls(staff_id, membership_id) = 1),
    check (until is null or until >= since)
);
create unique index thread_participants_staff on thread_participants (thread_id, staff_id) where until is null;
create unique index thread_participants_member on thread_participants (thread_id, membership_id) where until is null;
create index thread_participants_of_staff on thread_participants (staff_id, thread_id) where until is null;
create index thread_participants_of_member on thread_participants (membership_id, thread_id) where until is null;
comment on table thread_participants is 'Who takes part in a thread, from when to when: nobody reads what is earlier.';

create table thread_messages (
    id uuid primary key,
    thread_id uuid not null references message_threads (id),
    -- whose it is took part in this very thread
    author_id uuid not null,
    at timestamptz not null default office_now(),
    body text not null check (body <> '' and char_length(body) <= 10000),
    -- why it went although it names another client
    anyway_because text check (anyway_because <> '' and char_length(anyway_because) <= 500),
    foreign key (author_id, thread_id) references thread_participants (id, thread_id)
);
create index thread_messages_of_thread on thread_messages (thread_id, at, id);
create index thread_messages_of_author on thread_messages (author_id, at);
create index thread_messages_lately on thread_messages (at);
comment on table thread_messages is 'What was written in a thread. Never changed, never deleted.';

create table thread_reads (
    participant_id uuid primary key,
    thread_id uuid not null,
    -- everything up to there was read
    read_until timestamptz not null default office_now(),
    foreign key (participant_id, thread_id) references thread_participants (id, thread_id)
);
create index thread_reads_of_thread on thread_reads (thread_id);
comment on table thread_reads is 'Up to when whoever takes part has read a thread.';

-- A thread is closed and opened again, somebody leaves; all else stays as it was.
create function keep_thread_sound() returns trigger
language plpgsql
set search_path = pg_catalog, public, pg_temp
as $$
begin
    if tg_op = 'DELETE' or tg_table_name = 'thread_messages' then
        raise exception 'what was written stays' using errcode = 'PV403';
    end if;
    if tg_table_name = 'message_threads' then
        if (new.id, new.case_id, new.client_id, new.about, new.subject, new.opened_by, new.opened_at)
            is distinct from (old.id, old.case_id, old.client_id, old.about, old.subject, old.opened_by, old.opened_at) then
            raise exception 'a thread stays what it is' using errcode = 'PV403';
        end if;
    elsif old.until is not null or (new.id, new.thread_id, new.client_id, new.staff_id, new.membership_id, new.since, new.added_by)
        is distinct from (old.id, old.thread_id, old.client_id, old.staff_id, old.membership_id, old.since, old.added_by) then
        raise exception 'who took part stays on record' using errcode = 'PV403';
    end if;
    return new;
end
$$;
revoke execute on function keep_thread_sound() from public;
create trigger message_threads_sound before update or delete on message_threads
    for each row execute function keep_thread_sound();
create trigger thread_participants_sound before update or delete on thread_participants
    for each row execute function keep_thread_sound();
create trigger thread_messages_stay before update or delete on thread_messages
    for each row execute function keep_thread_sound();

-- ---------------------------------------------------------------- sight of the staff

-- Oneself, and for whom one covers now.
create function i_stand_for() returns uuid[]
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return array(
        select office_caller() where office_caller() is not null
        union
        select v.covered_id from covers v
        where v.covering_id = office_caller() and may_cover(v.covering_id, v.covered_id)
            and v.since <= office_now() and office_now() < v.until);
end
$$;

-- Whether the caller writes with the clients of a case; billing about invoices alone.
create function may_message(p_case uuid, p_about text) returns boolean
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return exists (select from cases c where c.id = p_case) and p_case <> all (my_walls())
        and coalesce(case acting_role()
            when 'managing_partner' then true
            when 'billing' then p_about = 'billing'
            when 'associate_attorney' then p_case = any (my_cases_from(2::smallint))
            when 'paralegal' then p_case = any (my_cases_from(2::smallint))
        end, false);
end
$$;

-- The threads in which the caller takes part, by a place on the case that lets them write.
create function my_threads() returns uuid[]
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    acting text := acting_role();
    places uuid[];
begin
    if acting is null or not exists (select from thread_participants p where p.staff_id = any (i_stand_for()) and p.until is null) then
        return '{}';
    end if;
    if acting in ('associate_attorney', 'paralegal') then
        places := my_cases_from(2::smallint);
    end if;
    return array(
        select p.thread_id from thread_participants p join message_threads t on t.id = p.thread_id
        where p.staff_id = any (i_stand_for()) and p.until is null
            and t.case_id <> all (my_walls()) and t.client_id <> all (my_walled_clients())
            and case acting when 'managing_partner' then true when 'billing' then t.about = 'billing'
                else t.case_id = any (places) end);
end
$$;

-- Where the caller stands towards one thread: no row where there is none.
create function thread_standing(which uuid)
returns table (reach smallint, walled boolean, closed boolean, grant_id uuid, own boolean, case_id uuid, client_id uuid)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
begin
    return query
        select s.reach, s.walled or t.client_id = any (my_walled_clients()), s.closed, s.grant_id, t.id = any (my_threads()),
            t.case_id, t.client_id
        from message_threads t, lateral case_standing(t.case_id) s
        where t.id = which;
end
$$;

-- Whether somebody of the staff can take part in a thread of a case.
create function can_take_part(p_staff uuid, p_case uuid, p_client uuid, p_about text) returns boolean
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return coalesce(case role_in_force(p_staff)
            when 'managing_partner' then true
            when 'billing' then p_about = 'billing'
            else exists (select from places_on(p_staff, p_case) o where o.reach >= 2) end, false)
        and p_staff = any (staff_in_force())
        and not exists (select from walls w join cases c on c.id = p_case
            where w.staff_id = p_staff and (w.case_id = c.id or w.client_id in (c.client_id, p_client))
                and w.since <= office_now() and (w.until is null or office_now() < w.until));
end
$$;

-- The clients who are in a case, and who uses the portal for each: for whoever may write with them.
create function thread_people(p_case uuid) returns table (client_id uuid, client_name text, membership_id uuid, name text,
    acts_as text, sees_money boolean)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
begin
    perform refuse_unless(may_message(p_case, 'billing'));
    return query
        select k.id, k.name, m.membership_id, p.name, coalesce(r.kind, ''), m.sees_money
        from case_clients l join clients k on k.id = l.client_id
        left join lateral (
            select h.person_id, o.* from portal_memberships h, lateral portal_reach(h.person_id) o
            where h.client_id = k.id and h.until is null and o.membership_id = h.id
        ) m on true
        left join portal_people p on p.id = m.person_id
        left join representatives r on r.id = m.representative_id
        where l.case_id = p_case and (l.until is null or office_now() < l.until) and k.id <> all ((select my_walled_clients())::uuid[])
        order by not l.own, k.name, k.id, r.id is not null, p.name, m.membership_id;
end
$$;

-- Who of the staff could be asked into a thread.
create function thread_staff(p_thread uuid) returns table (staff_id uuid, name text, role text)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
begin
    perform refuse_unless(may_manage_thread(p_thread));
    return query
        select s.id, s.name, role_in_force(s.id) from staff s, message_threads t
        where t.id = p_thread and can_take_part(s.id, t.case_id, t.client_id, t.about)
            and not exists (select from thread_participants p where p.thread_id = t.id and p.staff_id = s.id and p.until is null)
        order by s.name, s.id;
end
$$;

-- What nobody of the staff may see by itself: how somebody of a client is called, for the threads in view.
create function thread_members(p_threads uuid[]) returns table (participant_id uuid, name text)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
declare
    mine uuid[] := my_threads();
begin
    return query
        select p.id, o.name from thread_participants p join message_threads t on t.id = p.thread_id
        join portal_memberships m on m.id = p.membership_id join portal_people o on o.id = m.person_id
        where p.thread_id = any (p_threads) and t.case_id <> all (my_walls()) and t.client_id <> all (my_walled_clients())
            and (acting_role() = 'managing_partner' or t.id = any (mine));
end
$$;

-- The caller's threads with what is unread in each, and since when its client waits for an answer.
create function my_thread_states() returns table (thread_id uuid, since timestamptz, unread bigint, waits_since timestamptz)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
declare
    mine uuid[] := my_threads();
    stand uuid[] := i_stand_for();
begin
    return query
        select t.id, s.since,
            (select count(*) from thread_messages m where m.thread_id = t.id and m.at >= s.since and m.author_id <> s.id
                and m.at > coalesce(r.read_until, '-infinity')),
            case when t.closed_at is null then (
                select min(m.at) from thread_messages m join thread_participants a on a.id = m.author_id
                where m.thread_id = t.id and a.membership_id is not null and m.at >= s.since
                    and not exists (select from thread_messages n join thread_participants b on b.id = n.author_id
                        where n.thread_id = t.id and b.staff_id is not null and (n.at, n.id) > (m.at, m.id))) end
        from message_threads t
        join lateral (
            select p.id, p.since from thread_participants p
            where p.thread_id = t.id and p.until is null and p.staff_id = any (stand)
            order by p.staff_id <> office_caller(), p.since limit 1
        ) s on true
        left join thread_reads r on r.participant_id = s.id
        where t.id = any (mine);
end
$$;

-- A list of threads: the caller's, of all cases or of one; managing partners read all of one case, and any one.
create function thread_rows(p_case uuid, p_thread uuid) returns table (id uuid, case_id uuid, number text, title text,
    client_id uuid, client_name text, subject text, about text, closed boolean, case_closed boolean, last_at timestamptz, last_by text,
    unread bigint, waits_since timestamptz)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
declare
    acting text := acting_role();
    mine uuid[] := my_threads();
begin
    return query
        select t.id, c.id, c.number, case when acting = 'billing' then '' else c.title end, k.id, k.name, t.subject, t.about,
            t.closed_at is not null, c.closed_on is not null, l.at, l.name, coalesce(s.unread, 0), s.waits_since
        from message_threads t join cases c on c.id = t.case_id join clients k on k.id = t.client_id
        left join my_thread_states() s on s.thread_id = t.id
        left join lateral (
            select m.at, seat_name(a) as name from thread_messages m join thread_participants a on a.id = m.author_id
            where m.thread_id = t.id and m.at >= coalesce(s.since, '-infinity') order by m.at desc, m.id desc limit 1
        ) l on true
        where (p_case is null or t.case_id = p_case) and (p_thread is null or t.id = p_thread)
            and t.case_id <> all (my_walls()) and t.client_id <> all (my_walled_clients())
            and (t.id = any (mine) or (acting = 'managing_partner' and num_nonnulls(p_case, p_thread) > 0))
        order by coalesce(l.at, t.opened_at) desc, t.id;
end
$$;

-- How many of the caller's threads wait: something in them is unread or unanswered. Of one case, or of all.
create function my_threads_waiting(p_case uuid) returns bigint
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return (
        select count(*) from my_thread_states() s join message_threads t on t.id = s.thread_id
        where (s.unread > 0 or s.waits_since is not null) and (p_case is null or t.case_id = p_case));
end
$$;

-- ---------------------------------------------------------------- verbs of the staff

create function may_manage_thread(p_thread uuid) returns boolean
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return exists (select from message_threads t where t.id = p_thread and t.client_id <> all (my_walled_clients())
        and may_message(t.case_id, t.about) and (acting_role() = 'managing_partner' or t.id = any (my_threads())));
end
$$;

-- The thread, locked, for whoever takes part in it.
create function thread_to_change(p_thread uuid) returns message_threads
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    t message_threads;
begin
    perform refuse_unless(may_manage_thread(p_thread));
    select * into t from message_threads where id = p_thread for update;
    return t;
end
$$;

-- Whoever writes takes part.
create function take_seat(p_seat uuid, t message_threads) returns uuid
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    seat uuid;
begin
    select p.id into seat from thread_participants p
    where p.thread_id = t.id and p.staff_id = office_caller() and p.until is null;
    if seat is null then
        insert into thread_participants (id, thread_id, client_id, staff_id) values (p_seat, t.id, t.client_id, office_caller());
        seat := p_seat;
    end if;
    return seat;
end
$$;

create function read_up_to_now(p_seat uuid, p_thread uuid) returns void
language sql security definer
set search_path = pg_catalog, public, pg_temp
as $$
    insert into thread_reads (participant_id, thread_id) values (p_seat, p_thread)
    on conflict (participant_id) do update set read_until = greatest(thread_reads.read_until, excluded.read_until)
$$;

-- Whether these can be written to about that: people of this client, who is in the case now.
create function members_fit(p_case uuid, p_client uuid, p_about text, p_memberships uuid[]) returns boolean
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return exists (select from case_clients l where l.case_id = p_case and l.client_id = p_client
            and (l.until is null or office_now() < l.until))
        and not exists (select from unnest(p_memberships) as wanted where not exists (
            select from portal_memberships m, lateral portal_reach(m.person_id) o
            where m.id = wanted and m.until is null and o.membership_id = m.id and o.client_id = p_client
                and (p_about = 'case' or o.sees_money)));
end
$$;

-- The responsible attorneys of a case who can take part and do not yet.
create function leads_missing(p_thread uuid) returns setof uuid
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return query
        select o.staff_id from message_threads t join case_team o on o.case_id = t.case_id and o.level = 'lead'
        where t.id = p_thread and o.since <= office_now() and (o.until is null or office_now() < o.until)
            and can_take_part(o.staff_id, t.case_id, t.client_id, t.about)
            and not exists (select from thread_participants p
                where p.thread_id = t.id and p.staff_id = o.staff_id and p.until is null);
end
$$;

-- Begins a thread with its first message: with these people of one client, and the responsible attorney. Sent twice it
-- is one: whether it was new.
create function start_thread(p_thread uuid, p_message uuid, p_seats uuid[], p_case uuid, p_client uuid, p_about text,
    p_subject text, p_memberships uuid[], p_body text, p_because text) returns boolean
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    t message_threads;
    seat uuid;
begin
    perform refuse_unless(may_message(p_case, p_about) and p_client <> all (my_walled_clients())
        and exists (select from cases c where c.id = p_case and c.closed_on is null));
    insert into message_threads (id, case_id, client_id, about, subject, opened_by)
    select p_thread, p_case, p_client, p_about, p_subject, office_caller()
    where coalesce(cardinality(p_memberships), 0) > 0 and members_fit(p_case, p_client, p_about, p_memberships)
    on conflict (id) do nothing returning * into t;
    if t.id is null then
        if exists (select from message_threads x where x.id = p_thread and x.case_id = p_case and x.client_id = p_client
            and x.opened_by = office_caller()) then
            return false;
        end if;
        raise exception 'they cannot be written to now' using errcode = 'PV409';
    end if;
    seat := take_seat(p_seats[1], t);
    insert into thread_participants (id, thread_id, client_id, membership_id, added_by)
    select p_seats[1 + w.nth], t.id, t.client_id, w.wanted, office_caller()
    from unnest(array(select distinct unnest(p_memberships))) with ordinality as w (wanted, nth);
    insert into thread_participants (id, thread_id, client_id, staff_id, added_by)
    select p_seats[1 + cardinality(p_memberships) + l.nth], t.id, t.client_id, l.lead, office_caller()
    from leads_missing(t.id) with ordinality as l (lead, nth);
    insert into thread_messages (id, thread_id, author_id, body, anyway_because) values (p_message, t.id, seat, p_body, p_because);
    perform read_up_to_now(seat, t.id);
    return true;
end
$$;

-- Sent twice it is one: whether it was new.
create function write_in_thread(p_message uuid, p_seat uuid, p_thread uuid, p_body text, p_because text) returns boolean
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    t message_threads := thread_to_change(p_thread);
    seat uuid;
begin
    perform refuse_unless(exists (select from cases c where c.id = t.case_id and c.closed_on is null));
    if exists (select from thread_messages m join thread_participants p on p.id = m.author_id
        where m.id = p_message and m.thread_id = t.id and p.staff_id = office_caller()) then
        return false;
    end if;
    if t.closed_at is not null or exists (select from thread_messages m where m.id = p_message) then
        raise exception 'nothing is written here now' using errcode = 'PV409';
    end if;
    seat := take_seat(p_seat, t);
    insert into thread_messages (id, thread_id, author_id, body, anyway_because) values (p_message, t.id, seat, p_body, p_because);
    perform read_up_to_now(seat, t.id);
    return true;
end
$$;

-- That the caller has read what is there.
create function read_thread(p_thread uuid) returns void
language sql security definer
set search_path = pg_catalog, public, pg_temp
as $$
    select read_up_to_now(p.id, p.thread_id) from thread_participants p
    where p.thread_id = p_thread and p.staff_id = office_caller() and p.until is null and p.thread_id = any (my_threads())
$$;

-- Asks somebody in: of the staff, or of the thread's client. They read what is written from now on. Whether they were
-- not there yet.
create function join_thread(p_thread uuid, p_seat uuid, p_staff uuid, p_membership uuid) returns boolean
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    t message_threads := thread_to_change(p_thread);
begin
    if not (p_staff is not null and can_take_part(p_staff, t.case_id, t.client_id, t.about)
        or p_staff is null and p_membership is not null
            and members_fit(t.case_id, t.client_id, t.about, array[p_membership])) then
        raise exception 'they cannot take part now' using errcode = 'PV409';
    end if;
    insert into thread_participants (id, thread_id, client_id, staff_id, membership_id, added_by)
    values (p_seat, t.id, t.client_id, p_staff, case when p_staff is null then p_membership end, office_caller())
    on conflict do nothing;
    return found;
end
$$;

-- Somebody takes part no longer, at once. One of the office and one of the client stay.
create function leave_thread(p_thread uuid, p_seat uuid) returns boolean
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    t message_threads := thread_to_change(p_thread);
    p thread_participants;
begin
    select * into p from thread_participants where id = p_seat and thread_id = t.id and until is null;
    if p.id is null then
        return false;
    end if;
    if p.staff_id is not null and not exists (select from thread_participants o
        where o.thread_id = t.id and o.id <> p.id and o.until is null and o.staff_id is not null) then
        raise exception 'somebody of the office stays' using errcode = 'PV409';
    end if;
    update thread_participants set until = office_now(), ended_by = office_caller() where id = p.id;
    return true;
end
$$;

create function end_thread(p_thread uuid, p_close boolean) returns boolean
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    t message_threads := thread_to_change(p_thread);
begin
    if (t.closed_at is not null) = p_close then
        return false;
    end if;
    update message_threads set closed_at = case when p_close then office_now() end,
        closed_by = case when p_close then office_caller() end
    where id = t.id;
    return true;
end
$$;

-- ---------------------------------------------------------------- the portal

-- In which threads somebody of a client takes part now, and as whom. A representative's right that has ended, a client
-- who is in the case no longer and money that is not theirs to see end it by themselves.
create function portal_seats(who uuid) returns table (seat uuid, thread_id uuid, since timestamptz, membership_id uuid, writes boolean)
language sql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
    select p.id, p.thread_id, p.since, r.membership_id, r.writes
    from portal_reach(who) r join thread_participants p on p.membership_id = r.membership_id and p.until is null
    join message_threads t on t.id = p.thread_id
    join case_clients l on l.case_id = t.case_id and l.client_id = t.client_id
    where (l.until is null or office_now() < l.until) and (t.about = 'case' or r.sees_money)
$$;

-- How whoever takes part is called.
create function seat_name(p thread_participants) returns text
language sql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
    select coalesce((select s.name from staff s where s.id = p.staff_id),
        (select o.name from portal_memberships m join portal_people o on o.id = m.person_id where m.id = p.membership_id))
$$;

-- The caller's threads, the latest first.
create function own_threads() returns setof jsonb
language sql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
    select jsonb_build_object('id', t.id, 'subject', t.subject, 'about', t.about, 'case', c.number, 'for', k.name,
        'closed', t.closed_at is not null or c.closed_on is not null, 'case_closed', c.closed_on is not null, 'writes', s.writes,
        'last_at', l.at, 'last_by', l.name, 'last_mine', coalesce(l.author_id = s.seat, false),
        'unread', (select count(*) from thread_messages m where m.thread_id = t.id and m.at >= s.since and m.author_id <> s.seat
            and m.at > coalesce((select r.read_until from thread_reads r where r.participant_id = s.seat), '-infinity')))
    from portal_seats(office_caller()) s join message_threads t on t.id = s.thread_id
    join cases c on c.id = t.case_id join clients k on k.id = t.client_id
    left join lateral (
        select m.at, m.author_id, seat_name(a) as name from thread_messages m join thread_participants a on a.id = m.author_id
        where m.thread_id = t.id and m.at >= s.since order by m.at desc, m.id desc limit 1
    ) l on true
    order by coalesce(l.at, t.opened_at) desc, t.id
$$;

-- One of them: who takes part, and what was written while the caller did. Nothing where it is not the caller's.
create function own_thread(p_thread uuid) returns jsonb
language sql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
    select jsonb_build_object(
        'people', (select jsonb_agg(jsonb_build_object('name', seat_name(p), 'office', p.staff_id is not null)
                order by p.staff_id is not null, p.since, p.id)
            from thread_participants p where p.thread_id = s.thread_id and p.until is null),
        'said', coalesce((select jsonb_agg(jsonb_build_object('id', m.id, 'at', m.at, 'body', m.body, 'by', seat_name(a),
                'office', a.staff_id is not null, 'mine', a.id = s.seat) order by m.at, m.id)
            from thread_messages m join thread_participants a on a.id = m.author_id
            where m.thread_id = s.thread_id and m.at >= s.since), '[]'))
    from portal_seats(office_caller()) s where s.thread_id = p_thread
$$;

-- Where the caller may begin a thread: open cases of the clients they write for.
create function own_cases_to_write() returns setof jsonb
language sql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
    select jsonb_build_object('case', c.id, 'client', k.id, 'number', c.number, 'for', k.name)
    from portal_reach(office_caller()) r join case_clients l on l.client_id = r.client_id
    join cases c on c.id = l.case_id join clients k on k.id = r.client_id
    where r.writes and c.closed_on is null and (l.until is null or office_now() < l.until)
    order by k.name, c.number, c.id
$$;

-- What is written down of the portal's messages.
create function record_own_thread(p_event jsonb, p_action text, p_thread uuid) returns void
language sql
set search_path = pg_catalog, public, pg_temp
as $$
    insert into audit_events (id, actor_kind, actor_id, action, resource, resource_id, case_id, client_id, session_id, request_id,
        address, user_agent)
    select (p_event->>'id')::uuid, 'client', office_caller(), p_action, 'thread', t.id, t.case_id, t.client_id,
        (p_event->>'session')::uuid, (p_event->>'request')::uuid, coalesce(p_event->>'address', ''),
        coalesce(p_event->>'user_agent', '')
    from message_threads t where t.id = p_thread
$$;

-- That the caller has read what is there. Whether it is theirs.
create function own_thread_read(p_thread uuid, p_event jsonb) returns boolean
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    seat uuid;
begin
    select s.seat into seat from portal_seats(office_caller()) s where s.thread_id = p_thread;
    if seat is null then
        return false;
    end if;
    perform read_up_to_now(seat, p_thread);
    perform record_own_thread(p_event, 'see-thread', p_thread);
    return true;
end
$$;

-- Why somebody of a client cannot write just now; empty where they can. Twenty messages an hour, a hundred a day.
create function portal_flood() returns text
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    hour bigint;
    day bigint;
begin
    -- those side by side count each other
    perform from portal_people where id = office_caller() for update;
    select count(*) filter (where m.at > office_now() - interval '1 hour'), count(*) into hour, day
    from portal_memberships o join thread_participants p on p.membership_id = o.id join thread_messages m on m.author_id = p.id
    where o.person_id = office_caller() and m.at > office_now() - interval '1 day';
    return case when hour >= 20 then 'hour' when day >= 100 then 'day' else '' end;
end
$$;

-- The responsible attorney reads what a client writes, whoever began.
create function seat_leads(p_thread uuid, p_client uuid, p_seats uuid[]) returns void
language sql
set search_path = pg_catalog, public, pg_temp
as $$
    insert into thread_participants (id, thread_id, client_id, staff_id)
    select p_seats[l.nth], p_thread, p_client, l.lead from leads_missing(p_thread) with ordinality as l (lead, nth)
    where p_seats[l.nth] is not null
$$;

-- 'done'; or why not: 'hour' and 'day' (too many), 'closed', 'reads' (may not write), 'gone' (not the caller's).
create function portal_write(p_message uuid, p_seats uuid[], p_thread uuid, p_body text, p_event jsonb) returns text
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    t message_threads;
    seat uuid;
    writes boolean;
    flood text;
begin
    select s.seat, s.writes into seat, writes from portal_seats(office_caller()) s where s.thread_id = p_thread;
    if seat is null then
        return 'gone';
    end if;
    select * into t from message_threads where id = p_thread for update;
    if exists (select from thread_messages m where m.id = p_message) then
        return case when exists (select from thread_messages m where m.id = p_message and m.author_id = seat) then 'done' else 'gone' end;
    end if;
    if not writes then
        return 'reads';
    end if;
    if t.closed_at is not null or exists (select from cases c where c.id = t.case_id and c.closed_on is not null) then
        return 'closed';
    end if;
    flood := portal_flood();
    if flood <> '' then
        return flood;
    end if;
    perform seat_leads(t.id, t.client_id, p_seats);
    insert into thread_messages (id, thread_id, author_id, body) values (p_message, t.id, seat, p_body);
    perform read_up_to_now(seat, t.id);
    perform record_own_thread(p_event, 'write-message', t.id);
    return 'done';
end
$$;

-- Begins a thread about a case: with the caller and the responsible attorney. Answers as portal_write does.
create function portal_start_thread(p_thread uuid, p_message uuid, p_seats uuid[], p_case uuid, p_client uuid, p_subject text,
    p_body text, p_event jsonb) returns text
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    member uuid;
    may_write boolean;
    flood text;
begin
    select r.membership_id, r.writes into member, may_write
    from portal_reach(office_caller()) r join case_clients l on l.client_id = r.client_id
    where r.client_id = p_client and l.case_id = p_case and (l.until is null or office_now() < l.until);
    if member is null then
        return 'gone';
    end if;
    if exists (select from message_threads t where t.id = p_thread) then
        return case when exists (select from thread_participants p join thread_messages m on m.author_id = p.id
            where p.thread_id = p_thread and p.membership_id = member and m.id = p_message) then 'done' else 'gone' end;
    end if;
    if not may_write then
        return 'reads';
    end if;
    if exists (select from cases c where c.id = p_case and c.closed_on is not null) then
        return 'closed';
    end if;
    flood := portal_flood();
    if flood <> '' then
        return flood;
    end if;
    insert into message_threads (id, case_id, client_id, about, subject) values (p_thread, p_case, p_client, 'case', p_subject);
    insert into thread_participants (id, thread_id, client_id, membership_id) values (p_seats[1], p_thread, p_client, member);
    perform seat_leads(p_thread, p_client, p_seats[2:]);
    insert into thread_messages (id, thread_id, author_id, body) values (p_message, p_thread, p_seats[1], p_body);
    perform read_up_to_now(p_seats[1], p_thread);
    perform record_own_thread(p_event, 'start-thread', p_thread);
    return 'done';
end
$$;

-- ---------------------------------------------------------------- told by e-mail

alter table notifications
    drop constraint notifications_subject_kind_check,
    add constraint notifications_subject_kind_check
        check (subject_kind in ('appointment', 'message', 'answer', 'test', 'invoice', 'dunning', 'portal', 'share', 'thread'));
create index notifications_of_threads on notifications (recipient_id, due_at) where subject_kind = 'thread';

-- What waits to be read by somebody of a client, the oldest first.
create function portal_unread(who uuid) returns table (message_id uuid, at timestamptz)
language sql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
    select m.id, m.at
    from portal_seats(who) s join thread_messages m on m.thread_id = s.thread_id and m.at >= s.since
    join thread_participants a on a.id = m.author_id and a.staff_id is not null
    where m.at > coalesce((select r.read_until from thread_reads r where r.participant_id = s.seat), '-infinity')
    order by m.at, m.id
$$;

-- One word an hour at most to each person for whom a message of the office waits: it names none of it.
create function plan_thread_notices() returns bigint
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    now timestamptz := office_now();
    planned bigint;
begin
    insert into notifications (id, subject_kind, subject_id, notice_revision, kind, channel, recipient_id, due_at, expires_at, next_at)
    select gen_random_uuid(), 'thread', fresh.message_id, 1, 'account', 'email', fresh.person_id, now, now + interval '1 day', now
    from (
        select distinct on (w.person_id) w.person_id, u.message_id
        from (
            select distinct m.person_id
            from thread_messages g join thread_participants p on p.thread_id = g.thread_id and p.until is null
            join portal_memberships m on m.id = p.membership_id and m.until is null
            where g.at > now - interval '1 day' and g.at <= now
        ) as w, lateral portal_unread(w.person_id) u
        where u.at > now - interval '1 day'
            and not exists (select from notifications n where n.subject_kind = 'thread' and n.recipient_id = w.person_id
                and (n.due_at >= u.at or n.due_at > now - interval '1 hour'))
        order by w.person_id, u.at
    ) as fresh
    on conflict do nothing;
    get diagnostics planned = row_count;
    return planned;
end
$$;

-- The last look before it goes: whether something still waits to be read.
create function look_at_thread_notice(p_id uuid, p_lease uuid, p_hold interval) returns jsonb
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    now timestamptz := office_now();
    n notifications;
    o office_settings;
    p portal_people;
begin
    select * into n from notifications where id = p_id for update;
    if n.lease is distinct from p_lease or n.state <> 'sending' or n.lease_until <= now or n.subject_kind <> 'thread' then
        return null;
    end if;
    select * into o from office_settings;
    if o.sending_stopped_at is not null then
        update notifications set state = 'queued', lease = null, lease_until = null, attempts = attempts - 1 where id = p_id;
        return null;
    end if;
    if n.expires_at <= now then
        perform drop_notice(p_id, 'expired', 'too_late');
        return null;
    end if;
    select * into p from portal_people where id = n.recipient_id;
    if not exists (select from portal_unread(p.id)) then
        perform drop_notice(p_id, 'cancelled', 'settled');
        return null;
    end if;
    update notifications set handed_at = now, lease_until = now + p_hold, went_to = masked(p.email), reason = '',
        address_key = sha256(convert_to(p.email, 'UTF8')), message_id = coalesce(message_id, p_id::text)
    where id = p_id;
    return jsonb_build_object('name', p.name, 'address', p.email, 'office', o.name, 'reply_to', o.reply_to,
        'discreet', is_discreet_person(p.id));
end
$$;

-- ---------------------------------------------------------------- row-level security

do $$
declare
    t text;
    f record;
begin
    foreach t in array array['message_threads', 'thread_participants', 'thread_messages', 'thread_reads'] loop
        execute format('alter table %I enable row level security', t);
        execute format('alter table %I force row level security', t);
        execute format('create policy definer on %I to privity_definer using (true) with check (true)', t);
        execute format('grant select, insert on %I to privity_definer', t);
        execute format('grant select on %I to privity_partner, privity_attorney, privity_paralegal, privity_billing', t);
    end loop;
    for f in
        select p.oid::regprocedure as signature, p.proname as name from pg_proc p
        where p.pronamespace = 'public'::regnamespace and p.proname in ('i_stand_for', 'may_message', 'my_threads', 'thread_standing',
            'can_take_part', 'thread_people', 'thread_staff', 'thread_members', 'my_thread_states', 'thread_rows', 'my_threads_waiting',
            'may_manage_thread', 'thread_to_change', 'take_seat', 'read_up_to_now', 'members_fit', 'leads_missing', 'start_thread',
            'write_in_thread', 'read_thread', 'join_thread', 'leave_thread', 'end_thread', 'portal_seats', 'seat_name',
            'own_threads', 'own_thread', 'own_cases_to_write', 'record_own_thread', 'own_thread_read', 'portal_flood', 'seat_leads',
            'portal_write', 'portal_start_thread', 'portal_unread', 'plan_thread_notices', 'look_at_thread_notice')
    loop
        execute format('alter function %s owner to privity_definer', f.signature);
        execute format('revoke execute on function %s from public', f.signature);
        execute format('grant execute on function %s to %s', f.signature, case
            when f.name in ('own_threads', 'own_thread', 'own_cases_to_write', 'own_thread_read', 'portal_write',
                'portal_start_thread') then 'privity_client'
            when f.name in ('plan_thread_notices', 'look_at_thread_notice') then 'privity_notifier'
            when f.name in ('can_take_part', 'thread_to_change', 'take_seat', 'read_up_to_now', 'members_fit', 'leads_missing',
                'portal_seats', 'seat_name', 'record_own_thread', 'portal_flood', 'seat_leads', 'portal_unread',
                'may_manage_thread') then 'privity_definer'
            else 'privity_partner, privity_attorney, privity_paralegal, privity_billing, privity_definer' end);
    end loop;
end
$$;
grant update on message_threads, thread_participants, thread_reads to privity_definer;

create policy caller_in_force on message_threads as restrictive
    to privity_partner, privity_attorney, privity_paralegal, privity_billing
    using ((select caller_in_force(current_user))) with check ((select caller_in_force(current_user)));
create policy walls on message_threads as restrictive to privity_partner, privity_attorney, privity_paralegal, privity_billing
    using (case_id <> all ((select my_walls())::uuid[]) and client_id <> all ((select my_walled_clients())::uuid[]));
create policy partner on message_threads for select to privity_partner using (true);
create policy attorney on message_threads for select to privity_attorney using (id = any ((select my_threads())::uuid[]));
create policy paralegal on message_threads for select to privity_paralegal using (id = any ((select my_threads())::uuid[]));
create policy billing on message_threads for select to privity_billing using (id = any ((select my_threads())::uuid[]));

-- through a thread in view
create policy of_a_thread on thread_participants for select to privity_partner, privity_attorney, privity_paralegal, privity_billing
    using (exists (select from message_threads t where t.id = thread_id));
create policy of_a_thread on thread_reads for select to privity_partner, privity_attorney, privity_paralegal, privity_billing
    using (exists (select from message_threads t where t.id = thread_id));
create policy partner on thread_messages for select to privity_partner
    using (exists (select from message_threads t where t.id = thread_id));
-- and what was written since one takes part in it
create policy taking_part on thread_messages for select to privity_attorney, privity_paralegal, privity_billing
    using (exists (select from message_threads t join thread_participants p on p.thread_id = t.id
        where t.id = thread_messages.thread_id and p.until is null and p.staff_id = any ((select i_stand_for())::uuid[])
            and p.since <= thread_messages.at));

revoke create on schema public from privity_definer;
