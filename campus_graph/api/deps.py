"""What routes depend on: the computing of the process, the key, and the size of a body."""

from __future__ import annotations

import secrets

from fastapi import Request

from campus_graph.api.compute import Compute
from campus_graph.api.problems import Problem


def compute_of(request: Request) -> Compute:
    """Return the computing of the application that serves this request."""
    compute: Compute = request.app.state.compute
    return compute


def keyed(request: Request) -> None:
    """Ask for the key, where the operator has set one.

    Raises:
        Problem: it is missing or wrong.

    """
    wanted = compute_of(request).settings.api_key
    given = request.headers.get("authorization", "").removeprefix("Bearer ")
    if wanted and not secrets.compare_digest(given.encode(), wanted.encode()):
        detail = "Donnez la clé d’accès dans l’en-tête « Authorization: Bearer … »."
        raise Problem("unauthorized", detail, {"WWW-Authenticate": "Bearer"})


async def limited_body(request: Request, most: int) -> bytes:
    """Return the body of a request, read no further than the limit.

    Raises:
        Problem: it is longer.

    """
    parts, size = [], 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > most:
            raise Problem("too-large", f"Le corps de la requête dépasse {most} octets.")
        parts.append(chunk)
    return b"".join(parts)
