"""Shares of new bacheliers who enter higher education."""

from __future__ import annotations

import polars as pl
import pytest

from tests.conftest import Loaded, LoadFixture


def load(load_fixture: LoadFixture) -> Loaded:
    return load_fixture("esr_poursuite", {"academies.names": pl.DataFrame({"code": ["03", "43"], "label": ["B", "M"]})})


def values(loaded: Loaded, subject: str, population: str, period: str) -> dict[str, float]:
    rows = loaded.frame("Indicator").filter(subject=subject, population=population, period=period)
    return dict(rows.select("measure", "value").iter_rows())


def test_genders_and_sectors_are_added_up(load_fixture: LoadFixture) -> None:
    besancon = values(load(load_fixture), "academy/03", "bac-professionnel", "2021")
    assert besancon["bacheliers"] == 2049 + 1486
    men = 69.37 + 310.02 + 17.37 + 48.0 + 66.57 + 287.03
    women = 27.4 + 139.0 + 16.45 + 41.0 + 47.99 + 182.02
    assert besancon["taux-poursuite-sts"] == pytest.approx(100 * (men + women) / 3535, abs=0.05)
    near = 310.02 + 48.0 + 287.03 + 139.0 + 41.0 + 182.02
    assert besancon["taux-poursuite-sts-meme-academie"] == pytest.approx(100 * near / 3535, abs=0.05)


def test_the_kinds_of_programme_add_up_to_the_whole(load_fixture: LoadFixture) -> None:
    loaded = load(load_fixture)
    kinds = ("universite", "iut", "cpge", "sts", "autres-formations")
    for population in ("bac-general", "bac-professionnel"):
        mayotte = values(loaded, "academy/43", population, "2021")
        parts = sum(mayotte[f"taux-poursuite-{kind}"] for kind in kinds)
        assert mayotte["taux-poursuite-superieur"] == pytest.approx(parts, abs=0.3)


def test_only_the_last_two_sessions_are_kept(load_fixture: LoadFixture) -> None:
    loaded = load(load_fixture)
    assert set(loaded.frame("Indicator")["year"]) == {2020, 2021}
    ledger = loaded.reading.ledgers["entrants"]
    assert (len(ledger.read), len(ledger.loaded), len(ledger.merged)) == (10, 4, 6)
