"""What the database holds of a council, as loading its file needs it."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlmodel import SQLModel

from api.council_proofreading import Known
from api.database import Writes
from api.statements import Write, rows_of, values_of
from models.councils import Council, CouncilState
from models.involvements import Involvement
from models.plans import Plan, PlanVersion
from models.teams import Team
from models.workers import Job, Worker
from models.young_people import YoungPerson

Row = dict[str, Any]
Rows = Mapping[tuple[object, ...], Row]


class Held:
    """What the database holds of this council."""

    def __init__(self, tables: dict[type[SQLModel], Rows]) -> None:
        self.tables = tables
        self._involvements = defaultdict[object, list[Row]](list)
        for row in tables[Involvement].values():
            self._involvements[row["young_person_id"], row["worker_id"], row["role"]].append(row)

    @property
    def known(self) -> Known:
        councils, involvements = self.tables[Council].values(), self.tables[Involvement].values()
        ids: dict[str, type[SQLModel]] = {"teams": Team, "staff": Worker, "young_people": YoungPerson}
        return Known(
            demo=all(council["demo"] for council in councils),
            ids={section: {row["id"] for row in self.tables[table].values()} for section, table in ids.items()},
            jobs={row["id"]: Job(row["job"]) for row in self.tables[Worker].values()},
            mains={
                row["young_person_id"]: (row["worker_id"], row["role"])
                for row in involvements
                if row["main"] and row["ended_at"] is None
            },
            versions={(row["plan_id"], row["version"]): row["id"] for row in self.tables[PlanVersion].values()},
            plans={(row["young_person_id"], row["kind"]): row["id"] for row in self.tables[Plan].values()},
        )

    @property
    def serves(self) -> bool:
        return any(each["state"] == CouncilState.open for each in self.tables[Council].values())

    @property
    def young_people(self) -> Collection[tuple[object, ...]]:
        return self.tables[YoungPerson].keys()

    @property
    def names(self) -> dict[UUID, str]:
        return {each["id"]: each["first_name"] for each in self.tables[Worker].values()}

    def like(self, row: SQLModel) -> Row | None:
        """Return the row that this one is about: by its key, or what a manager wrote of the same worker and time."""
        said = values_of(row)
        found = self.tables[type(row)].get(tuple(said[column.name] for column in rows_of(type(row)).primary_key))
        if found is None and isinstance(row, Involvement):
            same = self._involvements[row.young_person_id, row.worker_id, row.role]
            return next((each for each in same if _overlap(row, each)), None)
        return found


def _overlap(said: Involvement, there: Row) -> bool:
    begins_before = there["ended_at"] is None or said.started_at < there["ended_at"]
    return begins_before and (said.ended_at is None or said.ended_at > there["started_at"])


async def all_rows(table: type[SQLModel], db: Writes) -> Rows:
    """Return every row of a table that the loader sees, by its key."""
    rows = await db.rows(_all_of(table))
    return {tuple(row[column.name] for column in rows_of(table).primary_key): row for row in rows}


@cache
def _all_of(table: type[SQLModel]) -> Write:
    return Write(select(rows_of(table)))
