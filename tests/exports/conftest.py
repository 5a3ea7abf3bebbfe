"""What the tests of exports read."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from campus_graph.graph.store import Reader, open_store
from tests.starter_graph import starter_graph


@pytest.fixture(scope="session")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    """Open the starter graph."""
    with open_store(starter_graph(tmp_path_factory)) as opened:
        yield opened
