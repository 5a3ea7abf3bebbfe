"""The report on a terminal: what is grave, what would help most, and what to do next, on one screen."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import shorten

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from campus_graph.checks.outputs_page import groups
from campus_graph.checks.outputs_words import SEVERITIES, counted, weight
from campus_graph.checks.report import Missing, Report
from campus_graph.french import number

_STYLES = {"error": "bold red", "warning": "yellow", "info": "dim"}
_RULES, _ITEMS, _OTHERS, _NAME = 6, 6, 3, 60


def print_report(console: Console, report: Report) -> None:
    """Print a report: the counts, the rules that found something, the gravest first, then what is missing."""
    console.print(f"\n[bold underline]{escape(report.scope.label)}[/bold underline]", highlight=False)
    console.print(_counts(report))
    if not report.findings.is_empty():
        console.print(_rules(report))
    own = [item for item in report.missing if item.own]
    others = [item for item in report.missing if not item.own]
    if own:
        console.print(_missing(own))
    if others:
        console.print(_elsewhere(others), highlight=False, markup=False)
    console.print()
    for line in _next(report):
        console.print(f"[dim]{escape(line)}[/dim]", highlight=False, soft_wrap=True)


def _counts(report: Report) -> Text:
    text = Text()
    for name, words in SEVERITIES.items():
        count = report.counts[name]
        text.append(counted(count, words), style=_STYLES[name] if count else "dim").append("   ")
    total = counted(sum(report.asked.values()), ("verdict", "verdicts"))
    return text.append(f"{number(report.undecided)} sur {total} ne peuvent conclure")


def _rules(report: Report) -> Table:
    found = groups(report)
    table = _table("Constats", caption=_rest(len(found) - _RULES, ("autre règle", "autres règles")))
    table.add_column("Gravité", no_wrap=True)
    table.add_column("Nombre", justify="right", no_wrap=True)
    table.add_column("Ce qui ne va pas, et que faire", overflow="fold", ratio=3)
    table.add_column("Par exemple", overflow="fold", ratio=2)
    for group in found[:_RULES]:
        rule, first = group["rule"], group["rows"][0]
        severity = Text(SEVERITIES[rule.severity.value][0], style=_STYLES[rule.severity.value])
        table.add_row(severity, number(group["count"]), Text(rule.message_fr), Text(first["label"] or first["id"]))
    return table


def _missing(own: Sequence[Missing]) -> Table:
    table = _table("À apporter, le plus utile d’abord", caption=_rest(len(own) - _ITEMS, ("autre", "autres")))
    table.add_column("", justify="right", style="bold", no_wrap=True)
    table.add_column("En dépendent", no_wrap=True)
    table.add_column("Ce qui manque", overflow="fold", ratio=3)
    table.add_column("Feuille à remplir", overflow="fold", ratio=1)
    for rank, item in enumerate(own[:_ITEMS], start=1):
        table.add_row(str(rank), weight(item), _titled(item), "\n".join(item.lack.sheets))
    return table


def _elsewhere(others: Sequence[Missing]) -> str:
    """Return in one sentence what no sheet of the template brings."""
    named = [f"{item.lack.title[0].lower()}{item.lack.title[1:]} ({weight(item)})" for item in others[:_OTHERS]]
    return f"À publier ailleurs : {', '.join(named)}{' …' if len(others) > _OTHERS else '.'}"


def _rest(number_left: int, words: tuple[str, str]) -> str | None:
    return f"… et {counted(number_left, words)}" if number_left > 0 else None


def _titled(item: Missing) -> Text:
    text = Text(item.lack.title)
    if not item.first:
        return text
    more = f", et {number(item.things - 1)} de plus" if item.things > 1 else ""
    return text.append(f"\n{shorten(item.first[0].label, _NAME, placeholder=' …')}{more}", style="dim")


def _table(title: str, caption: str | None) -> Table:
    return Table(
        title=f"\n{title}",
        title_justify="left",
        title_style="bold",
        caption=caption,
        caption_justify="left",
        box=None,
        header_style="dim",
        padding=(0, 2, 0, 0),
        expand=True,
    )


def _next(report: Report) -> list[str]:
    lines = []
    own = next((item for item in report.missing if item.own), None)
    if own is not None:
        sheets = ", ".join(f"{name}.csv" for name in own.lack.sheets)
        lines.append(
            f"Ensuite : « campus-graph template DOSSIER », remplissez {sheets}, "
            "puis « campus-graph build --with DOSSIER »."
        )
    lines.append("Le rapport entier, à lire ou à imprimer : --format html --out rapport.html.")
    return [*lines, f"Faits au {report.as_of} · graphe {report.digest[:12]}"]
