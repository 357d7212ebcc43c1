"""Young people: who they are to the service, how it is safe to reach them, and who their people are."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

import phonenumbers
from pydantic import AfterValidator, StrictBool, StringConstraints
from sqlalchemy import Text
from sqlmodel import Field

from models.base import ONE_LINE, Line, OfACouncil, Patch, Shape, belongs, one_of
from models.councils import HelpLine


class Format(StrEnum):
    """The form in which somebody can best read or hear something."""

    standard = "standard"
    easy_read = "easy_read"
    large_print = "large_print"
    audio = "audio"
    braille = "braille"


class Channel(StrEnum):
    call = "call"
    text = "text"
    email = "email"
    visit = "visit"


class Care(StrEnum):
    in_care = "in_care"
    care_leaver = "care_leaver"


class YoungPerson(OfACouncil, table=True):
    __tablename__ = "young_people"
    __table_args__ = (
        belongs("id", "accounts"),
        one_of("format", Format),
        one_of("care", Care),
        one_of("safe_channel", Channel),
    )

    preferred_name: str = Field(sa_type=Text)
    pronouns: str | None = Field(default=None, sa_type=Text)
    language: str = Field(default="en", sa_type=Text)
    format: Format = Field(default=Format.standard, sa_type=Text)
    care: Care = Field(default=Care.in_care, sa_type=Text)
    in_care_since: date | None = None
    safe_channel: Channel | None = Field(default=None, sa_type=Text)
    safe_number: str | None = Field(default=None, sa_type=Text)
    safe_hours: str | None = Field(default=None, sa_type=Text)
    never_leave_message: bool = False

    def change(self, edit: "MeEdit") -> None:
        """Take over what was sent; what was left out stays."""
        for name in edit.model_fields_set - {"safe_contact"}:
            setattr(self, name, getattr(edit, name))
        for name in edit.safe_contact.model_fields_set:
            setattr(self, SAFE[name], getattr(edit.safe_contact, name))


def _a_number_that_can_ring(number: str) -> str:
    try:
        parsed = phonenumbers.parse(number, "GB")
    except phonenumbers.NumberParseException as wrong:
        raise ValueError("not a phone number") from wrong
    # A number that rings only within its own town ("local") is too short to be rung from anywhere.
    if phonenumbers.is_possible_number_with_reason(parsed) != phonenumbers.ValidationResult.IS_POSSIBLE:
        raise ValueError("not a phone number")
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


_Typed = Annotated[str, StringConstraints(max_length=30, pattern=ONE_LINE)]
PhoneNumber = Annotated[_Typed, AfterValidator(_a_number_that_can_ring)]
Language = Annotated[str, StringConstraints(max_length=35, pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]


class SafeContact(Shape):
    """How and when it is safe to contact me. `hours` is in my own words."""

    channel: Channel | None
    number: str | None
    hours: str | None
    never_leave_message: bool


class SafeContactEdit(Patch):
    """What is left out stays as it is; null clears it."""

    channel: Channel | None = None
    number: PhoneNumber | None = None
    hours: Line | None = None
    never_leave_message: StrictBool = False


SAFE = {
    "channel": "safe_channel",
    "number": "safe_number",
    "hours": "safe_hours",
    "never_leave_message": "never_leave_message",
}


class MeEdit(Patch):
    """A JSON merge patch: what is left out stays as it is; null clears it."""

    preferred_name: Line = ""
    pronouns: Line | None = None
    language: Language = "en"
    format: Format = Format.standard
    safe_contact: SafeContactEdit = SafeContactEdit()


class Me(Shape):
    preferred_name: str
    pronouns: str | None
    language: str
    format: Format
    council: str
    council_name: str
    safe_contact: SafeContact
    open_requests: int
    help_now: list[HelpLine]


class Route(Shape):
    """A way to reach somebody when your own people cannot be reached."""

    route: str
    name: str
    says: str
    phone: str | None
    email: str | None
    hours: str | None


class YoungPersonForStaff(Shape):
    """One line of a caseload."""

    id: UUID
    preferred_name: str
    pronouns: str | None
    care: Care
    open_requests: int
    next_due_at: datetime | None


class PersonForStaff(Shape):
    """Somebody who is there for a young person. Advocates and visitors are nobody else's business."""

    worker_id: UUID
    name: str
    role: str
    main: bool
    phone: str | None
    team: str | None
    away_until: datetime | None
    covered_by: str | None


class ChangesForStaff(Shape):
    """How often somebody in that role stopped being there for a young person in the last twelve months."""

    role: str
    count: int


class YoungPersonCard(Shape):
    """What staff need to speak to a young person rightly and reach them safely, and who else is there for them."""

    id: UUID
    preferred_name: str
    pronouns: str | None
    language: str
    format: Format
    care: Care
    safe_contact: SafeContact
    people: list[PersonForStaff]
    changes: list[ChangesForStaff]


class CardDetails(Shape):
    """A young person's details as they are kept."""

    id: UUID
    preferred_name: str
    pronouns: str | None
    language: str
    format: Format
    care: Care
    safe_channel: Channel | None
    safe_number: str | None
    safe_hours: str | None
    never_leave_message: bool

    def shown(self, people: list[PersonForStaff], changes: Mapping[str, int]) -> YoungPersonCard:
        contact = SafeContact(**{name: getattr(self, column) for name, column in SAFE.items()})
        counted = [ChangesForStaff(role=role, count=count) for role, count in sorted(changes.items())]
        return YoungPersonCard(
            safe_contact=contact, people=people, changes=counted, **self.model_dump(exclude=set(SAFE.values()))
        )


class Caseload(Shape):
    items: list[YoungPersonForStaff]
    next_cursor: str | None
