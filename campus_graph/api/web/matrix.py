"""Filières by territories: as a matrix that is a table, and as what a map shows of each territory."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from campus_graph.api.drawing.map import Area
from campus_graph.api.web.places import Places
from campus_graph.api.web.verdicts import look
from campus_graph.queries.question import Question
from campus_graph.text import folded

Named = tuple[str, str]  # identifier, name
_SEVERAL, _MANY = 4, 7  # gaps of one territory, of twelve filières
_HARD, _HARDEST = 1 / 3, 2 / 3  # ranks of severity among the gaps


@dataclass(frozen=True, slots=True)
class Box:
    """A cell: the finding and its verdict, the offers behind it, and how severe a gap is (1 to 3)."""

    id: str
    verdict: str
    offers: int
    level: int


@dataclass(frozen=True, slots=True)
class Matrix:
    """Territories down, filières across; a cell may be missing."""

    columns: Sequence[Named]
    rows: Sequence[tuple[Named, Sequence[Box | None]]]


def matrix(frame: pl.DataFrame) -> Matrix:
    """Return the matrix of the findings of coverage."""
    columns = _named(frame, "filiere")
    boxes = {(r["territory"], r["filiere"]): _box(r) for r in _levels(frame).to_dicts()}
    rows = [(place, [boxes.get((place[0], filiere)) for filiere, _ in columns]) for place in _named(frame, "territory")]
    return Matrix(columns, rows)


def _named(frame: pl.DataFrame, column: str) -> list[Named]:
    named = frame.select(column, f"{column}_label").unique().sort(folded(f"{column}_label"), column)
    return list(named.iter_rows())


def _levels(frame: pl.DataFrame) -> pl.DataFrame:
    """Add how severe each gap is among the gaps, by thirds."""
    rank = pl.col("severity").rank("max").over("verdict") / pl.len().over("verdict")
    level = pl.when(rank > _HARDEST).then(3).when(rank > _HARD).then(2).otherwise(1)
    return frame.with_columns(level=level)


def _box(row: Mapping[str, Any]) -> Box:
    return Box(row["id"], row["verdict"], row["offers"] or 0, row["level"])


def areas(
    asked: Question, found: Matrix, places: Places, one: bool, href: Callable[[str, Box | None], str]
) -> list[Area]:
    """Return what a map shows of each territory: its verdict where ``one`` filière is asked for, else its gaps."""
    return [_area(asked, place, boxes, places, one, href) for place, boxes in found.rows]


def _area(
    asked: Question,
    place: Named,
    boxes: Sequence[Box | None],
    places: Places,
    one: bool,
    href: Callable[[str, Box | None], str],
) -> Area:
    identifier, label = place
    known = [box for box in boxes if box is not None]
    fill, sign, words = _alone(asked, known[0]) if one and known else _together(asked, known)
    code, departments = identifier.partition("/")[2], places.departments.get(identifier, ())
    link = href(identifier, known[0] if one and known else None)
    return Area(code, label, departments, fill, sign, f"{label} : {words}", link)


def _alone(asked: Question, box: Box) -> tuple[str, str, str]:
    tone, mark = look(box.verdict)
    fill = f"gap-{box.level}" if tone == "gap" else tone
    return fill, mark, f"{asked.verdicts[box.verdict]}, {box.offers} offres"


def _together(asked: Question, boxes: Sequence[Box]) -> tuple[str, str, str]:
    """Return what a territory shows for all filières: the number of its gaps; unknown is never drawn as a gap."""
    counts = {v: n for v in asked.verdicts if (n := sum(box.verdict == v for box in boxes))}
    words = ", ".join(f"{asked.verdicts[verdict]} : {count}" for verdict, count in counts.items()) or "rien"
    if gaps := counts.get("gap", 0):
        return f"gap-{3 if gaps >= _MANY else 2 if gaps >= _SEVERAL else 1}", str(gaps), words
    first = next((v for v in ("unknown", "covered", "covered-on-paper") if v in counts), "no-need")
    return look(first).tone, look(first).mark, words
