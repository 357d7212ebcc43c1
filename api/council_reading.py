"""A council's file as plain text, and the line that each thing stands on: one YAML file, or a folder of CSV files.

Everything is text: whether `no` is a name or an answer, and `17:00` a time or a number, is for whoever knows what
belongs there. What is empty was left out.
"""

import csv
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
NOTHING = ("", "~", "null")
NOT_YAML = "This is not YAML: look at colons, quotes and indentation here."
NOT_UTF8 = "This is not UTF-8. In Excel, save it as `CSV UTF-8`."

Place = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, order=True)
class Wrong:
    """One thing to mend. It never says more of a row than its key."""

    file: str
    line: int
    says: str

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}: {self.says}"


class WrongFile(ValueError):
    """A file with something to mend. Nothing of it was loaded."""

    def __init__(self, wrongs: Collection[Wrong]) -> None:
        self.wrongs = sorted(set(wrongs))
        to_mend = "\n".join(f"  {wrong}" for wrong in self.wrongs)
        super().__init__(f"Nothing was loaded. To mend first ({len(self.wrongs)}):\n{to_mend}")


@dataclass(slots=True)
class Document:
    """What stands in a file: `content` is sections of rows, `places` says where each stands."""

    name: str
    content: dict[str, Any] = field(default_factory=dict)
    places: dict[Place, tuple[str, int]] = field(default_factory=dict)
    wrongs: list[Wrong] = field(default_factory=list)

    def wrong(self, place: Place, says: str) -> Wrong:
        """Point at a place; what has no line of its own stands on the line of what it is in."""
        while place and place not in self.places:
            place = place[:-1]
        return Wrong(*self.places.get(place, (self.name, 1)), says)


def read(path: Path, columns: Mapping[str, Collection[str]]) -> Document:
    """Read a file or a folder. `columns` names the sections and what a row of each may have."""
    if path.is_dir():
        return _folder(path, columns)
    if not path.is_file():
        raise ValueError("There is no such file.")
    document = Document(path.name)
    try:
        _Tree(document).read(yaml.compose(path.read_text(encoding="utf-8"), Loader=LOADER))
    except UnicodeDecodeError:
        document.wrongs.append(Wrong(path.name, 1, NOT_UTF8))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        document.wrongs.append(Wrong(path.name, mark.line + 1 if mark else 1, NOT_YAML))
    return document


class _Tree:
    """Reads YAML's nodes, which know their lines."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._seen: set[int] = set()

    def read(self, node: yaml.Node | None) -> None:
        content = self._value(node, ()) if node else None
        if isinstance(content, dict):
            self._document.content = content
        elif not self._document.wrongs:
            self._document.wrongs.append(Wrong(self._document.name, 1, "There is no council in here."))

    def _value(self, node: yaml.Node, place: Place) -> Any:  # noqa: ANN401  as deep as the file
        self._document.places.setdefault(place, self._here(node))
        if id(node) in self._seen:
            self._wrong(node, "Write it out: a reference to another place is not read.")
            return None
        self._seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, place)
        if isinstance(node, yaml.SequenceNode):
            return [self._value(each, (*place, number)) for number, each in enumerate(node.value)]
        empty = isinstance(node, yaml.ScalarNode) and not node.style and node.value in NOTHING
        return None if empty else node.value

    def _mapping(self, node: yaml.MappingNode, place: Place) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else ""
            if name in found:
                self._wrong(key, "The same field stands here twice.")
            self._document.places[*place, name] = self._here(key)
            found[name] = self._value(value, (*place, name))
        return {name: value for name, value in found.items() if value is not None}

    def _here(self, node: yaml.Node) -> tuple[str, int]:
        return self._document.name, node.start_mark.line + 1

    def _wrong(self, node: yaml.Node, says: str) -> None:
        self._document.wrongs.append(Wrong(*self._here(node), says))


def _folder(folder: Path, columns: Mapping[str, Collection[str]]) -> Document:
    document = Document("council.csv")
    for file in sorted(folder.glob("*.csv")):
        if file.stem in columns:
            document.places[file.stem,] = (file.name, 1)
            document.content[file.stem] = _rows(file, columns[file.stem], document)
        else:
            known = ", ".join(f"{section}.csv" for section in columns)
            document.wrongs.append(Wrong(file.name, 1, f"This is none of the files: {known}."))
    council = document.content.get("council")
    if council is not None:
        if len(council) != 1:
            document.wrongs.append(Wrong("council.csv", 1, "There must be one row: the council."))
        document.content["council"] = council[0] if council else {}
        document.places["council",] = ("council.csv", 2)
    return document


def _rows(file: Path, known: Collection[str], document: Document) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = []
    try:
        with file.open(encoding="utf-8-sig", newline="") as opened:
            table = csv.reader(opened, strict=True)
            heading = _heading(file.name, next(table, []), known, document)
            line = table.line_num + 1
            for cells in table:
                if any(cells):
                    document.places[file.stem, len(rows)] = (file.name, line)
                    rows.append(_row(cells, heading, document.places[file.stem, len(rows)], document))
                line = table.line_num + 1
    except UnicodeDecodeError:
        document.wrongs.append(Wrong(file.name, 1, NOT_UTF8))
    except csv.Error:
        document.wrongs.append(Wrong(file.name, len(rows) + 2, "This is not CSV: look at the quotes here and above."))
    return rows


def _heading(file: str, cells: list[str], known: Collection[str], document: Document) -> list[str]:
    """Return what the columns are. An unknown heading is not repeated: it may be a row that lost its headings."""
    heading = [cell.strip() for cell in cells]
    for number, name in enumerate(heading, start=1):
        if name not in known:
            says = f"Column {number} has a heading that we do not know. There may be: {', '.join(known)}."
            document.wrongs.append(Wrong(file, 1, says))
        elif name in heading[: number - 1]:
            document.wrongs.append(Wrong(file, 1, f"Column {number} has the heading of an earlier one."))
    return [name if name in known else "" for name in heading]


def _row(cells: list[str], heading: list[str], where: tuple[str, int], document: Document) -> dict[str, str]:
    if len(cells) > len(heading):
        document.wrongs.append(Wrong(*where, "This row has more cells than there are headings."))
    named = zip(heading, (cell.strip() for cell in cells), strict=False)
    return {name: cell for name, cell in named if name and cell}
