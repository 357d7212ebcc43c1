"""What must never be lost: a cry for help when nobody knows the bank holidays, a message when its reading fails."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import text

from api import heeding
from api.bank_holidays import bank_holidays
from api.database import Writes
from api.statements import Write
from jobs.desk import Desk
from jobs.hand_over import hand_over_council
from jobs.ladder import sweep_council
from models.accounts import Role
from models.workers import Job
from rules.office_hours import closing
from tests.make.saying import joins, later, leaves, presses, refused, says, told
from tests.make.world import World

HARM = "He hits me and I dont feel safe"


@pytest.fixture
def logged(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the lines that the reading writes, whatever the log was given to write to before."""
    lines: list[str] = []

    def error(event: str, **facts: object) -> None:
        lines.append(f"{event} {facts}")

    monkeypatch.setattr(heeding, "log", SimpleNamespace(error=error))
    return lines


def _broken(*_: object) -> None:
    raise RuntimeError("cannot read this")


async def _refused_by_the_database(_found: object, _about: object, _me: object, db: Writes) -> None:
    await db.rows(Write(text("select 1 / 0")))


@pytest.mark.parametrize("kind", ["complaint", "comment"])
async def test_what_she_says_is_kept_when_the_words_cannot_be_read(
    northshire: World, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr(heeding, "words_of_harm", _broken)

    said = await says(northshire, kind, message=HARM)

    assert (await northshire["maya"].get(f"/v1/me/feedback/{said['id']}")).json()["message"] == HARM


async def test_a_call_is_asked_for_when_the_words_cannot_be_read(
    northshire: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(heeding, "words_of_harm", _broken)

    asked = await northshire.asks_to_be_called("maya", message=HARM)

    assert (await northshire["sam"].get(f"/v1/requests/{asked['id']}")).status_code == 200


async def test_what_she_says_is_kept_when_nobody_can_be_called(
    northshire: World, monkeypatch: pytest.MonkeyPatch, logged: list[str]
) -> None:
    monkeypatch.setattr(heeding, "_raise", _refused_by_the_database)

    said = await says(northshire, "complaint", message=HARM)

    assert (await northshire["maya"].get(f"/v1/me/feedback/{said['id']}")).json()["message"] == HARM
    assert "nobody_called" in logged[0]
    assert HARM not in str(logged)


async def test_past_the_last_known_bank_holiday_a_press_still_reaches_the_duty_team(
    northshire: World, desk: Desk
) -> None:
    northshire.at(closing(bank_holidays().last, northshire.council.calendar()) + timedelta(hours=3))
    assert refused(await northshire["maya"].post("/v1/me/contact-requests", {}), 503, "calendar_ends")

    pressed = await presses(northshire)
    later(northshire)
    await sweep_council(desk, northshire.id)

    (card,) = told(await northshire["eve"].get("/v1/triage"), 200)["items"]
    notices = told(await northshire["eve"].get("/v1/notices"), 200)["items"]
    assert card["id"] == pressed["id"]
    assert [each["says"].startswith("Something cannot wait") for each in notices] == [True]


async def test_whoever_the_words_are_about_is_not_told_when_it_moves(northshire: World, desk: Desk) -> None:
    about_eve = str(northshire.id_of("eve"))
    await says(northshire, "complaint", message=HARM, about_worker_id=about_eve)
    await joins(northshire, "eli", Role.duty_worker, Job.duty_worker, "duty")
    await leaves(northshire, "ruth")

    await hand_over_council(desk, northshire.id)

    queues = {who: told(await northshire[who].get("/v1/triage"), 200)["items"] for who in ("eli", "eve")}
    assert [card["kind"] for card in queues["eli"]] == ["help"]
    assert queues["eve"] == []
    assert told(await northshire["eve"].get("/v1/notices"), 200)["items"] == []
