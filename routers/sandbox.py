"""For developers, in a demonstration alone: move its clock, and put everything back.

These routes stand in no contract and on no server of a real council: only where `kept run` serves does `api/app.py`
know them.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from api.database import Reads
from api.idempotency import KeptRoute, Replayed, Tap
from api.sandbox import Alone
from api.statements import Read
from auth.who import Known, anyone_signed_in
from models.councils import MY_COUNCIL, CouncilFound
from models.sandbox import ClockMove, ClockMoved
from rules.clocks import in_words

router = APIRouter(prefix="/v1/sandbox", tags=["sandbox"], route_class=KeptRoute)

MINE = Read(CouncilFound, MY_COUNCIL)


@dataclass(frozen=True, slots=True)
class Turn:
    """One call, alone in the house."""

    house: Alone
    tap: Tap

    async def answered(self) -> Response:
        """Return what time it is now, and keep that for a second tap."""
        now, ahead = await self.house.clock()
        body = ClockMoved(now=now, now_in_words=in_words(now), ahead=ahead).model_dump_json().encode()
        await self.house.keep(self.tap, body)
        return Response(body, media_type="application/json")


async def take_turn(request: Request, me: Annotated[Known, Depends(anyone_signed_in)]) -> AsyncIterator[Turn]:
    """Let in anybody whose account stands; answer a second tap as the first."""
    tap = await Tap.of(request, me.council_id, me.id)
    await Reads(request.app.state.pool, me.sealed).all(MINE())
    async with request.app.state.sandbox.alone() as house:
        before = await house.given(tap)
        if before is not None:
            raise Replayed(200, None, before)
        yield Turn(house, tap)


MyTurn = Annotated[Turn, Depends(take_turn, scope="function")]


@router.post("/clock", response_model=ClockMoved)
async def move_the_clock(move: ClockMove, turn: MyTurn) -> Response:
    """Move the clock of the whole demonstration, for everybody in it, until it is moved again or reset.

    Send `{"forward": "P2D"}` to go so much further (an ISO 8601 duration; `PT3H` is three hours), or
    `{"at": "2026-12-24T15:30:00Z"}` to go to that instant; exactly one of them. The clock then goes on from there.
    Everything that depends on time moves with it, all at once: what is due soon or late, the bank holidays in between,
    reviews, covers, the months of the report, and how long an `Idempotency-Key` is remembered. Tokens do not: they end
    by real time, ten minutes after they were made.

    It only goes forward (`only_forward`), since a request cannot come from the future; to go back, reset. It goes no
    further than the bank holidays are known, less a hundred days (`beyond_the_calendar`). Anyone who is signed in may
    do it. The same `Idempotency-Key` moves it once.
    """
    now, _ = await turn.house.clock()
    await turn.house.move(move.further(now))
    return await turn.answered()


@router.post("/reset", response_model=ClockMoved)
async def reset_the_sandbox(turn: MyTurn) -> Response:
    """Put everything back as it was on the first start: the invented councils, their people and plans, at real time.

    Every id is the same as before, so a token still stands; dates are counted from now. What was asked, said, written
    or moved since is gone, and so is every remembered `Idempotency-Key`, but for the one of this call. Whoever calls at
    the same time is answered before it or after it, or told to wait (`too_busy`, with `Retry-After`).
    """
    await turn.house.reset()
    return await turn.answered()
