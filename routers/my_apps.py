"""My apps: what I let in, what each may do, and how to take it back. It holds from the next request on."""

from hashlib import sha256
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Response

from api.conditional import Tags
from api.database import Door, only
from api.idempotency import KeptRoute
from api.problems import refuses
from api.statements import Read, Write
from auth.doors import ReadDoor, WriteDoor
from auth.permissions import Permission
from auth.scopes import in_words
from auth.who import Caller, can
from models.app_shapes import (
    HELD,
    MINE,
    NARROW,
    ONE_OF_MINE,
    SIGN_OUT,
    WITHDRAW,
    AppSentAway,
    MyApp,
    MyAppFound,
    MyApps,
    Narrowing,
    ScopeOfMine,
)
from models.apps import AppState
from models.words import say
from rules.clocks import local
from rules.errors import NotNow, NotValid

router = APIRouter(prefix="/v1/me/apps", tags=["apps"], route_class=KeptRoute)

Reader = Annotated[Caller, can(Permission.apps_read_own)]
Changer = Annotated[Caller, can(Permission.apps_change_own)]
Tag = Annotated[Tags | None, Header(description="The ETag of your last read.")]

LIST, ONE = Read(MyAppFound, MINE), Read(MyAppFound, ONE_OF_MINE)
LOCKED, NARROWED, TAKEN_BACK, SIGNED_OUT = Write(HELD), Write(NARROW), Write(WITHDRAW), Write(SIGN_OUT)


@router.get("")
async def list_my_apps(me: Reader, db: ReadDoor) -> MyApps:
    """See every app that I let in and what it may do, the newest first. At most a hundred."""
    return MyApps(items=[_shown(each, db) for each in await db.all(LIST(me=me.id))])


@router.get("/{app_id}")
async def read_my_app(app_id: UUID, me: Reader, db: ReadDoor, response: Response) -> MyApp:
    """See one app that I let in. Its ETag is what a change of its scopes has to name."""
    return await _told(app_id, me, db, response)


@router.put("/{app_id}/scopes", openapi_extra=refuses("changed_meanwhile", "condition_needed", "only_narrower"))
async def narrow_my_app(
    app_id: UUID, ask: Narrowing, me: Changer, db: WriteDoor, response: Response, *, if_match: Tag = None
) -> MyApp:
    """Say what an app may still do: less than before, never more. Send If-Match with the ETag of your last read.

    To let it do more, it has to ask again, on our own page.
    """
    held = only(await db.rows(LOCKED, me=me.id, which=app_id))
    tags = {tag.strip() for tag in (if_match or "").split(",") if tag.strip()}
    if not tags:
        raise NotValid("Say which version you have read.", code="condition_needed")
    if _tag(app_id, held["changed_at"]) not in tags:
        raise NotNow("Somebody changed this after you read it. Please read it again.", code="changed_meanwhile")
    if not set(ask.scopes) <= set(held["scopes"]):
        raise NotValid("You can take things away here. You cannot add to them.", code="only_narrower")
    await db.send(NARROWED, which=held["id"], scopes=sorted(ask.scopes))
    return await _told(app_id, me, db, response)


@router.delete("/{app_id}")
async def send_my_app_away(app_id: UUID, me: Changer, db: WriteDoor) -> AppSentAway:
    """Take back what I agreed to. The app is signed out everywhere, and has to ask again if it wants to come back."""
    held = only(await db.rows(LOCKED, me=me.id, which=app_id))
    await db.send(TAKEN_BACK, which=held["id"])
    ended = await db.rows(SIGNED_OUT, which=held["id"])
    return AppSentAway(ended=len(ended), says=say("my_apps.sent_away"))


async def _told(app_id: UUID, me: Caller, db: Door, response: Response) -> MyApp:
    found = await db.one(ONE(me=me.id, which=app_id))
    response.headers["ETag"] = _tag(app_id, found.changed_at)
    return _shown(found, db)


def _tag(app_id: UUID, changed_at: object) -> str:
    return f'"{sha256(f"{app_id} {changed_at}".encode()).hexdigest()[:32]}"'


def _shown(found: MyAppFound, db: Door) -> MyApp:
    today = local(db.now).date()
    works = found.state is AppState.approved and found.ends_on is not None and today <= found.ends_on
    said = found.model_dump(exclude={"state", "scopes"})
    scopes = [ScopeOfMine(scope=each.scope, says=each.says) for each in in_words(found.scopes)]
    return MyApp(**said, works=works, scopes=scopes)
