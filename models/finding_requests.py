"""By what requests are found: the order of every queue, and the indexes."""

from collections.abc import Iterator

from sqlalchemy import Index, text

RANK = "case when kind = 'help' then 0 when urgent is not null then 1 when contested then 2 else 3 end"
OPEN = "state in ('waiting', 'taken')"


def indexes() -> Iterator[Index]:
    """Return the indexes, new for each table that is made of them."""
    yield from (
        # With all that a queue is counted by: ten thousand rows are counted without being read.
        Index(
            "ix_requests_queue",
            "council_id",
            "team_id",
            "rank",
            "due_at",
            "id",
            postgresql_where=text(OPEN),
            postgresql_include=["kind", "state", "urgent", "contested", "due_on"],
        ),
        Index("ix_requests_next_look", "council_id", "next_look_at"),
        Index("ix_requests_due", "council_id", "due_at", postgresql_where=text(OPEN)),
        Index("ix_requests_young_person", "council_id", "young_person_id", "asked_at"),
        # Whoever sees an open request sees whose it is: asked for every card of a queue.
        Index("ix_requests_whose", "council_id", "young_person_id", postgresql_where=text(OPEN)),
        Index("ix_requests_taker", "council_id", "taker_id", postgresql_where=text("taker_id is not null")),
        Index("ix_requests_worker", "council_id", "worker_id", postgresql_where=text(OPEN)),
        Index("ix_requests_urgent", "council_id", postgresql_where=text(f"urgent is not null and {OPEN}")),
    )
