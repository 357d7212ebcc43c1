"""The calls of the story as steps that anybody can repeat: what one call was answered goes into the next as a variable.

An id is not written down, since it is another one each time; nor is a date, which would soon be over. An instant
becomes so many hours from now, a day so many days, a month so many months before this one.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

import httpx

from tests.contract.story import MORNING
from tests.contract.teller import NOBODY, Call, Said

SOME_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
SOME_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00")
SOME_DAY = re.compile(r'(?<=")\d{4}-\d\d-\d\d(?=")')
SOME_MONTH = re.compile(r"(?<=month=)\d{4}-\d\d$")

# A passkey is made by a device and never by a call, so in somebody else's demonstration there is none to name.
OF_A_DEVICE = frozenset({"name_passkey", "remove_passkey"})
MADE_OF_A_NAME = 5  # the version of an id that every demonstration gives to the same person


@dataclass
class Step:
    """One call: `{{name}}` stands where a variable goes."""

    chapter: str
    operation: str
    who: str
    method: str
    path: str
    body: str | None
    headers: Mapping[str, str]
    status: int
    kept: dict[str, str] = field(default_factory=dict)  # variable: where in the reply; "ETag" is the header

    @property
    def signed_in(self) -> bool:
        return self.who != NOBODY

    @property
    def has_a_key(self) -> bool:
        return self.method == "POST"


def steps(calls: Iterable[Call]) -> list[Step]:
    """Return the steps of a story, in its order."""
    known = _Known()
    return [known.step(call) for call in calls if call.operation not in OF_A_DEVICE]


def _document(reply: httpx.Response) -> Any:  # noqa: ANN401  a JSON document; a stream is none
    return reply.json() if reply.headers["content-type"].startswith("application/json") else None


class _Known:
    """What the calls so far were answered, and the names that this was given."""

    def __init__(self) -> None:
        self._steps: list[tuple[Step, Any, str]] = []
        self._names: dict[str, str] = {}

    def step(self, call: Call) -> Step:
        said = call.said
        path, body, tag = (self._open(text) for text in (said.path, _pretty(said), said.headers.get("if-match", "")))
        headers = dict(said.headers) | ({"if-match": tag} if tag else {})
        made = Step(
            call.chapter, call.operation, said.who, said.method, path, body or None, headers, call.reply.status_code
        )
        self._steps.append((made, _document(call.reply), call.reply.headers.get("etag", "")))
        return made

    def _open(self, text: str) -> str:
        if text.startswith(('"', 'W/"')):
            return self._name(text)
        text = SOME_INSTANT.sub(lambda found: _hours(found.group()), text)
        text = SOME_DAY.sub(lambda found: _days(found.group()), text)
        text = SOME_MONTH.sub(lambda found: _months(found.group()), text)
        return SOME_ID.sub(lambda found: self._name(found.group()), text)

    def _name(self, value: str) -> str:
        if SOME_ID.fullmatch(value) and UUID(value).version == MADE_OF_A_NAME:
            return value
        if value not in self._names:
            self._names[value] = self._keep(value)
        return "{{" + self._names[value] + "}}"

    def _keep(self, value: str) -> str:
        """Find the call that was answered with this, and let it keep it under a name."""
        for step, told, tag in self._steps:
            place = "ETag" if tag == value else _place(told, value)
            if place:
                step.kept[self._new(f"{step.operation}_{place.rpartition('.')[2].lower()}")] = place
                return list(step.kept)[-1]
        raise LookupError(f"No call before was answered with {value}.")

    def _new(self, name: str) -> str:
        before = [each for each in self._names.values() if each.startswith(name)]
        return f"{name}_{len(before) + 1}" if before else name


def _pretty(said: Said) -> str:
    return "" if said.body is None else json.dumps(said.body, indent=2, ensure_ascii=False)


def _place(told: Any, value: str, before: str = "") -> str:  # noqa: ANN401  a JSON document
    """Return where in a document a value stands, as `items[0].id`; empty when it does not."""
    if told == value:
        return before
    parts: list[tuple[str, Any]] = []
    if isinstance(told, dict):
        parts = [(f"{before}.{name}".lstrip("."), each) for name, each in told.items()]
    elif isinstance(told, list):
        parts = [(f"{before}[{index}]", each) for index, each in enumerate(told)]
    return next((found for place, each in parts if (found := _place(each, value, place))), "")


def _hours(text: str) -> str:
    hours = round((datetime.fromisoformat(text) - MORNING).total_seconds() / 3600)
    return "{{" + (f"in_{hours}_hours" if hours > 0 else f"{-hours}_hours_ago") + "}}"


def _days(text: str) -> str:
    return "{{" + f"in_{(date.fromisoformat(text) - MORNING.date()).days}_days" + "}}"


def _months(text: str) -> str:
    year, month = map(int, text.split("-"))
    return "{{" + f"{(MORNING.year - year) * 12 + MORNING.month - month}_months_ago" + "}}"


def moments(made: Iterable[Step]) -> list[str]:
    """Return the names of the times that the steps need."""
    text = " ".join(f"{step.path} {step.body}" for step in made)
    return sorted(set(re.findall(r"{{(in_\d+_\w+|\d+_\w+_ago)}}", text)))


def people(made: Iterable[Step]) -> list[str]:
    """Return whose tokens the steps need."""
    return sorted({step.who for step in made if step.signed_in})
