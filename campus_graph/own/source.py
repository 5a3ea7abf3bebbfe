"""A folder or workbook of a user as a source: which sheets it has, and who publishes it."""

from __future__ import annotations

from pathlib import Path

import fastexcel
import polars as pl

from campus_graph.errors import ChangedInput, DamagedInput, MissingInput
from campus_graph.loaders.ledger import Ledger
from campus_graph.loaders.read import read_file
from campus_graph.loaders.source import FileSpec, SourceInfo
from campus_graph.own.sheets import sheets
from campus_graph.text import slug

# Official sources have ranks up to 50: where they disagree with a user, they win, and the conflict is listed.
_RANK = 80
OWN_PREFIX = "own-"
_UNSAID = "non précisée"


def own_source(place: Path) -> tuple[SourceInfo, Path]:
    """Return the source that a user's folder or workbook is, and the folder in which its files lie.

    Raises:
        MissingInput: nothing is there.
        ChangedInput: none of the template's sheets is in it.
        DamagedInput: it is no folder and no workbook.

    """
    if not place.exists():
        raise MissingInput(f"{place} n’existe pas ; créez-le avec « campus-graph template {place} ».")
    folder, specs = (place, _csv_specs(place)) if place.is_dir() else (place.parent, _xlsx_specs(place))
    if not specs:
        names = ", ".join(f"{name}.csv" for name in sheets())
        raise ChangedInput(
            f"{place} n’a aucune des feuilles attendues ({names}) ; partez de « campus-graph template »."
        )
    said = _said(folder, specs)
    name = f"{OWN_PREFIX}{slug(said.get('titre') or place.stem)}"
    info = SourceInfo(
        name=name,
        title=said.get("titre") or f"Données de {place.stem}",
        publisher=said.get("editeur") or _UNSAID,
        licence=said.get("licence") or _UNSAID,
        vintage=said.get("date") or "sans date",
        address="",
        rank=_RANK,
        needs=(),
        prefer=frozenset(),
        files={key: spec for key, spec in specs.items() if key != "source"},
    )
    return info, folder


def _csv_specs(folder: Path) -> dict[str, FileSpec]:
    found = {name: folder / f"{name}.csv" for name in sheets()}
    return {name: _spec(name, path.name, "csv") for name, path in found.items() if path.is_file()}


def _xlsx_specs(path: Path) -> dict[str, FileSpec]:
    try:
        there = fastexcel.read_excel(path).sheet_names
    except Exception as error:  # the reader raises types of its own backend
        raise DamagedInput(f"{path} n’est ni un dossier ni un classeur lisible.") from error
    return {name: _spec(name, path.name, "xlsx") for name in sheets() if name in there}


def _spec(name: str, path: str, form: str) -> FileSpec:
    columns = tuple(sheets()[name].columns)
    return FileSpec(name=name, path=path, rows=0, columns=columns, format=form, sheet=name if form == "xlsx" else None)


def _said(folder: Path, specs: dict[str, FileSpec]) -> dict[str, str | None]:
    """Return the first row of the sheet ``source``."""
    if "source" not in specs:
        return {}
    frame = read_file(folder, specs["source"], Ledger("", "source", specs["source"].path)).drop("line")
    return frame.head(1).cast(pl.String).row(0, named=True) if frame.height else {}
