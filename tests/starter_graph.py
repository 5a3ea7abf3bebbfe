"""The starter graph, built once for all tests that read it."""

from __future__ import annotations

from pathlib import Path

import pytest
from filelock import FileLock

from campus_graph.build import build


def starter_graph(factory: pytest.TempPathFactory) -> Path:
    """Return the path of the starter graph; the workers of a run share one build."""
    path = factory.getbasetemp().parent / "starter-graph.duckdb"
    with FileLock(f"{path}.wait"):
        if not path.is_file():
            build(path)
    return path
