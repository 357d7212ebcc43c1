"""A real browser before a real server. Without Chromium nothing here is passed over: it fails, and says what to do."""

import asyncio
import shutil
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import pytest_asyncio
import uvicorn
from fastapi import FastAPI
from playwright.async_api import Browser, async_playwright

from tests.browser.barriers import AXE

CHROMIUM = "Install Chromium (Debian: apt install chromium), which `make test` needs for the pages."
TOOLS = "Install the tools of the browser's tests: `make browser-tools`, which `make test` does by itself."
FLAGS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]


@pytest_asyncio.fixture(scope="session")
async def origin(app: FastAPI) -> AsyncIterator[str]:
    """Serve the app on a free port of this machine."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    before = app.state.public
    app.state.public = f"http://localhost:{port}"
    async with _serving(app, port):
        yield app.state.public
    app.state.public = before


@asynccontextmanager
async def _serving(app: FastAPI, port: int) -> AsyncIterator[None]:
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="warning", lifespan="off"))
    server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
    running = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110  uvicorn tells nobody
        await asyncio.sleep(0.02)
    try:
        yield
    finally:
        server.should_exit = True
        await running


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
