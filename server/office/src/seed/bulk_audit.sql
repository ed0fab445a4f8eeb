-- $1 to $2 of the log's rows, in the order they were written: most of them views of a case.
insert into audit_events (id, cluster, at, recorded_at, actor_kind, actor_id, actor_role, action, resource, resource_id,
    case_id, grant_id, request_id, address, user_agent)
select pg_temp.seeded_id(r.at, 'audit', r.n), (select cluster_identifier()), r.at, r.at, 'staff', c.lead_id, c.lead_role,
    case pg_temp.roll(r.n, 61, 20) when 0 then 'edit-case' when 1 then 'manage-team' else 'see-case' end, 'case', c.id, c.id,
    case c.lead_role when 'associate_attorney' then c.grant_id end,
    pg_temp.seeded_id(r.at, 'request', r.n), '192.0.2.' || r.n % 250, 'Mozilla/5.0'
from (
    select n, z.began + (z.today - z.began) * (n::float8 / z.audit) as at,
        -- a case that had been opened by then, more often a young one
        floor((z.cases * n / z.audit) * (1 - (pg_temp.roll(n, 60, 1000) / 1000.0) ^ 3))::bigint as nth
    from sizes z, generate_series($1::bigint, $2::bigint) as n
) as r
join made_cases c on c.n = r.nth
order by r.n
