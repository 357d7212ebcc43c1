"""What can be typed after `kept council`: the options of its commands."""

from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable
from datetime import date, time
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from api.council_said import Key, WorkPhone
from models.base import Line
from rules.kinds import Kind
from rules.ladder import UNITS, Step, Told


def pledge(verb: ArgumentParser) -> None:
    verb.add_argument("pledge", help="its name in catalogues/pledges, such as northumberland")
    verb.add_argument(
        "--council", dest="slug", required=True, metavar="SLUG", type=a_kind_of(Key, "a council's short name")
    )
    verb.add_argument("--from", dest="day", type=date.fromisoformat, metavar="DATE", help="2026-09-01; or today")


def step(verb: ArgumentParser) -> None:
    verb.add_argument("--kind", type=Kind, choices=list(Kind), default=Kind.contact, help="contact unless told")
    verb.add_argument("--step", type=Step, choices=list(UNITS), help="the step to tighten; none only shows the ladder")
    verb.add_argument("--amount", type=int, help="its figure, as the ladder shows it")
    verb.add_argument("--tells", type=Told, choices=list(Told), nargs="*", default=[], help="who is told as well")
    verb.add_argument("--from", dest="day", type=date.fromisoformat, metavar="DATE", help="2026-09-01; or today")


def wording(verb: ArgumentParser) -> None:
    verb.add_argument("--wording", choices=["on", "off"], help="tell whoever asks for help now that somebody is there")


def slug(verb: ArgumentParser) -> None:
    verb.add_argument("slug", metavar="SLUG", type=a_kind_of(Key, "small letters, digits and hyphens"))


def about(verb: ArgumentParser) -> None:
    verb.add_argument("--name", type=a_kind_of(Line, "a line of text"), required=True, help="as people say it")
    verb.add_argument(
        "--opens", type=a_kind_of(time, "a time such as 09:00"), default=time(9), help="09:00 unless told"
    )
    verb.add_argument(
        "--closes", type=a_kind_of(time, "a time such as 17:00"), default=time(17), help="17:00 unless told"
    )
    verb.add_argument(
        "--out-of-hours", type=a_kind_of(WorkPhone, "a phone number"), metavar="PHONE", help="nights, weekends"
    )


def file(verb: ArgumentParser) -> None:
    verb.add_argument("file", metavar="FILE", type=Path, help="a YAML file, or a folder of CSV files")
    verb.add_argument("--dry-run", action="store_true", help="only say what it would change")


def a_kind_of(kind: Any, meaning: str) -> Callable[[str], object]:  # noqa: ANN401  a type
    reader: TypeAdapter[Any] = TypeAdapter(kind)

    def read(typed: str) -> object:
        try:
            return reader.validate_python(typed)
        except ValidationError:
            raise ArgumentTypeError(f"must be {meaning}") from None

    return read
