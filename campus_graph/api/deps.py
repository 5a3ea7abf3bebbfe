"""What routes depend on: the computing of the process, the key, strict parameters, and the size of a body."""

from __future__ import annotations

import secrets

import anyio
from fastapi import Request

from campus_graph.api.compute import Compute
from campus_graph.api.problems import Problem
from campus_graph.api.settings import ApiSettings


# These look at what is in memory: as plain functions FastAPI would send each of them through a thread.
async def compute_of(request: Request) -> Compute:
    """Return the computing of the application that serves this request."""
    compute: Compute = request.app.state.compute
    return compute


async def strict(request: Request) -> None:
    """Refuse what the route would leave unread: a mistyped filter must not look like an answer.

    Raises:
        Problem: a query parameter is unknown to the route, or given twice.

    """
    known = {field.alias for field in request.scope["route"].dependant.query_params}
    given = [name for name, _ in request.query_params.multi_items()]
    if unknown := sorted(set(given) - known):
        said = f" ; elle a : {', '.join(sorted(known))}" if known else ""
        raise Problem("bad-parameter", f"Cette adresse n’a pas de paramètre « {unknown[0][:60]} »{said}.")
    if twice := sorted({name for name in given if given.count(name) > 1}):
        raise Problem("bad-parameter", f"Le paramètre « {twice[0]} » est donné deux fois ; n’en gardez qu’un.")


async def keyed(request: Request) -> None:
    """Ask for the key, where the operator has set one.

    Raises:
        Problem: it is missing or wrong.

    """
    wanted = (await compute_of(request)).settings.api_key
    # Headers are bytes, which Starlette reads as Latin-1.
    given = request.headers.get("authorization", "").removeprefix("Bearer ")
    if wanted and not secrets.compare_digest(given.encode("latin-1"), wanted.encode()):
        detail = "Donnez la clé d’accès dans l’en-tête « Authorization: Bearer … »."
        raise Problem("unauthorized", detail, {"WWW-Authenticate": "Bearer"})


async def limited_body(request: Request, settings: ApiSettings) -> bytes:
    """Return the body of a request, read no further and no longer than the limits.

    Raises:
        Problem: it is longer, or comes too slowly.

    """
    parts, size = [], 0
    with anyio.move_on_after(settings.time_limit):
        async for chunk in request.stream():
            size += len(chunk)
            if size > settings.largest_body:
                raise Problem("too-large", f"Le corps de la requête dépasse {settings.largest_body} octets.")
            parts.append(chunk)
        return b"".join(parts)
    raise Problem("too-slow", "Le corps de la requête arrive trop lentement ; envoyez-le d’un trait.")
