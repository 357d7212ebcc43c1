"""Staff with a browser: they sign in at their directory, and are known here by an invite."""

from uuid import UUID

import httpx

from tests.make.browsing import FORM, Browsing, invite
from tests.make.local_directory import LocalDirectory, of_council
from tests.make.world import World


def browser_of(world: World, there: LocalDirectory) -> Browsing:
    return Browsing(world.app, beyond={there.issuer: there.app})


def front(world: World) -> str:
    return f"/staff/{world.council.council.slug}"


async def hears(world: World, which: UUID, token: str) -> httpx.Response:
    """Let the service hear from a directory that somebody signed out there."""
    path = f"{front(world)}/{which}/signed-out"
    return await Browsing(world.app).client.post(path, content=f"logout_token={token}", headers=FORM)


async def signs_in(world: World, there: LocalDirectory, which: UUID, then: str = "") -> Browsing:
    browser = browser_of(world, there)
    await browser.open(f"{front(world)}/{which}{then}")
    return browser


async def known(world: World, there: LocalDirectory, who: str = "sam") -> tuple[Browsing, UUID]:
    """Let somebody of the directory be known here, by an invite of the admin."""
    which = await of_council(world, there)
    told, browser = await invite(world, who, "kim"), await signs_in(world, there, which)
    assert browser.path == "/staff/link", browser.text
    await browser.fill(code=told["code"], number=told["number"])
    await browser.open(next(each for each in browser.links if str(which) in each))
    return browser, which
