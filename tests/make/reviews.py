"""Reviews: what a young person sees of them, and a reviewing officer's own words for holding one."""

from datetime import date
from typing import Any
from uuid import UUID

import httpx

from models.reviews import Review
from rules.plans import PlanKind
from rules.reviews import ReviewRule, months_after
from tests.make.world import World

MINE = "/v1/me/reviews"


def of(world: World, who: str) -> str:
    return f"/v1/young-people/{world.id_of(who)}/reviews"


async def coming(world: World, who: str, kind: str) -> dict[str, Any]:
    reply = await world[who].get(MINE)
    assert reply.status_code == 200, reply.text
    (found,) = [each for each in reply.json()["coming"] if each["plan_kind"] == kind]
    return dict(found)


async def hold(world: World, review: str, held_on: date, *, whose: str = "maya", who: str = "dana") -> httpx.Response:
    return await world[who].put(f"{of(world, whose)}/{review}", {"held_on": str(held_on)})


async def a_review(world: World, who: str, counted_from: date, rule: ReviewRule = ReviewRule.later) -> UUID:
    """Write down a review of a care plan that is still to come."""
    row = Review(
        council_id=world.id,
        young_person_id=world.id_of(who),
        plan_kind=PlanKind.care,
        rule=rule,
        counted_from=counted_from,
        due_on=months_after(counted_from, 6),
    )
    await world.save(row)
    return row.id
