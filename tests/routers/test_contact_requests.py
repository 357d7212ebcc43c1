"""A young person asks to be called, and sees what became of it."""

from datetime import datetime, timedelta

import pytest

from rules.errors import NotFound
from tests.conftest import WEDNESDAY
from tests.make.scenes import as_told, ids, newcomer, on, queue, refused, takes, tries
from tests.make.world import World

PATH = "/v1/me/contact-requests"


async def test_asking_is_accepted_with_a_date_and_who_was_told(northshire: World) -> None:
    told = await northshire.asks_to_be_called("maya", about="seeing my brother")

    assert told["state"] == "waiting"
    assert told["standing"] == "on_track"
    assert told["due_at"] == "2026-06-12T16:00:00Z"
    assert told["due_on"] == "2026-06-12"
    assert told["due_in_words"] == "Friday 12 June, 5 pm"
    assert [each["who"] for each in told["people_told"]] == ["Sam", "Children in Care East"]
    assert [line["phone"] for line in told["help_now"]] == ["01632 960999", "999", "0800 1111", "01632 960998"]


async def test_nothing_needs_to_be_said_to_be_called(northshire: World) -> None:
    told = await northshire.asks_to_be_called("maya")

    assert (told["about"], told["message"], told["urgent"]) == (None, None, None)
    assert ids(await queue(northshire, "sam")) == [told["id"]]


async def test_the_reply_says_where_the_request_is(northshire: World) -> None:
    reply = await northshire["maya"].post(PATH, {"about": "contact"})

    found = await northshire["maya"].get(reply.headers["Location"])

    assert found.json()["id"] == reply.json()["id"]


async def test_the_promise_is_made_in_the_councils_own_office_hours(eastvale: World) -> None:
    told = await eastvale.asks_to_be_called("noor")

    assert told["due_in_words"] == "Friday 12 June, 5.30 pm"


@pytest.mark.parametrize(
    ("asked", "due"),
    [
        (on(12, "00:00"), "2026-06-16"),
        (on(12, "23:59"), "2026-06-16"),
        (on(13, "09:00"), "2026-06-16"),
        (on(14, "23:59"), "2026-06-16"),
        (on(15, "00:00"), "2026-06-17"),
    ],
)
async def test_the_day_of_asking_is_day_nought_whatever_the_hour(northshire: World, asked: datetime, due: str) -> None:
    northshire.at(asked)

    assert (await northshire.asks_to_be_called("maya"))["due_on"] == due


async def test_a_later_day_that_she_asked_for_moves_the_clock(northshire: World) -> None:
    told = await northshire.asks_to_be_called("maya", not_before="2026-06-15")

    assert told["due_on"] == "2026-06-17"


async def test_the_times_at_which_it_is_safe_to_ring_move_nothing(northshire: World) -> None:
    told = await northshire.asks_to_be_called("maya", safe_times="Only on Saturdays")

    assert told["due_on"] == "2026-06-12"


async def test_a_day_that_has_passed_changes_nothing(northshire: World) -> None:
    told = await northshire.asks_to_be_called("maya", not_before="2026-06-09")

    assert told["due_on"] == "2026-06-12"


async def test_a_day_more_than_three_months_away_is_refused(northshire: World) -> None:
    reply = await northshire["maya"].post(PATH, {"not_before": "2026-09-11"})

    assert refused(reply, 422, "too_far_ahead")


@pytest.mark.parametrize(
    "ask",
    [
        {"about": ""},
        {"about": "two\nlines"},
        {"urgent": "very"},
        {"channel": "fax"},
        {"due_at": "2026-06-11T09:00:00Z"},
    ],
)
async def test_what_makes_no_sense_is_refused_with_its_place(northshire: World, ask: dict[str, str]) -> None:
    reply = await northshire["maya"].post(PATH, ask)

    assert refused(reply, 422, "not_valid")
    assert len(reply.json()["errors"]) == 1


async def test_her_list_has_the_newest_first(northshire: World) -> None:
    first = await northshire.asks_to_be_called("maya")
    northshire.at(on(10, "11:00"))
    second = await northshire.asks_to_be_called("maya")

    listed = (await northshire["maya"].get(PATH)).json()

    assert ids(listed["items"]) == [second["id"], first["id"]]
    assert listed["next_cursor"] is None


async def test_her_list_can_be_narrowed_to_what_still_waits(northshire: World) -> None:
    held = await northshire.asks_to_be_called("maya")
    waiting = await northshire.asks_to_be_called("maya")
    await takes(northshire, "sam", held)

    assert ids((await northshire["maya"].get(f"{PATH}?state=waiting")).json()["items"]) == [waiting["id"]]
    assert ids((await northshire["maya"].get(f"{PATH}?state=taken")).json()["items"]) == [held["id"]]


async def test_her_app_can_ask_for_what_changed_since(northshire: World) -> None:
    await northshire.asks_to_be_called("maya")
    changed = await northshire.asks_to_be_called("maya")
    northshire.at(on(10, "11:00"))
    await takes(northshire, "sam", changed)

    since = (await northshire["maya"].get(f"{PATH}?changed_since=2026-06-10T10:00:00Z")).json()

    assert ids(since["items"]) == [changed["id"]]


async def test_what_was_written_while_she_looked_is_not_missed(northshire: World) -> None:
    told = await northshire.asks_to_be_called("maya")
    just_after = (WEDNESDAY + timedelta(seconds=5)).isoformat().replace("+00:00", "Z")

    since = (await northshire["maya"].get(f"{PATH}?changed_since={just_after}")).json()

    assert ids(since["items"]) == [told["id"]]


@pytest.mark.parametrize("since", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00%2B14:00"])
async def test_any_instant_may_be_asked_about(northshire: World, since: str) -> None:
    for who, path in (("maya", PATH), ("sam", "/v1/triage")):
        reply = await northshire[who].get(f"{path}?changed_since={since}")

        assert reply.status_code == 200


@pytest.mark.parametrize("since", ["yesterday", "2026-06-10T10:00:00"])
async def test_an_instant_without_a_zone_is_refused(northshire: World, since: str) -> None:
    assert refused(await northshire["maya"].get(f"{PATH}?changed_since={since}"), 422, "not_valid")


async def test_somebody_elses_request_does_not_exist(northshire: World, eastvale: World) -> None:
    told = await northshire.asks_to_be_called("maya")

    for other in (northshire["jay"], eastvale["noor"]):
        for path in (f"{PATH}/{told['id']}", f"{PATH}/{told['id']}/clock"):
            assert refused(await other.get(path), 404, "not_found")
        for move, body in (("withdrawal", None), ("confirmation", {"reached": True}), ("additions", {"message": "x"})):
            assert refused(await other.post(f"{PATH}/{told['id']}/{move}", body), 404, "not_found")
        assert (await other.get(PATH)).json()["items"] == []
    assert (await as_told(northshire, "maya", told))["state"] == "waiting"


async def test_a_request_that_is_not_there_is_answered_like_somebody_elses(northshire: World) -> None:
    theirs = (await northshire.asks_to_be_called("jay"))["id"]

    hers = [await northshire["maya"].get(f"{PATH}/{found}") for found in (theirs, str(northshire.id))]

    assert len({reply.json()["detail"] for reply in hers}) == 1
    assert {reply.status_code for reply in hers} == {404}
    assert hers[0].json()["detail"] == NotFound().sentence


async def test_the_clock_shows_the_rule_and_every_day_on_the_way(northshire: World) -> None:
    northshire.at(on(12))
    told = await northshire.asks_to_be_called("maya")

    clock = (await northshire["maya"].get(f"{PATH}/{told['id']}/clock")).json()

    assert clock["basis"] == "promise"
    assert clock["working_days"] == 2
    assert clock["says"] == "This is a promise. We count 2 working days after the day you ask."
    assert (clock["started_at"], clock["due_on"]) == ("2026-06-12T09:00:00Z", "2026-06-16")
    assert [(each["day"], each["number"], each["skipped"]) for each in clock["days"]] == [
        ("2026-06-13", None, "Saturday"),
        ("2026-06-14", None, "Sunday"),
        ("2026-06-15", 1, None),
        ("2026-06-16", 2, None),
    ]


async def test_the_clock_says_which_days_she_asked_to_wait(northshire: World) -> None:
    told = await northshire.asks_to_be_called("maya", not_before="2026-06-12")

    clock = (await northshire["maya"].get(f"{PATH}/{told['id']}/clock")).json()

    assert [(each["day"], each["number"], each["skipped"]) for each in clock["days"]][:2] == [
        ("2026-06-11", None, "you asked for not before Friday 12 June"),
        ("2026-06-12", None, "the day you asked for"),
    ]
    assert clock["says"] == "This is a promise. We count 2 working days after the day you chose."
    plain = await northshire.asks_to_be_called("jay", not_before="2026-06-10")
    says = (await northshire["jay"].get(f"{PATH}/{plain['id']}/clock")).json()["says"]
    assert says == "This is a promise. We count 2 working days after the day you ask."


async def test_her_story_is_told_in_plain_words(northshire: World) -> None:
    told = await northshire.asks_to_be_called("maya")
    for minute, tell in enumerate((takes(northshire, "sam", told), tries(northshire, "sam", told, "no_answer"))):
        northshire.at(on(10, f"11:0{minute}"))
        await tell

    story = (await as_told(northshire, "maya", told))["timeline"]

    assert [line["says"] for line in story] == [
        "You asked to be called.",
        "Sam has it and will call you.",
        "Sam tried to reach you. There was no answer. We will try again.",
    ]


async def test_a_young_person_with_nobody_there_is_heard_by_the_duty_team(northshire: World) -> None:
    await newcomer(northshire, "tia")

    told = await northshire.asks_to_be_called("tia")

    assert [each["who"] for each in told["people_told"]] == ["Emergency Duty"]
    assert ids(await queue(northshire, "eve")) == [told["id"]]
