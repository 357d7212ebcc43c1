"""Serve: one process, uvicorn, and nothing about anybody in its log."""

from collections.abc import Callable
from functools import partial
from socket import socket

import uvicorn
from starlette.types import ASGIApp

from api import logs
from api.app import create_app
from api.receiving import Patience, Receiving, abandonable
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
    Server(configured(create_app(settings), settings, host=host, port=port), when_ready).run()


def configured(app: ASGIApp, settings: Settings, *, host: str, port: int) -> uvicorn.Config:
    patience = Patience(headers=settings.headers_seconds, body=settings.body_seconds)
    return uvicorn.Config(
        abandonable(app),
        host=host,
        port=port,
        http=partial(Receiving, patience),  # type: ignore[arg-type]  # whatever makes a protocol will do
        log_level="warning",
        interface="asgi3",
        ws="none",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=5,
        timeout_graceful_shutdown=20,
    )
