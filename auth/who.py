"""Who is asking: from a token to a caller, and from a caller to the sealed line that the database checks.

A route takes its caller as `Annotated[Caller, can(Permission.x)]`. That one declaration is the guard, the scope in
openapi.yaml, the hat that the database puts on and the verb in the history.
"""

import hmac
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import Request, params
from fastapi.security import HTTPAuthorizationCredentials, SecurityScopes

from api.clock import Clock, machine_time
from api.errors import NotAgreed, Unauthenticated
from api.limiting import address_of, kept_free
from api.limits import Due, Limits
from api.sealed import SECRETS_NEED, Sealed, Standing
from auth.bearing import Tokens, proof_of
from auth.keyring import Keyring
from auth.permissions import GRANTS, Hat, Permission, allows, hat
from auth.scopes import never_sure, sure_at_most
from auth.tokens import BadToken, Bearer, Claims
from models.accounts import Role
from rules.errors import NotAllowed

bearer = Tokens(
    scheme_name="HTTPBearer",
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
        """Ask for a fresh sign-in: the same answer whether or not anything is there.

        No sign-in will do for an app that was not given a secret: it hears that at once.
        """
        if never_sure(self.app, self.permission):
            raise NotAllowed
        self.sealed.standing.must_be_sure()


class Seals:
    """Seals a context, so that a caller's line in the database cannot be forged by whoever can run a statement."""

    def __init__(self, key: bytes, clock: Clock) -> None:
        self._key, self._clock = key, clock
        self._marks = hmac.digest(key, b"kept marks", "sha256")  # what a browser keeps can never seal a line

    def seal(self, *said: object, proof: str = "") -> Sealed:
        known = (*said, self._clock.said(), int(machine_time().timestamp()))
        return self._sealed(*known, proof, after=self._sealed(*known, "") if proof else None)

    def _sealed(self, *said: object, after: Sealed | None = None) -> Sealed:
        line = "|".join(_one_part(str(part)) for part in said)
        return Sealed(line, hmac.digest(self._key, line.encode(), "sha256").hex(), after=after)

    def mark(self, what: str, said: str) -> str:
        """Mark what a browser keeps for us, so that nobody else can have written it."""
        return hmac.digest(self._marks, f"{what}|{said}".encode(), "sha256").hex()

    def caller(self, claims: Bearer, role: Role, permission: Permission, *, proof: str = "") -> Caller:
        sure = sure_at_most(claims.app, claims.assurance, permission)
        said = (
            claims.council_id,
            claims.account_id,
            role,
            hat(role, permission),
            permission,
            claims.app,
            sure,
            claims.session_id,
        )
        sealed = self.seal(*said, proof=proof)
        if sure < SECRETS_NEED:
            sealed = replace(sealed, standing=Standing(sure=False))
        return Caller(claims.council_id, claims.account_id, role, permission, claims.app, claims.session_id, sealed)

    def nobody(self, council_id: UUID | None = None) -> Sealed:
        """Seal the line of somebody who did not sign in; with a council, what it shows to everyone."""
        return self.seal(council_id or UUID(int=0), "", "public", Hat.public, "public", "", 0, "")

    def doorstep(self, council_id: UUID, who: UUID | None, doing: str) -> Sealed:
        """Seal the line of somebody who has not proved yet that they are `who`, nor perhaps said it."""
        return self.seal(council_id, who or "", "doorstep", Hat.doorstep, doing, "kept", 0, "")

    def authorizer(self, council_id: UUID, who: UUID | None, app: str, doing: str, *, proof: str = "") -> Sealed:
        """Seal the line of the authorization server: for an app, and for `who` once it knows whom the app acts for."""
        return self.seal(council_id, who or "", "authorizer", Hat.authorizer, doing, app, 0, "", proof=proof)

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
    """Guard a route: its permission, and that a token is needed, are read from here."""
    return await let_in(request, credentials, Permission(wanted.scopes[0]))


async def let_in(request: Request, credentials: HTTPAuthorizationCredentials | None, permission: Permission) -> Caller:
    """Let in whoever holds the permission; 401 without a token that stands, 403 without the permission."""
    if credentials is None:
        raise Unauthenticated
    claims = _verified(request.app.state.keys, credentials.credentials, machine_time())
    role = Role(claims.role)
    if permission in GRANTS[role] and permission not in claims.scope:
        raise NotAgreed(permission)
    if not allows(role, claims.scope, permission):
        raise NotAllowed
    request.state.due = await _due(request, claims)
    proof = proof_of(request, credentials, claims)
    caller: Caller = request.app.state.seals.caller(claims, role, permission, proof=proof)
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
    proof = proof_of(request, credentials, claims)
    caller = request.app.state.seals.caller(claims, Role(claims.role), Permission.me_read, proof=proof)
    return Known(claims.council_id, claims.account_id, caller.sealed)


async def _due(request: Request, claims: Claims) -> Due | None:
    """Return what of it has yet to be counted: for the app, and for where it comes from; nothing asked for in need."""
    if kept_free(request.scope):
        return None
    limits: Limits = request.app.state.limits
    address = [limits.address(address_of(request.scope))] if request.method == "POST" else []
    return await limits.count(limits.app(claims.council_id, claims.app), *address)


def _verified(keys: Keyring, token: str, now: datetime) -> Claims:
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
