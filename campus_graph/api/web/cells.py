"""The cells of a table of findings: names that lead to pages, verdicts with their marks, numbers to the right."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from campus_graph.api.web.links import is_thing
from campus_graph.french import number
from campus_graph.graph.store import Reader
from campus_graph.queries.question import Question

_LABEL = "_label"
_IDENTIFIER = re.compile(r"((?<![\w/])[a-z][a-z-]+/[^\s,;:()~]+)")
_LARGE = 10_000  # a smaller whole number may be a year
_MOST = 6  # of a list; the rest is in the files


@dataclass(frozen=True, slots=True)
class Item:
    """One thing or text in a cell; ``thing`` is its identifier where it has a page."""

    words: str
    thing: str | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: items with something ``between`` them. ``verdict`` names the verdict where it holds one, ``more`` counts
    what was left out.
    """

    items: Sequence[Item] = ()
    verdict: str | None = None
    number: bool = False
    between: str = ", "
    more: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """A row: the identifier of its finding, and its cells."""

    id: str
    cells: Sequence[Cell]


def headers(asked: Question, columns: Iterable[str], schema: Mapping[str, pl.DataType]) -> list[tuple[str, bool]]:
    """Return (words, whether numbers stand below) of each column; a name's column bears the name of its thing."""
    said = [asked.columns.get(n.removesuffix(_LABEL), asked.columns.get(n, n)) for n in columns]
    right = [schema[name].is_numeric() for name in columns]
    return [(f"{words[:1].upper()}{words[1:]}", is_right) for words, is_right in zip(said, right, strict=True)]


def rows(reader: Reader, asked: Question, frame: pl.DataFrame, columns: Sequence[str]) -> list[Row]:
    """Return the rows of a frame of findings, for these columns."""
    records = frame.to_dicts()
    names = labels(reader, (record[column] for record in records for column in columns))
    return [Row(r["id"], [_cell(asked, names, r, column) for column in columns]) for r in records]


def labels(reader: Reader, values: Iterable[object]) -> dict[str, str]:
    """Return identifier → name of every thing that some values name."""
    named = sorted(set(_things(values)))
    return dict(reader.nodes(named).select("id", "label").iter_rows()) if named else {}


def _things(values: Iterable[object]) -> Iterator[str]:
    for value in values:
        if isinstance(value, str):
            yield from filter(is_thing, _IDENTIFIER.findall(value))
        elif isinstance(value, list):
            yield from _things(value)
        elif isinstance(value, dict):
            yield from _things(value.values())


def _cell(asked: Question, names: Mapping[str, str], record: Mapping[str, Any], column: str) -> Cell:
    value = record[column]
    if column == "verdict":
        return Cell([Item(asked.verdicts.get(value, value))], verdict=value)
    thing = record.get(column.removesuffix(_LABEL)) if column.endswith(_LABEL) else None
    if value is not None and isinstance(thing, str) and is_thing(thing):
        return Cell([Item(str(value), thing)])
    if isinstance(value, list):
        return _list(names, value)
    if isinstance(value, str) and value not in names:
        return Cell(_sentence(names, value), between="")
    return Cell([item] if (item := item_of(names, value)) else (), number=_is_number(value))


def _list(names: Mapping[str, str], values: list[Any]) -> Cell:
    chain = bool(values) and isinstance(values[0], dict)
    shown = values if chain else values[:_MOST]
    items = [item for value in shown if (item := item_of(names, value))]
    between = " → " if chain else " ; " if any(" · " in item.words for item in items) else ", "
    return Cell(items, between=between, more=len(values) - len(shown))


def _sentence(names: Mapping[str, str], text: str) -> list[Item]:
    """Return a text whose identifiers became the names of their things."""
    parts = _IDENTIFIER.split(text)
    return [Item(names[part], part) if part in names else Item(part) for part in parts if part]


def item_of(names: Mapping[str, str], value: Any) -> Item | None:
    """Return what a value shows; an identifier shows the name of its thing."""
    if value is None:
        return None
    if isinstance(value, dict):  # a step of a path
        level = f" ({value['level']})" if value.get("level") is not None else ""
        return Item(f"{value.get('label')}{level}", next(_things([value.get("diploma")]), None))
    if isinstance(value, bool):
        return Item("oui" if value else "non")
    if isinstance(value, float):
        return Item(number(float(f"{value:.3g}")))
    text = number(value) if isinstance(value, int) and abs(value) >= _LARGE else str(value)
    if "~" in text:  # a finding: what it is about, in names
        return Item(" · ".join(names.get(part, part) for part in text.split("~")[1:]))
    return Item(names[text], text) if text in names else Item(text)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
