"""What each person is shown and may change, asked of the database itself: the probes that every mutant must redden.

The rows stand in `rows.py`, twice: here, and in a twin council where everything has the same ids. Who sees which row is
written from the page on behaviour; a probe compares it with a query that has no condition at all.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import psycopg

from auth.permissions import Hat
from tests.make.world import World
from tests.walls import directory_rows, people
from tests.walls.app_rows import AUTHORIZER
from tests.walls.app_rows import SEEN as SEEN_OF_APPS
from tests.walls.changing_rows import SEEN as INTRODUCED
from tests.walls.climbing_rows import KEPT_FROM, SEEN
from tests.walls.clones import Connection, run
from tests.walls.door_rows import AT_THE_DOOR
from tests.walls.figures_rows import AS, COUNTED, FIGURES, TEAMMATES, TEAMS
from tests.walls.hats import (
    DELIVERY,
    DOORSTEP,
    HANDOVER,
    HATS,
    LADDER,
    LOADER,
    PUBLIC,
    QUEUE,
    REPORTS,
    RETENTION,
    STAFF,
    sealed_for,
)
from tests.walls.leaving_rows import LEAVERS
from tests.walls.plan_rows import PERSONAL
from tests.walls.rows import AWAY, KEYS, Names

_TEAM = "sam cy alex priya"
_TO_EAST = f"{QUEUE} {_TEAM}"
_OFFICE = " ".join(who for who in STAFF.split() if who not in ("ade", "abe", "oli", "pat", "lee", "kim"))
_WITH_PAT = f"{_OFFICE} pat {QUEUE}"

_REQUESTS = {
    row: f"{seen} {QUEUE}" if row in ("open", "held", "late", "urgent") else seen for row, seen in people.ASKED.items()
} | {
    "to reviewing": "maya m1 dana rio alex",  # while Dana is away, Alex stands in for her
    "advocate astray": "maya ruth",
    "late complaint": "maya cleo",
    "names ade": "maya ruth ade",
    "advocate over": "maya ruth ade",
    "complaint over": "maya cleo",
    "comment to rights": "maya m1 cleo ruth",
    "about ruth to rights": "maya cleo",
    "passed on over": "maya m1 cleo sam alex priya",
    "passed on astray": "maya m1 cleo sam alex priya",
    "group to voice": "maya ruth",
    "advocate to pat": "maya ruth",
    "group elsewhere": "maya ruth",
    "to rights": "maya m1 dana ruth",
    "to voice": "maya m1 dana",
    "to listening": "maya m1 dana",
    "help kept from eve": "maya",
    "help to rights": "maya ruth",
    "help kept from ruth": "maya",
    "help over": "maya",
    "in april": f"maya m1 {_TO_EAST} dana ruth",
    "held by wes": f"maya m1 {_TO_EAST} dana wes",
    "jay's": f"{_TO_EAST} dana",
    "ida's": "cleo sam alex priya",
    "kai's": f"{QUEUE} sam alex priya wes",
}
_OVER = {"ended", "help over", "advocate over", "complaint over", "passed on over", "ida's"}
_PURPOSES = {"rights", "voice", "other-voice", "listening", "duty"}
_CARERS = "maya m1 sam cy priya dana"
_PLANNERS = {"maya": "sam cy priya dana", "jay": "sam cy priya dana", "ida": "sam cy priya dana", "kai": "bo wes"}


# Who is shown which row. A row that is not named, or a person who is not, is one too many.
SEES: Mapping[str, Mapping[str, str]] = {
    "requests": {
        row: f"{seen} {LADDER} {'' if row in _OVER else HANDOVER} {COUNTED.get(row, '')}"
        for row, seen in _REQUESTS.items()
    },
    "timeline": {row: " ".join(set(seen.split()) - {QUEUE} | {LADDER}) for row, seen in _REQUESTS.items()},
    **{
        relation: {row: " ".join(set(seen.split()) - {QUEUE} | {LADDER}) for row, seen in _REQUESTS.items()}
        for relation in ("steps", "breaches", "calls")
    },
    "alarms": dict.fromkeys(KEPT_FROM, f"maya {LADDER} {HANDOVER}") | {"jay's": f"{LADDER} {HANDOVER}"},
    "ladders": {"ladder": f"maya m1 {_WITH_PAT} ade abe oli {LADDER} {LOADER}"},
    "notices": {row: f"{seen} {DELIVERY}" for row, seen in SEEN.items()},
    "deliveries": {"waiting": f"kim {DELIVERY}", "secret waiting": DELIVERY, "settled": f"kim {DELIVERY}"},
    "notice_settings": {"maya": f"maya m1 {DELIVERY}", "jay": DELIVERY},
    "push_subscriptions": {
        **dict.fromkeys(("maya's phone", "maya's old phone"), f"maya m1 {DELIVERY}"),
        "jay's phone": DELIVERY,
    },
    "attempts": {
        row: " ".join([*(set(seen.split()) - {"maya", "m1"}), COUNTED.get(row, "")]) for row, seen in _REQUESTS.items()
    },
    "young_people": {
        "maya": f"maya m1 {_TO_EAST} hal wes dana rio ruth ade abe cleo eve pat loader {DELIVERY} {FIGURES}",
        "jay": f"{_TO_EAST} dana loader {DELIVERY} {FIGURES}",
        "kai": f"{QUEUE} sam alex priya bo wes loader {DELIVERY}",
        "ida": f"sam cy alex priya dana cleo loader {DELIVERY} {FIGURES}",
    },
    "involvements": {
        "maya by sam": f"{_CARERS} loader {HANDOVER}",
        "maya by dana": f"{_CARERS} loader {LADDER} {HANDOVER}",
        "maya by una": f"{_CARERS} loader {HANDOVER}",
        "maya by ade": f"maya ruth ade loader {HANDOVER}",
        "jay by sam": f"sam cy priya dana loader {HANDOVER}",
        "jay by dana": f"sam cy priya dana loader {LADDER} {HANDOVER}",
        "kai by bo": f"bo wes loader {HANDOVER}",
        "ida by sam": f"sam cy priya dana loader {HANDOVER}",
        **dict.fromkeys(("ida by rio", "jay by rio"), f"sam cy priya dana loader {LADDER} {HANDOVER}"),
        "ida by dana": f"sam cy priya dana loader {LADDER} {HANDOVER}",
    },
    "workers": {
        who: " ".join(
            [
                _WITH_PAT,
                f"{LOADER} {LADDER} {HANDOVER} {DELIVERY} kim {TEAMS} {TEAMMATES.get(who, '')}",
                "maya" if who in ("sam", "cy", "dana", "ade", "alex") else "",
                "m1" if who in ("sam", "cy", "dana", "alex") else "",
                {"ade": "ade abe", "abe": "ade abe", "oli": "oli"}.get(who, ""),
            ]
        )
        for who in STAFF.split()
    }
    | dict.fromkeys(LEAVERS, f"{_WITH_PAT} {LOADER} {LADDER} {HANDOVER} {DELIVERY} {TEAMS} kim"),
    "covers": {
        "sam": f"maya m1 {_OFFICE} loader {LADDER} {HANDOVER}",
        "dana": f"maya m1 {_OFFICE} loader {LADDER} {HANDOVER}",
        **{who: f"{_OFFICE} loader {LADDER} {HANDOVER}" for who in AWAY if who != "dana"},
    },
    "teams": {
        key: f"maya m1 {_WITH_PAT} ade abe oli {LOADER} {HANDOVER} {PUBLIC if key in _PURPOSES else ''}"
        for key in ("east", "west", "reviewing", "participation", *sorted(_PURPOSES))
    },
    "councils": {"here": " ".join(set(HATS) - {RETENTION, DOORSTEP, AUTHORIZER}), "foreign": PUBLIC},
    "accounts": dict.fromkeys(("maya", "jay", "kai", "ida"), f"{LOADER} {DELIVERY} {DOORSTEP} {AUTHORIZER}")
    | dict.fromkeys(LEAVERS, f"{LOADER} {LADDER} {HANDOVER} {DELIVERY}")
    | {"zoe": f"{LOADER} {LADDER} {HANDOVER} {DELIVERY} {DOORSTEP}"}
    | {who: f"{LOADER} {LADDER} {HANDOVER} {DELIVERY} {DOORSTEP} {TEAMMATES.get(who, '')}" for who in STAFF.split()},
    "closed_days": {"july": " ".join(set(HATS) - {RETENTION, DELIVERY, DOORSTEP, AUTHORIZER})},
    "introductions": INTRODUCED,
    "duty_shifts": dict.fromkeys(("eve's", "taken off"), f"priya wes eve {LOADER}"),
    "departures": {
        "alex": f"maya m1 priya kim {HANDOVER}",
        **dict.fromkeys(("hal", *LEAVERS), f"wes kim {HANDOVER}"),
    },
    "history": {"maya": "maya"},
    "looks": {"maya": "maya"},
    "sessions": {
        **{who: f"{who} {LOADER} {AUTHORIZER}" for who in STAFF.split()},
        "maya": f"maya m1 {LOADER} {DOORSTEP} {AUTHORIZER} {DELIVERY}",
        "jay": f"jay {LOADER} {AUTHORIZER} {DELIVERY} {RETENTION}",
    }
    | dict.fromkeys(LEAVERS, f"{LOADER} {HANDOVER} {AUTHORIZER}"),
    "idempotency_keys": {who: f"{who} m1" if who == "maya" else who for who in KEYS},
    **AT_THE_DOOR,
    **SEEN_OF_APPS,
    **directory_rows.SEEN,
    "withheld_parts": {who: f"{seen} loader" for who, seen in _PLANNERS.items()},
    "plan_views": {who: f"{seen} maya m1 ade" if who == "maya" else seen for who, seen in _PLANNERS.items()},
    "reviews": {who: f"{seen} loader {'maya m1' if who == 'maya' else ''}" for who, seen in _PLANNERS.items()},
    **{
        relation: {who: f"{seen} loader {'maya m1 ade' if who == 'maya' else ''}" for who, seen in _PLANNERS.items()}
        for relation in ("plans", "plan_versions", "plan_sections", "plan_actions")
    },
    "plan_receipts": {"maya": "maya m1"},
    "ratings": {"maya": "maya m1"},
    "complaint_helpers": {"helped": "maya", "jay's": ""},
    "plan_shares": {"maya": "maya", "jay": ""},
    "promises": {
        "promise": " ".join(set(HATS) - {REPORTS, LADDER, RETENTION, HANDOVER, DELIVERY, DOORSTEP, AUTHORIZER, *AS})
    },
    "callback_months": {"march": REPORTS},
}
# By which column a row is named.
BY = {
    "councils": "council_id",
    **dict.fromkeys(("idempotency_keys", "sessions", "invites", "passkeys"), "account_id"),
    **directory_rows.BY,
    "recoveries": "young_person_id",
    "looks": "young_person_id",
    "steps": "request_id",
    "breaches": "request_id",
    "calls": "request_id",
    "complaint_helpers": "request_id",
    "history": "young_person_id",
    **dict.fromkeys((*PERSONAL, "consents"), "young_person_id"),
}


@dataclass(frozen=True)
class Probe:
    """One question to the database, by one person, and its one right answer: rows by name, a number, or a refusal.

    What is worth something for minutes only, as a sealed line is, is made when it is asked.
    """

    who: str
    relation: str
    says: str
    statement: str
    values: Mapping[str, object] | Callable[[], Mapping[str, object]]
    answer: object

    @property
    def hat(self) -> Hat:
        return HATS[self.who]

    def asked(self, connection: Connection, world: World, names: Names) -> object:
        """Ask in a transaction that never was."""
        try:
            with connection.transaction(force_rollback=True):
                line = sealed_for(world, self.who)
                connection.execute("select walls.enter(%(context)s, %(seal)s)", line.values)
                cursor = run(connection, self.statement, self.values() if callable(self.values) else self.values)
                if cursor.description is None:
                    return cursor.rowcount
                return frozenset(_name(names, self.relation, world, *row) for row in cursor)
        except psycopg.Error as refused:
            return self._refused(refused)

    def _refused(self, error: psycopg.Error) -> object:
        """Tell a refusal by a wall from one by the trigger; who may not even ask is shown nothing."""
        if "sealed context" in str(error):
            return "unsigned"
        return self.answer if self.answer == frozenset() and error.sqlstate == "42501" else error.sqlstate


def _name(names: Names, relation: str, world: World, council: object, row: object) -> str:
    if council != world.id and relation != "councils":
        return "foreign"
    return names.get((relation, row), "foreign")


def reads() -> Iterator[Probe]:
    """Ask everyone to read everything, with no condition."""
    for relation, rows in SEES.items():
        for who in HATS:
            seen = frozenset(row for row, allowed in rows.items() if who in allowed.split())
            what = f"select council_id, {BY.get(relation, 'id')} from kept.{relation}"  # noqa: S608
            says = f"{who} sees of {relation}: {', '.join(sorted(seen)) or 'nothing'}"
            yield Probe(who, relation, says, what, {}, seen)
