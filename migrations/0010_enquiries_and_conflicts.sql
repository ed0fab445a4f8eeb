-- Callers who want the office to act, and the check for conflicts of interest that stands before
-- every case.

grant create on schema public to privity_definer;

alter table office_settings
    -- who answers where a check meets what the asker may not see; null: any managing partner
    add column conflicts_partner_id uuid references staff (id),
    add column conflicts_partner_set_by uuid references staff (id),
    add column conflicts_partner_set_at timestamptz;

-- The desk right: reception, whatever the role. Ended, not deleted.
create table desk_rights (
    id uuid primary key,
    staff_id uuid not null references staff (id),
    since timestamptz not null default office_now(),
    until timestamptz,
    given_by uuid references staff (id),
    ended_by uuid references staff (id)
);
create unique index desk_rights_current on desk_rights (staff_id) where until is null;

create function i_have_desk() returns boolean
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return (
        select exists (select from desk_rights where staff_id = office_caller() and until is null)
    );
end
$$;

create table enquiries (
    id uuid primary key,
    kind text not null check (kind in ('person', 'organization')),
    given_name text not null default '',
    family_name text not null default '',
    name text not null check (name <> ''),
    email text not null default '',
    phone text not null default '',
    -- what it is about, in a line
    matter text not null check (matter <> ''),
    -- whom it is against, one name each
    adverse text[] not null default '{}',
    -- how they found the office
    source text not null default '',
    taken_by uuid not null references staff (id),
    taken_at timestamptz not null default office_now(),
    assigned_id uuid references staff (id),
    consultation_at timestamptz,
    state text not null default 'open' check (state in ('open', 'accepted', 'declined')),
    reason text not null default '',
    decided_by uuid references staff (id),
    decided_at timestamptz,
    client_id uuid references clients (id),
    case_id uuid references cases (id),
    revision integer not null default 1,
    check ((state = 'open') = (decided_at is null))
);
create index enquiries_open on enquiries (taken_at desc, id desc) where state = 'open';
create index enquiries_taken on enquiries (taken_at desc, id desc);
create index enquiries_of_client on enquiries (client_id) where client_id is not null;
create index enquiries_of_case on enquiries (case_id) where case_id is not null;
alter table known_names add foreign key (enquiry_id) references enquiries (id);

create function know_enquiry() returns trigger
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    insert into known_names (kind, enquiry_id, source_id, name)
    select distinct said.kind, new.id, new.id, said.name
    from (select 'enquiry' as kind, new.name union all select 'adverse', unnest(new.adverse)) as said (kind, name)
    where not exists (
        select from known_names k where k.source_id = new.id and k.kind = said.kind and k.name = said.name);
    return null;
end
$$;
create trigger enquiries_known after insert or update of name, adverse on enquiries
    for each row execute function know_enquiry();

-- One search for conflicts: what was asked, what came of it, what was decided.
create table conflict_checks (
    id uuid primary key,
    names text[] not null check (cardinality(names) between 1 and 40),
    about text not null default '',
    asked_by uuid not null references staff (id),
    asked_at timestamptz not null default office_now(),
    enquiry_id uuid references enquiries (id),
    -- the client it is for, whose own name is no conflict
    client_id uuid references clients (id),
    -- clear: nothing is alike. matches: the asker sees them all. ask: the conflicts partner must say
    outcome text not null check (outcome in ('clear', 'matches', 'ask')),
    decision text check (decision in ('no_conflict', 'conflict')),
    note text not null default '',
    decided_by uuid references staff (id),
    decided_at timestamptz,
    -- what waits for the decision: 'open', 'prepare', 'accept', and its form as typed
    purpose text check (purpose in ('open', 'prepare', 'accept')),
    draft jsonb,
    -- the case that was opened on it, once
    case_id uuid references cases (id),
    used_at timestamptz,
    check ((decision is null) = (decided_at is null))
);
create index conflict_checks_asked on conflict_checks (asked_by, asked_at desc);
create index conflict_checks_waiting on conflict_checks (asked_at) where outcome = 'ask' and decision is null;
create index conflict_checks_of_case on conflict_checks (case_id) where case_id is not null;
create index conflict_checks_of_enquiry on conflict_checks (enquiry_id) where enquiry_id is not null;

create table conflict_matches (
    check_id uuid not null references conflict_checks (id),
    nth smallint not null,
    -- the name that was asked for, and the one it is like
    searched text not null,
    name text not null,
    kind text not null,
    how text not null check (how in ('same', 'spelling', 'sound')),
    client_id uuid references clients (id),
    case_id uuid references cases (id),
    enquiry_id uuid references enquiries (id),
    -- the asker could see it
    seen boolean not null,
    primary key (check_id, nth)
);

alter table case_proposals add column check_id uuid references conflict_checks (id);
create unique index case_proposals_check on case_proposals (check_id);
alter table case_proposals
    add column adverse text[] not null default '{}',
    add column limitation_on date,
    add column limitation_none text not null default '';

-- Whether each of these words is among those, but for a letter or two mistyped.
create function within_a_slip(these text[], those text[]) returns boolean
language plpgsql immutable strict parallel safe
set search_path = pg_catalog, pg_temp
as $$
begin
    return (
        select bool_and(exists (
            select from unnest(those) as t (word)
            where w = t.word or extensions.levenshtein_less_equal(left(w, 60), left(t.word, 60), 2)
                <= case when length(w) >= 7 then 2 when length(w) >= 4 then 1 else 0 end))
        from unnest(these) as w
    );
end
$$;

-- Whether each of these words is among those, or sounds like one that is.
create function words_said(these text[], those text[], sounds text[]) returns boolean
language plpgsql immutable strict parallel safe
set search_path = pg_catalog, pg_temp
as $$
begin
    return (
        select bool_and(w = any (those)
            or length(extensions.dmetaphone(w)) >= 2 and extensions.dmetaphone(w) = any (sounds)
            or length(extensions.dmetaphone_alt(w)) >= 2 and extensions.dmetaphone_alt(w) = any (sounds))
        from unnest(these) as w
    );
end
$$;

-- The names like one of these, the likeliest first. The operators find with the index and at their
-- usual thresholds, whatever the session's; what counts is judged after them, once for each name found.
create function find_names(p_names text[])
returns table (searched text, known_id uuid, how text, place bigint)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
begin
    -- Here and not as the function's own settings: those only a superuser may name before the
    -- extension is loaded, and neither a fresh connection nor a restored backup has loaded it.
    perform set_config('pg_trgm.similarity_threshold', '0.3', true);
    perform set_config('pg_trgm.strict_word_similarity_threshold', '0.5', true);
    return query
        with asked as materialized (
            select n as searched, p as plain, string_to_array(p, ' ') as words, name_sounds(p) as sounds
            from (select distinct n from unnest(p_names) as n) as d (n), plain_name(n) as p where p <> ''
        ), alike as (
            select a.searched, k.id from asked a join known_names k on k.plain operator(extensions.%) a.plain
            union
            select a.searched, k.id from asked a join known_names k on a.plain operator(extensions.<<%) k.plain
            union
            -- the whole of a known name within a longer one
            select a.searched, k.id from asked a join known_names k on k.words <@ a.words
            union
            -- each word has two readings at most: where all words of one are in the other, half its
            -- readings are
            select a.searched, k.id from asked a join known_names k on k.sounds && a.sounds
                and 2 * (select count(*) from unnest(a.sounds) as s where s = any (k.sounds))
                    >= least(cardinality(a.sounds), cardinality(k.sounds))
        ), near as materialized (
            select a.searched, k.id, a.plain as wanted, k.plain, a.words as asked_words, k.words, k.sounds, a.sounds as asked_sounds,
                extensions.similarity(a.plain, k.plain) as near
            from alike l join asked a on a.searched = l.searched join known_names k on k.id = l.id
        ), judged as (
            select n.searched, n.id, n.near, case
                when n.asked_words @> n.words and n.words @> n.asked_words then 'same'
                when n.near >= 0.5 or extensions.strict_word_similarity(n.wanted, n.plain) >= 0.75 then 'spelling'
                when (cardinality(n.words) >= 2 or length(n.plain) >= 4)
                    and extensions.strict_word_similarity(n.plain, n.wanted) >= 0.75 then 'spelling'
                -- every word of the one is a word of the other, but for a slip or two
                when n.near >= 0.3 and within_a_slip(n.asked_words, n.words) then 'spelling'
                -- or sounds like one
                when words_said(n.asked_words, n.words, n.sounds) then 'sound'
                when cardinality(n.words) between 2 and cardinality(n.asked_words) - 1
                    and words_said(n.words, n.asked_words, n.asked_sounds) then 'sound'
                end as how
            from near n
        ), ranked as (
            select j.*, row_number() over (partition by j.searched order by j.how = 'same' desc, j.near desc, j.id) as place
            from judged j where j.how is not null
        )
        select r.searched, r.id, r.how, r.place from ranked r order by r.searched, r.place;
end
$$;

-- Enquiries that became something the caller is screened from.
create function my_walled_enquiries() returns uuid[]
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    clients uuid[] := my_walled_clients();
    cases uuid[] := my_walls();
begin
    -- nearly everybody is screened from nothing
    if clients = '{}' and cases = '{}' then
        return '{}';
    end if;
    return array(
        select e.id from enquiries e where e.client_id = any (clients)
        union
        select e.id from enquiries e where e.case_id = any (cases)
    );
end
$$;

-- Whether the caller may know of an enquiry: who took it, whom it is assigned to, the desk, managing
-- partners; nobody screened from the client it became.
create function sees_enquiry(which uuid) returns boolean
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return (
        select coalesce(e.client_id <> all (my_walled_clients()), true) and coalesce(e.case_id <> all (my_walls()), true)
            and case acting_role()
                when 'managing_partner' then true
                when 'associate_attorney' then office_caller() in (e.taken_by, e.assigned_id) or i_have_desk()
                when 'paralegal' then office_caller() in (e.taken_by, e.assigned_id) or i_have_desk()
                else false end
        from enquiries e where e.id = which
    );
end
$$;

-- Whether the caller may know of one known name, and of what it stands for.
create function sees_name(k known_names) returns boolean
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    if coalesce(k.client_id = any (my_walled_clients()), false) or coalesce(k.case_id = any (my_walls()), false) then
        return false;
    elsif k.enquiry_id is not null then
        return coalesce(sees_enquiry(k.enquiry_id), false);
    elsif acting_role() = 'managing_partner' then
        return true;
    elsif k.case_id is not null then
        return k.case_id = any (my_cases());
    else
        return k.client_id = any (my_clients());
    end if;
end
$$;

create function my_enquiries() returns uuid[]
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return (
        select coalesce(array_agg(e.id), '{}') from enquiries e
        where ((select i_have_desk()) or e.taken_by = office_caller() or e.assigned_id = office_caller())
            and e.id <> all ((select my_walled_enquiries())::uuid[])
    );
end
$$;

-- Where the caller stands towards one enquiry: no row when there is no such enquiry.
create function enquiry_standing(which uuid) returns table (own boolean, walled boolean)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
begin
    return query
        select coalesce(office_caller() in (e.taken_by, e.assigned_id), false) or i_have_desk(),
            coalesce(e.client_id = any (my_walled_clients()), false) or coalesce(e.case_id = any (my_walls()), false)
        from enquiries e where e.id = which;
end
$$;

-- The records of one client: one, while none can be merged.
create function client_kin(which uuid) returns uuid[]
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return array[which];
end
$$;

-- Searches and keeps the result. What the asker may not see is kept too, for the conflicts partner.
create function check_conflicts(p_id uuid, p_names text[], p_about text, p_enquiry uuid, p_client uuid, p_case uuid,
    p_purpose text, p_draft jsonb) returns text
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    n integer;
    hidden boolean;
    found_outcome text;
begin
    perform refuse_unless(acting_role() in ('managing_partner', 'associate_attorney', 'paralegal')
        and (p_enquiry is null or sees_enquiry(p_enquiry))
        and (p_client is null or (p_client <> all (my_walled_clients())
            and (acting_role() = 'managing_partner' or p_client = any (my_clients()))))
        -- for a case that is open already: a party of it
        and (p_case is null or (p_purpose is null and p_case <> all (my_walls())
            and exists (select from cases c where c.id = p_case and c.client_id = p_client)
            and (acting_role() = 'managing_partner' or p_case = any (my_cases_from(2::smallint)))))
        -- what is accepted is an enquiry
        and (p_purpose is distinct from 'accept' or p_enquiry is not null));
    if exists (select from unnest(p_names) as typed, plain_name(typed) as plain
        where plain = '' or cardinality(string_to_array(plain, ' ')) > 24) then
        raise exception 'no name to look for' using errcode = 'PV422';
    end if;
    insert into conflict_checks (id, names, about, asked_by, enquiry_id, client_id, case_id, outcome, purpose, draft)
    values (p_id, p_names, p_about, office_caller(), p_enquiry, p_client, p_case, 'clear', p_purpose, p_draft);
    -- At most twenty of what the asker sees, and twenty of the rest, for each name: much of the one
    -- never pushes out the other.
    insert into conflict_matches (check_id, nth, searched, name, kind, how, client_id, case_id, enquiry_id, seen)
    with told as (
        -- a name that came back is told once
        select distinct on (f.searched, k.plain, k.kind, k.source_id)
            f.searched, f.how, f.place, k.id, k.name, k.kind, k.client_id, k.case_id, k.enquiry_id,
            coalesce(sees_name(k), false) as seen
        from find_names(p_names) f join known_names k on k.id = f.known_id
        left join enquiries q on q.id = k.enquiry_id
        -- its own name is no conflict, nor is what it asked before it was a client
        where (k.kind in ('client', 'former_name', 'enquiry') and (
                coalesce(k.client_id, q.client_id) = p_client
                -- nor is another record of the same client, where the asker sees it or it says the same
                or (coalesce(k.client_id, q.client_id) = any (client_kin(p_client))
                    and coalesce(k.client_id, q.client_id) <> all (my_walled_clients())
                    and (sees_name(k) or k.plain in (
                        select n.plain from known_names n where n.client_id = p_client and n.kind in ('client', 'former_name'))))
            )) is not true
            and (k.enquiry_id is null or k.enquiry_id is distinct from p_enquiry)
            -- the parties of an open case are known to it
            and (p_case is null or k.case_id is distinct from p_case)
        order by f.searched, k.plain, k.kind, k.source_id, f.place
    ), likeliest as (
        select t.*, row_number() over (partition by t.searched, t.seen order by t.place) as nth_of from told t
    )
    select p_id, row_number() over (order by l.searched, l.name, l.id), l.searched, l.name, l.kind, l.how,
        l.client_id, l.case_id, l.enquiry_id, l.seen
    from likeliest l where l.nth_of <= 20;
    select count(*), coalesce(bool_or(not seen), false) into n, hidden from conflict_matches where check_id = p_id;
    found_outcome := case when hidden then 'ask' when n > 0 then 'matches' else 'clear' end;
    update conflict_checks set outcome = found_outcome where id = p_id;
    return found_outcome;
end
$$;

-- Whether somebody could answer a check: in force, an attorney, not the asker, screened from nothing
-- it found.
create function can_answer(p_check uuid, who uuid) returns boolean
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return (
        select coalesce(is_attorney(who), false) and c.asked_by <> who
            and not exists (
                select from conflict_matches m
                left join enquiries e on e.id = m.enquiry_id
                left join cases k on k.id = coalesce(m.case_id, e.case_id)
                where m.check_id = c.id
                    and is_screened(who, coalesce(m.case_id, e.case_id), coalesce(m.client_id, k.client_id, e.client_id)))
            and not is_screened(who, c.case_id, c.client_id)
            and not is_screened(who, q.case_id, q.client_id)
            -- nobody answers who owes the place to the asker
            and not exists (
                select from staff_roles r where r.staff_id = who and r.until is null
                    and r.set_by = c.asked_by and r.since > office_now() - interval '30 days')
        from conflict_checks c left join enquiries q on q.id = c.enquiry_id where c.id = p_check
    );
end
$$;

-- Whether the caller is the one who answers: the conflicts partner; where that one cannot, another
-- managing partner; where none can, the deputy.
create function answers_check(p_check uuid) returns boolean
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    asker uuid;
    partner uuid;
    deputy uuid;
    others boolean;
begin
    select c.asked_by into asker from conflict_checks c where c.id = p_check and c.outcome = 'ask' and c.decision is null;
    if acting_role() is null or asker is null or not can_answer(p_check, office_caller()) then
        return false;
    end if;
    -- named by the asker within thirty days is not named
    select case when (o.conflicts_partner_set_by = asker and o.conflicts_partner_set_at > office_now() - interval '30 days')
            is not true then o.conflicts_partner_id end,
        case when (o.deputy_set_by = asker and o.deputy_set_at > office_now() - interval '30 days')
            is not true then o.deputy_id end
    into partner, deputy from office_settings o;
    if partner is not null and can_answer(p_check, partner) then
        return partner = office_caller();
    end if;
    if acting_role() = 'managing_partner' then
        return true;
    end if;
    select exists (select from staff_roles r where r.until is null and r.role = 'managing_partner'
        and can_answer(p_check, r.staff_id)) into others;
    return not others and deputy = office_caller();
end
$$;

-- The questions that wait for the caller, with the facts. Whoever answers may see what the check
-- found: that is what answering takes.
create function conflict_questions()
returns table (check_id uuid, names text[], about text, asked_by uuid, asked_at timestamptz, searched text, name text,
    kind text, how text, client text, case_number text, enquiry_matter text)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
begin
    return query
        select c.id, c.names, c.about, c.asked_by, c.asked_at, m.searched, m.name, m.kind, m.how, k.name, s.number, e.matter
        from conflict_checks c
        join conflict_matches m on m.check_id = c.id
        left join cases s on s.id = m.case_id
        left join clients k on k.id = m.client_id
        left join enquiries e on e.id = m.enquiry_id
        where c.outcome = 'ask' and c.decision is null and answers_check(c.id)
        order by c.asked_at, c.id, m.nth;
end
$$;

-- How many questions wait for the caller, for the navigation.
create function my_questions() returns bigint
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return (
        select count(*) from conflict_checks c where c.outcome = 'ask' and c.decision is null and answers_check(c.id)
    );
end
$$;

-- Where the caller stands towards one check: may see it, may decide it, is screened from it.
create function check_standing(which uuid) returns table (own boolean, decides boolean, walled boolean)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
begin
    return query
        select c.asked_by = office_caller() or answers_check(c.id)
                or (c.case_id is not null and (acting_role() = 'managing_partner' or c.case_id = any (my_cases()))),
            c.decision is null and case c.outcome
                when 'matches' then c.asked_by = office_caller()
                when 'ask' then answers_check(c.id)
                else false end,
            coalesce(c.client_id = any (my_walled_clients()), false) or coalesce(c.case_id = any (my_walls()), false)
                or coalesce(c.enquiry_id = any (my_walled_enquiries()), false)
        from conflict_checks c where c.id = which;
end
$$;

-- The word on a check: the asker's own on what the asker saw, else that of whoever answers.
create function decide_check(p_check uuid, p_decision text, p_note text) returns void
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    c conflict_checks;
begin
    select * into c from conflict_checks where id = p_check and decision is null for update;
    if c.id is null then
        raise exception 'no such check' using errcode = 'PV404';
    end if;
    perform refuse_unless(case c.outcome
        when 'matches' then c.asked_by = office_caller() and acting_role() is not null
        when 'ask' then answers_check(c.id)
        else false end);
    update conflict_checks set decision = p_decision, note = p_note, decided_by = office_caller(), decided_at = office_now()
    where id = c.id;
end
$$;

-- Uses a check up for a case: the asker's own, for this client, by the client's name of today and those
-- it is against, free of conflict, not a month old.
create function use_check(p_check uuid, p_asker uuid, p_client uuid, p_case uuid, p_adverse text[]) returns void
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    if exists (
        select from conflict_checks c
        cross join lateral (select k.name from clients k where k.id = p_client union all select unnest(p_adverse)) as n (name)
        where c.id = p_check and c.asked_by = p_asker
            and plain_name(n.name) not in (select plain_name(a) from unnest(c.names) as a))
        -- the enquiry says something else by now, and that is asked
        or exists (
            select from conflict_checks c join conflict_checks later on later.enquiry_id = c.enquiry_id and later.asked_at > c.asked_at
            where c.id = p_check and c.asked_by = p_asker
                and later.outcome = 'ask' and later.decision is distinct from 'no_conflict') then
        raise exception 'other names' using errcode = 'PV412';
    end if;
    update conflict_checks set used_at = office_now(), case_id = p_case, draft = null
    where id = p_check and asked_by = p_asker and used_at is null and case_id is null
        and (client_id = p_client
            -- the one that an enquiry becomes that is being accepted
            or (client_id is null and purpose = 'accept' and p_case is not null
                and enquiry_id in (select id from enquiries where client_id = p_client and state = 'open')))
        and (outcome = 'clear' or decision = 'no_conflict')
        and asked_at > office_now() - interval '30 days';
    if not found and exists (
        select from conflict_checks where id = p_check and asked_by = p_asker
            and (used_at is not null or asked_at <= office_now() - interval '30 days')) then
        -- two at once, or too late: no defect of whoever asked
        raise exception 'used or stale' using errcode = 'PV409';
    elsif not found then
        perform refuse_unless(false);
    end if;
end
$$;

drop function open_case(uuid, uuid, uuid, text, text, text, date, uuid);
drop function write_case(uuid, uuid, uuid, text, text, text, date, uuid);
drop function approve_case(uuid, uuid, uuid);

-- What stands in a case's form besides whom it is for.
create type case_draft as (title text, practice_area text, stage text, opened_on date, lead_id uuid,
    limitation_on date, limitation_none text, adverse text[]);

create function write_case(p_id uuid, p_grant uuid, p_client uuid, p_draft case_draft) returns text
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    number text;
begin
    perform one_at_a_time();
    if is_screened(p_draft.lead_id, null, p_client) or not is_attorney(p_draft.lead_id) then
        raise exception 'the lead cannot take it' using errcode = 'PV409';
    end if;
    number := next_case_number(p_draft.opened_on);
    insert into cases (id, number, client_id, title, practice_area, stage, opened_on, opened_by, limitation_on, limitation_none)
    values (p_id, number, p_client, p_draft.title, p_draft.practice_area, p_draft.stage, p_draft.opened_on, office_caller(),
        p_draft.limitation_on, p_draft.limitation_none);
    insert into case_team (id, case_id, staff_id, level, release, given_by)
    values (p_grant, p_id, p_draft.lead_id, 'lead', true, office_caller());
    -- those it is against are parties from the start
    insert into parties (id, case_id, role, name, added_by)
    select gen_random_uuid(), p_id, 'opposing', a, office_caller() from unnest(p_draft.adverse) as a;
    return number;
end
$$;

-- Opens a case on a check that found no conflict: a managing partner for any attorney, an associate
-- for oneself.
create function open_case(p_id uuid, p_grant uuid, p_client uuid, p_title text, p_area text, p_stage text, p_opened date,
    p_lead uuid, p_check uuid, p_limitation_on date, p_limitation_none text, p_adverse text[]) returns text
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    number text;
begin
    perform refuse_unless(case acting_role()
        when 'managing_partner' then p_client <> all (my_walled_clients())
        when 'associate_attorney' then p_lead = office_caller() and p_client = any (my_clients())
        else false end);
    number := write_case(p_id, p_grant, p_client,
        (p_title, p_area, p_stage, p_opened, p_lead, p_limitation_on, p_limitation_none, p_adverse)::case_draft);
    perform use_check(p_check, office_caller(), p_client, p_id, p_adverse);
    return number;
end
$$;

create function approve_case(p_proposal uuid, p_id uuid, p_grant uuid) returns text
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    p case_proposals;
    number text;
begin
    select * into p from case_proposals where id = p_proposal and decided_at is null for update;
    if p.id is null then
        raise exception 'no such proposal' using errcode = 'PV404';
    end if;
    perform refuse_unless(p.client_id <> all (my_walled_clients()) and case acting_role()
        when 'managing_partner' then true
        when 'associate_attorney' then p.lead_id = office_caller()
            and (p.prepared_by <> office_caller() or p.client_id = any (my_clients()))
        else false end);
    number := write_case(p_id, p_grant, p.client_id,
        (p.title, p.practice_area, p.stage, p.opened_on, p.lead_id, p.limitation_on, p.limitation_none, p.adverse)::case_draft);
    -- what was clear when it was prepared may not be by now
    update conflict_checks set case_id = p_id where id = p.check_id and asked_at > office_now() - interval '30 days';
    if not found then
        raise exception 'the check is stale' using errcode = 'PV410';
    end if;
    update case_proposals set decided_by = office_caller(), decided_at = office_now(), case_id = p_id
    where id = p.id;
    return number;
end
$$;

-- A prepared case stands on a check of whoever prepares it; it is used up at once, so that it serves
-- one proposal only.
create function use_check_for_proposal() returns trigger
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    perform use_check(new.check_id, new.prepared_by, new.client_id, null, new.adverse);
    return null;
end
$$;
create trigger case_proposals_use_check after insert on case_proposals
    for each row execute function use_check_for_proposal();

-- ---------------------------------------------------------------- policies

do $$
declare
    t text;
begin
    foreach t in array array['desk_rights', 'enquiries', 'conflict_checks', 'conflict_matches'] loop
        execute format('alter table %I enable row level security', t);
        execute format('alter table %I force row level security', t);
        execute format('create policy definer on %I to privity_definer using (true) with check (true)', t);
    end loop;
    -- matches are reached through their checks
    foreach t in array array['desk_rights', 'enquiries', 'conflict_checks'] loop
        execute format(
            'create policy caller_in_force on %I as restrictive
                to privity_partner, privity_attorney, privity_paralegal, privity_billing
                using ((select caller_in_force(current_user))) with check ((select caller_in_force(current_user)))', t);
    end loop;
end
$$;

create policy everyone on desk_rights for select
    to privity_partner, privity_attorney, privity_paralegal, privity_billing using (true);
grant select on desk_rights to privity_partner;
grant select (staff_id, since, until) on desk_rights to privity_attorney, privity_paralegal, privity_billing;
create policy partner_gives on desk_rights for insert to privity_partner
    with check (given_by = (select office_caller()) and until is null);
create policy partner_ends on desk_rights for update to privity_partner
    using (until is null) with check (until = office_now() and ended_by = (select office_caller()));
grant insert (id, staff_id, given_by) on desk_rights to privity_partner;
grant update (until, ended_by) on desk_rights to privity_partner;

create policy walls on enquiries as restrictive
    to privity_partner, privity_attorney, privity_paralegal, privity_billing
    using (id <> all ((select my_walled_enquiries())::uuid[]));
create policy partner on enquiries for select to privity_partner using (true);
create policy partner_takes on enquiries for insert to privity_partner
    with check (taken_by = (select office_caller()) and state = 'open');
create policy partner_edits on enquiries for update to privity_partner using (true);
create policy attorney on enquiries for select to privity_attorney
    using (id = any ((select my_enquiries())::uuid[]));
create policy attorney_takes on enquiries for insert to privity_attorney
    with check (taken_by = (select office_caller()) and state = 'open');
create policy attorney_edits on enquiries for update to privity_attorney
    using (id = any ((select my_enquiries())::uuid[]));
create policy paralegal on enquiries for select to privity_paralegal
    using (id = any ((select my_enquiries())::uuid[]));
create policy paralegal_takes on enquiries for insert to privity_paralegal
    with check (taken_by = (select office_caller()) and state = 'open');
create policy paralegal_edits on enquiries for update to privity_paralegal
    using (id = any ((select my_enquiries())::uuid[])) with check (state = 'open');
create policy assigned_to_an_attorney on enquiries as restrictive for insert
    to privity_partner, privity_attorney, privity_paralegal, privity_billing
    with check (assigned_id is null or is_attorney(assigned_id));
create policy billing_takes on enquiries for insert to privity_billing
    with check (taken_by = (select office_caller()) and state = 'open' and (select i_have_desk()));
create policy open_only on enquiries as restrictive for update
    to privity_partner, privity_attorney, privity_paralegal using (state = 'open')
    -- decided now, by oneself, and become a client that is seen; assigned to an attorney
    with check ((assigned_id is null or is_attorney(assigned_id)) and (decided_at is null or (decided_at = office_now() and decided_by = (select office_caller())))
        and (client_id is null or client_id in (select k.id from clients k)));
grant select on enquiries to privity_partner, privity_attorney, privity_paralegal;
grant insert (id, kind, given_name, family_name, name, email, phone, matter, adverse, source, taken_by, assigned_id,
    consultation_at) on enquiries to privity_partner, privity_attorney, privity_paralegal, privity_billing;
grant update (kind, given_name, family_name, name, email, phone, matter, adverse, source, assigned_id, consultation_at,
    revision) on enquiries to privity_partner, privity_attorney, privity_paralegal;
grant update (state, reason, decided_by, decided_at, client_id, case_id) on enquiries to privity_partner, privity_attorney;

create policy walls on conflict_checks as restrictive
    to privity_partner, privity_attorney, privity_paralegal, privity_billing
    using (coalesce(client_id <> all ((select my_walled_clients())::uuid[]), true)
        and coalesce(case_id <> all ((select my_walls())::uuid[]), true)
        and coalesce(enquiry_id <> all ((select my_walled_enquiries())::uuid[]), true));
create policy partner on conflict_checks for select to privity_partner
    using (asked_by = (select office_caller()) or case_id is not null
        or id in (select check_id from case_proposals));
create policy attorney on conflict_checks for select to privity_attorney
    using (asked_by = (select office_caller()) or case_id = any ((select my_cases())::uuid[])
        or id in (select check_id from case_proposals));
create policy paralegal on conflict_checks for select to privity_paralegal
    using (asked_by = (select office_caller()) or case_id = any ((select my_cases())::uuid[]));
grant select on conflict_checks to privity_partner, privity_attorney, privity_paralegal;

create policy walls on conflict_matches as restrictive
    to privity_partner, privity_attorney, privity_paralegal, privity_billing
    using (coalesce(client_id <> all ((select my_walled_clients())::uuid[]), true)
        and coalesce(case_id <> all ((select my_walls())::uuid[]), true)
        and coalesce(enquiry_id <> all ((select my_walled_enquiries())::uuid[]), true)
        and check_id in (select id from conflict_checks));
create policy partner on conflict_matches for select to privity_partner using (true);
-- what could be seen then and can be seen now
create policy attorney on conflict_matches for select to privity_attorney
    using (seen and case
        when enquiry_id is not null then enquiry_id = any ((select my_enquiries())::uuid[])
        when case_id is not null then case_id = any ((select my_cases())::uuid[])
        else client_id = any ((select my_clients())::uuid[]) end);
create policy paralegal on conflict_matches for select to privity_paralegal
    using (seen and case
        when enquiry_id is not null then enquiry_id = any ((select my_enquiries())::uuid[])
        when case_id is not null then case_id = any ((select my_cases())::uuid[])
        else client_id = any ((select my_clients())::uuid[]) end);
grant select on conflict_matches to privity_partner, privity_attorney, privity_paralegal;

grant insert (check_id, adverse, limitation_on, limitation_none) on case_proposals
    to privity_partner, privity_attorney, privity_paralegal;
grant execute on function is_attorney(uuid) to privity_partner, privity_attorney, privity_paralegal, privity_billing;
grant select, insert, update on desk_rights, enquiries, conflict_checks, conflict_matches to privity_definer;

do $$
declare
    f record;
begin
    for f in
        select p.oid::regprocedure as signature, p.proname as name, p.prosecdef as definer
        from pg_proc p where p.pronamespace = 'public'::regnamespace and p.proname in (
            'i_have_desk', 'know_enquiry', 'within_a_slip', 'words_said', 'find_names', 'my_walled_enquiries', 'client_kin', 'sees_name', 'sees_enquiry', 'my_enquiries', 'enquiry_standing',
            'check_conflicts', 'can_answer', 'answers_check', 'conflict_questions', 'my_questions', 'check_standing', 'decide_check', 'use_check',
            'write_case', 'open_case', 'approve_case', 'use_check_for_proposal')
    loop
        execute format('alter function %s owner to privity_definer', f.signature);
        execute format('revoke execute on function %s from public', f.signature);
        execute format('grant execute on function %s to %s', f.signature, case
            when f.name in ('know_enquiry', 'client_kin', 'within_a_slip', 'words_said', 'find_names', 'sees_name', 'can_answer', 'use_check', 'write_case', 'use_check_for_proposal')
                then 'privity_definer'
            else 'privity_partner, privity_attorney, privity_paralegal, privity_billing, privity_definer' end);
    end loop;
end
$$;

revoke create on schema public from privity_definer;
