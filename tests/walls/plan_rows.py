"""A plan, a review and what she says of both, for each young person; a promise; a month that is over."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4, uuid5

from models.plan_shares import PlanShare
from models.plans import Plan, PlanAction, PlanReceipt, PlanSection, PlanVersion, PlanView, WithheldPart
from models.ratings import Rating
from models.reports import CallbackMonth
from models.reviews import Review
from models.workers import Job
from rules.plans import PlanKind, Said
from rules.pledges import Rated
from rules.reviews import ReviewRule
from tests.conftest import WEDNESDAY
from tests.make.world import World
from tests.walls import cast
from tests.walls.clones import Connection, plant

# What is named by whose it is.
STAFF_READ = ("plans", "plan_versions", "plan_sections", "withheld_parts", "plan_actions", "plan_views", "reviews")
PERSONAL = (*STAFF_READ, "plan_receipts", "plan_shares", "ratings")
MARCH, APRIL = date(2026, 3, 1), date(2026, 4, 1)

Named = dict[tuple[str, object], str]


def plan_id(world: World, who: str) -> UUID:
    return uuid5(world.id, f"plan {who}")


def planned(world: World, connection: Connection, who: str, young_person: UUID) -> Named:
    """Write what there is of somebody's plan; two parts are withheld, and the words of one of them are kept."""
    about: dict[str, Any] = {"council_id": world.id, "young_person_id": young_person}
    kind = PlanKind.health if who == "jay" else PlanKind.pathway
    plan = Plan(**about, id=plan_id(world, who), kind=kind, version=1)
    this = about | {"plan_id": plan.id, "version": 1}
    plant(
        connection,
        plan,
        PlanVersion(
            **this,
            written_at=WEDNESDAY,
            written_by_id=world.id_of("bo"),
            written_by="Bo",
            written_by_job=Job.social_worker,
        ),
        *(PlanSection(**this, section=each, withheld_because="A court decides.") for each in ("home", "family")),
        PlanSection(**this, section="health", body="You swim on Mondays."),
        *_shared(world, who, about | {"plan_id": plan.id}),
        WithheldPart(**this, section="home", body="Not for her eyes yet."),
        PlanAction(**this, position=1, what="Find a flat", owner="The school"),
        PlanView(**this, kind=Said.view, message="I like my room.", said_at=WEDNESDAY),
        PlanReceipt(**this, given_at=WEDNESDAY),
        Review(**about, plan_kind=kind, rule=ReviewRule.pathway, counted_from=MARCH, due_on=MARCH + timedelta(180)),
        Rating(**about, promise_id=cast.promise(world).id, rating=Rated.kept, at=WEDNESDAY),
    )
    return {(relation, young_person): who for relation in PERSONAL}


def _shared(world: World, who: str, this: dict[str, Any]) -> list[PlanShare]:
    """Share all of it: Maya with Ade, Jay with an advocate who is there no more."""
    by = {"maya": cast.by_ade(world), "jay": uuid4()}
    return [PlanShare(**this, involvement_id=by[who], shared_at=WEDNESDAY)] if who in by else []


def reported(world: World, connection: Connection) -> Named:
    """Write a month that was published; name what is counted of another: one call that waits."""
    march = CallbackMonth(council_id=world.id, month=MARCH, frozen_on=date(2026, 4, 17), written_at=WEDNESDAY)
    plant(connection, march)
    names: Named = {("callback_months", march.id): "march", ("callback_months", 1): "one call that waits"}
    return names | {("promises", cast.promise(world).id): "promise"}
