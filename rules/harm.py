"""Words of harm in what a young person writes: they raise a priority, and never hold anything back."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_FIGURES = str.maketrans("013457@$€", "oieastase")
_SHORT = {"2": "to", "4": "for", "u": "you", "r": "are", "im": "im", "cos": "because", "2nite": "tonight"}
_GAP = r"(?:\\w+ ){0,3}"
_SIGN = re.compile(r"[^\w ]+|_")
_SPELLED_OUT = re.compile(r"\b(?:[a-z] ){2,}[a-z]\b")
_AGAIN = re.compile(r"([a-z])\1+")


@dataclass(frozen=True, slots=True)
class Words:
    """The rules of one language: a line matches anywhere in a text that was made plain, `any_line` where one does."""

    version: str
    lines: Mapping[str, Sequence[re.Pattern[str]]]
    any_line: re.Pattern[str]


def compiled(version: str, spellings: Mapping[str, str], lines: Mapping[str, Sequence[str]]) -> Words:
    """Make rules of data. A line is squeezed as the text is, so that "killl", "kill" and "kil" are one."""
    known = {_squeezed(name): _squeezed(said) for name, said in spellings.items()}
    made = {topic: [_said(each, known) for each in those] for topic, those in lines.items()}
    any_line = _pattern("|".join(line for those in made.values() for line in those))
    return Words(version, {topic: [_pattern(line) for line in those] for topic, those in made.items()}, any_line)


def harm_in(texts: Sequence[str], words: Words) -> frozenset[str]:
    """Name the topics of harm in what was written. A "not" takes nothing away: who says it has thought of it."""
    read = [said for said in map(plain, texts) if words.any_line.search(said)]
    if not read:
        return frozenset()
    return frozenset(
        topic for topic, lines in words.lines.items() if any(line.search(text) for line in lines for text in read)
    )


def plain(text: str) -> str:
    """Write a text as the rules are written: small letters, no signs, every double letter once."""
    same = text.lower() if text.isascii() else _bare(text)
    joined = _SIGN.sub(" ", same.replace("'", "").replace("\u2019", "").replace("$", "s").replace("@", "a"))
    read = " ".join(_word(each) for each in joined.split())
    return _squeezed(_SPELLED_OUT.sub(lambda found: found.group().replace(" ", ""), read))


def _bare(text: str) -> str:
    """Take off accents, and what is not seen; letters that only look different become the same."""
    same = unicodedata.normalize("NFKD", text).casefold()
    return "".join(sign for sign in same if not unicodedata.combining(sign) and unicodedata.category(sign) != "Cf")


def _word(word: str) -> str:
    """Read figures as letters where they stand among letters."""
    if word in _SHORT:
        return _SHORT[word]
    if word.isalpha():
        return word
    mixed = any(sign.isalpha() for sign in word) and not word[0].isdigit()
    return word.translate(_FIGURES) if mixed else word


def _squeezed(text: str) -> str:
    return _AGAIN.sub(r"\1", text)


def _said(line: str, spellings: Mapping[str, str]) -> str:
    said = re.sub(r"\{(\w+)\}", lambda name: f"(?:{spellings[name[1]]})", _squeezed(line).strip())
    return re.sub(r"~ ", _GAP, said)


def _pattern(said: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{said})\b")
