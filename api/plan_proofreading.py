"""What is wrong with the plans and reviews of a council's file, beyond the shape of each: where, and what to mend."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Protocol
from uuid import UUID

from api.council_reading import Place
from api.council_said import StaffSaid
from api.plan_files import ActionSaid, Keys, PlanSaid, ReviewSaid, VersionSaid, version_id
from models.base import Ask
from models.plan_edits import MOST_ACTIONS
from rules.plans import PARTS, ActionState, PlanKind

Found = Iterator[tuple[Place, str]]


class Planned(Keys, Protocol):
    """The part of a council's file that is read here."""

    @property
    def staff(self) -> Sequence[StaffSaid]: ...
    @property
    def plans(self) -> Sequence[PlanSaid]: ...
    @property
    def reviews(self) -> Sequence[ReviewSaid]: ...


def plan_wrongs(file: Planned, today: date) -> Iterator[tuple[Ask, Place, str]]:
    """Yield everything that would not become rows: whose it is, where in it, and what to say."""
    staff = {each.key for each in file.staff}
    plans = Counter((plan.young_person, plan.kind) for plan in file.plans)
    for plan in file.plans:
        if plans[plan.young_person, plan.kind] > 1:
            yield plan, (), "This plan stands here twice. Put all its versions into one."
        yield from ((plan, place, says) for place, says in _versions(plan, staff, today))
    reviews = Counter(_review(each) for each in file.reviews)
    yield from ((each, (), "The same review again.") for each in file.reviews if reviews[_review(each)] > 1)


def written_in_kept(
    file: Planned, plans: Mapping[tuple[UUID, str], UUID], versions: Mapping[tuple[UUID, int], UUID]
) -> Iterator[tuple[Ask, Place, str]]:
    """Yield what somebody wrote in Kept under the number of a version of this file: neither is written over."""
    for plan in file.plans:
        mine = plan.id(file)
        if plans.get((file.id_of("account", plan.young_person), plan.kind), mine) != mine:
            yield plan, (), "This plan was begun in Kept. Go on with it there."
        for number in range(1, len(plan.versions) + 1):
            loaded = version_id(mine, number)
            if versions.get((mine, number), loaded) != loaded:
                yield plan, ("versions", number - 1), f"Version {number} was written in Kept. Take it out of the file."


def _review(said: ReviewSaid) -> tuple[object, ...]:
    return said.young_person, said.kind, said.counted_from, said.counted_from_days_ago


def _versions(plan: PlanSaid, staff: set[str], today: date) -> Found:
    for number, version in enumerate(plan.versions):
        for place, says in _version(version, plan.kind, staff, today):
            yield ("versions", number, *place), says
    yield from _order(plan.versions)


def _order(versions: Sequence[VersionSaid]) -> Found:
    for number, (before, after) in enumerate(pairwise(versions), start=1):
        if before.written_on and after.written_on and after.written_on < before.written_on:
            yield ("versions", number, "written_on"), "This version is older than the one before it."


def _version(said: VersionSaid, kind: PlanKind, staff: set[str], today: date) -> Found:
    if said.written_by not in staff:
        yield ("written_by",), "`written_by` names nobody in the `staff` of this file."
    if said.written_on and said.written_on > today:
        yield ("written_on",), "`written_on` is still to come. Load it on the day."
    if not (said.sections or said.withheld):
        yield (), "A version needs at least one part."
    for where, parts in (("sections", said.sections), ("withheld", said.withheld)):
        yield from (((where, part), _no_part(kind)) for part in parts if part not in PARTS[kind])
    for part in said.sections.keys() & said.withheld.keys():
        yield ("withheld", part), "This part is withheld and not withheld. Say one of the two."
    yield from _actions(said.actions, kind)


def _actions(actions: Sequence[ActionSaid], kind: PlanKind) -> Found:
    if len(actions) > MOST_ACTIONS:
        yield ("actions",), f"There are more than {MOST_ACTIONS} actions."
    keys = Counter(each.key for each in actions)
    for number, each in enumerate(actions):
        here = ("actions", number)
        if keys[each.key] > 1:
            yield here, "Two actions of this version have the same `key`."
        if each.section and each.section not in PARTS[kind]:
            yield (*here, "section"), _no_part(kind)
        if (each.state is ActionState.not_doing) != (each.reason is not None):
            yield here, "A `reason` goes with the state not_doing, and only with that."


def _no_part(kind: PlanKind) -> str:
    return f"This kind of plan has no such part; there may be: {', '.join(PARTS[kind])}."
