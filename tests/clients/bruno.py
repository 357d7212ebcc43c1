"""The steps of the story as a collection for Bruno: a folder with a small text file for each call."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from textwrap import indent
from typing import Any

from tests.clients import postman
from tests.clients.steps import Step, people

AROUND = {"version": "1", "name": "Kept", "type": "collection"}


def written(made: Sequence[Step], operations: Mapping[str, dict[str, Any]]) -> Iterator[tuple[str, str]]:
    """Yield the files of the collection: each one's place in it, and its text."""
    yield "bruno.json", json.dumps(AROUND, indent=2) + "\n"
    times = "\n".join(postman.times_script(made, "bru.setVar"))
    yield "collection.bru", _block("script:pre-request", times) + _block("docs", postman.ABOUT, last=True)
    whose = ",\n".join(people(made))
    yield "environments/demo.bru", "vars {\n  api: http://localhost:8000\n}\nvars:secret [\n" + _in(whose) + "\n]\n"
    for number, (chapter, steps) in enumerate(groupby(made, lambda step: step.chapter), 1):
        folder = f"{number:02} {chapter}"
        yield f"{folder}/folder.bru", _block("meta", f"name: {chapter}\nseq: {number}", last=True)
        for place, step in enumerate(steps, 1):
            yield f"{folder}/{place:02} {step.operation}.bru", _request(place, step, operations[step.operation])


def _request(place: int, step: Step, operation: dict[str, Any]) -> str:
    blocks = {
        "meta": f"name: {place:02} {operation['summary']}\ntype: http\nseq: {place}",
        step.method.lower(): f"url: {{{{api}}}}{step.path}\nbody: {'json' if step.body else 'none'}\nauth: none",
        "params:query": "\n".join(_pairs(step.path)),
        "headers": "\n".join(f"{name}: {value}" for name, value in postman.headers(step).items()),
        "body:json": step.body or "",
        "vars:post-response": "\n".join(f"{name}: {_found(place)}" for name, place in step.kept.items()),
        "assert": f"res.status: eq {step.status}",
        "docs": postman.description(step, operation),
    }
    kept = [(name, text) for name, text in blocks.items() if text]
    return "".join(_block(name, text, last=name == "docs") for name, text in kept)


def _pairs(path: str) -> list[str]:
    return [f"{name}: {value}" for name, value in re.findall(r"[?&](\w+)=([^&]+)", path)]


def _found(place: str) -> str:
    return "res.headers.etag" if place == "ETag" else f"res.body.{place}"


def _block(name: str, text: str, *, last: bool = False) -> str:
    return f"{name} {{\n{_in(text)}\n}}\n" + ("" if last else "\n")


def _in(text: str) -> str:
    return indent(text, "  ")
