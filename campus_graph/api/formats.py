"""The forms of an answer: chosen by the suffix of the address, else by ``Accept``; each with its ETag."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence

import mimeparse
from fastapi import Request, Response

from campus_graph.api.problems import Problem

MEDIA: Mapping[str, str] = {
    "json": "application/json",
    "jsonld": "application/ld+json",
    "ttl": "text/turtle",
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "graphml": "application/graphml+xml",
    "gexf": "application/gexf+xml",
    "svg": "image/svg+xml",
    "html": "text/html",
}
_TEXT = ("ttl", "csv", "html", "svg")
Body = Callable[[], bytes | str]


def choose(request: Request, suffix: str | None, offered: Sequence[str]) -> str:
    """Return the form of the answer, the first offered where the client does not care.

    Raises:
        Problem: the client wants something else.

    """
    if suffix is not None:
        if suffix not in offered:
            raise Problem("not-acceptable", f"« {suffix} » n’est pas proposé ici ; formes : {', '.join(offered)}.")
        return suffix
    accept = request.headers.get("accept", "*/*")
    try:
        best = mimeparse.best_match([MEDIA[name] for name in reversed(offered)], accept)
    except mimeparse.MimeTypeParseException:
        best = ""
    if not best:
        raise Problem("not-acceptable", f"Aucune forme demandée n’est proposée ; formes : {', '.join(offered)}.")
    return next(name for name in offered if MEDIA[name] == best)


def etag(request: Request, digest: str, form: str) -> str:
    """Return the mark of a response: the same graph, address and form give the same one."""
    asked = f"{request.url.path}?{request.url.query} {form}"
    return f'W/"{digest[:16]}-{hashlib.sha256(asked.encode()).hexdigest()[:16]}"'


def unchanged(request: Request, mark: str) -> bool:
    """Tell whether the client holds this response already."""
    known = [part.strip() for part in request.headers.get("if-none-match", "").split(",")]
    return mark in known or "*" in known


def respond(
    request: Request, form: str, digest: str, body: Body, name: str = "", headers: Mapping[str, str] | None = None
) -> Response:
    """Return the response, or 304 without computing the body; ``name`` makes a download of files for other tools."""
    mark = etag(request, digest, form)
    said = {"ETag": mark, "Cache-Control": "no-cache", "Vary": "Accept", "X-Graph-Digest": digest, **(headers or {})}
    if unchanged(request, mark):
        return Response(status_code=304, headers=said)
    if name and form in ("csv", "xlsx", "graphml", "gexf"):
        said["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    media = MEDIA[form] + ("; charset=utf-8" if form in _TEXT else "")
    return Response(body(), headers=said, media_type=media)
