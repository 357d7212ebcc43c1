"""The desk of the jobs: what goes wrong in one council holds up no other."""

from uuid import UUID

import pytest

from jobs.desk import Desk
from tests.make.world import World


@pytest.mark.usefixtures("northshire", "eastvale")
async def test_a_council_in_which_the_work_fails_holds_up_no_other(desk: Desk) -> None:
    tried: list[UUID] = []

    async def work(_desk: Desk, council_id: UUID) -> int:
        tried.append(council_id)
        if len(tried) == 1:
            raise LookupError
        return 1

    with pytest.raises(ExceptionGroup) as told:
        await desk.in_every_council(work)

    assert [type(each) for each in told.value.exceptions] == [LookupError]
    assert tried == await desk.councils()
    assert len(tried) > 1


async def test_what_was_done_everywhere_is_added_up(desk: Desk, northshire: World) -> None:
    async def work(_desk: Desk, council_id: UUID) -> int:
        return 3 if council_id == northshire.id else 0

    assert await desk.in_every_council(work) == 3
