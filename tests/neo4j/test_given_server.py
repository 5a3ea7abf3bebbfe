"""A server that was given is lent to one run at a time, and emptied only if nothing on it is anybody else's."""

from __future__ import annotations

import pytest
from filelock import FileLock, Timeout

from campus_graph.graph.embedded import EmbeddedReader
from campus_graph.graph.server import Server
from neo4j_dev import Access
from tests.neo4j.given_server import foreign, lent
from tests.neo4j.loading import ask
from tests.neo4j.parity_stores import load


def test_an_address_is_lent_once_at_a_time_and_another_meanwhile() -> None:
    with lent("bolt://a.invalid:1") as held, lent("bolt://b.invalid:1"), pytest.raises(Timeout):
        FileLock(held, timeout=0).acquire()
    with FileLock(held, timeout=0):
        pass


def test_an_empty_database_and_one_that_holds_our_graph_may_be_emptied(
    neo4j_server: Access, server: Server, small: EmbeddedReader
) -> None:
    assert foreign(neo4j_server) == ""
    load(server, small)
    assert foreign(neo4j_server) == ""


@pytest.mark.parametrize(
    ("added", "told"),
    [
        ("CREATE (:Client {nom: 'x'})", "nodes :Client "),
        ("CREATE (:Campus {id: 'campus/theirs'})", "nodes :Campus "),
        ("MATCH (c:Campus), (d:Diploma) WITH c, d LIMIT 1 CREATE (c)-[:VU_AVEC]->(d)", "relations :VU_AVEC "),
    ],
)
def test_a_database_with_data_of_others_beside_our_graph_is_refused_in_one_sentence(
    neo4j_server: Access, server: Server, small: EmbeddedReader, added: str, told: str
) -> None:
    load(server, small)
    ask(neo4j_server, added)
    said = foreign(neo4j_server)
    assert told in said
    assert said.endswith("empty it yourself, or name another server in CAMPUS_GRAPH_NEO4J_URI.")
    assert "\n" not in said
