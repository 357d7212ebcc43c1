"""Settings, all from the environment, read once at the start. `docs/operating/settings.md` is their table."""

import os
from dataclasses import dataclass, field, replace
from pathlib import Path

from rules.limits import Quota, Quotas

# Every variable there is: what it means, and what holds where it is not set.
VARIABLES: dict[str, tuple[str, str]] = {
    "KEPT_DATABASE_URL": ("Where the service signs in to PostgreSQL, as `kept_api`. A secret.", "none"),
    "KEPT_JOBS_DATABASE_URL": ("Where `kept work` signs in, as `kept_jobs`. A secret.", "none"),
    "KEPT_MIGRATE_DATABASE_URL": ("Where `kept migrate` signs in, as `kept_owner`. A secret.", "none"),
    "KEPT_ISSUER": ("The address at which apps reach the service; it stands in every token.", "http://localhost:8000"),
    "KEPT_PASSKEY_NAME": (
        "The name that passkeys are made for. With another name, every passkey there is opens nothing.",
        "the host of `KEPT_ISSUER`",
    ),
    "KEPT_PASSKEY_ORIGINS": (
        "Addresses whose pages may ask for a passkey, with commas.",
        "`KEPT_ISSUER`, without its path",
    ),
    "KEPT_SIGNING_KEY_FILE": ("The private key that signs tokens (P-256, PEM).", "signing-key.pem in `KEPT_HOME`"),
    "KEPT_CONTEXT_KEY_FILE": (
        "The key that seals who is asking, shared with the database.",
        "context.key in `KEPT_HOME`",
    ),
    "KEPT_HOME": ("The folder for keys and for the embedded database.", ".kept"),
    "KEPT_CHANNELS_FILE": (
        "By which ways each council lets messages leave: [channels](channels.md).",
        "the log of the server, and no other",
    ),
    "KEPT_POOL_SIZE": ("The most connections to PostgreSQL, for each process.", "8"),
    "KEPT_HEADERS_SECONDS": ("How long a caller may take to send its headers, or to take the reply.", "10"),
    "KEPT_BODY_SECONDS": ("How long a caller may take to send its body.", "10"),
    "KEPT_STREAM_SECONDS": ("How long a stream of events lasts before its app comes again; 0 is one look.", "300"),
    "KEPT_TRUSTED_PROXIES": ("Addresses of proxies whose `X-Forwarded-*` is believed, with commas.", "none"),
    "KEPT_PERSON_A_MINUTE": ("How many POSTs one person may send in a minute.", "60"),
    "KEPT_APP_A_SECOND": ("How many requests one app may send in a second, in each council.", "50"),
    "KEPT_ADDRESS_A_MINUTE": ("How many POSTs may come from one address in a minute.", "600"),
    "KEPT_DOOR_A_MINUTE": ("How many forms of our own pages may come from one address in a minute.", "600"),
    "KEPT_TOKENS_A_MINUTE": ("How often apps may ask for tokens from one address in a minute.", "1200"),
    "KEPT_DEVICE_A_MINUTE": ("How many forms one browser may send in a minute.", "20"),
    "KEPT_STRANGER_A_MINUTE": ("How many apps may be registered from one address in a minute.", "20"),
    "KEPT_METRICS_PORT": ("The port of `/metrics`.", "no metrics"),
    "KEPT_METRICS_HOST": ("The address on which `/metrics` is served.", "127.0.0.1"),
    "KEPT_LOG_LEVEL": ("`debug`, `info`, `warning` or `error`.", "info"),
    "KEPT_DOCS": ("`on`: browse the contract at `/docs`. Always on in a demonstration.", "off"),
    "KEPT_DEMO": ("`on`: invented councils only, with tokens for anybody.", "off"),
    "KEPT_ENVIRONMENT": ("`development`: `kept serve` starts whatever `kept check-config` finds.", "production"),
}
QUOTAS = {
    "KEPT_PERSON_A_MINUTE": "person",
    "KEPT_APP_A_SECOND": "app",
    "KEPT_ADDRESS_A_MINUTE": "address",
    "KEPT_DOOR_A_MINUTE": "door",
    "KEPT_TOKENS_A_MINUTE": "tokens",
    "KEPT_DEVICE_A_MINUTE": "device",
    "KEPT_STRANGER_A_MINUTE": "stranger",
}
MOST_AT_ONCE = 1_000_000
LEVELS = {"debug": 10, "info": 20, "warning": 30, "error": 40}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """`demo` is a laptop with invented councils: its tokens are handed out by `kept token`.

    Only there is `owner_url` known, the login of the owner of the tables: it moves the clock and puts the data back.
    `jobs_url` is set where the jobs run in the process that serves.
    """

    database_url: str
    issuer: str
    signing_key: Path
    context_key: Path
    pool_size: int = 8
    headers_seconds: float = 10
    body_seconds: float = 10
    stream_seconds: float = 300
    jobs_url: str | None = None
    demo: bool = False
    docs: bool = True
    trusted_proxies: tuple[str, ...] = ()
    quotas: Quotas = field(default_factory=Quotas)
    metrics_port: int | None = None
    metrics_host: str = "127.0.0.1"
    log_level: int = LEVELS["info"]
    owner_url: str = ""
    channels: Path | None = None
    passkey_name: str = ""
    passkey_origins: tuple[str, ...] = ()


def migrate_url() -> str | None:
    """Return where the owner of the tables signs in; unset where `kept run` starts its own server."""
    return _given("KEPT_MIGRATE_DATABASE_URL")


def from_environment(
    *, database_url: str = "", jobs_url: str | None = None, home: Path, demo: bool = False, owner_url: str = ""
) -> Settings:
    """Read the settings. `home` is where keys are kept when no file is named."""
    metrics_port = _given("KEPT_METRICS_PORT")
    demo = demo or _on("KEPT_DEMO")
    return Settings(
        database_url=database_url,
        jobs_url=jobs_url,
        issuer=_given("KEPT_ISSUER") or "http://localhost:8000",
        signing_key=Path(_given("KEPT_SIGNING_KEY_FILE") or home / "signing-key.pem"),
        context_key=Path(_given("KEPT_CONTEXT_KEY_FILE") or home / "context.key"),
        pool_size=_number("KEPT_POOL_SIZE", _given("KEPT_POOL_SIZE") or "8"),
        headers_seconds=_number("KEPT_HEADERS_SECONDS", _given("KEPT_HEADERS_SECONDS") or "10"),
        body_seconds=_number("KEPT_BODY_SECONDS", _given("KEPT_BODY_SECONDS") or "10"),
        stream_seconds=_number("KEPT_STREAM_SECONDS", _given("KEPT_STREAM_SECONDS") or "300"),
        demo=demo,
        docs=demo or _on("KEPT_DOCS"),
        trusted_proxies=_listed("KEPT_TRUSTED_PROXIES"),
        quotas=_quotas(),
        metrics_port=_number("KEPT_METRICS_PORT", metrics_port) if metrics_port else None,
        metrics_host=_given("KEPT_METRICS_HOST") or "127.0.0.1",
        log_level=_level(),
        owner_url=owner_url,
        channels=channels_file(),
        passkey_name=_given("KEPT_PASSKEY_NAME") or "",
        passkey_origins=_listed("KEPT_PASSKEY_ORIGINS"),
    )


def in_development() -> bool:
    """Say whether whoever starts the service has said that this is no production."""
    return _one_of("KEPT_ENVIRONMENT", ("production", "development")) == "development"


def jobs_database() -> str | None:
    """Return where the jobs sign in, as `kept_jobs`."""
    return _given("KEPT_JOBS_DATABASE_URL")


def channels_file() -> Path | None:
    """Return the file that says by which ways messages leave, if one is named."""
    file = _given("KEPT_CHANNELS_FILE")
    return Path(file) if file else None


def named_home() -> Path | None:
    """Return the folder for keys and the embedded database, if one is named."""
    home = _given("KEPT_HOME")
    return Path(home) if home else None


def council_database() -> str | None:
    """Return the council's own PostgreSQL, if one is named."""
    return _given("KEPT_DATABASE_URL")


def _given(name: str) -> str | None:
    """Return what is set, or what stands in the file that NAME_FILE names: so a secret is in no environment."""
    assert name in VARIABLES, f"{name} is not in the table."  # noqa: S101  a mistake of ours
    file = None if name.endswith("_FILE") else os.environ.get(f"{name}_FILE")
    if file:
        return Path(file).read_text(encoding="utf-8").strip()
    return os.environ.get(name)


def _listed(name: str) -> tuple[str, ...]:
    return tuple(each.strip() for each in (_given(name) or "").split(",") if each.strip())


def _quotas() -> Quotas:
    usual = Quotas()
    return replace(usual, **{kept: _quota(name, getattr(usual, kept)) for name, kept in QUOTAS.items()})


def _quota(name: str, usual: Quota) -> Quota:
    most = _number(name, _given(name) or str(usual.most))
    if not 0 < most <= MOST_AT_ONCE:
        raise ValueError(f"{name} is between 1 and {MOST_AT_ONCE}.")
    return replace(usual, most=most)


def _number(name: str, said: str) -> int:
    if not said.isdecimal():
        raise ValueError(f"{name} is not a number.")
    return int(said)


def _on(name: str) -> bool:
    return _one_of(name, ("off", "on")) == "on"


def _level() -> int:
    return LEVELS[_one_of("KEPT_LOG_LEVEL", ("info", *LEVELS))]


def _one_of(name: str, known: tuple[str, ...]) -> str:
    """Return what is set, or the first where nothing is."""
    said = (_given(name) or known[0]).lower()
    if said not in known:
        raise ValueError(f"{name} is one of: {', '.join(dict.fromkeys(known))}.")
    return said
