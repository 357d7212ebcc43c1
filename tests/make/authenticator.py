"""A soft authenticator: what a phone does with a passkey, in software, so that a test can also make it lie."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field, replace
from hashlib import sha256
from secrets import token_bytes
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256

ORIGIN, NAME = "http://localhost:8000", "localhost"
PRESENT, VERIFIED, ATTESTED = 1, 4, 64


def new_key() -> EllipticCurvePrivateKey:
    return generate_private_key(SECP256R1())


@dataclass
class Authenticator:
    """One passkey of one device. What it would never do by itself is set from outside: `replace(phone, flags=PRESENT)`.

    `step` is how far it counts each time; 0 is a passkey that is on several devices, which does not count.
    """

    origin: str = ORIGIN
    name: str = NAME
    flags: int = PRESENT | VERIFIED
    step: int = 1
    used: int = 0
    says_more: dict[str, Any] = field(default_factory=dict)
    key: EllipticCurvePrivateKey = field(default_factory=new_key)
    credential_id: bytes = field(default_factory=lambda: token_bytes(32))

    def copy(self, **changed: Any) -> "Authenticator":  # noqa: ANN401  any of its fields
        return replace(self, **changed)

    def makes(self, options: str) -> str:
        """Make the passkey that a page asked for."""
        client = self._client("webauthn.create", options)
        data = self._data(ATTESTED) + bytes(16) + len(self.credential_id).to_bytes(2) + self.credential_id + self._cose
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        return self._answer({"clientDataJSON": written(client), "attestationObject": written(attestation)})

    def signs(self, options: str) -> str:
        """Sign what a page asked for."""
        client = self._client("webauthn.get", options)
        self.used += self.step
        data = self._data(0)
        signature = self.key.sign(data + sha256(client).digest(), ECDSA(SHA256()))
        said = {"clientDataJSON": client, "authenticatorData": data, "signature": signature}
        return self._answer({name: written(value) for name, value in said.items()})

    def _client(self, kind: str, options: str) -> bytes:
        said = {"type": kind, "challenge": json.loads(options)["challenge"], "origin": self.origin}
        return json.dumps(said | self.says_more).encode()

    def _data(self, more: int) -> bytes:
        return sha256(self.name.encode()).digest() + bytes([self.flags | more]) + self.used.to_bytes(4)

    @property
    def _cose(self) -> bytes:
        point = self.key.public_key().public_numbers()
        return cbor2.dumps({1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32), -3: point.y.to_bytes(32)})

    def _answer(self, response: dict[str, str]) -> str:
        known = written(self.credential_id)
        return json.dumps({"id": known, "rawId": known, "type": "public-key", "response": response})


def written(said: bytes) -> str:
    return urlsafe_b64encode(said).decode().rstrip("=")


def unwritten(said: str) -> bytes:
    return urlsafe_b64decode(said + "===")
