"""The world outside, on 127.0.0.1: Notify's API, a mail server with STARTTLS, and a push service that decrypts."""

import asyncio
import json
import ssl
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Self

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

HERE = "127.0.0.1"
API_KEY = "tests-00000000-0000-4000-8000-000000000001-00000000-0000-4000-8000-000000000002"
Answers = Callable[["Asked"], Awaitable[tuple[int, object]]]


@dataclass(frozen=True)
class Asked:
    """One call, as it came in."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:  # noqa: ANN401
        return json.loads(self.body)


@dataclass
class Fake:
    """Answers over HTTP whatever it is told to; it can be away, or hang."""

    answers: Answers
    calls: list[Asked] = field(default_factory=list)
    hangs: bool = False
    refuses: int = 0
    port: int = 0

    async def heard(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while asked := await _read(reader):
                self.calls.append(asked)
                if self.hangs:
                    await asyncio.sleep(3600)
                status, body = (self.refuses, {"errors": []}) if self.refuses else await self.answers(asked)
                said = json.dumps(body).encode()
                head = f"HTTP/1.1 {status} x\r\ncontent-type: application/json\r\ncontent-length: {len(said)}\r\n\r\n"
                writer.write(head.encode() + said)
                await writer.drain()
        except (ConnectionError, asyncio.CancelledError, asyncio.IncompleteReadError, ssl.SSLError):
            pass
        finally:
            writer.close()


async def _read(reader: asyncio.StreamReader) -> Asked | None:
    head = await reader.readuntil(b"\r\n\r\n") if not reader.at_eof() else b""
    if not head:
        return None
    first, *lines = head.decode().rstrip().split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    method, path, _ = first.split(" ")
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Asked(method, path, headers, body)


@asynccontextmanager
async def listening(fake: Fake, tls: ssl.SSLContext | None = None) -> AsyncIterator[Fake]:
    heard: set[asyncio.Task[None]] = set()

    def hears(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.add(asyncio.create_task(fake.heard(reader, writer)))

    server = await asyncio.start_server(hears, HERE, fake.port, ssl=tls)
    fake.port = server.sockets[0].getsockname()[1]
    try:
        yield fake
    finally:
        server.close()
        for each in heard:
            each.cancel()
        await asyncio.gather(*heard, return_exceptions=True)


def notify() -> Fake:
    """Return Notify's API, which keeps what it takes and knows it again by its reference."""
    taken: list[dict[str, Any]] = []

    async def answers(asked: Asked) -> tuple[int, object]:
        if asked.method == "GET":
            reference = asked.path.rpartition("reference=")[2]
            return 200, {"notifications": [each for each in taken if each["reference"] == reference], "links": {}}
        taken.append(asked.json)
        return 201, {"id": "1", "reference": asked.json["reference"]}

    return Fake(answers)


@dataclass
class Browser:
    """A device that can read what is meant for it."""

    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    secret: bytes = b"sixteen secret b"

    @classmethod
    def of(cls, number: int) -> Self:
        """Return a device whose key is the same every day."""
        return cls(ec.derive_private_key(number, ec.SECP256R1()))

    @property
    def point(self) -> bytes:
        return _point(self.key.public_key())

    @property
    def keys(self) -> dict[str, str]:
        return {"p256dh": _base64(self.point), "auth": _base64(self.secret)}

    def reads(self, body: bytes) -> Any:  # noqa: ANN401
        salt, length = body[:16], body[20]
        point, sealed = body[21 : 21 + length], body[21 + length :]
        theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
        shared = self.key.exchange(ec.ECDH(), theirs)
        secret = _derived(shared, self.secret, b"WebPush: info\0" + self.point + point, 32)
        key = _derived(secret, salt, b"Content-Encoding: aes128gcm\0", 16)
        nonce = _derived(secret, salt, b"Content-Encoding: nonce\0", 12)
        words = AESGCM(key).decrypt(nonce, sealed, None)
        assert words.endswith(b"\x02")
        return json.loads(words[:-1])


def push_service() -> Fake:
    async def answers(_asked: Asked) -> tuple[int, object]:
        return 201, {}

    return Fake(answers)


@dataclass
class Mailbox:
    """A mail server that speaks STARTTLS and lets nobody in without it; it keeps what it is sent."""

    port: int = 0
    mails: list[bytes] = field(default_factory=list)
    refuses: str = ""

    async def handle_RCPT(  # noqa: N802  as the library calls it
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if self.refuses:
            return self.refuses
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802  as above
        assert isinstance(envelope.content, bytes)
        self.mails.append(envelope.content)
        return "250 OK"


@asynccontextmanager
async def mail_server(mailbox: Mailbox, tls: ssl.SSLContext | None) -> AsyncIterator[Mailbox]:
    def let_in(_server: object, _session: object, _envelope: object, _mechanism: str, said: Any) -> AuthResult:  # noqa: ANN401
        return AuthResult(success=(said.login, said.password) == (b"app", b"a long password"))

    safe: dict[str, Any] = {"tls_context": tls, "require_starttls": True, "authenticator": let_in} if tls else {}
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(mailbox, hostname="localhost", loop=loop, **safe), HERE, mailbox.port
    )
    mailbox.port = server.sockets[0].getsockname()[1]
    try:
        yield mailbox
    finally:
        server.close()


@dataclass(frozen=True)
class Papers:
    """A certificate for this machine, and the file of whoever trusts it."""

    context: ssl.SSLContext
    file: Path


def papers(folder: Path) -> Papers:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime(2020, 1, 1, tzinfo=UTC)
    names = x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ip_address(HERE))])
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=36500))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "trusted.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(in_pem(key))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "trusted.pem", folder / "key.pem")
    return Papers(context, folder / "trusted.pem")


def in_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    form = serialization
    return key.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, form.NoEncryption())


def _derived(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(hashes.SHA256(), length, salt, info).derive(secret)


def _point(key: ec.EllipticCurvePublicKey) -> bytes:
    form = serialization
    return key.public_bytes(form.Encoding.X962, form.PublicFormat.UncompressedPoint)


def _base64(found: bytes) -> str:
    return urlsafe_b64encode(found).rstrip(b"=").decode()
