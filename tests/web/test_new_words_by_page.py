"""Somebody saw the phone: whoever signs in with the old words picks new ones first, on the pages too."""

from tests.make.browsing import Browsing, comes_in
from tests.make.world import World

OLD, NEW = "otter pebble kite moon", "lantern meadow spoon cloud"


async def signs_in(world: World, name: str, words: str) -> Browsing:
    browser = Browsing(world.app)
    await browser.open(f"/sign-in/{world.council.council.slug}")
    await browser.fill(name=name)
    await browser.fill(words=words)
    return browser


async def seen(world: World, *more: tuple[str, str]) -> tuple[Browsing, str]:
    phone, told = await comes_in(world, OLD)
    await phone.open("/my/seen")
    await phone.fill(form="/my/seen", more=more)
    return phone, told["name"]


async def test_she_picks_new_words_where_the_old_ones_may_have_been_seen(northshire: World) -> None:
    _, name = await seen(northshire)
    browser = await signs_in(northshire, name, OLD)
    asked = browser.text

    await browser.fill(words=OLD, new=OLD)
    same = browser.text
    await browser.fill(words=OLD, new=NEW)

    assert "Someone may have seen your words" in asked
    assert "These are your old words" in same
    assert OLD not in asked + same
    assert browser.path == "/my"
    assert (await signs_in(northshire, name, NEW)).path == "/my"
    assert "That did not fit" in (await signs_in(northshire, name, OLD)).text


async def test_her_phone_is_signed_out_too_where_she_says_so(northshire: World) -> None:
    phone, _ = await seen(northshire, ("here_too", "yes"))

    assert "this one too" in phone.text
    await phone.open("/my")
    assert phone.path.startswith("/sign-in")


async def test_other_words_are_offered_as_often_as_she_asks_for_them(northshire: World) -> None:
    _, name = await seen(northshire)
    browser = await signs_in(northshire, name, OLD)

    for _ in range(6):
        await browser.fill(words=OLD, new="", step="other")

    assert "Someone may have seen your words" in browser.text
    assert browser.last is not None
    assert browser.last.status_code == 200
