"""The CFA of InserJeunes."""

from __future__ import annotations

from tests.conftest import LoadFixture


def test_the_last_cohort_names_a_cfa(load_fixture: LoadFixture) -> None:
    loaded = load_fixture("cfa_inserjeunes")
    labels = dict(loaded.frame("Establishment").select("uai", "label").iter_rows())
    assert labels["0630003L"] == "Cours Supérieurs de Coiffure, Clermont-Ferrand"
    assert labels["0171463Y"] == "La Rochelle Université"
    ledger = loaded.reading.ledgers["cfa"]
    assert (len(ledger.loaded), len(ledger.merged)) == (5, 10)


def test_an_establishment_whose_name_tells_another_kind_keeps_it(load_fixture: LoadFixture) -> None:
    frame = load_fixture("cfa_inserjeunes").frame("Establishment")
    category = dict(frame.select("uai", "category").iter_rows())
    assert category["0010826T"] == "cfa"
    assert category["0630003L"] == "cfa"
    assert category["0010819K"] == "lycee-agricole"
    assert category["0421078U"] == "lycee"


def test_the_last_cohort_gives_the_figures(load_fixture: LoadFixture) -> None:
    figures = load_fixture("cfa_inserjeunes").frame("Indicator").filter(subject="establishment/0630003L")
    assert set(figures["period"]) == {"2023-2024"}
    assert dict(figures.select("measure", "value").iter_rows()) == {
        "taux-poursuite-etudes": 30.0,
        "taux-emploi-6-mois": 81.0,
        "taux-emploi-12-mois": 73.0,
        "va-emploi-6-mois": 8.0,
    }


def test_a_cfa_with_few_leavers_has_suppressed_figures(load_fixture: LoadFixture) -> None:
    figures = load_fixture("cfa_inserjeunes").frame("Indicator").filter(subject="establishment/0010819K")
    assert figures.select("status", "value").unique().rows() == [("suppressed", None)]
