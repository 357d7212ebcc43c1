"""Pledges: the catalogue of promises that a council can adopt, each line in our own words, with where it comes from."""

from datetime import date
from pathlib import Path
from typing import Annotated, Self
from uuid import UUID, uuid5

import yaml
from pydantic import Field, model_validator

from models.base import Ask, Line
from models.promises import Promise
from rules.clocks import Basis
from rules.pledges import Audience, Evidence, PromiseKind, Theme

CATALOGUES = Path(__file__).parent.parent / "catalogues"
PLEDGES = CATALOGUES / "pledges"
OWN = CATALOGUES / "own_promise.yaml"

Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,59}$")]


class PledgeLine(Ask):
    line: Key
    theme: Theme
    place: Line
    kind: PromiseKind
    evidence: Evidence | None = None
    audience: Audience
    words: Annotated[str, Field(min_length=1, max_length=500)]

    @model_validator(mode="after")
    def measured_by_evidence(self) -> Self:
        if (self.kind is PromiseKind.measured) != (self.evidence is not None):
            raise ValueError("a measured line names its evidence, and no other does")
        return self


class Pledge(Ask):
    """One version of a pledge. `year` is null where the document bears none."""

    pledge: Key
    version: Annotated[int, Field(ge=1)]
    title: Line
    year: int | None
    basis: Basis
    lines: Annotated[list[PledgeLine], Field(min_length=1)]

    @property
    def source(self) -> str:
        return f"{self.title}, {self.year}" if self.year else self.title

    def has(self, evidence: Evidence) -> bool:
        return any(each.evidence is evidence for each in self.lines)

    def rows(self, council_id: UUID, day: date) -> list[Promise]:
        """Return a council's lines from `day` on. The same version gives the same ids, so that none comes twice."""
        return [
            Promise(
                council_id=council_id,
                id=uuid5(council_id, f"promise:{self.pledge}:{self.version}:{each.line}"),
                pledge=self.pledge,
                version=self.version,
                position=position,
                source=self.source,
                basis=self.basis,
                effective_from=day,
                **each.model_dump(),
            )
            for position, each in enumerate(self.lines, start=1)
        ]


def pledge_of(key: str) -> Pledge:
    """Return the pledge of that name."""
    found = {each.pledge: each for each in pledges()}
    if key not in found:
        raise ValueError(f"There is no pledge {key}. There are: {', '.join(sorted(found))}.")
    return found[key]


def pledges() -> list[Pledge]:
    return [_read(file) for file in sorted(PLEDGES.glob("*.yaml"))]


def own_promise() -> Pledge:
    """Return the call back, which holds in every council whatever its pledge says."""
    return _read(OWN)


def _read(file: Path) -> Pledge:
    return Pledge.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")))
