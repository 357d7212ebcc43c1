"""Serve: one process, uvicorn, and nothing about anybody in its log."""

from collections.abc import Callable
from socket import socket

import uvicorn

from api import logs
from api.app import create_app
from api.settings import Settings


class Server(uvicorn.Server):
    """Says that it is there once it is."""

    def __init__(self, config: uvicorn.Config, when_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._when_ready = when_ready

    async def startup(self, sockets: list[socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._when_ready()


def serve(settings: Settings, *, host: str, port: int, when_ready: Callable[[], None] = lambda: None) -> None:
    """Serve until told to stop; requests under way are answered first."""
    logs.configure()
    config = uvicorn.Config(
        create_app(settings),
        host=host,
        port=port,
        http="httptools",
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=5,
        timeout_graceful_shutdown=20,
        h11_max_incomplete_event_size=16384,
    )
    Server(config, when_ready).run()
