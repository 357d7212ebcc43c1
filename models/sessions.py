"""Sessions: one sign-in on one device. It is asked about at every request, and once it has ended it is over at once."""

from datetime import datetime
from enum import StrEnum
from typing import Self
from uuid import UUID

from sqlalchemy import Index, Text, bindparam, select, update
from sqlmodel import Field, col

from models.accounts import AccountKey
from models.base import NOW, Ask, OfACouncil, Shape, belongs, columns_of, one_of


class WhyEnded(StrEnum):
    signed_out = "signed_out"
    seen = "seen"
    recovered = "recovered"
    new_secret = "new_secret"  # noqa: S105  a reason, not a secret
    left = "left"
    revoked = "revoked"
    reused = "reused"
    withdrawn = "withdrawn"
    copied = "copied"
    lapsed = "lapsed"


class Session(OfACouncil, table=True):
    """`proved_at` is when its holder last proved who they are; `app` is the name of the app that it is of.

    An app's session stands while the app does and while its young person agrees; `key` is the key that it must prove.
    """

    __tablename__ = "sessions"
    __table_args__ = (
        belongs("account_id", "accounts"),
        belongs("app_id", "apps"),
        belongs("consent_id", "consents"),
        one_of("why_ended", WhyEnded),
        Index("ix_sessions_account", "council_id", "account_id"),
    )

    account_id: UUID
    device: str = Field(sa_type=Text)
    app: str | None = Field(default=None, sa_type=Text)
    app_id: UUID | None = None
    consent_id: UUID | None = None
    key: str = Field(default="", sa_type=Text)
    started_at: datetime
    proved_at: datetime | None = None
    ended_at: datetime | None = None
    why_ended: WhyEnded | None = Field(default=None, sa_type=Text)

    @classmethod
    def start(cls, of: AccountKey, device: str, *, now: datetime) -> Self:
        """Start a session of somebody who has just proved who they are."""
        return cls(council_id=of.council_id, account_id=of.id, device=device, started_at=now, proved_at=now)


class SessionFound(Shape):
    id: UUID
    device: str
    app: str | None
    started_at: datetime
    proved_at: datetime | None


class MySession(SessionFound):
    """One of my devices. `this_one` is the one that asks."""

    this_one: bool


class MySessions(Shape):
    """Where I am signed in."""

    items: list[MySession]


class SessionsEnded(Shape):
    """How many were signed out, and what that means."""

    ended: int
    says: str


class Sighting(Ask):
    """Whether this device is signed out too; if it is hers alone again, it need not be."""

    here_too: bool = False


class Seen(SessionsEnded):
    """What to do now, one step after the other. New words are asked for at the next sign-in with the old ones."""

    next_steps: list[str]


MINE = (
    select(*columns_of(Session, SessionFound))
    .where(col(Session.account_id) == bindparam("me"), col(Session.ended_at).is_(None))
    .order_by(col(Session.started_at).desc(), col(Session.id))
    .limit(100)
)
_open = (
    update(Session)
    .where(col(Session.account_id) == bindparam("whose"), col(Session.ended_at).is_(None))
    .values(ended_at=NOW, why_ended=bindparam("why"))
)
END_ALL = _open.returning(col(Session.id))
END_OTHERS = _open.where(col(Session.id) != bindparam("but")).returning(col(Session.id))
END_ONE = _open.where(col(Session.id) == bindparam("which")).returning(col(Session.id))
