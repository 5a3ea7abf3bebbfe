"""The first page: what the graph answers, where each user enters, and what the data is."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from campus_graph.api.params import Computing
from campus_graph.api.settings import ApiSettings
from campus_graph.api.web.page import Values, respond_page
from campus_graph.graph.store import Reader


def router(settings: ApiSettings) -> APIRouter:
    """Return the route of the first page."""
    routes = APIRouter(include_in_schema=False)
    routes.add_api_route("/", _home, response_class=Response)
    return routes


async def _home(request: Request, compute: Computing) -> Response:
    return await respond_page(request, compute, "home/home.html", _state)


def _state(reader: Reader) -> Values:
    return {"title": "Accueil"}
