"""Campuses as rows: their filières, their zone, and how their label stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl

from campus_graph.api.compute import Compute
from campus_graph.api.web.shared import term
from campus_graph.graph.store import Reader, Scalar
from campus_graph.queries.registry import question
from campus_graph.text import fold

LABELS = "label-calendar"
Campus = dict[str, Any]
HEADERS = {
    "id": "identifiant",
    "label": "nom",
    "category": "catégorie",
    "city": "ville du support",
    "filieres": "filières",
    "zone": "zone déclarée",
    "verdict": "état du label",
    "issued_year": "année d’attribution",
    "reason": "motif",
}


def campuses(reader: Reader, compute: Compute, given: Mapping[str, Scalar]) -> list[Campus]:
    """Return the campuses of a territory and filière, as the questions understand these; all, without any.

    Each has id, label, category, ``filieres`` and ``zone`` (other, label), and of its latest label verdict,
    issued_year and reason.
    """
    labels = compute.answer(reader, LABELS, {}).frame.select("campus", "verdict", "issued_year", "reason")
    latest = labels.sort("issued_year", nulls_last=False).unique("campus", keep="last")
    found = reader.table("Campus").select("id", "label", "category", "city")
    if given:
        asked = compute.answer(reader, "campus-profile", dict(given)).frame.select(id="campus").unique()
        found = found.join(asked, on="id", how="semi")
    found = found.join(latest, left_on="id", right_on="campus", how="left")
    for name, relation in (("filieres", "IN_FILIERE"), ("zone", "COVERS")):
        found = found.join(_gathered(reader, relation, name), on="id", how="left")
    rows = [{**row, "category": term("campus_categories", row["category"])} for row in found.iter_rows(named=True)]
    return sorted(rows, key=lambda row: (fold(row["label"]), row["id"]))


def _gathered(reader: Reader, relation: str, name: str) -> pl.DataFrame:
    """Return (id, name): the things that each campus is tied to by a relation, as (other, label)."""
    ties = reader.table(relation).select(id="start_id", other="end_id")
    names = reader.nodes(ties["other"].unique().to_list()).select(other="id", label="label")
    both = ties.join(names, on="other").sort("label").group_by("id", maintain_order=True)
    return both.agg(pl.struct("other", "label").alias(name))


def as_frame(rows: Iterable[Campus]) -> pl.DataFrame:
    """Return campuses as a table for files: names instead of links, the verdict in words."""
    words = question(LABELS).verdicts
    flat = [
        {
            **row,
            "filieres": [one["label"] for one in row["filieres"] or ()],
            "zone": [one["label"] for one in row["zone"] or ()],
            "verdict": words.get(row["verdict"]),
        }
        for row in rows
    ]
    types = {name: pl.List(pl.String()) if name in ("filieres", "zone") else pl.String() for name in HEADERS}
    return pl.DataFrame(flat, schema={**types, "issued_year": pl.Int64()}, orient="row")
