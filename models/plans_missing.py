"""When there is no plan yet: whom to ask, by name."""

from collections.abc import Sequence
from datetime import datetime

from models.involvements import Involved
from models.teams import TeamFound, duty_team
from models.words import say
from rules.errors import NotYet
from rules.plans import PlanKind


def no_plan_yet(kind: PlanKind, people: Sequence[Involved], teams: Sequence[TeamFound], now: datetime) -> NotYet:
    """Name the main worker, or who stands in for them, or the team that is always there."""
    word = say(f"plans.kinds.{kind}")
    main = next((each for each in people if each.main and each.tie.current(now)), None)
    if main and main.first_name:
        who, phone = (main.cover_name, main.cover_phone) if main.cover_name else (main.first_name, main.phone)
        role = say("plans.stands_in", who=main.first_name) if main.cover_name else say(f"involvements.{main.role}")
        sentence = say("plans.none_yet", kind=word, who=who, role=role)
    else:
        team = duty_team(teams)
        who, phone = team.name, team.phone
        sentence = say("plans.none_yet_team", kind=word, who=who)
    facts = {"kind": str(kind), "ask": who or "", "phone": phone or ""}
    return NotYet(sentence, code="no_plan_yet", facts={name: value for name, value in facts.items() if value})
