"""Every family of pages, each with its routes."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi import APIRouter

from campus_graph.api.settings import ApiSettings
from campus_graph.api.web import (
    campus,
    comparing,
    gaps,
    home,
    network,
    parcours,
    search,
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
)


def routers(settings: ApiSettings) -> Iterator[APIRouter]:
    """Yield the routes of every family of pages."""
    for family in _FAMILIES:
        yield family.router(settings)
