"""The steps of the story as a collection for Postman, version 2.1 of its format."""

import json
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any
from urllib.parse import parse_qsl

from tests.clients.steps import Step, moments, people
from tests.contract.story import MORNING

Item = dict[str, Any]

ABOUT = """Every call of Kept, in the order of one story, against the demonstration on your machine (`make run`).

Each person's token is a variable: paste what `make token AS=maya` prints into `maya`, and so on; it lasts ten minutes.
Run whole folders in order: ids travel from one call to the next by themselves."""

TIMES = """const now = new Date();
const later = hours => new Date(now.getTime() + hours * 3600000).toISOString().replace(/\\.\\d+/, '');
// Days keep their day of the week: the story closes a Wednesday.
const ahead = (WEEKDAY - now.getUTCDay() + 7) % 7;
const month = back => new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - back)).toISOString().slice(0, 7);
for (const name of NAMES) {
  const count = Number(name.match(/\\d+/)[0]);
  const value = name.includes('months') ? month(count)
    : name.includes('days') ? later((count + ahead) * 24).slice(0, 10)
    : later(name.startsWith('in_') ? count : -count);
  SET(name, value);
}"""


def times_script(made: Sequence[Step], setter: str) -> list[str]:
    """Return the lines that give the times of the story their values, counted from now."""
    return (
        TIMES.replace("NAMES", json.dumps(moments(made)))
        .replace("SET", setter)
        .replace("WEEKDAY", str(MORNING.isoweekday() % 7))
        .splitlines()
    )


def written(made: Sequence[Step], operations: Mapping[str, Item]) -> str:
    """Return the collection."""
    chapters = groupby(made, lambda step: step.chapter)
    collection = {
        "info": {
            "name": "Kept",
            "description": ABOUT,
            "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json",
        },
        "item": [
            {"name": chapter, "item": [_item(step, operations[step.operation]) for step in steps]}
            for chapter, steps in chapters
        ],
        "event": [_script("prerequest", times_script(made, "pm.collectionVariables.set"))],
        "variable": [{"key": "api", "value": "http://localhost:8000"}, *({"key": who} for who in people(made))],
    }
    return json.dumps(collection, indent=1, ensure_ascii=False) + "\n"


def people_in(collection: str) -> list[str]:
    """Return whose tokens a collection needs."""
    return [each["key"] for each in json.loads(collection)["variable"] if each["key"] != "api"]


def description(step: Step, operation: Item) -> str:
    """Say in one line who calls, and what they need for it."""
    needed = f" Needs the permission `{operation['x-permission']}`." if "x-permission" in operation else ""
    return f"{operation['operationId']}, as {step.who}.{needed}"


def headers(step: Step) -> dict[str, str]:
    """Return what is sent beside the body."""
    sent = {"Authorization": f"Bearer {{{{{step.who}}}}}"} if step.signed_in else {}
    sent |= {"Idempotency-Key": "{{$guid}}"} if step.has_a_key else {}
    sent |= {"Content-Type": "application/json"} if step.body else {}
    return sent | {name.title(): value for name, value in step.headers.items()}


def _item(step: Step, operation: Item) -> Item:
    place, _, query = step.path.partition("?")
    url: Item = {"raw": "{{api}}" + step.path, "host": ["{{api}}"], "path": place.strip("/").split("/")}
    if query:
        url["query"] = [{"key": name, "value": value} for name, value in parse_qsl(query)]
    request: Item = {
        "method": step.method,
        "header": [{"key": name, "value": value} for name, value in headers(step).items()],
        "url": url,
        "description": description(step, operation),
    }
    if step.body:
        request["body"] = {"mode": "raw", "raw": step.body, "options": {"raw": {"language": "json"}}}
    return {"name": operation["summary"], "request": request, "event": [_script("test", _checks(step))]}


def _checks(step: Step) -> list[str]:
    """Return the lines that hold the reply to the story, and keep what later calls need."""
    lines = [f"pm.test('is answered {step.status}', () => pm.response.to.have.status({step.status}));"]
    for name, place in step.kept.items():
        value = "pm.response.headers.get('ETag')" if place == "ETag" else f"pm.response.json().{place}"
        lines.append(f"pm.collectionVariables.set('{name}', {value});")
    return lines


def _script(when: str, lines: list[str]) -> Item:
    return {"listen": when, "script": {"type": "text/javascript", "exec": lines}}
