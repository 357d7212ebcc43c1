"""Every sentence that a young person can be sent, from one catalogue for each language."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Any

import yaml

WORDS = Path(__file__).parent.parent / "catalogues" / "words"
ENGLISH = "en"

_spoken: ContextVar[str] = ContextVar("language", default=ENGLISH)


@cache
def catalogue(language: str = ENGLISH) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((WORDS / f"{language}.yaml").read_text(encoding="utf-8"))
    return found


@cache
def languages() -> tuple[str, ...]:
    """Return the languages that there are."""
    return tuple(sorted(path.stem for path in WORDS.glob("*.yaml")))


def spoken() -> str:
    """Return the language of this reply."""
    return _spoken.get()


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Answer in this language until the block ends."""
    before = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(before)


def say(key: str, **filled: object) -> str:
    """Return the sentence at `key` ("timeline.taken"), its gaps filled; of several forms the one for its number."""
    found = _at(key, spoken())
    if isinstance(found, dict):
        found = found.get(plural(filled), found["other"])
    return str(found).format(**filled)


@cache
def _at(key: str, language: str) -> Any:  # noqa: ANN401  a sentence, or its forms
    found: Any = catalogue(language)
    for part in key.split("."):
        found = found[part]
    return found


def plural(filled: dict[str, object]) -> str:
    """Return the form for the first number that is filled in: what is one, and what is not."""
    numbers = [value for value in filled.values() if isinstance(value, int)]
    return "one" if numbers[:1] == [1] else "other"


def say_best(page: str, keys: Sequence[str], **filled: object) -> str:
    """Return the first of these sentences that stands on that page of the catalogue."""
    sentences = _at(page, spoken())
    return say(f"{page}.{next(key for key in keys if key in sentences)}", **filled)


def say_refusal(sentence: str) -> str:
    """Return what a rule said, in the language of this reply; a rule speaks English."""
    key = _refusals().get(sentence)
    return say(f"refusals.{key}") if key else sentence


@cache
def _refusals() -> dict[str, str]:
    return {sentence: key for key, sentence in catalogue()["refusals"].items()}
