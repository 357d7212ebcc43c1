"""Logs: one JSON object a line, an allow-list of keys, and so never a word, a name or an id of a young person."""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any, Final

import structlog
from pydantic_core import to_json

ALLOWED: Final = frozenset(
    {
        *("event", "level", "timestamp", "method", "route", "status", "ms", "trace_id", "error", "port", "version"),
        *("logger", "count"),
    }
)
# Libraries whose lines hold addresses, statements, rows or typed words; the frame writes the one line a request has.
SILENCED: Final = (
    *("psycopg", "psycopg.pool", "sqlalchemy", "asyncio", "uvicorn.access", "httpx", "httpcore"),
    *("notifications_python_client", "requests", "urllib3"),
)
QUOTING: Final = ("psycopg", "psycopg.pool")


def only_allowed(_logger: object, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Drop whatever is not on the list: what nobody thought of is not logged."""
    return {key: value for key, value in event.items() if key in ALLOWED}


def as_json(_logger: object, _name: str, event: MutableMapping[str, Any]) -> bytes:
    return to_json(event, fallback=repr)


class KindOnly(logging.Filter):
    """Let a library name the kind of an error, never what it says: a database quotes what it refuses."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(
                type(each).__name__ if isinstance(each, BaseException) else each for each in record.args
            )
        record.exc_info = record.exc_text = None
        return True


class OneLine(logging.Formatter):
    """A library's line in the form of ours: what the programmer wrote, never the values put into it."""

    def format(self, record: logging.LogRecord) -> str:
        broke = record.exc_info[1] if record.exc_info else record.msg
        error = type(broke).__name__ if isinstance(broke, BaseException) else None
        event = {
            "event": str(record.msg).encode(errors="replace").decode() if record.args else "said",
            "logger": record.name,
            "level": record.levelname.lower(),
            "timestamp": structlog.processors.TimeStamper(fmt="iso", utc=True)(None, "", {})["timestamp"],
            **({"error": error} if error else {}),
        }
        return as_json(None, "", only_allowed(None, "", event)).decode()


def configure(*, level: int = logging.INFO) -> None:
    """Send our own lines to standard error; keep the libraries to their warnings, without their values."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            only_allowed,
            as_json,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.BytesLoggerFactory(sys.stderr.buffer),
        cache_logger_on_first_use=True,
    )
    for chatty in SILENCED:
        logging.getLogger(chatty).setLevel(logging.CRITICAL)
    # Even where somebody lets the driver speak again.
    for quoting in QUOTING:
        logging.getLogger(quoting).addFilter(KindOnly())


def take_over_libraries(*, level: int) -> None:
    """Give every library's line, a warning of Python's among them, the one form; in a process that only serves."""
    spoken = logging.StreamHandler(sys.stderr)
    spoken.setFormatter(OneLine())
    logging.basicConfig(level=max(level, logging.WARNING), handlers=[spoken], force=True)
    logging.captureWarnings(capture=True)
