"""A weekend without the service: what came due meanwhile is made up for, each step once, in its order, and soon."""

from datetime import UTC, datetime, timedelta
from time import perf_counter, process_time

from jobs.ladder import sweep
from scripts.prove.stage import Stage
from scripts.prove_durable.figures import Figure, exactly

# Asked on a Wednesday, due on Friday at five; in June London is an hour ahead.
WEDNESDAY = datetime(2026, 6, 10, 7, 0, tzinfo=UTC)
THURSDAY_EVENING = datetime(2026, 6, 11, 19, 0, tzinfo=UTC)
MONDAY_MORNING = datetime(2026, 6, 15, 8, 30, tzinfo=UTC)
PEOPLE = 200
CAUGHT_UP_WITHIN = 10  # seconds
BEFORE, MEANWHILE = ("half_way",), ("nobody_yet", "nearly_due", "due")
STEPS = [*BEFORE, *MEANWHILE]

# Of each call, its steps in the order of their times, and the lines of its story as a young person reads them.
TOLD = """
  with taken as (select request_id, array_agg(step order by at) as steps from kept.steps where council_id = %(council)s
                  group by 1),
       story as (select request_id, array_agg(what order by at, coalesce(happened_at, at)) as lines from kept.timeline
                  where council_id = %(council)s and what = any(%(steps)s) group by 1)
  select count(*) filter (where not coalesce(taken.steps, '{}') @> %(steps)s),
         count(*) filter (where cardinality(taken.steps) > cardinality(%(steps)s)
                             or cardinality(story.lines) > cardinality(%(steps)s)),
         count(*) filter (where taken.steps <> %(steps)s or story.lines <> %(steps)s)
    from kept.requests r left join taken on taken.request_id = r.id left join story on story.request_id = r.id
   where r.council_id = %(council)s
"""
LEFT = "select count(*) from kept.requests where council_id = %(council)s and state <> 'taken'"
BREACHES = "select count(*) from kept.breaches where council_id = %(council)s"
# The truth that each young person is told of each call, and the piles that staff are spared.
TRUTHS = "select count(*) from kept.notices where council_id = %(council)s and what = 'due' and kind = 'request'"
PILES = """
  select count(*) from (select recipient_id from kept.notices n where council_id = %(council)s and made_at = %(back)s
      and recipient_id in (select id from kept.workers where council_id = %(council)s)
    group by 1 having count(*) > 1) as piles
"""


async def weekend(stage: Stage, *, requests: int) -> list[Figure]:
    """Let so many calls cross three steps while nothing runs, then sweep once."""
    people = min(PEOPLE, requests)
    world = await stage.council(people)
    asked = [WEDNESDAY + timedelta(minutes=3 * number) for number in range(people)]
    number = await stage.calls(world, asked, requests // people)
    world.at(THURSDAY_EVENING)
    before, _ = await _timed(stage)
    world.at(MONDAY_MORNING)
    after, ours = await _timed(stage)
    again = await sweep(stage.desk)

    with stage.above() as above:
        given = {"council": world.id, "steps": STEPS, "back": MONDAY_MORNING}
        missed, doubled, astray = above.execute(TOLD.encode(), given).fetchone() or (-1, -1, -1)
        left, breaches, truths, piles = (
            (above.execute(query.encode(), given).fetchone() or (-1,))[0] for query in (LEFT, BREACHES, TRUTHS, PILES)
        )
    return [
        Figure("open calls when the service went down", number),
        Figure("steps that each crossed meanwhile", len(MEANWHILE)),
        exactly("calls that miss a step", missed, 0),
        exactly("calls with a step, or a line of it, twice", doubled, 0),
        exactly("calls whose steps or story are not in their order", astray, 0),
        exactly("breaches recorded", breaches, number),
        exactly("calls that nobody answers for", left, 0),
        exactly("young people told the truth, call by call", truths, number),
        exactly("members of staff who found a pile, and no digest", piles, 0),
        exactly("calls that a second sweep still found", again, 0),
        Figure("the sweep before, of one step each", before, "s"),
        Figure("of a processor, without what PostgreSQL needs", ours, "s"),
        Figure("caught up in", after, "s", most=CAUGHT_UP_WITHIN),
    ]


async def _timed(stage: Stage) -> tuple[float, float]:
    """Return how long a sweep took by the clock, and how much of a processor it needed on our side."""
    began, used = perf_counter(), process_time()
    await sweep(stage.desk)
    return perf_counter() - began, process_time() - used
