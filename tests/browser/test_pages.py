"""Our pages in a real browser: by keyboard alone, on a small phone, at 200 %, without scripts, and no barrier."""

from urllib.parse import urlencode

from playwright.async_api import Browser, Page

from tests.browser.barriers import by_keyboard, looking, must_be_open_to_all, types
from tests.make.apps import an_app, said_by
from tests.make.browsing import invite
from tests.make.local_directory import a_directory, of_council
from tests.make.world import World

GOOD = "otter window biscuit"
Screen = tuple[int, int, int]


async def comes_in(page: Page, world: World) -> dict[str, str]:
    """Come in with an invite, with nothing but the keyboard; look for barriers on the way."""
    told = await invite(world)
    await page.goto(f"/invite/{world.council.council.slug}")
    for name, typed in (("code", told["code"]), ("number", told["number"]), ("words", GOOD)):
        await must_be_open_to_all(page, name)
        await types(page, name, typed)
    assert page.url.endswith("/my/name")
    return told


async def test_from_an_invite_to_my_devices_by_keyboard_with_no_barrier(
    northshire: World, chromium: Browser, origin: str, screen: Screen
) -> None:
    async with looking(chromium, origin, screen) as page:
        errors: list[str] = []
        page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
        await comes_in(page, northshire)
        await must_be_open_to_all(page, "my name")
        await by_keyboard(page, "I have kept it safe")
        await must_be_open_to_all(page, "my page")
        await by_keyboard(page, "Where I am signed in")
        await must_be_open_to_all(page, "my devices")
        await by_keyboard(page, "Someone saw my phone")
        await must_be_open_to_all(page, "seen")
        await by_keyboard(page, "Yes, sign them out")
        await must_be_open_to_all(page, "what to do next")
        await by_keyboard(page, "Where I am signed in")
        await by_keyboard(page, "Sign out on all of them")
        await must_be_open_to_all(page, "signed out")

        assert page.url.endswith("/signed-out")
        assert errors == []


async def test_she_signs_in_and_wrong_words_are_told_with_no_barrier(
    northshire: World, chromium: Browser, origin: str, screen: Screen
) -> None:
    async with looking(chromium, origin, screen) as page:
        told = await comes_in(page, northshire)
        await page.context.clear_cookies()
        await page.goto(f"/sign-in/{northshire.council.council.slug}?then=/my/devices")
        await must_be_open_to_all(page, "name")
        await types(page, "name", told["name"])
        await must_be_open_to_all(page, "words")
        await types(page, "words", "pebble lantern walrus")
        await must_be_open_to_all(page, "wrong words")
        assert await page.locator("#words").get_attribute("aria-invalid") == "true"
        await types(page, "words", GOOD)

        assert page.url.endswith("/my/devices")


async def test_every_way_in_works_without_scripts(northshire: World, chromium: Browser, origin: str) -> None:
    async with looking(chromium, origin, (360, 740, 1), scripts=False) as page:
        told = await invite(northshire)
        await page.goto(f"/invite/{northshire.council.council.slug}")
        for name, typed in (("code", told["code"]), ("number", told["number"]), ("words", GOOD)):
            await page.locator(f"#{name}").fill(typed)
            await page.locator("button").first.click()

        await page.goto("/my/prove")
        await page.locator("#words").fill(GOOD)
        await page.locator("button").first.click()

        assert page.url.endswith("/my")


async def test_pages_that_only_tell_have_no_barrier(
    northshire: World, chromium: Browser, origin: str, screen: Screen
) -> None:
    slug = northshire.council.council.slug
    async with looking(chromium, origin, screen) as page:
        for path in ("/sign-in", "/invite", f"/sign-in/{slug}/lost", "/sign-in/nowhere", "/signed-out"):
            await page.goto(path)
            await must_be_open_to_all(page, path)


async def test_an_app_is_let_in_by_keyboard_with_no_barrier_and_looked_after(
    northshire: World, chromium: Browser, origin: str, screen: Screen
) -> None:
    played, back = await an_app(northshire), origin.replace("localhost", "127.0.0.1") + "/back"
    async with looking(chromium, origin, screen) as page:
        await comes_in(page, northshire)
        await page.goto(f"/apps/consent?{urlencode(played.asking(redirect_uri=back))}")
        await must_be_open_to_all(page, "consent")
        await page.locator('input[value="plans:read"]').focus()
        await page.keyboard.press("Space")
        await by_keyboard(page, "Yes, let it in")
        told = await played.change(said_by(page.url)["code"], redirect_uri=back)
        await page.goto("/my/apps")
        await must_be_open_to_all(page, "my apps")
        await by_keyboard(page, "Plan Pal")
        await must_be_open_to_all(page, "one app")
        await by_keyboard(page, "Send this app away")
        await must_be_open_to_all(page, "sent away")

        assert "plans:read" not in told.json()["scope"]
        assert (await played.refresh(told.json()["refresh_token"])).status_code == 400


async def test_staff_come_in_at_their_directory_with_no_barrier_on_the_way(
    northshire: World, chromium: Browser, origin: str, screen: Screen
) -> None:
    told = await invite(northshire, "sam", "kim")
    async with a_directory() as there, looking(chromium, origin, screen) as page:
        await of_council(northshire, there)
        await page.goto(f"/staff/{northshire.council.council.slug}")
        await must_be_open_to_all(page, "where staff sign in")
        await by_keyboard(page, "Sign in with Northshire")
        await must_be_open_to_all(page, "an invite of staff")
        await types(page, "code", told["code"], enter=False)
        await types(page, "number", told["number"])
        await must_be_open_to_all(page, "known from now on")
        await by_keyboard(page, "Sign in with Northshire")
        assert page.url.endswith("/my")
        await page.goto("/my/prove")
        await must_be_open_to_all(page, "prove at work")
