"""What a board may see of small figures: never so much that one between 1 and 9 could be worked out.

A figure is either nothing, or ten and more to the nearest 5, or held back. Where too little is held back to hide a
small figure behind the rounding, the whole month is. Whether that is so is judged by the published figures alone, so
that holding back itself tells nothing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

FEWEST = 10
STEP = 5
SLACK = STEP // 2
SMALL = range(1, FEWEST)
# Whoever could say a small figure to within two knows it.
TOO_CLOSE = 4


@dataclass(frozen=True, slots=True)
class Published:
    """How many asked, and what became of them; None is held back."""

    asked: int | None
    figures: Mapping[str, int | None]

    @property
    def held_back(self) -> list[str]:
        all_figures = {"asked": self.asked, **self.figures}
        return [name for name, figure in all_figures.items() if figure is None]


def publish(figures: Mapping[str, int]) -> Published:
    """Return what may be shown of `figures`, which add up to everybody who asked."""
    asked = sum(figures.values())
    hidden = _hidden(figures)
    shown = Published(
        rounded(asked), {name: None if name in hidden else rounded(figure) for name, figure in figures.items()}
    )
    if asked < FEWEST or not _hides(shown):
        return Published(None, dict.fromkeys(figures))
    return shown


def rounded(figure: int) -> int:
    return (figure + SLACK) // STEP * STEP


def _hidden(figures: Mapping[str, int]) -> set[str]:
    """Name the small ones; one alone could be worked out from the sum, so the next smallest goes with it."""
    small = {name for name, figure in figures.items() if figure in SMALL}
    if len(small) == 1:
        small.add(min((name for name in figures if name not in small), key=figures.__getitem__))
    return small


def _hides(shown: Published) -> bool:
    """Say whether any small figure may still be one of several that lie far apart."""
    if None not in shown.figures.values():
        return True
    possible = [figure for figure in SMALL if _possible(figure, shown)]
    return bool(possible) and possible[-1] - possible[0] > TOO_CLOSE


def _possible(figure: int, shown: Published) -> bool:
    """Say whether a figure that is held back can be this one, whatever the other held-back ones are."""
    asked = _meant(shown.asked or FEWEST)
    seen = [_meant(each) for each in shown.figures.values() if each]
    fewest = asked[0] - sum(high for _, high in seen) - figure
    most = asked[1] - sum(low for low, _ in seen) - figure
    return any(low <= most and fewest <= high for low, high in _others(shown, min(seen, default=(0, 0))[0]))


def _meant(shown: int) -> tuple[int, int]:
    """Return between which figures a published one lies."""
    return max(FEWEST, shown - SLACK), shown + SLACK


def _others(shown: Published, least: int) -> Iterator[tuple[int, int]]:
    """Yield what the other held-back figures can add up to; rather too little than too much."""
    others = list(shown.figures.values()).count(None) - 1
    yield others, others * SMALL[-1]
    if others == 1 and 0 not in shown.figures.values():
        yield 0, 0
        yield FEWEST, max(FEWEST, least - 1)
