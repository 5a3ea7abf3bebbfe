"""The names of vocational lycées and CFA."""

from __future__ import annotations

import polars as pl

from tests.conftest import LoadFixture

LOOKUPS = {
    "cfa_inserjeunes.uais": pl.DataFrame({"uai": ["0010826T", "0171463Y", "0451335G"]}),
    "ips_lycees.uais": pl.DataFrame({"uai": ["0010006B", "0840005Z", "0763079J"]}),
    "lycees_comparateur.uais": pl.DataFrame({"uai": ["0010006B", "0230018V"]}),
}


def test_a_lycee_on_three_rows_is_named_once(load_fixture: LoadFixture) -> None:
    loaded = load_fixture("inserjeunes_etablissements", LOOKUPS)
    names = loaded.frame("Establishment")
    assert names["uai"].is_unique().all()
    assert names.filter(uai="0010006B")["label"].item().startswith("Lycée polyvalent Saint-Exupéry - Lycée des métiers")
    lycees = loaded.reading.ledgers["lycees"]
    assert (len(lycees.read), len(lycees.loaded), len(lycees.merged)) == (16, 8, 8)
    assert len(loaded.reading.ledgers["apprenticeship"].merged) == 1


def test_the_kind_is_read_in_the_name_where_the_name_tells_it(load_fixture: LoadFixture) -> None:
    names = load_fixture("inserjeunes_etablissements", LOOKUPS).frame("Establishment")
    category = dict(names.select("uai", "category").iter_rows())
    assert category["0010006B"] == "lycee-polyvalent"
    assert category["0840005Z"] == "lycee-polyvalent"
    assert category["0763079J"] == "lycee-professionnel"
    assert category["0010966V"] == "erea"
    assert category["0421608V"] == "erea"
    assert category["0010826T"] == "cfa"


def test_a_vague_kind_is_given_only_to_what_no_better_file_knows(load_fixture: LoadFixture) -> None:
    names = load_fixture("inserjeunes_etablissements", LOOKUPS).frame("Establishment")
    category = dict(names.select("uai", "category").iter_rows())
    assert category["0312408Z"] == "inconnu"
    assert category["0230018V"] is None
    assert category["0451335G"] is None
