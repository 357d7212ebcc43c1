"""Codes and refresh tokens in the database: claimed by one statement, so that of many at once one succeeds."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, exists, select, update
from sqlmodel import col

from api.database import Writes
from api.statements import Read, Write
from models.accounts import Account, AccountState
from models.apps import App, hash_of
from models.base import NOW, Shape, columns_of
from models.consents import AppCode, Consent, RefreshToken
from models.sessions import Session, WhyEnded


class Family(Shape):
    """An app's session, while it stands and its young person agrees. All its refresh tokens are of one family.

    `agreed` is what she agreed to in this session, `scopes` what the app may have of her now, in whichever she did.
    """

    id: UUID
    account_id: UUID
    consent_id: UUID
    key: str
    proved_at: datetime | None
    scopes: list[str]
    agreed: list[str]

    @property
    def may(self) -> frozenset[str]:
        return frozenset(self.agreed) & frozenset(self.scopes)


class Giver(Shape):
    """The session in which a young person said yes, while it stands and she still agrees."""

    device: str
    proved_at: datetime | None
    scopes: list[str]


class Spent(Shape):
    """A refresh token that was used."""

    session_id: UUID
    used_at: datetime
    tap: bytes | None
    salt: bytes | None


class Begun(Shape):
    begun_id: UUID


_THIS_CODE = (col(AppCode.code_hash) == bindparam("word"), col(AppCode.app_id) == bindparam("app"))
_THIS_TOKEN = (col(RefreshToken.token_hash) == bindparam("word"), col(RefreshToken.app_id) == bindparam("app"))
CLAIM_CODE = Write(
    update(AppCode)
    .where(
        *_THIS_CODE,
        col(AppCode.used_at).is_(None),
        col(AppCode.ends_at) > NOW,
    )
    .values(used_at=NOW)
    .returning(*(col(getattr(AppCode, name)) for name in (
        "id", "young_person_id", "consent_id", "session_id", "redirect_uri", "scopes", "challenge", "key"
    )))
)  # fmt: skip
BEGIN = Write(update(AppCode).where(col(AppCode.id) == bindparam("which")).values(begun_id=bindparam("begun")))
BEGUN = Read(
    Begun,
    select(col(AppCode.begun_id)).where(
        *_THIS_CODE,
        col(AppCode.begun_id).is_not(None),
    ),
)
CLAIM_TOKEN = Write(
    update(RefreshToken)
    .where(
        *_THIS_TOKEN,
        col(RefreshToken.used_at).is_(None),
        col(RefreshToken.ends_at) > NOW,
    )
    .values(used_at=NOW, tap=bindparam("tap"), salt=bindparam("salt"))
    .returning(col(RefreshToken.session_id))
)
SPENT = Read(
    Spent,
    select(*columns_of(RefreshToken, Spent)).where(
        *_THIS_TOKEN,
        col(RefreshToken.used_at).is_not(None),
    ),
)
FRESH = Write(
    select(col(RefreshToken.id)).where(
        col(RefreshToken.token_hash) == bindparam("word"), col(RefreshToken.used_at).is_(None)
    )
)
_agrees = (col(Consent.council_id) == col(Session.council_id)) & col(Consent.withdrawn_at).is_(None)
_active = (
    (col(Account.council_id) == col(Session.council_id))
    & (col(Account.id) == col(Session.account_id))
    & (col(Account.state) == AccountState.active)
)
# What an app held when it was stopped stays worth nothing, also when it is let in again; so does what it got without
# proving a key, once it has to. A machine's token is bound to a key by itself.
as_the_admin_says = ~exists().where(
    col(App.council_id) == col(Session.council_id),
    col(App.id) == col(Session.app_id),
    (col(App.stopped_at) >= col(Session.started_at))
    | (col(App.proves_key) & (col(Session.key) == "") & col(Session.consent_id).is_not(None)),
)
FAMILY = Read(
    Family,
    select(
        *columns_of(Session, Family, but=("scopes", "agreed")),
        col(Consent.scopes),
        col(RefreshToken.scopes).label("agreed"),
    )
    .join(Consent, _agrees & (col(Consent.id) == col(Session.consent_id)))
    .join(Account, _active)
    .join(
        RefreshToken,
        (col(RefreshToken.council_id) == col(Session.council_id)) & (col(RefreshToken.session_id) == col(Session.id)),
    )
    .where(col(RefreshToken.token_hash) == bindparam("word"), col(Session.ended_at).is_(None), as_the_admin_says),
)
GIVER = Read(
    Giver,
    select(col(Session.device), col(Session.proved_at), col(Consent.scopes))
    .join(Consent, _agrees & (col(Consent.id) == bindparam("consent")))
    .join(Account, _active)
    .where(col(Session.id) == bindparam("which"), col(Session.ended_at).is_(None)),
)
END = Write(
    update(Session)
    .where(col(Session.id) == bindparam("which"), col(Session.ended_at).is_(None), col(Session.app_id).is_not(None))
    .values(ended_at=NOW, why_ended=bindparam("why"))
)


async def end_what_it_became(db: Writes, word: str, app: UUID) -> None:
    """End the session that a code became, since somebody uses it once more."""
    for each in await db.all(BEGUN(word=hash_of(word), app=app)):
        await db.send(END, which=each.begun_id, why=WhyEnded.reused)
