"""Apps as a developer registers one, as the council's admin decides on it, and as a young person sees hers."""

from datetime import date, datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import Field as Limits
from pydantic import StringConstraints, model_validator
from sqlalchemy import bindparam, case, func, select, update
from sqlmodel import col

from models.apps import App, AppKind, AppState, OfAnApp
from models.base import NOW, Ask, Line, Shape, columns_of
from models.consents import Consent
from models.councils import Slug
from models.sessions import Session, WhyEnded
from rules.apps import LONGEST, may_receive

MOST = 100
_SAFE = r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+"
Contact = Annotated[str, StringConstraints(max_length=200, pattern=rf"^{_SAFE}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$")]
Page = Annotated[str, StringConstraints(max_length=LONGEST, pattern=r"^https://[a-z0-9.-]+(/[!-~]*)?$")]
Address = Annotated[str, StringConstraints(max_length=LONGEST, pattern=r"^[!-~]+$")]
ScopeName = Annotated[str, StringConstraints(max_length=100, pattern=r"^[a-z-]+:[a-z-]+$")]
Scopes = Annotated[list[ScopeName], Limits(min_length=1, max_length=100)]


class AppAsk(Ask):
    """An app asks to be let in by a council. Young people read `name`, `about` and `developer`.

    A `system` is a machine of the council's own: it has no address to come back to, and never acts for a person.
    """

    council: Slug
    name: Line
    about: Line
    developer: Line
    contact: Contact
    privacy_notice: Page
    kind: AppKind
    redirect_uris: Annotated[list[Address], Limits(max_length=10, default_factory=list)]
    scopes: Scopes

    @model_validator(mode="after")
    def has_somewhere_to_go(self) -> Self:
        if bool(self.redirect_uris) == (self.kind is AppKind.system) or not all(map(may_receive, self.redirect_uris)):
            raise ValueError("addresses to come back to")
        return self


class AppRegistered(Shape):
    """What an app needs to know of itself. `client_secret` is shown now and never again; a public app has none."""

    id: UUID
    client_id: str
    client_secret: str | None
    state: AppState


class AppApproval(Ask):
    """Let an app ask young people for these scopes, until the end of a day. `proves_key`: it must use DPoP.

    What it got without a proof is worth nothing then.
    """

    scopes: Scopes
    ends_on: date
    proves_key: bool = False


class AppForAdmin(OfAnApp):
    """An app as the council's admin sees it."""

    kind: AppKind
    redirect_uris: list[str]
    scopes: list[str]
    allowed: list[str]
    proves_key: bool
    state: AppState
    asked_at: datetime
    decided_at: datetime | None
    ends_on: date | None


class Apps(Shape):
    """The apps of a council, those that wait for an answer first."""

    items: list[AppForAdmin]


class AppToDecide(Shape):
    id: UUID
    kind: AppKind
    scopes: list[str]
    state: AppState
    account_id: UUID | None


class MyAppFound(OfAnApp):
    state: AppState
    ends_on: date | None
    scopes: list[str]
    given_at: datetime
    changed_at: datetime
    sessions: int


class ScopeOfMine(Shape):
    """One thing that an app can see or do, ready to show."""

    scope: str
    says: str


class MyApp(OfAnApp):
    """An app that I let in. `sessions` counts where it is signed in; `works` is whether it can do anything now."""

    works: bool
    ends_on: date | None
    scopes: list[ScopeOfMine]
    given_at: datetime
    changed_at: datetime
    sessions: int


class MyApps(Shape):
    """The apps that I let in, the newest first."""

    items: list[MyApp]


class Narrowing(Ask):
    """What an app may still do."""

    scopes: Scopes


class AppSentAway(Shape):
    """In how many places it was signed out, and what that means."""

    ended: int
    says: str


_open = (
    select(func.count())
    .select_from(Session)
    .where(
        col(Session.council_id) == col(Consent.council_id),
        col(Session.consent_id) == col(Consent.id),
        col(Session.ended_at).is_(None),
    )
    .scalar_subquery()
)
_of_app = (*OfAnApp.model_fields, "state", "ends_on")
_of_consent: list[Any] = [Consent.scopes, Consent.given_at, Consent.changed_at]
MINE = (
    select(*(col(getattr(App, name)) for name in _of_app), *_of_consent, _open.label("sessions"))
    .join(App, (col(App.council_id) == col(Consent.council_id)) & (col(App.id) == col(Consent.app_id)))
    .where(col(Consent.young_person_id) == bindparam("me"), col(Consent.withdrawn_at).is_(None))
    .order_by(col(Consent.given_at).desc(), col(App.id))
    .limit(MOST)
)
ONE_OF_MINE = MINE.where(col(App.id) == bindparam("which"))
HELD = (
    select(col(Consent.id), col(Consent.scopes), col(Consent.changed_at))
    .where(
        col(Consent.young_person_id) == bindparam("me"),
        col(Consent.app_id) == bindparam("which"),
        col(Consent.withdrawn_at).is_(None),
    )
    .with_for_update()
)
NARROW = update(Consent).where(col(Consent.id) == bindparam("which")).values(scopes=bindparam("scopes"), changed_at=NOW)
WITHDRAW = update(Consent).where(col(Consent.id) == bindparam("which")).values(withdrawn_at=NOW, changed_at=NOW)
SIGN_OUT = (
    update(Session)
    .where(col(Session.consent_id) == bindparam("which"), col(Session.ended_at).is_(None))
    .values(ended_at=NOW, why_ended=WhyEnded.withdrawn)
    .returning(col(Session.id))
)
_first = case((col(App.state) == AppState.asked, 0), else_=1)
ALL = select(*columns_of(App, AppForAdmin)).order_by(_first, col(App.asked_at).desc(), col(App.id)).limit(MOST)
TO_DECIDE = select(*columns_of(App, AppToDecide)).where(col(App.id) == bindparam("which")).with_for_update()
ONE = select(*columns_of(App, AppForAdmin)).where(col(App.id) == bindparam("which"))
_decided = (
    update(App)
    .where(col(App.id) == bindparam("which"))
    .values(state=bindparam("state"), decided_at=NOW, decided_by_id=bindparam("by"))
)
APPROVE = _decided.values(
    allowed=bindparam("allowed"),
    ends_on=bindparam("ends_on"),
    proves_key=bindparam("proves_key"),
    account_id=bindparam("account_id"),
)
STOP = _decided.values(stopped_at=NOW)
