"""The campuses of the made-up France: each has a region, a filière, a label, members and partners.

Every third region counts more campuses than the graph describes, so that some verdicts are unknown.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import polars as pl

from campus_graph.graph.tables import Table

if TYPE_CHECKING:
    from bench.synthetic import World

REGIONS = 18
_MEMBERS_SHARE = 7  # one establishment in seven is a member of a campus
_LABEL_YEARS = 5


def campus_tables(world: World) -> Iterator[Table]:
    """Yield everything about campuses."""
    campuses = _drawn(world)
    label = pl.format("label/{}", "slug")
    yield world.table("Campus", campuses.select("id", "label", "category"))
    expiry = pl.col("issued_year") + _LABEL_YEARS
    yield world.table("Label", campuses.select("label", "category", "issued_year", id=label, expiry_year=expiry))
    yield world.table("AWARDED", campuses.select(start_id="id", end_id=label))
    yield world.table("COVERS", campuses.select(start_id="id", end_id=world.mint("Region", "region")))
    filiere = world.mint("Filiere", "filiere")
    yield world.table("IN_FILIERE", campuses.select(start_id="id", end_id=filiere, rule=pl.lit("drawn")))
    yield from _members(world, campuses)
    yield from _partners(world, campuses)
    yield world.table("Indicator", _counts(campuses))


def _drawn(world: World) -> pl.DataFrame:
    count = world.size.campuses
    filieres = world.model.notations("filieres")
    frame = pl.DataFrame(
        {
            "slug": [f"c{n}" for n in range(count)],
            "region": [f"{n % REGIONS + 1:02d}" for n in range(count)],
            "filiere": [filieres[n] for n in world.random.integers(0, len(filieres), count)],
            "issued_year": world.random.integers(2016, 2024, count),
        }
    )
    label = pl.format("Campus {}", "slug")
    return frame.with_columns(id=world.mint("Campus", "slug"), label=label, category=pl.lit("CMQ"))


def _members(world: World, campuses: pl.DataFrame) -> Iterator[Table]:
    """Share out one establishment in seven of each region among its campuses."""
    regions = world.commune.select("region", commune="code")
    sites = world.establishment.select("commune", end_id="id").join(regions, on="commune", maintain_order="left")
    places = sites.with_columns(number=pl.int_range(pl.len()).over("region"))
    turn = pl.int_range(pl.len()).over("region")
    takers = campuses.select("region", start_id="id", turn=turn, of=pl.len().over("region"))
    pairs = takers.join(places, on="region", maintain_order="left")
    members = pairs.filter(pl.col("number") % (pl.col("of") * _MEMBERS_SHARE) == pl.col("turn"))
    edges = members.select("start_id", "end_id", role=pl.lit("membre"))
    yield world.table("HAS_MEMBER", edges)
    first = edges.unique("start_id", keep="first", maintain_order=True)
    yield world.table("SUPPORTED_BY", first.drop("role"))


def _partners(world: World, campuses: pl.DataFrame) -> Iterator[Table]:
    firms = pl.DataFrame({"slug": [f"p{n}" for n in range(world.size.partners)]})
    label = pl.format("Entreprise {}", "slug")
    partners = firms.select(id=world.mint("Partner", "slug"), label=label, category=pl.lit("entreprise"))
    yield world.table("Partner", partners)
    tied = campuses["id"].gather(world.random.integers(0, campuses.height, firms.height)).alias("start_id")
    yield world.table("PARTNERS_WITH", partners.select(tied, end_id="id", role=pl.lit("partenaire")))


def _counts(campuses: pl.DataFrame) -> pl.DataFrame:
    rows = campuses.group_by("region").len("described").sort("region")
    more = pl.when(pl.int_range(pl.len()) % 3 == 0).then(2).otherwise(0)
    return rows.select(
        id=pl.format("indicator/{}", "region"),
        label=pl.format("Campus labellisés, région {}", "region"),
        subject=pl.format("region/{}", "region"),
        measure=pl.lit("campus labellisés"),
        period=pl.lit("2024"),
        year=pl.lit(2024),
        value=(pl.col("described") + more).cast(pl.Float64),
        status=pl.lit("observed"),
    )
