"""What is not there for somebody answers, byte for byte, like what is not there at all."""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import time
from typing import Any
from uuid import uuid4

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI

from api.app import api_routes
from models.councils import Council, CouncilState
from tests.conftest import WEDNESDAY
from tests.make.world import World
from tests.walls import cast, people
from tests.walls.addresses import kept_id
from tests.walls.clones import Connection, plant
from tests.walls.people import NOBODY, ROLES
from tests.walls.table import FRESH, MAY, expected, rows_of
from tests.walls.test_matrix import away, call

_EVERY_TIME_ANOTHER = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
NINE, FIVE = time(9), time(17)
WITH_AN_ID = [route for route in MAY if rows_of(route) != [""]]
tried: list[tuple[str, str, str]] = []


@pytest_asyncio.fixture(scope="module")
async def here(app: FastAPI, owner_url: str) -> World:
    return await cast.gathered(app, owner_url)


@pytest_asyncio.fixture(scope="module")
async def there(app: FastAPI, owner_url: str) -> World:
    return await cast.gathered(app, owner_url)


def plain(reply: httpx.Response) -> tuple[int, list[tuple[str, str]], str]:
    """Return a reply without the number of this very request."""
    headers = [(name, _EVERY_TIME_ANOTHER.sub("id", value)) for name, value in reply.headers.multi_items()]
    return reply.status_code, headers, _EVERY_TIME_ANOTHER.sub("id", reply.text)


def hidden_rows(world: World, superuser: Connection, route: str, who: str) -> Iterator[tuple[str, object]]:
    """Return an id of every row that there is not for `who`, in this council, and whatever else it might name."""
    for row in rows_of(route):
        if expected(route, row, who) == 404:
            yield row, kept_id(world, superuser, row)


@pytest.mark.parametrize("route", WITH_AN_ID)
async def test_a_hidden_row_answers_like_none(here: World, there: World, superuser: Connection, route: str) -> None:
    roles = MAY[route][0].split()
    for who in (each for each, role in ROLES.items() if role in roles):
        speaker = here.phone_of("maya") if who == "m1" else here[who]
        hidden = list(hidden_rows(here, superuser, route, who))
        foreign = [(f"foreign {row}", kept_id(there, superuser, row)) for row in rows_of(route)[:3]]
        other = [("what is no such row", here.id_of("maya" if MAY[route][1] == "sam" else "kim"))]
        none = plain(await speaker.call(*call(here, route, uuid4(), who)))
        for row, found in [*hidden, *foreign, *other]:
            assert plain(await speaker.call(*call(here, route, found, who))) == none
            tried.append((route, who, row))
        assert none[0] == (401 if who == "m1" and route in FRESH else 404)


@pytest.mark.parametrize("who", ["maya", "sam", NOBODY])
async def test_who_lacks_the_permission_is_told_the_same_of_every_row(
    here: World, superuser: Connection, who: str
) -> None:
    speaker = here.nobody() if who == NOBODY else here[who]
    for route in (each for each in WITH_AN_ID if who == NOBODY or ROLES[who] not in MAY[each][0].split()):
        about = rows_of(route)[0]
        replies = [
            plain(await speaker.call(*call(here, route, each, who)))
            for each in (kept_id(here, superuser, about), uuid4())
        ]

        assert replies[0] == replies[1]
        assert replies[0][0] in (401, 403)


def test_every_route_with_an_id_was_tried_with_many(app: FastAPI) -> None:
    with_an_id = {route.name for route in api_routes(app) if "_id}" in route.path}

    assert set(WITH_AN_ID) == with_an_id == {route for route, _, _ in tried}
    assert len(tried) > 400


async def test_a_council_that_does_not_serve_answers_like_none(here: World, superuser: Connection) -> None:
    for state in (CouncilState.draft, CouncilState.closed):
        slug = f"{state}-{uuid4().hex[:8]}"
        plant(superuser, Council(council_id=uuid4(), slug=slug, name="Not yet", state=state, opens=NINE, closes=FIVE))
        for page in ("", "/help"):
            one = plain(await here.nobody().get(f"/v1/councils/{slug}{page}"))
            assert one == plain(await here.nobody().get(f"/v1/councils/no-such-council{page}"))
            assert one[0] == 404


# An id may also stand inside what is sent: a colleague, a worker who is asked for, a filter.
INSIDE: Sequence[tuple[str, str, Callable[[World, object], tuple[str, str, Any]]]] = (
    ("maya", "worker", lambda _, each: ("POST", "/v1/me/contact-requests", {"worker_id": str(each)})),
    ("sam", "colleague", lambda world, each: ("PUT", "/v1/workers/me/cover", away(world) | {"covered_by": str(each)})),
    ("sam", "young person", lambda _, each: ("GET", f"/v1/triage?young_person_id={each}", None)),
    ("priya", "young person", lambda _, each: ("GET", f"/v1/triage?young_person_id={each}", None)),
)


@pytest.mark.parametrize(("who", "what", "ask"), INSIDE, ids=lambda given: given if isinstance(given, str) else "")
async def test_an_id_of_another_council_in_what_is_sent_is_like_none(
    here: World, there: World, who: str, what: str, ask: Callable[[World, object], tuple[str, str, Any]]
) -> None:
    named = {"worker": "sam", "colleague": "alex", "young person": "maya"}[what]

    one = plain(await here[who].call(*ask(here, there.id_of(named))))
    none = plain(await here[who].call(*ask(here, uuid4())))

    assert one == none


@pytest.mark.parametrize("who", ["m1", "sam", "priya"])
async def test_asking_for_her_advocate_tells_nobody_that_there_is_one(here: World, who: str) -> None:
    """Her social worker who writes down a request cannot find out by trying names whether she has an advocate."""
    log = {"asked_at": WEDNESDAY.isoformat(), "asked_through": "phone"}
    speaker = here[who] if who != "m1" else here.phone_of("maya")
    address = f"/v1/young-people/{here.id_of('maya')}/contact-requests"

    replies = [
        plain(await speaker.post(address, log | {"worker_id": str(each)}))
        for each in (here.id_of("ade"), here.id_of("oli"), uuid4())
    ]

    assert replies[0] == replies[1] == replies[2]
    assert people.ROLES[who] == "young_person" or replies[0][0] == 422
