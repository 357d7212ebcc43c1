"""Every policy is needed as it is: drop it, turn it round, open it or leave a hat out, and some probe goes red."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import pytest

from tests.walls.clones import run
from tests.walls.probes import Probe
from tests.walls.stage import Stage


@dataclass(frozen=True)
class Policy:
    """A policy as the catalogue tells it."""

    relation: str
    name: str
    permissive: bool
    roles: Sequence[str]
    using: str | None
    check: str | None
    guarded: Sequence[
        str
    ]  # those of its roles that have any right on the relation: for the others it has nothing to do

    @property
    def wide(self) -> bool:
        return {self.using, self.check} <= {"true", None}

    def altered(self, change: Callable[[str], str]) -> str:
        parts = [
            f"using ({change(self.using)})" if self.using else "",
            f"with check ({change(self.check)})" if self.check else "",
        ]
        return f"alter policy {self.name} on kept.{self.relation} {' '.join(parts)}"

    def mutants(self) -> Iterator["Mutant"]:
        yield Mutant(self, "dropped", f"drop policy {self.name} on kept.{self.relation}")
        yield Mutant(self, "turned round", self.altered(lambda said: f"not coalesce({said}, false)"))
        if self.using and self.check:
            yield Mutant(
                self, "turned round in what it lets be written", replace(self, using=None).altered("not ({})".format)
            )
        if not self.wide:
            yield Mutant(self, "opened", self.altered(lambda _: "true"))
        for role in self.guarded if len(self.roles) > 1 else ():
            others = ", ".join(each for each in self.roles if each != role)
            yield Mutant(self, f"without {role}", f"alter policy {self.name} on kept.{self.relation} to {others}", role)


@dataclass(frozen=True)
class Mutant:
    policy: Policy
    how: str
    statement: str
    role: str = ""

    def __str__(self) -> str:
        return f"{self.policy.relation}.{self.policy.name} {self.how}"

    def near(self, probes: Sequence[Probe]) -> Sequence[Probe]:
        """Return the probes that can notice: those of the same hats; of the same relation first."""
        roles = (self.role,) if self.role else self.policy.roles
        able = [each for each in probes if each.hat in roles or "kept_context" in roles]
        return sorted(able, key=lambda each: each.relation != self.policy.relation)


# Mutants that change nothing that anybody could ever notice, each with the reason.
_SECOND = "a second lock: the door asks for the request, whose own wall asks for the council (see the last test)"
_CALLERS = "advocate complaints_officer duty_worker participation_officer rights_officer triage"
_READERS = (
    "advocate complaints_officer duty_worker manager participation_officer reviewing_officer rights_officer worker"
)
_COUNTING = "team_figures own_figures"
_THEMSELVES = "a manager is one of their own team, for whom another door is there"
_NO_WRITER = "no hat may write here, so what it lets be written is never asked"
_NO_RIGHT = "her hat has no right here at all; the wall is for the day when it is given one (see the last test)"
_SEALED = "nobody here came in anew since anything was written: tests/walls/test_sealed.py tries each of these"
_RENEWED = "nobody here is past the ten minutes that a directory gives: tests/web/test_staff.py tries it"
_SEALABLE = (
    "alarms",
    "complaint_helpers",
    "history",
    "introductions",
    "looks",
    "notices",
    "plan_shares",
    "requests",
)
_WITH_APPS = "nobody here comes with an app: tests/routers/test_apps.py and test_my_apps.py do, in every way"
_ASKED_ALREADY = "the helpers that read or move requests ask for calls alone, or for what is open"
_KNOWN = "the wall before it lets a reviewing officer write only for those of hers who know her"
_HERS = "nobody but a young person has a right here, and her wall asks for the council as well"
_HOW = ("dropped", "turned round", "turned round in what it lets be written", "opened")
EQUIVALENT: Mapping[str, str] = {
    "attempts.council_wall dropped": _SECOND,
    "attempts.council_wall opened": _SECOND,
    **{f"attempts.council_wall without kept_{who}": _SECOND for who in f"{_READERS} {_COUNTING} triage".split()},
    **{f"timeline.council_wall without kept_{who}": _SECOND for who in _READERS.split()},
    **{f"young_people.council_wall without kept_{who}": _SECOND for who in _CALLERS.split()},
    **{
        f"{relation}.council_wall without kept_{who}": _SECOND
        for relation in ("steps", "breaches", "calls")
        for who in f"{_READERS} young_person".split()
    },
    "sessions.council_wall without kept_handover": "a second lock: the door asks for the departure (see the last test)",
    "sessions.council_wall without kept_delivery": "a second lock: the door asks for the device (see the last test)",
    "accounts.council_wall without kept_council_admin": "a second lock: the door asks for the app (see the last test)",
    "covers.door_own without kept_manager": _THEMSELVES,
    "covers.door_own_edits without kept_manager": _THEMSELVES,
    "history.council_wall turned round in what it lets be written": _NO_WRITER,
    **{f"withheld_parts.secret_wall {how}": _NO_RIGHT for how in _HOW},
    "reviews.door_reviewing_officer_plans opened": _KNOWN,
    **{f"{relation}.sealed_wall {how}": _SEALED for relation in _SEALABLE for how in ("dropped", "opened")},
    **{f"directory_sessions.door_context {how}": _RENEWED for how in ("dropped", "turned round")},
    **{f"recoveries.door_context {how}": _SEALED for how in ("dropped", "turned round")},
    **{f"{relation}.door_context {how}": _WITH_APPS for relation in ("apps", "consents") for how in _HOW[:2]},
    **{f"plan_receipts.council_wall {how}": _HERS for how in _HOW},
    "plan_views.council_wall turned round in what it lets be written": _HERS,
    "requests.door_context opened": _ASKED_ALREADY,
    "requests.door_context_moves opened": _ASKED_ALREADY,
}


@pytest.fixture(scope="module")
def policies(stage: Stage) -> Sequence[Policy]:
    found = run(
        stage.connection,
        "select tablename, policyname, permissive = 'PERMISSIVE', roles::text[], qual, with_check,"
        " array(select each from unnest(roles::text[]) each"
        " where has_any_column_privilege(each, 'kept.' || tablename, 'select, insert, update'))"
        " from pg_policies where schemaname = 'kept' order by tablename, policyname",
    )
    return [Policy(*row) for row in found]


def test_everyone_is_shown_what_the_page_says_and_may_write_what_it_says(stage: Stage) -> None:
    assert list(stage.red(stage.probes)) == []
    assert len(stage.probes) > 800


def test_every_hat_and_every_relation_is_probed(stage: Stage) -> None:
    pairs = {(probe.hat, probe.relation) for probe in stage.probes}

    assert len(pairs) == 23 * 53


def test_every_mutant_of_every_policy_is_noticed(stage: Stage, policies: Sequence[Policy]) -> None:
    mutants = [mutant for policy in policies for mutant in policy.mutants()]

    survivors = {str(mutant) for mutant in mutants if not _noticed(stage, mutant)}

    assert len(mutants) > 850
    assert survivors == EQUIVALENT.keys()


@pytest.mark.parametrize(
    ("relation", "first"),
    [*((each, "requests") for each in ("attempts", "timeline", "young_people", "steps", "breaches", "calls")),
     ("sessions", "departures"), ("sessions", "push_subscriptions")],
)  # fmt: skip
def test_where_a_wall_is_a_second_lock_it_holds_when_the_first_is_gone(stage: Stage, relation: str, first: str) -> None:
    probes = [each for each in stage.probes if each.relation == relation and isinstance(each.answer, frozenset)]
    with stage.connection.transaction(force_rollback=True):
        run(stage.connection, f"drop policy council_wall on kept.{first}")
        one_gone = list(stage.red(probes))
        run(stage.connection, f"drop policy council_wall on kept.{relation}")
        both_gone = list(stage.red(probes))

    assert one_gone == []
    assert any("foreign" in red for red in both_gone)


def test_what_is_withheld_stays_so_if_her_hat_is_ever_given_a_right_to_it(stage: Stage) -> None:
    (hers,) = [each for each in stage.probes if each.who == "maya" and each.relation == "withheld_parts"
               and isinstance(each.answer, frozenset)]  # fmt: skip
    with stage.connection.transaction(force_rollback=True):
        run(stage.connection, "grant select on kept.withheld_parts to kept_young_person")
        run(stage.connection, "create policy slip on kept.withheld_parts to kept_young_person using (true)")
        given_a_right = list(stage.red([hers]))
        run(stage.connection, "drop policy secret_wall on kept.withheld_parts")
        and_no_wall = list(stage.red([hers]))

    assert given_a_right == []
    assert and_no_wall


def _noticed(stage: Stage, mutant: Mutant) -> str | None:
    with stage.connection.transaction(force_rollback=True):
        run(stage.connection, mutant.statement)
        return next(stage.red(mutant.near(stage.probes)), None)
