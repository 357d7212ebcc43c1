"""Passkeys in a real browser, with an authenticator that it plays itself: by keyboard, on a small phone, at 200 %."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Browser, Page

from tests.browser.barriers import by_keyboard, looking, must_be_open_to_all, types
from tests.browser.test_pages import GOOD, Screen, comes_in
from tests.make.browsing import invite
from tests.make.world import World

INTERNAL = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
NEW = "lantern meadow spoon cloud"
FINGER = "Use my finger, face or PIN"


@asynccontextmanager
async def with_a_lock(
    chromium: Browser, origin: str, screen: Screen, *, known: bool = True
) -> AsyncIterator[tuple[Page, list[str]]]:
    """Look at a page on a device with a lock that knows its owner or not; return also what the browser complains of."""
    async with looking(chromium, origin, screen) as page:
        errors: list[str] = []
        page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: errors.append(str(error)))
        devtools = await page.context.new_cdp_session(page)
        await devtools.send("WebAuthn.enable")
        options = INTERNAL | {"isUserVerified": known}
        await devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        yield page, errors


async def test_she_makes_one_and_comes_in_with_it_by_keyboard_with_no_barrier(
    northshire: World, chromium: Browser, origin: str, screen: Screen
) -> None:
    async with with_a_lock(chromium, origin, screen) as (page, errors):
        await comes_in(page, northshire)
        await page.goto("/my")
        await by_keyboard(page, "Come in without words")
        await must_be_open_to_all(page, "no passkey yet")
        await by_keyboard(page, "Let this device bring me in")
        await must_be_open_to_all(page, "a new passkey")
        await by_keyboard(page, "Yes, let it bring me in")
        await must_be_open_to_all(page, "my passkeys")
        await page.context.clear_cookies()
        await page.goto(f"/sign-in/{northshire.council.council.slug}?then=/my/devices")
        await must_be_open_to_all(page, "name or passkey")
        await by_keyboard(page, FINGER)

        assert page.url.endswith("/my/devices")
        await page.goto("/my/prove?then=/my/keys")
        await must_be_open_to_all(page, "prove with a passkey")
        await by_keyboard(page, FINGER)
        await by_keyboard(page, "Take it away")
        assert "You have no such device yet" in await page.inner_text("main")
        assert errors == []


async def test_an_invite_is_opened_with_a_passkey_and_no_words(
    northshire: World, chromium: Browser, origin: str, screen: Screen
) -> None:
    told = await invite(northshire)
    async with with_a_lock(chromium, origin, screen) as (page, errors):
        await page.goto(f"/invite/{northshire.council.council.slug}")
        await types(page, "code", told["code"])
        await types(page, "number", told["number"])
        await must_be_open_to_all(page, "words or passkey")
        await by_keyboard(page, "Use my finger, face or PIN, not words")

        assert page.url.endswith("/my/name")
        assert errors == []


async def test_after_somebody_saw_her_phone_new_words_are_asked_for(
    northshire: World, chromium: Browser, origin: str, screen: Screen
) -> None:
    async with with_a_lock(chromium, origin, screen) as (page, _):
        await comes_in(page, northshire)
        await page.goto("/my/keys/new")
        await by_keyboard(page, "Yes, let it bring me in")
        await page.goto("/my/seen")
        await by_keyboard(page, "Yes, and sign me out here too")
        await page.goto(f"/sign-in/{northshire.council.council.slug}")
        await by_keyboard(page, FINGER)
        await must_be_open_to_all(page, "new words")
        await types(page, "new", GOOD)
        await must_be_open_to_all(page, "old words")
        await types(page, "new", NEW)

        assert page.url.endswith("/my")


async def test_a_device_that_does_not_know_its_owner_lets_nobody_in_and_says_so(
    northshire: World, chromium: Browser, origin: str
) -> None:
    async with with_a_lock(chromium, origin, (360, 740, 1), known=False) as (page, _):
        await comes_in(page, northshire)
        await page.goto("/my/keys/new")
        await page.get_by_role("button", name="Yes, let it bring me in").click()
        alert = page.get_by_role("alert")
        await alert.get_by_text("That did not work").wait_for()
        await must_be_open_to_all(page, "that did not work")
        await page.goto("/my/keys")

        assert "You have no such device yet" in await page.inner_text("main")


async def test_without_scripts_nothing_is_offered_that_cannot_be_done(
    northshire: World, chromium: Browser, origin: str
) -> None:
    async with looking(chromium, origin, (360, 740, 1), scripts=False) as page:
        await page.goto(f"/sign-in/{northshire.council.council.slug}")

        assert await page.get_by_role("button").all_inner_texts() == ["Next"]
