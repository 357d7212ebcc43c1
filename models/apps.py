"""Apps that other people make: registered by a developer, let in by a council, stopped by it at any time."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from contextlib import suppress
from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any, Self
from uuid import UUID

from sqlalchemy import Index, LargeBinary, Text, bindparam, func, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, col

from models.base import OfACouncil, Shape, belongs, columns_of, of_a_council, one_of
from models.ids import chance

MARK = "app_"
_IDS = 32


class AppKind(StrEnum):
    """`public` can keep no secret (a phone, a browser); `confidential` can; `system` is the council's own machine."""

    public = "public"
    confidential = "confidential"
    system = "system"


class AppState(StrEnum):
    asked = "asked"
    approved = "approved"
    stopped = "stopped"


class App(OfACouncil, table=True):
    """`scopes` is what it asked for, `allowed` what the council let it ask young people for, until `ends_on`.

    A system acts with an account of its own, `account_id`; no person ever signs in with it.
    """

    __tablename__ = "apps"
    __table_args__ = (
        of_a_council(),
        one_of("kind", AppKind),
        one_of("state", AppState),
        belongs("decided_by_id", "accounts"),
        belongs("account_id", "accounts"),
        Index("ix_apps_state", "council_id", "state", "asked_at"),
    )

    name: str = Field(sa_type=Text)
    about: str = Field(sa_type=Text)
    developer: str = Field(sa_type=Text)
    contact: str = Field(sa_type=Text)
    privacy_notice: str = Field(sa_type=Text)
    kind: AppKind = Field(sa_type=Text)
    redirect_uris: Any = Field(sa_type=JSONB)
    scopes: Any = Field(sa_type=JSONB)
    allowed: Any = Field(sa_type=JSONB)
    secret_hash: bytes | None = Field(default=None, sa_type=LargeBinary)
    proves_key: bool = False
    state: AppState = Field(default=AppState.asked, sa_type=Text)
    asked_at: datetime
    decided_at: datetime | None = None
    decided_by_id: UUID | None = None
    stopped_at: datetime | None = None
    ends_on: date | None = None
    account_id: UUID | None = None

    @property
    def client_id(self) -> str:
        return client_id_of(self.council_id, self.id)


class OfAnApp(Shape):
    """What everybody is told of an app who is told of it at all."""

    id: UUID
    name: str
    about: str
    developer: str
    contact: str
    privacy_notice: str


class Client(OfAnApp):
    """An app as the authorization server knows it."""

    council_id: UUID
    kind: AppKind
    redirect_uris: list[str]
    allowed: list[str]
    secret_hash: bytes | None
    proves_key: bool
    state: AppState
    ends_on: date | None
    account_id: UUID | None

    @property
    def client_id(self) -> str:
        return client_id_of(self.council_id, self.id)

    def stands(self, today: date) -> bool:
        return self.state == AppState.approved and self.ends_on is not None and today <= self.ends_on


class Waiting(Shape):
    id: UUID


class Addresses(Shape):
    """Where all apps come from that are let in somewhere."""

    addresses: list[str]


def client_id_of(council_id: UUID, app_id: UUID) -> str:
    """Spell both ids in one word: an app names itself, and whose app it is, before anything is looked up."""
    return MARK + urlsafe_b64encode(council_id.bytes + app_id.bytes).rstrip(b"=").decode()


def read_client_id(said: str | None) -> tuple[UUID, UUID] | None:
    """Read it in its one spelling; nothing where it is none of ours."""
    with suppress(ValueError):
        found = urlsafe_b64decode((said or "").removeprefix(MARK) + "=")
        if len(found) == _IDS:
            ids = UUID(bytes=found[:16]), UUID(bytes=found[16:])
            return ids if client_id_of(*ids) == said else None
    return None


class Opaque:
    """A random word that opens something: it is told once, its hash is kept, and it never says itself."""

    __slots__ = ("word",)

    def __init__(self, word: str) -> None:
        self.word = word

    @classmethod
    def new(cls, mark: str) -> Self:
        return cls(mark + urlsafe_b64encode(chance(2**256).to_bytes(32)).rstrip(b"=").decode())

    @property
    def hash(self) -> bytes:
        return hash_of(self.word)


def hash_of(word: str) -> bytes:
    """Hash a word of 256 random bits, which needs no salt."""
    return sha256(f"kept oauth {word}".encode()).digest()


CLIENT = select(*columns_of(App, Client)).where(col(App.id) == bindparam("which"))
ADDRESSES = select(func.walls.app_addresses().label("addresses"))
WAITING = select(*columns_of(App, Waiting)).where(col(App.state) == AppState.asked).limit(bindparam("most"))
