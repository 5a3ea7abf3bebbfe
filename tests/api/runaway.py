"""A graph on which some requests take far longer than any limit, and those requests."""

from __future__ import annotations

import shutil
from itertools import product
from pathlib import Path

import duckdb

_NAMES = 2_000_000
# Words that stand at the end of every name: a search for all of them reads each name once per word.
_WORDS = ["".join(pair) for pair in product("bcdfgh", "jklnpqrstvw")][:59]
_FILLER = "m" * 300


def write_slow_graph(store: Path, path: Path) -> None:
    """Copy a graph and add long names to what its search looks through, without the pains of a build."""
    shutil.copy(store, path)
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            "INSERT INTO _search (id, kind, label, folded) "
            "SELECT 'partner/' || n, 'Partner', 'x', n || ' ' || $name FROM range($names) AS r(n)",
            {"name": " ".join((_FILLER, *_WORDS)), "names": _NAMES},
        )


def runaways(count: int) -> list[str]:
    """Return searches that all differ, so that none is answered from what another computed."""
    return [f"/api/v1/search?q={'+'.join(_WORDS)}&limit={number + 1}" for number in range(count)]
