"""Density of communes, and points of territories."""

from __future__ import annotations

import polars as pl

from tests.conftest import LoadFixture

CODES = ["01001", "01004", "13055", "2A004", "25056", "75056", "97411"]
LOOKUPS = {"cog.communes": pl.DataFrame({"code": CODES, "commune": CODES})}


def test_density_keeps_the_words_of_the_grid(load_fixture: LoadFixture) -> None:
    communes = load_fixture("anct_zonages", LOOKUPS).frame("Commune").filter(code="75056")
    assert communes["density"].to_list() == ["Grands centres urbains"]


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
