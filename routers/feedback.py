"""A young person has their say, a comment, a compliment or a complaint, and says whether the answer was one."""

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
from models.contact_requests import ClockShown, Receipt
from models.councils import MY_COUNCIL, CouncilFound
from models.feedback import NAMED_WORKER, Feedback, FeedbackAsk, FeedbackInFull, FeedbackList, WorkerNamed
from models.helpers import HELPERS, MY_ADVOCATE, AdvocateFound, ComplaintHelper, Helper, HelperFound, HelpersAsk
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
from models.on_a_phone import on_a_phone
from models.requests import Request as Asked
from models.teams import TEAMS, TeamFound
from models.timeline import TIMELINE, TimelineEntry, TimelineFound
from rules.clocks import RULES, reckon
from rules.kinds import FEEDBACK, SECRET_KINDS, Kind
from rules.recipients import (
    FEEDBACK_TEAMS,
    Hearing,
    must_be_helpable,
    must_be_known,
    must_be_there,
    must_not_be_about,
    never_reads,
    recipient,
)
from rules.requests import What
from rules.routing import Destination

router = APIRouter(prefix="/v1/me/feedback", tags=["feedback"], route_class=KeptRoute)

Giver = Annotated[Caller, can(Permission.feedback_give)]
Reader = Annotated[Caller, can(Permission.feedback_read)]
Changer = Annotated[Caller, can(Permission.feedback_change)]

COUNCIL = Read(CouncilFound, MY_COUNCIL)
LADDER = Read(CouncilWithLadder, MY_COUNCIL_WITH_LADDER)
TEAM_LIST = Read(TeamFound, TEAMS)
LISTENING = Read(TeamHearing, TEAMS_HEARING)
MINE = Read(SaidFound, one_of_my(*FEEDBACK))
LIST = Read(SaidFound, page_of(SAID, *FEEDBACK))
NAMED = Read(WorkerNamed, NAMED_WORKER)
HELPING = Read(HelperFound, HELPERS)
ADVOCATE = Read(AdvocateFound, MY_ADVOCATE)
STORY = Read(TimelineFound, TIMELINE)


@router.post("", status_code=201, openapi_extra=refuses("calendar_ends", "not_one_of_your_people"))
async def give_feedback(ask: FeedbackAsk, me: Giver, db: WriteDoor, response: Response) -> Feedback | Receipt:
    """Say what I think, what went well, or what went wrong. I get an answer; to a complaint, one with reasons.

    A complaint is a secret, and whoever it is about never reads it. A comment or a compliment may be passed on to my
    social worker's team. Sent without a fresh sign-in, the reply to a complaint is a receipt that tells nothing.
    """
    about = ask.about_worker_id
    listening = LISTENING(about=never_reads(ask.kind, about))
    teams, (council,), (named,) = await db.together(listening, COUNCIL(), NAMED(about=about))
    must_be_known(about, known=named.known)
    request = _addressed(ask, me, council, [each.hearing for each in teams], db)
    await db.add(request)
    await db.add(TimelineEntry.of(request, What.asked, db.now))
    if ask.kind in SECRET_KINDS:
        receipt = leave_for_a_phone(receipt_of(council), db)
        if not me.may_read_secrets:
            return receipt
    response.headers["Location"] = f"{router.prefix}/{request.id}"
    shown = (await db.one(MINE(request_id=request.id))).shown_as(Feedback, db.now, council, teams)
    if ask.kind in SECRET_KINDS:
        return shown
    phone = leave_for_a_phone(on_a_phone(shown, teams), db)
    return shown if me.may_read_secrets else phone


@router.get("", openapi_extra=refuses("fresh_sign_in_needed"))
async def list_feedback(me: Reader, db: ReadDoor, wanted: NewestFirst) -> FeedbackList:
    """List what I said, the newest first. Needs a fresh sign-in, since complaints are among it."""
    me.must_be_sure()
    rows, (council,), teams = await db.together(LIST(**wanted.values), COUNCIL(), TEAM_LIST())
    page, following = wanted.page(rows)
    shown = [each.shown_as(Feedback, db.now, council, teams) for each in page]
    return FeedbackList(items=shown, next_cursor=following)


@router.get("/{request_id}", openapi_extra=refuses("fresh_sign_in_needed"))
async def read_feedback(request_id: UUID, me: Reader, db: ReadDoor) -> FeedbackInFull:
    """Read what I said, with the answer and all that happened since. Needs a fresh sign-in."""
    me.must_be_sure()
    return await _in_full(request_id, db)


@router.get("/{request_id}/clock", openapi_extra=refuses("fresh_sign_in_needed"))
async def read_feedback_clock(request_id: UUID, me: Reader, db: ReadDoor) -> ClockShown:
    """See why it is due on that day: the rule, who says so, every day counted and every day skipped."""
    me.must_be_sure()
    return (await db.one(MINE(request_id=request_id))).clock()


@router.put(
    "/{request_id}/helpers",
    openapi_extra=refuses("fresh_sign_in_needed", "no_complaint", "no_advocate_yet", "about_them"),
)
async def say_who_helps(request_id: UUID, ask: HelpersAsk, me: Changer, db: WriteDoor) -> FeedbackInFull:
    """Say who may read my complaint to help me with it: children's rights, my advocate, both or nobody.

    Whoever answers it is not told whom I asked, nor is anybody else. Never the one it is about. Needs a fresh sign-in.
    """
    request = await _locked(request_id, me, db)
    must_be_helpable(Kind(request.kind))
    helpers, advocates = await db.together(HELPING(request_id=request_id), ADVOCATE())
    whom: dict[Helper, UUID | None] = dict.fromkeys(ask.wanted)
    if Helper.advocate in whom:
        advocate = must_be_there(next(iter(advocates), None))
        must_not_be_about(advocate.worker_id, request.about_worker_id)
        whom[Helper.advocate] = advocate.id
    there = {each.helper: each.id for each in helpers if (each.helper, each.involvement_id) in whom.items()}
    for gone in {each.id for each in helpers} - set(there.values()):
        helper = await db.lock(ComplaintHelper, gone)
        helper.ended_at = db.now
        await db.save(helper)
    for new in whom.keys() - there.keys():
        await db.add(ComplaintHelper.ask(request, new, whom[new], db.now))
    return await _in_full(request_id, db)


@router.post("/{request_id}/withdrawal", openapi_extra=refuses("fresh_sign_in_needed", "not_in_this_state"))
async def withdraw_feedback(request_id: UUID, me: Changer, db: WriteDoor) -> FeedbackInFull:
    """Say that I do not need this any more."""
    request = await _locked(request_id, me, db)
    await withdraw(request, me, db)
    return await _in_full(request_id, db)


@router.post(
    "/{request_id}/confirmation", openapi_extra=refuses("fresh_sign_in_needed", "not_in_this_state", "too_long_ago")
)
async def confirm_feedback(request_id: UUID, said: Verdict, me: Changer, db: WriteDoor) -> FeedbackInFull:
    """Say whether the answer is one. If it is not, it is open again with the same date."""
    request = await _locked(request_id, me, db)
    await settle(request, me, db, reached=said.answered, message=said.message)
    return await _in_full(request_id, db)


def _addressed(ask: FeedbackAsk, me: Caller, council: CouncilFound, teams: Sequence[Hearing], db: Writes) -> Asked:
    """Make what was said into a request to the team that hears it, its clock started."""
    team = recipient(FEEDBACK_TEAMS, teams)
    clock = reckon(RULES[ask.kind], db.now, calendar_for(council))
    request = Asked.ask(me, Destination(ask.kind, team, None), clock, by=me.id, now=db.now)
    request.says(message=ask.message, about_worker_id=ask.about_worker_id, urgent=ask.urgent)
    put_first(request, db, ask.message)
    return request


async def _locked(request_id: UUID, me: Caller, db: Writes) -> Asked:
    """Return what I asked, to be changed; the same refusal on a mere phone whether or not it is there."""
    me.must_be_sure()
    request = await db.lock(Asked, request_id)
    request.must_be(*FEEDBACK)
    return request


async def _in_full(request_id: UUID, db: Reads | Writes) -> FeedbackInFull:
    found, story, (council,), teams = await db.together(
        MINE(request_id=request_id), STORY(request_id=request_id), LADDER(request_id=request_id), TEAM_LIST()
    )
    helpers = await db.all(HELPING(request_id=request_id)) if only(found).kind is Kind.complaint else ()
    shown = only(found).shown_as(FeedbackInFull, db.now, council, teams, story)
    more = {"steps": steps.for_young_person(council, story, db.now), "helpers": [each.shown for each in helpers]}
    return shown.model_copy(update=more)
