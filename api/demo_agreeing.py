"""Saying yes to an app in somebody's place, on a command line: in a demonstration, where everybody is invented."""

from urllib.parse import parse_qsl

from api import installing, keys
from api.clock import Clock
from api.connections import open_pool
from api.demo_tokens import SURE, council_of, started
from api.settings import Settings
from auth.keyring import Keyring
from auth.oauth.answers import CannotAsk, SentBack
from auth.oauth.authorizing import NotSure, SignedIn, begin, grant
from auth.oauth.counter import Counter
from auth.who import Seals


async def agree(who: str, asks: str, chosen: Settings, urls: tuple[str, str]) -> str:
    """Return where the browser would go; `asks` is the query of /oauth/authorize, `urls` the two logins."""
    api, owner = urls
    if not installing.only_demos(api):
        raise RuntimeError("There is a real council here: young people say yes themselves.")
    council = council_of(who)
    session = await started(council, who, SURE, owner, chosen)
    pool = open_pool(api, size=2)
    await pool.open()
    seals = Seals(keys.read_or_make(chosen.context_key, keys.new_context_key), Clock())
    counter = Counter(pool, seals, Keyring(chosen.signing_key, issuer=chosen.issuer))
    try:
        pending = await begin(counter, dict(parse_qsl(asks)))
        wanted = [each.scope for each in pending.scopes]
        return await grant(counter, pending, SignedIn(session.account_id, session.id), wanted)
    except SentBack as back:
        return back.location
    except (CannotAsk, NotSure) as refusal:
        raise RuntimeError(f"That cannot be asked here: {refusal}") from None
    finally:
        await pool.close()
