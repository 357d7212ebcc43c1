"""What a council shows to everyone."""

from models.accounts import Account, Role
from models.councils import Council, CouncilState
from tests.make.scenes import refused
from tests.make.world import World


async def test_anyone_sees_a_council_and_when_it_is_open(northshire: World) -> None:
    slug = northshire.council.council.slug

    reply = await northshire.nobody().get(f"/v1/councils/{slug}")

    assert reply.json() == {
        "slug": slug,
        "name": "Northshire Council",
        "office_opens": "09:00",
        "office_closes": "17:00",
    }


async def test_every_council_that_serves_is_in_the_list_once(northshire: World, eastvale: World) -> None:
    slugs, path = [], "/v1/councils?limit=10"
    while path:
        reply = await northshire.nobody().get(path)
        slugs += [each["slug"] for each in reply.json()["items"]]
        path = reply.links["next"]["url"] if "next" in reply.links else ""

    assert slugs == sorted(set(slugs))
    assert {northshire.council.council.slug, eastvale.council.council.slug} <= set(slugs)


async def test_the_help_page_names_everyone_to_turn_to(northshire: World) -> None:
    reply = await northshire.nobody().get(f"/v1/councils/{northshire.council.council.slug}/help")

    page = reply.json()
    assert [line["phone"] for line in page["help_now"]] == ["01632 960999", "999", "0800 1111", "01632 960998"]
    assert {team["purpose"] for team in page["teams"]} == {"duty", "rights", "advocacy", "feedback"}
    assert page["advice"] == "If you are in danger, call 999. You can call Childline at any time. It is free."


async def test_the_help_page_names_no_worker_and_no_care_team(northshire: World) -> None:
    page = (await northshire.nobody().get(f"/v1/councils/{northshire.council.council.slug}/help")).text

    for staff in northshire.council.staff:
        assert f'"{staff.first_name}"' not in page
        assert not staff.phone or staff.phone not in page
    assert "Children in Care" not in page


async def test_an_app_may_keep_the_help_page_and_nothing_else(northshire: World) -> None:
    slug = northshire.council.council.slug

    kept = (await northshire.nobody().get(f"/v1/councils/{slug}/help")).headers["Cache-Control"]
    others = [(await northshire.nobody().get(path)) for path in ("/v1/councils", f"/v1/councils/{slug}")]

    assert kept == "public, max-age=3600, stale-if-error=604800"
    assert {reply.headers["Cache-Control"] for reply in others} == {"no-store"}


async def test_a_council_that_is_not_there_is_not_found_and_not_kept(northshire: World) -> None:
    for path in ("/v1/councils/nowhere", "/v1/councils/nowhere/help", "/v1/councils/%E2%99%A5"):
        reply = await northshire.nobody().get(path)

        assert refused(reply, 404, "not_found")
        assert reply.headers["Cache-Control"] == "no-store"


async def test_a_council_that_does_not_serve_is_not_shown_and_nobody_signs_in_there(northshire: World) -> None:
    draft = northshire.council.council.model_copy(update={"slug": f"draft-{northshire.id}"})
    northshire.council = northshire.council.model_copy(update={"council": draft})
    await northshire.save(
        Council(council_id=northshire.id, state=CouncilState.draft, **draft.model_dump()),
        Account(council_id=northshire.id, id=northshire.id_of("maya"), role=Role.young_person),
    )

    assert refused(await northshire.nobody().get(f"/v1/councils/{draft.slug}"), 404, "not_found")
    assert refused(await northshire.nobody().get(f"/v1/councils/{draft.slug}/help"), 404, "not_found")
    assert refused(await northshire["maya"].get("/v1/me"), 401, "not_signed_in")
