"""The contract of the API over a real Neo4j: the same tests as over the embedded store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from campus_graph.graph.embedded import EmbeddedReader
from campus_graph.settings import Settings
from neo4j_dev import Access
from tests.api.conftest import starter as starter
from tests.api.contract import *  # noqa: F403
from tests.api.serving import client_of, settings_of
from tests.neo4j.parity_stores import credentials, emptied, load


@pytest.fixture(scope="module")
def client(starter: Path, neo4j_server: Access) -> Iterator[TestClient]:
    """Give a client of the API over the starter graph on a server."""
    with emptied(neo4j_server) as server, EmbeddedReader(starter) as reader:
        load(server, reader)
    with client_of(settings_of("", graph=Settings(neo4j_server.uri, credentials(neo4j_server)))) as lent:
        yield lent
