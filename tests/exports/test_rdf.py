"""Things and relations come back equal from Turtle and JSON-LD, and nothing has to be fetched to read them (T7)."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import unquote

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import RDF, RDFS, XSD, Graph, Literal

from campus_graph.exports.networks import network
from campus_graph.exports.rdf import CG, iri, term, to_jsonld, to_rdf, to_turtle
from campus_graph.graph.store import Reader
from campus_graph.ontology.model import load_model
from campus_graph.ontology.namespace import BASE
from tests.exports.payloads import CODES, FORMULAS

CAMPUS = "campus/idf-sante-autonomie"
INTEGERS = st.integers(-(2**63), 2**63 - 1)
FLOATS = st.floats(allow_nan=False, allow_infinity=False)
TEXT = st.text(st.characters(exclude_categories=["Cs"]))


def read_turtle(graph: Graph) -> Graph:
    return Graph().parse(data=to_turtle(graph), format="turtle")


def read_jsonld(graph: Graph) -> Graph:
    return Graph().parse(data=json.dumps(to_jsonld(graph)), format="json-ld")


FORMS = pytest.mark.parametrize("again", [read_turtle, read_jsonld])
# rdflib's own reader of JSON-LD uses what rdflib gives up.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")


@pytest.fixture(scope="module")
def described(reader: Reader) -> Graph:
    relations = network(reader, CAMPUS, 1)
    found = {node: reader.node(node) for node in relations}
    return to_rdf({node: {**one[1], "kind": one[0]} for node, one in found.items() if one}, relations)


@FORMS
def test_a_real_campus_comes_back_equal(described: Graph, again: Any) -> None:
    assert len(described) > 100
    assert set(again(described)) == set(described)


@FORMS
@settings(max_examples=50)
@given(name=TEXT | st.sampled_from([*CODES, *FORMULAS]), key=TEXT, year=INTEGERS, share=FLOATS)
def test_any_name_key_and_number_comes_back_equal(again: Any, name: str, key: str, year: int, share: float) -> None:
    relations = nx.MultiDiGraph()
    relations.add_edge(f"campus/{key}", "region/27", relation="COVERS", role=name, year=year, share=share, done=True)
    graph = to_rdf({f"campus/{key}": {"id": f"campus/{key}", "kind": "Campus", "label": name}}, relations)
    assert set(again(graph)) == set(graph)


def test_a_thing_has_its_kinds_its_name_and_typed_fields(described: Graph) -> None:
    subject = iri(CAMPUS)
    kinds = {CG[name] for name in ("Campus", *load_model().nodes["Campus"].ancestors)}
    assert set(described.objects(subject, RDF.type)) == kinds
    (label,) = described.objects(subject, RDFS.label)
    assert isinstance(label, Literal)
    assert label.language == "fr"
    datatypes = {o.datatype for o in described.objects() if isinstance(o, Literal)}
    assert {None, XSD.double} <= datatypes


def test_a_relation_is_a_plain_triple_and_its_fields_hang_on_a_tie(described: Graph, reader: Reader) -> None:
    ties = reader.ties([CAMPUS])
    for relation, start, end in ties.iter_rows():
        assert (iri(start), term(relation), iri(end)) in described
    assert len(set(described.subjects(RDF.type, CG.Tie))) >= ties.height


@given(TEXT)
def test_an_identifier_can_be_read_off_its_iri(key: str) -> None:
    escaped = iri(f"campus/{key}").removeprefix(BASE)
    assert unquote(escaped) == f"campus/{key}"
    assert escaped.isascii()


def test_json_ld_brings_its_own_context(described: Graph) -> None:
    context = to_jsonld(described)["@context"]
    assert isinstance(context, dict)
    assert not any("context" in str(value) for value in context.values())
