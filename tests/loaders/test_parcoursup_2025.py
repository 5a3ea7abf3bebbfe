"""What Parcoursup labels mean, and the establishments they come with."""

from __future__ import annotations

import polars as pl

from tests.conftest import Loaded, LoadFixture

LABELS = {"bts production electrotechnique": "32025520", "bts production batiment": "32023010"}
ONISEP = {
    "FOR.7952": ("25131202", "BUT techniques de commercialisation parcours business développement"),
    "FOR.7953": ("25131203", "BUT techniques de commercialisation parcours business international"),
    "FOR.8006": ("25132002", "BUT information-communication parcours publicité"),
    "FOR.9722": ("20512806", "licence mention droit"),
    "FOR.4976": ("20531023", "licence mention gestion"),
    "FOR.11135": ("20513130", "licence mention lettres"),
    "FOR.1": ("FOR.1", "licence mention sciences du langage"),
    "FOR.11137": ("FOR.11137", "licence mention mathématiques"),
    "FOR.10290": ("20511502", "licence mention physique"),
    "FOR.10294": ("20525101", "licence mention mécanique"),
    "FOR.5502": ("24123002", "DN MADE mention objet"),
}


def load(load_fixture: LoadFixture) -> Loaded:
    rows = [(name, f"diploma/{key}", label, "") for name, (key, label) in ONISEP.items()]
    onisep = pl.DataFrame(rows, schema=["onisep_id", "id", "label", "type"], orient="row")
    bcn = onisep.select("id", level=pl.lit(6), open=pl.lit(True), type=pl.lit("BUT"))
    certificates = {"certificat de specialisation mecatronique navale": "46125003"}
    labels = pl.DataFrame(list((LABELS | certificates).items()), schema=["label", "cfd"], orient="row")
    lookups = {"onisep.formations": onisep, "bcn.diplomas": bcn, "bts_2024.labels": labels}
    return load_fixture("parcoursup_2025", lookups=lookups)


def offered(loaded: Loaded, uai: str) -> set[tuple[str, str]]:
    edges = loaded.frame("OFFERS").filter(start_id=f"establishment/{uai}")
    return set(edges.select(pl.col("end_id").str.strip_prefix("diploma/"), "voie").iter_rows())


def test_a_place_or_track_after_the_name_changes_no_diploma(load_fixture: LoadFixture) -> None:
    loaded = load(load_fixture)
    assert offered(loaded, "0690128P") == {("32025520", "scolaire")}
    assert offered(loaded, "0860856N") == {("20512806", "superieur")}


def test_a_second_year_of_apprenticeship_is_entered_at_school(load_fixture: LoadFixture) -> None:
    assert offered(load(load_fixture), "0350030T") == {("32023010", "scolaire")}


def test_a_but_without_parcours_is_its_speciality_which_specialises(load_fixture: LoadFixture) -> None:
    loaded = load(load_fixture)
    speciality = "but-techniques-de-commercialisation"
    assert offered(loaded, "0541324W") == {(speciality, "superieur")}
    edges = loaded.frame("SPECIALISES").filter(start_id=f"diploma/{speciality}")
    assert edges["end_id"].to_list() == ["diploma/25131202", "diploma/25131203"]
    assert loaded.frame("Diploma").select("label", "level").rows() == [("BUT techniques de commercialisation", 6)]


def test_a_but_with_its_parcours_is_that_parcours(load_fixture: LoadFixture) -> None:
    assert offered(load(load_fixture), "0671557D") == {("25132002", "superieur")}


def test_a_double_licence_and_a_portail_mean_each_of_their_mentions(load_fixture: LoadFixture) -> None:
    loaded = load(load_fixture)
    assert offered(loaded, "0881703Y") == {("20512806", "superieur"), ("20531023", "superieur")}
    sorbonne = {"20513130", "FOR.1", "FOR.11137", "20511502", "20525101"}
    assert {end for end, _ in offered(loaded, "0755890V")} == sorbonne


def test_what_a_lycee_teaches_is_at_school_whatever_its_level(load_fixture: LoadFixture) -> None:
    loaded = load(load_fixture)
    assert offered(loaded, "0510031G") == {("37011018", "scolaire")}
    assert offered(loaded, "0251671F") == {("24123002", "scolaire")}


def test_labels_without_a_sure_diploma_are_rejected(load_fixture: LoadFixture) -> None:
    rejects = load(load_fixture).rejects("formations").values()
    values = {value for column, value, _ in rejects if column == "label"}
    assert "Architecture   Diplome de l’ESA" in values
    assert "Licence   Portail DARWIN" in values
    assert "Licence   Parcours d Acces Specifique Sante (PASS)" in values
    assert ("uai", "T171435T", "UAI mal formé, ou lettre de contrôle fausse") in rejects


def test_the_establishment_of_a_rejected_row_is_kept(load_fixture: LoadFixture) -> None:
    school = load(load_fixture).frame("Establishment").row(by_predicate=pl.col("uai") == "0651125V", named=True)
    assert (school["category"], school["sector"]) == ("ecole-ingenieurs", "public")
    assert (school["latitude"], school["longitude"]) == (43.23333, 0.08333)


def test_every_row_is_accounted_for(load_fixture: LoadFixture) -> None:
    for ledger in load(load_fixture).reading.ledgers.values():
        assert len(ledger.read) == len(ledger.loaded) + len(ledger.merged) + len(ledger.rejects)
