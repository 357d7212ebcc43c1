"""An app that nobody uses any more is out: its session ends when no token of it is good, and so is what was agreed."""

from datetime import timedelta

import httpx
from psycopg.rows import TupleRow

from jobs.desk import Desk
from jobs.retain import retain
from tests.conftest import WEDNESDAY
from tests.make.apps import Played, an_app
from tests.make.world import World
from tests.walls.clones import Connection, run

DAY = timedelta(days=1)
WHY = "select why_ended from kept.sessions where council_id = %s and app_id is not null"
AGREED = "select withdrawn_at is null from kept.consents where council_id = %s"


async def later(world: World, desk: Desk, days: int) -> None:
    world.at(WEDNESDAY + days * DAY)
    await retain(desk)


def asked(above: Connection, world: World, what: str) -> list[TupleRow]:
    return list(run(above, what, [world.id]))


async def goes_on(played: Played, told: dict[str, str]) -> httpx.Response:
    return await played.refresh(told["refresh_token"])


async def test_an_app_that_is_used_stays_in(northshire: World, desk: Desk, above: Connection) -> None:
    northshire.at(WEDNESDAY)
    played = await an_app(northshire)
    told = await played.tokens()

    for days in (20, 40, 60, 80):
        await later(northshire, desk, days)
        reply = await goes_on(played, told)
        assert reply.status_code == 200, days
        told = reply.json()

    assert asked(above, northshire, WHY) == [(None,)]
    assert asked(above, northshire, AGREED) == [(True,)]


async def test_a_session_whose_last_token_is_over_ends_and_is_no_device_of_hers(
    northshire: World, desk: Desk, above: Connection
) -> None:
    northshire.at(WEDNESDAY)
    played = await an_app(northshire)
    told = await played.tokens()
    await later(northshire, desk, 29)
    before = asked(above, northshire, WHY)

    await later(northshire, desk, 31)

    assert before == [(None,)]
    assert asked(above, northshire, WHY) == [("lapsed",)]
    assert (await goes_on(played, told)).status_code == 400
    devices = (await northshire["maya"].get("/v1/me/sessions")).json()["items"]
    assert [each for each in devices if each["app"]] == []


async def test_what_she_agreed_to_is_over_too_and_the_app_has_to_ask_again(
    northshire: World, desk: Desk, above: Connection
) -> None:
    northshire.at(WEDNESDAY)
    played = await an_app(northshire)
    await played.tokens()
    await later(northshire, desk, 29)
    before = (await northshire["maya"].get("/v1/me/apps")).json()["items"]

    await later(northshire, desk, 31)

    assert len(before) == 1
    assert (await northshire["maya"].get("/v1/me/apps")).json()["items"] == []
    assert asked(above, northshire, AGREED) == [(False,)]
    assert (await goes_on(played, await played.tokens())).status_code == 200


async def test_a_code_that_was_never_changed_leaves_nothing(northshire: World, desk: Desk, above: Connection) -> None:
    northshire.at(WEDNESDAY)
    await (await an_app(northshire)).code()

    await later(northshire, desk, 31)

    assert asked(above, northshire, AGREED) == [(False,)]


async def test_a_device_of_hers_and_a_system_of_the_council_are_left_alone(
    northshire: World, desk: Desk, above: Connection
) -> None:
    northshire.at(WEDNESDAY)
    before = len((await northshire["maya"].get("/v1/me/sessions")).json()["items"])

    await later(northshire, desk, 400)

    assert asked(above, northshire, WHY) == []
    assert len((await northshire["maya"].get("/v1/me/sessions")).json()["items"]) == before
