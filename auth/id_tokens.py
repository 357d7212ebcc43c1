"""Tokens of others, read by us: who signed in at a council's directory, and who signed out there.

As in `auth.tokens`, the library is trusted with a signature and nothing else. A key is public and of one kind, chosen
here by its name, before the library sees anything; whatever a token says of itself is judged here.
"""

import re
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from hmac import compare_digest
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jose import jws
from jose.backends.cryptography_backend import CryptographyECKey, CryptographyRSAKey

from api import strict_json

LEEWAY = timedelta(seconds=60)
OLDEST = timedelta(minutes=15)
LOGOUT = "http://schemas.openid.net/event/backchannel-logout"

_TOKEN = re.compile(r"([A-Za-z0-9_-]{10,1024})\.([A-Za-z0-9_-]{2,8192})\.([A-Za-z0-9_-]{20,1024})")
_HEADER = frozenset({"alg", "kid", "typ", "x5t"})  # `crit`, and a key that a token brings along, are refused
_LEAST_BITS, _EXPONENT = 2048, 65537


class BadIdToken(Exception):
    """Not a token of that directory for us, or no longer. It says nothing more, since a log might keep it."""


@dataclass(frozen=True, slots=True)
class Expected:
    """Who must have written it, and for whom."""

    issuer: str
    client_id: str
    tenant: str | None


@dataclass(frozen=True, slots=True)
class Identity:
    """Somebody of a directory. `subject` is how we know them: at Entra by tenant and object, else by `sub`."""

    subject: str
    sub: str
    sid: str | None
    roles: frozenset[str]


@dataclass(frozen=True, slots=True)
class LoggedOut:
    """Whose sessions end, or which one."""

    sub: str | None
    sid: str | None


Key = CryptographyRSAKey | CryptographyECKey
Jwk = Mapping[str, object]


def kid_of(raw: str) -> str:
    """Return the name of the key that a token says it was signed with."""
    return str(_header(raw)["kid"])


def identity(raw: str, jwk: Jwk, expected: Expected, nonce: str | None, *, now: datetime) -> Identity:
    """Return who signed in, or raise `BadIdToken` and nothing else. Only a renewal needs no nonce."""
    claims = _claims(raw, jwk, ("JWT",))
    with suppress(Exception):
        _of_theirs(claims, expected, now)
        _insist(nonce is None or compare_digest(_text(claims["nonce"]).encode(), nonce.encode()))
        _insist(_whole(claims["exp"]) + LEEWAY.seconds > now.timestamp())
        _insist(claims.get("azp", expected.client_id) == expected.client_id)
        return Identity(_subject(claims, expected), _text(claims["sub"]), _perhaps(claims, "sid"), _roles(claims))
    raise BadIdToken


def logged_out(raw: str, jwk: Jwk, expected: Expected, *, now: datetime) -> LoggedOut:
    """Return who signed out there (OpenID Connect Back-Channel Logout), or raise `BadIdToken`."""
    claims = _claims(raw, jwk, ("JWT", "logout+jwt"))
    with suppress(Exception):
        _of_theirs(claims, expected, now)
        events = claims["events"]
        _insist(isinstance(events, dict) and events.get(LOGOUT) == {} and "nonce" not in claims)
        _insist(bool(_text(claims["jti"])))
        told = LoggedOut(_perhaps(claims, "sub"), _perhaps(claims, "sid"))
        _insist(bool(told.sub or told.sid))
        return told
    raise BadIdToken


def _claims(raw: str, jwk: Jwk, kinds: tuple[str, ...]) -> dict[str, Any]:
    with suppress(Exception):
        header = _header(raw)
        _insist(header.get("typ", "JWT") in kinds and header["kid"] == jwk["kid"])
        jws.verify(raw, _key(jwk, str(header["alg"])), [str(header["alg"])])
        return strict_json.read(_decoded(raw.split(".")[1]), depth=6)
    raise BadIdToken


def _header(raw: str) -> dict[str, object]:
    with suppress(Exception):
        found = _TOKEN.fullmatch(raw)
        _insist(found is not None)
        header = strict_json.read(_decoded(raw.partition(".")[0]), depth=1)
        _insist(set(header) <= _HEADER and bool(_text(header["kid"])))
        return header
    raise BadIdToken


def _key(jwk: Jwk, algorithm: str) -> Key:
    """Make the one key, of the one kind that its algorithm asks for."""
    _insist(jwk.get("use", "sig") == "sig" and jwk.get("alg", algorithm) == algorithm)
    if algorithm == "RS256" and jwk["kty"] == "RSA":
        numbers = rsa.RSAPublicNumbers(_number(jwk["e"]), _number(jwk["n"]))
        _insist(numbers.n.bit_length() >= _LEAST_BITS and numbers.e == _EXPONENT)
        return CryptographyRSAKey(numbers.public_key(), algorithm)
    _insist(algorithm == "ES256" and jwk["kty"] == "EC" and jwk["crv"] == "P-256")
    point = ec.EllipticCurvePublicNumbers(_number(jwk["x"]), _number(jwk["y"]), ec.SECP256R1())
    return CryptographyECKey(point.public_key(), algorithm)


def _of_theirs(claims: Mapping[str, Any], expected: Expected, now: datetime) -> None:
    """Insist on the pinned issuer, on us alone as the audience, and on a token that was just written."""
    _insist(claims["iss"] == expected.issuer and claims["aud"] in (expected.client_id, [expected.client_id]))
    age = now.timestamp() - _whole(claims["iat"])
    _insist(-LEEWAY.seconds <= age <= OLDEST.seconds)
    _insist(expected.tenant is None or claims.get("tid", expected.tenant) == expected.tenant)


def _subject(claims: Mapping[str, Any], expected: Expected) -> str:
    if expected.tenant is None:
        return _text(claims["sub"])
    _insist(claims["tid"] == expected.tenant)
    return f"{_text(claims['tid'])}/{_text(claims['oid'])}"


def _roles(claims: Mapping[str, Any]) -> frozenset[str]:
    said = claims.get("roles", [])
    _insist(isinstance(said, list))
    return frozenset(_text(each) for each in said)


def _perhaps(claims: Mapping[str, Any], name: str) -> str | None:
    return _text(claims[name]) if name in claims else None


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.isprintable() or not 0 < len(value) <= 255:  # noqa: PLR2004  OpenID's
        raise ValueError
    return value


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError  # noqa: TRY004  one refusal for all
    return value


def _number(value: object) -> int:
    return int.from_bytes(_decoded(_text_of_key(value)))


def _text_of_key(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError  # noqa: TRY004  one refusal for all
    return value


def _decoded(part: str) -> bytes:
    return urlsafe_b64decode(part + "==")


def _insist(fact: bool) -> None:  # noqa: FBT001
    if not fact:
        raise ValueError
