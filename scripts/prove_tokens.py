"""Proves that nothing but what we gave opens anything: changed tokens, codes, proofs and requests, counted.

It runs the real service on a database of its own, with an app that a young person let in, and leaves nothing behind.
"""

import asyncio
import sys
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from random import Random
from urllib.parse import parse_qs, urlencode, urlsplit

from fastapi import FastAPI

from models.apps import AppKind
from scripts.in_process import proved
from scripts.prove_input import changed
from tests.make.apps import BACK, HERE, SECRET, VERIFIER, Played, an_app
from tests.make.broken import Headers
from tests.make.proving import Key
from tests.make.raw import Sender, speak_to
from tests.make.world import World

TOGETHER = 16
LASTS = 4000  # tries with one set of tokens, which end after ten minutes
ACCEPTED, BROKE = "ACCEPTED", "BROKE"
FORM: Headers = ((b"content-type", b"application/x-www-form-urlencoded"),)
_FIRST_FAULT, _SEE_OTHER, _OK = 500, 303, 200

Try = Callable[["Stolen", Random], Awaitable[str]]


def main() -> None:
    found, seconds = proved(__doc__ or "", "changed tokens, codes, proofs and requests", _prove)
    for (what, answer), number in sorted(found.items()):
        print(f"{what:<40} {answer:<10} {number:>7}")
    print(f"{faults(found)} accepted or broken; {seconds:.0f} s, {found.total() / seconds:.0f} a second")
    sys.exit(1 if faults(found) else 0)


async def _prove(app: FastAPI, owner_url: str, count: int, seed: int) -> Counter[tuple[str, str]]:
    return await prove(app, owner_url, count=count, seed=seed)


async def prove(app: FastAPI, owner_url: str, *, count: int, seed: int) -> Counter[tuple[str, str]]:
    """Try everything in turn, each thing changed a little, and count the answers."""
    found, chance = Counter[tuple[str, str]](), Random(seed)  # noqa: S311 - the same seed, the same changes
    done = 0
    while done < count:
        stolen = await Stolen.of(app, owner_url)
        for _ in range(min(LASTS, count - done) // TOGETHER + 1):
            tries = [TRIES[chance.randrange(len(TRIES))] for _ in range(min(TOGETHER, count - done))]
            answers = await asyncio.gather(*(each(stolen, chance) for each in tries))
            found.update(zip((_named(each) for each in tries), answers, strict=True))
            done += len(tries)
    return found


def faults(found: Counter[tuple[str, str]]) -> int:
    return sum(number for (_, answer), number in found.items() if answer in (ACCEPTED, BROKE))


@dataclass
class Stolen:
    """What a thief has: good tokens to change a little, and whatever was spent already."""

    app: Played
    send: Sender
    token: str
    bound: str
    key: Key
    refresh: str
    code: str
    spent: str

    @classmethod
    async def of(cls, service: FastAPI, owner_url: str) -> "Stolen":
        world = await World.like("northshire", service, owner_url)
        app, key = await an_app(world, AppKind.confidential), Key()
        told = await app.tokens()
        spent = await app.tokens()
        await app.refresh(spent["refresh_token"])
        app.headers["DPoP"] = key.proof("POST", "/oauth/token")
        bound = (await app.tokens())["access_token"]
        app.headers.clear()
        send = speak_to(service, headers_too=True)
        return cls(
            app=app, send=send, token=told["access_token"], bound=bound, key=key,
            refresh=told["refresh_token"], code=await app.code(), spent=spent["refresh_token"],
        )  # fmt: skip

    async def asks(self, headers: Headers) -> str:
        status, _ = await self.send("GET", b"/v1/me", headers, b"")
        return _judged(status, accepted=status == _OK)

    async def posts(self, body: bytes, path: bytes = b"/oauth/token") -> str:
        status, reply = await self.send("POST", path, FORM, body)
        return _judged(status, accepted=b"access_token" in reply)

    def form(self, **said: str) -> bytes:
        return urlencode({"client_id": self.app.app.client_id, "client_secret": SECRET, **said}).encode()


def _judged(status: int, *, accepted: bool) -> str:
    return BROKE if status >= _FIRST_FAULT else ACCEPTED if accepted else str(status)


def _other(word: str, chance: Random) -> bytes:
    """Change a word, and be sure that it is another one."""
    found = word.encode()
    while found == word.encode():
        found = changed(word.encode(), chance)
    return found


async def _a_token(stolen: Stolen, chance: Random) -> str:
    return await stolen.asks(((b"authorization", b"Bearer " + _other(stolen.token, chance)),))


async def _a_proof(stolen: Stolen, chance: Random) -> str:
    proof = stolen.key.proof("GET", "/v1/me", stolen.bound)
    return await stolen.asks(((b"authorization", b"DPoP " + stolen.bound.encode()), (b"dpop", _other(proof, chance))))


async def _a_code(stolen: Stolen, chance: Random) -> str:
    code = _other(stolen.code, chance).decode("latin-1")
    said = {"grant_type": "authorization_code", "redirect_uri": BACK, "code_verifier": VERIFIER}
    return await stolen.posts(stolen.form(code=code, **said))


async def _a_refresh_token(stolen: Stolen, chance: Random) -> str:
    token = _other(stolen.refresh, chance).decode("latin-1")
    return await stolen.posts(stolen.form(grant_type="refresh_token", refresh_token=token))


async def _a_form(stolen: Stolen, chance: Random) -> str:
    form = stolen.form(grant_type="refresh_token", refresh_token=stolen.spent)
    path = chance.choice((b"/oauth/token", b"/oauth/token", b"/oauth/introspect"))
    return await stolen.posts(changed(form, chance), path)


async def _an_asking(stolen: Stolen, chance: Random) -> str:
    """Change what an app asks for: the browser goes to our page, or back to that app, and nowhere else."""
    query = changed(urlencode(stolen.app.asking()).encode(), chance)
    status, reply = await stolen.send("GET", b"/oauth/authorize?" + query, (), b"")
    if status != _SEE_OTHER:
        return _judged(status, accepted=status < _SEE_OTHER)
    head = reply.partition(b"\r\n\r\n")[0].decode("latin-1").splitlines()
    location = next(each.partition(":")[2].strip() for each in head if each.lower().startswith("location:"))
    return str(status) if _safe(location) else ACCEPTED


def _safe(location: str) -> bool:
    said = {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}
    if location.startswith("/apps/consent?"):
        return said.get("redirect_uri") in (BACK, HERE) and said.get("code_challenge_method") == "S256"
    return location.startswith(f"{BACK}?") and "error" in said


def _named(each: Try) -> str:
    return each.__name__.replace("_", " ").strip()


TRIES: tuple[Try, ...] = (_a_token, _a_token, _a_proof, _a_code, _a_refresh_token, _a_form, _an_asking)


if __name__ == "__main__":
    main()
