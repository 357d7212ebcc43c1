"""Proofs of a key as an app makes them (RFC 9449), without any library of ours."""

from hashlib import sha256
from time import time
from typing import Any
from uuid import uuid4

from auth.tokens import new_signing_key
from tests.auth.bad_tokens import b64, loaded, signature, text, thumbprint

ISSUER = "http://localhost:8000"


class Key:
    """A key that an app holds."""

    def __init__(self) -> None:
        self.private = new_signing_key()
        point = loaded(self.private).public_key().public_numbers()
        self.jwk = {"crv": "P-256", "kty": "EC", "x": b64(point.x.to_bytes(32)), "y": b64(point.y.to_bytes(32))}

    @property
    def name(self) -> str:
        return thumbprint(self.private)

    def proof(
        self, method: str, path: str, token: str | None = None, *, header: dict[str, Any] | None = None, **said: Any  # noqa: ANN401
    ) -> str:  # fmt: skip
        """Sign a proof; what is given replaces a part of it, and `None` takes a part away."""
        ath = {"ath": b64(sha256(token.encode()).digest())} if token else {}
        claims = {"jti": str(uuid4()), "htm": method, "htu": ISSUER + path, "iat": int(time()), **ath, **said}
        head = {"typ": "dpop+jwt", "alg": "ES256", "jwk": self.jwk, **(header or {})}
        parts = [{name: value for name, value in part.items() if value is not None} for part in (head, claims)]
        signed = ".".join(b64(text(part)) for part in parts)
        r, s = signature(signed, self.private)
        return f"{signed}.{b64(r.to_bytes(32) + s.to_bytes(32))}"
