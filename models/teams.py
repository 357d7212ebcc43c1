"""Teams: every request is addressed to one, so that somebody always sees it."""

from collections.abc import Sequence
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Text, select
from sqlmodel import Field, col

from models.base import OfACouncil, Shape, columns_of, of_a_council, one_of


class Purpose(StrEnum):
    care = "care"
    rights = "rights"
    advocacy = "advocacy"
    feedback = "feedback"
    reviewing = "reviewing"
    duty = "duty"
    participation = "participation"


class Team(OfACouncil, table=True):
    __tablename__ = "teams"
    __table_args__ = (of_a_council(), one_of("purpose", Purpose))

    name: str = Field(sa_type=Text)
    purpose: Purpose = Field(sa_type=Text)
    phone: str | None = Field(default=None, sa_type=Text)
    email: str | None = Field(default=None, sa_type=Text)
    hours: str | None = Field(default=None, sa_type=Text)


class TeamNamed(Shape):
    name: str
    phone: str | None


class TeamFound(Shape):
    id: UUID
    name: str
    purpose: Purpose
    phone: str | None
    email: str | None
    hours: str | None


TEAMS = select(*columns_of(Team, TeamFound)).order_by(col(Team.purpose), col(Team.name))


def first_of_each(teams: Sequence[TeamFound]) -> dict[Purpose, str]:
    """Name the team of each purpose that is asked first, where there are several."""
    return {team.purpose: team.name for team in reversed(teams)}


def duty_team(teams: Sequence[TeamFound]) -> TeamFound:
    """Return the team that is always there; no council is open without one."""
    return next(team for team in teams if team.purpose == Purpose.duty)


def rights_team(teams: Sequence[TeamFound]) -> TeamFound:
    """Return the team that sees every request for an advocate; no council is open without one."""
    return next(team for team in teams if team.purpose == Purpose.rights)
