"""Everybody, by how they stand to Maya, and which rows there are for them: the page's table of rows."""

from collections.abc import Mapping

# Everyone, by how they stand to Maya, and the role that they have. `m1`: whoever holds her phone, not lately signed in.
ROLES: Mapping[str, str] = {
    "maya": "young_person",
    "m1": "young_person",
    "jay": "young_person",
    "sam": "worker",  # her main social worker, who is away
    "cy": "worker",  # stands in for him
    "alex": "worker",  # of his team
    "hal": "worker",  # of another team; holds one request of hers
    "una": "worker",  # was her worker
    "bo": "worker",  # of another team
    "priya": "manager",  # of his team
    "wes": "manager",  # of another team
    "dana": "reviewing_officer",  # hers
    "rio": "reviewing_officer",
    "ruth": "rights_officer",
    "ade": "advocate",  # hers
    "abe": "advocate",  # of the same team
    "oli": "advocate",  # of another provider
    "cleo": "complaints_officer",
    "eve": "duty_worker",
    "pat": "participation_officer",
    "lee": "board_member",
    "kim": "council_admin",
}
# One person of each role in another council, and whoever has no token at all.
STRANGERS: Mapping[str, str] = {
    f"other {who}": ROLES[who]
    for who in ["maya", "sam", "priya", "dana", "ruth", "ade", "cleo", "eve", "pat", "lee", "kim"]
}
NOBODY = "nobody"
EVERYONE = (*ROLES, *STRANGERS, NOBODY)

# The requests of hers that there are for each of them: "Who may see which row".
ASKED: Mapping[str, str] = {
    "open": "maya m1 sam cy alex priya dana",
    "held": "maya m1 sam cy alex priya dana hal",
    "late": "maya m1 sam cy alex priya dana ruth",
    "urgent": "maya m1 sam cy alex priya dana eve",
    "ended": "maya m1 sam cy priya dana",
    "advocate": "maya ruth ade abe",
    "advocate held by ruth": "maya ruth ade abe",
    "complaint": "maya cleo",
    "helped": "maya cleo ruth ade",  # a complaint with which she asked the rights team and her advocate to help
    "comment": "maya m1 cleo",
    "help": "maya eve",
    "council of young people": "maya ruth pat",
    "about cleo": "maya ruth",
    "passed on": "maya m1 cleo sam alex priya",
    "to reviewing": "maya m1 dana rio",
}
# Every row: the requests, and what else there is of hers.
SEES: Mapping[str, str] = dict(ASKED) | {
    # her name in a caseload, and what is hers to be written down by others
    "maya": "sam cy priya",
    # whose absences somebody may plan, and whose leaving: a manager those of the team, the admin anybody's leaving
    "sam": "priya kim",
    # who is there for her, by whom an involvement may be seen, her plan, a review to come; a promise is made to all
    "her card": "sam cy priya dana",
    "her plan": "sam cy priya dana ade",  # she shares it with her advocate
    "her people": "sam cy priya dana ruth ade",
    "main worker": "sam cy priya dana",
    "support": "sam cy priya dana",
    "visits": "ruth ade",
    "review": "maya m1 sam cy priya dana",
    "promise": "maya m1 jay",
    "her session": "maya m1",
    "her passkey": "maya m1",
    "her way in": "sam cy ruth",
    "invite": "sam cy ruth",
    "her notice": "maya m1",
    "his notice": "sam",
    # an app that asks the council, and one that she lets in
    "an app": "kim",
    "her app": "maya m1",
    # who is there for what cannot wait: planned by those on duty and the managers
    "shift": "priya wes eve",
    "her device": "maya m1",
}
