"""The commission and sector of vocational diplomas."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from tests.conftest import Loaded, LoadFixture

CODES = "50023118 32022406 50025224 50025442 50023114 46133502 45033408 50023433"


@pytest.fixture
def loaded(load_fixture: LoadFixture) -> Loaded:
    return load_fixture("diplomes_professionnels", {"bcn.diplomas": pl.DataFrame({"cfd": CODES.split()})})


def diploma(loaded: Loaded, cfd: str) -> dict[str, Any]:
    return loaded.frame("Diploma").row(by_predicate=pl.col("cfd") == cfd, named=True)


def test_the_code_is_read_with_or_without_hyphen_blank_and_letter(loaded: Loaded) -> None:
    assert set(loaded.frame("Diploma")["id"]) == {f"diploma/{code}" for code in CODES.split()}


def test_a_sector_is_named_with_its_commission(loaded: Loaded) -> None:
    assert diploma(loaded, "50023433")["cpc_sector"] == "CPC Arts, spectacles et médias / Secteur Arts appliqués"
    assert diploma(loaded, "50023433")["rncp"] == ["RNCP37242"]
    assert diploma(loaded, "50023433")["level"] == 3


def test_a_record_that_is_missing_or_pending_is_none(loaded: Loaded) -> None:
    assert diploma(loaded, "50025442")["rncp"] is None
    assert diploma(loaded, "50023114")["rncp"] is None


def test_of_two_rows_the_latest_decree_speaks(loaded: Loaded) -> None:
    assert diploma(loaded, "50023118")["rncp"] == ["RNCP37891"]
    assert len(loaded.reading.ledgers["diplomas"].merged) == 1


def test_a_diploma_that_the_bcn_does_not_know_is_rejected(loaded: Loaded) -> None:
    assert list(loaded.rejects("diplomas").values()) == [("Code diplôme", "450-22517 S", "diplôme inconnu de la BCN")]
