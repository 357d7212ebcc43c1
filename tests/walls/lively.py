"""Two councils in which every text is unique, after a lively day: who may read which words is written beside them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx

from api.council_files import CouncilFile
from models.timeline import Attempt, TimelineEntry
from rules.requests import Outcome, What
from tests.conftest import WEDNESDAY
from tests.make.plans import part, plan, write
from tests.make.reviews import coming
from tests.make.scenes import says_reached, takes, tries
from tests.make.world import World
from tests.walls import cast
from tests.walls.clones import Connection, plant

# Who may read what was said in each request, on Friday evening; notes on tries are for the same staff, never for her.
_EAST = "sam cy alex priya dana"
READERS: Mapping[str, str] = {
    "open": f"maya {_EAST}",
    "contested": f"maya {_EAST}",
    "ended": "maya sam cy priya dana",
    "withdrawn": "jay sam cy priya dana",
    "urgent": f"jay {_EAST} eve",
    "late": f"maya {_EAST} ruth",
    "phoned": f"jay {_EAST}",
    "advocate": "maya ade abe ruth",
    "complaint": "maya cleo",
    "helped": "maya cleo ruth ade",  # a complaint with which she asked both to help
    "comment": "maya cleo",
    "compliment": "maya cleo sam alex priya",  # it was passed on
    "help": "maya eve",
    "plan": "maya sam cy priya dana",
    "shared": "maya sam cy priya dana ade",  # a part of it, with her advocate
    "rating": "maya",
    "change": "maya sam cy priya dana",  # why somebody will come
    "change of advocate": "maya ruth ade",
}
# Who may read how it is safe to reach somebody: whoever is there for them, and whoever is to call them.
SAFE: Mapping[str, str] = {
    "maya": f"maya {_EAST} ruth ade abe cleo eve",
    "jay": f"jay {_EAST} eve",
}
SECRETS = frozenset({"advocate", "complaint", "helped", "help", "change of advocate"})


@dataclass
class Lively:
    """A council, the mark that is in all its texts, and what was said where."""

    world: World
    mark: str
    asked: dict[str, str] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)  # a canary, and the request in which it was said
    notes: dict[str, str] = field(default_factory=dict)

    def said(self, row: str) -> str:
        return self._canary(self.words, row)

    def noted(self, row: str) -> str:
        return self._canary(self.notes, row)

    def _canary(self, kept: dict[str, str], row: str) -> str:
        canary = f"{self.mark}{uuid4().hex}"
        kept[canary] = row
        return canary

    def about(self, row: str) -> dict[str, str]:
        return {name: self.said(row) for name in ("about", "message", "safe_times")}


def marked(found: CouncilFile, mark: str) -> CouncilFile:
    """Put the mark and something unique into every text of a council's file that is not a key or one of a list."""
    council = found.council.model_copy(update=_texts(mark, "name", "out_of_hours_phone"))
    about = ("phone", "email", "hours")
    return found.model_copy(
        update={
            "council": council,
            "teams": [each.model_copy(update=_texts(mark, "name", *about)) for each in found.teams],
            "staff": [each.model_copy(update=_texts(mark, "first_name", *about)) for each in found.staff],
            "young_people": [
                each.model_copy(update=_texts(mark, "preferred_name", "pronouns", "safe_number", "safe_hours"))
                for each in found.young_people
            ],
        }
    )


def _texts(mark: str, *names: str) -> dict[str, str]:
    return {name: f"{mark}{name}{uuid4().hex}" for name in names}


async def a_lively_day(world: World, mark: str, superuser: Connection) -> Lively:
    """Let everything happen that can: every kind of request, in every condition, by everyone who has a part in it."""
    day = Lively(world, mark)
    world.at(WEDNESDAY)
    await _asked(day)
    await world.save(cast.cover(world, "sam", "cy"))
    await _worked_on(day)
    await _in_need(day)
    _late(day, superuser)
    await _had_a_say(day)
    await _planned(day)
    await _people_change(day)
    world.at(WEDNESDAY + timedelta(days=2, hours=7, minutes=30))  # Friday, half past five: some are late, none a day
    return day


async def _asked(day: Lively) -> None:
    world = day.world
    for who, row, more in (
        ("maya", "open", {}),
        ("maya", "ended", {}),
        ("maya", "contested", {}),
        ("maya", "advocate", {"worker_id": str(world.id_of("ade"))}),
        ("jay", "withdrawn", {}),
        ("jay", "urgent", {"urgent": "scared"}),
    ):
        told = await world.asks_to_be_called(who, **day.about(row), **more)
        day.asked[row] = told["id"]
    log = {"asked_at": WEDNESDAY.isoformat(), "asked_through": "phone"} | day.about("phoned")
    reply = await world["sam"].post(f"/v1/young-people/{world.id_of('jay')}/contact-requests", log)
    day.asked["phoned"] = _kept(reply)["id"]


async def _worked_on(day: Lively) -> None:
    world = day.world
    for who, row, outcome in (
        ("sam", "open", "no_answer"),
        ("cy", "open", "left_message"),
        ("sam", "ended", "spoke"),
        ("alex", "contested", "spoke"),
        ("ade", "advocate", "no_answer"),
        ("ruth", "advocate", "no_answer"),
        ("eve", "urgent", "no_answer"),
        ("alex", "phoned", "wrong_number"),
    ):
        _kept(await tries(world, who, {"id": day.asked[row]}, outcome, note=day.noted(row)))
    _kept(await takes(world, "sam", {"id": day.asked["open"]}))
    handed = {"worker_id": str(world.id_of("alex"))}
    _kept(await world["priya"].put(f"/v1/requests/{day.asked['phoned']}/taker", handed))
    _kept(await says_reached(world, "maya", {"id": day.asked["contested"]}, reached=False))
    _kept(await world["jay"].post(f"/v1/me/contact-requests/{day.asked['withdrawn']}/withdrawal"))
    for who, row in (("maya", "open"), ("maya", "contested"), ("maya", "advocate"), ("jay", "urgent")):
        address = f"/v1/me/contact-requests/{day.asked[row]}/additions"
        _kept(await world[who].post(address, {"message": day.said(row)}))


async def _had_a_say(day: Lively) -> None:
    """Let her complain about Sam, comment, and praise; each is tried, answered, and that is no answer."""
    maya, cleo, about = day.world["maya"], day.world["cleo"], str(day.world.id_of("sam"))
    for row, kind in (("complaint", "complaint"), ("helped", "complaint"), ("comment",) * 2, ("compliment",) * 2):
        said = {"kind": kind, "message": day.said(row), "about_worker_id": about}
        day.asked[row] = _kept(await maya.post("/v1/me/feedback", said))["id"]
        work = f"/v1/requests/{day.asked[row]}"
        _kept(await cleo.post(f"{work}/attempts", {"outcome": "no_answer", "note": day.noted(row)}))
        answer = {"message": day.said(row), "decision": "no", "reason": day.said(row)}
        _kept(await cleo.post(f"{work}/answers", answer))
        verdict = {"answered": False, "message": day.said(row)}
        _kept(await maya.post(f"/v1/me/feedback/{day.asked[row]}/confirmation", verdict))
    _kept(await cleo.put(f"/v1/requests/{day.asked['compliment']}/passed-on"))
    both = {"rights_team": True, "advocate": True}
    _kept(await maya.put(f"/v1/me/feedback/{day.asked['helped']}/helpers", both))


async def _planned(day: Lively) -> None:
    """Write a plan, some of it withheld from her; let her say what she thinks, and of a promise what nobody reads."""
    maya, mine = day.world["maya"], "/v1/me/plans/care"
    withheld = part("family", day.noted("plan"), withheld_because=day.said("plan"))
    action = {"what": day.said("plan"), "owner": day.said("plan"), "state": "not_doing", "reason": day.said("plan")}
    parts = (part("home", day.said("plan")), part("free_time", day.said("shared")), withheld)
    _kept(await write(day.world, "sam", "maya", plan(*parts, actions=(action,))))
    _kept(await maya.post(f"{mine}/views", {"section": "home", "message": day.said("plan")}))
    _kept(await maya.post(f"{mine}/views", {"section": "free_time", "message": day.said("shared")}))
    _kept(await maya.put(f"{mine}/shares", {"sections": ["free_time"]}))
    _kept(await maya.post(f"{mine}/disagreements", {"message": day.said("plan")}))
    review = (await coming(day.world, "maya", "care"))["id"]
    wish = {"how": "meeting", "whom_i_want": day.said("plan"), "message": day.said("plan")}
    _kept(await maya.put(f"/v1/me/reviews/{review}/taking-part", wish))
    rating = {"rating": "sometimes", "words": day.said("rating")}
    _kept(await maya.put(f"/v1/me/promises/{cast.promise(day.world).id}/rating", rating))


async def _people_change(day: Lively) -> None:
    """Announce a worker and a visitor, each with a reason in somebody's own words."""
    hers = f"/v1/young-people/{day.world.id_of('maya')}/involvements"
    for who, whom, role, row in (
        ("priya", "una", "key_worker", "change"),
        ("ruth", "ade", "independent_visitor", "change of advocate"),
    ):
        said = {"worker_id": str(day.world.id_of(whom)), "role": role, "words": day.said(row)}
        later = {"starts_at": (WEDNESDAY + timedelta(days=30)).isoformat()}
        _kept(await day.world[who].post(hers, said | later))


async def _in_need(day: Lively) -> None:
    """Let her press for help, twice, and the duty worker try to reach her."""
    maya, mine = day.world["maya"], "/v1/me/help-now"
    for _ in range(2):
        _kept(await maya.post(mine, {"message": day.said("help")}))
    day.asked["help"] = (await maya.get(mine)).json()["items"][0]["id"]
    tried = {"outcome": "no_answer", "note": day.noted("help")}
    _kept(await day.world["eve"].post(f"/v1/requests/{day.asked['help']}/attempts", tried))


def _late(day: Lively, superuser: Connection) -> None:
    """Write a request from last week."""
    asked = cast.request(day.world, "late", **day.about("late"))
    day.asked["late"] = str(asked.id)
    line = TimelineEntry.of(asked, What.added, WEDNESDAY, message=day.said("late"))
    sam = day.world.id_of("sam")
    tried = Attempt.of(asked, sam, Outcome.no_answer, at=WEDNESDAY, now=WEDNESDAY, note=day.noted("late"))
    plant(superuser, asked, line, tried)


def _kept(reply: httpx.Response) -> dict[str, Any]:
    assert reply.is_success, reply.text
    kept: dict[str, Any] = reply.json()
    return kept
