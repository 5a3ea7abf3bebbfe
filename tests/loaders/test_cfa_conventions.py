"""The CFA under a convention with a region."""

from __future__ import annotations

import polars as pl

from tests.conftest import LoadFixture

CODES = ["01004", "01053", "2A004", "33063", "57463", "78623", "95500"]
LOOKUPS = {"cog.communes": pl.DataFrame({"code": CODES, "commune": CODES})}


def test_a_cfa_has_commune_siret_and_sector(load_fixture: LoadFixture) -> None:
    frame = load_fixture("cfa_conventions", LOOKUPS).frame("Establishment")
    cfa = frame.row(by_predicate=pl.col("uai") == "0010826T", named=True)
    assert cfa["label"] == "CTRE DE FORMATION D'APPRENTIS CECOF BERNARD PALISSY"
    assert (cfa["commune"], cfa["siret"], cfa["sector"]) == ("01004", "85052026300011", "prive")


def test_a_place_abroad_leaves_the_commune_empty(load_fixture: LoadFixture) -> None:
    frame = load_fixture("cfa_conventions", LOOKUPS).frame("Establishment")
    geneva = frame.row(by_predicate=pl.col("uai") == "1400031Y", named=True)
    assert (geneva["commune"], geneva["siret"]) == (None, None)


def test_every_row_is_loaded(load_fixture: LoadFixture) -> None:
    ledger = load_fixture("cfa_conventions", LOOKUPS).reading.ledgers["cfa"]
    assert (len(ledger.read), len(ledger.loaded)) == (10, 10)
