"""The empty template: a folder of CSV files or one workbook, with the meaning of each column beside it."""

from __future__ import annotations

import csv
from pathlib import Path

import xlsxwriter

from campus_graph.errors import BadParameter
from campus_graph.own.sheets import sheets

_WIDTH = 24
_README = "Lisez-moi"


def write_template(target: Path) -> list[Path]:
    """Write the template and return the files written. A name that ends in ``.xlsx`` gives a workbook.

    Raises:
        BadParameter: something is there already, or the place cannot be written.

    """
    if target.exists() and (target.is_file() or any(target.iterdir())):
        raise BadParameter(f"{target} existe déjà et n’est pas vide ; choisissez un autre nom.")
    try:
        return [_workbook(target)] if target.suffix == ".xlsx" else _folder(target)
    except OSError as error:
        raise BadParameter(f"Impossible d’écrire {target} ({error.strerror}) ; choisissez un autre endroit.") from error


def _folder(target: Path) -> list[Path]:
    target.mkdir(parents=True, exist_ok=True)
    paths = [target / f"{name}.csv" for name in sheets()]
    for path, sheet in zip(paths, sheets().values(), strict=True):
        with path.open("w", encoding="utf-8-sig", newline="") as stream:
            csv.writer(stream, delimiter=";").writerow(sheet.columns)
    readme = target / f"{_README}.txt"
    readme.write_text("\n".join(_explained()) + "\n", encoding="utf-8")
    return [*paths, readme]


def _explained() -> list[str]:
    """Return what the template is, sheet by sheet and column by column."""
    lines = [
        "Données propres à un campus, une académie ou une région, pour campus-graph.",
        "Remplissez les feuilles utiles, laissez les autres vides, puis : campus-graph build --with CE_DOSSIER",
        "Aucun nom de personne : des fonctions et des organismes.",
    ]
    for sheet in sheets().values():
        lines += ["", f"{sheet.name} — {sheet.title}", *(f"  {c} : {help_fr}" for c, help_fr in sheet.columns.items())]
    return lines


def _workbook(target: Path) -> Path:
    target.parent.mkdir(parents=True, exist_ok=True)
    # Cells are text: codes keep their zeros, and nothing is ever a formula.
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(target), options) as book:
        text, bold = book.add_format({"num_format": "@"}), book.add_format({"bold": True, "num_format": "@"})
        readme = book.add_worksheet(_README)
        readme.set_column(0, 0, 4 * _WIDTH)
        for row, line in enumerate(_explained()):
            readme.write_string(row, 0, line)
        for sheet in sheets().values():
            page = book.add_worksheet(sheet.name)
            page.set_column(0, len(sheet.columns) - 1, _WIDTH, text)
            page.freeze_panes(1, 0)
            for column, (name, help_fr) in enumerate(sheet.columns.items()):
                page.write_string(0, column, name, bold)
                page.write_comment(0, column, help_fr)
    return target
