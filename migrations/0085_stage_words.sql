-- What the office usually says of a stage, over what comes with the house: where the text of a case begins. A wording is
-- never changed: the one before it is ended.

create table stage_words (
    id uuid primary key,
    stage text not null check (stage in ('intake', 'investigation', 'pleadings', 'discovery', 'negotiation', 'hearing',
        'settlement', 'enforcement')),
    step text not null check (step <> '' and char_length(step) <= 40),
    said text not null check (said <> '' and char_length(said) <= 1000),
    since timestamptz not null default office_now(),
    until timestamptz,
    set_by uuid not null references staff (id),
    ended_by uuid references staff (id),
    check (num_nonnulls(until, ended_by) in (0, 2)),
    check (until >= since)
);
create unique index stage_words_now on stage_words (stage) where until is null;
comment on table stage_words is 'The office’s own words for a stage, read where a text for clients is begun.';

alter table stage_words enable row level security;
alter table stage_words force row level security;
create policy definer on stage_words to privity_definer using (true) with check (true);
grant select, insert, update on stage_words to privity_definer;
-- billing tells no client where a case stands
create policy caller_in_force on stage_words as restrictive to privity_partner, privity_attorney, privity_paralegal
    using ((select caller_in_force(current_user))) with check ((select caller_in_force(current_user)));
create policy everyone on stage_words for select to privity_partner, privity_attorney, privity_paralegal using (true);
create policy partner_sets on stage_words for insert to privity_partner
    with check (set_by = (select office_caller()) and until is null);
create policy partner_ends on stage_words for update to privity_partner
    using (until is null) with check (until = office_now() and ended_by = (select office_caller()));
grant select on stage_words to privity_partner, privity_attorney, privity_paralegal;
grant insert (id, stage, step, said, set_by), update (until, ended_by) on stage_words to privity_partner;
