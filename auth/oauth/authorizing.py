"""The authorization endpoint: what an app asks of a young person, and what she says to it.

The pages call these: `begin` with what stands in the query, then `grant` or `refuse` with what it returned. Nothing is
kept in between, so a page may call `begin` again with the same query, as often as it is shown.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from authlib.oauth2.rfc6749 import OAuth2Error
from sqlalchemy import bindparam, null, select, update
from sqlmodel import col

from api.database import Writes
from api.statements import Read, Write
from auth.oauth.answers import CannotAsk, SentBack, back_to, code_of
from auth.oauth.counter import Counter
from auth.oauth.engine import Asked, Engine, Facts
from auth.scopes import ScopeWords, in_words
from models.accounts import Account, AccountState, Role
from models.apps import Client, Opaque
from models.base import NOW, Shape
from models.consents import CODE_LIFE, AppCode, Consent
from models.sessions import Session
from rules.apps import receives, still_agreed

FRESH = timedelta(minutes=5)
LONGEST_STATE = 1000
# What may stand in a request at all: the engine's own errors would break on anything else, or repeat it.
_PLAIN = re.compile(r"[\x20\x21\x23-\x5b\x5d-\x7e]*")
_STATE = re.compile(rf"[\x20-\x7e]{{0,{LONGEST_STATE}}}")
_UNKNOWN_HERE = {"request": "request_not_supported", "request_uri": "request_uri_not_supported"}


@dataclass(frozen=True, slots=True)
class Pending:
    """What an app asks for, checked: the page shows `client` and `scopes`, and lets her untick each.

    Where `fresh`, she proves once more who she is before she may say yes (RFC 9470).
    """

    client: Client
    scopes: tuple[ScopeWords, ...]
    fresh: bool
    redirect_uri: str
    state: str
    challenge: str
    key: str
    issuer: str
    engine: Engine
    asked: Any

    def back(self, **said: str | None) -> str:
        return back_to(self.redirect_uri, **said, state=self.state, iss=self.issuer)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Whoever sits before the page: the young person, and the session in which she says yes."""

    account_id: UUID
    session_id: UUID


class NotSure(Exception):
    """The app wants a fresh sign-in, and the last one is too long ago; or the session is over."""


class Sitting(Shape):
    """The session in which somebody says yes, while it stands and she is a young person."""

    proved_at: datetime | None


SITTING = Read(
    Sitting,
    select(col(Session.proved_at))
    .join(Account, (col(Account.council_id) == col(Session.council_id)) & (col(Account.id) == col(Session.account_id)))
    .where(
        col(Session.id) == bindparam("which"),
        col(Session.account_id) == bindparam("who"),
        col(Session.ended_at).is_(None),
        col(Session.app_id).is_(None),
        col(Account.role) == Role.young_person,
        col(Account.state) == AccountState.active,
    ),
)
AGREED = Write(
    select(col(Consent.id), col(Consent.scopes), col(Consent.given_at), col(Consent.withdrawn_at))
    .where(col(Consent.young_person_id) == bindparam("who"), col(Consent.app_id) == bindparam("which"))
    .with_for_update()
)
AGREE = Write(
    update(Consent)
    .where(col(Consent.id) == bindparam("which"))
    .values(
        scopes=bindparam("scopes"),
        given_at=bindparam("given_at"),
        changed_at=NOW,
        withdrawn_at=null(),
    )
)


async def begin(counter: Counter, said: Mapping[str, str]) -> Pending:
    """Check what an app asks for; raise `CannotAsk` for a page of ours, or `SentBack` for the app."""
    client = await counter.client(said.get("client_id"))
    address = said.get("redirect_uri", "")
    if client is None:
        raise CannotAsk("invalid_client")
    if not receives(client.redirect_uris, address):
        raise CannotAsk("invalid_request")
    state = said.get("state", "")
    wrong = None if _STATE.fullmatch(state) else "invalid_request"
    wrong = wrong or _wrong(said, counter.public)
    if wrong:
        state = state if _STATE.fullmatch(state) else ""
        raise SentBack(back_to(address, error=wrong, state=state, iss=counter.public))
    return _pending(counter, client, said)


def _wrong(said: Mapping[str, str], resource: str) -> str | None:
    """Say what is wrong that the engine would not notice, or would break on."""
    if not all(_PLAIN.fullmatch(value) for name, value in said.items() if name != "state"):
        return "invalid_request"
    if said.get("resource", resource).rstrip("/") != resource:
        return "invalid_target"
    if said.get("response_mode", "query") != "query" or not said.get("max_age", "0").isdecimal():
        return "invalid_request"
    return next((code for name, code in _UNKNOWN_HERE.items() if name in said), None)


def _pending(counter: Counter, client: Client, said: Mapping[str, str]) -> Pending:
    asked = Asked("GET", f"{counter.public}/oauth/authorize", said).request
    engine: Any = Engine(Facts(client))
    try:
        grant = engine.get_consent_grant(asked)
    except OAuth2Error as error:
        raise SentBack(
            back_to(said["redirect_uri"], error=code_of(error), state=said.get("state"), iss=counter.public)
        ) from None
    return Pending(
        client=client,
        scopes=tuple(in_words(str(asked.scope).split())),
        fresh="aal2" in said.get("acr_values", "").split() or "max_age" in said,
        redirect_uri=said["redirect_uri"],
        state=said.get("state", ""),
        challenge=said["code_challenge"],
        key=said.get("dpop_jkt", ""),
        issuer=counter.public,
        engine=engine,
        asked=(asked, grant),
    )


def refuse(pending: Pending) -> str:
    """Return where the browser goes when she says no."""
    return pending.back(error="access_denied")


async def grant(counter: Counter, pending: Pending, who: SignedIn, ticked: Collection[str]) -> str:
    """Write down what she agreed to; return where the browser goes, with a code that is good for a minute, once."""
    wanted = {each.scope for each in pending.scopes}
    chosen = sorted(wanted & set(ticked))
    if not chosen:
        return refuse(pending)
    client = pending.client
    async with counter.at(client.council_id, client.id, "apps:let-in", who=who.account_id) as db:
        sitting = next(iter(await db.all(SITTING(which=who.session_id, who=who.account_id))), None)
        if sitting is None or (pending.fresh and not _lately(sitting.proved_at, db.now)):
            raise NotSure
        consent = await _agree(db, pending, who.account_id, (wanted, chosen))
        code = _made(pending)
        await db.add(_row(pending, who, consent, (code, chosen), db.now))
    return pending.back(code=code.word)


def _lately(proved_at: datetime | None, now: datetime) -> bool:
    return proved_at is not None and now <= proved_at + FRESH


async def _agree(db: Writes, pending: Pending, who: UUID, said: tuple[Collection[str], Collection[str]]) -> UUID:
    """Keep what was agreed before to what is not asked now; what is asked now is as she ticked it."""
    wanted, chosen = said
    app = pending.client
    known = next(iter(await db.rows(AGREED, who=who, which=app.id)), None)
    if known is None:
        new = Consent(
            council_id=app.council_id, young_person_id=who, app_id=app.id, scopes=list(chosen),
            given_at=db.now, changed_at=db.now,
        )  # fmt: skip
        await db.add(new)
        return new.id
    over = known["withdrawn_at"] is not None
    scopes = sorted(still_agreed(wanted, [] if over else known["scopes"], chosen))
    given_at = db.now if over else known["given_at"]
    await db.send(AGREE, which=known["id"], scopes=scopes, given_at=given_at)
    return UUID(str(known["id"]))


def _made(pending: Pending) -> Opaque:
    """Let the engine make the code."""
    asked, grant_of = pending.asked
    pending.engine.create_authorization_response(asked, grant_user=pending.client, grant=grant_of)
    code = pending.engine.facts.code
    if code is None:
        raise RuntimeError("The engine made no code.")
    return code


def _row(
    pending: Pending, who: SignedIn, consent: UUID, made: tuple[Opaque, Collection[str]], now: datetime
) -> AppCode:
    code, chosen = made
    return AppCode(
        council_id=pending.client.council_id,
        young_person_id=who.account_id,
        app_id=pending.client.id,
        consent_id=consent,
        session_id=who.session_id,
        code_hash=code.hash,
        redirect_uri=pending.redirect_uri,
        scopes=list(chosen),
        challenge=pending.challenge,
        key=pending.key,
        made_at=now,
        ends_at=now + CODE_LIFE,
    )
