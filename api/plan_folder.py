"""Plans in a folder of CSV files: a row for each part and each action, put together as a YAML file has them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from api.council_reading import Document, Place, Wrong
from api.plan_files import ActionSaid

_WHOSE = ("young_person", "kind", "version")
_WRITTEN = ("written_by", "written_on")
COLUMNS: dict[str, list[str]] = {
    "plans": [*_WHOSE, *_WRITTEN, "section", "body", "withheld_because"],
    "plan_actions": [*_WHOSE, *(name for name in ActionSaid.model_fields if name != "due_in_days")],
}

Line = tuple[str, int]
Row = dict[str, str]


@dataclass(slots=True)
class _Version:
    """What was read of a version so far; `places` says where each thing of it stands."""

    at: Line
    content: dict[str, Any] = field(default_factory=lambda: {"sections": {}, "withheld": {}, "actions": []})
    places: dict[Place, Line] = field(default_factory=dict)


class Fold:
    """Puts the flat rows of a folder together."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._plans: dict[tuple[str | None, str | None], dict[int, _Version]] = {}

    def fold(self) -> None:
        """Change the rows of both files into plans, each thing keeping the line that it stands on."""
        parts, actions = [list(self._taken(section)) for section in COLUMNS]
        for row, at in parts:
            self._part(row, at)
        for row, at in actions:
            self._action(row, at)
        if self._plans:
            self._document.content["plans"] = [
                self._plan(place, *whose, versions) for place, (whose, versions) in enumerate(self._plans.items())
            ]

    def _taken(self, section: str) -> Iterator[tuple[Row, Line]]:
        for number, row in enumerate(self._document.content.pop(section, [])):
            yield row, self._document.places.pop((section, number))

    def _part(self, row: Row, at: Line) -> None:
        number = self._number(row, at)
        part, body = row.get("section"), row.get("body")
        if not (number and part and body):
            missing = [name for name in ("section", "body") if not row.get(name)]
            self._wrong(at, *(f"`{name}` is missing." for name in missing))
            return
        version = self._plans.setdefault(_whose(row), {}).setdefault(number, _Version(at))
        self._written(version, row, at)
        because = row.get("withheld_because")
        earlier = version.places.get(("sections", part)) or version.places.get(("withheld", part))
        if earlier:
            self._wrong(at, f"This part stands in line {earlier[1]} already.")
        elif because:
            version.content["withheld"][part] = {"because": because, "body": body}
        else:
            version.content["sections"][part] = body
        version.places["withheld" if because else "sections", part] = at

    def _written(self, version: _Version, row: Row, at: Line) -> None:
        """Take over who wrote it and when: in one row of a version, or the same in all."""
        for name in (name for name in _WRITTEN if name in row):
            if version.content.setdefault(name, row[name]) != row[name]:
                self._wrong(at, f"`{name}` is not the same as in line {version.places[name,][1]}.")
            version.places.setdefault((name,), at)

    def _action(self, row: Row, at: Line) -> None:
        number = self._number(row, at)
        if not number:
            return
        version = self._plans.get(_whose(row), {}).get(number)
        if version is None:
            self._wrong(at, "There is no such version in plans.csv.")
            return
        actions = version.content["actions"]
        version.places["actions", len(actions)] = at
        actions.append({name: value for name, value in row.items() if name not in _WHOSE})

    def _number(self, row: Row, at: Line) -> int | None:
        said = row.get("version", "1")
        if said.isascii() and said.isdigit() and int(said) > 0:
            return int(said)
        self._wrong(at, "`version` must be a whole number, 1 or more.")
        return None

    def _plan(
        self, place: int, young_person: str | None, kind: str | None, versions: dict[int, _Version]
    ) -> dict[str, Any]:
        self._document.places["plans", place] = versions[min(versions)].at
        for position, number in enumerate(sorted(versions)):
            here = ("plans", place, "versions", position)
            version = versions[number]
            self._document.places |= {here: version.at} | {(*here, *key): at for key, at in version.places.items()}
            if number != position + 1:
                self._wrong(version.at, f"There is no version {position + 1} of this plan in the folder.")
        whose = {"young_person": young_person, "kind": kind}
        found: dict[str, Any] = {name: value for name, value in whose.items() if value}
        return found | {"versions": [versions[number].content for number in sorted(versions)]}

    def _wrong(self, at: Line, *says: str) -> None:
        self._document.wrongs.extend(Wrong(*at, f"plans: {each}") for each in says)


def _whose(row: Row) -> tuple[str | None, str | None]:
    return row.get("young_person"), row.get("kind")
