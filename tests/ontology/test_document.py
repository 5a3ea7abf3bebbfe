"""The ontology as one document loads elsewhere: nothing undefined, real prefixes, in the profiles OWL 2 DL and RL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from rdflib import DCTERMS, OWL, RDF, RDFS, SH, SKOS, Graph, URIRef

from campus_graph.checks.shacl import shapes_document
from campus_graph.exports.whole_rdf import triples
from campus_graph.graph.store import Reader, open_store
from campus_graph.ontology.document import document
from campus_graph.ontology.model import FOLDER, NodeKind, RelationKind, load_model
from campus_graph.ontology.namespace import BASE, DEFINITIONS, VOCABULARIES, term
from campus_graph.ontology.standards import standards
from tests.starter_graph import starter_graph
from tests.through_maven import run_java

HERE = Path(__file__).parent / "profile"
# Prefix → namespace as its own standard spells it (W3C, ISA², INSEE, EU Publications Office, schema.org, DCMI).
STANDARDS = {
    "adms": "http://www.w3.org/ns/adms#",
    "ceterms": "https://purl.org/ctdl/terms/",
    "cg": DEFINITIONS,
    "cgs": "https://w3id.org/campus-graph/shapes#",
    "cgv": VOCABULARIES,
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "dqv": "http://www.w3.org/ns/dqv#",
    "eli": "http://data.europa.eu/eli/ontology#",
    "elm": "http://data.europa.eu/snb/model/elm/",
    "eqf": "http://data.europa.eu/snb/eqf/",
    "esco": "http://data.europa.eu/esco/model#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "geo": "http://www.opengis.net/ont/geosparql#",
    "igeo": "http://rdf.insee.fr/def/geo#",
    "isced": "http://data.europa.eu/snb/isced-f/",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "qb": "http://purl.org/linked-data/cube#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "rov": "http://www.w3.org/ns/regorg#",
    "schema": "https://schema.org/",
    "sdmx-attribute": "http://purl.org/linked-data/sdmx/2009/attribute#",
    "sdmx-code": "http://purl.org/linked-data/sdmx/2009/code#",
    "sdmx-dimension": "http://purl.org/linked-data/sdmx/2009/dimension#",
    "sdmx-measure": "http://purl.org/linked-data/sdmx/2009/measure#",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "wgs": "http://www.w3.org/2003/01/geo/wgs84_pos#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


@pytest.fixture(scope="module")
def whole() -> Graph:
    return document()


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    with open_store(starter_graph(tmp_path_factory)) as opened:
        yield opened


def ours(graph: Graph) -> set[URIRef]:
    named = {t for triple in graph for t in triple if isinstance(t, URIRef)}
    return {t for t in named if str(t).startswith((DEFINITIONS, VOCABULARIES))}


def test_no_term_is_undefined_or_without_labels(whole: Graph) -> None:
    terms = ours(whole)
    assert len(terms) > 200
    assert {t for t in terms if (t, RDF.type, None) not in whole} == set()
    defined = {t for t in terms if t.startswith(DEFINITIONS)}
    languages = {t: {label.language for label in whole.objects(t, RDFS.label)} for t in defined}  # type: ignore[attr-defined]
    assert {t for t, found in languages.items() if found != {"fr", "en"}} == set()


def test_every_term_is_defined_in_both_languages_and_every_field_has_an_example_and_an_origin(whole: Graph) -> None:
    defined = {t for t in ours(whole) if t.startswith(DEFINITIONS)}
    said = {t: {c.language for c in whole.objects(t, RDFS.comment)} for t in defined}  # type: ignore[attr-defined]
    assert {t for t, found in said.items() if found != {"fr", "en"}} == set()
    model = load_model()
    owners: list[NodeKind | RelationKind] = [*model.nodes.values(), *model.relations.values()]
    fields = {f.name for owner in owners for f in owner.fields} - {"label", "sources"}
    terms = {URIRef(term(name)) for name in fields}
    assert terms == set(whole.subjects(SKOS.example))
    assert terms <= set(whole.subjects(DCTERMS.source))


def test_every_class_relation_and_field_is_there_as_what_it_is(whole: Graph) -> None:
    model = load_model()
    assert {str(c).removeprefix(DEFINITIONS) for c in whole.subjects(RDF.type, OWL.Class)} >= set(model.nodes)
    assert len(set(whole.subjects(RDF.type, URIRef(f"{DEFINITIONS}Relation")))) == len(model.relations)
    assert not set(whole.subjects(RDF.type, SH.NodeShape))


def test_what_an_export_says_is_said_in_defined_terms(whole: Graph, reader: Reader) -> None:
    said = {t.value for triple in triples(reader) for t in triple if t.__class__.__name__ == "NamedNode"}
    used = {t for t in said if t.startswith((DEFINITIONS, VOCABULARIES)) and t != DEFINITIONS}
    assert {t for t in used if (URIRef(t), RDF.type, None) not in whole} == set()
    assert any(t.startswith(BASE) for t in said)


def test_the_shapes_use_no_term_that_the_ontology_does_not_define(whole: Graph) -> None:
    used = {t for t in ours(shapes_document()) if str(t) != DEFINITIONS}
    assert sorted(t for t in used if (t, RDFS.label, None) not in whole) == []


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*/*.ttl")), ids=lambda p: p.stem)
def test_prefixes_stand_for_the_namespaces_of_the_standards(path: Path) -> None:
    graph = Graph(bind_namespaces="none").parse(path, format="turtle")
    found = {prefix: str(namespace) for prefix, namespace in graph.namespaces()}
    assert found == {prefix: STANDARDS[prefix] for prefix in found}


def test_the_declared_vocabularies_and_the_document_have_these_namespaces_too(whole: Graph) -> None:
    declared = {s.prefix: s.namespace for s in standards().values()}
    assert declared == {prefix: STANDARDS[prefix] for prefix in declared}
    bound = {prefix: str(namespace) for prefix, namespace in whole.namespaces()}
    assert {p: n for p, n in bound.items() if STANDARDS.get(p, n) != n} == {}
    assert set(declared) <= set(bound)


def test_the_owl_api_finds_the_ontology_in_the_profiles_dl_and_rl(whole: Graph, tmp_path: Path) -> None:
    whole.serialize(tmp_path / "ontology.ttl", format="turtle")
    said = run_java(HERE / "pom.xml", HERE / "Profile.java", tmp_path / "jars", tmp_path / "ontology.ttl")
    axioms, dl, rl = said.splitlines()
    assert int(axioms.split()[1]) > 1_000
    assert (dl, rl) == ("OWL 2 DL 0", "OWL 2 RL 0"), said[:2_000]
