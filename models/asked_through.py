"""How the asking reached the council."""

from enum import StrEnum
from typing import Literal


class AskedThrough(StrEnum):
    """How the asking reached the council. The clock is the same for all."""

    app = "app"
    phone = "phone"
    in_person = "in_person"
    letter = "letter"
    text = "text"
    email = "email"


# What came through the app is there already: nobody writes it down for somebody.
LoggedThrough = Literal[
    AskedThrough.phone, AskedThrough.in_person, AskedThrough.letter, AskedThrough.text, AskedThrough.email
]
