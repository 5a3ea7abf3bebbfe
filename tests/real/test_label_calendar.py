"""The labels of Bourgogne-Franche-Comté checked by hand against the facts on campuses, and what stays unknown."""

from __future__ import annotations

from campus_graph.graph.embedded import EmbeddedReader
from campus_graph.queries.registry import ask
from tests.real.test_by_hand import rows

# campus → year that dates a label, duration, and what follows at 23 November 2026 where no label lasts over five years
BY_HAND = {
    "bfc-alimentation-gout-tourisme": ("2017", "4", "to-check", 2021),
    "bfc-industrie-technologique": ("2017", "", "to-check", 2022),
    "bfc-maroquinerie": ("2017", "", "to-check", 2022),
    "bfc-territoire-intelligent": ("2017", "", "to-check", 2022),
    "bfc-mobicampus": ("2020", "", "to-check", 2025),
    "bfc-agroequipements": ("2021", "", "unknown", 2026),
    "bfc-microtechniques": ("2024", "5", "holds", 2029),
    "bfc-ici": ("", "", "unknown", None),
}


def test_the_labels_of_the_region(reader: EmbeddedReader) -> None:
    facts = {r["campus_id"]: r for r in rows("cmq-facts/campus.csv", ",") if r["region"] == "Bourgogne-Franche-Comté"}
    for campus, (year, duration, _, _) in BY_HAND.items():
        assert (facts[campus]["annee_label"], facts[campus]["duree_ans"]) == (year, duration), campus
    # Green City has no stated category, hence no label.
    assert facts.keys() - BY_HAND.keys() == {"bfc-green-city"}
    answer = ask(reader, "label-calendar", {"region": "27", "as_of": "2026-11-23"}).rows()
    found = {str(r["campus"]).split("/")[1]: (r["verdict"], r["latest_expiry"]) for r in answer}
    assert found == {campus: (verdict, expiry) for campus, (_, _, verdict, expiry) in BY_HAND.items()}
    # Two years before, the label of 2020 was within its five years, and that of 2024 for five years held.
    before = ask(reader, "label-calendar", {"region": "27", "as_of": "2024-11-23"}).rows()
    assert {str(r["campus"]).split("/")[1] for r in before if r["verdict"] == "holds"} == {"bfc-microtechniques"}
    assert {r["verdict"] for r in before if r["campus"] == "campus/bfc-mobicampus"} == {"unknown"}


def test_the_share_of_unknown_is_that_of_labels_without_year_or_duration(reader: EmbeddedReader) -> None:
    answer = ask(reader, "label-calendar", {"as_of": "2026-11-23"})
    assert sum(answer.counts.values()) == 101
    # 48 labels have no year; the others dated 2021 or later have no duration.
    undated = [r for r in rows("cmq-facts/campus.csv", ",") if r["categorie"] in ("CMQ", "CMQE")]
    undated = [r for r in undated if r["annee_sens"] not in ("label", "excellence", "renouvellement")]
    unknown = [r for r in answer.rows() if r["verdict"] == "unknown"]
    assert sum(r["issued_year"] is None for r in unknown) == len(undated)
    assert all(r["expiry_year"] is None for r in unknown)
    print(f"label-calendar: {len(unknown)} of 101 labels unknown, {len(undated)} for want of a year")
