"""Rows as CSV and XLSX, safe to open in a spreadsheet: nothing is a formula, and in XLSX a code keeps its zeros.

CSV has no types: a text that a spreadsheet would run gets an apostrophe before it, in every variant, since a file does
not know who will open it. A program takes it off again without loss: one apostrophe before apostrophes, if any, and
one of the signs of ``_FORMULA``.
"""

from __future__ import annotations

import datetime
import io
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl
import polars.selectors as cs

from campus_graph.errors import BadParameter

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

# Spreadsheets take a cell that begins so for a formula (OWASP, CSV injection); the wide forms count in some of them.
_FORMULA = r"^('*[=+\-@\t\r\n＝＋－＠])"
_WIDTH, _WIDEST = 12, 60
_OPTIONS = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "in_memory": True,
}
_MAX_CELL, _MAX_ROWS = 32_767, 1_048_575  # of Excel, the header aside
_EXACT = 10**15  # Excel keeps fifteen digits of a number
# The same answer gives the same bytes: no clock in the file.
_EPOCH = datetime.datetime(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its frame (lists already as text) and the headers that people read."""

    name: str
    frame: pl.DataFrame
    headers: Mapping[str, str]


def flat(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the frame with every list as text: items joined by `` | ``, the steps of a path by `` → ``."""
    return frame.with_columns(_flat_column(name, dtype) for name, dtype in frame.schema.items() if dtype.is_nested())


def _flat_column(name: str, dtype: pl.DataType) -> pl.Expr:
    if isinstance(dtype, pl.List) and isinstance(dtype.inner, pl.Struct):
        return pl.col(name).list.eval(pl.element().struct.field("label")).list.join(" → ").alias(name)
    return pl.col(name).cast(pl.List(pl.String)).list.join(" | ").alias(name)


def harmless(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the frame with an apostrophe before each text that a spreadsheet would run."""
    return frame.with_columns(cs.string().str.replace(_FORMULA, "'${1}"))


def to_csv(frame: pl.DataFrame) -> str:
    """Return rows as CSV: commas, UTF-8, decimal points."""
    return harmless(flat(frame)).write_csv()


def to_excel_csv(frame: pl.DataFrame) -> str:
    """Return rows as French Excel reads them at a double click: a byte order mark, semicolons, decimal commas.

    Excel takes the zeros off the codes of any CSV; who needs the codes takes XLSX.
    """
    words = cs.boolean().replace_strict({True: "oui", False: "non"}, return_dtype=pl.String)
    return "\ufeff" + harmless(flat(frame)).with_columns(words).write_csv(separator=";", decimal_comma=True)


def to_xlsx(readme: Sequence[tuple[str, str]], sheets: Sequence[Sheet]) -> bytes:
    """Return a workbook. ``readme`` becomes the first sheet, *Lisez-moi*; each sheet has a frozen header.

    Raises:
        BadParameter: more rows than a sheet can hold.

    """
    import xlsxwriter  # a tenth of a second that only a workbook need pay

    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, _OPTIONS) as book:
        book.set_properties({"created": _EPOCH})
        bold, text = book.add_format({"bold": True}), book.add_format({"num_format": "@"})
        first = book.add_worksheet("Lisez-moi")
        first.set_column(0, 0, 2 * _WIDTH, bold)
        first.set_column(1, 1, 2 * _WIDEST)
        for at, (name, value) in enumerate(readme):
            first.write_string(at, 0, _held(name))
            first.write_string(at, 1, _held(value), text)
        for sheet in sheets:
            _write(book.add_worksheet(sheet.name), sheet, bold, text)
    return buffer.getvalue()


def _write(page: Worksheet, sheet: Sheet, bold: object, text: object) -> None:
    frame = flat(sheet.frame.select(list(sheet.headers)))
    if frame.height > _MAX_ROWS:
        said = f"La feuille « {sheet.name} » aurait {frame.height} lignes"
        raise BadParameter(f"{said}, plus qu’un classeur n’en tient ; restreignez la question ou prenez le CSV.")
    page.freeze_panes(1, 0)
    if frame.height:
        page.autofilter(0, 0, frame.height, frame.width - 1)
    for column, (name, header) in enumerate(sheet.headers.items()):
        values = frame[name].to_list()
        longest = max((len(str(v)) for v in values if v is not None), default=0)
        page.set_column(column, column, min(max(_WIDTH, len(header), longest) + 2, _WIDEST))
        page.write_string(0, column, header, bold)
        for row, value in enumerate(values, start=1):
            _cell(page, row, column, value, text)


def _cell(page: Worksheet, row: int, column: int, value: object, text: object) -> None:
    """Write a value: texts as text; a number that a workbook cannot hold as text, too."""
    if value is None:
        return
    if isinstance(value, bool):
        page.write_string(row, column, "oui" if value else "non")
    elif (isinstance(value, float) and math.isfinite(value)) or (isinstance(value, int) and abs(value) < _EXACT):
        page.write_number(row, column, value)
    else:
        page.write_string(row, column, _held(str(value)), text)


def _held(text: str) -> str:
    """Return what a cell can hold of a text; a cut shows."""
    return text if len(text) <= _MAX_CELL else f"{text[: _MAX_CELL - 1]}…"
