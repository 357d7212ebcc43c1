"""The token endpoint: a code, a refresh token or a secret in, an access token for ten minutes out."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from api.database import Writes
from auth.oauth.answers import Answer, refused
from auth.oauth.counter import Counter, Replayed, key_of
from auth.oauth.engine import ANY_METHOD, WITH_SECRET, Asked, Facts, Held, must_be_itself
from auth.oauth.held import BEGIN, CLAIM_CODE, GIVER, Giver, end_what_it_became
from auth.oauth.issuing import answered, bearer_of, next_token
from auth.oauth.refreshing import refresh
from auth.oauth.systems import give_to_a_system
from auth.proofs import Proof
from models.apps import Client, Opaque, hash_of
from models.sessions import Session

CODE = "authorization_code"


async def give(counter: Counter, asked: Asked, client_id: str | None, proof: Proof | None) -> Answer:
    """Answer whoever asks for a token, as RFC 6749 and RFC 9449 say."""
    kind = asked.said.get("grant_type", "")
    wrong = _wrong(asked, counter.public)
    if wrong:
        return refused(wrong)
    client = await counter.client(client_id)
    refusal = must_be_itself(asked, client, WITH_SECRET if kind == "client_credentials" else ANY_METHOD)
    if client is None or refusal:
        return refusal or refused("invalid_client")
    try:
        return await _WAYS[kind](counter, asked, client, proof)
    except Replayed:
        return refused("invalid_dpop_proof" if proof else "invalid_client")


def _wrong(asked: Asked, resource: str) -> str | None:
    kind = asked.said.get("grant_type", "")
    if kind not in _WAYS:
        return "unsupported_grant_type" if kind else "invalid_request"
    return "invalid_target" if asked.said.get("resource", resource).rstrip("/") != resource else None


async def exchange(counter: Counter, asked: Asked, client: Client, proof: Proof | None) -> Answer:
    """Change a code for tokens. Whatever comes of it, the code is used; used once more, it ends what it became."""
    word = asked.said.get("code", "")
    async with counter.at(client.council_id, client.id, "tokens:give", proof=proof) as db:
        claimed = await db.rows(CLAIM_CODE, word=hash_of(word), app=client.id)
        if not claimed:
            await end_what_it_became(db, word, client.id)
            return answered(asked, Facts(client))
        giver = await db.all(GIVER(which=claimed[0]["session_id"], consent=claimed[0]["consent_id"]))
        code = claimed[0]
        key = key_of(client, asked, proof, bound_to=code["key"])
        if isinstance(key, Answer):
            return key
        return await _begin(_Exchange(counter, client, code, key), giver, asked, db)


@dataclass(frozen=True, slots=True)
class _Exchange:
    """A code that was claimed, and the key that its tokens will be bound to."""

    counter: Counter
    client: Client
    code: Mapping[str, Any]
    key: str

    def session(self, giver: Giver, db: Writes) -> Session:
        return Session(
            council_id=self.client.council_id,
            account_id=self.code["young_person_id"],
            device=giver.device,
            app=self.client.name,
            app_id=self.client.id,
            consent_id=self.code["consent_id"],
            key=self.key,
            started_at=db.now,
            proved_at=giver.proved_at,
        )

    def held(self, giver: Giver) -> Held | None:
        scopes = frozenset(self.code["scopes"]) & frozenset(giver.scopes) & frozenset(self.client.allowed)
        return Held(scopes, self.code["redirect_uri"], self.code["challenge"]) if scopes else None


async def _begin(given: _Exchange, giver: list[Giver], asked: Asked, db: Writes) -> Answer:
    if not giver:
        return answered(asked, Facts(given.client))
    session, token = given.session(giver[0], db), Opaque.new("kept_refresh_")

    def issue(scope: str) -> Mapping[str, Any]:
        return given.counter.told(bearer_of(given.client, session, scope, key=given.key), refresh=token.word)

    answer = answered(asked, Facts(given.client, given.held(giver[0]), issue))
    if "access_token" in answer.body:
        await db.add(session)
        await db.add(next_token(given.client, (session.id, given.code["scopes"]), token, db))
        await db.send(BEGIN, which=given.code["id"], begun=session.id)
    return answer


_WAYS: Mapping[str, Callable[[Counter, Asked, Client, Proof | None], Awaitable[Answer]]] = {
    CODE: exchange,
    "refresh_token": refresh,
    "client_credentials": give_to_a_system,
}
