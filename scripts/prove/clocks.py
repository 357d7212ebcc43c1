"""The clock beside an oracle written apart: PostgreSQL walks the days itself, by its own idea of London's time.

For each of many invented calendars it is asked about thousands of instants at once; not a line is shared with the
rules.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from random import Random

import psycopg

from rules.clocks import RULES, Basis, local, reckon
from rules.kinds import Kind
from rules.office_hours import between
from rules.working_days import Calendar
from scripts.prove.stage import Stage
from scripts.prove_durable.figures import Figure, exactly

FIRST, LAST = date(2024, 1, 1), date(2034, 12, 31)
BEGINS, SECONDS = datetime(2025, 1, 1, tzinfo=UTC), 8 * 365 * 24 * 3600
EACH = 5_000  # instants of one calendar
LATER = 92  # the most days for which she can ask to wait
KINDS = tuple(Kind)
HOURS = ((time(9), time(17)), (time(8, 30), time(16, 45)), (time(10), time(18, 30)))

# Day 0 is the day of asking or a later one that was asked for; then day after day, only those that count.
WALK = """
  with asked as (
    select n, greatest((at at time zone 'Europe/London')::date, waits) as day
      from unnest(%(asked)s::timestamptz[], %(waits)s::date[]) with ordinality as t (at, waits, n)),
  walked as (
    select n, day + step as open_day, row_number() over (partition by n order by step) as number
      from asked, generate_series(1, 80) step
     where extract(isodow from day + step) < 6 and not day + step = any(%(shut)s))
  select n, min(open_day + %(ends)s) filter (where number = %(days)s) at time zone 'Europe/London',
         min(open_day + %(ends)s) filter (where number = %(days)s + 1) at time zone 'Europe/London'
    from walked group by n order by n
"""
# How long the office is open between two instants: of each day what lies within.
OPEN = """
  with asked as (
    select n, since, until, (since at time zone 'Europe/London')::date as first,
           (until at time zone 'Europe/London')::date as last
      from unnest(%(since)s::timestamptz[], %(until)s::timestamptz[]) with ordinality as t (since, until, n)),
  hours as (
    select n, since, until, (first + step + %(opens)s) at time zone 'Europe/London' as opens,
           (first + step + %(closes)s) at time zone 'Europe/London' as closes
      from asked, generate_series(0, last - first) step
     where extract(isodow from first + step) < 6 and not first + step = any(%(shut)s))
  select a.n, coalesce(sum(greatest(interval '0', least(h.until, closes) - greatest(h.since, opens))), interval '0')
    from asked a left join hours h using (n) group by a.n order by a.n
"""


async def oracle(stage: Stage, *, instants: int, seed: int) -> list[Figure]:
    """Compare so many due dates, and so many stretches of office hours, with what PostgreSQL says."""
    chance = Random(seed)  # noqa: S311  the same seed, the same instants
    calendars = list(islice(_calendars(chance), -(-instants // EACH)))
    dates = hours = 0
    with stage.above() as above:
        above.execute("set timezone = 'UTC'")
        for calendar in calendars:
            kind = chance.choice(KINDS)
            dates += _wrong_dates(above, calendar, kind, chance)
            hours += _wrong_hours(above, calendar, chance)
    return [
        Figure("calendars, each with closures and hours of its own", len(calendars)),
        Figure("instants of asking, some with a later day that was asked for", len(calendars) * EACH),
        exactly("due dates, or ends of the day after, that differ", dates, 0),
        Figure("stretches of time", len(calendars) * EACH),
        exactly("stretches whose office hours differ", hours, 0),
    ]


def _calendars(chance: Random) -> Iterator[Calendar]:
    """Invent years: now many days closed, now none, now a fortnight in a row."""
    days = (LAST - FIRST).days
    while True:
        some = [FIRST + timedelta(days=chance.randrange(days)) for _ in range(chance.choice((0, 50, 300)))]
        row = FIRST + timedelta(days=chance.randrange(days))
        closures = [row + timedelta(days=n) for n in range(chance.choice((0, 5, 14)))]
        opens, closes = chance.choice(HOURS)
        yield Calendar(dict.fromkeys(some, "closed"), dict.fromkeys(closures, "closed"), FIRST, LAST, opens, closes)


def _wrong_dates(above: psycopg.Connection, calendar: Calendar, kind: Kind, chance: Random) -> int:
    rule = RULES[kind]
    law = rule.basis is Basis.law
    asked = _instants(chance)
    waits = [_later(each, chance) for each in asked]
    ours = [reckon(rule, at, calendar, wait) for at, wait in zip(asked, waits, strict=True)]
    theirs = above.execute(
        WALK.encode(),
        {
            "asked": asked,
            "waits": [None] * len(asked) if law else waits,
            "shut": [*calendar.holidays, *(() if law else calendar.closures)],
            "days": rule.working_days,
            # what is set by law ends with the day
            "ends": timedelta(days=1) if law else _since_midnight(calendar.closes),
        },
    ).fetchall()
    found = [(each.due_at, each.late_day_at) for each in ours]
    return sum(one != (due, late) for one, (_, due, late) in zip(found, theirs, strict=True))


def _wrong_hours(above: psycopg.Connection, calendar: Calendar, chance: Random) -> int:
    since = _instants(chance)
    until = [each + timedelta(seconds=chance.randrange(14 * 24 * 3600)) for each in since]
    theirs = above.execute(
        OPEN.encode(),
        {
            "since": since,
            "until": until,
            "shut": [*calendar.holidays, *calendar.closures],
            "opens": calendar.opens,
            "closes": calendar.closes,
        },
    ).fetchall()
    ours = (between(first, last, calendar) for first, last in zip(since, until, strict=True))
    return sum(one != other for one, (_, other) in zip(ours, theirs, strict=True))


def _instants(chance: Random) -> Sequence[datetime]:
    return [BEGINS + timedelta(seconds=chance.randrange(SECONDS)) for _ in range(EACH)]


def _later(asked: datetime, chance: Random) -> date | None:
    if chance.random() < 0.7:  # noqa: PLR2004  most ask for no later day
        return None
    return local(asked).date() + timedelta(days=chance.randrange(-2, LATER))


def _since_midnight(hour: time) -> timedelta:
    return timedelta(hours=hour.hour, minutes=hour.minute)
