"""The forms of a response: chosen by the suffix of the address, else by ``Accept``; each with its ETag."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence

import mimeparse
from fastapi import Request, Response
from fastapi.responses import StreamingResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from campus_graph import __version__
from campus_graph.api.problems import Problem
from campus_graph.graph.store import Reader

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
_RENEWED = ("etag", "cache-control", "vary", "x-graph-digest", "x-total-count", "link")
_FILES = ("csv", "xlsx", "graphml", "gexf")
Body = Callable[[], bytes | str | Iterator[bytes]]


class Suffix:
    """Takes the suffix off an address under some prefix, so that each route is declared once, for all its forms.

    A key may hold dots itself (``diploma/FOR.10003``): only what names a form is a suffix.
    """

    def __init__(self, app: ASGIApp, prefixes: Sequence[str], without: str) -> None:
        self.app, self.prefixes, self.without = app, prefixes, without

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "http" and scope["path"] != self.without and self._under(scope["path"]):
            stem, _, form = scope["path"].rpartition(".")
            if form in MEDIA:
                scope.update(asked_path=scope["path"], path=stem, form=form)
        await self.app(scope, receive, send)

    def _under(self, path: str) -> bool:
        return any(prefix in path for prefix in self.prefixes)


def path_of(request: Request) -> str:
    """Return the path that the client asked for, with its suffix."""
    return str(request.scope.get("asked_path", request.scope["path"]))


def choose(request: Request, offered: Sequence[str]) -> str:
    """Return the form of the response, the first offered where the client does not care.

    Raises:
        Problem: the client wants something else.

    """
    suffix = request.scope.get("form")
    if suffix is not None:
        if suffix not in offered:
            raise Problem("not-acceptable", f"« {suffix} » n’est pas proposé ici ; formes : {', '.join(offered)}.")
        return str(suffix)
    try:
        best = mimeparse.best_match([MEDIA[name] for name in reversed(offered)], request.headers.get("accept", "*/*"))
    except (mimeparse.MimeTypeParseException, ValueError):
        best = ""
    if not best:
        raise Problem("not-acceptable", f"Aucune forme demandée n’est proposée ; formes : {', '.join(offered)}.")
    return next(name for name in offered if MEDIA[name] == best)


def also_of(request: Request, former: Reader | None) -> None:
    """Note that the response is also made of the former graph, so that another one gives it another mark."""
    request.state.also = former.digest if former is not None else ""


def etag(request: Request, digest: str, form: str) -> str:
    """Return the mark of a response: the same graph, program, address and form give the same one."""
    also = getattr(request.state, "also", "")
    asked = f"{__version__} {also} {request.url.path}?{request.url.query} {form}"
    return f'W/"{digest[:16]}-{hashlib.sha256(asked.encode()).hexdigest()[:16]}"'


def unchanged(request: Request, mark: str) -> bool:
    """Tell whether the client holds this response already."""
    known = [part.strip() for part in request.headers.get("if-none-match", "").split(",")]
    return mark in known or mark.removeprefix("W/") in known or "*" in known


def not_modified(headers: Mapping[str, str]) -> Response:
    """Return 304 with those headers of the response that a cache may have to renew."""
    return Response(status_code=304, headers={k: v for k, v in headers.items() if k.lower() in _RENEWED})


def respond(
    request: Request, form: str, digest: str, body: Body, name: str = "", headers: Mapping[str, str] | None = None
) -> Response:
    """Return the response, or 304 without computing the body; ``name`` makes a download of files for other tools.

    A body that comes in parts is streamed: what it is made from is held, its text is not.
    """
    mark = etag(request, digest, form)
    said = {"ETag": mark, "Cache-Control": "no-cache", "Vary": "Accept", "X-Graph-Digest": digest, **(headers or {})}
    if unchanged(request, mark):
        return not_modified(said)
    if name and form in _FILES:
        said["Content-Disposition"] = f'attachment; filename="{_plain(name)}.{form}"'
    media = MEDIA[form] + ("; charset=utf-8" if form in _TEXT else "")
    made = body()
    if isinstance(made, bytes | str):
        return Response(made, headers=said, media_type=media)
    return StreamingResponse(made, headers=said, media_type=media)


def _plain(name: str) -> str:
    return "".join(letter if letter.isascii() and (letter.isalnum() or letter in "-_.") else "_" for letter in name)
