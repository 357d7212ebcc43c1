"""Who was introduced to whom, in rows with names: in a care role, and as a secret of the young person's.

Ida and Jay had Rio as their reviewing officer before Dana, whom Ida does not know yet.
"""

from datetime import date
from uuid import UUID

from models.introductions import How, Introduction
from models.involvements import Involvement, InvolvementRole
from tests.conftest import WEDNESDAY
from tests.make.world import World
from tests.walls.cast import DAY, LONG_AGO
from tests.walls.clones import Connection, plant

CARERS, PLANNERS = "maya m1 sam cy priya dana", "sam cy priya dana"
# Who is shown which introduction: hers to see, and theirs who are there for her; of an advocate, as of the involvement.
SEEN = {
    "maya met dana": CARERS,
    "maya met ade": "maya ruth ade",
    "jay met dana": PLANNERS,
    "kai met bo": "bo wes",
}


def introducing(world: World, connection: Connection, people: dict[str, UUID]) -> dict[tuple[str, object], str]:
    """Write down who was introduced."""
    names: dict[tuple[str, object], str] = {}
    for who in ("ida", "jay"):
        before = Involvement(
            council_id=world.id,
            young_person_id=people[who],
            worker_id=world.id_of("rio"),
            role=InvolvementRole.reviewing_officer,
            started_at=LONG_AGO - 900 * DAY,
            ended_at=LONG_AGO - 800 * DAY,
            end_reason="moved on",
        )
        plant(connection, before)
        names["involvements", before.id] = f"{who} by rio"
    for name in SEEN:
        who, _, whom = name.split()
        roles = {"ade": InvolvementRole.advocate, "dana": InvolvementRole.reviewing_officer}
        made = Introduction(
            council_id=world.id,
            young_person_id=people[who],
            worker_id=world.id_of(whom),
            role=roles.get(whom, InvolvementRole.social_worker),
            how=How.met,
            introduced_on=date(2026, 5, 1),
            recorded_by_id=world.id_of("bo"),
            recorded_at=WEDNESDAY,
        )
        plant(connection, made)
        names["introductions", made.id] = name
    return names
