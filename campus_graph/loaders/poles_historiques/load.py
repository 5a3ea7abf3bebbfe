"""The competitiveness clusters of before 2019, under the names that older texts use.

The list has names only. A name that today's list knows, by spelling or by acronym, adds nothing but that name; one
that the reviewed table beside this module (``same.csv``) leads to a cluster of today is kept there as a former name.
The others are clusters of their own, which have merged or lost the label since: the file does not say into what.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from campus_graph.graph.tables import Table
from campus_graph.loaders.cmq_facts.clusters import cluster_key, cluster_name
from campus_graph.loaders.offers import reviewed
from campus_graph.loaders.reading import Reading
from campus_graph.text import folded

_FILE = "clusters"
_PHASE = "II-III (avant 2019)"


def load(reading: Reading) -> Iterator[Table]:
    """Yield the former names of today's clusters, and the clusters that are no more."""
    rows = reading.rows(_FILE).rename({"value": "name"})
    rows = reading.require(_FILE, rows, pl.col("name").is_not_null(), "name", "pôle sans nom")
    found = _with_cluster(reading, rows)
    today = found.filter(pl.col("cluster").is_not_null()).sort("cluster", "name")
    gone = found.filter(pl.col("cluster").is_null()).with_columns(
        id=reading.mint("CompetitivenessCluster", cluster_key("name"))
    )
    other_name = pl.when(folded("name") != folded("label")).then(pl.concat_list("name"))
    yield Table("CompetitivenessCluster", today.select("line", id="cluster", former_names=other_name), _FILE)
    one = reading.distinct(_FILE, gone, ["id"])
    described = one.select("line", "id", label="name", category=pl.lit("pole"), phase=pl.lit(_PHASE))
    yield Table("CompetitivenessCluster", described, _FILE)


def _with_cluster(reading: Reading, rows: pl.DataFrame) -> pl.DataFrame:
    """Return the rows with ``cluster``: the id of the cluster of today that the name is of, null where none is."""
    known = reading.lookup("cmq_facts.clusters")
    same = reviewed(__package__, "same.csv").select(name="old", today=cluster_name("today"))
    named = rows.join(same, on="name", how="left", maintain_order="left")
    keyed = named.with_columns(key=pl.coalesce("today", cluster_name("name")))
    return keyed.join(known, left_on="key", right_on="name", how="left", maintain_order="left")
