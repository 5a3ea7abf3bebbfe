"""Which territories there are today, and which département lies in which: read once for each graph."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock

import polars as pl
from cachetools import LRUCache, cached

from campus_graph.graph.store import Reader
from campus_graph.text import folded

_GRAPHS = 4  # the present one and the former, and those that they replace


@dataclass(frozen=True, slots=True)
class Places:
    """Choices are (code, name) by kind; ``departments`` maps a territory to the codes of its départements."""

    choices: Mapping[str, tuple[tuple[str, str], ...]]
    departments: Mapping[str, tuple[str, ...]]


@cached(LRUCache(_GRAPHS), key=lambda reader: reader.digest, lock=Lock())
def places(reader: Reader) -> Places:
    """Return the territories, filières and campuses of a graph."""
    within = reader.table("WITHIN").filter(pl.col("start_id").str.starts_with("department/"))
    code = pl.col("start_id").str.strip_prefix("department/")
    groups = within.group_by("end_id").agg(code.sort()).iter_rows()
    departments = {identifier: tuple(codes) for identifier, codes in groups}
    departments |= {f"department/{c}": (c,) for c in reader.table("Department")["code"]}
    choices = {kind: _choices(reader, kind) for kind in ("Region", "Academy", "Department", "Filiere", "Campus")}
    today = {identifier.partition("/")[2] for identifier in departments if identifier.startswith("region/")}
    # Regions of before 2016 hold no département any more.
    choices["Region"] = tuple((code, name) for code, name in choices["Region"] if code in today)
    return Places(choices, departments)


def _choices(reader: Reader, kind: str) -> tuple[tuple[str, str], ...]:
    named = reader.table(kind).select(pl.col("id").str.splitn("/", 2).struct[1].alias("code"), "label")
    order = "code" if kind == "Department" else folded("label")
    return tuple(named.sort(order).iter_rows())
