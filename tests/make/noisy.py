"""A service that says all that its libraries can say: every logger at DEBUG, every warning, to standard error.

python -X dev -m tests.make.noisy <database> <folder of the keys> <socket>
"""

import logging
import sys
from pathlib import Path
from typing import Annotated

import uvicorn
from fastapi import Body
from sqlalchemy import Uuid, bindparam, cast, select

from api import logs
from api.app import create_app
from api.settings import Settings
from api.statements import Write
from auth.doors import WriteDoor
from auth.permissions import Permission
from auth.who import Caller, can
from rules.limits import Quotas
from tests.conftest import WEDNESDAY

WRONG = Write(select(cast(bindparam("words"), Uuid())))
LOUD = (
    "alembic",
    "httpx",
    "psycopg",
    "psycopg.pool",
    "asyncio",
    "sqlalchemy",
    "uvicorn",
    "uvicorn.error",
    "uvicorn.access",
    "fastapi",
)


async def careless(
    me: Annotated[Caller, can(Permission.me_edit)], db: WriteDoor, words: Annotated[str, Body(embed=True)]
) -> None:
    """Send what the database refuses in her words, do not wait for it, and break with them as well."""
    assert me.may_read_secrets
    await db.send(WRONG, words=words)
    raise RuntimeError(words)


def main() -> None:
    database, home, socket = sys.argv[1:]
    settings = Settings(
        database_url=database,
        issuer="http://localhost:8000",
        signing_key=Path(home) / "signing-key.pem",
        context_key=Path(home) / "context.key",
        quotas=Quotas.wide(),
    )
    logging.basicConfig(level=logging.DEBUG, stream=sys.stderr)
    logging.captureWarnings(capture=True)
    logs.configure(level=logging.DEBUG)
    app = create_app(settings)
    app.state.clock.set(WEDNESDAY)
    app.add_api_route("/v1/careless", careless, methods=["POST"])
    config = uvicorn.Config(app, uds=socket, http="httptools", log_level="debug", access_log=False)
    for name in LOUD:
        logging.getLogger(name).setLevel(logging.DEBUG)
    uvicorn.Server(config).run()


if __name__ == "__main__":
    main()
