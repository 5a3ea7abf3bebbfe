"""The first page: what the graph answers, where each user enters, and what the data is."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from campus_graph.api.params import Computing
from campus_graph.api.settings import ApiSettings
from campus_graph.api.web.finding import plural
from campus_graph.api.web.page import Values, respond_page
from campus_graph.graph.listing import listed
from campus_graph.graph.store import Reader

_COUNTED = ("Campus", "Establishment", "Diploma", "Partner", "CompetitivenessCluster", "ResearchLab")
_OFFERS = "TEACHES"


def router(settings: ApiSettings) -> APIRouter:
    """Return the route of the first page."""
    routes = APIRouter(include_in_schema=False)
    routes.add_api_route("/", _home, response_class=Response)
    return routes


async def _home(request: Request, compute: Computing) -> Response:
    return await respond_page(request, compute, "home/home.html", _state)


def _state(reader: Reader) -> Values:
    counts = reader.counts()
    shown = [(plural(kind), counts[kind]) for kind in _COUNTED]
    offers = reader.provenance([_OFFERS])
    sources = reader.table("Source").select("id", "label", "publisher", "vintage")
    return {
        "title": "Où manque‑t‑il un campus, un diplôme, un lien ?",
        "counts": [*shown, ("Offres de formation", counts[_OFFERS])],
        "years": (offers.years[0], offers.years[-1]) if offers.years else None,
        "sources": sources.rows(named=True),
        "publishers": sorted(set(sources["publisher"].drop_nulls())),
        "described": counts["Campus"],
        "stated": _stated(reader),
    }


def _stated(reader: Reader) -> tuple[int, str] | None:
    """Return the last published count of the campuses of France, and its period."""
    _, every = listed(reader, "Indicator", {"measure": "campus labellisés", "subject": "france"})
    counts = every.drop_nulls(["value", "period"])
    if counts.is_empty():
        return None
    last = counts.sort("period").tail(1).row(0, named=True)
    return int(last["value"]), str(last["period"])
