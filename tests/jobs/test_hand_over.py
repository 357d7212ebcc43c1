"""Away, gone, or not there for her any more: what she asked for goes to somebody who is there, and she is told."""

import asyncio
from datetime import timedelta

import pytest

from jobs.desk import Desk
from jobs.hand_over import hand_over_council
from models.involvements import InvolvementRole
from tests.conftest import WEDNESDAY
from tests.make.scenes import as_told, away, ids, involve, on, queue, refused, takes
from tests.make.world import World
from tests.walls.clones import Connection, run

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


async def leaves(world: World, who: str, *, says: str = "priya", **when: str) -> None:
    reply = await world[says].put(f"/v1/workers/{world.id_of(who)}/departure", when)
    assert reply.status_code == 200, reply.text


async def bo_comes(world: World) -> None:
    """Let Bo be Maya's main social worker, in Sam's place, a minute later."""
    path = f"/v1/young-people/{world.id_of('maya')}/involvements"
    ask = {"worker_id": str(world.id_of("bo")), "role": "social_worker", "main": True, "reason": "A new team."}
    world.at(WEDNESDAY + MINUTE)
    assert (await world["priya"].post(path, ask)).status_code == 201


async def story(world: World, asked: dict[str, str], who: str = "maya") -> list[str]:
    return [line["says"] for line in (await as_told(world, who, asked))["timeline"]]


async def told(world: World, who: str) -> list[str]:
    path = "/v1/me/notices" if who == "maya" else "/v1/notices"
    return [each["says"] for each in (await world[who].get(path)).json()["items"]]


async def test_when_somebody_goes_away_whoever_stands_in_has_what_they_held(northshire: World, desk: Desk) -> None:
    asked = await northshire.asks_to_be_called("maya")
    await takes(northshire, "sam", asked)
    await away(northshire, "sam", cover="bo", since=on(10, "14:00"), until=on(19))
    northshire.at(on(10, "14:01"))

    assert await hand_over_council(desk, northshire.id) == 1

    assert (await story(northshire, asked))[-1] == "Sam is away. This has gone to Bo."
    assert (await told(northshire, "maya"))[0] == "Sam is away. This has gone to Bo."
    assert "Sam is away. A request has come to Bo." in (await told(northshire, "bo"))[0]
    assert (await northshire["bo"].get(f"/v1/requests/{asked['id']}")).json()["taken_by"] == "Bo"


async def test_what_was_for_somebody_away_joins_the_queue_of_whoever_stands_in_and_comes_back(
    northshire: World, desk: Desk
) -> None:
    asked = await northshire.asks_to_be_called("maya")
    await away(northshire, "sam", cover="bo", since=on(10, "14:00"), until=on(11, "14:00"))

    northshire.at(on(10, "14:01"))
    await hand_over_council(desk, northshire.id)
    in_the_west = ids(await queue(northshire, "bo"))
    northshire.at(on(11, "14:01"))
    await hand_over_council(desk, northshire.id)

    assert asked["id"] in in_the_west
    assert asked["id"] in ids(await queue(northshire, "sam"))
    assert (await story(northshire, asked))[-2:] == [
        "Sam is away. This has gone to Children in Care West.",
        "This has gone to Sam, who is here.",
    ]


async def test_a_second_sweep_moves_nothing_again(northshire: World, desk: Desk) -> None:
    await northshire.asks_to_be_called("maya")
    await away(northshire, "sam", cover="bo", since=on(10, "14:00"), until=on(19))
    northshire.at(on(10, "14:01"))

    assert [await hand_over_council(desk, northshire.id) for _ in range(2)] == [1, 0]


async def test_sweeps_at_once_move_each_request_once_and_tell_once(northshire: World, desk: Desk) -> None:
    asked = [await northshire.asks_to_be_called(who) for who in ("maya", "jay", "maya")]
    await takes(northshire, "sam", asked[0])
    northshire.at(WEDNESDAY + MINUTE)
    await leaves(northshire, "sam")

    moved = await asyncio.gather(*(hand_over_council(desk, northshire.id) for _ in range(4)))

    assert sum(moved) == len(asked)
    for who, each in zip(("maya", "jay", "maya"), asked, strict=True):
        lines = await story(northshire, each, who)
        assert lines.count("Sam does not work here any more. This has gone to Priya.") == 1
    people = (await northshire["maya"].get("/v1/me/people")).json()["people"]
    assert [each["name"] for each in people if each["main"]] == ["Priya"]
    assert (await told(northshire, "maya")).count("Sam does not work here any more. This has gone to Priya.") == 2


async def test_who_has_left_is_not_let_in_from_that_moment(northshire: World) -> None:
    await leaves(northshire, "sam", leaves_at=(WEDNESDAY + HOUR).isoformat())

    before = await northshire["sam"].get("/v1/triage")
    northshire.at(WEDNESDAY + HOUR)
    after = await northshire["sam"].get("/v1/triage")

    assert (before.status_code, after.status_code) == (200, 401)


async def test_who_has_left_is_signed_out_of_every_device_for_good(
    northshire: World, desk: Desk, above: Connection
) -> None:
    await leaves(northshire, "sam")

    await hand_over_council(desk, northshire.id)

    ended = "select account_id from kept.sessions where council_id = %s and why_ended = 'left'"
    assert [who for (who,) in run(above, ended, [northshire.id])] == [northshire.id_of("sam")] * 2


async def test_what_a_leaver_held_is_the_teams_again_and_the_manager_is_the_main_worker(
    northshire: World, desk: Desk
) -> None:
    asked = await northshire.asks_to_be_called("maya")
    await takes(northshire, "sam", asked)
    northshire.at(WEDNESDAY + MINUTE)
    await leaves(northshire, "sam")

    await hand_over_council(desk, northshire.id)

    card = (await northshire["priya"].get(f"/v1/requests/{asked['id']}")).json()
    assert (card["state"], card["team"], card["taken_by"]) == ("waiting", "Children in Care East", None)
    assert (await story(northshire, asked))[-1] == "Sam does not work here any more. This has gone to Priya."
    people = (await northshire["maya"].get("/v1/me/people")).json()["people"]
    assert [each["name"] for each in people if each["main"]] == ["Priya"]
    listed = await northshire["priya"].get(f"/v1/young-people/{northshire.id_of('maya')}/involvements")
    assert {each["worker"] for each in listed.json()["items"] if not each["ended_at"]} == {"Priya", "Dana"}


async def test_who_was_stood_in_for_by_a_leaver_has_another_cover(northshire: World, desk: Desk) -> None:
    await away(northshire, "sam", cover="alex", since=on(10, "09:00"), until=on(19))
    await leaves(northshire, "alex")

    await hand_over_council(desk, northshire.id)

    cover = await northshire["priya"].put(f"/v1/workers/{northshire.id_of('alex')}/departure", {})
    assert refused(cover, 409, "already_left")
    assert (await northshire["sam"].get("/v1/workers/me/cover")).json()["covered_by_name"] == "Priya"


async def test_where_the_whole_team_has_left_another_teams_manager_answers_for_its_young_people(
    northshire: World, desk: Desk
) -> None:
    asked = await northshire.asks_to_be_called("maya")
    for who in ("priya", "alex", "sam"):
        await leaves(northshire, who, says="kim")

    await hand_over_council(desk, northshire.id)

    assert asked["id"] in ids(await queue(northshire, "wes"))
    people = (await northshire["maya"].get("/v1/me/people")).json()["people"]
    assert [each["name"] for each in people if each["main"]] == ["Wes"]


async def test_where_nobody_is_left_who_knows_her_the_duty_team_sees_it(northshire: World, desk: Desk) -> None:
    asked = await northshire.asks_to_be_called("maya")
    for who in ("priya", "alex", "sam", "wes", "bo"):
        await leaves(northshire, who, says="kim")

    await hand_over_council(desk, northshire.id)

    assert asked["id"] in ids(await queue(northshire, "eve"))


async def test_an_advocates_leaving_is_told_to_nobody_who_must_not_know(northshire: World, desk: Desk) -> None:
    await involve(northshire, "maya", "ade", InvolvementRole.advocate)
    reply = await northshire["maya"].post("/v1/me/advocate-requests", {"purpose": "advocate"})
    await leaves(northshire, "ade", says="kim")

    await hand_over_council(desk, northshire.id)

    seen = (await northshire["ruth"].get(f"/v1/requests/{reply.json()['id']}")).json()
    assert seen["team"] == "Children's Rights"
    for who in ("sam", "priya", "alex", "dana", "eve", "cleo"):
        assert await told(northshire, who) == []
    assert (await northshire.phone_of("maya").get("/v1/me/notices")).json()["items"] == []


async def test_when_the_main_worker_changes_what_was_for_the_earlier_one_goes_along(
    northshire: World, desk: Desk
) -> None:
    asked = await northshire.asks_to_be_called("maya")
    await bo_comes(northshire)

    await hand_over_council(desk, northshire.id)

    assert asked["id"] in ids(await queue(northshire, "bo"))
    assert (await story(northshire, asked))[-1] == "Sam is not one of your people any more. This has gone to Bo."


async def test_who_is_not_there_for_her_any_more_does_not_keep_what_they_had_taken(
    northshire: World, desk: Desk
) -> None:
    asked = await northshire.asks_to_be_called("maya")
    await takes(northshire, "sam", asked)
    await bo_comes(northshire)

    assert [await hand_over_council(desk, northshire.id) for _ in range(2)] == [1, 0]

    assert asked["id"] in ids(await queue(northshire, "bo"))
    seen = await as_told(northshire, "maya", asked)
    assert (seen["state"], seen["due_at"]) == ("waiting", asked["due_at"])
    assert seen["timeline"][-1]["says"] == "Sam is not one of your people any more. This has gone to Bo."
    assert (await told(northshire, "maya")).count(seen["timeline"][-1]["says"]) == 1


async def test_a_teammate_who_took_it_keeps_it_when_her_worker_changes(northshire: World, desk: Desk) -> None:
    asked = await northshire.asks_to_be_called("maya")
    await takes(northshire, "alex", asked)
    await bo_comes(northshire)

    assert await hand_over_council(desk, northshire.id) == 0
    assert (await northshire["alex"].get(f"/v1/requests/{asked['id']}")).json()["taken_by"] == "Alex"


@pytest.mark.parametrize(("says", "who"), [("priya", "bo"), ("wes", "sam"), ("priya", "maya"), ("kim", "maya")])
async def test_a_manager_lets_go_only_the_own_team_and_nobody_a_young_person(
    northshire: World, says: str, who: str
) -> None:
    reply = await northshire[says].put(f"/v1/workers/{northshire.id_of(who)}/departure", {})

    assert refused(reply, 404, "not_found")


async def test_a_day_that_is_over_is_refused_and_another_day_may_be_said_until_then(northshire: World) -> None:
    path = f"/v1/workers/{northshire.id_of('sam')}/departure"

    past = await northshire["priya"].put(path, {"leaves_at": (WEDNESDAY - MINUTE).isoformat()})
    first = await northshire["priya"].put(path, {"leaves_at": (WEDNESDAY + HOUR).isoformat()})
    later = await northshire["kim"].put(path, {"leaves_at": (WEDNESDAY + 2 * HOUR).isoformat()})

    assert refused(past, 422, "in_the_past")
    assert (first.status_code, later.json()["leaves_at"]) == (200, "2026-06-10T11:00:00Z")
