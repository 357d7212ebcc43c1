"""A demonstration is put back as it was on the first day, whoever is calling."""

import asyncio
import re

from tests.make.moving import CLOCK, RESET, moved
from tests.make.world import World
from tests.sandbox.test_clock import standing

# When the invented councils were loaded, which differs by moments.
INSTANT = re.compile(r"\d\d:\d\d:\d\d\.\d+Z")


async def test_after_a_reset_everything_is_as_at_the_start(house: World) -> None:
    seen = await what_they_see(house)
    asked = await house.asks_to_be_called("maya", about="seeing my brother")
    await house["maya"].patch("/v1/me", {"pronouns": "they"})
    await moved(house, forward="P9D")
    changed = await what_they_see(house)

    told = (await house["maya"].post(RESET)).json()

    assert changed != seen
    assert await what_they_see(house) == seen
    assert told["ahead"] == "PT0S"
    assert (await house["maya"].get(f"/v1/me/contact-requests/{asked['id']}")).status_code == 404


async def what_they_see(house: World) -> list[object]:
    calls = [("maya", f"/v1/me{path}") for path in ("", "/people", "/plans/care", "/requests", "/reviews", "/promises")]
    return [INSTANT.sub("then", (await house[who].get(path)).text) for who, path in [*calls, ("sam", "/v1/triage")]]


async def test_a_second_tap_on_reset_takes_nothing_away_again(house: World) -> None:
    await house["maya"].post(RESET, key="reset")
    asked = await house.asks_to_be_called("maya", about="seeing my brother")

    again = await house["maya"].post(RESET, key="reset")

    assert again.headers["Idempotency-Replayed"] == "true"
    assert await standing(house, asked["id"]) == "on_track"


async def test_whoever_calls_meanwhile_is_answered_before_it_or_after_it(house: World) -> None:
    async def keep_asking(number: int) -> list[int]:
        return [
            (await house["maya"].post("/v1/me/contact-requests", {"about": f"{number} {each}"})).status_code
            for each in range(6)
        ]

    async def keep_moving() -> list[int]:
        calls = [(CLOCK, {"forward": "PT1H"}), (RESET, None), (CLOCK, {"forward": "P1D"}), (RESET, None)]
        return [(await house["sam"].post(path, body)).status_code for path, body in calls]

    *asked, statuses, others = await asyncio.gather(*map(keep_asking, range(4)), keep_moving(), keep_moving())

    assert {status for each in asked for status in each} <= {201, 503}
    assert {*statuses, *others} <= {200, 503}
    assert 200 in statuses
    await house["maya"].post(RESET)
    assert (await house["maya"].get("/v1/me/requests")).json()["items"] == []
