"""What a header asks for, each with its weight (RFC 9110, section 12.4.2)."""

import re
from functools import cache

_WEIGHT = r"(?:;\s*q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?))?"


def weighed(asked: str, name: str) -> list[tuple[float, str]]:
    """Return the weight of each part whose name has this pattern, in its order; what cannot be read is passed over."""
    found = [_part(name).fullmatch(part) for part in asked.split(",")]
    return [(float(part[2] or 1), part[1].lower()) for part in found if part]


@cache
def _part(name: str) -> re.Pattern[str]:
    return re.compile(rf"\s*({name})\s*{_WEIGHT}\s*", re.ASCII | re.IGNORECASE)
