"""Every family of pages, each with its routes."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi import APIRouter

from campus_graph.api.settings import ApiSettings
from campus_graph.api.web import campus, home, parcours


def routers(settings: ApiSettings) -> Iterator[APIRouter]:
    """Yield the routes of every family of pages."""
    yield home.router(settings)
    yield parcours.router(settings)
    yield campus.router(settings)
