"""Engineering titles and the school that delivers each."""

from __future__ import annotations

import polars as pl

from tests.conftest import Loaded, LoadFixture

OPEN = {"17022004": True, "17022704": True, "1702510B": False, "17020029": True, "25111401": True, "14531501": False}


def load(load_fixture: LoadFixture) -> Loaded:
    rows = [(cfd, f"diploma/{cfd}", is_open) for cfd, is_open in OPEN.items()]
    bcn = pl.DataFrame(rows, schema=["cfd", "id", "open"], orient="row")
    return load_fixture("ingenieurs_bcn", lookups={"bcn.diplomas": bcn})


def test_an_open_title_is_offered_by_its_school(load_fixture: LoadFixture) -> None:
    edges = load(load_fixture).frame("OFFERS").filter(end_id="diploma/17022704")
    assert edges.select("start_id", "voie", "year").rows() == [("establishment/0760165S", "superieur", 2024)]


def test_the_fresher_extract_says_what_is_open(load_fixture: LoadFixture) -> None:
    ends = set(load(load_fixture).frame("OFFERS")["end_id"])
    assert "diploma/17020029" in ends, "closed in August 2024 in this file, renewed since"
    assert "diploma/1702510B" not in ends


def test_other_diplomas_give_no_offer(load_fixture: LoadFixture) -> None:
    loaded = load(load_fixture)
    assert "diploma/25111401" not in set(loaded.frame("OFFERS")["end_id"])
    assert not loaded.rejects("titles")


def test_every_row_is_accounted_for(load_fixture: LoadFixture) -> None:
    for ledger in load(load_fixture).reading.ledgers.values():
        assert len(ledger.read) == len(ledger.loaded) + len(ledger.merged) + len(ledger.rejects)
