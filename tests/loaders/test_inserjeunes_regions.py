"""What becomes of the leavers of a diploma, by region."""

from __future__ import annotations

import polars as pl

from tests.conftest import Loaded, LoadFixture

MEF = {
    "32221022002": "32022002",
    "32221025010": "32025010",
    "32111025010": "32025010",
    "32221031103": "32031103",
    "32111031103": "32031103",
    "23830022106": "40022106",
    "23220032227": "40032227",
    "23110022139": "50022139",
}
DIPLOMAS = [*dict.fromkeys(MEF.values()), "50022137"]


def load(load_fixture: LoadFixture) -> Loaded:
    lookups = {
        "bcn.mef": pl.DataFrame({"mefstat11": list(MEF), "cfd": list(MEF.values())}),
        "bcn.diplomas": pl.DataFrame({"cfd": DIPLOMAS}),
        "cog.regions": pl.DataFrame({"code": ["11", "27", "44", "53"], "former": [False] * 4}),
    }
    return load_fixture("inserjeunes_regions", lookups)


def figure(loaded: Loaded, key: str) -> tuple[str, float | None]:
    row = loaded.frame("Indicator").row(by_predicate=pl.col("id") == f"indicator/{key}", named=True)
    return row["status"], row["value"]


def test_a_rate_is_of_a_diploma_in_a_region_by_a_voie(load_fixture: LoadFixture) -> None:
    rows = load(load_fixture).frame("Indicator").filter(subject="diploma/40022106", period="2022-2023")
    assert rows.select("territory", "voie", "year", "measure", "value", "unit").sort("measure").rows() == [
        ("region/27", "scolaire", 2023, "taux-emploi-6-mois", 58.0, "percent"),
        ("region/27", "scolaire", 2023, "taux-poursuite-etudes", 49.0, "percent"),
    ]


def test_apprentices_are_known_by_the_cfd(load_fixture: LoadFixture) -> None:
    key = "diploma-50022137-taux-emploi-6-mois-region-27-apprentissage-2022-2023"
    assert figure(load(load_fixture), key) == ("observed", 68.0)


def test_a_rate_of_few_pupils_is_suppressed_not_zero(load_fixture: LoadFixture) -> None:
    loaded = load(load_fixture)
    key = "diploma-50022139-{}-region-44-scolaire-2022-2023"
    assert figure(loaded, key.format("taux-poursuite-etudes")) == ("suppressed", None)
    assert figure(loaded, key.format("taux-emploi-6-mois")) == ("suppressed", None)


def test_where_all_study_on_there_is_no_rate_of_employment(load_fixture: LoadFixture) -> None:
    loaded = load(load_fixture)
    key = "diploma-40032227-{}-region-53-scolaire-2021-2022"
    assert figure(loaded, key.format("taux-poursuite-etudes")) == ("observed", 100.0)
    assert figure(loaded, key.format("taux-emploi-6-mois")) == ("missing", None)


def test_of_two_courses_to_one_diploma_the_larger_speaks(load_fixture: LoadFixture) -> None:
    loaded = load(load_fixture)
    assert figure(loaded, "diploma-32025010-taux-poursuite-etudes-region-11-scolaire-2022-2023") == ("observed", 37.0)
    others = [v for _, v, reason in loaded.rejects("rates").values() if reason.startswith("autre parcours")]
    assert sorted(others) == ["32111025010", "32111031103"]


def test_an_old_cohort_is_merged_where_a_later_one_speaks_and_else_rejected(load_fixture: LoadFixture) -> None:
    loaded = load(load_fixture)
    ledger = loaded.reading.ledgers["rates"]
    assert set(loaded.frame("Indicator")["period"]) == {"2021-2022", "2022-2023"}
    # Merged: two rows of bac pro cuisine, one of a BTS; another BTS has nothing later here.
    assert len(ledger.merged) == 3
    assert [v for _, v, reason in ledger.rejects.values() if reason.startswith("millésime ancien")] == ["2019_2020"]
    assert (len(ledger.read), len(ledger.loaded), len(ledger.rejects)) == (13, 7, 3)
