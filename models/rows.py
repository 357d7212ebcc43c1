"""Rows by their columns, for those who write thousands at a time: an object of the table costs twenty times as much."""

from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from rules.kinds import AdvocatePurpose, Kind

Row = dict[str, Any]


class AnyRequest(Protocol):
    """A request, of which whoever looks at it has read at least so much."""

    @property
    def council_id(self) -> UUID: ...
    @property
    def id(self) -> UUID: ...
    @property
    def young_person_id(self) -> UUID: ...
    @property
    def kind(self) -> Kind: ...
    @property
    def purpose(self) -> AdvocatePurpose | None: ...
    @property
    def team_id(self) -> UUID: ...
    @property
    def taker_id(self) -> UUID | None: ...
    @property
    def due_at(self) -> datetime: ...
