"""One server of the benchmark in a process of its own: ours as it is served, the others with the same settings.

python -m benchmarks.serve <which> <database url> <folder of the keys> <port>
"""

import gc
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from api.late import late
from api.settings import Settings
from rules.limits import Quotas

if TYPE_CHECKING:
    from api import serving
    from benchmarks import limit, typical
else:
    serving, limit, typical = late("api.serving"), late("benchmarks.limit"), late("benchmarks.typical")

# Where `rich` is installed the log reads it in, some 3 MB: a tool of this repository has it, the image has not.
sys.modules["rich"] = None  # type: ignore[assignment]

OURS, PLAIN, TUNED, TYPICAL, STATIC = "ours", "plain", "tuned", "typical", "static"
READY = "ready"


def main() -> None:
    which, database, home, port = sys.argv[1:]
    settings = Settings(
        database_url=database,
        issuer="http://localhost:8000",
        signing_key=Path(home) / "signing-key.pem",
        context_key=Path(home) / "context.key",
        quotas=Quotas.wide(),
    )
    if which == OURS:
        serving.serve(settings, host="127.0.0.1", port=int(port), when_ready=_ready)
    else:
        _serve(app_of(which, settings), int(port))


def app_of(which: str, settings: Settings) -> ASGIApp:
    match which:
        case "plain":
            return limit.app_of(limit.Plain(settings))
        case "tuned":
            return limit.app_of(limit.Tuned(settings))
        case "typical":
            return typical.app_of(settings)
        case _:
            return Starlette(routes=[Route("/{path:path}", _nothing_to_do)])


async def _nothing_to_do(_: Request) -> Response:
    """Answer at once, as long as a plan: how much the one who asks can ask at all."""
    return Response(b" " * 4096, media_type="application/json")


def _serve(app: ASGIApp, port: int) -> None:
    config = uvicorn.Config(
        app,
        host="127.0.0.1",
        port=port,
        http="httptools",
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
    )
    serving.Server(config, _ready).run()


def _ready() -> None:
    gc.collect()
    gc.freeze()
    print(READY, flush=True)


if __name__ == "__main__":
    main()
