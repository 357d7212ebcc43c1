"""Whatever a rule says to a young person stands in the catalogue, where it can be translated."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.words import catalogue, say_refusal, speaking

ROOT = Path(__file__).parent.parent.parent
SAYS = {"Refusal", "NotFound", "NotYet", "NotNow", "NotValid", "NotAllowed", "TooSoon", "WrongSecret", "NewWordsWanted"}
# What stands here is raised only where no young person can call: their routes are for staff, or for developers.
FOR_STAFF = {
    "api/rota.py": {"rota_has_gaps"},
    "api/sandbox.py": {"only_forward", "beyond_the_calendar", "real_council_here"},
    "api/changing_workers.py": {"already_has_a_main_worker", "already_involved"},
    "api/her_people.py": {"no_such_worker", "not_for_that_role"},
    "models/introductions.py": {"in_the_future"},
    "models/plan_edits.py": {"no_such_worker"},
    "models/requests.py": {"already_taken"},
    "routers/apps.py": {"not_an_end", "not_for_an_app", "not_in_this_state", "too_many_waiting"},
    "routers/cover.py": {"no_such_worker"},
    "routers/duty_shifts.py": {"not_for_duty", "too_far_apart"},
    "routers/involvements.py": {"still_the_main_worker", "not_for_that_role"},
    "routers/reassigning.py": {"no_such_worker"},
    "routers/reports.py": {"not_counted_yet"},
    "routers/requests.py": {"not_your_hold", "no_such_worker"},
    "routers/staff_plans.py": {"condition_needed", "changed_meanwhile"},
    "routers/staff_reviews.py": {"not_introduced_yet", "review_is_coming"},
    "rules/changes.py": {"nobody_before"},
    "rules/months.py": {"beyond_the_calendar", "too_many_months"},
    "rules/answers.py": {"only_a_talk", "reason_needed", "never_passed_on"},
    "rules/requests.py": {"before_the_asking", "asked_too_long_ago"},
    "rules/reviews.py": {"nothing_to_count_from", "before_the_last_review", "in_the_future"},
}

Said = tuple[str, str, str]


def refusals(*folders: str) -> Iterator[Said]:
    """Yield every refusal in the product: its file, its code and its sentence; none where it is worked out."""
    for path in sorted(each for folder in folders for each in (ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            yield from _refusal(path.relative_to(ROOT).as_posix(), node)


def _refusal(file: str, node: ast.AST) -> Iterator[Said]:
    if not isinstance(node, ast.Call) or not node.args:
        return
    name = getattr(node.func, "id", getattr(node.func, "attr", ""))
    if name in SAYS or (name == "__init__" and file == "rules/errors.py"):
        codes = [each.value for each in node.keywords if each.arg == "code"]
        code = codes[0].value if codes and isinstance(codes[0], ast.Constant) else ""
        if codes:
            yield file, str(code), str(node.args[0].value) if isinstance(node.args[0], ast.Constant) else ""


EVERY = list(refusals("api", "auth", "models", "routers", "rules"))
HERS = [(file, code, said) for file, code, said in EVERY if code and code not in FOR_STAFF.get(file, ())]


@pytest.mark.parametrize(("file", "code", "said"), HERS)
def test_a_refusal_that_can_reach_a_young_person_is_in_the_catalogue(file: str, code: str, said: str) -> None:
    known = set(catalogue()["refusals"].values())

    assert said in known or _from_the_catalogue(file, code), f"{file} ({code}): write it in `refusals` of en.yaml."


def _from_the_catalogue(file: str, code: str) -> bool:
    """Say whether this sentence is taken from the catalogue with `say`: no literal, and no name filled in by hand."""
    return (file, code) == ("models/plans_missing.py", "no_plan_yet")


def test_the_refusals_are_found() -> None:
    assert len(HERS) >= 10
    assert len(EVERY) >= 35


def test_no_exception_outlives_its_reason() -> None:
    raised = {(file, code) for file, code, _ in EVERY}

    assert [(file, code) for file, codes in FOR_STAFF.items() for code in codes if (file, code) not in raised] == []


def test_no_sentence_outlives_its_rule() -> None:
    assert set(catalogue()["refusals"].values()) <= {said for _, _, said in EVERY}


def test_a_rule_that_speaks_english_is_said_from_the_catalogue() -> None:
    with speaking("en"):
        assert say_refusal("We could not find that.") == catalogue()["refusals"]["not_found"]
    assert say_refusal("That month is counted after Friday 12 June.") == "That month is counted after Friday 12 June."
