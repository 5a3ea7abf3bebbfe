"""The official geographic code."""

from __future__ import annotations

import polars as pl

from tests.conftest import LoadFixture


def test_a_borough_of_marseille_is_merged_into_the_city(load_fixture: LoadFixture) -> None:
    loaded = load_fixture("cog")
    marseille = loaded.frame("Commune").row(by_predicate=pl.col("code") == "13055", named=True)
    assert marseille["former_codes"] == ["13201", "13202"]
    assert dict(loaded.lookups["cog.communes"].iter_rows())["13201"] == "13055"


def test_every_row_is_accounted_for(load_fixture: LoadFixture) -> None:
    for ledger in load_fixture("cog").reading.ledgers.values():
        assert len(ledger.read) == len(ledger.loaded) + len(ledger.merged) + len(ledger.rejects)


def test_regions_before_2016_are_succeeded_by_todays(load_fixture: LoadFixture) -> None:
    loaded = load_fixture("cog")
    assert ("region/44", "region/41") in set(loaded.frame("SUCCEEDS").select("start_id", "end_id").iter_rows())
    former = loaded.frame("Region").filter(code="41")
    assert former["former"].to_list() == [True]
    assert former["label"].to_list() == ["Lorraine"]


def test_a_commune_lies_within_its_department_and_intercommunality(load_fixture: LoadFixture) -> None:
    ends = set(load_fixture("cog").frame("WITHIN").select("start_id", "end_id").iter_rows())
    assert ("commune/25056", "department/25") in ends
    assert any(s == "commune/25056" and e.startswith("intercommunality/") for s, e in ends)


def test_a_commune_is_known_by_its_siren_and_by_those_of_its_groups(load_fixture: LoadFixture) -> None:
    siren = set(load_fixture("cog").lookups["cog.siren"].iter_rows())
    assert {("212500565", "25056"), ("242500361", "25056")} <= siren
    # The members of the établissement public territorial are not in this fixture.
    assert not any(number == "200058014" for number, _ in siren)
