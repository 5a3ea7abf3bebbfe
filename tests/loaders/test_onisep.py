"""Onisep's list of initial training."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from tests.conftest import Loaded, LoadFixture

CODES = "16X20003 56X34302 40022105 16513201 50022145"


@pytest.fixture
def loaded(load_fixture: LoadFixture) -> Loaded:
    lookups = {
        "bcn.diplomas": pl.DataFrame({"cfd": CODES.split()}),
        "bcn.specialities": pl.DataFrame({"code": ["110", "127", "341", "255"]}),
    }
    return load_fixture("onisep", lookups)


def diploma(loaded: Loaded, key: str) -> dict[str, Any]:
    return loaded.frame("Diploma").row(by_predicate=pl.col("id") == f"diploma/{key}", named=True)


def test_a_formation_adds_its_name_and_subdomains_to_the_diploma_of_its_cfd(loaded: Loaded) -> None:
    baker = diploma(loaded, "40022105")
    assert (baker["label"], baker["cfd"], baker["onisep_ids"]) == (
        "bac pro boulanger-pâtissier",
        "40022105",
        ["FOR.3531"],
    )
    assert baker["onisep_subdomains"] == [
        "commerce, marketing, vente/grande distribution et petits commerces",
        "matières premières, fabrication, industries/agroalimentaire",
    ]
    assert (baker["rncp"], baker["open"], baker["type"]) == (["RNCP37908"], None, None)


def test_three_formations_of_one_cfd_give_no_name(loaded: Loaded) -> None:
    art = diploma(loaded, "16513201")
    assert (art["label"], art["level"]) == (None, 7)
    assert art["onisep_ids"] == ["FOR.5315", "FOR.5316", "FOR.5317"]
    assert len(loaded.reading.ledgers["formations"].merged) == 2


def test_a_formation_without_cfd_is_a_diploma_of_its_own(loaded: Loaded) -> None:
    licence = diploma(loaded, "FOR.11463")
    assert (licence["label"], licence["level"], licence["open"]) == ("licence mention philosophie", 6, True)
    assert (licence["nsf"], licence["type"], licence["cfd"]) == ("127", "licence", None)


def test_a_cfd_that_the_bcn_does_not_know_is_no_key(loaded: Loaded) -> None:
    assert diploma(loaded, "FOR.12013")["cfd"] is None


def test_a_year_after_the_bac_stays_at_level_4(loaded: Loaded) -> None:
    assert diploma(loaded, "FOR.1302")["level"] == 4


def test_a_formation_of_two_specialities_is_in_those_that_exist(loaded: Loaded) -> None:
    edges = loaded.frame("IN_SPECIALITY").filter(start_id="diploma/FOR.12013")
    assert edges["end_id"].to_list() == ["speciality/341"]


def test_the_lookup_has_one_row_per_formation(loaded: Loaded) -> None:
    formations = loaded.lookups["onisep.formations"]
    assert formations.height == formations["onisep_id"].n_unique() == 12
    assert formations.filter(onisep_id="FOR.9687")["id"].to_list() == ["diploma/50022145"]
