"""The counter at which apps stand: the database under a hat of its own, which sees no record of anybody."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from psycopg.errors import InvalidAuthorizationSpecification

from api.clock import machine_time
from api.connections import Pool
from api.database import Reads, Writes, transaction
from api.statements import Read
from auth.keyring import Keyring
from auth.oauth.answers import Answer, Secretive, refused
from auth.oauth.engine import Asked
from auth.proofs import Proof
from auth.tokens import LIFE, Bearer
from auth.who import Seals
from models.apps import CLIENT, Client, client_id_of, read_client_id
from models.consents import REFRESH_LIFE
from rules.clocks import local


class Replayed(Exception):
    """A proof that was taken before, or a council that is closed meanwhile."""


@dataclass(frozen=True, slots=True)
class Counter:
    """The database, the seals and the keys; `public` is the address of the service."""

    pool: Pool
    seals: Seals
    keys: Keyring

    @property
    def public(self) -> str:
        return self.keys.issuer

    async def client(self, client_id: str | None) -> Client | None:
        """Return the app of that name, while its council lets it in."""
        ids = read_client_id(client_id)
        if ids is None:
            return None
        council_id, app_id = ids
        reads = Reads(self.pool, self.seals.authorizer(council_id, None, str(client_id), "apps:look-up"))
        try:
            (found,) = (*await reads.all(KNOWN(which=app_id)), None)[:1]
        except InvalidAuthorizationSpecification:
            return None  # no such council, or one that is closed
        return found if found and found.stands(local(reads.now).date()) else None

    @asynccontextmanager
    async def at(
        self, council_id: UUID, app_id: UUID, doing: str, *, who: UUID | None = None, proof: Proof | None = None
    ) -> AsyncIterator[Writes]:
        """Open a transaction for an app; a proof of its key is taken once, with it."""
        app = client_id_of(council_id, app_id)
        sealed = self.seals.authorizer(council_id, who, app, doing, proof=proof.id if proof else "")
        try:
            async with transaction(self.pool, sealed, lazy=True) as db:
                yield db
        except InvalidAuthorizationSpecification:
            raise Replayed from None

    def told(self, bearer: Bearer, *, refresh: str = "", life: timedelta = LIFE) -> Mapping[str, Any]:
        """Sign an access token and say what comes with it."""
        said = Secretive(
            access_token=self.keys.sign(bearer, now=machine_time(), life=life),
            token_type="DPoP" if bearer.key else "Bearer",
            expires_in=life.seconds,
            scope=" ".join(sorted(bearer.scope)),
        )
        return Secretive(said, refresh_token=refresh, refresh_expires_in=REFRESH_LIFE.days * 86400) if refresh else said


KNOWN = Read(Client, CLIENT)


def key_of(client: Client, asked: Asked, proof: Proof | None, *, bound_to: str = "") -> str | Answer:
    """Return the key that a token is to be bound to, or the refusal of an app that has to prove one and does not."""
    must = bool(bound_to) or client.proves_key or "DPoP" in asked.headers
    if must and (proof is None or (bound_to and proof.key != bound_to)):
        return refused("invalid_dpop_proof")
    return proof.key if proof else ""
