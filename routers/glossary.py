"""What the words mean that grown-ups use about care."""

from fastapi import APIRouter, Response

from api.conditional import MAY_BE_KEPT
from auth.doors import PublicDoor
from models.councils import Slug
from models.glossary import Glossary, glossary

router = APIRouter(prefix="/v1/councils/{slug}/glossary", tags=["councils"])


@router.get("")
async def read_glossary(slug: Slug, db: PublicDoor, response: Response) -> Glossary:
    """Look up the words that grown-ups use about care, in plain words. An app may keep this page."""
    await db.named(slug)
    response.headers["Cache-Control"] = MAY_BE_KEPT
    return glossary()
