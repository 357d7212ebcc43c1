"""A council of a test adopts a pledge of the catalogue, as its administrator would."""

from datetime import date

from api import adopting, keys
from api.settings import Settings
from models.pledges import Pledge, pledge_of
from tests.make.world import World

BATH, NORTHUMBERLAND = "bath-and-north-east-somerset", "northumberland"
LAST_YEAR = date(2025, 1, 1)


async def adopts(world: World, settings: Settings, pledge: Pledge | str, day: date = LAST_YEAR) -> int:
    """Return how many lines were new."""
    found = pledge_of(pledge) if isinstance(pledge, str) else pledge
    key = keys.read_or_make(settings.context_key, keys.new_context_key)
    return await adopting.adopt_for(world.council.council.slug, found, day, world.owner_url, key)
