"""One module per resource: what comes in, the table and its verbs, what goes out."""

from models import (
    accounts,
    councils,
    covers,
    history,
    idempotency_keys,
    involvements,
    plans,
    promises,
    ratings,
    reports,
    requests,
    reviews,
    teams,
    timeline,
    workers,
    young_people,
)

__all__ = [
    "accounts",
    "councils",
    "covers",
    "history",
    "idempotency_keys",
    "involvements",
    "plans",
    "promises",
    "ratings",
    "reports",
    "requests",
    "reviews",
    "teams",
    "timeline",
    "workers",
    "young_people",
]
