"""Small figures cannot be worked out from what is published: every other month that looks the same is tried."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import product

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from rules.suppression import FEWEST, SLACK, SMALL, STEP, TOO_CLOSE, Published, publish, rounded

NAMES = ("met", "missed", "open", "contested", "withdrawn")
Month = tuple[int, ...]
FIGURES = st.one_of(st.just(0), st.integers(0, 12), st.integers(0, 400))
MONTHS = st.tuples(*(FIGURES for _ in NAMES))


def published(month: Month) -> Published:
    return publish(dict(zip(NAMES, month, strict=False)))


def look(shown: Published) -> tuple[int | None, ...]:
    return (shown.asked, *shown.figures.values())


def test_no_small_figure_can_be_worked_out_from_any_small_month() -> None:
    """Whoever knows the rule and the published month, and even which figures are small, learns none to within two.

    Up to 12, every figure that is published as it is lies in here, so no month that looks the same is missing.
    """
    alike: dict[tuple[int | None, ...], list[Month]] = defaultdict(list)
    for month in product(range(13), repeat=4):
        alike[look(published(month))].append(month)

    for months in alike.values():
        for figures in zip(*months, strict=True):
            small = [figure for figure in figures if figure in SMALL]
            assert not small or max(small) - min(small) > TOO_CLOSE, months[0]


@given(MONTHS)
@settings(max_examples=300, deadline=None)
@example((300, 200, 100, 40, 3))
@example((9, 9, 0, 0, 0))
@example((30, 1, 0, 0, 0))
@example((30, 5, 0, 0, 0))
@example((11, 12, 10, 10, 4))
def test_for_every_small_figure_there_are_months_that_look_the_same_and_differ_widely(month: Month) -> None:
    shown = published(month)
    assume(shown.asked is not None)

    for place, figure in enumerate(month):
        if figure in SMALL:
            found = [other for other in SMALL if any(_months_with(other, place, shown))]
            assert found[-1] - found[0] > TOO_CLOSE, (month, found)


def _months_with(figure: int, place: int, shown: Published) -> Iterator[Month]:
    """Yield months that look the same and have this figure in that place."""
    figures = list(shown.figures.values())
    others = [each for each, said in enumerate(figures) if said is None and each != place]
    ranges = {each: range(max(FEWEST, said - SLACK), said + SLACK + 1) for each, said in enumerate(figures) if said}
    for total in (*range(len(others), 9 * len(others) + 1), 0, *range(FEWEST, 401)):
        hidden = dict(zip(others, _split(total, len(others)), strict=True))
        for visible in range(sum(each[0] for each in ranges.values()), sum(each[-1] for each in ranges.values()) + 1):
            if rounded(figure + total + visible) == shown.asked:
                month = {place: figure} | hidden | _spread(visible, ranges)
                other = tuple(month.get(each, 0) for each in range(len(figures)))
                if published(other) == shown:
                    yield other


def _split(total: int, parts: int) -> list[int]:
    """Split a sum into so many figures, each small if it can be."""
    split = []
    for left in range(parts - 1, -1, -1):
        part = min(total - left, SMALL[-1]) if left else total
        split.append(part)
        total -= part
    return split


def _spread(total: int, ranges: dict[int, range]) -> dict[int, int]:
    """Give each shown figure a value that it may stand for, so that they have this sum."""
    spread = {each: allowed[0] for each, allowed in ranges.items()}
    total -= sum(spread.values())
    for each, allowed in ranges.items():
        more = min(total, len(allowed) - 1)
        spread[each] += more
        total -= more
    return spread


@given(MONTHS)
def test_no_small_figure_is_published(month: Month) -> None:
    for figure in look(published(month)):
        assert figure is None or figure == 0 or (figure >= FEWEST and figure % STEP == 0)


@given(MONTHS)
def test_what_is_published_is_true_to_the_nearest_five(month: Month) -> None:
    shown = published(month)

    for said, figure in zip(look(shown), (sum(month), *month), strict=True):
        assert said is None or abs(said - figure) <= SLACK


@given(MONTHS)
def test_a_small_figure_is_never_held_back_alone(month: Month) -> None:
    assert len(published(month).held_back) != 1


@given(st.tuples(st.integers(FEWEST, 400), *(st.one_of(st.just(0), st.integers(FEWEST, 400)) for _ in NAMES[1:])))
def test_where_nothing_is_small_nothing_is_held_back(month: Month) -> None:
    assert look(published(month)) == tuple(rounded(figure) for figure in (sum(month), *month))


def test_fewer_than_ten_are_held_back_altogether() -> None:
    for month in product(range(FEWEST), repeat=len(NAMES)):
        if sum(month) < FEWEST:
            assert published(month).held_back == ["asked", *NAMES]


def test_a_month_of_one_who_was_missed_and_many_who_were_met() -> None:
    shown = published((28, 5, 0, 0, 0))

    assert look(shown) == (35, 30, None, None, 0, 0)
