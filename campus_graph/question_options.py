"""What the commands about questions share: where the graph is, how the answer is written, and the parameters.

The options of a question command are made from the parameters of the questions; none is listed here.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Annotated, Any

import typer

from campus_graph.errors import BadParameter
from campus_graph.graph.store import Reader, open_store
from campus_graph.queries.question import Parameter
from campus_graph.queries.registry import questions
from campus_graph.settings import read_settings

TABLE_ROWS = 20

Store = Annotated[
    str | None,
    typer.Option(
        "--store",
        help="Fichier du graphe ou adresse Neo4j (sinon CAMPUS_GRAPH_STORE, sinon campus.duckdb).",
        show_default=False,
    ),
]


Name = Annotated[str, typer.Argument(metavar="QUESTION", help="Nom de la question (voir « questions »).")]
FORMATS = ("table", "json", "csv")
SCENARIO = "scenario"
Limit = Annotated[
    int | None, typer.Option("--limit", min=0, help="Nombre de lignes ; 0 pour toutes.", show_default=False)
]
Form = Annotated[str, typer.Option("--format", help=f"Forme de la réponse ({', '.join(FORMATS)}).")]
AsJson = Annotated[bool, typer.Option("--json", help="Écrire du JSON.")]


def open_graph(store: str | None) -> Reader:
    """Open the graph that ``--store`` or the environment names."""
    settings = read_settings()
    return open_store(store or settings.store, settings.credentials)


def check_form(form: str, *more: str) -> None:
    """See that a form of answers is one of ours, or one of those that this command has beside them.

    Raises:
        BadParameter: it is not.

    """
    forms = (*FORMATS, *more)
    if form not in forms:
        raise BadParameter(f"« {form} » n’est pas une forme de réponse ; choisissez parmi : {', '.join(forms)}.")


def _option(parameter: Parameter) -> inspect.Parameter:
    flag = f"--{parameter.name.replace('_', '-')}"
    choices = f" ({', '.join(parameter.choices)})" if parameter.choices else ""
    kind: Any = Annotated[str | None, typer.Option(flag, help=parameter.help_fr + choices, show_default=False)]
    return inspect.Parameter(parameter.name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=kind)


def question_command(function: Callable[..., None], help_fr: str, **fixed: tuple[Any, Any]) -> Callable[..., None]:
    """Return a command whose options are those given and the parameters of all questions.

    ``fixed`` maps each name to its default and its annotation.
    """

    def command(**values: Any) -> None:
        function(**values)

    every = {p.name: p for q in questions().values() for p in q.parameters}
    given = {"name": (inspect.Parameter.empty, Name), "store": (None, Store), **fixed}
    given |= {"limit": (None, Limit), "form": ("table", Form)}
    parameters = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=kind)
        for name, (default, kind) in given.items()
    ]
    parameters += [_option(every[name]) for name in sorted(every)]
    command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    command.__annotations__ = {p.name: p.annotation for p in parameters}
    command.__doc__ = help_fr
    return command


def option_of(kind: type, flag: str, help_fr: str) -> Any:
    """Return the annotation of an optional option."""
    return Annotated[kind | None, typer.Option(flag, help=help_fr, show_default=False)]
