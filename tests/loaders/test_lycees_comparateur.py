"""The places of the lycées."""

from __future__ import annotations

import polars as pl

from tests.conftest import LoadFixture

UAIS = ["0010006B", "0010001W", "9710981P", "6200002H"]
LOOKUPS = {
    "ips_lycees.uais": pl.DataFrame({"uai": UAIS, "label": ["SAINT EXUPERY", "BERARD", "ROBERT", "BONAPARTE AND"]})
}


def test_the_two_records_of_a_lycee_become_one_without_the_voie_in_its_name(load_fixture: LoadFixture) -> None:
    loaded = load_fixture("lycees_comparateur", LOOKUPS)
    lycees = loaded.frame("Establishment").filter(uai="0010006B")
    assert lycees["label"].to_list() == ["Lycee Saint-Exupery"]
    assert lycees["latitude"].round(3).to_list() == [46.112]
    assert len(loaded.reading.ledgers["lycees"].merged) == 2


def test_a_name_that_lost_letters_in_this_file_is_left_to_the_other(load_fixture: LoadFixture) -> None:
    lycees = load_fixture("lycees_comparateur", LOOKUPS).frame("Establishment")
    names = dict(lycees.select("uai", "label").iter_rows())
    assert names["6200002H"] is None
    assert names["0010001W"] == "Lycee Professionnel Alexandre Berard"


def test_other_brackets_stay_in_the_name(load_fixture: LoadFixture) -> None:
    lycees = load_fixture("lycees_comparateur", LOOKUPS).frame("Establishment")
    assert lycees.filter(uai="0131596P")["label"].to_list() == ["Lycee Poilus (bd Des)"]


def test_the_voies_tell_a_category_only_where_no_better_file_does(load_fixture: LoadFixture) -> None:
    lycees = load_fixture("lycees_comparateur", LOOKUPS).frame("Establishment")
    category = dict(lycees.select("uai", "category").iter_rows())
    assert category["0010006B"] is None
    assert category["1300023U"] == "lycee-polyvalent"
    assert category["0230018V"] == "lycee-professionnel"


def test_saint_martin_lies_in_france_and_a_missing_point_stays_missing(load_fixture: LoadFixture) -> None:
    lycees = load_fixture("lycees_comparateur", LOOKUPS).frame("Establishment")
    assert lycees.filter(uai="9710981P")["longitude"].round(1).to_list() == [-63.1]
    assert lycees.filter(uai="1300023U")["latitude"].to_list() == [None]
