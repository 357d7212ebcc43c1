"""Our own files for the pages. No other host is ever asked for anything."""

from pathlib import Path

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import Response

router = APIRouter(include_in_schema=False)

FOLDER = Path(__file__).parent / "static"
KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
FILES = {path.name: (path.read_bytes(), KINDS[path.suffix]) for path in FOLDER.iterdir() if path.suffix in KINDS}


@router.get("/web/{name}")
async def read_file(name: str) -> Response:
    """Return one of our own files."""
    if name not in FILES:
        raise HTTPException(404)
    content, kind = FILES[name]
    return Response(content, media_type=kind, headers={"Cache-Control": "public, max-age=86400"})
