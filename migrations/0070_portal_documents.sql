-- What was shared with whoever is signed in to the portal, as it is listed there.

grant create on schema public to privity_definer;

create function own_documents() returns setof jsonb
language sql stable security definer
set search_path = pg_catalog, public, pg_temp
as $$
    select jsonb_build_object('id', s.share_id, 'name', s.name, 'media', s.media, 'size', s.size_bytes, 'since', s.since,
        'opened', s.opened_at is not null, 'case', c.number, 'for', k.name)
    from portal_shares() s join cases c on c.id = s.case_id join clients k on k.id = s.client_id
    order by s.since desc, s.share_id
$$;
alter function own_documents() owner to privity_definer;
revoke execute on function own_documents() from public;
grant execute on function own_documents() to privity_client;
-- which it stands on
grant execute on function portal_shares() to privity_definer;

revoke create on schema public from privity_definer;
