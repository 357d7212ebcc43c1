"""Proves that no input breaks us: sends requests that are broken in ever new ways, and counts the answers.

It runs the real service on a database of its own, with invented people signed in, and leaves nothing behind.
"""

import asyncio
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice
from random import Random

from fastapi import FastAPI

from scripts.in_process import proved
from tests.make.broken import CANARY, Headers
from tests.make.callers import Callers
from tests.make.raw import Sender
from tests.malformed import MALFORMED, VALID, RawRequest

Mutator = Callable[[bytes, Random], bytes]

TOGETHER = 16
ECHO = "echo"

_FIRST_ERROR = 400
_MOST_CHANGES = 4
_MOST_SHOWN = 10
_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW", "post")
_PIECES = b"""
\x00 \x1f \x7f \xff \xc0\xaf \xed\xa0\x80 \xef\xbb\xbf \xf0\x9f\x98\x80 %0d%0a \\ \\u0000 \\ud800 \\u202e '
" { } [ ] [[[[[[[[ , : null true -1 0 1e999 NaN Infinity 9223372036854775808 99999999999999999999 1.5
2**64 % %00 %ff %2e%2e%2f & = ; ? # // .. 0001-01-01 9999-12-31T23:59:59+14:00
00000000-0000-4000-8000-000000000000 ' or 1=1-- ${7*7} <b>
""".split()


def main() -> None:
    said = f"mutations, and {len(MALFORMED)} malformed requests"
    answers, seconds = proved(__doc__ or "", said, _prove)
    print(table(answers))
    print(f"{faults(answers)} faults; {seconds:.0f} s, {answers.total() / seconds:.0f} requests a second")
    sys.exit(1 if faults(answers) else 0)


async def _prove(app: FastAPI, owner_url: str, count: int, seed: int) -> Counter[str]:
    return await prove(Callers(app, owner_url), count=count, seed=seed)


async def prove(send: Sender, *, count: int, seed: int) -> Counter[str]:
    """Send all that is known to be malformed, then `count` mutations, and count the answers by status.

    An error that repeats what was typed is counted as an echo too. The first requests that went wrong
    are printed as they were sent, since all of it is invented.
    """
    answers = Counter[str]()
    requests = _requests(count, Random(seed))  # noqa: S311 - the same seed, the same requests
    while some := list(islice(requests, TOGETHER)):
        for request, found in zip(
            some, await asyncio.gather(*(_answer(send, request) for request in some)), strict=True
        ):
            answers.update(found)
            if faults(Counter(found)) and faults(answers) <= _MOST_SHOWN:
                print(*found, request)
    return answers


def faults(answers: Counter[str]) -> int:
    """Count what must never happen."""
    return sum(number for answer, number in answers.items() if answer == ECHO or answer.startswith("5"))


def table(answers: Counter[str]) -> str:
    return "\n".join(f"{answer:>6} {number:>8}" for answer, number in sorted(answers.items()))


def mutated(request: RawRequest, chance: Random) -> RawRequest:
    """Change one part of a request in a few places, most often its body."""
    match chance.choice(("body", "body", "body", "path", "path", "header", "method")):
        case "body":
            return replace(request, body=changed(request.body, chance))
        case "path":
            return replace(request, path=b"/" + changed(request.path[1:], chance))
        case "header":
            return replace(request, headers=_changed_headers(request.headers, chance))
        case _:
            return replace(request, method=chance.choice(_METHODS))


def _requests(count: int, chance: Random) -> Iterator[RawRequest]:
    for number, request in enumerate(MALFORMED):
        yield _with_key(request, number)
    for number in range(len(MALFORMED), len(MALFORMED) + count):
        yield mutated(_with_key(chance.choice((*VALID, chance.choice(MALFORMED))), number), chance)


def _with_key(request: RawRequest, number: int) -> RawRequest:
    """Give each request its own key, so that none is taken for the repetition of another."""
    if request.method != "POST" or any(name == b"idempotency-key" for name, _ in request.headers):
        return request
    return replace(request, headers=(*request.headers, (b"idempotency-key", b"prove-%d" % number)))


async def _answer(send: Sender, request: RawRequest) -> list[str]:
    status, reply = await send(request.method, request.path, request.headers, request.body)
    echoed = status >= _FIRST_ERROR and CANARY.encode() in reply
    return [str(status), ECHO] if echoed else [str(status)]


def changed(raw: bytes, chance: Random) -> bytes:
    for _ in range(chance.randint(1, _MOST_CHANGES)):
        raw = chance.choice(_MUTATORS)(raw, chance)
    return raw


def _changed_headers(headers: Headers, chance: Random) -> Headers:
    if not headers:
        return ((b"x-any", changed(b"", chance)),)
    place = chance.randrange(len(headers))
    name, value = headers[place]
    return (*headers[:place], (name, changed(value, chance)), *headers[place + 1 :])


def _flip(raw: bytes, chance: Random) -> bytes:
    place = chance.randrange(len(raw) + 1)
    return raw[:place] + bytes(byte ^ 1 << chance.randrange(8) for byte in raw[place : place + 1]) + raw[place + 1 :]


def _insert(raw: bytes, chance: Random) -> bytes:
    place = chance.randrange(len(raw) + 1)
    return raw[:place] + chance.choice(_PIECES) + raw[place:]


def _drop(raw: bytes, chance: Random) -> bytes:
    start, end = _slice(raw, chance)
    return raw[:start] + raw[end:]


def _double(raw: bytes, chance: Random) -> bytes:
    start, end = _slice(raw, chance)
    return raw[:end] + raw[start:]


def _overwrite(raw: bytes, chance: Random) -> bytes:
    start, end = _slice(raw, chance)
    return raw[:start] + chance.choice(_PIECES) + raw[end:]


def _slice(raw: bytes, chance: Random) -> tuple[int, int]:
    start = chance.randrange(len(raw) + 1)
    return start, chance.randint(start, min(len(raw), start + 40))


_MUTATORS: tuple[Mutator, ...] = (_flip, _insert, _drop, _double, _overwrite)


if __name__ == "__main__":
    main()
