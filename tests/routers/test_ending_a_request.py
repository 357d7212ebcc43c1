"""How a request ends: a talk, her own word, or that she does not need it any more; and when it is open again."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from rules.requests import TALKS, Outcome
from tests.conftest import WEDNESDAY
from tests.make.scenes import as_told, ids, on, queue, refused, says_reached, takes, tries
from tests.make.world import World

PATH = "/v1/me/contact-requests"
NO_TALK = sorted(set(Outcome) - TALKS)
DUE = on(12, "17:00")
TICK = timedelta(seconds=1)


async def stands(world: World, asked: dict[str, Any]) -> str:
    told: str = (await as_told(world, "maya", asked))["standing"]
    return told


@pytest.mark.parametrize("outcome", sorted(TALKS))
async def test_a_talk_by_phone_or_in_person_stops_the_clock(northshire: World, outcome: Outcome) -> None:
    asked = await northshire.asks_to_be_called("maya")

    await tries(northshire, "sam", asked, outcome)

    told = await as_told(northshire, "maya", asked)
    assert (told["state"], told["standing"]) == ("answered", "met")
    assert await queue(northshire, "sam") == []


@pytest.mark.parametrize("outcome", NO_TALK)
async def test_a_try_without_a_talk_lets_the_clock_run_on(northshire: World, outcome: Outcome) -> None:
    asked = await northshire.asks_to_be_called("maya")

    await tries(northshire, "sam", asked, outcome)

    told = await as_told(northshire, "maya", asked)
    assert (told["state"], told["standing"], told["due_at"]) == ("waiting", "on_track", asked["due_at"])
    northshire.at(DUE + TICK)
    assert await stands(northshire, asked) == "late"


async def test_anybody_of_the_team_may_be_the_one_who_talks_whoever_took_it(northshire: World) -> None:
    nobody_s, sams = [await northshire.asks_to_be_called("maya") for _ in range(2)]
    await takes(northshire, "sam", sams)

    for asked in (nobody_s, sams):
        assert (await tries(northshire, "alex", asked)).status_code == 201
        assert (await as_told(northshire, "maya", asked))["state"] == "answered"


@pytest.mark.parametrize(
    ("when", "stood"),
    [(on(11, "23:59"), "on_track"), (on(12, "00:00"), "due_soon"), (DUE - TICK, "due_soon"), (DUE, "late")],
)
async def test_it_is_on_track_then_due_soon_then_late_for_her_and_for_the_team(
    northshire: World, when: datetime, stood: str
) -> None:
    asked = await northshire.asks_to_be_called("maya")

    northshire.at(when)

    assert await stands(northshire, asked) == stood
    assert [card["standing"] for card in await queue(northshire, "sam", standing=stood)] == [stood]


@pytest.mark.parametrize(("talked", "stood", "late"), [(DUE, "met", True), (DUE + TICK, "missed", False)])
async def test_a_promise_is_judged_by_when_the_talk_was_not_by_when_it_was_written_down(
    northshire: World, talked: datetime, stood: str, *, late: bool
) -> None:
    asked = await northshire.asks_to_be_called("maya")
    northshire.at(DUE + timedelta(days=1))

    await tries(northshire, "sam", asked, at=talked.isoformat())

    told = await as_told(northshire, "maya", asked)
    assert (told["standing"], told["recorded_late"]) == (stood, late)


async def test_a_talk_written_down_in_time_is_not_recorded_late(northshire: World) -> None:
    asked = await northshire.asks_to_be_called("maya")
    northshire.at(DUE)

    await tries(northshire, "sam", asked, at=on(11).isoformat())

    assert (await as_told(northshire, "maya", asked))["recorded_late"] is False


async def test_a_talk_written_down_late_shows_both_times_and_asks_her_whether_it_is_so(northshire: World) -> None:
    asked = await northshire.asks_to_be_called("maya")
    northshire.at(on(15, "09:00"))

    await tries(northshire, "sam", asked, at=on(12, "12:00").isoformat())

    line = (await as_told(northshire, "maya", asked))["timeline"][-1]
    assert (line["happened_at"], line["at"]) == ("2026-06-12T11:00:00Z", "2026-06-15T08:00:00Z")
    assert line["says"] == (
        "Sam talked with you on Friday 12 June, midday. "
        "Sam wrote this down late, on Monday 15 June, 9 am. Is it right? If not, tell us."
    )


async def test_her_word_that_they_talked_ends_an_open_request(northshire: World) -> None:
    asked = await northshire.asks_to_be_called("maya")
    await takes(northshire, "sam", asked)
    northshire.at(on(11))

    told = (await says_reached(northshire, "maya", asked, reached=True)).json()

    assert (told["state"], told["standing"]) == ("answered", "met")
    assert told["timeline"][-1]["says"] == "You told us that you talked."


async def test_her_word_that_nobody_called_opens_it_again_with_the_same_date(northshire: World) -> None:
    asked = await northshire.asks_to_be_called("maya")
    await takes(northshire, "sam", asked)
    await tries(northshire, "sam", asked)
    northshire.at(DUE + TICK)

    told = (await says_reached(northshire, "maya", asked, reached=False)).json()

    assert (told["state"], told["standing"], told["contested"]) == ("waiting", "late", True)
    assert told["due_at"] == asked["due_at"]
    (card,) = await queue(northshire, "priya")
    assert (card["taker_id"], card["contested"]) == (None, True)


async def test_the_manager_sees_what_is_contested_before_what_is_due_sooner(northshire: World) -> None:
    sooner = await northshire.asks_to_be_called("jay")
    northshire.at(on(11))
    contested = await northshire.asks_to_be_called("maya")
    await tries(northshire, "sam", contested)
    await says_reached(northshire, "maya", contested, reached=False)

    assert ids(await queue(northshire, "priya")) == [contested["id"], sooner["id"]]
    assert ids(await queue(northshire, "priya", contested="true")) == [contested["id"]]


async def test_a_new_talk_leaves_it_contested_until_she_confirms(northshire: World) -> None:
    asked = await northshire.asks_to_be_called("maya")
    await tries(northshire, "sam", asked)
    await says_reached(northshire, "maya", asked, reached=False)

    await tries(northshire, "alex", asked)

    assert (await as_told(northshire, "maya", asked))["contested"] is True
    told = (await says_reached(northshire, "maya", asked, reached=True)).json()
    assert (told["state"], told["contested"]) == ("answered", False)


async def test_saying_so_while_it_is_open_only_goes_into_the_story(northshire: World) -> None:
    asked = await northshire.asks_to_be_called("maya")
    northshire.at(on(11))

    told = (await says_reached(northshire, "maya", asked, reached=False)).json()

    assert (told["state"], told["contested"]) == ("waiting", False)
    assert told["timeline"][-1]["says"] == "You told us that nobody has called yet. It is still open."


@pytest.mark.parametrize(("days", "status"), [(28, 200), (29, 409)])
async def test_she_has_28_days_to_say_that_nobody_called(northshire: World, days: int, status: int) -> None:
    asked = await northshire.asks_to_be_called("maya")
    await tries(northshire, "sam", asked)
    northshire.at(WEDNESDAY + timedelta(days=days))

    reply = await says_reached(northshire, "maya", asked, reached=False)

    assert reply.status_code == status
    assert status == 200 or refused(reply, 409, "too_long_ago")


@pytest.mark.parametrize("said", ["yes", 1, None, "false"])
async def test_reached_is_yes_or_no_and_nothing_else(northshire: World, said: object) -> None:
    asked = await northshire.asks_to_be_called("maya")

    reply = await northshire["maya"].post(f"{PATH}/{asked['id']}/confirmation", {"reached": said})

    assert refused(reply, 422, "not_valid")
    assert (await as_told(northshire, "maya", asked))["state"] == "waiting"


@pytest.mark.parametrize(("when", "stood"), [(DUE - TICK, "withdrawn"), (DUE + TICK, "missed")])
async def test_withdrawing_ends_it_but_does_not_hide_a_missed_promise(
    northshire: World, when: datetime, stood: str
) -> None:
    asked = await northshire.asks_to_be_called("maya")
    await takes(northshire, "sam", asked)
    northshire.at(when)

    told = (await northshire["maya"].post(f"{PATH}/{asked['id']}/withdrawal")).json()

    assert (told["state"], told["standing"]) == ("withdrawn", stood)
    assert await queue(northshire, "sam") == []


async def test_withdrawing_twice_is_withdrawing_once(northshire: World) -> None:
    asked = await northshire.asks_to_be_called("maya")

    first, again = [await northshire["maya"].post(f"{PATH}/{asked['id']}/withdrawal") for _ in range(2)]

    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json()["timeline"] == again.json()["timeline"]


async def test_what_was_answered_cannot_be_withdrawn(northshire: World) -> None:
    asked = await northshire.asks_to_be_called("maya")
    await tries(northshire, "sam", asked)

    reply = await northshire["maya"].post(f"{PATH}/{asked['id']}/withdrawal")

    assert refused(reply, 409, "not_in_this_state")


async def test_what_was_withdrawn_cannot_be_confirmed_or_contested(northshire: World) -> None:
    asked = await northshire.asks_to_be_called("maya")
    await northshire["maya"].post(f"{PATH}/{asked['id']}/withdrawal")

    for reached in (True, False):
        assert refused(await says_reached(northshire, "maya", asked, reached=reached), 409, "not_in_this_state")


async def test_what_she_adds_is_seen_by_the_team(northshire: World) -> None:
    asked = await northshire.asks_to_be_called("maya")
    northshire.at(on(10, "11:00"))

    reply = await northshire["maya"].post(f"{PATH}/{asked['id']}/additions", {"message": "After 6, please"})

    assert reply.status_code == 201
    assert reply.headers["Location"] == f"{PATH}/{asked['id']}"
    seen = (await northshire["sam"].get(f"/v1/requests/{asked['id']}")).json()
    assert seen["timeline"][-1]["message"] == "After 6, please"
    assert seen["changed_at"] == "2026-06-10T10:00:00Z"


async def test_what_is_over_takes_no_more_words_that_nobody_would_see(northshire: World) -> None:
    asked = await northshire.asks_to_be_called("maya")
    await tries(northshire, "sam", asked)

    reply = await northshire["maya"].post(f"{PATH}/{asked['id']}/additions", {"message": "One more thing"})

    assert refused(reply, 409, "not_in_this_state")
    assert reply.json()["detail"] == "This one is over. Ask again, and a new clock starts."
