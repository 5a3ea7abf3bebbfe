"""The official list of diplomas."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from tests.conftest import FIXTURES, Loaded, LoadFixture


@pytest.fixture
def loaded(load_fixture: LoadFixture) -> Loaded:
    return load_fixture("bcn")


def diploma(loaded: Loaded, cfd: str) -> dict[str, Any]:
    return loaded.frame("Diploma").row(by_predicate=pl.col("cfd") == cfd, named=True)


def test_a_diploma_has_both_levels_its_type_and_iso_dates(loaded: Loaded) -> None:
    fashion = diploma(loaded, "40024203")
    assert fashion["label"] == "METIERS DE LA MODE - VÊTEMENT (BAC PRO)"
    assert (fashion["level"], fashion["level_1969"], fashion["type"]) == (4, "IV", "BAC PRO")
    assert (fashion["opened"], fashion["closed"], fashion["nsf"]) == ("2009-09-01", "2027-08-31", "242")
    assert (diploma(loaded, "10012201")["level"], diploma(loaded, "10012201")["level_1969"]) == (8, "I")


def test_a_mention_complementaire_has_its_own_level_for_its_level_code_has_none(loaded: Loaded) -> None:
    assert (diploma(loaded, "01022001")["level"], diploma(loaded, "01022001")["level_1969"]) == (4, "IV")


def test_a_level_code_that_is_missing_does_not_lose_the_diploma(loaded: Loaded) -> None:
    assert (diploma(loaded, "25322101")["level"], diploma(loaded, "25322101")["type"]) == (5, "BAGRO")


def test_nsf_comes_from_the_code_unless_those_characters_are_no_group(loaded: Loaded) -> None:
    assert diploma(loaded, "13531218")["nsf"] == "312"
    assert diploma(loaded, "36C3160V")["nsf"] == "312"


def test_closing_on_the_last_day_is_closed_in_the_august_extract(loaded: Loaded) -> None:
    assert diploma(loaded, "50033411")["closed"] == "2025-08-31"
    assert diploma(loaded, "50033411")["open"] is False


def test_the_same_date_in_the_may_extract_is_only_announced(loaded: Loaded) -> None:
    assert diploma(loaded, "17011401")["closed"] == "2025-08-31"
    assert diploma(loaded, "17011401")["open"] is True


def test_the_fresher_extract_tells_the_closing_date(loaded: Loaded) -> None:
    biology = loaded.frame("Diploma").filter(cfd="32022106")
    assert biology["closed"].to_list() == ["2026-08-31"]


def test_a_diploma_in_its_last_years_is_closed_once_its_successor_has_opened(loaded: Loaded) -> None:
    assert diploma(loaded, "40031106")["open"] is False, "métiers de la logistique opened on 1 September 2025"
    assert diploma(loaded, "32022106")["open"] is True, "its successor opens in 2026"


def test_successions_come_from_both_columns_without_unknown_codes_and_loops(loaded: Loaded) -> None:
    ends = set(loaded.frame("SUCCEEDS").select("start_id", "end_id").iter_rows())
    assert ends == {
        ("diploma/40024204", "diploma/40024203"),
        ("diploma/40031116", "diploma/40031106"),
        ("diploma/32022107", "diploma/32022106"),
        ("diploma/50023006", "diploma/50023002"),
    }


def test_every_diploma_is_in_its_speciality(loaded: Loaded) -> None:
    edges, codes = loaded.frame("IN_SPECIALITY"), set(loaded.frame("Speciality")["id"])
    assert edges.height == loaded.frame("Diploma").height == loaded.lookups["bcn.diplomas"].height
    assert set(edges["end_id"]) <= codes


def test_a_mef_claimed_twice_is_of_the_diploma_that_closed_last(loaded: Loaded) -> None:
    assert dict(loaded.lookups["bcn.mef"].iter_rows())["32710013401"] == "24113401"


def test_every_row_is_accounted_for(loaded: Loaded) -> None:
    merged = {name: len(ledger.merged) for name, ledger in loaded.reading.ledgers.items()}
    assert merged == {"specialities": 0, "diplomas": 0, "all_diplomas": 2, "levels": 0, "mef": 1}


def test_the_order_of_rows_changes_no_table(load_fixture: LoadFixture, loaded: Loaded, tmp_path: Path) -> None:
    for path in sorted((FIXTURES / "bcn" / "orion").iterdir()):
        head, *rows = path.read_bytes().splitlines(keepends=True)
        random.Random(1).shuffle(rows)
        target = tmp_path / "orion" / path.name
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(b"".join([head, *rows]))
    shuffled = load_fixture("bcn", folder=tmp_path)
    for kind in ("Diploma", "SUCCEEDS", "IN_SPECIALITY"):
        assert_frame_equal(shuffled.frame(kind), loaded.frame(kind), check_row_order=False)
