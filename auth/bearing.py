"""How a token is borne: by whoever has it, or only by who proves the key that it is bound to (DPoP)."""

from fastapi import Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from fastapi.security.utils import get_authorization_scheme_param
from starlette.requests import HTTPConnection

from api.clock import machine_time
from api.errors import KeyNotProved
from auth.proofs import BadProof, Proof, Sent, read_proof
from auth.tokens import Claims

DPOP = "dpop"


class Tokens(HTTPBearer):
    """Takes both schemes of the `Authorization` header."""

    async def __call__(self, request: HTTPConnection) -> HTTPAuthorizationCredentials | None:
        return credentials_of(request)


def credentials_of(request: HTTPConnection) -> HTTPAuthorizationCredentials | None:
    """Return the token that came with a request, and how it is borne; nothing where none came."""
    scheme, token = get_authorization_scheme_param(request.headers.get("Authorization"))
    if scheme.lower() not in ("bearer", DPOP) or not token:
        return None
    return HTTPAuthorizationCredentials(scheme=scheme.lower(), credentials=token)


def proof_of(request: Request, credentials: HTTPAuthorizationCredentials, claims: Claims) -> str:
    """Return which proof came with a token that is bound to a key; nothing for one that is not."""
    if not claims.key and credentials.scheme != DPOP:
        return ""
    proof = sent_proof(request, credentials.credentials)
    if proof is None or credentials.scheme != DPOP or proof.key != claims.key:
        raise KeyNotProved
    return proof.id


def sent_proof(request: Request, token: str | None = None) -> Proof | None:
    """Read the proof of a request; nothing where there is none, or none that was made for it."""
    path: bytes = request.scope.get("raw_path") or request.scope["path"].encode()
    address = request.app.state.keys.issuer + path.partition(b"?")[0].decode("ascii", "replace")
    try:
        return read_proof(request.headers.get("DPoP", ""), Sent(request.method, address, token), now=machine_time())
    except BadProof:
        return None
