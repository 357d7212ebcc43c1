"""What a plan is made of, and what is different between two versions of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Generic, Protocol, TypeVar

from rules.errors import NotFound, NotValid

Key = TypeVar("Key")
T = TypeVar("T")


class PlanKind(StrEnum):
    care = "care"
    health = "health"
    education = "education"
    pathway = "pathway"


class ActionState(StrEnum):
    to_do = "to_do"
    doing = "doing"
    done = "done"
    not_doing = "not_doing"


class Said(StrEnum):
    """What a young person says about their plan: a view, or that they do not agree."""

    view = "view"
    disagreement = "disagreement"


class Change(StrEnum):
    """What became of a part or an action. `withheld`: it may not be read any more; `opened`: now it may."""

    new = "new"
    changed = "changed"
    removed = "removed"
    withheld = "withheld"
    opened = "opened"


OPEN = frozenset({ActionState.to_do, ActionState.doing})

# In the order in which they are read. Their titles stand in the catalogue of words.
PARTS: Mapping[PlanKind, Sequence[str]] = MappingProxyType(
    {
        PlanKind.care: ("home", "family", "how_long", "school_and_health", "free_time", "thoughts_and_feelings"),
        PlanKind.health: ("keeping_well", "checks", "teeth_and_eyes", "feelings", "who_helps"),
        PlanKind.education: ("last_term", "now", "targets"),
        PlanKind.pathway: ("home", "learning_and_work", "life_skills", "health"),
    }
)


def must_be_parts(kind: PlanKind, sections: Sequence[str | None]) -> None:
    """Refuse a part that this kind of plan does not have."""
    if not {part for part in sections if part} <= set(PARTS[kind]):
        raise NotValid("That is not a part of this plan.", code="not_a_part_of_this_plan")


def overdue(state: ActionState, due_on: date | None, today: date) -> bool:
    return state in OPEN and due_on is not None and due_on < today


@dataclass(frozen=True, slots=True)
class Edition:
    """A version, and whether the young person was given a copy of it."""

    version: int
    read: bool


def to_compare(editions: Sequence[Edition], since: int | None, until: int | None) -> tuple[int, int]:
    """Say which two versions to compare; 0 is the empty page before the first.

    Unless told, the newest is compared with the one that was read before it, or, where none was, with the one before.
    The newest itself does not count as read before: an app that opens the plan first would then never show what is new.
    """
    known = {each.version for each in editions}
    after = max(known) if until is None else until
    before = _read_before(editions, after) if since is None else since
    if after not in known or before not in known | {0} or before > after:
        raise NotFound
    return before, after


def _read_before(editions: Sequence[Edition], version: int) -> int:
    return max((each.version for each in editions if each.read and each.version < version), default=version - 1)


class Part(Protocol):
    """A part as a young person may see it: a body, or the reason why there is none."""

    @property
    def body(self) -> str | None: ...
    @property
    def withheld_because(self) -> str | None: ...


P = TypeVar("P", bound=Part)


@dataclass(frozen=True, slots=True)
class Difference(Generic[Key, T]):
    key: Key
    change: Change
    before: T | None
    now: T | None


def different(before: Mapping[Key, T], now: Mapping[Key, T]) -> list[Difference[Key, T]]:
    """List what is new, changed or removed, in the order of what stands there now."""
    keys = [*now, *(key for key in before if key not in now)]
    return [
        Difference(key, _change(before.get(key), now.get(key)), before.get(key), now.get(key))
        for key in keys
        if before.get(key) != now.get(key)
    ]


def different_parts(before: Mapping[Key, P], now: Mapping[Key, P]) -> list[Difference[Key, P]]:
    """List which parts are different; one that may not be read any more says so, instead of looking rewritten."""
    return [
        Difference(each.key, _hidden(each) or each.change, each.before, each.now) for each in different(before, now)
    ]


def _change(before: object, now: object) -> Change:
    if before is None:
        return Change.new
    return Change.removed if now is None else Change.changed


def _hidden(found: Difference[Key, P]) -> Change | None:
    was = found.before is not None and found.before.withheld_because is not None
    is_now = found.now is not None and found.now.withheld_because is not None
    if is_now and not was:
        return Change.withheld
    return Change.opened if was and not is_now and found.now is not None else None
