"""An app that has the page already is told so, and nothing is kept where it should not be."""

import pytest

from tests.make.world import World

READS = ["/v1/me", "/v1/me/people", "/v1/me/contact-requests", "/v1/me/access-log", "/v1/councils"]


@pytest.mark.parametrize("path", READS)
async def test_every_page_has_a_weak_tag_and_is_not_sent_twice(northshire: World, path: str) -> None:
    first = await northshire["maya"].get(path)

    again = await northshire["maya"].get(path, headers={"If-None-Match": first.headers["ETag"]})

    assert first.headers["ETag"].startswith('W/"')
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert again.headers["Cache-Control"] == "no-store"
    assert not [name for name in again.headers if name.startswith("content-")]


async def test_a_page_that_changed_is_sent_whole(northshire: World) -> None:
    first = await northshire["maya"].get("/v1/me")
    await northshire["maya"].patch("/v1/me", {"pronouns": "they/them"})

    again = await northshire["maya"].get("/v1/me", headers={"If-None-Match": first.headers["ETag"]})

    assert again.status_code == 200
    assert again.json()["pronouns"] == "they/them"


@pytest.mark.parametrize("known", ["{tag}", '"other", {tag}', '{tag} ,"other"', '"other",\t{tag}', "{strong}", "*"])
async def test_a_tag_may_stand_in_a_list_or_have_lost_its_mark(northshire: World, known: str) -> None:
    tag = (await northshire["maya"].get("/v1/me")).headers["ETag"]
    wanted = known.format(tag=tag, strong=tag.removeprefix("W/"))

    assert (await northshire["maya"].get("/v1/me", headers={"If-None-Match": wanted})).status_code == 304


@pytest.mark.parametrize("known", ['W/"other"', "", '""', "W/"])
async def test_another_tag_is_no_match(northshire: World, known: str) -> None:
    assert (await northshire["maya"].get("/v1/me", headers={"If-None-Match": known})).status_code == 200


async def test_a_tag_tells_nothing_to_somebody_who_may_not_look(northshire: World) -> None:
    tag = (await northshire["maya"].get("/v1/me/access-log")).headers["ETag"]

    for speaker in (northshire.phone_of("maya"), northshire.nobody()):
        reply = await speaker.get("/v1/me/access-log", headers={"If-None-Match": tag})

        assert reply.status_code == 401
        assert "ETag" not in reply.headers


async def test_a_refusal_and_a_write_have_no_tag(northshire: World) -> None:
    replies = [
        await northshire["maya"].get("/v1/councils/nowhere"),
        await northshire["maya"].post("/v1/me/contact-requests", {}),
        await northshire["maya"].patch("/v1/me", {}),
    ]

    assert ["ETag" in reply.headers for reply in replies] == [False, False, False]


async def test_the_help_page_may_be_kept_also_when_it_has_not_changed(northshire: World) -> None:
    path = f"/v1/councils/{northshire.council.council.slug}/help"
    first = await northshire.nobody().get(path)

    again = await northshire.nobody().get(path, headers={"If-None-Match": first.headers["ETag"]})

    assert (again.status_code, again.headers["Cache-Control"]) == (304, first.headers["Cache-Control"])


@pytest.mark.parametrize(
    ("method", "path"),
    [
        *(("GET", path) for path in READS),
        *(("GET", path) for path in ("/v1/triage", "/v1/nowhere", "/livez", "/readyz", "/docs", "/openapi.json")),
        ("PATCH", "/v1/me"),
        ("POST", "/v1/me/contact-requests"),
        ("DELETE", "/v1/me"),
    ],
)
async def test_nothing_else_is_stored_anywhere(northshire: World, method: str, path: str) -> None:
    body: dict[str, str] | None = {} if method in ("PATCH", "POST") else None

    for speaker in (northshire["maya"], northshire.nobody()):
        reply = await speaker.call(method, path, body)

        assert reply.headers["Cache-Control"] == "no-store"
        assert reply.headers["X-Content-Type-Options"] == "nosniff"
        assert reply.headers["X-Request-ID"]
