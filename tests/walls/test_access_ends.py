"""Whoever is no longer there for a young person is out at the next request, on every route, without a word."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.sql import ClauseElement

from api.statements import rows_of
from models.accounts import Account, AccountState, Role
from models.councils import Council, CouncilState
from models.involvements import Involvement
from models.sessions import Session, WhyEnded
from models.workers import Worker
from tests.conftest import WEDNESDAY
from tests.make.scenes import takes, tries
from tests.make.world import Speaker, World
from tests.walls import cast

HOUR = timedelta(hours=1)
ENDED = "the young person's worker changed"


def of_account(world: World, who: str, **changed: object) -> ClauseElement:
    rows = rows_of(Account)
    return update(rows).where(rows.c.id == world.id_of(who)).values(**changed)


def of_involvement(world: World, worker: str, **changed: object) -> ClauseElement:
    rows = rows_of(Involvement)
    theirs = rows.c.worker_id == world.id_of(worker), rows.c.young_person_id == world.id_of("maya")
    return update(rows).where(*theirs).values(**changed)


def of_worker(world: World, who: str, **changed: object) -> ClauseElement:
    rows = rows_of(Worker)
    return update(rows).where(rows.c.id == world.id_of(who)).values(**changed)


async def statuses(speaker: Speaker, asked: str, young_person: object) -> dict[str, int]:
    """Return how every route of a worker's answers about one request and one young person."""
    log = {"asked_at": WEDNESDAY.isoformat(), "asked_through": "phone"}
    replies = {
        "read": await speaker.get(f"/v1/requests/{asked}"),
        "put back": await speaker.delete(f"/v1/requests/{asked}/taker"),
        "take": await speaker.put(f"/v1/requests/{asked}/taker"),
        "try": await speaker.post(f"/v1/requests/{asked}/attempts", {"outcome": "no_answer"}),
        "card": await speaker.get(f"/v1/young-people/{young_person}"),
        "plan": await speaker.get(f"/v1/young-people/{young_person}/plans/care"),
        "reviews": await speaker.get(f"/v1/young-people/{young_person}/reviews"),
        "involvements": await speaker.get(f"/v1/young-people/{young_person}/involvements"),
        "log": await speaker.post(f"/v1/young-people/{young_person}/contact-requests", log),
    }
    return {name: reply.status_code for name, reply in replies.items()}


async def test_a_worker_whose_time_with_her_is_over_is_out_at_the_next_request(northshire: World) -> None:
    """What has ended is for whoever is still there; what is open is for the team, which he is still in."""
    asked = await northshire.asks_to_be_called("maya", about="seeing my brother")
    await tries(northshire, "sam", asked)
    northshire.at(WEDNESDAY + HOUR)
    before = await northshire["sam"].get(f"/v1/requests/{asked['id']}")

    await northshire.change(of_involvement(northshire, "sam", ended_at=WEDNESDAY + HOUR, end_reason=ENDED))

    after = await statuses(northshire["sam"], asked["id"], northshire.id_of("maya"))
    cases = (await northshire["sam"].get("/v1/young-people")).json()["items"]
    assert before.status_code == 200
    assert set(after.values()) == {404}
    assert str(northshire.id_of("maya")) not in {each["id"] for each in cases}
    assert str(northshire.id_of("jay")) in {each["id"] for each in cases}


async def test_an_involvement_ends_at_its_instant_and_not_before(northshire: World) -> None:
    await northshire.change(of_involvement(northshire, "sam", ended_at=WEDNESDAY + HOUR, end_reason=ENDED))
    log = {"asked_at": (WEDNESDAY - HOUR).isoformat(), "asked_through": "phone"}
    address = f"/v1/young-people/{northshire.id_of('maya')}/contact-requests"

    northshire.at(WEDNESDAY + HOUR - timedelta(microseconds=1))
    assert (await northshire["sam"].post(address, log)).status_code == 201
    northshire.at(WEDNESDAY + HOUR)
    assert (await northshire["sam"].post(address, log)).status_code == 404


@pytest.mark.parametrize("who", ["alex", "priya"])
async def test_who_moves_to_another_team_leaves_its_queue_behind(northshire: World, who: str) -> None:
    asked = await northshire.asks_to_be_called("maya", about="seeing my brother")
    northshire.at(WEDNESDAY + HOUR)
    before = await northshire[who].get(f"/v1/requests/{asked['id']}")

    await northshire.change(of_worker(northshire, who, team_id=northshire.team("west")))

    after = await statuses(northshire[who], asked["id"], northshire.id_of("maya"))
    assert before.status_code == 200
    assert set(after.values()) == {404}
    assert (await northshire[who].get("/v1/triage")).json()["counts"]["total"] == 0
    assert (await northshire[who].get("/v1/young-people")).json()["items"] == []


async def test_whoever_holds_a_request_keeps_it_until_it_is_handed_on(northshire: World) -> None:
    asked = await northshire.asks_to_be_called("maya")
    await takes(northshire, "alex", asked)
    await northshire.change(of_worker(northshire, "alex", team_id=northshire.team("west")))
    northshire.at(WEDNESDAY + HOUR)
    held = await northshire["alex"].get(f"/v1/requests/{asked['id']}")

    sam = {"worker_id": str(northshire.id_of("sam"))}
    handed = await northshire["priya"].put(f"/v1/requests/{asked['id']}/taker", sam)

    assert (held.status_code, handed.status_code) == (200, 200)
    assert (await northshire["alex"].get(f"/v1/requests/{asked['id']}")).status_code == 404


async def test_who_stood_in_is_out_the_moment_the_worker_is_back(northshire: World) -> None:
    asked = await northshire.asks_to_be_called("maya")
    await northshire.save(cast.cover(northshire, "sam", "bo", until=WEDNESDAY + HOUR))
    young_person = northshire.id_of("maya")

    northshire.at(WEDNESDAY + HOUR - timedelta(microseconds=1))
    during = await northshire["bo"].get(f"/v1/requests/{asked['id']}")
    northshire.at(WEDNESDAY + HOUR)
    after = await statuses(northshire["bo"], asked["id"], young_person)

    assert during.status_code == 200
    assert set(after.values()) == {404}


async def test_a_cover_that_is_called_off_ends_at_once(northshire: World) -> None:
    asked = await northshire.asks_to_be_called("maya")
    await northshire.save(cast.cover(northshire, "sam", "bo"))
    before = await northshire["bo"].get(f"/v1/requests/{asked['id']}")

    here = {"away_from": None, "away_until": None, "covered_by": None}
    assert (await northshire["sam"].put("/v1/workers/me/cover", here)).status_code == 200

    assert before.status_code == 200
    assert set((await statuses(northshire["bo"], asked["id"], northshire.id_of("maya"))).values()) == {404}


def the_account_ends(world: World) -> list[ClauseElement]:
    return [of_account(world, who, state=AccountState.ended) for who in ("sam", "maya")]


def every_session_ends(world: World) -> list[ClauseElement]:
    rows = rows_of(Session)
    ended = {"ended_at": WEDNESDAY, "why_ended": WhyEnded.signed_out}
    return [update(rows).where(rows.c.account_id == world.id_of(who)).values(**ended) for who in ("sam", "maya")]


def they_have_another_role(world: World) -> list[ClauseElement]:
    return [of_account(world, "sam", role=Role.board_member), of_account(world, "maya", role=Role.worker)]


def the_council_closes(_: World) -> list[ClauseElement]:
    return [update(rows_of(Council)).values(state=CouncilState.closed)]


OWN = (
    *("/v1/me", "/v1/me/people", "/v1/me/contact-requests", "/v1/me/access-log", "/v1/me/requests", "/v1/me/privacy"),
    *("/v1/me/advocate-requests", "/v1/me/feedback", "/v1/me/plans", "/v1/me/plans/care", "/v1/me/plans/care/views"),
    *("/v1/me/reviews", "/v1/me/promises"),
)
WORK = ("/v1/triage", "/v1/young-people", "/v1/workers/me/cover")


@pytest.mark.parametrize("end", [the_account_ends, every_session_ends, they_have_another_role, the_council_closes])
async def test_a_token_that_was_made_before_is_refused_at_the_next_request(
    northshire: World, end: Callable[[World], list[ClauseElement]]
) -> None:
    asked = await northshire.asks_to_be_called("maya")
    mine = (*OWN, f"/v1/me/contact-requests/{asked['id']}", f"/v1/me/contact-requests/{asked['id']}/clock")
    hers = f"/v1/young-people/{northshire.id_of('maya')}"
    pages = (hers, f"{hers}/plans/care", f"{hers}/reviews", f"{hers}/involvements")
    work = (*WORK, f"/v1/requests/{asked['id']}", *pages)
    pairs = [*((northshire["maya"], path) for path in mine), *((northshire["sam"], path) for path in work)]
    before = [(await speaker.get(path)).status_code for speaker, path in pairs]

    await northshire.change(*end(northshire))

    after = [await speaker.get(path) for speaker, path in pairs]
    assert set(before) == {200}
    assert {(each.status_code, each.headers["www-authenticate"]) for each in after} == {(401, "Bearer")}
    asks = await northshire["maya"].post("/v1/me/contact-requests", {"message": "Please call me."})
    tried = await tries(northshire, "sam", asked)
    assert (asks.status_code, tried.status_code) == (401, 401)


async def test_a_token_that_was_made_since_is_taken(northshire: World) -> None:
    await northshire.change(*every_session_ends(northshire))

    before = northshire["maya"]
    await northshire.sign_in_again()

    assert (await northshire["maya"].get("/v1/me")).status_code == 200
    assert (await before.get("/v1/me")).status_code == 401


async def test_a_second_tap_of_somebody_who_left_is_refused_like_the_first(northshire: World) -> None:
    """The reply that is kept under a key is no way back in."""
    asked = await northshire.asks_to_be_called("maya", about="seeing my brother")
    tap: Callable[[], Awaitable[object]] = lambda: northshire["sam"].post(  # noqa: E731
        f"/v1/requests/{asked['id']}/attempts", {"outcome": "no_answer"}, key="one-tap"
    )
    first = await tap()

    await northshire.change(of_account(northshire, "sam", state=AccountState.ended))
    second = await tap()

    assert (getattr(first, "status_code", 0), getattr(second, "status_code", 0)) == (201, 401)
    assert "brother" not in getattr(second, "text", "brother")
