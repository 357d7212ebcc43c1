"""Every address that can be read, with every id of two councils in its place."""

import re
from collections.abc import Sequence
from itertools import product

from fastapi import FastAPI

from api.app import api_routes
from tests.walls.lively import Lively


def every_get(app: FastAPI, councils: Sequence[Lively]) -> list[str]:
    """Return the address of every GET, with every id of both councils in its place."""
    ids = [asked for day in councils for asked in day.asked.values()]
    ids += [str(day.world.id_of(who)) for day in councils for who in ("maya", "sam")]
    young = [str(day.world.id_of(who)) for day in councils for who in ("maya", "jay")]
    slugs = [day.world.council.council.slug for day in councils]
    parts = {"slug": slugs, "request_id": ids, "young_person_id": young, "kind": ["care"], "version": ["1", "3"]}
    parts["app_id"] = ids[:1]
    filled: list[str] = []
    for route in api_routes(app):
        if "GET" in (route.methods or ()):
            names = re.findall(r"{(\w+)}", route.path)
            values = product(*(parts[name] for name in names))
            filled += [route.path.format_map(dict(zip(names, each, strict=True))) for each in values]
    listed = [
        "/v1/triage?limit=1",
        "/v1/triage?state=taken",
        "/v1/young-people?limit=1",
        "/v1/me/contact-requests?limit=2",
        "/v1/reports/callbacks?month=2026-04",
    ]
    errors = ["/v1/triage?limit=0", "/v1/triage?kind=zz", "/v1/requests/x", "/v1/nothing", "/v1/me?cursor=x"]
    return [*dict.fromkeys(filled), *listed, *errors]
