"""Searching: a plain page of what was found by kind, and the same as data for the box that suggests while one types."""

from __future__ import annotations

import orjson
from fastapi import APIRouter, Request, Response

from campus_graph.api.formats import respond
from campus_graph.api.params import Computing, Words
from campus_graph.api.settings import ApiSettings
from campus_graph.api.web.finding import every, found, suggestions
from campus_graph.api.web.page import Values, respond_page
from campus_graph.graph.store import Reader

_SHOWN, _SUGGESTED = 12, 4  # of each kind
_ALL = 1_000


def router(settings: ApiSettings) -> APIRouter:
    """Return the routes of the search."""
    routes = APIRouter(include_in_schema=False)
    routes.add_api_route("/recherche", _page, response_class=Response)
    routes.add_api_route("/recherche/suggestions", _suggest, response_class=Response)
    return routes


async def _page(request: Request, compute: Computing, q: Words = "", kind: Words = "") -> Response:
    def work(reader: Reader) -> Values:
        groups = found(reader, q, _ALL if kind else _SHOWN) if q.strip() else every(reader, kind, _ALL)
        shown = [group for group in groups if kind in ("", group.path)]
        total = sum(group.total for group in shown)
        near = suggestions(reader, q) if q.strip() and not total else []
        title = f"Recherche : {q}" if q.strip() else "Recherche"
        return {"title": title, "q": q, "groups": shown, "total": total, "near": near, "kind": kind}

    return await respond_page(request, compute, "search/search.html", work)


async def _suggest(request: Request, compute: Computing, q: Words = "") -> Response:
    root = request.scope.get("root_path", "")

    def work(reader: Reader) -> Response:
        def body() -> bytes:
            groups = found(reader, q, _SUGGESTED) if q.strip() else []
            return orjson.dumps(
                {
                    "total": sum(group.total for group in groups),
                    "groups": [
                        {
                            "words": group.words,
                            "hits": [
                                {"label": hit.label, "about": hit.about, "href": f"{root}{hit.page}"}
                                for hit in group.hits
                            ],
                        }
                        for group in groups
                    ],
                }
            )

        return respond(request, "json", reader.digest, body)

    return await compute.respond(request, "json", work)
