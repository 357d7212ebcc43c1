"""A young person sees when her plans are looked at again, and says how she takes part."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request, Response

from api.paging import DEFAULT, Cursor, Limit, cursor_after, cut, link_next, place_of
from api.problems import refuses
from api.statements import Read
from auth.doors import ReadDoor, WriteDoor
from auth.permissions import Permission
from auth.who import Caller, can
from models.reviews import COMING, HELD, ONE_REVIEW, Review, ReviewFound, Reviews, ReviewShown, TakingPartAsk, reviews

router = APIRouter(prefix="/v1/me/reviews", tags=["reviews"])

Reader = Annotated[Caller, can(Permission.reviews_read)]
Taker = Annotated[Caller, can(Permission.reviews_take_part)]

NEXT = Read(ReviewFound, COMING)
LIST = Read(ReviewFound, HELD)
MINE = Read(ReviewFound, ONE_REVIEW)

NEVER = (date(9000, 1, 1), UUID(int=0))


@router.get("")
async def list_my_reviews(
    request: Request,
    response: Response,
    me: Reader,
    db: ReadDoor,
    *,
    cursor: Cursor = None,
    limit: Limit = DEFAULT,
) -> Reviews:
    """See when my plans are looked at next and who says so, then the reviews that were held."""
    before, before_id = place_of(cursor, date.fromisoformat, UUID) if cursor else NEVER
    asked = LIST(young_person_id=me.id, before=before, before_id=before_id, rows=limit + 1)
    coming, rows = await db.together(NEXT(young_person_id=me.id), asked)
    page, last = cut(rows, limit)
    following = cursor_after(last.due_on, last.id) if last else None
    link_next(request, response, following)
    return reviews(coming, page, following, db.now)


@router.put("/{review_id}/taking-part", openapi_extra=refuses("not_in_this_state"))
async def take_part_in_review(review_id: UUID, wish: TakingPartAsk, me: Taker, db: WriteDoor) -> ReviewShown:
    """Say how I want to have my say, and whom I want there. I can change it until the review is held."""
    review = await db.lock(Review, review_id)
    review.take_part(wish, db.now)
    await db.save(review)
    return (await db.one(MINE(young_person_id=me.id, review_id=review_id))).shown(db.now)
