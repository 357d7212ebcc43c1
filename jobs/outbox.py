"""One delivery as it is claimed and settled: what is written of it, and what is sent."""

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, text, update
from sqlmodel import col

from api.statements import Read, Write
from jobs.leave import People
from jobs.ways import Outgoing
from models.deliveries import CLAIM, REPLACE, Claimed
from models.push_subscriptions import PushSubscription
from rules.deliveries import Fate, MessageChannel, Reached, Trouble, wait_after

Row = dict[str, Any]

CLAIMS = Read(Claimed, CLAIM)
REPLACED = Write(REPLACE)
MOVE = Write(
    text(
        "update deliveries d set state = v.state, tries = v.tries, problem = v.problem, next_try_at = v.next_try_at,"
        " settled_at = v.settled_at from jsonb_to_recordset(:rows) as v (id uuid, state text, tries int, problem text,"
        " next_try_at timestamptz, settled_at timestamptz) where d.id = v.id"
    )
)
END = Write(
    update(PushSubscription)
    .where(col(PushSubscription.id) == bindparam("device_id"), col(PushSubscription.ended_at).is_(None))
    .values(ended_at=bindparam("now"))
)


def claimed_row(found: Claimed, reached: Reached, channel: MessageChannel, now: datetime) -> Row:
    """Say what becomes of one that is due: it is tried, waits until the quiet is over, or is not wanted any more.

    One that is tried is due again after its wait, in case that nobody is left to say what came of it.
    """
    if not found.unsure and (found.read_at or not (reached.known and reached.wants(channel, secret=found.secret))):
        return _row(found, Fate.not_needed, now, now)
    later = reached.not_before(now)
    if later > now:
        return _row(found, found.state, later, None)
    return _row(found, Fate.trying, now + wait_after(found.tries + 1), None, tries=found.tries + 1)


def settled_row(found: Claimed, problem: Trouble | None, now: datetime) -> Row:
    """Say what becomes of one that was tried."""
    state, again = found.after(problem, now)
    settled = None if state is Fate.waiting else now
    return _row(found, state, again or now, settled, tries=found.tries + 1, problem=problem)


def outgoing(found: Claimed, known: People, channel: MessageChannel) -> Outgoing:
    """Address it, at the number, address or device that stands at this moment."""
    who, reached = found.recipient_id, known.reached(found.recipient_id)
    device = next((each for each in known.devices if each.id == found.subscription_id), None)
    return Outgoing(
        key=found.id,
        language=known.language(who),
        number=reached.number if channel is MessageChannel.text else None,
        email=reached.email if channel is MessageChannel.email else None,
        device=device,
        unsure=found.unsure,
    )


def _row(found: Claimed, state: Fate, next_try_at: datetime, settled_at: datetime | None, **more: Any) -> Row:  # noqa: ANN401
    usual = {"tries": found.tries, "problem": None, "next_try_at": next_try_at, "settled_at": settled_at}
    return {"id": found.id, "state": state} | usual | more
