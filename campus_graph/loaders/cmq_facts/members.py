"""Members and partners: establishments by their UAI, all others as partners known by their name.

One organisation must be one node, or two campuses that share it seem not to: names that differ but mean the same
are brought together in ``partner_names.csv``; a name that occurs in two cities takes the city into its key.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from campus_graph.codes import valid_uai
from campus_graph.graph.tables import Table
from campus_graph.loaders.cmq_facts.clusters import cluster_ids, cluster_key, cluster_name
from campus_graph.loaders.cmq_facts.places import first_address, located, reviewed
from campus_graph.loaders.reading import Reading
from campus_graph.text import folded, slugged

_TRAINING = ("lycee", "lycee_pro", "universite", "ecole", "ecole_ingenieur", "iut", "cfa", "greta")
_CATEGORIES = {
    **dict.fromkeys(_TRAINING, "formation"),
    "pole_competitivite": "pole",
    "service_public": "service-public",
    **{c: c for c in ("entreprise", "collectivite", "branche", "cluster", "association", "plateforme", "laboratoire")},
}
_EDGE = ["start_id", "end_id", "role"]


def member_tables(
    reading: Reading, members: pl.DataFrame, campuses: pl.DataFrame, clusters: pl.DataFrame
) -> Iterator[Table]:
    """Yield HAS_MEMBER, Partner, clusters that only a campus names, PARTNERS_WITH and LOCATED_IN."""
    rows = _usable(reading, members, campuses)
    yield _establishments(reading, rows.filter(pl.col("uai").is_not_null()))
    partners = _named(rows).filter(pl.col("uai").is_null())
    partners = _identified(reading, partners, clusters)
    yield Table("Partner", _described(partners.filter(pl.col("category") != "pole")))
    other = partners.filter(pl.col("category") == "pole").join(clusters, left_on="node", right_on="id", how="anti")
    yield Table("CompetitivenessCluster", _described(other))
    edges = partners.with_columns(start_id="id", end_id="node", source_url=first_address("source_url"))
    edges = reading.distinct("members", edges.sort(*_EDGE, "source_url"), _EDGE)
    yield Table("PARTNERS_WITH", edges.select(*_EDGE, "source_url", "line"), "members")
    yield Table("LOCATED_IN", located(reading, partners.select("region", id="node", city="ville")))


def _usable(reading: Reading, members: pl.DataFrame, campuses: pl.DataFrame) -> pl.DataFrame:
    """Return the usable rows with the id and the region of their campus."""
    known = campuses.select("campus_id", "id", region="region_code")
    rows = members.join(known, on="campus_id", how="left", maintain_order="left")
    rows = reading.require("members", rows, pl.col("id").is_not_null(), "campus_id", "campus inconnu de campus.csv")
    rows = reading.require("members", rows, folded("nom_membre") != "", "nom_membre", "membre sans nom")
    roles = reading.model.notations("roles")
    rows = reading.require("members", rows, pl.col("role").is_in(roles), "role", "rôle inconnu")
    uai = pl.col("uai").is_null() | valid_uai("uai")
    return reading.require("members", rows, uai, "uai", "UAI dont la lettre de contrôle est fausse")


def _establishments(reading: Reading, rows: pl.DataFrame) -> Table:
    edges = rows.select(
        "role",
        "line",
        start_id="id",
        end_id=reading.mint("Establishment", "uai"),
        match="uai_match",
        source_url=first_address("source_url"),
    )
    edges = reading.distinct("members", edges.sort(*_EDGE, "source_url"), _EDGE)
    return Table("HAS_MEMBER", edges, "members")


def _named(rows: pl.DataFrame) -> pl.DataFrame:
    """Add ``name`` (the one name of an organisation) and ``key``, over all rows so that homonyms are seen."""
    same = reviewed("partner_names.csv").select(said=folded("name"), canonical="same_as")
    rows = rows.with_columns(said=folded("nom_membre")).join(same, on="said", how="left", maintain_order="left")
    rows = rows.with_columns(name=pl.coalesce("canonical", "nom_membre"), place=slugged("ville"))
    cities = pl.col("place").drop_nulls().n_unique().over(slugged("name"))
    with_city = pl.concat_str(slugged("name"), "place", separator="-", ignore_nulls=True)
    return rows.with_columns(key=pl.when(cities > 1).then(with_city).otherwise(slugged("name")))


def _identified(reading: Reading, rows: pl.DataFrame, clusters: pl.DataFrame) -> pl.DataFrame:
    """Add ``category`` and ``node``: the partner, or the cluster that the name means."""
    category = pl.col("type").replace_strict(_CATEGORIES, default="autre")
    cluster = pl.coalesce("cluster", reading.mint("CompetitivenessCluster", cluster_key("nom_membre")))
    rows = rows.with_columns(category=category, said=cluster_name("nom_membre"))
    rows = rows.join(cluster_ids(clusters), left_on="said", right_on="name", how="left", maintain_order="left")
    partner = reading.mint("Partner", "key")
    return rows.with_columns(node=pl.when(pl.col("category") == "pole").then(cluster).otherwise(partner))


def _described(rows: pl.DataFrame) -> pl.DataFrame:
    """Return one node per organisation; « autre » gives way to any other category."""
    vague = pl.col("category") == "autre"
    grouped = rows.group_by(id="node").agg(
        label=pl.col("name").sort().first(),
        category=pl.col("category").sort_by(vague, "category").first(),
        city=pl.col("ville").drop_nulls().sort().first(),
    )
    return grouped.sort("id")
