"""A change of worker: she is told who comes or goes, when and why, before it happens; and it is counted."""

from datetime import timedelta
from typing import Any

import pytest

from models.involvements import InvolvementRole
from tests.conftest import WEDNESDAY
from tests.make.involvements import begun, listed, path_of
from tests.make.my_people import people, told
from tests.make.scenes import involve, refused
from tests.make.world import World

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
MAY, LONG_AGO = WEDNESDAY - 30 * DAY, WEDNESDAY - 900 * DAY
JULY = (WEDNESDAY + 21 * DAY).isoformat()  # Wednesday 1 July
MAIN: dict[str, Any] = {"main": True, "reason": "Sam has a new post"}


async def ends(world: World, who: str, involvement: str, **said: object) -> dict[str, Any]:
    reply = await world[who].put(f"{path_of(world, 'maya')}/{involvement}/end", {"reason": "The work is done", **said})
    assert reply.status_code == 200, reply.text
    found: dict[str, Any] = reply.json()
    return found


async def test_she_is_told_who_comes_in_whose_place_and_why(northshire: World) -> None:
    await begun(
        northshire, "priya", "alex", "social_worker", **MAIN, why="new_job", words="Sam says goodbye on Friday."
    )

    (notice,) = await told(northshire)

    assert notice["says"] == "Alex is now your social worker, in place of Sam. Sam has a new job."
    assert notice["words"] == "Sam says goodbye on Friday."
    assert notice["address"] == "/v1/me/people"


async def test_without_a_reason_she_is_told_that_nobody_wrote_one_down_and_that_she_may_ask(northshire: World) -> None:
    made = await begun(northshire, "priya", "alex", "support_worker")
    northshire.at(WEDNESDAY + MINUTE)
    await ends(northshire, "priya", made["id"])

    assert [each["says"] for each in await told(northshire)] == [
        "Alex is not your support worker any more. Nobody wrote down for you why. You can ask.",
        "Alex is now your support worker. Nobody wrote down for you why. You can ask.",
    ]
    assert "The work is done" not in str(await told(northshire))


async def test_a_change_that_is_to_come_is_announced_and_shown_at_her_people(northshire: World) -> None:
    await begun(northshire, "priya", "alex", "social_worker", **MAIN, starts_at=JULY, why="new_job")

    now = await people(northshire)
    northshire.at(WEDNESDAY + 22 * DAY)
    then = await people(northshire)

    (notice,) = await told(northshire)
    assert notice["says"] == "From Wednesday 1 July, Alex is your social worker, in place of Sam. Sam has a new job."
    (sam,) = [each for each in now["people"] if each["name"] == "Sam"]
    assert (sam["main"], sam["until"], sam["leaving"]) == (
        True,
        "2026-07-01T09:00:00Z",
        "Sam is your social worker until Wednesday 1 July. Sam has a new job.",
    )
    (alex,) = now["coming"]
    assert (alex["name"], alex["starts_at"], alex["main"]) == ("Alex", "2026-07-01T09:00:00Z", True)
    assert alex["says"] == notice["says"]
    assert [(each["name"], each["main"]) for each in then["people"]] == [("Alex", True), ("Dana", False)]
    assert then["coming"] == []


async def test_until_then_the_earlier_worker_works_on_and_the_next_one_sees_nothing(northshire: World) -> None:
    await begun(northshire, "priya", "alex", "social_worker", **MAIN, starts_at=JULY)
    northshire.at(WEDNESDAY + MINUTE)

    assert (await northshire["sam"].get(path_of(northshire, "maya"))).status_code == 200
    assert (await northshire["alex"].get(path_of(northshire, "maya"))).status_code == 404
    asked = await northshire.asks_to_be_called("maya")
    assert asked["people_told"][0]["who"] == "Sam"
    northshire.at(WEDNESDAY + 22 * DAY)
    assert (await northshire["sam"].get(path_of(northshire, "maya"))).status_code == 404
    assert (await northshire["alex"].get(path_of(northshire, "maya"))).status_code == 200


@pytest.mark.parametrize("days", [10, 30])
async def test_a_plan_that_changes_is_told_again_and_who_was_announced_never_comes(
    northshire: World, days: int
) -> None:
    await begun(northshire, "priya", "alex", "social_worker", **MAIN, starts_at=JULY)
    northshire.at(WEDNESDAY + MINUTE)

    another_day = (WEDNESDAY + days * DAY).isoformat()
    await begun(northshire, "priya", "bo", "social_worker", **MAIN, starts_at=another_day)

    now = await people(northshire)
    assert [each["name"] for each in now["coming"]] == ["Bo"]
    assert [each["until"] for each in now["people"] if each["main"]] == [
        (WEDNESDAY + days * DAY).isoformat()[:-6] + "Z"
    ]
    northshire.at(WEDNESDAY + 29 * DAY)
    main = [each["name"] for each in (await people(northshire))["people"] if each["main"]]
    assert main == (["Bo"] if days < 29 else ["Sam"])


@pytest.mark.parametrize(
    ("starts_at", "from_when"),
    [(None, "Bo is now"), ((WEDNESDAY + 10 * DAY).isoformat(), "From Saturday 20 June, Bo is")],
)
async def test_she_is_told_who_comes_in_place_of_whom_she_was_told_of_before(
    northshire: World, starts_at: str | None, from_when: str
) -> None:
    await begun(northshire, "priya", "alex", "social_worker", **MAIN, starts_at=JULY, why="new_job")
    before = await told(northshire)
    northshire.at(WEDNESDAY + MINUTE)

    await begun(northshire, "priya", "bo", "social_worker", **MAIN, starts_at=starts_at, why="new_job", words="Bye.")

    after = [each for each in await told(northshire) if each["id"] not in {each["id"] for each in before}]
    assert sorted((each["says"], each["words"]) for each in after) == [
        (f"{from_when} your social worker, in place of Alex. Nobody wrote down for you why. You can ask.", None),
        (f"{from_when} your social worker, in place of Sam. Sam has a new job.", "Bye."),
    ]


async def test_words_about_a_later_end_are_not_said_of_an_earlier_one(northshire: World) -> None:
    await begun(northshire, "priya", "alex", "social_worker", **MAIN, starts_at=JULY, why="new_job", words="Bye.")
    before = (await people(northshire))["people"]
    sooner = (WEDNESDAY + 5 * DAY).isoformat()
    gone = await northshire["kim"].put(f"/v1/workers/{northshire.id_of('sam')}/departure", {"leaves_at": sooner})
    assert gone.status_code == 200

    after = (await people(northshire))["people"]

    assert [each["leaving_words"] for each in (*before, *after) if each["name"] == "Sam"] == ["Bye.", None]
    (sam,) = [each for each in after if each["name"] == "Sam"]
    assert sam["leaving"] == "Sam is your social worker until Monday 15 June. Sam will not work here any more."


async def test_a_day_that_is_over_is_refused(northshire: World) -> None:
    ask = {"worker_id": str(northshire.id_of("alex")), "role": "key_worker", "starts_at": "2026-06-09T09:00:00Z"}

    assert refused(await northshire["priya"].post(path_of(northshire, "maya"), ask), 422, "in_the_past")


async def test_the_reason_is_never_told_of_who_comes(northshire: World) -> None:
    await involve(northshire, "maya", "bo", InvolvementRole.support_worker, started=LONG_AGO, ended=MAY)

    await begun(northshire, "priya", "alex", "support_worker", why="new_job")

    assert (await told(northshire))[0]["says"] == "Alex is now your support worker. The one before has a new job."


async def test_a_reason_of_somebody_who_was_never_there_is_refused(northshire: World) -> None:
    ask = {"worker_id": str(northshire.id_of("alex")), "role": "support_worker", "why": "new_job"}

    assert refused(await northshire["priya"].post(path_of(northshire, "maya"), ask), 422, "nobody_before")


async def test_somebody_who_was_to_come_and_never_does_is_told_so(northshire: World) -> None:
    made = await begun(northshire, "priya", "alex", "support_worker", starts_at=JULY)
    northshire.at(WEDNESDAY + MINUTE)

    await ends(northshire, "priya", made["id"], why="too_much")

    assert (await told(northshire))[0]["says"] == (
        "Alex will not be your support worker after all. Alex has too much to do."
    )


async def test_an_end_on_a_later_day_can_be_said_anew_until_then(northshire: World) -> None:
    made = await begun(northshire, "priya", "alex", "support_worker")
    northshire.at(WEDNESDAY + MINUTE)

    await ends(northshire, "priya", made["id"], ends_at=JULY, why="done")
    northshire.at(WEDNESDAY + 2 * MINUTE)
    sooner = await ends(northshire, "priya", made["id"], ends_at=(WEDNESDAY + 5 * DAY).isoformat(), why="done")

    assert sooner["ended_at"] == "2026-06-15T09:00:00Z"
    assert (await told(northshire))[0]["says"] == (
        "Alex is your support worker until Monday 15 June. Alex has done what they came for."
    )
    northshire.at(WEDNESDAY + 6 * DAY)
    assert (await ends(northshire, "priya", made["id"], ends_at=JULY))["ended_at"] == "2026-06-15T09:00:00Z"


async def test_changes_are_counted_by_role_for_twelve_months(northshire: World) -> None:
    for year, days in ((1, 400), (2, 200), (3, 100)):
        since, until = WEDNESDAY - (days + 10) * DAY, WEDNESDAY - days * DAY
        who = {1: "bo", 2: "bo", 3: "alex"}[year]
        await involve(northshire, "maya", who, InvolvementRole.social_worker, started=since, ended=until)
    await begun(northshire, "priya", "alex", "social_worker", **MAIN)
    northshire.at(WEDNESDAY + MINUTE)

    card = (await northshire["dana"].get(f"/v1/young-people/{northshire.id_of('maya')}")).json()
    hers = (await people(northshire))["changes"]

    assert card["changes"] == [{"role": "social_worker", "count": 3}]
    assert [(each["role"], each["count"], each["says"]) for each in hers] == [
        ("social_worker", 3, "In the last year, someone stopped being your social worker 3 times.")
    ]


async def test_who_becomes_the_main_worker_in_the_same_role_has_not_gone(northshire: World) -> None:
    await begun(northshire, "priya", "alex", "social_worker")
    northshire.at(WEDNESDAY + MINUTE)
    await begun(northshire, "priya", "alex", "social_worker", **MAIN)
    northshire.at(WEDNESDAY + 2 * MINUTE)

    assert [each["count"] for each in (await people(northshire))["changes"]] == [1]


async def test_the_promise_of_the_same_officer_counts_whether_she_was_told_why(promised: World) -> None:
    await involve(promised, "maya", "alex", InvolvementRole.reviewing_officer, started=LONG_AGO, ended=MAY)
    (dana,) = [each for each in await listed(promised, "priya") if each["worker"] == "Dana" and not each["ended_at"]]
    await ends(promised, "priya", dana["id"], why="new_job")
    promised.at(WEDNESDAY + MINUTE)

    themes = (await promised["maya"].get("/v1/me/promises")).json()["themes"]
    (promise,) = [each for theme in themes for each in theme["promises"] if "same reviewing officer" in each["says"]]

    assert (
        promise["evidence"]["says"]
        == "In the last year someone stopped being your reviewing officer. We told you why 1 of 2 times."
    )


async def test_an_advocates_coming_and_going_is_told_to_her_alone_after_a_fresh_sign_in(northshire: World) -> None:
    path = path_of(northshire, "maya")
    ask = {"worker_id": str(northshire.id_of("ade")), "role": "advocate", "why": "you_asked", "starts_at": JULY}
    made = await northshire["ruth"].post(path, ask)
    assert made.status_code == 201, made.text

    assert [each["says"] for each in await told(northshire)] == [
        "From Wednesday 1 July, Ade is your advocate. You asked for this."
    ]
    assert [each["name"] for each in (await people(northshire))["coming"]] == ["Ade"]
    phone = northshire.phone_of("maya")
    assert (await phone.get("/v1/me/notices")).json()["items"] == []
    assert (await phone.get("/v1/me/people")).json()["coming"] == []
    for who in ("sam", "priya", "dana"):
        assert "Ade" not in [each["worker"] for each in await listed(northshire, who)]
