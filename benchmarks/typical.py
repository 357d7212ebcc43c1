"""The typical peer: FastAPI with SQLModel's session, an ORM row for everything, one query after the other.

Guard, shapes, walls and words are ours; how rows are read and written is as most services of this kind do it.
"""

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Annotated, Any
from uuid import UUID

import asyncpg
from fastapi import Depends, FastAPI, Header, Query
from fastapi import Request as Incoming
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import SQLModel, col, func, select, text
from sqlmodel.ext.asyncio.session import AsyncSession

from api.bank_holidays import calendar_of
from api.clock import Clock, machine_time
from api.paging import cursor_after
from api.settings import Settings
from auth.permissions import Permission
from auth.tokens import Keys
from auth.who import Caller, Seals, can
from benchmarks import replies
from benchmarks.uncounted import Uncounted
from models.contact_requests import ContactAsk, ContactRequest
from models.councils import Council
from models.covers import Cover
from models.departures import Departure
from models.history import Look
from models.idempotency_keys import IdempotencyKey
from models.introductions import Introduction
from models.involvements import Involvement
from models.my_people import MyPeople
from models.my_plans import MyPlan
from models.plans import Plan, PlanAction, PlanReceipt, PlanSection, PlanVersion, PlanView
from models.requests import Request
from models.reviews import Review
from models.teams import Team
from models.timeline import Attempt, TimelineEntry
from models.triage import Queue
from models.workers import Worker
from models.young_people import YoungPerson
from rules.clocks import RULES, reckon
from rules.kinds import Kind
from rules.requests import What
from rules.routing import Destination

ERA, TEN_MINUTES, YEAR = datetime(2000, 1, 1, tzinfo=UTC), timedelta(minutes=10), timedelta(days=365)
COUNCIL = ("council_id", "name", "opens", "closes", "out_of_hours_phone")


async def session_of(request: Incoming) -> AsyncIterator[AsyncSession]:
    caller: Caller = request.state.caller
    async with AsyncSession(request.app.state.engine, expire_on_commit=False) as session:
        enter = text("select walls.enter(:context, :seal)")
        await (await session.connection()).execute(enter, caller.sealed.values)
        yield session


Session = Annotated[AsyncSession, Depends(session_of, scope="function")]


async def read_plan(me: Annotated[Caller, can(Permission.plans_read)], session: Session) -> MyPlan:
    plan = (await session.exec(select(Plan).where(Plan.young_person_id == me.id, Plan.kind == "care"))).one()

    async def rows(table: Any, *that: Any) -> Sequence[Any]:  # noqa: ANN401
        return (await session.exec(select(table).where(table.plan_id == plan.id, *that))).all()

    (version,) = await rows(PlanVersion, PlanVersion.version == plan.version)
    sections = await rows(PlanSection, PlanSection.version == plan.version)
    actions = await rows(PlanAction, PlanAction.version == plan.version)
    words = await rows(PlanView, PlanView.version <= plan.version)
    given = {each.version: each.given_at for each in await rows(PlanReceipt)}
    coming = select(Review).where(
        Review.young_person_id == me.id, Review.plan_kind == "care", col(Review.held_on).is_(None)
    )
    review = (await session.exec(coming)).first()
    found = _said(version) | {
        "given_at": given.get(plan.version),
        "read_before": max((each for each in given if each < plan.version), default=None),
        "planned_on": review.planned_on if review else None,
        "due_on": review.due_on if review else None,
    }
    said = [{name: getattr(each, name) for name in _WORDS} for each in sorted(words, key=lambda row: row.said_at)]
    doing = [_said(each) | {"id": each.action_id} for each in sorted(actions, key=lambda row: row.position)]
    return MyPlan(**replies.plan(found, [_said(each) for each in sections], doing, said, machine_time()))


_WORDS = ("id", "kind", "section", "message", "said_at", "version")


async def list_people(me: Annotated[Caller, can(Permission.people_read)], session: Session) -> MyPeople:
    now = machine_time()
    ties = (await session.exec(select(Involvement).where(Involvement.young_person_id == me.id))).all()
    here = [each for each in ties if each.started_at <= now and (each.ended_at is None or now < each.ended_at)]
    workers = await _by_id(session, Worker, [each.worker_id for each in here])
    teams = (await session.exec(select(Team).order_by(col(Team.purpose), col(Team.name)))).all()
    away = select(Cover).where(col(Cover.worker_id).in_(list(workers)), col(Cover.away_from) <= now)
    covers = {each.worker_id: each for each in (await session.exec(away)).all()}
    council = await _council(session, me)
    by_id = {team.id: team for team in teams}
    found = [_tied(each, workers[each.worker_id], by_id, covers.get(each.worker_id)) for each in here]
    for looked_up in (select(col(Introduction.id)), select(col(Departure.id))):  # nobody comes or leaves here
        assert not (await session.exec(looked_up)).all()  # noqa: S101
    found.sort(key=lambda row: (not row["main"], row["role"], row["first_name"]))
    gone = Counter(str(each.role) for each in ties if each.ended_at and now - YEAR < each.ended_at <= now)
    return MyPeople(**replies.people(found, [_said(team) for team in teams], council, gone))


def _tied(tie: Involvement, worker: Worker, teams: dict[UUID, Team], cover: Cover | None) -> dict[str, Any]:
    team = teams[worker.team_id]
    nothing = dict.fromkeys(("until", "introduced_on", "cover_name", "cover_phone"))
    tied = {name: getattr(tie, name) for name in ("worker_id", "role", "main", "started_at")}
    of_team = {"team_name": team.name, "team_phone": team.phone}
    return _said(worker) | tied | of_team | nothing | {"away_until": cover.away_until if cover else None}


async def read_triage(
    me: Annotated[Caller, can(Permission.triage_read)], session: Session, limit: Annotated[int, Query(le=100)]
) -> Queue:
    waiting = col(Request.state).in_(["waiting", "taken"])
    order = (col(Request.rank), col(Request.due_at), col(Request.id))
    found = (await session.exec(select(Request).where(waiting).order_by(*order).limit(limit + 1))).all()
    people = await _by_id(session, YoungPerson, [each.young_person_id for each in found])
    teams = await _by_id(session, Team, [each.team_id for each in found])
    workers = await _by_id(session, Worker, [each.taker_id for each in found if each.taker_id])
    tries = select(Attempt.request_id, func.count()).where(col(Attempt.request_id).in_([each.id for each in found]))
    attempts = dict((await session.exec(tries.group_by(col(Attempt.request_id)))).all())
    cards = [
        _said(people[each.young_person_id])
        | _said(each)
        | {
            "team": teams[each.team_id].name,
            "taken_by": workers[each.taker_id].first_name if each.taker_id else None,
            "about_worker": None,
            "attempts": attempts.get(each.id, 0),
        }
        for each in found
    ]
    last = found[limit - 1] if len(found) > limit else None
    cursor = cursor_after(last.rank, last.due_at.isoformat(), last.id) if last else None
    counts = await _counts(session, waiting)
    await _look(session, me, {each.young_person_id for each in found[:limit]})
    return Queue(**replies.queue(cards, counts, limit, cursor, machine_time()))


async def _look(session: AsyncSession, me: Caller, seen: set[UUID]) -> None:
    """Write down whom she looked at, once in ten minutes."""
    worker = (await _by_id(session, Worker, [me.id]))[me.id]
    now = (await session.exec(select(func.walls.moment()))).one()
    signed = {"actor_id": me.id, "actor_role": worker.job, "actor_name": worker.first_name, "app": me.app, "at": now}
    line = signed | {"purpose": me.permission, "ten_minutes": now - (now - ERA) % TEN_MINUTES}
    lines = [{"council_id": me.council_id, "young_person_id": each} | line for each in seen]
    await (await session.connection()).execute(insert(Look).on_conflict_do_nothing(), lines)
    await session.commit()


async def _counts(session: AsyncSession, waiting: Any) -> dict[str, int]:  # noqa: ANN401
    now = machine_time()
    kinds: dict[str, Any] = {
        "total": waiting,
        "waiting": col(Request.state) == "waiting",
        "taken": col(Request.state) == "taken",
        "urgent": col(Request.urgent).is_not(None),
        "contested": col(Request.contested),
        "due_soon": (col(Request.due_at) > now) & (col(Request.due_on) <= now.date()),
        "late": col(Request.due_at) <= now,
    }
    each: list[Any] = [func.count().filter(that).label(name) for name, that in kinds.items()]
    one: Any = select(*each).where(waiting)
    return dict((await session.exec(one)).mappings().one())


async def ask(
    said: ContactAsk,
    me: Annotated[Caller, can(Permission.contact_requests_ask)],
    session: Session,
    idempotency_key: Annotated[str, Header()],
) -> ContactRequest:
    now = (await session.exec(select(func.walls.moment()))).one()
    tap = _tap(me, said, idempotency_key, now)
    session.add(tap)
    await session.flush()
    ties = select(Involvement).where(Involvement.young_person_id == me.id, col(Involvement.main))
    tie = next(each for each in (await session.exec(ties)).all() if each.ended_at is None)
    worker = (await _by_id(session, Worker, [tie.worker_id]))[tie.worker_id]
    team = (await _by_id(session, Team, [worker.team_id]))[worker.team_id]
    council = await _council(session, me)
    clock = reckon(RULES[Kind.contact], now, calendar_of(council["opens"], council["closes"]), said.not_before)
    request = Request.ask(me, Destination(Kind.contact, team.id, worker.id), clock, by=me.id, now=now)
    request.says(**said.model_dump(exclude={"worker_id"}))
    session.add(request)
    await session.flush()
    session.add(TimelineEntry.of(request, What.asked, now))
    to = {"team_name": team.name, "team_phone": team.phone, "first_name": worker.first_name, "job": worker.job}
    made = {name: getattr(request, name) for name in ("id", "asked_at", "due_at", "due_on")}
    told = ContactRequest(**replies.asked(said.model_dump(exclude={"worker_id"}) | made, to, council))
    tap.status, tap.reply = 201, told.model_dump_json()
    await session.commit()
    return told


def _tap(me: Caller, said: ContactAsk, key: str, now: datetime) -> IdempotencyKey:
    this: dict[str, Any] = {"council_id": me.council_id, "account_id": me.id, "operation": "ask_to_be_called"}
    return IdempotencyKey(**this, key=key, asked_at=now, body_hash=sha256(said.model_dump_json().encode()).digest())


async def _council(session: AsyncSession, me: Caller) -> dict[str, Any]:
    columns: list[Any] = [getattr(Council, name) for name in COUNCIL]
    one: Any = select(*columns).where(Council.council_id == me.council_id)
    return dict((await session.exec(one)).mappings().one())


async def _by_id(session: AsyncSession, table: Any, ids: Sequence[UUID]) -> dict[UUID, Any]:  # noqa: ANN401
    rows: Sequence[SQLModel] = (await session.exec(select(table).where(table.id.in_(set(ids))))).all()
    return {row.id: row for row in rows}  # type: ignore[attr-defined]


def _said(row: SQLModel) -> dict[str, Any]:
    return row.model_dump(warnings=False)  # a table's columns are text where its annotations say enum


def app_of(settings: Settings) -> FastAPI:
    @asynccontextmanager
    async def alive(app: FastAPI) -> AsyncIterator[None]:
        app.state.engine = create_async_engine(
            "postgresql+asyncpg://",
            async_creator=lambda: asyncpg.connect(settings.database_url),
            pool_size=8,
            max_overflow=0,
        )
        yield
        await app.state.engine.dispose()

    app = FastAPI(lifespan=alive)
    app.state.keys = Keys.from_pem(settings.signing_key.read_bytes(), issuer=settings.issuer)
    app.state.seals = Seals(settings.context_key.read_bytes(), Clock())
    app.state.limits = Uncounted()
    app.get("/v1/me/plans/care")(read_plan)
    app.get("/v1/me/people")(list_people)
    app.get("/v1/triage")(read_triage)
    app.post("/v1/me/contact-requests", status_code=201)(ask)
    return app
