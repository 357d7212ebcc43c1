"""Revocation (RFC 7009) and introspection (RFC 7662): of an app's own tokens, by that app."""

from contextlib import suppress
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, bindparam, cast, exists, null, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import col

from api.clock import machine_time
from api.database import Writes
from api.statements import Read
from auth.oauth.answers import Answer, refused
from auth.oauth.counter import Counter
from auth.oauth.engine import ANY_METHOD, WITH_SECRET, Asked, must_be_itself
from auth.oauth.held import END, as_the_admin_says
from auth.tokens import BadToken, Claims
from models.accounts import Account, AccountState
from models.apps import Client, hash_of
from models.base import NOW, Shape
from models.consents import Consent, RefreshToken
from models.sessions import Session, WhyEnded

HINTS = ("", "access_token", "refresh_token")
GONE = Answer(200, {})
INACTIVE = Answer(200, {"active": False})


class Standing(Shape):
    """A session of the app that asks, while it stands. `ends_at` is when its refresh token ends."""

    id: UUID
    account_id: UUID
    key: str
    scopes: list[str] | None
    granted: list[str] | None
    made_at: datetime | None
    ends_at: datetime | None


_agreed = (
    (col(Consent.council_id) == col(Session.council_id))
    & (col(Consent.id) == col(Session.consent_id))
    & col(Consent.withdrawn_at).is_(None)
)
_somebody_s = exists().where(
    col(Account.council_id) == col(Session.council_id),
    col(Account.id) == col(Session.account_id),
    col(Account.state) == AccountState.active,
)
_standing = (
    select(col(Session.id), col(Session.account_id), col(Session.key), col(Consent.scopes))
    .join(Consent, _agreed, isouter=True)
    .where(
        col(Session.app_id) == bindparam("app"),
        col(Session.ended_at).is_(None),
        as_the_admin_says,
        col(Session.consent_id).is_(None) | (col(Consent.id).is_not(None) & _somebody_s),
    )
)
_none = cast(None, DateTime(timezone=True))
_nothing = cast(null(), JSONB).label("granted")
OF_ACCESS = Read(
    Standing,
    _standing.add_columns(_nothing, _none.label("made_at"), _none.label("ends_at")).where(
        col(Session.id) == bindparam("which")
    ),
)
OF_REFRESH = Read(
    Standing,
    _standing.add_columns(
        col(RefreshToken.scopes).label("granted"), col(RefreshToken.made_at), col(RefreshToken.ends_at)
    )
    .join(
        RefreshToken,
        (col(RefreshToken.council_id) == col(Session.council_id)) & (col(RefreshToken.session_id) == col(Session.id)),
    )
    .where(
        col(RefreshToken.token_hash) == bindparam("word"),
        col(RefreshToken.used_at).is_(None),
        col(RefreshToken.ends_at) > NOW,
    ),
)


async def revoke(counter: Counter, asked: Asked, client_id: str | None) -> Answer:
    """Sign the app out of the session of this token; an unknown one is as good as gone."""
    client = await counter.client(client_id)
    refusal = _wrong(asked, client, ANY_METHOD)
    if refusal or client is None:
        return refusal or refused("invalid_client")
    claims = _claims(counter, client, asked)
    async with counter.at(client.council_id, client.id, "apps:sign-out") as db:
        for each in await _found(db, asked, client, claims):
            await db.send(END, which=each.id, why=WhyEnded.revoked)
    return GONE


async def introspect(counter: Counter, asked: Asked, client_id: str | None) -> Answer:
    """Tell an app that can keep a secret what its own token is worth at this moment."""
    client = await counter.client(client_id)
    refusal = _wrong(asked, client, WITH_SECRET)
    if refusal or client is None:
        return refusal or refused("invalid_client")
    claims = _claims(counter, client, asked)
    async with counter.at(client.council_id, client.id, "tokens:look-at") as db:
        found = await _found(db, asked, client, claims)
    if not found:
        return INACTIVE
    return Answer(200, _told(counter, client, found[0], claims))


def _wrong(asked: Asked, client: Client | None, methods: list[str]) -> Answer | None:
    refusal = must_be_itself(asked, client, methods)
    if refusal is None and not asked.said.get("token"):
        refusal = refused("invalid_request")
    if refusal is None and asked.said.get("token_type_hint", "") not in HINTS:
        refusal = refused("unsupported_token_type")
    return refusal


def _claims(counter: Counter, client: Client, asked: Asked) -> Claims | None:
    with suppress(BadToken):
        claims = counter.keys.verify(asked.said["token"], now=machine_time())
        return claims if claims.app == client.client_id else None
    return None


async def _found(db: Writes, asked: Asked, client: Client, claims: Claims | None) -> list[Standing]:
    if claims:
        return await db.all(OF_ACCESS(which=claims.session_id, app=client.id))
    return await db.all(OF_REFRESH(word=hash_of(asked.said["token"]), app=client.id))


def _told(counter: Counter, client: Client, found: Standing, claims: Claims | None) -> dict[str, Any]:
    agreed = set(client.allowed) if found.scopes is None else set(found.scopes) & set(client.allowed)
    scopes = agreed & (claims.scope if claims else set(found.granted or ()))
    key = claims.key if claims else found.key
    said = {
        "active": True,
        "scope": " ".join(sorted(scopes)),
        "client_id": client.client_id,
        "sub": str(found.account_id),
        "iss": counter.public,
    }
    bound = {"cnf": {"jkt": key}} if key else {}
    return said | bound | (_of_access(claims) if claims else _of_refresh(found))


def _of_access(claims: Claims) -> dict[str, Any]:
    return {
        "token_type": "DPoP" if claims.key else "Bearer",
        "acr": f"aal{claims.assurance}",
        "iat": claims.issued_at,
        "exp": claims.expires_at,
        "jti": str(claims.id),
    }


def _of_refresh(found: Standing) -> dict[str, Any]:
    times = {"iat": found.made_at, "exp": found.ends_at}
    return {"token_type": "refresh_token"} | {name: int(at.timestamp()) for name, at in times.items() if at}
