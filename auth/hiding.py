"""Hiding what we have to give back word for word: a client secret, a refresh token. A copy of the rows is none."""

import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from contextlib import suppress
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE = 12


class Hidden:
    """Hides words under a key of its own, made of the key that seals contexts; `where` binds them to their row."""

    def __init__(self, context_key: bytes) -> None:
        self._cipher = AESGCM(sha256(b"kept hides with " + context_key).digest())

    def hide(self, words: str, where: str) -> str:
        nonce = os.urandom(_NONCE)
        return urlsafe_b64encode(nonce + self._cipher.encrypt(nonce, words.encode(), where.encode())).decode()

    def reveal(self, hidden: str | None, where: str) -> str:
        """Return the words; none where nothing was hidden, or not here, or under another key."""
        with suppress(InvalidTag, ValueError):
            raw = urlsafe_b64decode(hidden or "")
            return self._cipher.decrypt(raw[:_NONCE], raw[_NONCE:], where.encode()).decode()
        return ""
