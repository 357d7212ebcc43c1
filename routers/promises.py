"""What my council promises me, what shows whether it is kept, and what I say of it."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response
from sqlalchemy import bindparam
from sqlmodel import col

from api.conditional import MAY_BE_KEPT
from api.database import Reads, only
from api.statements import Read
from auth.doors import PublicDoor, ReadDoor, WriteDoor
from auth.permissions import Permission
from auth.who import Caller, can
from models.councils import MY_COUNCIL, Council, CouncilFound, Slug
from models.facts import ANSWERS, CALLBACKS, PLANS, AnswerFound, CallbackFound, PlanFound, facts_of
from models.help_lines import help_now
from models.involvements import INVOLVED, Involved
from models.promises import (
    FOR_AUDIENCE,
    FOR_ME,
    CouncilPromises,
    EvidenceForMe,
    MyPromises,
    Promise,
    PromiseFound,
    ThemeForAll,
    ThemeForMe,
    by_theme,
)
from models.ratings import MY_RATINGS, Rating, RatingAsk, RatingFound, RatingTaken, newest
from models.words import say
from models.young_people import Care
from rules.clocks import local
from rules.promises import Facts, finding

router = APIRouter(prefix="/v1", tags=["promises"])

Reader = Annotated[Caller, can(Permission.promises_read)]
Rater = Annotated[Caller, can(Permission.promises_rate)]
For = Annotated[Care | None, Query(description="Only what is promised to these young people.")]

COUNCIL = Read(CouncilFound, MY_COUNCIL)
THAT_COUNCIL = Read(CouncilFound, MY_COUNCIL.where(col(Council.slug) == bindparam("slug")))
EVERYONES = Read(PromiseFound, FOR_AUDIENCE)
MINE = Read(PromiseFound, FOR_ME)
ONE_OF_MINE = Read(PromiseFound, FOR_ME.where(col(Promise.id) == bindparam("promise_id")))
RATINGS = Read(RatingFound, MY_RATINGS)
MY_CALLBACKS = Read(CallbackFound, CALLBACKS)
MY_PLANS = Read(PlanFound, PLANS)
MY_ANSWERS = Read(AnswerFound, ANSWERS)
PEOPLE = Read(Involved, INVOLVED)


@router.get("/me/promises")
async def list_my_promises(me: Reader, db: ReadDoor) -> MyPromises:
    """See what my council promises me, where that is written, and what shows whether it is kept for me."""
    (council,), mine, ratings = await db.together(COUNCIL(), MINE(me=me.id), RATINGS(me=me.id))
    facts, rated, today = await _facts(me.id, db), newest(ratings), local(db.now).date()
    shown = [(each.theme, each.shown_to_me(_evidence(each, facts, today), rated.get(each.id))) for each in mine]
    themes = [ThemeForMe(theme=theme, title=title, promises=those) for theme, title, those in by_theme(shown)]
    return MyPromises(council=council.name, themes=themes, seen_by=say("promises.only_you"))


@router.put("/me/promises/{promise_id}/rating")
async def rate_promise(promise_id: UUID, said: RatingAsk, me: Rater, db: WriteDoor) -> RatingTaken:
    """Say whether a promise is kept for me. I can change my mind; nobody but me can see it."""
    mine, (council,) = await db.together(ONE_OF_MINE(me=me.id, promise_id=promise_id), COUNCIL())
    promise = only(mine)
    rated = newest(await db.all(RATINGS(me=me.id))).get(promise.id)
    if rated is None or (rated.rating, rated.words) != (said.rating, said.words):
        rating = Rating.of(me, promise.id, said, db.now)
        await db.add(rating)
        rated = RatingFound.model_validate(rating)
    return RatingTaken(
        **rated.model_dump(),
        seen_by=say("promises.only_you"),
        help_now=help_now(council),
    )


@router.get("/councils/{slug}/promises")
async def list_council_promises(
    slug: Slug, db: PublicDoor, response: Response, audience: For = None
) -> CouncilPromises:
    """See what a council promises its young people today, and where that is written."""
    (council,), found = await (await db.named(slug)).together(THAT_COUNCIL(slug=slug), EVERYONES(audience=audience))
    response.headers["Cache-Control"] = MAY_BE_KEPT
    shown = by_theme((each.theme, each.shown()) for each in found)
    themes = [ThemeForAll(theme=theme, title=title, promises=those) for theme, title, those in shown]
    return CouncilPromises(council=council.name, themes=themes)


async def _facts(me: UUID, db: Reads) -> Facts:
    """Gather what happened to me. Whatever else shows it is read here too."""
    callbacks, people, plans, answers = await db.together(
        MY_CALLBACKS(me=me), PEOPLE(young_person_id=me), MY_PLANS(me=me), MY_ANSWERS(me=me)
    )
    return facts_of(callbacks, people, plans, answers, db.now)


def _evidence(promise: PromiseFound, facts: Facts, today: date) -> EvidenceForMe | None:
    if promise.evidence is None:
        return None
    return EvidenceForMe.told(promise.evidence, finding(promise.evidence, facts, today))
