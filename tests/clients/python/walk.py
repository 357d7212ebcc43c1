"""The main story with a client that openapi-python-client makes of openapi.yaml; every reply comes as a typed object.

`python walk.py http://localhost:8000 MAYA SAM`: the address, and the tokens of the two.
"""

import sys
from typing import TypeVar
from uuid import uuid4

from kept_client import AuthenticatedClient
from kept_client.api.contact_requests import ask_to_be_called, confirm_contact_request, read_contact_request
from kept_client.api.requests import record_attempt, take_request
from kept_client.api.triage import read_triage
from kept_client.models import (
    AttemptAsk,
    Confirmation,
    ContactAsk,
    ContactRequest,
    ContactRequestInFull,
    Outcome,
    Queue,
    RequestInFull,
    Standing,
    State,
)

Wanted = TypeVar("Wanted")


def got(reply: object, wanted: type[Wanted]) -> Wanted:
    """Return what was hoped for; a problem document stops the walk."""
    if not isinstance(reply, wanted):
        raise SystemExit(f"Not {wanted.__name__} but {reply}")
    return reply


def main(api: str, of_maya: str, of_sam: str) -> None:
    """Ask, take, try, talk, and hear from the young person whether it did happen."""
    maya, sam = (AuthenticatedClient(base_url=api, token=token) for token in (of_maya, of_sam))
    asked = got(
        ask_to_be_called.sync(client=maya, body=ContactAsk(about="seeing my brother"), idempotency_key=str(uuid4())),
        ContactRequest,
    )
    waiting = got(read_triage.sync(client=sam), Queue)
    assert asked.id in [card.id for card in waiting.items], "Sam finds it in the queue of the team."

    taken = got(take_request.sync(asked.id, client=sam), RequestInFull)
    assert (taken.state, taken.taken_by) == (State.TAKEN, "Sam"), "Sam has it."

    tried = _tried(sam, asked, Outcome.NO_ANSWER)
    assert (tried.state, tried.due_at) == (State.TAKEN, asked.due_at), "Nobody answered: the clock runs on."

    spoke = _tried(sam, asked, Outcome.SPOKE)
    assert (spoke.state, spoke.standing) == (State.ANSWERED, Standing.MET), "They talked: the promise is kept."

    denied = _confirmed(maya, asked, reached=False)
    assert (denied.state, denied.contested, denied.due_at) == (State.WAITING, True, asked.due_at), "Her word counts."

    _tried(sam, asked, Outcome.MET_IN_PERSON)
    _confirmed(maya, asked, reached=True)
    story = got(read_contact_request.sync(asked.id, client=maya), ContactRequestInFull)
    assert (story.state, story.contested) == (State.ANSWERED, False), "Now she says so, too."
    print("\n".join(line.says for line in story.timeline))


def _tried(sam: AuthenticatedClient, asked: ContactRequest, outcome: Outcome) -> RequestInFull:
    body = AttemptAsk(outcome=outcome)
    reply = record_attempt.sync(asked.id, client=sam, body=body, idempotency_key=str(uuid4()))
    return got(reply, RequestInFull)


def _confirmed(maya: AuthenticatedClient, asked: ContactRequest, *, reached: bool) -> ContactRequestInFull:
    body = Confirmation(reached=reached)
    reply = confirm_contact_request.sync(asked.id, client=maya, body=body, idempotency_key=str(uuid4()))
    return got(reply, ContactRequestInFull)


if __name__ == "__main__":
    main(*sys.argv[1:])
