-- Names the office knows, and finding them however they are spelled: clients past and present, the
-- parties of cases, enquiries and whom they are against. What a conflict check searches.

create schema extensions;
create extension if not exists pg_trgm schema extensions;
create extension if not exists fuzzystrmatch schema extensions;
create extension if not exists unaccent schema extensions;
revoke all on schema extensions from public;
grant usage on schema extensions to privity_definer;
grant create on schema public to privity_definer;

-- A word in Latin letters. Letters of another script that look like Latin ones are read as those where a
-- word mixes scripts or has none but such letters: so a name cannot hide behind them. Other Cyrillic
-- words are read as they are said.
create function latin_word(word text) returns text
language plpgsql immutable strict parallel safe
set search_path = pg_catalog, pg_temp
as $$
declare
    like_latin constant text := 'авекмнорстухіїјѕһԁԛԝαβεηικμνορτυχϲ';
    read_latin constant text := 'abekmhopctyxiijshdqwabenikmvoptuxc';
    digraph text[];
    said text := word;
begin
    if word !~ '[\u0370-\u03ff\u0400-\u052f]' then
        return word;
    elsif word ~ '[a-z0-9]' or translate(word, like_latin, '') = '' then
        return translate(word, like_latin, read_latin);
    end if;
    foreach digraph slice 1 in array array[['ж', 'zh'], ['х', 'kh'], ['ц', 'ts'], ['ч', 'ch'], ['ш', 'sh'], ['щ', 'shch'], ['ю', 'yu'], ['я', 'ya']] loop
        said := replace(said, digraph[1], digraph[2]);
    end loop;
    return translate(said, 'абвгґдеєзиіїйклмнопрстуфыэъь', 'abvggdeeziiiyklmnoprstufye');
end
$$;

-- A name without case, accents, dress (letters drawn bold or in circles), punctuation, forms of company and forms of address. Letters that stand
-- alone are one word, as "J. P." and "N o r d" are. Never empty for a name that has a letter or a digit:
-- one that is nothing but such words keeps them.
create function plain_name(name text) returns text
language plpgsql immutable strict parallel safe
set search_path = pg_catalog, pg_temp
as $$
declare
    plain text := btrim(regexp_replace(lower(extensions.unaccent('extensions.unaccent', normalize(name, nfkc))), '[^[:alnum:]]+', ' ', 'g'));
    spaced text;
    kept text;
begin
    if plain ~ '[\u0370-\u03ff\u0400-\u052f]' then
        plain := (select string_agg(public.latin_word(w), ' ' order by nth)
            from regexp_split_to_table(plain, ' ') with ordinality as t (w, nth));
    end if;
    spaced := regexp_replace(' ' || plain || ' ', '(?<= [[:alnum:]]) (?=[[:alnum:]] )', '', 'g');
    kept := regexp_replace(spaced,
        ' (?:the|and|of|inc|incorporated|llc|llp|lp|ltd|limited|corp|corporation|co|company|gmbh|plc|pc|pa|sa|ag|mr|mrs|ms|mx|dr)(?= )', '', 'g');
    return btrim(case when btrim(kept) = '' then spaced else kept end);
end
$$;

-- How the words of a plain name sound: double metaphone, both readings. Codes of one letter say
-- too little and are left out.
create function name_sounds(plain text) returns text[]
language plpgsql immutable strict parallel safe
set search_path = pg_catalog, pg_temp
as $$
begin
    return (
        select coalesce(array_agg(distinct code), '{}')
        from regexp_split_to_table(plain, ' ') as word,
            lateral (values (extensions.dmetaphone(word)), (extensions.dmetaphone_alt(word))) as said (code)
        where length(code) >= 2
    );
end
$$;

-- One row a name. Kept by triggers beside the rows the names come from; no caller role touches it.
create table known_names (
    id uuid primary key default gen_random_uuid(),
    kind text not null check (kind in ('client', 'former_name', 'party', 'counsel', 'enquiry', 'adverse')),
    client_id uuid references clients (id),
    case_id uuid references cases (id),
    enquiry_id uuid,
    -- the row of its own table
    source_id uuid not null,
    name text not null check (name <> ''),
    plain text not null generated always as (plain_name(name)) stored,
    words text[] not null generated always as (string_to_array(plain_name(name), ' ')) stored,
    sounds text[] not null generated always as (name_sounds(plain_name(name))) stored,
    since timestamptz not null default office_now()
);
create index known_names_spelled on known_names using gin (plain extensions.gin_trgm_ops);
create index known_names_words on known_names using gin (words);
create index known_names_said on known_names using gin (sounds);
create index known_names_source on known_names (source_id);

-- Somebody a case is against or about. Ended, not deleted.
create table parties (
    id uuid primary key,
    case_id uuid not null references cases (id),
    role text not null check (role in ('opposing', 'co_party', 'witness', 'expert', 'insurer', 'other')),
    name text not null check (name <> ''),
    -- who represents them
    counsel text not null default '',
    email text not null default '',
    phone text not null default '',
    note text not null default '',
    since timestamptz not null default office_now(),
    until timestamptz,
    added_by uuid references staff (id),
    ended_by uuid references staff (id),
    revision integer not null default 1
);
create index parties_of_case on parties (case_id, since) where until is null;

-- Where the case is heard, and when the claim runs out, or why it does not.
alter table cases
    add column court text not null default '',
    add column court_reference text not null default '',
    add column limitation_on date,
    add column limitation_none text not null default '';

create function know_client() returns trigger
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    if tg_op = 'UPDATE' then
        if new.name = old.name then
            return null;
        end if;
        update known_names set kind = 'former_name' where source_id = new.id and kind = 'client';
        -- a name that comes back is the client's name again
        update known_names set kind = 'client' where source_id = new.id and name = new.name;
        if found then
            return null;
        end if;
    end if;
    insert into known_names (kind, client_id, source_id, name) values ('client', new.id, new.id, new.name);
    return null;
end
$$;
create trigger clients_known after insert or update of name on clients
    for each row execute function know_client();

create function know_party() returns trigger
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    whose uuid;
begin
    select client_id into whose from cases where id = new.case_id;
    insert into known_names (kind, client_id, case_id, source_id, name)
    select said.kind, whose, new.case_id, new.id, said.name
    from (values ('party', new.name), ('counsel', new.counsel)) as said (kind, name)
    where said.name <> '' and not exists (
        select from known_names k where k.source_id = new.id and k.kind = said.kind and k.name = said.name);
    return null;
end
$$;
create trigger parties_known after insert or update of name, counsel on parties
    for each row execute function know_party();

-- The owner sees nothing of a table that forces row-level security.
alter table clients no force row level security;
insert into known_names (kind, client_id, source_id, name) select 'client', id, id, name from clients;
alter table clients force row level security;

do $$
declare
    t text;
begin
    foreach t in array array['known_names', 'parties'] loop
        execute format('alter table %I enable row level security', t);
        execute format('alter table %I force row level security', t);
        execute format('create policy definer on %I to privity_definer using (true) with check (true)', t);
    end loop;
end
$$;

create policy caller_in_force on parties as restrictive
    to privity_partner, privity_attorney, privity_paralegal, privity_billing
    using ((select caller_in_force(current_user))) with check ((select caller_in_force(current_user)));
create policy walls on parties as restrictive
    to privity_partner, privity_attorney, privity_paralegal
    using (case_id <> all ((select my_walls())::uuid[]));
create policy open_only on parties as restrictive for insert
    to privity_partner, privity_attorney, privity_paralegal
    with check (added_by = (select office_caller()) and until is null
        and exists (select from cases c where c.id = case_id and c.closed_on is null));
create policy open_only_changed on parties as restrictive for update
    to privity_partner, privity_attorney, privity_paralegal
    using (until is null and exists (select from cases c where c.id = case_id and c.closed_on is null))
    with check ((until is null and ended_by is null) or (until = office_now() and ended_by = (select office_caller())));
create policy partner on parties to privity_partner using (true) with check (true);
create policy attorney on parties for select to privity_attorney
    using (case_id = any ((select my_cases())::uuid[]));
create policy attorney_adds on parties for insert to privity_attorney
    with check (case_id = any ((select my_cases_from(2::smallint))::uuid[]));
create policy attorney_changes on parties for update to privity_attorney
    using (case_id = any ((select my_cases_from(2::smallint))::uuid[]));
create policy paralegal on parties for select to privity_paralegal
    using (case_id = any ((select my_cases())::uuid[]));
create policy paralegal_adds on parties for insert to privity_paralegal
    with check (case_id = any ((select my_cases_from(2::smallint))::uuid[]));
create policy paralegal_changes on parties for update to privity_paralegal
    using (case_id = any ((select my_cases_from(2::smallint))::uuid[]));

grant select on parties to privity_partner, privity_attorney, privity_paralegal;
grant insert (id, case_id, role, name, counsel, email, phone, note, added_by) on parties
    to privity_partner, privity_attorney, privity_paralegal;
grant update (role, name, counsel, email, phone, note, until, ended_by, revision) on parties
    to privity_partner, privity_attorney, privity_paralegal;
grant update (court, court_reference, limitation_on, limitation_none) on cases
    to privity_partner, privity_attorney, privity_paralegal;
grant select, insert, update on known_names to privity_definer;
grant select, insert on parties to privity_definer;

alter function know_client() owner to privity_definer;
alter function know_party() owner to privity_definer;
revoke execute on function latin_word(text), plain_name(text), name_sounds(text), know_client(), know_party() from public;
grant execute on function latin_word(text), plain_name(text), name_sounds(text) to privity_definer;

revoke create on schema public from privity_definer;
