"""The file in which people say whether two things of nearly one name are one: written for Excel, read back strictly.

A decision is keyed by the two identifiers, so it survives a rebuild. A row that cannot be followed stops the reading
with one sentence: a decision that is silently passed over would be made again.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from campus_graph.errors import ChangedInput
from campus_graph.exports.tables import to_excel_csv
from campus_graph.loaders.ledger import Ledger
from campus_graph.loaders.read import read_file
from campus_graph.loaders.source import FileSpec
from campus_graph.text import folded

SAME, DIFFERENT = "même", "différent"
_HEADERS = {
    "kind": "nature",
    "id": "identifiant",
    "name": "nom",
    "place": "lieu",
    "other": "autre_identifiant",
    "other_name": "autre_nom",
    "other_place": "autre_lieu",
    "score": "score",
    "why": "motif",
    "decision": "decision",
    "note": "note",
}
_READ = ("identifiant", "autre_identifiant", "decision", "note")
_DECISIONS = {"meme": SAME, "different": DIFFERENT}
_MASK = r"^'('*[=+\-@\t\r\n＝＋－＠])"  # what ``exports.tables.harmless`` put before a text


def review_text(pairs: pl.DataFrame) -> str:
    """Return pairs (``names.PAIRS``) as a file, with their decisions, if any, and room for the others."""
    return to_excel_csv(pairs.select(pl.col(name).alias(header) for name, header in _HEADERS.items()))


def reviewed(path: Path, named: pl.DataFrame) -> pl.DataFrame:
    """Return the pairs that a file judges: ``id``, ``other`` (``id`` the lower), ``decision``, ``note``.

    ``named`` holds the things that may be judged: ``id`` and ``kind``.

    Raises:
        MissingInput, DamagedInput, ChangedInput: the file cannot be read, or a row cannot be followed.

    """
    rows = _rows(path)
    decided = rows.filter(pl.col("decision").is_not_null())
    plain = folded("decision")
    _refuse(path, decided, plain.is_in(list(_DECISIONS)), "decision", "écrivez « même », « différent » ou rien")
    for column in ("identifiant", "autre_identifiant"):
        known = pl.col(column).is_in(named["id"].implode()).fill_null(False)
        _refuse(path, decided, known, column, "identifiant inconnu du graphe ; corrigez-le ou retirez la ligne")
    kinds = dict(named.select("id", "kind").iter_rows())
    ends = [pl.col(column) for column in ("identifiant", "autre_identifiant")]
    kind, other = (end.replace_strict(kinds, default=None, return_dtype=pl.String) for end in ends)
    two = ((kind == other) & (ends[0] != ends[1])).fill_null(False)
    _refuse(path, decided, two, "autre_identifiant", "donnez deux éléments de même nature, et non le même")
    judged = decided.with_columns(
        id=pl.min_horizontal("identifiant", "autre_identifiant"),
        other=pl.max_horizontal("identifiant", "autre_identifiant"),
        decision=plain.replace_strict(_DECISIONS, default=None, return_dtype=pl.String),
    )
    said = pl.col("decision").n_unique().over("id", "other")
    _refuse(path, judged, said == 1, "decision", "une autre ligne dit le contraire de ces deux éléments")
    return judged.unique(["id", "other"], keep="first").select("id", "other", "decision", "note").sort("id", "other")


def _rows(path: Path) -> pl.DataFrame:
    spec = FileSpec(name="revue", path=path.name, rows=0, columns=_READ)
    ledger = Ledger("revue", "revue", str(path))
    frame = read_file(path.parent, spec, ledger)
    for line, (column, value, reason) in sorted(ledger.rejects.items()):
        if reason != "ligne vide":
            raise _wrong(path, line, column or _READ[0], value, reason)
    return frame.with_columns(pl.col(_READ).str.replace(_MASK, "${1}"))


def _refuse(path: Path, rows: pl.DataFrame, right: pl.Expr, column: str, reason: str) -> None:
    wrong = rows.filter(~right).sort("line").head(1)
    if not wrong.is_empty():
        value = wrong[column if column in _READ else _READ[0]].item()
        raise _wrong(path, wrong["line"].item(), column, value, reason)


def _wrong(path: Path, line: int, column: str, value: str | None, reason: str) -> ChangedInput:
    return ChangedInput(f"{path}, ligne {line}, colonne {column} : « {value or ''} » ; {reason}.")
