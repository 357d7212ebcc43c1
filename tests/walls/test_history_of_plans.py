"""Every write and every look at plans, reviews, promises and involvements is noted, each for whom it is about."""

from collections.abc import Awaitable, Callable
from datetime import date

import httpx

from tests.conftest import WEDNESDAY
from tests.make.plans import part, plan, write
from tests.make.reviews import coming, of
from tests.make.world import World
from tests.walls import cast
from tests.walls.clones import Connection, run
from tests.walls.test_history import TEN_MINUTES, history, looks, told

Call = Callable[[], Awaitable[httpx.Response]]


async def test_every_kind_of_write_leaves_a_line_for_each_row(northshire: World, superuser: Connection) -> None:
    world, maya = northshire, northshire["maya"]
    await world.save(cast.promise(world))
    review = (await coming(world, "maya", "care"))["id"]
    hers, mine = f"/v1/young-people/{world.id_of('maya')}", "/v1/me/plans/care"
    helper = {"worker_id": str(world.id_of("alex")), "role": "support_worker"}
    advocate = {"worker_id": str(world.id_of("ade")), "role": "advocate"}
    withheld = part("family", "So.", withheld_because="A court decides.")
    calls: tuple[tuple[Call, list[str]], ...] = (
        (lambda: maya.get(mine), ["insert plan_receipts plans:read by None"]),
        (lambda: maya.post(f"{mine}/views", {"message": "So."}), ["insert plan_views plans:speak by None"]),
        (lambda: maya.post(f"{mine}/disagreements", {"message": "No."}), ["insert plan_views plans:speak by None"]),
        (
            lambda: maya.put(f"/v1/me/promises/{cast.promise(world).id}/rating", {"rating": "kept"}),
            ["insert ratings promises:rate by None"],
        ),
        (
            lambda: maya.put(f"/v1/me/reviews/{review}/taking-part", {"how": "phone"}),
            ["update reviews reviews:take-part by None"],
        ),
        (
            lambda: write(world, "sam", "maya", plan(part("home", "Here."), withheld)),
            [
                "insert plan_sections plans:edit by Sam",
                "insert plan_sections plans:edit by Sam",
                "insert plan_versions plans:edit by Sam",
                "insert withheld_parts plans:edit by Sam",
                "update plans plans:edit by Sam",
            ],
        ),
        (
            lambda: world["dana"].put(f"{of(world, 'maya')}/{review}", {"held_on": str(date(2026, 6, 9))}),
            ["insert reviews reviews:edit by Dana", "update reviews reviews:edit by Dana"],
        ),
        (
            lambda: world["priya"].post(f"{hers}/involvements", helper),
            ["insert involvements involvements:edit by Priya", "insert notices involvements:edit by Priya"],
        ),
        (
            lambda: world["ruth"].post(f"{hers}/involvements", advocate),
            ["insert involvements involvements:edit by Ruth", "insert notices involvements:edit by Ruth"],
        ),
    )  # fmt: skip
    for number, (call, wanted) in enumerate(calls, start=1):
        world.at(WEDNESDAY + number * TEN_MINUTES)
        known = len(history(superuser, world))
        reply = await call()
        assert reply.is_success, reply.text
        lines = history(superuser, world, known)
        assert sorted(told(lines)) == sorted(wanted)
        assert {line["young_person_id"] for line in lines if line["relation"] != "notices"} == {world.id_of("maya")}


async def test_who_looks_at_what_there_is_of_hers_is_noted_by_purpose(northshire: World, superuser: Connection) -> None:
    hers = f"/v1/young-people/{northshire.id_of('maya')}"
    pages = {
        "young-people:read": hers,
        "plans:consult": f"{hers}/plans/care",
        "reviews:consult": f"{hers}/reviews",
        "involvements:read": f"{hers}/involvements",
    }
    for who in ("sam", "bo"):  # she is none of Bo's business, and he is shown nothing
        for page in pages.values():
            assert (await northshire[who].get(page)).status_code == (200 if who == "sam" else 404)

    maya = northshire.id_of("maya")
    assert {look[:3] for look in looks(superuser, northshire)} == {("Sam", purpose, maya) for purpose in pages}


async def test_the_board_s_report_leaves_a_line_about_nobody(northshire: World, superuser: Connection) -> None:
    before = len(history(superuser, northshire))

    reply = await northshire["lee"].get("/v1/reports/callbacks?month=2026-04")

    (line,) = history(superuser, northshire, before)
    assert reply.status_code == 200
    assert (line["relation"], line["permission"], line["actor_id"]) == (
        "callback_months",
        "reports:read",
        northshire.id_of("lee"),
    )
    assert line["young_person_id"] is None
    assert run(superuser, "select count(*) from kept.looks where council_id = %s", [northshire.id]).fetchone() == (0,)
