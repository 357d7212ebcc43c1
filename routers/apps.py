"""Apps of others: a developer registers one, and the council's admin lets it in or stops it."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request

from api.database import Writes
from api.idempotency import KeptRoute
from api.problems import refuses
from api.statements import Read, Write
from auth.doors import PublicDoor, ReadDoor, WriteDoor
from auth.oauth.counter import Counter
from auth.permissions import Permission
from auth.scopes import SCOPES, SYSTEM_ROLE, SYSTEM_SCOPES
from auth.signing_in.inviting import SAID_ONCE
from auth.who import Caller, can
from models.accounts import Account
from models.app_shapes import (
    ALL,
    APPROVE,
    ONE,
    STOP,
    TO_DECIDE,
    AppApproval,
    AppAsk,
    AppForAdmin,
    AppRegistered,
    Apps,
    AppToDecide,
)
from models.apps import WAITING, App, AppKind, AppState, Opaque, Waiting
from rules.clocks import local
from rules.errors import NotNow, NotValid

router = APIRouter(prefix="/v1/apps", tags=["apps"], route_class=KeptRoute)

Reader = Annotated[Caller, can(Permission.apps_read)]
Approver = Annotated[Caller, can(Permission.apps_approve)]

MOST_WAITING = 50
LONGEST = timedelta(days=731)
LIST, FOUND, LOCKED = Read(AppForAdmin, ALL), Read(AppForAdmin, ONE), Read(AppToDecide, TO_DECIDE)
QUEUE = Read(Waiting, WAITING)
APPROVED, STOPPED = Write(APPROVE), Write(STOP)


@router.post(
    "",
    status_code=201,
    openapi_extra=SAID_ONCE | refuses("not_for_an_app", "too_many_waiting", "not_found", "too_many_requests"),
)
async def register_app(ask: AppAsk, request: Request, db: PublicDoor) -> AppRegistered:
    """Register an app with a council. Its admin looks at it before any young person is asked.

    Nobody has to be signed in. A `client_secret` is shown now and never again. Register with each council by itself:
    each decides alone, and can stop the app at any time.
    """
    _must_be_for_apps(ask.kind, ask.scopes)
    council_id = await db.id_of(ask.council)
    secret = None if ask.kind is AppKind.public else Opaque.new("kept_secret_")
    state = request.app.state
    app = App(
        council_id=council_id,
        **ask.model_dump(exclude={"council"}),
        allowed=[],
        secret_hash=secret.hash if secret else None,
    )
    async with Counter(state.pool, state.seals, state.keys).at(council_id, app.id, "apps:register") as door:
        await _must_have_room(door)
        app.asked_at = door.now
        await door.add(app)
    return AppRegistered(
        id=app.id, client_id=app.client_id, client_secret=secret.word if secret else None, state=AppState.asked
    )


@router.get("")
async def list_apps(me: Reader, db: ReadDoor) -> Apps:
    """See the apps of the council, those that wait for an answer first. At most a hundred."""
    return Apps(items=await db.all(LIST()))


@router.put("/{app_id}/approval", openapi_extra=refuses("not_for_an_app", "not_an_end"))
async def approve_app(app_id: UUID, ask: AppApproval, me: Approver, db: WriteDoor) -> AppForAdmin:
    """Let an app ask young people for some of what it asked for, until the end of a day; or change that.

    Read its privacy notice first. What is left out here, its tokens cannot do from the next request on.
    """
    app = await db.one(LOCKED(which=app_id))
    _must_be_for_apps(app.kind, ask.scopes, asked=app.scopes)
    today = local(db.now).date()
    if not today <= ask.ends_on <= today + LONGEST:
        raise NotValid("An app is let in for two years at most.", code="not_an_end")
    account_id = await _account(app, me, db) if app.kind is AppKind.system else None
    said = {"allowed": sorted(ask.scopes), "ends_on": ask.ends_on, "proves_key": ask.proves_key}
    await db.send(APPROVED, which=app_id, state=AppState.approved, by=me.id, account_id=account_id, **said)
    return await db.one(FOUND(which=app_id))


@router.delete("/{app_id}/approval", openapi_extra=refuses("not_in_this_state"))
async def stop_app(app_id: UUID, me: Approver, db: WriteDoor) -> AppForAdmin:
    """Stop an app, or say no to one that asks. From the next request on, no token of it is worth anything."""
    app = await db.one(LOCKED(which=app_id))
    if app.state is AppState.stopped:
        raise NotNow("This app is stopped already.", code="not_in_this_state")
    await db.send(STOPPED, which=app_id, state=AppState.stopped, by=me.id)
    return await db.one(FOUND(which=app_id))


async def _account(app: AppToDecide, me: Caller, db: Writes) -> UUID:
    """Return the account that a system acts with; it is made once, and no person can sign in with it."""
    if app.account_id is None:
        await db.add(Account(council_id=me.council_id, id=app.id, role=SYSTEM_ROLE))
    return app.account_id or app.id


def _must_be_for_apps(kind: AppKind, scopes: list[str], *, asked: list[str] | None = None) -> None:
    known = SYSTEM_SCOPES if kind is AppKind.system else SCOPES
    if not set(scopes) <= set(known) or (asked is not None and not set(scopes) <= set(asked)):
        raise NotValid("An app of this kind cannot have that.", code="not_for_an_app")


async def _must_have_room(door: Writes) -> None:
    if len(await door.all(QUEUE(most=MOST_WAITING))) >= MOST_WAITING:
        raise NotNow("Too many apps wait for an answer there.", code="too_many_waiting")
