"""What is kept no longer: replies to POSTs, guesses and challenges, invites of long ago; and nothing else, ever."""

from datetime import timedelta

import pytest

from auth.signing_in.doorstep import WrongSecret
from auth.signing_in.entering import sign_in
from auth.signing_in.passkeys import begin_sign_in
from jobs.desk import Desk
from jobs.retain import retain
from tests.auth.test_signing_in import LAPTOP, comes_in, invite, step
from tests.conftest import WEDNESDAY
from tests.make.passkeys import site
from tests.make.world import World
from tests.walls.clones import Connection, relations, run

ASK = "/v1/me/contact-requests"


def _rows(above: Connection, world: World) -> dict[str, int]:
    """Count the rows of this council, table by table."""
    counted = {}
    for relation in set(relations(above)) - {"alembic_version"}:
        ((counted[relation],),) = run(
            above,
            f"select count(*) from kept.{relation} where council_id = %s",  # noqa: S608  names from the catalogue
            [world.id],
        )
    return counted


async def test_a_reply_is_kept_for_a_day_and_everything_else_for_good(
    northshire: World, desk: Desk, above: Connection
) -> None:
    northshire.at(WEDNESDAY)
    await northshire["maya"].post(ASK, {"about": "my room"}, key="yesterday")
    northshire.at(WEDNESDAY + timedelta(hours=2))
    await northshire["maya"].post(ASK, {"about": "my brother"}, key="today")
    before = _rows(above, northshire)

    northshire.at(WEDNESDAY + timedelta(hours=25))
    await retain(desk)

    after = _rows(above, northshire)
    assert {name: (before[name], after[name]) for name in before if before[name] != after[name]} == {
        "idempotency_keys": (2, 1)
    }
    again = await northshire["maya"].post(ASK, {"about": "my brother"}, key="today")
    assert again.headers["Idempotency-Replayed"] == "true"


async def test_a_reply_is_not_let_go_before_its_day_is_over(northshire: World, desk: Desk, above: Connection) -> None:
    northshire.at(WEDNESDAY)
    await northshire["maya"].post(ASK, {"about": "my room"}, key="once")
    before = _rows(above, northshire)

    northshire.at(WEDNESDAY + timedelta(hours=24))
    await retain(desk)

    assert _rows(above, northshire) == before


async def test_what_was_tried_at_the_door_is_let_go_after_a_day_and_an_invite_after_three_months(
    northshire: World, desk: Desk, above: Connection
) -> None:
    northshire.at(WEDNESDAY)
    made = await invite(northshire)
    await invite(northshire, who="jay")
    await comes_in(northshire, made)
    with pytest.raises(WrongSecret):
        await sign_in(step(northshire), northshire.id, "nobody123", "no such words", LAPTOP)
    await begin_sign_in(step(northshire), site(northshire), northshire.id)

    gone = []
    for later in (timedelta(hours=23), timedelta(days=2), timedelta(days=98), timedelta(days=402)):
        before = _rows(above, northshire)
        northshire.at(WEDNESDAY + later)
        await retain(desk)
        after = _rows(above, northshire)
        gone.append({name: before[name] - after[name] for name in before if before[name] != after[name]})

    assert gone == [{}, {"sign_in_tries": 1, "sign_in_challenges": 1}, {"invites": 2}, {"sign_in_tries": 1}]


async def test_an_invite_that_opened_an_account_anew_is_kept_with_its_recovery(
    northshire: World, desk: Desk, above: Connection
) -> None:
    northshire.at(WEDNESDAY)
    await comes_in(northshire, await invite(northshire))
    await comes_in(northshire, await invite(northshire))

    northshire.at(WEDNESDAY + timedelta(days=100))
    await retain(desk)

    left = _rows(above, northshire)
    assert (left["invites"], left["recoveries"]) == (1, 1)
