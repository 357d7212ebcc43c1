"""The commands `kept calendar`: whoever runs the service sees, adds and takes back days that a council does not count.

The same rules as for a council's admin (`/v1/calendars`), and the same sweep moves the open clocks. Nothing is fetched:
the official list is a file that somebody downloaded.
"""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date, timedelta

from sqlalchemy import bindparam, update
from sqlmodel import col

from api import calendar_options as options
from api.bank_holidays import bank_holidays, days_left
from api.calendars import calendar_for
from api.closing_days import COUNCIL, SAID, say_closed
from api.council_commands import Action, OnlyTried, Option
from api.council_desk import Desk, Report
from api.council_files import council_id_of
from api.database import Writes
from api.official_calendar import official_days
from api.statements import Write
from models.closed_days import ClosedDayShown
from models.councils import Closed, ClosedDay, CouncilFound
from rules.clocks import local
from rules.closed_days import beyond, lacking, wanted
from rules.working_days import Calendar

ENOUGH_DAYS, A_SWEEP = 120, timedelta(minutes=5)
SOON = "Open clocks that it touches move within a minute, while `kept work` runs."
TAKE_BACK = Write(
    update(ClosedDay)
    .where(
        col(ClosedDay.day) == bindparam("which"),
        col(ClosedDay.moved_at).is_(None),
        col(ClosedDay.taken_back_at).is_(None),
    )
    .values(taken_back_at=bindparam("now"))
    .returning(col(ClosedDay.id))
)


def add_arguments(parser: ArgumentParser) -> None:
    options.offer(parser, ACTIONS)


async def show(arguments: Namespace, desk: Desk) -> Report:
    """List every day to come that is not counted, and until when the bank holidays are known."""
    async with desk.at(arguments.slug, "calendar") as db:
        council = await _council(arguments.slug, db)
        today, calendar = local(db.now).date(), calendar_for(council)
    said = {each.day for each in council.closed_days}
    lines = [
        f"{day} {kind:<12} {why}{' (said by the council)' if day in said else ''}"
        for day, kind, why in sorted(_days(calendar))
        if day >= today
    ]
    return Report("\n".join([*lines, _known(today)]))


def _days(calendar: Calendar) -> Iterator[tuple[date, str, str]]:
    held: tuple[tuple[str, Mapping[date, str]], ...] = (
        ("bank holiday", calendar.holidays),
        ("closure", calendar.closures),
    )
    for kind, days in held:
        yield from ((day, kind, why) for day, why in days.items())


def _known(today: date) -> str:
    held = bank_holidays()
    return (
        f"Known for {held.division} until {held.last}, {days_left(today)} days from now; the list is of {held.dated}."
    )


async def add(arguments: Namespace, desk: Desk) -> Report:
    """Say that a day is closed."""
    async with desk.at(arguments.slug, "calendar") as db:
        await _council(arguments.slug, db)
        await _say(arguments.slug, arguments.kind, arguments.day, arguments.why, db)
    return Report(f"{arguments.slug}: {arguments.day} is closed: {arguments.why}. {SOON}")


async def remove(arguments: Namespace, desk: Desk) -> Report:
    """Take a day back that has moved no date."""
    async with desk.at(arguments.slug, "calendar") as db:
        await _council(arguments.slug, db)
        if not await db.rows(TAKE_BACK, which=arguments.day, now=db.now):
            raise RuntimeError(
                "There is no such day that could be taken back. One that open clocks know already stays: "
                "a young person is told another date once."
            )
    return Report(f"{arguments.slug}: {arguments.day} counts again.")


async def bring(arguments: Namespace, desk: Desk) -> Report:
    """Add what an official list knows and this council does not; nothing is ever taken away by it."""
    said = official_days(arguments.file)
    with suppress(OnlyTried):
        async with desk.at(arguments.slug, "calendar") as db:
            today, calendar = local(db.now).date(), calendar_for(await _council(arguments.slug, db))
            new = wanted(said, today, calendar)
            for day in new:
                await _say(arguments.slug, Closed.bank_holiday, day, said[day], db)
            if arguments.dry_run:
                raise OnlyTried
    lines = [f"{'would add' if arguments.dry_run else 'added'} {day} {said[day]}" for day in new]
    lines += [f"not in that list, and kept: {day} {calendar.holidays[day]}" for day in lacking(said, today, calendar)]
    far = beyond(said, calendar)
    lines += [f"beyond {calendar.last}: {len(far)} days wait for the next release of Kept"] if far else []
    return Report("\n".join([*lines, f"{arguments.slug}: {len(new)} new bank holidays. {SOON}"]))


async def check(arguments: Namespace, desk: Desk) -> Report:
    """Say what is wrong with a council's calendar; 1 where something is."""
    async with desk.at(arguments.slug, "calendar") as db:
        await _council(arguments.slug, db)
        today = local(db.now).date()
        said = [each for kind in Closed for each in await db.all(SAID(kind=kind))]
        waiting = [each for each in said if _waits(each) and each.said_at < db.now - A_SWEEP]
    wrong = [f"{each.day} was said and has moved no clock: does `kept work` run?" for each in waiting]
    if days_left(today) < ENOUGH_DAYS:
        wrong.append(f"The bank holidays end in {days_left(today)} days: bring a newer release of Kept.")
    return Report("\n".join([*wrong, _known(today)]), 1 if wrong else 0)


def _waits(said: ClosedDayShown) -> bool:
    return said.moved_at is None


async def _say(slug: str, kind: Closed, day: date, why: str, db: Writes) -> None:
    await say_closed(kind, day, why, council_id=council_id_of(slug), by=None, db=db)
    await db.settle()


async def _council(slug: str, db: Writes) -> CouncilFound:
    found = await db.all(COUNCIL())
    if not found:
        raise RuntimeError(f"There is no council {slug}.")
    return found[0]


ACTIONS: dict[str, tuple[Action, str, *tuple[Option, ...]]] = {
    "list": (show, "Show the days to come that are not counted, and until when they are known.", options.slug),
    "add": (add, "Say that a day is closed: a new bank holiday, or a closure.", options.slug, options.closed_day),
    "remove": (remove, "Take a day back that no open clock knows yet.", options.slug, options.day),
    "import": (
        bring,
        "Add the bank holidays of the official list, a file that was downloaded from GOV.UK.",
        options.slug,
        options.official,
    ),
    "check": (check, "Say what is wrong: data that end, a day that moved no clock.", options.slug),
}
