"""Who makes each call that schemathesis sends, about whom, and what every reply must be beyond the built-in checks.

Mostly whoever made the call in the story, about a row of the story, so that much succeeds; now and then anybody of
any audience, so that refusals are looked at as well.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import schemathesis
from schemathesis import AuthContext, Case, CheckContext, HookContext
from schemathesis.core.transport import Response
from schemathesis.generation import GenerationMode

from tests.make.demos import SignedIn

AUDIENCES = ("maya", "jay", "noor", "sam", "priya", "dana", "ruth", "ade", "cleo", "eve", "lee", "kim", "zed")
EVERY = 5  # one call in five is made by somebody else, and one in five is about something else
# What a schema cannot say: a number that nobody can ring, two fields that contradict each other.
BEYOND_A_SCHEMA = frozenset({"value_error"})


@dataclass
class Visit:
    """What the calls need to know, and what is counted of them. One for the process: the hooks have no other place."""

    signed_in: SignedIn | None = None
    callers: Mapping[str, str] = field(default_factory=dict)
    rows: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    turns: Counter[str] = field(default_factory=Counter)
    statuses: Counter[tuple[str, int]] = field(default_factory=Counter)
    audiences: Counter[str] = field(default_factory=Counter)


VISIT = Visit()
# Only she makes these calls who is signed out by them anyway.
SIGN_OUT = ("end_session", "end_sessions", "say_that_somebody_saw")


@schemathesis.auth(refresh_interval=None)
class Audience:
    """Signs each call by somebody, in turns."""

    def get(self, case: Case[Any], _: AuthContext) -> str | None:
        operation = _name(case)
        VISIT.turns[operation] += 1
        turn = VISIT.turns[operation]
        who = VISIT.callers.get(operation, "nobody")
        if turn % EVERY == 0 and operation not in SIGN_OUT:
            who = AUDIENCES[turn // EVERY % len(AUDIENCES)]
        VISIT.audiences[who] += 1
        assert VISIT.signed_in
        return None if who == "nobody" else VISIT.signed_in.token(who, 1 if turn % (EVERY * 4) == 1 else 2)

    def set(self, case: Case[Any], data: str, _: AuthContext) -> None:
        case.headers["Authorization"] = f"Bearer {data}"


@schemathesis.hook
def map_path_parameters(_: HookContext, path_parameters: dict[str, Any] | None) -> dict[str, Any] | None:
    """Put rows of the story into an address, mostly."""
    for name, value in (path_parameters or {}).items():
        known = VISIT.rows.get(name)
        if known and path_parameters and _well_formed(name, value):
            VISIT.turns[name] += 1
            if VISIT.turns[name] % EVERY:
                path_parameters[name] = known[VISIT.turns[name] % len(known)]
    return path_parameters


@schemathesis.hook
def after_call(_: HookContext, case: Case[Any], response: Response) -> None:
    """Count what came, and remember what was made, so that later calls are about it."""
    VISIT.statuses[_name(case), response.status_code] += 1
    if response.status_code == 201 and "request" in case.path:
        made = response.json().get("id")
        if made:
            VISIT.rows["request_id"].append(made)


@schemathesis.check
def refusals_are_foreseen(_: CheckContext, response: Response, case: Case[Any]) -> bool | None:
    """Hold every problem to the codes that its operation names."""
    declared = case.method.lower() == case.operation.method.lower()
    if response.status_code >= 400 and declared and _ours(case):
        code = response.json()["code"]
        known = case.operation.definition.raw["x-problems"]
        assert code in known or response.status_code == 405, f"{_name(case)} answers with `{code}`, not in {known}"
    return None


@schemathesis.check
def schemas_say_what_is_valid(_: CheckContext, response: Response, case: Case[Any]) -> bool | None:
    """Hold every `not_valid` of well-formed data to what a schema cannot say."""
    positive = case.meta is not None and case.meta.generation.mode == GenerationMode.POSITIVE
    if positive and response.status_code == 400:
        assert response.json()["code"] == "bad_cursor", f"{_name(case)}: the schema allows what is refused"
    if positive and response.status_code == 422 and response.json()["code"] == "not_valid":
        wrong = {each["code"] for each in response.json().get("errors", [])}
        assert wrong <= BEYOND_A_SCHEMA, f"{_name(case)}: the schema allows what is refused as {sorted(wrong)}"
    return None


def _name(case: Case[Any]) -> str:
    return str(case.operation.definition.raw["operationId"])


def _ours(case: Case[Any]) -> bool:
    return "operations" not in case.operation.definition.raw["tags"]


def _well_formed(name: str, value: object) -> bool:
    if not name.endswith("_id"):
        return isinstance(value, str)
    try:
        return bool(UUID(str(value)))
    except ValueError:
        return False
