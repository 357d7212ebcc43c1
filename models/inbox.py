"""Somebody's inbox, as it is read, and the one digest of an hour that is kept for them."""

from typing import Any

from sqlalchemy import bindparam, func, null, select, text, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from models.base import Shape, columns_of
from models.notices import Notice, NoticeFound


class HowMany(Shape):
    unread: int


_place: Any = tuple_(col(Notice.show_from), col(Notice.id))
_changed: Any = func.greatest(col(Notice.show_from), col(Notice.read_at))
INBOX = (
    select(*columns_of(Notice, NoticeFound))
    .where(_changed >= bindparam("changed_since"), _place < tuple_(bindparam("before"), bindparam("before_id")))
    .order_by(col(Notice.show_from).desc(), col(Notice.id).desc())
    .limit(bindparam("rows"))
)
UNREAD = select(func.count().label("unread")).select_from(Notice).where(col(Notice.read_at).is_(None))
ONE_NOTICE = select(*columns_of(Notice, NoticeFound)).where(col(Notice.id) == bindparam("notice_id"))
_DIGEST = (*("council_id", "id", "recipient_id", "kind", "secret", "count", "digest_of", "made_at", "show_from"),)
_digest = insert(Notice).values({name: bindparam(name) for name in _DIGEST})
# One for each person and hour, and one of secrets, whatever number of transactions and processes caught up. One that
# grows is news again.
KEEP_DIGEST = _digest.on_conflict_do_update(
    index_elements=["council_id", "recipient_id", "digest_of", "secret"],
    index_where=text("digest_of is not null"),
    set_={
        "count": col(Notice.count) + _digest.excluded["count"],
        "show_from": func.least(col(Notice.show_from), _digest.excluded["show_from"]),
        "read_at": null(),
    },
)
