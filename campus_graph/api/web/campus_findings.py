"""What the questions find about one campus.

Each question is asked once for all campuses, and kept: the pages of all campuses then share its answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from campus_graph.api.compute import Compute
from campus_graph.graph.store import Reader, Scalar

# question → columns that may hold the campus, and what to ask so that campuses are answered for
LOOKED_AT: dict[str, tuple[tuple[str, ...], dict[str, Scalar]]] = {
    "label-calendar": (("campus",), {}),
    "missing-higher-link": (("campus",), {}),
    "level-gap": (("place",), {"scope": "campus"}),
    "weak-link": (("campus",), {}),
    "resilience": (("campus",), {}),
    "silos": (("campus", "other"), {}),
    "steering": (("subject",), {}),
}


@dataclass(frozen=True, slots=True)
class Found:
    """The rows of one question about one campus, and their number per verdict."""

    question: str
    rows: list[dict[str, Any]]
    counts: list[tuple[str, int]]

    @property
    def verdict(self) -> str | None:
        """Return the verdict of all rows, or None where they differ or there are none."""
        return self.counts[0][0] if len(self.counts) == 1 else None


def findings(reader: Reader, compute: Compute, name: str, campus: str) -> Found:
    """Return what a question finds about a campus (its identifier)."""
    columns, given = LOOKED_AT[name]
    answer = compute.answer(reader, name, given)
    own = pl.any_horizontal(pl.col(column) == campus for column in columns)
    rows = [{**row, "words": _item(row, campus)} for row in answer.frame.filter(own).iter_rows(named=True)]
    verdicts = [row["verdict"] for row in rows]
    counts = [(verdict, verdicts.count(verdict)) for verdict in answer.counts if verdict in verdicts]
    return Found(name, rows, counts)


def _item(row: dict[str, Any], campus: str) -> str:
    """Return what a row is about, beside the campus itself."""
    if "level" in row:
        return f"niveau {row['level']}, {row['filiere_label']}"
    if "need_label" in row:
        return f"{row['need_label']}{', ' + row['filiere_label'] if row.get('filiere_label') else ''}"
    if "other_label" in row:
        return str(row["campus_label"] if row["other"] == campus else row["other_label"])
    return ""
