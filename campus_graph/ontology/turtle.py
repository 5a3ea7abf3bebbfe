"""From the Turtle files of the ontology to the frozen model.

Apart from ``model.py`` because rdflib takes as long to import as a question takes to answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from rdflib import RDF, RDFS, SH, SKOS, Graph, Namespace, URIRef
from rdflib.term import Node

from campus_graph.errors import ModelError
from campus_graph.ontology.model import Concept, Field, Model, NodeKind, RelationKind
from campus_graph.ontology.namespace import DEFINITIONS, VOCABULARIES

CG, CGV = Namespace(DEFINITIONS), Namespace(VOCABULARIES)
_SCHEMA = Namespace("https://schema.org/")
FOLDERS = ("classes", "relations", "vocabulary")


def model_files(folder: Path) -> list[Path]:
    """Return the files of the model; those of ``shapes`` say what is asked of the data, not what the model is."""
    return sorted(path for part in FOLDERS for path in (folder / part).glob("*.ttl"))


def read_model(folder: Path) -> Model:
    """Read every Turtle file below ``folder``.

    Raises:
        ModelError: a relation or field that names something undeclared.

    """
    graph = Graph()
    for path in model_files(folder):
        graph.parse(path, format="turtle")
    return _Reader(graph).model()


class _Reader:
    """Walks the RDF graph; holds it so that the small readers below need not pass it around."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.shapes = self._shapes()

    def model(self) -> Model:
        nodes = {n.name: n for n in sorted(self._nodes(), key=lambda n: n.name)}
        vocabularies = dict(sorted(self._vocabularies()))
        partial = Model(nodes, {}, vocabularies)
        relations = {r.name: r for r in sorted(self._relations(partial), key=lambda r: r.name)}
        self._check_vocabularies(nodes, relations, vocabularies)
        return Model(nodes, relations, vocabularies)

    def _shapes(self) -> dict[Node, Node]:
        targets = [*self.graph.subject_objects(SH.targetClass), *self.graph.subject_objects(CG.describes)]
        return {target: shape for shape, target in targets}

    def _nodes(self) -> Iterator[NodeKind]:
        for iri in self.graph.subjects(RDF.type, CG.NodeKind):
            ancestors = self._ancestors(iri)
            own = [f for a in (*reversed(ancestors), iri) for f in self._fields(a)]
            yield NodeKind(
                name=_local(iri),
                path=self._text(iri, CG.path),
                ancestors=tuple(_local(a) for a in ancestors),
                standards=tuple(sorted(self._standards((iri, *ancestors)))),
                label_fr=self._text(iri, RDFS.label, "fr"),
                label_en=self._text(iri, RDFS.label, "en"),
                comment_fr=self._text(iri, RDFS.comment, "fr"),
                searchable=not self._flag(iri, CG.hiddenFromSearch),
                fields=tuple(own),
            )

    def _ancestors(self, iri: Node) -> list[Node]:
        parents = [
            p for p in sorted(self.graph.objects(iri, RDFS.subClassOf), key=str) if str(p).startswith(DEFINITIONS)
        ]
        return [a for parent in parents for a in (parent, *self._ancestors(parent))]

    def _standards(self, iris: tuple[Node, ...]) -> Iterator[str]:
        for iri in iris:
            for parent in self.graph.objects(iri, RDFS.subClassOf):
                if not str(parent).startswith(DEFINITIONS):
                    yield self.graph.namespace_manager.qname(str(parent))

    def _relations(self, model: Model) -> Iterator[RelationKind]:
        for iri in self.graph.subjects(RDF.type, CG.Relation):
            yield RelationKind(
                name=_upper(_local(iri)),
                sources=self._ends(model, iri, _SCHEMA.domainIncludes),
                targets=self._ends(model, iri, _SCHEMA.rangeIncludes),
                derived=self._flag(iri, CG.derived),
                label_fr=self._text(iri, RDFS.label, "fr"),
                label_en=self._text(iri, RDFS.label, "en"),
                comment_fr=self._text(iri, RDFS.comment, "fr"),
                fields=tuple(self._fields(iri)),
            )

    def _ends(self, model: Model, iri: Node, predicate: URIRef) -> tuple[str, ...]:
        kinds = sorted({k for end in self.graph.objects(iri, predicate) for k in model.concrete(_local(end))})
        if not kinds:
            raise ModelError(f"La relation {_local(iri)} ne relie aucune classe déclarée ({predicate}).")
        return tuple(kinds)

    def _fields(self, owner: Node) -> list[Field]:
        shape = self.shapes.get(owner)
        shapes = [] if shape is None else list(self.graph.objects(shape, SH.property))
        return [self._field(p) for p in sorted(shapes, key=lambda p: int(self._text(p, SH.order)))]

    def _field(self, shape: Node) -> Field:
        path = self.graph.value(shape, SH.path)
        vocabulary = self.graph.value(shape, CG.vocabulary)
        return Field(
            name=_snake(_local(path)),
            type=_local(self.graph.value(shape, SH.datatype)),
            many=self.graph.value(shape, SH.maxCount) is None,
            required=self.graph.value(shape, SH.minCount) is not None,
            key=self._flag(shape, CG.partOfKey),
            derived=self._flag(shape, CG.derived),
            vocabulary=None if vocabulary is None else _local(vocabulary),
            label_fr=self._text(shape, SH.name, "fr"),
            label_en=self._text(shape, SH.name, "en"),
        )

    def _vocabularies(self) -> Iterator[tuple[str, tuple[Concept, ...]]]:
        for scheme in self.graph.subjects(RDF.type, SKOS.ConceptScheme):
            members = self.graph.subjects(SKOS.inScheme, scheme)
            ordered = sorted(members, key=lambda c: int(self._text(c, CG.order)))
            yield _local(scheme), tuple(self._concept(c) for c in ordered)

    def _concept(self, iri: Node) -> Concept:
        own = [(p, o) for p, o in self.graph.predicate_objects(iri) if str(p).startswith(DEFINITIONS)]
        return Concept(
            notation=self._text(iri, SKOS.notation),
            label_fr=self._text(iri, SKOS.prefLabel, "fr"),
            label_en=self._text(iri, SKOS.prefLabel, "en"),
            extra={_snake(_local(p)): str(o) for p, o in sorted(own) if p != CG.order},
        )

    def _check_vocabularies(
        self,
        nodes: Mapping[str, NodeKind],
        relations: Mapping[str, RelationKind],
        vocabularies: Mapping[str, tuple[Concept, ...]],
    ) -> None:
        owners: list[NodeKind | RelationKind] = [*nodes.values(), *relations.values()]
        for owner in owners:
            for field in owner.fields:
                if field.vocabulary is not None and field.vocabulary not in vocabularies:
                    raise ModelError(
                        f"{owner.name}.{field.name} renvoie au vocabulaire « {field.vocabulary} », "
                        "qu’aucun fichier de ontology/vocabulary ne déclare."
                    )

    def _text(self, subject: Node, predicate: URIRef, lang: str | None = None) -> str:
        for value in sorted(self.graph.objects(subject, predicate), key=str):
            if lang is None or getattr(value, "language", None) == lang:
                return str(value)
        raise ModelError(f"{_local(subject)} n’a pas de {_local(predicate)} ({lang or 'valeur'}).")

    def _flag(self, subject: Node, predicate: URIRef) -> bool:
        return str(self.graph.value(subject, predicate)) == "true"


def _local(iri: Node | None) -> str:
    return re.split(r"[#/]", str(iri))[-1]


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z0-9])", "_", name).lower()


def _upper(name: str) -> str:
    return _snake(name).upper()
