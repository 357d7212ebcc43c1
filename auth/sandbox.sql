-- A clock that can be moved, for a demonstration alone: `kept run` runs this after walls.sql, `kept migrate` never does.
-- So the database of a real council has nothing with which its time could be moved.
set local role kept_context;

create table if not exists walls.sandbox (
  one boolean primary key default true check (one), ahead interval not null default '0');
insert into walls.sandbox default values on conflict do nothing;

-- What was answered to whom, so that a second tap neither moves the clock again nor empties the house twice.
create table if not exists walls.sandbox_taps (
  account_id uuid, operation text, key text, body_hash bytea not null, reply bytea not null,
  at timestamptz not null default now(), primary key (account_id, operation, key));
grant select, insert, update, delete on walls.sandbox, walls.sandbox_taps to kept_owner;

-- As soon as there is a council that is not invented, time is what it is.
create or replace function walls.time_here() returns timestamptz
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not walls.only_demos() then return transaction_timestamp(); end if;
  return transaction_timestamp() + (select s.ahead from walls.sandbox s);
end $$;

-- Whoever comes in waits while the clock is moved, and holds it still until they leave. The waiting is a statement of
-- its own, so that what follows sees what was changed meanwhile.
do $$
begin
  if (select prosrc from pg_proc where oid = 'walls.enter(text,text)'::regprocedure) like '%enter_when_still%' then
    return;  -- walls.sql has not run since
  end if;
  drop function if exists walls.enter_when_still(text, text);
  alter function walls.enter(text, text) rename to enter_when_still;
  create function walls.enter(context text, seal text, out now timestamptz, out assurance int)
  language plpgsql volatile security invoker as $enter$
  begin
    perform pg_advisory_xact_lock_shared(1801810036);
    select e.now, e.assurance into now, assurance from walls.enter_when_still(context, seal) e;
  end $enter$;
end $$;

reset role;
