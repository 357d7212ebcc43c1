"""The commands `kept council`: make a council, load its people, see what it lacks, open its doors.

They work as the owner of the tables, wearing the loader's hat: one council at a time, and nothing is ever deleted.
"""

import asyncio
from argparse import ArgumentParser, Namespace
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
import yaml
from sqlalchemy import bindparam, update
from sqlmodel import col

from api import (
    adopting,
    channels,
    council_checks,
    council_duty,
    council_idp,
    council_ladder,
    council_loading,
    embedded,
    first_admin,
    installing,
    settings,
)
from api import council_options as options
from api.clock import Clock
from api.connections import open_pool
from api.council_checks import COUNCIL
from api.council_desk import Desk, Report, must_exist
from api.council_files import council_id_of
from api.council_proofreading import proofread
from api.council_reading import WrongFile
from api.database import Writes
from api.statements import Write
from auth.hiding import Hidden
from auth.who import Seals
from models.councils import Council, CouncilState
from rules.clocks import local
from rules.deliveries import MessageChannel

OPEN = Write(update(Council).where(col(Council.council_id) == bindparam("which")).values(state=CouncilState.open))


class OnlyTried(Exception):
    """Leaves a transaction without committing it."""


def add_arguments(parser: ArgumentParser) -> None:
    options.offer(parser, ACTIONS)


def run(arguments: Namespace) -> int:
    """Run one of them, or one of `kept calendar`, and print what it has to say."""
    report = _reported(arguments)
    print(report.text)
    return report.code


def _reported(arguments: Namespace) -> Report:
    """Return what it has to say. What the database says of a row is not repeated."""
    with _owner() as (url, context_key):
        try:
            return asyncio.run(_at_desk(arguments, url, context_key))
        except psycopg.errors.InvalidAuthorizationSpecification:
            raise RuntimeError("This database has another context key than KEPT_CONTEXT_KEY_FILE.") from None
        except psycopg.OperationalError:
            raise RuntimeError("The database cannot be reached. Nothing was changed.") from None
        except psycopg.Error as error:
            raise RuntimeError(f"The database refused it ({type(error).__name__}). Nothing was changed.") from None


@contextmanager
def _owner() -> Iterator[tuple[str, bytes]]:
    """Yield the owner's login and the context key: of the council's PostgreSQL, else of the embedded one."""
    url = settings.migrate_url()
    if url:
        yield url, _context_key(Path.cwd() / ".kept")
        return
    home = settings.named_home() or embedded.default_home()
    if settings.council_database() or not embedded.exists(home):
        raise RuntimeError("Set KEPT_MIGRATE_DATABASE_URL to the login of kept_owner, or start `kept run` once.")
    with embedded.running(home) as server:
        yield embedded.dsn(server, "kept_owner", installing.DATABASE), _context_key(home)


def _context_key(home: Path) -> bytes:
    file = settings.from_environment(home=home).context_key
    if not file.exists():
        raise RuntimeError("Set KEPT_CONTEXT_KEY_FILE to the key that `kept migrate` was run with.")
    return file.read_bytes()


async def _at_desk(arguments: Namespace, url: str, context_key: bytes) -> Report:
    pool = open_pool(url, size=2)
    await pool.open()
    try:
        report: Report = await arguments.action(arguments, Desk(pool, Seals(context_key, Clock()), Hidden(context_key)))
    finally:
        await pool.close()
    return report


async def new(arguments: Namespace, desk: Desk) -> Report:
    """Make a council that nobody can enter yet."""
    if arguments.opens >= arguments.closes:
        raise RuntimeError("The office must open before it closes.")
    async with desk.at(arguments.slug, "new") as db:
        if await db.all(COUNCIL()):
            raise RuntimeError("There is a council of that name already.")
        await db.add(
            Council(
                council_id=council_id_of(arguments.slug),
                slug=arguments.slug,
                name=arguments.name,
                state=CouncilState.draft,
                opens=arguments.opens,
                closes=arguments.closes,
                out_of_hours_phone=arguments.out_of_hours,
            )
        )
        await council_ladder.adopt(council_id_of(arguments.slug), db)
    return Report(f"{arguments.slug} is a draft. Next: kept council load FILE")


async def load(arguments: Namespace, desk: Desk) -> Report:
    """Load a file: all of it, or nothing."""
    told = proofread(arguments.file)
    if told.file is None:
        raise WrongFile(told.wrongs)
    slug = told.file.council.slug
    with suppress(OnlyTried):
        async with desk.at(slug, "load") as db:
            await must_exist(db, slug)
            differences = await council_loading.load(told, told.file, db)
            for name in told.file.council.pledges:
                await adopting.adopt_named(name, told.file.council_id, None, db)
            _leave_if(only_tried=arguments.dry_run)
    said = "Only tried, nothing is changed." if arguments.dry_run else "Loaded."
    return Report("\n".join([*council_loading.summary(differences), said]))


def _leave_if(*, only_tried: bool) -> None:
    if only_tried:
        raise OnlyTried


async def adopt(arguments: Namespace, desk: Desk) -> Report:
    """Give a council the lines of a pledge, from a day on."""
    async with desk.at(arguments.slug, "adopt") as db:
        said = await adopting.adopt_named(arguments.pledge, council_id_of(arguments.slug), arguments.day, db)
    return Report(f"{arguments.slug}: {said}")


async def ladder(arguments: Namespace, desk: Desk) -> Report:
    """Show the ladder, or tighten a step of it."""
    async with desk.at(arguments.slug, "ladder") as db:
        await must_exist(db, arguments.slug)
        day = arguments.day or local(db.now).date()
        if arguments.step is None:
            return Report(await council_ladder.show(day, db))
        rung = council_ladder.RungSaid(arguments.step, arguments.amount, frozenset(arguments.tells))
        said = await council_ladder.tighten(council_id_of(arguments.slug), arguments.kind, rung, day, db)
    return Report(f"{arguments.slug}: {said}")


async def duty(arguments: Namespace, desk: Desk) -> Report:
    """Show the gaps of the rota, or switch the wording on or off."""
    async with desk.at(arguments.slug, "duty") as db:
        await must_exist(db, arguments.slug)
        if arguments.wording is None:
            return Report(await council_duty.show(db))
        said = await council_duty.word(council_id_of(arguments.slug), db, said=arguments.wording == "on")
    return Report(f"{arguments.slug}: {said}")


async def check(arguments: Namespace, desk: Desk) -> Report:
    """Say what a council lacks."""
    async with desk.at(arguments.slug, "check") as db:
        await must_exist(db, arguments.slug)
        return await _lacking(arguments.slug, db) or Report(f"{arguments.slug} lacks nothing.")


async def open_doors(arguments: Namespace, desk: Desk) -> Report:
    """Let a council's people in, once it lacks nothing."""
    async with desk.at(arguments.slug, "open") as db:
        council = await must_exist(db, arguments.slug)
        if council.state == CouncilState.closed:
            raise RuntimeError("That council is closed.")
        lacking = await _lacking(arguments.slug, db)
        if lacking and lacking.code:
            return Report(f"{lacking.text}\n{arguments.slug} was not opened.", lacking.code)
        await db.send(OPEN, which=council_id_of(arguments.slug))
    return Report("\n".join(filter(None, [lacking.text if lacking else "", f"{arguments.slug} is open."])))


async def admin(arguments: Namespace, desk: Desk) -> Report:
    """Let the first admin in, with a code that is said once."""
    async with desk.at(arguments.slug, "admin") as db:
        council = await must_exist(db, arguments.slug)
        return Report(await first_admin.invite(council.state, arguments, db))


async def _lacking(slug: str, db: Writes) -> Report | None:
    findings = [*await council_checks.check(db), *await council_checks.duty_reached(_ways(slug), slug, db)]
    lacks = any(not each.warning for each in findings)
    return Report("\n".join(map(str, findings)), 1 if lacks else 0) if findings else None


def _ways(slug: str) -> frozenset[MessageChannel]:
    try:
        return channels.read(settings.channels_file()).ways(slug)
    except (OSError, ValueError, yaml.YAMLError):
        raise RuntimeError("KEPT_CHANNELS_FILE cannot be used as it is: compare it with channels.md.") from None


Action = Callable[[Namespace, Desk], Awaitable[Report]]
Option = Callable[[ArgumentParser], None]

ACTIONS: dict[str, tuple[Action, str, *tuple[Option, ...]]] = {
    "new": (new, "Make a council: a draft that nobody can enter.", options.slug, options.about),
    "load": (load, "Load its teams, staff, young people and who is there for whom, all or nothing.", options.file),
    "adopt": (adopt, "Adopt a pledge of the catalogue.", options.pledge),
    "ladder": (
        ladder,
        "Show its ladder, or tighten a step of it; none can be loosened.",
        options.slug,
        options.step,
    ),
    "idp": (council_idp.idp, "Show or name the directories where its staff sign in.", options.slug, options.idp),
    "duty": (duty, "Show when nobody is on duty; say or do not say that somebody is.", options.slug, options.wording),
    "check": (check, "Say what it lacks.", options.slug),
    "open": (open_doors, "Let its people in. Refused while it lacks anything.", options.slug),
    "admin": (admin, "Say a code, once, with which its first admin signs in.", options.slug, options.admin),
}
