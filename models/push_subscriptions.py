"""Where a young person's own devices are reached: what a browser gives to whoever may send it something."""

from base64 import urlsafe_b64decode
from datetime import datetime
from typing import Annotated
from urllib.parse import urlsplit
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric import ec
from pydantic import AfterValidator, StringConstraints
from sqlalchemy import ARRAY, Index, LargeBinary, Text, Uuid, bindparam, exists, func, select, text
from sqlmodel import Field, col

from models.accounts import AccountKey
from models.base import Ask, OfACouncil, Shape, belongs, columns_of
from models.sessions import Session

MOST = 10
_POINT, _SECRET = 65, 16


class PushSubscription(OfACouncil, table=True):
    """One device of one account, while the session stands in which it was added: what is signed out is not told.

    The address is as personal as a phone number.
    """

    __tablename__ = "push_subscriptions"
    __table_args__ = (
        belongs("account_id", "accounts"),
        belongs("session_id", "sessions"),
        Index(
            "uq_push_subscriptions_endpoint",
            *("council_id", "account_id", "endpoint"),
            unique=True,
            postgresql_where=text("ended_at is null"),
        ),
    )

    account_id: UUID
    session_id: UUID
    endpoint: str = Field(sa_type=Text)
    key: bytes = Field(sa_type=LargeBinary)
    secret: bytes = Field(sa_type=LargeBinary)
    made_at: datetime
    ended_at: datetime | None = None

    def end(self, now: datetime) -> None:
        self.ended_at = self.ended_at or now


def _decoded(given: str) -> bytes:
    try:
        return urlsafe_b64decode(given + "=" * (-len(given) % 4))
    except ValueError as wrong:
        raise ValueError("not base64url") from wrong


def _a_point(given: str) -> str:
    """Take a point that is on the curve: anything else could not be spoken to."""
    point = _decoded(given)
    if len(point) != _POINT:
        raise ValueError("not a key")
    ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    return given


def _a_secret(given: str) -> str:
    if len(_decoded(given)) != _SECRET:
        raise ValueError("not a secret")
    return given


def _an_address(given: str) -> str:
    """Take an https address with a name for a host, and nothing that could lead elsewhere."""
    parts = urlsplit(given)
    if parts.scheme != "https" or not parts.hostname or parts.username or parts.password or parts.fragment:
        raise ValueError("not the address of a push service")
    return given


_BASE64URL = r"^[A-Za-z0-9_-]+$"
Endpoint = Annotated[str, StringConstraints(max_length=1000, pattern=r"^https://[!-~]+$"), AfterValidator(_an_address)]
Point = Annotated[str, StringConstraints(max_length=100, pattern=_BASE64URL), AfterValidator(_a_point)]
Secret = Annotated[str, StringConstraints(max_length=30, pattern=_BASE64URL), AfterValidator(_a_secret)]


class PushKeys(Ask):
    """The keys of a device, as `PushSubscription.toJSON()` of a browser has them."""

    p256dh: Point
    auth: Secret


class PushSubscriptionAsk(Ask):
    """A device on which I want to be told, as a browser gives it."""

    endpoint: Endpoint
    keys: PushKeys

    @property
    def host(self) -> str:
        """Return the name and any port, as it is looked for among those that are allowed."""
        return urlsplit(self.endpoint).netloc.lower()

    def row(self, of: AccountKey, session_id: UUID, now: datetime) -> PushSubscription:
        return PushSubscription(
            council_id=of.council_id,
            account_id=of.id,
            session_id=session_id,
            endpoint=self.endpoint,
            key=_decoded(self.keys.p256dh),
            secret=_decoded(self.keys.auth),
            made_at=now,
        )


class Device(Shape):
    """A device on which I am told. Its address is not shown again."""

    id: UUID
    service: str
    made_at: datetime


class Devices(Shape):
    """The devices on which I am told, the newest first."""

    items: list[Device]


class DeviceFound(Shape):
    """A device of mine as it is kept. `stands` while nobody signed it out."""

    id: UUID
    session_id: UUID
    endpoint: str
    key: bytes
    secret: bytes
    made_at: datetime
    stands: bool

    def same(self, asked: PushSubscriptionAsk, session_id: UUID) -> bool:
        keys = _decoded(asked.keys.p256dh), _decoded(asked.keys.auth)
        return self.stands and self.session_id == session_id and (self.key, self.secret) == keys

    def shown(self) -> Device:
        return Device(id=self.id, service=urlsplit(self.endpoint).hostname or "", made_at=self.made_at)


_stands = exists(
    select(col(Session.id)).where(
        col(Session.council_id) == PushSubscription.council_id,
        col(Session.id) == PushSubscription.session_id,
        col(Session.ended_at).is_(None),
    )
)
DEVICES = (
    select(*columns_of(PushSubscription, DeviceFound, but=("stands",)), _stands.label("stands"))
    .where(col(PushSubscription.ended_at).is_(None))
    .order_by(col(PushSubscription.made_at).desc(), col(PushSubscription.id))
)


class DeviceOf(Shape):
    """Where a device is reached, and with what it is spoken to."""

    id: UUID
    account_id: UUID
    endpoint: str
    key: bytes
    secret: bytes


OPEN_DEVICES = select(*columns_of(PushSubscription, DeviceOf)).where(
    col(PushSubscription.ended_at).is_(None),
    _stands,
    col(PushSubscription.account_id) == func.any(bindparam("people", type_=ARRAY(Uuid()))),
)
