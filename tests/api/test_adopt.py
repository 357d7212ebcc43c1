"""A council adopts a pledge: once, with a date, and what was said of an old promise stays with it."""

import os
import subprocess
import sys
from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from api import council_files, embedded, installing, keys
from api.clock import Clock
from api.connections import open_pool
from api.database import transaction
from api.settings import Settings
from api.statements import Read
from auth.who import Seals
from models.base import Shape, columns_of
from models.pledges import Pledge, PledgeLine, pledge_of
from models.promises import Promise
from rules.pledges import Evidence, PromiseKind
from tests.conftest import WEDNESDAY
from tests.make.pledges import BATH, LAST_YEAR, NORTHUMBERLAND, adopts
from tests.make.world import World

NEXT_YEAR = date(2026, 6, 11)
EVER = None


class Row(Shape):
    pledge: str
    version: int
    line: str
    effective_from: date
    effective_until: date | None


ROWS = Read(Row, select(*columns_of(Promise, Row)).order_by("pledge", "version", "position", "effective_from"))


async def rows_of(council_id: UUID, owner_url: str, seals: Seals) -> list[Row]:
    pool = open_pool(owner_url, size=2)
    await pool.open()
    try:
        async with transaction(pool, seals.system(council_id, "council:adopt")) as db:
            return await db.all(ROWS())
    finally:
        await pool.close()


async def held(world: World) -> list[Row]:
    return await rows_of(world.id, world.owner_url, world.app.state.seals)


def stretches(rows: list[Row], pledge: str, version: int = 1) -> set[tuple[date, date | None]]:
    return {(row.effective_from, row.effective_until) for row in rows if (row.pledge, row.version) == (pledge, version)}


def second(pledge: str, *lines: PledgeLine) -> Pledge:
    """Return the next version of a pledge, with these lines."""
    return pledge_of(pledge).model_copy(update={"version": 2, "lines": list(lines)})


def without(evidence: Evidence) -> list[PledgeLine]:
    return [line for line in pledge_of(BATH).lines if line.evidence is not evidence]


async def test_adopting_again_changes_nothing(northshire: World, settings: Settings) -> None:
    assert await adopts(northshire, settings, BATH) == 54
    before = await held(northshire)

    assert await adopts(northshire, settings, BATH, NEXT_YEAR) == 0

    assert await held(northshire) == before
    assert len(before) == 54


async def test_a_newer_version_ends_the_older_one_on_its_first_day(northshire: World, settings: Settings) -> None:
    await adopts(northshire, settings, BATH)

    assert await adopts(northshire, settings, second(BATH, *pledge_of(BATH).lines), NEXT_YEAR) == 54

    rows = await held(northshire)
    assert stretches(rows, BATH) == {(LAST_YEAR, NEXT_YEAR)}
    assert stretches(rows, BATH, 2) == {(NEXT_YEAR, EVER)}


async def test_a_rating_stays_with_the_promise_that_it_was_about(northshire: World, settings: Settings) -> None:
    await adopts(northshire, settings, BATH)
    before = await _call_back(northshire)
    await northshire["maya"].put(f"/v1/me/promises/{before}/rating", {"rating": "not_kept"})
    await adopts(northshire, settings, second(BATH, *pledge_of(BATH).lines), NEXT_YEAR)

    northshire.at(WEDNESDAY + timedelta(days=1))

    after = await _call_back(northshire)
    assert after != before
    again = await northshire["maya"].put(f"/v1/me/promises/{before}/rating", {"rating": "kept"})
    assert again.status_code == 404


async def _call_back(world: World) -> str:
    told = (await world["maya"].get("/v1/me/promises")).json()
    (found,) = [each for each in told["themes"][0]["promises"] if each["source"]["place"].endswith("line 3")]
    assert found["my_rating"] is None
    return str(found["id"])


async def test_an_older_version_is_refused(northshire: World, settings: Settings) -> None:
    await adopts(northshire, settings, second(BATH, *pledge_of(BATH).lines))

    with pytest.raises(ValueError, match="version 2 of that pledge, which is newer"):
        await adopts(northshire, settings, BATH)


async def test_a_pledge_and_a_charter_stand_side_by_side(northshire: World, settings: Settings) -> None:
    await adopts(northshire, settings, "northamptonshire")
    await adopts(northshire, settings, "care-leavers-charter")

    rows = await held(northshire)

    assert (len(rows), {row.effective_until for row in rows}) == (11 + 7 + 1, {None})


async def test_the_call_back_is_one_line_whoever_promises_it(northshire: World, settings: Settings) -> None:
    await adopts(northshire, settings, NORTHUMBERLAND)
    assert stretches(await held(northshire), "kept") == {(LAST_YEAR, EVER)}

    await adopts(northshire, settings, BATH, NEXT_YEAR)
    assert stretches(await held(northshire), "kept") == {(LAST_YEAR, NEXT_YEAR)}


async def test_a_pledge_that_drops_the_call_back_does_not_end_it(northshire: World, settings: Settings) -> None:
    await adopts(northshire, settings, BATH)

    await adopts(northshire, settings, second(BATH, *without(Evidence.called_back)), NEXT_YEAR)

    assert stretches(await held(northshire), "kept") == {(NEXT_YEAR, EVER)}


def test_a_council_that_is_not_there_adopts_nothing(northshire: World, settings: Settings) -> None:
    said = _typed(northshire, settings, BATH, slug="nowhere")

    assert (said.returncode, said.stderr) == (2, "kept: There is no council of that name.\n")


def test_a_pledge_that_is_not_there_is_answered_with_those_that_are() -> None:
    with pytest.raises(ValueError, match=r"There is no pledge bath\. There are: bath-and-north-east-somerset, care"):
        pledge_of("bath")


def test_a_measured_line_names_its_evidence_and_no_other_does() -> None:
    line = pledge_of(BATH).lines[0]

    with pytest.raises(ValueError, match="a measured line names its evidence"):
        PledgeLine.model_validate(line.model_dump() | {"kind": PromiseKind.measured})


async def test_the_command_adopts_from_the_day_it_is_told(northshire: World, settings: Settings) -> None:
    said = _typed(northshire, settings, "leicestershire", "--from", "2026-09-01")

    assert ": 7 of 7 lines are new (Leicestershire County Council, Our Promise" in said.stdout
    assert stretches(await held(northshire), "leicestershire") == {(date(2026, 9, 1), EVER)}


def test_the_command_says_in_a_line_what_is_wrong(northshire: World, settings: Settings) -> None:
    said = _typed(northshire, settings, "nothing")

    assert (said.returncode, said.stderr.count("\n")) == (2, 1)


def _typed(world: World, settings: Settings, *words: str, slug: str = "") -> subprocess.CompletedProcess[str]:
    named = {"KEPT_MIGRATE_DATABASE_URL": world.owner_url, "KEPT_CONTEXT_KEY_FILE": str(settings.context_key)}
    command = [sys.executable, "-m", "api.cli", "council", "adopt", *words]
    command += ["--council", slug or world.council.council.slug]
    environment = os.environ | named  # noqa: TID251  what a person's shell would pass on
    return subprocess.run(  # noqa: S603  our own command
        command, env=environment, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def demonstration(server: embedded.Server) -> tuple[str, bytes]:
    """Return the login of the owner of a database of its own, and its context key."""
    key = keys.new_context_key()
    installing.prepare(server, key, database="adopting")
    return embedded.dsn(server, "kept_owner", "adopting"), key


async def test_the_invented_councils_have_their_pledges_also_where_they_stood_before(
    demonstration: tuple[str, bytes],
) -> None:
    owner_url, key = demonstration
    northshire, eastvale = sorted(council_files.demos(), key=lambda each: each.council.slug, reverse=True)
    pool = open_pool(owner_url, size=2)
    await pool.open()
    async with transaction(pool, Seals(key, Clock()).system(northshire.council_id, "council:load")) as db:
        for row in northshire.rows(db.now):
            await db.add(row)
    await pool.close()

    for _ in range(2):
        await installing.load_demos(owner_url, key)

    seals = Seals(key, Clock())
    assert len(await rows_of(northshire.council_id, owner_url, seals)) == 54
    assert len(await rows_of(eastvale.council_id, owner_url, seals)) == 8 + 1
