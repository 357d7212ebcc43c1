"""One spelling for everything that is signed: what could be written in two ways is not ours."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric import ec

ALGORITHM = "ES256"


def decoded(part: str) -> bytes:
    """Decode base64url in its one spelling: its last character has bits that decoders pass over."""
    found = urlsafe_b64decode(part + "==")
    insist(base64(found) == part)
    return found


def base64(found: bytes) -> str:
    return urlsafe_b64encode(found).rstrip(b"=").decode()


def json_of(members: Mapping[str, object]) -> bytes:
    return json.dumps(members, separators=(",", ":")).encode()


def text(value: object) -> str:
    if not isinstance(value, str) or not value.isprintable():
        raise ValueError
    return value


def whole(value: object) -> int:
    """Read a whole number; `True` is one to Python, not to us."""
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ValueError
    return value


def insist(fact: bool) -> None:  # noqa: FBT001
    if not fact:
        raise ValueError


def thumbprint(key: ec.EllipticCurvePublicKey) -> str:
    """Name a key after itself, as RFC 7638 does."""
    return base64(sha256(json_of(coordinates(key))).digest())


def coordinates(key: ec.EllipticCurvePublicKey) -> dict[str, str]:
    """Say which key it is, and no more (RFC 7517), its members in the order of RFC 7638."""
    point = key.public_numbers()
    return {"crv": "P-256", "kty": "EC", "x": base64(point.x.to_bytes(32)), "y": base64(point.y.to_bytes(32))}
