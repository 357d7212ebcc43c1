"""One round trip: statements sent together, each prepared once on its connection, and one wait for all they answer.

The driver's own pipeline sends each statement by itself and looks at the socket before and after; here all go in one
piece. Values go as text without a type, so that a statement is prepared once whatever it is given: the database knows
its own types.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from secrets import token_hex
from typing import Any, Protocol

from psycopg import AsyncConnection, OperationalError
from psycopg.abc import PQGen
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import InvalidSqlStatementName, error_from_result
from psycopg.generators import fetch_many, send
from psycopg.pq import ConnStatus, ExecStatus
from psycopg.pq.abc import PGresult
from psycopg.rows import DictRow

MOST_PREPARED = 200
# What the server tells of its own accord about a session, whenever it changes.
_TOLD = (
    b"client_encoding", b"DateStyle", b"default_transaction_read_only", b"IntervalStyle", b"search_path",
    b"standard_conforming_strings", b"TimeZone",
)  # fmt: skip
_PLACE = re.compile(r"%\((\w+)\)s")


@dataclass(frozen=True, slots=True, eq=False)
class Sql:
    """A statement as the database reads it, and the names of what it is given, in order."""

    text: bytes
    names: tuple[str, ...]

    @classmethod
    def of(cls, named: str) -> "Sql":
        """Take a statement that names its values as the driver does: %(so)s."""
        names = tuple(dict.fromkeys(_PLACE.findall(named)))
        numbers = {name: number for number, name in enumerate(names, 1)}
        return cls(_PLACE.sub(lambda at: f"${numbers[at[1]]}", named).replace("%%", "%").encode(), names)


Said = tuple[Sql, Mapping[str, object]]


class Due(Protocol):
    """What has to be said before anything else, and to be heard before anything else."""

    def said(self) -> Sequence[Said]: ...
    def heard(self, found: Sequence[list[DictRow]]) -> None: ...


class Connection(AsyncConnection[DictRow]):
    """A connection on which several things are said in one breath."""

    def __init__(self, *given: Any, **more: Any) -> None:  # noqa: ANN401  what the driver makes a connection of
        super().__init__(*given, **more)
        self._names: dict[Sql, bytes] = {}
        self._columns: dict[Sql, list[str]] = {}
        self._transformer = Transformer(self)
        self._began_with = self._told()

    def is_as_it_began(self) -> bool:
        """Say, without asking the server, whether nobody has changed how this session reads what it is told."""
        return self._told() == self._began_with

    def _told(self) -> list[bytes | None]:
        return [self.pgconn.parameter_status(name) for name in _TOLD]

    async def say(self, *said: Said, due: Due | None = None) -> list[list[DictRow]]:
        """Run the statements in order and return the rows of each; at the first error the rest is left undone.

        What is `due` goes before them and stands by itself: it is kept whatever becomes of them, and is heard first.
        """
        async with self.lock:
            parts = [part for part in (due.said() if due else (), said) if part]
            given = [[(sql, self._written(sql, values)) for sql, values in part] for part in parts]
            try:
                found = await self.wait(self._exchange(given))
                if due and len(parts) > 1:
                    due.heard(self._rows_of(*found[0]))
                return self._rows_of(*found[-1])
            except InvalidSqlStatementName as gone:
                self._names.clear()
                raise OperationalError("The database has forgotten what was prepared.") from gone

    def _rows_of(self, steps: Sequence["Step"], answers: Sequence[PGresult]) -> list[list[DictRow]]:
        _raise_the_first(answers, len(steps))
        ran = [(step, answer) for step, answer in zip(steps, answers, strict=True) if isinstance(step, Sql)]
        return [self._rows(sql, answer) for sql, answer in ran]

    def _written(self, sql: Sql, values: Mapping[str, object]) -> Sequence[Any]:
        """Write the values down before anything is sent: one that cannot be written stops everything."""
        return self._transformer.dump_sequence([values[name] for name in sql.names], [PyFormat.TEXT] * len(sql.names))

    def _exchange(self, parts: Sequence[Sequence["Written"]]) -> PQGen[list["Heard"]]:
        """Send all parts in one piece; each stands or falls by itself."""
        self.pgconn.enter_pipeline_mode()
        try:
            waiting = [self._part(part) for part in parts]
            yield from send(self.pgconn)
            heard = []
            for steps in waiting:
                answers = yield from self._heard(len(steps))
                heard.append((steps, answers))
        finally:
            if self.pgconn.status == ConnStatus.OK:
                self.pgconn.exit_pipeline_mode()
        for steps, answers in heard:
            self._remember(steps, answers)
        return heard

    def _part(self, said: Sequence["Written"]) -> list["Step"]:
        steps = [*self._forget(), *self._send(said)]
        self.pgconn.pipeline_sync()
        return steps

    def _forget(self) -> Iterator["Step"]:
        """Give up what was not said for longest, so that a connection's memory has an end."""
        while len(self._names) > MOST_PREPARED:
            sql = next(iter(self._names))
            self.pgconn.send_query_params(b"deallocate " + self._names.pop(sql), None)
            yield None

    def _send(self, said: Sequence["Written"]) -> Iterator["Step"]:
        """Hand all of it to the driver; yield what each answer to come will be about."""
        new: dict[Sql, bytes] = {}
        for sql, values in said:
            name = self._known(sql) or new.get(sql)
            if name is None:
                name = new[sql] = _new_name()
                self.pgconn.send_prepare(name, sql.text)
                yield sql, name
            self.pgconn.send_query_prepared(name, values)
            yield sql

    def _known(self, sql: Sql) -> bytes | None:
        name = self._names.pop(sql, None)
        if name:
            self._names[sql] = name
        return name

    def _heard(self, number: int) -> PQGen[list[PGresult]]:
        """Return the answers, fewer if the server hung up."""
        answers: list[PGresult] = []
        for _ in range(number):
            answers += yield from fetch_many(self.pgconn)
        yield from fetch_many(self.pgconn)
        return answers

    def _remember(self, waiting: Sequence["Step"], answers: Sequence[PGresult]) -> None:
        for step, answer in zip(waiting, answers, strict=False):
            if isinstance(step, tuple) and answer.status == ExecStatus.COMMAND_OK:
                sql, name = step
                self._names[sql] = name

    def _rows(self, sql: Sql, result: PGresult) -> list[DictRow]:
        if result.status != ExecStatus.TUPLES_OK:
            return []
        names = self._columns.get(sql)
        if names is None:
            names = self._columns[sql] = [str(result.fname(i), "utf-8") for i in range(result.nfields)]  # type: ignore[arg-type]
        self._transformer.set_pgresult(result)
        return self._transformer.load_rows(0, result.ntuples, lambda row: dict(zip(names, row, strict=False)))


# What an answer is about: a statement that ran, one that was prepared under a name, or one that was given up.
Step = Sql | tuple[Sql, bytes] | None
Written = tuple[Sql, Sequence[Any]]
Heard = tuple[list[Step], list[PGresult]]


def _new_name() -> bytes:
    """Return a name that nobody can guess: nobody puts a statement of theirs in the place of ours."""
    return b"kept_" + token_hex(8).encode()


def _raise_the_first(answers: Sequence[PGresult], wanted: int) -> None:
    for answer in answers:
        if answer.status == ExecStatus.FATAL_ERROR:
            raise error_from_result(answer)
    if len(answers) < wanted:
        raise OperationalError("The server has hung up.")
