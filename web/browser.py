"""What a browser keeps for us: who sits before it, which device it is, and that a form is from a page of ours.

A cookie holds no secret that the database keeps: its seal shows that we wrote it, and at every request the database
says whether the session in it still stands.
"""

import hmac
import secrets
from dataclasses import dataclass
from typing import Any, Self
from uuid import UUID

from fastapi import Request
from starlette.responses import Response

from api.database import Reads
from api.errors import Unauthenticated
from auth.permissions import GRANTS, Permission
from auth.signing_in.entering import Entered
from auth.tokens import Bearer
from auth.who import Caller, Seals
from models.accounts import Role

APP = "kept"
A_YEAR = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Sitter:
    """Somebody who signed in here. Whether it still holds, the database says."""

    council_id: UUID
    id: UUID
    role: Role
    session_id: UUID

    @property
    def staff(self) -> bool:
        return self.role != Role.young_person

    def caller(self, seals: Seals, permission: Permission) -> Caller:
        bearer = Bearer(
            account_id=self.id,
            council_id=self.council_id,
            role=self.role,
            session_id=self.session_id,
            assurance=2,
            scope=frozenset(GRANTS[self.role]),
            app=APP,
        )
        return seals.caller(bearer, self.role, permission)

    @classmethod
    def of(cls, entered: Entered) -> Self:
        whose = entered.session_of
        return cls(whose.council_id, whose.id, entered.role, entered.session.id)

    @property
    def said(self) -> str:
        return f"{self.council_id}.{self.id}.{self.role}.{self.session_id}"

    @classmethod
    def read(cls, said: str) -> Self:
        council_id, account_id, role, session_id = said.split(".")
        return cls(UUID(council_id), UUID(account_id), Role(role), UUID(session_id))


@dataclass(frozen=True, slots=True)
class Browser:
    """The cookies of one request. `__Host-` keeps them to this one address; a laptop without TLS has no such thing."""

    seals: Seals
    secure: bool
    sent: dict[str, str]
    new_device: str

    @classmethod
    def of(cls, request: Request) -> "Browser":
        known: Browser | None = getattr(request.state, "browser", None)
        if known is None:
            state = request.app.state
            secure = state.public.startswith("https://")
            known = cls(state.seals, secure, dict(request.cookies), secrets.token_urlsafe(32))
            request.state.browser = known
        return known

    @property
    def device(self) -> str:
        return self.sent.get(self._name("device"), "")[:100] or self.new_device

    @property
    def sitter(self) -> Sitter | None:
        said = self.opened("session")
        return Sitter.read(said) if said else None

    @property
    def form_token(self) -> str:
        """Return what a form has to bring: another site can neither read it nor make it."""
        return self.seals.mark("form", f"{self.device} {self.sent.get(self._name('session'), '')}")

    def wrote(self, token: str) -> bool:
        return self._name("device") in self.sent and hmac.compare_digest(token.encode(), self.form_token.encode())

    def sit_down(self, reply: Response, sitter: Sitter) -> None:
        self.keep(reply, "session", self.sealed("session", sitter.said))

    def stand_up(self, reply: Response) -> None:
        """Sign out here, and leave nothing to whoever uses this device next."""
        self.drop(reply, "session")
        reply.headers["Clear-Site-Data"] = '"cache", "storage"'

    def leave_device(self, reply: Response) -> None:
        if self._name("device") not in self.sent:
            self.keep(reply, "device", self.new_device, max_age=A_YEAR)

    def sealed(self, what: str, said: str) -> str:
        return f"{said}.{self.seals.mark(what, said)}"

    def opened(self, what: str) -> str:
        """Return what we wrote into a cookie; nothing where somebody else wrote it."""
        said, _, mark = self.sent.get(self._name(what), "").rpartition(".")
        ours = hmac.compare_digest(mark.encode(), self.seals.mark(what, said).encode())
        return said if ours else ""

    def keep(self, reply: Response, what: str, value: str, *, max_age: int | None = None) -> None:
        reply.set_cookie(self._name(what), value, max_age=max_age, **self._how)

    def drop(self, reply: Response, what: str) -> None:
        reply.delete_cookie(self._name(what), **self._how)

    @property
    def _how(self) -> dict[str, Any]:
        return {"path": "/", "secure": self.secure, "httponly": True, "samesite": "lax"}

    def _name(self, what: str) -> str:
        return f"__Host-kept-{what}" if self.secure else f"kept-{what}"


async def must_be_sure(request: Request, me: Sitter) -> None:
    """Insist on a fresh sign-in of whoever sits before the page; whoever is not in any more signs in."""
    caller = me.caller(request.app.state.seals, Permission.sessions_read)
    await Reads(request.app.state.pool, caller.sealed).enter()
    caller.must_be_sure()


def sitting(request: Request) -> Sitter:
    """Return who sits before the page; ask for a sign-in where nobody does."""
    sitter = Browser.of(request).sitter
    if sitter is None:
        raise Unauthenticated
    return sitter
