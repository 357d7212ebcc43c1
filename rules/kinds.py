"""What a young person can ask for: each kind has its own clock, its own team and its own shape."""

from enum import StrEnum


class Kind(StrEnum):
    contact = "contact"
    advocate = "advocate"
    comment = "comment"
    compliment = "compliment"
    complaint = "complaint"
    help = "help"


class AdvocatePurpose(StrEnum):
    """What a request of kind `advocate` is for."""

    advocate = "advocate"
    independent_visitor = "independent_visitor"
    council_of_young_people = "council_of_young_people"
    childrens_rights = "childrens_rights"


FEEDBACK = frozenset({Kind.comment, Kind.compliment, Kind.complaint})
# What must be in nobody else's list, count, header or notice.
SECRET_KINDS = frozenset({Kind.advocate, Kind.complaint, Kind.help})
