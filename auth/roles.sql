-- The roles of one database server. A superuser runs this once; running it again changes nothing.
-- Those who serve own nothing and bypass nothing. A hat is put on for one transaction: it has no login, and the
-- policies in walls.sql decide which rows exist for it. NOINHERIT: a role has the rights of a hat only while it wears it.
do $$
declare name text;
begin
  foreach name in array array[
    'kept_context',                -- owns the functions that the policies ask; reads who belongs to whom, nothing else
    'kept_public', 'kept_young_person', 'kept_triage', 'kept_worker', 'kept_manager', 'kept_reviewing_officer',
    'kept_rights_officer', 'kept_complaints_officer', 'kept_participation_officer', 'kept_advocate',
    'kept_duty_worker', 'kept_board_member', 'kept_council_admin', 'kept_loader', 'kept_reports', 'kept_doorstep',
    'kept_authorizer',             -- what apps of others ask of the authorization server
    'kept_team_figures', 'kept_own_figures',  -- how calls went, for a manager and for each worker
    'kept_ladder', 'kept_retention',  -- the hats of the jobs: what climbs, and what is kept no longer
    'kept_handover',               -- and what goes to somebody else, since whoever had it is away or has left
    'kept_delivery'                -- and what leaves the service, of which it knows neither who, what nor why
  ] loop
    if not exists (select from pg_roles where rolname = name) then
      execute format('create role %I nologin noinherit', name);
    end if;
  end loop;
  foreach name in array array['kept_owner', 'kept_api', 'kept_jobs', 'kept_stats'] loop
    if not exists (select from pg_roles where rolname = name) then
      execute format('create role %I login noinherit nosuperuser nobypassrls nocreatedb nocreaterole', name);
    end if;
    execute format('alter role %I set search_path = kept, pg_catalog, pg_temp', name);
    execute format('alter role %I set timezone = %L', name, 'UTC');
    execute format('alter role %I set default_transaction_isolation = %L', name, 'read committed');
    -- PostgreSQL quotes the rows and values that it refuses. Nothing of them may be in its own log.
    execute format('alter role %I set log_min_messages = %L', name, 'log');
    execute format('alter role %I set log_min_error_statement = %L', name, 'panic');
    execute format('alter role %I set log_error_verbosity = %L', name, 'terse');
    execute format('alter role %I set log_parameter_max_length = 0', name);
    execute format('alter role %I set log_parameter_max_length_on_error = 0', name);
  end loop;
end $$;

-- A copy is whole or it fails: no wall stands before this login, it reads, and it changes nothing.
do $$ begin
  if not exists (select from pg_roles where rolname = 'kept_backup') then
    create role kept_backup login noinherit nosuperuser bypassrls nocreatedb nocreaterole;
  end if;
end $$;
alter role kept_backup set row_security = off;
alter role kept_backup set default_transaction_read_only = on;

alter role kept_api set statement_timeout = '5s';
alter role kept_api set lock_timeout = '1s';
alter role kept_api set idle_in_transaction_session_timeout = '10s';

-- The jobs keep their own list beside the council's tables. Their library's functions find it by this path.
alter role kept_jobs set search_path = jobs, kept, pg_catalog, pg_temp;
alter role kept_jobs set lock_timeout = '5s';
alter role kept_jobs set idle_in_transaction_session_timeout = '60s';
grant kept_public, kept_ladder, kept_retention, kept_handover, kept_delivery to kept_jobs;
grant kept_context to kept_owner;
grant kept_loader to kept_owner;
grant kept_public, kept_young_person, kept_triage, kept_worker, kept_manager, kept_reviewing_officer,
      kept_rights_officer, kept_complaints_officer, kept_participation_officer, kept_advocate,
      kept_duty_worker, kept_board_member, kept_council_admin, kept_reports, kept_team_figures,
      kept_own_figures, kept_doorstep, kept_authorizer to kept_api;
