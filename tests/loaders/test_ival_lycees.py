"""Results of the lycées at the baccalauréat."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from campus_graph.errors import ChangedInput
from tests.conftest import Loaded, LoadFixture


def results(loaded: Loaded, uai: str, population: str) -> dict[str, tuple[str, float | None]]:
    rows = loaded.frame("Indicator").filter(subject=f"establishment/{uai}", population=population)
    return {measure: (status, value) for measure, status, value in rows.select("measure", "status", "value").rows()}


def test_a_lycee_with_both_routes_has_two_results(load_fixture: LoadFixture) -> None:
    loaded = load_fixture("ival_lycees")
    general = results(loaded, "0782587N", "bac-general-technologique")
    assert {measure: value for measure, (_, value) in general.items()} == {
        "taux-reussite-bac": 99.0,
        "va-reussite-bac": 1.0,
        "taux-acces-bac": 91.0,
        "va-acces-bac": 3.0,
    }
    vocational = results(loaded, "0782587N", "bac-professionnel")
    assert [value for _, value in sorted(vocational.values())] == [-10.0, -7.0, 55.0, 75.0]


def test_nd_for_few_candidates_is_suppressed(load_fixture: LoadFixture) -> None:
    sevigne = results(load_fixture("ival_lycees"), "0601947R", "bac-professionnel")
    assert sevigne["taux-reussite-bac"] == ("observed", 90.0)
    assert sevigne["va-reussite-bac"] == ("suppressed", None)


def test_nd_for_395_candidates_of_mayotte_is_missing(load_fixture: LoadFixture) -> None:
    eiffel = results(load_fixture("ival_lycees"), "9760125G", "bac-professionnel")
    assert eiffel["taux-acces-bac"] == ("observed", 59.0)
    assert eiffel["va-acces-bac"] == ("missing", None)


def test_every_row_gives_four_figures(load_fixture: LoadFixture) -> None:
    loaded = load_fixture("ival_lycees")
    frame = loaded.frame("Indicator")
    assert frame.height == 4 * 8
    assert frame.select(pl.struct("subject", "measure", "population").is_duplicated().any()).item() is False
    assert [len(ledger.loaded) for ledger in loaded.reading.ledgers.values()] == [4, 4]


def test_figures_under_another_heading_are_not_taken_for_these(load_fixture: LoadFixture, tmp_path: Path) -> None:
    (tmp_path / "ival-lycees").mkdir()
    with xlsxwriter.Workbook(tmp_path / "ival-lycees" / "ival-2024-154664.xlsx") as book:
        page = book.add_worksheet("LGT")
        page.write_row(0, 0, ["Informations établissement", None, "Taux de réussite attendus"])
        page.write_row(1, 0, ["Académie", "UAI", "TOTAL"])
        page.write_row(2, 0, ["LYON", "0782587N", "99"])
    with pytest.raises(ChangedInput, match="présents au Bac / TOTAL"):
        load_fixture("ival_lycees", folder=tmp_path)
