"""What the tests of the API share: the starter graph, built once, and an application over it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.api.serving import client_of, settings_of
from tests.starter_graph import starter_graph

pytest.register_assert_rewrite("tests.api.contract")


@pytest.fixture(scope="session")
def starter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the path of the starter graph."""
    return starter_graph(tmp_path_factory)


@pytest.fixture(scope="module")
def client(starter: Path) -> Iterator[TestClient]:
    """Give a client of the API over the starter graph, in this process."""
    with client_of(settings_of(starter)) as lent:
        yield lent
