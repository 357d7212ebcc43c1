"""Whose queue a request for a call joins: the person named, the main worker, whoever stands in, or the duty team."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from rules.errors import NotValid
from rules.kinds import Kind


@dataclass(frozen=True, slots=True)
class Tie:
    """One worker's involvement, past or current, and who stands in while they are away.

    `confidential` marks an advocate, a visitor or a rights officer: asking for them is nobody else's business.
    A past worker's team is not known here, and not needed.
    """

    worker_id: UUID
    team_id: UUID | None
    main: bool
    confidential: bool
    started_at: datetime
    ended_at: datetime | None
    cover_team_id: UUID | None

    def current(self, now: datetime) -> bool:
        return self.started_at <= now and (self.ended_at is None or now < self.ended_at)

    @property
    def answering_team(self) -> UUID | None:
        return self.cover_team_id or self.team_id


@dataclass(frozen=True, slots=True)
class Destination:
    kind: Kind
    team_id: UUID
    worker_id: UUID | None


def destination(
    named: UUID | None, ties: Sequence[Tie], *, duty_team_id: UUID, rights_team_id: UUID, now: datetime
) -> Destination:
    """Say where a request goes. Refuse somebody who was never one of the young person's people."""
    known = [tie for tie in ties if tie.worker_id == named]
    if named is not None and not known:
        raise NotValid("That is not one of your people.", code="not_one_of_your_people")
    here = [tie for tie in ties if tie.current(now)]
    asked_for = [tie for tie in known if tie.current(now)]
    # Words for an advocate stay among advocates and rights officers, whoever is away and whoever is gone.
    if any(tie.confidential for tie in asked_for or known):
        team = next((tie.team_id for tie in asked_for if tie.confidential), None)
        return Destination(Kind.advocate, team or rights_team_id, named if asked_for else None)
    main = [tie for tie in here if tie.main]
    team = next((tie.answering_team for tie in (*asked_for, *main) if tie.answering_team), duty_team_id)
    return Destination(Kind.contact, team, named if asked_for else _only(main))


def _only(main: Sequence[Tie]) -> UUID | None:
    return main[0].worker_id if main else None
