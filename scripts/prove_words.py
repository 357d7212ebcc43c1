"""How many words of harm are found, and how often others raise an alarm: over invented lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from models.harm import words_of_harm
from rules.harm import harm_in

CORPORA = Path(__file__).parent.parent / "tests" / "harm"


@dataclass(frozen=True)
class Found:
    harm: Sequence[str]
    harmless: Sequence[str]
    missed: Sequence[str]
    raised: Sequence[str]

    @property
    def recall(self) -> float:
        return 1 - len(self.missed) / len(self.harm)

    @property
    def false_alarms(self) -> float:
        return len(self.raised) / len(self.harmless)


def lines_of(corpus: Path) -> tuple[list[str], list[str]]:
    """Return the lines of harm and the others."""
    said = yaml.safe_load(corpus.read_text(encoding="utf-8"))
    harm, harmless = ([str(line) for lines in said[part].values() for line in lines] for part in ("harm", "harmless"))
    return harm, harmless


def figures(corpus: Path) -> Found:
    words = words_of_harm()
    harm, harmless = lines_of(corpus)
    return Found(
        harm,
        harmless,
        missed=[line for line in harm if not harm_in([line], words)],
        raised=[line for line in harmless if harm_in([line], words)],
    )


def main() -> None:
    print(f"rules {words_of_harm().version}")
    for name in ("corpus", "held_out"):
        found = figures(CORPORA / f"{name}.yaml")
        print(
            f"{name}: {len(found.harm)} of harm, found {found.recall:.3f}, missed {list(found.missed)}; "
            f"{len(found.harmless)} others, false alarms {found.false_alarms:.3f}, {list(found.raised)}"
        )


if __name__ == "__main__":
    main()
