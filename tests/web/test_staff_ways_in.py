"""Staff of a directory come in there and nowhere else; those outside it, with an invite, words or a passkey."""

from datetime import timedelta
from uuid import UUID

import pytest

from models.accounts import Role
from tests.conftest import WEDNESDAY
from tests.make.authenticator import Authenticator
from tests.make.browsing import Browsing, comes_in, invite
from tests.make.local_directory import LocalDirectory, a_directory, of_council
from tests.make.staff_browsing import front, known, signs_in
from tests.make.world import World
from tests.web.test_passkeys_by_page import makes
from tests.web.test_passkeys_by_page import signs_in as signs_in_with_passkey

GOOD = "otter window biscuit"
OTHER = "pebble lantern walrus"


async def told(world: World, who: str) -> list[str]:
    await world.sign_in_again()
    return [each["says"] for each in (await world[who].get("/v1/notices")).json()["items"]]


async def links(
    world: World, there: LocalDirectory, who: str = "sam", name: str = "Northshire"
) -> tuple[Browsing, UUID]:
    """Let somebody who may have another way in be known at a directory."""
    which = await of_council(world, there, name)
    given, browser = await invite(world, who, "kim"), await signs_in(world, there, which)
    await browser.fill(code=given["code"], number=given["number"])
    await browser.open(next(each for each in browser.links if str(which) in each))
    assert browser.path == "/my", browser.text
    return browser, which


async def words_of(world: World, name: str, words: str) -> Browsing:
    browser = Browsing(world.app)
    await browser.open(f"/sign-in/{world.council.council.slug}")
    await browser.fill(name=name)
    await browser.fill(words=words)
    return browser


async def test_a_new_device_at_the_directory_is_told_like_any_other(northshire: World, there: LocalDirectory) -> None:
    browser, which = await known(northshire, there)
    first = await told(northshire, "sam")
    await browser.open(f"{front(northshire)}/{which}")
    again = await told(northshire, "sam")

    await signs_in(northshire, there, which)

    new = "Someone signed in as you on a new device"
    assert [sum(new in each for each in says) for says in (first, again)] == [1, 1]
    assert sum(new in each for each in await told(northshire, "sam")) == 2


async def test_whoever_is_known_at_a_directory_has_no_other_way_in_any_more(
    northshire: World, there: LocalDirectory
) -> None:
    before, given = await comes_in(northshire, GOOD, "sam", "kim")
    phone = Authenticator()
    await before.open("/my/keys/new")
    await makes(before, phone)

    after, _ = await links(northshire, there)

    assert "did not fit" in (await words_of(northshire, given["name"], GOOD)).text
    assert "did not fit" in (await signs_in_with_passkey(northshire, phone)).text
    assert (await before.open("/my")).url.path.startswith("/sign-in")
    assert any("You sign in at your council now: Northshire." in each for each in await told(northshire, "sam"))
    await after.open("/my")
    assert not {"/my/keys", "/my/words"} & set(after.links)


async def test_nor_can_they_make_one(northshire: World, there: LocalDirectory) -> None:
    browser, _ = await links(northshire, there)

    await browser.open("/my/words")
    await browser.fill(new=OTHER)

    assert browser.last is not None
    assert browser.last.status_code == 409
    assert "You sign in at work" in browser.text


async def test_a_new_invite_brings_them_in_by_words_and_the_directory_no_more(
    northshire: World, there: LocalDirectory
) -> None:
    at_work, which = await links(northshire, there)

    outside, given = await comes_in(northshire, GOOD, "sam", "kim")
    stranger = await signs_in(northshire, there, which)

    assert outside.path == "/my/name"
    assert (await at_work.open("/my")).url.path.startswith("/sign-in")
    assert stranger.path == "/staff/link"
    assert (await words_of(northshire, given["name"], GOOD)).path == "/my"


async def test_one_person_is_known_at_two_directories_of_the_council(northshire: World, there: LocalDirectory) -> None:
    async with a_directory() as another:
        _, first = await links(northshire, there)

        browser, second = await links(northshire, another, name="Another")

        assert browser.path == "/my"
        assert (await signs_in(northshire, there, first)).path == "/my"
        assert (await signs_in(northshire, another, second)).path == "/my"


async def test_an_advocate_comes_in_at_the_directory_of_their_own_provider(
    northshire: World, there: LocalDirectory
) -> None:
    async with a_directory() as provider:
        await links(northshire, there)
        provider.who = {"oid": "ade", "roles": [Role.advocate.value]}

        browser, _ = await links(northshire, provider, "ade", "Northshire Voice")

        assert browser.path == "/my"


@pytest.mark.parametrize("who", ["lee", "ade"])
async def test_a_board_member_and_an_advocate_come_in_with_a_passkey_by_an_invite(northshire: World, who: str) -> None:
    browser, given, phone = Browsing(northshire.app), await invite(northshire, who, "kim"), Authenticator()
    slug = northshire.council.council.slug
    await browser.open(f"/invite/{slug}")
    await browser.fill(code=given["code"])
    await browser.fill(number=given["number"])

    await makes(browser, phone, f"/invite/{slug}/passkey")

    assert browser.path == "/my/name"
    assert (await signs_in_with_passkey(northshire, phone)).path == "/my"


async def test_after_somebody_saw_the_phone_the_directory_lets_in_and_nobody_is_asked_for_words(
    northshire: World, there: LocalDirectory
) -> None:
    browser, which = await links(northshire, there)
    await browser.open("/my/seen")
    await browser.fill(form="/my/seen")
    offered = browser.links

    again = await signs_in(northshire, there, which)

    assert "/my/words" not in offered
    assert again.path == "/my"


async def test_a_departure_ends_a_passkey_too(northshire: World) -> None:
    browser, _ = await comes_in(northshire, GOOD, "ade", "kim")
    phone = Authenticator()
    await browser.open("/my/keys/new")
    await makes(browser, phone)

    await northshire["kim"].put(f"/v1/workers/{northshire.id_of('ade')}/departure", {})

    assert (await browser.open("/my")).url.path.startswith("/sign-in")
    assert "did not fit" in (await signs_in_with_passkey(northshire, phone)).text


async def test_proving_at_work_asks_for_no_words(northshire: World, there: LocalDirectory) -> None:
    browser, _ = await links(northshire, there)
    northshire.at(WEDNESDAY + timedelta(minutes=6))

    await browser.open("/my/prove?then=/my/devices")

    assert "secret words" not in browser.text
    await browser.open(next(each for each in browser.links if each.startswith("/staff/again")))
    assert browser.path == "/my/devices"
