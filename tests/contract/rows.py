"""The rows that calls are about: those of the story, and those that were made since in the same place."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any
from uuid import UUID

EVERY = 5  # one address in five is about something else, and one cursor in five is made up
FRESH = 6  # of those made since: the newest are still in the state in which they were made


class Rows:
    """Knows for each operation what it can be about."""

    def __init__(self) -> None:
        self._told: dict[str, Mapping[str, str]] = {}
        self._place: dict[str, str] = {}  # of what was made, the address that it was posted to
        self._made: dict[str, list[str]] = defaultdict(list)
        self._cursors: dict[str, str] = {}
        self._turns: Counter[str] = Counter()

    def tell(self, operation: str, parameters: Mapping[str, str]) -> None:
        """Take note of what a call of the story was about."""
        self._told[operation] = parameters

    def remember(self, operation: str, address: str, status: int, told: Any) -> None:  # noqa: ANN401
        """Take note of what a call has made, and of where a page ended."""
        if status == 201 and isinstance(told, dict) and "id" in told:
            place = address.partition("?")[0]
            self._place[told["id"]] = place
            self._made[place].append(told["id"])
        if isinstance(told, dict) and told.get("next_cursor"):
            self._cursors[operation] = told["next_cursor"]

    def into(self, operation: str, parameters: dict[str, Any]) -> dict[str, Any]:
        """Put rows into an address, mostly."""
        self._turns[operation] += 1
        if self._turns[operation] % EVERY == 0:
            return parameters
        for name, value in parameters.items():
            known = self._known(operation, name)
            if known and _well_formed(name, value):
                parameters[name] = known[self._turns[operation] % len(known)]
        return parameters

    def onward(self, operation: str, query: dict[str, Any]) -> dict[str, Any]:
        """Put a cursor that we were given in the place of one that was made up, mostly."""
        if isinstance(query.get("cursor"), str) and operation in self._cursors:
            self._turns[f"{operation}?"] += 1
            if self._turns[f"{operation}?"] % EVERY:
                query["cursor"] = self._cursors[operation]
        return query

    def _known(self, operation: str, name: str) -> list[str]:
        first = self._told.get(operation, {}).get(name)
        if first is None:
            return []
        return self._made[self._place[first]][-FRESH:] if first in self._place else [first]


def _well_formed(name: str, value: object) -> bool:
    """Say whether a row may stand there instead: what was to be refused has to stay as it is."""
    if not name.endswith("_id"):
        return name == "slug" and bool(re.fullmatch("[a-z][a-z0-9-]*", str(value)))
    try:
        return bool(UUID(str(value)))
    except ValueError:
        return False
