"""What differs between two answers, on the screen: ``compare`` and ``ask … --what-if``."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Annotated

import polars as pl
import typer
from rich.console import Console
from rich.markup import escape

from campus_graph import render
from campus_graph.errors import BadParameter
from campus_graph.exports.tables import to_csv
from campus_graph.graph.store import Reader, Scalar, is_server
from campus_graph.queries.answer import Answer
from campus_graph.queries.compare import CHANGES, Comparison, compare
from campus_graph.queries.registry import ask, question
from campus_graph.question_options import check_form, open_graph, option_of, question_command

_ROWS = 40
_HEADERS = {"change": "Changement", "before": "Avant", "after": "Après"}
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def show_comparison(out: Console, found: Comparison, limit: int | None, form: str) -> None:
    """Print what differs: a count per kind of change, then the rows."""
    if form == "json":
        typer.echo(render.to_json(found.to_dict()))
    elif form == "csv":
        typer.echo(to_csv(found.frame), nl=False)
    else:
        _print(out, found, _ROWS if limit is None else (limit or found.frame.height))


def _print(out: Console, found: Comparison, limit: int) -> None:
    asked = question(found.after.question)
    out.print(f"\n[bold underline]{escape(asked.title_fr)}[/bold underline]", highlight=False)
    counts = [f"{n} {CHANGES[change]}" for change, n in found.counts.items() if n]
    out.print(escape(" · ".join(counts)) if counts else "Aucune différence.", highlight=False)
    if found.frame.is_empty():
        return
    names = [c for c in found.frame.columns if c in asked.columns]
    spoken = [c for c in names if c.endswith("_label")]
    shown = spoken + [c for c in names if f"{c}_label" not in names and c not in spoken]
    headers = {
        **{c: asked.columns[c].capitalize() for c in shown},
        "change": "Changement",
        "before": "Avant",
        "after": "Après",
    }
    verdicts = pl.col("before", "after").replace(dict(asked.verdicts))
    rows = found.frame.head(limit).with_columns(verdicts, pl.col("change").replace(dict(CHANGES)))
    out.print(render.plain_table(rows, headers))
    if found.frame.height > limit:
        out.print(f"[dim]… et {found.frame.height - limit} autres lignes (--limit 0 pour tout voir).[/dim]")
    sides = f"{found.before.digest[:12]} → {found.after.digest.removeprefix(found.before.digest) or '(le même)'}"
    out.print(f"[dim]Graphes : {escape(sides)}[/dim]", highlight=False)


def compare_command(out: Console) -> Callable[..., None]:
    """Return the ``compare`` command: one question, two dates or two graphs."""
    side = "Date (AAAA-MM-JJ), fichier de graphe ou adresse Neo4j"
    return question_command(
        partial(_compare, out),
        "Comparer deux dates ou deux graphes : ce qui apparaît, disparaît ou change de verdict.",
        before=(..., Annotated[str, typer.Option("--before", help=f"{side} : l’avant.")]),
        after=(None, option_of(str, "--after", f"{side} : l’après (sinon le graphe tel quel).")),
    )


def _compare(
    out: Console,
    name: str,
    store: str | None,
    before: str,
    after: str | None,
    limit: int | None,
    form: str,
    **given: Scalar,
) -> None:
    check_form(form)
    wanted = {key: value for key, value in given.items() if value is not None}
    with ExitStack() as stack:
        answers = [_answer(stack, name, store, side, wanted) for side in (before, after)]
    show_comparison(out, compare(*answers), limit, form)


def _answer(stack: ExitStack, name: str, store: str | None, side: str | None, wanted: Mapping[str, Scalar]) -> Answer:
    dated = side is not None and _DATE.fullmatch(side) is not None
    if dated and question(name).parameter("as_of") is None:
        raise BadParameter(f"La question {name} ne dépend pas d’une date ; donnez deux fichiers de graphe.")
    if side is not None and not dated and not is_server(side) and not Path(side).is_file():
        raise BadParameter(f"« {side} » n’est ni une date (AAAA-MM-JJ) ni un graphe.")
    reader: Reader = stack.enter_context(open_graph(store if dated or side is None else side))
    return ask(reader, name, {**wanted, "as_of": side} if dated else wanted)
