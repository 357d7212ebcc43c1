"""Whoever is called to what cannot wait is told outside in the same minute, however many others are told by then."""

import pytest

from jobs.deliver import deliver
from jobs.desk import Desk
from jobs.ladder import sweep_council
from rules.deliveries import Trouble
from tests.conftest import WEDNESDAY
from tests.make.leaving_the_house import MINUTE, Watched, fates, is_told, with_ways
from tests.make.world import World


@pytest.fixture
def _small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jobs.leave.BATCH", 2)
    monkeypatch.setattr("jobs.deliver.BATCH", 1)


@pytest.mark.usefixtures("_small_batches")
async def test_the_first_message_that_leaves_is_to_whoever_is_called(northshire: World, desk: Desk) -> None:
    """The way takes nothing, so that only one is tried."""
    for minutes in range(3):
        await is_told(northshire, minutes)
    northshire.at(WEDNESDAY + 4 * MINUTE)
    await northshire.asks_to_be_called("jay", urgent="unsafe")
    await sweep_council(desk, northshire.id)

    await deliver(desk, with_ways(northshire, console=Watched(fails=Trouble.unreachable)))

    made = await fates(northshire)
    assert {each["audience"] for each in made} == {"young_person", "staff"}
    assert {each["audience"] for each in made if each["tries"]} == {"staff"}
