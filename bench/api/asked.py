"""What the clients ask: four sorts of requests, each as an address of ours and as one of datasette's canned queries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from bench.api.sqlite import NAME
from campus_graph.graph.store import open_store
from campus_graph.text import fold

_EACH = 20
_ROWS = 1_000
_OURS = "/api/v1"
Rows = set[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: the sort, our address, datasette's, and the columns in which both must agree."""

    sort: str
    ours: str
    theirs: str
    columns: tuple[str, ...]

    def agree(self, ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> bool:
        """Tell whether two answers have the same rows in these columns."""
        return self._rows(ours.get("rows", [ours])) == self._rows(theirs["rows"])

    def _rows(self, rows: list[Mapping[str, Any]]) -> Rows:
        return {tuple(row[name] for name in self.columns) for row in rows}


def requests(store: Path) -> list[Asked]:
    """Return the requests, the four sorts in turn; things are spread over the whole graph."""
    with open_store(store) as reader:
        establishments = reader.table("Establishment")
        spread = establishments.gather_every(max(1, establishments.height // _EACH)).head(_EACH)
        crowded = establishments.drop_nulls("department").group_by("department").len()
        departments = crowded.sort("len", "department", descending=[True, False])["department"].to_list()[:_EACH]
        campuses = reader.table("Campus")["id"].to_list()[:_EACH]
        names = [" ".join(fold(label).split()[:2]) for label in spread["label"]]
    sorts = (
        [_continuation(department) for department in departments],
        [_one(identifier) for identifier in spread["id"]],
        [_neighbours(identifier) for identifier in campuses],
        [_search(*name.partition(" ")[::2], whole=name) for name in names if " " in name],
    )
    return [group[at % len(group)] for at in range(_EACH) for group in sorts]


def _continuation(department: str) -> Asked:
    given = {"department": department, "limit": _ROWS}
    columns = ("establishment", "diploma", "voie", "year", "verdict")
    ours = f"{_OURS}/questions/missing-continuation/answer.json?{urlencode(given)}"
    return Asked("missing-continuation", ours, _canned("missing_continuation", department=department), columns)


def _one(identifier: str) -> Asked:
    columns = ("id", "label", "uai", "department", "latitude")
    return Asked("establishment", f"{_OURS}/entities/{identifier}", _canned("establishment", id=identifier), columns)


def _neighbours(identifier: str) -> Asked:
    columns = ("relation", "direction", "other", "other_label")
    ours = f"{_OURS}/entities/{identifier}/neighbours?limit={_ROWS}"
    return Asked("neighbours", ours, _canned("neighbours", id=identifier), columns)


def _search(first: str, second: str, whole: str) -> Asked:
    ours = f"{_OURS}/search?{urlencode({'q': whole, 'limit': 20})}"
    return Asked("search", ours, _canned("search", first=first, second=second, whole=whole), ("id", "kind", "label"))


def _canned(query: str, **given: str) -> str:
    return f"/{NAME}/{query}.json?{urlencode({'_shape': 'objects', **given})}"
