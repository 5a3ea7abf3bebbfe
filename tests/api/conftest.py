"""What the tests of the API share: the starter graph, built once, and an application over it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock
from starlette.testclient import TestClient

from campus_graph.build import build
from tests.api.serving import client_of, settings_of

pytest.register_assert_rewrite("tests.api.contract")


@pytest.fixture(scope="session")
def starter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the path of the starter graph; the workers of a run share one build."""
    path = tmp_path_factory.getbasetemp().parent / "api-starter.duckdb"
    with FileLock(f"{path}.wait"):
        if not path.is_file():
            build(path)
    return path


@pytest.fixture(scope="module")
def client(starter: Path) -> Iterator[TestClient]:
    """Give a client of the API over the starter graph, in this process."""
    with client_of(settings_of(starter)) as lent:
        yield lent
