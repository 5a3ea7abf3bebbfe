"""The ``import-files`` command: a graph as files for ``neo4j-admin``, and what to do with them."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

import typer

from campus_graph import render
from campus_graph.question_options import AsJson, Store, open_graph
from campus_graph.settings import read_settings

_NEXT = """\
{records} nœuds et relations en {files} fichiers dans {folder}.

Copiez ce dossier sur la machine du serveur. Là, Neo4j arrêté, et sous le compte qui fait tourner Neo4j :
  {command}
Si la base existe déjà, ajoutez --overwrite-destination=true : tout ce qu’elle contient est remplacé.
Démarrez Neo4j, puis faites-lui adopter le graphe :
  campus-graph load --to bolt://HOTE:7687{store}
Ce chargement relit la base, pose les contraintes et le tampon, et n’envoie que ce qui diffère."""


def import_files(
    target: Annotated[Path, typer.Option("--out", help="Dossier des fichiers à écrire.")],
    store: Store = None,
    as_json: AsJson = False,
) -> None:
    """Écrire les fichiers que lit « neo4j-admin database import », pour un premier chargement de très grande taille."""
    from campus_graph.graph.import_files import write_import_files
    from campus_graph.ontology.model import load_model

    with open_graph(store) as source:
        written = write_import_files(source, load_model(), target)
    database = read_settings().credentials.database or "neo4j"
    command = f"cd {shlex.quote(str(target))} && neo4j-admin {shlex.join(written.arguments(database))}"
    if as_json:
        typer.echo(render.to_json({"folder": str(target), "records": written.records, "command": command}))
        return
    facts = {"records": sum(written.records.values()), "files": len(written.records), "folder": target}
    typer.echo(_NEXT.format(**facts, command=command, store=f" --store {shlex.quote(store)}" if store else ""))
