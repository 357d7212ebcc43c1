"""Whose queue a request joins: that of somebody who will see it."""

import pytest

from models.involvements import InvolvementRole
from tests.make.scenes import away, ids, involve, newcomer, on, queue, refused, tries
from tests.make.world import World

PATH = "/v1/me/contact-requests"


async def named(world: World, worker: str) -> dict[str, str]:
    return {"worker_id": str(world.id_of(worker))}


async def test_with_nobody_named_it_goes_to_her_main_workers_team_and_no_other(northshire: World) -> None:
    asked = await northshire.asks_to_be_called("maya")

    for teammate in ("sam", "alex", "priya"):
        assert ids(await queue(northshire, teammate)) == [asked["id"]]
    for other in ("bo", "wes", "eve", "ruth", "ade", "cleo"):
        assert await queue(northshire, other) == []


async def test_the_person_she_names_gets_it_in_their_team(northshire: World) -> None:
    await involve(northshire, "maya", "bo", InvolvementRole.support_worker)

    asked = await northshire.asks_to_be_called("maya", **await named(northshire, "bo"))

    assert [each["who"] for each in asked["people_told"]] == ["Bo", "Children in Care West"]
    assert ids(await queue(northshire, "bo")) == [asked["id"]]
    assert await queue(northshire, "sam") == []


async def test_while_sam_is_away_it_goes_to_the_team_of_whoever_stands_in(northshire: World) -> None:
    await away(northshire, "sam", cover="bo", since=on(8), until=on(19))

    asked = await northshire.asks_to_be_called("maya")

    assert asked["team"]["name"] == "Children in Care West"
    assert ids(await queue(northshire, "wes")) == [asked["id"]]


async def test_she_is_told_only_of_people_who_can_see_it(northshire: World) -> None:
    await away(northshire, "sam", cover="bo", since=on(8), until=on(19))

    asked = await northshire.asks_to_be_called("maya")

    assert [each["who"] for each in asked["people_told"]] == ["Children in Care West"]
    listed = (await northshire["maya"].get(PATH)).json()["items"]
    assert listed[0]["people_told"] == asked["people_told"]


async def test_a_stand_in_who_is_away_too_does_not_pass_it_on(northshire: World) -> None:
    await away(northshire, "sam", cover="bo", since=on(8), until=on(19))
    await away(northshire, "bo", cover="alex", since=on(8), until=on(19))

    asked = await northshire.asks_to_be_called("maya")

    assert asked["team"]["name"] == "Children in Care West"


@pytest.mark.parametrize(("when", "team"), [("09:59", "East"), ("10:00", "West"), ("10:59", "West"), ("11:00", "East")])
async def test_somebody_is_away_from_the_first_moment_and_back_at_the_last(
    northshire: World, when: str, team: str
) -> None:
    await away(northshire, "sam", cover="bo", since=on(11, "10:00"), until=on(11, "11:00"))
    northshire.at(on(11, when))

    asked = await northshire.asks_to_be_called("maya")

    assert asked["team"]["name"] == f"Children in Care {team}"


async def test_asking_for_somebody_who_has_moved_on_reaches_the_main_workers_team(northshire: World) -> None:
    await involve(northshire, "maya", "bo", InvolvementRole.support_worker, ended=on(1))

    asked = await northshire.asks_to_be_called("maya", **await named(northshire, "bo"))

    assert asked["team"]["name"] == "Children in Care East"
    assert [each["who"] for each in asked["people_told"]] == ["Sam", "Children in Care East"]


@pytest.mark.parametrize("stranger", ["bo", "ade", "jay"])
async def test_asking_for_somebody_who_was_never_hers_is_refused(northshire: World, stranger: str) -> None:
    reply = await northshire["maya"].post(PATH, await named(northshire, stranger))

    assert refused(reply, 422, "not_one_of_your_people")


async def test_when_the_last_worker_has_gone_the_duty_team_hears_it(northshire: World) -> None:
    await newcomer(northshire, "tia")
    await involve(northshire, "tia", "sam", InvolvementRole.social_worker, main=True, ended=on(1))

    asked = await northshire.asks_to_be_called("tia", **await named(northshire, "sam"))

    assert asked["team"]["name"] == "Emergency Duty"
    assert ids(await queue(northshire, "eve")) == [asked["id"]]


@pytest.mark.parametrize("why", ["unsafe", "hurt", "scared", "other"])
async def test_what_is_urgent_reaches_the_duty_team_too_and_first(northshire: World, why: str) -> None:
    await newcomer(northshire, "tia")
    northshire.at(on(8))
    sooner = await northshire.asks_to_be_called("tia")
    northshire.at(on(10))

    asked = await northshire.asks_to_be_called("maya", urgent=why)

    assert [each["who"] for each in asked["people_told"]] == ["Emergency Duty", "Sam", "Children in Care East"]
    assert ids(await queue(northshire, "eve")) == [asked["id"], sooner["id"]]


async def test_what_is_urgent_is_first_in_its_own_teams_queue_before_what_is_late(northshire: World) -> None:
    late = await northshire.asks_to_be_called("jay")
    northshire.at(on(15))

    urgent = await northshire.asks_to_be_called("maya", urgent="other")

    assert ids(await queue(northshire, "sam")) == [urgent["id"], late["id"]]


async def test_the_duty_team_may_talk_with_her_when_it_is_urgent(northshire: World) -> None:
    asked = await northshire.asks_to_be_called("maya", urgent="hurt")

    assert (await tries(northshire, "eve", asked)).status_code == 201
    assert await queue(northshire, "sam") == []


async def test_her_reviewing_officer_can_be_asked_and_sees_it(northshire: World) -> None:
    asked = await northshire.asks_to_be_called("maya", **await named(northshire, "dana"))

    assert asked["team"]["name"] == "Reviewing Officers"
    assert ids(await queue(northshire, "dana")) == [asked["id"]]
    assert (await tries(northshire, "dana", asked)).status_code == 201
