"""Each way in by our pages, walked once: it is told on every device that is signed in, and stands in her access log."""

from collections.abc import Awaitable, Callable

import pytest

from tests.make.authenticator import Authenticator
from tests.make.browsing import Browsing, comes_in, invite
from tests.make.world import World
from tests.web.test_passkeys_by_page import makes, signs

WINDOWS = "Mozilla/5.0 (Windows NT 10.0)"
GOOD, OTHER = "otter pebble kite moon", "lantern meadow spoon cloud"
ON_A_NEW_DEVICE = "Someone signed in as you on a new device: a Windows PC. If it was not you, sign it out now."
RECOVERED = "Someone came in with a new code. All other devices were signed out."
SIGNED_IN = "signed in on a phone or another device"
WITH_A_CODE = "came in with a code that you were given"
YOU = "you, or someone who got in as you"
Way = Callable[[World, str, Authenticator], Awaitable[Browsing]]


async def by_words(world: World, name: str, _: Authenticator) -> Browsing:
    browser = Browsing(world.app, WINDOWS)
    await browser.open(f"/sign-in/{world.council.council.slug}")
    await browser.fill(name=name)
    await browser.fill(words=GOOD)
    return browser


async def by_passkey(world: World, _: str, phone: Authenticator) -> Browsing:
    browser, slug = Browsing(world.app, WINDOWS), world.council.council.slug
    await browser.open(f"/sign-in/{slug}")
    await signs(browser, phone, f"/sign-in/{slug}/passkey")
    return browser


async def with_a_code(world: World) -> Browsing:
    browser, told = Browsing(world.app, WINDOWS), await invite(world)
    await browser.open(f"/invite/{world.council.council.slug}")
    await browser.fill(code=told["code"])
    await browser.fill(number=told["number"])
    return browser


async def by_an_invite_and_words(world: World, _: str, __: Authenticator) -> Browsing:
    browser = await with_a_code(world)
    await browser.fill(words=OTHER)
    return browser


async def by_an_invite_and_a_passkey(world: World, _: str, __: Authenticator) -> Browsing:
    browser = await with_a_code(world)
    await makes(browser, Authenticator(), f"/invite/{world.council.council.slug}/passkey")
    return browser


async def came_in_before(world: World) -> tuple[str, Authenticator]:
    """Let her have words and a passkey on her phone."""
    (browser, told), phone = await comes_in(world, GOOD), Authenticator()
    await browser.open("/my/keys/new")
    await makes(browser, phone)
    return told["name"], phone


async def says(world: World) -> list[list[str]]:
    """Return what is told on a device that was just signed in, and on one that somebody merely holds."""
    await world.sign_in_again()
    return [
        [each["says"] for each in (await device.get("/v1/me/notices")).json()["items"]]
        for device in (world["maya"], world.phone_of("maya"))
    ]


async def logged(world: World) -> set[tuple[str, str]]:
    lines = (await world["maya"].get("/v1/me/access-log")).json()["items"]
    return {(each["who"], each["what_for"]) for each in lines}


@pytest.mark.parametrize("way", [by_words, by_passkey])
async def test_a_new_device_is_told_on_every_device_and_stands_in_the_log(northshire: World, way: Way) -> None:
    name, phone = await came_in_before(northshire)

    browser = await way(northshire, name, phone)
    await browser.open("/my/devices")

    assert [each.count(ON_A_NEW_DEVICE) for each in await says(northshire)] == [1, 1]
    assert (YOU, SIGNED_IN) in await logged(northshire)


@pytest.mark.parametrize("way", [by_an_invite_and_words, by_an_invite_and_a_passkey])
async def test_a_recovery_is_told_on_every_device_and_stands_in_the_log(northshire: World, way: Way) -> None:
    name, phone = await came_in_before(northshire)

    await way(northshire, name, phone)

    for each in await says(northshire):
        assert each.count(ON_A_NEW_DEVICE) == 1
        assert sum(RECOVERED in line for line in each) == 1
        assert sum("Sam gave you a new way to sign in." in line for line in each) == 2
    await northshire["ruth"].put(f"/v1/young-people/{northshire.id_of('maya')}/recovery-confirmation")
    await northshire.sign_in_again()
    assert await logged(northshire) >= {
        (YOU, "came in again with a new code"),
        (YOU, WITH_A_CODE),
        ("Sam", "gave you a new way to sign in, or took one back"),
    }


async def test_the_second_time_on_the_same_device_is_no_news(northshire: World) -> None:
    name, phone = await came_in_before(northshire)
    browser = await by_passkey(northshire, name, phone)
    await browser.open("/my")
    await browser.fill(form="/sign-out")

    await browser.open(f"/sign-in/{northshire.council.council.slug}")
    await signs(browser, phone, f"/sign-in/{northshire.council.council.slug}/passkey")

    assert browser.path == "/my"
    assert [each.count(ON_A_NEW_DEVICE) for each in await says(northshire)] == [1, 1]
