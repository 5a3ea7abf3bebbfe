"""What the tests of the Python interface open."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.starter_graph import starter_graph


@pytest.fixture(scope="session")
def starter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the path of the starter graph."""
    return starter_graph(tmp_path_factory)
