"""The proof of durability, in small: real processes, real kills; and it would notice what it looks for."""

import asyncio
from collections.abc import Iterator
from random import Random
from uuid import uuid4

import pytest

from scripts.prove_durable import at_once, crowded, killed
from scripts.prove_durable.asking import ASKS, Ledger
from scripts.prove_durable.figures import Figure, exactly, high, table
from scripts.prove_durable.stage import Stage, set_up


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    with set_up() as running:
        yield running


def missed(figures: list[Figure], *, but: str = "99 of 100") -> list[Figure]:
    """Return what misses; how fast an answer came is for a quiet machine to say."""
    return [figure for figure in figures if not figure.kept and but not in figure.what]


async def test_what_was_accepted_survives_the_death_of_the_service(stage: Stage) -> None:
    assert missed(await killed.service(stage, kills=1, requests=40, chance=Random(1))) == []  # noqa: S311


async def test_what_was_accepted_survives_the_death_of_the_database(stage: Stage) -> None:
    assert missed(await killed.database(stage, kills=1, requests=40, chance=Random(1)), but="writing again") == []  # noqa: S311


async def test_many_taps_are_one_request_and_many_takers_one_winner(stage: Stage) -> None:
    assert missed(await at_once.taps(stage, keys=3, each=20)) == []
    assert missed(await at_once.claims(stage, requests=3, workers=10)) == []


async def test_a_full_pool_is_polite(stage: Stage) -> None:
    figures = await crowded.full(stage, clients=20, seconds=0.5)

    assert missed([figure for figure in figures if figure.unit == ""]) == []


async def test_a_request_that_is_not_there_or_says_something_else_is_counted_as_lost(stage: Stage) -> None:
    ledger = Ledger(await stage.council(), stage.service.port)
    asking = asyncio.create_task(ledger.keep_asking())
    await ledger.at_least(3)
    await ledger.stop(asking)
    assert missed(ledger.compared(stage.database.above)) == []

    ledger.accepted["proof-0"] = (*ledger.accepted["proof-0"][:2], "other words")
    gone = str(uuid4())
    ledger.accepted["gone"] = (gone, f"{ASKS}/{gone}", "never kept")

    assert ledger.compared(stage.database.above)[0].found == 2


def test_a_figure_says_whether_it_keeps_what_was_promised() -> None:
    figures = [exactly("lost", 1, 0), Figure("waited", 4.5, "s", most=5), Figure("kills", 50)]

    assert [figure.kept for figure in figures] == [False, True, True]
    assert table(figures).splitlines()[2:] == [
        "| lost | 1 | 0 | MISSED |",
        "| waited | 4.50 s | at most 5 | kept |",
        "| kills | 50 |  |  |",
    ]
    assert high(list(range(1, 101)), 0.99) == 99
