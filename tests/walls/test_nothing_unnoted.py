"""What the history cannot note does not happen: nothing is written, and nothing is shown to staff."""

from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace

import pytest
import pytest_asyncio
from fastapi import FastAPI

from api.settings import Settings
from tests.conftest import WEDNESDAY
from tests.make.plans import part, plan, write
from tests.make.scenes import tries
from tests.make.service import serving
from tests.make.world import World
from tests.walls.clones import Clone, relations, run

WORDS = "zzbrother"


@pytest_asyncio.fixture(scope="module")
async def own(clone: Callable[[], Clone], settings: Settings) -> AsyncIterator[tuple[FastAPI, Clone]]:
    database = clone()
    async with serving(replace(settings, database_url=database.url("kept_api"))) as app:
        app.state.clock.set(WEDNESDAY)
        yield app, database


@pytest.fixture
def broken(own: tuple[FastAPI, Clone]) -> Iterator[Callable[[str], None]]:
    """Return a way to take a right away; it is given back after the test."""
    with own[1].as_superuser() as connection:
        taken: list[str] = []

        def take(right: str) -> None:
            run(connection, f"revoke {right.replace(' to ', ' from ')}")
            taken.append(right)

        yield take
        for right in taken:
            run(connection, f"grant {right}")


def rows(database: Clone, world: World) -> dict[str, int]:
    with database.as_superuser() as connection:
        counted = "select count(*) from kept.{} where council_id = %s"
        return {
            each: int(next(iter(run(connection, counted.format(each), [world.id])))[0])
            for each in relations(connection)
            if each != "alembic_version"
        }


async def test_what_the_history_cannot_keep_is_not_written(
    own: tuple[FastAPI, Clone], broken: Callable[[str], None]
) -> None:
    app, database = own
    world = await World.like("northshire", app, database.url("kept_owner"))
    asked = await world.asks_to_be_called("maya")
    before = rows(database, world)

    broken("insert on kept.history to kept_context")
    asks = await world["maya"].post("/v1/me/contact-requests", {"message": WORDS})
    tried = await tries(world, "sam", asked, note=WORDS)
    edited = await world["maya"].patch("/v1/me", {"pronouns": WORDS})
    viewed = await world["maya"].post("/v1/me/plans/care/views", {"message": WORDS})
    read = await world["maya"].get("/v1/me/plans/care")  # a copy that she is given is written down
    planned = await write(world, "sam", "maya", plan(part("home", WORDS)))
    replies = (asks, tried, edited, viewed, read, planned)

    assert {each.status_code for each in replies} <= {500, 503}
    assert rows(database, world) == before | {"looks": before["looks"] + 1}  # Sam read the plan before he wrote it
    assert WORDS not in "".join(each.text for each in replies)


async def test_what_cannot_be_noted_as_a_look_is_not_shown(
    own: tuple[FastAPI, Clone], broken: Callable[[str], None]
) -> None:
    app, database = own
    world = await World.like("northshire", app, database.url("kept_owner"))
    asked = await world.asks_to_be_called("maya", message=WORDS)

    broken("insert on kept.looks to kept_worker, kept_triage")
    hers = f"/v1/young-people/{world.id_of('maya')}"
    pages = (f"/v1/requests/{asked['id']}", "/v1/triage", "/v1/young-people")
    of_hers = (hers, f"{hers}/plans/care", f"{hers}/reviews", f"{hers}/involvements")
    replies = [await world["sam"].get(page) for page in (*pages, *of_hers)]

    assert {reply.status_code for reply in replies} <= {500, 503}
    assert not any(WORDS in reply.text or "Maya" in reply.text for reply in replies)
    assert (await world["maya"].post("/v1/me/contact-requests", {})).status_code == 201
