"""The council's own machines: a secret in, a token for what the admin let them do; never in anybody's name."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlmodel import col

from api.database import Writes
from api.statements import Read
from auth.oauth.answers import Answer, refused
from auth.oauth.counter import Counter, key_of
from auth.oauth.engine import Asked, Facts
from auth.oauth.held import as_the_admin_says
from auth.oauth.issuing import answered
from auth.proofs import Proof
from auth.scopes import SYSTEM_ROLE
from auth.tokens import Bearer
from models.apps import Client
from models.base import Shape
from models.sessions import Session


class Acting(Shape):
    id: UUID


ACTING = Read(
    Acting,
    select(col(Session.id))
    .where(col(Session.app_id) == bindparam("app"), col(Session.ended_at).is_(None), as_the_admin_says)
    .order_by(col(Session.started_at), col(Session.id))
    .limit(1),
)


async def give_to_a_system(counter: Counter, asked: Asked, client: Client, proof: Proof | None) -> Answer:
    """Answer with a token of the system's own account; no refresh token, since it can ask again."""
    key = key_of(client, asked, proof)
    account = client.account_id
    if isinstance(key, Answer) or account is None:
        return key if isinstance(key, Answer) else refused("invalid_client")
    async with counter.at(client.council_id, client.id, "tokens:give", proof=proof) as db:
        session_id = await _session(client, account, db)

        def issue(scope: str) -> Mapping[str, Any]:
            return counter.told(_bearer(client, account, session_id, scope, key))

        return answered(asked, Facts(client, issue=issue))


async def _session(client: Client, account: UUID, db: Writes) -> UUID:
    """Go on in the system's session, or start it: ending it signs the machine out like anybody else."""
    for known in await db.all(ACTING(app=client.id)):
        return known.id
    new = Session(
        council_id=client.council_id,
        account_id=account,
        device=client.name,
        app=client.name,
        app_id=client.id,
        started_at=db.now,
    )
    await db.add(new)
    return new.id


def _bearer(client: Client, account: UUID, session_id: UUID, scope: str, key: str) -> Bearer:
    return Bearer(
        account_id=account,
        council_id=client.council_id,
        role=SYSTEM_ROLE,
        session_id=session_id,
        assurance=1,
        scope=frozenset(scope.split()),
        app=client.client_id,
        key=key,
    )
