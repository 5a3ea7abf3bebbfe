"""The ``sparql`` command: for those who know the ontology, and for questions that nobody foresaw."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from campus_graph.errors import BadParameter, MissingInput
from campus_graph.question_options import Store, open_graph
from campus_graph.settings import read_settings


class Form(StrEnum):
    """The forms of the answer to a SELECT."""

    csv = "csv"
    tsv = "tsv"
    json = "json"


def sparql(
    query: Annotated[str, typer.Argument(metavar="FICHIER|-", help="La requête SPARQL 1.1 ; « - » : entrée standard.")],
    store: Store = None,
    form: Annotated[Form, typer.Option("--format", help="Forme des lignes d’un SELECT.")] = Form.csv,
    seconds: Annotated[float, typer.Option("--seconds", min=0.1, max=600, help="Temps accordé.")] = 10.0,
    megabytes: Annotated[int, typer.Option("--megabytes", min=64, help="Mémoire accordée, en Mo.")] = 1_024,
) -> None:
    """Interroger en SPARQL le graphe exporté, sans réseau ; un index se fait une fois, à côté du graphe."""
    from campus_graph.sparql.run import answer, index_of

    text = _text(query)
    settings = read_settings()
    place = Path(store or settings.store)
    if not place.is_file():
        raise BadParameter(f"« sparql » interroge un fichier ; {place} n’en est pas un : construisez-le d’abord.")
    with open_graph(store) as reader:
        index = index_of(reader, place.with_name(f"{place.name}.sparql"), settings.base)
    sys.stdout.buffer.write(answer(index, text, form.value, seconds, megabytes))


def _text(query: str) -> str:
    if query == "-":
        return sys.stdin.read()
    try:
        return Path(query).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise MissingInput(f"Impossible de lire la requête {query} ({error}) ; donnez un fichier en UTF-8.") from error
