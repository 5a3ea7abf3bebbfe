"""How a page is made: in ``compute``, with a reader lent for the request, kept and marked like any response.

A page's ``work`` gets a reader and returns what its template shows. It asks ``compute.answer(reader, question, given)``
(answers are kept), reads one thing by ``existing(reader, identifier)`` (queries.names) and many by ``listed``
(graph.listing). Problems and errors of the graph become French pages by themselves (``campus_graph.api.problems``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from urllib.parse import urlencode

from fastapi import Request, Response
from starlette.responses import RedirectResponse

from campus_graph.api.compute import Compute
from campus_graph.api.formats import also_of, etag, respond, unchanged
from campus_graph.api.pages import around, here, render
from campus_graph.graph.store import Reader, Scalar

Values = Mapping[str, object]
Trail = Sequence[tuple[str, str | None]]  # words and address of each step of the breadcrumb; the last has none
HTML = "html"
_PLAIN = "/~"  # need no escape in a query, and are in every identifier of a finding


async def respond_page(
    request: Request, compute: Compute, template: str, work: Callable[[Reader], Values], compares: bool = False
) -> Response:
    """Return the page that a template makes of what ``work`` reads; ``compares`` says that it reads the former graph.

    Raises:
        Problem: no place is free, or the time limit was reached.

    """

    def made(reader: Reader) -> Response:
        if compares:
            with compute.before() as former:
                also_of(request, former)
        if unchanged(request, etag(request, reader.digest, HTML)):
            return respond(request, HTML, reader.digest, bytes)
        values = {**common(request, reader), **work(reader)}
        return respond(request, HTML, reader.digest, lambda: render(template, **values))

    return await compute.respond(request, HTML, made)


def common(request: Request, reader: Reader) -> Values:
    """Return what every page says: where it is, and of which graph."""
    return {**around(request), "digest": reader.digest, "as_of": reader.meta.get("as_of", "")}


def filled(given: Mapping[str, str | None]) -> dict[str, Scalar]:
    """Return the parameters that a form filled in; a form sends those left empty, too."""
    return {name: value.strip() for name, value in given.items() if value is not None and value.strip()}


def shorter(request: Request) -> Response | None:
    """Return a redirection to the address without what a form left empty, or None: what people share is short."""
    given = request.query_params.multi_items()
    kept = [(name, value) for name, value in given if value.strip()]
    if len(kept) == len(given):
        return None
    return elsewhere(request, here(request) + (f"?{urlencode(kept, safe=_PLAIN)}" if kept else ""))


def elsewhere(request: Request, path: str) -> Response:
    """Return a redirection to another page."""
    return RedirectResponse(f"{request.scope.get('root_path', '')}{path}", status_code=303)


def address(path: str, given: Mapping[str, object], **other: object) -> str:
    """Return a path with parameters; ``other`` replaces some of them, None takes one away.

    >>> address("/manques", {"scope": "region", "year": None}, filiere="tourisme")
    '/manques?scope=region&filiere=tourisme'
    """
    kept = {name: value for name, value in {**given, **other}.items() if value is not None}
    return path + (f"?{urlencode(kept, safe=_PLAIN)}" if kept else "")
