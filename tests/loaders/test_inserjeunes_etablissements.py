"""The names of vocational lycées and CFA, and what becomes of their leavers."""

from __future__ import annotations

import polars as pl

from tests.conftest import LoadFixture

LOOKUPS = {
    "cfa_inserjeunes.uais": pl.DataFrame({"uai": ["0010826T", "0171463Y", "0451335G"]}),
    "ips_lycees.uais": pl.DataFrame({"uai": ["0010006B", "0840005Z", "0763079J"], "label": ["A", "B", "C"]}),
    "lycees_comparateur.uais": pl.DataFrame({"uai": ["0010006B", "0230018V"]}),
}


def test_a_lycee_on_three_rows_is_named_once(load_fixture: LoadFixture) -> None:
    loaded = load_fixture("inserjeunes_etablissements", LOOKUPS)
    names = loaded.frame("Establishment")
    assert names["uai"].is_unique().all()
    assert names.filter(uai="0010006B")["label"].item().startswith("Lycée polyvalent Saint-Exupéry - Lycée des métiers")
    lycees = loaded.reading.ledgers["lycees"]
    assert (len(lycees.read), len(lycees.loaded), len(lycees.merged)) == (16, 16, 0)


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


def test_a_lycee_only_of_the_cohort_before_is_named_by_it(load_fixture: LoadFixture) -> None:
    names = load_fixture("inserjeunes_etablissements", LOOKUPS).frame("Establishment")
    assert names.filter(uai="0022108F")["label"].to_list() == [
        "Lycée général et technologique privé Saint-Vincent-de-Paul"
    ]


def test_each_row_gives_three_figures_told_apart_by_voie_and_cohort(load_fixture: LoadFixture) -> None:
    figures = load_fixture("inserjeunes_etablissements", LOOKUPS).frame("Indicator")
    assert figures["id"].is_unique().all()
    mine = figures.filter(subject="establishment/0010006B", measure="va-emploi-6-mois").sort("period", "voie")
    assert mine.select("period", "voie", "value", "unit").rows() == [
        ("2021-2022", None, -2.0, "points"),
        ("2021-2022", "apprentissage", 0.0, "points"),
        ("2021-2022", "scolaire", -2.0, "points"),
        ("2022-2023", None, 2.0, "points"),
        ("2022-2023", "apprentissage", -7.0, "points"),
        ("2022-2023", "scolaire", 4.0, "points"),
    ]


def test_nd_is_suppressed_and_has_no_value(load_fixture: LoadFixture) -> None:
    figures = load_fixture("inserjeunes_etablissements", LOOKUPS).frame("Indicator")
    mine = figures.filter(subject="establishment/0171463Y").sort("period", "measure")
    assert mine.select("period", "measure", "status", "value").rows() == [
        ("2021-2022", "taux-emploi-6-mois", "suppressed", None),
        ("2021-2022", "taux-poursuite-etudes", "observed", 88.0),
        ("2021-2022", "va-emploi-6-mois", "suppressed", None),
        ("2022-2023", "taux-emploi-6-mois", "suppressed", None),
        ("2022-2023", "taux-poursuite-etudes", "suppressed", None),
        ("2022-2023", "va-emploi-6-mois", "suppressed", None),
    ]


def test_a_figure_is_labelled_in_french(load_fixture: LoadFixture) -> None:
    figures = load_fixture("inserjeunes_etablissements", LOOKUPS).frame("Indicator")
    key = "indicator/establishment-0010826t-taux-emploi-6-mois-apprentissage-2022-2023"
    assert figures.filter(id=key)["label"].to_list() == [
        "établissement 0010826T : taux d’emploi à 6 mois (apprentissage, 2022-2023)"
    ]
