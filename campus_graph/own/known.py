"""What a user may refer to: the things that the official sources describe, by identifier, code and name."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from campus_graph.graph.assemble import Contribution
from campus_graph.ontology.model import Model
from campus_graph.text import folded

_SCHEMA = {"id": pl.String(), "label": pl.String()}


class Known:
    """The nodes of the sources so far."""

    def __init__(self, model: Model, contributions: Sequence[Contribution]) -> None:
        self.model = model
        parts: dict[str, list[pl.DataFrame]] = {}
        for contribution in contributions:
            for table in contribution.tables:
                if table.kind in model.nodes and "label" in table.frame.columns:
                    parts.setdefault(table.kind, []).append(_living(table.frame))
        self._nodes = {kind: pl.concat(frames).unique("id", keep="first") for kind, frames in parts.items()}
        concepts = model.vocabularies["filieres"]
        path = model.path("Filiere")
        named = [(f"{path}/{c.notation}", c.label_fr) for c in concepts]
        self._nodes["Filiere"] = pl.DataFrame(named, schema=_SCHEMA, orient="row")

    def ids(self, *kinds: str) -> list[str]:
        """Return the identifiers of these kinds, sorted."""
        found = [self._nodes[kind]["id"] for kind in kinds if kind in self._nodes]
        return sorted(set(pl.concat(found))) if found else []

    def named(self, *kinds: str) -> pl.DataFrame:
        """Return (said, id): every way to name a thing (identifier, code, name), folded. What two kinds bear goes to
        the first one; what two things of a kind bear is left out.
        """
        empty = pl.DataFrame(schema=_SCHEMA)
        ranked = [self._nodes.get(kind, empty).with_columns(rank=pl.lit(rank)) for rank, kind in enumerate(kinds)]
        rows = pl.concat(ranked)
        code = pl.col("id").str.split("/").list.last()
        said = [rows.select("id", "rank", said=folded(column)) for column in (pl.col("id"), code, pl.col("label"))]
        first = pl.concat(said).unique().filter(pl.col("rank") == pl.col("rank").min().over("said"))
        return first.filter(pl.col("id").n_unique().over("said") == 1).drop("rank").sort("said")


def _living(frame: pl.DataFrame) -> pl.DataFrame:
    """Former regions bear names of their own and are no zone of today."""
    kept = frame.filter(~pl.col("former").fill_null(False)) if "former" in frame.columns else frame
    return kept.select("id", "label")
