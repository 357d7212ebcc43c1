"""Asking a directory who somebody is: authorization code with PKCE; state and nonce stay with the one browser."""

import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from hmac import compare_digest
from typing import Self
from urllib.parse import urlencode
from uuid import UUID

from api.clock import machine_time
from auth.directory import calling
from auth.directory.providers import Providers
from auth.hiding import Hidden
from auth.id_tokens import BadIdToken, Expected, Identity, identity, kid_of
from models.directories import DirectoryFound

Came = tuple[Identity, str]  # who it is, and how to ask later whether they still are
LIFE = 600
SCOPE = "openid offline_access"


class NotThem(Exception):
    """The answer is not to the question of this browser, or the directory says no."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """What the browser keeps until it comes back."""

    council_id: str
    directory_id: str
    state: str
    nonce: str
    verifier: str
    over_at: int
    then: str

    @property
    def said(self) -> str:
        return urlsafe_b64encode(json.dumps(asdict(self)).encode()).decode()

    @classmethod
    def read(cls, said: str) -> Self:
        """Read what we sealed ourselves."""
        return cls(**json.loads(urlsafe_b64decode(said)))

    @property
    def whose(self) -> tuple[UUID, UUID]:
        return UUID(self.council_id), UUID(self.directory_id)


@dataclass(frozen=True, slots=True)
class Renewed:
    """What a directory says later: who it is, where it says so, and how to ask the next time."""

    identity: Identity | None
    refresh: str


@dataclass(frozen=True, slots=True)
class Asking:
    """The directories as this service knows them; `public` is our own address."""

    providers: Providers
    hidden: Hidden
    public: str

    @property
    def back(self) -> str:
        return f"{self.public}/staff/callback"

    async def begin(self, directory: DirectoryFound, then: str, *, anew: bool = False) -> tuple[str, Begun]:
        """Return where the browser goes, and what it keeps."""
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        challenge = urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        said = {
            "response_type": "code",
            "client_id": directory.client_id,
            "redirect_uri": self.back,
            "scope": SCOPE,
            "state": state,
            "nonce": nonce,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
            **({"prompt": "login"} if anew else {}),
        }
        provider = await self.providers.of(directory.issuer)
        begun = Begun(
            council_id=str(directory.council_id),
            directory_id=str(directory.id),
            state=state,
            nonce=nonce,
            verifier=verifier,
            over_at=int(machine_time().timestamp()) + LIFE,
            then=then,
        )
        joint = "&" if "?" in provider.authorize else "?"
        return f"{provider.authorize}{joint}{urlencode(said)}", begun

    async def finish(self, directory: DirectoryFound, begun: Begun, said: Mapping[str, str]) -> Came:
        """Change the code that came back for who it is."""
        ours = compare_digest(said.get("state", "").encode(), begun.state.encode())
        theirs = said.get("iss", directory.issuer) == directory.issuer
        if not (ours and theirs and "code" in said and machine_time().timestamp() < begun.over_at):
            raise NotThem
        form = {"grant_type": "authorization_code", "code": said["code"], "code_verifier": begun.verifier}
        told = await self._told(directory, form | {"redirect_uri": self.back})
        return await self._who(directory, told, begun.nonce), _refresh(told)

    async def renew(self, directory: DirectoryFound, refresh: str) -> Renewed:
        """Ask whether somebody still is of the directory; return what it says of them now, and how to ask next."""
        told = await self._told(directory, {"grant_type": "refresh_token", "refresh_token": refresh})
        who = await self._who(directory, told, None) if "id_token" in told else None
        return Renewed(who, _refresh(told) or refresh)

    async def _told(self, directory: DirectoryFound, form: Mapping[str, str]) -> Mapping[str, object]:
        secret = self.hidden.reveal(directory.secret, str(directory.id))
        proof = {"client_secret": secret} if secret else {}
        token = (await self.providers.of(directory.issuer)).token
        try:
            return await calling.post(token, {**form, "client_id": directory.client_id, **proof})
        except calling.SaysNo:
            raise NotThem from None

    async def _who(self, directory: DirectoryFound, told: Mapping[str, object], nonce: str | None) -> Identity:
        raw = str(told.get("id_token", ""))
        try:
            jwk = await self.providers.key(directory.issuer, kid_of(raw))
            return identity(raw, jwk, expected(directory), nonce, now=machine_time())
        except BadIdToken:
            raise NotThem from None


def expected(directory: DirectoryFound) -> Expected:
    return Expected(directory.issuer, directory.client_id, directory.tenant)


def _refresh(told: Mapping[str, object]) -> str:
    found = told.get("refresh_token")
    return found if isinstance(found, str) else ""
