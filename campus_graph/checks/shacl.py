"""All shapes as one SHACL document that any engine can run on an export of the graph.

The shapes of ``ontology/shapes`` as they stand, and one for each thing that the model says of a field or a relation,
under the names that ``check`` gives to its findings.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from rdflib import DCTERMS, RDF, RDFS, SH, BNode, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from campus_graph.checks.declared import declarer, end_rule, field_rule, notations, slug
from campus_graph.checks.findings import Rule
from campus_graph.checks.shapes import CG, CGS, SEVERITIES, shapes_graph
from campus_graph.ontology.document import TYPES
from campus_graph.ontology.model import FOLDER, Field, Model, NodeKind, RelationKind, load_model
from campus_graph.ontology.namespace import DEFINITIONS, VOCABULARIES, term

_SEVERITIES = {severity: iri for iri, severity in SEVERITIES.items()}
# A name is in French, and says so; sources are things.
_NAMED, _SOURCES = "label", "sources"
_Triple = tuple[Node, Node, Node]


def shapes_document(folder: Path = FOLDER) -> Graph:
    """Return every shape; those of relations are about their records (``cg:Tie``)."""
    graph, model = shapes_graph(folder), load_model(folder)
    for name, space in {"cg": DEFINITIONS, "cgv": VOCABULARIES, "cgs": CGS, "dcterms": DCTERMS}.items():
        graph.bind(name, Namespace(str(space)))
    for shape, relation in list(graph.subject_objects(CG.describes)):
        _add(graph, _target(shape, relation))
    for shape, relation in list(graph.subject_objects(CG.acyclic)):
        _add(graph, _acyclic(shape, relation))
    for node in model.nodes.values():
        shape = CGS[f"{slug(node.name)}-fields"]
        _add(graph, [(shape, RDF.type, SH.NodeShape), (shape, SH.targetClass, CG[node.name])])
        _fields(graph, model, shape, node)
    for kind in model.relations.values():
        shape = CGS[f"{slug(kind.name)}-fields"]
        _add(graph, [(shape, RDF.type, SH.NodeShape), *_target(shape, URIRef(term(kind.name)))])
        _fields(graph, model, shape, kind)
        _ends(graph, shape, kind)
    return graph


def _add(graph: Graph, triples: list[_Triple] | Iterator[_Triple]) -> None:
    for triple in triples:
        graph.add(triple)


def _target(shape: Node, relation: Node) -> Iterator[_Triple]:
    """Yield what aims a shape at the records of a relation, which have one class in common."""
    target = BNode()
    yield shape, SH.target, target
    yield target, RDF.type, SH.SPARQLTarget
    yield target, SH.prefixes, CGS.prefixes
    yield target, SH.select, Literal(f"SELECT ?this WHERE {{ ?this cg:relation <{relation}> }}")


def _acyclic(shape: Node, relation: Node) -> Iterator[_Triple]:
    """Yield in SPARQL that following a relation never leads back: no parameter can stand in a path of any length."""
    constraint = BNode()
    yield shape, SH.sparql, constraint
    yield constraint, RDF.type, SH.SPARQLConstraint
    yield constraint, SH.prefixes, CGS.prefixes
    yield constraint, SH.select, Literal(f"SELECT $this WHERE {{ $this <{relation}>+ $this }}")


def _fields(graph: Graph, model: Model, shape: Node, owner: NodeKind | RelationKind) -> None:
    for field in (f for f in owner.fields if declarer(model, owner, f) == owner.name):
        path = {_NAMED: RDFS.label, _SOURCES: DCTERMS.source}.get(field.name, URIRef(term(field.name)))
        for test, predicate, value in _declared(graph, model, field):
            part = _part(graph, shape, field_rule(owner.name, field, test), path)
            graph.add((part, predicate, value))


def _declared(graph: Graph, model: Model, field: Field) -> Iterator[tuple[str, Node, Node]]:
    if field.required:
        yield "required", SH.minCount, Literal(1)
    if not field.many:
        yield "single", SH.maxCount, Literal(1)
    if field.name == _NAMED:
        yield "datatype", SH.datatype, RDF.langString
    elif field.name == _SOURCES:
        yield "datatype", SH.nodeKind, SH.IRI
    else:
        yield "datatype", SH.datatype, TYPES[field.type]
    if field.vocabulary:
        yield "vocabulary", SH["in"], _list(graph, [Literal(value) for value in notations(model, field)])


def _ends(graph: Graph, shape: Node, relation: RelationKind) -> None:
    for end, kinds in (("start", relation.sources), ("end", relation.targets)):
        part = _part(graph, shape, end_rule(relation, end), CG[end])
        either = [BNode() for _ in kinds]
        for one, kind in zip(either, kinds, strict=True):
            graph.add((one, SH["class"], CG[kind]))
        graph.add((part, SH["or"], _list(graph, either)))


def _part(graph: Graph, shape: Node, rule: Rule, path: Node) -> Node:
    part = CGS[rule.name]
    graph.add((shape, SH.property, part))
    graph.add((part, RDF.type, SH.PropertyShape))
    graph.add((part, SH.path, path))
    graph.add((part, SH.severity, _SEVERITIES[rule.severity]))
    for language, message in (("fr", rule.message_fr), ("en", rule.message_en)):
        graph.add((part, SH.message, Literal(message, lang=language)))
    return part


def _list(graph: Graph, items: Sequence[Node]) -> Node:
    head = BNode()
    Collection(graph, head, list(items))
    return head
