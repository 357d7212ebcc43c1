"""What can be typed after `kept council`: the options of its commands."""

from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable, Mapping
from datetime import date, time
from pathlib import Path
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter, ValidationError

from api.council_said import Key, WorkPhone
from models.base import Line
from rules.kinds import Kind
from rules.ladder import UNITS, Step, Told


def offer(parser: ArgumentParser, actions: Mapping[str, tuple[Any, ...]]) -> None:
    """Offer commands: for each its action, what it means, and what can be typed after it."""
    verbs = parser.add_subparsers(required=True, metavar="WHAT")
    for name, (action, meaning, *typed) in actions.items():
        verb = verbs.add_parser(name, help=meaning, description=meaning)
        verb.set_defaults(action=action)
        for add in typed:
            add(verb)


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


def idp(verb: ArgumentParser) -> None:
    verb.add_argument("--tenant", type=UUID, metavar="ID", help="of Microsoft Entra ID: one tenant, by its id")
    line = a_kind_of(Line, "a line of text")
    verb.add_argument("--issuer", type=line, metavar="URL", help="of another OpenID Connect provider")
    verb.add_argument("--client-id", type=line, metavar="ID", help="of us there; none only shows")
    verb.add_argument("--secret-file", type=Path, metavar="FILE", help="where the client secret stands")
    verb.add_argument("--name", type=line, help="as staff know it; from SLUG unless told")
    verb.add_argument("--end", type=UUID, metavar="ID", help="a directory that is over")


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


def admin(verb: ArgumentParser) -> None:
    verb.add_argument("--who", type=a_kind_of(Line, "a first name"), help="which of the admins, by first name")
    verb.add_argument("--again", action="store_true", help="although one came in before, since none can any more")


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
