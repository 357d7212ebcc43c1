"""The words that young people are sent: easy, free of the office, and complete in every language."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
import yaml

from api.problems import PROBLEMS
from models.glossary import glossary
from models.words import WORDS, catalogue, languages
from tests.catalogues.reading import grade

HARDEST = 4.0
# Not for her: staff read these.
FOR_STAFF = ("timeline_for_staff.", "steps_for_staff.", "notices_for_staff.", "staff_pages.")
# What somebody is called is their name, whatever a formula makes of it: the glossary explains the others.
NAMES = ("Childline", "complaints officer", "team's manager", "manager", "education plan", "rights officer")
HARDER = {
    "help_now.emergency.name": "A list of three services, as everyone calls them.",
    "people_told.no_one": "Two words that everyone knows; the formula counts their syllables.",
    "plans.changes.none": "Three words that everyone knows; the formula counts their syllables.",
    "plans.parts.care.family": "A heading of three words.",
    "plans.parts.pathway.life_skills": "A heading of three words.",
    "promises.themes.family_and_friends": "A heading of three words.",
    "timeline.added": "Three words that everyone knows; the formula counts their syllables.",
}
FILLED = {"days": "2", "months": "6", "counted": "2", "of": "3", "when": "Friday", "role": "your nurse", "kind": "plan"}


def leaves(said: dict[str, Any], above: str = "") -> Iterator[tuple[str, str]]:
    for key, value in said.items():
        yield from leaves(value, f"{above}{key}.") if isinstance(value, dict) else [(f"{above}{key}", str(value))]


HERS = {key: words for key, words in leaves(catalogue()) if not key.startswith(FOR_STAFF)}


@cache
def names() -> re.Pattern[str]:
    """Return the names of people and things that the glossary explains, the longest first."""
    terms = [*NAMES, *(name for term in glossary().items for name in (term.word, *term.also))]
    return re.compile(
        "|".join(rf"\b{re.escape(name)}s?\b" for name in sorted(terms, key=len, reverse=True)), re.IGNORECASE
    )


def as_read(words: str) -> str:
    filled = re.sub(r"\{(\w+)\}", lambda gap: FILLED.get(gap[1], "Sam"), words)
    return names().sub("Sam", filled)


@pytest.mark.parametrize(("key", "words"), HERS.items())
def test_a_ten_year_old_can_read_it(key: str, words: str) -> None:
    assert grade(as_read(words)) <= HARDEST or key in HARDER, f"{grade(as_read(words)):.1f}: {words}"


def test_no_exception_outlives_its_reason() -> None:
    assert [key for key in HARDER if grade(as_read(HERS[key])) <= HARDEST] == []


@cache
def jargon() -> list[re.Pattern[str]]:
    file = Path(WORDS).parent / "jargon" / "en.yaml"
    words = yaml.safe_load(file.read_text(encoding="utf-8"))["words"]
    assert all(word["why"] for word in words)
    return [re.compile(rf"\b(?:{word['not']})\b", 0 if word.get("exactly") else re.IGNORECASE) for word in words]


@pytest.mark.parametrize(("key", "words"), HERS.items())
def test_it_is_not_in_the_language_of_offices(key: str, words: str) -> None:
    assert [each.pattern for each in jargon() if each.search(words)] == [], key


@pytest.mark.parametrize(
    "words", ["Your LAC review", "contact with your siblings", "We will escalate it", "a Placement"]
)
def test_the_language_of_offices_is_recognised(words: str) -> None:
    assert any(each.search(words) for each in jargon())


def test_every_problem_has_plain_words() -> None:
    assert set(catalogue()["problems"]) == set(PROBLEMS), "Say it in `problems` of catalogues/words/en.yaml."


def gaps(words: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(words) if name}


def differences(ours: dict[str, Any], theirs: dict[str, Any]) -> list[str]:
    """Say what a translation lacks or has too much of. A sentence that counts may have other forms."""
    here, there = dict(leaves(ours)), dict(leaves(theirs))
    forms = {key.rpartition(".")[0] for key in here if key.endswith(".other")}
    extra = {key for key in there.keys() - here.keys() if key.rpartition(".")[0] not in forms}
    lacks = {key for key in here.keys() - there.keys() if not key.endswith(".one")}
    changed = {key for key in here.keys() & there.keys() if gaps(here[key]) != gaps(there[key])}
    return sorted(extra | lacks | changed)


@pytest.mark.parametrize("language", languages())
def test_every_language_says_everything_with_the_same_gaps(language: str) -> None:
    assert differences(catalogue(), catalogue(language)) == []


def test_a_translation_that_lacks_or_changes_something_is_found() -> None:
    ours = {"a": "Call {who}.", "b": {"one": "{n} day", "other": "{n} days"}, "c": "Yes"}
    theirs = {"a": "Ffoniwch {pwy}.", "b": {"two": "{n} ddiwrnod", "other": "{n} diwrnod"}, "d": "Ie"}

    assert differences(ours, theirs) == ["a", "c", "d"]


def twice(path: Path) -> list[str]:
    """Return the keys that stand twice beside each other: the second one silently hides the first."""

    def within(node: yaml.Node | None, above: str) -> Iterator[str]:
        if isinstance(node, yaml.MappingNode):
            names = [f"{above}{key.value}" for key, _ in node.value]
            yield from sorted({name for name in names if names.count(name) > 1})
            for name, (_, value) in zip(names, node.value, strict=True):
                yield from within(value, f"{name}.")

    return list(within(yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader), ""))


@pytest.mark.parametrize("path", sorted(WORDS.glob("*.yaml")), ids=lambda path: path.stem)
def test_no_word_hides_another_one_of_its_name(path: Path, tmp_path: Path) -> None:
    hidden = tmp_path / "en.yaml"
    hidden.write_text("a: {b: one, b: two}\nc: three\nc: four\n", encoding="utf-8")

    assert twice(path) == []
    assert twice(hidden) == ["c", "a.b"]
