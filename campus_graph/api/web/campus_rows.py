"""Campuses as rows: their filières, their zone, and how their label stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from campus_graph.api.compute import Compute
from campus_graph.api.web.shared import term
from campus_graph.graph.store import Reader, Scalar
from campus_graph.text import fold

LABELS = "label-calendar"


def campuses(reader: Reader, compute: Compute, given: Mapping[str, Scalar]) -> list[dict[str, Any]]:
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
