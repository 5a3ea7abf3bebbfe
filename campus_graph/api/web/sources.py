"""Sources: who publishes what the graph says, under which licence, and what became of each row."""

from __future__ import annotations

import polars as pl
from fastapi import APIRouter, Request, Response

from campus_graph.api.params import Computing
from campus_graph.api.settings import ApiSettings
from campus_graph.api.web.page import Values, respond_page
from campus_graph.api.web.quality import ledger
from campus_graph.api.web.shared import list_files, root_of
from campus_graph.graph.store import Reader
from campus_graph.text import fold

PATH = "/sources"
_COUNTS = ("read", "loaded", "merged", "rejected")


def router(settings: ApiSettings) -> APIRouter:
    """Return the route of the sources."""
    routes = APIRouter(include_in_schema=False)
    routes.add_api_route(PATH, _sources, response_class=Response)
    return routes


async def _sources(request: Request, compute: Computing) -> Response:
    return await respond_page(request, compute, "about/sources.html", lambda reader: _listed(reader, root_of(request)))


def _listed(reader: Reader, root: str) -> Values:
    counts = ledger(reader).group_by("source").agg(pl.col(*_COUNTS).sum(), files=pl.len())
    key = pl.col("id").str.strip_prefix("source/")
    rows = reader.table("Source").join(counts, left_on=key, right_on="source", how="left").to_dicts()
    files = {name: list_files(root, name, {}) for name in ("sources", "ledger")}
    return {
        "title": "Sources",
        "trail": [("Sources", None)],
        "rows": sorted(rows, key=lambda row: (fold(row["label"]), row["id"])),
        "files": files,
    }
