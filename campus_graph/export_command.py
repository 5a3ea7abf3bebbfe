"""The ``export`` command: the whole graph, or what is around one thing, as RDF."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from campus_graph.ontology.namespace import checked_base
from campus_graph.question_options import Store, open_graph
from campus_graph.settings import read_settings


class Form(StrEnum):
    """The forms of RDF that are written and read back."""

    ttl = "ttl"
    nt = "nt"
    jsonld = "jsonld"
    trig = "trig"


def export(
    form: Annotated[Form, typer.Option("--format", help="Turtle, N-Triples, JSON-LD ou TriG.")] = Form.ttl,
    store: Store = None,
    target: Annotated[
        Path | None, typer.Option("--out", help="Fichier à écrire ; sans lui, la sortie standard.", show_default=False)
    ] = None,
    about: Annotated[
        str | None,
        typer.Option("--about", metavar="ID", help="Seulement cette chose et ce qui l’entoure.", show_default=False),
    ] = None,
    depth: Annotated[int, typer.Option("--depth", min=1, max=2, help="Avec --about : 1 ou 2 relations.")] = 1,
    base: Annotated[
        str | None,
        typer.Option("--base", metavar="ADRESSE", help="Ce qui précède chaque identifiant.", show_default=False),
    ] = None,
) -> None:
    """Écrire le graphe en RDF, avec ses sources et leurs licences ; « build --rdf » le reprend sans perte."""
    from campus_graph.exports.whole_rdf import write

    stated = read_settings().base if base is None else checked_base(base)
    with open_graph(store) as reader:
        write(reader, form.value, target or sys.stdout.buffer, about, depth, stated)
    if target:
        Console(stderr=True).print(f"{target} : {target.stat().st_size / 1e6:.1f} Mo.", highlight=False)
