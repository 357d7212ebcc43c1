"""Who stands in while a worker is away."""

import pytest

from tests.make.scenes import away, on, refused
from tests.make.world import World

MINE = "/v1/workers/me/cover"
NOTHING = {"away_from": None, "away_until": None, "covered_by": None, "covered_by_name": None}
NEXT_WEEK = {"away_from": "2026-06-15T08:00:00Z", "away_until": "2026-06-19T16:00:00Z"}


async def test_nothing_is_planned_until_somebody_says_so(northshire: World) -> None:
    assert (await northshire["sam"].get(MINE)).json() == NOTHING


async def test_a_worker_says_when_they_are_away_and_who_stands_in(northshire: World) -> None:
    alex = str(northshire.id_of("alex"))

    reply = await northshire["sam"].put(MINE, NEXT_WEEK | {"covered_by": alex})

    assert reply.json() == NEXT_WEEK | {"covered_by": alex, "covered_by_name": "Alex"}
    assert (await northshire["sam"].get(MINE)).json() == reply.json()


async def test_the_last_word_counts_and_null_ends_it(northshire: World) -> None:
    await away(northshire, "sam", cover="alex", since=on(8), until=on(19))
    await away(northshire, "sam", cover="bo", since=on(9), until=on(11))

    assert (await northshire["sam"].get(MINE)).json()["covered_by_name"] == "Bo"
    ended = await northshire["sam"].put(MINE, {"away_from": None, "away_until": None, "covered_by": None})
    assert ended.json() == NOTHING
    assert (await northshire.asks_to_be_called("maya"))["team"]["name"] == "Children in Care East"


@pytest.mark.parametrize(
    "wrong",
    [
        {"covered_by": None},
        {"away_until": None},
        {"away_until": "2026-06-15T08:00:00Z"},
        {"away_from": "2026-06-15T08:00:00"},
    ],
)
async def test_half_a_plan_is_refused(northshire: World, wrong: dict[str, None]) -> None:
    whole = NEXT_WEEK | {"covered_by": str(northshire.id_of("alex"))}

    assert refused(await northshire["sam"].put(MINE, whole | wrong), 422, "not_valid")


@pytest.mark.parametrize("nobody", ["sam", "maya", "ade", "dana", "ruth", "cleo", "lee", "kim"])
async def test_only_somebody_whose_team_can_call_stands_in(northshire: World, nobody: str) -> None:
    reply = await away(northshire, "sam", cover=nobody, since=on(8), until=on(19))

    assert refused(reply, 422, "no_such_worker")
    assert (await northshire["sam"].get(MINE)).json() == NOTHING


@pytest.mark.parametrize("somebody", ["alex", "priya", "bo", "eve"])
async def test_a_care_team_or_the_duty_team_stands_in_for_a_social_worker(northshire: World, somebody: str) -> None:
    assert (await away(northshire, "sam", cover=somebody, since=on(8), until=on(19))).status_code == 200


async def test_another_councils_worker_does_not_stand_in(northshire: World, eastvale: World) -> None:
    stranger = NEXT_WEEK | {"covered_by": str(eastvale.id_of("zed"))}

    assert refused(await northshire["sam"].put(MINE, stranger), 422, "no_such_worker")


async def test_a_manager_says_it_for_somebody_in_the_team(northshire: World) -> None:
    path = f"/v1/workers/{northshire.id_of('sam')}/cover"

    reply = await northshire["priya"].put(path, NEXT_WEEK | {"covered_by": str(northshire.id_of("alex"))})

    assert reply.status_code == 200
    assert (await northshire["sam"].get(MINE)).json() == reply.json()


@pytest.mark.parametrize("other", ["bo", "eve", "maya"])
async def test_a_manager_says_nothing_for_anybody_else(northshire: World, other: str) -> None:
    path = f"/v1/workers/{northshire.id_of(other)}/cover"

    reply = await northshire["priya"].put(path, NEXT_WEEK | {"covered_by": str(northshire.id_of("alex"))})

    assert refused(reply, 404, "not_found")


async def test_a_worker_says_nothing_for_a_teammate(northshire: World) -> None:
    path = f"/v1/workers/{northshire.id_of('alex')}/cover"

    reply = await northshire["sam"].put(path, NEXT_WEEK | {"covered_by": str(northshire.id_of("sam"))})

    assert refused(reply, 403, "not_allowed")


async def test_her_people_show_who_stands_in_while_it_lasts(northshire: World) -> None:
    await away(northshire, "sam", cover="alex", since=on(8), until=on(11))

    dana, sam = sorted((await northshire["maya"].get("/v1/me/people")).json()["people"], key=lambda each: each["name"])

    assert (dana["away"], dana["covered_by"]) == (False, None)
    assert (sam["away"], sam["away_until"]) == (True, "2026-06-11T09:00:00Z")
    assert (sam["covered_by"], sam["covered_by_phone"]) == ("Alex", "07700 900103")
    northshire.at(on(11))
    back = (await northshire["maya"].get("/v1/me/people")).json()["people"]
    assert {each["covered_by"] for each in back} == {None}
