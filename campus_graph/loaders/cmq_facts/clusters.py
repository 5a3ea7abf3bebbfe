"""Competitiveness clusters, and the keys by which a campus page names them.

Pages write « Pôle Fibres-Énergivie » or « IAR » where the list of clusters has another form: a cluster is known
by its name without « pôle » and without what stands in brackets, or by its acronym.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from campus_graph.graph.tables import Table
from campus_graph.loaders.cmq_facts.places import bare, first_address, located, regions
from campus_graph.loaders.reading import Reading
from campus_graph.text import folded, slugged

_BRACKETS = r"\s*\(.*\)\s*$"


def cluster_name(column: str) -> pl.Expr:
    """Return the folded name by which a cluster is recognised."""
    return folded(pl.col(column).str.replace(_BRACKETS, "")).str.strip_prefix("pole ")


def cluster_key(column: str) -> pl.Expr:
    """Return the key of a cluster: its name without brackets, as a slug."""
    return slugged(pl.col(column).str.replace(_BRACKETS, ""))


def read_clusters(reading: Reading) -> pl.DataFrame:
    """Return one row per cluster with its id; rows without a name are rejected."""
    rows = reading.rows("clusters")
    rows = reading.require("clusters", rows, pl.col("nom").is_not_null(), "nom", "pôle sans nom")
    rows = rows.with_columns(id=reading.mint("CompetitivenessCluster", cluster_key("nom")))
    return reading.distinct("clusters", rows, ["id"])


def cluster_ids(clusters: pl.DataFrame) -> pl.DataFrame:
    """Return (name, cluster): every name or acronym that belongs to one cluster only."""
    names = pl.concat(
        [clusters.select("id", name=cluster_name("nom")), clusters.select("id", name=cluster_name("sigle"))]
    )
    names = names.drop_nulls().unique()
    return names.filter(pl.len().over("name") == 1).select("name", cluster="id")


def cluster_tables(reading: Reading, clusters: pl.DataFrame) -> Iterator[Table]:
    """Yield CompetitivenessCluster and the LOCATED_IN of the seats that are known."""
    areas = clusters.select("id", city="ville_siege", name=pl.col("region").str.split(";")).explode("name")
    areas = areas.with_columns(name=bare("name")).join(regions(reading), on="name")
    codes = areas.group_by("id").agg(regions=pl.col("region").unique().sort())
    clusters = clusters.join(codes, on="id", how="left", maintain_order="left")
    yield Table(
        "CompetitivenessCluster",
        clusters.select(
            "id",
            "note",
            "line",
            "regions",
            label="nom",
            category=pl.lit("pole"),
            city="ville_siege",
            acronym="sigle",
            domain="domaine",
            phase="phase_annee",
            source_url=first_address("source_url"),
        ),
        "clusters",
    )
    yield Table("LOCATED_IN", located(reading, areas.select("id", "city", "region")))
