"""``campus-graph browse``: the network of a campus as one page that needs nothing else, to send by e-mail."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from campus_graph.errors import BadParameter
from campus_graph.question_options import Store, open_graph

_MOST = 150


def browse(
    campus: Annotated[str, typer.Argument(metavar="CAMPUS", help="Nom ou code du campus.")],
    html: Annotated[Path, typer.Option("--html", help="Fichier de la page à écrire.")],
    store: Store = None,
    depth: Annotated[int, typer.Option("--depth", min=1, max=2, help="Nombre de relations à suivre.")] = 1,
) -> None:
    """Écrire le réseau d’un campus comme une page autonome, à ouvrir sans connexion."""
    from campus_graph.exports.networks import drawn, merged, network
    from campus_graph.exports.page import to_page
    from campus_graph.queries.names import resolve

    with open_graph(store) as reader:
        identifier = f"campus/{resolve(reader, 'Campus', campus)}"
        graph = merged(drawn(reader, network(reader, identifier, depth, _MOST)))
    page = to_page(graph, f"Réseau : {graph.nodes[identifier]['label']}")
    try:
        html.write_text(page, encoding="utf-8")
    except OSError as error:
        raise BadParameter(f"Impossible d’écrire {html} ({error.strerror}) ; choisissez un autre endroit.") from error
    typer.echo(f"{html} : {graph.number_of_nodes()} choses, {graph.number_of_edges()} liens.", err=True)
