"""Why something about her people changes, as it is said for the young person to read."""

from models.base import Ask, Line
from rules.changes import Why


class Because(Ask):
    """One of a few reasons, a sentence of one's own in plain words, both, or neither: then she is told that, too."""

    why: Why | None = None
    words: Line | None = None
