"""Settings, all from the environment, read once at the start. Every one has a default that suits a laptop."""

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """`demo` is a laptop with invented councils: its tokens are handed out by `kept token`.

    Only there is `owner_url` known, the login of the owner of the tables: it moves the clock and puts the data back.
    """

    database_url: str
    issuer: str
    signing_key: Path
    context_key: Path
    pool_size: int = 8
    headers_seconds: float = 10
    body_seconds: float = 10
    demo: bool = False
    owner_url: str = ""


def migrate_url() -> str | None:
    """Return where the owner of the tables signs in; unset where `kept run` starts its own server."""
    return os.environ.get("KEPT_MIGRATE_DATABASE_URL")


def from_environment(*, database_url: str = "", home: Path, demo: bool = False, owner_url: str = "") -> Settings:
    """Read the settings. `home` is where keys are kept when no file is named."""
    given = os.environ
    return Settings(
        database_url=database_url,
        issuer=given.get("KEPT_ISSUER", "http://localhost:8000"),
        signing_key=Path(given.get("KEPT_SIGNING_KEY_FILE", home / "signing-key.pem")),
        context_key=Path(given.get("KEPT_CONTEXT_KEY_FILE", home / "context.key")),
        pool_size=int(given.get("KEPT_POOL_SIZE", "8")),
        headers_seconds=float(given.get("KEPT_HEADERS_SECONDS", "10")),
        body_seconds=float(given.get("KEPT_BODY_SECONDS", "10")),
        demo=demo,
        owner_url=owner_url,
    )


def named_home() -> Path | None:
    """Return the folder for keys and the embedded database, if one is named."""
    home = os.environ.get("KEPT_HOME")
    return Path(home) if home else None


def council_database() -> str | None:
    """Return the council's own PostgreSQL, if one is named."""
    return os.environ.get("KEPT_DATABASE_URL")
