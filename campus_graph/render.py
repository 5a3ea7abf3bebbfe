"""What the command prints: tables for people, JSON and CSV for programs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import orjson
import polars as pl
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from campus_graph.graph.store import Reader
from campus_graph.queries.answer import Answer
from campus_graph.queries.question import Question

_STYLES = {
    "gap": "bold red",
    "unknown": "yellow",
    "covered": "green",
    "covered-on-paper": "cyan",
    "no-need": "dim",
    "overdue": "bold red",
    "to-check": "yellow",
    "due": "magenta",
    "holds": "green",
    "renewed": "dim",
    "not-applicable": "dim",
    "missing": "bold red",
    "fragile": "red",
    "robust": "green",
    "network": "cyan",
    "fact": "",
}
_NAMED = ("nearest_campus", "nearest_establishment", "holder", "leaver")
_WIDE = 150
_TEXTS = ("chain", "reason")
_RIGHT = (pl.Int64, pl.Float64)


def to_json(value: object) -> str:
    """Return readable JSON, accents kept."""
    return orjson.dumps(value, option=orjson.OPT_INDENT_2).decode()


def answer_json(answer: Answer) -> str:
    """Return an answer as JSON; the rows go from columns to text, without a dict for each."""
    head = {**answer.limited(0).to_dict(), "rows": orjson.Fragment(answer.frame.write_json())}
    return orjson.dumps(head, option=orjson.OPT_INDENT_2).decode()


def answer_table(console: Console, reader: Reader, asked: Question, answer: Answer) -> None:
    """Print an answer: what was asked, the count of each verdict, the rows, and on what they rest."""
    console.print(f"\n[bold underline]{escape(asked.title_fr)}[/bold underline]", highlight=False)
    console.print(_counts(asked, answer))
    frame = with_names(reader, answer.frame.select(asked.table))
    console.print(_rows(asked, frame) if console.width >= _WIDE else _blocks(asked, frame))
    hidden = sum(answer.counts.values()) - answer.frame.height
    if hidden > 0:
        console.print(f"[dim]… et {hidden} autres lignes (--limit 0 pour tout voir).[/dim]", highlight=False)
    years = ", ".join(str(y) for y in answer.years) or "sans date"
    console.print(f"[dim]Années des offres : {years} · graphe {answer.digest[:12]}[/dim]", highlight=False)
    console.print(f"[dim]Sources : {escape(', '.join(answer.sources))}[/dim]", highlight=False)


def _counts(asked: Question, answer: Answer) -> Text:
    text = Text()
    for verdict, count in answer.counts.items():
        text.append(f"{count} {asked.verdicts[verdict]}", style=_STYLES.get(verdict, ""))
        text.append("   ")
    return text


def _rows(asked: Question, frame: pl.DataFrame) -> Table:
    """Return the rows as a table, for wide screens; a column that says the same everywhere stays, for context."""
    table = Table(header_style="bold", box=SIMPLE_HEAD, pad_edge=False)
    for name in frame.columns:
        right = frame.schema[name] in _RIGHT
        table.add_column(asked.columns[name].capitalize(), justify="right" if right else "left", overflow="fold")
    for row in frame.iter_rows(named=True):
        table.add_row(*(_verdict(asked, row) if name == "verdict" else Text(_cell(row[name])) for name in row))
    return table


def _blocks(asked: Question, frame: pl.DataFrame) -> Table:
    """Return the rows as short blocks, for screens too narrow for a table: verdict left, the rest beside it."""
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for row in frame.iter_rows(named=True):
        names = [name for name in row if name != "verdict" and row[name] is not None]
        head = " — ".join(_cell(row[name]) for name in names if name.endswith("_label"))
        facts = [f"{asked.columns[n]} : {_cell(row[n])}" for n in names if not n.endswith("_label") and n not in _TEXTS]
        lines = [
            Text(head, style="bold"),
            Text(" · ".join(facts)),
            *(Text(_cell(row[n])) for n in _TEXTS if row.get(n)),
        ]
        grid.add_row(_verdict(asked, row), Text("\n").join([*(line for line in lines if line.plain), Text()]))
    return grid


def _verdict(asked: Question, row: Mapping[str, Any]) -> Text:
    return Text(asked.verdicts[row["verdict"]], style=_STYLES.get(row["verdict"], ""))


def with_names(reader: Reader, frame: pl.DataFrame) -> pl.DataFrame:
    """Return a table for the screen: identifiers of nearest things as names, lists as text or counts."""
    for column in _NAMED:
        if column in frame.columns and not frame.is_empty():
            names = labels(reader, frame[column].drop_nulls().unique())
            frame = frame.with_columns(pl.col(column).replace(names))
    if "chain" in frame.columns:
        steps = pl.format("{} ({})", pl.element().struct.field("label"), pl.element().struct.field("level"))
        frame = frame.with_columns(pl.col("chain").list.eval(steps).list.join(" → "))
    return frame


def labels(reader: Reader, identifiers: Iterable[str]) -> dict[str, str]:
    """Return identifier → name for the nodes that exist."""
    found = {i: reader.node(i) for i in identifiers}
    return {i: str(node[1]["label"]) for i, node in found.items() if node is not None}


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    return f"{value:g}".replace(".", ",") if isinstance(value, float) else str(value)


def plain_table(frame: pl.DataFrame, headers: Mapping[str, str], title: str | None = None) -> Table:
    """Return a simple table; ``headers`` names the columns to show, in order."""
    table = Table(title=title, title_justify="left", header_style="bold", pad_edge=False)
    for name, header in headers.items():
        table.add_column(header, justify="right" if frame.schema[name] in _RIGHT else "left", overflow="fold")
    for row in frame.select(list(headers)).iter_rows():
        table.add_row(*(Text(_cell(value)) for value in row))
    return table


def node_table(kind_label: str, fields: Mapping[str, Any], names: Mapping[str, str]) -> Table:
    """Return the filled fields of one node; ``names`` gives their French labels."""
    title = f"{escape(str(fields['label']))} [dim]({kind_label})[/dim]"
    table = Table(title=title, title_justify="left", show_header=False, box=None)
    table.add_column(style="dim")
    table.add_column(overflow="fold")
    for name, value in fields.items():
        if value not in (None, []):
            text = ", ".join(map(str, value)) if isinstance(value, list) else _cell(value)
            table.add_row(names.get(name, name), Text(text))
    return table
