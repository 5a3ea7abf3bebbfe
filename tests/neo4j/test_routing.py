"""Through the routing address, as to a cluster: reads and writes find their server, and each knows those before it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing

import pytest

from campus_graph.graph.embedded import EmbeddedReader
from campus_graph.graph.server import Server, ServerReader
from campus_graph.graph.server_load import ServerLoader
from campus_graph.queries.registry import questions
from neo4j_dev import Access
from tests.neo4j.loading import MODEL, as_file, changed_world, digest_on, small_world
from tests.neo4j.parity_askings import same
from tests.neo4j.parity_stores import credentials, emptied, load
from tests.neo4j.proxy import Overheard, between


@pytest.fixture(scope="module")
def graphs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[EmbeddedReader]]:
    folder = tmp_path_factory.mktemp("graphs")
    readers = [as_file(world, folder / f"{n}.duckdb") for n, world in enumerate((small_world(), changed_world()))]
    yield readers
    for reader in readers:
        reader.close()


def _routed(access: Access) -> Access:
    return access._replace(uri=access.uri.replace("bolt", "neo4j", 1))


def test_loads_and_answers_go_through_the_routing_address(neo4j_server: Access, graphs: list[EmbeddedReader]) -> None:
    routed = _routed(neo4j_server)
    assert routed.uri.startswith("neo4j://")
    with emptied(routed) as server:
        for source in graphs:
            assert load(server, source).writes > 0
            assert load(server, source).writes == 0
            with ServerReader(routed.uri, credentials(routed)) as reader:
                assert reader.counts() == source.counts()
                for name in questions():
                    same(source, reader, name, {})
            assert digest_on(routed) == source.digest


_READS, _BOOKMARK = b"\x84mode\x81r", re.compile(rb"FB:[\w+/=-]+")


def test_a_read_names_the_write_that_it_must_have_seen(neo4j_server: Access, graphs: list[EmbeddedReader]) -> None:
    heard = Overheard()
    with (
        emptied(neo4j_server),
        between(neo4j_server, lambda: heard) as access,
        closing(Server(access.uri, credentials(access))) as server,
    ):
        load(server, graphs[0])
        written = _BOOKMARK.findall(heard.answered)[-1]
        heard.asked.clear()
        server.read("RETURN 1", {})
    (read,) = heard.begins()
    assert _READS in read
    assert written in read


def test_a_load_asks_first_where_writes_go_and_reads_no_older_state(
    neo4j_server: Access, graphs: list[EmbeddedReader]
) -> None:
    heard = Overheard()
    with emptied(neo4j_server) as direct, between(neo4j_server, lambda: heard) as access:
        load(direct, graphs[0])
        with closing(Server(access.uri, credentials(access))) as server:
            ServerLoader(server, MODEL).load(graphs[1], dry_run=True)
    first, *others = heard.begins()
    assert _READS not in first
    assert len(others) >= 2
    assert all(_READS in other and _BOOKMARK.search(other) for other in others)
