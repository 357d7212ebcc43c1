"""The proof of the limits, in small: a flood is refused, and whoever asks for a call meanwhile is not."""

import asyncio

from scripts.prove_durable.stage import set_up
from scripts.prove_limits.__main__ import QUOTAS, prove

REFUSED, OTHERS, NOT_ACCEPTED = "refused with 429", "answered anything else", "of them not accepted"


def test_a_flood_is_refused_and_nobody_who_asks_for_a_call() -> None:
    with set_up(QUOTAS) as stage:
        found = {each.what: each.found for each in asyncio.run(prove(stage, 400, 1.0))}

    assert found[REFUSED] > 100
    assert (found[OTHERS], found[NOT_ACCEPTED]) == (0, 0)
