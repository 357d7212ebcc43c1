"""Who looked at my record, and who wrote in it."""

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request, Response

from api.paging import DEFAULT, Cursor, Limit, cursor_after, cut, instant, link_next, place_of
from api.problems import refuses
from api.statements import Read
from auth.doors import ReadDoor
from auth.permissions import Permission
from auth.who import Caller, can
from models.history import ACCESS, AccessFound, AccessLog, AccessLogLine
from models.words import catalogue, say
from rules.clocks import dated, local

router = APIRouter(prefix="/v1/me/access-log", tags=["access-log"])

Reader = Annotated[Caller, can(Permission.access_log_read)]

LOG = Read(AccessFound, ACCESS)
LAST = (datetime(9000, 1, 1, tzinfo=UTC), UUID(int=0), "", "")


@router.get("", openapi_extra=refuses("fresh_sign_in_needed"))
async def read_access_log(
    request: Request,
    response: Response,
    me: Reader,
    db: ReadDoor,
    *,
    cursor: Cursor = None,
    limit: Limit = DEFAULT,
) -> AccessLog:
    """See who looked at my record or wrote in it, who came in as me, and what my apps did, the newest first.

    Needs a fresh sign-in.
    """
    me.must_be_sure()
    at, actor, what_for, app = place_of(cursor, instant, UUID, str, str) if cursor else LAST
    after = {"after_at": at, "after_id": actor, "after_what_for": what_for, "after_app": app}
    rows = await db.all(LOG(me=me.id, rows=limit + 1, **after))
    page, last = cut(rows, limit)
    following = cursor_after(last.at.isoformat(), last.id, last.what_for, last.app) if last else None
    link_next(request, response, following)
    return AccessLog(items=[_line(each) for each in page], next_cursor=following)


def _line(found: AccessFound) -> AccessLogLine:
    """Tell the day and the hour in London: the minute would tell more about the worker than about me."""
    at = local(found.at)
    who, role, what_for = _by_staff(found) if found.who else _as_me(found)
    return AccessLogLine(
        who=who, role=say(role), day=dated(at.date()), hour=at.hour, what_for=say(what_for), app=found.app
    )


def _by_staff(found: AccessFound) -> tuple[str, str, str]:
    return found.who, f"roles.{found.role}", f"permissions.{found.what_for}"


def _as_me(found: AccessFound) -> tuple[str, str, str]:
    """Tell what an app did that I let in, and what was done at the door: by me, or by someone who got in as me."""
    acts = "own_acts" if found.what_for in catalogue()["own_acts"] else "scopes"
    who, role = ("someone", "doorstep") if found.role == "doorstep" else ("who", "role")
    return say(f"own_acts.{who}"), f"own_acts.{role}", f"{acts}.{found.what_for}"
