"""A council in rows with names, and its twin: another council whose rows have the very same ids.

Only the council tells the two apart, so whatever forgets to ask for it is shown the rows of the twin.
"""

from collections.abc import Mapping
from datetime import time
from typing import Any
from uuid import UUID, uuid4

from models.accounts import Account, Role
from models.councils import Council, CouncilState
from models.history import History, Look
from models.idempotency_keys import IdempotencyKey
from models.involvements import Involvement, InvolvementRole
from models.requests import Request
from models.steps import Breach, Call, StepTaken
from models.timeline import Attempt, TimelineEntry
from models.young_people import YoungPerson
from rules.kinds import AdvocatePurpose, Kind
from rules.ladder import NEVER, Planned, Step
from rules.requests import Outcome, State, Urgent, What
from tests.conftest import WEDNESDAY
from tests.make.world import World
from tests.walls import cast
from tests.walls.app_rows import apps
from tests.walls.changing_rows import introducing
from tests.walls.climbing_rows import alarms, climbing, told
from tests.walls.clones import Connection, plant, relations, run
from tests.walls.delivery_rows import left
from tests.walls.directory_rows import known_there
from tests.walls.door_rows import let_in
from tests.walls.leaving_rows import leaving
from tests.walls.plan_rows import planned, reported
from tests.walls.rota_rows import rota

TWIN = UUID("00000000-0000-4000-8000-00000000beef")

# Requests that only a wall hides: addressed to the wrong team, urgent or late, of a kind that is a secret from it.
_ASTRAY: Mapping[str, Mapping[str, Any]] = {
    "advocate astray": {
        "kind": Kind.advocate, "purpose": AdvocatePurpose.advocate, "worker_id": None, "urgent": Urgent.hurt,
    },
    "late complaint": {**cast.REQUESTS["late"], "kind": Kind.complaint, "team_id": "listening", "worker_id": None},
    "names ade": {
        "kind": Kind.advocate, "purpose": AdvocatePurpose.childrens_rights, "team_id": "rights", "worker_id": "ade",
    },
    "advocate over": {**cast.REQUESTS["ended"], **cast.REQUESTS["advocate"], "worker_id": None},
    "complaint over": {**cast.REQUESTS["ended"], **cast.REQUESTS["complaint"]},
    "comment to rights": {**cast.REQUESTS["comment"], "team_id": "rights"},
    "about ruth to rights": {**cast.REQUESTS["about cleo"], "about_worker_id": "ruth"},
    "passed on over": {**cast.REQUESTS["ended"], **cast.REQUESTS["passed on"]},
    "passed on astray": {**cast.REQUESTS["passed on"], "team_id": "east", "worker_id": "sam"},
    "group to voice": {**cast.REQUESTS["council of young people"], "team_id": "voice"},
    "advocate to pat": {**cast.REQUESTS["advocate"], "team_id": "participation", "worker_id": None},
    "group elsewhere": {**cast.REQUESTS["council of young people"], "team_id": "rights"},
    "to rights": {"team_id": "rights", "worker_id": None},
    "to voice": {"team_id": "voice", "worker_id": None},
    "to listening": {"team_id": "listening", "worker_id": None},
    "help kept from eve": {**cast.REQUESTS["help"]},
    "help to rights": {**cast.REQUESTS["help"], "team_id": "rights"},
    "help kept from ruth": {**cast.REQUESTS["help"], "team_id": "rights"},
    "help over": {**cast.REQUESTS["ended"], **cast.REQUESTS["help"]},
    "in april": {"asked_at": WEDNESDAY - 60 * cast.DAY},
    "held by wes": {"state": State.taken, "taker_id": "wes"},
}  # fmt: skip
KEYS = ("maya", "jay", "sam", "priya", "dana", "ruth", "ade", "cleo", "eve", "pat", "lee", "kim")
# Kai is in the care of another team; Ida, in Sam's care, has asked for nothing.
MORE = {
    "kai": {"bo": InvolvementRole.social_worker},
    "ida": {"sam": InvolvementRole.social_worker, "dana": InvolvementRole.reviewing_officer},
}
AWAY = ("bo", "priya", "dana", "ruth", "cleo", "eve")

OF_SOMEBODY = (
    *("accounts", "workers", "young_people", "covers"),
    *("idempotency_keys", "looks", "history", "sessions", "sign_ins", "invites", "recoveries", "passkeys"),
)

Named = dict[tuple[str, object], str]
Names = Mapping[tuple[str, object], str]


def requests(world: World) -> Mapping[str, Request]:
    """Return every request: Maya's of each kind, and one each of Jay's and of Kai's, who is in another team's care."""
    maya = {name: cast.request(world, name) for name in cast.REQUESTS}
    maya["ended"].next_look_at = NEVER
    astray = {name: cast.request(world, **given) for name, given in _ASTRAY.items()}
    others = {
        "jay's": cast.request(world, of="jay"),
        "ida's": cast.request(world, "passed on", **cast.REQUESTS["ended"]),
        "kai's": cast.request(world, young_person_id=world.id_of("wes"), worker_id="bo"),
    }
    return maya | astray | others


def written(world: World, connection: Connection) -> Named:
    """Write every row; return the name of each, by relation and id."""
    draft = Council(
        council_id=uuid4(), slug="draft", name="Draft", state=CouncilState.draft, opens=time(9), closes=time(17)
    )
    plant(connection, draft, *(cast.cover(world, who, "wes" if who == "bo" else "alex") for who in AWAY))
    names: Named = {("councils", draft.council_id): "draft"}
    for who, workers in MORE.items():
        names |= _more(world, connection, who, workers)
    named = {name: UUID(str(key)) for (relation, key), name in names.items() if relation == "young_people"}
    for name, asked in requests(world).items():
        asked.young_person_id = named.get(name.removesuffix("'s"), asked.young_person_id)
        names |= _story(world, connection, name, asked)
        if name in ("open", "advocate", "help"):
            names |= told(world, connection, asked)
    names |= climbing(world, connection) | leaving(world, connection) | rota(world, connection)
    _traces(world, connection)
    people = {**named, "maya": world.id_of("maya"), "jay": world.id_of("jay")}
    for name, key in people.items():
        names |= planned(world, connection, name, key)
    names |= introducing(world, connection, people)
    names |= reported(world, connection)
    names |= let_in(world, connection, people) | known_there(world, connection)
    names |= apps(world, connection)
    names |= _people(world, connection)
    return names | left(world, connection, names)


def _more(world: World, connection: Connection, who: str, workers: Mapping[str, InvolvementRole]) -> Named:
    """Write one more young person, with the workers who are there for them; the first is the main one."""
    person = YoungPerson(council_id=world.id, id=uuid4(), preferred_name=who.title())
    plant(connection, Account(council_id=world.id, id=person.id, role=Role.young_person), person)
    names: Named = {("young_people", person.id): who, ("accounts", person.id): who}
    for worker, role in workers.items():
        theirs = Involvement(
            council_id=world.id,
            young_person_id=person.id,
            worker_id=world.id_of(worker),
            role=role,
            main=role == InvolvementRole.social_worker,
            started_at=cast.LONG_AGO,
        )
        plant(connection, theirs)
        names["involvements", theirs.id] = f"{who} by {worker}"
    return names


def _story(world: World, connection: Connection, name: str, asked: Request) -> Named:
    line = TimelineEntry.of(asked, What.asked, WEDNESDAY)
    tried = Attempt.of(
        asked, world.id_of("alex"), Outcome.no_answer, at=WEDNESDAY, now=WEDNESDAY, note="No answer again."
    )
    step = Planned(Step.half_way, WEDNESDAY, frozenset())
    plant(connection, asked, *alarms(world, name, asked))
    plant(connection, line, tried, StepTaken.of(asked, step, WEDNESDAY), Breach.of(asked, WEDNESDAY))
    plant(connection, Call.of(asked, 5, WEDNESDAY, WEDNESDAY))
    plant(connection, *(cast.helpers(world, asked) if name in ("helped", "jay's") else ()))
    every = ("steps", "breaches", "calls", "alarms", "complaint_helpers")
    of_it: Named = {(each, asked.id): name for each in every}
    return of_it | {("requests", asked.id): name, ("timeline", line.id): name, ("attempts", tried.id): name}


def _traces(world: World, connection: Connection) -> None:
    """Write what was done: a line of history and a look about Maya and Jay, and a key of everybody's."""
    for who in ("maya", "jay"):
        about: dict[str, Any] = {"council_id": world.id, "young_person_id": world.id_of(who), "at": WEDNESDAY}
        sam: dict[str, Any] = {
            "actor_id": world.id_of("sam"),
            "actor_role": "social_worker",
            "actor_name": "Sam",
            "app": "tests",
        }
        plant(
            connection,
            History(**about, **sam, permission="tests", relation="requests", move="update", columns=[]),
            Look(**about, **sam, purpose="tests", ten_minutes=WEDNESDAY),
        )
    for who in KEYS:
        mine: dict[str, Any] = {"council_id": world.id, "account_id": world.id_of(who), "asked_at": WEDNESDAY}
        plant(connection, IdempotencyKey(**mine, operation="tests", key=who, body_hash=b""))


def _people(world: World, connection: Connection) -> Named:
    """Name the rows that the council's file made."""
    file = world.council
    names: Named = {("councils", world.id): "here"}
    for team in file.teams:
        names["teams", world.team(team.key)] = team.key
    for key in [*(each.key for each in file.staff), *(each.key for each in file.young_people)]:
        for relation in OF_SOMEBODY:
            names[relation, world.id_of(key)] = key
    for each, young_person, worker in run(
        connection, "select id, young_person_id, worker_id from kept.involvements where council_id = %s", [world.id]
    ):
        if ("involvements", each) not in names and ("young_people", young_person) in names:
            names["involvements", each] = f"{names['young_people', young_person]} by {names['workers', worker]}"
    return names


def twin(world: World, connection: Connection) -> None:
    """Write the same council once more, under another id and slug, its rows with the same ids."""
    with connection.transaction():
        connection.execute("set local session_replication_role = replica")
        for relation in relations(connection):
            if relation != "alembic_version":
                _copied(world, connection, relation)


def _copied(world: World, connection: Connection, relation: str) -> None:
    columns = [
        name
        for (name,) in run(
            connection,
            "select attname from pg_attribute where attrelid = %s::regclass and attnum > 0 and attgenerated = ''",
            [f"kept.{relation}"],
        )
    ]
    copied = f"jsonb_populate_record(null::kept.{relation}, to_jsonb(t) || %s::jsonb)"
    listed = ", ".join(columns)
    run(
        connection,
        f"insert into kept.{relation} ({listed}) select {listed} from"  # noqa: S608  names from the catalogue
        f" (select ({copied}).* from kept.{relation} t where council_id = %s) as twins",
        [f'{{"council_id": "{TWIN}"{_slug(relation)}}}', world.id],
    )


def _slug(relation: str) -> str:
    return ', "slug": "twin"' if relation == "councils" else ""
