"""The reviewing officer plans a review and writes down when it was held; the next one is then due."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlalchemy import bindparam, func, select
from sqlmodel import col

from api.calendars import calendar_for
from api.database import Writes
from api.idempotency import KeptRoute
from api.paging import DEFAULT, Cursor, Limit, cursor_after, cut, link_next, place_of
from api.problems import refuses
from api.statements import Read, Write
from auth.doors import ReadDoor, WriteDoor
from auth.permissions import Permission
from auth.who import Caller, can
from models.councils import MY_COUNCIL, CouncilFound
from models.history import looked
from models.introductions import KNOWN_TO_HER
from models.involvements_for_staff import Known
from models.reviews import (
    COMING,
    HELD,
    ONE_REVIEW,
    Review,
    ReviewAsk,
    ReviewEdit,
    ReviewFound,
    Reviews,
    ReviewShown,
    reviews,
)
from models.reviews_due import SO_FAR, SoFarFound
from models.young_people import YoungPerson
from rules.clocks import local
from rules.errors import NotFound, NotNow
from rules.plans import PlanKind
from rules.reviews import SoFar, next_review
from rules.working_days import Calendar

router = APIRouter(prefix="/v1/young-people/{young_person_id}/reviews", tags=["reviews"], route_class=KeptRoute)

Reader = Annotated[Caller, can(Permission.reviews_consult)]
Editor = Annotated[Caller, can(Permission.reviews_edit)]

NEXT = Read(ReviewFound, COMING)
LIST = Read(ReviewFound, HELD)
ONE = Read(ReviewFound, ONE_REVIEW)
SO_FAR_OF = Read(SoFarFound, SO_FAR)
COUNCIL = Read(CouncilFound, MY_COUNCIL)
SAW = Write(
    looked(
        select(col(YoungPerson.council_id), col(YoungPerson.id).label("young_person_id")).where(
            col(YoungPerson.id) == bindparam("young_person_id"),
            col(YoungPerson.id).in_(select(func.unnest(func.walls.my_plan_people()))),
        )
    )
)

KNOWS_HER = Read(Known, KNOWN_TO_HER)

NEVER = (date(9000, 1, 1), UUID(int=0))


@router.get("")
async def list_reviews(  # noqa: PLR0913  a list has its page
    young_person_id: UUID,
    request: Request,
    response: Response,
    me: Reader,
    db: ReadDoor,
    *,
    cursor: Cursor = None,
    limit: Limit = DEFAULT,
) -> Reviews:
    """See when a young person's plans are looked at again, and how they want to take part."""
    before, before_id = place_of(cursor, date.fromisoformat, UUID) if cursor else NEVER
    asked = LIST(young_person_id=young_person_id, before=before, before_id=before_id, rows=limit + 1)
    known, coming, rows = await db.together(
        SO_FAR_OF(young_person_id=young_person_id, kind=PlanKind.care),
        NEXT(young_person_id=young_person_id),
        asked,
        before=[_saw(young_person_id, me)],
    )
    if not known:
        raise NotFound
    page, last = cut(rows, limit)
    following = cursor_after(last.due_on, last.id) if last else None
    link_next(request, response, following)
    return reviews(coming, page, following, db.now)


@router.post(
    "",
    status_code=201,
    openapi_extra=refuses("calendar_ends", "not_introduced_yet", "nothing_to_count_from", "review_is_coming"),
)
async def plan_review(
    young_person_id: UUID, ask: ReviewAsk, me: Editor, db: WriteDoor, response: Response
) -> ReviewShown:
    """Plan the next review of one plan. When it is due at the latest is counted from the last one.

    Who is a new reviewing officer must have been introduced to the young person before.
    """
    found = await db.one(SO_FAR_OF(young_person_id=young_person_id, kind=ask.plan_kind))
    await _must_be_known(young_person_id, db)
    if found.coming:
        raise NotNow("The next review of that plan is there already.", code="review_is_coming")
    clock = next_review(ask.plan_kind, found.so_far, await _calendar(db))
    review = Review.of(found, ask.plan_kind, clock, ask.planned_on)
    await db.add(review)
    response.headers["Location"] = f"/v1/young-people/{young_person_id}/reviews"
    return await _shown(young_person_id, review.id, me, db)


@router.put(
    "/{review_id}",
    openapi_extra=refuses(
        "before_the_last_review", "calendar_ends", "in_the_future", "not_in_this_state", "not_introduced_yet"
    ),
)
async def edit_review(
    young_person_id: UUID, review_id: UUID, edit: ReviewEdit, me: Editor, db: WriteDoor
) -> ReviewShown:
    """Say when a review is planned, or that it was held: then the next one is due, by the same rules.

    Who is a new reviewing officer must have been introduced to the young person before.
    """
    review = await db.lock(Review, review_id)
    if review.young_person_id != young_person_id:
        raise NotFound
    await _must_be_known(young_person_id, db)
    if "planned_on" in edit.model_fields_set:
        review.planned_on = edit.planned_on
    so_far = review.hold(edit.held_on, local(db.now).date()) if edit.held_on else None
    await db.save(review)
    if so_far:
        await _plan_the_next(review, so_far, db)
    return await _shown(young_person_id, review_id, me, db)


async def _must_be_known(young_person_id: UUID, db: Writes) -> None:
    (her,) = await db.all(KNOWS_HER(young_person_id=young_person_id))
    if not her.known:
        raise NotNow("The young person must get to know you first.", code="not_introduced_yet")


async def _plan_the_next(held: Review, so_far: SoFar, db: Writes) -> None:
    kind = PlanKind(held.plan_kind)
    person = (await db.all(SO_FAR_OF(young_person_id=held.young_person_id, kind=kind)))[0]
    await db.add(Review.of(person, kind, next_review(kind, so_far, await _calendar(db))))


async def _calendar(db: Writes) -> Calendar:
    (council,) = await db.all(COUNCIL())
    return calendar_for(council).without_closures()


async def _shown(young_person_id: UUID, review_id: UUID, me: Caller, db: Writes) -> ReviewShown:
    asked = ONE(young_person_id=young_person_id, review_id=review_id)
    return (await db.one(asked, before=[_saw(young_person_id, me)])).shown(db.now)


def _saw(young_person_id: UUID, me: Caller) -> tuple[Write, dict[str, object]]:
    return SAW, {"young_person_id": young_person_id, "by": me.id, "purpose": me.permission, "app": me.app}
