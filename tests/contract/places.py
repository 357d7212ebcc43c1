"""Where the story takes place: addresses, and the ids of its people."""

from api import council_files

MINE, WORK, YOUNG = "/v1/me", "/v1/requests", "/v1/young-people"


def id_of(who: str) -> str:
    """Return the id of somebody of the invented councils, as it stands in their file."""
    return next(str(found[0]) for council in council_files.demos() if (found := council.account(who)))
