"""Priorities of regions."""

from __future__ import annotations

import polars as pl
import pytest

from tests.conftest import Loaded, LoadFixture

CODES = "50031224 32033426 50025439"


@pytest.fixture
def loaded(load_fixture: LoadFixture) -> Loaded:
    cfds = CODES.split()
    lookups = {
        "bcn.diplomas": pl.DataFrame({"cfd": cfds, "id": [f"diploma/{c}" for c in cfds]}),
        "cog.regions": pl.DataFrame({"code": ["11", "27", "94", "26"], "former": [False, False, False, True]}),
    }
    return load_fixture("priorites_regionales", lookups)


def test_a_region_prioritises_a_diploma_in_a_plan_and_a_year(loaded: Loaded) -> None:
    rows = loaded.frame("PRIORITISES").filter(start_id="region/94", end_id="diploma/32033426").to_dicts()
    assert [(r["year"], r["plan"]) for r in rows] == [(2024, "formations prioritaires")]


def test_two_ways_of_teaching_one_diploma_are_one_priority(loaded: Loaded) -> None:
    assert loaded.frame("PRIORITISES").filter(end_id="diploma/50031224").height == 3
    assert len(loaded.reading.ledgers["priorities"].merged) == 1


def test_a_diploma_that_the_bcn_does_not_know_is_rejected(loaded: Loaded) -> None:
    assert {reason for _, _, reason in loaded.rejects("priorities").values()} == {"diplôme inconnu de la BCN"}
