"""The replies of both peers as plain dictionaries: the same words and rules as ours, without our types."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time
from functools import cache
from typing import Any

from models.councils import CouncilFound
from models.help_lines import help_now, national
from models.words import say
from rules.clocks import dated, in_words, local, named
from rules.plans import PARTS, ActionState, PlanKind, overdue
from rules.requests import Facts, State, standing

Row = Mapping[str, Any]
Reply = dict[str, Any]

ROUTES = {"duty": "duty", "childrens_rights": "rights", "advocacy": "advocacy", "complaints": "feedback"}
_CARD = (
    *("id", "kind", "state", "contested", "recorded_late", "urgent", "young_person_id", "preferred_name", "pronouns"),
    *("about", "message", "channel", "safe_times", "not_before", "purpose", "preferences", "reach_me"),
    *("about_worker_id", "about_worker", "passed_on_at", "asked_at", "asked_through", "due_at", "due_on"),
    *("changed_at", "team", "taker_id", "taken_by", "attempts"),
)
NINE, FIVE = time(9), time(17)
_words = cache(say)


def plan(found: Row, sections: Sequence[Row], actions: Sequence[Row], words: Sequence[Row], now: datetime) -> Reply:
    today = local(now).date()
    given_at = found["given_at"]
    written = {each["section"]: each for each in sections}
    return {
        "kind": "care",
        "title": _words("plans.titles.care"),
        "version": found["version"],
        "newest_version": found["version"],
        "written_at": found["written_at"],
        "written_by": found["written_by"],
        "written_by_role": _words(f"jobs.{found['written_by_job']}"),
        "given_at": given_at,
        "given_says": say("plans.given", when=dated(local(given_at).date())) if given_at else None,
        "read_before": found["read_before"],
        "next_review_on": found["planned_on"],
        "next_review_by": found["due_on"],
        "sections": [_part(part, written.get(part), words) for part in PARTS[PlanKind.care]],
        "actions": [_action(each, today) for each in actions],
        "my_words": [each for each in words if each["section"] is None],
    }


def _part(part: str, found: Row | None, words: Sequence[Row]) -> Reply:
    body = found["body"] if found else None
    withheld_because = found["withheld_because"] if found else None
    says = "plans.withheld" if withheld_because else None if body else "plans.empty"
    return {
        "section": part,
        "title": _words(f"plans.parts.care.{part}"),
        "body": body,
        "withheld": withheld_because is not None,
        "withheld_because": withheld_because,
        "says": _words(says) if says else None,
        "my_words": [each for each in words if each["section"] == part],
    }


def _action(found: Row, today: date) -> Reply:
    due_on, job = found["due_on"], found["owner_job"]
    due_on = date.fromisoformat(due_on) if isinstance(due_on, str) else due_on
    return {
        "id": found["id"],
        "section": found["section"],
        "what": found["what"],
        "owner": found["owner"],
        "owner_role": _words(f"jobs.{job}") if job else None,
        "due_on": due_on,
        "due_in_words": named(due_on) if due_on else None,
        "overdue": overdue(ActionState(found["state"]), due_on, today),
        "state": found["state"],
        "state_in_words": _words(f"plans.states.{found['state']}"),
        "reason": found["reason"],
    }


def people(found: Sequence[Row], teams: Sequence[Row], council: Row, gone: Mapping[str, int]) -> Reply:
    """Nobody is to come in the benchmark: that is looked up, and there is nothing to tell."""
    changes = [_changed(role, count) for role, count in sorted(gone.items())]
    mine, routes = [_person(each) for each in found], [*_routes(found, teams, council)]
    return {"people": mine, "coming": [], "changes": changes, "routes": routes}


def _changed(role: str, count: int) -> Reply:
    words = _words(f"changes.roles.{role}")
    says = say("changes.counted", count=count, role=words)
    return {"role": role, "role_in_words": words, "count": count, "says": says}


def _person(found: Row) -> Reply:
    return {
        "worker_id": found["worker_id"],
        "name": found["first_name"],
        "role": found["role"],
        "role_in_words": _words(f"involvements.{found['role']}"),
        "main": found["main"],
        "since": _instant(found["started_at"]),
        "until": found["until"],
        "leaving": None,
        "leaving_words": None,
        "introduced_on": found["introduced_on"],
        "introduced": None,
        "phone": found["phone"],
        "email": found["email"],
        "hours": found["hours"],
        "away": found["away_until"] is not None,
        "away_until": found["away_until"],
        "covered_by": found["cover_name"],
        "covered_by_phone": found["cover_phone"],
    }


def _instant(found: datetime | str) -> datetime:
    return datetime.fromisoformat(found) if isinstance(found, str) else found


def _routes(found: Sequence[Row], teams: Sequence[Row], council: Row) -> Iterator[Reply]:
    for each in found:
        if each["main"]:
            yield _route("team", each["team_name"], each["team_phone"])
    for route, purpose in ROUTES.items():
        for team in [each for each in teams if each["purpose"] == purpose]:
            yield _route(route, team["name"], team["phone"], team["email"], team["hours"])
    for line, phone in ({"out_of_hours": council["out_of_hours_phone"]} | national()).items():
        name = say(f"help_now.{line}.name", council=council["name"])
        yield _route(line, name, phone, hours=_words(f"help_now.{line}.when"))


def _route(route: str, name: str, phone: str | None, email: str | None = None, hours: str | None = None) -> Reply:
    says = _words(f"routes.{route}")
    return {"route": route, "name": name, "says": says, "phone": phone, "email": email, "hours": hours}


def queue(cards: Sequence[Row], counts: Row, limit: int, cursor: str | None, now: datetime) -> Reply:
    return {"items": [_card(each, now) for each in cards[:limit]], "counts": dict(counts), "next_cursor": cursor}


def _card(found: Row, now: datetime) -> Reply:
    return {name: found[name] for name in _CARD} | {
        "standing": standing(Facts(State(found["state"]), found["due_at"]), now),
        "due_in_words": in_words(found["due_at"]),
        "safe_contact": {
            "channel": found["safe_channel"],
            "number": found["safe_number"],
            "hours": found["safe_hours"],
            "never_leave_message": found["never_leave_message"],
        },
    }


@cache
def _help_lines(name: str, phone: str | None) -> list[Reply]:
    """Return whom to ring; none of the invented councils names lines of its own."""
    council = CouncilFound(
        slug="", name=name, opens=NINE, closes=FIVE, out_of_hours_phone=phone, help_lines=None, closed_days=()
    )
    return [each.model_dump() for each in help_now(council)]


def on_a_phone(reply: Reply, to: Row) -> Reply:
    """Return what is kept beside the reply for a mere phone: that the duty team may have been told."""
    return reply | {"people_told": [*reply["people_told"], {"who": to["duty"], "role": _words("people_told.may_read")}]}


def asked(found: Row, to: Row, council: Row) -> Reply:
    """`found` is what was asked and when it is due, `to` who is told."""
    return {
        **found,
        "kind": "contact",
        "state": "waiting",
        "standing": standing(Facts(State.waiting, found["due_at"]), found["asked_at"]),
        "contested": False,
        "recorded_late": False,
        "due_in_words": in_words(found["due_at"]),
        "team": {"name": to["team_name"], "phone": to["team_phone"]},
        "people_told": [
            *([{"who": to["first_name"], "role": _words(f"jobs.{to['job']}")}] if to["first_name"] else ()),
            {"who": to["team_name"], "role": _words("people_told.team")},
        ],
        "help_now": _help_lines(council["name"], council["out_of_hours_phone"]),
    }
