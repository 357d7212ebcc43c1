"""What a young person can ask for: each kind has its own clock, its own team and its own shape."""

from enum import StrEnum


class Kind(StrEnum):
    contact = "contact"
    advocate = "advocate"
    comment = "comment"
    compliment = "compliment"
    complaint = "complaint"
    help = "help"
