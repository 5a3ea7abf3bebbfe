"""The starter graph and its index, for all tests of SPARQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from campus_graph.graph.store import Reader, open_store
from campus_graph.sparql.run import index_of
from tests.starter_graph import starter_graph


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    """Open the starter graph."""
    with open_store(starter_graph(tmp_path_factory)) as opened:
        yield opened


@pytest.fixture(scope="module")
def index(reader: Reader, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the index of the starter graph."""
    return index_of(reader, tmp_path_factory.mktemp("index") / "g.sparql")
