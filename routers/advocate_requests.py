"""A young person asks for an advocate, a visitor, or to be heard, and nobody else learns of it."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response

from api import steps
from api.calendars import calendar_for
from api.database import Reads, Writes, only
from api.heeding import put_first
from api.idempotency import KeptRoute, leave_for_a_phone
from api.last_word import settle, withdraw
from api.newest_first import NewestFirst
from api.problems import refuses
from api.statements import Read
from auth.doors import ReadDoor, WriteDoor
from auth.permissions import Permission
from auth.who import Caller, can
from models.advocate_requests import AdvocateAsk, AdvocateRequest, AdvocateRequestInFull, AdvocateRequests
from models.contact_requests import ClockShown, Receipt
from models.councils import MY_COUNCIL, CouncilFound
from models.ladders import MY_COUNCIL_WITH_LADDER, CouncilWithLadder
from models.my_requests import (
    SAID,
    TEAMS_HEARING,
    SaidFound,
    TeamHearing,
    Verdict,
    one_of_my,
    page_of,
    receipt_of,
)
from models.requests import Request as Asked
from models.teams import TEAMS, TeamFound
from models.timeline import TIMELINE, TimelineEntry, TimelineFound
from rules.clocks import RULES, reckon
from rules.kinds import Kind
from rules.recipients import ADVOCATE_TEAMS, Hearing, recipient
from rules.requests import What
from rules.routing import Destination

router = APIRouter(prefix="/v1/me/advocate-requests", tags=["advocate-requests"], route_class=KeptRoute)

Asker = Annotated[Caller, can(Permission.advocate_requests_ask)]
Reader = Annotated[Caller, can(Permission.advocate_requests_read)]
Changer = Annotated[Caller, can(Permission.advocate_requests_change)]

COUNCIL = Read(CouncilFound, MY_COUNCIL)
LADDER = Read(CouncilWithLadder, MY_COUNCIL_WITH_LADDER)
TEAM_LIST = Read(TeamFound, TEAMS)
LISTENING = Read(TeamHearing, TEAMS_HEARING)
MINE = Read(SaidFound, one_of_my(Kind.advocate))
LIST = Read(SaidFound, page_of(SAID, Kind.advocate))
STORY = Read(TimelineFound, TIMELINE)


@router.post("", status_code=201, openapi_extra=refuses("calendar_ends"))
async def ask_for_an_advocate(
    ask: AdvocateAsk, me: Asker, db: WriteDoor, response: Response
) -> AdvocateRequest | Receipt:
    """Ask for an advocate or a visitor, to hear about the council of young people, or for children's rights.

    Nobody in my social worker's team is told. Sent without a fresh sign-in, the reply is a receipt that tells nothing.
    """
    teams, (council,) = await db.together(LISTENING(about=None), COUNCIL())
    request = _addressed(ask, me, council, [each.hearing for each in teams], db)
    await db.add(request)
    await db.add(TimelineEntry.of(request, What.asked, db.now))
    receipt = leave_for_a_phone(receipt_of(council), db)
    if not me.may_read_secrets:
        return receipt
    response.headers["Location"] = f"{router.prefix}/{request.id}"
    found = await db.one(MINE(request_id=request.id))
    return found.shown_as(AdvocateRequest, db.now, council, teams)


@router.get("", openapi_extra=refuses("fresh_sign_in_needed"))
async def list_advocate_requests(me: Reader, db: ReadDoor, wanted: NewestFirst) -> AdvocateRequests:
    """List what I asked an advocate, a visitor or children's rights for, the newest first. Needs a fresh sign-in."""
    me.must_be_sure()
    rows, (council,), teams = await db.together(LIST(**wanted.values), COUNCIL(), TEAM_LIST())
    page, following = wanted.page(rows)
    shown = [each.shown_as(AdvocateRequest, db.now, council, teams) for each in page]
    return AdvocateRequests(items=shown, next_cursor=following)


@router.get("/{request_id}", openapi_extra=refuses("fresh_sign_in_needed"))
async def read_advocate_request(request_id: UUID, me: Reader, db: ReadDoor) -> AdvocateRequestInFull:
    """Read one, with the answer and all that happened since I asked. Needs a fresh sign-in."""
    me.must_be_sure()
    return await _in_full(request_id, db)


@router.get("/{request_id}/clock", openapi_extra=refuses("fresh_sign_in_needed"))
async def read_advocate_request_clock(request_id: UUID, me: Reader, db: ReadDoor) -> ClockShown:
    """See why it is due on that day: the rule, who says so, every day counted and every day skipped."""
    me.must_be_sure()
    return (await db.one(MINE(request_id=request_id))).clock()


@router.post("/{request_id}/withdrawal", openapi_extra=refuses("fresh_sign_in_needed", "not_in_this_state"))
async def withdraw_advocate_request(request_id: UUID, me: Changer, db: WriteDoor) -> AdvocateRequestInFull:
    """Say that I do not need this any more."""
    request = await _locked(request_id, me, db)
    await withdraw(request, me, db)
    return await _in_full(request_id, db)


@router.post(
    "/{request_id}/confirmation", openapi_extra=refuses("fresh_sign_in_needed", "not_in_this_state", "too_long_ago")
)
async def confirm_advocate_request(
    request_id: UUID, said: Verdict, me: Changer, db: WriteDoor
) -> AdvocateRequestInFull:
    """Say whether somebody got back to me. If nobody did, it is open again with the same date."""
    request = await _locked(request_id, me, db)
    await settle(request, me, db, reached=said.answered, message=said.message)
    return await _in_full(request_id, db)


def _addressed(ask: AdvocateAsk, me: Caller, council: CouncilFound, teams: Sequence[Hearing], db: Writes) -> Asked:
    """Make what was asked into a request to the team that hears it, its clock started."""
    team = recipient(ADVOCATE_TEAMS[ask.purpose], teams)
    clock = reckon(RULES[Kind.advocate], db.now, calendar_for(council))
    request = Asked.ask(me, Destination(Kind.advocate, team, None), clock, by=me.id, now=db.now)
    request.says(**ask.model_dump())
    put_first(request, db, ask.message, ask.preferences, ask.reach_me)
    return request


async def _locked(request_id: UUID, me: Caller, db: Writes) -> Asked:
    """Return what I asked, to be changed; the same refusal on a mere phone whether or not it is there."""
    me.must_be_sure()
    request = await db.lock(Asked, request_id)
    request.must_be(Kind.advocate)
    return request


async def _in_full(request_id: UUID, db: Reads | Writes) -> AdvocateRequestInFull:
    found, story, (council,), teams = await db.together(
        MINE(request_id=request_id), STORY(request_id=request_id), LADDER(request_id=request_id), TEAM_LIST()
    )
    shown = only(found).shown_as(AdvocateRequestInFull, db.now, council, teams, story)
    return shown.model_copy(update={"steps": steps.for_young_person(council, story, db.now)})
