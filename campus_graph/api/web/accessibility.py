"""Accessibilité: what was done and checked, what was not, and whom to tell."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from campus_graph.api.params import Computing
from campus_graph.api.settings import ApiSettings
from campus_graph.api.web.page import Values, respond_page
from campus_graph.graph.store import Reader


def router(settings: ApiSettings) -> APIRouter:
    """Return the route of the statement."""
    routes = APIRouter(include_in_schema=False)
    routes.add_api_route("/accessibilite", _statement, response_class=Response)
    return routes


async def _statement(request: Request, compute: Computing) -> Response:
    def work(reader: Reader) -> Values:
        return {"title": "Accessibilité", "trail": [("Accessibilité", None)]}

    return await respond_page(request, compute, "about/accessibility.html", work)
