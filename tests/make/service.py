"""The service as tests and proofs run it: the real app, its database built from the migrations."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import yaml
from cryptography.hazmat.primitives.asymmetric import ec
from fastapi import FastAPI

from api import embedded, installing, keys
from api.app import create_app
from api.settings import MOST_AT_ONCE, QUOTAS, Settings
from rules.limits import Quotas
from tests.make.outside import in_pem

# Quotas that nobody comes near, as a service reads them from its environment.
WIDE = dict.fromkeys(QUOTAS, str(MOST_AT_ONCE))


def prepared(server: embedded.Server, home: Path) -> Settings:
    """Build the database and return the settings of a service on it; its keys are kept in `home`."""
    settings = Settings(
        database_url=embedded.dsn(server, "kept_api", installing.DATABASE),
        issuer="http://localhost:8000",
        signing_key=home / "signing-key.pem",
        context_key=home / "context.key",
        quotas=Quotas.wide(),
        channels=channels(home),
        stream_seconds=0,
    )
    installing.prepare(server, keys.read_or_make(settings.context_key, keys.new_context_key))
    return settings


def channels(home: Path) -> Path:
    """Write by which ways messages leave: of the invented council one, and no host that there is."""
    (home / "push.pem").write_bytes(in_pem(ec.derive_private_key(7, ec.SECP256R1())))
    push = {"key_file": str(home / "push.pem"), "contact": "mailto:it@northshire.example", "hosts": ["push.example"]}
    file = home / "channels.yaml"
    file.write_text(yaml.safe_dump({"push": push, "councils": {"northshire": {"push": True}}}))
    return file


def owner_of(server: embedded.Server) -> str:
    """Return the login of the owner of the tables."""
    return embedded.dsn(server, "kept_owner", installing.DATABASE)


@asynccontextmanager
async def serving(settings: Settings) -> AsyncIterator[FastAPI]:
    service = create_app(settings)
    async with service.router.lifespan_context(service):
        yield service
