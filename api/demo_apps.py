"""Two apps that the invented councils have let in: one that can keep no secret and one that can, to be tried out with.

Their names and the secret are known to everybody, so they exist in a demonstration alone.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlmodel import SQLModel

from api.council_files import CouncilFile
from api.database import Writes
from api.statements import Write, rows_of
from auth.scopes import SCOPES, by_default
from models.apps import App, AppKind, AppState, hash_of
from models.consents import Consent
from rules.clocks import local

SECRET = "kept_secret_of_the_demonstration"  # noqa: S105  everybody may know it
LIFE = timedelta(days=700)
ADDRESSES = ["http://127.0.0.1/callback", "http://[::1]/callback", "https://planpal.example/callback"]
LET_IN = {"northshire": "maya", "eastvale": "noor"}
KNOWN = Write(rows_of(App).select().with_only_columns(rows_of(App).c.id))


async def let_in(file: CouncilFile, db: Writes) -> None:
    """Let both apps in where they are not yet; one young person has let one of them in already."""
    if not await db.rows(KNOWN):
        for row in _rows(file, db.now):
            await db.add(row)


def _rows(file: CouncilFile, now: datetime) -> Iterator[SQLModel]:
    modest = sorted(by_default(SCOPES))
    yield _app(file, "Plan Pal", AppKind.public, modest, now)
    board = _app(file, "Care Board", AppKind.confidential, [each.value for each in SCOPES], now)
    yield board
    who = file.account(LET_IN.get(file.council.slug, ""))
    if who:
        scopes = ["people:read", "plans:read", "reviews:read"]
        yield Consent(
            council_id=file.council_id,
            id=file.id_of("consent", board.name),
            young_person_id=who[0],
            app_id=board.id,
            scopes=scopes,
            given_at=now,
            changed_at=now,
        )


def _app(file: CouncilFile, name: str, kind: AppKind, scopes: list[str], now: datetime) -> App:
    return App(
        council_id=file.council_id,
        id=file.id_of("app", name),
        name=name,
        about="Shows you your plans and your people. It is made up, to try things out.",
        developer="The people who make Kept",
        contact="hello@planpal.example",
        privacy_notice="https://planpal.example/privacy",
        kind=kind,
        redirect_uris=ADDRESSES,
        scopes=scopes,
        allowed=scopes,
        secret_hash=None if kind is AppKind.public else hash_of(SECRET),
        state=AppState.approved,
        asked_at=now,
        ends_on=local(now + LIFE).date(),
    )
