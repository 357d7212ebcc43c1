"""How long somebody waits after a wrong guess: a little longer each time, never for good.

A device that signed in before counts only its own wrong guesses, so nobody elsewhere can make it wait. All strange
devices count together for an account, and wait a minute at most: who forgets a device cannot guess any faster, and who
is on a new phone is not locked out by a stranger.
"""

from datetime import timedelta

from rules.growing import doubled

FREE = 3
FIRST = timedelta(seconds=1)
LONGEST = timedelta(minutes=15)
LONGEST_OF_STRANGERS = timedelta(minutes=1)


def wait_after(wrong: int, longest: timedelta = LONGEST) -> timedelta:
    """Return the wait after so many wrong guesses in a row: none for three, then a second, doubled each time."""
    if wrong <= FREE:
        return timedelta(0)
    return doubled(FIRST, wrong - FREE - 1, longest)


def waits(longest: timedelta = LONGEST) -> list[timedelta]:
    """Return the wait after the first wrong guess, the second and so on; the last one holds for all that follow."""
    found = [wait_after(1, longest)]
    while found[-1] < longest:
        found.append(wait_after(len(found) + 1, longest))
    return found
