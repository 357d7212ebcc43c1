"""The catalogue of pledges: complete, in our own words, and easy to read."""

import re
from collections import Counter
from itertools import permutations

import pytest

from models.glossary import glossary
from models.pledges import Pledge, PledgeLine, own_promise, pledge_of, pledges
from models.words import catalogue
from rules.clocks import Basis
from rules.pledges import Audience, Evidence, PromiseKind, Theme
from rules.promises import CHECKS
from tests.catalogues.reading import grade, runs

ALL = [*pledges(), own_promise()]
LINES = [pytest.param(line, id=f"{pledge.pledge}:{line.line}") for pledge in ALL for line in pledge.lines]

COUNTS = {
    "bath-and-north-east-somerset": 54,
    "care-leavers-charter": 7,
    "leicestershire": 7,
    "northamptonshire": 11,
    "northumberland": 8,
}
GROUPS = {
    Theme.social_worker: 4,
    Theme.decisions: 3,
    Theme.care_plan: 7,
    Theme.reviewing_officer: 3,
    Theme.home: 5,
    Theme.family_and_friends: 3,
    Theme.education: 7,
    Theme.identity: 4,
    Theme.health: 5,
    Theme.leaving_care: 8,
    Theme.problems: 5,
}
# What is measured needs no opinion: a number of days, a paper, a name and a number, a reason.
MEASURED = {
    "social_worker_changes": 1,
    "social_worker_details": 1,
    "called_back": 1,
    "in_touch": 1,
    "reasons_given": 2,
    "plan_copied": 1,
    "plan_acted_on": 1,
    "plan_reviewed": 1,
    "reviewing_officer_changes": 1,
    "reviewing_officer_details": 1,
    "heard_before_review": 1,
    "advocate_before_move": 1,
    "reviewed_after_move": 1,
    "named_teacher_details": 1,
    "nurse_details": 1,
    "pathway_reviewed": 1,
    "still_in_touch": 1,
    "pathway_copied": 1,
}

HARDEST = 4.0
# A line may be harder when nothing plainer is true. The reason stands beside it.
HARDER: dict[str, str] = {}

# What grown-ups in offices say. A Pathway Plan and a Personal Education Plan are proper names and keep their capitals.
JARGON = re.compile(
    r"\b(IRO|LAC|PEP|PA|EET|NEET|SDQ)\b"
    r"|\bpathway plan|\bpersonal education plan|\bPathway (?!Plan)"
    r"|(?i:\b(placement|placed|respite|contact|statutory|professionals?|multi-agency|accommodation|entitle\w*|outcomes?"
    r"|transition|siblings?|assessments?|provision|corporate|independen(t|ce|tly)|service users?|clients?|appropriate"
    r"|ensure|looked[- ]after|caseload|intervention|stakeholders?|aspirations?)\b)"
)


def test_every_line_of_the_five_documents_is_there() -> None:
    assert {each.pledge: len(each.lines) for each in pledges()} == COUNTS


def test_the_longest_has_its_eleven_groups_each_line_in_its_place() -> None:
    bath = pledge_of("bath-and-north-east-somerset")

    assert Counter(line.theme for line in bath.lines) == GROUPS
    headings = [re.split(r", line ", line.place)[0] for line in bath.lines]
    numbers = [int(re.findall(r"line (\d+)", line.place)[0]) for line in bath.lines]
    assert numbers == [number for count in GROUPS.values() for number in range(1, count + 1)]
    assert [len(list(run)) for run in _same(headings)] == list(GROUPS.values())


def _same(values: list[str]) -> list[list[str]]:
    return [[each for each in values if each == value] for value in dict.fromkeys(values)]


def test_what_our_own_rows_can_show_is_measured() -> None:
    found = Counter(line.evidence for pledge in pledges() for line in pledge.lines if line.evidence)

    assert {str(evidence): count for evidence, count in found.items()} == MEASURED
    assert set(CHECKS) == set(Evidence)


def test_no_two_lines_have_one_name() -> None:
    for pledge in ALL:
        assert len({line.line for line in pledge.lines}) == len(pledge.lines), pledge.pledge
        assert len({line.place for line in pledge.lines}) == len(pledge.lines), pledge.pledge
    assert len({pledge.pledge for pledge in ALL}) == len(ALL)


def test_a_promise_is_neither_a_law_nor_an_aim() -> None:
    assert {pledge.basis for pledge in ALL} == {Basis.promise}


def test_a_document_is_named_with_its_year_where_it_bears_one() -> None:
    undated = {pledge.pledge for pledge in ALL if not pledge.source.endswith(str(pledge.year))}

    assert undated == {"bath-and-north-east-somerset", "kept"}


def test_the_charter_is_for_those_who_have_left_care_and_the_first_pledge_for_those_in_it() -> None:
    assert {line.audience for line in pledge_of("care-leavers-charter").lines} == {Audience.care_leaver}
    assert {line.audience for line in pledge_of("northamptonshire").lines} == {Audience.in_care}


def test_the_service_makes_one_promise_of_its_own() -> None:
    (line,) = own_promise().lines

    assert (line.kind, line.evidence, line.audience) == (PromiseKind.measured, Evidence.called_back, Audience.both)


@pytest.mark.parametrize(("ours", "theirs"), list(permutations(ALL, 2)), ids=lambda pledge: pledge.pledge)
def test_no_line_is_copied_from_another_text(ours: Pledge, theirs: Pledge) -> None:
    other = set().union(*(runs(line.words) for line in theirs.lines))

    assert [line.line for line in ours.lines if runs(line.words) & other] == []


@pytest.mark.parametrize("line", LINES)
def test_a_ten_year_old_can_read_it(line: PledgeLine) -> None:
    assert grade(line.words) <= HARDEST or HARDER.get(line.line), f"{grade(line.words):.1f}: {line.words}"


@pytest.mark.parametrize("line", LINES)
def test_it_is_not_in_the_language_of_offices(line: PledgeLine) -> None:
    assert JARGON.search(line.words) is None


def test_no_exception_outlives_its_reason() -> None:
    lines = {line.line: line for pledge in ALL for line in pledge.lines}

    assert [name for name in HARDER if grade(lines[name].words) <= HARDEST] == []


@pytest.mark.parametrize("evidence", Evidence)
def test_every_evidence_can_be_told_in_plain_words(evidence: Evidence) -> None:
    said = catalogue()["evidence"][evidence]

    assert set(said) == {"always", "not_always", "not_yet"}
    for words in said.values():
        assert grade(words.format(counted=2, of=3)) <= HARDEST, words


def test_every_theme_has_a_title_and_some_promise() -> None:
    assert set(catalogue()["promises"]["themes"]) == set(Theme)
    assert {line.theme for pledge in ALL for line in pledge.lines} == set(Theme)


def test_the_glossary_is_easier_than_what_it_explains() -> None:
    terms = glossary().items

    assert len({term.word for term in terms}) == len(terms)
    assert [term.word for term in terms if grade(term.means) > HARDEST] == []


def test_the_grade_is_that_of_known_texts() -> None:
    assert grade("The cat sat on the mat.") == pytest.approx(-1.45, abs=0.01)
    assert grade("The Australian platypus is seemingly a hybrid of a mammal and reptilian creature.") > 10
    assert runs("One two three, four five six seven.") == {
        "one two three four five six",
        "two three four five six seven",
    }
