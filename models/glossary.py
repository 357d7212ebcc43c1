"""The glossary: what the words mean that grown-ups use about care."""

from functools import cache
from pathlib import Path

import yaml
from pydantic import TypeAdapter

from models.base import Shape

WORDS = Path(__file__).parent.parent / "catalogues" / "glossary"


class Term(Shape):
    """A word, the other names that people have for it, and what it means."""

    word: str
    also: list[str]
    means: str


class Glossary(Shape):
    items: list[Term]


@cache
def glossary(language: str = "en") -> Glossary:
    terms = yaml.safe_load((WORDS / f"{language}.yaml").read_text(encoding="utf-8"))["terms"]
    return Glossary(items=sorted(_TERMS.validate_python(terms), key=lambda term: term.word.lower()))


_TERMS = TypeAdapter(list[Term])
