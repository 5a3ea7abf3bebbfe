"""The rurality zoning."""

from __future__ import annotations

import polars as pl

from tests.conftest import LoadFixture

CODES = ["01001", "15141", "25223", "2A004", "75056", "97411"]


def test_a_commune_that_is_not_classed_is_told_from_one_that_is_unknown(load_fixture: LoadFixture) -> None:
    loaded = load_fixture("frr", {"cog.communes": pl.DataFrame({"code": CODES[:-1], "commune": CODES[:-1]})})
    zoning = dict(loaded.frame("Commune").select("code", "rurality_zoning").iter_rows())
    assert zoning["75056"] == "Non classée"
    assert zoning["15141"] == "FRR socle"
    assert "97411" not in zoning
    assert {v for _, v, _ in loaded.rejects("communes").values()} == {"97411"}
