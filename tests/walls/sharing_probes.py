"""What each person may write of whom she asked to help with a complaint, and of what she shares of a plan."""

from collections.abc import Iterator, Mapping
from uuid import uuid4

from tests.conftest import WEDNESDAY
from tests.walls.cast import DAY
from tests.walls.plan_rows import plan_id
from tests.walls.probes import Probe
from tests.walls.rows import TWIN
from tests.walls.write_probes import DONE, REFUSED, Writes

_BY_ADE, _BY_SAM = {"involvement_id": "maya by ade"}, {"involvement_id": "maya by sam"}
_ADVOCATE = {"helper": "advocate"}
# (who, of which request, what is different, the answer)
HELPING: tuple[tuple[str, str, Mapping[str, object], object], ...] = (
    ("maya", "complaint", {}, DONE),
    ("maya", "complaint", _ADVOCATE | _BY_ADE, DONE),
    ("maya", "complaint", _ADVOCATE | _BY_SAM, REFUSED),
    ("maya", "comment", {}, REFUSED),
    ("maya", "complaint", {"asked_at": WEDNESDAY - DAY}, REFUSED),
    ("maya", "complaint", {"council_id": TWIN}, REFUSED),
    ("maya", "complaint", {"young_person_id": "jay"}, REFUSED),
    ("m1", "complaint", {}, REFUSED),
    ("cleo", "complaint", {}, REFUSED),
    ("ruth", "complaint", {}, REFUSED),
    ("ade", "complaint", _ADVOCATE | _BY_ADE, REFUSED),
)
# (who, what is different, the answer)
SHARING: tuple[tuple[str, Mapping[str, object], object], ...] = (
    ("maya", {}, DONE),
    ("maya", _BY_SAM, REFUSED),
    ("maya", {"shared_at": WEDNESDAY - DAY}, REFUSED),
    ("maya", {"council_id": TWIN}, REFUSED),
    ("maya", {"young_person_id": "jay"}, REFUSED),
    ("m1", {}, REFUSED),
    ("sam", {}, REFUSED),
    ("ruth", {}, REFUSED),
    ("ade", {}, REFUSED),
)
TAKEN_BACK = {"complaint_helpers": {"maya": 2, "m1": 0, "cleo": REFUSED, "ruth": REFUSED, "ade": REFUSED},
              "plan_shares": {"maya": 1, "m1": 0, "sam": REFUSED, "ruth": REFUSED, "ade": REFUSED}}  # fmt: skip


class SharingWrites(Writes):
    """Makes these probes for one world whose rows have names."""

    def probes(self) -> Iterator[Probe]:
        yield from self._helping()
        yield from self._sharing()
        yield from self._taking_back()

    def _helping(self) -> Iterator[Probe]:
        """Ask somebody to help with a complaint: she alone, freshly signed in, now, here."""
        for who, row, different, answer in HELPING:
            usual: dict[str, object] = {
                "id": uuid4(), "young_person_id": "maya", "request_id": self._row("requests", row),
                "helper": "rights_team", "involvement_id": None, "asked_at": WEDNESDAY,
            }  # fmt: skip
            given = self._named(usual | dict(different))
            yield self._insert(who, "complaint_helpers", f"asks for help with {row} {dict(different)}", answer, **given)

    def _sharing(self) -> Iterator[Probe]:
        """Share a part of a plan: she alone, freshly signed in, now, here, with her advocate."""
        for who, different, answer in SHARING:
            usual: dict[str, object] = {
                "id": uuid4(), "young_person_id": "maya", "plan_id": plan_id(self._world, "maya"), "section": "home",
                "involvement_id": "maya by ade", "shared_at": WEDNESDAY,
            }  # fmt: skip
            given = self._named(usual | dict(different))
            yield self._insert(who, "plan_shares", f"shares a plan {dict(different)}", answer, **given)

    def _taking_back(self) -> Iterator[Probe]:
        for relation, answers in TAKEN_BACK.items():
            back = f"update kept.{relation} set ended_at = %(at)s"  # noqa: S608
            for who, answer in answers.items():
                says = f"{who} takes back what she said in {relation}"
                yield Probe(who, relation, says, back, {"at": WEDNESDAY}, answer)
            then = {"at": WEDNESDAY - DAY}
            yield Probe("maya", relation, f"maya took it back yesterday in {relation}", back, then, REFUSED)

    def _named(self, given: Mapping[str, object]) -> dict[str, object]:
        """Put ids in the place of the names of whom and by what."""
        by = given["involvement_id"]
        return {
            **given,
            "young_person_id": self._id(given["young_person_id"]),
            "involvement_id": self._row("involvements", str(by)) if by else None,
        }
