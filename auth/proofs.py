"""Proofs that an app holds its key (DPoP, RFC 9449): for one request, at one moment, once."""

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from api import strict_json
from auth.spelling import ALGORITHM, base64, decoded, insist, text, thumbprint, whole

LONGEST_AGO, AHEAD = timedelta(seconds=60), timedelta(seconds=30)
LONGEST = 4096
_PROOF = re.compile(r"([A-Za-z0-9_-]{20,1024})\.([A-Za-z0-9_-]{20,2048})\.([A-Za-z0-9_-]{86})")
_SECRET = frozenset({"d", "p", "q", "dp", "dq", "qi", "k", "oth"})


class BadProof(Exception):
    """No proof of a key, or one that was made for something else. It says nothing more, since a log might keep it."""


@dataclass(frozen=True, slots=True)
class Proof:
    """Which key was proved, by its thumbprint, and which proof it was: the database takes it once."""

    key: str
    id: str


@dataclass(frozen=True, slots=True)
class Sent:
    """What a proof must have been made for."""

    method: str
    address: str
    token: str | None = None


def read_proof(raw: str, sent: Sent, *, now: datetime) -> Proof:
    """Return which key signed this proof for this request, or raise `BadProof` and nothing else."""
    proof = None
    with suppress(Exception):  # whatever is raised, it is no proof; and nothing of it goes into a log
        proof = _read(raw, sent, now)
    if proof is None:
        raise BadProof
    return proof


def _read(raw: str, sent: Sent, now: datetime) -> Proof:
    found = _PROOF.fullmatch(raw)
    if found is None or len(raw) > LONGEST:
        raise ValueError
    header, payload, signature = found.groups()
    key = _key(strict_json.read(decoded(header), depth=3))
    said = strict_json.read(decoded(payload), depth=2)
    _must_be_for(said, sent, now)
    signed = decoded(signature)
    as_pair = encode_dss_signature(int.from_bytes(signed[:32]), int.from_bytes(signed[32:]))
    key.verify(as_pair, f"{header}.{payload}".encode(), ec.ECDSA(hashes.SHA256()))
    name = thumbprint(key)
    return Proof(name, sha256(f"{name} {text(said['jti'])}".encode()).hexdigest())


def _key(header: dict[str, object]) -> ec.EllipticCurvePublicKey:
    insist(header.keys() == {"typ", "alg", "jwk"} and header["typ"] == "dpop+jwt" and header["alg"] == ALGORITHM)
    jwk = header["jwk"]
    if not isinstance(jwk, dict) or _SECRET & jwk.keys() or (jwk["kty"], jwk["crv"]) != ("EC", "P-256"):
        raise ValueError
    x, y = (int.from_bytes(decoded(text(jwk[part]))) for part in ("x", "y"))
    return ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()


def _must_be_for(said: dict[str, object], sent: Sent, now: datetime) -> None:
    insist((said["htm"], said["htu"]) == (sent.method, sent.address))
    age = now.timestamp() - whole(said["iat"])
    insist(-AHEAD.total_seconds() <= age <= LONGEST_AGO.total_seconds())
    insist(bool(text(said["jti"])))
    if sent.token is not None:
        insist(said["ath"] == base64(sha256(sent.token.encode()).digest()))
