"""The constraints that the model makes by declaring a field or a relation, and their rules in words."""

from __future__ import annotations

from collections.abc import Iterator

from campus_graph.checks.constraints import Constraint, End, Present, Scalar, Test, Value
from campus_graph.checks.findings import Rule, Severity
from campus_graph.ontology.model import Field, Model, NodeKind, RelationKind


def field_rule(owner: str, field: Field, test: str) -> Rule:
    """Return the rule that a declaration makes: ``required``, ``vocabulary``, ``datatype`` or ``single``."""
    fr, en = field.label_fr, field.label_en
    said = {
        "required": (f"« {fr} » manque, et doit être donné.", f"“{en}” is missing, and must be given."),
        "vocabulary": (
            f"« {fr} » n’est pas un terme du vocabulaire {field.vocabulary} : « campus-graph model » donne les termes.",
            f"“{en}” is no term of the vocabulary {field.vocabulary}: see “campus-graph model”.",
        ),
        "datatype": (
            f"« {fr} » n’est pas du type {field.type} : donnez une valeur de ce type.",
            f"“{en}” is not of the type {field.type}: give a value of this type.",
        ),
        "single": (f"« {fr} » a plusieurs valeurs : gardez-en une.", f"“{en}” has several values: keep one."),
    }
    return Rule(f"{slug(owner)}-{slug(field.name)}-{test}", Severity.error, *said[test])


def end_rule(relation: RelationKind, end: str) -> Rule:
    """Return the rule of what a relation may start from (``start``) or lead to (``end``)."""
    kinds = ", ".join(relation.sources if end == "start" else relation.targets)
    side = {"start": ("part de", "starts from"), "end": ("mène à", "leads to")}[end]
    return Rule(
        f"{slug(relation.name)}-{end}",
        Severity.error,
        f"La relation « {relation.label_fr} » {side[0]} une chose qui manque ou n’est pas de ces natures : {kinds}. "
        "Retournez-la, ou ajoutez la chose.",
        f"The relation “{relation.label_en}” {side[1]} a thing that is missing or not of these kinds: {kinds}. "
        "Turn it round, or add the thing.",
    )


def slug(name: str) -> str:
    """Return the name of a kind, relation or field as it stands in the name of a rule.

    >>> slug("ResearchLab"), slug("HAS_MEMBER"), slug("source_url")
    ('research-lab', 'has-member', 'source-url')
    """
    if name.isupper() or name.islower():
        return name.lower().replace("_", "-")
    return "".join(f"-{c.lower()}" if c.isupper() else c for c in name).strip("-")


def declared(model: Model) -> Iterator[Constraint]:
    """Yield what the model itself says of every field and of both ends of every relation."""
    owners: list[NodeKind | RelationKind] = [*model.nodes.values(), *model.relations.values()]
    for owner in owners:
        for field in owner.fields:
            first = declarer(model, owner, field)
            yield from (Constraint(field_rule(first, field, n), owner.name, t) for n, t in _tests(model, field))
    for relation in model.relations.values():
        yield Constraint(end_rule(relation, "start"), relation.name, End("start_id", relation.sources))
        yield Constraint(end_rule(relation, "end"), relation.name, End("end_id", relation.targets))


def declarer(model: Model, owner: NodeKind | RelationKind, field: Field) -> str:
    """Return the kind whose rule a field follows: a superclass with things of its own, which it speaks for."""
    above = owner.ancestors if isinstance(owner, NodeKind) else ()
    return next((a for a in reversed(above) if a in model.nodes and field in model.nodes[a].fields), owner.name)


def _tests(model: Model, field: Field) -> Iterator[tuple[str, Test]]:
    if field.required:
        yield "required", Present(field.name)
    yield "datatype", Value(field.name, "datatype", (field.type,))
    if field.vocabulary:
        yield "vocabulary", Value(field.name, "in", lists=notations(model, field))


def notations(model: Model, field: Field) -> tuple[Scalar, ...]:
    """Return the terms of a field's vocabulary, as values of its type."""
    terms = model.notations(str(field.vocabulary))
    return tuple(int(t) for t in terms) if field.type == "integer" else terms
