"""In a demonstration, moving the clock lets what is due climb; a reset takes every step back."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest_asyncio
from fastapi import FastAPI

from api import embedded
from jobs.desk import Desk
from jobs.ladder import sweep
from tests.make.jobs import at_the_jobs, jobs_url
from tests.make.moving import RESET, moved
from tests.make.world import World
from tests.sandbox.conftest import DATABASE


@pytest_asyncio.fixture
async def jobs(demo: FastAPI, server: embedded.Server) -> AsyncIterator[Desk]:
    async with at_the_jobs(demo, jobs_url(server, DATABASE)) as sitting:
        yield sitting


async def test_whoever_moves_the_clock_sees_the_promise_broken_and_who_was_told(house: World, jobs: Desk) -> None:
    asked = await house.asks_to_be_called("maya", about="seeing my brother")
    due = datetime.fromisoformat(asked["due_at"])

    await moved(house, at=(due + timedelta(minutes=1)).isoformat())
    await sweep(jobs)

    seen = (await house["maya"].get(f"/v1/me/contact-requests/{asked['id']}")).json()
    (told, *_) = (await house["maya"].get("/v1/me/notices")).json()["items"]
    assert seen["standing"] == "late"
    assert [each["step"] for each in seen["steps"] if each["taken_at"]][-1] == "due"
    assert told["says"] == seen["timeline"][-1]["says"]
    assert "We did not. Priya, the team's manager, has it now." in told["says"]
    assert (await house["priya"].get("/v1/notices")).json()["unread"] > 0


async def test_after_a_reset_nothing_has_climbed_and_the_ladder_stands_again(house: World, jobs: Desk) -> None:
    asked = await house.asks_to_be_called("maya")
    await moved(house, forward="P9D")
    await sweep(jobs)

    await house["maya"].post(RESET)

    assert (await house["priya"].get("/v1/notices")).json()["items"] == []
    assert (await house["maya"].get("/v1/me/notices")).json()["items"] == []
    assert (await house["maya"].get(f"/v1/me/contact-requests/{asked['id']}")).status_code == 404
    again = await house.asks_to_be_called("maya")
    due = datetime.fromisoformat(again["due_at"])
    await moved(house, at=(due + timedelta(minutes=1)).isoformat())
    assert await sweep(jobs) == 1
    seen = (await house["maya"].get(f"/v1/me/contact-requests/{again['id']}")).json()
    assert [each["step"] for each in seen["steps"]][-2:] == ["due", "day_late"]
