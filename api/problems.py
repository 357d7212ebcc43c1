"""Every problem this service can answer with: a code, a status, what it means to a developer, and what to do about it.

Each is a page at `/docs/errors/{code}`, to which the `type` of a problem document points. What a person is told of it
stands in the catalogue of words.
"""

from dataclasses import dataclass

from api.boundary import REFUSALS


@dataclass(frozen=True, slots=True)
class Problem:
    code: str
    status: int
    meaning: str
    what_to_do: str


_OURS = (
    Problem("about_them", 409, "It is about them.", "Ask somebody else to help."),
    Problem("already_has_a_main_worker", 409, "There is a main worker already.",
            "Send `reason`: then the other's involvement ends in the same moment."),
    Problem("already_involved", 409, "They are involved in that role already.", "Read the list of involvements again."),
    Problem("already_left", 409, "They have left already.", "Nothing is left to do: what was theirs is with others."),
    Problem("already_taken", 409, "Somebody else has taken this.", "Show who holds it; a manager can hand it over."),
    Problem("asked_too_long_ago", 422, "They asked more than four weeks ago.",
            "Tell the manager: that is not a call to return any more."),
    Problem("bad_app_request", 400, "This app asked in a way that we cannot answer.",
            "Nobody is sent back to an address that is not the app's own; `reason` says what the RFCs call it."),
    Problem("bad_cursor", 400, "That cursor is not one of ours.", "Start the list again without `cursor`."),
    Problem("bad_idempotency_key", 400, "The Idempotency-Key is missing or malformed.",
            "Send 1 to 255 visible ASCII characters, the same ones for every retry of the same tap."),
    Problem("beyond_the_calendar", 422, "Nobody knows the bank holidays of that time.", "Choose a nearer time."),
    Problem("only_forward", 422, "The clock only goes forward.", "To go back, POST /v1/sandbox/reset."),
    Problem("real_council_here", 409, "There is a real council here.", "Use a demonstration of your own: `kept run`."),
    Problem("before_the_asking", 422, "That was before the young person asked.", "Send the time of the attempt."),
    Problem("calendar_ends", 503, "The calendar does not reach that far.", "Try a date that is nearer."),
    Problem("cannot_note", 503, "We cannot note who looks or writes, so nobody does.",
            "Nothing was shown or kept. After Retry-After, send the same again, with its key."),
    Problem("conflict", 409, "That clashes with what is already there.", "Read it again, then decide."),
    Problem("different_body", 422, "That Idempotency-Key was for something else.", "Take a new key for each request."),
    Problem("did_not_fit", 422, "That did not fit.", "Look at it once more, then try again."),
    Problem("easy_to_guess", 422, "Somebody could guess that.", "Offer three words that do not belong together."),
    Problem("fresh_sign_in_needed", 401, "Please sign in again to see this.",
            "Ask the person to sign in again, then repeat the request with the new token (RFC 9470)."),
    Problem("email_needed", 422, "There is no address for e-mail.", "Send `email`, or `by_email` false."),
    Problem("never_leave_message", 409, "They said: never leave me a message.",
            "Change `safe_contact.never_leave_message` of /v1/me first."),
    Problem("no_safe_number", 409, "There is no safe number.", "Send `safe_contact.number` to /v1/me first."),
    Problem("push_service_unknown", 422, "That push service is not called from here.", "Tell them in another way."),
    Problem("too_many_devices", 409, "There are ten devices already.", "End one: DELETE /v1/me/push-subscriptions."),
    Problem("in_flight", 409, "The first try is still on its way.", "Wait for Retry-After, then send the same again."),
    Problem("in_the_past", 422, "That time is over.", "Send a time from now on, or leave it out for now."),
    Problem("in_the_future", 422, "That time has not come yet.", "Send a time that is not after now."),
    Problem("last_way_in", 409, "That is the only way in.", "Let them make another passkey, or set words, first."),
    Problem("method_not_allowed", 405, "That cannot be done here.", "See Allow for what can."),
    Problem("never_passed_on", 409, "That cannot be passed on.", "Only comments and compliments can be."),
    Problem("new_words_wanted", 409, "New words are wanted first.", "Only on our own pages: they ask for new words."),
    Problem("no_advocate_yet", 409, "There is no advocate yet.", "Ask for one with POST /v1/me/advocate-requests."),
    Problem("no_complaint", 409, "That is no complaint.", "Only with a complaint can somebody be asked to help."),
    Problem("no_working_day", 422, "That is no working day anyway.", "Read the days that are known; send another."),
    Problem("no_such_worker", 422, "There is no such colleague.", "Choose a member of the team."),
    Problem("not_allowed", 403, "Your role does not allow this.", "No retry helps; openapi.yaml names the permission."),
    Problem("not_for_duty", 422, "Only the duty team can be on duty.", "Choose a member of the duty team."),
    Problem("not_found", 404, "We could not find that.", "It is not there, or not there for this person."),
    Problem("not_an_end", 422, "An app is let in until a day in the next two years.", "Send a nearer day."),
    Problem("not_for_an_app", 422, "An app of this kind cannot have that.", "docs/developers/scopes.md lists them."),
    Problem("only_narrower", 422, "You can only take something away here.", "To do more, the app has to ask again."),
    Problem("too_many_waiting", 409, "Too many apps wait for an answer there.", "Ask that council, then try again."),
    Problem("nobody_before", 422, "Nobody was there before in that role.", "Choose a `why` that tells of nobody else."),
    Problem("not_counted_yet", 404, "That month is not counted yet.", "Ask again after the day that `detail` names."),
    Problem("not_for_that_role", 422, "That colleague cannot have that role.", "Choose somebody whose work it is."),
    Problem("not_introduced_yet", 409, "The young person does not know this reviewing officer yet.",
            "Record the introduction first: POST /v1/young-people/{id}/introductions."),
    Problem("not_in_this_state", 409, "That cannot happen in the state that it is in.", "Read the request again."),
    Problem("not_one_of_your_people", 422, "That is not one of your people.", "Choose from GET /v1/me/people."),
    Problem("not_signed_in", 401, "Please sign in.", "Send `Authorization: Bearer` with a token that still stands."),
    Problem("not_valid", 422, "Something in there is not right.", "`errors` says where and of what kind."),
    Problem("not_your_hold", 409, "Only the holder or the manager can put this back.", "Ask one of them."),
    Problem("old_words", 422, "These are the old words.", "Only on our own pages: pick new ones."),
    Problem("only_a_talk", 409, "Only a talk ends this.", "Record an attempt once somebody talked with them."),
    Problem("reason_needed", 422, "The answer needs its reason.", "Send `reason`, in words that they understand."),
    Problem("rota_has_gaps", 409, "Nobody is on duty in a part of the coming week.",
            "Fill the gaps that GET /v1/duty-shifts shows, then switch it on."),
    Problem("something_broke", 500, "Something broke on our side.", "Nothing was kept. Try again; quote `trace_id`."),
    Problem("still_the_main_worker", 409, "They are the main worker.",
            "Name the next main worker, with a reason: that ends this involvement."),
    Problem("too_many_requests", 429, "That was more than the limit of a person, an app or an address.",
            "Wait for Retry-After, then send the same again, with its key. Help-now is never refused."),
    Problem("too_many_streams", 429, "That is followed already, as often as it can be.",
            "Close one that is open, or come again later."),
    Problem("too_soon", 422, "A closure is announced four weeks before.", "Send a later day."),
    Problem("too_many_closures", 409, "A year has at most five closures.", "Let the day count as a working day."),
    Problem("too_many_months", 422, "A report is of at most twelve months.",
            "Send `since` and `month` at most a year apart, in their order; for the board, `month` alone."),
    Problem("too_busy", 503, "We are too busy just now.", "Nothing was kept. Send the same after Retry-After."),
    Problem("signs_in_at_work", 409, "A directory is how they come in.",
            "Only on our own pages: somebody of a directory has neither words nor passkeys."),
    Problem("wait_a_moment", 409, "That was too soon after the last try.", "Wait a bit, fifteen minutes at most."),
    Problem("too_slow", 408, "That took too long to arrive.", "Send the same again, with its key."),
    Problem("too_far_apart", 422, "That is not a time of at most five weeks.", "Send a nearer `until`, after `since`."),
    Problem("too_far_ahead", 422, "That day is too far away.", "Choose a day in the next three months."),
    Problem("too_long_ago", 409, "That was more than four weeks ago.", "Ask again: a new clock starts."),
    Problem("before_the_last_review", 422, "That was before this review began to count.", "Send the day it was held."),
    Problem("changed_meanwhile", 412, "Somebody changed this after you read it.",
            "Read it again, with what is new in it, then decide what to send."),
    Problem("condition_needed", 428, "Say which version you have read.",
            "Send If-Match with the ETag of your last read, or `If-None-Match: *` for the first version."),
    Problem("no_plan_yet", 404, "There is no such plan yet.", "`ask` and `phone` say who can tell more."),
    Problem("not_a_part_of_this_plan", 422, "That is not a part of this plan.", "Choose a `section` of this kind."),
    Problem("nothing_to_count_from", 422, "There is nothing yet to count from.", "Write the plan first."),
    Problem("review_is_coming", 409, "The next review is there already.", "Change that one, or say that it was held."),
)  # fmt: skip

PROBLEMS = {problem.code: problem for problem in _OURS} | {
    refusal.code: Problem(
        refusal.code, refusal.status, refusal.meaning, "Mend the request; a retry of the same will not help."
    )
    for refusal in REFUSALS.values()
}


def refuses(*codes: str) -> dict[str, list[str]]:
    """Say which problems of its own a route can answer with: `openapi_extra=refuses("already_taken")`.

    What comes with every route of its kind (its guard, its key, its body, its cursor) is added in the contract.
    """
    unknown = sorted(set(codes) - PROBLEMS.keys())
    if unknown:
        raise LookupError(f"api/problems.py has no page for {', '.join(unknown)}.")
    return {"x-problems": sorted(codes)}
