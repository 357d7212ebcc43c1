"""A worker's young people, and what they asked for by phone or in person."""

from datetime import timedelta

import httpx
import pytest

from models.involvements import InvolvementRole
from tests.conftest import WEDNESDAY
from tests.make.scenes import as_told, away, ids, involve, newcomer, on, queue, refused, tries
from tests.make.world import World

BY_PHONE = {"asked_at": WEDNESDAY.isoformat(), "asked_through": "phone"}


async def logs(world: World, who: str, young_person: str, **said: object) -> httpx.Response:
    """Let somebody write down that a young person asked to be called."""
    path = f"/v1/young-people/{world.id_of(young_person)}/contact-requests"
    return await world[who].post(path, BY_PHONE | said)


async def names(world: World, who: str) -> list[str]:
    return [each["preferred_name"] for each in (await world[who].get("/v1/young-people")).json()["items"]]


async def test_a_worker_sees_their_own_young_people_by_name(northshire: World) -> None:
    assert await names(northshire, "sam") == ["Jay", "Maya"]
    assert await names(northshire, "dana") == ["Jay", "Maya"]
    assert await names(northshire, "alex") == []


async def test_a_manager_sees_the_teams(northshire: World) -> None:
    await newcomer(northshire, "tia")
    await involve(northshire, "tia", "bo", InvolvementRole.social_worker, main=True)

    assert await names(northshire, "priya") == ["Jay", "Maya"]
    assert await names(northshire, "wes") == ["Tia"]


async def test_whoever_stands_in_for_the_main_worker_sees_theirs(northshire: World) -> None:
    await away(northshire, "sam", cover="bo", since=on(8), until=on(19))

    assert await names(northshire, "bo") == ["Jay", "Maya"]
    northshire.at(on(19))
    assert await names(northshire, "bo") == []


async def test_who_has_moved_on_sees_them_no_more(northshire: World) -> None:
    await involve(northshire, "maya", "bo", InvolvementRole.support_worker, ended=on(11))

    assert await names(northshire, "bo") == ["Maya"]
    northshire.at(on(11))
    assert await names(northshire, "bo") == []


async def test_each_line_says_what_is_open_and_when_the_next_is_due(northshire: World) -> None:
    await northshire.asks_to_be_called("maya")
    await tries(northshire, "sam", await northshire.asks_to_be_called("maya"))
    northshire.at(on(11))
    await northshire.asks_to_be_called("maya")

    jay, maya = (await northshire["sam"].get("/v1/young-people")).json()["items"]

    assert (jay["open_requests"], jay["next_due_at"]) == (0, None)
    assert (maya["open_requests"], maya["next_due_at"]) == (2, "2026-06-12T16:00:00Z")


async def test_a_call_that_came_by_phone_runs_from_when_they_asked(northshire: World) -> None:
    northshire.at(on(12, "09:00"))

    logged = (await logs(northshire, "sam", "maya", about="contact")).json()

    assert (logged["asked_at"], logged["due_on"]) == ("2026-06-10T09:00:00Z", "2026-06-12")
    assert (logged["asked_through"], logged["standing"]) == ("phone", "due_soon")
    assert ids(await queue(northshire, "alex")) == [logged["id"]]


async def test_what_was_written_down_too_late_is_late_at_once(northshire: World) -> None:
    northshire.at(on(15))

    logged = (await logs(northshire, "sam", "maya")).json()

    assert logged["standing"] == "late"
    assert (await as_told(northshire, "maya", logged))["standing"] == "late"


@pytest.mark.parametrize(
    ("through", "says"),
    [
        ("phone", "You asked by phone. Sam wrote it down."),
        ("in_person", "You asked Sam in person."),
        ("letter", "You asked in a letter. Sam wrote it down."),
        ("text", "You asked in a text. Sam wrote it down."),
        ("email", "You asked in an email. Sam wrote it down."),
    ],
)
async def test_she_sees_who_wrote_it_down(northshire: World, through: str, says: str) -> None:
    logged = (await logs(northshire, "sam", "maya", asked_through=through)).json()

    assert [line["says"] for line in (await as_told(northshire, "maya", logged))["timeline"]] == [says]


async def test_the_reply_says_where_the_request_is(northshire: World) -> None:
    reply = await logs(northshire, "sam", "maya")

    assert reply.status_code == 201
    assert (await northshire["sam"].get(reply.headers["Location"])).json() == reply.json()


async def test_nobody_writes_down_what_came_through_the_app(northshire: World) -> None:
    assert refused(await logs(northshire, "sam", "maya", asked_through="app"), 422, "not_valid")


async def test_nobody_asked_in_the_future_or_without_a_time(northshire: World) -> None:
    future = await logs(northshire, "sam", "maya", asked_at=(WEDNESDAY + timedelta(seconds=1)).isoformat())

    assert refused(future, 422, "in_the_future")
    assert refused(await logs(northshire, "sam", "maya", asked_at=None), 422, "not_valid")


async def test_what_was_asked_more_than_four_weeks_ago_is_not_written_down_any_more(northshire: World) -> None:
    longest = WEDNESDAY - timedelta(days=28)

    assert (await logs(northshire, "sam", "maya", asked_at=longest.isoformat())).status_code == 201
    older = await logs(northshire, "sam", "maya", asked_at=(longest - timedelta(seconds=1)).isoformat())
    assert refused(older, 422, "asked_too_long_ago")
    assert "four weeks" in older.json()["detail"]


async def test_a_later_day_moves_the_clock_of_a_call_that_came_by_phone_too(northshire: World) -> None:
    assert (await logs(northshire, "sam", "maya", not_before="2026-06-15")).json()["due_on"] == "2026-06-17"


@pytest.mark.parametrize("who", ["alex", "bo", "wes"])
async def test_only_their_own_people_write_it_down(northshire: World, who: str) -> None:
    assert refused(await logs(northshire, who, "maya"), 404, "not_found")


@pytest.mark.parametrize("who", ["dana", "ruth", "ade", "eve", "lee", "maya"])
async def test_other_roles_write_nothing_down(northshire: World, who: str) -> None:
    assert refused(await logs(northshire, who, "maya"), 403, "not_allowed")


async def test_another_councils_young_person_does_not_exist(northshire: World, eastvale: World) -> None:
    path = f"/v1/young-people/{northshire.id_of('maya')}/contact-requests"

    assert refused(await eastvale["zed"].post(path, BY_PHONE), 404, "not_found")


async def test_the_manager_writes_it_down_for_the_teams_young_people(northshire: World) -> None:
    assert (await logs(northshire, "priya", "maya")).status_code == 201


async def test_it_goes_where_her_own_asking_would_have_gone(northshire: World) -> None:
    await involve(northshire, "maya", "bo", InvolvementRole.support_worker)

    logged = (await logs(northshire, "sam", "maya", worker_id=str(northshire.id_of("bo")))).json()

    assert logged["team"] == "Children in Care West"
    assert ids(await queue(northshire, "wes")) == [logged["id"]]


async def test_asking_for_a_rights_officer_is_left_to_the_young_person(northshire: World) -> None:
    await involve(northshire, "maya", "ruth", InvolvementRole.key_worker)

    reply = await logs(northshire, "sam", "maya", worker_id=str(northshire.id_of("ruth")))

    assert refused(reply, 422, "not_one_of_your_people")
