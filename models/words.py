"""Every sentence that a young person can be sent, from one catalogue that can be translated."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml

WORDS = Path(__file__).parent.parent / "catalogues" / "words"


@cache
def catalogue(language: str = "en") -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((WORDS / f"{language}.yaml").read_text(encoding="utf-8"))
    return found


def say(key: str, **filled: object) -> str:
    """Return the sentence at `key` ("timeline.taken"), its gaps filled."""
    found: Any = catalogue()
    for part in key.split("."):
        found = found[part]
    return str(found).format(**filled)


def say_best(page: str, keys: Sequence[str], **filled: object) -> str:
    """Return the first of these sentences that stands on that page of the catalogue."""
    sentences = catalogue()[page]
    return say(f"{page}.{next(key for key in keys if key in sentences)}", **filled)
