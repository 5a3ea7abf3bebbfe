"""Per region and académie: of how many campuses, establishments, offers and laboratories what is known.

Each share is that of the things which the graph has; only a published count could say that these are all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import polars as pl

from campus_graph.checks.completeness import KNOWN, PARTIAL, UNKNOWN, campus_counts, described_campuses
from campus_graph.checks.places import Scope, campus_places, own_places, places
from campus_graph.graph.store import Reader

TOPICS: Mapping[str, str] = {
    "campus-described": "Campus labellisés décrits, sur ceux que compte la dernière publication",
    "campus-filiere": "Campus dont une filière est connue",
    "campus-member": "Campus dont un membre ou le support est connu",
    "campus-all-members": "Campus dont le nombre total de membres est dit",
    "campus-zone": "Campus dont la zone déclarée est connue",
    "campus-director": "Campus dont la direction opérationnelle est dite, en place ou vacante",
    "campus-lab": "Campus dont un laboratoire membre ou partenaire est connu",
    "campus-agreement": "Campus dont une convention ou une coopération est connue",
    "label-issued": "Labels dont l’année d’attribution est connue",
    "label-expiry": "Labels dont l’échéance est connue",
    "establishment-position": "Établissements situés sur la carte",
    "establishment-offer": "Établissements dont une offre est connue",
    "offer-places": "Offres dont la capacité est connue, une année au moins",
    "offer-learners": "Offres dont l’effectif est connu, une année au moins",
    "offer-filiere": "Offres dont le diplôme relève d’une filière",
    "diploma-today": "Diplômes proposés qui sont ouverts, ou ramenés à un diplôme ouvert",
    "lab": "Laboratoires situés sur la carte",
}
SHARES = {
    **dict.fromkeys(("territory", "label", "topic"), pl.String()),
    "known": pl.Int64(),
    "total": pl.Int64(),
    "share": pl.Float64(),
    "status": pl.String(),
}
OFFERS = {
    **dict.fromkeys(("territory", "label"), pl.String()),
    "year": pl.Int64(),
    "voie": pl.String(),
    **dict.fromkeys(("level", "offers", "establishments", "capacity", "enrolled"), pl.Int64()),
}
BY_SOURCE = {
    **dict.fromkeys(("territory", "label", "source"), pl.String()),
    **dict.fromkeys(("establishments", "offers"), pl.Int64()),
}
_KEY = ("start_id", "end_id", "voie")


def territories_of(reader: Reader, scope: Scope) -> pl.DataFrame:
    """Return (territory, label): that of the scope and the académies in it; for the country all, regions first."""
    regions = reader.table("Region").filter(~pl.col("former").fill_null(False)).select(territory="id", label="label")
    academies = reader.table("Academy").select(territory="id", label=pl.format("Académie : {}", "label"))
    if scope.territory is None:
        return pl.concat([regions.sort("territory"), academies.sort("territory")])
    inside = places(reader, ["Academy"]).filter(territory=scope.territory)["id"].implode()
    own = pl.concat([regions, academies]).filter(territory=scope.territory)
    return pl.concat([own, academies.filter(pl.col("territory").is_in(inside)).sort("territory")]).unique(
        "territory", keep="first", maintain_order=True
    )


def territory_shares(reader: Reader, scope: Scope) -> pl.DataFrame:
    """Return one row per territory of the scope and topic of ``TOPICS``, as ``SHARES``.

    ``total`` is null where nobody states a number, ``share`` where there is none to divide by.
    """
    wanted = territories_of(reader, scope)
    parts = pl.concat([*_of_campuses(reader), *_of_schools(reader), _labs(reader)])
    counts = parts.group_by("territory", "topic").agg(
        known=pl.col("known").sum().cast(pl.Int64), total=pl.len().cast(pl.Int64)
    )
    topics = pl.DataFrame({"topic": list(TOPICS), "rank": range(len(TOPICS))})
    every = wanted.with_row_index("place").join(topics, how="cross").sort("place", "rank")
    found = every.join(counts, on=["territory", "topic"], how="left").with_columns(
        pl.col("known", "total").fill_null(0)
    )
    share = pl.when(pl.col("total") > 0).then((pl.col("known") / pl.col("total")).round(4))
    status = (
        pl.when(pl.col("known") == 0)
        .then(pl.lit(UNKNOWN))
        .when(pl.col("known") == pl.col("total"))
        .then(pl.lit(KNOWN))
        .otherwise(pl.lit(PARTIAL))
    )
    return _counted(reader, found.with_columns(share=share, status=status))


def _counted(reader: Reader, found: pl.DataFrame) -> pl.DataFrame:
    """Put the published counts of campuses in their rows: they alone can say that all is described."""
    counts = campus_counts(reader).select("territory", "stated", said="status").drop_nulls("territory")
    labelled = described_campuses(reader).select("territory", described="known")
    own = pl.col("topic") == "campus-described"
    joined = found.join(counts, on="territory", how="left").join(labelled, on="territory", how="left")
    joined = joined.with_columns(
        known=pl.when(own).then(pl.col("described").fill_null(0)).otherwise("known"),
        total=pl.when(own).then("stated").otherwise("total"),
        share=pl.when(own & (pl.col("said") != UNKNOWN))
        .then((pl.col("described") / pl.col("stated")).round(4))
        .when(~own)
        .then("share"),
        status=pl.when(own).then(pl.col("said").fill_null(UNKNOWN)).otherwise("status"),
    )
    return joined.select(pl.col(n).cast(t) for n, t in SHARES.items())


def offer_counts(reader: Reader, scope: Scope) -> pl.DataFrame:
    """Return offers by territory, year, voie and level of 2019, as ``OFFERS``; learners and places as far as known."""
    levels = reader.table("Diploma").select(end_id="id", level="level")
    rows = _offers(reader, scope).join(levels, on="end_id", how="left")
    counts = rows.group_by("territory", "label", "year", "voie", "level").agg(
        offers=pl.len(),
        establishments=pl.col("start_id").n_unique(),
        capacity=_sum("capacity"),
        enrolled=_sum("enrolled"),
    )
    order = ["territory", "year", "voie", "level"]
    return counts.select(pl.col(n).cast(t) for n, t in OFFERS.items()).sort(order, nulls_last=True)


def _sum(name: str) -> pl.Expr:
    """Return a sum; that of nothing known is unknown, not zero."""
    return pl.when(pl.col(name).count() > 0).then(pl.col(name).sum())


def source_shares(reader: Reader, scope: Scope) -> pl.DataFrame:
    """Return how many establishments and offers of each territory rest on each source, as ``BY_SOURCE``."""
    wanted = territories_of(reader, scope)
    schools = reader.table("Establishment")
    placed = own_places(schools).join(wanted, on="territory").join(schools.select("id", "sources"), on="id")
    parts = {"establishments": placed, "offers": _offers(reader, scope)}
    on = ["territory", "label", "source"]
    counts = [
        rows.explode("sources").group_by("territory", "label", source="sources").agg(pl.len().alias(name))
        for name, rows in parts.items()
    ]
    joined = counts[0].join(counts[1], on=on, how="full", coalesce=True)
    filled = joined.with_columns(pl.col("establishments", "offers").fill_null(0))
    return filled.select(pl.col(n).cast(t) for n, t in BY_SOURCE.items()).sort(
        ["territory", "offers", "establishments", "source"], descending=[False, True, True, False]
    )


def _offers(reader: Reader, scope: Scope) -> pl.DataFrame:
    placed = own_places(reader.table("Establishment")).join(territories_of(reader, scope), on="territory")
    return reader.table("OFFERS").join(placed, left_on="start_id", right_on="id")


def _topic(name: str, things: pl.DataFrame, known: pl.Expr) -> pl.DataFrame:
    """Return (territory, topic, known): one row per thing and territory."""
    return things.select("territory", topic=pl.lit(name), known=known.fill_null(False))


def _in(frame: pl.DataFrame, column: str) -> pl.Expr:
    return pl.col("id").is_in(frame[column].drop_nulls().unique().implode())


def _of_campuses(reader: Reader) -> Iterator[pl.DataFrame]:
    campuses, members = campus_places(reader), reader.table("HAS_MEMBER")
    tied = pl.concat([members.select("start_id", "end_id"), reader.table("PARTNERS_WITH").select("start_id", "end_id")])
    stated = reader.table("Indicator").filter(measure="membres").drop_nulls("value")
    director = reader.table("STEERED_BY").filter(pl.col("end_id") == "steering/operational-director")
    known = {
        "campus-filiere": _in(reader.table("IN_FILIERE"), "start_id"),
        "campus-member": _in(members, "start_id") | _in(reader.table("SUPPORTED_BY"), "start_id"),
        "campus-all-members": _in(stated, "subject"),
        "campus-zone": _in(reader.table("COVERS"), "start_id"),
        "campus-director": _in(director, "start_id"),
        "campus-lab": _in(tied.filter(pl.col("end_id").str.starts_with("lab/")), "start_id"),
        "campus-agreement": _in(reader.table("COOPERATES_WITH"), "campus"),
    }
    for name, column in known.items():
        yield _topic(name, campuses, column)
    labels = reader.table("AWARDED").join(campuses, left_on="start_id", right_on="id")
    labels = labels.join(reader.table("Label"), left_on="end_id", right_on="id")
    yield _topic("label-issued", labels, pl.col("issued_year").is_not_null())
    yield _topic("label-expiry", labels, pl.col("expiry_year").is_not_null())


def _of_schools(reader: Reader) -> Iterator[pl.DataFrame]:
    schools, offers = reader.table("Establishment"), reader.table("OFFERS")
    placed = own_places(schools).join(schools.select("id", "latitude"), on="id")
    yield _topic("establishment-position", placed, pl.col("latitude").is_not_null())
    yield _topic("establishment-offer", placed, _in(offers, "start_id"))
    ever = offers.group_by(_KEY).agg(pl.col("capacity", "enrolled").count())
    lines = ever.join(placed.select("id", "territory"), left_on="start_id", right_on="id").rename({"end_id": "id"})
    yield _topic("offer-places", lines, pl.col("capacity") > 0)
    yield _topic("offer-learners", lines, pl.col("enrolled") > 0)
    yield _topic("offer-filiere", lines, _in(mapped_diplomas(reader), "id"))
    diplomas = lines.select("territory", "id").unique()
    taught = reader.table("TEACHES").filter(pl.col("rule") != "closed")
    yield _topic("diploma-today", diplomas, _in(taught, "origin") | _in(taught, "end_id"))


def mapped_diplomas(reader: Reader) -> pl.DataFrame:
    """Return (id) of the diplomas with a filière of their own, or that are lifted to one that has one."""
    own = reader.table("BELONGS_TO").select(id="start_id")
    lifted = reader.table("TEACHES").select("origin", "end_id").unique().join(own, left_on="end_id", right_on="id")
    return pl.concat([own, lifted.select(id="origin").drop_nulls()]).unique()


def _labs(reader: Reader) -> pl.DataFrame:
    located = reader.table("LOCATED_IN")
    return _topic("lab", places(reader, ["ResearchLab"]), _in(located, "start_id"))
