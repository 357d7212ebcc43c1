"""A change of worker as a young person is told it: who comes, who goes, as what, from when, and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from models.base import Shape
from models.because import Because
from models.involvements import CONFIDENTIAL, InvolvementRole
from models.words import plural, say
from rules.changes import Why
from rules.clocks import local, named


@dataclass(frozen=True, slots=True)
class Change:
    """Somebody comes, somebody goes, or one takes the place of the other. Names are first names.

    `at` is nothing where somebody who was to come never does.
    """

    role: InvolvementRole
    at: datetime | None
    comes: str | None = None
    goes: str | None = None
    why: Why | None = None
    words: str | None = None

    @classmethod
    def by(cls, said: Because, role: InvolvementRole, at: datetime | None, **who: str | None) -> Self:
        """Take the reason from what somebody said."""
        return cls(role, at, why=said.why, words=said.words, **who)

    @property
    def secret(self) -> bool:
        return self.role in CONFIDENTIAL

    def kept(self) -> dict[str, Any]:
        """Return it as the columns of a notice."""
        same = {"role": self.role, "why": self.why, "words": self.words, "happened_at": self.at}
        return same | {"who": self.comes, "instead_of": self.goes}

    def says(self, told_at: datetime) -> str:
        """Say it, and why; where nobody wrote down why, say that. Their own words stand apart."""
        names = {"who": self.comes, "instead_of": self.goes, "role": say(f"changes.roles.{self.role}")}
        when = named(local(self.at).date()) if self.at else None
        return " ".join([say(f"changes.{self._key(told_at)}", **names, when=when), *self._reasons()])

    def _key(self, told_at: datetime) -> str:
        if self.at is None:
            return "not_coming"
        key = "instead" if self.comes and self.goes else "comes" if self.comes else "goes"
        return f"{key}_later" if self.at > told_at else key

    def _reasons(self) -> Iterable[str]:
        if self.why:
            yield say(f"changes.why.{self.why}", who=self.goes or say("changes.before"))
        elif not self.words:
            yield say("changes.untold")


class ChangesOfARole(Shape):
    """How often somebody in that role stopped being there in the last twelve months."""

    role: InvolvementRole
    role_in_words: str
    count: int
    says: str

    @classmethod
    def told(cls, counted: dict[str, int]) -> list[Self]:
        """Tell those that there were, the roles by name."""
        return [cls._of(InvolvementRole(role), count) for role, count in sorted(counted.items())]

    @classmethod
    def _of(cls, role: InvolvementRole, count: int) -> Self:
        words = say(f"changes.roles.{role}")
        says = say(f"changes.counted.{plural({'count': count})}", count=count, role=words)
        return cls(role=role, role_in_words=words, count=count, says=says)
