"""The groups of the ministry's school office."""

from __future__ import annotations

import polars as pl
import pytest

from tests.conftest import Loaded, LoadFixture

MEF = {"23220021203": "50021203", "23B10022317": "40122317", "23B20022317": "40122317", "23220021305": "50021305"}


@pytest.fixture
def loaded(load_fixture: LoadFixture) -> Loaded:
    lookup = pl.DataFrame({"mefstat11": [*MEF, "23B10022318"], "cfd": [*MEF.values(), "40122317"]})
    return load_fixture("regroupements_dgesco", {"bcn.mef": lookup})


def test_years_of_study_fold_into_one_diploma(loaded: Loaded) -> None:
    groups = dict(loaded.frame("Diploma").select("id", "dgesco_groups").iter_rows())
    assert groups == {
        "diploma/40122317": ["Métiers d'art"],
        "diploma/50021203": ["Mer"],
        "diploma/50021305": ["Mer"],
    }
    assert len(loaded.reading.ledgers["groups"].merged) == 1


def test_a_mef_that_the_bcn_does_not_know_is_rejected(loaded: Loaded) -> None:
    assert list(loaded.rejects("groups").values()) == [("MEF_STAT_11", "32510013401", "MEF inconnu de la BCN")]
