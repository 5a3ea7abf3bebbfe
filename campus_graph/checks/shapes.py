"""From the shapes to constraints: those that the Turtle files of ``ontology/shapes`` state, and those of the model.

Only the part of SHACL that the files use is understood; anything else is an error of the ontology, so that no
constraint is passed over in silence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from rdflib import DCTERMS, RDF, SH, Graph, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from campus_graph.checks.constraints import (
    Absent,
    Acyclic,
    Constraint,
    Count,
    Levels,
    Present,
    Refers,
    Scalar,
    Test,
    Value,
    Where,
)
from campus_graph.checks.declared import declared
from campus_graph.checks.findings import Rule, Severity
from campus_graph.errors import ModelError
from campus_graph.ontology.model import FOLDER, Model, NodeKind, RelationKind, load_model
from campus_graph.ontology.namespace import DEFINITIONS, term

SHAPES = "https://w3id.org/campus-graph/shapes#"
CG, CGS = Namespace(DEFINITIONS), Namespace(SHAPES)
SEVERITIES = {SH.Violation: Severity.error, SH.Warning: Severity.warning, SH.Info: Severity.info}
_SINGLE = {
    SH.pattern: "pattern",
    SH.minInclusive: "minInclusive",
    SH.maxInclusive: "maxInclusive",
    CG.checkLetter: "checkLetter",
    CG.luhn: "luhn",
    CG.keyed: "keyed",
}
_BESIDE = {SH.lessThanOrEquals: "lessThanOrEquals", CG.notBefore: "notBefore"}
# What may stand in a property shape beside its constraints.
_SAID = {RDF.type, SH.path, SH.severity, SH.message, CG.helps}


@cache
def constraints(folder: Path = FOLDER) -> tuple[Constraint, ...]:
    """Return every constraint, those of the model first, by kind and rule.

    Raises:
        ModelError: a shape says what is not understood, or names something undeclared.

    """
    model = load_model(folder)
    return (*declared(model), *_Reader(shapes_graph(folder), model).constraints())


def shapes_graph(folder: Path = FOLDER) -> Graph:
    """Return what the Turtle files of the shapes state."""
    graph = Graph()
    for path in sorted((folder / "shapes").glob("*.ttl")):
        graph.parse(path, format="turtle")
    return graph


def rules() -> Mapping[str, Rule]:
    """Return every rule by its name."""
    return {c.rule.name: c.rule for c in constraints()}


class _Reader:
    """Walks the shapes; holds them and the model so that the small readers below need not pass them around."""

    def __init__(self, graph: Graph, model: Model) -> None:
        self.graph, self.model = graph, model
        self.relations = {term(name): name for name in model.relations}
        owners: list[NodeKind | RelationKind] = [*model.nodes.values(), *model.relations.values()]
        self.columns = {term(f.name): f.name for owner in owners for f in owner.fields}

    def constraints(self) -> Iterator[Constraint]:
        for shape in sorted(self.graph.subjects(RDF.type, SH.NodeShape), key=str):
            for owner in self._owners(shape):
                for test in self._of_node(shape):
                    yield Constraint(self._rule(shape), owner, test)
                for part in sorted(self.graph.objects(shape, SH.property), key=str):
                    yield Constraint(self._rule(part), owner, self._of_property(part))

    def _owners(self, shape: Node) -> tuple[str, ...]:
        relation = self.graph.value(shape, CG.describes)
        if relation is not None:
            return (self.relations[str(relation)],)
        if self.graph.value(shape, SH.targetClass) == CG.Tie:
            return tuple(self.model.relations)
        return self._kinds(self.graph.value(shape, SH.targetClass))

    def _kinds(self, iri: Node | None) -> tuple[str, ...]:
        found = self.model.concrete(str(iri).removeprefix(DEFINITIONS))
        if not found:
            raise ModelError(f"Une forme de ontology/shapes nomme la classe {iri}, que l’ontologie ne déclare pas.")
        return found

    def _rule(self, shape: Node) -> Rule:
        messages = {m.language: str(m) for m in self.graph.objects(shape, SH.message)}  # type: ignore[attr-defined]
        severity = SEVERITIES[URIRef(str(self.graph.value(shape, SH.severity)))]
        helps = tuple(sorted(str(h) for h in self.graph.objects(shape, CG.helps)))
        return Rule(str(shape).removeprefix(SHAPES), severity, messages["fr"], messages["en"], helps)

    def _of_node(self, shape: Node) -> Iterator[Test]:
        for name in ("notFalling", "unchanged"):
            field = self.graph.value(shape, CG[name])
            if field is not None:
                yield Levels(self._column(field), name)
        followed = self.graph.value(shape, CG.acyclic)
        if followed is not None:
            yield Acyclic(self.relations[str(followed)])
        present = self.graph.value(shape, CG.present)
        if present is not None:
            when, value = (self.graph.value(shape, CG[name]) for name in ("presentWhen", "isValue"))
            yield Present(self._column(present), (self._column(when), self._scalar(value)))

    def _of_property(self, shape: Node) -> Test:
        """Return the one thing that a property shape asks for.

        Raises:
            ModelError: it asks for something else than what is understood.

        """
        path = self.graph.value(shape, SH.path)
        said = {p: o for p, o in self.graph.predicate_objects(shape) if p not in _SAID}
        readers: tuple[Callable[..., Test | None], ...] = (self._count, self._reference, self._value)
        for reader in readers:
            test = reader(path, said)
            if test is not None:
                return test
        raise ModelError(f"La forme {shape} demande ce que « check » ne sait pas vérifier ({sorted(map(str, said))}).")

    def _reference(self, path: Node, said: Mapping[Node, Node]) -> Test | None:
        if path == DCTERMS.source and set(said) == {SH["class"]}:
            (kind,) = self._kinds(said[SH["class"]])
            return Refers("sources", (kind,), "id", self.model.path(kind) + "/")
        return Refers(self._column(path), self._kinds(said[CG.codeOf]), "code") if set(said) == {CG.codeOf} else None

    def _value(self, path: Node, said: Mapping[Node, Node]) -> Test | None:
        column, (first, *more) = self._column(path), sorted(said.items())
        if CG.pairedWith in said and CG.pairs in said:
            return Value(column, "pairedWith", (self._column(said[CG.pairedWith]), str(said[CG.pairs])))
        if CG.onlyWhen in said and CG.isValue in said:
            return Absent(column, (self._column(said[CG.onlyWhen]), self._scalar(said[CG.isValue])))
        if more:
            return None
        name, argument = first
        if name in _SINGLE:
            return Value(column, _SINGLE[name], (self._scalar(argument),))  # type: ignore[index]
        if name in _BESIDE:
            return Value(column, _BESIDE[name], (self._column(argument),))  # type: ignore[index]
        if name == SH["in"]:
            return Value(column, "in", lists=self._list(argument))
        return Present(column) if name == SH.minCount else None

    def _count(self, path: Node, said: Mapping[Node, Node]) -> Test | None:
        found = self._path(path)
        if found is None:
            return None
        relations, inverse = found
        shape = said.get(SH.qualifiedValueShape)
        tie: Where = {}
        kinds, other = self._who(shape)
        if not relations:
            relations, tie, other = self._which(shape)
        if set(said) - {SH.qualifiedValueShape, SH.qualifiedMinCount, SH.minCount, SH.maxCount}:
            return None
        least = self._bound(said.get(SH.qualifiedMinCount) or said.get(SH.minCount))
        return Count(relations, least, self._bound(said.get(SH.maxCount)), inverse, kinds, other, tie)

    @staticmethod
    def _bound(literal: Node | None) -> int | None:
        return None if literal is None else int(str(literal))

    def _path(self, path: Node) -> tuple[tuple[str, ...], bool] | None:
        """Return the relations of a path, and whether it goes against them; none for the records of all relations."""
        if str(path) in self.relations:
            return (self.relations[str(path)],), False
        against = self.graph.value(path, SH.inversePath)
        if against == CG.start:
            return (), False
        if against is not None:
            return (self.relations[str(against)],), True
        either = self.graph.value(path, SH.alternativePath)
        if either is None:
            return None
        return tuple(self.relations[str(p)] for p in Collection(self.graph, either)), False

    def _who(self, shape: Node | None) -> tuple[tuple[str, ...], Where]:
        """Return the kinds and the fields of which a qualified shape wants either."""
        if shape is None:
            return (), {}
        parts = self.graph.value(shape, SH["or"])
        kinds: tuple[str, ...] = ()
        fields: dict[str, tuple[Scalar, ...]] = {}
        for part in [shape] if parts is None else Collection(self.graph, parts):
            named = self.graph.value(part, SH["class"])
            kinds += () if named is None else self._kinds(named)
            for wanted in self.graph.objects(part, SH.property):
                if (self.graph.value(wanted, SH.path)) not in (CG.relation, CG.end):
                    fields |= self._wanted(wanted)
        return kinds, fields

    def _which(self, shape: Node | None) -> tuple[tuple[str, ...], Where, Where]:
        """Return the relation, the fields of its record, and those of the thing at its end."""
        relation, tie, other = "", dict[str, Any](), dict[str, Any]()
        for wanted in self.graph.objects(shape, SH.property):
            path = self.graph.value(wanted, SH.path)
            if path == CG.relation:
                relation = self.relations[str(self.graph.value(wanted, SH.hasValue))]
            elif path == CG.end:
                inner = self.graph.value(self.graph.value(wanted, SH.node), SH.property)
                other = self._wanted(inner)
            else:
                tie |= self._wanted(wanted)
        return (relation,), tie, other

    def _wanted(self, shape: Node | None) -> dict[str, tuple[Scalar, ...]]:
        """Return the values of which a field has one.

        Raises:
            ModelError: a thing without the field would do as well: ``sh:in`` alone is silent on what is not there.

        """
        one, several = self.graph.value(shape, SH.hasValue), self.graph.value(shape, SH["in"])
        if one is None and self.graph.value(shape, SH.minCount) is None:
            raise ModelError(f"sh:in sans sh:minCount accepte une chose sans {self.graph.value(shape, SH.path)}.")
        values = self._list(several) if one is None else (self._scalar(one),)
        return {self._column(self.graph.value(shape, SH.path)): values}

    def _list(self, head: Node | None) -> tuple[Scalar, ...]:
        return tuple(self._scalar(item) for item in Collection(self.graph, head or RDF.nil))

    def _scalar(self, literal: Node | None) -> Scalar:
        value: Any = literal.toPython()  # type: ignore[union-attr]
        return value if isinstance(value, str | int | bool) else float(value)

    def _column(self, iri: Node | None) -> str:
        """Return the column of a field's term.

        Raises:
            ModelError: no kind and no relation has such a field.

        """
        if str(iri) not in self.columns:
            raise ModelError(f"Une forme de ontology/shapes nomme le champ {iri}, que l’ontologie ne déclare pas.")
        return self.columns[str(iri)]
