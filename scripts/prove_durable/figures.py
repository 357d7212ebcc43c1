"""Figures: what was found, what was promised, and whether the one keeps the other."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number. `most` and `least` are its bounds; without any it only tells what was done."""

    what: str
    found: float
    unit: str = ""
    least: float | None = None
    most: float | None = None

    @property
    def kept(self) -> bool:
        return (self.least is None or self.found >= self.least) and (self.most is None or self.found <= self.most)


def exactly(what: str, found: float, wanted: float) -> Figure:
    return Figure(what, found, least=wanted, most=wanted)


def table(figures: Sequence[Figure]) -> str:
    """Return one line for each figure, in Markdown, so that it can stand in `docs/proofs.md`."""
    lines = ["| what | found | promised | |", "|---|---:|---:|---|"]
    return "\n".join(
        lines + [f"| {each.what} | {_number(each)} | {_promised(each)} | {_mark(each)} |" for each in figures]
    )


def high(values: Sequence[float], share: float) -> float:
    """Return the value below which this share of them lies."""
    return sorted(values)[max(0, ceil(len(values) * share) - 1)]


def _number(figure: Figure) -> str:
    number = f"{figure.found:,.0f}" if float(figure.found).is_integer() else f"{figure.found:,.2f}"
    return f"{number} {figure.unit}".strip()


def _promised(figure: Figure) -> str:
    bounds = {"at least": figure.least, "at most": figure.most}
    if figure.least is not None and figure.least == figure.most:
        bounds = {"": figure.most}
    return ", ".join(f"{word} {bound:,.0f}".strip() for word, bound in bounds.items() if bound is not None)


def _mark(figure: Figure) -> str:
    if figure.least is None and figure.most is None:
        return ""
    return "kept" if figure.kept else "MISSED"
