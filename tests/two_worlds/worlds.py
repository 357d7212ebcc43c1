"""The same story told twice, with the same ids and the same clock: once with a secret, once without."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
from fastapi import FastAPI

from api import council_files, embedded, installing, keys
from api.app import create_app
from api.settings import Settings
from jobs.clocks import move_clocks
from jobs.deliver import deliver
from jobs.desk import Desk
from jobs.hand_over import hand_over
from jobs.ladder import sweep
from jobs.post import Post
from models.ids import seeded
from models.involvements import Involvement, InvolvementRole
from tests.make.apps import an_app
from tests.make.apps_that_crawl import MACHINE, an_app_of
from tests.make.jobs import at_the_jobs, jobs_url
from tests.make.world import Speaker, World

MORNING = datetime(2026, 6, 10, 9, 0, tzinfo=UTC)
FRIDAY_EVENING = datetime(2026, 6, 12, 16, 5, tzinfo=UTC)


@dataclass
class Worlds:
    """One database with both councils."""

    app: FastAPI
    northshire: World
    eastvale: World
    app_of: Speaker | None = None
    has_an_advocate: bool = False

    async def sign_in_again(self, persona: str) -> None:
        """Sign everybody in once more, since whoever crawled signed out at the end; and the app that crawls now."""
        for world in (self.northshire, self.eastvale):
            await world.sign_in_again()
        who, _, how = persona.partition(" ")
        if how == "app":
            with seeded(100 + (world := self._world_of(who)).days):
                self.app_of = await an_app_of(world, who)

    def speaker(self, persona: str) -> Any:  # noqa: ANN401  a Speaker
        who, _, how = persona.partition(" ")
        world = self._world_of(who)
        return self.app_of if how == "app" else world.phone_of(who) if how else world.sure(who)

    def _world_of(self, who: str) -> World:
        return self.northshire if who == MACHINE or self.northshire.council.account(who) else self.eastvale


Secret = Callable[[Worlds], Awaitable[object]]


async def an_advocate_request(worlds: Worlds) -> None:
    """Maya asks for an advocate whom she knows."""
    world = worlds.northshire
    await _gets_an_advocate(worlds)
    await world.asks_to_be_called("maya", worker_id=str(world.id_of("ade")), message="please speak for me")


async def an_advocates_involvement(worlds: Worlds) -> None:
    """Maya has an advocate."""
    await _gets_an_advocate(worlds)


async def asking_for_an_advocate(worlds: Worlds) -> None:
    """Maya asks for an advocate, who tries to reach her."""
    asked = await worlds.northshire["maya"].post("/v1/me/advocate-requests", {"purpose": "advocate"}, key="asks")
    path = f"/v1/requests/{asked.json()['id']}/attempts"
    tried = await worlds.northshire["ade"].post(path, {"outcome": "no_answer"}, key="tried")
    assert tried.status_code == 201


async def a_complaint(worlds: Worlds) -> None:
    """Maya complains about Sam and gets an answer, which she says is none."""
    world = worlds.northshire
    said = {"kind": "complaint", "message": "He shouts.", "about_worker_id": str(world.id_of("sam"))}
    made = (await world["maya"].post("/v1/me/feedback", said, key="says")).json()
    answer = {"message": "He says that he does not.", "reason": "We asked him."}
    await world["cleo"].post(f"/v1/requests/{made['id']}/answers", answer, key="answers")
    path = f"/v1/me/feedback/{made['id']}/confirmation"
    denied = await world["maya"].post(path, {"answered": False}, key="denies")
    assert denied.json()["contested"]


async def a_cry_for_help(worlds: Worlds) -> None:
    """Maya presses for help, twice, and Eve has seen it and tries to reach her."""
    maya, eve = worlds.northshire["maya"], worlds.northshire["eve"]
    for tap in ("one", "two"):
        await worlds.northshire.phone_of("maya").post("/v1/me/help-now", {"message": "quick"}, key=tap)
    pressed = (await maya.get("/v1/me/help-now")).json()["items"][0]["id"]
    assert (await eve.put(f"/v1/requests/{pressed}/acknowledgement")).status_code == 200
    await eve.post(f"/v1/requests/{pressed}/attempts", {"outcome": "no_answer"}, key="eve-tried")


async def words_of_harm_in_a_complaint(worlds: Worlds) -> None:
    """Maya complains about Sam with words of harm, and Eve is told to call her."""
    world = worlds.northshire
    said = {"kind": "complaint", "message": "He hits me.", "about_worker_id": str(world.id_of("sam"))}
    assert (await world.phone_of("maya").post("/v1/me/feedback", said, key="harm")).status_code == 201
    assert (await world["eve"].get("/v1/triage")).json()["items"][0]["kind"] == "help"


async def asking_for_help_with_a_complaint(worlds: Worlds) -> None:
    """Maya complains, asks children's rights and her advocate to help, and then her advocate alone."""
    maya, world = worlds.northshire["maya"], worlds.northshire
    await _gets_an_advocate(worlds)
    said = (await maya.post("/v1/me/feedback", {"kind": "complaint", "message": "He shouts."}, key="says")).json()
    path = f"/v1/me/feedback/{said['id']}/helpers"
    for whom in ({"rights_team": True, "advocate": True}, {"advocate": True}):
        assert (await maya.put(path, whom)).status_code == 200
    assert (await world["ade"].get(f"/v1/requests/{said['id']}")).status_code == 200


async def sharing_a_plan(worlds: Worlds) -> None:
    """Maya shares a part of her plan with her advocate, who reads it, and then all of it."""
    maya, world = worlds.northshire["maya"], worlds.northshire
    await _gets_an_advocate(worlds)
    for what in ({"sections": ["home"]}, {"whole": True}):
        assert (await maya.put("/v1/me/plans/care/shares", what)).status_code == 200
        read = await world["ade"].get(f"/v1/young-people/{world.id_of('maya')}/plans/care")
        assert read.status_code == 200


async def a_change_of_advocate(worlds: Worlds) -> None:
    """Maya gets an advocate, whom she met before; a visitor is announced; and the advocate goes again."""
    world = worlds.northshire
    hers, ade = f"/v1/young-people/{world.id_of('maya')}", str(world.id_of("ade"))
    ruth = world["ruth"]
    met = {"worker_id": ade, "role": "advocate", "how": "met"}
    assert (await ruth.post(f"{hers}/introductions", met, key="met")).status_code == 201
    comes = {"worker_id": ade, "role": "advocate", "why": "you_asked", "words": "Ade knows a lot about dogs."}
    begun = await ruth.post(f"{hers}/involvements", comes, key="comes")
    assert begun.status_code == 201, begun.text
    later = {"worker_id": ade, "role": "independent_visitor", "starts_at": "2026-06-20T09:00:00Z"}
    assert (await ruth.post(f"{hers}/involvements", later, key="later")).status_code == 201
    ends = {"reason": "Ade is away.", "words": "Ade will come back.", "ends_at": "2026-06-11T09:00:00Z"}
    gone = await ruth.put(f"{hers}/involvements/{begun.json()['id']}/end", ends)
    assert gone.status_code == 200, gone.text


async def _gets_an_advocate(worlds: Worlds) -> None:
    """Let Ade be her advocate, once: some secrets are told together."""
    world = worlds.northshire
    if not worlds.has_an_advocate:
        ade = Involvement(
            council_id=world.id,
            young_person_id=world.id_of("maya"),
            worker_id=world.id_of("ade"),
            role=InvolvementRole.advocate,
            started_at=MORNING - timedelta(days=30),
        )
        await world.save(ade)
    worlds.has_an_advocate = True


SECRETS: dict[str, Secret] = {
    "an advocate request": an_advocate_request,
    "an advocate's involvement": an_advocates_involvement,
    "asking for an advocate": asking_for_an_advocate,
    "a complaint": a_complaint,
    "a cry for help": a_cry_for_help,
    "words of harm in a complaint": words_of_harm_in_a_complaint,
    "asking for help with a complaint": asking_for_help_with_a_complaint,
    "sharing a plan": sharing_a_plan,
    "a change of advocate": a_change_of_advocate,
}


def secrets(*names: str) -> Secret:
    """Return what tells these secrets, one after the other; of none, nothing."""

    async def tell(worlds: Worlds) -> None:
        for name in names:
            await SECRETS[name](worlds)

    return tell


@asynccontextmanager
async def told(server: embedded.Server, settings: Settings, name: str, secret: Secret) -> AsyncIterator[Worlds]:
    """Tell the story in a database of its own."""
    key = keys.read_or_make(settings.context_key, keys.new_context_key)
    installing.prepare(server, key, database=name)
    app = create_app(replace(settings, database_url=embedded.dsn(server, "kept_api", name)))
    async with app.router.lifespan_context(app):
        app.state.clock.set(MORNING)
        worlds = await _peopled(app, embedded.dsn(server, "kept_owner", name))
        with seeded(1):
            await _before(worlds)
        with seeded(2):
            await secret(worlds)
        with seeded(3):
            await _after(worlds)
        async with at_the_jobs(app, jobs_url(server, name)) as desk:
            await _days_pass(worlds, desk)
        yield worlds
    with psycopg.connect(embedded.superuser_dsn(server), autocommit=True) as connection:
        connection.execute(f"drop database {name} with (force)".encode())


async def _days_pass(worlds: Worlds, desk: Desk) -> None:
    """Let the ladder climb, by the minute and after a pause, until the first promises are broken."""
    for instant in (MORNING + timedelta(hours=3), MORNING + timedelta(days=1, hours=6), FRIDAY_EVENING):
        worlds.northshire.at(instant)
        for job in (sweep, move_clocks, hand_over):
            with seeded(int(instant.timestamp())):
                await job(desk)
        await deliver(desk, Post())


async def _peopled(app: FastAPI, owner: str) -> Worlds:
    made = {}
    for council in council_files.demos():
        world = World(app, owner, council)
        await world.save(*council.rows(MORNING - timedelta(days=30)), *world.sessions())
        made[council.council.slug] = world
    return Worlds(app, made["northshire"], made["eastvale"])


async def _before(worlds: Worlds) -> None:
    world = worlds.northshire
    asked = await world.asks_to_be_called("maya", about="seeing my brother")
    await world["sam"].put(f"/v1/requests/{asked['id']}/taker")
    await worlds.eastvale.asks_to_be_called("noor", about="my room")
    await (await an_app(world)).tokens("maya")


async def _after(worlds: Worlds) -> None:
    """Go on with an ordinary day: whatever the secret touched shows itself now."""
    world = worlds.northshire
    world.at(MORNING + timedelta(hours=2))
    asked = await world.asks_to_be_called("jay", about="my bus pass")
    other = await world.asks_to_be_called("maya", message="please ring me", urgent="scared")
    await world["alex"].post(f"/v1/requests/{asked['id']}/attempts", {"outcome": "spoke"}, key="alex-spoke")
    await world["maya"].post(f"/v1/me/contact-requests/{other['id']}/additions", {"message": "soon"}, key="added")
    await world["priya"].get("/v1/triage")
    await _people_change(world)
    world.at(MORNING + timedelta(hours=3))


async def _people_change(world: World) -> None:
    """Let somebody come for Maya, know her, and go; let her worker leave, and a day be closed."""
    hers, kim = f"/v1/young-people/{world.id_of('maya')}", world["kim"]
    alex = {"worker_id": str(world.id_of("alex")), "role": "social_worker", "main": True, "reason": "Sam goes."}
    met = {"worker_id": str(world.id_of("dana")), "role": "reviewing_officer", "how": "video"}
    for said in (
        await world["sam"].post(f"{hers}/introductions", met, key="knows"),
        await world["priya"].post(f"{hers}/involvements", alex | {"starts_at": "2026-06-30T09:00:00Z"}, key="next"),
        await kim.put(f"/v1/workers/{world.id_of('sam')}/departure", {"leaves_at": "2026-06-12T12:00:00Z"}),
        await kim.post("/v1/calendars/bank-holidays", {"day": "2026-06-11", "why": "The King's day"}, key="closed"),
    ):
        assert said.is_success, said.text
