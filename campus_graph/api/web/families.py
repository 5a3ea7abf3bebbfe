"""Every family of pages, each with its routes."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi import APIRouter

from campus_graph.api.settings import ApiSettings
from campus_graph.api.web import (
    accessibility,
    campus,
    comparing,
    gaps,
    home,
    method,
    network,
    parcours,
    quality,
    search,
    sources,
    things,
)

# Where a suffix chooses the form of a page's rows: /manques/coverage-gap.xlsx
SUFFIXED = ("/manques/", "/comparer/", "/reseau/")
_FAMILIES = (
    home,
    search,
    gaps,
    comparing,
    parcours,
    campus,
    network,
    things,
    quality,
    sources,
    method,
    accessibility,
)


def routers(settings: ApiSettings) -> Iterator[APIRouter]:
    """Yield the routes of every family of pages."""
    for family in _FAMILIES:
        yield family.router(settings)
