"""The starter graph, built once for all tests that read it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from filelock import FileLock

from campus_graph.build import build


def starter_graph(factory: pytest.TempPathFactory) -> Path:
    """Return the path of the starter graph; the workers of a run share one build."""
    base = factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base  # a folder of this run alone
    path = shared / "starter-graph.duckdb"
    with FileLock(f"{path}.wait"):
        if not path.is_file():
            build(path)
    return path
