"""``campus_graph.open`` on a real server: who we are comes from the environment, the answers are those of the file."""

from __future__ import annotations

import networkx as nx
import pytest

import campus_graph
from campus_graph.errors import StoreError
from campus_graph.graph.embedded import EmbeddedReader
from campus_graph.graph.server import Server
from neo4j_dev import Access
from tests.neo4j.parity_stores import load


def test_a_session_on_a_server_answers_as_one_on_the_file(
    small: EmbeddedReader, server: Server, neo4j_server: Access, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(server, small)
    monkeypatch.setenv("CAMPUS_GRAPH_NEO4J_USER", neo4j_server.user)
    monkeypatch.setenv("CAMPUS_GRAPH_NEO4J_PASSWORD", neo4j_server.password)
    with campus_graph.open(neo4j_server.uri) as there, campus_graph.open(small.path) as here:
        assert there.digest == here.digest
        assert there.ask("coverage-gap").to_dict() == here.ask("coverage-gap").to_dict()
        campus = small.table("Campus")["id"][0]
        assert there.node(campus) == here.node(campus)
        assert there.neighbours(campus).equals(here.neighbours(campus))
        assert nx.utils.graphs_equal(there.network(campus, 2), here.network(campus, 2))


def test_a_wrong_password_of_the_environment_is_told(neo4j_server: Access, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAMPUS_GRAPH_NEO4J_USER", neo4j_server.user)
    monkeypatch.setenv("CAMPUS_GRAPH_NEO4J_PASSWORD", "not-the-password")
    with pytest.raises(StoreError):
        campus_graph.open(neo4j_server.uri)
