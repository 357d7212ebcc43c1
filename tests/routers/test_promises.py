"""A young person reads what they are promised, sees what shows it, and says how they see it."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from fastapi import FastAPI
from sqlalchemy import text

from api.settings import Settings
from api.statements import Write
from models.involvements import Involvement, InvolvementRole
from models.young_people import Care
from tests.conftest import WEDNESDAY
from tests.make.pledges import BATH, CALL_BACK, NORTHUMBERLAND, adopts, every, promises_of
from tests.make.saying import says
from tests.make.world import World

NOT_COUNTED = "We do not count a call that you say did not come."
COUNT = Write(text("select count(*) as n from ratings"))


async def test_they_stand_by_theme_in_plain_words_with_their_source(promised: World) -> None:
    told = (await promised["maya"].get("/v1/me/promises")).json()

    assert [theme["title"] for theme in told["themes"]][:3] == [
        "Your social worker",
        "How we decide things",
        "Your care plan",
    ]
    assert told["themes"][0]["promises"][0] | {"id": ""} == {
        "id": "",
        "says": "You have a social worker. We try hard to keep the same one for you.",
        "kind": "rated",
        "kind_says": "Only you can tell if we do this.",
        "basis": "promise",
        "basis_says": "This is a promise.",
        "audience": "in_care",
        "source": {
            "document": "Bath & North East Somerset Council, pledge to children in care and care leavers",
            "place": "Your social worker, line 1",
        },
        "evidence": None,
        "my_rating": None,
    }


async def test_there_is_no_score_and_nobody_else_to_be_compared_with(promised: World) -> None:
    told = (await promised["maya"].get("/v1/me/promises")).json()

    assert set(told) == {"council", "themes", "seen_by"}
    assert {name for theme in told["themes"] for name in theme} == {"theme", "title", "promises"}


async def test_a_call_in_time_shows_that_the_promise_is_kept(promised: World) -> None:
    asked = await promised.asks_to_be_called("maya")
    assert (await promises_of(promised))[CALL_BACK]["evidence"] == {
        "says": "In the last year there was no call to count. The next one counts.",
        "kept": None,
        "counted": 0,
        "of": 0,
    }

    await promised["sam"].post(f"/v1/requests/{asked['id']}/attempts", {"outcome": "spoke"})

    assert (await promises_of(promised))[CALL_BACK]["evidence"] == {
        "says": f"In the last year we called you back in time, each time: 1 of 1. {NOT_COUNTED}",
        "kept": True,
        "counted": 1,
        "of": 1,
    }
    assert (await promises_of(promised, "jay"))[CALL_BACK]["evidence"]["of"] == 0


async def test_a_late_call_shows_that_it_is_not(promised: World) -> None:
    await promised.asks_to_be_called("maya")

    promised.at(WEDNESDAY + timedelta(days=7))

    assert (await promises_of(promised))[CALL_BACK]["evidence"]["says"] == (
        f"In the last year we called you back in time 0 of 1 times. {NOT_COUNTED}"
    )


async def test_what_she_contests_is_in_neither_number(promised: World) -> None:
    asked = await promised.asks_to_be_called("maya")
    await promised["sam"].post(f"/v1/requests/{asked['id']}/attempts", {"outcome": "spoke"})

    await promised["maya"].post(f"/v1/me/contact-requests/{asked['id']}/confirmation", {"reached": False})

    assert (await promises_of(promised))[CALL_BACK]["evidence"] | {"says": ""} == {
        "says": "",
        "kept": None,
        "counted": 0,
        "of": 0,
    }


async def test_what_was_asked_more_than_a_year_ago_is_over(promised: World) -> None:
    await promised.asks_to_be_called("maya")

    promised.at(WEDNESDAY + timedelta(days=400))

    assert (await promises_of(promised))[CALL_BACK]["evidence"]["of"] == 0


async def test_who_can_be_reached_shows_in_the_evidence(promised: World) -> None:
    nurse = Involvement(
        council_id=promised.id,
        young_person_id=promised.id_of("maya"),
        worker_id=promised.id_of("alex"),
        role=InvolvementRole.nurse,
        started_at=WEDNESDAY,
    )
    place = "Your health, line 3 and the words above the list"
    before = await promises_of(promised)

    await promised.save(nurse)

    kept = {name: each["evidence"]["kept"] for name, each in before.items() if each["evidence"]}
    assert (kept["Your social worker, line 2"], kept["Your care plan, line 7"]) == (True, True)
    assert (kept["Your education, line 4"], kept[place]) == (False, False)
    assert (await promises_of(promised))[place]["evidence"]["kept"] is True


async def test_what_is_not_written_down_yet_is_said_so(promised: World) -> None:
    assert (await promises_of(promised))["Your social worker, line 4"]["evidence"] == {
        "says": "We cannot show this yet. You can still tell us what you think.",
        "kept": None,
        "counted": 0,
        "of": 0,
    }


async def test_reading_her_plan_is_being_given_a_copy(promised: World) -> None:
    before = (await promises_of(promised))["Your care plan, line 4"]["evidence"]["kept"]

    await promised["maya"].get("/v1/me/plans/care")

    assert (before, (await promises_of(promised))["Your care plan, line 4"]["evidence"]["kept"]) == (False, True)


async def test_a_no_with_its_reason_shows_that_reasons_are_given(promised: World) -> None:
    place = "Problems or worries, line 2"
    before = (await promises_of(promised))[place]["evidence"]
    said = await says(promised, "comment")

    await promised["cleo"].post(
        f"/v1/requests/{said['id']}/answers", {"message": "Not yet.", "decision": "no", "reason": "There is no bus."}
    )

    after = (await promises_of(promised))[place]["evidence"]
    assert (before["kept"], after["kept"], after["counted"], after["of"]) == (None, True, 1, 1)


async def test_only_what_is_measured_has_evidence(promised: World) -> None:
    for each in (await promises_of(promised)).values():
        assert (each["evidence"] is not None) == (each["kind"] == "measured")


async def test_a_care_leaver_reads_what_care_leavers_are_promised(
    app: FastAPI, northshire: World, settings: Settings
) -> None:
    left = northshire.council.young_people[1].model_copy(update={"care": Care.care_leaver})
    slug = f"northshire-{uuid4().hex[:12]}"
    council = northshire.council.model_copy(
        update={
            "council": northshire.council.council.model_copy(update={"slug": slug}),
            "young_people": [northshire.council.young_people[0], left],
        }
    )
    world = World(app, northshire.owner_url, council)
    await world.save(*council.rows(WEDNESDAY - timedelta(days=365)), *world.sessions())
    await adopts(world, settings, BATH)

    in_care, after = await promises_of(world, "maya"), await promises_of(world, "jay")

    assert "Your care plan, line 1" in in_care
    assert "Your care plan, line 1" not in after
    assert "Leaving care and moving on, line 7" in after
    assert "Leaving care and moving on, line 7" not in in_care
    assert CALL_BACK in in_care.keys() & after.keys()
    hers = in_care["Your care plan, line 1"]["id"]
    assert (await world["jay"].put(f"/v1/me/promises/{hers}/rating", {"rating": "kept"})).status_code == 404


async def test_where_no_pledge_says_it_the_call_back_is_promised_all_the_same(
    eastvale: World, settings: Settings
) -> None:
    await adopts(eastvale, settings, NORTHUMBERLAND)

    told = await promises_of(eastvale, "noor")

    assert len(told) == 9
    assert told["The call back"]["source"]["document"] == "Kept, the service's own rule in every council"


async def test_anyone_can_read_what_a_council_promises_and_keep_it_for_a_while(promised: World) -> None:
    path = f"/v1/councils/{promised.council.council.slug}/promises"

    reply = await promised.nobody().get(path)
    again = await promised.nobody().get(path, headers={"If-None-Match": reply.headers["etag"]})

    assert reply.headers["cache-control"] == "public, max-age=3600, stale-if-error=604800"
    assert again.status_code == 304
    assert reply.json()["council"] == "Northshire Council"
    assert [len(theme["promises"]) for theme in reply.json()["themes"]] == [4, 3, 7, 3, 5, 3, 7, 4, 5, 8, 5]
    assert all("evidence" not in each and "my_rating" not in each for each in every(reply.json()))


async def test_it_can_be_read_for_those_in_care_or_for_those_who_left(promised: World) -> None:
    path = f"/v1/councils/{promised.council.council.slug}/promises"

    for audience in ("in_care", "care_leaver"):
        told = (await promised.nobody().get(f"{path}?audience={audience}")).json()
        assert {each["audience"] for each in every(told)} == {audience, "both"}
    assert (await promised.nobody().get(f"{path}?audience=both")).status_code == 422


async def test_a_promise_stands_from_its_first_day_in_london(northshire: World, settings: Settings) -> None:
    await adopts(northshire, settings, BATH, date(2026, 6, 12))
    path = f"/v1/councils/{northshire.council.council.slug}/promises"

    northshire.at(datetime(2026, 6, 11, 22, 59, tzinfo=UTC))
    assert (await northshire.nobody().get(path)).json()["themes"] == []
    northshire.at(datetime(2026, 6, 11, 23, 0, tzinfo=UTC))
    assert len((await northshire.nobody().get(path)).json()["themes"]) == 11


@pytest.mark.parametrize("page", ["promises", "glossary"])
async def test_a_council_that_is_not_there_has_no_pages(northshire: World, page: str) -> None:
    assert (await northshire.nobody().get(f"/v1/councils/nowhere/{page}")).status_code == 404


async def test_the_words_of_grown_ups_are_explained_to_anyone(northshire: World) -> None:
    reply = await northshire.nobody().get(f"/v1/councils/{northshire.council.council.slug}/glossary")

    words = {term["word"]: term for term in reply.json()["items"]}
    assert reply.headers["cache-control"].startswith("public")
    assert words["reviewing officer"]["also"] == ["Independent Reviewing Officer", "IRO"]
    assert words.keys() >= {
        *("social worker", "senior practitioner", "support worker", "personal adviser", "children's rights officer"),
        *("participation officer", "Virtual School", "advocate", "independent visitor", "care plan", "Pathway Plan"),
        *("Personal Education Plan", "review", "complaint", "pledge"),
    }
