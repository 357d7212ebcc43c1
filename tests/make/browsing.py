"""A browser without a screen: it keeps cookies, follows links and fills in the forms that a page really has."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode

import httpx
from fastapi import FastAPI
from starlette.types import ASGIApp

from tests.make.world import World

FORM = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X)"


@dataclass
class Found:
    """One form of a page: where it goes, and what it brings by itself."""

    action: str
    fields: list[tuple[str, str]] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Found] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Found(said["action"]))
        if tag == "input" and said.get("type") == "hidden":
            self.forms[-1].fields.append((said["name"], said["value"]))
        if tag == "a":
            self.links.append(said["href"])


@dataclass
class Browsing:
    """Somebody with a browser. `last` is the page before them."""

    app: FastAPI
    agent: str = PHONE
    base: str = "http://localhost:8000"
    beyond: Mapping[str, ASGIApp] = field(default_factory=dict)
    last: httpx.Response | None = None

    def __post_init__(self) -> None:
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
        headers = {"User-Agent": self.agent}
        self.client = httpx.AsyncClient(
            transport=transport,
            base_url=self.base,
            headers=headers,
            follow_redirects=True,
            mounts={each: httpx.ASGITransport(app) for each, app in self.beyond.items()},
        )

    @property
    def text(self) -> str:
        assert self.last is not None
        return self.last.text

    @property
    def path(self) -> str:
        assert self.last is not None
        return self.last.url.path

    @property
    def forms(self) -> list[Found]:
        return self._read().forms

    @property
    def links(self) -> list[str]:
        return self._read().links

    async def open(self, path: str) -> httpx.Response:
        self.last = await self.client.get(path)
        return self.last

    async def fill(self, *, form: str = "", more: Sequence[tuple[str, str]] = (), **typed: str) -> httpx.Response:
        """Fill in the form that goes to `form`, or the first, and send it."""
        found = next(each for each in self.forms if not form or each.action == form)
        said = [each for each in found.fields if each[0] not in typed] + [*typed.items(), *more]
        self.last = await self.client.post(found.action, content=urlencode(said), headers=FORM)
        return self.last

    def _read(self) -> _Reader:
        reader = _Reader()
        reader.feed(self.text)
        return reader


async def invite(world: World, who: str = "maya", by: str = "sam") -> dict[str, str]:
    """Let somebody be invited, and return what they are given."""
    place = "workers" if by == "kim" else "young-people"
    reply = await world[by].post(f"/v1/{place}/{world.id_of(who)}/invites")
    assert reply.status_code == 201, reply.text
    told: dict[str, str] = reply.json()
    return told


async def comes_in(world: World, words: str, who: str = "maya", by: str = "sam") -> tuple[Browsing, dict[str, str]]:
    """Come in with an invite, page after page."""
    browser, told = Browsing(world.app), await invite(world, who, by)
    await browser.open(f"/invite/{world.council.council.slug}")
    await browser.fill(code=told["code"])
    await browser.fill(number=told["number"])
    await browser.fill(words=words)
    assert browser.path == "/my/name", browser.text
    return browser, told
