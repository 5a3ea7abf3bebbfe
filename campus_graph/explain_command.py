"""``ask … --explain``: the proof of one row as a small tree, as JSON, or as a GraphML or SVG file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.tree import Tree

from campus_graph import render
from campus_graph.errors import BadParameter
from campus_graph.graph.store import Reader
from campus_graph.graph.tables import fields
from campus_graph.ontology.model import load_model
from campus_graph.queries.answer import Answer
from campus_graph.queries.explain import Explanation, Fact, explain
from campus_graph.queries.registry import question

_SHOWN = ("role", "kind", "voie", "year", "period", "since", "until", "done", "status", "rule", "value")


def explain_row(out: Console, reader: Reader, answer: Answer, which: str, path: Path | None, form: str) -> None:
    """Print the proof of a row, or write it to ``path``."""
    proof = explain(reader, answer, which)
    if path is not None:
        _write(proof, path)
        typer.echo(f"{path} : {len(proof.nodes)} nœuds, {len(proof.facts)} faits.", err=True)
    elif form == "json":
        typer.echo(render.to_json(proof.to_dict()))
    else:
        out.print(explanation_tree(proof))
        out.print(f"[dim]Identifiant : {escape(str(proof.row['id']))} · graphe {answer.digest[:12]}[/dim]")


def _write(proof: Explanation, path: Path) -> None:
    from campus_graph.queries.proof_files import WRITERS

    if path.suffix not in WRITERS:
        raise BadParameter(f"« {path.name} » : écrivez un fichier en {' ou '.join(sorted(WRITERS))}.")
    try:
        path.write_bytes(WRITERS[path.suffix](proof))
    except OSError as error:
        raise BadParameter(f"Impossible d’écrire {path} ({error.strerror}) ; choisissez un autre endroit.") from error


def explanation_tree(proof: Explanation) -> Tree:
    """Return the proof as a tree: the things the finding is about, and from each the facts that lead on."""
    asked = question(proof.question)
    said = [str(asked.verdicts[proof.row["verdict"]]), str(proof.row.get("reason") or "")]
    tree = Tree(f"[bold]{escape(asked.title_fr)}[/bold]\n{escape(' : '.join(t for t in said if t))}")
    left = list(proof.facts)
    for root in proof.roots:
        _grow(tree.add(_name(proof, root)), proof, root, left)
    while left:
        fact = left[0]
        if fact.relation is None:
            left.remove(fact)
            tree.add(f"{_name(proof, fact.start)} {_said(proof, [fact])}")
        else:
            _grow(tree.add(_name(proof, fact.start)), proof, fact.start, left)
    return tree


def _grow(branch: Tree, proof: Explanation, node: str, left: list[Fact]) -> None:
    """Hang under a node every fact that touches it and was not shown yet, then go on from their other ends."""
    mine = [f for f in left if f.relation and node in (f.start, f.end)]
    for fact in mine:
        left.remove(fact)
    for (relation, forward, other), facts in _grouped(mine, node).items():
        verb = load_model().relations[relation].label_fr
        arrow = f"— {verb} →" if forward else f"← {verb} —"
        _grow(branch.add(f"[dim]{arrow}[/dim] {_name(proof, other)} {_said(proof, facts)}"), proof, other, left)


def _grouped(facts: list[Fact], node: str) -> dict[tuple[str, bool, str], list[Fact]]:
    """Group the facts that tie a node to the same other one: the same offer of several years is one line."""
    groups: dict[tuple[str, bool, str], list[Fact]] = {}
    for fact in facts:
        forward = fact.start == node
        groups.setdefault((str(fact.relation), forward, str(fact.end if forward else fact.start)), []).append(fact)
    return groups


def _name(proof: Explanation, node: str) -> str:
    known = proof.nodes.get(node)
    return escape(str(known["label"])) if known else f"[red]{escape(node)}[/red]"


def _said(proof: Explanation, facts: list[Fact]) -> str:
    """Return in brackets what facts of the same ends say, and their sources."""
    terms = _terms(proof, facts[0])
    parts = []
    for name in _SHOWN:
        values = {terms.get((name, f.fields[name]), _text(f.fields[name])) for f in facts if name in f.fields}
        parts += [", ".join(sorted(values))] if values else []
    own = {source for f in facts for source in f.fields.get("sources", ())}
    sources = own or set(proof.nodes.get(facts[0].start, {}).get("sources") or ())
    return f"[dim]({escape(' · '.join([*parts, ', '.join(sorted(sources))]))})[/dim]"


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
