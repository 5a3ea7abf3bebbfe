"""Commune, sector, type and social position index of the lycées."""

from __future__ import annotations

import polars as pl

from tests.conftest import LoadFixture

CODES = ["01004", "01269", "2A004", "34172", "75115", "75119", "97801"]
TODAY = ["01004", "01269", "2A004", "34172", "75056", "75056", "97801"]
LOOKUPS = {"cog.communes": pl.DataFrame({"code": CODES, "commune": TODAY})}


def test_the_newest_year_of_both_files_speaks(load_fixture: LoadFixture) -> None:
    loaded = load_fixture("ips_lycees", LOOKUPS)
    lycees = loaded.frame("Establishment")
    assert lycees["uai"].is_unique().all()
    jeffry = lycees.row(by_predicate=pl.col("uai") == "9710981P", named=True)
    assert jeffry["label"] == "LYCEE PROFESSIONNEL DANIELLA JEFFRY"
    assert (jeffry["commune"], jeffry["category"], jeffry["sector"]) == ("97801", "lycee-professionnel", "public")


def test_a_lycee_of_older_years_only_is_kept(load_fixture: LoadFixture) -> None:
    lycees = load_fixture("ips_lycees", LOOKUPS).frame("Establishment")
    turgot = lycees.row(by_predicate=pl.col("uai") == "0340920R", named=True)
    assert (turgot["official_type"], turgot["sector"]) == ("LPO", "prive-contrat")
    assert turgot["label"].endswith("DE LA SANTE ET DU SOCIAL")


def test_a_borough_of_paris_is_the_commune_of_paris(load_fixture: LoadFixture) -> None:
    lycees = load_fixture("ips_lycees", LOOKUPS).frame("Establishment")
    assert lycees.filter(uai="0750697A")["commune"].to_list() == ["75056"]


def test_every_year_that_is_not_the_newest_is_merged(load_fixture: LoadFixture) -> None:
    ledgers = load_fixture("ips_lycees", LOOKUPS).reading.ledgers
    assert len(ledgers["since_2022"].loaded) == 5
    before = ledgers["before_2022"]
    assert (len(before.loaded), len(before.merged)) == (2, 6)


def test_the_index_is_that_of_the_newest_year_and_that_of_the_vocational_route_where_there_is_one(
    load_fixture: LoadFixture,
) -> None:
    indices = load_fixture("ips_lycees", LOOKUPS).frame("Indicator").sort("id")
    columns = ["population", "period", "year", "value"]
    assert indices.filter(subject="establishment/0010032E").select(columns).rows() == [
        (None, "2022-2023", 2022, 100.1),
        ("voie-professionnelle", "2022-2023", 2022, 74.8),
    ]
    assert indices.filter(subject="establishment/0750697A").select(columns).rows() == [(None, "2021-2022", 2021, 98.4)]
    assert set(indices["status"]) == {"observed"}
