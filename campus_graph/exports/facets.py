"""By what the nodes of a network are told apart and filtered: their region, filière and level.

Each kind is read whole, once per graph: a network has nodes of many kinds, and a statement for each node of it would
take longer than one for all.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import NamedTuple

import polars as pl
from cachetools import LRUCache, cached

from campus_graph.graph.store import Reader


class Facets(NamedTuple):
    """The names of region and filière, several joined by `` | ``, and the level of 2019; None where they have none."""

    region: str | None = None
    filiere: str | None = None
    level: int | None = None


NONE = Facets()
_HELD = 64  # kinds of a few graphs
_REGION_CODES = ("region", "regions")
_FILIERES = {"Diploma": "BELONGS_TO", "Campus": "IN_FILIERE"}
_SITED = ("CompetitivenessCluster", "Partner", "ResearchLab", "Campus")


@cached(LRUCache(_HELD), key=lambda reader, kind: (reader.digest, kind), condition=threading.Condition())
def facets(reader: Reader, kind: str) -> Mapping[str, Facets]:
    """Return identifier → facets of all nodes of a kind; those without any are left out."""
    table = reader.table(kind)
    region = _regions(reader, kind, table)
    filiere = _filieres(reader, kind, table)
    level = dict(table.select("id", "level").iter_rows()) if "level" in table.columns else {}
    found = [i for i in table["id"] if i in region or i in filiere or i in level]
    return {i: Facets(region.get(i), filiere.get(i), level.get(i)) for i in found}


def _filieres(reader: Reader, kind: str, table: pl.DataFrame) -> Mapping[str, str]:
    if kind == "Filiere":
        return dict(table.select("id", "label").iter_rows())
    if kind not in _FILIERES:
        return {}
    return _joined(reader.table(_FILIERES[kind]), _names(reader, "Filiere"))


def _regions(reader: Reader, kind: str, table: pl.DataFrame) -> Mapping[str, str]:
    names = _names(reader, "Region")
    if kind == "Region":
        return names
    codes = next((name for name in _REGION_CODES if name in table.columns), None)
    if codes is not None:
        pairs = table.select(start_id="id", end_id=codes)
        return _joined(pairs.explode("end_id") if codes == "regions" else pairs, names, "region/")
    if kind not in _SITED:
        return {}
    return {**_sited(reader), **(_covered(reader, names) if kind == "Campus" else {})}


def _covered(reader: Reader, names: Mapping[str, str]) -> Mapping[str, str]:
    """Return campus → the regions of its zone; an académie or département stands for the region that it is in."""
    within = (
        reader.table("WITHIN").filter(pl.col("start_id").str.starts_with("department/")).select("start_id", "end_id")
    )
    regions = within.filter(pl.col("end_id").str.starts_with("region/")).rename({"end_id": "region"})
    wider = within.rename({"start_id": "zone", "end_id": "end"}).join(regions, left_on="zone", right_on="start_id")
    above = pl.concat(
        [wider.select("end", "region"), regions.select("region", end="start_id").select("end", "region")]
    ).unique()
    covers = reader.table("COVERS").select("start_id", "end_id")
    inside = covers.join(above, left_on="end_id", right_on="end").select("start_id", end_id="region")
    current = covers.filter(pl.col("end_id").is_in(list(names)))
    return {**_joined(inside.join(current, on="start_id", how="anti"), names), **_joined(current, names)}


@cached(LRUCache(_HELD), key=lambda reader: reader.digest, condition=threading.Condition())
def _sited(reader: Reader) -> Mapping[str, str]:
    """Return thing → region of the commune in which it is."""
    located = reader.table("LOCATED_IN").select("start_id", commune="end_id")
    communes = reader.table("Commune").select("region", commune="id")
    pairs = located.join(communes, on="commune").select("start_id", end_id="region")
    return _joined(pairs, _names(reader, "Region"), "region/")


def _names(reader: Reader, kind: str) -> Mapping[str, str]:
    return dict(reader.table(kind).select("id", "label").iter_rows())


def _joined(pairs: pl.DataFrame, names: Mapping[str, str], prefix: str = "") -> Mapping[str, str]:
    """Return start → the names of its ends; ends that have none are left out."""
    found: dict[str, set[str]] = {}
    for start, end in pairs.select("start_id", "end_id").drop_nulls().iter_rows():
        if (name := names.get(f"{prefix}{end}")) is not None:
            found.setdefault(start, set()).add(name)
    return {start: " | ".join(sorted(ends)) for start, ends in found.items()}
