"""Directories: where a council keeps its staff, such as Microsoft Entra ID, and who signed in through one."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Index, Text, bindparam, select, text, update
from sqlmodel import Field, col

from models.accounts import Account, AccountState
from models.base import NOW, OfACouncil, Shape, belongs, columns_of, of_a_council
from models.sessions import Session

RENEWED = timedelta(minutes=10)


class Directory(OfACouncil, table=True):
    """One issuer. `tenant` is set for Entra, where people are known by `tid` and `oid`; `secret` is hidden."""

    __tablename__ = "directories"
    __table_args__ = (
        of_a_council(),
        Index("uq_directories_issuer", "council_id", "issuer", "client_id", unique=True),
    )

    name: str = Field(sa_type=Text)
    issuer: str = Field(sa_type=Text)
    client_id: str = Field(sa_type=Text)
    secret: str | None = Field(default=None, sa_type=Text)
    tenant: str | None = Field(default=None, sa_type=Text)
    ended_at: datetime | None = None


class DirectoryPerson(OfACouncil, table=True):
    """Who somebody of a directory is here: never by a name or an e-mail, which can be given to the next person.

    Whoever is of a directory has no other way in, until an invite gives them one: that sets `ended_at`.
    """

    __tablename__ = "directory_people"
    __table_args__ = (
        belongs("directory_id", "directories"),
        belongs("account_id", "accounts"),
        Index(
            "uq_directory_people_subject",
            "council_id",
            "directory_id",
            "subject",
            unique=True,
            postgresql_where=text("ended_at is null"),
        ),
        Index(
            "uq_directory_people_account",
            "council_id",
            "directory_id",
            "account_id",
            unique=True,
            postgresql_where=text("ended_at is null"),
        ),
    )

    directory_id: UUID
    account_id: UUID
    subject: str = Field(sa_type=Text)
    known_at: datetime
    ended_at: datetime | None = None


class DirectorySession(OfACouncil, table=True):
    """A session that began at a directory, by the session's id. After `good_until` it stands only if renewed there."""

    __tablename__ = "directory_sessions"
    __table_args__ = (
        belongs("id", "sessions"),
        belongs("directory_id", "directories"),
        belongs("account_id", "accounts"),
        Index("ix_directory_sessions_sub", "council_id", "directory_id", "sub"),
    )

    directory_id: UUID
    account_id: UUID
    sub: str = Field(sa_type=Text)
    sid: str | None = Field(default=None, sa_type=Text)
    refresh: str | None = Field(default=None, sa_type=Text)
    good_until: datetime


class DirectoryFound(Shape):
    """A directory as the doorstep needs it."""

    council_id: UUID
    id: UUID
    name: str
    issuer: str
    client_id: str
    secret: str | None
    tenant: str | None


class PersonFound(Shape):
    account_id: UUID
    role: str


class OfDirectory(Shape):
    """That somebody is of a directory."""

    directory_id: UUID


class BegunThere(Shape):
    """A session that began at a directory."""

    id: UUID
    account_id: UUID
    directory_id: UUID
    refresh: str | None
    sub: str


_open: Any = select(*columns_of(Directory, DirectoryFound)).where(col(Directory.ended_at).is_(None))
DIRECTORIES = _open.order_by(col(Directory.name), col(Directory.id)).limit(20)
DIRECTORY = _open.where(col(Directory.id) == bindparam("which"))
PERSON: Any = (
    select(col(DirectoryPerson.account_id), col(Account.role))
    .join(
        Account,
        (col(Account.council_id) == col(DirectoryPerson.council_id))
        & (col(Account.id) == col(DirectoryPerson.account_id)),
    )
    .where(
        col(DirectoryPerson.directory_id) == bindparam("which"),
        col(DirectoryPerson.subject) == bindparam("subject"),
        col(DirectoryPerson.ended_at).is_(None),
        col(Account.state) == AccountState.active,
    )
)
_theirs = (col(DirectoryPerson.account_id) == bindparam("who"), col(DirectoryPerson.ended_at).is_(None))
OF_DIRECTORY = select(*columns_of(DirectoryPerson, OfDirectory)).where(*_theirs)
LEAVE_ALL = update(DirectoryPerson).where(*_theirs).values(ended_at=NOW).returning(col(DirectoryPerson.id))
LEAVE = LEAVE_ALL.where(col(DirectoryPerson.directory_id) == bindparam("there"))
_begun = select(*columns_of(DirectorySession, BegunThere))
BEGUN = _begun.where(col(DirectorySession.id) == bindparam("session"))
DUE = BEGUN.join(
    Session,
    (col(Session.council_id) == col(DirectorySession.council_id)) & (col(Session.id) == col(DirectorySession.id)),
).where(col(DirectorySession.good_until) <= NOW, col(Session.ended_at).is_(None))
TO_LOG_OUT = _begun.where(
    col(DirectorySession.directory_id) == bindparam("which"),
    (col(DirectorySession.sid) == bindparam("sid")) | (col(DirectorySession.sub) == bindparam("sub")),
).limit(500)
RENEW = (
    update(DirectorySession)
    .where(col(DirectorySession.id) == bindparam("session"))
    .values(good_until=NOW + RENEWED, refresh=bindparam("refresh"))
    .returning(col(DirectorySession.id))
)
