"""The words of harm are found, in many spellings, and most other words are let be: over lines that are all invented."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.harm import words_of_harm
from models.young_people import Channel
from rules.harm import harm_in, plain
from scripts.prove_words import figures, lines_of

HERE = Path(__file__).parent
RECALL, FALSE_ALARMS = 0.95, 0.1


@pytest.mark.parametrize("corpus", ["corpus", "held_out"])
def test_the_words_of_harm_are_found_and_other_words_are_let_be(corpus: str) -> None:
    found = figures(HERE / f"{corpus}.yaml")

    assert found.recall >= RECALL, found.missed
    assert found.false_alarms <= FALSE_ALARMS, found.raised


def test_there_are_more_than_three_hundred_lines_and_none_stands_twice() -> None:
    lines = [line for name in ("corpus", "held_out") for lines in lines_of(HERE / f"{name}.yaml") for line in lines]

    assert len(lines) > 300
    assert len(set(lines)) == len(lines)


@pytest.mark.parametrize("corpus", ["corpus", "held_out"])
def test_looking_for_any_line_at_once_finds_what_looking_line_by_line_finds(corpus: str) -> None:
    words = words_of_harm()
    texts = [plain(line) for lines in lines_of(HERE / f"{corpus}.yaml") for line in lines]

    for text in texts:
        one_by_one = any(line.search(text) for lines in words.lines.values() for line in lines)
        assert bool(words.any_line.search(text)) == one_by_one, text


SAME: Mapping[str, tuple[str, ...]] = {
    "kil myself": ("Kill Myself", "k1ll myself", "killll   myself!!", "k-i-l-l myself", "k i l l myself"),
    "i want to die": ("I want 2 die", "i wànt to díe", "i want to die.", "I\u200b want to die"),
}


@pytest.mark.parametrize(("written", "read"), [(each, read) for read, many in SAME.items() for each in many])
def test_however_it_is_written_it_reads_the_same(written: str, read: str) -> None:
    assert plain(written) == read


@pytest.mark.parametrize("said", ["I do not want to die", "he never hits me", "I would never kill myself"])
def test_a_not_takes_nothing_away(said: str) -> None:
    assert harm_in([said], words_of_harm())


@given(st.text(max_size=200), st.text(max_size=200))
def test_words_around_it_never_hide_it(before: str, after: str) -> None:
    assert harm_in([f"{before} . i want to kill myself . {after}"], words_of_harm())


@given(st.text(max_size=4000))
def test_any_text_can_be_read(text: str) -> None:
    assert harm_in([text], words_of_harm()) <= words_of_harm().lines.keys()


def test_what_is_chosen_from_a_list_holds_no_words_of_harm() -> None:
    assert harm_in([*Channel], words_of_harm()) == frozenset()
