"""Challenges: what a device is asked to sign, once, within five minutes. Only their hashes are kept."""

from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Self
from uuid import UUID

from sqlalchemy import Index, LargeBinary, Text, bindparam, update
from sqlmodel import Field, col

from models.base import NOW, OfACouncil, belongs, one_of

LIFE = timedelta(minutes=5)
BITS = 256


class ChallengeFor(StrEnum):
    register = "register"
    redeem = "redeem"
    sign_in = "sign_in"
    prove = "prove"


class SignInChallenge(OfACouncil, table=True):
    """`bound_to` is what it is good for alone: an account's session, an account to be opened, or nobody yet."""

    __tablename__ = "sign_in_challenges"
    __table_args__ = (
        belongs("account_id", "accounts"),
        one_of("what_for", ChallengeFor),
        Index("uq_sign_in_challenges_hash", "council_id", "hash", unique=True),
    )

    hash: bytes = Field(sa_type=LargeBinary)
    what_for: ChallengeFor = Field(sa_type=Text)
    account_id: UUID | None = None
    session_id: UUID | None = None
    made_at: datetime
    ends_at: datetime
    used_at: datetime | None = None

    @classmethod
    def of(cls, council_id: UUID, said: bytes, bound: "Bound", *, now: datetime) -> Self:
        return cls(
            council_id=council_id,
            hash=hash_of(said),
            what_for=bound.what_for,
            account_id=bound.account_id,
            session_id=bound.session_id,
            made_at=now,
            ends_at=now + LIFE,
        )


class Bound:
    """What a challenge is good for, and for whom."""

    __slots__ = ("account_id", "session_id", "what_for")

    def __init__(self, what_for: ChallengeFor, account_id: UUID | None = None, session_id: UUID | None = None) -> None:
        self.what_for, self.account_id, self.session_id = what_for, account_id, session_id


def hash_of(said: bytes) -> bytes:
    return sha256(b"kept challenge " + said).digest()


TAKE = (
    update(SignInChallenge)
    .where(
        col(SignInChallenge.hash) == bindparam("said"),
        col(SignInChallenge.what_for) == bindparam("what_for"),
        col(SignInChallenge.account_id).is_not_distinct_from(bindparam("account_id")),
        col(SignInChallenge.session_id).is_not_distinct_from(bindparam("session_id")),
        col(SignInChallenge.used_at).is_(None),
        col(SignInChallenge.ends_at) > NOW,
    )
    .values(used_at=NOW)
    .returning(col(SignInChallenge.id))
)
