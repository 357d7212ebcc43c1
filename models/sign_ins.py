"""How somebody signs in: a short name that says nothing of who they are, a passphrase, and guesses that went wrong."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, LargeBinary, Text, bindparam, select, update
from sqlmodel import Field, col

from models.accounts import Account, AccountState
from models.base import NOW, OfACouncil, Shape, belongs


class SignIn(OfACouncil, table=True):
    """One for each account, with its id. `passphrase` is a hash; null until one was set.

    `stale_since` is since when new words are wanted at the next sign-in, because somebody may know the old ones.
    """

    __tablename__ = "sign_ins"
    __table_args__ = (belongs("id", "accounts"), Index("uq_sign_ins_name", "council_id", "name", unique=True))

    name: str = Field(sa_type=Text)
    passphrase: str | None = Field(default=None, sa_type=Text)
    changed_at: datetime
    stale_since: datetime | None = None


class SignInTry(OfACouncil, table=True):
    """Wrong guesses at one account from one device. Neither the name that was typed nor the device is kept in words."""

    __tablename__ = "sign_in_tries"
    __table_args__ = (Index("uq_sign_in_tries_who", "council_id", "who", "device", unique=True),)

    who: bytes = Field(sa_type=LargeBinary)
    device: bytes = Field(sa_type=LargeBinary)
    wrong: int = 0
    known: bool = False
    free_at: datetime


class SignInFound(Shape):
    id: UUID
    role: str
    name: str
    passphrase: str | None
    stale_since: datetime | None


_FOUND: list[Any] = [SignIn.id, Account.role, SignIn.name, SignIn.passphrase, SignIn.stale_since]
_OF_WHO_MAY = (
    select(*_FOUND)
    .join(Account, (col(Account.council_id) == col(SignIn.council_id)) & (col(Account.id) == col(SignIn.id)))
    .where(col(Account.state) == AccountState.active)
)
BY_NAME = _OF_WHO_MAY.where(col(SignIn.name) == bindparam("name"))
BY_ACCOUNT = _OF_WHO_MAY.where(col(SignIn.id) == bindparam("who"))
WANT_NEW_WORDS = update(SignIn).where(col(SignIn.id) == bindparam("whose")).values(stale_since=NOW)
