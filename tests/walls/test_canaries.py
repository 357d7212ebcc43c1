"""Every text of two councils is marked; nobody is ever shown a mark of the other, or words that are not for them."""

import re
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI

from api.app import api_routes
from api.settings import Settings
from auth.permissions import Hat, Permission, hat
from models.accounts import Role
from tests.make.service import serving
from tests.make.world import Speaker
from tests.walls import cast, people
from tests.walls.clones import Clone, Connection, entered, everything, relations
from tests.walls.every_get import every_get
from tests.walls.lively import READERS, SAFE, SECRETS, Lively, a_lively_day, marked

PEOPLE = [who for who in people.ROLES if who != "m1"]
HATS = [each for each in Hat if each not in (Hat.public, Hat.loader)]
Shown = Mapping[str, str]  # where it was shown, and everything that was


@pytest_asyncio.fixture(scope="module")
async def service(clone: Callable[[], Clone], settings: Settings) -> AsyncIterator[tuple[FastAPI, Clone]]:
    own = clone()
    async with serving(replace(settings, database_url=own.url("kept_api"))) as app:
        yield app, own


@pytest.fixture(scope="module")
def superuser(service: tuple[FastAPI, Clone]) -> Iterator[Connection]:
    with service[1].as_superuser() as connection:
        yield connection


@pytest_asyncio.fixture(scope="module")
async def councils(service: tuple[FastAPI, Clone], superuser: Connection) -> Sequence[Lively]:
    app, own = service
    worlds = [
        (await cast.gathered(app, own.url("kept_owner"), marked(cast.file(), mark), away=False), mark)
        for mark in ("zznorth", "zzsouth")
    ]
    return [await a_lively_day(world, mark, superuser) for world, mark in worlds]


def other(councils: Sequence[Lively], one: Lively) -> Lively:
    return next(each for each in councils if each is not one)


def words_for(day: Lively, who: str) -> set[str]:
    """Return the canaries that somebody may read."""
    words = {canary for canary, row in day.words.items() if who in READERS[row].split()}
    notes = {canary for canary, row in day.notes.items() if who in READERS[row].split()}
    return words | (notes if people.ROLES[who] != "young_person" else set())


def found(day: Lively, shown: Shown) -> set[str]:
    everything_shown = "\n".join(shown.values())
    return {canary for canary in day.words | day.notes if canary in everything_shown}


def in_the_database(connection: Connection, day: Lively, who: str, worn: Hat, assurance: int = 2) -> Shown:
    """Return all that somebody under a hat is shown by queries that name no condition."""
    with entered(connection, cast.sealed(day.world, who, worn, assurance)):
        return {
            f"{who} as {worn} in {relation}": repr(everything(connection, worn, relation))
            for relation in relations(connection)
        }


def hats_of(who: str) -> set[Hat]:
    role = Role(people.ROLES[who])
    return {
        hat(role, permission) for permission in (Permission.triage_read, Permission.me_read, Permission.reports_read)
    }


# --- The database ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("which", [0, 1])
def test_no_query_shows_anybody_anything_of_another_council(
    councils: Sequence[Lively], superuser: Connection, which: int
) -> None:
    here = councils[which]
    foreign = other(councils, here).mark
    asked = list(product(PEOPLE, HATS))

    leaks = [
        where
        for who, worn in asked
        for where, shown in in_the_database(superuser, here, who, worn).items()
        if foreign in shown
    ]

    assert leaks == []
    assert len(asked) == len(PEOPLE) * len(HATS) > 240


@pytest.mark.parametrize("who", PEOPLE)
def test_a_query_shows_somebody_the_words_that_are_for_them_and_no_others(
    councils: Sequence[Lively], superuser: Connection, who: str
) -> None:
    day = councils[0]
    shown: dict[str, str] = {}
    for worn in hats_of(who):
        shown |= in_the_database(superuser, day, who, worn)
    # What somebody was once told under a key is kept for them for a day, as the bytes that they were sent.
    seen = found(day, {where: each for where, each in shown.items() if not where.endswith("idempotency_keys")})

    assert seen == words_for(day, who)


def test_whoever_merely_holds_her_phone_is_shown_no_secret(councils: Sequence[Lively], superuser: Connection) -> None:
    day = councils[0]
    secret = {canary for canary, row in day.words.items() if row in SECRETS}

    shown = in_the_database(superuser, day, "maya", Hat.young_person, assurance=1)
    seen = found(day, {where: each for where, each in shown.items() if not where.endswith("idempotency_keys")})

    assert secret
    assert seen == words_for(day, "maya") - secret


@pytest.mark.parametrize("whose", SAFE)
def test_how_to_reach_somebody_is_shown_only_to_whoever_is_to_call_them(
    councils: Sequence[Lively], superuser: Connection, whose: str
) -> None:
    day = councils[0]
    (number,) = [each.safe_number for each in day.world.council.young_people if each.key == whose]
    assert number

    told = {
        who
        for who in PEOPLE
        for worn in hats_of(who)
        if number in "\n".join(in_the_database(superuser, day, who, worn).values())
    }

    assert told == set(SAFE[whose].split())


# --- The service -----------------------------------------------------------------------------------------------------
_swept: dict[str, Shown] = {}


async def sweep(app: FastAPI, councils: Sequence[Lively], who: str) -> Shown:
    """Return everything that somebody of the first council is sent, headers and errors too; asked for once."""
    world = councils[0].world
    if who not in _swept:
        speaker = world.nobody() if who == people.NOBODY else world.phone_of("maya") if who == "m1" else world[who]
        _swept[who] = await over_http(app, speaker, every_get(app, councils))
    return _swept[who]


async def over_http(app: FastAPI, speaker: Speaker, paths: Sequence[str]) -> Shown:
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    sent = {"Authorization": f"Bearer {speaker.token}"} if speaker.token else {}
    async with httpx.AsyncClient(transport=transport, base_url="http://kept", headers=sent) as client:
        replies = [(path, await client.get(path)) for path in paths]
    return {path: f"{reply.status_code} {reply.headers} {reply.text}" for path, reply in replies}


@pytest.mark.parametrize("who", [*PEOPLE, "m1"])
async def test_no_reply_tells_of_another_council_or_says_words_that_are_for_others(
    service: tuple[FastAPI, Clone], councils: Sequence[Lively], who: str
) -> None:
    app, day = service[0], councils[0]
    # What everyone is told of the other council is its public page.
    public = other(councils, day).world.council.council.slug

    shown = await sweep(app, councils, who)
    private = {path: each for path, each in shown.items() if public not in path and path != "/v1/councils"}

    assert [path for path, each in private.items() if councils[1].mark in each] == []
    secret = {canary for canary, row in day.words.items() if row in SECRETS} if who == "m1" else set()
    allowed = words_for(day, "maya" if who == "m1" else who) - secret
    assert found(day, shown) - allowed == set()
    assert len(shown) > 60


async def test_the_sweep_found_every_word_in_front_of_whoever_it_is_for(
    service: tuple[FastAPI, Clone], councils: Sequence[Lively]
) -> None:
    """A sweep that finds nothing anywhere would prove nothing."""
    app, day = service[0], councils[0]
    young, staff = set[str](), set[str]()
    for who in ("maya", "jay"):
        young |= found(day, await sweep(app, councils, who))
    for who in ("sam", "priya", "ruth", "ade", "cleo", "eve"):
        staff |= found(day, await sweep(app, councils, who))

    # What she says of a promise is for her alone.
    assert young == set(day.words)
    assert staff == {canary for canary, row in (day.words | day.notes).items() if row != "rating"}


async def test_the_public_pages_tell_nothing_of_anybody(
    service: tuple[FastAPI, Clone], councils: Sequence[Lively]
) -> None:
    app, day = service[0], councils[0]
    shown = await sweep(app, councils, people.NOBODY)
    everything_shown = "\n".join(shown.values())
    file = day.world.council
    names = [each.first_name for each in file.staff] + [each.preferred_name for each in file.young_people]

    assert str(file.council.name) in everything_shown
    assert [name for name in names if name in everything_shown] == []
    assert found(day, shown) == set()


# It reads nothing that is typed, and signs out whoever calls it.
TAKE_NOTHING = ("end_sessions",)


@pytest.mark.parametrize("who", ["maya", "sam", "kim"])
async def test_an_error_never_repeats_what_was_typed(
    service: tuple[FastAPI, Clone], councils: Sequence[Lively], who: str
) -> None:
    day, typed = councils[0], "zztyped"
    sent = 0
    routes = [route for route in api_routes(service[0]) if route.name not in TAKE_NOTHING]
    for route in routes:
        for method in (route.methods or set()) - {"GET", "HEAD"}:
            path = re.sub(r"\{[a-z_]+\}", typed, route.path)
            body = dict.fromkeys(("about", "message", "outcome", "note", "preferred_name", "away_from", typed), typed)
            reply = await day.world[who].call(method, path, body | {"urgent": typed, "about": typed * 40})
            sent += 1

            assert 400 <= reply.status_code < 500
            assert typed not in reply.text + str(reply.headers)
    assert sent >= 28
