"""Following along: what came, changed or is gone, by its id alone, for as long as somebody may see it."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import uuid4

import pytest
import pytest_asyncio
from fastapi import FastAPI

from api.clock import machine_time
from api.streams import EVERY, FOR_ALL, FOR_ONE
from tests.auth.test_signing_in import comes_in, invite, speaker
from tests.conftest import WEDNESDAY
from tests.make.following import following, looking_often
from tests.make.world import Speaker, World

MINE, QUEUE = "/v1/me/stream", "/v1/triage/stream"
MINUTE = timedelta(minutes=1)


@pytest_asyncio.fixture(autouse=True)
async def _often(app: FastAPI) -> AsyncIterator[None]:
    async with looking_often(app):
        yield


async def test_a_team_sees_what_comes_changes_and_goes(northshire: World) -> None:
    async with following(northshire["sam"], QUEUE) as told:
        await told.begun()
        asked = await northshire.asks_to_be_called("maya", about="seeing my brother")
        await told.until(1)
        northshire.at(WEDNESDAY + MINUTE)
        await northshire["sam"].put(f"/v1/requests/{asked['id']}/taker")
        await told.until(2)
        northshire.at(WEDNESDAY + 2 * MINUTE)
        await northshire["sam"].post(f"/v1/requests/{asked['id']}/attempts", {"outcome": "spoke"})

        seen = await told.until(3)

    assert seen == [("request", asked["id"], each) for each in ("came", "changed", "gone")]
    assert b"brother" not in told.body
    assert b"Maya" not in told.body


async def test_she_sees_that_there_is_something_new(northshire: World) -> None:
    asked = await northshire.asks_to_be_called("maya")
    async with following(northshire["maya"], MINE) as told:
        await told.begun()
        northshire.at(WEDNESDAY + MINUTE)
        await northshire["sam"].put(f"/v1/requests/{asked['id']}/taker")

        seen = await told.until(2)

    (notice,) = (await northshire["maya"].get("/v1/me/notices")).json()["items"]
    assert sorted(seen) == [("notice", notice["id"], "came"), ("request", asked["id"], "changed")]


async def test_a_secret_is_in_no_stream_of_who_must_not_know_nor_on_a_mere_phone(northshire: World) -> None:
    sam, phone = northshire["sam"], northshire.phone_of("maya")
    async with (
        following(sam, QUEUE) as his,
        following(phone, MINE) as hers,
        following(northshire["maya"], MINE) as sure,
    ):
        for each in (his, hers, sure):
            await each.begun()
        await northshire["maya"].post("/v1/me/feedback", {"kind": "complaint", "message": "He shouts."})
        await sure.until(1)

    assert (his.changes, hers.changes) == ([], [])
    assert [(of, became) for of, _, became in sure.changes] == [("request", "came")]


async def test_whoever_comes_again_is_told_what_changed_meanwhile(northshire: World) -> None:
    await northshire.asks_to_be_called("maya")
    northshire.at(WEDNESDAY + MINUTE)
    async with following(northshire["sam"], QUEUE) as told:
        await told.begun()
    northshire.at(WEDNESDAY + 2 * MINUTE)
    asked = await northshire.asks_to_be_called("jay")

    async with following(northshire["sam"], QUEUE, told.mark) as again:
        seen = await again.until(2)
    async with following(northshire["sam"], QUEUE, again.mark) as once_more:
        await once_more.begun()
        await asyncio.sleep(0.2)

    assert seen == [("request", asked["id"], "changed"), ("request", None, "reread")]
    assert once_more.changes == []


async def test_with_her_mark_a_mere_phone_cannot_tell_whether_there_is_a_secret(northshire: World) -> None:
    """What it is told is the same with and without one."""
    told = []
    for secret in (False, True):
        if secret:
            await northshire["maya"].post("/v1/me/feedback", {"kind": "complaint", "message": "He shouts."})
        async with following(northshire["maya"], MINE) as sure:
            await sure.begun()
        async with following(northshire.phone_of("maya"), MINE, sure.mark) as phone:
            told.append(await phone.until(1))

    assert told[0] == told[1] == [("request", None, "reread")]


async def test_a_stream_ends_with_its_session(northshire: World) -> None:
    async with following(northshire["maya"], MINE) as told:
        await told.begun()
        assert (await northshire["maya"].delete("/v1/me/sessions")).status_code == 200

        await asyncio.wait_for(told.ended.wait(), 2)


async def test_a_stream_ends_after_five_minutes_and_does_not_tell_that_a_secret_went_out_of_sight(
    northshire: World,
) -> None:
    maya = speaker(northshire, await comes_in(northshire, await invite(northshire)))
    await maya.post("/v1/me/feedback", {"kind": "complaint", "message": "He shouts."})
    async with following(maya, MINE) as told:
        await told.begun()
        northshire.at(WEDNESDAY + 6 * MINUTE)

        await asyncio.wait_for(told.ended.wait(), 2)

    assert told.changes == []


async def test_a_stream_ends_when_somebody_leaves(northshire: World) -> None:
    async with following(northshire["sam"], QUEUE) as told:
        await told.begun()
        gone = {"leaves_at": (WEDNESDAY + MINUTE).isoformat()}
        reply = await northshire["priya"].put(f"/v1/workers/{northshire.id_of('sam')}/departure", gone)
        assert reply.status_code == 200, reply.text
        northshire.at(WEDNESDAY + 2 * MINUTE)

        await asyncio.wait_for(told.ended.wait(), 2)


async def test_a_stream_ends_with_its_token(northshire: World, monkeypatch: pytest.MonkeyPatch) -> None:
    async with following(northshire["maya"], MINE) as told:
        await told.begun()
        later = machine_time() + timedelta(minutes=11)
        monkeypatch.setattr("auth.following.machine_time", lambda: later)

        await asyncio.wait_for(told.ended.wait(), 2)


async def test_what_is_somebody_elses_now_is_gone_from_the_stream(northshire: World) -> None:
    asked = await northshire.asks_to_be_called("maya")
    await northshire["sam"].put(f"/v1/requests/{asked['id']}/taker")
    async with following(northshire["sam"], QUEUE) as told:
        await told.begun()
        northshire.at(WEDNESDAY + MINUTE)
        new = {"worker_id": str(northshire.id_of("bo")), "role": "social_worker", "main": True, "reason": "New team."}
        await northshire["priya"].post(f"/v1/young-people/{northshire.id_of('maya')}/involvements", new)
        await northshire["sam"].post(f"/v1/requests/{asked['id']}/attempts", {"outcome": "spoke"})

        seen = await told.until(1)

    assert seen[-1] == ("request", asked["id"], "gone")


async def test_one_account_follows_three_times_at_once_and_no_more(northshire: World, app: FastAPI) -> None:
    async with following(northshire["maya"], MINE) as one, following(northshire["maya"], MINE) as two:
        async with following(northshire["maya"], MINE) as three:
            for each in (one, two, three):
                await each.begun()
            refused = await northshire["maya"].get(MINE)
        app.state.streams.longest = 0
        after = await northshire["maya"].get(MINE)

    assert FOR_ONE == 3
    assert (refused.status_code, refused.json()["code"]) == (429, "too_many_streams")
    assert after.status_code == 200


async def test_where_every_place_is_taken_by_others_it_says_that_we_are_too_busy(
    northshire: World, app: FastAPI
) -> None:
    places = app.state.streams.open
    places[northshire.id_of("jay")] = FOR_ALL

    refused = await northshire["maya"].get(MINE)
    places.clear()

    assert (refused.status_code, refused.json()["code"]) == (503, "too_busy")
    assert refused.headers["Retry-After"]


async def test_a_stream_holds_no_connection_while_it_waits(northshire: World, app: FastAPI) -> None:
    app.state.streams.every = 60.0
    async with following(northshire["maya"], MINE) as one, following(northshire["sam"], QUEUE) as two:
        await one.begun()
        await two.begun()
        stats = app.state.pool.get_stats()

    assert stats["pool_available"] == stats["pool_size"]


async def test_a_process_that_ends_ends_its_streams(northshire: World, app: FastAPI) -> None:
    app.state.streams.every = 60.0
    async with following(northshire["maya"], MINE) as told:
        await told.begun()
        app.state.streams.close()
        try:
            await asyncio.wait_for(told.ended.wait(), 2)
        finally:
            app.state.streams.closing.clear()


async def test_who_is_not_let_in_is_told_so_before_anything_streams(northshire: World) -> None:
    ended = Speaker(northshire.app, northshire.token("maya", session_id=uuid4()))

    assert (await northshire.nobody().get(MINE)).status_code == 401
    assert (await ended.get(MINE)).status_code == 401
    assert (await northshire["sam"].get(MINE)).status_code == 403


def test_a_look_comes_soon_enough_to_be_gone_within_five_seconds() -> None:
    assert EVERY <= 4
