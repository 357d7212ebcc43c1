"""What a device answers about a passkey, read but not believed yet, and the site that it is made for."""

import json
from base64 import urlsafe_b64decode
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from api.settings import Settings
from auth.signing_in.doorstep import did_not_fit

LONGEST = 20_000


@dataclass(frozen=True, slots=True)
class Site:
    """The name that passkeys are made for, and the addresses of the pages that may ask for them."""

    name: str
    origins: tuple[str, ...]

    @classmethod
    def of(cls, settings: Settings) -> "Site":
        """Return the site that is set: if none is, the host of the service, and only its own pages."""
        parts = urlsplit(settings.issuer)
        own = (f"{parts.scheme}://{parts.netloc}",)
        return cls(settings.passkey_name or parts.hostname or "localhost", settings.passkey_origins or own)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a device answered, as the page sent it: so far only read."""

    text: str
    challenge: bytes
    credential_id: bytes

    @classmethod
    def read(cls, text: str) -> "Answer":
        try:
            said = _document(text if len(text) <= LONGEST else "")
            client = _document(_bytes(said["response"]["clientDataJSON"]))
            challenge, credential_id = _bytes(client["challenge"]), _bytes(said["rawId"])
            from_elsewhere = client.get("crossOrigin") is not False and "crossOrigin" in client
        except (ValueError, KeyError, TypeError, RecursionError):
            raise did_not_fit() from None
        if from_elsewhere:
            raise did_not_fit()
        return cls(text, challenge, credential_id)


def _document(said: str | bytes) -> dict[str, Any]:
    found = json.loads(said)
    if not isinstance(found, dict):
        raise TypeError
    return found


def _bytes(said: str) -> bytes:
    return urlsafe_b64decode(f"{said}===")  # what is too much of it is passed over
