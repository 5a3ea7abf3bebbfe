"""The ``ask`` command: its options are made from the parameters of the questions.

A new question brings its own options; none is listed here.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from campus_graph import render
from campus_graph.errors import BadParameter
from campus_graph.explain_command import explain_row
from campus_graph.graph.store import Reader, Scalar, open_store
from campus_graph.queries.question import Parameter
from campus_graph.queries.registry import ask as ask_question
from campus_graph.queries.registry import question, questions
from campus_graph.settings import read_settings

_TABLE_ROWS = 20

Store = Annotated[
    str | None,
    typer.Option(
        "--store",
        help="Fichier du graphe ou adresse Neo4j (sinon CAMPUS_GRAPH_STORE, sinon campus.duckdb).",
        show_default=False,
    ),
]


AsJson = Annotated[bool, typer.Option("--json", help="Écrire du JSON.")]
FORMATS = ("table", "json", "csv")


def open_graph(store: str | None) -> Reader:
    """Open the graph that ``--store`` or the environment names."""
    settings = read_settings()
    return open_store(store or settings.store, settings.credentials)


def _ask(
    out: Console,
    name: str,
    store: str | None,
    limit: int | None,
    form: str,
    row: str | None,
    picture: Path | None,
    **given: Scalar,
) -> None:
    asked = question(name)
    if form not in FORMATS:
        raise BadParameter(f"« {form} » n’est pas une forme de réponse ; choisissez parmi : {', '.join(FORMATS)}.")
    with open_graph(store) as reader:
        wanted = {key: value for key, value in given.items() if value is not None}
        answer = ask_question(reader, name, wanted)
        if row is not None:
            explain_row(out, reader, answer, row, picture, form)
            return
        shown = limit if limit is not None else (_TABLE_ROWS if form == "table" else 0)
        answer = answer.limited(shown or None)
        if form == "json":
            typer.echo(render.answer_json(answer))
        elif form == "csv":
            typer.echo(render.to_csv(answer), nl=False)
        else:
            render.answer_table(out, reader, asked, answer)


def _option(parameter: Parameter) -> inspect.Parameter:
    flag = f"--{parameter.name.replace('_', '-')}"
    choices = f" ({', '.join(parameter.choices)})" if parameter.choices else ""
    kind: Any = Annotated[str | None, typer.Option(flag, help=parameter.help_fr + choices, show_default=False)]
    return inspect.Parameter(parameter.name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=kind)


def ask_command(out: Console) -> Callable[..., None]:
    """Return the ``ask`` command: its options are the parameters of all questions."""

    def command(**values: Any) -> None:
        _ask(out, **values)

    fixed = {
        "name": (
            inspect.Parameter.empty,
            Annotated[str, typer.Argument(metavar="QUESTION", help="Nom de la question (voir « questions »).")],
        ),
        "store": (None, Store),
        "limit": (
            None,
            Annotated[
                int | None, typer.Option("--limit", min=0, help="Nombre de lignes ; 0 pour toutes.", show_default=False)
            ],
        ),
        "form": (
            "table",
            Annotated[str, typer.Option("--format", help=f"Forme de la réponse ({', '.join(FORMATS)}).")],
        ),
        "row": (
            None,
            Annotated[
                str | None,
                typer.Option("--explain", metavar="LIGNE", help="Prouver une ligne : son rang ou son identifiant."),
            ],
        ),
        "picture": (
            None,
            Annotated[Path | None, typer.Option("--out", help="Avec --explain : fichier .graphml ou .svg à écrire.")],
        ),
    }
    every = {p.name: p for q in questions().values() for p in q.parameters}
    fixed_parameters = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=kind)
        for name, (default, kind) in fixed.items()
    ]
    parameters = [*fixed_parameters, *(_option(every[name]) for name in sorted(every))]
    command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    command.__annotations__ = {p.name: p.annotation for p in parameters}
    command.__doc__ = "Poser une question au graphe."
    return command
