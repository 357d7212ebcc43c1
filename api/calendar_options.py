"""What can be typed after `kept calendar`: the options of its commands."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path

from api.council_options import a_kind_of, offer, slug
from models.base import Line
from models.councils import Closed

__all__ = ["closed_day", "day", "offer", "official", "slug"]


def day(verb: ArgumentParser) -> None:
    verb.add_argument("day", metavar="DAY", type=date.fromisoformat, help="2026-09-01")


def closed_day(verb: ArgumentParser) -> None:
    day(verb)
    verb.add_argument("--kind", type=Closed, choices=list(Closed), required=True, help="which of the two it is")
    verb.add_argument(
        "--why", type=a_kind_of(Line, "a line of text"), required=True, help="in words that a young person understands"
    )


def official(verb: ArgumentParser) -> None:
    verb.add_argument("file", metavar="FILE", type=Path, help="bank-holidays.json, as GOV.UK publishes it")
    verb.add_argument("--dry-run", action="store_true", help="only say what it would add")
