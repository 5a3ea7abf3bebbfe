"""The two stores side by side: how a graph is put on both, and how the server is emptied before."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import polars as pl
from neo4j import GraphDatabase

from campus_graph.graph.assemble import CONFLICT_SCHEMA
from campus_graph.graph.embedded import EmbeddedReader
from campus_graph.graph.embedded_writer import EmbeddedWriter
from campus_graph.graph.server import Server, ServerReader
from campus_graph.graph.server_load import LoadReport, ServerLoader
from campus_graph.graph.store import Credentials, Graph, Reader
from campus_graph.graph.tables import Frames
from campus_graph.ontology.model import load_model
from neo4j_dev import Access

META = {"as_of": "2024-06-30", "version": "test"}
LEDGER = pl.DataFrame(
    {"source": ["cas", "cas"], "file": ["b.csv", "a.csv"], "read": [3, 2], "loaded": [2, 2], "rejected": [1, 0]}
)
_SMALL = 5_000  # records
CONFLICTS = pl.DataFrame(
    [
        ("Diploma", "diploma/b", "label", "Œuvre", ["un"], "œuvre", ["deux", "trois"]),
        ("Diploma", "diploma/a", "level", "4", ["un"], "5", ["deux"]),
    ],
    schema=CONFLICT_SCHEMA,
    orient="row",
)


def credentials(access: Access) -> Credentials:
    return Credentials(access.user, access.password)


@contextmanager
def emptied(access: Access) -> Iterator[Server]:
    """Lend a connection to the server, on which nothing is left."""
    with (
        GraphDatabase.driver(access.uri, auth=(access.user, access.password), telemetry_disabled=True) as driver,
        driver.session() as session,
    ):
        session.run("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 20000 ROWS").consume()
    with closing(Server(access.uri, credentials(access))) as server:
        yield server


def load(server: Server, source: Reader) -> LoadReport:
    """Bring the server to the state of a reader; a plan made for a small graph does not serve a large one."""
    if sum(source.counts().values()) > _SMALL:
        server.read("CALL db.clearQueryCaches()", {})
    return ServerLoader(server, load_model()).load(source)


def open_server(access: Access) -> ServerReader:
    return ServerReader(access.uri, credentials(access))


def write(frames: Frames, path: Path) -> EmbeddedReader:
    """Write a graph with a ledger and conflicts as a file, and open it."""
    EmbeddedWriter(path).write(Graph(frames, CONFLICTS, LEDGER, META))
    return EmbeddedReader(path)
