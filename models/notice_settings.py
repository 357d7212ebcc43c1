"""Whether and how a young person is told outside the app, and when it is quiet. Until she chooses, nothing leaves."""

from datetime import time
from typing import Annotated, Any
from uuid import UUID

from pydantic import StrictBool, StringConstraints, field_serializer
from sqlalchemy import ARRAY, Text, Uuid, and_, bindparam, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Field, col

from models.accounts import Account, AccountState
from models.base import Ask, OfACouncil, Shape, belongs, columns_of
from models.workers import Worker
from models.young_people import YoungPerson
from rules.deliveries import MessageChannel, Quiet, Reached

_QUIET = Quiet()
# The local part is anything that can be typed; the rest is a name that a mail server can look up.
EmailAddress = Annotated[
    str, StringConstraints(max_length=254, pattern=r"^[!-?A-~]{1,64}@([A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,63}$")
]
Clock = Annotated[str, StringConstraints(max_length=5, pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]


class NoticeSetting(OfACouncil, table=True):
    """What one young person chose. Its id is hers."""

    __tablename__ = "notice_settings"
    __table_args__ = (belongs("id", "young_people"),)

    by_text: bool = False
    by_email: bool = False
    by_push: bool = False
    also_secrets: bool = False
    email: str | None = Field(default=None, sa_type=Text)
    quiet_from: time = _QUIET.begins
    quiet_until: time = _QUIET.ends


class NoticeSettingsAsk(Ask):
    """Whether and how I am told that something new is in the app. `email` is needed for telling me by e-mail.

    A text goes to the number at which it is safe to contact me. Times are London's; the same twice is no quiet at all.
    With `also_secrets` I am told of what only I can see, too: of an advocate, a complaint, a cry for help.
    """

    by_text: StrictBool
    by_email: StrictBool
    by_push: StrictBool
    also_secrets: StrictBool = False
    email: EmailAddress | None = None
    quiet_from: Clock = f"{_QUIET.begins:%H:%M}"
    quiet_until: Clock = f"{_QUIET.ends:%H:%M}"

    @property
    def values(self) -> dict[str, object]:
        hours = {name: time.fromisoformat(getattr(self, name)) for name in ("quiet_from", "quiet_until")}
        return self.model_dump() | hours


class NoticeSettings(Shape):
    """Whether and how I am told. `ways` are those that my council has, `sent` is every word that leaves the app.

    `about_secrets` is to be shown beside the choice of `also_secrets`.
    """

    by_text: bool
    by_email: bool
    by_push: bool
    also_secrets: bool
    about_secrets: str
    email: str | None
    quiet_from: str
    quiet_until: str
    ways: list[MessageChannel]
    push_key: str | None
    sent: str


class SettingsFound(Shape):
    """What she chose, as it is kept."""

    by_text: bool
    by_email: bool
    by_push: bool
    also_secrets: bool
    email: str | None
    quiet_from: time
    quiet_until: time

    @field_serializer("quiet_from", "quiet_until")
    def _clock(self, at: time) -> str:
        return f"{at:%H:%M}"


class SafeToTell(Shape):
    """What of her safe contact decides whether she may be told by a way."""

    safe_number: str | None
    never_leave_message: bool


class YoungReached(Shape):
    """A young person, as far as it needs to be known to tell her."""

    id: UUID
    language: str
    safe_number: str | None
    never_leave_message: bool
    by_text: bool | None
    by_email: bool | None
    by_push: bool | None
    also_secrets: bool | None
    email: str | None
    quiet_from: time | None
    quiet_until: time | None

    @property
    def reached(self) -> Reached:
        """Return how she is reached. Who is never to be left a message is never sent one that others could find."""
        found = not self.never_leave_message
        quiet = Quiet(self.quiet_from, self.quiet_until) if self.quiet_from and self.quiet_until else _QUIET
        return Reached(
            number=self.safe_number if found and self.by_text else None,
            email=self.email if found and self.by_email else None,
            devices=bool(self.by_push),
            secrets=bool(self.also_secrets),
            quiet=quiet,
        )


class StaffReached(Shape):
    """A member of staff, at the address of their work."""

    id: UUID
    email: str | None

    @property
    def reached(self) -> Reached:
        return Reached(email=self.email)


MY_SETTINGS = select(*columns_of(NoticeSetting, SettingsFound))
SAFE_TO_TELL = select(*columns_of(YoungPerson, SafeToTell))
_of_hers = and_(col(NoticeSetting.council_id) == YoungPerson.council_id, col(NoticeSetting.id) == YoungPerson.id)
_hers = and_(col(Account.council_id) == YoungPerson.council_id, col(Account.id) == YoungPerson.id)
_theirs = and_(col(Account.council_id) == Worker.council_id, col(Account.id) == Worker.id)
_stands = col(Account.state) == AccountState.active
_people: Any = bindparam("people", type_=ARRAY(Uuid()))
_CHOSEN = ("by_text", "by_email", "by_push", "also_secrets", "email", "quiet_from", "quiet_until")
YOUNG_ONES = (
    select(*columns_of(YoungPerson, YoungReached, but=_CHOSEN), *(getattr(NoticeSetting, name) for name in _CHOSEN))
    .join(Account, _hers)
    .join(NoticeSetting, _of_hers, isouter=True)
    .where(col(YoungPerson.id) == func.any(_people), _stands)
)
STAFF_TO_TELL = (
    select(*columns_of(Worker, StaffReached)).join(Account, _theirs).where(col(Worker.id) == func.any(_people), _stands)
)
_keep = insert(NoticeSetting).values({name: bindparam(name) for name in ("council_id", "id", *_CHOSEN)})
KEEP_SETTINGS = _keep.on_conflict_do_update(
    index_elements=["council_id", "id"], set_={name: _keep.excluded[name] for name in _CHOSEN}
)
