"""Common years and the specialities for which they stand."""

from __future__ import annotations

import polars as pl
import pytest

from tests.conftest import Loaded, LoadFixture

CODES = ["40020006", "40031211", "40031213", "40031214", "40031212", "40022307", "40022308", "40022309"]


@pytest.fixture
def loaded(load_fixture: LoadFixture) -> Loaded:
    diplomas = pl.DataFrame({"cfd": [*CODES, "32032612", "32032613", "32032614"]})
    return load_fixture("familles_metiers", {"bcn.diplomas": diplomas})


def test_a_family_and_a_bts_with_options_lead_to_their_specialities(loaded: Loaded) -> None:
    edges = set(loaded.frame("SPECIALISES").select("start_id", "end_id", "kind").iter_rows())
    assert ("diploma/40031211", "diploma/40031213", "famille de métiers") in edges
    assert ("diploma/32032612", "diploma/32032614", "option de BTS") in edges


def test_common_years_that_no_list_has_any_more_come_from_our_own_table(loaded: Loaded) -> None:
    edges = loaded.frame("SPECIALISES").filter(start_id="diploma/40033005")
    assert edges["end_id"].to_list() == ["diploma/40033003", "diploma/40033004"]
    assert edges["kind"].unique().to_list() == ["seconde commune"]


def test_a_speciality_that_the_bcn_does_not_know_is_rejected(loaded: Loaded) -> None:
    assert list(loaded.rejects("families").values()) == [("speciality", "40023102", "diplôme inconnu de la BCN")]


def test_the_lookup_has_every_pair_once(loaded: Loaded) -> None:
    common = loaded.lookups["familles_metiers.common"]
    assert common.columns == ["common", "speciality"]
    assert common.height == loaded.frame("SPECIALISES").height == common.unique().height
