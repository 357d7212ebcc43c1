"""The reviewing officer plans a review and writes down when it was held; nobody else does."""

from datetime import date, timedelta

import pytest

from models.involvements import Involvement, InvolvementRole
from rules.reviews import ReviewRule
from tests.conftest import WEDNESDAY
from tests.make.hats import under_hat
from tests.make.plans import plan, written
from tests.make.reviews import a_review, coming, hold, of
from tests.make.world import World

TODAY = WEDNESDAY.date()


class TestHolding:
    async def test_when_it_was_held_the_next_one_is_due(self, northshire: World) -> None:
        review = (await coming(northshire, "maya", "care"))["id"]

        held = await hold(northshire, review, TODAY)

        told = await coming(northshire, "maya", "care")
        assert (held.status_code, held.json()["held_on"]) == (200, str(TODAY))
        assert (told["clock"]["rule"], told["clock"]["counted_from"]) == ("later", str(TODAY))
        assert told["clock"]["due_on"] == "2026-12-10"
        assert told["planned_on"] is None

    async def test_six_months_after_the_last_of_august_is_the_last_of_february(self, northshire: World) -> None:
        northshire.at(WEDNESDAY.replace(month=8, day=31))
        review = (await coming(northshire, "maya", "care"))["id"]

        await hold(northshire, review, date(2026, 8, 31))

        assert (await coming(northshire, "maya", "care"))["clock"]["due_in_words"] == "Sunday 28 February"

    async def test_the_second_review_is_due_three_months_after_the_first(self, northshire: World) -> None:
        review = await a_review(northshire, "jay", date(2026, 5, 1), ReviewRule.first)

        await hold(northshire, str(review), TODAY, whose="jay")

        clock = (await coming(northshire, "jay", "care"))["clock"]
        assert (clock["rule"], clock["due_on"]) == ("second", "2026-09-10")

    async def test_a_day_can_be_planned_and_planned_again(self, northshire: World) -> None:
        review = (await coming(northshire, "maya", "health"))["id"]
        await northshire["dana"].put(f"{of(northshire, 'maya')}/{review}", {"planned_on": "2026-07-01"})

        told = await coming(northshire, "maya", "health")

        assert (told["planned_on"], told["planned_in_words"]) == ("2026-07-01", "Wednesday 1 July")
        assert (await northshire["dana"].put(f"{of(northshire, 'maya')}/{review}", {})).json()[
            "planned_on"
        ] == "2026-07-01"

    @pytest.mark.parametrize(
        ("held_on", "code"),
        [(TODAY + timedelta(days=1), "in_the_future"), (date(2020, 1, 1), "before_the_last_review")],
    )
    async def test_a_day_that_cannot_be_is_refused(self, northshire: World, held_on: date, code: str) -> None:
        review = (await coming(northshire, "maya", "care"))["id"]

        reply = await hold(northshire, review, held_on)

        assert (reply.status_code, reply.json()["code"]) == (422, code)

    async def test_what_was_held_was_held(self, northshire: World) -> None:
        review = (await coming(northshire, "maya", "care"))["id"]
        await hold(northshire, review, TODAY)

        assert (await hold(northshire, review, TODAY - timedelta(days=1))).status_code == 409

    async def test_a_review_of_somebody_else_is_not_found_under_her_name(self, northshire: World) -> None:
        review = (await coming(northshire, "jay", "pathway"))["id"]

        assert (await hold(northshire, review, TODAY, whose="maya")).status_code == 404

    async def test_she_sees_who_looked_and_who_wrote_a_date_down(self, northshire: World) -> None:
        review = (await coming(northshire, "maya", "care"))["id"]
        await northshire["sam"].get(of(northshire, "maya"))
        await hold(northshire, review, TODAY)

        log = (await northshire["maya"].get("/v1/me/access-log")).json()["items"]

        assert {(each["who"], each["what_for"]) for each in log} == {
            ("Sam", "looked at the dates of your reviews"),
            ("Dana", "wrote down a date of your review"),
        }


class TestPlanning:
    async def test_the_first_is_counted_in_working_days_from_coming_into_care(self, northshire: World) -> None:
        (since,) = (
            await under_hat(northshire, "dana", "select in_care_since from young_people where preferred_name = 'Jay'")
        )[0]

        reply = await northshire["dana"].post(of(northshire, "jay"), {"plan_kind": "care", "planned_on": "2026-06-20"})

        clock = reply.json()["clock"]
        assert (reply.status_code, reply.headers["Location"]) == (201, of(northshire, "jay"))
        assert (clock["rule"], clock["working_days"], clock["counted_from"]) == ("first", 20, str(since))
        assert date.fromisoformat(clock["due_on"]) > since + timedelta(days=27)

    async def test_of_a_new_plan_it_is_counted_from_the_day_it_was_written(self, northshire: World) -> None:
        await written(northshire, "sam", "jay", plan({"section": "checks", "body": "All is well."}), kind="health")

        reply = await northshire["dana"].post(of(northshire, "jay"), {"plan_kind": "health"})

        assert reply.json()["clock"]["counted_from"] == str(TODAY)

    async def test_there_is_one_next_review_of_a_plan(self, northshire: World) -> None:
        reply = await northshire["dana"].post(of(northshire, "maya"), {"plan_kind": "care"})

        assert (reply.status_code, reply.json()["code"]) == (409, "review_is_coming")

    async def test_without_a_plan_there_is_nothing_to_count_from(self, northshire: World) -> None:
        reply = await northshire["dana"].post(of(northshire, "jay"), {"plan_kind": "education"})

        assert (reply.status_code, reply.json()["code"]) == (422, "nothing_to_count_from")

    @pytest.mark.parametrize(
        ("who", "read", "write"),
        [("sam", 200, 403), ("priya", 200, 403), ("dana", 200, 201), ("alex", 404, 403), ("bo", 404, 403),
         ("wes", 404, 403), ("ruth", 403, 403), ("ade", 403, 403), ("cleo", 403, 403), ("eve", 403, 403),
         ("lee", 403, 403), ("kim", 403, 403), ("maya", 403, 403), ("jay", 403, 403)],
    )  # fmt: skip
    async def test_only_her_reviewing_officer_plans_and_holds_one(
        self, northshire: World, who: str, read: int, write: int
    ) -> None:
        review = (await coming(northshire, "maya", "care"))["id"]

        assert (await northshire[who].get(of(northshire, "maya"))).status_code == read
        assert (await northshire[who].post(of(northshire, "jay"), {"plan_kind": "care"})).status_code == write
        assert (await hold(northshire, review, TODAY, who=who)).status_code == (200 if write == 201 else 403)

    async def test_a_reviewing_officer_of_others_finds_nothing(self, northshire: World) -> None:
        review = (await coming(northshire, "maya", "care"))["id"]
        northshire.at(WEDNESDAY - timedelta(days=3650))  # long before Dana was there for them

        assert (await northshire["dana"].get(of(northshire, "maya"))).status_code == 404
        assert (await northshire["dana"].post(of(northshire, "jay"), {"plan_kind": "care"})).status_code == 404
        assert (await hold(northshire, review, TODAY)).status_code == 404

    async def test_being_a_reviewing_officer_is_what_opens_it(self, northshire: World) -> None:
        northshire.at(WEDNESDAY - timedelta(days=3650))
        await northshire.save(
            Involvement(
                council_id=northshire.id,
                young_person_id=northshire.id_of("maya"),
                worker_id=northshire.id_of("dana"),
                role=InvolvementRole.key_worker,
                started_at=WEDNESDAY - timedelta(days=4000),
            )
        )

        assert (await northshire["dana"].get(of(northshire, "maya"))).status_code == 404
