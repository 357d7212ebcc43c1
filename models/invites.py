"""Invites: a code to be used once within seven days, with a number said in person. Only their hashes are kept."""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Self
from uuid import UUID

from sqlalchemy import Index, LargeBinary, bindparam, select
from sqlmodel import Field, col

from models.base import OfACouncil, Shape, belongs, columns_of
from rules.codes import code_of, spaced

LIFE = timedelta(days=7)
TRIES = 5


class Invite(OfACouncil, table=True):
    """`young_person_id` is set where it is hers, so that it stands in her access log. `wrong` counts wrong numbers."""

    __tablename__ = "invites"
    __table_args__ = (
        belongs("account_id", "accounts"),
        belongs("made_by_id", "accounts"),
        Index("uq_invites_code", "council_id", "code_hash", unique=True),
        Index("ix_invites_account", "council_id", "account_id"),
    )

    account_id: UUID
    young_person_id: UUID | None = None
    made_by_id: UUID | None = None
    made_at: datetime
    ends_at: datetime
    code_hash: bytes = Field(sa_type=LargeBinary)
    number_hash: bytes = Field(sa_type=LargeBinary)
    wrong: int = 0
    used_at: datetime | None = None
    cancelled_at: datetime | None = None

    @classmethod
    def of(cls, council_id: UUID, account_id: UUID, secret: "Secret", *, by: UUID | None, now: datetime) -> Self:
        return cls(
            council_id=council_id,
            account_id=account_id,
            made_by_id=by,
            made_at=now,
            ends_at=now + LIFE,
            code_hash=hash_of(secret.code),
            number_hash=hash_of(secret.code, secret.number),
        )


class Secret:
    """What an invite is opened with: it is shown once, and nowhere kept. It never says itself."""

    __slots__ = ("code", "number")

    def __init__(self, bits: int, number: int) -> None:
        self.code, self.number = code_of(bits), f"{number:06}"


class InviteMade(Shape):
    """Shown once, to whoever made it. Give the code on paper or by message, and say the number in person."""

    id: UUID
    name: str
    code: str
    number: str
    ends_at: datetime

    @classmethod
    def told(cls, invite: Invite, secret: Secret, name: str) -> Self:
        return cls(id=invite.id, name=name, code=spaced(secret.code), number=secret.number, ends_at=invite.ends_at)


class InviteFound(Shape):
    """An invite as staff see it: never what opens it."""

    id: UUID
    made_by_id: UUID | None
    made_at: datetime
    ends_at: datetime
    used_at: datetime | None
    cancelled_at: datetime | None


class Invites(Shape):
    """What somebody was given to sign in with, never what opens the door."""

    items: list[InviteFound]


class InviteOpened(Shape):
    """An invite as the door sees it."""

    id: UUID
    account_id: UUID
    number_hash: bytes


def hash_of(code: str, number: str = "") -> bytes:
    """Hash a code, or a number with the code that it belongs to: alone, a number has too few to hide among."""
    return sha256(f"kept invite {code} {number}".encode()).digest()


THEIRS = (
    select(*columns_of(Invite, InviteFound))
    .where(col(Invite.account_id) == bindparam("whose"))
    .order_by(col(Invite.made_at).desc(), col(Invite.id))
    .limit(100)
)
OPEN = select(*columns_of(Invite, InviteOpened)).where(
    col(Invite.code_hash) == bindparam("code_hash"),
    col(Invite.used_at).is_(None),
    col(Invite.cancelled_at).is_(None),
    col(Invite.ends_at) > bindparam("now"),
    col(Invite.wrong) < TRIES,
)
