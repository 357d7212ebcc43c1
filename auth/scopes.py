"""What an app of others may be given: a young person's own permissions, by their names, and never the keys to it all.

A permission is a scope, so the table of scopes follows from `GRANTS`: nothing is written down twice.
"""

from collections.abc import Iterable

from auth.permissions import GRANTS, Permission
from models.accounts import Role
from models.apps import MARK
from models.base import Shape
from models.words import say

# Whoever holds these could sign her out, or let another app in: hers alone, on our own pages or with no app between.
NEVER = frozenset(
    {
        Permission.apps_change_own,
        Permission.apps_read_own,
        Permission.passkeys_edit,
        Permission.passkeys_read,
        Permission.sessions_end,
        Permission.sessions_read,
    }
)
SCOPES = tuple(each for each in Permission if each in GRANTS[Role.young_person] - NEVER)
# What is secret, or could be turned against her. No app has it unless the council lets it ask and she ticks it herself.
SECRETS = frozenset(
    {
        Permission.access_log_read,
        Permission.advocate_requests_ask,
        Permission.advocate_requests_change,
        Permission.advocate_requests_read,
        Permission.feedback_change,
        Permission.feedback_give,
        Permission.feedback_read,
        Permission.help_change,
        Permission.help_read,
        Permission.me_edit,
        Permission.notice_settings_edit,
        Permission.plans_share,
        Permission.push_subscriptions_edit,
        Permission.requests_read_own,
    }
)
# What the council's own machines may do, which is never about anybody.
SYSTEM_SCOPES = (Permission.reports_read,)
SYSTEM_ROLE = Role.board_member


class ScopeWords(Shape):
    """A scope as the page of consent shows it: in words, and whether its box is ticked before she looks."""

    scope: str
    says: str
    ticked: bool


def in_words(scopes: Iterable[str]) -> list[ScopeWords]:
    """Return what an app will see and do, in a young person's words, in the order of the table."""
    wanted = set(scopes)
    return [
        ScopeWords(scope=each, says=say(f"scopes.{each}"), ticked=each not in SECRETS)
        for each in SCOPES
        if each in wanted
    ]


def words_of_scopes() -> dict[str, tuple[str, bool]]:
    """Return what she reads of each scope, and whether it is secret: for the contract."""
    return {each.scope: (each.says, not each.ticked) for each in in_words(SCOPES)}


def by_default(allowed: Iterable[str]) -> frozenset[str]:
    """Return what an app is taken to ask for that names no scope: nothing that is secret."""
    return frozenset(allowed) - SECRETS


def sure_at_most(app: str, assurance: int, permission: Permission) -> int:
    """Show an app what a mere phone shows, but for the secrets that it was given."""
    return 1 if never_sure(app, permission) else assurance


def never_sure(app: str, permission: Permission) -> bool:
    return app.startswith(MARK) and permission not in SECRETS
