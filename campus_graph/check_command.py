"""The ``check`` command: what is wrong with a graph, what is missing, and what would help most."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from campus_graph.question_options import Store, open_graph, option_of

if TYPE_CHECKING:
    from campus_graph.checks.report import Report

FOUND = 3  # 1 and 2 are errors: the graph could not be opened, the command was wrong


class Form(StrEnum):
    """The forms of the report."""

    table = "table"
    json = "json"
    html = "html"
    csv = "csv"
    sarif = "sarif"
    junit = "junit"


class FailOn(StrEnum):
    """From which severity on the command ends with an exit code of its own."""

    error = "error"
    warning = "warning"
    info = "info"
    never = "never"


def check(
    store: Store = None,
    region: option_of(str, "--region", "Une région, par code ou nom.") = None,  # type: ignore[valid-type]
    academy: option_of(str, "--academy", "Une académie, par code ou nom.") = None,  # type: ignore[valid-type]
    form: Annotated[Form, typer.Option("--format", help="Forme du rapport.")] = Form.table,
    target: option_of(Path, "--out", "Fichier à écrire ; sans lui, la sortie standard.") = None,  # type: ignore[valid-type]
    review: option_of(  # type: ignore[valid-type]
        Path, "--review", "Fichier de relecture : les doublons déjà jugés ne sont plus signalés."
    ) = None,
    write_review: option_of(  # type: ignore[valid-type]
        Path, "--write-review", "Écrire les doublons possibles, à juger, dans ce fichier (CSV)."
    ) = None,
    fail_on: Annotated[
        FailOn, typer.Option("--fail-on", help=f"Gravité à partir de laquelle le code de sortie est {FOUND}.")
    ] = FailOn.error,
) -> None:
    """Vérifier le graphe : ce qui est faux, ce qui manque, ce qui aiderait le plus, en France ou dans une région."""
    from campus_graph.checks.everything import checked, pairs_to_review
    from campus_graph.checks.places import scope_of

    with open_graph(store) as reader:
        scope = scope_of(reader, region, academy)
        if write_review is not None:
            _written(write_review, pairs_to_review(reader, review))
        report = checked(reader, scope, review)
    _show(report, form, target)
    if fail_on is not FailOn.never and _grave(report, fail_on):
        raise typer.Exit(FOUND)


def _grave(report: Report, fail_on: FailOn) -> bool:
    grave = list(FailOn)[: list(FailOn).index(fail_on) + 1]
    return any(report.counts[severity.value] for severity in grave)


def _show(report: Report, form: Form, target: Path | None) -> None:
    from campus_graph.checks.outputs_table import print_report

    if form is Form.table and target is None:
        print_report(Console(), report)
    elif target is None:
        sys.stdout.write(_text(report, form))
    else:
        _written(target, _text(report, form))


def _text(report: Report, form: Form) -> str:
    from campus_graph.checks.outputs import to_findings_csv, to_junit, to_report_json
    from campus_graph.checks.outputs_page import to_html
    from campus_graph.checks.outputs_sarif import to_sarif
    from campus_graph.checks.outputs_table import print_report

    if form is Form.table:
        console = Console(record=True, width=120, file=io.StringIO())
        print_report(console, report)
        return console.export_text()
    forms: dict[Form, Callable[[Report], str]] = {
        Form.json: to_report_json,
        Form.html: to_html,
        Form.csv: to_findings_csv,
        Form.sarif: to_sarif,
        Form.junit: to_junit,
    }
    return forms[form](report)


def _written(path: Path, text: str) -> None:
    from campus_graph.exports.files import replacing

    with replacing(path) as file:
        file.write(text.encode())
    Console(stderr=True).print(f"{path} est écrit.", highlight=False)
