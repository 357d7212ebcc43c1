"""The service as tests and proofs run it: the real app, its database built from the migrations."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI

from api import embedded, installing, keys
from api.app import create_app
from api.settings import Settings
from rules.limits import Quotas


def prepared(server: embedded.Server, home: Path) -> Settings:
    """Build the database and return the settings of a service on it; its keys are kept in `home`."""
    settings = Settings(
        database_url=embedded.dsn(server, "kept_api", installing.DATABASE),
        issuer="http://localhost:8000",
        signing_key=home / "signing-key.pem",
        context_key=home / "context.key",
        quotas=Quotas.wide(),
    )
    installing.prepare(server, keys.read_or_make(settings.context_key, keys.new_context_key))
    return settings


def owner_of(server: embedded.Server) -> str:
    """Return the login of the owner of the tables."""
    return embedded.dsn(server, "kept_owner", installing.DATABASE)


@asynccontextmanager
async def serving(settings: Settings) -> AsyncIterator[FastAPI]:
    service = create_app(settings)
    async with service.router.lifespan_context(service):
        yield service
