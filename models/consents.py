"""Consents: what a young person agreed that an app may do, for as long as they agree; and what an app holds of it."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Index, LargeBinary, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from models.base import AboutAYoungPerson, OfACouncil, belongs

CODE_LIFE = timedelta(seconds=60)
REFRESH_LIFE = timedelta(days=30)
GRACE = timedelta(seconds=60)


class Consent(AboutAYoungPerson, table=True):
    """One for each young person and app. What is withdrawn can be given again, in the same row."""

    __tablename__ = "consents"
    __table_args__ = (
        belongs("young_person_id", "young_people"),
        belongs("app_id", "apps"),
        Index("uq_consents_app", "council_id", "young_person_id", "app_id", unique=True),
    )

    app_id: UUID
    scopes: Any = Field(sa_type=JSONB)
    given_at: datetime
    changed_at: datetime
    withdrawn_at: datetime | None = None


class AppCode(AboutAYoungPerson, table=True):
    """A code that an app may change for tokens once, within a minute. `begun_id` is the session that it became."""

    __tablename__ = "app_codes"
    __table_args__ = (
        belongs("young_person_id", "young_people"),
        belongs("app_id", "apps"),
        belongs("consent_id", "consents"),
        belongs("session_id", "sessions"),
        belongs("begun_id", "sessions"),
        Index("uq_app_codes_code", "council_id", "code_hash", unique=True),
    )

    app_id: UUID
    consent_id: UUID
    session_id: UUID
    code_hash: bytes = Field(sa_type=LargeBinary)
    redirect_uri: str = Field(sa_type=Text)
    scopes: Any = Field(sa_type=JSONB)
    challenge: str = Field(sa_type=Text)
    key: str = Field(default="", sa_type=Text)
    made_at: datetime
    ends_at: datetime
    used_at: datetime | None = None
    begun_id: UUID | None = None


class RefreshToken(OfACouncil, table=True):
    """A way to the next access token of a session, good once. The session is the family: when it ends, all end.

    `scopes` are those that were agreed to in that session: what she agrees to elsewhere makes it no more. `tap` and
    `salt` are for the one who lost the reply: with the key that they sent, the next token is made again.
    """

    __tablename__ = "refresh_tokens"
    __table_args__ = (
        belongs("app_id", "apps"),
        belongs("session_id", "sessions"),
        Index("uq_refresh_tokens_token", "council_id", "token_hash", unique=True),
        Index("ix_refresh_tokens_session", "council_id", "session_id"),
    )

    app_id: UUID
    session_id: UUID
    scopes: Any = Field(sa_type=JSONB)
    token_hash: bytes = Field(sa_type=LargeBinary)
    made_at: datetime
    ends_at: datetime
    used_at: datetime | None = None
    tap: bytes | None = Field(default=None, sa_type=LargeBinary)
    salt: bytes | None = Field(default=None, sa_type=LargeBinary)
