"""Whether somebody of a directory still is: asked there whenever ten minutes are over, and nothing of it is seen."""

from fastapi import Request

from auth.directory.coming_in import renewed
from auth.signing_in.entering import Whose
from web.browser import Browser
from web.councils import doorstep


async def still_there(request: Request) -> bool:
    """Say whether the session of this browser was just renewed where it began."""
    me = Browser.of(request).sitter
    if me is None:
        return False
    whose = Whose(me.council_id, me.id)
    return await renewed(doorstep(request), request.app.state.asking, whose, me.session_id)
