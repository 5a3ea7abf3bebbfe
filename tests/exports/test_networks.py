"""Networks come back equal from GraphML and GEXF, read by networkx: nodes, edges, attributes (T7)."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable
from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campus_graph.exports.networks import drawn, network, to_gexf, to_graphml, to_json
from campus_graph.graph.store import Reader
from campus_graph.queries import proof_files
from campus_graph.queries.explain import explain
from campus_graph.queries.links import to_network
from campus_graph.queries.registry import ask, questions
from tests.exports.payloads import CODES, FORMULAS
from tests.world import World

CAMPUS = "campus/idf-sante-autonomie"
TEACHING = "campus/bfc-territoire-intelligent"  # known with the diplomas of its lycée
_OF_THE_FORMAT = ("id", "networkx_key")  # what GEXF adds to an edge
Write = Callable[[nx.MultiDiGraph], bytes]
# What XML allows in a text.
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), min_size=1)
VALUES = st.fixed_dictionaries(
    {"relation": st.sampled_from(["HAS_MEMBER", "OFFERS"])},
    optional={
        "role": TEXT | st.sampled_from([*CODES, *FORMULAS]).map(str.strip),
        "year": st.integers(-(2**31), 2**31 - 1),
        "share": st.floats(allow_nan=False, allow_infinity=False),
        "done": st.booleans(),
        "weight": st.integers(0, 1000),
    },
)


def read_gexf(data: bytes) -> nx.MultiDiGraph:
    graph = nx.read_gexf(io.BytesIO(data))
    for _, node in graph.nodes(data=True):
        if "viz" in node:
            position = node.pop("viz")["position"]
            node |= {"x": position["x"], "y": position["y"]}
    return graph if graph.is_multigraph() else nx.MultiDiGraph(graph)


def read_graphml(data: bytes) -> nx.MultiDiGraph:
    return nx.read_graphml(io.BytesIO(data), force_multigraph=True)


def same(left: nx.MultiDiGraph, right: nx.MultiDiGraph) -> bool:
    """Tell whether nodes, edges and all attributes are equal; edges have no names, so they are compared as a bag."""
    return dict(left.nodes(data=True)) == dict(right.nodes(data=True)) and _edges(left) == _edges(right)


def _edges(graph: nx.MultiDiGraph) -> Counter[tuple[Any, ...]]:
    plain = ({k: v for k, v in data.items() if k not in _OF_THE_FORMAT} for *_, data in graph.edges(data=True))
    ends = graph.edges(data=False)
    return Counter((*pair, *sorted(data.items())) for pair, data in zip(ends, plain, strict=True))


FORMS = pytest.mark.parametrize(("write", "read"), [(to_graphml, read_graphml), (to_gexf, read_gexf)])


@FORMS
@pytest.mark.parametrize("depth", [1, 2])
def test_a_real_network_comes_back_equal(reader: Reader, write: Write, read: Any, depth: int) -> None:
    graph = network(reader, CAMPUS, depth)
    again = read(write(graph))
    assert graph.number_of_nodes() > 10 * depth
    assert graph.number_of_edges() > 10 * depth
    assert same(again, graph)


@FORMS
def test_a_drawn_network_comes_back_equal_with_its_places(reader: Reader, write: Write, read: Any) -> None:
    graph = drawn(reader, network(reader, CAMPUS, 2, 150))
    assert all(-1 <= data[axis] <= 1 for _, data in graph.nodes(data=True) for axis in "xy")
    assert same(read(write(graph)), graph)


def test_gephi_finds_the_places_where_it_looks_for_them(reader: Reader) -> None:
    assert b"<viz:position x=" in to_gexf(drawn(reader, network(reader, CAMPUS, 1)))


def test_nodes_and_edges_say_in_french_what_they_are(reader: Reader) -> None:
    graph = drawn(reader, network(reader, TEACHING, 2))
    assert graph.nodes[TEACHING]["kind_fr"] == "campus des métiers et des qualifications"
    assert graph.nodes[TEACHING]["region"] == "Bourgogne-Franche-Comté"
    assert {data["label_fr"] for *_, data in graph.edges(data=True)} >= {"a pour membre", "propose"}
    assert graph.nodes[TEACHING]["filiere"]
    levels = {data.get("level") for _, data in graph.nodes(data=True) if data["kind"] == "Diploma"}
    assert levels & {3, 4, 5}


def test_the_limit_leaves_diplomas_out_before_actors(reader: Reader) -> None:
    whole, small = network(reader, TEACHING, 2), network(reader, TEACHING, 2, limit=10)
    actors = {node for node, kind in whole.nodes(data="kind") if kind != "Diploma"}
    assert len(actors) < 10 < len(whole)
    assert actors <= set(small)


@FORMS
@pytest.mark.parametrize("name", sorted(questions()))
def test_the_network_of_an_answer_comes_back_equal(reader: Reader, name: str, write: Write, read: Any) -> None:
    graph = to_network(ask(reader, name).limited(150))
    assert graph.number_of_edges() > 0
    assert same(read(write(graph)), graph)


def test_the_network_of_a_proof_comes_back_equal(reader: Reader) -> None:
    answer = ask(reader, "broken-pathway")
    proof = explain(reader, answer, "1")
    graph = proof_files.to_network(proof)
    assert graph.number_of_edges() > 0
    assert same(read_graphml(proof_files.to_graphml(proof)), graph)


@FORMS
@settings(max_examples=50)
@given(
    names=st.lists(TEXT, min_size=2, max_size=4),
    edges=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), VALUES), max_size=6),
)
def test_any_network_comes_back_equal(write: Write, read: Any, names: list[str], edges: list[Any]) -> None:
    graph = nx.MultiDiGraph(digest="0")
    for at, name in enumerate(names):
        graph.add_node(f"campus/{at}", label=name, kind="Campus", sources="a | b")
    for start, end, values in edges:
        graph.add_edge(f"campus/{start % len(names)}", f"campus/{end % len(names)}", **values)
    assert same(read(write(graph)), graph)


@FORMS
def test_names_with_signs_that_xml_forbids_are_written_without_them(write: Write, read: Any) -> None:
    """A control character in a name of a user's workbook must not make a file that no tool opens."""
    world = World()
    world.establishment("Lycée\x0b \x01Jean\ufffe", "25")
    world.campus("essai", "27", None, sites=["Lycée\x0b \x01Jean\ufffe"])
    with world.reader() as reader:
        graph = network(reader, "campus/essai", 1)
    assert same(read(write(graph)), graph)
    assert "Lycée   Jean " in dict(graph.nodes(data="label")).values()


@FORMS
def test_the_same_network_gives_the_same_bytes(reader: Reader, write: Write, read: Any) -> None:
    assert write(network(reader, CAMPUS, 1)) == write(network(reader, CAMPUS, 1))


def test_a_file_says_of_which_graph_it_is(reader: Reader) -> None:
    graph = network(reader, CAMPUS, 1)
    assert read_graphml(to_graphml(graph)).graph["digest"] == reader.digest
    assert reader.digest.encode() in to_gexf(graph)
    assert to_json(graph)["graph"] == {"digest": reader.digest, "centre": CAMPUS, "depth": 1, "cut": False}


def test_plain_data_holds_every_node_and_edge(reader: Reader) -> None:
    graph = network(reader, CAMPUS, 1)
    data: Any = to_json(graph)
    assert {node["id"] for node in data["nodes"]} == set(graph)
    assert len(data["edges"]) == graph.number_of_edges()


def test_a_limit_keeps_the_same_nodes_and_says_that_it_cut(reader: Reader) -> None:
    small, again = (network(reader, CAMPUS, 2, limit=15) for _ in range(2))
    assert small.number_of_nodes() == 15
    assert small.graph["cut"]
    assert set(small) == set(again) <= set(network(reader, CAMPUS, 2))
