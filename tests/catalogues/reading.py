"""How hard a text is to read, and how much of it stands word for word in another."""

import re
from collections.abc import Iterator

WORD = re.compile(r"[a-z0-9']+")
VOWELS = re.compile(r"[aeiouy]+")
SILENT = re.compile(r"(?<=[^aeiouyl])e$|(?<=[^aeiouydt])ed$|(?<=[aeiouy]l)e$|(?<=[^aeiouysxzcgh])es$")


def words_of(text: str) -> list[str]:
    return WORD.findall(text.lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'"))


def syllables(word: str) -> int:
    """Count the vowels that are heard; a number is read as one."""
    return max(1, len(VOWELS.findall(SILENT.sub("", word))))


def grade(text: str) -> float:
    """Return the Flesch-Kincaid grade: the school year, in American counting, that can read it."""
    sentences = max(1, len(re.findall(r"[.?!:](?:\s|$)", text)))
    words = words_of(text)
    return 0.39 * len(words) / sentences + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def runs(text: str, length: int = 6) -> set[str]:
    """Return every run of so many words."""
    return set(_runs(words_of(text), length))


def _runs(words: list[str], length: int) -> Iterator[str]:
    for start in range(len(words) - length + 1):
        yield " ".join(words[start : start + length])
