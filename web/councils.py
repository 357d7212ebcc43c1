"""Whose page it is: each council has its own, since a name to sign in with is only known there."""

from uuid import UUID

from fastapi import Request
from sqlalchemy import bindparam, select
from sqlmodel import col

from api.statements import Read
from auth.doors import Public
from auth.signing_in.doorstep import Device, Doorstep
from models.base import Shape, columns_of
from models.councils import Council
from models.words import say
from web.browser import Browser


class OnThePage(Shape):
    """A council as a page names it."""

    council_id: UUID
    slug: str
    name: str


_all = select(*columns_of(Council, OnThePage))
ALL = Read(OnThePage, _all.order_by(col(Council.name), col(Council.slug)).limit(200))
ONE = Read(OnThePage, _all.where(col(Council.slug) == bindparam("slug")))
# What a browser says of itself, and how a ten-year-old calls it. The first that fits.
DEVICES = (
    ("iPhone", "iphone"),
    ("iPad", "ipad"),
    ("Android", "android"),
    ("Windows", "windows"),
    ("Macintosh", "mac"),
)


async def councils(request: Request) -> list[OnThePage]:
    return await Public(request).of().all(ALL())


async def council_of(request: Request, slug: str) -> OnThePage:
    """Return the council of that name; NotFound where none of that name is open."""
    return await Public(request).of().one(ONE(slug=slug))


def doorstep(request: Request) -> Doorstep:
    return Doorstep(request.app.state.pool, request.app.state.seals)


def device_of(request: Request) -> Device:
    """Return the device as its owner will read it in the list of devices."""
    said = request.headers.get("user-agent", "")
    kind = next((name for mark, name in DEVICES if mark in said), "other")
    return Device(Browser.of(request).device, say(f"pages.device_kinds.{kind}"))
