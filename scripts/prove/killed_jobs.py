"""Jobs that are killed: four processes, one of them gone every half second, and each step happens exactly once."""

import asyncio
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from time import perf_counter

import psycopg
from procrastinate import App, PsycopgConnector

from jobs.work import tasks
from scripts.prove.stage import Stage
from scripts.prove_durable.figures import Figure, exactly

LONG_AGO = datetime(2026, 6, 10, 9, 0, tzinfo=UTC)
# The one call that was asked for by a young person, written again.
AGAIN = """
insert into kept.requests (council_id, id, young_person_id, kind, state, team_id, worker_id, asked_at, asked_through,
    due_at, due_on, late_day_at, days, changed_at, changed_by_id, contested, recorded_late)
  select council_id, gen_random_uuid(), young_person_id, kind, 'waiting', team_id, worker_id, asked_at, asked_through,
    due_at, due_on, late_day_at, days, asked_at, young_person_id, contested, recorded_late
    from (select * from kept.requests where council_id = %s limit 1) as one, generate_series(1, %s)
"""
FED = 200  # calls more, each time that one is killed
STEPS = ("half_way", "nobody_yet", "nearly_due", "due", "day_late")
PATIENCE = 600  # seconds, for what is left when nobody is killed any more

LEFT = "select count(*) from kept.requests where council_id = %(council)s and next_look_at <= now()"
CALLS = "select count(*) from kept.requests where council_id = %(council)s"
TAKEN = "select count(*) from kept.steps where council_id = %(council)s"
DISTINCT = "select count(distinct (request_id, step, turn)) from kept.steps where council_id = %(council)s"
LINES = "select count(*) from kept.timeline where council_id = %(council)s and what = any(%(steps)s)"
TWICE = """
  select count(*) from (select from kept.timeline where council_id = %(council)s and what = any(%(steps)s)
    group by request_id, what having count(*) > 1) as lines
"""
BREACHES = "select count(*) from kept.breaches where council_id = %(council)s"
# What cannot wait is told by night, too. While the office is open, she is told the last step in place of it.
TRUTHS = """
  select count(*) from kept.notices n join kept.requests r on r.council_id = n.council_id and r.id = n.request_id
   where n.council_id = %(council)s and n.what = 'day_late' and n.recipient_id = r.young_person_id
     and (select count(*) from kept.notices d where d.council_id = n.council_id and d.request_id = n.request_id
             and d.recipient_id = n.recipient_id and d.what = 'due') = (n.show_from > n.made_at)::int
"""


async def killed(stage: Stage, *, seconds: float, seed: int) -> list[Figure]:
    """Feed calls whose dates are long over to processes that are killed, for so long; then let them finish."""
    world = await stage.council(1)
    stage.app.state.clock.set(LONG_AGO)
    await world.asks_to_be_called("young-0")
    kills = stage.settings.context_key.with_name("kills")
    herd = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "scripts.prove.herd", "--url", stage.jobs_url, "--seed", str(seed)),
        *("--context-key", str(stage.settings.context_key), "--seconds", str(seconds), "--kills", str(kills)),
        stdout=asyncio.subprocess.DEVNULL,
    )
    try:
        with stage.above() as above:
            given = {"council": world.id, "steps": list(STEPS)}
            while not kills.exists():
                _feed(above, given)
                await _tick(stage)
            meanwhile = _count(above, TAKEN, given)
            began = perf_counter()
            await _finish(stage, above, given)
            return _counted(above, given, int(kills.read_text()), meanwhile, perf_counter() - began)
    finally:
        herd.terminate()
        await herd.wait()


def _feed(above: psycopg.Connection, given: Mapping[str, object]) -> None:
    """Write the first call again so many times, each as long overdue as it was."""
    with above.transaction():
        above.execute("set local session_replication_role = replica")
        above.execute(AGAIN.encode(), [given["council"], FED])


async def _tick(stage: Stage) -> None:
    """Let half a second go by in which somebody is told to look, as every minute tells them."""
    ticking = App(connector=PsycopgConnector(conninfo=stage.jobs_url))
    ticking.add_tasks_from(tasks(), namespace="kept")
    async with ticking.open_async():
        await ticking.configure_task("kept:climb").defer_async(timestamp=1)
    await asyncio.sleep(0.5)


async def _finish(stage: Stage, above: psycopg.Connection, given: Mapping[str, object]) -> None:
    """Go on until nothing is left, while nobody is killed any more."""
    until = perf_counter() + PATIENCE
    while _count(above, LEFT, given) and perf_counter() < until:
        await _tick(stage)


def _counted(
    above: psycopg.Connection, given: Mapping[str, object], kills: int, meanwhile: int, finished: float
) -> list[Figure]:
    calls, taken = _count(above, CALLS, given), _count(above, TAKEN, given)
    return [
        Figure("kill -9 of one of four processes", kills, "times"),
        Figure("calls whose dates were over", calls),
        Figure("steps taken while processes were killed", meanwhile, least=1),
        Figure("from the last kill until nothing was left", finished, "s"),
        exactly("calls that are still to be looked at", _count(above, LEFT, given), 0),
        exactly("steps taken", taken, calls * len(STEPS)),
        exactly("steps that are distinct", _count(above, DISTINCT, given), taken),
        exactly("lines of their stories", _count(above, LINES, given), taken),
        exactly("lines that stand twice", _count(above, TWICE, given), 0),
        exactly("breaches recorded", _count(above, BREACHES, given), calls),
        exactly("truths told to young people, one for each", _count(above, TRUTHS, given), calls),
    ]


def _count(above: psycopg.Connection, query: str, given: Mapping[str, object]) -> int:
    row = above.execute(query.encode(), given).fetchone()
    return int(row[0]) if row else -1
