"""A proof as a tree: the things that a finding is about, and from each the facts that lead on.

For the terminal and the pages alike; how a branch looks is theirs.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from campus_graph.graph.tables import fields
from campus_graph.ontology.model import load_model
from campus_graph.queries.explain import Explanation, Fact

_SHOWN = ("role", "kind", "voie", "year", "period", "since", "until", "done", "status", "rule", "value")


@dataclass(frozen=True, slots=True)
class Branch:
    """A thing, how it hangs from the one above (``verb``, read ``forward`` or back), and what its facts say.

    ``label`` is None where the graph does not know the thing.
    """

    node: str
    label: str | None
    verb: str | None = None
    forward: bool = True
    said: str = ""
    children: list[Branch] = field(default_factory=list)


def branches(proof: Explanation) -> list[Branch]:
    """Return the trees of a proof, every fact in one of them."""
    left = list(proof.facts)
    trees = [_grown(Branch(root, _name(proof, root)), proof, left) for root in proof.roots]
    while left:
        fact = left[0]
        if fact.relation is None:
            left.remove(fact)
            trees.append(Branch(fact.start, _name(proof, fact.start), said=_said(proof, [fact])))
        else:
            trees.append(_grown(Branch(fact.start, _name(proof, fact.start)), proof, left))
    return trees


def _grown(branch: Branch, proof: Explanation, left: list[Fact]) -> Branch:
    """Hang under a node every fact that touches it and was not shown yet, then go on from their other ends."""
    mine = [f for f in left if f.relation and branch.node in (f.start, f.end)]
    for fact in mine:
        left.remove(fact)
    for (relation, forward, other), facts in _grouped(mine, branch.node).items():
        verb = load_model().relations[relation].label_fr
        child = Branch(other, _name(proof, other), verb, forward, _said(proof, facts))
        branch.children.append(_grown(child, proof, left))
    return branch


def _grouped(facts: list[Fact], node: str) -> dict[tuple[str, bool, str], list[Fact]]:
    """Group the facts that tie a node to the same other one: the same offer of several years is one line."""
    groups: dict[tuple[str, bool, str], list[Fact]] = {}
    for fact in facts:
        forward = fact.start == node
        groups.setdefault((str(fact.relation), forward, str(fact.end if forward else fact.start)), []).append(fact)
    return groups


def _name(proof: Explanation, node: str) -> str | None:
    known = proof.nodes.get(node)
    return str(known["label"]) if known else None


def _said(proof: Explanation, facts: list[Fact]) -> str:
    """Return what facts of the same ends say, and their sources."""
    terms = _terms(proof, facts[0])
    parts = []
    for name in _SHOWN:
        values = {terms.get((name, f.fields[name]), _text(f.fields[name])) for f in facts if name in f.fields}
        parts += [", ".join(sorted(values))] if values else []
    own = {source for f in facts for source in f.fields.get("sources", ())}
    sources = own or set(proof.nodes.get(facts[0].start, {}).get("sources") or ())
    return " · ".join([*parts, ", ".join(sorted(sources))])


def _terms(proof: Explanation, fact: Fact) -> dict[tuple[str, Any], str]:
    """Return the French words of every term that the fields of a fact may hold."""
    model = load_model()
    kind = fact.relation or str(proof.nodes[fact.start]["kind"])
    known = fields(model, kind)
    return {
        (field.name, concept.notation): concept.label_fr
        for field in known
        if field.vocabulary
        for concept in model.vocabularies[field.vocabulary]
    }


def _text(value: object) -> str:
    return f"{value:g}".replace(".", ",") if isinstance(value, float) else str(value)
