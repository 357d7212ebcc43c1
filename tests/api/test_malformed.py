"""Whatever is sent, the real service on its real database answers: never with a fault, never with what was typed."""

import json
from collections import Counter
from urllib.parse import quote

import pytest
from fastapi import FastAPI

from api.problems import PROBLEMS
from scripts.prove_input import faults, prove, table
from tests.auth.bad_tokens import BAD
from tests.make.broken import CANARY, Headers
from tests.make.callers import Callers
from tests.make.raw import Answer
from tests.malformed import MALFORMED, TRIAGE, VALID

MEMBERS = {"type", "title", "status", "detail", "instance", "code", "trace_id"}


class Heard:
    """Sends, and keeps what was sent and answered."""

    def __init__(self, callers: Callers) -> None:
        self._callers = callers
        self.all: list[tuple[str, bytes, Answer]] = []

    async def __call__(self, method: str, path: bytes, headers: Headers, body: bytes) -> Answer:
        answer = await self._callers(method, path, headers, body)
        self.all.append((method, path, answer))
        return answer


@pytest.fixture
def callers(app: FastAPI, owner_url: str) -> Callers:
    return Callers(app, owner_url)


async def test_what_is_malformed_from_is_sound_itself(callers: Callers) -> None:
    for number, valid in enumerate(VALID):
        key = (b"idempotency-key", b"sound-%d" % number)

        status, reply = await callers(valid.method, valid.path, (*valid.headers, key), valid.body)

        assert status in (200, 201), (valid.name, reply)


async def test_nothing_malformed_breaks_the_service_or_comes_back(callers: Callers) -> None:
    heard = Heard(callers)

    answers = await prove(heard, count=0, seed=1)

    assert faults(answers) == 0, table(answers)
    assert answers.total() == len(MALFORMED) == len(heard.all)
    errors = [(method, path, reply) for method, path, (status, reply) in heard.all if status >= 400]
    assert len(errors) > len(MALFORMED) / 2
    for method, path, reply in errors:
        assert_a_problem(reply, (method, path))


async def test_mutations_of_it_do_not_either(callers: Callers) -> None:
    answers = await prove(callers, count=1500, seed=7)

    assert faults(answers) == 0, table(answers)
    assert set(answers) >= {"200", "201", "400", "404", "405", "415", "422"}


async def test_no_bad_token_opens_or_breaks_anything(callers: Callers) -> None:
    answers = Counter[int]()

    for name, token in BAD.items():
        raw = b"Bearer " + token.encode("utf-8", "surrogatepass")
        status, reply = await callers("GET", TRIAGE, ((b"authorization", raw),), b"")
        answers[status] += 1
        assert status == (401 if sendable(raw) else 400), name
        assert_a_problem(reply, name)
        assert token.encode("utf-8", "surrogatepass")[:40] not in reply or not token

    assert answers.total() == len(BAD)
    assert answers[401] > 150


def sendable(raw: bytes) -> bool:
    """Say whether this may stand in a header at all; the boundary refuses what may not."""
    return len(raw) < 16_000 and all(32 <= byte < 127 or byte == 9 for byte in raw)


def assert_a_problem(reply: bytes, about: object) -> None:
    head, _, body = reply.partition(b"\r\n\r\n")
    said = json.loads(body)
    assert b"content-type: application/problem+json" in head.splitlines(), about
    assert set(said) - {"errors", "holder"} == MEMBERS, about
    assert PROBLEMS[said["code"]].status == said["status"], about
    assert said["instance"] == f"urn:uuid:{said['trace_id']}" != "", about
    assert b"x-request-id: " + said["trace_id"].encode() in head.splitlines(), about
    assert not any(form.encode() in reply for form in (CANARY, quote(CANARY))), about


@pytest.mark.parametrize("method", ["TRACE", "QUERY", "PROPFIND", "HEAD", "DELETE", "PUT", "PATCH", "POST"])
async def test_a_method_that_an_address_does_not_have_is_refused_by_its_name_whatever_comes_with_it(
    callers: Callers, method: str
) -> None:
    for body in b"", b"{}", CANARY.encode():
        status, reply = await callers(method, b"/v1/councils", (), body)

        assert status == 405
        assert b'"code":"method_not_allowed"' in reply
