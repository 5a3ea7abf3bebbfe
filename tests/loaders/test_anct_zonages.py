"""Density of communes, and points of territories."""

from __future__ import annotations

from typing import Any

import polars as pl

from tests.conftest import Loaded, LoadFixture

CODES = ["01001", "01004", "01138", "13055", "2A004", "25056", "75056", "97411"]
# By the SIREN of a commune, of an intercommunality and of a part of Greater Paris.
SIREN = [("214200446", "42044"), ("244200622", "42044"), ("244200622", "42011"), ("200058014", "94081")]
LOOKUPS = {
    "cog.communes": pl.DataFrame({"code": CODES, "commune": CODES}),
    "cog.siren": pl.DataFrame(SIREN, schema=["siren", "commune"], orient="row"),
}


def zoned(load_fixture: LoadFixture, code: str) -> dict[str, Any]:
    """Return what the zonings say of a commune."""
    rows = load_fixture("anct_zonages", LOOKUPS).frame("Commune").filter(pl.col("density").is_null())
    return rows.row(by_predicate=pl.col("code") == code, named=True)


def test_density_keeps_the_words_of_the_grid(load_fixture: LoadFixture) -> None:
    communes = load_fixture("anct_zonages", LOOKUPS).frame("Commune").filter(code="75056")
    assert communes["density"].drop_nulls().to_list() == ["Grands centres urbains"]


def test_territories_get_a_point(load_fixture: LoadFixture) -> None:
    loaded = load_fixture("anct_zonages", LOOKUPS)
    ain = loaded.frame("Department").row(by_predicate=pl.col("code") == "01", named=True)
    assert (ain["id"], round(ain["latitude"]), round(ain["longitude"])) == ("department/01", 46, 5)
    assert loaded.frame("Region").filter(code="94")["label"].to_list() == ["Corse"]


def test_the_parts_of_greater_paris_are_no_intercommunalities(load_fixture: LoadFixture) -> None:
    loaded = load_fixture("anct_zonages", LOOKUPS)
    assert loaded.frame("Intercommunality")["code"].to_list() == ["200000172", "200054781"]
    assert {r for _, _, r in loaded.rejects("intercommunalities").values()} == {
        "sans code (un établissement public territorial n’est pas un EPCI)"
    }


def test_zonings_keep_the_words_of_the_source_without_its_numbers(load_fixture: LoadFixture) -> None:
    row = zoned(load_fixture, "01004")
    assert row["rurality_type"] == "Hors champ : DOM ou commune urbaine"
    assert row["centrality"] == "Centre structurant d'équipements et de services"
    assert (row["mountain"], row["qpv"]) == ("Massif du Jura", ["QN00103M"])
    assert zoned(load_fixture, "01001")["mountain"] is None


def test_a_commune_that_the_source_could_not_class_has_no_value(load_fixture: LoadFixture) -> None:
    loaded = load_fixture("anct_zonages", LOOKUPS)
    for file, code in (("rurality", "01138"), ("centrality", "97411")):
        reasons = [reason for _, _, reason in loaded.rejects(file).values()]
        assert "commune que la source n’a pas pu classer" in reasons
        assert code not in {c for c, f in _values(loaded, file) if f is not None}


def _values(loaded: Loaded, file: str) -> list[tuple[str, str | None]]:
    field = {"rurality": "rurality_type", "centrality": "centrality"}[file]
    return list(loaded.frame("Commune").select("code", field).iter_rows())


def test_a_commune_has_all_its_priority_districts(load_fixture: LoadFixture) -> None:
    districts = zoned(load_fixture, "25056")["qpv"]
    assert districts == ["QN02502M", "QN02503M", "QN02504M", "QN02505M", "QN02515N", "QN02517N"]
    assert len(zoned(load_fixture, "75056")["qpv"]) == 21


def test_a_territoire_d_industrie_names_communes_or_groups_of_communes(load_fixture: LoadFixture) -> None:
    loire = ["Vallées du Gier et de l'Ondaine - Loire Sud"]
    assert zoned(load_fixture, "42044")["industry_territories"] == loire
    assert zoned(load_fixture, "42011")["industry_territories"] == loire
    assert zoned(load_fixture, "94081")["industry_territories"] == ["Grand-Orly Seine Bièvre"]
    loaded = load_fixture("anct_zonages", LOOKUPS)
    assert [r for _, _, r in loaded.rejects("industry").values()] == ["aucune commune connue sous ces numéros"]
