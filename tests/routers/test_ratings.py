"""A young person says how they see a promise, and nobody else ever reads it."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from sqlalchemy import text

from api.connections import open_pool
from api.database import transaction
from api.statements import Write
from auth.permissions import Hat
from models.accounts import Role
from models.ratings import Rating
from models.words import say
from rules.pledges import Rated
from tests.conftest import WEDNESDAY
from tests.make.apps import an_app
from tests.make.pledges import CALL_BACK, promises_of
from tests.make.world import World

COUNT = Write(text("select count(*) as n from ratings"))


async def test_she_says_how_she_sees_it_and_may_change_her_mind(promised: World) -> None:
    promise = (await promises_of(promised))[CALL_BACK]["id"]
    path = f"/v1/me/promises/{promise}/rating"

    first = (await promised["maya"].put(path, {"rating": "not_kept", "words": "Nobody rang."})).json()
    promised.at(WEDNESDAY + timedelta(days=1))
    again = (await promised["maya"].put(path, {"rating": "not_kept", "words": "Nobody rang."})).json()
    assert again == first
    assert await _ratings(promised, "maya") == 1
    changed = (await promised["maya"].put(path, {"rating": "sometimes"})).json()

    assert first["seen_by"].startswith("Only you can see what you say here, and an app if you let it.")
    assert [line["phone"] for line in first["help_now"]] == ["01632 960999", "999", "0800 1111", "01632 960998"]
    assert (await promises_of(promised))[CALL_BACK]["my_rating"] == {
        "rating": "sometimes",
        "words": None,
        "at": "2026-06-11T09:00:00Z",
    }
    assert changed["at"] == "2026-06-11T09:00:00Z"
    assert await _ratings(promised, "maya") == 2


async def test_what_maya_says_is_not_there_for_jay(promised: World) -> None:
    promise = (await promises_of(promised))[CALL_BACK]["id"]

    await promised["maya"].put(f"/v1/me/promises/{promise}/rating", {"rating": "kept"})

    assert (await promises_of(promised, "jay"))[CALL_BACK]["my_rating"] is None
    assert await _ratings(promised, "jay") == 0


async def test_nobody_but_her_can_read_a_rating_whatever_hat_they_wear(promised: World) -> None:
    promise = (await promises_of(promised))[CALL_BACK]["id"]
    await promised["maya"].put(f"/v1/me/promises/{promise}/rating", {"rating": "kept"})

    for who in ("sam", "priya", "dana", "ruth", "ade", "cleo", "eve", "lee", "kim", "alex", "bo", "wes"):
        account, role = promised.council.account(who) or (UUID(int=0), Role.worker)
        for hat in {Hat[role.value], Hat.triage, Hat.public}:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                await _count(promised, account, role, hat)


async def test_whoever_sets_a_council_up_cannot_read_a_rating_either(promised: World) -> None:
    pool = open_pool(promised.owner_url, size=2)
    await pool.open()

    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        async with transaction(pool, promised.app.state.seals.system(promised.id, "council:load")) as db:
            await db.rows(COUNT)

    await pool.close()


@pytest.mark.parametrize("statement", ["update ratings set rating = 'kept'", "delete from ratings"])
async def test_what_was_said_is_neither_changed_nor_taken_away(promised: World, statement: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        async with _asking(promised, promised.id_of("maya"), Role.young_person, Hat.young_person) as db:
            await db.rows(Write(text(f"{statement} returning id")))


async def test_nobody_rates_in_another_name(promised: World) -> None:
    promise = (await promises_of(promised))[CALL_BACK]["id"]
    rating = Rating(
        council_id=promised.id,
        young_person_id=promised.id_of("jay"),
        promise_id=UUID(promise),
        rating=Rated.kept,
        at=WEDNESDAY,
    )

    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        async with _asking(promised, promised.id_of("maya"), Role.young_person, Hat.young_person) as db:
            await db.add(rating)


@pytest.mark.parametrize("who", ["sam", "priya", "dana", "ruth", "ade", "cleo", "eve", "lee", "kim"])
async def test_staff_neither_read_nor_rate_as_a_young_person_does(promised: World, who: str) -> None:
    promise = (await promises_of(promised))[CALL_BACK]["id"]

    assert (await promised[who].get("/v1/me/promises")).status_code == 403
    assert (await promised[who].put(f"/v1/me/promises/{promise}/rating", {"rating": "kept"})).status_code == 403


async def test_another_councils_promise_does_not_exist(promised: World, eastvale: World) -> None:
    promise = (await promises_of(promised))[CALL_BACK]["id"]

    theirs = await eastvale["noor"].put(f"/v1/me/promises/{promise}/rating", {"rating": "kept"})
    unknown = await eastvale["noor"].put(f"/v1/me/promises/{uuid4()}/rating", {"rating": "kept"})

    assert theirs.status_code == unknown.status_code == 404
    assert theirs.json()["detail"] == unknown.json()["detail"]
    assert await promises_of(eastvale, "noor") == {}


@pytest.mark.parametrize(
    "said", [{}, {"rating": "great"}, {"rating": "kept", "words": " "}, {"rating": "kept", "stars": 5}]
)
async def test_what_is_no_rating_is_refused(promised: World, said: dict[str, object]) -> None:
    promise = (await promises_of(promised))[CALL_BACK]["id"]

    assert (await promised["maya"].put(f"/v1/me/promises/{promise}/rating", said)).status_code == 422


def _asking(world: World, account: UUID, role: Role | str, hat: Hat) -> Any:  # noqa: ANN401
    sessions = {each.account_id: each.id for each in world.sessions() if each.proved_at}
    said = (role, hat, "promises:read", "kept-tests", 2, sessions.get(account, ""))
    sealed = world.app.state.seals.seal(world.id, account, *said)
    return transaction(world.app.state.pool, sealed)


async def _count(world: World, account: UUID, role: Role | str, hat: Hat) -> int:
    async with _asking(world, account, role, hat) as db:
        (row,) = await db.rows(COUNT)
        return int(row["n"])


async def _ratings(world: World, who: str) -> int:
    return await _count(world, world.id_of(who), Role.young_person, Hat.young_person)


async def test_an_app_reads_what_she_says_where_she_let_it_and_she_was_told_so(promised: World) -> None:
    promise = (await promises_of(promised))[CALL_BACK]["id"]
    await promised["maya"].put(f"/v1/me/promises/{promise}/rating", {"rating": "not_kept", "words": "Nobody rang."})
    app = await an_app(promised, scopes=["promises:read"], allowed=["promises:read"])

    let_in = await app.speaker(scope="promises:read", ticked=("promises:read",))

    assert "Nobody rang." in (await let_in.get("/v1/me/promises")).text
    assert say("scopes.promises:read") == "It can see what the council said it would do, and what you said of it."
