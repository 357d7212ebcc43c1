"""Logs: one JSON object a line, an allow-list of keys, and so never a word, a name or an id of a young person."""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

ALLOWED = frozenset(
    {"event", "level", "timestamp", "method", "route", "status", "ms", "trace_id", "error", "port", "version"}
)


def only_allowed(_logger: object, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Drop whatever is not on the list: what nobody thought of is not logged."""
    return {key: value for key, value in event.items() if key in ALLOWED}


class KindOnly(logging.Filter):
    """Let a library name the kind of an error, never what it says: a database quotes what it refuses."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(
                type(each).__name__ if isinstance(each, BaseException) else each for each in record.args
            )
        record.exc_info = record.exc_text = None
        return True


def configure(*, level: int = logging.INFO) -> None:
    """Send our own lines to standard error; keep the libraries to their warnings, without their values."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            only_allowed,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    for chatty in ("psycopg", "psycopg.pool", "sqlalchemy", "asyncio", "uvicorn.access"):
        logging.getLogger(chatty).setLevel(logging.CRITICAL)
    # Even where somebody lets the driver speak again.
    for quoting in ("psycopg", "psycopg.pool"):
        logging.getLogger(quoting).addFilter(KindOnly())
