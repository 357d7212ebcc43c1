"""The devices on which a young person is told."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request, Response

from api.database import Reads, Writes
from api.idempotency import KeptRoute
from api.problems import refuses
from api.statements import Read
from auth.doors import ReadDoor, WriteDoor
from auth.permissions import Permission
from auth.who import Caller, can
from models.push_subscriptions import (
    DEVICES,
    MOST,
    Device,
    DeviceFound,
    Devices,
    PushSubscription,
    PushSubscriptionAsk,
)
from rules.errors import NotNow, NotValid

router = APIRouter(prefix="/v1/me/push-subscriptions", tags=["notices"], route_class=KeptRoute)

Reader = Annotated[Caller, can(Permission.push_subscriptions_read)]
Editor = Annotated[Caller, can(Permission.push_subscriptions_edit)]

MINE = Read(DeviceFound, DEVICES)


@router.get("")
async def list_push_subscriptions(me: Reader, db: ReadDoor) -> Devices:
    """List the devices on which I am told, the newest first. Where they are reached is not shown again.

    A device that is signed out is told nothing any more, and is not in the list.
    """
    return await _list(db)


@router.post(
    "", status_code=201, openapi_extra=refuses("fresh_sign_in_needed", "push_service_unknown", "too_many_devices")
)
async def add_push_subscription(
    asked: PushSubscriptionAsk, request: Request, me: Editor, db: WriteDoor, response: Response
) -> Device:
    """Tell me on this device, as its browser's `PushSubscription` says. Needs a fresh sign-in.

    Only push services that this deployment names are called, and only over https. The same device again is one device,
    and its newest keys are those that are used. It is told for as long as it stays signed in.
    """
    me.must_be_sure()
    if not request.app.state.channels.may_push_to(asked.host):
        raise NotValid("We cannot reach this phone or app. Choose another way.", code="push_service_unknown")
    mine = await db.all(MINE())
    before = next((each for each in mine if each.endpoint == asked.endpoint), None)
    if before is None and len([each for each in mine if each.stands]) >= MOST:
        raise NotNow("You have ten phones or apps here now. Take one out first.", code="too_many_devices")
    same = before if before and before.same(asked, me.session_id) else None
    device = same or await _begun(asked, before, me, db)
    response.headers["Location"] = f"{router.prefix}/{device.id}"
    return device.shown()


async def _begun(asked: PushSubscriptionAsk, before: DeviceFound | None, me: Caller, db: Writes) -> DeviceFound:
    """Begin anew, in the place of what was known of the same device."""
    if before:
        await _end(before.id, db)
    row = asked.row(me, me.session_id, db.now)
    await db.add(row)
    return DeviceFound(**row.model_dump(include=set(DeviceFound.model_fields)), stands=True)


@router.delete("/{subscription_id}", openapi_extra=refuses("fresh_sign_in_needed", "not_in_this_state"))
async def end_push_subscription(subscription_id: UUID, me: Editor, db: WriteDoor) -> Devices:
    """Tell me on this device no more. Needs a fresh sign-in; what is on its way already may still arrive."""
    me.must_be_sure()
    await _end(subscription_id, db)
    return await _list(db)


async def _end(subscription_id: UUID, db: Writes) -> None:
    device = await db.lock(PushSubscription, subscription_id)
    device.end(db.now)
    await db.save(device)


async def _list(db: Reads | Writes) -> Devices:
    return Devices(items=[each.shown() for each in await db.all(MINE()) if each.stands])
