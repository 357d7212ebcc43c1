"""Accounts: one person, one role. The person's row, young or staff, has the account's id."""

from enum import StrEnum
from typing import Protocol
from uuid import UUID

from sqlalchemy import Text
from sqlmodel import Field

from models.base import OfACouncil, of_a_council, one_of


class Role(StrEnum):
    young_person = "young_person"
    worker = "worker"
    manager = "manager"
    reviewing_officer = "reviewing_officer"
    rights_officer = "rights_officer"
    complaints_officer = "complaints_officer"
    participation_officer = "participation_officer"
    advocate = "advocate"
    duty_worker = "duty_worker"
    board_member = "board_member"
    council_admin = "council_admin"


class AccountState(StrEnum):
    active = "active"
    ended = "ended"


class Account(OfACouncil, table=True):
    __tablename__ = "accounts"
    __table_args__ = (of_a_council(), one_of("role", Role), one_of("state", AccountState))

    role: Role = Field(sa_type=Text)
    state: AccountState = Field(default=AccountState.active, sa_type=Text)


class AccountKey(Protocol):
    """Whoever has an account: the caller, or a young person's row."""

    @property
    def council_id(self) -> UUID: ...
    @property
    def id(self) -> UUID: ...
