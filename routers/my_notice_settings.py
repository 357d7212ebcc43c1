"""Whether and how a young person is told outside the app that something is new in it."""

from typing import Annotated

from fastapi import APIRouter, Request

from api.database import Door
from api.problems import refuses
from api.statements import Read, Write
from auth.doors import ReadDoor, WriteDoor
from auth.permissions import Permission
from auth.who import Caller, can
from models.councils import MY_COUNCIL, CouncilFound
from models.notice_settings import (
    KEEP_SETTINGS,
    MY_SETTINGS,
    SAFE_TO_TELL,
    NoticeSetting,
    NoticeSettings,
    NoticeSettingsAsk,
    SafeToTell,
    SettingsFound,
)
from models.words import say
from rules.deliveries import Choice, must_be_safe

router = APIRouter(prefix="/v1/me/notice-settings", tags=["notices"])

Reader = Annotated[Caller, can(Permission.notice_settings_read)]
Editor = Annotated[Caller, can(Permission.notice_settings_edit)]

MINE = Read(SettingsFound, MY_SETTINGS)
SAFE = Read(SafeToTell, SAFE_TO_TELL)
COUNCIL = Read(CouncilFound, MY_COUNCIL)
KEEP = Write(KEEP_SETTINGS)


@router.get("")
async def read_notice_settings(request: Request, me: Reader, db: ReadDoor) -> NoticeSettings:
    """See whether and how I am told that something new is in the app. Until I choose, nothing leaves it.

    `sent` is all that is ever sent: never from whom it is, what it is about, or how much.
    """
    return await _shown(request, me, db)


@router.put("", openapi_extra=refuses("email_needed", "fresh_sign_in_needed", "never_leave_message", "no_safe_number"))
async def choose_notice_settings(
    choice: NoticeSettingsAsk, request: Request, me: Editor, db: WriteDoor
) -> NoticeSettings:
    """Choose whether and how I am told, and when it is quiet. Needs a fresh sign-in, as every change of safe contact.

    Where I said "never leave me a message", nothing is sent by text or e-mail, whatever was chosen before. Unless I say
    `also_secrets`, nothing is sent of what needs a fresh sign-in to be seen.
    """
    me.must_be_sure()
    safe = await db.one(SAFE())
    must_be_safe(
        Choice(choice.by_text, choice.by_email, choice.email, safe.safe_number, safe.never_leave_message),
    )
    await db.send(KEEP, council_id=me.council_id, id=me.id, **choice.values)
    return await _shown(request, me, db)


async def _shown(request: Request, me: Caller, db: Door) -> NoticeSettings:
    (council,), mine = await db.together(COUNCIL(), MINE())
    found = mine[0] if mine else SettingsFound.model_validate(NoticeSetting(council_id=me.council_id, id=me.id))
    channels = request.app.state.channels
    return NoticeSettings(
        **found.model_dump(),
        ways=sorted(channels.ways(council.slug)),
        push_key=channels.push_key,
        sent=say("outside.says"),
        about_secrets=say("outside.secrets"),
    )
