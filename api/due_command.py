"""The command `kept due`: when something is due in an ordinary office, or in that of an invented council."""

from argparse import ArgumentParser, Namespace
from datetime import time
from typing import TYPE_CHECKING

from api import due
from api.bank_holidays import calendar_of
from api.late import late

if TYPE_CHECKING:
    from api import council_files
else:
    council_files = late("api.council_files")


def add_arguments(verb: ArgumentParser) -> None:
    verb.add_argument("--council", help="an invented council, for its office hours")
    due.add_arguments(verb)


def run(arguments: Namespace) -> int:
    opens, closes = _hours_of(arguments.council) if arguments.council else (time(9), time(17))
    print(due.run(arguments, calendar_of(opens, closes)))
    return 0


def _hours_of(slug: str) -> tuple[time, time]:
    found = [each.council for each in council_files.demos() if each.council.slug == slug]
    if not found:
        raise RuntimeError("There is no council of that name.")
    return found[0].opens or time(9), found[0].closes or time(17)
