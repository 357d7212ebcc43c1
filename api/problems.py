"""Every problem this service can answer with: a code, a status, a title, and what to do about it.

Each is a page at `/docs/errors/{code}`, to which the `type` of a problem document points.
"""

from dataclasses import dataclass

from api.boundary import REFUSALS


@dataclass(frozen=True, slots=True)
class Problem:
    code: str
    status: int
    title: str
    what_to_do: str


_OURS = (
    Problem("already_taken", 409, "Somebody else has taken this.", "Show who holds it; a manager can hand it over."),
    Problem("asked_too_long_ago", 422, "They asked more than four weeks ago.",
            "Tell the manager: that is not a call to return any more."),
    Problem("bad_cursor", 400, "That cursor is not one of ours.", "Start the list again without `cursor`."),
    Problem("bad_idempotency_key", 400, "The Idempotency-Key is missing or malformed.",
            "Send 1 to 255 visible ASCII characters, the same ones for every retry of the same tap."),
    Problem("before_the_asking", 422, "That was before the young person asked.", "Send the time of the attempt."),
    Problem("calendar_ends", 503, "The calendar does not reach that far.", "Try a date that is nearer."),
    Problem("conflict", 409, "That clashes with what is already there.", "Read it again, then decide."),
    Problem("different_body", 422, "That Idempotency-Key was for something else.", "Take a new key for each request."),
    Problem("fresh_sign_in_needed", 401, "Please sign in again to see this.",
            "Ask the person to sign in again, then repeat the request with the new token (RFC 9470)."),
    Problem("in_flight", 409, "The first try is still on its way.", "Wait for Retry-After, then send the same again."),
    Problem("in_the_future", 422, "That time has not come yet.", "Send a time that is not after now."),
    Problem("method_not_allowed", 405, "That cannot be done here.", "See Allow for what can."),
    Problem("never_passed_on", 409, "That cannot be passed on.", "Only comments and compliments can be."),
    Problem("no_such_worker", 422, "There is no such colleague.", "Choose a member of the team."),
    Problem("not_allowed", 403, "Your role does not allow this.", "No retry helps; openapi.yaml names the permission."),
    Problem("not_found", 404, "We could not find that.", "It is not there, or not there for this person."),
    Problem("not_in_this_state", 409, "That cannot happen in the state that it is in.", "Read the request again."),
    Problem("not_one_of_your_people", 422, "That is not one of your people.", "Choose from GET /v1/me/people."),
    Problem("not_signed_in", 401, "Please sign in.", "Send `Authorization: Bearer` with a token that still stands."),
    Problem("not_valid", 422, "Something in there is not right.", "`errors` says where and of what kind."),
    Problem("not_your_hold", 409, "Only the holder or the manager can put this back.", "Ask one of them."),
    Problem("only_a_talk", 409, "Only a talk ends this.", "Record an attempt once somebody talked with them."),
    Problem("reason_needed", 422, "The answer needs its reason.", "Send `reason`, in words that they understand."),
    Problem("something_broke", 500, "Something broke on our side.", "Send the same again; quote `trace_id`."),
    Problem("too_busy", 503, "We are too busy just now.", "After Retry-After, send the same again, with its key."),
    Problem("too_far_ahead", 422, "That day is too far away.", "Choose a day in the next three months."),
    Problem("too_long_ago", 409, "That was more than four weeks ago.", "Ask again: a new clock starts."),
)  # fmt: skip

PROBLEMS = {problem.code: problem for problem in _OURS} | {
    refusal.code: Problem(
        refusal.code, refusal.status, refusal.title, "Mend the request; a retry of the same will not help."
    )
    for refusal in REFUSALS.values()
}
