"""The relations of a thing are all that the tables hold: what the reader leaves unread cannot touch it."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl
import pytest

from campus_graph.graph.store import Reader, open_store
from campus_graph.ontology.model import load_model
from tests.starter_graph import starter_graph

MODEL = load_model()
_EACH = 4


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    with open_store(starter_graph(tmp_path_factory)) as opened:
        yield opened


@pytest.fixture(scope="module")
def every(reader: Reader) -> pl.DataFrame:
    """Return (relation, start_id, end_id) of the whole graph."""
    tables = [
        reader.table(name).select(pl.lit(name).alias("relation"), "start_id", "end_id") for name in MODEL.relations
    ]
    return pl.concat(tables).unique()


@pytest.mark.parametrize("kind", [*MODEL.nodes, None])
def test_edges_and_ties_are_those_of_the_tables(reader: Reader, every: pl.DataFrame, kind: str | None) -> None:
    nodes = reader.table(kind)["id"] if kind else pl.Series(["nothing", "campus/none", "none/none"])
    names = reader.query("SELECT id, kind, label FROM _search", {})
    for identifier in nodes.gather_every(max(1, len(nodes) // _EACH)):
        out = every.filter(start_id=identifier).select("relation", direction=pl.lit("→"), other="end_id")
        back = every.filter(end_id=identifier).select("relation", direction=pl.lit("←"), other="start_id")
        wanted = pl.concat([out, back]).join(names, left_on="other", right_on="id").unique()
        assert reader.edges(identifier).rows() == wanted.sort("relation", "direction", "other").rows()
    both = every.filter(pl.col("start_id").is_in(nodes.implode()) | pl.col("end_id").is_in(nodes.implode()))
    assert reader.ties(nodes.to_list()).rows() == both.sort("relation", "start_id", "end_id").rows()
