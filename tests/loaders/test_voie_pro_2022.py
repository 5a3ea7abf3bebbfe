"""Places and first wishes at the entry of the vocational route in 2022."""

from __future__ import annotations

import shutil
from pathlib import Path

import polars as pl

from tests.conftest import FIXTURES, Loaded, LoadFixture

MEF = {
    "23811021112": "40321111",
    "23831021112": "40321112",
    "23811021114": "40321114",
    "23831021114": "40321114",
    "23210025439": "50025439",
    "23820022707": "40022700",
    "23820023303": "40023301",
    "23830023303": "40023303",
    "23820023404": "40023404",
    "23810024203": "40024203",
    "23820024203": "40024203",
}


def load(load_fixture: LoadFixture) -> Loaded:
    mef = pl.DataFrame({"mefstat11": list(MEF), "cfd": list(MEF.values())})
    return load_fixture("voie_pro_2022", lookups={"bcn.mef": mef})


def figures(loaded: Loaded, cfd: str) -> list[tuple[int | None, int]]:
    return loaded.frame("OFFERS").filter(end_id=f"diploma/{cfd}").select("capacity", "first_wishes").rows()


def test_an_entry_stands_for_the_terminale_it_leads_to(load_fixture: LoadFixture) -> None:
    loaded = load(load_fixture)
    assert figures(loaded, "40023303") == [(15, 19)]
    assert figures(loaded, "40023301") == []


def test_without_a_known_terminale_the_entry_keeps_its_own_diploma(load_fixture: LoadFixture) -> None:
    loaded = load(load_fixture)
    assert figures(loaded, "50025439") == [(15, 9)]
    assert figures(loaded, "40022700") == [(15, 22)]


def test_two_rows_for_one_lycee_and_mef_add_up(load_fixture: LoadFixture) -> None:
    assert figures(load(load_fixture), "40321112") == [(10 + 25, 5 + 34)]


def test_a_second_year_adds_no_places_where_the_first_is_open(load_fixture: LoadFixture) -> None:
    loaded = load(load_fixture)
    assert figures(loaded, "40024203") == [(30, 23)]


def test_a_row_written_twice_counts_once(load_fixture: LoadFixture) -> None:
    loaded = load(load_fixture)
    assert figures(loaded, "40321114") == [(32, 1)]


def test_a_capacity_without_limit_is_not_known(load_fixture: LoadFixture, tmp_path: Path) -> None:
    shutil.copytree(FIXTURES / "voie_pro_2022", tmp_path, dirs_exist_ok=True)
    (file,) = (path for path in tmp_path.rglob("*.csv"))
    file.write_text(file.read_text("utf-8").replace("23210025439;N;ST;15;9", "23210025439;N;ST;999;9"), "utf-8")
    mef = pl.DataFrame({"mefstat11": list(MEF), "cfd": list(MEF.values())})
    loaded = load_fixture("voie_pro_2022", lookups={"bcn.mef": mef}, folder=tmp_path)
    assert figures(loaded, "50025439") == [(None, 9)]


def test_every_row_is_accounted_for(load_fixture: LoadFixture) -> None:
    for ledger in load(load_fixture).reading.ledgers.values():
        assert len(ledger.read) == len(ledger.loaded) + len(ledger.merged) + len(ledger.rejects)
