"""One request, as those who work on it see it: take it, put it back, write down each try."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Response
from sqlalchemy import and_, bindparam, select
from sqlmodel import col

from api import steps
from api.database import Reads, Writes, only
from api.idempotency import KeptRoute
from api.inbox import tell_of_holder
from api.problems import refuses
from api.statements import Read, Write
from auth.doors import ReadDoor, WriteDoor
from auth.permissions import Permission
from auth.who import Caller, can
from models.accounts import Role
from models.attempts import ATTEMPTS, AttemptShown
from models.base import Shape, columns_of
from models.history import looked
from models.ladders import MY_COUNCIL_WITH_LADDER, CouncilWithLadder
from models.notices import Notice
from models.requests import Request
from models.timeline import TIMELINE, Attempt, TimelineEntry, TimelineFound
from models.triage import ONE_CARD, CardFound, RequestInFull
from models.work import AnswerAsk, AttemptAsk, TakerAsk
from models.workers import Worker
from models.young_people import YoungPerson
from rules.answers import must_have_reasons
from rules.errors import NotAllowed, NotNow, NotValid
from rules.kinds import Kind
from rules.requests import TALKS, What, talk_time

router = APIRouter(prefix="/v1/requests", tags=["requests"], route_class=KeptRoute)

Reader = Annotated[Caller, can(Permission.requests_read)]
Taker = Annotated[Caller, can(Permission.requests_take)]
Trier = Annotated[Caller, can(Permission.requests_attempt)]
Answerer = Annotated[Caller, can(Permission.requests_answer)]
Listener = Annotated[Caller, can(Permission.feedback_share)]


class Colleague(Shape):
    id: UUID
    first_name: str
    team_id: UUID


CARD = Read(CardFound, ONE_CARD)
STORY = Read(TimelineFound, TIMELINE)
LADDER = Read(CouncilWithLadder, MY_COUNCIL_WITH_LADDER)
TRIES = Read(AttemptShown, ATTEMPTS)
COLLEAGUE = Read(Colleague, select(*columns_of(Worker, Colleague)).where(col(Worker.id) == bindparam("worker_id")))
SAW = Write(
    looked(
        select(col(Request.council_id), col(Request.young_person_id))
        # Who is not shown the young person is shown no card, so did not look.
        .join(
            YoungPerson,
            and_(col(YoungPerson.council_id) == Request.council_id, col(YoungPerson.id) == Request.young_person_id),
        )
        .where(col(Request.id) == bindparam("request_id"))
    )
)


@router.get("/{request_id}")
async def read_request(request_id: UUID, me: Reader, db: ReadDoor) -> RequestInFull:
    """Read a request with its timeline and every try. The young person can see that I looked."""
    return await _in_full(request_id, me, db)


@router.put("/{request_id}/taker", openapi_extra=refuses("already_taken", "no_such_worker", "not_in_this_state"))
async def take_request(request_id: UUID, me: Taker, db: WriteDoor, named: TakerAsk | None = None) -> RequestInFull:
    """Take a request, or as its team's manager hand it to a teammate. Who holds it already holds it still."""
    holder_id = (named.worker_id if named else None) or me.id
    if holder_id != me.id and me.role != Role.manager:
        raise NotAllowed
    request = await db.lock(Request, request_id)
    holder = await _colleague(db, holder_id)
    if holder_id == me.id:
        current = await _holder_name(db, request)
        news = What.taken if request.take(me.id, current, db.now) else None
    else:
        await _must_be_a_teammate(db, me, holder)
        news = What.handed if request.hand_to(holder_id, me.id, db.now) else None
    if news:
        await db.save(request)
        await tell_of_holder(request, news, holder.first_name, holder_id, db, by=me.id)
    return await _in_full(request_id, me, db)


@router.put("/{request_id}/acknowledgement", openapi_extra=refuses("not_in_this_state"))
async def acknowledge_request(request_id: UUID, me: Taker, db: WriteDoor) -> RequestInFull:
    """Say that I have seen what cannot wait. The young person is told so, and nobody else is called about it."""
    request = await db.lock(Request, request_id)
    if request.see(me.id, db.now):
        who = (await _colleague(db, me.id)).first_name
        await db.save(request)
        await db.add(TimelineEntry.of(request, What.seen, db.now, who=who))
        await db.add(Notice.to_young_person(request, What.seen, db.now, who=who))
    return await _in_full(request_id, me, db)


@router.delete("/{request_id}/taker", openapi_extra=refuses("not_in_this_state", "not_your_hold"))
async def put_request_back(request_id: UUID, me: Taker, db: WriteDoor) -> RequestInFull:
    """Put a request back into the team's queue. Only its holder or a manager can."""
    request = await db.lock(Request, request_id)
    if request.taker_id not in (None, me.id) and me.role != Role.manager:
        raise NotNow("Only the person who took it, or a manager, can put it back.", code="not_your_hold")
    holder = await _holder_name(db, request)
    request.put_back(me.id, db.now)
    await db.save(request)
    await db.add(TimelineEntry.of(request, What.put_back, db.now, who=holder))
    await db.add(Notice.to_young_person(request, What.put_back, db.now, who=holder))
    return await _in_full(request_id, me, db)


@router.post(
    "/{request_id}/attempts",
    status_code=201,
    openapi_extra=refuses("before_the_asking", "in_the_future", "not_in_this_state"),
)
async def record_attempt(
    request_id: UUID, attempt: AttemptAsk, me: Trier, db: WriteDoor, response: Response
) -> RequestInFull:
    """Write down a try. Only a talk, by phone or in person, stops the clock of a contact request.

    A talk ends a request for an advocate, too. What a young person said (a comment, a compliment, a complaint) ends
    with an answer in words.
    """
    request = await db.lock(Request, request_id)
    caller = await _colleague(db, me.id)
    at = talk_time(attempt.at, asked_at=request.asked_at, now=db.now)
    request.tried(attempt.outcome, at, me.id, db.now)
    await db.save(request)
    what = What.talked if attempt.outcome in TALKS else What.tried
    happened: dict[str, Any] = {"who": caller.first_name, "outcome": attempt.outcome, "happened_at": at}
    await db.add(TimelineEntry.of(request, what, db.now, **happened))
    await db.add(Notice.to_young_person(request, what, db.now, **happened))
    await db.add(Attempt.of(request, me.id, attempt.outcome, at=at, now=db.now, note=attempt.note))
    response.headers["Location"] = f"{router.prefix}/{request_id}"
    return await _in_full(request_id, me, db)


@router.post(
    "/{request_id}/answers", status_code=201, openapi_extra=refuses("not_in_this_state", "only_a_talk", "reason_needed")
)
async def answer_request(
    request_id: UUID, answer: AnswerAsk, me: Answerer, db: WriteDoor, response: Response
) -> RequestInFull:
    """Answer what a young person said or asked, in words that they will read. It ends the request.

    A "no" needs its reason; an answer to a complaint always does. A contact request ends with a talk, not with words.
    """
    request = await db.lock(Request, request_id)
    who = await _colleague(db, me.id)
    request.answer(me.id, db.now)
    must_have_reasons(Kind(request.kind), answer.decision, answer.reason)
    await db.save(request)
    await db.add(TimelineEntry.of(request, What.answered, db.now, who=who.first_name, **answer.model_dump()))
    await db.add(Notice.to_young_person(request, What.answered, db.now, who=who.first_name, decision=answer.decision))
    response.headers["Location"] = f"{router.prefix}/{request_id}"
    return await _in_full(request_id, me, db)


@router.put("/{request_id}/passed-on", openapi_extra=refuses("never_passed_on"))
async def pass_request_on(request_id: UUID, me: Listener, db: WriteDoor) -> RequestInFull:
    """Let the main worker's team read a comment or a compliment, too. The young person sees that; it stays so."""
    request = await db.lock(Request, request_id)
    if request.pass_on(me.id, db.now):
        who = await _colleague(db, me.id)
        await db.save(request)
        await db.add(TimelineEntry.of(request, What.passed_on, db.now, who=who.first_name))
        await db.add(Notice.to_young_person(request, What.passed_on, db.now, who=who.first_name))
    return await _in_full(request_id, me, db)


async def _in_full(request_id: UUID, me: Caller, db: Reads | Writes) -> RequestInFull:
    """Show a request; whoever is shown it has looked, also after changing it."""
    asked = {"request_id": request_id}
    saw = (SAW, asked | {"by": me.id, "purpose": me.permission, "app": me.app})
    cards, story, tries, (council,) = await db.together(
        CARD(**asked), STORY(**asked), TRIES(**asked), LADDER(**asked), before=[saw]
    )
    return only(cards).shown_in_full(db.now, story, tries, steps.for_staff(council, story, db.now))


async def _colleague(db: Writes, worker_id: UUID) -> Colleague:
    found = await db.all(COLLEAGUE(worker_id=worker_id))
    if not found:
        raise NotValid("There is no such colleague.", code="no_such_worker")
    return found[0]


async def _holder_name(db: Writes, request: Request) -> str | None:
    """Name whoever holds it; an advocate is not shown the council's own staff, and is told only that somebody does."""
    found = await db.all(COLLEAGUE(worker_id=request.taker_id)) if request.taker_id else []
    return found[0].first_name if found else None


async def _must_be_a_teammate(db: Writes, me: Caller, to: Colleague) -> None:
    if to.team_id != (await _colleague(db, me.id)).team_id:
        raise NotValid("That colleague is in another team.", code="no_such_worker")
