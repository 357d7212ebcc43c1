"""The directories of a council, as a command shows and changes them: where its staff sign in."""

from argparse import Namespace
from pathlib import Path
from uuid import UUID

from sqlalchemy import bindparam, update
from sqlmodel import col

from api import settings
from api.council_desk import Desk, Report, must_exist
from api.council_files import council_id_of
from api.database import Writes
from api.statements import Read, Write
from auth.directory.calling import may_be_called
from auth.hiding import Hidden
from models.base import NOW
from models.directories import DIRECTORIES, Directory, DirectoryFound

ENTRA = "https://login.microsoftonline.com/{tenant}/v2.0"
LIST = Read(DirectoryFound, DIRECTORIES)
END = Write(
    update(Directory)
    .where(col(Directory.id) == bindparam("which"), col(Directory.ended_at).is_(None))
    .values(ended_at=NOW)
    .returning(col(Directory.id))
)


async def idp(arguments: Namespace, desk: Desk) -> Report:
    """Show where staff sign in, name a directory, or end one."""
    slug, council_id = arguments.slug, council_id_of(arguments.slug)
    words = _read(arguments.secret_file)
    async with desk.at(slug, "idp") as db:
        await must_exist(db, slug)
        if arguments.end:
            return Report(await end(db, arguments.end))
        if arguments.client_id is None:
            return Report(await show(db, settings.from_environment(home=Path()).issuer, slug))
        said = Directory(
            council_id=council_id,
            name=arguments.name or slug.title(),
            issuer=issuer_of(arguments.issuer, arguments.tenant),
            client_id=arguments.client_id,
            tenant=str(arguments.tenant) if arguments.tenant else None,
        )
        return Report(await add(db, said, words, desk.hidden))


def _read(secret: Path | None) -> str:
    return secret.read_text(encoding="utf-8").strip() if secret else ""


async def show(db: Writes, public: str, slug: str) -> str:
    """Say which directories there are, and what each has to be told of us."""
    found = await db.all(LIST())
    lines = [f"{each.id}  {each.name}  {each.issuer}  {each.client_id}" for each in found]
    channels = [f"  back-channel logout: {public}/staff/{slug}/{each.id}/signed-out" for each in found]
    told = [line for pair in zip(lines, channels, strict=True) for line in pair]
    return "\n".join([*(told or ["No directory yet."]), f"redirect URI: {public}/staff/callback"])


async def add(db: Writes, said: Directory, words: str, hidden: Hidden) -> str:
    """Name a directory; its secret is read from a file, so that it stands in no history of a shell."""
    if not may_be_called(said.issuer):
        raise RuntimeError("The issuer must begin with https://.")
    said.secret = hidden.hide(words, str(said.id)) if words else None
    await db.add(said)
    return f"{said.name} is added: {said.id}"


async def end(db: Writes, which: UUID) -> str:
    if not await db.rows(END, which=which):
        raise RuntimeError("There is no such directory.")
    return "Nobody signs in there any more; whoever did is out within ten minutes."


def issuer_of(issuer: str | None, tenant: UUID | None) -> str:
    """Return the issuer: Entra's for one tenant, where no other is told."""
    if issuer is None and tenant is None:
        raise RuntimeError("Say --tenant for Microsoft Entra ID, or --issuer for another directory.")
    return issuer or ENTRA.format(tenant=tenant)
