"""What a young person says about her plan is kept word for word, and stands beside it for good."""

from datetime import timedelta
from typing import Any

import psycopg
import pytest

from auth.permissions import Hat
from tests.conftest import WEDNESDAY
from tests.make.hats import under_hat
from tests.make.plans import address, part, plan, written
from tests.make.world import World

CARE = "/v1/me/plans/care"
HER_WORDS = "  I want to see Theo MORE.\n\nNobody askd me ☹ \u202ereally\n"


async def say(world: World, how: str, message: str, section: str | None = None, who: str = "maya") -> dict[str, Any]:
    reply = await world[who].post(f"{CARE}/{how}", {"message": message, "section": section})
    assert reply.status_code == 201, reply.text
    told: dict[str, Any] = reply.json()
    return told


def beside(told: dict[str, Any], section: str, words: str = "my_words") -> list[str]:
    (found,) = [each for each in told["sections"] if each["section"] == section]
    return [each["message"] for each in found[words]]


@pytest.mark.parametrize("how", ["views", "disagreements"])
async def test_her_words_are_kept_as_she_wrote_them(northshire: World, how: str) -> None:
    told = await say(northshire, how, HER_WORDS, "family")

    listed = (await northshire["maya"].get(f"{CARE}/{how}")).json()
    assert told["words"]["message"] == HER_WORDS
    assert [each["message"] for each in listed["items"]] == [HER_WORDS]
    assert told["says"].endswith("just as you wrote it. Nobody can change it.")
    assert [line["phone"] for line in told["help_now"]] == ["01632 960999", "999", "0800 1111", "01632 960998"]


async def test_a_view_and_a_disagreement_are_two_lists_and_stand_beside_the_part(northshire: World) -> None:
    await say(northshire, "views", "I like swimming.", "free_time")
    await say(northshire, "disagreements", "Drama is on Fridays too.", "free_time")

    told = (await northshire["maya"].get(CARE)).json()
    views = (await northshire["maya"].get(f"{CARE}/views")).json()

    assert sorted(beside(told, "free_time")) == ["Drama is on Fridays too.", "I like swimming."]
    assert beside(told, "home") == []
    assert [each["message"] for each in views["items"]] == ["I like swimming."]


async def test_what_she_says_of_the_whole_plan_stands_beside_the_whole(northshire: World) -> None:
    await say(northshire, "views", "It is too long.")

    told = (await northshire["maya"].get(CARE)).json()

    assert [each["message"] for each in told["my_words"]] == ["It is too long."]


async def test_they_stay_in_every_later_version_and_are_not_put_into_an_earlier_one(northshire: World) -> None:
    await say(northshire, "disagreements", "Once a week.", "family")
    await written(northshire, "sam", "maya", plan(part("home", "You live with Kay.")))
    await written(northshire, "sam", "maya", plan(part("family", "Every Saturday.")))

    newest = (await northshire["maya"].get(CARE)).json()
    oldest = (await northshire["maya"].get(f"{CARE}/versions/1")).json()

    assert newest["version"] == 4
    assert beside(newest, "family") == ["Once a week."]
    assert beside(oldest, "family") == []


async def test_whoever_may_read_the_plan_reads_them_too(northshire: World) -> None:
    await say(northshire, "disagreements", "Once a week.", "family")

    for who in ("sam", "priya", "dana"):
        told = (await northshire[who].get(address(northshire, "maya"))).json()
        assert beside(told, "family", "their_words") == ["Once a week."]


async def test_a_worker_cannot_write_over_words_that_he_has_not_read(northshire: World) -> None:
    tag = (await northshire["sam"].get(address(northshire, "maya"))).headers["ETag"]
    await say(northshire, "disagreements", "Once a week.", "family")

    refused = await northshire["sam"].put(address(northshire, "maya"), plan(), headers={"If-Match": tag})

    assert (refused.status_code, refused.json()["code"]) == (412, "changed_meanwhile")


async def test_a_second_tap_is_not_said_twice(northshire: World) -> None:
    for _ in range(2):
        reply = await northshire["maya"].post(f"{CARE}/views", {"message": "Hello."}, key="one-tap")
        assert reply.status_code == 201

    assert len((await northshire["maya"].get(f"{CARE}/views")).json()["items"]) == 1


async def test_long_lists_come_in_pages(northshire: World) -> None:
    for minute, message in enumerate(("one", "two", "three")):
        northshire.at(WEDNESDAY + timedelta(minutes=minute))
        await say(northshire, "views", message)

    first = await northshire["maya"].get(f"{CARE}/views?limit=2")
    second = await northshire["maya"].get(f"{CARE}/views?limit=2&cursor={first.json()['next_cursor']}")

    assert [each["message"] for each in first.json()["items"]] == ["three", "two"]
    assert 'rel="next"' in first.headers["Link"]
    assert [each["message"] for each in second.json()["items"]] == ["one"]
    assert second.json()["next_cursor"] is None


@pytest.mark.parametrize("how", ["views", "disagreements"])
class TestRefused:
    async def test_a_part_that_this_plan_does_not_have(self, northshire: World, how: str) -> None:
        reply = await northshire["maya"].post(f"{CARE}/{how}", {"message": "Hello.", "section": "life_skills"})

        assert (reply.status_code, reply.json()["code"]) == (422, "not_a_part_of_this_plan")

    @pytest.mark.parametrize(
        "body", [{}, {"message": " \n"}, {"message": "x" * 4001}, {"message": "x", "said_at": "1"}]
    )
    async def test_nothing_said_or_more_than_can_be_kept(self, northshire: World, how: str, body: object) -> None:
        assert (await northshire["maya"].post(f"{CARE}/{how}", body)).status_code == 422

    async def test_where_there_is_no_plan_she_is_told_whom_to_ask(self, eastvale: World, how: str) -> None:
        reply = await eastvale["noor"].post(f"{CARE}/{how}", {"message": "Hello."})

        assert (reply.status_code, reply.json()["ask"]) == (404, "Zed")

    async def test_words_about_another_young_persons_plan(self, northshire: World, how: str) -> None:
        await say(northshire, how, "Mine alone.", "family")

        assert (await northshire["jay"].post(f"{CARE}/{how}", {"message": "Hello."})).status_code == 404
        assert "Mine alone." not in (await northshire["jay"].get(f"{CARE}/{how}")).text
        for who in ("sam", "priya", "dana", "ruth", "ade", "cleo", "eve", "lee", "kim"):
            assert (await northshire[who].post(f"{CARE}/{how}", {"message": "Hello."})).status_code == 403
            assert (await northshire[who].get(f"{CARE}/{how}")).status_code == 403


HATS = [
    *((who, None) for who in ("maya", "sam", "priya", "dana", "ruth", "cleo", "ade", "eve", "lee", "kim")),
    *(("sam", hat) for hat in (Hat.triage, Hat.public, Hat.participation_officer)),
]


@pytest.mark.parametrize(
    "statement",
    [
        "update plan_views set message = 'other' returning id",
        "update plan_views set section = null returning id",
        "delete from plan_views returning id",
        "update plan_receipts set given_at = given_at returning version",
        "delete from plan_receipts returning version",
        "update plan_sections set body = 'other' returning id",
        "update plan_versions set written_by = 'Bo' returning id",
        "delete from plan_sections returning id",
        "update reviews set due_on = due_on + 1 returning id",
    ],
)
async def test_nobody_at_all_can_change_what_was_said_written_given_or_counted(
    northshire: World, statement: str
) -> None:
    await say(northshire, "views", HER_WORDS, "family")

    for who, hat in HATS:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            await under_hat(northshire, who, statement, hat=hat)


async def test_not_even_the_owner_of_the_tables_can_change_her_words(northshire: World, owner_url: str) -> None:
    await say(northshire, "views", HER_WORDS, "family")

    async with await psycopg.AsyncConnection.connect(owner_url) as owner:
        changed = await owner.execute("update kept.plan_views set message = 'other'")

    assert changed.rowcount == 0


@pytest.mark.parametrize("who", ["jay", "maya"])
async def test_nobody_can_put_words_into_her_mouth_or_into_the_past(northshire: World, who: str) -> None:
    statement = (
        "insert into plan_views (council_id, id, young_person_id, plan_id, version, kind, message, said_at)"
        " values (%(council)s, gen_random_uuid(), %(maya)s, %(plan)s, 2, 'view', 'I agree.',"
        " walls.moment() - %(ago)s) returning id"
    )
    about: dict[str, Any] = {
        "council": northshire.id,
        "maya": northshire.id_of("maya"),
        "plan": northshire.council.id_of("plan", "maya:care"),
    }

    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        await under_hat(northshire, who, statement, **about, ago=timedelta(days=who == "maya"))
