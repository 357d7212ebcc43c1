"""Who answers day and night: shown with everything that a young person sends."""

from functools import cache
from pathlib import Path

import yaml

from models.councils import HelpLine
from models.words import say, spoken

LINES = Path(__file__).parent.parent / "catalogues" / "help_lines" / "england.yaml"


@cache
def national() -> dict[str, str]:
    """Return the numbers that answer everywhere in England, by name."""
    lines = yaml.safe_load(LINES.read_text(encoding="utf-8"))["lines"]
    return {name: line["phone"] for name, line in lines.items()}


def help_now(council: str, out_of_hours_phone: str | None) -> tuple[HelpLine, ...]:
    """Return the council's out-of-hours line, if it has one, then the national ones. Nobody is said to be watching."""
    return _lines(council, out_of_hours_phone, spoken())


@cache
def _lines(council: str, out_of_hours_phone: str | None, _language: str) -> tuple[HelpLine, ...]:
    numbers = ({"out_of_hours": out_of_hours_phone} if out_of_hours_phone else {}) | national()
    return tuple(
        HelpLine(
            name=say(f"help_now.{line}.name", council=council),
            phone=phone,
            when=say(f"help_now.{line}.when"),
            what_for=say(f"help_now.{line}.what_for"),
        )
        for line, phone in numbers.items()
    )
