"""What the graph says of itself: sources, completeness, disagreements, territories, filières; and how it is doing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response

from campus_graph.api.compute import Compute
from campus_graph.api.deps import compute_of
from campus_graph.api.formats import respond
from campus_graph.graph.mapped import filiere_counts
from campus_graph.graph.store import Reader
from campus_graph.render import to_json

Computing = Annotated[Compute, Depends(compute_of)]
_TERRITORIES = ("Region", "Academy", "Department", "EmploymentZone")


def _sources(reader: Reader) -> object:
    return {"sources": reader.table("Source").to_dicts(), "ledger": reader.ledger().to_dicts()}


def _completeness(reader: Reader) -> object:
    counts = reader.table("Indicator")
    stated = counts.filter(counts["measure"] == "campus labellisés").drop_nulls(["value", "period"])
    described = reader.table("COVERS").group_by("end_id").len().rename({"end_id": "subject", "len": "described"})
    rows = stated.join(described, on="subject", how="left").sort("subject", "period")
    columns = ("subject", "label", "period", "value", "described", "source_url")
    return {"counts": reader.counts(), "campuses": rows.select(columns).to_dicts()}


def _territories(reader: Reader) -> object:
    return {kind: reader.table(kind).select("id", "code", "label").to_dicts() for kind in _TERRITORIES}


_ABOUT: dict[str, tuple[str, Callable[[Reader], object]]] = {
    "sources": ("Les sources, leurs licences et le compte de leurs lignes", _sources),
    "completeness": ("Ce qui est décrit, au regard des décomptes publiés", _completeness),
    "filieres": ("Les filières, avec leurs diplômes, offres et campus", lambda r: filiere_counts(r).to_dicts()),
    "territories": ("Les territoires et leurs codes", _territories),
}


def router() -> APIRouter:
    """Return the routes about the graph."""
    routes = APIRouter(tags=["À propos"])
    for name, (said, function) in _ABOUT.items():
        routes.add_api_route(f"/{name}", _endpoint(name, function), summary=said, response_class=Response)

    @routes.get("/conflicts", summary="Les désaccords entre sources", response_class=Response)
    async def conflicts(
        request: Request,
        compute: Computing,
        limit: Annotated[int, Query(ge=1, le=10_000, description="Lignes par page.")] = 100,
        offset: Annotated[int, Query(ge=0, le=10_000_000, description="Lignes à sauter.")] = 0,
    ) -> Response:
        def work(reader: Reader) -> Response:
            rows = reader.conflicts()
            body = {"total": rows.height, "rows": rows.slice(offset, limit).to_dicts()}
            return respond(request, "json", reader.digest, lambda: to_json(body))

        return await compute.run(work)

    return routes


def _endpoint(name: str, function: Callable[[Reader], object]) -> Callable[..., Any]:
    async def endpoint(request: Request, compute: Computing) -> Response:
        def work(reader: Reader) -> Response:
            return respond(request, "json", reader.digest, lambda: to_json(function(reader)))

        return await compute.run(work)

    endpoint.__name__ = name
    return endpoint


def health() -> APIRouter:
    """Return the routes for those who watch the service."""
    routes = APIRouter(tags=["Service"])

    @routes.get("/health", summary="Le service répond")
    async def alive() -> dict[str, str]:
        return {"status": "ok"}

    @routes.get("/ready", summary="Le graphe se laisse lire", response_class=Response)
    async def ready(compute: Computing) -> Response:
        digest = await compute.run(lambda reader: reader.digest)
        return Response(to_json({"status": "ok", "digest": digest}), media_type="application/json")

    return routes
