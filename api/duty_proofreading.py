"""What is wrong with the rota in a council's file, beyond the shape of each row."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol
from uuid import UUID

from api.council_said import DutyShiftSaid, StaffSaid
from models.base import Ask
from models.workers import Job


class Planned(Protocol):
    """The part of a council's file that is read here."""

    @property
    def staff(self) -> Sequence[StaffSaid]: ...
    @property
    def duty_shifts(self) -> Sequence[DutyShiftSaid]: ...
    def id_of(self, what: str, key: str) -> UUID: ...


def duty_wrongs(file: Planned, known: Mapping[UUID, Job]) -> Iterator[tuple[Ask, tuple[str, ...], str]]:
    """Yield each shift that stands here twice, or that is of somebody who would not see what cannot wait."""
    jobs = {each.key: each.job for each in file.staff}
    names = Counter(each.name for each in file.duty_shifts)
    for each in file.duty_shifts:
        if names[each.name] > 1:
            yield each, (), "The same shift again."
        job = jobs.get(each.worker) or known.get(file.id_of("account", each.worker))
        if job and job is not Job.duty_worker:
            yield each, ("worker",), "Only a duty worker can be on duty."
