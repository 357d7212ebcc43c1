"""Everybody who asks the walls something, and the hat that each wears."""

from collections.abc import Mapping

from api.sealed import Sealed
from auth.permissions import Hat
from auth.who import Seals
from tests.make.world import World
from tests.walls import people
from tests.walls.app_rows import AUTHORIZER
from tests.walls.cast import sealed
from tests.walls.figures_rows import AS, HOLDING, OWN, TEAMS

# Whoever is not staff of one of the first roles has the hat of the role.
QUEUE, PUBLIC, LOADER, REPORTS, DOORSTEP = "queue", "public", "loader", "report", "doorstep"
LADDER, RETENTION, HANDOVER, DELIVERY = "ladder", "retention", "handover", "delivery"
HATS: Mapping[str, Hat] = {who: Hat[role] for who, role in people.ROLES.items() if who != "jay"} | {
    QUEUE: Hat.triage,
    PUBLIC: Hat.public,
    LOADER: Hat.loader,
    REPORTS: Hat.reports,
    TEAMS: Hat.team_figures,
    OWN: Hat.own_figures,
    HOLDING: Hat.own_figures,
    DOORSTEP: Hat.doorstep,
    AUTHORIZER: Hat.authorizer,
    LADDER: Hat.ladder,
    RETENTION: Hat.retention,
    HANDOVER: Hat.handover,
    DELIVERY: Hat.delivery,
}
# Who wears a hat that is not their role's.
WEARS = {"m1": "maya", QUEUE: "alex", REPORTS: "lee", **AS}
STAFF = " ".join(who for who, role in people.ROLES.items() if role != "young_person")


def sealed_for(world: World, who: str) -> Sealed:
    """Seal somebody's line as the service would."""
    seals: Seals = world.app.state.seals
    lines = {
        PUBLIC: lambda: seals.nobody(world.id),
        DOORSTEP: lambda: seals.doorstep(world.id, world.id_of("maya"), "tests"),
        AUTHORIZER: lambda: seals.authorizer(world.id, world.id_of("maya"), "tests", "tests"),
        LOADER: lambda: seals.system(world.id, "tests"),
    }
    if who in (LADDER, RETENTION, HANDOVER, DELIVERY):
        return seals.job(world.id, HATS[who], "tests")
    if who in lines:
        return lines[who]()
    return sealed(world, WEARS.get(who, who), HATS[who], 1 if who == "m1" else 2)
