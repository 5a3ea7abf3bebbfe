"""The workbook of a real answer: three sheets, what a reader must know, and codes intact for other programs."""

from __future__ import annotations

import csv
import io
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from campus_graph.exports.tables import Sheet, to_xlsx
from campus_graph.exports.workbook import answer_xlsx
from campus_graph.graph.store import Reader
from campus_graph.queries.answer import Answer
from campus_graph.queries.registry import ask, question, questions
from tests.exports.payloads import CODES, FORMULAS
from tests.exports.test_tables import codes

ASKED = {"region": "27", "filiere": "tourisme"}
# One cell as text each, the formulas shown, sheets apart: options of LibreOffice's CSV filter.
FILTER = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true,false,false,-1"


@pytest.fixture
def answer(reader: Reader) -> Answer:
    return ask(reader, "missing-continuation", ASKED)


def sheets(data: bytes) -> dict[str, list[tuple[Any, ...]]]:
    workbook = openpyxl.load_workbook(io.BytesIO(data))
    return {page.title: list(page.iter_rows(values_only=True)) for page in workbook}


def test_it_has_three_sheets_with_a_frozen_header(reader: Reader, answer: Answer) -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(answer_xlsx(reader, question(answer.question), answer)))
    assert workbook.sheetnames == ["Lisez-moi", "Données", "Liens"]
    assert {workbook[name].freeze_panes for name in ("Données", "Liens")} == {"A2"}


def test_the_first_sheet_says_question_parameters_sources_licences_and_digest(reader: Reader, answer: Answer) -> None:
    asked = question(answer.question)
    said = sheets(answer_xlsx(reader, asked, answer))["Lisez-moi"]
    facts: dict[str, list[str]] = {}
    for name, value in said:
        facts.setdefault(name, []).append(value)
    assert facts["Question"] == [asked.title_fr]
    assert facts["Paramètre region"] == ["27"]
    assert facts["Paramètre filiere"] == ["tourisme-gastronomie"]
    assert facts["Empreinte du graphe"] == [reader.digest]
    assert len(facts["Source"]) == len(answer.sources) > 0
    licences = reader.table("Source").filter(code_in(answer.sources))["licence"].to_list()
    assert all(any(f"licence : {licence}" in text for text in facts["Source"]) for licence in licences)
    assert sum(int(v) for k, (v, *_) in facts.items() if k.startswith("Verdict")) == answer.frame.height


def code_in(names: tuple[str, ...]) -> Any:
    import polars as pl

    return pl.col("id").is_in([f"source/{name}" for name in names])


def test_every_row_and_column_of_the_answer_is_in_the_second_sheet(reader: Reader, answer: Answer) -> None:
    asked = question(answer.question)
    header, *rows = sheets(answer_xlsx(reader, asked, answer))["Données"]
    assert header == ("identifiant", *asked.columns.values())
    assert [row[0] for row in rows] == answer.frame["id"].to_list()
    column = [*asked.columns].index("establishment") + 1
    assert [row[column] for row in rows] == answer.frame["establishment"].to_list()


@pytest.mark.parametrize("name", sorted(questions()))
def test_the_third_sheet_names_only_things_of_the_graph(reader: Reader, name: str) -> None:
    answer = ask(reader, name).limited(200)
    header, *rows = sheets(answer_xlsx(reader, question(name), answer))["Liens"]
    assert header == ("constat", "colonne", "cible", "nom")
    known = set(answer.frame["id"])
    assert {row[0] for row in rows} <= known
    assert rows
    unnamed = [row[2] for row in rows if row[3] is None]
    assert reader.nodes(unnamed).is_empty()


def test_the_steps_of_a_path_are_links_too(reader: Reader) -> None:
    answer = ask(reader, "broken-pathway")
    steps = {step[name] for chain in answer.frame["chain"] for step in chain for name in ("diploma", "establishment")}
    linked = answer.links()
    assert steps - {None}
    assert steps - {None} <= set(linked.filter(linked["column"] == "chain")["thing"])


@pytest.fixture
def office() -> str:
    found = shutil.which("soffice")
    if found is None:
        message = "LibreOffice absent: no soffice on the path (Debian: apt-get install libreoffice-calc)"
        if "libreoffice" in os.environ.get("CAMPUS_GRAPH_REQUIRE", "").split(","):
            pytest.fail(message)
        pytest.skip(message)
    return found


def converted(office: str, data: bytes, folder: Path) -> dict[str, list[list[str]]]:
    """Return the sheets as LibreOffice writes them out again."""
    (folder / "book.xlsx").write_bytes(data)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command: list[str | Path] = [
        office,
        profile,
        "--headless",
        "--convert-to",
        FILTER,
        "--outdir",
        folder,
        folder / "book.xlsx",
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120, env={**os.environ, "HOME": str(folder)})
    paths = {path.stem.removeprefix("book-"): path for path in folder.glob("book-*.csv")}
    return {name: list(csv.reader(io.StringIO(p.read_bytes().decode(), newline=""))) for name, p in paths.items()}


def test_libreoffice_reads_codes_and_formulas_as_the_very_text(
    office: str, reader: Reader, answer: Answer, tmp_path: Path
) -> None:
    """T14: Debian's LibreOffice, headless, opens a workbook of payloads and a real one, and writes the same texts."""
    texts = codes((*CODES, *FORMULAS))
    (tmp_path / "a").mkdir()
    read = converted(office, to_xlsx([], [Sheet("Données", texts, {"code": "code"})]), tmp_path / "a")
    cells = [row[0].replace("\r\n", "\n").replace("\r", "\n") for row in read["Données"][1:]]
    assert cells == [text.replace("\r", "\n") for text in texts["code"]]
    (tmp_path / "b").mkdir()
    asked = question(answer.question)
    real = converted(office, answer_xlsx(reader, asked, answer), tmp_path / "b")
    column = [*asked.columns].index("establishment") + 1
    assert [row[column] for row in real["Données"][1:]] == answer.frame["establishment"].to_list()
    assert dict(row[:2] for row in real["Lisez-moi"])["Paramètre region"] == "27"
