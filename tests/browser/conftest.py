"""A real browser before a real server. Without Chromium nothing here is passed over: it fails, and says what to do."""

import shutil
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
import pytest_asyncio
from fastapi import FastAPI
from playwright.async_api import Browser, async_playwright

from tests.browser.barriers import AXE
from tests.make.listening import free_port, listening

CHROMIUM = "Install Chromium (Debian: apt install chromium), which `make test` needs for the pages."
TOOLS = "Install the tools of the browser's tests: `make browser-tools`, which `make test` does by itself."
FLAGS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]


@pytest_asyncio.fixture(scope="session")
async def origin(app: FastAPI) -> AsyncIterator[str]:
    """Serve the app on a free port of this machine."""
    port = free_port()
    before, asking, site = app.state.public, app.state.asking, app.state.site
    app.state.public = f"http://localhost:{port}"
    app.state.asking = replace(asking, public=app.state.public)
    app.state.site = replace(site, origins=(*site.origins, app.state.public))
    async with listening(app, port):
        yield app.state.public
    app.state.public, app.state.asking, app.state.site = before, asking, site


@pytest_asyncio.fixture(scope="session")
async def chromium() -> AsyncIterator[Browser]:
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    assert program, CHROMIUM
    assert AXE.is_file(), TOOLS
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        await browser.close()


@pytest.fixture(params=[(360, 740, 1), (1280, 800, 2)], ids=["360 pixels", "200 %"])
def screen(request: pytest.FixtureRequest) -> tuple[int, int, int]:
    """Return a screen: a small phone, or a big one of which a page zoomed to 200 % sees half."""
    found: tuple[int, int, int] = request.param
    return found
