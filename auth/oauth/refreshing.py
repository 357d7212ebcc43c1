"""Refresh tokens: each is good once, and whoever uses one twice ends the family, unless it is their lost reply.

An app that sends an `Idempotency-Key` with a refresh may send the same again within a minute, and is told the same next
token: it is made of the last one, of the key, and of a salt of ours, so that nobody else can ask for it. A second use
without that key is somebody else's, and nobody can say which of the two is the thief: both are signed out.
"""

import hmac
import re
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import structlog

from api.database import Writes
from auth.oauth.answers import Answer, refused
from auth.oauth.counter import Counter, key_of
from auth.oauth.engine import Asked, Facts, Held
from auth.oauth.held import CLAIM_TOKEN, END, FAMILY, FRESH, SPENT, Family, Spent
from auth.oauth.issuing import answered, bearer_of, next_token
from auth.proofs import Proof
from models.apps import Client, Opaque, hash_of
from models.consents import GRACE
from models.ids import chance
from models.sessions import WhyEnded

log = structlog.get_logger("kept")
_KEY = re.compile(r"[\x21-\x7e]{1,255}")


class _Unchanged(Exception):
    """Refused for something that the app can mend: its refresh token is still good."""

    def __init__(self, answer: Answer) -> None:
        super().__init__()
        self.answer = answer


@dataclass(frozen=True, slots=True)
class _Turn:
    """One use of a refresh token: who uses it, with which key against a lost reply, and what proves them."""

    counter: Counter
    client: Client
    asked: Asked
    proof: Proof | None

    @property
    def word(self) -> str:
        return self.asked.said.get("refresh_token", "")

    @property
    def key(self) -> str | None:
        said = self.asked.headers.get("Idempotency-Key", "")
        return said if _KEY.fullmatch(said) else None

    @property
    def tap(self) -> bytes | None:
        return sha256(f"kept tap {self.key}".encode()).digest() if self.key else None

    def next(self, salt: bytes) -> Opaque:
        made = hmac.digest(self.word.encode(), salt + (self.key or "").encode(), "sha256")
        return Opaque("kept_refresh_" + urlsafe_b64encode(made).rstrip(b"=").decode())


async def refresh(counter: Counter, asked: Asked, client: Client, proof: Proof | None) -> Answer:
    """Answer with the next tokens."""
    turn, salt = _Turn(counter, client, asked, proof), chance(2**256).to_bytes(32)
    this = {"word": hash_of(turn.word), "app": client.id}
    try:
        async with counter.at(client.council_id, client.id, "tokens:refresh", proof=proof) as db:
            claimed = await db.rows(CLAIM_TOKEN, **this, tap=turn.tap, salt=salt)
            if claimed:
                return await _next(turn, await db.all(FAMILY(word=this["word"])), turn.next(salt), db)
            spent = next(iter(await db.all(SPENT(**this))), None)
            return await _once_more(turn, spent, db) if spent else answered(asked, Facts(client))
    except _Unchanged as refusal:
        return refusal.answer


async def _next(turn: _Turn, families: list[Family], word: Opaque, db: Writes, *, known: bool = False) -> Answer:
    """Go on with the family, where it stands: with a new token, or with the one that got lost."""
    if not families:
        return answered(turn.asked, Facts(turn.client))
    family, client = families[0], turn.client
    key = key_of(client, turn.asked, turn.proof, bound_to=family.key)
    if isinstance(key, Answer):
        raise _Unchanged(key)

    def issue(scope: str) -> Mapping[str, Any]:
        return turn.counter.told(bearer_of(client, family, scope, key=key), refresh=word.word)

    scopes = family.may & frozenset(client.allowed)
    answer = answered(turn.asked, Facts(client, Held(scopes) if scopes else None, issue))
    if "access_token" not in answer.body:
        raise _Unchanged(answer)
    if not known:
        await db.add(next_token(client, (family.id, family.agreed), word, db))
    return answer


async def _once_more(turn: _Turn, spent: Spent, db: Writes) -> Answer:
    """Tell the same again to whoever lost the reply; end the family for anybody else."""
    mine = turn.tap is not None and spent.tap == turn.tap and db.now <= spent.used_at + GRACE
    word = turn.next(spent.salt or b"")
    if mine and await db.rows(FRESH, word=word.hash):
        return await _next(turn, await db.all(FAMILY(word=hash_of(turn.word))), word, db, known=True)
    await db.send(END, which=spent.session_id, why=WhyEnded.reused)
    log.warning("refresh_token_reused", app=turn.client.client_id)
    return refused("invalid_grant")
