"""Every family of pages, each with its routes."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi import APIRouter

from campus_graph.api.settings import ApiSettings
from campus_graph.api.web import campus, gaps, home, parcours, search, things

# Where a suffix chooses the form of a page's rows: /manques/coverage-gap.xlsx
SUFFIXED = ("/manques/", "/comparer")


def routers(settings: ApiSettings) -> Iterator[APIRouter]:
    """Yield the routes of every family of pages."""
    yield home.router(settings)
    yield search.router(settings)
    yield gaps.router(settings)
    yield parcours.router(settings)
    yield campus.router(settings)
    yield things.router(settings)
