"""Who wears the hats of the figures, and which rows those are made of: a team's, one worker's, one who merely holds."""

from collections.abc import Mapping

TEAMS, OWN, HOLDING = "team-figures", "own-figures", "own-figures-of-a-holder"
FIGURES = f"{TEAMS} {OWN}"
AS: Mapping[str, str] = {TEAMS: "priya", OWN: "sam", HOLDING: "hal"}
# Calls that came to the east, all asked of Sam but Kai's; Hal, of the west, holds one.
COUNTED: Mapping[str, str] = dict.fromkeys(
    ("open", "late", "urgent", "ended", "in april", "held by wes", "jay's"), FIGURES
) | {"held": f"{FIGURES} {HOLDING}", "kai's": TEAMS}
# The team of the manager, and whoever sees themselves.
TEAMMATES: Mapping[str, str] = {"sam": FIGURES, "alex": TEAMS, "priya": TEAMS, "hal": HOLDING}
