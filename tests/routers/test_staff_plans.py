"""Staff read and write a plan of one of their young people; what they withhold does not reach her by any way."""

import asyncio
from datetime import timedelta

import pytest

from models.covers import Cover
from models.involvements import Involvement, InvolvementRole
from tests.conftest import WEDNESDAY
from tests.make.plans import address, part, plan, write, written
from tests.make.world import World

MARK = "zebra-lighthouse-seventeen"
CARE = "/v1/me/plans/care"


async def involve(world: World, who: str, worker: str, role: InvolvementRole) -> None:
    await world.save(
        Involvement(
            council_id=world.id,
            young_person_id=world.id_of(who),
            worker_id=world.id_of(worker),
            role=role,
            started_at=WEDNESDAY - timedelta(days=10),
        )
    )


async def cover(world: World, away: str, by: str) -> None:
    await world.save(
        Cover(
            council_id=world.id,
            worker_id=world.id_of(away),
            covered_by_id=world.id_of(by),
            away_from=WEDNESDAY - timedelta(days=1),
            away_until=WEDNESDAY + timedelta(days=1),
        )
    )


class TestTheCard:
    async def test_it_says_how_to_speak_to_her_and_how_to_reach_her_safely(self, northshire: World) -> None:
        told = (await northshire["sam"].get(f"/v1/young-people/{northshire.id_of('maya')}")).json()

        assert (told["preferred_name"], told["pronouns"], told["care"]) == ("Maya", "she/her", "in_care")
        assert told["safe_contact"]["never_leave_message"]
        assert [(each["name"], each["main"]) for each in told["people"]] == [("Sam", True), ("Dana", False)]

    async def test_it_is_the_same_with_and_without_an_advocate(self, northshire: World) -> None:
        maya = f"/v1/young-people/{northshire.id_of('maya')}"
        before = await northshire["sam"].get(maya)
        await involve(northshire, "maya", "ade", InvolvementRole.advocate)
        await involve(northshire, "maya", "ruth", InvolvementRole.key_worker)

        after = await northshire["sam"].get(maya)

        assert (after.content, after.headers["ETag"]) == (before.content, before.headers["ETag"])

    @pytest.mark.parametrize(
        ("who", "status"),
        [("sam", 200), ("priya", 200), ("dana", 200), ("alex", 404), ("bo", 404), ("wes", 404), ("ruth", 403),
         ("ade", 403), ("cleo", 403), ("eve", 403), ("lee", 403), ("kim", 403), ("maya", 403), ("jay", 403)],
    )  # fmt: skip
    async def test_only_those_who_are_there_for_her_see_it(self, northshire: World, who: str, status: int) -> None:
        reply = await northshire[who].get(f"/v1/young-people/{northshire.id_of('maya')}")

        assert reply.status_code == status
        assert ("Maya" in reply.text) == (status == 200)

    async def test_she_can_see_who_looked(self, northshire: World) -> None:
        await northshire["priya"].get(f"/v1/young-people/{northshire.id_of('maya')}")

        (line,) = (await northshire["maya"].get("/v1/me/access-log")).json()["items"]

        assert (line["who"], line["what_for"]) == (
            "Priya",
            "saw your name or your details in the list of their young people",
        )


class TestReading:
    @pytest.mark.parametrize(
        ("who", "status"),
        [("sam", 200), ("priya", 200), ("dana", 200), ("alex", 404), ("bo", 404), ("wes", 404), ("ruth", 403),
         ("ade", 404), ("cleo", 403), ("eve", 403), ("lee", 403), ("kim", 403), ("maya", 403), ("jay", 403)],
    )  # fmt: skip
    async def test_only_those_whose_work_the_plan_is(self, northshire: World, who: str, status: int) -> None:
        reply = await northshire[who].get(address(northshire, "maya"))

        assert reply.status_code == status
        assert ("Theo" in reply.text) == (status == 200)

    async def test_a_support_worker_of_hers_does_not_read_it(self, northshire: World) -> None:
        await involve(northshire, "maya", "alex", InvolvementRole.support_worker)

        assert (await northshire["alex"].get(f"/v1/young-people/{northshire.id_of('maya')}")).status_code == 200
        assert (await northshire["alex"].get(address(northshire, "maya"))).status_code == 404

    async def test_a_call_that_she_asked_for_opens_no_plan(self, northshire: World) -> None:
        await northshire.asks_to_be_called("maya", urgent="scared")

        assert (await northshire["alex"].get(address(northshire, "maya"))).status_code == 404

    async def test_whoever_stands_in_for_her_worker_reads_it_while_they_do(self, northshire: World) -> None:
        await cover(northshire, "sam", "bo")

        assert (await northshire["bo"].get(address(northshire, "maya"))).status_code == 200
        northshire.at(WEDNESDAY + timedelta(days=2))
        assert (await northshire["bo"].get(address(northshire, "maya"))).status_code == 404

    async def test_her_worker_reads_what_is_withheld_and_what_she_reads_instead(self, northshire: World) -> None:
        told = (await northshire["sam"].get(address(northshire, "maya"))).json()

        (how_long,) = [each for each in told["sections"] if each["section"] == "how_long"]
        assert how_long["body"].startswith("The court looks at a different order")
        assert how_long["withheld_because"].startswith("A court is still talking about this.")

    async def test_another_councils_staff_find_nothing(self, northshire: World, eastvale: World) -> None:
        for who in ("zed", "ivy"):
            assert (await eastvale[who].get(address(northshire, "maya"))).status_code == 404

    async def test_she_sees_who_read_it_and_who_wrote_in_it(self, northshire: World) -> None:
        await northshire["dana"].get(address(northshire, "maya"))
        await written(northshire, "priya", "maya", plan())

        log = (await northshire["maya"].get("/v1/me/access-log")).json()["items"]

        assert {(each["who"], each["what_for"]) for each in log} == {
            ("Dana", "read your plan"),
            ("Priya", "read your plan"),
            ("Priya", "wrote in your plan"),
        }


class TestWriting:
    async def test_a_new_version_takes_the_place_and_the_old_one_stays(self, northshire: World) -> None:
        reply = await write(northshire, "sam", "maya", plan(part("home", "You live with Kay.")))

        assert (reply.status_code, reply.json()["version"], reply.headers["ETag"]) == (200, 3, '"3-0"')
        assert "until you are 18" in (await northshire["maya"].get(f"{CARE}/versions/2")).text

    async def test_the_first_version_of_a_plan(self, eastvale: World) -> None:
        reply = await write(eastvale, "zed", "noor", plan())

        assert (reply.status_code, reply.json()["version"]) == (201, 1)
        assert (await eastvale["noor"].get(CARE)).json()["written_by"] == "Zed"

    async def test_an_action_keeps_its_name_from_version_to_version(self, northshire: World) -> None:
        first = await written(northshire, "sam", "maya", plan(actions=({"what": "Paint your room", "owner": "Kay"},)))
        (action,) = first["actions"]
        done = {
            "id": action["id"],
            "what": "Paint your room",
            "owner_id": str(northshire.id_of("sam")),
            "state": "done",
        }

        (now,) = (await written(northshire, "sam", "maya", plan(actions=(done,))))["actions"]

        assert (now["id"], now["owner"], now["owner_job"]) == (action["id"], "Sam", "social_worker")
        changes = (await northshire["maya"].get(f"{CARE}/changes?since=3&until=4")).json()["actions"]
        assert [each["says"] for each in changes] == ["This is done now."]

    @pytest.mark.parametrize("headers", [{}, {"If-None-Match": '"2-0"'}, {"If-Match": '"2-0"', "If-None-Match": "*"}])
    async def test_without_saying_what_was_read_nothing_is_written(
        self, northshire: World, headers: dict[str, str]
    ) -> None:
        reply = await northshire["sam"].put(address(northshire, "maya"), plan(), headers=headers)

        assert (reply.status_code, reply.json()["code"]) == (428, "condition_needed")

    @pytest.mark.parametrize(
        "headers", [{"If-Match": '"1-0"'}, {"If-Match": 'W/"2-0"'}, {"If-Match": "*"}, {"If-None-Match": "*"}]
    )
    async def test_what_was_not_read_is_not_written_over(self, northshire: World, headers: dict[str, str]) -> None:
        reply = await northshire["sam"].put(address(northshire, "maya"), plan(), headers=headers)

        assert (reply.status_code, reply.json()["code"]) == (412, "changed_meanwhile")

    async def test_a_plan_that_is_not_there_cannot_have_been_read(self, eastvale: World) -> None:
        assert (await write(eastvale, "zed", "noor", plan(), tag='"1-0"')).status_code == 412

    async def test_of_two_who_write_at_once_one_is_told_to_read_again(self, northshire: World) -> None:
        writing = [write(northshire, who, "maya", plan(), tag='"2-0"') for who in ("sam", "priya")]
        replies = await asyncio.gather(*writing)

        assert sorted(each.status_code for each in replies) == [200, 412]

    async def test_her_workers_cover_may_write(self, northshire: World) -> None:
        await cover(northshire, "sam", "bo")

        assert (await written(northshire, "bo", "maya", plan()))["written_by"] == "Bo"

    @pytest.mark.parametrize(
        ("who", "status"),
        [("dana", 403), ("alex", 404), ("bo", 404), ("wes", 404), ("ruth", 403), ("ade", 403), ("cleo", 403),
         ("eve", 403), ("lee", 403), ("kim", 403), ("maya", 403), ("jay", 403)],
    )  # fmt: skip
    async def test_nobody_else_writes_it(self, northshire: World, who: str, status: int) -> None:
        assert (await write(northshire, who, "maya", plan(), tag='"2-0"')).status_code == status
        assert (await northshire["maya"].get(CARE)).json()["version"] == 2

    @pytest.mark.parametrize(
        ("body", "code"),
        [
            (plan(part("family", MARK, withheld_because="")), "not_valid"),
            (plan(part("family", MARK, withheld_because=" \t ")), "not_valid"),
            (plan(part("family", MARK, withheld=True)), "not_valid"),
            (plan(part("home", MARK), part("home", MARK)), "not_valid"),
            (plan(part("targets", MARK)), "not_a_part_of_this_plan"),
            (plan(actions=({"what": MARK, "owner": "Kay", "section": "targets"},)), "not_a_part_of_this_plan"),
            (plan(actions=({"what": MARK},)), "not_valid"),
            (plan(actions=({"what": MARK, "owner": "Kay", "state": "not_doing"},)), "not_valid"),
            (plan(actions=({"what": MARK, "owner": "Kay", "reason": "Because."},)), "not_valid"),
            (plan(actions=({"what": MARK, "owner_id": "00000000-0000-4000-8000-000000000000"},)), "no_such_worker"),
            ({"sections": []}, "not_valid"),
        ],
    )
    async def test_what_contradicts_itself_is_refused_and_not_repeated(
        self, northshire: World, body: dict[str, object], code: str
    ) -> None:
        reply = await write(northshire, "sam", "maya", body)

        assert (reply.status_code, reply.json()["code"]) == (422, code)
        assert MARK not in reply.text
