"""Access tokens, signed by us and read back by us: the only module that knows JOSE.

The library is trusted with a signature and nothing else. It tries every key, passes over `typ`, `kid` and
`crit`, takes a token that names no audience and never ends, reads the clock by itself, and on hostile input
raises whatever Python raises. So it is given only tokens in the one form that we write, under the one key
whose header they bear, and what it says of the claims is judged here again.
"""

import re
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Self
from uuid import UUID, uuid4

from cryptography.hazmat.primitives import serialization as pem
from cryptography.hazmat.primitives.asymmetric import ec
from jose import jwt
from jose.backends.cryptography_backend import CryptographyECKey  # by name: `ecdsa` can never stand in for it

from api import strict_json
from auth.spelling import ALGORITHM, base64, coordinates, decoded, insist, json_of, text, thumbprint, whole

AUDIENCE = "kept-api"
LIFE = timedelta(minutes=10)
LEEWAY = timedelta(seconds=30)

_REMEMBERED = 4096
_TOKEN = re.compile(r"([A-Za-z0-9_-]{20,200})\.([A-Za-z0-9_-]{100,4096})\.([A-Za-z0-9_-]{86})")
# The order of P-256. A signature (r, s) has a twin (r, ORDER - s) that is as valid; ours is the lower.
_ORDER = 0xFFFFFFFF_00000000_FFFFFFFF_FFFFFFFF_BCE6FAAD_A7179E84_F3B9CAC2_FC632551
# Requiring `exp` or `iat` of the library would have it ask its own clock, whatever `verify_exp` says.
_CHECKS = {
    **dict.fromkeys(("require_aud", "require_iss", "require_sub", "require_jti"), True),
    **dict.fromkeys(("verify_exp", "verify_iat", "verify_nbf"), False),
}


class BadToken(Exception):
    """Not a token of ours, or no longer. It says nothing more, since a log might keep it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bearer:
    """Who bears a token, and what it lets them do."""

    account_id: UUID
    council_id: UUID
    role: str
    session_id: UUID  # asked about at every request: once it has ended, so has every token of it
    assurance: int  # at most; what is left of it the database says
    scope: frozenset[str]  # permissions by name; an empty scope permits nothing
    app: str
    key: str = ""  # the thumbprint of the key that its bearer must prove; none where whoever bears it may


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims(Bearer):
    """What a token says, once it is verified."""

    issuer: str
    id: UUID
    issued_at: int
    expires_at: int

    def current(self, now: datetime) -> bool:
        return self.issued_at - LEEWAY.seconds <= now.timestamp() < self.expires_at + LEEWAY.seconds


class Keys:
    """The key that signs, and every key whose signature is taken."""

    def __init__(
        self, signing: ec.EllipticCurvePrivateKey, *also_accepted: ec.EllipticCurvePublicKey, issuer: str
    ) -> None:
        self.issuer = issuer
        self._signing = CryptographyECKey(signing, ALGORITHM)
        self._header = _header(signing.public_key())
        # A header is not parsed but recognised: each key has exactly one, the one that we write.
        accepted = (signing.public_key(), *also_accepted)
        self.published = [
            {**coordinates(key), "kid": thumbprint(key), "use": "sig", "alg": ALGORITHM} for key in accepted
        ]
        self._accepted = {base64(json_of(_header(key))): CryptographyECKey(key, ALGORITHM) for key in accepted}
        self._known: dict[str, Claims] = {}

    @classmethod
    def from_pem(cls, private_pem: bytes, *also_accepted: bytes, issuer: str) -> Self:
        """Take the private key that signs, and the public keys that signed before it or will after it."""
        return cls(private_key(private_pem), *map(public_key, also_accepted), issuer=issuer)

    def sign(self, bearer: Bearer, *, now: datetime, life: timedelta = LIFE) -> str:
        """Return a token for `bearer`. What could not be read back is not handed out."""
        claims = Claims(
            **asdict(bearer),
            issuer=self.issuer,
            id=uuid4(),
            issued_at=int(now.timestamp()),
            expires_at=int((now + life).timestamp()),
        )
        raw = _lowered(jwt.encode(_said(claims), self._signing, ALGORITHM, self._header))
        if self._read(raw) != claims:
            raise ValueError("A token cannot say this.")
        return raw

    def verify(self, raw: str, *, now: datetime) -> Claims:
        """Return what the token says, or raise `BadToken` and nothing else.

        Only what was signed is remembered. The time is judged on every call; whether the account,
        its role and its sessions still stand is for the database to say.
        """
        claims = self._known.get(raw) or self._learnt(raw)
        if claims is None or not claims.current(now):
            raise BadToken
        return claims

    def _learnt(self, raw: str) -> Claims | None:
        claims = self._read(raw)
        if claims:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            self._known[raw] = claims
        return claims

    def _read(self, raw: str) -> Claims | None:
        """Read a token, or return nothing, whatever is raised: a RecursionError is no JWTError."""
        with suppress(Exception):
            token = _TOKEN.fullmatch(raw)
            if token is None:
                return None
            header, payload, signature = token.groups()
            key = self._accepted[header]
            insist(int.from_bytes(decoded(signature)[32:]) <= _ORDER // 2)
            jwt.decode(raw, key, [ALGORITHM], _CHECKS, audience=AUDIENCE, issuer=self.issuer)
            return _claims(decoded(payload), issuer=self.issuer)
        return None


def new_signing_key() -> bytes:
    """Return a new private key in PEM, to be kept in a file."""
    new = ec.generate_private_key(ec.SECP256R1())
    return new.private_bytes(pem.Encoding.PEM, pem.PrivateFormat.PKCS8, pem.NoEncryption())


def private_key(text: bytes) -> ec.EllipticCurvePrivateKey:
    key = pem.load_pem_private_key(text, None)
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise ValueError("The signing key must be of the curve P-256.")  # noqa: TRY004 - a file, not a type
    return key


def public_key(text: bytes) -> ec.EllipticCurvePublicKey:
    key = pem.load_pem_public_key(text)
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise ValueError("An accepted key must be of the curve P-256.")  # noqa: TRY004 - a file, not a type
    return key


def _header(key: ec.EllipticCurvePublicKey) -> dict[str, str]:
    return {"alg": ALGORITHM, "kid": thumbprint(key), "typ": "at+jwt"}


def _said(claims: Claims) -> dict[str, object]:
    bound = {"cnf": {"jkt": claims.key}} if claims.key else {}
    return {
        "iss": claims.issuer,
        "aud": AUDIENCE,
        "sub": str(claims.account_id),
        "council_id": str(claims.council_id),
        "role": claims.role,
        "sid": str(claims.session_id),
        "aal": claims.assurance,
        "scope": " ".join(sorted(claims.scope)),
        "client_id": claims.app,
        "jti": str(claims.id),
        "iat": claims.issued_at,
        "exp": claims.expires_at,
        **bound,
    }


def _claims(payload: bytes, *, issuer: str) -> Claims:
    """Read a payload, then write it again: only what we would have written is ours.

    So there is no claim too many, and no second spelling of an id, a scope or a number.
    """
    said = strict_json.read(payload, depth=2)
    bound = said.get("cnf")
    claims = Claims(
        issuer=text(said["iss"]),
        account_id=UUID(text(said["sub"])),
        council_id=UUID(text(said["council_id"])),
        role=text(said["role"]),
        session_id=UUID(text(said["sid"])),
        assurance=whole(said["aal"]),
        scope=frozenset(text(said["scope"]).split()),
        app=text(said["client_id"]),
        key=text(bound["jkt"]) if isinstance(bound, dict) else "",
        id=UUID(text(said["jti"])),
        issued_at=whole(said["iat"]),
        expires_at=whole(said["exp"]),
    )
    insist(claims.issuer == issuer and json_of(_said(claims)) == payload)
    insist(claims.assurance in {1, 2} and 0 < claims.expires_at - claims.issued_at <= LIFE.seconds)
    return claims


def _lowered(raw: str) -> str:
    """Take the lower of the two signatures, so that a token has one spelling only."""
    signed, _, signature = raw.rpartition(".")
    r, s = decoded(signature)[:32], int.from_bytes(decoded(signature)[32:])
    return f"{signed}.{base64(r + min(s, _ORDER - s).to_bytes(32))}"
