"""Nobody's request is ever nobody's: whoever goes, in whatever order, somebody who is there sees it."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from rules.handing_on import Held, House, hand_on, next_cover, next_main
from rules.kinds import AdvocatePurpose, Kind
from rules.requests import What
from rules.telling import Concern, Member


def _id(number: int) -> UUID:
    return UUID(int=number)


EAST, WEST, DUTY, RIGHTS, VOICE, LISTENING = map(_id, range(1, 7))
_ROLES = {
    EAST: ("worker", "worker", "manager"),
    WEST: ("worker", "manager"),
    DUTY: ("duty_worker",),
    RIGHTS: ("rights_officer",),
    VOICE: ("advocate",),
    LISTENING: ("complaints_officer",),
}
STAFF = [
    Member(_id(100 + index), team, role, "social_worker", f"N{index}", None)
    for index, (team, role) in enumerate((team, role) for team, roles in _ROLES.items() for role in roles)
]
SAM, ALEX, PRIYA, BO, WES, EVE, RUTH, ADE, CLEO = (each.id for each in STAFF)
LEAVERS = [each.id for each in STAFF if each.id not in (EVE, RUTH)]
HER_CALL = Held(Concern(Kind.contact, None, EAST, SAM, None, None), SAM, tied=True)
ASKED = [
    HER_CALL,
    replace(HER_CALL, of=replace(HER_CALL.of, taker_id=SAM)),
    replace(HER_CALL, of=replace(HER_CALL.of, taker_id=WES, worker_id=ALEX)),
    replace(HER_CALL, of=replace(HER_CALL.of, worker_id=None)),
    replace(HER_CALL, of=Concern(Kind.advocate, AdvocatePurpose.advocate, VOICE, ADE, ADE, None)),
    replace(HER_CALL, of=Concern(Kind.complaint, None, LISTENING, None, CLEO, SAM)),
    replace(HER_CALL, of=Concern(Kind.comment, None, LISTENING, None, None, None)),
]

goes = st.tuples(st.just("leaves"), st.sampled_from(LEAVERS), st.just(SAM))
is_away = st.tuples(
    st.just("away"), st.sampled_from([SAM, ALEX, PRIYA, BO, WES, CLEO]), st.sampled_from([SAM, ALEX, BO, WES, EVE])
)
comes_back = st.tuples(st.just("back"), st.sampled_from(LEAVERS), st.just(SAM))
is_lost = st.tuples(st.just("lost"), st.just(SAM), st.just(SAM))
Event = tuple[str, UUID, UUID]


def _after(event: Event, staff: Sequence[Member], held: Held) -> tuple[list[Member], Held]:
    """Let one thing happen, as the hand-over does it."""
    what, who, other = event
    if what == "lost":
        return list(staff), replace(held, tied=False)
    if what == "leaves":
        leaver = next((each for each in staff if each.id == who), None)
        left = [each for each in staff if each.id != who]
        covered = [_covered_anew(each, who, left) for each in left]
        heir = next_main(leaver.team_id, left) if leaver else None
        main = heir.id if heir and held.main_id == who else held.main_id
        return covered, replace(held, main_id=main)
    cover = other if what == "away" and other != who and any(each.id == other for each in staff) else None
    return [replace(each, covered_by_id=cover) if each.id == who else each for each in staff], held


def _covered_anew(each: Member, leaver_id: UUID, staff: Sequence[Member]) -> Member:
    if each.covered_by_id != leaver_id:
        return each
    instead = next_cover(each, leaver_id, staff, DUTY)
    return replace(each, covered_by_id=instead.id if instead else None)


def _placed(held: Held, house: House) -> Held:
    placed = hand_on(held, house)
    if placed is None:
        return held
    renamed = placed.worker_id != held.of.worker_id
    return replace(held, of=placed.of(held.of), tied=held.tied or renamed)


@given(st.sampled_from(ASKED), st.lists(st.one_of(goes, is_away, comes_back, is_lost), max_size=12))
def test_whatever_happens_somebody_who_is_there_sees_it(held: Held, events: Sequence[Event]) -> None:
    staff: list[Member] = list(STAFF)
    for event in events:
        staff, held = _after(event, staff, held)
        house = House(staff, DUTY, RIGHTS)

        held = _placed(held, house)

        assert house.sees(held.of.team_id, held.of)
        assert held.of.taker_id is None or house.here(held.of.taker_id)
        assert hand_on(held, house) is None, "it is well where it is"


@given(st.lists(st.one_of(goes, is_away, comes_back), max_size=8))
def test_what_is_secret_never_goes_to_a_team_of_carers(events: Sequence[Event]) -> None:
    staff: list[Member] = list(STAFF)
    held = ASKED[4]
    for event in events:
        staff, held = _after(event, staff, held)
        held = _placed(held, House(staff, DUTY, RIGHTS))

        assert held.of.team_id in (VOICE, RIGHTS)
        assert held.of.taker_id in (None, ADE, RUTH)


def test_a_cover_who_is_away_as_well_does_not_have_it() -> None:
    staff = [replace(each, covered_by_id={SAM: BO, BO: WES}.get(each.id)) for each in STAFF]
    held = replace(HER_CALL, of=replace(HER_CALL.of, taker_id=SAM))

    placed = hand_on(held, House(staff, DUTY, RIGHTS))

    assert placed
    assert (placed.team_id, placed.taker_id, placed.what) == (EAST, None, What.covered)
