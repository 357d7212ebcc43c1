"""The command `kept due`: when a request is due, and every day that was counted or skipped on the way."""

import json
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from dataclasses import replace
from datetime import datetime

from rules.clocks import RULES, Reckoning, in_words, local, named, reckon
from rules.kinds import Kind
from rules.working_days import ZONE, Calendar, Day

PROMISE = RULES[Kind.contact]


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "asked", metavar="INSTANT", type=instant, help="when it was asked for, such as 2026-12-24T16:30:00Z"
    )
    parser.add_argument(
        "--days",
        type=working_days,
        default=PROMISE.working_days,
        metavar="N",
        help="how many working days the promise gives (%(default)s unless told)",
    )
    parser.add_argument("--json", action="store_true", help="print it for a program")


def run(arguments: Namespace, calendar: Calendar) -> str:
    return explain(arguments.asked, calendar=calendar, working_days=arguments.days, as_json=arguments.json)


def explain(asked: datetime, *, calendar: Calendar, working_days: int, as_json: bool) -> str:
    """Show the working of a promise: as JSON for a developer, else as text for a complaints officer."""
    reckoning = reckon(replace(PROMISE, working_days=working_days), asked, calendar)
    return _as_json(reckoning) if as_json else _as_text(reckoning)


def instant(typed: str) -> datetime:
    """Read an instant that means the same everywhere: a time without its zone is refused, not guessed."""
    try:
        read = datetime.fromisoformat(typed)
        read.astimezone(ZONE)
    except (ValueError, OverflowError):
        raise ArgumentTypeError("write it like 2026-12-24T16:30:00Z") from None
    if read.utcoffset() is None:
        raise ArgumentTypeError("say the time zone too, such as 2026-12-24T16:30:00Z or 2026-06-10T09:00:00+01:00")
    return read


def working_days(typed: str) -> int:
    if not (typed.isascii() and typed.isdecimal() and int(typed)):
        raise ArgumentTypeError("must be a whole number, 1 or more")
    return int(typed)


def _as_json(reckoning: Reckoning) -> str:
    shown = {
        "asked_at": _zulu(reckoning.started_at),
        "due_at": _zulu(reckoning.due_at),
        "due_on": reckoning.due_on.isoformat(),
        "in_words": in_words(reckoning.due_at),
        "days": [_day(day) for day in reckoning.days],
    }
    return json.dumps(shown, indent=2, ensure_ascii=False)


def _day(day: Day) -> dict[str, str | int | None]:
    said = {"number": day.number} if day.skipped is None else {"skipped": day.skipped}
    return {"day": day.day.isoformat(), **said}


def _as_text(reckoning: Reckoning) -> str:
    asked = local(reckoning.started_at)
    asked_on = named(asked.date())
    return "\n".join(
        (
            f"Asked: {asked_on} {asked.year}, {asked:%H:%M} in London ({_zulu(reckoning.started_at)})",
            f"Due:   {in_words(reckoning.due_at)} ({_zulu(reckoning.due_at)})",
            "",
            f"{asked.date()}  {asked_on:<22}  day 0, the day of asking",
            *(_line(day) for day in reckoning.days),
        )
    )


def _line(day: Day) -> str:
    said = f"day {day.number}" if day.skipped is None else f"not counted: {day.skipped}"
    return f"{day.day}  {named(day.day):<22}  {said}"


def _zulu(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")
