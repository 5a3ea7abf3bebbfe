"""The graph built once from the real data, for all tests of this folder; skipped, and counted, where it is absent."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from campus_graph.build import build
from campus_graph.graph.embedded import EmbeddedReader
from tests.conftest import REAL_DATA


@dataclass(frozen=True)
class Real:
    """The real graph: its file, and the report of its build."""

    path: Path
    report: dict[str, Any]


@pytest.fixture(scope="session")
def real(tmp_path_factory: pytest.TempPathFactory) -> Real:
    """Build the graph from the real data; workers share one build."""
    if not REAL_DATA.is_dir():
        message = f"real data absent: no folder {REAL_DATA.name} at CAMPUS_GRAPH_DATA or beside the checkout"
        if "data" in os.environ.get("CAMPUS_GRAPH_REQUIRE", "").split(","):
            pytest.fail(message)
        pytest.skip(message)
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base  # a folder of this run alone
    path, report = shared / "real.duckdb", shared / "real.json"
    with FileLock(shared / "real.lock"):
        if not report.is_file():
            report.write_text(json.dumps(build(path, REAL_DATA).to_dict()), encoding="utf-8")
    return Real(path, json.loads(report.read_text(encoding="utf-8")))


@pytest.fixture
def reader(real: Real) -> Iterator[EmbeddedReader]:
    """Open the real graph."""
    with EmbeddedReader(real.path) as opened:
        yield opened
