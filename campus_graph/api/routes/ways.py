"""The shortest way between two things, step by step."""

from __future__ import annotations

from typing import Annotated, Any

import polars as pl
from fastapi import APIRouter, Query, Request, Response

from campus_graph.api import describe
from campus_graph.api.formats import choose
from campus_graph.api.listing import FORMS, respond_rows, whole
from campus_graph.api.params import Computing
from campus_graph.graph.store import Reader
from campus_graph.graph.ways import shortest_way
from campus_graph.ontology.model import load_model
from campus_graph.queries.names import existing

_COLUMNS = {
    "id": "rang",
    "relation": "relation",
    "label_fr": "nom de la relation",
    "start_id": "de",
    "start_label": "nom",
    "end_id": "à",
    "end_label": "nom de l’autre",
    "forward": "dans le sens du chemin",
}
_SCHEMA: dict[str, Any] = {**dict.fromkeys(_COLUMNS, pl.String), "forward": pl.Boolean}
Start = Annotated[
    str, Query(max_length=200, description="Identifiant du départ.", json_schema_extra={"example": "campus/paca-icc"})
]
End = Annotated[
    str,
    Query(max_length=200, description="Identifiant de l’arrivée.", json_schema_extra={"example": "campus/paca-mer"}),
]


def router() -> APIRouter:
    """Return the route of ways."""
    routes = APIRouter(tags=["Entités"])
    schema = describe.paged(describe.row_of(_COLUMNS))
    about: dict[str, Any] = {"responses": describe.responses(FORMS, schema), "response_class": Response}
    routes.add_api_route("/ways", _way, summary="Le plus court chemin entre deux choses", **about)
    return routes


async def _way(request: Request, compute: Computing, start: Start, end: End) -> Response:
    form = choose(request, FORMS)

    def work(reader: Reader) -> Response:
        for identifier in (start, end):
            existing(reader, identifier)
        rows = whole("chemin", f"Le plus court chemin de {start} à {end}", way(reader, start, end), _COLUMNS)
        return respond_rows(request, form, reader.digest, rows)

    return await compute.respond(request, form, work)


def way(reader: Reader, start: str, end: str) -> pl.DataFrame:
    """Return the steps of the shortest way, in order, with names; no rows where none is known."""
    steps = shortest_way(reader, start, end) or []
    ends = sorted({name for step in steps for name in (step.start_id, step.end_id)})
    names = dict(reader.nodes(ends).select("id", "label").iter_rows()) if ends else {}
    relations = load_model().relations
    rows = [
        {
            "id": str(number),
            **step._asdict(),
            "label_fr": relations[step.relation].label_fr,
            "start_label": names[step.start_id],
            "end_label": names[step.end_id],
        }
        for number, step in enumerate(steps, start=1)
    ]
    return pl.DataFrame(rows, schema=_SCHEMA)
