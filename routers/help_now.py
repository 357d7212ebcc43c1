"""A young person needs help now: one press reaches the duty team, leaves nothing to see, and has her last word."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter

from api import steps
from api.database import Reads, Writes, only
from api.heeding import cry_for_help, write_cry
from api.idempotency import KeptRoute, leave_for_a_phone
from api.last_word import settle
from api.newest_first import NewestFirst
from api.problems import refuses
from api.statements import Read
from auth.doors import ReadDoor, UrgentDoor, WriteDoor
from auth.permissions import Permission
from auth.who import Caller, can
from models.contact_requests import Confirmation, Receipt
from models.councils import MY_COUNCIL, CouncilFound
from models.duty_shifts import WATCHED, Watched
from models.help_lines import help_now
from models.help_now import MY_OPEN_PRESS, HelpAsk, HelpRequest, HelpRequestInFull, HelpRequests, OpenHelp
from models.ladders import MY_COUNCIL_WITH_LADDER, CouncilWithLadder
from models.my_requests import SAID, SaidFound, one_of_my, page_of
from models.requests import Request as Asked
from models.teams import TEAMS, TeamFound, duty_team
from models.timeline import TIMELINE, TimelineEntry, TimelineFound
from models.words import say
from rules.help import JOINS
from rules.kinds import Kind
from rules.requests import What

router = APIRouter(prefix="/v1/me/help-now", tags=["help-now"], route_class=KeptRoute)

Presser = Annotated[Caller, can(Permission.help_ask)]
Reader = Annotated[Caller, can(Permission.help_read)]
Changer = Annotated[Caller, can(Permission.help_change)]

COUNCIL = Read(CouncilFound, MY_COUNCIL)
LADDER = Read(CouncilWithLadder, MY_COUNCIL_WITH_LADDER)
TEAM_LIST = Read(TeamFound, TEAMS)
WATCHED_NOW = Read(Watched, WATCHED)
OPEN_PRESS = Read(OpenHelp, MY_OPEN_PRESS)
MINE = Read(SaidFound, one_of_my(Kind.help))
LIST = Read(SaidFound, page_of(SAID, Kind.help))
STORY = Read(TimelineFound, TIMELINE)


@router.post("", status_code=201, openapi_extra={"x-key": "optional"})
async def ask_for_help_now(me: Presser, db: UrgentDoor, ask: HelpAsk | None = None) -> Receipt:
    """Ask for help now. Nothing needs to be written. It is first in the queue of the duty team in the same moment.

    A second press within ten minutes joins the first, until somebody has seen that one: then it calls anew, as does
    one that says for the first time what is wrong. The reply is the same whatever was sent before, so that nobody
    who holds the phone learns from it; it names whom to call at once. Only where the council says so, and in a minute
    in which somebody is on duty, it says that somebody was there. The `Idempotency-Key` may be left out.
    """
    pressed, db.heeded = ask or HelpAsk(), True
    teams, (council,), (before,), (here,) = await db.together(
        TEAM_LIST(), COUNCIL(), OPEN_PRESS(within=JOINS, urgent=pressed.urgent), WATCHED_NOW()
    )
    if before.id:
        await _press_again(before.id, pressed, me, db)
    else:
        await _press(pressed, duty_team(teams), council, me, db)
    says = say("help_receipt_watched" if here.watched else "help_receipt")
    return leave_for_a_phone(Receipt(says=says, help_now=help_now(council)), db)


@router.get("", openapi_extra=refuses("fresh_sign_in_needed"))
async def list_help_requests(me: Reader, db: ReadDoor, wanted: NewestFirst) -> HelpRequests:
    """List when I asked for help now, the newest first. Needs a fresh sign-in."""
    me.must_be_sure()
    rows, (council,), teams = await db.together(LIST(**wanted.values), COUNCIL(), TEAM_LIST())
    page, following = wanted.page(rows)
    shown = [each.shown_as(HelpRequest, db.now, council, teams) for each in page]
    return HelpRequests(items=shown, next_cursor=following)


@router.get("/{request_id}", openapi_extra=refuses("fresh_sign_in_needed"))
async def read_help_request(request_id: UUID, me: Reader, db: ReadDoor) -> HelpRequestInFull:
    """Read one, with who has seen it and all that happened since. Needs a fresh sign-in."""
    me.must_be_sure()
    return await _in_full(request_id, db)


@router.post(
    "/{request_id}/confirmation", openapi_extra=refuses("fresh_sign_in_needed", "not_in_this_state", "too_long_ago")
)
async def confirm_help_request(request_id: UUID, said: Confirmation, me: Changer, db: WriteDoor) -> HelpRequestInFull:
    """Say whether somebody got back to me. If nobody did, it is open again with the same date, and the team is told.

    That can be said for 28 days after it ended. Whoever is in need now presses again. Needs a fresh sign-in.
    """
    me.must_be_sure()
    request = await db.lock(Asked, request_id)
    request.must_be(Kind.help)
    await settle(request, me, db, reached=said.reached)
    return await _in_full(request_id, db)


async def _in_full(request_id: UUID, db: Reads | Writes) -> HelpRequestInFull:
    found, story, (council,), teams = await db.together(
        MINE(request_id=request_id), STORY(request_id=request_id), LADDER(request_id=request_id), TEAM_LIST()
    )
    shown = only(found).shown_as(HelpRequestInFull, db.now, council, teams, story)
    return shown.model_copy(update={"steps": steps.for_young_person(council, story, db.now)})


async def _press(pressed: HelpAsk, duty: TeamFound, council: CouncilFound, me: Caller, db: Writes) -> None:
    request = cry_for_help(duty.id, council, me, db)
    request.says(**pressed.model_dump())
    await write_cry(request, db)


async def _press_again(request_id: UUID, pressed: HelpAsk, me: Caller, db: Writes) -> None:
    """Write it into the story of the first: whoever comes reads all of it."""
    again = TimelineEntry(
        council_id=me.council_id,
        young_person_id=me.id,
        request_id=request_id,
        at=db.now,
        what=What.asked_again,
        message=pressed.message,
    )
    await db.add(again)
