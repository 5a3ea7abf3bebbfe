"""The employment zones."""

from __future__ import annotations

import polars as pl

from tests.conftest import LoadFixture

CODES = ["01001", "09088", "09287", "25223", "25533", "2A004", "75056", "97411"]
TODAY = ["01001", "09088", "09088", "25223", "25223", "2A004", "75056", "97411"]
LOOKUPS = {"cog.communes": pl.DataFrame({"code": CODES, "commune": TODAY})}


def test_only_employment_zones_are_kept_of_twelve_zonings(load_fixture: LoadFixture) -> None:
    loaded = load_fixture("insee_zonages", LOOKUPS)
    zones = loaded.frame("EmploymentZone")
    assert zones.height == 9
    assert zones.row(by_predicate=pl.col("code") == "8405", named=True)["label"] == "Bourg en Bresse"
    reasons = {reason for _, _, reason in loaded.rejects("labels").values()}
    assert reasons == {"ligne vide"}


def test_a_commune_lies_within_its_zone(load_fixture: LoadFixture) -> None:
    loaded = load_fixture("insee_zonages", LOOKUPS)
    within = set(loaded.frame("WITHIN").select("start_id", "end_id").iter_rows())
    assert ("commune/75056", "employment-zone/1109") in within
    ajaccio = loaded.frame("Commune").row(by_predicate=pl.col("code") == "2A004", named=True)
    assert ajaccio["employment_zone"] == "9401"


def test_of_communes_that_merged_the_one_that_keeps_its_code_tells_the_zone(load_fixture: LoadFixture) -> None:
    loaded = load_fixture("insee_zonages", LOOKUPS)
    eternoz = loaded.frame("Commune").filter(code="25223")
    assert eternoz["employment_zone"].to_list() == ["2706"]
    assert len(loaded.reading.ledgers["communes"].merged) == 2


def test_a_commune_that_the_official_code_does_not_know_is_rejected(load_fixture: LoadFixture) -> None:
    rejects = load_fixture("insee_zonages", LOOKUPS).rejects("communes").values()
    assert ("CODGEO", "02311", "commune inconnue du code officiel géographique") in rejects
