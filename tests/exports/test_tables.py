"""Rows come back from CSV and XLSX as they went in; no cell is a formula (T7, T14)."""

from __future__ import annotations

import csv
import io
import math
import re
import zipfile
from typing import Any

import openpyxl
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campus_graph.errors import BadParameter
from campus_graph.exports import tables
from campus_graph.exports.tables import Sheet, flat, to_csv, to_excel_csv, to_xlsx
from tests.exports.payloads import CODES, FORMULAS

SCHEMA = {"code": pl.String(), "nombre": pl.Float64(), "compte": pl.Int64(), "dit": pl.Boolean()}
# What no file of XML can hold; names with these do not pass the loaders.
XML_TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"))
ROWS = st.lists(
    st.tuples(
        st.none() | XML_TEXT | st.sampled_from([*CODES, *FORMULAS]),
        st.none() | st.floats(allow_nan=False, allow_infinity=False, width=32),
        st.none() | st.integers(-(10**14), 10**14),
        st.none() | st.booleans(),
    ),
    max_size=8,
)


def frame(rows: list[Any]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def codes(texts: tuple[str, ...]) -> pl.DataFrame:
    return pl.DataFrame({"code": texts})


def book(table: pl.DataFrame) -> bytes:
    return to_xlsx([("Question", "=1+1")], [Sheet("Données", table, {c: c for c in table.columns})])


def reopened(data: bytes) -> list[tuple[Any, ...]]:
    """Return the rows of *Données* as openpyxl reads them."""
    return list(openpyxl.load_workbook(io.BytesIO(data))["Données"].iter_rows(min_row=2, values_only=True))


def read_csv(text: str, separator: str = ",") -> list[list[str]]:
    """Return the rows as the documentation says to read them: one apostrophe less before what was guarded."""
    rows = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=separator)
    return [[re.sub(r"\A'('*[=+\-@\t\r\n＝＋－＠])", r"\1", cell) for cell in row] for row in rows][1:]


@settings(max_examples=50)
@given(ROWS)
def test_rows_come_back_from_csv(rows: list[Any]) -> None:
    read = read_csv(to_csv(frame(rows)))
    assert [row[0] for row in read] == [code or "" for code, *_ in rows]
    assert [float(row[1]) if row[1] else None for row in read] == [number for _, number, _, _ in rows]
    assert [int(row[2]) if row[2] else None for row in read] == [count for _, _, count, _ in rows]
    assert [{"true": True, "false": False, "": None}[row[3]] for row in read] == [said for *_, said in rows]


@settings(max_examples=50)
@given(ROWS)
def test_rows_come_back_from_the_csv_of_french_excel(rows: list[Any]) -> None:
    written = to_excel_csv(frame(rows))
    read = read_csv(written, ";")
    assert written.startswith("\ufeffcode;nombre;compte;dit\n")
    assert [row[0] for row in read] == [code or "" for code, *_ in rows]
    assert [float(row[1].replace(",", ".")) if row[1] else None for row in read] == [number for _, number, _, _ in rows]
    assert all("." not in row[1] for row in read)
    assert [{"oui": True, "non": False, "": None}[row[3]] for row in read] == [said for *_, said in rows]


@settings(max_examples=30)
@given(ROWS)
def test_rows_come_back_from_xlsx(rows: list[Any]) -> None:
    read = reopened(book(frame(rows)))
    words = {True: "oui", False: "non", None: None}
    wanted = [(code or "", digits(number), count, words[said]) for code, number, count, said in rows]
    while wanted and wanted[-1] == ("", None, None, None):
        wanted.pop()  # no file of cells can tell that it ends with empty rows
    assert [(text(r[0]), digits(r[1]), r[2], r[3]) for r in read[: len(wanted)]] == wanted


def text(cell: str | None) -> str:
    """Return a text as Excel shows it; openpyxl leaves its carriage returns as they are stored."""
    return (cell or "").replace("_x000D_", "\r")


def digits(number: float | None) -> str | None:
    """Return what Excel keeps of a number, some fifteen digits; one less, lest the last be rounded twice."""
    return None if number is None else f"{number + 0.0:.14g}"


@given(st.lists(XML_TEXT, min_size=1, max_size=4), st.lists(st.integers(), min_size=1, max_size=3))
def test_lists_become_text_without_loss_of_order(texts: list[str], numbers: list[int]) -> None:
    read = flat(pl.DataFrame({"t": [texts], "n": [[n % 1000 for n in numbers]]}))
    assert read.row(0) == (" | ".join(texts), " | ".join(str(n % 1000) for n in numbers))


def test_a_path_becomes_its_names() -> None:
    steps = [{"level": 3, "label": "CAP Cuisine"}, {"level": 4, "label": "Bac pro Cuisine"}]
    assert flat(pl.DataFrame({"chain": [steps]})).item() == "CAP Cuisine → Bac pro Cuisine"


def test_codes_and_formulas_are_text_cells_of_a_workbook() -> None:
    """T14, XLSX: every payload is the very text, of type text, and the file holds no formula at all."""
    data = book(codes((*CODES, *FORMULAS)))
    page = openpyxl.load_workbook(io.BytesIO(data))["Données"]
    cells = [row[0] for row in page.iter_rows(min_row=2)]
    assert [text(c.value) for c in cells] == [*CODES, *FORMULAS]
    assert {(c.data_type, c.number_format) for c in cells} == {("s", "@")}
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        sheets = [name for name in parts.namelist() if name.startswith("xl/worksheets/")]
        assert len(sheets) == 2
        assert not any(b"<f>" in parts.read(name) or b"<hyperlink" in parts.read(name) for name in sheets)


@pytest.mark.parametrize("write", [to_csv, to_excel_csv])
def test_formulas_are_guarded_in_csv_and_codes_are_not(write: Any) -> None:
    """T14, CSV: whoever opens it, no cell begins with a sign that is run; codes are the very text."""
    separator = ";" if write is to_excel_csv else ","
    written = write(codes((*CODES, *FORMULAS))).removeprefix("\ufeff")
    cells = [row[0] for row in csv.reader(io.StringIO(written, newline=""), delimiter=separator)][1:]
    assert cells[: len(CODES)] == list(CODES)
    assert not any(cell[0] in "=+-@\t\r\n＝＋－＠" for cell in cells)
    assert [row[0] for row in read_csv(written, separator)] == [*CODES, *FORMULAS]


def test_numbers_that_a_workbook_cannot_hold_are_text_not_formulas_of_errors() -> None:
    data = book(pl.DataFrame({"n": [math.nan, math.inf, -1.5], "i": [2**53 + 1, -(10**15), 12]}))
    assert reopened(data) == [("nan", "9007199254740993"), ("inf", "-1000000000000000"), (-1.5, 12)]


def test_a_text_too_long_for_a_cell_shows_that_it_was_cut() -> None:
    ((cell,),) = reopened(book(pl.DataFrame({"t": ["é" * 40_000]})))
    assert (len(cell), cell[-1]) == (32_767, "…")


def test_more_rows_than_a_sheet_holds_are_refused_not_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "_MAX_ROWS", 2)
    with pytest.raises(BadParameter, match=r"3 lignes.*CSV"):
        book(codes(("1", "2", "3")))


def test_the_same_rows_give_the_same_bytes() -> None:
    table = codes(CODES)
    assert book(table) == book(table)
    assert to_csv(table) == to_csv(table)
