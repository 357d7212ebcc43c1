"""The words of harm that the service knows, as they stand in the catalogue."""

from functools import cache
from pathlib import Path

import yaml

from rules.harm import Words, compiled

RULES = Path(__file__).parent.parent / "catalogues" / "harm"


@cache
def words_of_harm() -> Words:
    """Read the rules. Whatever language somebody chose, they may write in English."""
    said = yaml.safe_load((RULES / "en.yaml").read_text(encoding="utf-8"))
    return compiled(said["version"], said["spellings"], said["lines"])
