"""Everybody who asks the walls something, and the hat that each wears."""

from collections.abc import Mapping

from auth.permissions import Hat
from tests.walls import people
from tests.walls.figures_rows import AS, HOLDING, OWN, TEAMS

# Whoever is not staff of one of the first roles has the hat of the role.
QUEUE, PUBLIC, LOADER, REPORTS, DOORSTEP = "queue", "public", "loader", "report", "doorstep"
LADDER, RETENTION, HANDOVER = "ladder", "retention", "handover"
HATS: Mapping[str, Hat] = {who: Hat[role] for who, role in people.ROLES.items() if who != "jay"} | {
    QUEUE: Hat.triage,
    PUBLIC: Hat.public,
    LOADER: Hat.loader,
    REPORTS: Hat.reports,
    TEAMS: Hat.team_figures,
    OWN: Hat.own_figures,
    HOLDING: Hat.own_figures,
    DOORSTEP: Hat.doorstep,
    LADDER: Hat.ladder,
    RETENTION: Hat.retention,
    HANDOVER: Hat.handover,
}
# Who wears a hat that is not their role's.
WEARS = {"m1": "maya", QUEUE: "alex", REPORTS: "lee", **AS}
STAFF = " ".join(who for who, role in people.ROLES.items() if role != "young_person")
