-- Which rows exist for whom. The one file of row policies: every upgrade drops all policies, migrates, and runs this.
--
-- A wall is RESTRICTIVE and stands in front of every door: the council of the caller, and what is secret.
-- A door is PERMISSIVE, one per hat, and asks one simple thing. No door, no rows.
-- What a policy asks is a function of the schema `walls`, evaluated once per statement: always `(select walls.x())`.

set local role kept_context;

drop function if exists walls.known(), walls.opened(name), walls.own(name), walls.assurance_of(text[]),
  walls.take_proof();

-- Keys that seal a context; two rows while one follows another.
create table if not exists walls.context_keys (
  id int generated always as identity primary key, inner_pad bytea not null, outer_pad bytea not null,
  made_at timestamptz not null default now());

-- Which line this session was let in with: the mark of it, and of the moment at which its transaction began. PostgreSQL remembers
-- for each session by itself what a sequence was last set to, and only its owner may set this one (docs/decisions/0151).
create unlogged sequence if not exists walls.entered minvalue -9223372036854775808;
create or replace function walls.mark(line text) returns bytea
language sql stable return substr(sha256(timestamptz_send(transaction_timestamp()) || convert_to(line, 'UTF8')), 1, 8);

-- council | account | role | hat | permission | app | assurance at most | session | moment | sealed_at (epoch seconds) | proof
-- That is what is sealed outside; whoever is let in has two parts more: | assurance | her secrets are sealed before (epoch seconds).
-- The line that was let in, while that hat is worn; of any hat where none is named. Whoever can run a statement can exchange the
-- setting in the middle of it: then the mark is another's. For the functions below, in which PostgreSQL puts it in the place of the
-- call and keeps it ready; its names are bound here, once, and nobody's search_path can bind them anew.
create or replace function walls.line(worn name) returns text
language sql volatile return case when current_setting('kept.context', true) <> '' then
  case when walls.mark(current_setting('kept.context', true)) = int8send(currval('walls.entered'))
            and (worn is null or split_part(current_setting('kept.context', true), '|', 4) = worn)
       then current_setting('kept.context', true) end end;

create or replace function walls.context() returns text[]
language sql volatile return string_to_array(walls.line(null), '|');

-- What time it is where nobody moves the clock; a demonstration puts its own in the place of this (auth/sandbox.sql).
create or replace function walls.time_here() returns timestamptz
language sql stable return transaction_timestamp();

-- A function whose name ends in `_of` is for the functions here, which have the parts already: it too is put in the place of the
-- call. What is asked from without is said once more in words that PostgreSQL reads in the path of whoever asks; asked in two
-- paths in turn, it would read them anew each time.
create or replace function walls.moment_of(parts text[]) returns timestamptz
language sql stable return coalesce(nullif(parts[9], '')::timestamptz, walls.time_here());

create or replace function walls.moment() returns timestamptz
language plpgsql stable as $$ begin return walls.moment_of(walls.context()); end $$;

-- The hat that is worn while a statement is planned, which is when PostgreSQL chooses the doors. It changes with the role, yet is
-- called immutable, so that it becomes a constant of the plan: whoever changes the hat of a statement that is planned already (of a
-- cursor, or in its midst) changes nothing of it. A plan that is kept is made anew for another role (docs/decisions/0153).
create or replace function walls.hat() returns name
language plpgsql immutable as $$ begin return current_user; end $$;

-- The caller's council, but only while the hat that was sealed is the one for which the doors were chosen.
create or replace function walls.council(worn name) returns uuid
language plpgsql stable as $$ begin return split_part(walls.line(worn), '|', 1); end $$;

create or replace function walls.me() returns uuid
language plpgsql stable as $$ begin return nullif(split_part(walls.line(null), '|', 2), ''); end $$;

-- How sure we are of the caller: 2 where they proved it lately, 1 where they did once, 0 where nobody is known.
create or replace function walls.assurance() returns int
language plpgsql stable as $$ begin return coalesce(split_part(walls.line(null), '|', 12), '0'); end $$;

-- Before when a young person's secrets are sealed: her account was opened anew, and nobody has asked her yet.
create or replace function walls.sealed_before_of(parts text[]) returns timestamptz
language sql stable return coalesce(to_timestamp(parts[13]::float8), 'infinity');

create or replace function walls.sealed_before() returns timestamptz
language plpgsql stable as $$ begin return walls.sealed_before_of(walls.context()); end $$;

-- From when on she is shown who is there for her in secret: since her secrets are sealed no more; never, where we are not sure
-- that it is she.
create or replace function walls.secrets_since_of(parts text[]) returns timestamptz
language sql stable return case when parts[12] = '2' then to_timestamp(parts[13]::float8) else 'infinity' end;

create or replace function walls.secrets_since() returns timestamptz
language plpgsql stable as $$ begin return walls.secrets_since_of(walls.context()); end $$;

-- How sure we are of whoever said so at most this much, and last proved it then: 2 for five minutes, else 1.
create or replace function walls.assured(most text, proved_at timestamptz, moment timestamptz) returns int
language sql stable return case when most = '2' and proved_at + interval '5 minutes' >= moment then 2 else 1 end;

-- A session can give its own time zone the name of London's: where London's days are counted, the session's is fixed.

-- Whether an app may do this now: its council lets it, and its young person still agrees. A system of the council's has no young person.
create or replace function walls.app_stands(council uuid, app uuid, consent uuid, wanted text, moment timestamptz) returns boolean
language plpgsql stable set timezone = 'UTC' as $$
begin
  return exists (
    select from kept.apps a left join kept.consents c on c.council_id = a.council_id and c.app_id = a.id and c.id = consent
     where a.council_id = council and a.id = app and a.state = 'approved' and a.allowed ? wanted
       and a.ends_on >= (moment at time zone 'Europe/London')::date
       and (a.kind = 'system' or c.withdrawn_at is null and c.scopes ? wanted));
end $$;

-- Where the apps come from that some council lets in at this moment: their pages may read our replies in a browser.
create or replace function walls.app_addresses() returns text[]
language plpgsql stable security definer set search_path = pg_catalog, pg_temp set timezone = 'UTC' as $$
declare today constant date := (walls.moment_of(walls.context()) at time zone 'Europe/London')::date;
begin
  return array(
    select distinct address from kept.apps a
      join kept.councils c on c.council_id = a.council_id
      cross join jsonb_array_elements_text(a.redirect_uris) as address
     where a.state = 'approved' and a.ends_on >= today and c.state = 'open');
end $$;

-- A proof that an app holds its key is good once. What was seen is kept for as long as a proof could be taken.
create unlogged table if not exists walls.proofs (proof text primary key, until timestamptz not null);
create index if not exists ix_proofs_until on walls.proofs (until);
grant select on walls.proofs to kept_backup;
create or replace function walls.take_proof(said text) returns void
language plpgsql volatile as $$
begin
  delete from walls.proofs where until < transaction_timestamp();
  insert into walls.proofs values (said, transaction_timestamp() + interval '3 minutes') on conflict do nothing;
  if not found then
    raise exception 'seen before' using errcode = '28000';
  end if;
end $$;

-- Whether an app was never stopped since then. What it held when it was stopped stays worth nothing, also when it is let in
-- again; so does what it got without proving a key, once it has to.
create or replace function walls.app_stood(council uuid, app uuid, since timestamptz, unproven boolean) returns boolean
language plpgsql stable as $$
begin
  return not exists (
    select from kept.apps a where a.council_id = council and a.id = app and (a.stopped_at >= since or a.proves_key and unproven));
end $$;

-- Whether somebody of the staff has left, or their directory has not said lately that they are there.
create or replace function walls.lapsed(council uuid, account uuid, session uuid, moment timestamptz) returns boolean
language plpgsql stable as $$
begin
  return exists (select from kept.departures d where d.council_id = council and d.worker_id = account and d.leaves_at <= moment)
    or exists (select from kept.directory_sessions d where d.council_id = council and d.id = session and d.good_until <= moment);
end $$;

-- Let the sealed caller in: the session and its account stand, with this role. Says the line that stands for them, the time, and
-- how sure we are.
create or replace function walls.let_in(line text, seal text, out known text, out moment timestamptz, out assurance int)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  parts text[];
  sealed_before timestamptz;
  held record;
  mark bigint;
begin
  select string_to_array(line, '|') into parts from walls.context_keys k
   where encode(sha256(k.outer_pad || sha256(k.inner_pad || convert_to(line, 'UTF8'))), 'hex') = seal;
  -- A captured line is worth nothing after five minutes.
  if array_length(parts, 1) is distinct from 11
     or (abs(extract(epoch from transaction_timestamp()) - parts[10]::numeric) <= 300) is not true
     or current_setting('transaction_isolation') <> 'read committed' then  -- who looks at yesterday lets in who has left since
    raise exception 'no sealed context' using errcode = '28000';
  end if;
  moment := walls.moment_of(parts);
  assurance := 0;
  if not (parts[3] in ('public', 'system') or parts[3] in ('doorstep', 'authorizer')
          and exists (select from kept.councils c where c.council_id = parts[1]::uuid and c.state = 'open')) then
    select s.council_id, s.id, s.account_id, s.app_id, s.consent_id, s.key, s.started_at, s.proved_at,
           (select max(r.recovered_at) from kept.recoveries r
             where r.council_id = s.council_id and r.young_person_id = s.account_id and r.confirmed_at is null) as recovered_at
      into held
      from kept.sessions s
      join kept.accounts a on a.council_id = s.council_id and a.id = s.account_id
      join kept.councils c on c.council_id = a.council_id
     where s.council_id = parts[1]::uuid and s.id = nullif(parts[8], '')::uuid and s.account_id = nullif(parts[2], '')::uuid
       and s.ended_at is null
       and a.role = parts[3] and a.state = 'active' and c.state = 'open';
    -- Nobody young leaves a job or comes from a directory, and most hold no app: what need not be asked is not.
    if held.id is null
       or parts[3] <> 'young_person' and walls.lapsed(held.council_id, held.account_id, held.id, moment)
       or held.app_id is not null and not (
          walls.app_stands(held.council_id, held.app_id, held.consent_id, parts[5], moment)
          and walls.app_stood(held.council_id, held.app_id, held.started_at, held.key = '' and held.consent_id is not null)) then
      raise exception 'no such session' using errcode = '28000';
    end if;
    assurance := walls.assured(parts[7], held.proved_at, moment);
    sealed_before := held.recovered_at;
  end if;
  if parts[11] <> '' then perform walls.take_proof(parts[11]); end if;
  known := concat_ws('|', line, assurance, extract(epoch from coalesce(sealed_before, '-infinity')));
  mark := setval('walls.entered', ('x' || encode(walls.mark(known), 'hex'))::bit(64)::bigint);
end $$;

-- The first statement of every transaction: who asks, which rows exist for them, and what time it is.
create or replace function walls.enter(context text, seal text, out now timestamptz, out assurance int)
language plpgsql volatile security invoker as $$
declare
  line pg_catalog.text;
  worn pg_catalog.text;
begin
  select set_config('kept.context', l.known, true), l.moment, l.assurance into line, now, assurance from walls.let_in(context, seal) l;
  worn := set_config('role', split_part(line, '|', 4), true);
end $$;

create or replace function walls.my_team() returns uuid
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  parts text[] := walls.context();
  council uuid := parts[1];
  me uuid := nullif(parts[2], '');
begin
  return (select w.team_id from kept.workers w where w.council_id = council and w.id = me);
end $$;

create or replace function walls.my_teammates() returns uuid[]
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  council uuid := (walls.context())[1];
  team uuid := walls.my_team();
begin
  return array(select w.id from kept.workers w where w.council_id = council and w.team_id = team);
end $$;

-- Whom I stand in for at this moment.
create or replace function walls.covering() returns uuid[]
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  parts text[] := walls.context();
  council uuid := parts[1];
  me uuid := nullif(parts[2], '');
  now timestamptz := walls.moment_of(parts);
begin
  return array(
    select c.worker_id from kept.covers c
     where c.council_id = council and c.covered_by_id = me and c.away_from <= now and now < c.away_until);
end $$;

-- The young people whom I am involved with, or whose main worker I stand in for, at this moment.
create or replace function walls.my_young_people() returns uuid[]
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  parts text[] := walls.context();
  council uuid := parts[1];
  me uuid := nullif(parts[2], '');
  now timestamptz := walls.moment_of(parts);
  any_of uuid[] := me || walls.covering();
begin
  return array(
    select i.young_person_id from kept.involvements i
     where i.council_id = council and i.worker_id = any (any_of) and (i.worker_id = me or i.main)
       and i.started_at <= now and (i.ended_at is null or now < i.ended_at));
end $$;

-- The young people whose main worker is in my team.
create or replace function walls.my_teams_young_people() returns uuid[]
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  parts text[] := walls.context();
  now timestamptz := walls.moment_of(parts);
begin
  return array(
    select i.young_person_id from kept.involvements i
      join kept.workers w on w.council_id = i.council_id and w.id = i.worker_id
     where i.council_id = parts[1]::uuid and i.main and w.team_id = (select walls.my_team())
       and i.started_at <= now and (i.ended_at is null or now < i.ended_at));
end $$;

-- The young people whose plan is my work: as their main worker or that worker's cover, a manager the team's, a reviewing
-- officer their own.
create or replace function walls.my_plan_people() returns uuid[]
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  parts text[] := walls.context();
  council uuid := parts[1];
  me uuid := nullif(parts[2], '');
  now timestamptz := walls.moment_of(parts);
  any_of uuid[] := me || walls.covering();
begin
  if parts[3] = 'manager' then return walls.my_teams_young_people(); end if;
  return array(
    select i.young_person_id from kept.involvements i
     where i.council_id = council and i.worker_id = any (any_of)
       and case parts[3]
             when 'worker' then i.main
             when 'reviewing_officer' then i.role = 'reviewing_officer' and i.worker_id = me
             else false
           end
       and i.started_at <= now and (i.ended_at is null or now < i.ended_at));
end $$;

-- A young person's people at this moment, whoever is announced to come, and whoever stands in for them.
create or replace function walls.my_people() returns uuid[]
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  parts text[] := walls.context();
  council uuid := parts[1];
  me uuid := nullif(parts[2], '');
  now timestamptz := walls.moment_of(parts);
  since timestamptz := walls.secrets_since_of(parts);
  mine uuid[] := array(
    select i.worker_id from kept.involvements i
     where i.council_id = council and i.young_person_id = me
       and (i.ended_at is null or now < i.ended_at and i.started_at < i.ended_at)
       and (i.role not in ('advocate', 'independent_visitor')
            or coalesce(i.announced_at, i.started_at) >= since));
begin
  return mine || array(
    select c.covered_by_id from kept.covers c
     where c.council_id = council and c.worker_id = any (mine) and c.away_from <= now and now < c.away_until);
end $$;

-- Whose reviews I may run, as their reviewing officer at this moment: those who had none before me, and those to whom I was
-- introduced.
create or replace function walls.who_know_me() returns uuid[]
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  parts text[] := walls.context();
  now timestamptz := walls.moment_of(parts);
begin
  return array(
    select i.young_person_id from kept.involvements i
     where i.council_id = parts[1]::uuid and i.worker_id = parts[2]::uuid and i.role = 'reviewing_officer'
       and i.started_at <= now and (i.ended_at is null or now < i.ended_at)
       and (exists (select from kept.introductions n where n.council_id = i.council_id and n.young_person_id = i.young_person_id
                     and n.worker_id = i.worker_id and n.role = i.role)
            or not exists (select from kept.involvements b where b.council_id = i.council_id and b.young_person_id = i.young_person_id
                            and b.role = i.role and b.worker_id <> i.worker_id and b.started_at < i.started_at
                            and (b.ended_at is null or b.started_at < b.ended_at))));
end $$;

-- The involvements by which I am somebody's advocate at this moment.
create or replace function walls.advocating() returns uuid[]
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  parts text[] := walls.context();
  now timestamptz := walls.moment_of(parts);
begin
  return array(
    select i.id from kept.involvements i
     where i.council_id = parts[1]::uuid and i.worker_id = parts[2]::uuid and i.role = 'advocate' and parts[3] = 'advocate'
       and i.started_at <= now and (i.ended_at is null or now < i.ended_at));
end $$;

-- The complaints with which a young person asked me to help: my team, or me as her advocate, for as long as I am that.
create or replace function walls.helping() returns uuid[]
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare parts text[] := walls.context();
begin
  return array(
    select h.request_id from kept.complaint_helpers h
     where h.council_id = parts[1]::uuid and h.ended_at is null
       and (h.helper = 'rights_team' and parts[3] = 'rights_officer' or h.involvement_id = any (walls.advocating())));
end $$;

-- What a young person shared of her plans with me, her advocate, for as long as I am that: the plan alone where it is all
-- of it, else the plan and the part.
create or replace function walls.shared_parts() returns text[]
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare parts text[] := walls.context();
begin
  return array(
    select concat_ws(' ', s.plan_id, s.section) from kept.plan_shares s
     where s.council_id = parts[1]::uuid and s.ended_at is null and s.involvement_id = any (walls.advocating()));
end $$;

-- The plans of which she shared all or a part with me.
create or replace function walls.shared_plans() returns uuid[]
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return array(select split_part(each, ' ', 1)::uuid from unnest(walls.shared_parts()) each);
end $$;

-- Whether every council here is invented.
create or replace function walls.only_demos() returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return not exists (select from kept.councils c where not c.demo);
end $$;

-- How a month's calls went, for the report alone (`kept_reports`): five figures, only once its freeze day is over and only
-- until what may be published of them is kept. What she contested is neither met nor missed, until she has been silent for
-- ten working days after a new talk: by the freeze day that is so when they talked before the month was over.
create or replace function walls.count_callbacks(month date, frozen_on date)
returns table (met int, missed int, open int, contested int, withdrawn int)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp set timezone = 'UTC' as $$
declare
  parts text[] := walls.context();
  starts timestamptz := month::timestamp at time zone 'Europe/London';
  ends timestamptz := (month + interval '1 month') at time zone 'Europe/London';
  frozen timestamptz := (frozen_on + 1)::timestamp at time zone 'Europe/London';
begin
  if parts is null or parts[4] <> 'kept_reports' or extract(day from month) <> 1
     or frozen < ends + interval '12 days' or walls.moment_of(parts) < frozen then
    raise exception 'no report of that' using errcode = '42501';
  end if;
  if exists (select from kept.callback_months c where c.council_id = parts[1]::uuid and c.month = count_callbacks.month) then
    return;
  end if;
  return query
    with went as (
      select case
          when r.contested and (r.ended_at is null or r.ended_at >= ends) then 'contested'
          when r.ended_at is null or r.ended_at >= frozen then 'open'
          when coalesce(r.talked_at, r.ended_at) > r.due_at then 'missed'
          when r.state = 'withdrawn' then 'withdrawn'
          else 'met' end as how
        from kept.requests r
       where r.council_id = parts[1]::uuid and r.kind = 'contact' and r.asked_at >= starts and r.asked_at < ends)
    select count(*) filter (where how = 'met')::int, count(*) filter (where how = 'missed')::int,
           count(*) filter (where how = 'open')::int, count(*) filter (where how = 'contested')::int,
           count(*) filter (where how = 'withdrawn')::int
      from went;
end $$;

-- For the figures of a team or of one worker (`kept_team_figures`, `kept_own_figures`): their young people, who the main worker
-- is, when anybody last talked with them of a call that they had asked for, and since when somebody has been there for them.
-- Whoever speaks up for them or visits them is in none of it.
create or replace function walls.last_heard()
returns table (young_person_id uuid, worker_id uuid, talked_at timestamptz, known_since timestamptz)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  parts text[] := walls.context();
  now timestamptz := walls.moment_of(parts);
begin
  if parts is null or parts[4] not in ('kept_team_figures', 'kept_own_figures') then
    raise exception 'no figures of that' using errcode = '42501';
  end if;
  return query
    select hers.id,
           (select i.worker_id from kept.involvements i
             where i.council_id = parts[1]::uuid and i.young_person_id = hers.id and i.main
               and i.started_at <= now and (i.ended_at is null or now < i.ended_at)),
           (select max(r.talked_at) from kept.requests r
             where r.council_id = parts[1]::uuid and r.young_person_id = hers.id and r.kind = 'contact'),
           (select min(i.started_at) from kept.involvements i
             where i.council_id = parts[1]::uuid and i.young_person_id = hers.id
               and i.role not in ('advocate', 'independent_visitor'))
      from unnest(walls.my_plan_people()) hers (id);
end $$;

-- For the operator's monitoring: calls asked for and not yet had, late ones, and the age of the oldest, in seconds. One row for
-- the whole installation, of no council, no team and nobody; what is secret from a care team is in none of the three.
create or replace function walls.calls_waiting() returns table (open int, overdue int, oldest double precision)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare now constant timestamptz := walls.moment_of(walls.context());
begin
  return query
    select count(*)::int, count(*) filter (where r.due_at < now)::int,
           coalesce(extract(epoch from now - min(r.asked_at)), 0)::double precision
      from kept.requests r where r.kind = 'contact' and r.state in ('waiting', 'taken');
end $$;

-- The caller's own cry for help that still calls somebody: nobody has seen or taken it, it is not older than that, kept from the
-- same person or from nobody, also where a mere phone cannot see it; never one that is sealed from her. A press joins a press alone,
-- and one that says what is wrong only where the other said the same. Two at once come one after the other.
create or replace function walls.my_open_help(within interval, whom uuid, pressed boolean, wrong text) returns uuid
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare parts text[] := walls.context();
begin
  if parts is null or parts[4] <> 'kept_young_person' then return null; end if;
  perform pg_advisory_xact_lock(hashtextextended('help ' || parts[1] || parts[2], 0));
  return (select r.id from kept.requests r left join kept.alarms a on a.council_id = r.council_id and a.id = r.id
           where r.council_id = parts[1]::uuid and r.young_person_id = parts[2]::uuid and r.kind = 'help'
             and r.state = 'waiting' and r.seen_at is null and r.asked_at > walls.moment_of(parts) - least(within, interval '1 hour')
             and r.asked_at >= walls.sealed_before_of(parts)
             and whom is not distinct from a.kept_from_id
             and (a.id is null or not pressed) and (wrong is null or r.urgent = wrong)
           order by r.asked_at desc, r.id desc limit 1);
end $$;

-- The cries for help that words about me have made: whoever else must know of them, I do not. Only those two hats that
-- would see them otherwise are answered: to any other, whoever is asked about could put the question.
create or replace function walls.kept_from_me() returns uuid[]
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare parts text[] := walls.context();
begin
  if parts is null or parts[4] not in ('kept_duty_worker', 'kept_rights_officer') then return '{}'; end if;
  return array(select a.request_id from kept.alarms a
                where a.council_id = parts[1]::uuid and a.kept_from_id = parts[2]::uuid);
end $$;

-- The team that a cry for help goes to.
create or replace function walls.duty_team() returns uuid
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare parts text[] := walls.context();
begin
  return (select t.id from kept.teams t where t.council_id = parts[1]::uuid and t.purpose = 'duty' order by t.name limit 1);
end $$;

-- Who is on duty and there, in any part of that time: an absence is cut out, and whoever has left, or works in another team than
-- the one that answers, is on no rota. For those who plan it, who check it, and who call by it.
create or replace function walls.staffed(since timestamptz, until timestamptz)
returns table (worker_id uuid, level int, starts_at timestamptz, ends_at timestamptz)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare parts text[] := walls.context();
begin
  if parts is null or parts[4] not in ('kept_manager', 'kept_duty_worker', 'kept_council_admin', 'kept_loader', 'kept_ladder') then
    return;
  end if;
  return query select p.worker_id, p.level, p.starts_at, p.ends_at from walls.staffed_in(parts[1]::uuid, since, until) p;
end $$;

-- The same of one council, for the functions here alone.
create or replace function walls.staffed_in(council uuid, since timestamptz, until timestamptz)
returns table (worker_id uuid, level int, starts_at timestamptz, ends_at timestamptz)
language plpgsql stable security invoker set search_path = pg_catalog, pg_temp as $$
begin
  return query
    select s.worker_id, s.level, piece.starts, piece.ends
      from kept.duty_shifts s
      join kept.accounts a on a.council_id = s.council_id and a.id = s.worker_id and a.role = 'duty_worker' and a.state = 'active'
      join kept.workers w on w.council_id = s.council_id and w.id = s.worker_id and w.team_id = (select walls.duty_team())
      left join kept.departures d on d.council_id = s.council_id and d.worker_id = s.worker_id
      left join kept.covers c on c.council_id = s.council_id and c.worker_id = s.worker_id and c.away_from is not null
     cross join lateral (values
       (s.starts_at, least(s.ends_at, d.leaves_at, c.away_from)),
       (case when c.away_from is null then null else greatest(s.starts_at, c.away_until) end, least(s.ends_at, d.leaves_at))
     ) piece(starts, ends)
     where s.council_id = council and s.taken_off_at is null
       and piece.starts < piece.ends and piece.ends > since and piece.starts <= until;
end $$;

-- Whether a young person of the caller's council may be told that somebody is there at this moment: only where the council says
-- so at all, and only while somebody is.
create or replace function walls.watched() returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare parts text[] := walls.context();
begin
  return exists (select from kept.councils c where c.council_id = parts[1]::uuid and c.says_watched)
     and exists (select from walls.staffed_in(parts[1]::uuid, walls.moment_of(parts), walls.moment_of(parts)));
end $$;

-- For the operator's monitoring, too: the seconds since each sweep was last finished, of the one that waits longest; of which none
-- is known, that is for ever. By this machine's clock, whatever a demonstration's says.
create or replace function walls.sweep_age() returns double precision
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return (
    select max(coalesce(extract(epoch from clock_timestamp() - finished.at)::double precision, 'Infinity'))
      from unnest(array['kept:climb', 'kept:hand_over', 'kept:move_clocks']) task
      left join lateral (
        select max(e.at) as at from jobs.procrastinate_events e join jobs.procrastinate_jobs j on j.id = e.job_id
         where e.type = 'succeeded' and j.task_name = task) finished on true);
end $$;

-- Whether there is such a young person in the caller's council; nothing else of them is told.
create or replace function walls.is_young_person(who uuid) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare parts text[] := walls.context();
begin
  return exists (select from kept.accounts a where a.council_id = parts[1]::uuid and a.id = who and a.role = 'young_person');
end $$;

-- Whose record it is, where somebody is a young person.
create or replace function walls.if_young(who uuid) returns uuid
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select case when walls.is_young_person(who) then who end;
$$;

-- Whether there is such a member of staff in the caller's council: a young person may complain about any of them.
create or replace function walls.is_staff(somebody uuid) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare parts text[] := walls.context();
begin
  return exists (select from kept.workers w where w.council_id = parts[1]::uuid and w.id = somebody);
end $$;

-- How many there are in a team who could read what is said to a team of that purpose, about somebody.
create or replace function walls.ears(team uuid, purpose text, about uuid) returns int
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  parts text[] := walls.context();
  reader constant text := case purpose when 'feedback' then 'complaints_officer' when 'rights' then 'rights_officer' when 'duty' then 'duty_worker'
    when 'advocacy' then 'advocate' when 'participation' then 'participation_officer' end;
begin
  return (select count(*) from kept.workers w join kept.accounts a on a.council_id = w.council_id and a.id = w.id
           where w.council_id = parts[1]::uuid and w.team_id = team and a.role = reader and a.state = 'active'
             and w.id is distinct from about);
end $$;

-- Who has left, though the last of what was theirs may still be waiting to go: at the door they are not known any more.
create or replace function walls.gone() returns uuid[]
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare parts text[] := walls.context();
begin
  if parts is null or parts[4] <> 'kept_doorstep' then return '{}'; end if;
  return array(select d.worker_id from kept.departures d where d.council_id = parts[1]::uuid and d.leaves_at <= walls.moment_of(parts));
end $$;

-- Whether the caller can sign in with words.
create or replace function walls.has_words() returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare parts text[] := walls.context();
begin
  return exists (select from kept.sign_ins s
                  where s.council_id = parts[1]::uuid and s.id = nullif(parts[2], '')::uuid and s.passphrase is not null);
end $$;

-- Whether there is such an admin in the caller's council: the one whom the console may let in.
create or replace function walls.is_admin(who uuid) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare parts text[] := walls.context();
begin
  return exists (select from kept.accounts a where a.council_id = parts[1]::uuid and a.id = who and a.role = 'council_admin');
end $$;

-- Whether the caller may invite somebody to sign in: a worker her own young people, the rights team each, the admin all other staff.
create or replace function walls.may_invite(who uuid) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare parts text[] := walls.context();
begin
  return coalesce(case parts[3]
    when 'worker' then who = any (walls.my_young_people())
    when 'rights_officer' then walls.is_young_person(who)
    when 'council_admin' then walls.is_staff(who) and who <> parts[2]::uuid
  end, false);
end $$;

-- The one way in which a date moves: later, while it is open and to come, since a day that was said does not count.
-- The line that says why is written in the same breath. Returns whether the date is another one.
create or replace function walls.move_clock(request uuid, line uuid, due timestamptz, due_day date, late_day timestamptz, working jsonb,
  because text) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  parts text[] := walls.context();
  now timestamptz := walls.moment_of(parts);
  known record;
begin
  if parts is null or parts[4] <> 'kept_handover' then
    raise exception 'no clock moves by that' using errcode = '42501';
  end if;
  select r.young_person_id, r.due_at, r.late_day_at, r.due_on, r.asked_at, r.kind into known from kept.requests r
   where r.council_id = parts[1]::uuid and r.id = request and r.state in ('waiting', 'taken') for update;
  if not found or known.due_at <= now or due < known.due_at or due_day < known.due_on or late_day < known.late_day_at
     or not exists (select from kept.closed_days c
                     where c.council_id = parts[1]::uuid and c.moved_at is null and c.taken_back_at is null and c.why = because
                       and c.day between known.asked_at::date and late_day::date
                       and (c.kind = 'bank_holiday' or known.kind <> 'complaint')) then
    return false;
  end if;
  -- what nobody has looked at yet stays so: whoever it is for has still to hear of it
  update kept.requests r set due_at = due, due_on = due_day, late_day_at = late_day, days = working,
    next_look_at = least(r.next_look_at, now),
    changed_at = case when due = r.due_at then r.changed_at else now end
   where r.council_id = parts[1]::uuid and r.id = request;
  if due = known.due_at then return false; end if;
  insert into kept.timeline (council_id, id, young_person_id, request_id, at, what, reason)
  values (parts[1]::uuid, line, known.young_person_id, request, now, 'clock_moved', because);
  return true;
end $$;

-- Every write leaves a line: who, through which app, with which permission, which columns. What cannot be signed is not written.
create or replace function walls.remember() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  parts text[] := walls.context();
  fresh jsonb := to_jsonb(new);
  stale jsonb;
  named jsonb := '[]';
  name text;
  job text;
  council uuid := parts[1];
  me uuid := nullif(parts[2], '');
  app_key uuid;
  app_name text := parts[6];
begin
  if parts is null or (fresh ->> 'council_id')::uuid <> council then
    raise exception 'a write without a sealed context' using errcode = '42501';
  end if;
  if tg_op = 'UPDATE' then
    stale := to_jsonb(old);
    named := (select coalesce(jsonb_agg(key order by key), '[]') from jsonb_each(fresh) where value is distinct from stale -> key);
  end if;
  if me is not null and parts[3] <> 'young_person' then
    select w.first_name, w.job into name, job from kept.workers w where w.council_id = council and w.id = me;
  end if;
  if parts[6] like 'app\_%' then
    select a.id, a.name into app_key, app_name from kept.apps a
     where a.council_id = council
       and a.id = encode(substr(decode(translate(substr(parts[6], 5), '-_', '+/') || '=', 'base64'), 17), 'hex')::uuid;
  end if;
  insert into kept.history (council_id, id, at, actor_id, actor_role, actor_name, app, app_id, permission, relation, row_id,
                            young_person_id, move, columns)
  values (council, gen_random_uuid(), walls.moment_of(parts), me, coalesce(job, parts[3]), name,
          coalesce(app_name, parts[6]), app_key, parts[5], tg_table_name, (fresh ->> 'id')::uuid,
          case when tg_table_name = 'young_people' then (fresh ->> 'id')::uuid
               when tg_table_name = 'sign_ins' then walls.if_young((fresh ->> 'id')::uuid)
               when tg_table_name in ('passkeys', 'sessions') then walls.if_young((fresh ->> 'account_id')::uuid) else (fresh ->> 'young_person_id')::uuid end,
          lower(tg_op), named);
  return null;
end $$;

-- How much at once. A mark is a keyed hash, made outside, of whoever is counted; `full_at` is when their quota is whole again,
-- in microseconds. Nobody but the two functions below writes it, nobody else reads it but to back it up, no context opens it, and a
-- crash may empty it.
create unlogged table if not exists walls.taken (
  mark bytea primary key, full_at bigint not null, given int not null) with (fillfactor = 70);
grant select on walls.taken to kept_backup;

-- Give as much of `wanted` as there is, by the clock of the database alone: one statement, exact over any number of processes.
create or replace function walls.take(which bytea, most int, step bigint, wanted int,
  out given int, out remaining int, out wait bigint)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
  at constant bigint := extract(epoch from clock_timestamp()) * 1000000;
  left_at bigint;
begin
  insert into walls.taken as t (mark, full_at, given) values (which, at + least(wanted, most) * step, least(wanted, most))
  on conflict (mark) do update set (given, full_at) = (
    select n, greatest(t.full_at, at) + n * step
      from (select greatest(0, least(wanted, most - (greatest(t.full_at - at, 0) + step - 1) / step))::int as n) as there)
  returning t.given, t.full_at - at into given, left_at;
  remaining := greatest(0, most - (left_at + step - 1) / step);
  wait := greatest(0, left_at + step - most * step);
end $$;

-- What is whole again says nothing that no row would not say.
create or replace function walls.forget_taken() returns void
language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  delete from walls.taken where full_at < extract(epoch from clock_timestamp()) * 1000000;
$$;

grant select on sequence walls.entered to kept_backup, kept_public, kept_young_person, kept_triage, kept_worker, kept_manager,
  kept_reviewing_officer, kept_rights_officer, kept_complaints_officer, kept_participation_officer, kept_advocate, kept_duty_worker,
  kept_board_member, kept_council_admin, kept_loader, kept_reports, kept_team_figures, kept_own_figures, kept_doorstep,
  kept_authorizer, kept_ladder, kept_retention, kept_handover, kept_delivery;
revoke all on all functions in schema walls from public;
grant usage on schema walls to public;
grant execute on all functions in schema walls to kept_api, kept_owner, kept_public, kept_young_person, kept_triage, kept_worker,
  kept_manager, kept_reviewing_officer, kept_rights_officer, kept_complaints_officer, kept_participation_officer, kept_advocate,
  kept_duty_worker, kept_board_member, kept_council_admin, kept_loader, kept_reports, kept_team_figures, kept_own_figures, kept_doorstep,
  kept_authorizer, kept_jobs, kept_ladder, kept_retention, kept_handover, kept_delivery;

reset role;

-- ---------------------------------------------------------------------------------------------------------------------
-- Every table: walls up for everybody, its owner included; history by trigger.
do $$
declare
  relation text;
  people constant text := 'kept_young_person, kept_triage, kept_worker, kept_manager, kept_reviewing_officer, kept_rights_officer,
    kept_complaints_officer, kept_participation_officer, kept_advocate, kept_duty_worker, kept_board_member, kept_council_admin,
    kept_reports, kept_team_figures, kept_own_figures, kept_doorstep, kept_authorizer, kept_ladder, kept_retention, kept_handover,
    kept_delivery';
  our_council constant text := 'council_id = (select walls.council(walls.hat()))';
  -- where a young person sees what is her own and nothing else, one wall asks for the council and for her
  hers constant text[] := array['plans', 'plan_versions', 'plan_sections', 'plan_actions', 'plan_views', 'plan_receipts', 'reviews',
    'involvements', 'introductions', 'requests'];
begin
  for relation in select tablename from pg_tables where schemaname = 'kept' and tablename <> 'alembic_version' loop
    execute format('alter table kept.%I enable row level security', relation);
    execute format('alter table kept.%I force row level security', relation);
    execute format('revoke all on kept.%I from public, kept_api, kept_loader, kept_context, kept_public, %s', relation, people);
    execute format('create policy council_wall on kept.%I as restrictive for all to kept_loader, %s using (%s) with check (%3$s)', relation,
      case when relation = 'councils' then people  -- the public finds a council by its slug: a door of its own, no wall
           when relation = any (hers) then 'kept_public, ' || replace(people, 'kept_young_person, ', '')
           else 'kept_public, ' || people end, our_council);
    if relation = any (hers) then
      execute format('create policy own_wall on kept.%I as restrictive for all to kept_young_person
        using (%s and young_person_id = (select walls.me()))', relation, our_council);
    end if;
    if relation not in ('history', 'looks', 'idempotency_keys', 'sign_in_tries', 'sign_in_challenges', 'app_codes', 'refresh_tokens',
                        'directory_sessions') then
      execute format('create or replace trigger remember after insert or update on kept.%I for each row execute function walls.remember()', relation);
    end if;
  end loop;
end $$;

grant usage on schema kept to public;
grant select on alembic_version to kept_api;

-- What the functions above read and write; the policies of everyone else never reach these tables through them.
grant select on councils, accounts, sessions, apps, consents, recoveries, workers, involvements, covers, departures to kept_context;
grant select (council_id, id, good_until) on directory_sessions to kept_context;
create policy door_context on directory_sessions for select to kept_context using (true);
create policy door_context on departures for select to kept_context using (true);
grant select (council_id, kind, day, why, moved_at, taken_back_at) on closed_days to kept_context;
grant select on introductions to kept_context;
create policy door_context on introductions for select to kept_context using (true);
create policy door_context on closed_days for select to kept_context using (true);
-- for the one function that moves a date: what is open, and the line that says why
grant select (id, young_person_id, due_on, late_day_at, changed_at, next_look_at), update (due_at, due_on, late_day_at, days, next_look_at, changed_at) on requests to kept_context;
create policy door_context_moves on requests for update to kept_context
  using (state in ('waiting', 'taken')) with check (state in ('waiting', 'taken'));
grant insert (council_id, id, young_person_id, request_id, at, what, reason) on timeline to kept_context;
create policy door_context on timeline for insert to kept_context with check (true);
grant insert on history to kept_context;
create policy door_context on councils for select to kept_context using (true);
create policy door_context on accounts for select to kept_context using (true);
create policy door_context on sessions for select to kept_context using (true);
create policy door_context on apps for select to kept_context using (true);
create policy door_context on consents for select to kept_context using (true);
create policy door_context on recoveries for select to kept_context using (true);
grant select (council_id, id, passphrase) on sign_ins to kept_context;
create policy door_context on sign_ins for select to kept_context using (true);
create policy door_context on workers for select to kept_context using (true);
grant select (council_id, id, name, purpose) on teams to kept_context;
create policy door_context on teams for select to kept_context using (true);
create policy door_context on involvements for select to kept_context using (true);
create policy door_context on covers for select to kept_context using (true);
create policy door_context on history for insert to kept_context with check (true);
grant select (council_id, id, young_person_id, kind, state, urgent, asked_at, due_at, ended_at, talked_at, contested, seen_at) on requests to kept_context;
create policy door_context on requests for select to kept_context using (kind = 'contact' or state in ('waiting', 'taken'));
grant select (council_id, id, request_id, kept_from_id) on alarms to kept_context;
create policy door_context on alarms for select to kept_context using (true);
grant select on complaint_helpers to kept_context;
create policy door_context on complaint_helpers for select to kept_context using (true);
grant select (council_id, worker_id, level, starts_at, ends_at, taken_off_at) on duty_shifts to kept_context;
create policy door_context on duty_shifts for select to kept_context using (true);
grant select on plan_shares to kept_context;
create policy door_context on plan_shares for select to kept_context using (true);
grant select (council_id, month) on callback_months to kept_context;
create policy door_context on callback_months for select to kept_context using (true);

-- Setting a council up (`kept council`, the demonstration): one council at a time, never a request, nothing deleted.
grant select, insert, update on councils, teams, accounts, workers, young_people, involvements, covers to kept_loader;
create policy door_loader on councils for all to kept_loader using (true) with check (true);
create policy door_loader on teams for all to kept_loader using (true) with check (true);
create policy door_loader on accounts for all to kept_loader using (true) with check (true);
create policy door_loader on workers for all to kept_loader using (true) with check (true);
create policy door_loader on young_people for all to kept_loader using (true) with check (true);
create policy door_loader on involvements for all to kept_loader using (true) with check (true);
create policy door_loader on covers for all to kept_loader using (true) with check (true);
grant select, insert, update on promises to kept_loader;
create policy door_loader on promises for all to kept_loader using (true) with check (true);

-- ---------------------------------------------------------------------------------------------------------------------
-- councils, teams: who serves and where to ring is no secret
grant select (council_id, slug, name, state, opens, closes, out_of_hours_phone, help_lines) on councils to kept_public,
  kept_young_person, kept_triage, kept_worker, kept_manager, kept_reviewing_officer, kept_rights_officer,
  kept_complaints_officer, kept_participation_officer, kept_advocate, kept_duty_worker, kept_board_member, kept_council_admin;
create policy door_public on councils for select to kept_public using (state = 'open');
create policy door_people on councils for select to kept_young_person, kept_triage, kept_worker, kept_manager,
  kept_reviewing_officer, kept_rights_officer, kept_complaints_officer, kept_participation_officer, kept_advocate, kept_duty_worker,
  kept_board_member, kept_council_admin using (true);

grant select on teams to kept_public, kept_young_person, kept_triage, kept_worker, kept_manager, kept_reviewing_officer,
  kept_rights_officer, kept_complaints_officer, kept_participation_officer, kept_advocate, kept_duty_worker;
create policy door_public on teams for select to kept_public using (purpose in ('duty', 'rights', 'advocacy', 'feedback'));
create policy door_people on teams for select to kept_young_person, kept_triage, kept_worker, kept_manager,
  kept_reviewing_officer, kept_rights_officer, kept_complaints_officer, kept_participation_officer, kept_advocate,
  kept_duty_worker using (true);

-- ---------------------------------------------------------------------------------------------------------------------
-- workers: a young person sees their own people; staff see their colleagues' names; an advocate only their own team
grant select on workers to kept_young_person, kept_triage, kept_worker, kept_manager, kept_reviewing_officer,
  kept_rights_officer, kept_complaints_officer, kept_participation_officer, kept_advocate, kept_duty_worker;
create policy door_young_person on workers for select to kept_young_person
  using (id = any ((select walls.my_people())::uuid[]));
create policy door_staff on workers for select to kept_triage, kept_worker, kept_manager, kept_reviewing_officer,
  kept_rights_officer, kept_complaints_officer, kept_participation_officer, kept_duty_worker using (true);
create policy door_advocate on workers for select to kept_advocate using (team_id = (select walls.my_team()));

-- ---------------------------------------------------------------------------------------------------------------------
-- young_people
grant select on young_people to kept_young_person, kept_triage, kept_worker, kept_manager, kept_reviewing_officer,
  kept_rights_officer, kept_complaints_officer, kept_advocate, kept_duty_worker;
grant update (preferred_name, pronouns, language, format, safe_channel, safe_number, safe_hours, never_leave_message)
  on young_people to kept_young_person;
create policy door_young_person on young_people for select to kept_young_person using (id = (select walls.me()));
create policy door_young_person_edits on young_people for update to kept_young_person
  using (id = (select walls.me())) with check (id = (select walls.me()));
create policy door_worker on young_people for select to kept_worker, kept_reviewing_officer
  using (id = any ((select walls.my_young_people())::uuid[]));
create policy door_manager on young_people for select to kept_manager
  using (id = any ((select walls.my_teams_young_people())::uuid[]));
-- whoever sees somebody's open request sees what is needed to ring them
create policy door_caller on young_people for select to kept_triage, kept_worker, kept_manager, kept_reviewing_officer,
  kept_duty_worker
  using (exists (select from requests r where r.council_id = young_people.council_id and r.young_person_id = young_people.id
                  and (r.state in ('waiting', 'taken') or r.changed_by_id = (select walls.me()) and r.changed_at = (select walls.moment()))));

-- ---------------------------------------------------------------------------------------------------------------------
-- involvements; that there is an advocate or a visitor is a secret of the young person's
grant select on involvements to kept_young_person, kept_worker, kept_manager, kept_reviewing_officer, kept_rights_officer, kept_advocate;
create policy secret_wall on involvements as restrictive for select to kept_worker, kept_manager, kept_reviewing_officer
  using (role not in ('advocate', 'independent_visitor'));
create policy secret_wall_young_person on involvements as restrictive for select to kept_young_person
  using (role not in ('advocate', 'independent_visitor') or coalesce(announced_at, started_at) >= (select walls.secrets_since()));
create policy door_young_person on involvements for select to kept_young_person using (true);
create policy door_worker on involvements for select to kept_worker, kept_reviewing_officer
  using (young_person_id = any ((select walls.my_young_people())::uuid[]));
create policy door_manager on involvements for select to kept_manager
  using (young_person_id = any ((select walls.my_teams_young_people())::uuid[]));
create policy door_rights_officer on involvements for select to kept_rights_officer
  using (role in ('advocate', 'independent_visitor'));
create policy door_advocate on involvements for select to kept_advocate using (worker_id = (select walls.me()));
-- A manager says who is there for the team's young people; a rights officer, who speaks up for or visits any of them.
-- Now or on a later day. What is over stays as it ended; nobody may change who, whose or since when.
grant insert (council_id, id, young_person_id, worker_id, role, main, started_at, announced_at, begin_why, begin_words),
  update (ended_at, end_reason, end_why, end_words) on involvements to kept_manager, kept_rights_officer;
create policy door_manager_makes on involvements for insert to kept_manager
  with check (young_person_id = any ((select walls.my_teams_young_people())::uuid[])
              and role not in ('advocate', 'independent_visitor') and started_at >= (select walls.moment()));
create policy door_manager_ends on involvements for update to kept_manager
  using (young_person_id = any ((select walls.my_teams_young_people())::uuid[])
         and role not in ('advocate', 'independent_visitor') and coalesce(ended_at > (select walls.moment()), true))
  with check (ended_at >= (select walls.moment()));
create policy door_rights_officer_makes on involvements for insert to kept_rights_officer
  with check ((select walls.is_young_person(young_person_id))
              and role in ('advocate', 'independent_visitor') and not main and started_at >= (select walls.moment())
              and coalesce(announced_at, started_at) = (select walls.moment()));
create policy door_rights_officer_ends on involvements for update to kept_rights_officer
  using (role in ('advocate', 'independent_visitor') and coalesce(ended_at > (select walls.moment()), true))
  with check (ended_at >= (select walls.moment()));

-- ---------------------------------------------------------------------------------------------------------------------
-- covers: who stands in for whom
grant select on covers to kept_young_person, kept_worker, kept_manager, kept_reviewing_officer, kept_rights_officer,
  kept_complaints_officer, kept_duty_worker;
grant insert (council_id, id, worker_id, covered_by_id, away_from, away_until), update (covered_by_id, away_from, away_until)
  on covers to kept_worker, kept_manager, kept_reviewing_officer, kept_rights_officer, kept_complaints_officer, kept_duty_worker;
create policy door_young_person on covers for select to kept_young_person using (worker_id = any ((select walls.my_people())::uuid[]));
create policy door_staff on covers for select to kept_worker, kept_manager, kept_reviewing_officer, kept_rights_officer,
  kept_complaints_officer, kept_duty_worker using (true);
create policy door_own on covers for insert to kept_worker, kept_manager, kept_reviewing_officer, kept_rights_officer,
  kept_complaints_officer, kept_duty_worker with check (worker_id = (select walls.me()));
create policy door_own_edits on covers for update to kept_worker, kept_manager, kept_reviewing_officer, kept_rights_officer,
  kept_complaints_officer, kept_duty_worker using (worker_id = (select walls.me())) with check (worker_id = (select walls.me()));
create policy door_team on covers for insert to kept_manager with check (worker_id = any ((select walls.my_teammates())::uuid[]));
create policy door_team_edits on covers for update to kept_manager
  using (worker_id = any ((select walls.my_teammates())::uuid[])) with check (worker_id = any ((select walls.my_teammates())::uuid[]));

-- ---------------------------------------------------------------------------------------------------------------------
-- requests. Nobody may update when it was asked or when it is due; nobody may delete.
grant select on requests to kept_young_person, kept_triage, kept_worker, kept_manager, kept_reviewing_officer,
  kept_rights_officer, kept_complaints_officer, kept_advocate, kept_duty_worker;
grant insert (council_id, id, young_person_id, kind, state, team_id, worker_id, about, message, channel, safe_times, not_before,
  urgent, asked_at, asked_through, logged_by_id, due_at, due_on, late_day_at, days, changed_at, changed_by_id, recorded_late, contested,
  next_look_at)
  on requests to kept_young_person, kept_worker, kept_manager;
grant update (state, taker_id, ended_at, talked_at, recorded_late, contested, changed_at, changed_by_id, next_look_at)
  on requests to kept_young_person;
grant update (state, taker_id, ended_at, talked_at, recorded_late, changed_at, changed_by_id, next_look_at, seen_at, seen_by_id)
  on requests to kept_worker, kept_manager, kept_reviewing_officer, kept_rights_officer, kept_advocate, kept_duty_worker;

-- an advocate request, a complaint, a cry for help: not for those who must not know
create policy secret_wall on requests as restrictive for all to kept_triage, kept_reviewing_officer, kept_team_figures, kept_own_figures
  using (kind = 'contact') with check (kind = 'contact');
create policy secret_wall_duty_worker on requests as restrictive for all to kept_duty_worker
  using (kind = 'contact' or kind = 'help' and id <> all ((select walls.kept_from_me())::uuid[])) with check (kind in ('contact', 'help'));
-- a comment or a compliment that was passed on may be read by the main worker's team, and no more than read
create policy secret_wall_reads on requests as restrictive for select to kept_worker, kept_manager
  using (kind = 'contact' or kind in ('comment', 'compliment') and passed_on_at is not null
         and young_person_id = any ((select walls.my_teams_young_people())::uuid[]));
create policy secret_wall_writes on requests as restrictive for insert to kept_worker, kept_manager with check (kind = 'contact');
create policy secret_wall_works on requests as restrictive for update to kept_worker, kept_manager
  using (kind = 'contact') with check (kind = 'contact');
-- a complaint comes to the rights team when those whom it is about are all that there is in the feedback team
create policy secret_wall_rights_officer on requests as restrictive for all to kept_rights_officer
  using (kind in ('contact', 'advocate')
         or kind in ('comment', 'compliment', 'complaint')
            and (team_id = (select walls.my_team()) or kind = 'complaint' and id = any ((select walls.helping())::uuid[]))
            and (kind <> 'complaint' or about_worker_id is distinct from (select walls.me()))
         or kind = 'help' and team_id = (select walls.my_team()) and id <> all ((select walls.kept_from_me())::uuid[]))
  with check (kind in ('contact', 'advocate', 'comment', 'compliment', 'complaint', 'help'));
create policy secret_wall_advocate on requests as restrictive for all to kept_advocate
  using (kind = 'advocate' and (purpose in ('advocate', 'independent_visitor') or worker_id = (select walls.me()))
         or kind = 'complaint' and id = any ((select walls.helping())::uuid[])
            and about_worker_id is distinct from (select walls.me()))
  with check (kind = 'advocate');
create policy secret_wall_participation_officer on requests as restrictive for all to kept_participation_officer
  using (kind = 'advocate' and purpose = 'council_of_young_people')
  with check (kind = 'advocate' and purpose = 'council_of_young_people');
-- nobody reads a complaint about themselves
create policy secret_wall_complaints_officer on requests as restrictive for all to kept_complaints_officer
  using (kind in ('comment', 'compliment') or kind = 'complaint' and about_worker_id is distinct from (select walls.me()))
  with check (kind in ('comment', 'compliment', 'complaint'));
create policy secret_wall_young_person on requests as restrictive for select to kept_young_person
  using (kind in ('contact', 'comment', 'compliment') or (select walls.assurance()) = 2);
-- nor can whoever holds the phone count secrets by changing rows that they do not name
create policy secret_wall_young_person_edits on requests as restrictive for update to kept_young_person
  using (kind in ('contact', 'comment', 'compliment') or (select walls.assurance()) = 2);

create policy door_young_person on requests for select to kept_young_person using (true);
create policy door_young_person_asks on requests for insert to kept_young_person
  with check (asked_at = (select walls.moment()) and logged_by_id is null and state = 'waiting');
create policy door_young_person_edits on requests for update to kept_young_person
  using (true) with check (changed_by_id = (select walls.me()));

create policy door_triage on requests for select to kept_triage
  using (state in ('waiting', 'taken') and team_id = (select walls.my_team()));

-- The doors of those who work on a request. What may be seen while it is open may be worked on: each door stands twice,
-- since an update without a condition asks the policies for update alone.
create policy door_team on requests for select to kept_worker, kept_manager, kept_reviewing_officer, kept_rights_officer, kept_advocate,
  kept_participation_officer
  using (state in ('waiting', 'taken') and team_id = (select walls.my_team()));
create policy door_team_works on requests for update to kept_worker, kept_manager, kept_reviewing_officer, kept_rights_officer, kept_advocate,
  kept_participation_officer
  using (state in ('waiting', 'taken') and team_id = (select walls.my_team())) with check (changed_by_id = (select walls.me()));
create policy door_holder on requests for select to kept_worker, kept_manager
  using (state in ('waiting', 'taken') and taker_id = (select walls.me()));
create policy door_holder_works on requests for update to kept_worker, kept_manager
  using (state in ('waiting', 'taken') and taker_id = (select walls.me())) with check (changed_by_id = (select walls.me()));
create policy door_cover on requests for select to kept_worker, kept_manager
  using (state in ('waiting', 'taken') and (taker_id = any ((select walls.covering())::uuid[]) or worker_id = any ((select walls.covering())::uuid[])));
create policy door_cover_works on requests for update to kept_worker, kept_manager
  using (state in ('waiting', 'taken') and (taker_id = any ((select walls.covering())::uuid[]) or worker_id = any ((select walls.covering())::uuid[])))
  with check (changed_by_id = (select walls.me()));
create policy door_rights_officer on requests for select to kept_rights_officer
  using (kind in ('advocate', 'comment', 'compliment', 'complaint')
         or state in ('waiting', 'taken') and late_day_at < (select walls.moment()));
create policy door_rights_officer_works on requests for update to kept_rights_officer
  using (state in ('waiting', 'taken') and (kind = 'advocate' or kind = 'contact' and late_day_at < (select walls.moment())))
  with check (changed_by_id = (select walls.me()));
create policy door_duty_worker on requests for select to kept_duty_worker
  using (state in ('waiting', 'taken') and (urgent is not null or team_id = (select walls.my_team())));
create policy door_duty_worker_works on requests for update to kept_duty_worker
  using (state in ('waiting', 'taken') and (urgent is not null or team_id = (select walls.my_team())))
  with check (changed_by_id = (select walls.me()));

-- A request that has ended: for whoever is still there for the young person.
create policy door_ended on requests for select to kept_worker
  using (state in ('answered', 'withdrawn') and young_person_id = any ((select walls.my_young_people())::uuid[]));
create policy door_ended_team on requests for select to kept_manager
  using (state in ('answered', 'withdrawn') and young_person_id = any ((select walls.my_teams_young_people())::uuid[]));
create policy door_reviewing_officer on requests for select to kept_reviewing_officer
  using (young_person_id = any ((select walls.my_young_people())::uuid[]));
-- Who changes it sees it to the end of that transaction, also when the change takes it out of their sight.
create policy door_changing on requests for select to kept_worker, kept_manager, kept_reviewing_officer, kept_duty_worker, kept_advocate, kept_rights_officer,
  kept_participation_officer
  using (changed_by_id = (select walls.me()) and changed_at = (select walls.moment()));

create policy door_staff_logs on requests for insert to kept_worker
  with check (young_person_id = any ((select walls.my_young_people())::uuid[]) and logged_by_id = (select walls.me())
              and asked_at <= (select walls.moment()) and state = 'waiting');
create policy door_manager_logs on requests for insert to kept_manager
  with check (young_person_id = any ((select walls.my_teams_young_people())::uuid[]) and logged_by_id = (select walls.me())
              and asked_at <= (select walls.moment()) and state = 'waiting');

-- ---------------------------------------------------------------------------------------------------------------------
-- timeline, attempts: seen with the request that they are of
grant select on timeline to kept_young_person, kept_worker, kept_manager, kept_reviewing_officer, kept_rights_officer,
  kept_complaints_officer, kept_advocate, kept_duty_worker;
grant insert on timeline to kept_young_person, kept_worker, kept_manager, kept_reviewing_officer, kept_rights_officer, kept_advocate, kept_duty_worker;
create policy door_request on timeline for select to kept_young_person, kept_worker, kept_manager, kept_reviewing_officer,
  kept_rights_officer, kept_complaints_officer, kept_advocate, kept_duty_worker
  using (exists (select from requests r where r.council_id = timeline.council_id and r.id = timeline.request_id));
create policy door_young_person_writes on timeline for insert to kept_young_person with check (young_person_id = (select walls.me()));
-- what is there to be read, since it has ended or was passed on, is not written on; who ends it writes its last line
create policy door_care_writes on timeline for insert to kept_worker, kept_manager
  with check (exists (select from requests r where r.council_id = timeline.council_id and r.id = timeline.request_id and r.kind = 'contact'
    and (r.state in ('waiting', 'taken') or r.changed_by_id = (select walls.me()) and r.changed_at = (select walls.moment()))));
create policy door_staff_writes on timeline for insert to kept_rights_officer, kept_advocate, kept_duty_worker
  with check (exists (select from requests r where r.council_id = timeline.council_id and r.id = timeline.request_id
    and (r.kind <> 'complaint' or r.team_id = (select walls.my_team()))
    and (r.state in ('waiting', 'taken') or r.changed_by_id = (select walls.me()) and r.changed_at = (select walls.moment()))));
-- a reviewing officer reads what her young people ask of others, and works on what is asked of her team
create policy door_reviewing_officer_writes on timeline for insert to kept_reviewing_officer
  with check (exists (select from requests r where r.council_id = timeline.council_id and r.id = timeline.request_id
                       and r.team_id = (select walls.my_team())));

grant select on attempts to kept_triage, kept_worker, kept_manager, kept_reviewing_officer, kept_rights_officer,
  kept_complaints_officer, kept_advocate, kept_duty_worker;
grant insert on attempts to kept_worker, kept_manager, kept_reviewing_officer, kept_rights_officer, kept_advocate, kept_duty_worker;
create policy door_request on attempts for select to kept_triage, kept_worker, kept_manager, kept_reviewing_officer,
  kept_rights_officer, kept_complaints_officer, kept_advocate, kept_duty_worker
  using (exists (select from requests r where r.council_id = attempts.council_id and r.id = attempts.request_id));
create policy door_care_writes on attempts for insert to kept_worker, kept_manager
  with check (worker_id = (select walls.me()) and exists (select from requests r where r.council_id = attempts.council_id and r.id = attempts.request_id and r.kind = 'contact'
    and (r.state in ('waiting', 'taken') or r.changed_by_id = (select walls.me()) and r.changed_at = (select walls.moment()))));
create policy door_staff_writes on attempts for insert to kept_rights_officer, kept_advocate, kept_duty_worker
  with check (worker_id = (select walls.me()) and exists (select from requests r where r.council_id = attempts.council_id and r.id = attempts.request_id
    and (r.kind <> 'complaint' or r.team_id = (select walls.my_team()))
    and (r.state in ('waiting', 'taken') or r.changed_by_id = (select walls.me()) and r.changed_at = (select walls.moment()))));
create policy door_reviewing_officer_writes on attempts for insert to kept_reviewing_officer
  with check (worker_id = (select walls.me())
              and exists (select from requests r where r.council_id = attempts.council_id and r.id = attempts.request_id
                           and r.team_id = (select walls.my_team())));

-- ---------------------------------------------------------------------------------------------------------------------
-- history, looks: the young person reads both, with assurance; nobody writes history but the trigger
grant select on history, looks to kept_young_person;
create policy secret_wall on history as restrictive for select to kept_young_person using ((select walls.assurance()) = 2);
create policy door_young_person on history for select to kept_young_person using (young_person_id = (select walls.me()));
create policy secret_wall on looks as restrictive for select to kept_young_person using ((select walls.assurance()) = 2);
create policy door_young_person on looks for select to kept_young_person using (young_person_id = (select walls.me()));
grant insert on looks to kept_triage, kept_worker, kept_manager, kept_reviewing_officer, kept_rights_officer, kept_complaints_officer,
  kept_advocate, kept_duty_worker;
create policy door_own on looks for insert to kept_triage, kept_worker, kept_manager, kept_reviewing_officer, kept_rights_officer,
  kept_complaints_officer, kept_advocate, kept_duty_worker with check (actor_id = (select walls.me()));

-- ---------------------------------------------------------------------------------------------------------------------
-- idempotency_keys: one's own
grant select, insert, update on idempotency_keys to kept_young_person, kept_worker, kept_manager, kept_reviewing_officer,
  kept_rights_officer, kept_complaints_officer, kept_participation_officer, kept_advocate, kept_duty_worker, kept_board_member, kept_council_admin;
create policy door_own on idempotency_keys for all to kept_young_person, kept_worker, kept_manager, kept_reviewing_officer,
  kept_rights_officer, kept_complaints_officer, kept_participation_officer, kept_advocate, kept_duty_worker, kept_board_member,
  kept_council_admin using (account_id = (select walls.me())) with check (account_id = (select walls.me()));

-- ---------------------------------------------------------------------------------------------------------------------
-- promises: what a council promises is no secret. ratings: the young person's own, nobody else reads one; none is changed
grant select on promises to kept_public, kept_young_person, kept_triage, kept_worker, kept_manager, kept_reviewing_officer,
  kept_rights_officer, kept_complaints_officer, kept_participation_officer, kept_advocate, kept_duty_worker, kept_board_member,
  kept_council_admin;
create policy door_everyone on promises for select to kept_public, kept_young_person, kept_triage, kept_worker, kept_manager,
  kept_reviewing_officer, kept_rights_officer, kept_complaints_officer, kept_participation_officer, kept_advocate,
  kept_duty_worker, kept_board_member, kept_council_admin using (true);
grant select, insert on ratings to kept_young_person;
create policy door_young_person on ratings for select to kept_young_person using (young_person_id = (select walls.me()));
create policy door_young_person_rates on ratings for insert to kept_young_person
  with check (young_person_id = (select walls.me()) and at = (select walls.moment()));
-- plans and reviews: her own; for staff, of the young people whose plan is their work
do $$
declare relation text;
begin
  foreach relation in array array['plans', 'plan_versions', 'plan_sections', 'plan_actions', 'plan_views', 'plan_receipts', 'reviews'] loop
    execute format('grant select on %I to kept_young_person', relation);
    execute format('create policy door_young_person on %I for select to kept_young_person using (true)', relation);
  end loop;
  foreach relation in array array['plans', 'plan_versions', 'plan_sections', 'withheld_parts', 'plan_actions', 'plan_views', 'reviews'] loop
    execute format('grant select on %I to kept_worker, kept_manager, kept_reviewing_officer', relation);
    execute format('create policy door_staff on %I for select to kept_worker, kept_manager, kept_reviewing_officer
      using (young_person_id = any ((select walls.my_plan_people())::uuid[]))', relation);
  end loop;
  foreach relation in array array['plans', 'plan_versions', 'plan_sections', 'withheld_parts', 'plan_actions'] loop
    execute format('grant insert on %I to kept_worker, kept_manager', relation);
    execute format('create policy door_staff_writes on %I for insert to kept_worker, kept_manager
      with check (young_person_id = any ((select walls.my_plan_people())::uuid[]))', relation);
  end loop;
  foreach relation in array array['plans', 'plan_versions', 'plan_sections', 'withheld_parts', 'plan_actions', 'reviews'] loop
    execute format('grant select, insert on %I to kept_loader', relation);
    execute format('create policy door_loader on %I for all to kept_loader using (true) with check (true)', relation);
  end loop;
end $$;

-- Signed by whoever writes, at the time of writing. A version that is there is never written over: nobody may update one.
create policy signed_wall on plan_versions as restrictive for insert to kept_worker, kept_manager
  with check (written_by_id = (select walls.me()) and written_at = (select walls.moment()));
grant update (version) on plans to kept_worker, kept_manager, kept_loader;
create policy door_staff_edits on plans for update to kept_worker, kept_manager
  using (young_person_id = any ((select walls.my_plan_people())::uuid[])) with check (young_person_id = any ((select walls.my_plan_people())::uuid[]));

-- What is withheld has no grant for her hat; should one ever slip in, this wall lets no row through.
create policy secret_wall on withheld_parts as restrictive for all to kept_young_person using (false) with check (false);

-- Her words and her receipts are hers to write and nobody's to change: there is no grant to update or delete, for anyone.
grant insert on plan_views, plan_receipts to kept_young_person;
create policy door_young_person_says on plan_views for insert to kept_young_person
  with check (said_at = (select walls.moment()));
create policy door_young_person_reads on plan_receipts for insert to kept_young_person
  with check (given_at = (select walls.moment()));

-- A review: its clock stays as counted; the reviewing officer holds it; until then she says how she takes part.
grant insert (council_id, id, young_person_id, plan_kind, rule, counted_from, due_on, planned_on) on reviews to kept_reviewing_officer;
grant update (planned_on, held_on) on reviews to kept_reviewing_officer;
create policy door_reviewing_officer_plans on reviews for insert to kept_reviewing_officer
  with check (young_person_id = any ((select walls.my_plan_people())::uuid[]));
create policy door_reviewing_officer_holds on reviews for update to kept_reviewing_officer
  using (held_on is null and young_person_id = any ((select walls.my_plan_people())::uuid[]))
  with check (young_person_id = any ((select walls.my_plan_people())::uuid[]));
-- A new reviewing officer runs no review of somebody who does not know her.
create policy introduced_wall on reviews as restrictive for insert to kept_reviewing_officer
  with check (young_person_id = any ((select walls.who_know_me())::uuid[]));
create policy introduced_wall_holds on reviews as restrictive for update to kept_reviewing_officer
  using (true) with check (young_person_id = any ((select walls.who_know_me())::uuid[]));
grant update (taking_part, whom_i_want, message, said_at) on reviews to kept_young_person;
create policy door_young_person_takes_part on reviews for update to kept_young_person
  using (held_on is null) with check (said_at = (select walls.moment()));
-- callback_months: the report wears a hat of its own, which sees no request, and writes a month once
grant select on councils, callback_months to kept_reports;
grant insert on callback_months to kept_reports;
create policy door_people_reports on councils for select to kept_reports using (true);
create policy door_reports on callback_months for select to kept_reports using (true);
create policy door_reports_writes on callback_months for insert to kept_reports with check (written_at = (select walls.moment()));

-- having a say: asking for an advocate, feedback, and whoever listens. The walls stand above, with the other requests.
grant insert (purpose, preferences, reach_me, about_worker_id) on requests to kept_young_person;
grant update (state, taker_id, ended_at, talked_at, recorded_late, changed_at, changed_by_id, next_look_at, seen_at, seen_by_id)
  on requests to kept_complaints_officer, kept_participation_officer;
grant update (passed_on_at) on requests to kept_complaints_officer;
grant select on requests, young_people, timeline, attempts to kept_participation_officer;
grant insert on looks to kept_participation_officer;
grant insert on timeline, attempts to kept_complaints_officer, kept_participation_officer;

-- whoever hears a young person sees who it is, also when it is over
create policy door_listener on young_people for select to kept_rights_officer, kept_complaints_officer, kept_participation_officer,
  kept_advocate
  using (exists (select from requests r where r.council_id = young_people.council_id and r.young_person_id = young_people.id));
create policy door_passed_on on young_people for select to kept_worker
  using (exists (select from requests r where r.council_id = young_people.council_id and r.young_person_id = young_people.id
                  and r.passed_on_at is not null));

-- whom she asked to help with a complaint: hers to say and to take back, with a fresh sign-in; nobody else learns of it
grant select on complaint_helpers to kept_young_person;
grant insert (council_id, id, young_person_id, request_id, helper, involvement_id, asked_at), update (ended_at)
  on complaint_helpers to kept_young_person;
create policy secret_wall on complaint_helpers as restrictive for all to kept_young_person
  using ((select walls.assurance()) = 2) with check ((select walls.assurance()) = 2);
create policy door_young_person on complaint_helpers for select to kept_young_person using (young_person_id = (select walls.me()));
create policy door_young_person_asks on complaint_helpers for insert to kept_young_person
  with check (young_person_id = (select walls.me()) and asked_at = (select walls.moment())
              and (involvement_id is null or exists (select from involvements i where i.council_id = complaint_helpers.council_id
                                                       and i.id = complaint_helpers.involvement_id and i.role = 'advocate'))
              and exists (select from requests r where r.council_id = complaint_helpers.council_id
                           and r.id = complaint_helpers.request_id and r.kind = 'complaint'));
create policy door_young_person_takes_back on complaint_helpers for update to kept_young_person
  using (young_person_id = (select walls.me()) and ended_at is null)
  with check (young_person_id = (select walls.me()) and ended_at = (select walls.moment()));
-- whoever helps reads it, and no more than reads
create policy door_helper on requests for select to kept_advocate using (id = any ((select walls.helping())::uuid[]));

-- what she shared of a plan with her advocate: hers to say and to take back, with a fresh sign-in; nobody else learns of it
grant select on plan_shares to kept_young_person;
grant insert (council_id, id, young_person_id, plan_id, section, involvement_id, shared_at), update (ended_at)
  on plan_shares to kept_young_person;
create policy secret_wall on plan_shares as restrictive for all to kept_young_person
  using ((select walls.assurance()) = 2) with check ((select walls.assurance()) = 2);
create policy door_young_person on plan_shares for select to kept_young_person using (young_person_id = (select walls.me()));
create policy door_young_person_shares on plan_shares for insert to kept_young_person
  with check (young_person_id = (select walls.me()) and shared_at = (select walls.moment())
              and exists (select from involvements i where i.council_id = plan_shares.council_id
                           and i.id = plan_shares.involvement_id and i.role = 'advocate'));
create policy door_young_person_takes_back on plan_shares for update to kept_young_person
  using (young_person_id = (select walls.me()) and ended_at is null)
  with check (young_person_id = (select walls.me()) and ended_at = (select walls.moment()));
-- her advocate reads what she shared, and of that only what she can read herself: to withheld words this hat has no key
grant select on plans, plan_versions, plan_sections, plan_actions, plan_views to kept_advocate;
create policy door_advocate on plans for select to kept_advocate using (id = any ((select walls.shared_plans())::uuid[]));
create policy door_advocate on plan_versions for select to kept_advocate using (plan_id = any ((select walls.shared_plans())::uuid[]));
create policy door_advocate on plan_sections for select to kept_advocate
  using (body is not null and array[plan_id::text, concat(plan_id, ' ', section)] && (select walls.shared_parts()));
create policy door_advocate on plan_actions for select to kept_advocate
  using (array[plan_id::text, concat(plan_id, ' ', section)] && (select walls.shared_parts()));
create policy door_advocate on plan_views for select to kept_advocate
  using (array[plan_id::text, concat(plan_id, ' ', section)] && (select walls.shared_parts()));

create policy door_complaints_officer on requests for select to kept_complaints_officer using (true);
create policy door_complaints_officer_works on requests for update to kept_complaints_officer
  using (state in ('waiting', 'taken') or kind <> 'complaint') with check (changed_by_id = (select walls.me()));
create policy door_passed_on on requests for select to kept_worker, kept_manager using (passed_on_at is not null);
create policy door_named on requests for select to kept_advocate
  using (worker_id = (select walls.me()) or state in ('answered', 'withdrawn') and young_person_id = any ((select walls.my_young_people())::uuid[]));
create policy door_named_works on requests for update to kept_advocate
  using (state in ('waiting', 'taken') and worker_id = (select walls.me())) with check (changed_by_id = (select walls.me()));

create policy door_listener on timeline for select to kept_participation_officer
  using (exists (select from requests r where r.council_id = timeline.council_id and r.id = timeline.request_id));
create policy door_listener_writes on timeline for insert to kept_complaints_officer, kept_participation_officer
  with check (exists (select from requests r where r.council_id = timeline.council_id and r.id = timeline.request_id));
create policy door_listener on attempts for select to kept_participation_officer
  using (exists (select from requests r where r.council_id = attempts.council_id and r.id = attempts.request_id));
create policy door_listener_writes on attempts for insert to kept_complaints_officer, kept_participation_officer
  with check (worker_id = (select walls.me())
              and exists (select from requests r where r.council_id = attempts.council_id and r.id = attempts.request_id));
create policy door_listener on looks for insert to kept_participation_officer with check (actor_id = (select walls.me()));

-- ---------------------------------------------------------------------------------------------------------------------
-- sessions: one's own, to see and to end; a demonstration's are loaded
do $$
declare people constant text := 'kept_young_person, kept_worker, kept_manager, kept_reviewing_officer, kept_rights_officer,
  kept_complaints_officer, kept_participation_officer, kept_advocate, kept_duty_worker, kept_board_member, kept_council_admin';
begin
  execute format('grant select, update (ended_at, why_ended) on sessions to %s', people);
  execute format('create policy door_own on sessions for select to %s using (account_id = (select walls.me()))', people);
  execute format('create policy door_own_ends on sessions for update to %s using (account_id = (select walls.me()) and ended_at is null)
    with check (account_id = (select walls.me()) and ended_at = (select walls.moment()))', people);
end $$;
grant select, insert, update (proved_at, ended_at, why_ended) on sessions to kept_loader;
create policy door_loader on sessions for all to kept_loader using (true) with check (true);

-- ---------------------------------------------------------------------------------------------------------------------
-- the doorstep: whoever has not proved yet who they are. It sees how somebody signs in, and no record
grant select on accounts, sign_ins, invites, sign_in_tries, sessions to kept_doorstep;
create policy door_doorstep on accounts for select to kept_doorstep using (not (id = any ((select walls.gone())::uuid[])));
create policy door_doorstep on sign_ins for select to kept_doorstep using (true);
create policy door_doorstep on invites for select to kept_doorstep using (true);
create policy door_doorstep on sessions for select to kept_doorstep using (account_id = (select walls.me()));

grant insert, update (wrong, known, free_at) on sign_in_tries to kept_doorstep;
create policy door_doorstep on sign_in_tries for all to kept_doorstep using (true) with check (true);

grant update (passphrase, changed_at, stale_since) on sign_ins to kept_doorstep;
create policy door_doorstep_sets on sign_ins for update to kept_doorstep using (id = (select walls.me())) with check (id = (select walls.me()));
grant update (wrong, used_at) on invites to kept_doorstep;
create policy door_doorstep_uses on invites for update to kept_doorstep using (true) with check (true);
grant insert, update (proved_at, ended_at, why_ended) on sessions to kept_doorstep;
create policy door_doorstep_starts on sessions for insert to kept_doorstep
  with check (account_id = (select walls.me()) and started_at = (select walls.moment()));
create policy door_doorstep_proves on sessions for update to kept_doorstep
  using (account_id = (select walls.me()) and ended_at is null) with check (account_id = (select walls.me()));
grant insert on recoveries to kept_doorstep;
create policy door_doorstep_recovers on recoveries for insert to kept_doorstep
  with check (young_person_id = (select walls.me()) and recovered_at = (select walls.moment()) and confirmed_at is null);

-- passkeys, and what a device is asked to sign, once
grant select, insert, update (used, last_used_at, removed_at, why_removed) on passkeys to kept_doorstep;
create policy door_doorstep on passkeys for select to kept_doorstep using (true);
create policy door_doorstep_adds on passkeys for insert to kept_doorstep
  with check (account_id = (select walls.me()) and added_at = (select walls.moment()) and removed_at is null);
create policy door_doorstep_counts on passkeys for update to kept_doorstep
  using (account_id = (select walls.me()) and removed_at is null)
  with check (account_id = (select walls.me()) and coalesce(removed_at, last_used_at) = (select walls.moment()));
grant select, insert, update (used_at) on sign_in_challenges to kept_doorstep;
create policy door_doorstep on sign_in_challenges for select to kept_doorstep using (true);
create policy door_doorstep_asks on sign_in_challenges for insert to kept_doorstep
  with check (made_at = (select walls.moment()) and used_at is null and ends_at <= made_at + interval '5 minutes');
create policy door_doorstep_takes on sign_in_challenges for update to kept_doorstep
  using (used_at is null) with check (used_at = (select walls.moment()));
-- what is told of the way in: by whoever comes in, of themselves; by whoever invites, that they did
grant insert (council_id, id, recipient_id, kind, news, secret, who, count, made_at, show_from) on notices
  to kept_doorstep, kept_worker, kept_rights_officer, kept_council_admin, kept_loader;
create policy door_doorstep_tells on notices for insert to kept_doorstep
  with check (recipient_id = (select walls.me()) and kind = 'account' and not secret and made_at = (select walls.moment()));
create policy door_inviting_tells on notices for insert to kept_worker, kept_rights_officer, kept_council_admin
  with check (walls.may_invite(recipient_id) and news = 'invited' and not secret and made_at = (select walls.moment()));
create policy door_loader_tells on notices for insert to kept_loader
  with check (walls.is_admin(recipient_id) and news = 'invited' and not secret and made_at = (select walls.moment()));
-- one's own, to see, to name and to take away; and that the words are not good any more
do $$
declare people constant text := 'kept_young_person, kept_worker, kept_manager, kept_reviewing_officer, kept_rights_officer,
  kept_complaints_officer, kept_participation_officer, kept_advocate, kept_duty_worker, kept_board_member, kept_council_admin';
begin
  execute format('grant select (council_id, id, account_id, name, added_at, last_used_at, removed_at),
    update (name, removed_at, why_removed) on passkeys to %s', people);
  execute format('create policy door_own on passkeys for select to %s using (account_id = (select walls.me()))', people);
  execute format('create policy door_own_edits on passkeys for update to %s using (account_id = (select walls.me()) and removed_at is null)
    with check (account_id = (select walls.me())
                and (removed_at is null or removed_at = (select walls.moment()) and (select walls.assurance()) = 2))', people);
  execute format('grant select (council_id, id), update (stale_since) on sign_ins to %s', people);
  execute format('create policy door_own on sign_ins for select to %s using (id = (select walls.me()))', people);
  execute format('create policy door_own_stale on sign_ins for update to %s using (id = (select walls.me()))
    with check (id = (select walls.me()) and stale_since = (select walls.moment()))', people);
end $$;
-- the console: the first admin of a council, and nobody else
grant select (council_id, id, name), insert (council_id, id, name, changed_at) on sign_ins to kept_loader;
grant select (council_id, id, account_id, used_at, cancelled_at), update (cancelled_at),
  insert (council_id, id, account_id, made_at, ends_at, code_hash, number_hash, wrong) on invites to kept_loader;
create policy door_loader on sign_ins for select to kept_loader using (walls.is_admin(id));
create policy door_loader_names on sign_ins for insert to kept_loader with check (walls.is_admin(id));
create policy door_loader on invites for select to kept_loader using (walls.is_admin(account_id));
create policy door_loader_makes on invites for insert to kept_loader
  with check (walls.is_admin(account_id) and made_at = (select walls.moment()) and ends_at <= made_at + interval '1 hour');
create policy door_loader_cancels on invites for update to kept_loader
  using (walls.is_admin(account_id) and used_at is null and cancelled_at is null) with check (cancelled_at = (select walls.moment()));

-- invites: whoever may invite somebody sees what they were sent, and can call it back; what opens it is not read by anyone
grant select (council_id, id, name), insert (council_id, id, name, changed_at) on sign_ins to kept_worker, kept_rights_officer, kept_council_admin;
grant select (council_id, id, account_id, young_person_id, made_by_id, made_at, ends_at, used_at, cancelled_at),
  insert (council_id, id, account_id, young_person_id, made_by_id, made_at, ends_at, code_hash, number_hash, wrong), update (cancelled_at)
  on invites to kept_worker, kept_rights_officer, kept_council_admin;
create policy door_inviting on sign_ins for select to kept_worker, kept_rights_officer, kept_council_admin using (walls.may_invite(id));
create policy door_inviting_names on sign_ins for insert to kept_worker, kept_rights_officer, kept_council_admin
  with check (walls.may_invite(id));
create policy door_inviting on invites for select to kept_worker, kept_rights_officer, kept_council_admin using (walls.may_invite(account_id));
create policy door_inviting_makes on invites for insert to kept_worker, kept_rights_officer, kept_council_admin
  with check (walls.may_invite(account_id) and made_by_id = (select walls.me()) and made_at = (select walls.moment()));
create policy door_inviting_cancels on invites for update to kept_worker, kept_rights_officer, kept_council_admin
  using (walls.may_invite(account_id) and used_at is null and cancelled_at is null) with check (cancelled_at = (select walls.moment()));

-- directories: a command names them; whoever stands on the doorstep is sent there, is known again, and is asked about
grant select, insert, update (name, secret, tenant, ended_at) on directories to kept_loader;
create policy door_loader on directories for all to kept_loader using (true) with check (true);
grant select on directories, directory_people, directory_sessions to kept_doorstep;
create policy door_doorstep on directories for select to kept_doorstep using (true);
create policy door_doorstep on directory_people for select to kept_doorstep using (true);
create policy door_doorstep on directory_sessions for select to kept_doorstep using (true);
grant insert on directory_people, directory_sessions to kept_doorstep;
create policy door_doorstep_knows on directory_people for insert to kept_doorstep
  with check (account_id = (select walls.me()) and known_at = (select walls.moment()));
grant update (ended_at) on directory_people to kept_doorstep;
create policy door_doorstep_leaves on directory_people for update to kept_doorstep
  using (account_id = (select walls.me()) and ended_at is null)
  with check (account_id = (select walls.me()) and ended_at = (select walls.moment()));
create policy door_doorstep_begins on directory_sessions for insert to kept_doorstep
  with check (account_id = (select walls.me()) and good_until = (select walls.moment()) + interval '10 minutes');
grant update (good_until, refresh) on directory_sessions to kept_doorstep;
create policy door_doorstep_renews on directory_sessions for update to kept_doorstep using (account_id = (select walls.me()))
  with check (account_id = (select walls.me()) and good_until = (select walls.moment()) + interval '10 minutes');

-- recoveries: the rights team asks her and says so; until then what was secret before is sealed from whoever came in
grant select, update (confirmed_at, confirmed_by_id) on recoveries to kept_rights_officer;
create policy door_rights_officer on recoveries for select to kept_rights_officer using (true);
create policy door_rights_officer_confirms on recoveries for update to kept_rights_officer
  using (confirmed_at is null) with check (confirmed_by_id = (select walls.me()) and confirmed_at = (select walls.moment()));
create policy sealed_wall on requests as restrictive for all to kept_young_person
  using (kind in ('contact', 'comment', 'compliment') or asked_at >= (select walls.sealed_before()));
create policy sealed_wall on introductions as restrictive for select to kept_young_person
  using (role not in ('advocate', 'independent_visitor') or recorded_at >= (select walls.sealed_before()));
create policy sealed_wall on complaint_helpers as restrictive for all to kept_young_person
  using (asked_at >= (select walls.sealed_before()));
create policy sealed_wall on plan_shares as restrictive for all to kept_young_person using (shared_at >= (select walls.sealed_before()));
create policy sealed_wall on alarms as restrictive for select to kept_young_person using (at >= (select walls.sealed_before()));
-- what happens afterwards to something that was asked before would tell of it
create policy sealed_wall on notices as restrictive for all to kept_young_person
  using (not secret or (select walls.sealed_before()) = '-infinity'
         or exists (select from requests r where r.council_id = notices.council_id and r.id = notices.request_id));
create policy sealed_wall on history as restrictive for select to kept_young_person
  using ((select walls.sealed_before()) = '-infinity');
create policy sealed_wall on looks as restrictive for select to kept_young_person
  using ((select walls.sealed_before()) = '-infinity');

-- ---------------------------------------------------------------------------------------------------------------------
-- apps of others: a developer registers one, the admin lets it in or stops it; a young person sees those that they let in
grant select on apps to kept_authorizer, kept_council_admin;
grant select (council_id, id, name, about, developer, contact, privacy_notice, kind, state, ends_on) on apps to kept_young_person;
create policy door_people on apps for select to kept_authorizer, kept_council_admin using (true);
create policy door_young_person on apps for select to kept_young_person
  using (id = any (array(select c.app_id from consents c where c.young_person_id = (select walls.me()))));
grant insert (council_id, id, name, about, developer, contact, privacy_notice, kind, redirect_uris, scopes, allowed, secret_hash,
  proves_key, state, asked_at) on apps to kept_authorizer;
create policy door_authorizer_registers on apps for insert to kept_authorizer
  with check (state = 'asked' and allowed = '[]' and asked_at = (select walls.moment()));
grant update (state, allowed, proves_key, decided_at, decided_by_id, stopped_at, ends_on, account_id) on apps to kept_council_admin;
create policy door_council_admin_decides on apps for update to kept_council_admin using (true)
  with check (state in ('approved', 'stopped') and decided_by_id = (select walls.me()) and decided_at = (select walls.moment())
              and (state = 'approved' or stopped_at = (select walls.moment())));
-- a machine of the council's own acts with an account that no person can sign in with
grant insert (council_id, id, role, state) on accounts to kept_council_admin;
create policy door_council_admin_makes on accounts for insert to kept_council_admin
  with check (role = 'board_member' and exists (
    select from apps a where a.council_id = accounts.council_id and a.id = accounts.id and a.kind = 'system'));
grant select, insert, update on apps to kept_loader;
create policy door_loader on apps for all to kept_loader using (true) with check (true);
grant select, insert on consents to kept_loader;
create policy door_loader on consents for all to kept_loader using (true) with check (true);

-- consents: hers alone; she gives one at the authorization server, then narrows it and takes it back
grant select on consents to kept_young_person, kept_authorizer;
create policy door_young_person on consents for select to kept_young_person using (young_person_id = (select walls.me()));
create policy door_authorizer on consents for select to kept_authorizer using (true);
grant update (scopes, changed_at, withdrawn_at) on consents to kept_young_person;
create policy door_young_person_narrows on consents for update to kept_young_person
  using (young_person_id = (select walls.me()) and withdrawn_at is null)
  with check (young_person_id = (select walls.me()) and changed_at = (select walls.moment()));
grant insert, update (scopes, given_at, changed_at, withdrawn_at) on consents to kept_authorizer;
create policy door_authorizer_gives on consents for insert to kept_authorizer
  with check (young_person_id = (select walls.me()) and given_at = (select walls.moment()));
create policy door_authorizer_gives_again on consents for update to kept_authorizer using (young_person_id = (select walls.me()))
  with check (young_person_id = (select walls.me()) and changed_at = (select walls.moment()));

-- codes and refresh tokens: for the authorization server alone, each used once; sessions of apps begin and end there
grant select, insert, update (used_at, begun_id) on app_codes to kept_authorizer;
create policy door_authorizer on app_codes for select to kept_authorizer using (true);
create policy door_authorizer_makes on app_codes for insert to kept_authorizer
  with check (young_person_id = (select walls.me()) and made_at = (select walls.moment()) and used_at is null);
create policy door_authorizer_uses on app_codes for update to kept_authorizer
  using (used_at is null or used_at = (select walls.moment())) with check (used_at = (select walls.moment()));
grant select, insert, update (used_at, tap, salt) on refresh_tokens to kept_authorizer;
create policy door_authorizer on refresh_tokens for select to kept_authorizer using (true);
create policy door_authorizer_makes on refresh_tokens for insert to kept_authorizer
  with check (made_at = (select walls.moment()) and used_at is null);
create policy door_authorizer_uses on refresh_tokens for update to kept_authorizer
  using (used_at is null) with check (used_at = (select walls.moment()));
grant select, insert, update (ended_at, why_ended) on sessions to kept_authorizer;
grant select (council_id, id, role, state) on accounts to kept_authorizer;
create policy door_authorizer on accounts for select to kept_authorizer using (role = 'young_person');
create policy door_authorizer on sessions for select to kept_authorizer using (true);
create policy door_authorizer_starts on sessions for insert to kept_authorizer
  with check (app_id is not null and started_at = (select walls.moment()) and ended_at is null);
create policy door_authorizer_ends on sessions for update to kept_authorizer
  using (app_id is not null and ended_at is null) with check (ended_at = (select walls.moment()));

-- The back-up reads every row, and no key of the seal.
grant usage on schema kept, walls, jobs to kept_backup;
grant select on all tables in schema kept, jobs to kept_backup;
grant select on all sequences in schema jobs to kept_backup;

-- ---------------------------------------------------------------------------------------------------------------------
-- ladders: the steps of a council are no secret. steps, breaches: seen with the request that they are of
grant select on ladders to kept_young_person, kept_triage, kept_worker, kept_manager, kept_reviewing_officer, kept_rights_officer,
  kept_complaints_officer, kept_participation_officer, kept_advocate, kept_duty_worker;
create policy door_people on ladders for select to kept_young_person, kept_triage, kept_worker, kept_manager,
  kept_reviewing_officer, kept_rights_officer, kept_complaints_officer, kept_participation_officer, kept_advocate,
  kept_duty_worker using (true);
grant select, insert on ladders to kept_loader;
create policy door_loader on ladders for all to kept_loader using (true) with check (true);
do $$
declare relation text;
begin
  foreach relation in array array['steps', 'breaches', 'calls'] loop
    execute format('grant select on %I to kept_young_person, kept_worker, kept_manager, kept_reviewing_officer, kept_rights_officer,
      kept_complaints_officer, kept_participation_officer, kept_advocate, kept_duty_worker', relation);
    execute format('create policy door_request on %I for select to kept_young_person, kept_worker, kept_manager,
      kept_reviewing_officer, kept_rights_officer, kept_complaints_officer, kept_participation_officer, kept_advocate, kept_duty_worker
      using (exists (select from requests r where r.council_id = %I.council_id and r.id = %I.request_id))', relation, relation, relation);
    execute format('grant select, insert on %I to kept_ladder', relation);
    execute format('create policy door_ladder on %I for select to kept_ladder using (true)', relation);
  end loop;
end $$;

-- notices: one's own, once it is time; who writes one tells the young person or the holder of a request that they see.
-- Of a secret there is nothing on a mere phone, nor for whoever must not know of one.
grant select on notices to kept_young_person, kept_worker, kept_manager, kept_reviewing_officer, kept_rights_officer,
  kept_complaints_officer, kept_participation_officer, kept_advocate, kept_duty_worker, kept_board_member, kept_council_admin;
grant update (read_at) on notices to kept_young_person, kept_worker, kept_manager, kept_reviewing_officer, kept_rights_officer,
  kept_complaints_officer, kept_participation_officer, kept_advocate, kept_duty_worker, kept_board_member, kept_council_admin;
grant insert (council_id, id, recipient_id, kind, request_id, what, about, purpose, secret, who, job, outcome, decision, happened_at,
  due_at, count, made_at, show_from) on notices to kept_young_person, kept_worker, kept_manager, kept_reviewing_officer,
  kept_rights_officer, kept_complaints_officer, kept_participation_officer, kept_advocate, kept_duty_worker;
create policy secret_wall on notices as restrictive for all to kept_worker, kept_manager, kept_reviewing_officer
  using (not secret) with check (not secret);
create policy secret_wall_duty_worker on notices as restrictive for all to kept_duty_worker
  using (not secret or about = 'help' or kind = 'digest') with check (not secret or about = 'help' or kind = 'digest');
create policy secret_wall_young_person on notices as restrictive for all to kept_young_person
  using (not secret or (select walls.assurance()) = 2) with check (not secret or (select walls.assurance()) = 2);
create policy door_own on notices for select to kept_young_person, kept_worker, kept_manager, kept_reviewing_officer,
  kept_rights_officer, kept_complaints_officer, kept_participation_officer, kept_advocate, kept_duty_worker, kept_board_member, kept_council_admin
  using (recipient_id = (select walls.me()) and show_from <= (select walls.moment()));
create policy door_own_read on notices for update to kept_young_person, kept_worker, kept_manager, kept_reviewing_officer,
  kept_rights_officer, kept_complaints_officer, kept_participation_officer, kept_advocate, kept_duty_worker, kept_board_member, kept_council_admin
  using (recipient_id = (select walls.me()) and show_from <= (select walls.moment()))
  with check (recipient_id = (select walls.me()) and read_at = (select walls.moment()));
create policy door_staff_tells on notices for insert to kept_worker, kept_manager, kept_reviewing_officer, kept_rights_officer,
  kept_complaints_officer, kept_participation_officer, kept_advocate, kept_duty_worker
  with check (made_at = (select walls.moment()) and exists (
    select from requests r where r.council_id = notices.council_id and r.id = notices.request_id and r.kind = notices.about
       and notices.secret = (r.kind in ('advocate', 'complaint', 'help'))
       and notices.recipient_id in (r.young_person_id, r.taker_id)));
create policy door_young_person_tells on notices for insert to kept_young_person
  with check (made_at = (select walls.moment()) and exists (
    select from requests r where r.council_id = notices.council_id and r.id = notices.request_id and r.kind = notices.about
       and notices.secret = (r.kind in ('advocate', 'complaint', 'help'))
       and r.young_person_id = (select walls.me()) and notices.recipient_id = r.taker_id));

-- A change of worker is told to the young person whose it is, by whoever may make it; an advocate's or a visitor's as a secret.
grant insert (council_id, id, recipient_id, kind, involvement_id, secret, role, why, words, who, instead_of, happened_at, count, made_at,
  show_from) on notices to kept_manager, kept_rights_officer, kept_handover, kept_loader;
create policy door_change_told on notices for insert to kept_manager, kept_rights_officer, kept_handover, kept_loader
  with check (kind = 'change' and made_at = (select walls.moment()) and exists (
    select from involvements i where i.council_id = notices.council_id and i.id = notices.involvement_id
       and i.young_person_id = notices.recipient_id and notices.secret = (i.role in ('advocate', 'independent_visitor'))));

-- introductions: hers, and theirs who are there for her; that an advocate or a visitor was introduced is a secret of hers.
-- Written by whoever is there for her, of those who are theirs to see; nobody changes one.
grant select on introductions to kept_young_person, kept_worker, kept_manager, kept_reviewing_officer, kept_rights_officer, kept_advocate;
grant insert on introductions to kept_worker, kept_manager, kept_reviewing_officer, kept_rights_officer;
create policy secret_wall on introductions as restrictive for all to kept_worker, kept_manager, kept_reviewing_officer
  using (role not in ('advocate', 'independent_visitor')) with check (role not in ('advocate', 'independent_visitor'));
create policy secret_wall_young_person on introductions as restrictive for select to kept_young_person
  using (role not in ('advocate', 'independent_visitor') or (select walls.assurance()) = 2);
create policy signed_wall on introductions as restrictive for insert to kept_worker, kept_manager, kept_reviewing_officer, kept_rights_officer
  with check (recorded_by_id = (select walls.me()) and recorded_at = (select walls.moment()));
create policy door_young_person on introductions for select to kept_young_person using (true);
create policy door_worker on introductions for select to kept_worker, kept_reviewing_officer
  using (young_person_id = any ((select walls.my_young_people())::uuid[]));
create policy door_manager on introductions for select to kept_manager
  using (young_person_id = any ((select walls.my_teams_young_people())::uuid[]));
create policy door_rights_officer on introductions for select to kept_rights_officer using (role in ('advocate', 'independent_visitor'));
create policy door_advocate on introductions for select to kept_advocate using (worker_id = (select walls.me()));
create policy door_worker_records on introductions for insert to kept_worker, kept_reviewing_officer
  with check (young_person_id = any ((select walls.my_young_people())::uuid[]));
create policy door_manager_records on introductions for insert to kept_manager
  with check (young_person_id = any ((select walls.my_teams_young_people())::uuid[]));
create policy door_rights_officer_records on introductions for insert to kept_rights_officer
  with check (role in ('advocate', 'independent_visitor') and (select walls.is_young_person(young_person_id)));
-- alarms: hers alone, on her own sign-in; the ladder learns from whom a cry for help is kept, and of no word.
grant select, insert on alarms to kept_young_person;
create policy secret_wall on alarms as restrictive for select to kept_young_person using ((select walls.assurance()) = 2);
create policy door_young_person on alarms for select to kept_young_person using (young_person_id = (select walls.me()));
create policy door_young_person_writes on alarms for insert to kept_young_person
  with check (young_person_id = (select walls.me()) and at = (select walls.moment()));
grant select (council_id, id, kept_from_id) on alarms to kept_ladder, kept_handover;
create policy door_ladder on alarms for select to kept_ladder using (true);
create policy door_handover on alarms for select to kept_handover using (true);

-- duty_shifts: those on duty and the managers plan who is there for what cannot wait. Nothing is deleted, only taken off.
grant select, insert (council_id, id, worker_id, level, starts_at, ends_at), update (level, starts_at, ends_at, taken_off_at)
  on duty_shifts to kept_manager, kept_duty_worker;
grant select, insert, update on duty_shifts to kept_loader;
create policy door_rota on duty_shifts for select to kept_manager, kept_duty_worker using (true);
create policy door_rota_plans on duty_shifts for insert to kept_manager, kept_duty_worker with check (exists (
  select from workers w where w.council_id = duty_shifts.council_id and w.id = duty_shifts.worker_id and w.job = 'duty_worker'));
create policy door_rota_changes on duty_shifts for update to kept_manager, kept_duty_worker using (true) with check (true);
create policy door_loader on duty_shifts for all to kept_loader using (true) with check (true);
-- what the council says of it to those who ask for help
grant select (says_watched), update (says_watched) on councils to kept_manager, kept_council_admin;
create policy door_wording on councils for update to kept_manager, kept_council_admin using (true) with check (true);

-- The jobs. The ladder sees when something is due and who is there, never a word of what was asked; it writes that it climbed,
-- and once something is late hands it to whoever answers for it. When it was asked and when it is due, it cannot change.
grant select (council_id, id, young_person_id, kind, state, purpose, team_id, worker_id, taker_id, about_worker_id, urgent, asked_at,
  not_before, due_at, due_on, late_day_at, contested, changed_at, changed_by_id, ended_at, talked_at, next_look_at, seen_at) on requests to kept_ladder;
grant update (state, taker_id, changed_at, changed_by_id, next_look_at) on requests to kept_ladder;
grant select (council_id, opens, closes) on councils to kept_ladder;
grant select (council_id, id, role, state) on accounts to kept_ladder;
grant select (council_id, id, team_id, first_name, job) on workers to kept_ladder;
grant select (council_id, id, worker_id, covered_by_id, away_from, away_until) on covers to kept_ladder;
grant select (council_id, id, young_person_id, worker_id, role, started_at, ended_at) on involvements to kept_ladder;
grant select (council_id, id, request_id, what, at, happened_at), insert (council_id, id, young_person_id, request_id, at, what, who, job,
  happened_at) on timeline to kept_ladder;
grant select on ladders to kept_ladder;
grant select (council_id, id, recipient_id, digest_of, secret, count, show_from), insert, update (count, show_from, read_at) on notices
  to kept_ladder;
create policy door_ladder on councils for select to kept_ladder using (true);
create policy door_ladder on accounts for select to kept_ladder using (role <> 'young_person');
create policy door_ladder on workers for select to kept_ladder using (true);
create policy door_ladder on covers for select to kept_ladder using (true);
create policy door_ladder on involvements for select to kept_ladder using (role = 'reviewing_officer');
create policy door_ladder on requests for select to kept_ladder using (true);
create policy door_ladder_climbs on requests for update to kept_ladder using (next_look_at <= (select walls.moment()))
  with check (state in ('waiting', 'taken', 'answered', 'withdrawn'));
create policy door_ladder on timeline for select to kept_ladder using (true);
create policy door_ladder_climbs on timeline for insert to kept_ladder
  with check (what in ('manager_told', 'half_way', 'nobody_yet', 'nearly_due', 'due', 'day_late', 'called_again') and at = (select walls.moment()));
create policy door_ladder on ladders for select to kept_ladder using (true);
create policy door_ladder_climbs on steps for insert to kept_ladder
  with check (at <= (select walls.moment()) and taken_at = (select walls.moment()));
create policy door_ladder_climbs on calls for insert to kept_ladder
  with check (at <= (select walls.moment()) and made_at = (select walls.moment()));
create policy door_ladder_climbs on breaches for insert to kept_ladder
  with check (due_at <= (select walls.moment()) and recorded_at = (select walls.moment()));
create policy door_ladder on notices for select to kept_ladder using (kind = 'digest');
create policy ladder_wall on notices as restrictive for insert to kept_ladder
  with check (made_at = (select walls.moment()) and read_at is null);
create policy door_ladder_tells_young_person on notices for insert to kept_ladder
  with check (exists (select from requests r where r.council_id = notices.council_id and r.id = notices.request_id and r.kind = notices.about
    and notices.secret = (r.kind in ('advocate', 'complaint', 'help')) and r.young_person_id = notices.recipient_id));
-- Whom it tells of a request: those whose eyes its kind is for, in its team, in the life of whoever asked, or in somebody's
-- place; of a call also any manager and those for rights, since it climbs to them. Never whoever it is about.
create policy door_ladder_tells_staff on notices for insert to kept_ladder
  with check (exists (
    select from requests r join workers w on w.council_id = r.council_id join accounts a on a.council_id = w.council_id and a.id = w.id
     where r.council_id = notices.council_id and r.id = notices.request_id and r.kind = notices.about and w.id = notices.recipient_id
       and notices.secret = (r.kind in ('advocate', 'complaint', 'help')) and r.about_worker_id is distinct from w.id
       and case r.kind
         when 'contact' then a.role in ('manager', 'rights_officer') or r.urgent is not null and a.role = 'duty_worker'
           or a.role in ('worker', 'reviewing_officer', 'duty_worker') and (w.team_id = r.team_id or w.id = r.taker_id
             or exists (select from involvements i where i.council_id = r.council_id and i.young_person_id = r.young_person_id and i.worker_id = w.id)
             or exists (select from covers c where c.council_id = r.council_id and c.covered_by_id = w.id
                         and (select walls.moment()) >= c.away_from and (select walls.moment()) < c.away_until))
         when 'advocate' then a.role = 'rights_officer' or a.role in ('advocate', 'participation_officer') and w.team_id = r.team_id
         when 'help' then (a.role = 'duty_worker' or a.role = 'rights_officer' and w.team_id = r.team_id)
           and not exists (select from alarms m where m.council_id = r.council_id and m.id = r.id and m.kept_from_id = w.id)
         else a.role = 'complaints_officer' or a.role = 'rights_officer' and w.team_id = r.team_id
       end));
create policy door_ladder_digests on notices for insert to kept_ladder
  with check (kind = 'digest' and exists (select from accounts a
    where a.council_id = notices.council_id and a.id = notices.recipient_id
      and (not secret or a.role in ('rights_officer', 'advocate', 'participation_officer', 'complaints_officer', 'duty_worker'))));
create policy door_ladder_counts on notices for update to kept_ladder using (kind = 'digest') with check (kind = 'digest' and read_at is null);

-- departures: who leaves, and when. A manager says so of the own team, the admin of anybody; once it is done it is over.
grant select on departures to kept_manager, kept_council_admin;
grant insert (council_id, id, worker_id, leaves_at, said_by_id, said_at), update (leaves_at, said_by_id, said_at)
  on departures to kept_manager, kept_council_admin;
grant select (council_id, id, team_id, first_name, job) on workers to kept_council_admin;
create policy door_admin on workers for select to kept_council_admin using (true);
create policy signed_wall on departures as restrictive for insert to kept_manager, kept_council_admin
  with check (said_by_id = (select walls.me()) and said_at = (select walls.moment()) and leaves_at >= (select walls.moment()));
create policy signed_wall_edits on departures as restrictive for update to kept_manager, kept_council_admin
  using (done_at is null)
  with check (said_by_id = (select walls.me()) and said_at = (select walls.moment()) and leaves_at >= (select walls.moment()));
create policy door_team on departures for all to kept_manager
  using (worker_id = any ((select walls.my_teammates())::uuid[])) with check (worker_id = any ((select walls.my_teammates())::uuid[]));
create policy door_admin on departures for all to kept_council_admin using (true) with check (true);
-- a young person sees until when her people are there
grant select (council_id, id, worker_id, leaves_at) on departures to kept_young_person;
create policy door_young_person on departures for select to kept_young_person
  using (worker_id = any ((select walls.my_people())::uuid[]));

-- closed_days: when the offices are closed is no secret. The admin says so, or whoever runs the service (`kept calendar`), who
-- may take a day back that has moved nothing.
grant select on closed_days to kept_public, kept_young_person, kept_triage, kept_worker, kept_manager, kept_reviewing_officer,
  kept_rights_officer, kept_complaints_officer, kept_participation_officer, kept_advocate, kept_duty_worker, kept_board_member,
  kept_council_admin, kept_reports, kept_team_figures, kept_own_figures, kept_ladder, kept_handover;
create policy door_everyone on closed_days for select to kept_public, kept_young_person, kept_triage, kept_worker, kept_manager,
  kept_reviewing_officer, kept_rights_officer, kept_complaints_officer, kept_participation_officer, kept_advocate,
  kept_duty_worker, kept_board_member, kept_council_admin, kept_reports, kept_team_figures, kept_own_figures, kept_ladder,
  kept_handover using (true);
grant insert (council_id, id, kind, day, why, said_by_id, said_at) on closed_days to kept_council_admin;
create policy door_admin_says on closed_days for insert to kept_council_admin
  with check (said_by_id = (select walls.me()) and said_at = (select walls.moment())
              and day > (select walls.moment())::date + case kind when 'closure' then 27 else 0 end);
grant select, insert (council_id, id, kind, day, why, said_at), update (taken_back_at) on closed_days to kept_loader;
create policy door_loader on closed_days for select to kept_loader using (true);
create policy door_loader_says on closed_days for insert to kept_loader
  with check (said_by_id is null and said_at = (select walls.moment())
              and day > (select walls.moment())::date + case kind when 'closure' then 27 else 0 end);
create policy door_loader_takes_back on closed_days for update to kept_loader
  using (moved_at is null and taken_back_at is null) with check (taken_back_at = (select walls.moment()));
grant update (moved_at) on closed_days to kept_handover;
create policy door_handover_moves on closed_days for update to kept_handover
  using (moved_at is null and taken_back_at is null) with check (moved_at = (select walls.moment()));

-- The hand-over. It sees whose something is and who is there, never a word of what was asked. It moves what is open to
-- somebody who is there, and ends what was a leaver's; when anything was asked and when it is due, it cannot change.
grant select (council_id, opens, closes) on councils to kept_handover;
grant select (council_id, id, role, state), update (state) on accounts to kept_handover;
grant select (council_id, id, team_id, first_name, job) on workers to kept_handover;
grant select (council_id, id, purpose, name) on teams to kept_handover;
grant select (council_id, id, worker_id, covered_by_id, away_from, away_until), update (covered_by_id, away_from, away_until)
  on covers to kept_handover;
grant select (council_id, id, young_person_id, worker_id, role, main, started_at, ended_at, end_reason, end_why, end_words),
  update (ended_at, end_reason, end_why, end_words),
  insert (council_id, id, young_person_id, worker_id, role, main, started_at, ended_at, end_reason, begin_why, end_why, end_words)
  on involvements to kept_handover;
grant select (council_id, id, worker_id, leaves_at, done_at, announced_for), update (done_at, announced_for) on departures to kept_handover;
grant select (council_id, id, young_person_id, kind, state, purpose, team_id, worker_id, taker_id, about_worker_id, urgent, asked_at,
  not_before, due_at, due_on, late_day_at, changed_at, changed_by_id, next_look_at),
  update (state, team_id, worker_id, taker_id, changed_at, changed_by_id, next_look_at) on requests to kept_handover;
grant insert (council_id, id, young_person_id, request_id, at, what, who, instead_of) on timeline to kept_handover;
grant insert (council_id, id, recipient_id, kind, request_id, what, about, purpose, secret, who, instead_of, due_at, count, made_at,
  show_from) on notices to kept_handover;
create policy door_handover on councils for select to kept_handover using (true);
create policy door_handover on accounts for select to kept_handover using (role <> 'young_person');
create policy door_handover_ends on accounts for update to kept_handover
  using (exists (select from departures d where d.council_id = accounts.council_id and d.worker_id = accounts.id
                  and d.leaves_at <= (select walls.moment())))
  with check (state = 'ended');
grant select (council_id, id, account_id, ended_at), update (ended_at, why_ended) on sessions to kept_handover;
create policy door_handover on sessions for select to kept_handover
  using (exists (select from departures d where d.council_id = sessions.council_id and d.worker_id = sessions.account_id
                  and d.leaves_at <= (select walls.moment())));
create policy door_handover_ends on sessions for update to kept_handover
  using (ended_at is null
         and exists (select from departures d where d.council_id = sessions.council_id and d.worker_id = sessions.account_id
                      and d.leaves_at <= (select walls.moment())))
  with check (ended_at = (select walls.moment()) and why_ended = 'left');
create policy door_handover on workers for select to kept_handover using (true);
create policy door_handover on teams for select to kept_handover using (true);
create policy door_handover on covers for select to kept_handover using (true);
create policy door_handover_edits on covers for update to kept_handover using (true) with check (true);
create policy door_handover on involvements for select to kept_handover using (true);
create policy door_handover_begins on involvements for insert to kept_handover
  with check (role not in ('advocate', 'independent_visitor') and started_at >= (select walls.moment()));
create policy door_handover_ends on involvements for update to kept_handover
  using (coalesce(ended_at > (select walls.moment()), true)) with check (ended_at >= (select walls.moment()));
create policy door_handover on departures for select to kept_handover using (true);
-- announced before it is time, done once it is
create policy door_handover_does on departures for update to kept_handover
  using (done_at is null)
  with check (leaves_at <= (select walls.moment()) and done_at = (select walls.moment())
              or leaves_at > (select walls.moment()) and done_at is null and announced_for = leaves_at);
create policy door_handover on requests for select to kept_handover using (state in ('waiting', 'taken'));
create policy door_handover_moves on requests for update to kept_handover
  using (state in ('waiting', 'taken')) with check (state in ('waiting', 'taken') and changed_at = (select walls.moment()));
create policy door_handover_moves on timeline for insert to kept_handover
  with check (what in ('covered', 'left', 'changed', 'back', 'moved') and at = (select walls.moment()));
create policy door_handover_tells on notices for insert to kept_handover
  with check (made_at = (select walls.moment()) and read_at is null and kind = 'request'
              and what in ('covered', 'left', 'changed', 'back', 'moved', 'clock_moved'));

-- The figures of a team and of one worker: calls alone, when each was asked for, tried and had, and whose it is; never a word of
-- what was asked, nor when anybody last wrote in it. A team's are those that came to it; a worker's own, those asked of them,
-- and what they hold.
grant select (council_id, opens, closes) on councils to kept_team_figures, kept_own_figures;
create policy door_figures on councils for select to kept_team_figures, kept_own_figures using (true);
grant select (council_id, id, kind, state, team_id, worker_id, taker_id, asked_at, not_before, due_at, ended_at, talked_at, recorded_late,
  contested) on requests to kept_team_figures, kept_own_figures;
create policy door_team_figures on requests for select to kept_team_figures using (team_id = (select walls.my_team()));
create policy door_own_figures on requests for select to kept_own_figures using (worker_id = (select walls.me()));
create policy door_own_hold on requests for select to kept_own_figures
  using (state = 'taken' and taker_id = (select walls.me()));
grant select (council_id, id, request_id, at) on attempts to kept_team_figures, kept_own_figures;
create policy door_figures on attempts for select to kept_team_figures, kept_own_figures
  using (exists (select from requests r where r.council_id = attempts.council_id and r.id = attempts.request_id));
grant select (council_id, id, team_id, first_name, job) on workers to kept_team_figures, kept_own_figures;
create policy door_team_figures on workers for select to kept_team_figures using (true);
create policy door_own_figures on workers for select to kept_own_figures using (id = (select walls.me()));
grant select (council_id, id, state) on accounts to kept_team_figures, kept_own_figures;
create policy door_team_figures on accounts for select to kept_team_figures using (id = any ((select walls.my_teammates())::uuid[]));
create policy door_own_figures on accounts for select to kept_own_figures using (id = (select walls.me()));
grant select (council_id, id, preferred_name) on young_people to kept_team_figures, kept_own_figures;
create policy door_figures on young_people for select to kept_team_figures, kept_own_figures
  using (id = any ((select walls.my_plan_people())::uuid[]));
-- whose name is on the list of those not heard from was looked at
grant insert on looks to kept_team_figures, kept_own_figures;
create policy door_figures on looks for insert to kept_team_figures, kept_own_figures with check (actor_id = (select walls.me()));

-- What leaves the service. The job sees that somebody is told, never of what; where they are reached, and what they chose.
-- It counts its tries. What has left, has left: nobody changes that.
grant select (council_id, slug) on councils to kept_delivery;
grant select (council_id, id, state) on accounts to kept_delivery;
grant select (council_id, id, email) on workers to kept_delivery;
grant select (council_id, id, language, safe_number, never_leave_message) on young_people to kept_delivery;
grant select (council_id, id, recipient_id, secret, show_from, read_at, left_at), update (left_at) on notices to kept_delivery;
grant select on notice_settings to kept_delivery;
grant select on push_subscriptions to kept_delivery;
grant select (council_id, id, account_id, ended_at) on sessions to kept_delivery;
grant update (ended_at) on push_subscriptions to kept_delivery;
grant select on deliveries to kept_delivery;
grant insert (council_id, id, notice_id, recipient_id, subscription_id, audience, channel, secret, state, tries, made_at, next_try_at),
  update (state, tries, problem, next_try_at, settled_at) on deliveries to kept_delivery;
create policy door_delivery on councils for select to kept_delivery using (true);
create policy door_delivery on accounts for select to kept_delivery using (true);
create policy door_delivery on workers for select to kept_delivery using (true);
create policy door_delivery on young_people for select to kept_delivery using (true);
create policy door_delivery on notices for select to kept_delivery using (true);
create policy door_delivery_leaves on notices for update to kept_delivery
  using (left_at is null) with check (left_at = (select walls.moment()));
create policy door_delivery on notice_settings for select to kept_delivery using (true);
create policy door_delivery on push_subscriptions for select to kept_delivery using (true);
-- a device is told while it is signed in
create policy door_delivery on sessions for select to kept_delivery
  using (exists (select from push_subscriptions p where p.council_id = sessions.council_id and p.session_id = sessions.id));
create policy door_delivery_forgets on push_subscriptions for update to kept_delivery
  using (ended_at is null) with check (ended_at = (select walls.moment()));
create policy door_delivery on deliveries for select to kept_delivery using (true);
create policy door_delivery_makes on deliveries for insert to kept_delivery
  with check (state = 'waiting' and tries = 0 and made_at = (select walls.moment()) and exists (
    select from notices n where n.council_id = deliveries.council_id and n.id = deliveries.notice_id
       and n.recipient_id = deliveries.recipient_id and n.secret = deliveries.secret and n.show_from <= (select walls.moment())));
create policy door_delivery_counts on deliveries for update to kept_delivery
  using (settled_at is null) with check (settled_at is null or settled_at = (select walls.moment()));

-- deliveries: the admin sees what became of each, and of nobody; of what is a secret, not even that.
grant select (council_id, id, audience, channel, secret, state, tries, problem, made_at, next_try_at, settled_at)
  on deliveries to kept_council_admin;
create policy secret_wall on deliveries as restrictive for select to kept_council_admin using (not secret);
create policy door_admin on deliveries for select to kept_council_admin using (true);

-- notice_settings, push_subscriptions: hers alone, and changed only by whoever has just signed in.
grant select, insert on notice_settings to kept_young_person;
grant update (by_text, by_email, by_push, also_secrets, email, quiet_from, quiet_until) on notice_settings to kept_young_person;
create policy door_own on notice_settings for select to kept_young_person using (id = (select walls.me()));
create policy door_own_chooses on notice_settings for insert to kept_young_person
  with check (id = (select walls.me()) and (select walls.assurance()) = 2);
create policy door_own_changes on notice_settings for update to kept_young_person
  using (id = (select walls.me()) and (select walls.assurance()) = 2) with check (id = (select walls.me()));
grant select on push_subscriptions to kept_young_person;
grant insert (council_id, id, account_id, session_id, endpoint, key, secret, made_at), update (ended_at)
  on push_subscriptions to kept_young_person;
create policy door_own on push_subscriptions for select to kept_young_person using (account_id = (select walls.me()));
create policy door_own_begins on push_subscriptions for insert to kept_young_person
  with check (account_id = (select walls.me()) and made_at = (select walls.moment()) and (select walls.assurance()) = 2
              and exists (select from sessions s where s.council_id = push_subscriptions.council_id and s.id = push_subscriptions.session_id
                           and s.account_id = push_subscriptions.account_id and s.ended_at is null));
create policy door_own_ends on push_subscriptions for update to kept_young_person
  using (account_id = (select walls.me()) and ended_at is null and (select walls.assurance()) = 2)
  with check (account_id = (select walls.me()) and ended_at = (select walls.moment()));

-- What is kept no longer: the reply to a POST, a wrong guess and a challenge after a day; that a device was known, and an
-- invite that opened nothing anew, once nobody could ask of them any more. Nothing else can be deleted, by anybody.
grant delete on idempotency_keys to kept_retention;
create policy door_retention on idempotency_keys for delete to kept_retention
  using (asked_at < (select walls.moment()) - interval '24 hours');
grant delete on sign_in_tries, sign_in_challenges, invites to kept_retention;
create policy door_retention on sign_in_tries for delete to kept_retention
  using (free_at < (select walls.moment()) - case when known then interval '400 days' else interval '24 hours' end);
create policy door_retention on sign_in_challenges for delete to kept_retention
  using (ends_at < (select walls.moment()) - interval '24 hours');
grant select (council_id, young_person_id, invite_id) on recoveries to kept_retention;
create policy door_retention on recoveries for select to kept_retention using (true);
create policy door_retention on invites for delete to kept_retention
  using (ends_at < (select walls.moment()) - interval '90 days'
         and not exists (select from recoveries r where r.council_id = invites.council_id and r.invite_id = invites.id));

grant delete on app_codes, refresh_tokens to kept_retention;
create policy door_retention on app_codes for delete to kept_retention using (ends_at < (select walls.moment()) - interval '24 hours');
create policy door_retention on refresh_tokens for delete to kept_retention
  using (ends_at < (select walls.moment()) - interval '24 hours');
-- An app's session is over when no refresh token of it is good any more; what was agreed, thirty days after the last was.
grant select (council_id, id, session_id, used_at, ends_at) on refresh_tokens to kept_retention;
create policy door_retention_looks on refresh_tokens for select to kept_retention using (true);
grant select (council_id, account_id, consent_id, ended_at), update (ended_at, why_ended) on sessions to kept_retention;
create policy door_retention on sessions for select to kept_retention using (consent_id is not null);
create policy door_retention_ends on sessions for update to kept_retention
  using (consent_id is not null and ended_at is null and started_at < (select walls.moment()) - interval '24 hours'
         and not exists (select from refresh_tokens r where r.council_id = sessions.council_id and r.session_id = sessions.id
                                and r.used_at is null and r.ends_at > (select walls.moment())))
  with check (ended_at = (select walls.moment()) and why_ended = 'lapsed');
grant update (withdrawn_at) on consents to kept_retention;
create policy door_retention_ends on consents for update to kept_retention
  using (withdrawn_at is null and changed_at < (select walls.moment()) - interval '30 days'
         and not exists (select from sessions s where s.council_id = consents.council_id and s.consent_id = consents.id
                                and s.ended_at is null))
  with check (withdrawn_at = (select walls.moment()));

-- The list of jobs stands beside: only those who work it off may touch it, and there is nobody's name in it.
revoke all on all functions in schema jobs from public;
grant usage on schema jobs to kept_jobs;
grant select, insert, update, delete on all tables in schema jobs to kept_jobs;
grant usage on all sequences in schema jobs to kept_jobs;
grant execute on all functions in schema jobs to kept_jobs;
grant usage on schema jobs to kept_context;
grant select on all tables in schema jobs to kept_context;
