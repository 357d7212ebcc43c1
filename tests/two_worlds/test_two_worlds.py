"""Nobody who must not know can tell a world with a secret from one without: every byte of every reply is the same.

A run tells several secrets in one world, of which nobody may notice any. `make prove ONLY="two worlds"` tells each in a
world of its own, so that none can hide another.
"""

from collections.abc import AsyncIterator

import psycopg
import pytest
import pytest_asyncio
from psycopg import sql

from api import embedded
from api.settings import Settings
from models.ids import seeded
from tests.two_worlds.crawler import Answer, Call, answers, calls
from tests.two_worlds.secrets import SECRETS, secrets
from tests.two_worlds.worlds import Worlds, told

MUST_NOT_KNOW = (
    "sam",
    "alex",
    "priya",
    "wes",
    "bo",
    "dana",
    "lee",
    "kim",
    "eve",
    "jay",
    "zed",
    "maya phone",
    "maya app",
    "jay app",
    "noor app",
    "machine app",
)
MAY_KNOW = ("maya",)
# A cry for help is for the duty team.
CALLED = frozenset({"a cry for help", "words of harm in a complaint"})

TOGETHER = (
    ("a cry for help", "words of harm in a complaint"),
    ("asking for an advocate", "a complaint", "a change of advocate"),
    (
        *("an advocate's involvement", "an advocate request"),
        *("asking for help with a complaint", "sharing a plan"),
    ),
)
ALONE = [pytest.param((secret,), marks=pytest.mark.alone) for secret in SECRETS]

Pair = tuple[Worlds, Worlds, dict[str, list[str]]]


@pytest_asyncio.fixture(scope="module", params=[*TOGETHER, *ALONE], ids=" and ".join)
async def pair(request: pytest.FixtureRequest, server: embedded.Server, settings: Settings) -> AsyncIterator[Pair]:
    """Tell the story without and with secrets, and say which ids the second one knows."""
    async with (
        told(server, settings, "world_without", secrets()) as without,
        told(server, settings, "world_with", secrets(*request.param)) as with_it,
    ):
        yield without, with_it, known_in(embedded.superuser_dsn(server, "world_with"))


def known_in(database: str) -> dict[str, list[str]]:
    """Return what to put into a path or a filter: the ids of the world that has the secret, and one of nobody."""

    def ids(table: str) -> list[str]:
        rows = connection.execute(sql.SQL("select id from {} order by id").format(sql.Identifier(table))).fetchall()
        return [*(str(row[0]) for row in rows), "00000000-0000-4000-8000-000000000000"]

    with psycopg.connect(database, options="-c search_path=kept") as connection:
        young_people, workers = ids("young_people"), ids("workers")
        return {
            "request_id": ids("requests"),
            "young_person_id": young_people,
            "worker_id": workers,
            "promise_id": ids("promises")[:2],
            "review_id": ids("reviews"),
            "involvement_id": ids("involvements"),
            "app_id": ids("apps"),
            "invite_id": ["00000000-0000-4000-8000-000000000000"],
            "passkey_id": ["00000000-0000-4000-8000-000000000000"],
            "session_id": ["00000000-0000-4000-8000-000000000000"],
            "notice_id": ids("notices"),
            "shift_id": ids("duty_shifts"),
            "subscription_id": ids("push_subscriptions"),
            "version": ["1", "2"],
            "since": ["1"],
            "until": ["2"],
            "month": ["2026-05", "2026-06"],
            "slug": ["northshire", "eastvale", "nowhere"],
            "changed_since": ["2026-06-10T10:30:00Z"],
            "taken_by": ["me"],
            "limit": ["1", "100"],
            "cursor": ["AAAA"],
        }


async def _crawl(worlds: Worlds, persona: str, every: list[Call]) -> dict[Call, Answer]:
    with seeded(4):
        await worlds.sign_in_again(persona)
        return {call: answer async for call, answer in answers(worlds.speaker(persona), every)}


def test_each_secret_is_told_in_every_run() -> None:
    assert {secret for several in TOGETHER for secret in several} == SECRETS.keys()


@pytest.mark.parametrize("persona", MUST_NOT_KNOW)
async def test_whoever_must_not_know_gets_the_same_bytes(
    request: pytest.FixtureRequest, pair: Pair, persona: str
) -> None:
    if persona == "eve" and CALLED.intersection(request.node.callspec.params["pair"]):
        pytest.skip("She is called to it; what she is shown is in the next test.")
    without, with_it, known = pair
    every = calls(with_it.app, known)

    first, second = await _crawl(without, persona, every), await _crawl(with_it, persona, every)

    assert first.keys() == second.keys()
    assert len(first) == len(set(every))
    different = [str(call) for call in every if first[call] != second[call]]
    assert different == []


async def test_whoever_is_called_learns_neither_the_words_nor_what_they_were_in_nor_about_whom(
    server: embedded.Server, settings: Settings
) -> None:
    work = ("/v1/requests", "/v1/triage", "/v1/notices", "/v1/young-people")
    async with told(server, settings, "world_called", SECRETS["words of harm in a complaint"]) as worlds:
        known = known_in(embedded.superuser_dsn(server, "world_called"))
        reading = [call for call in calls(worlds.app, known) if call.method == "GET" and call.path.startswith(work)]
        shown = [each.body for each in (await _crawl(worlds, "eve", reading)).values()]
        queue = (await worlds.northshire["eve"].get("/v1/triage")).json()["items"]

    card = next(str(each) for each in queue if each["kind"] == "help")
    assert any("Please call them now." in each for each in shown)
    assert [each for each in shown if "He hits me" in each or '"complaint"' in each] == []
    assert "Sam" not in card


@pytest.mark.parametrize("persona", MAY_KNOW)
async def test_the_proof_can_fail_whoever_may_know_sees_a_difference(pair: Pair, persona: str) -> None:
    without, with_it, known = pair
    reading = [call for call in calls(with_it.app, known) if call.method == "GET"]

    first, second = await _crawl(without, persona, reading), await _crawl(with_it, persona, reading)

    assert any(first[call] != second[call] for call in reading)
