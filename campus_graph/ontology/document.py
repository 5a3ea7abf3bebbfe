"""The ontology as one document that others can load: OWL classes and properties, SKOS vocabularies, nothing undefined.

The Turtle files declare a field once, in the shape of its class, and say nothing twice. Here each field becomes an OWL
property with its labels, classes and type, and the terms that an export uses beside those of the model are declared.
Terms of other vocabularies are declared as what they are, so that nothing has to be fetched.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

from rdflib import DCTERMS, OWL, RDF, RDFS, SH, SKOS, XSD, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from campus_graph import __version__
from campus_graph.ontology.model import FOLDER, Field, Model, NodeKind, RelationKind, load_model
from campus_graph.ontology.namespace import DEFINITIONS, VOCABULARIES, term

CG = Namespace(DEFINITIONS)
ONTOLOGY = URIRef(DEFINITIONS.removesuffix("#"))
_SCHEMA = Namespace("https://schema.org/")
_TYPES = {"string": XSD.string, "integer": XSD.integer, "double": XSD.double, "boolean": XSD.boolean}
_TITLES = {
    "fr": "Ontologie des campus des métiers et des qualifications",
    "en": "Ontology of the campuses of trades and qualifications",
}
_SAID_OTHERWISE = ("label", "sources")  # by rdfs:label and dcterms:source
_Triple = tuple[Node, Node, Node]


def document(folder: Path = FOLDER) -> Graph:
    """Return the whole ontology, shapes left out: they are in the files of the classes, for those who validate."""
    graph = _bound()
    for path in sorted(folder.glob("*/*.ttl")):
        for triple in _without_shapes(Graph().parse(path, format="turtle")):
            graph.add(triple)
    for part in (_header(), _fields(load_model(folder)), _definitions(folder), _own_terms(folder)):
        for triple in part:
            graph.add(triple)
    for triple in list(_foreign(graph)):
        graph.add(triple)
    return graph


def _bound() -> Graph:
    graph = Graph()
    graph.bind("cg", DEFINITIONS)
    graph.bind("cgv", VOCABULARIES)
    graph.bind("schema", _SCHEMA)
    return graph


def _without_shapes(graph: Graph) -> Iterator[_Triple]:
    shapes = set(graph.subjects(RDF.type, SH.NodeShape))
    inside = {part for shape in shapes for part in graph.transitive_objects(shape, SH.property)} - {None}
    for subject, predicate, value in graph:
        if subject not in shapes | inside:
            # A page is a text where a thing has one, an address where a concept has one: OWL wants two properties.
            yield subject, RDFS.seeAlso if predicate == CG.page else predicate, value


def _header() -> Iterator[_Triple]:
    yield ONTOLOGY, RDF.type, OWL.Ontology
    yield ONTOLOGY, OWL.versionInfo, Literal(__version__)
    for language, title in _TITLES.items():
        yield ONTOLOGY, DCTERMS.title, Literal(title, lang=language)
    for predicate in (DCTERMS.title, DCTERMS.source, _SCHEMA.domainIncludes, _SCHEMA.rangeIncludes):
        yield predicate, RDF.type, OWL.AnnotationProperty


def _fields(model: Model) -> Iterator[_Triple]:
    """Yield each field as a property: its labels, the classes that have it, its type where all agree on one."""
    uses: dict[str, list[tuple[str, Field]]] = {}
    owners: list[NodeKind | RelationKind] = [*model.nodes.values(), *model.relations.values()]
    for owner in owners:
        for field in owner.fields:
            if field.name in _SAID_OTHERWISE:
                continue
            uses.setdefault(field.name, []).append((owner.name, field))
    for name, said in sorted(uses.items()):
        property = URIRef(term(name))
        yield property, RDF.type, OWL.DatatypeProperty
        for language in ("fr", "en"):
            labels = sorted({getattr(field, f"label_{language}") for _, field in said})
            yield property, RDFS.label, Literal(" ; ".join(labels), lang=language)
        for name_of_owner, _ in said:
            iri = DEFINITIONS + name_of_owner if name_of_owner in model.nodes else term(name_of_owner)
            yield property, _SCHEMA.domainIncludes, URIRef(iri)
        types = {field.type for _, field in said}
        if len(types) == 1:
            yield property, RDFS.range, _TYPES[types.pop()]


def _definitions(folder: Path) -> Iterator[_Triple]:
    """Yield what each field means, with an example, and where the notion comes from."""
    for name, said in tomllib.loads((folder / "fields.toml").read_text(encoding="utf-8")).items():
        for language in ("fr", "en"):
            yield CG[name], RDFS.comment, Literal(said[language], lang=language)
        yield CG[name], SKOS.example, Literal(said["example"])
        yield CG[name], DCTERMS.source, Literal(said["origin"], lang="fr")


def _own_terms(folder: Path) -> Iterator[_Triple]:
    """Yield the terms by which the model and its exports speak of themselves, from ``terms.toml``."""
    declared = tomllib.loads((folder / "terms.toml").read_text(encoding="utf-8"))
    for kind, terms in declared.items():
        for name, said in terms.items():
            yield CG[name], RDF.type, OWL[kind]
            for language in ("fr", "en"):
                yield CG[name], RDFS.label, Literal(said[language], lang=language)
                yield CG[name], RDFS.comment, Literal(said[f"about_{language}"], lang=language)


def _foreign(graph: Graph) -> Iterator[_Triple]:
    """Yield a declaration of each class of another vocabulary that ours refers to, with the vocabulary it is of."""
    for name in (SKOS.prefLabel, SKOS.notation, SKOS.definition, SKOS.example):
        yield name, RDF.type, OWL.AnnotationProperty
    yield SKOS.inScheme, RDF.type, OWL.ObjectProperty
    named = {str(iri) for predicate in (RDFS.subClassOf, CG.reifiedAs) for iri in graph.objects(None, predicate)}
    for iri in sorted({*named, str(SKOS.Concept), str(SKOS.ConceptScheme)}):
        if not iri.startswith(DEFINITIONS):
            yield URIRef(iri), RDF.type, OWL.Class
            yield URIRef(iri), RDFS.isDefinedBy, URIRef(iri.rsplit("#" if "#" in iri else "/", 1)[0])
