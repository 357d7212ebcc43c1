"""The refusals, each a sentence addressed to the person who asked.

Refusal
|- NotFound      it is not there, or it is not yours to see: the same answer
|- NotYet        it is yours, but nobody has made it yet: whom to ask
|- NotNow        it exists, but its state does not allow this
|- NotValid      what was sent contradicts itself or the record
|- NotAllowed    the person's role never allows this
"""

from collections.abc import Mapping


class Refusal(Exception):
    """Something asked for is refused: `code` is for programs, the sentence for people."""

    def __init__(self, sentence: str, *, code: str, facts: Mapping[str, str] | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.code = code
        self.facts = facts or {}


class NotFound(Refusal):
    def __init__(self) -> None:
        super().__init__("We could not find that.", code="not_found")


class NotYet(Refusal):
    pass


class NotNow(Refusal):
    pass


class NotValid(Refusal):
    pass


class NotAllowed(Refusal):
    def __init__(self) -> None:
        super().__init__("You cannot do this here.", code="not_allowed")
