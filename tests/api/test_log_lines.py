"""What a line of a log can hold, whoever writes it."""

import io
import json
import logging

import structlog

from api.logs import ALLOWED, OneLine, only_allowed

WORDS = "zQ8-my-carer-hurts-me"


def library_line(message: object, *values: object, broke: bool = False) -> dict[str, str]:
    """Return the line that a library's record becomes."""
    problem = ValueError(WORDS)
    error = (ValueError, problem, problem.__traceback__) if broke else None
    record = logging.LogRecord("some.library", logging.ERROR, __file__, 1, message, values, error)
    line: dict[str, str] = json.loads(OneLine().format(record))
    return line


def test_a_key_that_is_not_on_the_list_is_not_written() -> None:
    printed = io.StringIO()
    log = structlog.wrap_logger(
        structlog.PrintLogger(printed), processors=[only_allowed, structlog.processors.JSONRenderer()]
    )

    log.info("answered", status=200, young_person=WORDS, path=f"/v1/{WORDS}", about=WORDS)

    assert json.loads(printed.getvalue()) == {"event": "answered", "status": 200}


def test_a_library_says_its_fixed_text_and_none_of_the_values() -> None:
    line = library_line("error in %s: %r", "the pool", WORDS)

    assert line["event"] == "error in %s: %r"
    assert WORDS not in json.dumps(line)
    assert line.keys() <= ALLOWED


def test_a_library_that_put_the_values_in_itself_says_only_its_name() -> None:
    line = library_line(f"cannot read {WORDS}")

    assert (line["event"], line["logger"]) == ("said", "some.library")


def test_of_what_broke_the_kind_is_said_and_never_the_words() -> None:
    assert library_line("it broke", broke=True)["error"] == "ValueError"
    assert library_line(OSError(WORDS))["error"] == "OSError"
    assert WORDS not in json.dumps([library_line("it broke", broke=True), library_line(OSError(WORDS))])


def test_a_text_that_no_log_can_hold_is_still_a_line() -> None:
    assert library_line("cut \ud800 off: %s", WORDS)["event"] == "cut ? off: %s"
