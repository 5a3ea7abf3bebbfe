"""The contract of the API over a real Neo4j: the same tests as over the embedded store."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from polars.testing import assert_frame_equal
from starlette.testclient import TestClient

from campus_graph.errors import StoreError
from campus_graph.graph.embedded import EmbeddedReader
from campus_graph.graph.embedded_writer import EmbeddedWriter
from campus_graph.graph.listing import listed, records
from campus_graph.graph.server import Server
from campus_graph.graph.store import open_store
from campus_graph.ontology.model import load_model
from campus_graph.settings import Settings
from neo4j_dev import Access
from tests.api.conftest import starter as starter
from tests.api.contract import *  # noqa: F403
from tests.api.serving import client_of, settings_of
from tests.api.test_swap import renamed
from tests.neo4j.parity_stores import credentials, emptied, load, open_server


@pytest.fixture(scope="module")
def client(starter: Path, neo4j_server: Access) -> Iterator[TestClient]:
    """Give a client of the API over the starter graph on a server."""
    with emptied(neo4j_server) as server, EmbeddedReader(starter) as reader:
        load(server, reader)
    with client_of(settings_of("", graph=Settings(neo4j_server.uri, credentials(neo4j_server)))) as lent:
        yield lent


def test_lists_and_records_are_the_same_on_both_stores(client: TestClient, starter: Path, neo4j_server: Access) -> None:
    with EmbeddedReader(starter) as file, open_server(neo4j_server) as server:
        for kind in ("Region", "Diploma", "Campus", "Commune", "Indicator"):
            known = file.table(kind)
            after = known["id"][known.height // 2] if known.height else None
            for where, words, last, limit in (
                ({}, "", None, None),
                ({}, "", after, 7),
                ({"sources": "bcn"}, "", None, 5),
            ):
                got, want = (listed(reader, kind, where, words, last, limit) for reader in (server, file))
                assert got[0] == want[0]
                assert_frame_equal(got[1], want[1])
            ids = [*known["id"].head(3), f"{load_model().path(kind)}/rien"]
            assert records(server, ids) == records(file, ids)
        for words in ("lycée hôtelier", "MÉTIERS", "zzz"):
            for kind in ("Campus", "Establishment"):
                assert_frame_equal(listed(server, kind, {}, words)[1], listed(file, kind, {}, words)[1])


def test_a_statement_ends_at_the_limit(client: TestClient, neo4j_server: Access) -> None:
    began = time.monotonic()
    endless = "UNWIND range(1, 100000) AS x UNWIND range(1, 100000) AS y RETURN sum(sqrt(x * y)) AS n"
    with (
        open_store(neo4j_server.uri, credentials(neo4j_server), seconds=1) as reader,
        pytest.raises(StoreError, match="en 1 s"),
    ):
        reader.query(endless, {})
    assert time.monotonic() - began < 30


def test_a_load_is_served_without_a_restart(
    client: TestClient, starter: Path, tmp_path: Path, neo4j_server: Access
) -> None:
    before = client.get("/ready").json()["digest"]
    after = EmbeddedWriter(tmp_path / "new.duckdb").write(renamed(starter, "Autre"))
    with (
        EmbeddedReader(tmp_path / "new.duckdb") as reader,
        closing(Server(neo4j_server.uri, credentials(neo4j_server))) as server,
    ):
        load(server, reader)
    end = time.monotonic() + 30
    while client.get("/ready").json().get("digest") != after and time.monotonic() < end:
        time.sleep(0.2)
    found = client.get("/api/v1/entities/region/27")
    assert (found.json()["label"], found.headers["x-graph-digest"]) == ("Autre", after)
    assert after != before
