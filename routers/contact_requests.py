"""A young person asks to be called, sees what became of it, and has the last word on it."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response

from api import steps
from api.calendars import calendar_for
from api.database import Reads, Writes, only
from api.heeding import put_first
from api.idempotency import KeptRoute, hide_from_a_phone, leave_for_a_phone
from api.inbox import tell_holder
from api.last_word import settle, withdraw
from api.newest_first import NewestFirst
from api.problems import refuses
from api.statements import Read
from auth.doors import ReadDoor, WriteDoor
from auth.permissions import Permission
from auth.who import Caller, can
from models.contact_requests import (
    MY_REQUEST,
    Addition,
    ClockShown,
    Confirmation,
    ContactAsk,
    ContactRequest,
    ContactRequestInFull,
    ContactRequests,
    Receipt,
    RequestFound,
)
from models.councils import MY_COUNCIL, CouncilFound
from models.involvements import ANSWERING, Involved, purpose_of
from models.ladders import MY_COUNCIL_WITH_LADDER, CouncilWithLadder
from models.my_requests import MY_CONTACT_REQUESTS
from models.on_a_phone import on_a_phone
from models.requests import Request as Asked
from models.teams import TEAMS, TeamFound, duty_team, rights_team
from models.timeline import TIMELINE, TimelineEntry, TimelineFound
from models.words import say
from rules.clocks import RULES, reckon
from rules.kinds import SECRET_KINDS, Kind
from rules.requests import What, not_too_far
from rules.routing import destination

router = APIRouter(prefix="/v1/me/contact-requests", tags=["contact-requests"], route_class=KeptRoute)

Asker = Annotated[Caller, can(Permission.contact_requests_ask)]
Reader = Annotated[Caller, can(Permission.contact_requests_read)]
Changer = Annotated[Caller, can(Permission.contact_requests_change)]

COUNCIL = Read(CouncilFound, MY_COUNCIL)
LADDER = Read(CouncilWithLadder, MY_COUNCIL_WITH_LADDER)
TEAM_LIST = Read(TeamFound, TEAMS)
WHO_ANSWERS = Read(Involved, ANSWERING)
MINE = Read(RequestFound, MY_REQUEST)
LIST = Read(RequestFound, MY_CONTACT_REQUESTS)
STORY = Read(TimelineFound, TIMELINE)

# Asking for an advocate whom I named when I asked to be called stands here, too.
HERE = (Kind.contact, Kind.advocate)


@router.post("", status_code=201, openapi_extra=refuses("calendar_ends", "not_one_of_your_people", "too_far_ahead"))
async def ask_to_be_called(ask: ContactAsk, me: Asker, db: WriteDoor, response: Response) -> ContactRequest | Receipt:
    """Ask somebody to call. The two working days start now.

    It goes to the person named, else to the main worker: to their team, so that somebody always sees it. Asking for an
    advocate or a visitor makes it an advocate request, of which nobody else learns.
    """
    people, teams, (council,) = await db.together(
        WHO_ANSWERS(young_person_id=me.id, named=ask.worker_id), TEAM_LIST(), COUNCIL()
    )
    not_too_far(ask.not_before, db.now)
    duty, rights = duty_team(teams), rights_team(teams)
    ties = [each.tie for each in people]
    to = destination(ask.worker_id, ties, duty_team_id=duty.id, rights_team_id=rights.id, now=db.now)
    clock = reckon(RULES[to.kind], db.now, calendar_for(council), ask.not_before)
    request = Asked.ask(me, to, clock, by=me.id, now=db.now)
    request.says(**ask.model_dump(exclude={"worker_id"}))
    if to.kind is Kind.advocate:
        request.says(purpose=purpose_of(ask.worker_id, people))
    worried = put_first(request, db, ask.about, ask.message, ask.safe_times)
    await db.add(request)
    await db.add(TimelineEntry.of(request, What.asked, db.now))
    # The duty team reads what is urgent, unless it is a secret.
    db.heeded = to.kind is Kind.contact and request.urgent is not None
    if worried and db.heeded:
        await db.add(TimelineEntry.of(request, What.worried, db.now))
    found = RequestFound.of(
        request,
        next(team for team in teams if team.id == to.team_id),
        next((each for each in people if each.worker_id == to.worker_id and each.team_id == to.team_id), None),
    )
    return _reply(found.shown(db.now, council, teams), teams, me, db, response)


@router.get("")
async def list_contact_requests(me: Reader, db: ReadDoor, wanted: NewestFirst) -> ContactRequests:
    """List what I asked, the newest first. `changed_since` returns what changed at that time or later."""
    rows, (council,), teams = await db.together(LIST(**wanted.values), COUNCIL(), TEAM_LIST())
    page, following = wanted.page(rows)
    shown = [each.shown(db.now, council, teams) for each in page]
    if not me.may_read_secrets:
        shown = [on_a_phone(each, teams) for each in shown]
    return ContactRequests(items=shown, next_cursor=following)


@router.get("/{request_id}")
async def read_contact_request(request_id: UUID, me: Reader, db: ReadDoor) -> ContactRequestInFull:
    """Read one, with all that happened since I asked, in plain words."""
    shown, phone = await _in_full(request_id, db)
    return shown if me.may_read_secrets else phone


@router.get("/{request_id}/clock")
async def read_contact_request_clock(request_id: UUID, me: Reader, db: ReadDoor) -> ClockShown:
    """See why it is due on that day: the rule, who says so, every day counted and every day skipped."""
    return (await db.one(MINE(request_id=request_id))).clock()


@router.post("/{request_id}/withdrawal", openapi_extra=refuses("not_in_this_state"))
async def withdraw_contact_request(request_id: UUID, me: Changer, db: WriteDoor) -> ContactRequestInFull:
    """Say that I do not need this any more."""
    request = await db.lock(Asked, request_id)
    request.must_be(*HERE)
    await withdraw(request, me, db)
    return await _changed(request_id, me, db)


@router.post("/{request_id}/confirmation", openapi_extra=refuses("not_in_this_state", "too_long_ago"))
async def confirm_contact_request(
    request_id: UUID, said: Confirmation, me: Changer, db: WriteDoor
) -> ContactRequestInFull:
    """Say whether they called. If nobody did, it is open again with the same date, and the manager sees it first."""
    request = await db.lock(Asked, request_id)
    request.must_be(*HERE)
    await settle(request, me, db, reached=said.reached)
    return await _changed(request_id, me, db)


@router.post("/{request_id}/additions", status_code=201, openapi_extra=refuses("not_in_this_state"))
async def add_to_contact_request(
    request_id: UUID, addition: Addition, me: Changer, db: WriteDoor, response: Response
) -> ContactRequestInFull:
    """Add something to what I asked. Whoever can see it sees this too."""
    request = await db.lock(Asked, request_id)
    request.must_be(*HERE)
    request.hear_more(me.id, db.now)
    await db.save(request)
    await db.add(TimelineEntry.of(request, What.added, db.now, message=addition.message))
    await tell_holder(request, What.added, db)
    response.headers["Location"] = f"{router.prefix}/{request_id}"
    return await _changed(request_id, me, db)


async def _in_full(request_id: UUID, db: Reads | Writes) -> tuple[ContactRequestInFull, ContactRequestInFull]:
    """Return all of it, and what a mere phone shows."""
    found, story, (council,), teams = await db.together(
        MINE(request_id=request_id), STORY(request_id=request_id), LADDER(request_id=request_id), TEAM_LIST()
    )
    shown = only(found).shown_in_full(db.now, council, teams, story)
    shown = shown.model_copy(update={"steps": steps.for_young_person(council, story, db.now)})
    return shown, on_a_phone(shown, teams)


async def _changed(request_id: UUID, me: Caller, db: Writes) -> ContactRequestInFull:
    """Show what became of it, and leave what a mere phone is shown that sends the same again: nothing of a secret."""
    shown, phone = await _in_full(request_id, db)
    if shown.kind in SECRET_KINDS:
        hide_from_a_phone(db)
    else:
        leave_for_a_phone(phone, db)
    return shown if me.may_read_secrets else phone


def _reply(
    shown: ContactRequest, teams: Sequence[TeamFound], me: Caller, db: Writes, response: Response
) -> ContactRequest | Receipt:
    """Show what was asked, unless it is a secret and this may be somebody else's hand."""
    secret = shown.kind in SECRET_KINDS
    phone = leave_for_a_phone(_receipt(shown) if secret else on_a_phone(shown, teams), db)
    if not secret or me.may_read_secrets:
        response.headers["Location"] = f"{router.prefix}/{shown.id}"
    return shown if me.may_read_secrets else phone


def _receipt(shown: ContactRequest) -> Receipt:
    return Receipt(says=say("receipt"), help_now=shown.help_now)
