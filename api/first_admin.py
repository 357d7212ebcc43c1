"""`kept council admin`: the first admin of a council comes in with a code that the console says once.

The code is an invite like any other, only its hashes are kept, and it ends after an hour. That it was made stands in
the history. Whoever has an admin who comes in already is sent to them.
"""

from argparse import Namespace
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from api.council_files import council_id_of
from api.database import Writes
from api.statements import Read
from auth.signing_in.inviting import Inviter, invited
from models.accounts import Account, AccountState, Role
from models.base import Shape, columns_of
from models.councils import CouncilState
from models.invites import InviteMade
from models.sessions import Session
from models.workers import Worker
from rules.clocks import local

LIFE = timedelta(hours=1)
CONSOLE = "Whoever runs this service"


class Admin(Shape):
    id: UUID
    first_name: str


class CameIn(Shape):
    account_id: UUID


_ADMIN = (col(Account.role) == Role.council_admin, col(Account.state) == AccountState.active)
ADMINS = Read(
    Admin,
    select(*columns_of(Worker, Admin))
    .join(Account, (col(Account.council_id) == col(Worker.council_id)) & (col(Account.id) == col(Worker.id)))
    .where(*_ADMIN)
    .order_by(col(Worker.first_name), col(Worker.id)),
)
CAME_IN = Read(
    CameIn,
    select(col(Session.account_id))
    .join(Account, (col(Account.council_id) == col(Session.council_id)) & (col(Account.id) == col(Session.account_id)))
    .where(*_ADMIN)
    .limit(1),
)


async def invite(state: CouncilState, arguments: Namespace, db: Writes) -> str:
    """Return what the console says once: whom to sign in as, the code, the number, and until when."""
    if state != CouncilState.open:
        raise RuntimeError(f"Nobody can sign in before it is open: kept council open {arguments.slug}")
    if await db.all(CAME_IN()) and not arguments.again:
        raise RuntimeError("An admin has come in already, and can invite the next one. If none can any more: --again.")
    admin = _chosen(await db.all(ADMINS()), arguments.who)
    made = await invited(db, Inviter(council_id_of(arguments.slug), CONSOLE, life=LIFE), admin.id, young=False)
    return said(admin, made)


def said(admin: Admin, made: InviteMade) -> str:
    until = local(made.ends_at).strftime("%H:%M")
    return "\n".join(
        [
            f"For {admin.first_name}, until {until}. It is said once, and nowhere kept.",
            f"name:   {made.name}",
            f"code:   {made.code}",
            f"number: {made.number}",
        ]
    )


def _chosen(admins: list[Admin], name: str | None) -> Admin:
    found = [each for each in admins if name is None or each.first_name.casefold() == name.casefold()]
    if not admins:
        raise RuntimeError("This council has no admin: load one, with the role council_admin.")
    if len(found) != 1:
        raise RuntimeError(f"Say which with --who: {', '.join(each.first_name for each in admins)}.")
    return found[0]
