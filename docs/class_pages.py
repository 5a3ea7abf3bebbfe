"""A page for each class of the model: what it is elsewhere, its fields, relations, questions and rules, an example.

Part of ``make_model.py``, which writes them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from rdflib import RDF, RDFS, SH, SKOS, Graph, URIRef
from rdflib.term import Node

from campus_graph.exports.rdf import to_turtle
from campus_graph.exports.statements import things
from campus_graph.graph.store import Reader
from campus_graph.ontology.document import ALIGNED
from campus_graph.ontology.model import FOLDER, Model, NodeKind, RelationKind
from campus_graph.ontology.namespace import BASE, DEFINITIONS, term
from campus_graph.ontology.standards import reified, shortened, standards
from campus_graph.queries.registry import questions

_LINKS: Mapping[URIRef, str] = {
    RDFS.subClassOf: "sorte de",
    RDFS.subPropertyOf: "cas de",
    SKOS.closeMatch: "proche de",
    SKOS.relatedMatch: "en rapport avec",
}
_GRAVITY = {"Violation": "erreur", "Warning": "alerte", "Info": "information"}
_TYPES = {"string": "texte", "integer": "entier", "double": "nombre", "boolean": "oui ou non"}


def class_pages(
    model: Model,
    document: Graph,
    meanings: Mapping[str, Any],
    reader: Reader,
    render: Callable[..., str],
    named: Callable[[tuple[str, ...]], str],
) -> dict[str, str]:
    """Return kind → page; ``render`` fills the template, ``named`` names several kinds in French."""
    return {
        node.name: render(
            node=node,
            base=BASE,
            english=_english(document, node.name),
            aligned=list(_aligned(document, node)),
            fields=[_field(field, meanings[field.name]) for field in node.fields if field.name in meanings],
            relations=[_relation(document, r, node.name, named) for r in model.relations.values() if _touches(r, node)],
            asking=[f"`{name}`" for name in sorted(questions()) if _asks(name, node.name)],
            rules=list(_rules(node)),
            example=_example(reader, node.name),
        )
        for node in model.nodes.values()
    }


def _english(document: Graph, kind: str) -> str:
    said = document.objects(URIRef(DEFINITIONS + kind), RDFS.comment)
    return next(str(text) for text in said if getattr(text, "language", None) == "en")


def _aligned(document: Graph, node: NodeKind) -> Iterator[tuple[str, str, str]]:
    """Yield (link, term, vocabulary) of a class, those that it has from its superclasses last."""
    for kind in (node.name, *node.ancestors):
        via = "" if kind == node.name else f", par `{kind}`"
        for predicate, how in _LINKS.items():
            for other in sorted(map(str, document.objects(URIRef(DEFINITIONS + kind), predicate))):
                if not other.startswith(DEFINITIONS):
                    yield how + via, shortened(other), _title(shortened(other))


def _title(name: str) -> str:
    return standards()[name.split(":")[0]].named


def _field(field: Any, meaning: Mapping[str, Any]) -> dict[str, str]:
    marks = ((field.many, "plusieurs"), (field.required, "requis"), (field.derived, "déduit"))
    kind = ", ".join([_TYPES[field.type], *(word for holds, word in marks if holds)])
    others = [f"{_LINKS[ALIGNED[k]]} `{name}`" for k in ALIGNED for name in meaning.get(k, ())]
    return {
        "label": field.label_fr,
        "name": field.name,
        "term": shortened(term(field.name)),
        "type": f"{kind}, [{field.vocabulary}](../model.md#{field.vocabulary})" if field.vocabulary else kind,
        "meaning": meaning["fr"],
        "example": meaning["example"],
        "elsewhere": ", ".join(others),
    }


def _touches(relation: RelationKind, node: NodeKind) -> bool:
    return node.name in (*relation.sources, *relation.targets)


def _relation(document: Graph, relation: RelationKind, kind: str, named: Callable[[tuple[str, ...]], str]) -> str:
    ways = [f"vers {named(relation.targets)}"] if kind in relation.sources else []
    ways += [f"depuis {named(relation.sources)}"] if kind in relation.targets else []
    others = [
        f"{how} `{shortened(str(other))}`"
        for predicate, how in _LINKS.items()
        for other in sorted(document.objects(URIRef(term(relation.name)), predicate), key=str)
    ]
    if form := reified().get(relation.name):
        others.append(f"développée en `{shortened(form.kind)}`")
    elsewhere = f" ({', '.join(others)})" if others else ""
    derived = ", déduite" if relation.derived else ""
    return f"`{relation.name}` {', '.join(ways)}{derived} : {relation.comment_fr}{elsewhere}"


def _asks(question: str, kind: str) -> bool:
    """Tell whether a statement of a question reads the table of a kind."""
    asked = questions()[question]
    texts = asked.statements("embedded.sql").values()
    return any(re.search(rf"\b(FROM|JOIN)\s+{kind}\b", text) for text in texts)


def _rules(node: NodeKind) -> Iterator[tuple[str, str, str]]:
    """Yield (name, gravity, message) of the rules of a class, where the ontology has some."""
    graph = Graph()
    for path in sorted((FOLDER / "shapes").glob("*.ttl")):
        graph.parse(path, format="turtle")
    classes = [URIRef(DEFINITIONS + name) for name in (node.name, *node.ancestors)]
    shapes = [shape for one in classes for shape in graph.subjects(SH.targetClass, one)]
    rules = {rule for shape in shapes for rule in (shape, *graph.objects(shape, SH.property))}
    for rule in sorted(rules, key=str):
        message = next((m for m in graph.objects(rule, SH.message) if getattr(m, "language", None) == "fr"), None)
        if message is not None and (rule, RDF.type, None) in graph:
            yield _local(rule), _GRAVITY[_local(graph.value(rule, SH.severity) or SH.Violation)], str(message)


def _local(iri: Node) -> str:
    return re.split(r"[#/]", str(iri))[-1]


def _example(reader: Reader, kind: str) -> str:
    """Return the thing of the starter of which most is said, as Turtle without the lines of its prefixes."""
    frame = reader.table(kind)
    if frame.is_empty():
        return ""
    rows = frame.rows(named=True)
    most = min(rows, key=lambda row: (-sum(value not in (None, []) for value in row.values()), row["id"]))
    lines = to_turtle(things(kind, frame.filter(id=most["id"]))).splitlines()
    return "\n".join(line for line in lines if not line.startswith("@prefix")).strip()
