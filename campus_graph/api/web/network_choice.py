"""Réseaux: choose the campus whose network to look at, by region and filière."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from starlette.responses import RedirectResponse

from campus_graph.api.params import Computing
from campus_graph.api.web.page import Values, respond_page, shorter
from campus_graph.exports.facets import NONE, facets
from campus_graph.graph.store import Reader
from campus_graph.text import fold

PATH = "/reseau"
_TIES = ("HAS_MEMBER", "PARTNERS_WITH", "SUPPORTED_BY")
_APART = " | "
Words = Annotated[str, Query(max_length=200)]


def add(routes: APIRouter) -> None:
    """Add the routes of the choice."""
    routes.add_api_route(PATH, _choice, response_class=Response)
    routes.add_api_route("/reseaux", _moved, response_class=Response)


async def _moved(request: Request) -> Response:
    return RedirectResponse(f"{request.scope.get('root_path', '')}{PATH}", status_code=303)


async def _choice(
    request: Request, compute: Computing, region: Words = "", filiere: Words = "", q: Words = ""
) -> Response:
    moved = shorter(request)
    if moved is not None:
        return moved

    def work(reader: Reader) -> Values:
        every = _campuses(reader)
        return {
            "title": "Réseaux",
            "trail": [("Réseaux", None)],
            "asked": {"region": region, "filiere": filiere, "words": q},
            "options": {name: _values(every, name) for name in ("region", "filiere")},
            "total": len(every),
            "campuses": [one for one in every if _wanted(one, region, filiere, q)],
        }

    return await respond_page(request, compute, "network/choice.html", work)


def _campuses(reader: Reader) -> list[dict[str, object]]:
    known = facets(reader, "Campus")
    actors: dict[str, set[str]] = {}
    for relation in _TIES:
        for campus, actor in reader.table(relation).select("start_id", "end_id").iter_rows():
            actors.setdefault(campus, set()).add(actor)
    rows = [
        {
            "id": identifier,
            "label": label,
            "region": (known.get(identifier, NONE).region or "").split(_APART),
            "filiere": (known.get(identifier, NONE).filiere or "").split(_APART),
            "actors": len(actors.get(identifier, ())),
        }
        for identifier, label in reader.table("Campus").select("id", "label").iter_rows()
    ]
    return sorted(rows, key=lambda row: (fold(str(row["label"])), row["id"]))


def _values(rows: list[dict[str, object]], name: str) -> list[str]:
    return sorted({value for row in rows for value in row[name] if value})  # type: ignore[attr-defined]


def _wanted(row: dict[str, object], region: str, filiere: str, words: str) -> bool:
    named = fold(str(row["label"]))
    within = region in ("", *row["region"]) and filiere in ("", *row["filiere"])  # type: ignore[misc]
    return within and all(word in named for word in fold(words).split())
