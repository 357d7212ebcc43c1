"""Who may say that somebody comes or goes, write down an introduction, and tell the young person of a change."""

from collections.abc import Iterator, Mapping
from datetime import date
from uuid import uuid4

from tests.conftest import WEDNESDAY
from tests.make.world import World
from tests.walls.cast import DAY
from tests.walls.hats import HANDOVER, LADDER, LOADER
from tests.walls.probes import Probe
from tests.walls.rows import TWIN, Names
from tests.walls.write_probes import DONE, REFUSED, Writes

YESTERDAY, LATER = WEDNESDAY - DAY, WEDNESDAY + 20 * DAY
# (who, whose young person, what is different, the answer)
BEGINNING: tuple[tuple[str, str, Mapping[str, object], object], ...] = (
    ("priya", "maya", {}, DONE),
    ("priya", "maya", {"started_at": LATER}, DONE),
    ("priya", "maya", {"started_at": YESTERDAY}, REFUSED),
    ("priya", "maya", {"role": "advocate"}, REFUSED),
    ("priya", "kai", {}, REFUSED),
    ("wes", "kai", {}, DONE),
    ("ruth", "maya", {"role": "advocate"}, DONE),
    ("ruth", "maya", {"role": "advocate", "started_at": LATER, "announced_at": WEDNESDAY}, DONE),
    ("ruth", "maya", {"role": "advocate", "started_at": LATER, "announced_at": LATER}, REFUSED),
    ("ruth", "maya", {"role": "advocate", "started_at": YESTERDAY}, REFUSED),
    ("ruth", "maya", {"role": "advocate", "main": True}, REFUSED),
    ("ruth", "maya", {}, REFUSED),
    ("sam", "maya", {}, REFUSED),
    ("priya", "maya", {"council_id": TWIN}, REFUSED),
    ("ruth", "maya", {"council_id": TWIN, "role": "advocate"}, REFUSED),
)
# How many involvements each may end when they name none: those that are not over. Nobody ends one in the past.
ENDING = {"priya": 6, "wes": 1, "ruth": 1, "sam": REFUSED, "dana": REFUSED}
END = "update kept.involvements set ended_at = %(at)s, end_reason = 'x'"
# (who, whose young person, who was introduced as what, what is different, the answer)
INTRODUCING: tuple[tuple[str, str, str, Mapping[str, object], object], ...] = (
    ("sam", "maya", "reviewing_officer", {}, DONE),
    ("cy", "maya", "reviewing_officer", {}, DONE),
    ("dana", "maya", "reviewing_officer", {}, DONE),
    ("priya", "maya", "reviewing_officer", {}, DONE),
    ("ruth", "maya", "advocate", {}, DONE),
    *((who, "maya", "advocate", {}, REFUSED) for who in ("sam", "dana", "priya", "ade", "maya")),
    ("ruth", "maya", "reviewing_officer", {}, REFUSED),
    *((who, "maya", "reviewing_officer", {}, REFUSED) for who in ("alex", "bo", "wes", "rio", "eve", "maya")),
    *((who, "kai", "reviewing_officer", {}, REFUSED) for who in ("sam", "priya", "dana")),
    *(
        (who, "maya", role, different, REFUSED)
        for who, role in (
            ("sam", "nurse"), ("dana", "nurse"), ("priya", "nurse"), ("ruth", "advocate"),
        )
        for different in ({"recorded_by_id": "una"}, {"recorded_at": YESTERDAY}, {"council_id": TWIN})
    ),
    ("ruth", "sam", "advocate", {}, REFUSED),
)  # fmt: skip
# (who, of which involvement, to whom, whether it is told as a secret, the answer)
TELLING: tuple[tuple[str, str, str, bool, object], ...] = (
    ("priya", "maya by sam", "maya", False, DONE),
    ("priya", "maya by sam", "maya", True, REFUSED),
    ("priya", "maya by sam", "jay", False, REFUSED),
    ("priya", "maya by ade", "maya", False, REFUSED),
    ("priya", "kai by bo", "kai", False, REFUSED),
    ("wes", "kai by bo", "kai", False, DONE),
    ("ruth", "maya by ade", "maya", True, DONE),
    ("ruth", "maya by ade", "maya", False, REFUSED),
    ("ruth", "maya by sam", "maya", False, REFUSED),
    (HANDOVER, "maya by sam", "maya", False, DONE),
    (HANDOVER, "maya by ade", "maya", True, DONE),
    (HANDOVER, "maya by ade", "maya", False, REFUSED),
    (LOADER, "maya by sam", "maya", False, DONE),
    (LOADER, "maya by ade", "maya", True, DONE),
    (LOADER, "maya by ade", "maya", False, REFUSED),
    ("sam", "maya by sam", "maya", False, REFUSED),
    ("dana", "maya by dana", "maya", False, REFUSED),
    (LADDER, "maya by sam", "maya", False, REFUSED),
)
# (what is different, the answer): whoever runs the service says that a day is closed, as the admin would.
CLOSING: tuple[tuple[Mapping[str, object], object], ...] = (
    ({}, DONE),
    ({"kind": "bank_holiday", "day": date(2026, 6, 11)}, DONE),
    ({"kind": "bank_holiday", "day": date(2026, 6, 9)}, REFUSED),
    ({"day": date(2026, 7, 6)}, REFUSED),
    ({"said_at": YESTERDAY}, REFUSED),
    ({"council_id": TWIN}, REFUSED),
)


class ChangingWrites(Writes):
    """Makes the probes of changes of worker, of introductions, and of closing a day from outside."""

    def __init__(self, world: World, names: Names) -> None:
        super().__init__(world, names)
        self._now = {"now": WEDNESDAY, "before": YESTERDAY}

    def probes(self) -> Iterator[Probe]:
        yield from self._beginning()
        yield from self._introducing()
        yield from self._telling()
        yield from self._closing()

    def _beginning(self) -> Iterator[Probe]:
        for who, whose, different, answer in BEGINNING:
            usual: dict[str, object] = {
                "id": uuid4(), "young_person_id": self._id(whose), "worker_id": self._id("una"), "role": "key_worker",
                "main": False, "started_at": WEDNESDAY, "begin_why": "more_help",
            }  # fmt: skip
            says = f"lets somebody come for {whose} {dict(different)}"
            yield self._insert(who, "involvements", says, answer, **usual | dict(different))
        for who, answer in ENDING.items():
            for when, at in (("now", WEDNESDAY), ("later", LATER)):
                yield Probe(who, "involvements", f"{who} ends what they may {when}", END, {"at": at}, answer)
            says = f"{who} ends what they may yesterday"
            yield Probe(who, "involvements", says, END, {"at": YESTERDAY}, REFUSED)

    def _introducing(self) -> Iterator[Probe]:
        for who, whose, role, different, answer in INTRODUCING:
            usual: dict[str, object] = {
                "id": uuid4(), "young_person_id": whose, "worker_id": "rio", "role": role, "how": "met",
                "introduced_on": date(2026, 6, 1), "recorded_by_id": who, "recorded_at": WEDNESDAY,
            }  # fmt: skip
            given = usual | dict(different)
            given |= {name: self._id(given[name]) for name in ("young_person_id", "worker_id", "recorded_by_id")}
            says = f"writes down that {whose} met a {role} {dict(different)}"
            yield self._insert(who, "introductions", says, answer, **given)

    def _telling(self) -> Iterator[Probe]:
        for who, of, whom, secret, answer in TELLING:
            given: dict[str, object] = {
                "id": uuid4(), "recipient_id": self._id(whom), "kind": "change", "secret": secret,
                "involvement_id": self._row("involvements", of), "role": "nurse", "happened_at": WEDNESDAY, "count": 1,
                "made_at": WEDNESDAY, "show_from": WEDNESDAY,
            }  # fmt: skip
            says = f"tells {whom} of {of}{' as a secret' if secret else ''}"
            yield self._insert(who, "notices", says, answer, **given)
            for different in ({"made_at": YESTERDAY}, {"council_id": TWIN}, {"kind": "digest"}):
                yield self._insert(who, "notices", f"{says} {different}", REFUSED, **given | different)

    def _closing(self) -> Iterator[Probe]:
        for different, answer in CLOSING:
            usual: dict[str, object] = {
                "id": uuid4(), "kind": "closure", "day": date(2026, 8, 3), "why": "We train", "said_at": WEDNESDAY,
            }  # fmt: skip
            yield self._insert(
                LOADER, "closed_days", f"says that a day is closed {different}", answer, **usual | dict(different)
            )
        back = "update kept.closed_days set taken_back_at = %(at)s"
        yield Probe(LOADER, "closed_days", "the loader takes back what moved nothing", back, {"at": WEDNESDAY}, 1)
        yield Probe(LOADER, "closed_days", "the loader takes back yesterday", back, {"at": YESTERDAY}, REFUSED)
