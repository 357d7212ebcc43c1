"""Whoever leaves: their account ends, what they were there for ends, and whom they stood in for has another cover.

Their young people are told beforehand that they leave, and who is there instead once they have.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import bindparam, null, text, update
from sqlmodel import col

from api.database import Writes
from api.statements import Read, Write
from jobs.rows import add_all, document
from models.accounts import Account, AccountState
from models.changes import Change
from models.covers import Cover
from models.departures import Departure
from models.handing_on import COVERED_BY, LEAVERS, TIES_OF_THEIRS, TO_LEAVE_LATER, CoveredBy, Leaver, TeamOf, Tied
from models.involvements import Involvement
from models.notices import Notice
from models.sessions import END_ALL, WhyEnded
from models.staffing import STAFF, MemberFound
from models.teams import Purpose
from rules.changes import Why
from rules.handing_on import next_cover, next_main
from rules.telling import Member

REASON = "They do not work here any more."
PEOPLE = Read(MemberFound, STAFF)
LEAVING = Read(Leaver, LEAVERS)
TO_LEAVE = Read(Leaver, TO_LEAVE_LATER)
TIES = Read(Tied, TIES_OF_THEIRS)
COVERING = Read(CoveredBy, COVERED_BY)
_leaver: Any = bindparam("leaver_id")
END_ACCOUNT = Write(update(Account).where(col(Account.id) == _leaver).values(state=AccountState.ended))
END_SESSIONS = Write(END_ALL)
DONE = Write(update(Departure).where(col(Departure.id) == bindparam("departure_id")).values(done_at=bindparam("now")))
ANNOUNCED = Write(
    update(Departure)
    .where(col(Departure.id) == bindparam("departure_id"))
    .values(announced_for=col(Departure.leaves_at))
)
NOT_AWAY = Write(
    update(Cover)
    .where(col(Cover.worker_id) == bindparam("away_id"))
    .values(covered_by_id=null(), away_from=null(), away_until=null())
)
COVER = Write(
    update(Cover).where(col(Cover.id) == bindparam("cover_id")).values(covered_by_id=bindparam("covered_by_id"))
)
END = Write(
    text(
        "update involvements i set ended_at = v.at, end_reason = v.reason, end_why = v.why, end_words = null"
        " from jsonb_to_recordset(:rows) as v (id uuid, at timestamptz, reason text, why text) where i.id = v.id"
    )
)


async def let_go(teams: Sequence[TeamOf], db: Writes) -> None:
    """Let go everybody whose time to leave has come, one after the other."""
    duty = next(each.id for each in teams if each.purpose is Purpose.duty)
    for leaver in await db.all(LEAVING()):
        await db.send(END_ACCOUNT, leaver_id=leaver.worker_id)
        await db.send(END_SESSIONS, whose=leaver.worker_id, why=WhyEnded.left)
        staff = [each.member for each in await db.all(PEOPLE()) if each.id != leaver.worker_id]
        await _end_ties(leaver, staff, db)
        await _end_covers(leaver, staff, duty, db)
        await db.send(DONE, departure_id=leaver.id, now=db.now)


async def _end_ties(leaver: Leaver, staff: Sequence[Member], db: Writes) -> None:
    """End what they were there for. Their young people have the manager as main worker, until there is a new one."""
    ties = await db.all(TIES(leaver_id=leaver.worker_id))
    theirs = [each for each in ties if each.worker_id == leaver.worker_id]
    heir = next_main(leaver.team_id, staff)
    begun = [_begun(each, heir.id, db.now) for each in theirs if each.main] if heir else []
    same = {(each.young_person_id, each.worker_id, each.role) for each in begun}
    over = [*theirs, *(each for each in ties if (each.young_person_id, each.worker_id, each.role) in same)]
    if over:
        await db.send(END, rows=document([_over(each, db.now) for each in over]))
    await add_all(begun, db)
    comes = {(each.young_person_id, each.role): heir.first_name for each in begun} if heir else {}
    await add_all([_told(each, leaver, db.now, comes.get((each.young_person_id, each.role))) for each in theirs], db)


def _over(tie: Tied, now: datetime) -> dict[str, Any]:
    return {"id": tie.id, "at": max(now, tie.started_at), "reason": REASON, "why": Why.not_here}


def _begun(main: Tied, heir_id: UUID, now: datetime) -> Involvement:
    """Let somebody else have what was left of it: until the next main worker comes, if one is announced."""
    left = main.model_dump(include={"ended_at", "end_reason", "end_why", "end_words"})
    return Involvement(
        council_id=main.council_id,
        id=uuid5(main.id, f"goes on:{now.isoformat()}"),
        young_person_id=main.young_person_id,
        worker_id=heir_id,
        role=main.role,
        main=True,
        started_at=max(now, main.started_at),
        begin_why=Why.not_here,
        **left,
    )


async def announce(db: Writes) -> None:
    """Tell the young people of whoever leaves on a later day; another day is told again."""
    for leaver in await db.all(TO_LEAVE()):
        ties = await db.all(TIES(leaver_id=leaver.worker_id))
        until = [each for each in ties if each.worker_id == leaver.worker_id and _stays_until(each, leaver.leaves_at)]
        await add_all([_told(each, leaver, db.now) for each in until], db)
        await db.send(ANNOUNCED, departure_id=leaver.id)


def _stays_until(tie: Tied, leaves_at: datetime) -> bool:
    return tie.started_at < leaves_at and (tie.ended_at is None or tie.ended_at > leaves_at)


def _told(tie: Tied, leaver: Leaver, now: datetime, comes: str | None = None) -> Notice:
    """Tell a young person. One who was still to come is not coming."""
    at = max(now, tie.started_at, leaver.leaves_at)
    never = comes is None and tie.started_at >= leaver.leaves_at
    change = Change(tie.role, None if never else at, comes, leaver.first_name, Why.not_here)
    notice = Notice.of_change(change, now, of=tie.key, to=tie.young_person_id)
    notice.id = uuid5(tie.id, f"leaves:{leaver.leaves_at.isoformat()}:{now.isoformat()}")
    return notice


async def _end_covers(leaver: Leaver, staff: Sequence[Member], duty_team_id: UUID, db: Writes) -> None:
    await db.send(NOT_AWAY, away_id=leaver.worker_id)
    for cover in await db.all(COVERING(leaver_id=leaver.worker_id)):
        away = next((each for each in staff if each.id == cover.worker_id), None)
        instead = next_cover(away, leaver.worker_id, staff, duty_team_id) if away else None
        if instead:
            await db.send(COVER, cover_id=cover.id, covered_by_id=instead.id)
        else:
            await db.send(NOT_AWAY, away_id=cover.worker_id)
