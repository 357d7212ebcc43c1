"""The statements of the limit, written by hand: one for each reply, with every condition that the walls would add."""

PLAN = """
select p.version, v.written_at, v.written_by, v.written_by_job, r.planned_on, r.due_on, g.given_at, g.read_before,
  (select json_agg(json_build_object('section', s.section, 'body', s.body, 'withheld_because', s.withheld_because))
     from plan_sections s
    where s.council_id = p.council_id and s.plan_id = p.id and s.version = p.version
      and s.young_person_id = p.young_person_id) as sections,
  (select json_agg(json_build_object('id', a.action_id, 'section', a.section, 'what', a.what, 'owner', a.owner,
                     'owner_job', a.owner_job, 'due_on', a.due_on, 'state', a.state, 'reason', a.reason)
                   order by a.position)
     from plan_actions a
    where a.council_id = p.council_id and a.plan_id = p.id and a.version = p.version
      and a.young_person_id = p.young_person_id) as actions,
  (select json_agg(json_build_object('id', w.id, 'version', w.version, 'kind', w.kind, 'section', w.section,
                     'message', w.message,
                     'said_at', to_char(w.said_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
                   order by w.said_at, w.id)
     from plan_views w
    where w.council_id = p.council_id and w.plan_id = p.id and w.version <= p.version
      and w.young_person_id = p.young_person_id) as words
from plans p
join plan_versions v on v.council_id = p.council_id and v.plan_id = p.id and v.version = p.version
 and v.young_person_id = p.young_person_id
left join reviews r on r.council_id = p.council_id and r.young_person_id = p.young_person_id and r.plan_kind = p.kind
 and r.held_on is null
cross join lateral (
  select max(c.given_at) filter (where c.version = p.version) as given_at,
         max(c.version) filter (where c.version < p.version) as read_before
    from plan_receipts c
   where c.council_id = p.council_id and c.plan_id = p.id and c.young_person_id = p.young_person_id) g
where p.council_id = $1 and p.young_person_id = $2 and p.kind = 'care'
"""

# What walls cost is paid for each place where a table is named: it is named once.
PEOPLE = """
with mine as materialized (
  select id, young_person_id, worker_id, role, main, started_at, ended_at from involvements
   where council_id = $1 and young_person_id = $2),
named as materialized (select id, purpose, name, phone, email, hours from teams where council_id = $1)
select c.name, c.out_of_hours_phone,
  (select json_agg(t order by t.purpose, t.name)
     from (select purpose, name, phone, email, hours from named) t) as teams,
  (select json_agg(i order by i.main desc, i.role, i.first_name, i.id)
     from (select i.id, i.worker_id, i.role, i.main, i.started_at, least(i.ended_at, d.leaves_at) as until,
                  (select min(n.introduced_on) from introductions n
                    where n.council_id = $1 and n.young_person_id = i.young_person_id
                      and n.worker_id = i.worker_id and n.role = i.role) as introduced_on,
                  w.first_name, w.phone, w.email, w.hours, t.name as team_name,
                  t.phone as team_phone, v.away_until, s.first_name as cover_name, s.phone as cover_phone
             from mine i
             join workers w on w.council_id = $1 and w.id = i.worker_id
             join named t on t.id = w.team_id
             left join covers v on v.council_id = $1 and v.worker_id = i.worker_id
              and v.away_from <= now() and now() < v.away_until
             left join workers s on s.council_id = v.council_id and s.id = v.covered_by_id
             left join departures d on d.council_id = $1 and d.worker_id = i.worker_id
            where i.started_at <= now() and (i.ended_at is null or now() < i.ended_at)) i) as people,
  (select json_object_agg(role, gone)
     from (select i.role, count(*) as gone from mine i
            where i.ended_at between now() - interval '1 year' and now()
            group by i.role) g) as changes,
  (select count(*) from mine i where i.started_at > now()) as coming
from councils c where c.council_id = $1
"""

TRIAGE = """
select q.id, q.kind, q.state, q.contested, q.recorded_late, q.urgent, q.young_person_id, q.about, q.message, q.channel,
  q.safe_times, q.not_before, q.purpose, q.preferences, q.reach_me, q.about_worker_id, q.passed_on_at, q.asked_at,
  q.asked_through, q.due_at, q.due_on, q.changed_at, q.taker_id, q.rank, y.preferred_name, y.pronouns, y.safe_channel,
  y.safe_number, y.safe_hours, y.never_leave_message, t.name as team,
  case when q.taker_id is not null then
    (select w.first_name from workers w where w.council_id = $1 and w.id = q.taker_id) end as taken_by,
  case when q.about_worker_id is not null then
    (select w.first_name from workers w where w.council_id = $1 and w.id = q.about_worker_id) end as about_worker,
  (select count(*) from attempts a where a.council_id = q.council_id and a.request_id = q.id) as attempts
from (select * from requests
       where council_id = $1 and team_id = $2 and state in ('waiting', 'taken') and kind = 'contact'
       order by rank, due_at, id limit 51) q
join young_people y on y.council_id = q.council_id and y.id = q.young_person_id
join teams t on t.council_id = q.council_id and t.id = q.team_id
order by q.rank, q.due_at, q.id
"""

COUNTS = """
select count(*) as total, count(*) filter (where state = 'waiting') as waiting,
  count(*) - count(*) filter (where state = 'waiting') as taken, count(urgent) as urgent,
  count(*) filter (where contested) as contested,
  count(*) filter (where due_at > now() and due_on <= (select (now() at time zone 'Europe/London')::date)) as due_soon,
  count(*) filter (where due_at <= now()) as late
from requests where council_id = $1 and team_id = $2 and state in ('waiting', 'taken') and kind = 'contact'
"""

# What she was given and who looked, written down as ours writes it.
GIVE = """
insert into plan_receipts (council_id, plan_id, version, young_person_id, given_at)
select p.council_id, p.id, p.version, p.young_person_id, walls.moment() from plans p
where p.council_id = $1 and p.young_person_id = $2 and p.kind = 'care'
  and not exists (select from plan_receipts r
                   where r.council_id = p.council_id and r.plan_id = p.id and r.version = p.version)
on conflict do nothing
"""

ME = "select team_id, job, first_name from workers where council_id = $1 and id = $2"

LOOK = """
insert into looks (council_id, young_person_id, actor_id, purpose, ten_minutes, at, actor_role, actor_name, app)
select $1, seen, $2, $3, date_bin('10 minutes', now, '2000-01-01 00:00Z'), now, $4, $5, $6
from (select walls.moment() as now offset 0) one, unnest($7::uuid[]) seen
on conflict do nothing
"""

# A second tap is not a second request: the key is claimed first, and the reply kept with it.
CLAIM = """
insert into idempotency_keys (council_id, account_id, operation, key, asked_at, body_hash)
values ($1, $2, 'ask_to_be_called', $3, walls.moment(), $4)
on conflict (council_id, account_id, operation, key) do update
  set asked_at = excluded.asked_at, body_hash = excluded.body_hash, status = excluded.status,
      location = excluded.location, reply = excluded.reply, receipt = excluded.receipt
  where idempotency_keys.asked_at <= walls.moment() - interval '1 day'
returning key
"""

KEEP = """
update idempotency_keys set status = 201, location = $1, reply = $2, receipt = $3
where council_id = $4 and account_id = $5 and operation = 'ask_to_be_called' and key = $6
"""

COUNT = "select given from walls.take($1, $2, $3, 1)"

# When an office is open: its hours, and the days on which it is closed.
OFFICE = """c.name, c.opens, c.closes, c.out_of_hours_phone,
  (select coalesce(json_agg(json_build_object('kind', d.kind, 'day', d.day, 'why', d.why)), '[]') from closed_days d
    where d.council_id = $1 and d.taken_back_at is null) as closed_days"""
COUNCIL = f"select {OFFICE} from councils c where c.council_id = $1"  # noqa: S608  constants

# Whoever is away has somebody who stands in: it goes to their team.
MAIN = f"""
with named as materialized (select id, purpose, name, phone from teams where council_id = $1)
select i.worker_id, t.id as team_id, t.name as team_name, t.phone as team_phone,
  case when t.id = w.team_id then w.first_name end as first_name, case when t.id = w.team_id then w.job end as job,
  {OFFICE}, walls.moment() as now,
  (select d.name from named d where d.purpose = 'duty' order by d.name limit 1) as duty
from involvements i
join workers w on w.council_id = i.council_id and w.id = i.worker_id
left join covers v on v.council_id = i.council_id and v.worker_id = i.worker_id
 and v.away_from <= now() and now() < v.away_until
left join workers s on s.council_id = v.council_id and s.id = v.covered_by_id
join named t on t.id = coalesce(s.team_id, w.team_id)
join councils c on c.council_id = i.council_id
where i.council_id = $1 and i.young_person_id = $2 and i.main
  and i.started_at <= now() and (i.ended_at is null or now() < i.ended_at)
"""  # noqa: S608  constants

ASK = """
insert into requests (council_id, id, young_person_id, kind, state, team_id, worker_id, about, message, channel,
  asked_at, asked_through, due_at, due_on, late_day_at, days, changed_at, changed_by_id, recorded_late, contested)
values ($1, $2, $3, 'contact', 'waiting', $4, $5, $6, $7, $8, walls.moment(), 'app', $9, $10, $11, $12,
  walls.moment(), $3, false, false)
returning asked_at
"""

TELL = """
insert into timeline (council_id, id, young_person_id, request_id, at, what)
values ($1, $2, $3, $4, walls.moment(), 'asked')
"""

ASK_AND_TELL = (
    "with claimed as ("  # noqa: S608  constants
    + CLAIM.replace("$3", "$12").replace("$4", "$13")
    + "), main as ("
    + MAIN
    + """  and exists (select from claimed)),
asked as (
  insert into requests (council_id, id, young_person_id, kind, state, team_id, worker_id, about, message, channel,
    asked_at, asked_through, due_at, due_on, late_day_at, days, changed_at, changed_by_id, recorded_late, contested)
  select $1, $3, $2, 'contact', 'waiting', team_id, worker_id, $4, $5, $6, walls.moment(), 'app', $7, $8, $9, $10,
    walls.moment(), $2, false, false from main
  returning asked_at),
told as (
  insert into timeline (council_id, id, young_person_id, request_id, at, what)
  select $1, $11, $2, $3, asked_at, 'asked' from asked),
counted as materialized ("""
    + COUNT.replace("$1", "$14").replace("$2", "$15").replace("$3", "$16")
    + """)
select main.*, asked.asked_at, counted.given from main, asked, counted
"""
)
