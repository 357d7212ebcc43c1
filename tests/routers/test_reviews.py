"""A young person sees when her plans are looked at again, and says how she takes part."""

from datetime import date, timedelta

import psycopg
import pytest

from models.words import say
from rules.reviews import months_after
from tests.conftest import WEDNESDAY
from tests.make.hats import under_hat
from tests.make.reviews import MINE, a_review, coming, hold, of
from tests.make.world import World

TODAY = WEDNESDAY.date()


class TestHerOwn:
    async def test_she_sees_what_comes_next_and_why_then(self, northshire: World) -> None:
        told = await coming(northshire, "maya", "care")

        clock = told["clock"]
        assert (clock["rule"], clock["basis"], clock["months"]) == ("later", "law", 6)
        assert clock["due_on"] == str(months_after(date.fromisoformat(clock["counted_from"]), 6))
        assert clock["says"] == "The law says so. There is a review within 6 months after the last one."
        assert told["taking_part"] is None

    async def test_a_promise_and_an_aim_say_that_they_are_no_law(self, northshire: World) -> None:
        bases = {
            each["plan_kind"]: each["clock"]["basis"] for each in (await northshire["maya"].get(MINE)).json()["coming"]
        }
        jay = await coming(northshire, "jay", "pathway")

        assert bases == {"care": "law", "health": "promise", "education": "target"}
        assert jay["clock"]["says"] == "This is a promise. Your pathway plan is looked at again within 6 months."

    async def test_the_soonest_stands_first_and_those_that_were_held_follow(self, northshire: World) -> None:
        told = (await northshire["maya"].get(MINE)).json()

        due = [each["clock"]["due_on"] for each in told["coming"]]
        assert due == sorted(due)
        assert [each["clock"]["rule"] for each in told["items"]] == ["later", "second", "first"]
        assert [each["standing"] for each in told["items"]] == ["met", "met", "met"]

    async def test_what_was_held_comes_in_pages(self, northshire: World) -> None:
        first = await northshire["maya"].get(f"{MINE}?limit=2")
        second = (await northshire["maya"].get(f"{MINE}?limit=2&cursor={first.json()['next_cursor']}")).json()

        assert [each["clock"]["rule"] for each in (*first.json()["items"], *second["items"])] == [
            "later",
            "second",
            "first",
        ]
        assert second["next_cursor"] is None

    async def test_one_that_was_not_held_in_time_is_late(self, northshire: World) -> None:
        await a_review(northshire, "jay", date(2025, 12, 10))
        northshire.at(WEDNESDAY)
        on_the_day = (await coming(northshire, "jay", "care"))["standing"]
        northshire.at(WEDNESDAY + timedelta(days=1))

        assert (on_the_day, (await coming(northshire, "jay", "care"))["standing"]) == ("due_soon", "late")


class TestTakingPart:
    @pytest.mark.parametrize("how", ["meeting", "phone", "letter", "advocate_speaks", "not_taking_part"])
    async def test_she_says_how_and_can_change_it(self, northshire: World, how: str) -> None:
        review = (await coming(northshire, "maya", "care"))["id"]
        await northshire["maya"].put(f"{MINE}/{review}/taking-part", {"how": "meeting", "message": "I come."})

        reply = await northshire["maya"].put(
            f"{MINE}/{review}/taking-part", {"how": how, "whom_i_want": "Theo and Ade", "message": " Not in school!\n"}
        )

        told = reply.json()["taking_part"]
        assert (reply.status_code, told["how"], told["message"]) == (200, how, " Not in school!\n")
        assert told["who_sees_this"] == say("reviews.who_sees_this")
        for who in ("dana", "sam", "priya"):
            listed = (await northshire[who].get(of(northshire, "maya"))).json()["coming"]
            assert {"Theo and Ade"} == {e["taking_part"]["whom_i_want"] for e in listed if e["taking_part"]}

    async def test_after_the_review_it_is_too_late(self, northshire: World) -> None:
        review = (await coming(northshire, "maya", "care"))["id"]
        await hold(northshire, review, TODAY)

        reply = await northshire["maya"].put(f"{MINE}/{review}/taking-part", {"how": "phone"})

        assert (reply.status_code, reply.json()["code"]) == (409, "not_in_this_state")

    @pytest.mark.parametrize(
        "body", [{}, {"how": "by_pigeon"}, {"how": "phone", "message": ""}, {"how": "phone", "x": 1}]
    )
    async def test_what_cannot_be_kept_is_refused(self, northshire: World, body: object) -> None:
        review = (await coming(northshire, "maya", "care"))["id"]

        assert (await northshire["maya"].put(f"{MINE}/{review}/taking-part", body)).status_code == 422

    async def test_another_young_persons_review_does_not_exist(self, northshire: World, eastvale: World) -> None:
        review = (await coming(northshire, "maya", "care"))["id"]

        for who in (northshire["jay"], eastvale["noor"]):
            assert (await who.put(f"{MINE}/{review}/taking-part", {"how": "phone"})).status_code == 404
            assert review not in (await who.get(MINE)).text
        for staff in ("sam", "priya", "dana", "ruth", "ade", "cleo", "eve", "lee", "kim"):
            assert (await northshire[staff].put(f"{MINE}/{review}/taking-part", {"how": "phone"})).status_code == 403
            assert (await northshire[staff].get(MINE)).status_code == 403


@pytest.mark.parametrize(
    ("who", "statement"),
    [
        ("maya", "update reviews set held_on = counted_from returning id"),
        ("maya", "update reviews set due_on = due_on + 1 returning id"),
        ("dana", "update reviews set counted_from = counted_from + 1 returning id"),
        ("dana", "update reviews set message = 'fine' returning id"),
        ("sam", "update reviews set held_on = counted_from returning id"),
        ("dana", "delete from reviews returning id"),
    ],
)
async def test_a_clock_and_her_words_are_not_theirs_to_change(northshire: World, who: str, statement: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        await under_hat(northshire, who, statement)
