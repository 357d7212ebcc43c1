"""My devices: where I am signed in, and how to sign out of them. It holds from the next request on."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter

from api.database import only
from api.idempotency import KeptRoute
from api.statements import Read, Write
from auth.doors import ReadDoor, WriteDoor
from auth.permissions import Permission
from auth.who import Caller, can
from models.sessions import (
    END_ALL,
    END_ONE,
    END_OTHERS,
    MINE,
    MySession,
    MySessions,
    Seen,
    SessionFound,
    SessionsEnded,
    Sighting,
    WhyEnded,
)
from models.sign_ins import WANT_NEW_WORDS
from models.words import say

router = APIRouter(prefix="/v1/me", tags=["sessions"], route_class=KeptRoute)

Reader = Annotated[Caller, can(Permission.sessions_read)]
Ender = Annotated[Caller, can(Permission.sessions_end)]

LIST = Read(SessionFound, MINE)
ALL, ONE, OTHERS, NEW_WORDS = Write(END_ALL), Write(END_ONE), Write(END_OTHERS), Write(WANT_NEW_WORDS)
STEPS = ("safe", "change", "tell", "alone")


@router.get("/sessions")
async def list_sessions(me: Reader, db: ReadDoor) -> MySessions:
    """See every device on which I am signed in, the newest first, and since when. At most a hundred."""
    found = await db.all(LIST(me=me.id))
    return MySessions(items=[MySession(**each.model_dump(), this_one=each.id == me.session_id) for each in found])


@router.delete("/sessions")
async def end_sessions(me: Ender, db: WriteDoor) -> SessionsEnded:
    """Sign out everywhere, here too. Every token of mine is refused from the next request on."""
    ended = await db.rows(ALL, whose=me.id, why=WhyEnded.signed_out)
    return SessionsEnded(ended=len(ended), says=say("sessions.ended_all"))


@router.post("/sightings", status_code=201)
async def say_that_somebody_saw(me: Ender, db: WriteDoor, sighting: Sighting | None = None) -> Seen:
    """Somebody saw my phone: every other device is signed out at once, with `here_too` this one as well.

    Whoever signs in with my passphrase next has to pick a new one. A passkey stays: it opens nothing without my finger,
    my face or my number. The reply says what to do next.
    """
    here_too = sighting is not None and sighting.here_too
    how = (ALL, {}) if here_too else (OTHERS, {"but": me.session_id})
    ended = await db.rows(how[0], whose=me.id, why=WhyEnded.seen, **how[1])
    await db.send(NEW_WORDS, whose=me.id)
    steps = [say(f"sessions.seen.{step}") for step in STEPS]
    return Seen(ended=len(ended), says=say(f"sessions.seen.{'here_too' if here_too else 'says'}"), next_steps=steps)


@router.delete("/sessions/{session_id}")
async def end_session(session_id: UUID, me: Ender, db: WriteDoor) -> SessionsEnded:
    """Sign out of one device."""
    only(await db.rows(ONE, whose=me.id, which=session_id, why=WhyEnded.signed_out))
    return SessionsEnded(ended=1, says=say("sessions.ended"))
