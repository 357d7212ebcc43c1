"""The four calls that are measured, and the proof that every server answers them alike."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

import httpx

from benchmarks.data import People
from benchmarks.load import Say, gets, posts

BODY = json.dumps({"about": "School", "message": "Please ring me after four.", "channel": "call"}).encode()
MADE_ANEW = frozenset({"id", "asked_at", "due_at", "due_on", "due_in_words"})
TOKENS = 64


@dataclass(frozen=True, slots=True)
class Call:
    method: str
    path: str

    def tokens(self, people: People) -> list[str]:
        if self.method == "POST":
            return people.askers(TOKENS)
        return people.workers(TOKENS) if "triage" in self.path else people.readers(TOKENS)

    def say(self, tokens: list[str]) -> Say:
        return posts(self.path, tokens, BODY) if self.method == "POST" else gets(self.path, tokens)

    async def once(self, client: httpx.AsyncClient, token: str) -> httpx.Response:
        sent = {"Authorization": f"Bearer {token}"}
        if self.method == "GET":
            return await client.get(self.path, headers=sent)
        sent |= {"Idempotency-Key": str(uuid4()), "Content-Type": "application/json"}
        return await client.post(self.path, content=BODY, headers=sent)


PLAN = Call("GET", "/v1/me/plans/care")
PEOPLE = Call("GET", "/v1/me/people")
TRIAGE = Call("GET", "/v1/triage?limit=50")
ASK = Call("POST", "/v1/me/contact-requests")
CALLS = (PLAN, PEOPLE, TRIAGE, ASK)


class Unlike(RuntimeError):
    """Two servers that do not say the same do not do the same work."""


async def insist_on_the_same(call: Call, clients: Sequence[httpx.AsyncClient], people: People) -> dict[str, Any]:
    """Return the reply that all gave; raise where one differs."""
    token = call.tokens(people)[0]
    replies = [await call.once(client, token) for client in clients]
    said = [(reply.status_code, substance(reply.json())) for reply in replies]
    for number, each in enumerate(said):
        if each != said[0]:
            raise Unlike(f"{call.method} {call.path}: server {number} says {each}, the first {said[0]}.")
    found: dict[str, Any] = replies[0].json()
    return found


def substance(said: Any, name: str = "") -> Any:  # noqa: ANN401  a JSON document
    """Read a reply as what it means: instants whichever way they are spelled, and for what was just made only its kind.

    Only the top of a reply to a POST is made anew; it is told by having its help lines beside it.
    """
    if isinstance(said, dict):
        new = MADE_ANEW if "help_now" in said else frozenset[str]()
        return {key: type(value).__name__ if key in new else substance(value, key) for key, value in said.items()}
    if isinstance(said, list):
        return [substance(each) for each in said]
    if isinstance(said, str) and name.endswith(("_at", "_until")):
        return datetime.fromisoformat(said)
    return said
