-- What a managing partner sets for the office. Each change says which revision it saw.

grant create on schema public to privity_definer;

alter table office_settings
    add column address text not null default '',
    add column revision integer not null default 1 check (revision > 0);

create policy partner_edits on office_settings for update to privity_partner using (true);
grant update (name, address, time_zone, case_number_pattern, second_factor, revision)
    on office_settings to privity_partner;

-- Names the conflicts deputy, or nobody. Who did so and when counts for thirty days where a second
-- person is asked for.
create function set_deputy(p_staff uuid) returns void
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    perform one_at_a_time();
    perform refuse_unless(acting_role() = 'managing_partner' and (p_staff is null or is_attorney(p_staff)));
    update office_settings set deputy_id = p_staff, deputy_set_by = office_caller(), deputy_set_at = office_now()
    where deputy_id is distinct from p_staff;
end
$$;

-- Names who answers conflict checks, or nobody: any managing partner then.
create function set_conflicts_partner(p_staff uuid) returns void
language plpgsql security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    perform one_at_a_time();
    perform refuse_unless(acting_role() = 'managing_partner' and (p_staff is null or is_attorney(p_staff)));
    update office_settings set conflicts_partner_id = p_staff, conflicts_partner_set_by = office_caller(),
        conflicts_partner_set_at = office_now()
    where conflicts_partner_id is distinct from p_staff;
end
$$;
alter function set_deputy(uuid) owner to privity_definer;
alter function set_conflicts_partner(uuid) owner to privity_definer;
revoke execute on function set_deputy(uuid), set_conflicts_partner(uuid) from public;
grant execute on function set_deputy(uuid), set_conflicts_partner(uuid) to privity_partner;

revoke create on schema public from privity_definer;
