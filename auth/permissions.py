"""One vocabulary: a permission is a role's grant, an app's scope, a scope in openapi.yaml and the history's verb."""

from enum import StrEnum

from models.accounts import Role


class Permission(StrEnum):
    """Named `resource:verb`, the resource in the plural as in the address. Alphabetical."""

    access_log_read = "access-log:read"
    advocate_requests_ask = "advocate-requests:ask"
    advocate_requests_change = "advocate-requests:change"
    advocate_requests_read = "advocate-requests:read"
    apps_approve = "apps:approve"
    apps_change_own = "apps:change-own"
    apps_read = "apps:read"
    apps_read_own = "apps:read-own"
    calendars_edit = "calendars:edit"
    calendars_read = "calendars:read"
    contact_requests_ask = "contact-requests:ask"
    contact_requests_change = "contact-requests:change"
    contact_requests_log = "contact-requests:log"
    contact_requests_read = "contact-requests:read"
    cover_edit = "cover:edit"
    cover_edit_team = "cover:edit-team"
    cover_read = "cover:read"
    deliveries_read = "deliveries:read"
    departures_edit = "departures:edit"
    duty_shifts_edit = "duty-shifts:edit"
    duty_shifts_read = "duty-shifts:read"
    duty_shifts_remove = "duty-shifts:remove"
    duty_wording_edit = "duty-wording:edit"
    duty_wording_read = "duty-wording:read"
    feedback_change = "feedback:change"
    feedback_give = "feedback:give"
    feedback_read = "feedback:read"
    feedback_share = "feedback:share"
    introductions_read = "introductions:read"
    introductions_record = "introductions:record"
    help_ask = "help:ask"
    help_change = "help:change"
    help_read = "help:read"
    invites_edit = "invites:edit"
    invites_read = "invites:read"
    involvements_edit = "involvements:edit"
    involvements_read = "involvements:read"
    me_edit = "me:edit"
    me_read = "me:read"
    notice_settings_edit = "notice-settings:edit"
    notice_settings_read = "notice-settings:read"
    notices_mark = "notices:mark"
    notices_mark_own = "notices:mark-own"
    notices_read = "notices:read"
    notices_read_own = "notices:read-own"
    passkeys_edit = "passkeys:edit"
    passkeys_read = "passkeys:read"
    people_read = "people:read"
    plans_consult = "plans:consult"
    plans_edit = "plans:edit"
    plans_read = "plans:read"
    plans_share = "plans:share"
    plans_speak = "plans:speak"
    privacy_read = "privacy:read"
    promises_rate = "promises:rate"
    promises_read = "promises:read"
    push_subscriptions_edit = "push-subscriptions:edit"
    push_subscriptions_read = "push-subscriptions:read"
    recoveries_confirm = "recoveries:confirm"
    reports_read = "reports:read"
    requests_answer = "requests:answer"
    requests_attempt = "requests:attempt"
    requests_read = "requests:read"
    requests_read_own = "requests:read-own"
    requests_reassign = "requests:reassign"
    requests_take = "requests:take"
    reviews_consult = "reviews:consult"
    reviews_edit = "reviews:edit"
    reviews_read = "reviews:read"
    reviews_take_part = "reviews:take-part"
    sessions_end = "sessions:end"
    sessions_read = "sessions:read"
    staff_invites_edit = "staff-invites:edit"
    triage_read = "triage:read"
    young_people_read = "young-people:read"


class Hat(StrEnum):
    """The database role that is put on for one transaction; `auth/walls.sql` says which rows exist for it."""

    public = "kept_public"
    young_person = "kept_young_person"
    triage = "kept_triage"
    worker = "kept_worker"
    manager = "kept_manager"
    reviewing_officer = "kept_reviewing_officer"
    rights_officer = "kept_rights_officer"
    complaints_officer = "kept_complaints_officer"
    participation_officer = "kept_participation_officer"
    advocate = "kept_advocate"
    duty_worker = "kept_duty_worker"
    board_member = "kept_board_member"
    council_admin = "kept_council_admin"
    loader = "kept_loader"
    ladder = "kept_ladder"
    retention = "kept_retention"
    handover = "kept_handover"
    delivery = "kept_delivery"
    reports = "kept_reports"
    team_figures = "kept_team_figures"
    own_figures = "kept_own_figures"
    doorstep = "kept_doorstep"
    authorizer = "kept_authorizer"


_OWN = {
    Permission.access_log_read,
    Permission.apps_change_own,
    Permission.apps_read_own,
    Permission.contact_requests_ask,
    Permission.contact_requests_change,
    Permission.contact_requests_read,
    Permission.me_edit,
    Permission.me_read,
    Permission.notice_settings_edit,
    Permission.notice_settings_read,
    Permission.notices_mark_own,
    Permission.notices_read_own,
    Permission.people_read,
    Permission.push_subscriptions_edit,
    Permission.push_subscriptions_read,
    Permission.promises_rate,
    Permission.promises_read,
    Permission.plans_read,
    Permission.plans_share,
    Permission.plans_speak,
    Permission.reviews_read,
    Permission.reviews_take_part,
}
_SAY = {
    Permission.advocate_requests_ask,
    Permission.advocate_requests_change,
    Permission.advocate_requests_read,
    Permission.feedback_change,
    Permission.feedback_give,
    Permission.feedback_read,
    Permission.help_ask,
    Permission.help_change,
    Permission.help_read,
    Permission.privacy_read,
    Permission.requests_read_own,
}
_COVER = {Permission.cover_edit, Permission.cover_read}
_QUEUE = {Permission.requests_read, Permission.triage_read}
_NOTICES = {Permission.notices_mark, Permission.notices_read}
_WORK = _QUEUE | _NOTICES | {Permission.requests_attempt, Permission.requests_take}
_ANSWER = _WORK | {Permission.requests_answer}
_ROTA = {Permission.duty_shifts_edit, Permission.duty_shifts_read, Permission.duty_shifts_remove}
_WORDING = {Permission.duty_wording_edit, Permission.duty_wording_read}
_CASES = {Permission.contact_requests_log, Permission.young_people_read}
_PLANS = {Permission.plans_consult, Permission.reviews_consult}

_REPORT = {Permission.reports_read}
_INVITES = {Permission.invites_edit, Permission.invites_read}
_INVOLVED = {Permission.introductions_read, Permission.involvements_read}
_INTRODUCES = {*_INVOLVED, Permission.introductions_record}
_INVOLVES = {*_INTRODUCES, Permission.involvements_edit}
_REVIEWS = {Permission.reviews_edit, Permission.young_people_read}

_EVERYONE = {Permission.passkeys_edit, Permission.passkeys_read, Permission.sessions_end, Permission.sessions_read}

_WORK_OF: dict[Role, frozenset[Permission]] = {
    Role.young_person: frozenset(_OWN | _SAY),
    Role.worker: frozenset(
        _WORK | _CASES | _COVER | _PLANS | _INTRODUCES | _INVITES | _REPORT | {Permission.plans_edit}
    ),
    Role.manager: frozenset(
        _WORK
        | _CASES
        | _COVER
        | _PLANS
        | _INVOLVES
        | _ROTA
        | _WORDING
        | _REPORT
        | {Permission.cover_edit_team, Permission.departures_edit, Permission.plans_edit, Permission.requests_reassign}
    ),
    Role.reviewing_officer: frozenset(_WORK | _COVER | _PLANS | _INTRODUCES | _REVIEWS),
    Role.rights_officer: frozenset(_ANSWER | _COVER | _INVOLVES | _INVITES | {Permission.recoveries_confirm}),
    Role.complaints_officer: frozenset(_ANSWER | _COVER | {Permission.feedback_share}),
    Role.participation_officer: frozenset(_ANSWER),
    Role.advocate: frozenset(_ANSWER | _INVOLVED | {Permission.plans_consult}),
    Role.duty_worker: frozenset(_WORK | _COVER | _ROTA),
    Role.board_member: frozenset(_NOTICES | _REPORT),
    Role.council_admin: frozenset(
        _NOTICES
        | _WORDING
        | {
            Permission.apps_approve,
            Permission.apps_read,
            Permission.calendars_edit,
            Permission.calendars_read,
            Permission.deliveries_read,
            Permission.departures_edit,
            Permission.staff_invites_edit,
        }
    ),
}
GRANTS: dict[Role, frozenset[Permission]] = {role: work | _EVERYONE for role, work in _WORK_OF.items()}


# Whose report is not the board's: a manager's is about the team, a worker's about themselves.
_FIGURES = {Role.manager: Hat.team_figures, Role.worker: Hat.own_figures}
# Whose queue is one team's contact requests and nothing else.
CARERS = frozenset({Role.worker, Role.manager, Role.reviewing_officer})


def allows(role: Role, agreed: frozenset[str], wanted: Permission) -> bool:
    """Let an app do what its person agreed to, and never more than the person may."""
    return wanted in GRANTS[role] and wanted in agreed


def hat(role: Role, permission: Permission) -> Hat:
    """Return the hat for the work at hand: the queue of a care team and each report have their own."""
    if permission is Permission.triage_read and role in CARERS:
        return Hat.triage
    if permission is Permission.reports_read:
        return _FIGURES.get(role, Hat.reports)
    return Hat[role.value]
