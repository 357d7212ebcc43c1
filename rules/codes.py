"""Codes that people read out, type and mistype: Crockford's letters, which look like nothing else."""

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 16  # five bits each: eighty
GROUP = 4
_LOOKS_LIKE = str.maketrans({"O": "0", "I": "1", "L": "1"})


def code_of(bits: int) -> str:
    """Write eighty bits in sixteen letters."""
    return "".join(LETTERS[bits >> 5 * place & 31] for place in reversed(range(LENGTH)))


def spaced(code: str) -> str:
    """Show it in groups of four, as it is read out."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def read_code(typed: str) -> str | None:
    """Read what was typed, however it was spaced and whatever was mistaken for a letter; None where it is no code."""
    if len(typed) > LENGTH * GROUP:
        return None
    said = "".join(each for each in typed.upper() if each not in " -\t").translate(_LOOKS_LIKE)
    whole = len(said) == LENGTH and all(each in LETTERS for each in said)
    return said if whole else None
