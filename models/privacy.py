"""Who will be able to read what a young person is about to send, and who will not: in the catalogue's words."""

from functools import cache
from typing import Any

from models.accounts import Role
from models.base import Shape
from models.councils import HelpLine
from models.words import catalogue, say, spoken


class Reader(Shape):
    role: Role
    says: str


class PrivacyOfAThing(Shape):
    """`can_read_later`: only when something happens, and `says` tells what. Every role stands in exactly one list."""

    thing: str
    title: str
    says: str
    fresh_sign_in: bool
    can_read: list[Reader]
    can_read_later: list[Reader]
    cannot_read: list[Reader]


class Privacy(Shape):
    """To be shown before somebody sends anything."""

    says: str
    safety: str
    things: list[PrivacyOfAThing]
    help_now: list[HelpLine]


def things() -> tuple[PrivacyOfAThing, ...]:
    """Return what the catalogue says; who is not named there is said not to be able to read it."""
    return _things(spoken())


@cache
def _things(language: str) -> tuple[PrivacyOfAThing, ...]:
    said: dict[str, dict[str, Any]] = catalogue(language)["privacy"]["things"]
    return tuple(_thing(name, each) for name, each in said.items())


def _thing(name: str, said: dict[str, Any]) -> PrivacyOfAThing:
    can, later = _readers(said.get("can", {})), _readers(said.get("later", {}))
    named = {reader.role for reader in (*can, *later)} | {Role.young_person}
    others = [Reader(role=role, says=say(f"privacy.others.{role}")) for role in Role if role not in named]
    return PrivacyOfAThing(
        thing=name,
        title=said["title"],
        says=said["says"],
        fresh_sign_in=said["fresh_sign_in"],
        can_read=can,
        can_read_later=later,
        cannot_read=others,
    )


def _readers(said: dict[str, str]) -> list[Reader]:
    return [Reader(role=Role(role), says=says) for role, says in said.items()]
