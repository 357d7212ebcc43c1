"""Passkeys: a device that signs in without words, once its owner unlocks it. What it signs with never leaves it."""

from datetime import datetime
from enum import StrEnum
from typing import Any, Self
from uuid import UUID

from sqlalchemy import BigInteger, Index, LargeBinary, Text, bindparam, func, select, update
from sqlmodel import Field, col

from models.accounts import Account, AccountKey, AccountState, Role
from models.base import NOW, Ask, Line, OfACouncil, Patch, Shape, belongs, columns_of, one_of
from models.sign_ins import SignIn
from rules.errors import NotNow


class WhyRemoved(StrEnum):
    removed = "removed"
    recovered = "recovered"
    copied = "copied"
    directory = "directory"


class Passkey(OfACouncil, table=True):
    """`name` is what its owner calls the device; `used` is how often the device says that it has signed."""

    __tablename__ = "passkeys"
    __table_args__ = (
        belongs("account_id", "accounts"),
        one_of("why_removed", WhyRemoved),
        Index("uq_passkeys_credential", "council_id", "credential_id", unique=True),
        Index("ix_passkeys_account", "council_id", "account_id"),
    )

    account_id: UUID
    credential_id: bytes = Field(sa_type=LargeBinary)
    public_key: bytes = Field(sa_type=LargeBinary)
    used: int = Field(default=0, sa_type=BigInteger)
    name: str = Field(sa_type=Text)
    added_at: datetime
    last_used_at: datetime | None = None
    removed_at: datetime | None = None
    why_removed: WhyRemoved | None = Field(default=None, sa_type=Text)

    @classmethod
    def of(cls, whose: AccountKey, made: "Made", name: str, *, now: datetime) -> Self:
        return cls(
            council_id=whose.council_id,
            account_id=whose.id,
            credential_id=made.credential_id,
            public_key=made.public_key,
            used=made.used,
            name=name,
            added_at=now,
        )


class Made(Shape):
    """What a device answered when it made a passkey, once that was looked at."""

    credential_id: bytes
    public_key: bytes
    used: int


class PasskeyFound(Shape):
    """One of my passkeys: a device that I can sign in with."""

    id: UUID
    name: str
    added_at: datetime
    last_used_at: datetime | None


class Passkeys(Shape):
    """The devices that I can sign in with."""

    items: list[PasskeyFound]


class PasskeyRemoved(Shape):
    """That a passkey opens nothing any more."""

    says: str


class PasskeyPatch(Patch):
    """What I call the device."""

    name: Line


class PasskeyNamed(Ask):
    """A name as a person types it on a page."""

    name: Line


class Signer(Shape):
    """A passkey as the door sees it, and whose it is."""

    passkey_id: UUID
    public_key: bytes
    used: int
    id: UUID
    role: str
    name: str
    passphrase: str | None
    stale_since: datetime | None


class Credential(Shape):
    credential_id: bytes


class WaysIn(Shape):
    """How many passkeys there are, and whether there are words as well."""

    passkeys: int
    words: bool

    def must_leave_one(self, role: Role) -> None:
        """Keep a young person's last way in: nobody can take it away, nor be talked into it."""
        if role == Role.young_person and self.passkeys == 1 and not self.words:
            raise NotNow("This is your only way in. Make another one first.", code="last_way_in")


_still: list[Any] = [col(Passkey.removed_at).is_(None)]
MINE = (
    select(*columns_of(Passkey, PasskeyFound))
    .where(col(Passkey.account_id) == bindparam("me"), *_still)
    .order_by(col(Passkey.added_at).desc(), col(Passkey.id))
    .limit(100)
)
ONE_OF_MINE = select(*columns_of(Passkey, PasskeyFound)).where(
    col(Passkey.account_id) == bindparam("me"), col(Passkey.id) == bindparam("which"), *_still
)
WAYS_IN = select(
    select(func.count()).select_from(Passkey).where(col(Passkey.account_id) == bindparam("me"), *_still)
    .scalar_subquery().label("passkeys"),
    func.walls.has_words().label("words"),
)  # fmt: skip
CREDENTIALS = select(col(Passkey.credential_id)).where(col(Passkey.account_id) == bindparam("who"), *_still)
_SIGNER: list[Any] = [
    *(col(Passkey.id).label("passkey_id"), Passkey.public_key, Passkey.used),
    *(SignIn.id, Account.role, SignIn.name, SignIn.passphrase, SignIn.stale_since),
]
BY_CREDENTIAL = (
    select(*_SIGNER)
    .join(SignIn, (col(SignIn.council_id) == col(Passkey.council_id)) & (col(SignIn.id) == col(Passkey.account_id)))
    .join(Account, (col(Account.council_id) == col(SignIn.council_id)) & (col(Account.id) == col(SignIn.id)))
    .where(col(Passkey.credential_id) == bindparam("credential_id"), col(Account.state) == AccountState.active, *_still)
)
_mine = (col(Passkey.account_id) == bindparam("whose"), *_still)
NAME = (
    update(Passkey)
    .where(*_mine, col(Passkey.id) == bindparam("which"))
    .values(name=bindparam("called"))
    .returning(col(Passkey.id))
)
_remove = (
    update(Passkey)
    .where(*_mine)
    .values(removed_at=NOW, why_removed=bindparam("why"))
    .returning(col(Passkey.id), col(Passkey.name))
)
REMOVE_ALL, REMOVE = _remove, _remove.where(col(Passkey.id) == bindparam("which"))
# A device that counts never counts back: whoever signed with a number that was said before has a copy.
COUNT_ON = (
    update(Passkey)
    .where(
        *_mine,
        col(Passkey.id) == bindparam("which"),
        (col(Passkey.used) < bindparam("said")) | ((col(Passkey.used) == 0) & (bindparam("said") == 0)),
    )
    .values(used=bindparam("said"), last_used_at=NOW)
    .returning(col(Passkey.id))
)
