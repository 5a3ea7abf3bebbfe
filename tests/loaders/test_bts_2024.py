"""BTS and certificats de spécialisation of 2024, and what their labels mean."""

from __future__ import annotations

import polars as pl

from tests.conftest import Loaded, LoadFixture

MEF = {
    "32211031213": "32031213",
    "32211031409": "32031409",
    "32211022710": "32022710",
    "32211033422": "32033422",
    "32211031309": "32031309",
    "32211025302": "32025302",
    "32211025520": "32025520",
    "44210099901": "48199901",
    "23K00025002": "46125002",
}


def load(load_fixture: LoadFixture) -> Loaded:
    mef = pl.DataFrame({"mefstat11": list(MEF), "cfd": list(MEF.values())})
    return load_fixture("bts_2024", lookups={"bcn.mef": mef})


def labels(loaded: Loaded) -> dict[str, str]:
    return dict(loaded.lookups["bts_2024.labels"].iter_rows())


def test_the_label_of_a_cs_beats_its_code_which_is_that_of_another_cs(load_fixture: LoadFixture) -> None:
    ends = set(load(load_fixture).frame("OFFERS")["end_id"])
    assert "diploma/46125003" in ends, "mécatronique navale, written 23K00025002"
    assert "diploma/46125002" not in ends, "ascensoriste, what 23K00025002 means"


def test_a_cs_whose_code_the_bcn_does_not_know_is_found_by_its_label(load_fixture: LoadFixture) -> None:
    edges = load(load_fixture).frame("OFFERS").filter(end_id="diploma/46125406")
    assert edges.select("start_id", "voie", "year", "capacity", "first_wishes").rows() == [
        ("establishment/0120006S", "apprentissage", 2024, 15, 36),
        ("establishment/0212001L", "apprentissage", 2024, 30, 15),
    ]


def test_a_uai_that_begins_with_a_letter_is_rejected(load_fixture: LoadFixture) -> None:
    rejects = load(load_fixture).rejects("offers_2024")
    assert {value for _, value, _ in rejects.values()} == {"C752887F"}


def test_two_fcil_of_a_lycee_share_a_code_and_add_up(load_fixture: LoadFixture) -> None:
    edges = load(load_fixture).frame("OFFERS").filter(start_id="establishment/0010099C")
    assert edges.select("capacity", "first_wishes").rows() == [(12 + 12, 24 + 43)]


def test_labels_are_published_without_their_voie(load_fixture: LoadFixture) -> None:
    known = labels(load(load_fixture))
    assert known["bts production electrotechnique"] == "32025520"
    assert known["certificat de specialisation technicien ne en soudage"] == "46125406"
    assert not [label for label in known if label.endswith("en apprentissage")]


def test_the_files_of_the_years_before_give_labels_and_no_offers(load_fixture: LoadFixture) -> None:
    loaded = load(load_fixture)
    assert labels(loaded)["bts production aeronautique"] == "32025302"
    assert loaded.frame("OFFERS")["year"].unique().to_list() == [2024]


def test_every_row_is_accounted_for(load_fixture: LoadFixture) -> None:
    for ledger in load(load_fixture).reading.ledgers.values():
        assert len(ledger.read) == len(ledger.loaded) + len(ledger.merged) + len(ledger.rejects)
