"""The apps of a crawl: one that a young person let in with all that is no secret, and a machine of the council."""

from auth.scopes import SCOPES, SYSTEM_ROLE, SYSTEM_SCOPES, by_default
from models.accounts import Account
from models.apps import AppKind
from tests.make.apps import SECRET, an_app
from tests.make.world import Speaker, World

MACHINE = "machine"


async def an_app_of(world: World, who: str) -> Speaker:
    """Let an app in that asks for whatever is ticked before she looks; or one that acts for nobody."""
    if who == MACHINE:
        return await _a_machine(world)
    return await (await an_app(world, allowed=sorted(by_default(SCOPES)))).speaker(who)


async def _a_machine(world: World) -> Speaker:
    acts_as = Account(council_id=world.id, role=SYSTEM_ROLE)
    await world.save(acts_as)
    scopes = sorted(SYSTEM_SCOPES)
    app = await an_app(world, AppKind.system, redirect_uris=[], scopes=scopes, allowed=scopes, account_id=acts_as.id)
    said = {"client_id": app.app.client_id, "client_secret": SECRET, "grant_type": "client_credentials"}
    reply = await app.send("/oauth/token", said)
    assert reply.status_code == 200, reply.text
    return Speaker(world.app, reply.json()["access_token"])
