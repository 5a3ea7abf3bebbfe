"""Things and relations come back equal from Turtle and JSON-LD, and nothing has to be fetched to read them (T7)."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import unquote

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import RdfFormat, Triple, serialize
from rdflib import RDF, RDFS, XSD, Graph, Literal, URIRef

from campus_graph.exports import statements, whole_rdf
from campus_graph.exports.networks import network
from campus_graph.exports.rdf import to_jsonld, to_turtle
from campus_graph.graph.store import Reader
from campus_graph.ontology.namespace import BASE, DEFINITIONS, iri, term
from campus_graph.ontology.standards import expanded, kinds_of, reified
from tests.exports.payloads import CODES, FORMULAS

CAMPUS = "campus/idf-sante-autonomie"
INTEGERS = st.integers(-(2**63), 2**63 - 1)
FLOATS = st.floats(allow_nan=False, allow_infinity=False)
TEXT = st.text(st.characters(exclude_categories=["Cs"]))


def as_graph(said: list[Triple]) -> Graph:
    return Graph().parse(data=serialize(said, format=RdfFormat.N_TRIPLES) or b"", format="nt")


def read_turtle(said: list[Triple]) -> Graph:
    return Graph().parse(data=to_turtle(said), format="turtle")


def read_jsonld(said: list[Triple]) -> Graph:
    return Graph().parse(data=json.dumps(to_jsonld(said)), format="json-ld")


FORMS = pytest.mark.parametrize("again", [read_turtle, read_jsonld])
# rdflib's own reader of JSON-LD uses what rdflib gives up.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")


@pytest.fixture(scope="module")
def said(reader: Reader) -> list[Triple]:
    return list(statements.surroundings(reader, network(reader, CAMPUS, 1)))


@pytest.fixture(scope="module")
def described(said: list[Triple]) -> Graph:
    return as_graph(said)


@FORMS
def test_a_real_campus_comes_back_equal(said: list[Triple], again: Any) -> None:
    assert len(said) > 100
    assert set(again(said)) == set(as_graph(said))


@FORMS
@settings(max_examples=50)
@given(name=TEXT | st.sampled_from([*CODES, *FORMULAS]), key=TEXT, year=INTEGERS, share=FLOATS)
def test_any_name_key_and_number_comes_back_equal(again: Any, name: str, key: str, year: int, share: float) -> None:
    campus = pl.DataFrame({"id": [f"campus/{key}"], "label": [name], "latitude": [share], "doubtful": [True]})
    ends = {"start_id": [f"establishment/{key}"], "end_id": [f"diploma/{key}"], "voie": [name], "year": [year]}
    said = [*statements.things("Campus", campus), *statements.ties("OFFERS", pl.DataFrame(ends))]
    assert set(again(said)) == set(as_graph(said))


def test_a_thing_has_its_kinds_its_name_and_typed_fields(described: Graph) -> None:
    subject = URIRef(iri(CAMPUS))
    assert set(described.objects(subject, RDF.type)) == set(map(URIRef, kinds_of("Campus")))
    assert URIRef(expanded("org:OrganizationalCollaboration")) in set(described.objects(subject, RDF.type))
    (label,) = described.objects(subject, RDFS.label)
    assert isinstance(label, Literal)
    assert label.language == "fr"
    datatypes = {o.datatype for o in described.objects() if isinstance(o, Literal)}
    assert {None, XSD.double} <= datatypes


def test_a_relation_is_a_plain_triple_and_its_fields_hang_on_a_tie(described: Graph, reader: Reader) -> None:
    ties = reader.ties([CAMPUS])
    for relation, start, end in ties.iter_rows():
        assert (URIRef(iri(start)), URIRef(term(relation)), URIRef(iri(end))) in described
    assert len(set(described.subjects(RDF.type, URIRef(f"{DEFINITIONS}Tie")))) >= ties.height


def test_a_tie_is_said_in_the_words_of_a_standard_too_where_one_has_a_class_for_it(reader: Reader) -> None:
    for relation, form in reified().items():
        frame = reader.table(relation).head(1)
        graph = as_graph(list(statements.ties(relation, frame)))
        for tie in graph.subjects(RDF.type, URIRef(form.kind)):
            for role, end in ((form.start, "start"), (form.end, "end")):
                assert role is None or graph.value(tie, URIRef(role)) == graph.value(tie, URIRef(DEFINITIONS + end))
        assert len(set(graph.subjects(RDF.type, URIRef(form.kind)))) == frame.height
    assert reader.table("OFFERS").height
    assert reader.table("HAS_MEMBER").height


def test_the_api_and_the_whole_export_say_the_same_of_a_thing(said: list[Triple], reader: Reader) -> None:
    whole = set(map(str, whole_rdf.triples(reader)))
    assert {t for t in map(str, said) if t not in whole} == set()
    subject = f"<{iri(CAMPUS)}>"
    about = {str(t) for t in whole_rdf.triples(reader) if str(t.subject) == subject}
    assert about == {str(t) for t in said if str(t.subject) == subject}


@given(TEXT)
def test_an_identifier_can_be_read_off_its_iri(key: str) -> None:
    escaped = iri(f"campus/{key}").removeprefix(BASE)
    assert unquote(escaped) == f"campus/{key}"
    assert escaped.isascii()


def test_json_ld_brings_its_own_context(said: list[Triple]) -> None:
    context = to_jsonld(said)["@context"]
    assert isinstance(context, dict)
    assert not any("context" in str(value) for value in context.values())
