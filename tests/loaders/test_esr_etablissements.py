"""The main higher-education establishments."""

from __future__ import annotations

from typing import Any

import polars as pl

from tests.conftest import LoadFixture

CODES = ["18033", "21231", "2B096", "31555", "60159", "75107", "75119", "98738", "98818"]
TODAY = ["18033", "21231", "2B096", "31555", "60159", "75056", "75056", "98738", "98818"]
LOOKUPS = {"cog.communes": pl.DataFrame({"code": CODES, "commune": TODAY})}


def by_uai(load_fixture: LoadFixture) -> dict[str, dict[str, Any]]:
    """Return the establishments by UAI."""
    return {row["uai"]: row for row in load_fixture("esr_etablissements", LOOKUPS).frame("Establishment").to_dicts()}


def test_the_file_of_2025_wins(load_fixture: LoadFixture) -> None:
    loaded = load_fixture("esr_etablissements", LOOKUPS)
    rows = by_uai(load_fixture)
    assert rows["1340004B"]["label"] == "Casa de Velázquez de Madrid"
    assert rows["0751875F"]["sector"] == "public"
    assert loaded.frame("Establishment")["uai"].is_unique().all()
    old = loaded.reading.ledgers["june_2023"]
    assert (len(old.loaded), len(old.merged), len(old.rejects)) == (2, 8, 3)


def test_a_university_that_changed_its_uai_is_known_under_both(load_fixture: LoadFixture) -> None:
    rows = by_uai(load_fixture)
    assert (rows["0212296G"]["label"], rows["0211237F"]["label"]) == (
        "Université Bourgogne Europe",
        "Université de Bourgogne",
    )
    former = dict(load_fixture("esr_etablissements", LOOKUPS).lookups["esr_etablissements.former"].iter_rows())
    assert former["0211237F"] == "0212296G"


def test_a_former_uai_that_two_universities_claim_leads_nowhere(load_fixture: LoadFixture) -> None:
    former = load_fixture("esr_etablissements", LOOKUPS).lookups["esr_etablissements.former"]
    assert "9840303G" not in former["former"]


def test_of_two_uai_in_one_cell_the_one_of_the_department_has_the_place(load_fixture: LoadFixture) -> None:
    rows = by_uai(load_fixture)
    assert (rows["0180974L"]["commune"], rows["0411068N"]["commune"]) == ("18033", None)
    assert rows["0411068N"]["latitude"] is None
    assert rows["0602099F"]["label"] == rows["0951803U"]["label"]


def test_types_become_categories(load_fixture: LoadFixture) -> None:
    rows = by_uai(load_fixture)
    assert rows["0310154Z"]["category"] == "ecole-ingenieurs"
    assert rows["0180974L"]["category"] == "ecole-ingenieurs"
    assert rows["0751875F"]["category"] == "ecole"
    assert rows["0753431X"]["category"] == "superieur"
    assert rows["7200664J"]["category"] == "universite"


def test_places_abroad_are_left_out_and_overseas_ones_kept(load_fixture: LoadFixture) -> None:
    rows = by_uai(load_fixture)
    assert (rows["1340004B"]["commune"], rows["1340004B"]["latitude"]) == (None, None)
    assert rows["9830445S"]["longitude"] == 166.40405
    assert rows["0751875F"]["commune"] == "75056"


def test_of_several_siret_the_first_is_kept(load_fixture: LoadFixture) -> None:
    assert by_uai(load_fixture)["7200664J"]["siret"] == "19202664900264"


def test_a_row_without_uai_is_rejected(load_fixture: LoadFixture) -> None:
    rejects = load_fixture("esr_etablissements", LOOKUPS).rejects("january_2025")
    assert list(rejects.values()) == [("uai", "", "UAI mal formé, ou lettre de contrôle fausse")]
