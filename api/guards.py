"""What every route has: a guard that names its permission, before the door."""

from typing import Any

from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from api.idempotency import KeptRoute
from auth.doors import open_public, open_reads, open_unkept_writes, open_writes
from auth.following import open_stream
from auth.who import person_asking


class Unguarded(RuntimeError):
    """A route that names no permission, asks the database before it knows who is asking, or forgets its reply."""


def permission_of(route: APIRoute) -> str:
    needs = route.dependant.dependencies
    guards = [place for place, each in enumerate(needs) if each.call is person_asking]
    opening = (open_reads, open_writes, open_unkept_writes, open_stream)
    doors = [place for place, each in enumerate(needs) if _opens(each, *opening)]
    if len(guards) != 1 or _opens(route.dependant, open_public) or min(doors, default=guards[0]) < guards[0]:
        raise Unguarded(f"{route.name}: take the caller with `Annotated[Caller, can(...)]`, before the door.")
    if "POST" in (route.methods or ()) and not isinstance(route, KeptRoute):
        raise Unguarded(f"{route.name}: a POST is kept with its reply; give its router `route_class=KeptRoute`.")
    scopes: Any = needs[guards[0]].own_oauth_scopes
    return str(scopes[0])


def _opens(dependant: Dependant, *doors: object) -> bool:
    """Say whether a dependency is one of these doors, or opens one on its own account."""
    return dependant.call in doors or any(_opens(each, *doors) for each in dependant.dependencies)
