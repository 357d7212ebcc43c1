"""The proof about tokens can fail, and finds nothing that is accepted."""

from collections import Counter

from fastapi import FastAPI

from scripts.prove_tokens import ACCEPTED, BROKE, faults, prove


async def test_nothing_that_was_changed_is_accepted_and_nothing_breaks(app: FastAPI, owner_url: str) -> None:
    found = await prove(app, owner_url, count=300, seed=7)

    assert faults(found) == 0
    assert found.total() == 300
    assert len({what for what, _ in found}) == 6


def test_the_proof_can_fail() -> None:
    assert faults(Counter({("a token", ACCEPTED): 1, ("a code", BROKE): 2, ("a code", "400"): 3})) == 3
