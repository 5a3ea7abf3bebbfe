"""T6: a file that is no longer what its source declares stops the build; the old graph stays, untouched."""

from __future__ import annotations

import gzip
import json
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import xlsxwriter

from campus_graph import build as building
from campus_graph.errors import ChangedInput, DamagedInput, LoaderError, MissingInput
from campus_graph.loaders.source import SourceInfo
from tests.reliability.command import Command
from tests.reliability.small_source import COLUMNS, FILE, WRONG_LETTER, load, small_source
from tests.world import uai

_ROWS = 100
_CSV, _XLSX, _JSON, _PACKED = (f"{FILE}.{kind}" for kind in ("csv", "xlsx", "json", "json.gz"))
_HTML = "<!DOCTYPE html>\n<html><head><title>Erreur 503</title></head></html>\n"


def _table() -> list[tuple[str, ...]]:
    return [
        (uai("25", n), f"Lycée n° {n}" if n % 4 == 0 else f"Lycee {n}", "25056", "47.2", "6.0") for n in range(_ROWS)
    ]


def _csv_text(rows: int = _ROWS, separator: str = ";", first: str = "") -> str:
    header = separator.join([*COLUMNS, *([first] if first else [])])
    extra = [""] if first else []
    return "\n".join([header, *(separator.join([*row, *extra]) for row in _table()[:rows])]) + "\n"


def _json_text(rows: int = _ROWS) -> str:
    return json.dumps([dict(zip(COLUMNS, row, strict=True)) for row in _table()[:rows]], ensure_ascii=False)


def _csv_source(folder: Path) -> SourceInfo:
    (folder / _CSV).write_text(_csv_text(), encoding="utf-8")
    return small_source(rows=_ROWS)


def _cp1252_source(folder: Path) -> SourceInfo:
    (folder / _CSV).write_text(_csv_text(), encoding="cp1252")
    info = small_source(rows=_ROWS)
    return replace(info, files={FILE: replace(info.files[FILE], encoding="cp1252")})


def _xlsx_source(folder: Path, sheet: str = "Feuille1") -> SourceInfo:
    with xlsxwriter.Workbook(folder / _XLSX) as book:
        page = book.add_worksheet(sheet)
        for number, row in enumerate([COLUMNS, *_table()]):
            page.write_row(number, 0, row)
    return small_source(_XLSX, rows=_ROWS)


def _json_source(folder: Path) -> SourceInfo:
    (folder / _JSON).write_text(_json_text(), encoding="utf-8")
    return small_source(_JSON, rows=_ROWS)


def _packed_source(folder: Path) -> SourceInfo:
    (folder / _PACKED).write_bytes(gzip.compress(_json_text().encode()))
    return small_source(_PACKED, rows=_ROWS)


def _put(path: str, text: str, encoding: str = "utf-8") -> Callable[[Path], object]:
    return lambda folder: (folder / path).write_bytes(text.encode(encoding))


def _cut(path: str) -> Callable[[Path], object]:
    return lambda folder: (folder / path).write_bytes((folder / path).read_bytes()[:-20])


def _unreadable(folder: Path) -> None:
    (folder / _CSV).unlink()
    (folder / _CSV).symlink_to("/proc/self/mem")


@dataclass(frozen=True)
class Drift:
    """A source, what happens to its file, and what must be said."""

    source: Callable[[Path], SourceInfo]
    damage: Callable[[Path], object]
    error: type[LoaderError]
    message: str


_DRIFTS = {
    "missing data folder": Drift(_csv_source, shutil.rmtree, MissingInput, "n’existe pas"),
    "missing file": Drift(_csv_source, lambda f: (f / _CSV).unlink(), MissingInput, "Il manque"),
    "unreadable file": Drift(_csv_source, _unreadable, DamagedInput, "ne se laisse pas lire"),
    "empty file": Drift(_csv_source, _put(_CSV, ""), DamagedInput, "est vide"),
    "blank file": Drift(_csv_source, _put(_CSV, "\ufeff\r\n\r\n"), DamagedInput, "est vide"),
    "header alone": Drift(_csv_source, _put(_CSV, _csv_text(0)), ChangedInput, "n’a que 0 lignes utilisables"),
    "empty gzip": Drift(_packed_source, _put(_PACKED, ""), DamagedInput, "est vide"),
    "truncated gzip": Drift(_packed_source, _cut(_PACKED), DamagedInput, "est tronqué ou abîmé"),
    "no gzip at all": Drift(_packed_source, _put(_PACKED, _HTML), DamagedInput, "est tronqué ou abîmé"),
    "html as csv": Drift(_csv_source, _put(_CSV, _HTML), DamagedInput, "est une page HTML"),
    "html fragment as csv": Drift(_csv_source, _put(_CSV, "\n<head></head>"), DamagedInput, "est une page HTML"),
    "html as json": Drift(_json_source, _put(_JSON, _HTML), DamagedInput, "est une page HTML"),
    "html as xlsx": Drift(_xlsx_source, _put(_XLSX, _HTML), DamagedInput, "est une page HTML"),
    "text as xlsx": Drift(_xlsx_source, _put(_XLSX, _csv_text()), DamagedInput, "n’est pas un classeur lisible"),
    "another sheet": Drift(
        _xlsx_source, lambda f: _xlsx_source(f, "Données"), DamagedInput, "pas de feuille « Feuille1 »"
    ),
    "utf-16": Drift(_csv_source, _put(_CSV, _csv_text(), "utf-16"), DamagedInput, "n’est pas en utf-8"),
    "utf-16 without mark": Drift(_csv_source, _put(_CSV, _csv_text(), "utf-16-le"), DamagedInput, "n’est pas en utf-8"),
    "latin-1 header": Drift(
        _csv_source, _put(_CSV, _csv_text(first="académie"), "latin-1"), DamagedInput, "n’est pas en utf-8"
    ),
    "latin-1 in a quarter of the rows": Drift(
        _csv_source, _put(_CSV, _csv_text(), "latin-1"), DamagedInput, "n’est pas en utf-8 (25 lignes illisibles)"
    ),
    "latin-1 json": Drift(_json_source, _put(_JSON, _json_text(), "latin-1"), DamagedInput, "n’est pas en utf-8"),
    "utf-8 instead of cp1252": Drift(
        _cp1252_source, _put(_CSV, _csv_text()), DamagedInput, "est en utf-8, non en cp1252"
    ),
    "another separator": Drift(_csv_source, _put(_CSV, _csv_text(separator=",")), ChangedInput, "colonne « uai »"),
    "renamed column": Drift(
        _csv_source,
        _put(_CSV, _csv_text().replace("commune", "code_commune", 1)),
        ChangedInput,
        "n’a pas de colonne « commune » ; la plus proche est « code_commune »",
    ),
    "renamed field": Drift(
        _json_source,
        _put(_JSON, _json_text().replace('"commune"', '"code_commune"')),
        ChangedInput,
        "n’a pas de colonne « commune » ; la plus proche est « code_commune »",
    ),
    "three rows in ten gone": Drift(
        _csv_source, _put(_CSV, _csv_text(70)), ChangedInput, "n’a que 70 lignes utilisables, la source en déclare 100"
    ),
    "three records in ten gone": Drift(_json_source, _put(_JSON, _json_text(70)), ChangedInput, "n’a que 70 lignes"),
    "other codes in a column": Drift(
        _csv_source,
        _put(_CSV, re.sub("^025", "02A", _csv_text(), flags=re.MULTILINE)),
        ChangedInput,
        f"n’a que 0 lignes utilisables, la source en déclare 100 ; motif le plus fréquent, 100 fois : {WRONG_LETTER}",
    ),
    "three rows in ten ragged": Drift(
        _csv_source,
        _put(_CSV, _csv_text(70) + "x\n" * 30),
        ChangedInput,
        "n’a que 70 lignes utilisables (30 autres sont illisibles)",
    ),
    "broken json": Drift(_json_source, _cut(_JSON), DamagedInput, "n’est pas du JSON valide (ligne "),
    "bottomless json": Drift(_json_source, _put(_JSON, "[" * 200_000), DamagedInput, "n’est pas du JSON valide"),
    "half a character": Drift(
        _json_source, _put(_JSON, _json_text().replace("Lycee", "\\ud83d")), DamagedInput, "caractères impossibles"
    ),
    "an error as json": Drift(
        _json_source, _put(_JSON, '{"erreur": "503"}'), ChangedInput, "n’est plus une liste d’enregistrements"
    ),
    "a text that became a list": Drift(
        _json_source,
        _put(_JSON, re.sub(r'"uai": ("[^"]*")', r'"uai": [\1]', _json_text())),
        ChangedInput,
        "un type a sans doute changé",
    ),
}


def _use(monkeypatch: pytest.MonkeyPatch, info: SourceInfo) -> None:
    """Make a build read this source alone."""
    monkeypatch.setattr(building, "sources", lambda: (info,))
    monkeypatch.setattr(building, "loader", lambda _: load)


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a graph that was built when the file was in order."""
    data, folder = tmp_path_factory.mktemp("data"), tmp_path_factory.mktemp("store")
    with pytest.MonkeyPatch.context() as monkeypatch:
        _use(monkeypatch, _csv_source(data))
        building.build(folder / "campus.duckdb", data)
    return folder


@pytest.mark.parametrize("source", [_csv_source, _cp1252_source, _xlsx_source, _json_source, _packed_source])
def test_a_file_as_its_source_declares_it_is_built(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: Callable[[Path], SourceInfo]
) -> None:
    _use(monkeypatch, source(tmp_path))
    assert building.build(tmp_path / "campus.duckdb", tmp_path).nodes["Establishment"] == _ROWS


@pytest.mark.parametrize("name", _DRIFTS)
def test_a_drift_stops_the_build_with_one_sentence_and_leaves_the_old_graph(
    old: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: Command, name: str
) -> None:
    drift, data, folder = _DRIFTS[name], tmp_path / "data", tmp_path / "store"
    shutil.copytree(old, folder)
    data.mkdir()
    _use(monkeypatch, drift.source(data))
    drift.damage(data)
    with pytest.raises(drift.error) as raised:
        building.build(folder / "campus.duckdb", data)
    outcome = command("build", "--data", data, "--out", folder / "campus.duckdb")
    assert drift.message in str(raised.value)
    assert (outcome.code, outcome.sentence()) == (1, str(raised.value))
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == {
        file.name: file.read_bytes() for file in old.iterdir()
    }
