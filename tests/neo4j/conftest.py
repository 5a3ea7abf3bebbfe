"""A real Neo4j for the tests of this folder: the one at CAMPUS_GRAPH_NEO4J_URI, else one of their own.

A Community server has one database, so two tests must not write at the same time: each worker starts its own server.
One that was given is lent to one test process at a time, whichever run it belongs to, and only if it holds nothing but
a graph of ours: the tests empty it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from campus_graph.graph.embedded import EmbeddedReader
from campus_graph.graph.server import Server
from neo4j_dev import LTS, Access, NotAvailable, guarded
from neo4j_dev import Server as OwnServer
from tests.neo4j.given_server import foreign, lent
from tests.neo4j.loading import as_file, changed_world, small_world
from tests.neo4j.parity_stores import emptied

QUICK = ("-XX:TieredStopAtLevel=1",)  # compile once, not twice: half the time for a server that lives a minute
# A plan serves all small graphs in turn, instead of ten seconds; ``parity_stores.load`` has larger graphs planned anew.
STEADY = ("dbms.cypher.min_replan_interval=1h",)


@pytest.fixture(scope="session")
def neo4j_server(request: pytest.FixtureRequest) -> Iterator[Access]:
    """Give (uri, user, password) of a server whose database the tests may empty."""
    if uri := os.environ.get("CAMPUS_GRAPH_NEO4J_URI"):
        user = os.environ.get("CAMPUS_GRAPH_NEO4J_USER") or "neo4j"
        access = Access(uri, user, os.environ.get("CAMPUS_GRAPH_NEO4J_PASSWORD", ""))
        with lent(uri):
            if other := foreign(access):
                pytest.fail(other)
            yield access
    else:
        own: OwnServer = request.getfixturevalue("own_server")
        yield own.start()


@pytest.fixture(scope="session")
def own_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OwnServer]:
    """Give a server of this session that a test may kill and start again; it keeps its address and data."""
    try:
        with guarded(own(tmp_path_factory.mktemp("neo4j"))) as (server, _):
            yield server
    except NotAvailable as error:
        message = f"Neo4j absent: {error} Or give an address in CAMPUS_GRAPH_NEO4J_URI."
        if "neo4j" in os.environ.get("CAMPUS_GRAPH_REQUIRE", "").split(","):
            pytest.fail(message)
        pytest.skip(message)


def own(home: Path) -> OwnServer:
    """Return a server for tests alone, of the release that CAMPUS_GRAPH_NEO4J_VERSION names."""
    return OwnServer(home, os.environ.get("CAMPUS_GRAPH_NEO4J_VERSION") or LTS, options=QUICK, settings=STEADY)


@pytest.fixture
def server(neo4j_server: Access) -> Iterator[Server]:
    """Lend a connection to the server, on which nothing is left."""
    with emptied(neo4j_server) as connection:
        yield connection


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedReader]:
    """Give the small world as a graph."""
    with as_file(small_world(), tmp_path_factory.mktemp("small") / "g.duckdb") as reader:
        yield reader


@pytest.fixture(scope="session")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedReader]:
    """Give the small world after a year."""
    with as_file(changed_world(), tmp_path_factory.mktemp("changed") / "g.duckdb") as reader:
        yield reader
