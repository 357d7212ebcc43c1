"""A young person's own details: how to address them, and how it is safe to reach them."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from sqlalchemy import bindparam, func, select
from sqlmodel import col

from api.database import Reads, Writes
from api.idempotency import KeptRoute
from api.problems import refuses
from api.statements import Read
from auth.doors import ReadDoor, WriteDoor
from auth.permissions import Permission
from auth.who import Caller, can
from models.base import Shape, columns_of
from models.councils import MY_COUNCIL, CouncilFound
from models.help_lines import help_now
from models.requests import Request
from models.young_people import Channel, Format, Me, MeEdit, SafeContact, YoungPerson
from rules.kinds import SECRET_KINDS
from rules.requests import OPEN

router = APIRouter(prefix="/v1/me", tags=["me"], route_class=KeptRoute)

Reader = Annotated[Caller, can(Permission.me_read)]
Editor = Annotated[Caller, can(Permission.me_edit)]


class Found(Shape):
    preferred_name: str
    pronouns: str | None
    language: str
    format: Format
    safe_channel: Channel | None
    safe_number: str | None
    safe_hours: str | None
    never_leave_message: bool
    open_requests: int


_open = (
    select(func.count())
    .where(
        col(Request.young_person_id) == YoungPerson.id,
        col(Request.state).in_(sorted(OPEN)),
        # What is secret is not counted, or the number would tell of it.
        col(Request.kind).not_in(sorted(SECRET_KINDS)),
    )
    .scalar_subquery()
    .label("open_requests")
)
COUNCIL = Read(CouncilFound, MY_COUNCIL)
ME = Read(
    Found,
    select(*columns_of(YoungPerson, Found, but=("open_requests",)), _open).where(
        col(YoungPerson.id) == bindparam("me")
    ),
)


@router.get("")
async def read_me(me: Reader, db: ReadDoor) -> Me:
    """See what the service knows of me, and whom to ring now."""
    return await _shown(me.id, db)


@router.patch("", openapi_extra=refuses("fresh_sign_in_needed"))
async def edit_me(edit: MeEdit, me: Editor, db: WriteDoor) -> Me:
    """Change my details. How it is safe to reach me can only be changed after a fresh sign-in."""
    if "safe_contact" in edit.model_fields_set:
        me.must_be_sure()
    young_person = await db.lock(YoungPerson, me.id)
    young_person.change(edit)
    await db.save(young_person)
    return await _shown(me.id, db)


async def _shown(me: UUID, db: Reads | Writes) -> Me:
    (found,), (council,) = await db.together(ME(me=me), COUNCIL())
    return Me(
        **found.model_dump(include={"preferred_name", "pronouns", "language", "format", "open_requests"}),
        council=council.slug,
        council_name=council.name,
        safe_contact=SafeContact(
            channel=found.safe_channel,
            number=found.safe_number,
            hours=found.safe_hours,
            never_leave_message=found.never_leave_message,
        ),
        help_now=help_now(council),
    )
