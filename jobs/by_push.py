"""Web push: encrypted for one device (RFC 8291), signed by this deployment (RFC 8292), to services that are named."""

import asyncio
import json
import os
import socket
import ssl
from collections.abc import Callable
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from api.channels import PushSaid, base64url, point_of, private_key
from api.clock import machine_time
from api.late import late
from jobs.ways import SECONDS, Failed, Outgoing, message, of_status
from models.push_subscriptions import DeviceOf
from rules.deliveries import GIVEN_UP_AFTER, Trouble

if TYPE_CHECKING:
    import httpx
else:
    httpx = late("httpx")

RECORD = 4096
A_DAY = 86400
GONE = (404, 410)


def everywhere(address: str) -> bool:
    """Say whether an address is one of the whole world's: no machine of ours, no network of the council."""
    return ip_address(address).is_global


class Push:
    """Sends to the device's push service. `reachable` says which addresses may be called at all."""

    def __init__(
        self, said: PushSaid, *, reachable: Callable[[str], bool] = everywhere, trust: ssl.SSLContext | None = None
    ) -> None:
        self.said, self._reachable = said, reachable
        self._key = private_key(said.key_file)
        self._http = httpx.AsyncClient(timeout=SECONDS, follow_redirects=False, trust_env=False, verify=trust or True)

    async def send(self, one: Outgoing) -> None:
        if one.device is None:
            raise Failed(Trouble.gone)
        try:
            async with asyncio.timeout(SECONDS):
                status = await self._post(one, one.device)
        except (TimeoutError, httpx.TimeoutException):
            raise Failed(Trouble.timed_out) from None
        except (httpx.HTTPError, OSError):
            raise Failed(Trouble.unreachable) from None
        if status in GONE:
            raise Failed(Trouble.gone)
        if not 200 <= status < 300:  # noqa: PLR2004  it was not taken
            raise Failed(of_status(status))

    async def _post(self, one: Outgoing, device: DeviceOf) -> int:
        """Call the address that was looked at, so that a name that changes its mind leads nowhere else."""
        parts = urlsplit(device.endpoint)
        if parts.scheme != "https" or not parts.hostname or parts.netloc.lower() not in self.said.hosts:
            raise Failed(Trouble.refused)
        address = await self._looked_up(parts.hostname, parts.port or 443)
        place = urlunsplit(parts._replace(netloc=f"{_in_brackets(address)}:{parts.port or 443}"))
        words = message(one.language)
        body = encrypted(json.dumps({"title": words.subject, "body": words.says}).encode(), device)
        headers = {
            "Host": parts.netloc,
            "Authorization": self._signed(f"{parts.scheme}://{parts.netloc}"),
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(int(GIVEN_UP_AFTER.total_seconds())),
            "Topic": one.key.hex,
            "Urgency": "normal",
        }
        sni = {"sni_hostname": parts.hostname}
        async with self._http.stream("POST", place, content=body, headers=headers, extensions=sni) as reply:
            return reply.status_code

    async def _looked_up(self, host: str, port: int) -> str:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        addresses = [str(each[4][0]) for each in found]
        if not addresses or not all(map(self._reachable, addresses)):
            raise Failed(Trouble.refused)
        return addresses[0]

    def _signed(self, audience: str) -> str:
        """Say who we are to one push service, for half a day."""
        until = int(machine_time().timestamp()) + A_DAY // 2
        parts = [{"typ": "JWT", "alg": "ES256"}, {"aud": audience, "exp": until, "sub": self.said.contact}]
        said = b".".join(base64url(json.dumps(each, separators=(",", ":")).encode()) for each in parts)
        r, s = decode_dss_signature(self._key.sign(said, ec.ECDSA(hashes.SHA256())))
        token = b".".join((said, base64url(r.to_bytes(32) + s.to_bytes(32)))).decode()
        return f"vapid t={token}, k={base64url(point_of(self._key.public_key())).decode()}"


def encrypted(words: bytes, device: DeviceOf) -> bytes:
    """Return a body that this device alone can read; its length is the same for the same words."""
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), device.key)
    ours = ec.generate_private_key(ec.SECP256R1())
    point, salt = point_of(ours.public_key()), os.urandom(16)
    shared = ours.exchange(ec.ECDH(), theirs)
    secret = _derived(shared, device.secret, b"WebPush: info\0" + device.key + point, 32)
    key = _derived(secret, salt, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _derived(secret, salt, b"Content-Encoding: nonce\0", 12)
    header = salt + RECORD.to_bytes(4) + len(point).to_bytes(1) + point
    return header + AESGCM(key).encrypt(nonce, words + b"\x02", None)


def _derived(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(hashes.SHA256(), length, salt, info).derive(secret)


def _in_brackets(address: str) -> str:
    return f"[{address}]" if ":" in address else address
