"""T5: among 10,000 good rows, 10,000 malformed ones are each put aside with line, column and reason."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import pytest

from campus_graph.loaders.reading import Reading, run
from campus_graph.ontology.model import load_model
from tests.reliability.small_source import COLUMNS, FILE, WRONG_LETTER, load, small_source
from tests.world import uai

_GOOD = _BAD = 10_000
_MEMORY = 300_000_000
_ROOT = Path(__file__).parents[2]
_HEADER = ";".join(COLUMNS)


@dataclass(frozen=True)
class Bad:
    """How a good row is damaged, and how the rejects must tell it."""

    row: Callable[[str], bytes]
    column: str
    reason: str


def _swap(old: str, new: str) -> Callable[[str], bytes]:
    return lambda row: row.replace(old, new).encode()


def _wrong_letter(row: str) -> bytes:
    return (row[:7] + ("B" if row[7] == "A" else "A") + row[8:]).encode()


_WAYS = {
    "wrong letter": Bad(_wrong_letter, "uai", WRONG_LETTER),
    "cp1252": Bad(lambda row: row.encode("cp1252"), "nom", "octets hors de l’encodage déclaré"),
    "nul": Bad(_swap("Lycée", "Ly\0cée"), "nom", "caractère nul"),
    "short": Bad(lambda row: row.rsplit(";", 1)[0].encode(), "", "4 cellules au lieu de 5"),
    "long": Bad(_swap("Lycée", "Lycée;bis"), "", "6 cellules au lieu de 5"),
    "blank": Bad(lambda _: b"", "", "ligne vide"),
    "only separators": Bad(lambda _: b" ;\t; ;;", "", "ligne vide"),
    "open quote": Bad(_swap("Lycée", '"Lycée'), "", "guillemet mal fermé"),
    "open last quote": Bad(_swap(";6.", ';"6.'), "", "guillemet mal fermé"),
}
_HUGE = Bad(_swap("Lycée", "Lycée" + "x" * 1_000_000), "", "cellule de plus de 131072 caractères")
_HUGE_ROWS = 20


def _good_row(number: int) -> str:
    """Return a row; every tenth has a separator, a quote or a line end inside quotes."""
    inside = {0: '"Lycée d’Œuvre ; annexe"', 3: '"Lycée ""du Parc"""', 6: '"Lycée\nsur deux lignes"'}
    name = inside.get(number % 30, f"Lycée n° {number}")
    return f"{uai(str(number // 9000 + 1), number % 9000)};{name};25056;47.{number};6.{number}"


def _bads() -> list[Bad]:
    return [_HUGE] * _HUGE_ROWS + list(islice(cycle(_WAYS.values()), _BAD - _HUGE_ROWS))


def _mixed() -> list[tuple[Bad | None, bytes]]:
    """Return good and bad rows in an order that is random and always the same."""
    good = [(None, _good_row(n).encode()) for n in range(_GOOD)]
    bad = [(way, way.row(_good_row(30 * n + 1))) for n, way in enumerate(_bads())]
    rows: list[tuple[Bad | None, bytes]] = [*good, *bad]
    random.Random(5).shuffle(rows)
    return rows


def _numbered(rows: Iterable[tuple[Bad | None, bytes]]) -> Iterator[tuple[int, Bad | None]]:
    line = 2
    for bad, row in rows:
        yield line, bad
        line += 1 + row.count(b"\n")


@pytest.fixture(scope="module")
def mixed() -> list[tuple[Bad | None, bytes]]:
    return _mixed()


@pytest.fixture(scope="module")
def found(mixed: list[tuple[Bad | None, bytes]], tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Return what a process of its own reports of the mixed file."""
    folder = tmp_path_factory.mktemp("malformed")
    (folder / f"{FILE}.csv").write_bytes(b"\n".join([_HEADER.encode(), *(row for _, row in mixed)]) + b"\n")
    command = [sys.executable, "-m", "tests.reliability.small_source", str(folder)]
    return json.loads(subprocess.run(command, cwd=_ROOT, capture_output=True, check=True, text=True).stdout)


def test_every_good_row_among_as_many_bad_ones_is_loaded(mixed: list[tuple[Bad | None, bytes]], found: Any) -> None:
    good = [line for line, bad in _numbered(mixed) if bad is None]
    assert len(good) == _GOOD
    assert found["loaded"] == good
    assert {'Lycée "du Parc"', "Lycée\nsur deux lignes", "Lycée d’Œuvre ; annexe"} <= set(found["names"])


def test_every_bad_row_is_reported_by_file_line_column_value_and_reason(
    mixed: list[tuple[Bad | None, bytes]], found: Any
) -> None:
    expected = {line: (bad.column, bad.reason) for line, bad in _numbered(mixed) if bad is not None}
    reported = {line: (column, reason) for _, _, line, column, _, reason in found["rejects"]}
    print(f"{len(reported)} rejected:", Counter(reason for _, reason in reported.values()))
    assert len(expected) == len(found["rejects"]) == _BAD
    assert reported == expected
    assert {(source, file) for source, file, *_ in found["rejects"]} == {("petite", f"{FILE}.csv")}
    assert all(value for *_, value, reason in found["rejects"] if reason != "ligne vide")
    assert max(len(value) for *_, value, _ in found["rejects"]) <= 80


def test_reading_20_000_rows_with_20_cells_of_one_megabyte_takes_less_than_300_megabytes(found: Any) -> None:
    print(f"peak {found['peak'] / 1e6:.0f} MB")
    assert found["peak"] <= _MEMORY


_GOOD_LINE = f"{uai('25', 1)};Lycée;25056;47.1;6.1"
_OTHER_LINE = f'{uai("25", 2)};"Lycée ; annexe";25056;47.1;6.1'


def _read(folder: Path, *lines: str) -> tuple[set[int], dict[int, str]]:
    """Return the lines loaded, and the reason for each rejected line."""
    (folder / f"{FILE}.csv").write_text("\n".join((_HEADER, *lines)), encoding="utf-8")
    reading = Reading(small_source(), folder, load_model(), {})
    run(load, reading)
    ledger = reading.ledgers[FILE]
    return ledger.loaded, {line: reason for line, (_, _, reason) in ledger.rejects.items()}


@pytest.mark.parametrize(
    "bad",
    [
        pytest.param(f'{uai("25", 3)};"Lycée;25056;47.1;6.1', id="in the middle"),
        pytest.param(f'"{uai("25", 3)};Lycée;25056;47.1;6.1', id="in the first cell"),
        pytest.param(f'{uai("25", 3)};Lycée;25056;47.1;"6.1', id="in the last cell"),
        pytest.param(f'{uai("25", 3)};Lycée;"25056', id="in a short row"),
    ],
)
def test_a_quote_that_is_never_closed_swallows_no_other_row(tmp_path: Path, bad: str) -> None:
    before, after = [_OTHER_LINE, _GOOD_LINE], [_GOOD_LINE] * 5_000
    loaded, rejects = _read(tmp_path, *before, bad, *after)
    assert rejects == {4: "guillemet mal fermé"}
    assert len(loaded) == 5_002


def test_a_quote_closed_by_the_next_row_by_chance_swallows_no_row(tmp_path: Path) -> None:
    # Taken together the two lines have five cells and paired quotes: only their separators betray them.
    first, second = f'{uai("25", 3)};Lycée;"25056;47.1;6.1', f'{uai("25", 4)};Lycée;25056";47.1;6.1'
    assert _read(tmp_path, first, second, _GOOD_LINE) == ({3, 4}, {2: "guillemet mal fermé"})


def test_a_quote_left_open_on_the_last_line_is_reported(tmp_path: Path) -> None:
    assert _read(tmp_path, _GOOD_LINE, f'{uai("25", 3)};Lycée;25056;47.1;"6.1') == ({2}, {3: "guillemet mal fermé"})


def test_a_stray_quote_within_a_line_is_kept_as_the_bcn_writes_it(tmp_path: Path) -> None:
    stray = f'{uai("25", 3)};"Lycée" du "Parc;25056;47.1;6.1'
    assert _read(tmp_path, stray, f'{uai("25", 4)};Tube de 5";25056;47.1;6.1') == ({2, 3}, {})


def test_a_line_end_in_the_first_cell_does_not_look_like_an_open_quote(tmp_path: Path) -> None:
    loaded, rejects = _read(tmp_path, f'"{uai("25", 3)}\n";Lycée;25056;47.1;6.1', _GOOD_LINE)
    assert (loaded, rejects) == ({2, 4}, {})


def test_a_line_end_before_a_cell_full_of_separators_does_not_look_like_an_open_quote(tmp_path: Path) -> None:
    listed = f'{uai("25", 3)};"Lycée\nsur deux lignes";"25056;25057;25058;25059;25060";47.1;6.1'
    assert _read(tmp_path, listed, _GOOD_LINE) == ({2, 4}, {})
