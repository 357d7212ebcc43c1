"""Who is asking: from a token to a caller, and from a caller to the sealed line that the database checks.

A route takes its caller as `Annotated[Caller, can(Permission.x)]`. That one declaration is the guard, the scope in
openapi.yaml, the hat that the database puts on and the verb in the history.
"""

import hashlib
import hmac
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import Request, params
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer, SecurityScopes

from api.clock import Clock, machine_time
from api.database import SECRETS_NEED, Sealed, Standing
from api.errors import Unauthenticated
from api.limiting import address_of, kept_free
from auth.permissions import Hat, Permission, allows, hat
from auth.tokens import BadToken, Claims, Keys
from models.accounts import Role
from rules.errors import NotAllowed

bearer = HTTPBearer(
    auto_error=False,
    bearerFormat="JWT",
    description="An access token, read as RFC8725 asks; in a demonstration, `make -s token AS=maya`.",
)


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody whose token stands, doing one thing. Whether the account stands, the database says."""

    council_id: UUID
    id: UUID
    role: Role
    permission: Permission
    app: str
    session_id: UUID
    sealed: Sealed

    @property
    def may_read_secrets(self) -> bool:
        """Whether the database said so: before it was asked, nobody may."""
        return self.sealed.standing.sure is True

    def must_be_sure(self) -> None:
        """Ask for a fresh sign-in: the same answer whether or not anything is there."""
        self.sealed.standing.must_be_sure()


class Seals:
    """Seals a context, so that a caller's line in the database cannot be forged by whoever can run a statement."""

    def __init__(self, key: bytes, clock: Clock) -> None:
        self._key, self._clock = key, clock

    def seal(self, *said: object) -> Sealed:
        at = int(machine_time().timestamp())
        line = "|".join(_one_part(str(part)) for part in (*said, self._clock.said(), at))
        return Sealed(line, hmac.new(self._key, line.encode(), hashlib.sha256).hexdigest())

    def caller(self, claims: Claims, role: Role, permission: Permission) -> Caller:
        sealed = self.seal(
            claims.council_id,
            claims.account_id,
            role,
            hat(role, permission),
            permission,
            claims.app,
            claims.assurance,
            claims.session_id,
        )
        if claims.assurance < SECRETS_NEED:
            sealed = replace(sealed, standing=Standing(sure=False))
        return Caller(claims.council_id, claims.account_id, role, permission, claims.app, claims.session_id, sealed)

    def nobody(self, council_id: UUID | None = None) -> Sealed:
        """Seal the line of somebody who did not sign in; with a council, what it shows to everyone."""
        return self.seal(council_id or UUID(int=0), "", "public", Hat.public, "public", "", 0, "")

    def doorstep(self, council_id: UUID, who: UUID | None, doing: str) -> Sealed:
        """Seal the line of somebody who has not proved yet that they are `who`, nor perhaps said it."""
        return self.seal(council_id, who or "", "doorstep", Hat.doorstep, doing, "kept", 0, "")

    def job(self, council_id: UUID, hat: Hat, doing: str) -> Sealed:
        """Seal the line of work that nobody asked for: one council, one hat."""
        return self.seal(council_id, "", "system", hat, doing, "kept", 0, "")

    def system(self, council_id: UUID, permission: str) -> Sealed:
        """Seal the line of a command that sets a council up."""
        return self.seal(council_id, "", "system", Hat.loader, permission, "kept", 0, "")


async def person_asking(
    request: Request,
    wanted: SecurityScopes,
    credentials: Annotated[HTTPAuthorizationCredentials | None, params.Depends(bearer)],
) -> Caller:
    """Let in whoever holds the permission; 401 without a token that stands, 403 without the permission."""
    if credentials is None:
        raise Unauthenticated
    claims = _verified(request.app.state.keys, credentials.credentials, machine_time())
    permission = Permission(wanted.scopes[0])
    role = Role(claims.role)
    if not allows(role, claims.scope, permission):
        raise NotAllowed
    await _count(request, claims)
    caller: Caller = request.app.state.seals.caller(claims, role, permission)
    request.state.caller = caller
    request.state.again = partial(_again, request.app.state.seals, claims, role, permission)
    return caller


def _again(seals: Seals, claims: Claims, role: Role, permission: Permission, now: datetime) -> Caller | None:
    """Return the caller once more, with a fresh seal, for as long as the token stands."""
    return seals.caller(claims, role, permission) if claims.current(now) else None


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody whose token stands, whatever their role."""

    council_id: UUID
    id: UUID
    sealed: Sealed


async def anyone_signed_in(
    request: Request, credentials: Annotated[HTTPAuthorizationCredentials | None, params.Depends(bearer)]
) -> Known:
    """Let in anybody; 401 without a token that stands. Only for what is nobody's in particular: the demonstration."""
    if credentials is None:
        raise Unauthenticated
    claims = _verified(request.app.state.keys, credentials.credentials, machine_time())
    caller = request.app.state.seals.caller(claims, Role(claims.role), Permission.me_read)
    return Known(claims.council_id, claims.account_id, caller.sealed)


async def _count(request: Request, claims: Claims) -> None:
    """Count what an app sends, and what comes from one place; nothing that is asked for in need."""
    if kept_free(request.scope):
        return
    limits = request.app.state.limits
    address = [limits.address(address_of(request.scope))] if request.method == "POST" else []
    app = limits.app(claims.council_id, claims.app)
    await limits.take(app, *address)
    request.state.leave = await limits.room(app)


def _verified(keys: Keys, token: str, now: datetime) -> Claims:
    try:
        claims = keys.verify(token, now=now)
        Role(claims.role)
        _one_part(claims.app)
    except (BadToken, ValueError):
        raise Unauthenticated from None
    return claims


def _one_part(said: str) -> str:
    """Refuse what would read as two parts of a context: the second could say how sure we are of somebody."""
    if "|" in said:
        raise ValueError("A context cannot say this.")
    return said


def can(permission: Permission) -> params.Security:
    """Let in only people who hold `permission`."""
    guard: params.Security = params.Security(person_asking, scopes=[permission])
    return guard
