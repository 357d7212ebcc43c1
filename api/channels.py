"""By which ways a council lets messages leave: one file, named by `KEPT_CHANNELS_FILE`. Secrets are files of their own.

    push:
      key_file: /run/secrets/push.pem
      contact: mailto:it@council.example
      hosts: [updates.push.services.mozilla.com, fcm.googleapis.com, web.push.apple.com]
    councils:
      northshire:
        text: {by: notify, key_file: /run/secrets/notify, template: 2f0c…}
        email: {by: smtp, host: mail.council.example, from: app@council.example, user: app, password_file: …}
        push: on

No host is called but those that stand here. Where no file is named, nothing leaves the service but a line in its log.
"""

from base64 import urlsafe_b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key
from pydantic import BaseModel, ConfigDict, Discriminator, Field, FilePath

from rules.deliveries import MessageChannel

INVENTED = "push.example"  # a name that leads nowhere, and is never called
NOTIFY = "https://api.notifications.service.gov.uk"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ByNotify(_Part):
    """GOV.UK Notify. The template holds `((message))`, for e-mail also `((subject))`, and nothing else."""

    by: Literal["notify"]
    key_file: FilePath
    template: str
    address: str = NOTIFY


class BySmtp(_Part):
    """A mail server that speaks STARTTLS; one that does not is not used."""

    by: Literal["smtp"]
    host: str
    port: int = 587
    sender: str = Field(alias="from")
    user: str | None = None
    password_file: FilePath | None = None
    ca_file: FilePath | None = None


class PushSaid(_Part):
    """Web push: whom push services may ask about us, and which of them may be called."""

    key_file: FilePath
    contact: Annotated[str, Field(pattern=r"^(mailto:|https://).+$")]
    hosts: frozenset[str] = frozenset()


class CouncilSaid(_Part):
    """The ways of one council; what is left out it does not have."""

    text: ByNotify | None = None
    email: Annotated[ByNotify | BySmtp, Discriminator("by")] | None = None
    push: bool = False


class _File(_Part):
    push: PushSaid | None = None
    councils: dict[str, CouncilSaid] = Field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Channels:
    """What the file says; without one there are no ways but the log."""

    councils: Mapping[str, CouncilSaid] = field(default_factory=dict)
    push: PushSaid | None = None
    demo: bool = False

    def ways(self, slug: str) -> frozenset[MessageChannel]:
        """Return the ways that a council has."""
        said = self.councils.get(slug, CouncilSaid())
        there = {
            MessageChannel.text: said.text is not None,
            MessageChannel.email: said.email is not None,
            MessageChannel.push: said.push and self.push is not None,
        }
        return frozenset(way for way, has in there.items() if has)

    def secret_files(self) -> Iterator[Path]:
        """Yield every file with a secret that the file names."""
        if self.push:
            yield self.push.key_file
        for each in self.councils.values():
            for way in (each.text, each.email):
                if isinstance(way, ByNotify):
                    yield way.key_file
                elif way and way.password_file:
                    yield way.password_file

    def may_push_to(self, host: str) -> bool:
        """Say whether a push service is one of those that this deployment calls; a demonstration invents one."""
        return (self.push is not None and host in self.push.hosts) or (self.demo and host == INVENTED)

    @property
    def push_key(self) -> str | None:
        """Return what a browser needs to let us, and nobody else, tell its owner something."""
        if self.push is None:
            return None
        return base64url(point_of(private_key(self.push.key_file).public_key())).decode()


def read(file: Path | None, *, demo: bool = False) -> Channels:
    """Read the file; what is wrong in it stops whoever starts, and says where, never what."""
    if file is None:
        return Channels(demo=demo)
    said: Any = yaml.safe_load(file.read_text(encoding="utf-8")) or {}
    found = _File.model_validate(said)
    return Channels(found.councils, found.push, demo)


def secret(file: Path) -> str:
    return file.read_text(encoding="utf-8").strip()


def private_key(file: Path) -> ec.EllipticCurvePrivateKey:
    key = load_pem_private_key(file.read_bytes(), None)
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise ValueError("The key of web push must be of the curve P-256.")  # noqa: TRY004  a file, not a type
    return key


def point_of(key: ec.EllipticCurvePublicKey) -> bytes:
    """Write a public key as web push has it: a point, uncompressed."""
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def base64url(found: bytes) -> bytes:
    return urlsafe_b64encode(found).rstrip(b"=")
