"""Lists in pages: no row is skipped or shown twice, and a cursor that is not ours is refused."""

from base64 import urlsafe_b64encode
from collections.abc import Iterator
from json import dumps
from random import Random

import pytest

from tests.make.scenes import ids, on, refused
from tests.make.world import World

LISTS = {
    "sam": ["/v1/triage", "/v1/young-people"],
    "maya": ["/v1/me/contact-requests", "/v1/me/access-log"],
    "kim": ["/v1/councils"],
}
EVERY_LIST = [(who, path) for who, paths in LISTS.items() for path in paths]

ODD: tuple[object, ...] = (
    *("\0", "\ud800", "", "1e9", "NaN", "9" * 120, "0001-01-01T00:00:00+23:59"),
    *([], {}, None, True, 10**30),
)


def cursor(*place: object) -> str:
    return urlsafe_b64encode(dumps(place).encode()).rstrip(b"=").decode()


def tampered() -> Iterator[str]:
    """Return what a curious developer would try."""
    yield from ("", "x", "====", "%E2%99%A5", "bnVsbA", "e30", "MQ", "IngiIA", "W10", "gICA", "A" * 499)
    instant, uuid = "2026-06-10T09:00:00+00:00", "00000000-0000-0000-0000-000000000000"
    for odd in ODD:
        yield cursor(odd)
        yield cursor(instant, odd)
        yield cursor(odd, uuid)
        yield cursor("0", odd, uuid)
        yield cursor(odd, instant, uuid)
        yield cursor(instant, uuid, odd, "x")
        yield cursor(instant, odd, "x", "y")
    yield cursor("9" * 250, instant, uuid)
    yield cursor("2026-06-10T09:00:00", uuid)
    yield cursor(instant, uuid, "x", "y", "z")


@pytest.mark.parametrize(("who", "path"), EVERY_LIST)
async def test_a_cursor_that_is_not_ours_is_refused_and_breaks_nothing(northshire: World, who: str, path: str) -> None:
    replies = [await northshire[who].get(f"{path}?cursor={each}") for each in dict.fromkeys(tampered()) if each]

    assert {reply.status_code for reply in replies} <= {200, 400}
    for reply in replies:
        assert reply.status_code == 200 or refused(reply, 400, "bad_cursor")


@pytest.mark.parametrize(("who", "path"), EVERY_LIST)
async def test_a_cursor_with_a_letter_changed_breaks_nothing(northshire: World, who: str, path: str) -> None:
    dice = Random(20260610)  # noqa: S311  a test that is the same on every run
    ours = cursor("2", "2026-06-10T09:00:00+00:00", "7f57d400-aa39-547a-9ee1-b5e837e7c2d8")

    for _ in range(60):
        place = dice.randrange(len(ours))
        changed = f"{ours[:place]}{dice.choice('ABCxyz019-_')}{ours[place + 1 :]}"
        assert (await northshire[who].get(f"{path}?cursor={changed}")).status_code in (200, 400)


@pytest.mark.parametrize(("who", "path"), EVERY_LIST)
@pytest.mark.parametrize("limit", ["0", "101", "-1", "many", "1.5", ""])
async def test_a_page_has_one_to_a_hundred_rows(northshire: World, who: str, path: str, limit: str) -> None:
    reply = await northshire[who].get(f"{path}?limit={limit}")

    assert refused(reply, 422, "not_valid")
    assert [each["parameter"] for each in reply.json()["errors"]] == ["limit"]


async def test_a_page_has_25_rows_unless_asked_otherwise(northshire: World) -> None:
    for _ in range(26):
        await northshire.asks_to_be_called("maya")

    assert len((await northshire["maya"].get("/v1/me/contact-requests")).json()["items"]) == 25
    assert len((await northshire["sam"].get("/v1/triage")).json()["items"]) == 25
    assert len((await northshire["sam"].get("/v1/triage?limit=26")).json()["items"]) == 26


@pytest.mark.parametrize(("who", "path"), [("sam", "/v1/triage"), ("maya", "/v1/me/contact-requests")])
async def test_no_row_is_skipped_or_shown_twice_while_others_arrive(northshire: World, who: str, path: str) -> None:
    there = {(await northshire.asks_to_be_called("maya"))["id"] for _ in range(7)}
    northshire.at(on(11))
    there |= {(await northshire.asks_to_be_called("maya", urgent=why))["id"] for why in ("hurt", None, None)}

    seen: list[str] = []
    reply = await northshire[who].get(f"{path}?limit=3")
    while True:
        seen += ids(reply.json()["items"])
        if "next" not in reply.links:
            break
        assert len(reply.json()["items"]) == 3
        await northshire.asks_to_be_called("maya", urgent="other")
        await northshire.asks_to_be_called("maya")
        reply = await northshire[who].get(reply.links["next"]["url"])

    assert len(seen) == len(set(seen))
    assert there <= set(seen)


async def test_the_link_to_the_next_page_keeps_what_was_asked_for(northshire: World) -> None:
    for who in ("maya", "jay", "jay", "jay"):
        await northshire.asks_to_be_called(who)
    asked = f"/v1/triage?limit=2&state=waiting&young_person_id={northshire.id_of('jay')}"

    first = await northshire["sam"].get(asked)
    second = await northshire["sam"].get(first.links["next"]["url"])

    assert first.headers["Link"].endswith('; rel="next"')
    assert first.json()["next_cursor"] in first.headers["Link"]
    assert {card["preferred_name"] for card in second.json()["items"]} == {"Jay"}
    assert (len(second.json()["items"]), second.json()["next_cursor"], "Link" in second.headers) == (1, None, False)


async def test_a_full_last_page_has_no_next(northshire: World) -> None:
    for _ in range(2):
        await northshire.asks_to_be_called("maya")

    assert (await northshire["maya"].get("/v1/me/contact-requests?limit=2")).json()["next_cursor"] is None
