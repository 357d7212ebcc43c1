"""Tokens as others would write them, made without the library that reads them: one good, the others bad."""

import hmac
import json
from base64 import urlsafe_b64encode
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from uuid import UUID

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives import serialization as pem
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from auth.tokens import AUDIENCE, Bearer, new_signing_key

ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
ISSUER = "https://kept.example"
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
START = int(NOW.timestamp())
SECOND = timedelta(seconds=1)

PRIVATE = new_signing_key()
STRANGE = new_signing_key()
BEARER = Bearer(
    account_id=UUID("0b8a3f1e-6a55-4e0e-9a34-3a8a5f2f4d11"),
    council_id=UUID("7c4f9a3d-2a0e-4a43-8d5b-0e5a0e7b9c22"),
    role="young_person",
    session_id=UUID("5a1e3c77-90b4-4a0e-8a6e-52f1c0d9be33"),
    assurance=2,
    scope=frozenset({"contact-requests:ask", "contact-requests:read"}),
    app="kept-app",
)
Members = dict[str, object]
SAID: Members = {
    "iss": ISSUER,
    "aud": AUDIENCE,
    "sub": str(BEARER.account_id),
    "council_id": str(BEARER.council_id),
    "role": "young_person",
    "sid": str(BEARER.session_id),
    "aal": 2,
    "scope": "contact-requests:ask contact-requests:read",
    "client_id": "kept-app",
    "jti": "f3d1c1de-0f0c-4c57-8a43-5d1b3d0c1e33",
    "iat": START,
    "exp": START + 600,
}


def loaded(private: bytes) -> ec.EllipticCurvePrivateKey:
    key = pem.load_pem_private_key(private, None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return key


def public(private: bytes, encoding: pem.Encoding = pem.Encoding.PEM) -> bytes:
    return loaded(private).public_key().public_bytes(encoding, pem.PublicFormat.SubjectPublicKeyInfo)


def b64(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def text(members: object) -> bytes:
    return json.dumps(members, separators=(",", ":")).encode()


def thumbprint(private: bytes) -> str:
    point = loaded(private).public_key().public_numbers()
    x, y = b64(point.x.to_bytes(32)), b64(point.y.to_bytes(32))
    return b64(sha256(f'{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}'.encode()).digest())


HEADER: Members = {"alg": "ES256", "kid": thumbprint(PRIVATE), "typ": "at+jwt"}


def signature(signed: str, key: bytes = PRIVATE) -> tuple[int, int]:
    """Sign without the library under test, and take the lower of the two signatures."""
    r, s = decode_dss_signature(loaded(key).sign(signed.encode(), ec.ECDSA(hashes.SHA256())))
    return r, min(s, ORDER - s)


def token(payload: bytes = text(SAID), header: bytes = text(HEADER), key: bytes = PRIVATE) -> str:
    signed = f"{b64(header)}.{b64(payload)}"
    r, s = signature(signed, key)
    return f"{signed}.{b64(r.to_bytes(32) + s.to_bytes(32))}"


def saying(**changes: object) -> str:
    return token(text(SAID | changes))


def headed(**changes: object) -> str:
    return token(header=text(dict(sorted((HEADER | changes).items()))))


def without(claim: str) -> str:
    return token(text({name: value for name, value in SAID.items() if name != claim}))


def shared(algorithm: str, secret: bytes) -> str:
    """Sign with a public key as if it were a shared secret."""
    signed = f"{b64(text(HEADER | {'alg': algorithm}))}.{b64(text(SAID))}"
    return f"{signed}.{b64(hmac.digest(secret, signed.encode(), 'sha256'))}"


def with_signature(change: Callable[[int, int], tuple[int, int]]) -> str:
    signed = GOOD.rpartition(".")[0]
    r, s = change(*signature(signed))
    return f"{signed}.{b64(r.to_bytes(32) + s.to_bytes(32))}"


GOOD = token()
HEAD, BODY, SIGNATURE = GOOD.split(".")
NONE = b64(text(HEADER | {"alg": "none"}))
DER = public(PRIVATE, pem.Encoding.DER)

BAD = {
    "nothing": "",
    "a word": "token",
    "two dots": "..",
    "a bearer prefix": f"Bearer {GOOD}",
    "a space before": f" {GOOD}",
    "a line break after": f"{GOOD}\n",
    "a NUL after": f"{GOOD}\0",
    "padding after": f"{GOOD}==",
    "a character of another alphabet": GOOD[:-1] + "\u0430",
    "a lone surrogate": GOOD[:-1] + "\ud83d",
    "digits of another alphabet": GOOD.replace("1", "\u0661"),
    "the other base64 alphabet": f"{HEAD}.{BODY}.{'+' * 86}",
    "cut short": GOOD[:-1],
    "one character more": f"{GOOD}A",
    "a last character with other spare bits": GOOD[:-1] + chr(ord(GOOD[-1]) + 1),
    "no header": f".{BODY}.{SIGNATURE}",
    "no payload": f"{HEAD}..{SIGNATURE}",
    "no signature": f"{HEAD}.{BODY}.",
    "two parts": f"{HEAD}.{BODY}",
    "four parts": f"{GOOD}.{SIGNATURE}",
    "five parts, as when encrypted": f"{GOOD}.{BODY}.{SIGNATURE}",
    "parts in another order": f"{BODY}.{HEAD}.{SIGNATURE}",
    "five million characters": f"{HEAD}.{'A' * 5_000_000}.{SIGNATURE}",
    "a token within a token": token(GOOD.encode()),
    "a token as a claim": saying(sub=GOOD),
    "a header of 2,000 brackets": f"{b64(b'[' * 2000)}.{BODY}.{SIGNATURE}",
    "a payload of 2,000 brackets": f"{HEAD}.{b64(b'[' * 2000)}.{SIGNATURE}",
    "a payload of 2,000 brackets that we signed": token(b"[" * 2000),
    "a signature of none, written as none": f"{NONE}.{BODY}.",
    "a signature of none, of the right length": f"{NONE}.{BODY}.{SIGNATURE}",
    "a signature of None": headed(alg="None"),
    "a signature of nOnE": headed(alg="nOnE"),
    "no algorithm": token(header=text({"kid": HEADER["kid"], "typ": "at+jwt"})),
    "an algorithm of null": headed(alg=None),
    "a list of algorithms": headed(alg=["ES256"]),
    "another algorithm of the same curve": headed(alg="ES384"),
    "an RSA algorithm": headed(alg="RS256"),
    "a shared secret that is our key in DER": shared("HS256", DER),
    "a shared secret that is our key in PEM": shared("HS256", public(PRIVATE)),
    "a shared secret that is empty": shared("HS256", b""),
    "a shared secret under the name of our algorithm": shared("ES256", DER),
    "no type": token(header=text({"alg": "ES256", "kid": HEADER["kid"]})),
    "the type JWT": headed(typ="JWT"),
    "the type in capitals": headed(typ="AT+JWT"),
    "the type with its family": headed(typ="application/at+jwt"),
    "an id token": token(text(SAID | {"aud": "kept-app", "nonce": "n"}), text(HEADER | {"typ": "JWT"})),
    "no key id": token(header=text({"alg": "ES256", "typ": "at+jwt"})),
    "the key id of nobody": headed(kid="A" * 43),
    "a key id that is a path": headed(kid="../../../../dev/null"),
    "a key id that is a query": headed(kid="' union select 'x"),
    "a key id that is a list": headed(kid=[HEADER["kid"]]),
    "the key id of a stranger who signed": token(header=text(HEADER | {"kid": thumbprint(STRANGE)}), key=STRANGE),
    "our key id, signed by a stranger": token(key=STRANGE),
    "an extension that must be understood": headed(crit=["b64"], b64=False),
    "a key within the header": headed(jwk={"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"}),
    "an address of keys": headed(jku="https://evil.example/keys"),
    "an address of certificates": headed(x5u="https://evil.example/cert"),
    "certificates": headed(x5c=["AAAA"]),
    "compression": headed(zip="DEF"),
    "a header in another order": token(header=text(dict(reversed(HEADER.items())))),
    "a header with spaces": token(header=json.dumps(HEADER).encode()),
    "a header that names the algorithm twice": token(header=b'{"alg":"none",' + text(HEADER)[1:]),
    "a tampered payload": f"{HEAD}.{b64(text(SAID | {'role': 'manager'}))}.{SIGNATURE}",
    "the signature of another token": f"{saying(role='manager').rpartition('.')[0]}.{SIGNATURE}",
    "a signature of zeros": with_signature(lambda _r, _s: (0, 0)),
    "r of zero": with_signature(lambda _, s: (0, s)),
    "s of zero": with_signature(lambda r, _: (r, 0)),
    "r of the order": with_signature(lambda _, s: (ORDER, s)),
    "s of the order": with_signature(lambda r, _: (r, ORDER)),
    "s beyond the order": with_signature(lambda r, s: (r, min(s + ORDER, 2**256 - 1))),
    "all bits set": with_signature(lambda _r, _s: (2**256 - 1, 2**256 - 1)),
    "the twin of the signature": with_signature(lambda r, s: (r, ORDER - s)),
    "r and s changed places": with_signature(lambda r, s: (s, r)),
    "a payload that is a list": token(text([SAID])),
    "a payload that is a text": token(text("a" * 200)),
    "a payload with a byte order mark": token(b"\xef\xbb\xbf" + text(SAID)),
    "a payload in UTF-16": token(json.dumps(SAID).encode("utf-16")),
    "a payload with spaces": token(json.dumps(SAID).encode()),
    "a payload with NaN": token(text(SAID | {"exp": float("nan")})),
    "a claim twice": token(b'{"role":"manager",' + text(SAID)[1:]),
    "a claim twice, once escaped": token(text(SAID)[:-1] + b',"rol\\u0065":"manager"}'),
    "claims in another order": token(text(dict(reversed(SAID.items())))),
    "a claim too many": saying(admin=True),
    "a time before which it is not valid": saying(nbf=START),
    "a nested claim": saying(scope={"contact-requests:ask": True}),
    **{f"no {claim}": without(claim) for claim in SAID},
    **{f"{claim} of null": saying(**{claim: None}) for claim in SAID},
    **{f"{claim} of true": saying(**{claim: True}) for claim in SAID},
    **{f"{claim} in a list": saying(**{claim: [SAID[claim]]}) for claim in SAID},
    **{f"{claim} as a fraction": saying(**{claim: START + 0.5}) for claim in SAID},
    **{f"{claim} as a text": saying(**{claim: str(SAID[claim])}) for claim in ("iat", "exp", "aal")},
    **{f"{claim} with a point": saying(**{claim: float(START)}) for claim in ("iat", "exp")},
    "another issuer": saying(iss="https://evil.example"),
    "an issuer with a slash more": saying(iss=f"{ISSUER}/"),
    "another audience": saying(aud="kept-admin"),
    "our audience among others": saying(aud=[AUDIENCE, "other"]),
    "an account in capitals": saying(sub=str(SAID["sub"]).upper()),
    "an account in braces": saying(sub=f"{{{SAID['sub']}}}"),
    "an account that is a word": saying(sub="maya"),
    "a role that would break a log": saying(role="young_person\n"),
    "a session in capitals": saying(sid=str(SAID["sid"]).upper()),
    "a session that is a number": saying(sid=1),
    "an assurance of nought": saying(aal=0),
    "an assurance of three": saying(aal=3),
    "a scope out of order": saying(scope="contact-requests:read contact-requests:ask"),
    "a scope twice": saying(scope="contact-requests:ask contact-requests:ask"),
    "a scope with two spaces": saying(scope="contact-requests:ask  contact-requests:read"),
    "issued in the future": saying(iat=START + 31, exp=START + 600),
    "issued in milliseconds": saying(iat=START * 1000, exp=START * 1000 + 600),
    "an end far away": saying(exp=2**62),
    "an end beyond all integers": saying(exp=10**400),
    "an end as infinity": token(text(SAID).replace(b'"exp":', b'"exp":1e999,"x":')),
    "an end before its start": saying(exp=START - 1),
    "an end at its start": saying(exp=START),
    "a life of ten minutes and a second": saying(exp=START + 601),
    "ended a second ago, beyond leeway": saying(iat=START - 631, exp=START - 31),
    "ended just now, beyond leeway": saying(iat=START - 630, exp=START - 30),
}
