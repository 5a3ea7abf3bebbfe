"""The commands that describe: sources, filières, the state of a graph, the ontology."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Annotated, Any

import typer
from rich.console import Console

from campus_graph import render
from campus_graph.graph.mapped import filiere_counts, unmapped_things
from campus_graph.question_options import AsJson, Store, open_graph

out = Console()


def list_sources(store: Store = None, as_json: AsJson = False) -> None:
    """Lister les sources du graphe : éditeur, licence, millésime et compte des lignes."""
    with open_graph(store) as reader:
        table, ledger = reader.table("Source"), reader.ledger()
    if as_json:
        typer.echo(render.to_json({"sources": table.to_dicts(), "ledger": ledger.to_dicts()}))
        return
    out.print(
        render.plain_table(
            table, {"label": "Source", "publisher": "Éditeur", "licence": "Licence", "vintage": "Millésime"}
        )
    )
    if not ledger.is_empty():
        headers = {
            "source": "Source",
            "file": "Fichier",
            "read": "Lues",
            "loaded": "Chargées",
            "merged": "Fondues",
            "rejected": "Rejetées",
        }
        out.print(render.plain_table(ledger, headers, "Compte des lignes"))


def doctor(store: Store = None, as_json: AsJson = False) -> None:
    """Vérifier que le graphe s’ouvre, et dire ce qu’il contient."""
    with open_graph(store) as reader:
        facts = {**reader.meta, "counts": reader.counts(), "conflicts": reader.conflicts().height}
    if as_json:
        typer.echo(render.to_json(facts))
        return
    out.print(f"Graphe lisible, empreinte {facts['digest']}", highlight=False)
    out.print(
        f"Construit par campus-graph {facts['version']} ; faits sur les campus au {facts['as_of']}.", highlight=False
    )
    out.print(f"{facts['conflicts']} désaccords entre sources, gardés avec leur origine.", highlight=False)
    for kind, count in reader_counts(facts):
        out.print(f"  {kind:24}{count:>9}", highlight=False)


def reader_counts(facts: dict[str, Any]) -> list[tuple[str, int]]:
    """Return the kinds that have records, the most numerous first."""
    return sorted(((k, n) for k, n in facts["counts"].items() if n), key=lambda pair: (-pair[1], pair[0]))


def list_filieres(
    store: Store = None,
    unmapped: Annotated[bool, typer.Option("--unmapped", help="Lister ce qui n’est rattaché à aucune.")] = False,
    as_json: AsJson = False,
) -> None:
    """Compter diplômes, offres et campus par filière, ou lister ce qui n’est rattaché à aucune."""
    with open_graph(store) as reader:
        table = unmapped_things(reader) if unmapped else filiere_counts(reader)
    if as_json:
        typer.echo(render.to_json(table.to_dicts()))
    elif unmapped:
        headers = {"id": "Identifiant", "label": "Nom", "level": "Niveau", "offers": "Offres"}
        out.print(render.plain_table(table, headers, f"{table.height} diplômes ouverts et campus sans filière"))
    else:
        headers = {"label": "Filière", "diplomas": "Diplômes ouverts", "offers": "Offres", "campuses": "Campus"}
        out.print(render.plain_table(table, headers))


def model(
    as_json: AsJson = False,
    owl: Annotated[bool, typer.Option("--owl", help="Le document OWL entier, en Turtle.")] = False,
    shapes: Annotated[bool, typer.Option("--shapes", help="Toutes les formes SHACL, en Turtle.")] = False,
) -> None:
    """Décrire l’ontologie : natures, relations et champs."""
    from campus_graph.ontology.model import load_model

    if owl:
        from campus_graph.ontology.document import document

        typer.echo(document().serialize(format="turtle"), nl=False)
        return
    if shapes:
        from campus_graph.checks.shacl import shapes_document

        typer.echo(shapes_document().serialize(format="turtle"), nl=False)
        return
    known = load_model()
    if as_json:
        parts: dict[str, Any] = {"nodes": known.nodes, "relations": known.relations}
        typer.echo(render.to_json({n: [asdict(x) for x in part.values()] for n, part in parts.items()}))
        return
    for node in known.nodes.values():
        out.print(
            f"\n[bold]{node.name}[/bold] — {node.label_fr} [dim]({', '.join(node.standards)})[/dim]", highlight=False
        )
        out.print("  " + ", ".join(_field_text(f) for f in node.fields), highlight=False)
    for relation in known.relations.values():
        ends = f"{' | '.join(relation.sources)} → {' | '.join(relation.targets)}"
        derived = " [dim](déduite)[/dim]" if relation.derived else ""
        out.print(f"\n[bold]{relation.name}[/bold] — {relation.label_fr} : {ends}{derived}", highlight=False)
        out.print("  " + ", ".join(_field_text(f) for f in relation.fields), highlight=False)


def _field_text(field: Any) -> str:
    return str(field.name) + ("*" if field.many else "") + (" (requis)" if field.required else "")


COMMANDS: dict[str, Callable[..., None]] = {
    "sources": list_sources,
    "filieres": list_filieres,
    "doctor": doctor,
    "model": model,
}
