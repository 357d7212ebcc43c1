"""Who answers day and night: shown with everything that a young person sends."""

from functools import cache
from pathlib import Path

import yaml

from models.councils import CouncilFound, HelpLine
from models.words import say, spoken

LINES = Path(__file__).parent.parent / "catalogues" / "help_lines" / "england.yaml"


@cache
def national() -> dict[str, str]:
    """Return the numbers that answer everywhere in England, by name."""
    lines = yaml.safe_load(LINES.read_text(encoding="utf-8"))["lines"]
    return {name: line["phone"] for name, line in lines.items()}


def help_now(council: CouncilFound) -> list[HelpLine]:
    """Return the council's out-of-hours line, if it has one, the national ones, then all others that the council names.

    Nobody is said to be watching.
    """
    return [*_always(council.name, council.out_of_hours_phone, spoken()), *(council.help_lines or ())]


@cache
def _always(council: str, out_of_hours_phone: str | None, _language: str) -> tuple[HelpLine, ...]:
    numbers = ({"out_of_hours": out_of_hours_phone} if out_of_hours_phone else {}) | national()
    return tuple(
        HelpLine(
            name=say(f"help_now.{line}.name", council=council),
            phone=phone,
            text=None,
            web=None,
            when=say(f"help_now.{line}.when"),
            what_for=say(f"help_now.{line}.what_for"),
        )
        for line, phone in numbers.items()
    )
