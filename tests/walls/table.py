"""Who may do what to what, written from the page on behaviour and never from the code: the oracle of the matrix.

Everybody stands in one relation to Maya. `SEES` is the page's table of rows, `MAY` its roles and their work.
"""

from collections.abc import Mapping

from tests.walls.app_rows import MAY as APPS
from tests.walls.people import ASKED, EVERYONE, NOBODY, ROLES, SEES, STRANGERS

_ALL_STAFF = "worker manager reviewing_officer rights_officer complaints_officer duty_worker"
_LISTENERS = "rights_officer advocate complaints_officer participation_officer"
_AT_WORK = f"worker manager reviewing_officer duty_worker {_LISTENERS}"
_STAFF = f"{_AT_WORK} board_member council_admin"
_PLANNERS = "worker manager reviewing_officer"
_OWN = "young_person"
_ALL = " ".join(sorted(set(ROLES.values())))

# Every route that needs a permission: the roles that have it, what it is about, and how it answers when it is allowed.
MAY: Mapping[str, tuple[str, str, int]] = {
    "read_me": (_OWN, "", 200),
    "edit_me": (_OWN, "", 200),
    "list_my_people": (_OWN, "", 200),
    "read_access_log": (_OWN, "", 200),
    "ask_to_be_called": (_OWN, "", 201),
    "list_contact_requests": (_OWN, "", 200),
    "read_contact_request": (_OWN, "contact requests", 200),
    "read_contact_request_clock": (_OWN, "contact requests", 200),
    "withdraw_contact_request": (_OWN, "contact requests", 200),
    "confirm_contact_request": (_OWN, "contact requests", 200),
    "add_to_contact_request": (_OWN, "contact requests", 201),
    "read_triage": (_AT_WORK, "", 200),
    "read_request": (_AT_WORK, "requests", 200),
    "acknowledge_request": (_AT_WORK, "requests", 200),
    "take_request": (_AT_WORK, "requests", 200),
    "put_request_back": (_AT_WORK, "requests", 200),
    "record_attempt": (_AT_WORK, "requests", 201),
    "list_young_people": (_PLANNERS, "", 200),
    "read_young_person": (_PLANNERS, "her card", 200),
    "log_contact_request": ("worker manager", "maya", 201),
    "read_my_cover": (_ALL_STAFF, "", 200),
    "edit_my_cover": (_ALL_STAFF, "", 200),
    "edit_cover": ("manager", "sam", 200),
    "edit_departure": ("manager council_admin", "sam", 200),
    # days on which the offices are closed
    "list_bank_holidays": ("council_admin", "", 200),
    "add_bank_holiday": ("council_admin", "", 201),
    "list_closures": ("council_admin", "", 200),
    "add_closure": ("council_admin", "", 201),
    # who is there for what cannot wait, and what a young person is told of it
    "list_duty_shifts": ("manager duty_worker", "", 200),
    "add_duty_shift": ("manager duty_worker", "", 201),
    "edit_duty_shift": ("manager duty_worker", "shift", 200),
    "remove_duty_shift": ("manager duty_worker", "shift", 200),
    "read_duty_wording": ("manager council_admin", "", 200),
    "edit_duty_wording": ("manager council_admin", "", 200),
    # having a say
    "ask_for_an_advocate": (_OWN, "", 201),
    "list_advocate_requests": (_OWN, "", 200),
    "read_advocate_request": (_OWN, "advocate requests", 200),
    "read_advocate_request_clock": (_OWN, "advocate requests", 200),
    "withdraw_advocate_request": (_OWN, "advocate requests", 200),
    "confirm_advocate_request": (_OWN, "advocate requests", 200),
    "give_feedback": (_OWN, "", 201),
    "list_feedback": (_OWN, "", 200),
    "read_feedback": (_OWN, "feedback", 200),
    "read_feedback_clock": (_OWN, "feedback", 200),
    "withdraw_feedback": (_OWN, "feedback", 200),
    "confirm_feedback": (_OWN, "feedback", 200),
    "ask_for_help_now": (_OWN, "", 201),
    "list_help_requests": (_OWN, "", 200),
    "read_help_request": (_OWN, "help requests", 200),
    "confirm_help_request": (_OWN, "help requests", 200),
    "say_who_helps": (_OWN, "feedback", 200),
    "list_my_requests": (_OWN, "", 200),
    "read_privacy": (_OWN, "", 200),
    "answer_request": (_LISTENERS, "requests", 201),
    "pass_request_on": ("complaints_officer", "requests", 200),
    # plans, reviews, promises, and what the board is told
    "list_my_plans": (_OWN, "", 200),
    "read_my_plan": (_OWN, "", 200),
    "read_my_plan_version": (_OWN, "", 200),
    "read_my_plan_changes": (_OWN, "", 200),
    "say_what_i_think": (_OWN, "", 201),
    "say_that_i_disagree": (_OWN, "", 201),
    "list_my_views": (_OWN, "", 200),
    "list_my_disagreements": (_OWN, "", 200),
    "list_my_reviews": (_OWN, "", 200),
    "take_part_in_review": (_OWN, "review", 200),
    "list_my_promises": (_OWN, "", 200),
    "rate_promise": (_OWN, "promise", 200),
    "read_what_i_share": (_OWN, "", 200),
    "share_my_plan": (_OWN, "", 200),
    "read_plan": (f"{_PLANNERS} advocate", "her plan", 200),
    "write_plan": ("worker manager", "her plan", 200),
    "list_reviews": (_PLANNERS, "her plan", 200),
    "plan_review": ("reviewing_officer", "her plan", 201),
    "edit_review": ("reviewing_officer", "review", 200),
    "read_callback_report": ("board_member manager worker", "", 200),
    # the way in
    "invite_young_person": ("worker rights_officer", "her way in", 201),
    "list_invites": ("worker rights_officer", "her way in", 200),
    "cancel_invite": ("worker rights_officer", "invite", 200),
    "invite_worker": ("council_admin", "sam", 201),
    "confirm_recovery": ("rights_officer", "her way in", 200),
    # what each is told; a notice of Maya's, and one of Sam's
    "list_my_notices": (_OWN, "", 200),
    "mark_my_notice_read": (_OWN, "her notice", 200),
    "list_notices": (_STAFF, "", 200),
    "follow_me": (_OWN, "", 200),
    "follow_triage": (_AT_WORK, "", 200),
    "mark_notice_read": (_STAFF, "his notice", 200),
    # what leaves the service, and how she is told
    "list_deliveries": ("council_admin", "", 200),
    "read_notice_settings": (_OWN, "", 200),
    "choose_notice_settings": (_OWN, "", 200),
    "list_push_subscriptions": (_OWN, "", 200),
    "add_push_subscription": (_OWN, "", 201),
    "end_push_subscription": (_OWN, "her device", 200),
    # who is there for her: a manager says so, and of advocates and visitors a rights officer
    "list_involvements": (f"{_PLANNERS} rights_officer advocate", "her people", 200),
    "list_introductions": (f"{_PLANNERS} rights_officer advocate", "her people", 200),
    "record_introduction": (f"{_PLANNERS} rights_officer", "her people", 201),
    "begin_involvement": ("manager rights_officer", "her people", 201),
    "end_involvement": ("manager rights_officer", "involvements", 200),
    # where somebody is signed in is for themselves
    "list_sessions": (_ALL, "", 200),
    "say_that_somebody_saw": (_ALL, "", 201),
    "end_session": (_ALL, "her session", 200),
    "end_sessions": (_ALL, "", 200),
    **APPS,
    "list_passkeys": (_ALL, "", 200),
    "name_passkey": (_ALL, "her passkey", 200),
    "remove_passkey": (_ALL, "her passkey", 200),
    # the last, since from then on everything that was Sam's is Alex's
    "reassign_requests": ("manager", "sam", 200),
}

_ADVOCATES = "advocate,advocate held by ruth,council of young people"
# Which of her rows stand at an address; at any other they are not there.
STANDS: Mapping[str, str] = {
    "contact requests": f"open,held,late,urgent,ended,to reviewing,{_ADVOCATES}",
    "advocate requests": _ADVOCATES,
    "help requests": "help",
    "feedback": "complaint,helped,comment,about cleo,passed on",
    "requests": ",".join(ASKED),
    "involvements": "support,visits,main worker",
}
# A fresh sign-in is needed, the same whether or not anything is there.
FRESH = frozenset(
    {"list_advocate_requests", "list_feedback", "list_help_requests", "list_my_requests"}
    | {"read_what_i_share", "remove_passkey", "share_my_plan"}
    | {"choose_notice_settings", "add_push_subscription", "end_push_subscription"}
    | {route for route, (_, about, _) in MAY.items() if about in ("advocate requests", "feedback", "help requests")}
)

OPEN_TO_ALL = (
    *("list_councils", "read_council", "read_council_help", "list_council_promises", "read_glossary"),
    "register_app",
    *("read_livez", "read_readyz"),
)

# What is there for somebody and yet cannot be done now is a conflict: (route, row) or (route, row, who).
NOT_NOW: Mapping[tuple[str, ...], int] = {
    ("withdraw_contact_request", "ended"): 409,
    ("add_to_contact_request", "ended"): 409,
    ("take_request", "held"): 409,
    ("take_request", "held", "hal"): 200,  # who holds it holds it still
    ("take_request", "ended"): 409,
    **{("take_request", "advocate held by ruth", who): 409 for who in ("ade", "abe")},
    **{("put_request_back", "advocate held by ruth", who): 409 for who in ("ade", "abe")},
    ("put_request_back", "advocate held by ruth", "ruth"): 200,
    ("record_attempt", "ended"): 409,
    # only what cannot wait is acknowledged
    **{("acknowledge_request", row): 409 for row in ASKED if row not in ("urgent", "help")},
    ("acknowledge_request", "urgent", "dana"): 409,
    **{("put_request_back", row): 409 for row in ASKED if row not in ("held", "advocate held by ruth")},
    ("put_request_back", "held"): 409,
    ("put_request_back", "held", "hal"): 200,
    ("put_request_back", "held", "priya"): 200,
    # a fresh sign-in: the same whether or not anything is there
    ("read_access_log", "", "m1"): 401,
    # what was passed on is there to be read; a complaint is never passed on; only a talk ends a call that is wanted
    **{("take_request", "passed on", who): 409 for who in ("sam", "alex", "priya")},
    **{("record_attempt", "passed on", who): 409 for who in ("sam", "alex", "priya")},
    **{("pass_request_on", row): 409 for row in ("complaint", "helped")},
    **{
        (route, "helped", who): 409
        for route in ("take_request", "record_attempt", "answer_request")
        for who in ("ruth", "ade")
    },
    **{("say_who_helps", row): 409 for row in ("comment", "passed on")},
    ("answer_request", "late"): 409,
    # her reviewing officer sees what she asked of others, and works on what is asked of the reviewing team
    **{
        (route, row, "dana"): 409
        for route in ("take_request", "record_attempt")
        for row in ("open", "held", "late", "urgent", "ended")
    },
    # his plan is of another kind
    **{(route, "", "jay"): 404 for route in ("read_my_plan", "read_my_plan_version", "read_my_plan_changes")},
    **{(route, "", "jay"): 404 for route in ("say_what_i_think", "say_that_i_disagree", "list_my_views")},
    **{(route, "", "jay"): 404 for route in ("list_my_disagreements", "read_what_i_share", "share_my_plan")},
    # only somebody of the own council is put on duty
    **{("add_duty_shift", "", f"other {who}"): 422 for who in ("priya", "eve")},
    # a main worker's time ends by naming the next one
    ("end_involvement", "main worker"): 409,
}


def expected(route: str, row: str, who: str) -> int:
    """Say how `route` answers `who` about `row`, by the page."""
    roles, about, allowed = MAY[route]
    if who == NOBODY or (who == "m1" and route in FRESH):
        return 401
    if {**ROLES, **STRANGERS}[who] not in roles.split():
        return 403
    if row and (who not in SEES[row].split() or row not in stands(about)):
        return 404
    return NOT_NOW.get((route, row, who), NOT_NOW.get((route, row), allowed))


def cells(route: str) -> list[tuple[str, str]]:
    """Return what is tried of a route, as (row, who): who is refused whatever the row is tried with one of them."""
    first, *others = rows_of(route)
    after = [(row, who) for row in others for who in EVERYONE if expected(route, row, who) not in (401, 403)]
    return [*((first, who) for who in EVERYONE), *after]


def stands(about: str) -> list[str]:
    """Return the rows that stand at an address."""
    return STANDS[about].split(",") if about in STANDS else list(SEES)


def rows_of(route: str) -> list[str]:
    """Return the rows that a route is tried with: everywhere at requests, also those that stand at another address."""
    about = MAY[route][1]
    if about == "involvements":
        return stands(about)
    return list(ASKED) if about in STANDS else [about]
