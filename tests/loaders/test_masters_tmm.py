"""Master's mentions of 2019 to 2021."""

from __future__ import annotations

import polars as pl

from tests.conftest import Loaded, LoadFixture

ONISEP = {
    "FOR.10367": ("13513402", "master mention design"),
    "FOR.9754": ("1351281M", "master mention droit privé"),
    "FOR.11146": ("13513619", "master mention langues, littératures, civilisations étrangères et régionales"),
    "FOR.11597": ("FOR.11597", "master mention mondes médiévaux"),
}


def load(load_fixture: LoadFixture) -> Loaded:
    rows = [(name, f"diploma/{key}", label, "master") for name, (key, label) in ONISEP.items()]
    onisep = pl.DataFrame(rows, schema=["onisep_id", "id", "label", "type"], orient="row")
    bcn = onisep.select("id", open=pl.lit(True))
    return load_fixture("masters_tmm", lookups={"onisep.formations": onisep, "bcn.diplomas": bcn})


def test_two_accreditations_of_one_mention_are_one_offer(load_fixture: LoadFixture) -> None:
    edges = load(load_fixture).frame("OFFERS").filter(end_id="diploma/13513402")
    assert edges.select("start_id", "voie", "year", "capacity").rows() == [
        ("establishment/0755661W", "superieur", 2019, 20 + 12)
    ]


def test_a_mention_written_otherwise_is_found_through_the_reviewed_list(load_fixture: LoadFixture) -> None:
    assert "diploma/13513619" in set(load(load_fixture).frame("OFFERS")["end_id"])


def test_closed_and_unknown_mentions_are_rejected_with_their_reason(load_fixture: LoadFixture) -> None:
    loaded = load(load_fixture)
    assert "diploma/FOR.11597" not in set(loaded.frame("OFFERS")["end_id"])
    rejects = set(loaded.rejects("mentions").values())
    assert ("open", "0", "mention non ouverte") in rejects
    unknown = ("mention", "Sciences marines / Marine sciences", "mention de master inconnue d’Onisep")
    assert unknown in rejects


def test_a_name_tells_a_university_and_nothing_of_the_others(load_fixture: LoadFixture) -> None:
    kinds = dict(load(load_fixture).frame("Establishment").select("uai", "category").iter_rows())
    assert kinds["0342321N"] == "universite"
    assert kinds["0755661W"] == "inconnu"


def test_every_row_is_accounted_for(load_fixture: LoadFixture) -> None:
    for ledger in load(load_fixture).reading.ledgers.values():
        assert len(ledger.read) == len(ledger.loaded) + len(ledger.merged) + len(ledger.rejects)
