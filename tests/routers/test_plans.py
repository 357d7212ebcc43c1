"""A young person reads her plans, and what is new in them."""

from datetime import timedelta

import pytest

from models.covers import Cover
from rules.plans import PARTS, PlanKind
from tests.conftest import WEDNESDAY
from tests.make.hats import under_hat
from tests.make.plans import part, plan, read, section, written
from tests.make.world import World

CARE = "/v1/me/plans/care"


async def test_she_sees_which_plans_there_are_and_which_she_has_not_read(northshire: World) -> None:
    before = await read(northshire, "maya", "/v1/me/plans")
    await read(northshire, "maya", CARE)
    after = await read(northshire, "maya", "/v1/me/plans")

    assert [(each["kind"], each["unread"]) for each in before["items"]] == [
        ("care", True),
        ("education", True),
        ("health", True),
    ]
    assert [each["kind"] for each in after["items"] if each["unread"]] == ["education", "health"]
    assert before["items"][0]["version"] == 2
    assert before["items"][0]["next_review_on"] < before["items"][0]["next_review_by"]


async def test_a_care_plan_has_its_six_parts_in_words_that_she_knows(northshire: World) -> None:
    told = await read(northshire, "maya", CARE)

    assert [each["title"] for each in told["sections"]] == [
        "Where you live",
        "Seeing your family",
        "How long you will be in care",
        "Your school and your health",
        "What you like to do",
        "What you think and feel",
    ]
    assert (told["version"], told["written_by"], told["written_by_role"]) == (2, "Sam", "social worker")
    assert told["next_review_on"] < told["next_review_by"]


@pytest.mark.parametrize("kind", list(PlanKind))
async def test_every_kind_of_plan_has_its_own_parts(eastvale: World, kind: PlanKind) -> None:
    await written(eastvale, "zed", "noor", plan(part(PARTS[kind][0], "Something.")), kind=kind)

    told = await read(eastvale, "noor", f"/v1/me/plans/{kind}")

    assert [each["section"] for each in told["sections"]] == list(PARTS[kind])
    assert all(each["title"] for each in told["sections"])
    assert told["sections"][1]["says"] == "Nothing is written here yet."


async def test_what_others_do_has_an_owner_a_day_and_a_state(northshire: World) -> None:
    told = await read(northshire, "maya", CARE)

    actions = {each["what"]: each for each in told["actions"]}
    drama, stay = actions["Find a drama group near home"], actions["Let you stay the night at Theo's"]
    assert (drama["owner"], drama["owner_role"], drama["state_in_words"]) == ("Alex", "support worker", "being done")
    assert drama["overdue"]
    assert (stay["state"], stay["reason"]) == (
        "not_doing",
        "There is no bed for you there yet. Sam asks again in spring.",
    )
    assert not stay["overdue"]


async def test_an_owner_may_be_somebody_outside_the_council(northshire: World) -> None:
    told = await read(northshire, "maya", "/v1/me/plans/health")

    assert [(each["owner"], each["owner_role"]) for each in told["actions"]] == [("The school", None), ("Kay", None)]


async def test_a_part_that_is_withheld_says_why(northshire: World) -> None:
    told = section(await read(northshire, "maya", CARE), "how_long")

    assert told["withheld"]
    assert told["body"] is None
    assert told["withheld_because"].startswith("A court is still talking about this.")


async def test_reading_it_gives_her_a_copy_and_says_when(northshire: World) -> None:
    first = await read(northshire, "maya", CARE)
    northshire.at(WEDNESDAY + timedelta(days=3))
    again = await read(northshire, "maya", CARE)
    receipts = await under_hat(northshire, "maya", "select version, given_at from plan_receipts")

    assert first["given_says"] == again["given_says"] == "You were given this copy on Wednesday 10 June 2026."
    assert receipts == [(2, WEDNESDAY)]


async def test_looking_at_the_list_or_at_the_changes_gives_no_copy(northshire: World) -> None:
    await read(northshire, "maya", "/v1/me/plans")
    await read(northshire, "maya", f"{CARE}/changes")

    assert await under_hat(northshire, "maya", "select * from plan_receipts") == []


async def test_staff_who_read_it_give_her_no_copy(northshire: World) -> None:
    await northshire["sam"].get(f"/v1/young-people/{northshire.id_of('maya')}/plans/care")

    assert await under_hat(northshire, "maya", "select * from plan_receipts") == []


async def test_what_has_not_changed_is_not_sent_again(northshire: World) -> None:
    first = await northshire["maya"].get(CARE)
    again = await northshire["maya"].get(CARE, headers={"If-None-Match": first.headers["ETag"]})
    await written(northshire, "sam", "maya", plan())
    later = await northshire["maya"].get(CARE, headers={"If-None-Match": first.headers["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert later.status_code == 200


async def test_an_old_version_stays_as_it_was(northshire: World) -> None:
    await written(northshire, "sam", "maya", plan(part("home", "You move to Ron's sister.")))

    old = await read(northshire, "maya", f"{CARE}/versions/1")
    newest = await read(northshire, "maya", f"{CARE}/versions/3")

    assert section(old, "home")["body"] == "You live with Kay and Ron and their dog. You can stay there."
    assert (old["version"], old["newest_version"]) == (1, 3)
    assert section(newest, "home")["body"] == "You move to Ron's sister."


@pytest.mark.parametrize(("version", "status"), [(9, 404), (0, 422), (10**9, 422)])
async def test_a_version_that_is_not_there_is_not_found(northshire: World, version: int, status: int) -> None:
    reply = await northshire["maya"].get(f"{CARE}/versions/{version}")

    assert reply.status_code == status


class TestNoPlanYet:
    @pytest.mark.parametrize("path", ["", "/versions/1", "/changes", "/views", "/disagreements"])
    async def test_she_is_told_whom_to_ask(self, eastvale: World, path: str) -> None:
        reply = await eastvale["noor"].get(f"{CARE}{path}")

        told = reply.json()
        assert (reply.status_code, told["code"], told["kind"]) == (404, "no_plan_yet", "care")
        assert (told["ask"], told["phone"]) == ("Zed", "07700 900302")
        assert told["detail"] == "There is no care plan for you here yet. Ask Zed, your social worker."

    async def test_while_the_worker_is_away_it_is_whoever_stands_in(self, eastvale: World) -> None:
        await eastvale.save(
            Cover(
                council_id=eastvale.id,
                worker_id=eastvale.id_of("zed"),
                covered_by_id=eastvale.id_of("ivy"),
                away_from=WEDNESDAY - timedelta(days=1),
                away_until=WEDNESDAY + timedelta(days=1),
            )
        )

        told = (await eastvale["noor"].get(CARE)).json()

        assert (told["ask"], told["phone"]) == ("Ivy", "01632 961101")
        assert told["detail"].endswith("Ask Ivy, who is there while Zed is away.")

    async def test_without_a_worker_it_is_the_team_that_is_always_there(self, eastvale: World) -> None:
        eastvale.at(WEDNESDAY - timedelta(days=3650))

        told = (await eastvale["noor"].get(CARE)).json()

        assert (told["ask"], told["phone"]) == ("Night and Day Team", "01632 961700")


@pytest.mark.parametrize("path", ["", "/versions/1", "/changes"])
async def test_another_young_persons_plan_does_not_exist(northshire: World, eastvale: World, path: str) -> None:
    jay = await northshire["jay"].get(f"{CARE}{path}")
    noor = await eastvale["noor"].get(f"{CARE}{path}")

    assert (jay.status_code, jay.json()["code"]) == (404, "no_plan_yet")
    assert (noor.status_code, noor.json()["code"]) == (404, "no_plan_yet")
    assert [each["kind"] for each in (await read(northshire, "jay", "/v1/me/plans"))["items"]] == ["pathway"]


@pytest.mark.parametrize("who", ["sam", "priya", "dana", "ruth", "ade", "cleo", "eve", "lee", "kim"])
async def test_staff_have_no_plan_of_their_own(northshire: World, who: str) -> None:
    for path in ("", "/care", "/care/versions/1", "/care/changes", "/care/views", "/care/disagreements"):
        assert (await northshire[who].get(f"/v1/me/plans{path}")).status_code == 403
