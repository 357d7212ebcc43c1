"""The proofs of two working days, in small; and each would notice what it looks for."""

import subprocess
import sys
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from rules import clocks as rules
from rules.clocks import Reckoning
from rules.working_days import DAY
from scripts.prove import clocks, help_now, herd, killed_jobs, outage
from scripts.prove.stage import Stage, set_up
from scripts.prove_durable.figures import Figure

SEED = 7
DEAF = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(600)"


@pytest_asyncio.fixture(scope="module")
async def stage() -> AsyncIterator[Stage]:
    async with set_up() as running:
        yield running


def missed(figures: list[Figure], *, but: str = "caught up in") -> list[Figure]:
    """Return what misses; how soon something was done is for a quiet machine to say."""
    return [figure for figure in figures if not figure.kept and but not in figure.what]


async def test_the_clock_says_what_postgresql_says(stage: Stage) -> None:
    assert missed(await clocks.oracle(stage, instants=clocks.EACH, seed=SEED)) == []


async def test_a_clock_that_is_a_day_off_is_noticed(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    def a_day_off(*given: object) -> Reckoning:
        clock = rules.reckon(*given)  # type: ignore[arg-type]
        return Reckoning(clock.rule, clock.started_at, clock.counted_from, clock.due_at + DAY, clock.due_on,
                         clock.late_day_at, clock.days)  # fmt: skip

    monkeypatch.setattr(clocks, "reckon", a_day_off)

    figures = await clocks.oracle(stage, instants=clocks.EACH, seed=SEED)

    assert [figure.found for figure in figures if "due dates" in figure.what] == [clocks.EACH]


async def test_after_a_weekend_each_step_is_taken_once_in_its_order(stage: Stage) -> None:
    assert missed(await outage.weekend(stage, requests=600)) == []


async def test_steps_of_jobs_that_are_killed_are_taken_once(stage: Stage) -> None:
    assert missed(await killed_jobs.killed(stage, seconds=1, seed=SEED), but="while processes were killed") == []


async def test_a_step_that_was_lost_or_stands_twice_is_noticed(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(killed_jobs, "STEPS", (*killed_jobs.STEPS, "contested"))

    figures = await killed_jobs.killed(stage, seconds=0.5, seed=SEED)

    assert "steps taken" in [figure.what for figure in missed(figures)]


async def test_help_now_is_in_the_queue_whatever_hangs(stage: Stage) -> None:
    assert missed(await help_now.pressed(stage, presses=10), but="99 of 100") == []


def test_a_process_that_does_not_hear_that_it_is_over_holds_up_no_proof(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(herd, "PATIENCE", 0.2)
    with subprocess.Popen([sys.executable, "-c", DEAF], stdout=subprocess.PIPE) as deaf:  # noqa: S603  a line of ours
        assert deaf.stdout
        assert deaf.stdout.readline() == b"deaf\n"

        herd.end([deaf.pid])

        assert deaf.poll() is not None
