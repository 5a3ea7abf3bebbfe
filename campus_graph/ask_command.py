"""The ``ask`` command: an answer, the proof of one row, or what a scenario would change."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import typer
from rich.console import Console

from campus_graph import render
from campus_graph.compare_command import show_comparison
from campus_graph.explain_command import explain_row
from campus_graph.exports.tables import to_csv
from campus_graph.graph.store import Reader, Scalar
from campus_graph.queries.answer import Answer
from campus_graph.queries.compare import compare
from campus_graph.queries.question import Question
from campus_graph.queries.registry import ask as ask_question
from campus_graph.queries.registry import question
from campus_graph.question_options import SCENARIO, TABLE_ROWS, check_form, open_graph, option_of, question_command


def _ask(
    out: Console,
    name: str,
    store: str | None,
    limit: int | None,
    form: str,
    row: str | None,
    picture: Path | None,
    scenario: Path | None,
    **given: Scalar,
) -> None:
    asked = question(name)
    writers = [SCENARIO] if asked.scenario and scenario is None and row is None else []
    check_form(form, *writers)
    wanted = {key: value for key, value in given.items() if value is not None}
    with open_graph(store) as reader:
        answer = ask_question(reader, name, wanted)
        if scenario is not None:
            show_comparison(out, compare(answer, _otherwise(reader, scenario, name, wanted)), limit, form)
        elif row is not None:
            explain_row(out, reader, answer, row, picture, form)
        else:
            _show(out, reader, asked, answer, limit, form)


def _otherwise(reader: Reader, scenario: Path, name: str, wanted: Mapping[str, Scalar]) -> Answer:
    """Return the answer of the graph as the scenario would make it."""
    from campus_graph.graph.scenario import read_scenario
    from campus_graph.graph.what_if import what_if

    with what_if(reader, read_scenario(scenario)) as changed:
        return ask_question(changed, name, wanted)


def _show(out: Console, reader: Reader, asked: Question, answer: Answer, limit: int | None, form: str) -> None:
    shown = limit if limit is not None else (TABLE_ROWS if form == "table" else 0)
    answer = answer.limited(shown or None)
    if form == "json":
        typer.echo(render.answer_json(answer))
    elif form == "csv":
        typer.echo(to_csv(answer.frame), nl=False)
    elif form == SCENARIO and asked.scenario:
        typer.echo(asked.scenario(answer.frame.iter_rows(named=True)), nl=False)
    else:
        render.answer_table(out, reader, asked, answer)


def ask_command(out: Console) -> Callable[..., None]:
    """Return the ``ask`` command."""
    return question_command(
        partial(_ask, out),
        "Poser une question au graphe.",
        row=(None, option_of(str, "--explain", "Prouver une ligne : son rang ou son identifiant.")),
        picture=(None, option_of(Path, "--out", "Avec --explain : fichier .graphml ou .svg à écrire.")),
        scenario=(
            None,
            option_of(Path, "--what-if", "Fichier TOML ou CSV de changements : ce qui se comble ou se rompt."),
        ),
    )
