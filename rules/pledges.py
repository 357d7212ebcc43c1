"""The words of a pledge: what a line is about, whom it is for, and what would show that it is kept."""

from enum import StrEnum


class PromiseKind(StrEnum):
    """Measured: something written down shows it. Rated: only the young person can tell. Stated: a fact or an offer."""

    measured = "measured"
    rated = "rated"
    stated = "stated"


class Audience(StrEnum):
    in_care = "in_care"
    care_leaver = "care_leaver"
    both = "both"


class Rated(StrEnum):
    """What a young person says of a promise."""

    kept = "kept"
    sometimes = "sometimes"
    not_kept = "not_kept"


class Theme(StrEnum):
    """What a promise is about, in the order in which a young person reads them."""

    social_worker = "social_worker"
    there_for_you = "there_for_you"
    decisions = "decisions"
    information = "information"
    care_plan = "care_plan"
    reviewing_officer = "reviewing_officer"
    home = "home"
    family_and_friends = "family_and_friends"
    education = "education"
    identity = "identity"
    belief = "belief"
    free_time = "free_time"
    health = "health"
    leaving_care = "leaving_care"
    problems = "problems"


class Evidence(StrEnum):
    """What shows whether a measured promise is kept."""

    advocate_before_move = "advocate_before_move"
    called_back = "called_back"
    heard_before_review = "heard_before_review"
    in_touch = "in_touch"
    named_teacher_details = "named_teacher_details"
    nurse_details = "nurse_details"
    pathway_copied = "pathway_copied"
    pathway_reviewed = "pathway_reviewed"
    plan_acted_on = "plan_acted_on"
    plan_copied = "plan_copied"
    plan_reviewed = "plan_reviewed"
    reasons_given = "reasons_given"
    reviewed_after_move = "reviewed_after_move"
    reviewing_officer_changes = "reviewing_officer_changes"
    reviewing_officer_details = "reviewing_officer_details"
    social_worker_changes = "social_worker_changes"
    social_worker_details = "social_worker_details"
    still_in_touch = "still_in_touch"
