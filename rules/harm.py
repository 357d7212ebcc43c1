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
    """The rules of one language: each line matches anywhere in a text that was made plain."""

    version: str
    lines: Mapping[str, Sequence[re.Pattern[str]]]


def compiled(version: str, spellings: Mapping[str, str], lines: Mapping[str, Sequence[str]]) -> Words:
    """Make rules of data. A line is squeezed as the text is, so that "killl", "kill" and "kil" are one."""
    known = {_squeezed(name): _squeezed(said) for name, said in spellings.items()}
    return Words(version, {topic: [_pattern(each, known) for each in those] for topic, those in lines.items()})


def harm_in(texts: Sequence[str], words: Words) -> frozenset[str]:
    """Name the topics of harm in what was written. A "not" takes nothing away: who says it has thought of it."""
    read = [plain(text) for text in texts]
    return frozenset(
        topic for topic, lines in words.lines.items() if any(line.search(text) for line in lines for text in read)
    )


def plain(text: str) -> str:
    """Write a text as the rules are written: small letters, no signs, every double letter once."""
    same = unicodedata.normalize("NFKD", text).casefold()
    same = "".join(sign for sign in same if not unicodedata.combining(sign) and unicodedata.category(sign) != "Cf")
    joined = _SIGN.sub(" ", same.replace("'", "").replace("\u2019", "").replace("$", "s").replace("@", "a"))
    read = " ".join(_word(each) for each in joined.split())
    return _squeezed(_SPELLED_OUT.sub(lambda found: found.group().replace(" ", ""), read))


def _word(word: str) -> str:
    """Read figures as letters where they stand among letters."""
    if word in _SHORT:
        return _SHORT[word]
    mixed = any(sign.isalpha() for sign in word) and not word[0].isdigit()
    return word.translate(_FIGURES) if mixed else word


def _squeezed(text: str) -> str:
    return _AGAIN.sub(r"\1", text)


def _pattern(line: str, spellings: Mapping[str, str]) -> re.Pattern[str]:
    said = re.sub(r"\{(\w+)\}", lambda name: f"(?:{spellings[name[1]]})", _squeezed(line).strip())
    return re.compile(rf"\b(?:{re.sub(r'~ ', _GAP, said)})\b")
