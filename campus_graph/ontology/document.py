"""The ontology as one document that others can load: OWL classes and properties, SKOS vocabularies, nothing undefined.

The Turtle files declare a field once, in the shape of its class, and say nothing twice. Here each field becomes an OWL
property with its labels, classes and type, and the terms that an export uses beside those of the model are declared.
Terms of other vocabularies are declared as what they are, so that nothing has to be fetched.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from rdflib import DCTERMS, OWL, RDF, RDFS, SH, SKOS, XSD, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from campus_graph import __version__
from campus_graph.ontology.model import FOLDER, Field, Model, NodeKind, RelationKind, load_model
from campus_graph.ontology.namespace import DEFINITIONS, VOCABULARIES, term
from campus_graph.ontology.standards import expanded, standards
from campus_graph.ontology.turtle import model_files

CG = Namespace(DEFINITIONS)
ONTOLOGY = URIRef(DEFINITIONS.removesuffix("#"))
_SCHEMA = Namespace("https://schema.org/")
TYPES = {"string": XSD.string, "integer": XSD.integer, "double": XSD.double, "boolean": XSD.boolean}
_TITLES = {
    "fr": "Ontologie des campus des métiers et des qualifications",
    "en": "Ontology of the campuses of trades and qualifications",
}
_SAID_OTHERWISE = ("label", "sources")  # by rdfs:label and dcterms:source
# Keys of ``fields.toml`` and ``terms.toml``: ``sub`` where what we say is true of theirs, else how near the two are.
ALIGNED = {"sub": RDFS.subPropertyOf, "close": SKOS.closeMatch, "related": SKOS.relatedMatch}
_Triple = tuple[Node, Node, Node]


def document(folder: Path = FOLDER) -> Graph:
    """Return the whole ontology, shapes left out: they are in the files of the classes, for those who validate."""
    graph = _bound()
    for path in model_files(folder):
        for triple in _without_shapes(Graph().parse(path, format="turtle")):
            graph.add(triple)
    for part in (_header(), _fields(load_model(folder)), _definitions(folder), _own_terms(folder), _foreign()):
        for triple in part:
            graph.add(triple)
    return graph


def _bound() -> Graph:
    graph = Graph(bind_namespaces="none")
    ours = {"cg": DEFINITIONS, "cgv": VOCABULARIES, "owl": str(OWL), "rdfs": str(RDFS), "xsd": str(XSD)}
    for prefix, namespace in {**ours, **{s.prefix: s.namespace for s in standards().values()}}.items():
        graph.bind(prefix, namespace)
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
            yield property, RDFS.range, TYPES[types.pop()]


def _definitions(folder: Path) -> Iterator[_Triple]:
    """Yield what each field means, with an example, where the notion comes from, and what others call it."""
    for name, said in tomllib.loads((folder / "fields.toml").read_text(encoding="utf-8")).items():
        for language in ("fr", "en"):
            yield CG[name], RDFS.comment, Literal(said[language], lang=language)
        yield CG[name], SKOS.example, Literal(said["example"])
        yield CG[name], DCTERMS.source, Literal(said["origin"], lang="fr")
        yield from _aligned(name, said)


def _aligned(name: str, said: Mapping[str, Any]) -> Iterator[_Triple]:
    for key, predicate in ALIGNED.items():
        for other in said.get(key, ()):
            yield CG[name], predicate, URIRef(expanded(other))


def _own_terms(folder: Path) -> Iterator[_Triple]:
    """Yield the terms by which the model and its exports speak of themselves, from ``terms.toml``."""
    declared = tomllib.loads((folder / "terms.toml").read_text(encoding="utf-8"))
    for kind, terms in declared.items():
        for name, said in terms.items():
            yield CG[name], RDF.type, OWL[kind]
            for language in ("fr", "en"):
                yield CG[name], RDFS.label, Literal(said[language], lang=language)
                yield CG[name], RDFS.comment, Literal(said[f"about_{language}"], lang=language)
            yield from _aligned(name, said)


def _foreign() -> Iterator[_Triple]:
    """Yield a declaration of each term of another vocabulary that ours refers to, with the vocabulary it is of."""
    for standard in standards().values():
        defined_by = URIRef(re.sub(r"[#/]$", "", standard.namespace))
        for kind, names in standard.terms.items():
            for name in names:
                one = URIRef(standard.namespace + name)
                yield one, RDF.type, SKOS.Concept if kind == "Concept" else OWL[kind]
                yield one, RDFS.isDefinedBy, defined_by
        yield defined_by, DCTERMS.title, Literal(standard.named)
