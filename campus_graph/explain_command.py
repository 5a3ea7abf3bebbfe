"""``ask … --explain``: the proof of one row as a small tree, as JSON, or as a GraphML or SVG file."""

from __future__ import annotations

from pathlib import Path

import typer
from rich.console import Console
from rich.markup import escape
from rich.tree import Tree

from campus_graph import render
from campus_graph.errors import BadParameter
from campus_graph.graph.store import Reader
from campus_graph.queries.answer import Answer
from campus_graph.queries.explain import Explanation, explain
from campus_graph.queries.proof_tree import Branch, branches
from campus_graph.queries.registry import question


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
    for branch in branches(proof):
        _grow(tree, branch)
    return tree


def _grow(tree: Tree, branch: Branch) -> None:
    arrow = f"— {branch.verb} →" if branch.forward else f"← {branch.verb} —"
    name = escape(branch.label) if branch.label is not None else f"[red]{escape(branch.node)}[/red]"
    parts = (
        [f"[dim]{arrow}[/dim]"] * bool(branch.verb)
        + [name]
        + [f"[dim]({escape(branch.said)})[/dim]"] * bool(branch.said)
    )
    grown = tree.add(" ".join(parts))
    for child in branch.children:
        _grow(grown, child)
