-- Invented people by the thousand, all councils alike. A superuser writes them, past walls, triggers and foreign keys.
-- Half of each council's staff and nine in ten of its young people belong to one team, whose queue holds every open
-- request; the others ask while we measure, so that the queue stays as long as it is.
set session_replication_role = replica;
set search_path = kept, pg_catalog;

create function pg_temp.id(what text, council int, number int) returns uuid immutable language sql
  as $$ select md5(what || '.' || council || '.' || number)::uuid $$;

create temp table council as
  select n, pg_temp.id('council', n, 0) as council_id from generate_series(1, %(councils)s) n;
create temp table young as
  select council.*, y, pg_temp.id('young', n, y) as id, y > %(young_people)s * 9 / 10 as asks
    from council, generate_series(1, %(young_people)s) y;
-- Every third is an answer that was given late; there are ways to be told apart in the queue, too.
create temp table asked as
  select council.*, r, pg_temp.id('request', n, r) as id, r <= %(open)s as open,
         pg_temp.id('young', n, 1 + r %% (%(young_people)s * 9 / 10)) as young_person_id,
         pg_temp.id('worker', n, 1 + r %% 20) as worker_id,
         now() - interval '1 hour' * (r %% 400) - interval '7 milliseconds' * r
               - case when r <= %(open)s then interval '0' else interval '30 days' end as asked_at
    from council, generate_series(1, %(open)s + %(closed)s) r;

insert into councils (council_id, slug, name, state, demo, opens, closes, out_of_hours_phone)
  select council_id, 'bench-' || n, 'Council ' || n, 'open', true, '09:00', '17:00', '01632 960 000' from council;

insert into teams (council_id, id, name, purpose, phone, email, hours)
  select council_id, pg_temp.id('team', n, number), name, purpose, '01632 960 1' || number, 'team' || number || '@example.org', '9 to 5'
    from council, (values (1, 'Children in Care East', 'care'), (2, 'Children in Care West', 'care'), (3, 'Duty', 'duty'),
      (4, 'Rights', 'rights'), (5, 'Advocates', 'advocacy'), (6, 'Feedback', 'feedback'), (7, 'Reviews', 'reviewing'),
      (8, 'Participation', 'participation')) as team (number, name, purpose);

create temp table staff as
  select council.*, w, pg_temp.id('worker', n, w) as id,
         case when w <= 20 then 1 when w <= 35 then 2 when w <= 36 then 3 when w <= 37 then 4 when w <= 39 then 5 else 7 end as team,
         case when w <= 35 then 'worker' when w <= 36 then 'duty_worker' when w <= 37 then 'rights_officer'
              when w <= 39 then 'advocate' else 'reviewing_officer' end as role,
         case when w <= 35 then 'social_worker' when w <= 36 then 'duty_worker' when w <= 37 then 'childrens_rights_officer'
              when w <= 39 then 'advocate' else 'reviewing_officer' end as job
    from council, generate_series(1, 40) w;
insert into accounts (council_id, id, role, state)
  select council_id, id, role, 'active' from staff union all select council_id, id, 'young_person', 'active' from young;
-- everybody is signed in once, and proves at all times who they are
insert into sessions (council_id, id, account_id, device, key, started_at, proved_at)
  select council_id, id, id, 'a benchmark', '', now(), timestamptz '9000-01-01' from staff
  union all select council_id, id, id, 'a benchmark', '', now(), timestamptz '9000-01-01' from young;
insert into workers (council_id, id, team_id, first_name, job, phone, email, hours)
  select council_id, id, pg_temp.id('team', n, team), 'Worker' || w, job, '01632 960 2' || w, 'worker' || w || '@example.org', '9 to 5'
    from staff;
insert into covers (council_id, id, worker_id) select council_id, gen_random_uuid(), id from staff;
insert into young_people (council_id, id, preferred_name, language, format, care, in_care_since, safe_channel, safe_number,
                          never_leave_message)
  select council_id, id, 'Young' || y, 'en', 'standard', 'in_care', '2020-01-01', 'call', '07700 900' || y %% 1000, y %% 3 = 0
    from young;

insert into involvements (council_id, id, young_person_id, worker_id, role, main, started_at, ended_at, end_reason)
  select council_id, gen_random_uuid(), id, pg_temp.id('worker', n, case when asks then 21 + y %% 15 else 1 + y %% 20 end),
         'social_worker', true, now() - interval '300 days', null::timestamptz, null from young
  union all
  select council_id, gen_random_uuid(), id, pg_temp.id('worker', n, 1 + (y + 7) %% 35), 'support_worker', false,
         now() - interval '300 days', null, null from young
  union all
  select council_id, gen_random_uuid(), id, pg_temp.id('worker', n, 38 + y %% 2), 'advocate', false,
         now() - interval '200 days', null, null from young
  union all
  select council_id, gen_random_uuid(), id, pg_temp.id('worker', n, 40), 'reviewing_officer', false,
         now() - interval '300 days', null, null from young
  union all
  select council_id, gen_random_uuid(), id, pg_temp.id('worker', n, 1 + (y + 3) %% 35), 'social_worker', false,
         now() - interval '900 days', now() - interval '300 days', 'moved on' from young;

insert into requests (council_id, id, young_person_id, kind, state, team_id, worker_id, taker_id, about, message, channel, urgent,
                      asked_at, asked_through, due_at, due_on, late_day_at, days, changed_at, changed_by_id, ended_at, talked_at,
                      recorded_late, contested)
  select council_id, id, young_person_id, 'contact',
         case when not open then 'answered' when r %% 3 = 0 then 'taken' else 'waiting' end,
         pg_temp.id('team', n, 1), worker_id, case when open and r %% 3 = 0 then worker_id end,
         'About school ' || r, 'Please ring me after school, I have a question about next week.', 'call',
         case when open and r %% 100 = 0 then 'scared' end,
         asked_at, 'app', asked_at + interval '2 days', (asked_at + interval '2 days')::date, asked_at + interval '3 days',
         jsonb_build_array(jsonb_build_object('day', (asked_at + interval '1 day')::date, 'number', 1, 'skipped', null),
                           jsonb_build_object('day', (asked_at + interval '2 days')::date, 'number', 2, 'skipped', null)),
         asked_at, young_person_id,
         case when not open then asked_at + interval '1 day' end, case when not open then asked_at + interval '1 day' end,
         false, open and r %% 50 = 1
    from asked;
insert into timeline (council_id, id, young_person_id, request_id, at, what)
  select council_id, gen_random_uuid(), young_person_id, id, asked_at, 'asked' from asked;
insert into attempts (council_id, id, young_person_id, request_id, worker_id, outcome, at, recorded_at)
  select council_id, gen_random_uuid(), young_person_id, id, worker_id, 'no_answer', asked_at + interval '5 hours',
         asked_at + interval '5 hours' from asked where r %% 3 = 0;
insert into history (council_id, id, at, actor_id, actor_role, app, permission, relation, row_id, young_person_id, move, columns)
  select council_id, gen_random_uuid(), asked_at, young_person_id, 'young_person', 'bench', 'contact-requests:ask', 'requests', id,
         young_person_id, 'insert', '[]' from asked;

insert into plans (council_id, id, young_person_id, kind, version)
  select council_id, pg_temp.id('plan', n, y), id, 'care', 2 from young;
create temp table version as
  select young.*, v, pg_temp.id('plan', n, y) as plan_id, now() - interval '100 days' / v as written_at
    from young, generate_series(1, 2) v;
insert into plan_versions (council_id, id, young_person_id, plan_id, version, written_at, written_by_id, written_by, written_by_job)
  select council_id, gen_random_uuid(), id, plan_id, v, written_at, pg_temp.id('worker', n, 1), 'Worker1', 'social_worker' from version;
insert into plan_sections (council_id, id, young_person_id, plan_id, version, section, body)
  select council_id, gen_random_uuid(), id, plan_id, v, section, repeat('You told us what matters to you, and this is it. ', 6)
    from version, unnest(%(parts)s::text[]) as section;
insert into plan_actions (council_id, id, young_person_id, plan_id, version, action_id, position, section, what, owner_id, owner,
                          owner_job, due_on, state)
  select council_id, gen_random_uuid(), id, plan_id, v, pg_temp.id('action', n, y * 10 + a), a, 'home', 'Find out about the bus pass',
         pg_temp.id('worker', n, 1), 'Worker1', 'social_worker', current_date + a, 'to_do' from version, generate_series(1, 6) a;
insert into plan_views (council_id, id, young_person_id, plan_id, version, kind, section, message, said_at)
  select council_id, gen_random_uuid(), id, plan_id, v, 'view', case v when 1 then 'home' end, 'I like it here.', written_at
    from version;
insert into plan_receipts (council_id, plan_id, version, young_person_id, given_at)
  select council_id, plan_id, v, id, written_at from version;
insert into reviews (council_id, id, young_person_id, plan_kind, rule, counted_from, due_on, planned_on)
  select council_id, gen_random_uuid(), id, 'care', 'later', current_date - 10, current_date + 90, current_date + 80 from young;

-- An ORM names every column of a new row, also those that are empty; our own statements name what is set.
grant insert on requests to kept_young_person;
reset session_replication_role;
