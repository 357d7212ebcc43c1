"""What was measured, as medians of the rounds, and what was meant to be reached."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from statistics import median

from benchmarks.calls import ASK, CALLS, PEOPLE, PLAN, TRIAGE, Call
from benchmarks.load import Heard

NAMES = {PLAN: "plan", PEOPLE: "people", TRIAGE: "queue", ASK: "ask"}
OURS, PLAIN, TUNED, NO_WALLS, TYPICAL = "ours", "plain", "tuned", "no walls", "typical"
ONE, ONE_OPEN = "one council", "one council, no walls"


@dataclass(frozen=True, slots=True)
class Goal:
    what: str
    reached: float
    wanted: float
    at_most: bool = False

    @property
    def met(self) -> bool:
        return self.reached <= self.wanted if self.at_most else self.reached >= self.wanted


@dataclass
class Results:
    """Every stretch of asking, by server and call. Ratios are taken in each round, and then their median."""

    heard: dict[tuple[str, Call], list[Heard]] = field(default_factory=lambda: defaultdict(list))
    memory: dict[str, float] = field(default_factory=dict)
    ceiling: float = 0.0

    def note(self, name: str, call: Call, heard: Heard) -> None:
        self.heard[name, call].append(heard)

    @property
    def calls(self) -> list[Call]:
        return [call for call in CALLS if (OURS, call) in self.heard]

    def rate(self, name: str, call: Call) -> float:
        return median(each.rate for each in self.heard[name, call])

    def percentile(self, which: int, name: str, call: Call) -> float:
        return median(each.percentile(which) for each in self.heard[name, call])

    def ratio(self, name: str, other: str, call: Call) -> float:
        return self._by_round(name, other, call, lambda each: each.rate)

    def slower(self, which: int, name: str, other: str, call: Call) -> float:
        return self._by_round(name, other, call, lambda each: each.percentile(which))

    def _by_round(self, name: str, other: str, call: Call, of: Callable[[Heard], float]) -> float:
        pairs = zip(self.heard[name, call], self.heard[other, call], strict=True)
        return median(of(one) / of(two) for one, two in pairs)

    def goals(self) -> Iterator[Goal]:
        for call in self.calls:
            plain, tuned = (0.75, 0.6) if call is ASK else (0.65, 0.5)
            name = NAMES[call]
            yield Goal(f"{name}: rate beside the plain limit", self.ratio(OURS, PLAIN, call), plain)
            yield Goal(f"{name}: rate beside the tuned limit", self.ratio(OURS, TUNED, call), tuned)
            if call is not ASK:
                yield Goal(f"{name}: rate beside the typical peer", self.ratio(OURS, TYPICAL, call), 3)
            spread = self.percentile(99, OURS, call) / self.percentile(50, OURS, call)
            yield Goal(f"{name}: p99 by p50", spread, 3, at_most=True)
            # The queue of ours would be another without walls: there the limit stands for us.
            walls = (ONE, ONE_OPEN) if (ONE, call) in self.heard else (TUNED, NO_WALLS)
            yield Goal(f"{name}: p95 with walls by without", self.slower(95, *walls, call), 1.2, at_most=True)
        yield Goal("memory of our process, MB", self.memory[OURS], 150, at_most=True)
