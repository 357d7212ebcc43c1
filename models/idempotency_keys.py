"""Idempotency keys: the reply to a POST, kept for a day, so that a second tap is not a second request."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import LargeBinary, Text
from sqlmodel import Field, SQLModel

from models.base import belongs


class IdempotencyKey(SQLModel, table=True):
    """`receipt` is what somebody who merely holds the phone is shown instead of a secret reply, or why they are not."""

    __tablename__ = "idempotency_keys"
    # a reply and its receipt fit on a page as they are: squeezing them takes longer than writing them
    __table_args__ = (belongs("account_id", "accounts"), {"postgresql_with": {"toast_tuple_target": 8160}})

    council_id: UUID = Field(primary_key=True)
    account_id: UUID = Field(primary_key=True)
    operation: str = Field(primary_key=True, sa_type=Text)
    key: str = Field(primary_key=True, sa_type=Text)
    asked_at: datetime
    body_hash: bytes = Field(sa_type=LargeBinary)
    status: int | None = None
    location: str | None = Field(default=None, sa_type=Text)
    reply: str | None = Field(default=None, sa_type=Text)
    receipt: str | None = Field(default=None, sa_type=Text)
