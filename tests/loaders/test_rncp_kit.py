"""RNCP records of diplomas."""

from __future__ import annotations

import polars as pl
import pytest

from tests.conftest import Loaded, LoadFixture

CODES = "50024315 1702550E 26X31228 01022104 13511205 13512006"


@pytest.fixture
def loaded(load_fixture: LoadFixture) -> Loaded:
    return load_fixture("rncp_kit", {"bcn.diplomas": pl.DataFrame({"cfd": CODES.split()})})


def test_only_active_records_are_given_and_there_may_be_several(loaded: Loaded) -> None:
    records = dict(loaded.frame("Diploma").select("cfd", "rncp").iter_rows())
    assert records["1702550E"] == ["RNCP39445"]
    assert records["13511205"] == ["RNCP38968", "RNCP38969"]


def test_a_diploma_whose_record_is_inactive_still_tells_its_level(loaded: Loaded) -> None:
    row = loaded.frame("Diploma").row(by_predicate=pl.col("cfd") == "01022104", named=True)
    assert (row["rncp"], row["level"]) == (None, 3)


def test_rows_without_record_or_known_diploma_are_rejected(loaded: Loaded) -> None:
    reasons = sorted(reason for _, _, reason in loaded.rejects("kit").values())
    assert reasons == ["diplôme inconnu de la BCN", "diplôme inconnu de la BCN", "sans fiche RNCP"]


def test_older_records_of_a_diploma_are_merged(loaded: Loaded) -> None:
    assert len(loaded.reading.ledgers["kit"].merged) == 4
