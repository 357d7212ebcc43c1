"""Who makes each call that schemathesis sends, and what every reply must be beyond the built-in checks.

Mostly whoever made the call in the story, or somebody else who has its permission; now and then anybody of any
audience, so that refusals are looked at as well.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import schemathesis
from schemathesis import AuthContext, Case, CheckContext, HookContext
from schemathesis.core.transport import Response
from schemathesis.generation import GenerationMode

from tests.contract.rows import Rows
from tests.contract.teller import NOBODY
from tests.make.demos import SignedIn

ROLES = {
    "maya": "young_person",
    "jay": "young_person",
    "noor": "young_person",
    "sam": "worker",
    "priya": "manager",
    "dana": "reviewing_officer",
    "ruth": "rights_officer",
    "ade": "advocate",
    "cleo": "complaints_officer",
    "eve": "duty_worker",
    "lee": "board_member",
    "kim": "council_admin",
    "zed": "worker",
}
AUDIENCES = (*ROLES, NOBODY)
EVERY = 5  # one call in five is made by anybody, and one in five by somebody with the permission
# Only she makes these calls who is signed out by them anyway.
SIGN_OUT = ("end_session", "end_sessions", "say_that_somebody_saw")
# What a schema cannot say: a number that nobody can ring, two fields that contradict each other.
BEYOND_A_SCHEMA = frozenset({"value_error"})


@dataclass
class Visit:
    """What the calls need to know, and what is counted of them. One for the process: the hooks have no other place."""

    signed_in: SignedIn | None = None
    callers: Mapping[str, str] = field(default_factory=dict)
    rows: Rows = field(default_factory=Rows)
    turns: Counter[str] = field(default_factory=Counter)
    statuses: Counter[tuple[str, int]] = field(default_factory=Counter)
    audiences: Counter[str] = field(default_factory=Counter)

    def caller(self, operation: str, roles: list[str]) -> str:
        """Return who makes the next call of this operation."""
        self.turns[operation] += 1
        if operation in SIGN_OUT:
            return self.callers.get(operation, NOBODY)
        round_, turn = divmod(self.turns[operation], EVERY)
        if turn == 0:
            self.turns["anybody"] += 1
            return AUDIENCES[self.turns["anybody"] % len(AUDIENCES)]
        may = [who for who, role in ROLES.items() if role in roles]
        return may[round_ % len(may)] if may and turn == 1 else self.callers.get(operation, NOBODY)


VISIT = Visit()


@schemathesis.auth(refresh_interval=None)
class Audience:
    """Signs each call by somebody, in turns."""

    def get(self, case: Case[Any], _: AuthContext) -> str | None:
        operation = _name(case)
        who = VISIT.caller(operation, _raw(case).get("x-roles", []))
        VISIT.audiences[who] += 1
        assert VISIT.signed_in
        phone = VISIT.turns[operation] % (EVERY * 4) == 2
        return None if who == NOBODY else VISIT.signed_in.token(who, 1 if phone else 2)

    def set(self, case: Case[Any], data: str, _: AuthContext) -> None:
        case.headers["Authorization"] = f"Bearer {data}"


@schemathesis.hook
def map_path_parameters(context: HookContext, path_parameters: dict[str, Any] | None) -> dict[str, Any] | None:
    """Put rows of the story into an address, mostly."""
    operation = context.operation.definition.raw["operationId"] if context.operation else ""
    return VISIT.rows.into(operation, path_parameters) if path_parameters else path_parameters


@schemathesis.hook
def map_query(context: HookContext, query: dict[str, Any] | None) -> dict[str, Any] | None:
    """Go on with a list where a page of it ended, mostly."""
    operation = context.operation.definition.raw["operationId"] if context.operation else ""
    return VISIT.rows.onward(operation, query) if query else query


@schemathesis.hook
def after_call(_: HookContext, case: Case[Any], response: Response) -> None:
    """Count what came, and remember what was made, so that later calls are about it."""
    VISIT.statuses[_name(case), response.status_code] += 1
    told = response.headers.get("content-type", [""])[0].startswith("application/json")  # a stream has no rows
    if response.status_code in (200, 201) and _ours(case) and told:
        VISIT.rows.remember(_name(case), response.request.path_url or "", response.status_code, response.json())


@schemathesis.check
def refusals_are_foreseen(_: CheckContext, response: Response, case: Case[Any]) -> bool | None:
    """Hold every problem to the codes that its operation names."""
    declared = case.method.lower() == case.operation.method.lower()
    if response.status_code >= 400 and declared and _ours(case):
        code = response.json()["code"]
        known = _raw(case)["x-problems"]
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
    return str(_raw(case)["operationId"])


def _raw(case: Case[Any]) -> Any:  # noqa: ANN401  a JSON document
    return case.operation.definition.raw


def _ours(case: Case[Any]) -> bool:
    return "operations" not in _raw(case)["tags"]
