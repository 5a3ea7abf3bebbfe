"""A real Neo4j for the tests of this folder: the one at CAMPUS_GRAPH_NEO4J_URI, else one of their own.

A Community server has one database, so two tests must not write at the same time. All tests of this folder therefore
form one group, which ``--dist loadgroup`` gives to one worker. Where they are spread all the same, each worker starts
a server of its own, and a server that was given is lent to one worker at a time.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock

from neo4j_dev import Access, NotAvailable, Server, guarded

HERE = Path(__file__).parent
QUICK = ("-XX:TieredStopAtLevel=1",)  # compile once, not twice: half the time for a server that lives a minute


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests of this folder on one worker."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("neo4j"))


@pytest.fixture(scope="session")
def neo4j_server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Access]:
    """Give (uri, user, password) of a server whose database the tests may empty."""
    if uri := os.environ.get("CAMPUS_GRAPH_NEO4J_URI"):
        user = os.environ.get("CAMPUS_GRAPH_NEO4J_USER") or "neo4j"
        with FileLock(tmp_path_factory.getbasetemp().parent / "neo4j.lock"):
            yield Access(uri, user, os.environ.get("CAMPUS_GRAPH_NEO4J_PASSWORD", ""))
    else:
        own: Server = request.getfixturevalue("own_server")
        yield own.start()


@pytest.fixture(scope="session")
def own_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Give a server of this session that a test may kill and start again; it keeps its address and data."""
    try:
        with guarded(Server(tmp_path_factory.mktemp("neo4j"), options=QUICK)) as (server, _):
            yield server
    except NotAvailable as error:
        message = f"Neo4j absent: {error} Or give an address in CAMPUS_GRAPH_NEO4J_URI."
        if "neo4j" in os.environ.get("CAMPUS_GRAPH_REQUIRE", "").split(","):
            pytest.fail(message)
        pytest.skip(message)
