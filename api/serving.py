"""Serve: one process, uvicorn, and nothing about anybody in its log."""

from collections.abc import Callable
from functools import partial
from socket import socket

import uvicorn
from fastapi import FastAPI

from api import logs
from api.app import create_app
from api.metrics import Beside, beside
from api.receiving import Patience, Receiving, abandonable
from api.settings import Settings
from api.streams import Streams
from api.turning_away import TurningAway


class Server(uvicorn.Server):
    """Says that it is there once it is. The figures are served beside it, where that is asked for."""

    def __init__(
        self,
        config: uvicorn.Config,
        when_ready: Callable[[], None],
        figures: Beside | None = None,
        streams: Streams | None = None,
    ) -> None:
        super().__init__(config)
        self._when_ready, self._figures, self._streams = when_ready, figures, streams

    async def startup(self, sockets: list[socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            if self._figures:
                self._figures.begin()
            self._when_ready()

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        if self._streams:
            self._streams.close()
        if self._figures and self.started:
            await self._figures.end()
        await super().shutdown(sockets)


def serve(settings: Settings, *, host: str, port: int, when_ready: Callable[[], None] = lambda: None) -> None:
    """Serve until told to stop; requests under way are answered first."""
    logs.configure(level=settings.log_level)
    logs.take_over_libraries(level=settings.log_level)
    app = create_app(settings)
    port_of_figures = settings.metrics_port
    figures = beside(app, host=settings.metrics_host, port=port_of_figures) if port_of_figures else None
    Server(configured(app, settings, host=host, port=port), when_ready, figures, app.state.streams).run()


def configured(app: FastAPI, settings: Settings, *, host: str, port: int) -> uvicorn.Config:
    """Return how uvicorn serves it: with our patience, trusting only the proxies that are named."""
    patience = Patience(headers=settings.headers_seconds, body=settings.body_seconds)
    return uvicorn.Config(
        abandonable(app),
        host=host,
        port=port,
        http=partial(Receiving, patience, TurningAway(app.state.limits, app.state.figures)),  # type: ignore[arg-type]  # whatever makes a protocol will do
        log_config=None,
        interface="asgi3",
        ws="none",
        access_log=False,
        server_header=False,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=list(settings.trusted_proxies),
        timeout_keep_alive=5,
        timeout_graceful_shutdown=20,
    )
