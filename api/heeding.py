"""Words of harm are heeded: whatever a young person writes is read once, by rules, in the transaction that keeps it.

It is the door for writing that reads it, so no field can be forgotten. Nothing is ever refused or kept back by it, not
even by an error in it. What she writes stays where it is: the duty team learns that she is to be called, and no more.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from uuid import UUID

import structlog
from fastapi import Request

from api.boundary import said_in
from api.calendars import calendar_for
from api.database import Writes
from api.statements import Read
from auth.who import Caller
from models.accounts import Role
from models.alarms import ABOUT, CHOSEN, Alarm, WhomItIsAbout
from models.councils import MY_COUNCIL, CouncilFound
from models.harm import words_of_harm
from models.help_now import MY_OPEN_HELP, OpenHelp
from models.my_requests import TEAMS_HEARING, TeamHearing
from models.requests import Request as Asked
from models.timeline import TimelineEntry
from models.young_people import Channel
from rules.clocks import RULES, reckon
from rules.harm import harm_in
from rules.help import JOINS
from rules.kinds import Kind
from rules.recipients import HELP_TEAMS, recipient
from rules.requests import Urgent, What
from rules.routing import Destination

COUNCIL = Read(CouncilFound, MY_COUNCIL)
OPEN_HELP = Read(OpenHelp, MY_OPEN_HELP)
LISTENING = Read(TeamHearing, TEAMS_HEARING)
WHOM = Read(WhomItIsAbout, ABOUT)

# What is chosen from a list holds no words.
_CHOICES = frozenset(Channel)

log = structlog.get_logger()


async def heed(request: Request, me: Caller, db: Writes) -> None:
    """Have her called if she sent words of harm or `urgent`, unless somebody who reads it is called anyway."""
    if me.role != Role.young_person or db.heeded:
        return
    said = dict(said_in(request.scope) or {})
    urgent = said.pop("urgent", None) in tuple(Urgent)
    unread = [each for each in texts_in(said) if each not in db.harmless and each not in _CHOICES]
    found = words_of_harm().version if harmful(unread) else None
    if not found and not urgent:
        return
    await db.settle()  # what she asked for is said, whatever becomes of this
    try:
        async with db.apart():
            await _raise(found, await _about(said, request, db), me, db, joins=not urgent)
    except Exception as problem:  # noqa: BLE001  what she wrote is never refused because of it
        log.error("nobody_called", error=type(problem).__name__)  # noqa: TRY400  a traceback could repeat her words


def harmful(texts: Iterable[str]) -> bool:
    """Say whether there are words of harm. What cannot be read by rules is kept as it is, and nobody is refused."""
    try:
        return bool(harm_in(list(texts), words_of_harm()))
    except Exception as problem:  # noqa: BLE001  whatever it is, what she wrote comes first
        log.error("words_not_read", error=type(problem).__name__)  # noqa: TRY400  a traceback could repeat her words
        return False


def put_first(asked: Asked, db: Writes, *texts: str | None) -> bool:
    """Let a request that holds words of harm stand first in its queue; say whether it does."""
    read = {text for text in texts if text}
    found = harmful(read)
    if not found:
        db.harmless |= read
    if found and asked.urgent is None:
        asked.urgent = Urgent.other
    return found


def cry_for_help(team_id: UUID, council: CouncilFound, me: Caller, db: Writes) -> Asked:
    """Make the request that stands before everything else; it is not written yet."""
    clock = reckon(RULES[Kind.help], db.now, calendar_for(council).without_end())
    return Asked.ask(me, Destination(Kind.help, team_id, None), clock, by=me.id, now=db.now)


async def write_cry(asked: Asked, db: Writes) -> None:
    await db.add(asked)
    await db.add(TimelineEntry.of(asked, What.asked, db.now))


async def _raise(found: str | None, about: UUID | None, me: Caller, db: Writes, *, joins: bool) -> None:
    """Have her called; what she says is urgent calls anew, whatever is open already."""
    teams, (council,), (before,) = await db.together(
        LISTENING(about=about), COUNCIL(), OPEN_HELP(within=JOINS, about=about)
    )
    made: dict[str, UUID] = {}
    request_id = before.id if joins else None
    if request_id is None:
        asked = cry_for_help(recipient(HELP_TEAMS, [each.hearing for each in teams]), council, me, db)
        await write_cry(asked, db)
        request_id, made = asked.id, {"id": asked.id}
    ours = {"council_id": me.council_id, "young_person_id": me.id, "request_id": request_id, **made}
    await db.add(Alarm(**ours, kept_from_id=about, rules=found or CHOSEN, at=db.now))


async def _about(said: Mapping[str, object], request: Request, db: Writes) -> UUID | None:
    """Name whom the words are about, where she names somebody, now or when she first complained."""
    with suppress(ValueError):
        if said.get("about_worker_id"):
            return UUID(str(said["about_worker_id"]))
        if "request_id" in request.path_params:
            found = await db.all(WHOM(request_id=UUID(request.path_params["request_id"])))
            return found[0].about_worker_id if found else None
    return None


def texts_in(said: object) -> Iterator[str]:
    """Return every text in what was sent, however deep it stands."""
    match said:
        case str():
            yield said
        case dict():
            for each in said.values():
                yield from texts_in(each)
        case list():
            for each in said:
                yield from texts_in(each)
