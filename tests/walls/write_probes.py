"""What each person may write, asked of the database itself: one line for each thing that is allowed or refused."""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Any
from uuid import uuid4

from psycopg.types.json import Jsonb

from tests.conftest import WEDNESDAY
from tests.make.world import World
from tests.walls import people
from tests.walls.app_rows import AUTHORIZER
from tests.walls.cast import DAY
from tests.walls.hats import DELIVERY, DOORSTEP, HANDOVER, HATS, LADDER, LOADER, RETENTION, WEARS
from tests.walls.probes import SEES, Probe
from tests.walls.rows import KEYS, MORE, TWIN, Names

DONE, REFUSED, THERE_ALREADY = 1, "42501", "23505"
_TO_READ = {"ended", "ida's", "passed on", "passed on over", "passed on astray"}
# Who works on requests, and which of those that they see are there to be read and no more.
_WORKING: Mapping[str, AbstractSet[str]] = {
    "worker": _TO_READ,
    "manager": _TO_READ,
    "rights_officer": {"advocate over", "helped"},
    "advocate": {"advocate over", "helped"},
    "complaints_officer": {"complaint over"},
    "participation_officer": set(),
    "duty_worker": set(),
    "reviewing_officer": SEES["requests"].keys() - {"to reviewing"},
}

# (who, whom it is about, what is different, the answer). Plainly: a young person asks for herself, staff write it down.
ASKING: tuple[tuple[str, str, Mapping[str, Any], object], ...] = (
    ("maya", "maya", {}, DONE),
    ("m1", "maya", {}, DONE),
    ("m1", "maya", {"kind": "advocate", "purpose": "advocate", "team_id": "voice"}, DONE),
    ("maya", "jay", {}, REFUSED),
    ("maya", "maya", {"asked_at": WEDNESDAY - DAY}, REFUSED),
    ("maya", "maya", {"logged_by_id": "sam"}, REFUSED),
    ("maya", "maya", {"state": "answered"}, REFUSED),
    ("maya", "maya", {"council_id": TWIN}, REFUSED),
    ("sam", "maya", {"logged_by_id": "sam"}, DONE),
    ("sam", "maya", {"logged_by_id": "sam", "asked_at": WEDNESDAY - DAY}, DONE),
    ("sam", "maya", {"logged_by_id": "sam", "asked_at": WEDNESDAY + DAY}, REFUSED),
    ("sam", "maya", {"logged_by_id": "alex"}, REFUSED),
    ("sam", "maya", {"logged_by_id": "sam", "kind": "complaint"}, REFUSED),
    ("sam", "maya", {"logged_by_id": "sam", "state": "answered"}, REFUSED),
    ("sam", "kai", {"logged_by_id": "sam"}, REFUSED),
    ("cy", "maya", {"logged_by_id": "cy"}, DONE),
    ("alex", "maya", {"logged_by_id": "alex"}, REFUSED),
    ("bo", "kai", {"logged_by_id": "bo"}, DONE),
    ("priya", "maya", {"logged_by_id": "priya"}, DONE),
    ("priya", "maya", {"logged_by_id": "alex"}, REFUSED),
    ("priya", "maya", {"logged_by_id": "priya", "kind": "complaint"}, REFUSED),
    ("priya", "kai", {"logged_by_id": "priya"}, REFUSED),
    ("wes", "kai", {"logged_by_id": "wes"}, DONE),
    ("dana", "maya", {"logged_by_id": "dana"}, REFUSED),
    ("ruth", "maya", {"logged_by_id": "ruth"}, REFUSED),
)
# (who, of which request, the answer): a line of its story, and for staff a try.
STORIES = (
    ("maya", "open", DONE), ("m1", "advocate", DONE), ("maya", "jay's", REFUSED), ("sam", "open", DONE),
    ("sam", "advocate", REFUSED), ("bo", "open", REFUSED), ("hal", "held", DONE), ("hal", "open", REFUSED),
    ("cy", "open", DONE), ("priya", "open", DONE), ("wes", "open", REFUSED), ("ruth", "late", DONE),
    ("ruth", "open", REFUSED), ("ade", "advocate", DONE), ("ade", "open", REFUSED), ("oli", "advocate", REFUSED),
    ("eve", "urgent", DONE), ("eve", "open", REFUSED), ("dana", "open", REFUSED), ("cleo", "complaint", DONE),
    ("eve", "help", DONE), ("eve", "help kept from eve", REFUSED), ("ruth", "help to rights", DONE),
    ("ruth", "help kept from ruth", REFUSED), ("sam", "help", REFUSED), ("ruth", "help", REFUSED),
    ("rio", "to reviewing", DONE), ("dana", "to reviewing", DONE), ("rio", "open", REFUSED),
    ("cleo", "about cleo", REFUSED), ("pat", "council of young people", DONE), ("pat", "advocate", REFUSED),
    # what has ended, and what was passed on, is there to be read
    ("sam", "ended", REFUSED), ("priya", "ended", REFUSED), ("sam", "passed on", REFUSED),
    ("priya", "passed on", REFUSED), ("alex", "ida's", REFUSED), ("ruth", "advocate over", REFUSED),
    ("ade", "advocate over", REFUSED), ("ruth", "helped", REFUSED), ("ade", "helped", REFUSED),
)  # fmt: skip
# (who, whose absence, the answer)
ABSENCES = (
    ("alex", "alex", DONE), ("alex", "hal", REFUSED), ("priya", "alex", DONE), ("priya", "hal", REFUSED),
    ("priya", "priya", THERE_ALREADY), ("rio", "rio", DONE), ("rio", "lee", REFUSED), ("ruth", "ruth", THERE_ALREADY),
    ("ruth", "lee", REFUSED), ("cleo", "cleo", THERE_ALREADY), ("cleo", "lee", REFUSED), ("eve", "eve", THERE_ALREADY),
    ("eve", "lee", REFUSED), ("ade", "ade", REFUSED), ("lee", "lee", REFUSED),
)  # fmt: skip
# How many planned absences each may change, when they name none.
ABSENCES_CHANGED = {
    "sam": 1, "cy": 0, "alex": 0, "bo": 1, "priya": 2, "wes": 1, "dana": 1, "rio": 0, "ruth": 1, "cleo": 1, "eve": 1,
    "ade": REFUSED, "maya": REFUSED,
}  # fmt: skip
# Whoever ends a request sees it to the end, though it leaves their sight.
ENDINGS = (
    ("alex", "open", DONE), ("sam", "open", DONE), ("hal", "held", DONE), ("priya", "kai's", DONE),
    ("wes", "held by wes", DONE), ("ruth", "late", DONE), ("ade", "advocate", DONE), ("eve", "urgent", DONE),
    ("eve", "help", DONE), ("sam", "help", 0), ("ruth", "help", 0),
    ("bo", "open", 0), ("eve", "open", 0), ("oli", "advocate", 0), ("sam", "advocate", 0), ("dana", "open", 0),
    ("rio", "to reviewing", DONE), ("dana", "to reviewing", DONE), ("rio", "open", 0),
    ("maya", "open", DONE), ("m1", "advocate", 0),
    ("cleo", "complaint", DONE), ("cleo", "about cleo", 0), ("ruth", "about cleo", DONE), ("ruth", "complaint", 0),
    ("ruth", "helped", 0), ("ade", "helped", 0),
    ("pat", "council of young people", DONE), ("pat", "advocate", 0), ("ade", "names ade", DONE),
    ("abe", "names ade", 0), ("sam", "passed on", 0), ("abe", "advocate", DONE),
)  # fmt: skip
LOOKING = ("queue", "sam", "priya", "dana", "ruth", "cleo", "ade", "eve", "pat")

SIGNED = "update kept.requests set changed_by_id = %(me)s, changed_at = %(now)s"
ENDED = "update kept.requests set state = 'answered', taker_id = null, ended_at = %(now)s, changed_by_id = %(me)s, changed_at = %(now)s where id = %(id)s"  # noqa: E501


class Writes:
    """Makes the probes for one world whose rows have names."""

    def __init__(self, world: World, names: Names) -> None:
        self._world = world
        self._ids = {name: key for key, name in ((key, f"{key[0]} {name}") for key, name in names.items())}

    def probes(self) -> Iterator[Probe]:
        yield from self._asking()
        yield from self._stories()
        yield from self._absences()
        yield from self._changing()
        yield from self._tracing()
        yield from self._loading()

    def _id(self, name: object) -> object:
        """Return the id of somebody or of a team; anything else is itself."""
        if not isinstance(name, str):
            return name
        if name in MORE:
            return self._row("young_people", name)
        if name in {team.key for team in self._world.council.teams}:
            return self._world.team(name)
        return self._world.id_of((WEARS | {DOORSTEP: "maya", AUTHORIZER: "maya"}).get(name, name))

    def _row(self, relation: str, name: str) -> object:
        return self._ids[f"{relation} {name}"][1]

    def _insert(self, who: str, relation: str, says: str, answer: object, **values: object) -> Probe:
        given = {"council_id": self._world.id} | values
        listed = ", ".join(given)
        holders = ", ".join(f"%({name})s" for name in given)
        statement = f"insert into kept.{relation} ({listed}) values ({holders})"  # noqa: S608
        return Probe(who, relation, f"{who} {says}", statement, given, answer)

    def _asking(self) -> Iterator[Probe]:
        for who, about, different, answer in ASKING:
            usual: dict[str, object] = {
                "id": uuid4(), "young_person_id": about, "kind": "contact", "state": "waiting", "team_id": "east",
                "asked_at": WEDNESDAY, "asked_through": "app", "due_at": WEDNESDAY + 5 * DAY,
                "due_on": WEDNESDAY.date(), "late_day_at": WEDNESDAY + 6 * DAY, "days": Jsonb([]),
                "changed_at": WEDNESDAY, "changed_by_id": who, "recorded_late": False, "contested": False,
            }  # fmt: skip
            given = usual | dict(different)
            for name in ("young_person_id", "team_id", "changed_by_id", "logged_by_id"):
                given[name] = self._id(given.get(name))
            yield self._insert(who, "requests", f"asks for {about} {dict(different)}", answer, **given)

    def _stories(self) -> Iterator[Probe]:
        for who, row, answer in STORIES:
            whose = {"jay's": "jay", "kai's": "kai", "ida's": "ida"}.get(row, "maya")
            of = {"id": uuid4(), "young_person_id": self._id(whose), "request_id": self._row("requests", row)}
            line = {"at": WEDNESDAY, "what": "added"}
            yield self._insert(
                who, "timeline", f"adds elsewhere to {row}", REFUSED, **of | {"council_id": TWIN}, **line
            )
            yield self._insert(who, "timeline", f"adds to the story of {row}", answer, **of, **line)
            tried = {"at": WEDNESDAY, "recorded_at": WEDNESDAY, "outcome": "no_answer"}
            own = REFUSED if people.ROLES[who] == "young_person" else answer
            yield self._insert(who, "attempts", f"tries {row}", own, **of, **tried, worker_id=self._id(who))
            yield self._insert(
                who, "attempts", f"signs as Bo that he tried {row}", REFUSED if who != "bo" else own,
                **of, **tried, worker_id=self._id("bo"),
            )  # fmt: skip

    def _absences(self) -> Iterator[Probe]:
        for who, whose, planned in ABSENCES:
            times = {"away_from": WEDNESDAY, "away_until": WEDNESDAY + DAY}
            given = {"id": uuid4(), "worker_id": self._id(whose), "covered_by_id": self._id("una"), **times}
            yield self._insert(who, "covers", f"plans that {whose} is away", planned, **given)
        for who, answer in ABSENCES_CHANGED.items():
            says, until = f"{who} changes the absences that are theirs to change", {"until": WEDNESDAY + 20 * DAY}
            yield Probe(who, "covers", says, "update kept.covers set away_until = %(until)s", until, answer)

    def _changing(self) -> Iterator[Probe]:
        for who in HATS:
            if who in ("public", LOADER, LADDER, RETENTION, HANDOVER, DELIVERY):
                continue
            signed = {"me": self._id(who), "now": WEDNESDAY}
            answer = self._works_on(who)
            yield Probe(who, "requests", f"{who} changes the requests they work on", SIGNED, signed, answer)
            by_another = signed | {"me": self._id("oli")}
            none = answer if answer == 0 else REFUSED
            yield Probe(who, "requests", f"{who} changes them in Oli's name", SIGNED, by_another, none)
        for who, row, ended in ENDINGS:
            given = {"me": self._id(who), "now": WEDNESDAY, "id": self._row("requests", row)}
            yield Probe(who, "requests", f"{who} ends {row}", ENDED, given, ended)
        edit = "update kept.young_people set pronouns = 'they/them'"
        for who, answer in (("maya", DONE), ("m1", DONE), ("sam", REFUSED), ("priya", REFUSED), ("ruth", REFUSED)):
            yield Probe(who, "young_people", f"{who} changes a young person's details", edit, {}, answer)

    @staticmethod
    def _works_on(who: str) -> object:
        seen = {row for row, allowed in SEES["requests"].items() if who in allowed.split()}
        if people.ROLES.get(who) == "young_person":
            return len(seen)
        role = people.ROLES.get(who, "")
        return len(seen - _WORKING[role]) if role in _WORKING else REFUSED

    def _tracing(self) -> Iterator[Probe]:
        """Leave a look, keep a key: only one's own, only here."""
        for who in LOOKING:
            look = {
                "young_person_id": self._id("maya"), "actor_id": self._id(who), "purpose": "probe", "app": "tests",
                "ten_minutes": WEDNESDAY, "at": WEDNESDAY, "actor_role": "worker", "actor_name": who,
            }  # fmt: skip
            yield self._insert(who, "looks", "looks", DONE, **look)
            yield self._insert(who, "looks", "looks as Bo", REFUSED, **look | {"actor_id": self._id("bo")})
            yield self._insert(who, "looks", "looks elsewhere", REFUSED, **look | {"council_id": TWIN})
        for who in KEYS:
            if who == "jay":
                continue
            key = {
                "account_id": self._id(who),
                "operation": "probe",
                "key": "k",
                "asked_at": WEDNESDAY,
                "body_hash": b"",
            }
            yield self._insert(who, "idempotency_keys", "keeps a key", DONE, **key)
            yield self._insert(who, "idempotency_keys", "keeps Bo's", REFUSED, **key | {"account_id": self._id("bo")})
            yield self._insert(who, "idempotency_keys", "keeps one elsewhere", REFUSED, **key | {"council_id": TWIN})
            kept = "update kept.idempotency_keys set status = 201"
            yield Probe(who, "idempotency_keys", f"{who} keeps the reply to their own", kept, {}, DONE)

    def _loading(self) -> Iterator[Probe]:
        """Set a council up: every row of this one, none of another, no history, no request."""
        for relation in (
            "councils",
            "teams",
            "accounts",
            "workers",
            "young_people",
            "involvements",
            "covers",
            "promises",
        ):
            every = sum(LOADER in seen.split() for seen in SEES[relation].values())
            same = f"update kept.{relation} set council_id = council_id"  # noqa: S608
            yield Probe(LOADER, relation, f"the loader changes every row of {relation}", same, {}, every)
        for relation in ("requests", "timeline", "attempts", "history", "looks", "idempotency_keys"):
            same = f"update kept.{relation} set council_id = council_id"  # noqa: S608
            yield Probe(LOADER, relation, f"the loader changes no {relation}", same, {}, REFUSED)
