"""Pupils of the vocational route and of the sections of technicians in 2020."""

from __future__ import annotations

import polars as pl

from tests.conftest import Loaded, LoadFixture

MEF = {
    "23210031122": "50031122",
    "23220031122": "50031122",
    "23820031106": "40031106",
    "23820025216": "40025216",
    "23830025216": "40025216",
}


def load(load_fixture: LoadFixture) -> Loaded:
    mef = pl.DataFrame({"mefstat11": list(MEF), "cfd": list(MEF.values())})
    return load_fixture("voie_pro_2020", lookups={"bcn.mef": mef})


def test_the_years_of_study_of_one_diploma_are_one_offer(load_fixture: LoadFixture) -> None:
    edges = load(load_fixture).frame("OFFERS").filter(end_id="diploma/50031122")
    assert edges.select("start_id", "voie", "year", "enrolled").rows() == [
        ("establishment/0750419Y", "scolaire", 2020, 32 + 33)
    ]


def test_what_the_file_does_not_count_stays_unknown(load_fixture: LoadFixture) -> None:
    edges = load(load_fixture).frame("OFFERS")
    assert edges["capacity"].null_count() == edges.height
    assert edges["first_wishes"].null_count() == edges.height


def test_a_mef_that_the_bcn_does_not_know_is_rejected(load_fixture: LoadFixture) -> None:
    rejects = load(load_fixture).rejects("constat")
    assert list(rejects.values()) == [("Mef Bcp 11", "23810030003", "MEF inconnu de la BCN")]


def test_every_row_is_accounted_for(load_fixture: LoadFixture) -> None:
    for ledger in load(load_fixture).reading.ledgers.values():
        assert len(ledger.read) == len(ledger.loaded) + len(ledger.merged) + len(ledger.rejects)
