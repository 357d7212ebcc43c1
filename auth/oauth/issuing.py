"""What a token says, and what a family of refresh tokens goes on with."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from api.database import Writes
from auth.oauth.answers import Answer
from auth.oauth.engine import Asked, Engine, Facts
from auth.tokens import Bearer
from models.accounts import Role
from models.apps import Client, Opaque
from models.consents import REFRESH_LIFE, RefreshToken


class Acting(Protocol):
    """An app's session."""

    @property
    def id(self) -> UUID: ...
    @property
    def account_id(self) -> UUID: ...
    @property
    def proved_at(self) -> datetime | None: ...


def bearer_of(client: Client, session: Acting, scope: str, *, key: str) -> Bearer:
    return Bearer(
        account_id=session.account_id,
        council_id=client.council_id,
        role=Role.young_person,
        session_id=session.id,
        assurance=2 if session.proved_at else 1,
        scope=frozenset(scope.split()),
        app=client.client_id,
        key=key,
    )


def next_token(client: Client, family: tuple[UUID, Iterable[str]], token: Opaque, db: Writes) -> RefreshToken:
    """Make the next of a session and of what was agreed to in it."""
    session_id, scopes = family
    return RefreshToken(
        council_id=client.council_id,
        app_id=client.id,
        session_id=session_id,
        scopes=sorted(scopes),
        token_hash=token.hash,
        made_at=db.now,
        ends_at=db.now + REFRESH_LIFE,
    )


def answered(asked: Asked, facts: Facts) -> Answer:
    """Ask the engine, which calls `facts.issue` where it finds nothing wrong."""
    said: Any = Engine(facts).create_token_response(asked.request)
    return Answer(said.status, said.body, said.headers)
