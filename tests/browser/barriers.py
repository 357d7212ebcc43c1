"""What keeps people out of a page: axe's rules of WCAG 2.2 AA, a page that is too wide, a keyboard that is stuck."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Page

AXE = Path(__file__).parent / "node" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LOOK = """async rules => (await axe.run({runOnly: rules})).violations.map(
  each => [each.id, each.help, each.nodes.map(node => node.target.join(' '))])"""
WIDE = "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"
SMALL = """() => [...document.querySelectorAll('a, button, input:not([type=hidden])')]
  .filter(each => !each.matches('.skip, p a, ul:not(.ways) a'))
  .map(each => [each.outerHTML.slice(0, 80), each.getBoundingClientRect()])
  .filter(([, box]) => Math.min(box.width, box.height) < (box.width && 32)).map(([what]) => what)"""
FOCUS = "() => document.activeElement.outerHTML.slice(0, 120)"


@cache
def axe() -> str:
    return AXE.read_text(encoding="utf-8")


async def must_be_open_to_all(page: Page, what: str) -> None:
    """Refuse a page with any finding. axe is evaluated by the debugger, so our policy of content stays as it is."""
    await page.evaluate(axe())
    found: list[Any] = await page.evaluate(LOOK, RULES)
    assert found == [], f"{what}: {found}"
    assert not await page.evaluate(WIDE), f"{what} is wider than the screen."
    small = await page.evaluate(SMALL)
    assert small == [], f"{what}: too small for a thumb: {small}"


async def by_keyboard(page: Page, words: str) -> None:
    """Walk with the tab key until what says `words` has the focus, and press it."""
    for _ in range(40):
        await page.keyboard.press("Tab")
        if words in await page.evaluate(FOCUS):
            async with page.expect_navigation():
                await page.keyboard.press("Enter")
            return
    raise AssertionError(f"The keyboard does not reach {words!r} on {page.url}.")


async def types(page: Page, name: str, words: str, *, enter: bool = True) -> None:
    """Walk with the tab key to a field, type into it, and press enter, but where there is more to type."""
    for _ in range(40):
        if f'name="{name}"' in await page.evaluate(FOCUS):
            break
        await page.keyboard.press("Tab")
    await page.keyboard.type(words)
    if not enter:
        return
    async with page.expect_navigation():
        await page.keyboard.press("Enter")


@asynccontextmanager
async def looking(chromium: Browser, origin: str, screen: tuple[int, int, int], **how: bool) -> AsyncIterator[Page]:
    wide, high, zoom = screen
    context = await chromium.new_context(
        base_url=origin,
        viewport={"width": wide // zoom, "height": high // zoom},
        device_scale_factor=zoom,
        java_script_enabled=how.get("scripts", True),
        bypass_csp=False,
    )
    try:
        yield await context.new_page()
    finally:
        await context.close()
