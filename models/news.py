"""News of the way in: what happened to how somebody signs in, as it is told on every device that is signed in."""

from enum import StrEnum

from models.words import say

WAY_IN = "/v1/me/sessions"


class News(StrEnum):
    invited = "invited"
    recovered = "recovered"
    new_device = "new_device"
    new_passkey = "new_passkey"
    new_words = "new_words"
    copied = "copied"
    directory = "directory"

    def says(self, who: str | None) -> str:
        return say(f"way_in.{self}", who=who)
