"""The keys that sign, as their file has them at this moment: one that signs, one to come, one that is going.

The file holds them one after the other in PEM: the private key that signs, the private key that will sign next, and the
public keys whose signatures are still taken. It is replaced as a whole, and read again when it was.
"""

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic

from cryptography.hazmat.primitives import serialization as pem

from auth.tokens import LIFE, Bearer, Claims, Keys, new_signing_key, private_key

CACHE = timedelta(hours=1)  # for how long others may keep the list of our keys
PACE = CACHE + LIFE
LOOK_AGAIN = 1.0
_BLOCK = re.compile(rb"-----BEGIN ([A-Z ]+)-----.+?-----END \1-----\n?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Ring:
    """What the file holds."""

    signing: bytes
    next: bytes | None = None
    retiring: tuple[bytes, ...] = ()

    @classmethod
    def read(cls, text: bytes) -> "Ring":
        blocks = [found[0] for found in _BLOCK.finditer(text)]
        secret = [each for each in blocks if b"PRIVATE" in each]
        if not secret:
            raise ValueError("The file of the signing key holds no private key.")
        retiring = tuple(each for each in blocks if b"PRIVATE" not in each)
        return cls(secret[0], secret[1] if len(secret) > 1 else None, retiring)

    @property
    def text(self) -> bytes:
        return b"".join(each.rstrip() + b"\n" for each in (self.signing, self.next, *self.retiring) if each)

    def turned(self) -> "Ring":
        """Announce a next key where there is none; else let it sign, and keep taking what the last one signed."""
        if self.next is None:
            return replace(self, next=new_signing_key())
        return Ring(self.next, new_signing_key(), (_public_half(self.signing),))

    def dropped(self) -> "Ring":
        """Take nothing any more that the key signed which signs now: somebody else may have it."""
        return Ring(self.next or new_signing_key(), new_signing_key())

    def keys(self, issuer: str) -> Keys:
        coming = (_public_half(self.next),) if self.next else ()
        return Keys.from_pem(self.signing, *coming, *self.retiring, issuer=issuer)


def must_be_time(ring: Ring, changed: datetime, now: datetime) -> None:
    """Refuse to turn before everyone who keeps a list of our keys has seen the next one."""
    if ring.next and now < changed + PACE:
        raise RuntimeError(
            f"Keys turn every {PACE.seconds // 60} minutes at most: not everyone knows the next one yet."
        )


class Keyring:
    """Signs and reads tokens with the keys of a file, which another process may replace."""

    def __init__(self, file: Path, *, issuer: str) -> None:
        self._file, self.issuer = file, issuer
        self._looked = self._seen = 0.0
        self._keys: Keys | None = None

    @property
    def now(self) -> Keys:
        if self._keys is None or monotonic() - self._looked > LOOK_AGAIN:
            self._looked = monotonic()
            if self._keys is None or self._file.exists():  # while it is away, what was read still holds
                self._keys = self._read()
        return self._keys

    def _read(self) -> Keys:
        changed = self._file.stat().st_mtime_ns
        if self._keys is None or changed != self._seen:
            self._seen = changed
            return Ring.read(self._file.read_bytes()).keys(self.issuer)
        return self._keys

    @property
    def published(self) -> list[dict[str, str]]:
        return self.now.published

    def sign(self, bearer: Bearer, *, now: datetime, life: timedelta = LIFE) -> str:
        return self.now.sign(bearer, now=now, life=life)

    def verify(self, raw: str, *, now: datetime) -> Claims:
        return self.now.verify(raw, now=now)


def _public_half(private: bytes) -> bytes:
    half = private_key(private).public_key()
    return half.public_bytes(pem.Encoding.PEM, pem.PublicFormat.SubjectPublicKeyInfo)
