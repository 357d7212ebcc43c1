"""Which revision a database has to be at for this release. What brings it there is not loaded to know that."""

from pathlib import Path

VERSIONS = Path(__file__).parent.parent / "migrations" / "versions"


def newest() -> str | None:
    """Return the number of the newest revision: their files begin with it."""
    return max((file.name.partition("_")[0] for file in VERSIONS.glob("[0-9]*_*.py")), default=None)
