"""A token for somebody in an invented council, handed out on a command line: each is of a session of its own."""

import asyncio

from api import installing, keys
from api.clock import Clock, machine_time
from api.connections import open_pool
from api.council_files import CouncilFile, demos
from api.database import transaction
from api.settings import Settings
from auth.keyring import Ring
from auth.permissions import GRANTS
from auth.tokens import Bearer, new_signing_key
from auth.who import Seals
from models.sessions import Session

APP = "kept-demo"
SURE = 2


def hand_out(who: str, assurance: int, chosen: Settings, urls: tuple[str, str]) -> str:
    """Start a session and return its token; `urls` are the logins of the service and of the owner."""
    api, owner = urls
    if not installing.only_demos(api):
        raise RuntimeError("There is a real council here: people sign in, and nobody is handed a token.")
    council = council_of(who)
    session = asyncio.run(started(council, who, assurance, owner, chosen))
    return token_of(council, who, assurance, session, chosen)


def council_of(who: str) -> CouncilFile:
    for council in demos():
        if council.account(who):
            return council
    raise RuntimeError("Nobody of that name is in the invented councils.")


def token_of(council: CouncilFile, who: str, assurance: int, session: Session, chosen: Settings) -> str:
    signing = Ring.read(keys.read_or_make(chosen.signing_key, new_signing_key)).keys(chosen.issuer)
    account = council.account(who)
    if account is None:
        raise RuntimeError("Nobody of that name is in this council.")
    bearer = Bearer(
        account_id=account[0],
        council_id=council.council_id,
        role=account[1],
        session_id=session.id,
        assurance=assurance,
        scope=frozenset(GRANTS[account[1]]),
        app=APP,
    )
    return signing.sign(bearer, now=machine_time())


async def started(council: CouncilFile, who: str, assurance: int, owner: str, chosen: Settings) -> Session:
    seals = Seals(keys.read_or_make(chosen.context_key, keys.new_context_key), Clock())
    pool = open_pool(owner, size=2)
    await pool.open()
    try:
        async with transaction(pool, seals.system(council.council_id, "sessions:start")) as db:
            session = Session(
                council_id=council.council_id,
                account_id=council.id_of("account", who),
                device="a terminal",
                started_at=db.now,
                proved_at=db.now if assurance == SURE else None,
            )
            await db.add(session)
    finally:
        await pool.close()
    return session
