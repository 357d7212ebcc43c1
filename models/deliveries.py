"""What left the service, or is to: one row for a notice and a way. Not a word of what the notice is about is in it."""

from datetime import datetime
from enum import StrEnum
from typing import Any, Self
from uuid import UUID, uuid5

from sqlalchemy import CheckConstraint, Index, Text, and_, bindparam, cast, exists, or_, select, text, tuple_, update
from sqlalchemy.orm import aliased
from sqlmodel import Field, col

from models.base import NOW, OfACouncil, Shape, belongs, columns_of, one_of
from models.notices import Notice
from rules.deliveries import FINAL, Fate, MessageChannel, Trouble, next_try

OPEN = (Fate.waiting, Fate.trying)


class MessageFor(StrEnum):
    """Whom it is for, and no more than that."""

    young_person = "young_person"
    staff = "staff"


class Delivery(OfACouncil, table=True):
    """One notice by one way. Its id follows from both, and is what the other side knows it by: a double is known."""

    __tablename__ = "deliveries"
    __table_args__ = (
        belongs("notice_id", "notices"),
        belongs("recipient_id", "accounts"),
        belongs("subscription_id", "push_subscriptions"),
        one_of("audience", MessageFor),
        one_of("channel", MessageChannel),
        one_of("state", Fate),
        one_of("problem", Trouble),
        CheckConstraint("(state in ('waiting', 'trying')) = (settled_at is null)", name="settled_or_open"),
        CheckConstraint("(channel = 'push') = (subscription_id is not null)", name="push_to_a_device"),
        CheckConstraint("tries >= 0", name="tries"),
        Index("ix_deliveries_made", "council_id", "made_at", "id"),
        Index(
            "ix_deliveries_due",
            *("council_id", "channel", "next_try_at"),
            postgresql_where=text("state in ('waiting', 'trying')"),
        ),
        Index("ix_deliveries_recipient", "council_id", "recipient_id"),
        Index("ix_deliveries_notice", "council_id", "notice_id"),
    )

    notice_id: UUID
    recipient_id: UUID
    subscription_id: UUID | None = None
    audience: MessageFor = Field(sa_type=Text)
    channel: MessageChannel = Field(sa_type=Text)
    secret: bool
    state: Fate = Field(default=Fate.waiting, sa_type=Text)
    tries: int = 0
    problem: Trouble | None = Field(default=None, sa_type=Text)
    made_at: datetime
    next_try_at: datetime
    settled_at: datetime | None = None

    @classmethod
    def of(
        cls,
        told: "ToTell",
        audience: MessageFor,
        channel: MessageChannel,
        device: UUID | None,
        times: tuple[datetime, datetime],
    ) -> Self:
        """Let a notice leave by one way; `times` are now, and when it may be tried."""
        made_at, next_try_at = times
        return cls(
            council_id=told.council_id,
            id=uuid5(told.id, f"{channel}:{device or ''}"),
            notice_id=told.id,
            recipient_id=told.recipient_id,
            subscription_id=device,
            audience=audience,
            channel=channel,
            secret=told.secret,
            made_at=made_at,
            next_try_at=next_try_at,
        )


class ToTell(Shape):
    """A notice of which nothing has left yet."""

    council_id: UUID
    id: UUID
    recipient_id: UUID
    secret: bool
    show_from: datetime
    read_at: datetime | None


class Claimed(Shape):
    """One that is to be sent now."""

    id: UUID
    recipient_id: UUID
    subscription_id: UUID | None
    audience: MessageFor
    secret: bool
    state: Fate
    tries: int
    made_at: datetime
    read_at: datetime | None

    @property
    def unsure(self) -> bool:
        """Say whether it may have left already, with a process that ended before it could say so."""
        return self.state is Fate.trying

    def after(self, problem: Trouble | None, now: datetime) -> tuple[Fate, datetime | None]:
        """Return what becomes of it after a try, and when it is tried again."""
        if problem is None:
            return Fate.sent, None
        again = None if problem in FINAL else next_try(self.made_at, self.tries + 1, now)
        return (Fate.waiting, again) if again else (Fate.given_up, None)


class DeliveryShown(Shape):
    """What became of one message that left, or is to. It names nobody, and nothing that is a secret is among these."""

    id: UUID
    audience: MessageFor
    channel: MessageChannel
    state: Fate
    tries: int
    problem: Trouble | None
    made_at: datetime
    next_try_at: datetime | None
    settled_at: datetime | None


class Deliveries(Shape):
    """Messages that left, or are to, the newest first."""

    items: list[DeliveryShown]
    next_cursor: str | None


class DeliveryFound(DeliveryShown):
    """A delivery as it is kept."""

    next_try_at: datetime

    def shown(self) -> DeliveryShown:
        later = self.next_try_at if self.state in OPEN else None
        return DeliveryShown(**self.model_dump() | {"next_try_at": later})


_place = tuple_(col(Delivery.made_at), col(Delivery.id))
_state = cast(bindparam("state"), Text)
LIST = (
    select(*columns_of(Delivery, DeliveryFound))
    .where(
        or_(_state.is_(None), col(Delivery.state) == _state),
        _place < tuple_(bindparam("before"), bindparam("before_id")),
    )
    .order_by(col(Delivery.made_at).desc(), col(Delivery.id).desc())
    .limit(bindparam("rows"))
)
TO_TELL = (
    select(*columns_of(Notice, ToTell))
    .where(col(Notice.left_at).is_(None), col(Notice.show_from) <= NOW)
    .order_by(col(Notice.show_from), col(Notice.id))
    .limit(bindparam("rows"))
    .with_for_update(skip_locked=True)
)
CLAIM = (
    select(*columns_of(Delivery, Claimed, but=("read_at",)), col(Notice.read_at))
    .join(Notice, and_(col(Notice.council_id) == Delivery.council_id, col(Notice.id) == Delivery.notice_id))
    .where(
        col(Delivery.channel) == bindparam("channel"),
        col(Delivery.state).in_(OPEN),
        col(Delivery.next_try_at) <= NOW,
    )
    # Staff first: they are few, and one of them may be called to what cannot wait.
    .order_by(col(Delivery.audience) != MessageFor.staff, col(Delivery.next_try_at), col(Delivery.id))
    .limit(bindparam("rows"))
    .with_for_update(skip_locked=True, of=Delivery)
)
_newer: Any = aliased(Delivery)
# One that waits says the same as a newer one that waits: the newer alone is sent. What is no secret never gives way to
# what is one, or whoever reads the list could tell.
REPLACE = (
    update(Delivery)
    .where(
        col(Delivery.channel) == bindparam("channel"),
        col(Delivery.state) == Fate.waiting,
        exists(
            select(_newer.id).where(
                col(_newer.council_id) == Delivery.council_id,
                col(_newer.recipient_id) == Delivery.recipient_id,
                col(_newer.channel) == Delivery.channel,
                col(_newer.subscription_id).is_not_distinct_from(col(Delivery.subscription_id)),
                col(_newer.state) == Fate.waiting,
                tuple_(col(_newer.made_at), col(_newer.id)) > tuple_(col(Delivery.made_at), col(Delivery.id)),
                or_(~col(_newer.secret), col(Delivery.secret)),
            )
        ),
    )
    .values(state=Fate.not_needed, settled_at=NOW)
)
