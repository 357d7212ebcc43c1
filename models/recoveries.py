"""Recoveries: an account was opened by an invite once more. What was secret before waits for a confirmation."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, bindparam, func, update
from sqlmodel import col

from models.base import NOW, AboutAYoungPerson, Shape, belongs


class Recovery(AboutAYoungPerson, table=True):
    """Until the children's rights team has asked her, nobody can say whose hands the account is in."""

    __tablename__ = "recoveries"
    __table_args__ = (
        belongs("young_person_id", "young_people"),
        belongs("invite_id", "invites"),
        belongs("confirmed_by_id", "accounts"),
        Index("ix_recoveries_young_person", "council_id", "young_person_id"),
    )

    invite_id: UUID
    recovered_at: datetime
    confirmed_at: datetime | None = None
    confirmed_by_id: UUID | None = None


class RecoveriesConfirmed(Shape):
    """How often they had come in anew since the last confirmation; none where there was nothing to confirm."""

    confirmed: int


CONFIRM = (
    update(Recovery)
    .where(col(Recovery.young_person_id) == bindparam("whose"), col(Recovery.confirmed_at).is_(None))
    .values(confirmed_at=NOW, confirmed_by_id=func.walls.me())
    .returning(col(Recovery.id))
)
