-- How often clients rang to ask how things stand, beside how often they looked in the portal: by month.

grant create on schema public to privity_definer;

create index calls_for_status on calls (taken_at) where reason = 'status';
create index portal_sessions_begun on portal_sessions (created_at);

create function portal_use() returns table (month date, calls bigint, status_calls bigint, visits bigint, people bigint)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    zone text := (select time_zone from office_settings);
begin
    if acting_role() is distinct from 'managing_partner' then
        raise exception 'this is for managing partners' using errcode = 'PV403';
    end if;
    return query
        with months as (
            select generate_series(date_trunc('month', office_today() - interval '11 months'), office_today(), interval '1 month')::date as first
        ), spans as (
            select first, first::timestamp at time zone zone as since, (first + interval '1 month')::timestamp at time zone zone as until
            from months
        )
        select s.first, k.calls, k.status, v.visits, v.people
        from spans s
        cross join lateral (
            select count(*) as calls, count(*) filter (where c.reason = 'status') as status from calls c
            where c.taken_at >= s.since and c.taken_at < s.until
        ) k
        cross join lateral (
            select count(*) as visits, count(distinct p.person_id) as people from portal_sessions p
            where p.created_at >= s.since and p.created_at < s.until
        ) v
        order by s.first;
end
$$;
alter function portal_use() owner to privity_definer;
revoke execute on function portal_use() from public;
grant execute on function portal_use() to privity_partner;

revoke create on schema public from privity_definer;
