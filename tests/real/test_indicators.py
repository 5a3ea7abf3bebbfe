"""Measured values of the real graph: each status, and figures read by eye in the raw files.

A value here was looked up in the publisher's file, by a person or a plain search, not computed by the product.
"""

from __future__ import annotations

import pytest

from campus_graph.graph.embedded import EmbeddedReader
from campus_graph.ontology.model import load_model

COUNTS = "SELECT status, count(*) AS n FROM Indicator WHERE list_contains(sources, $source) GROUP BY status"


def status_counts(reader: EmbeddedReader, source: str) -> dict[str, int]:
    return dict(reader.query(COUNTS, {"source": source}).iter_rows())


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        # Kept: 21,370 rows of two cohorts less 342 of smaller courses; 5 have no leaver at all.
        ("inserjeunes_regions", {"observed": 23_117, "suppressed": 18_934, "missing": 5}),
        # 5,605 + 2,527 + 5,325 + 2,288 rows, three figures each.
        ("inserjeunes_etablissements", {"observed": 37_547, "suppressed": 9_688}),
        # 3,166 CFA, four figures each.
        ("cfa_inserjeunes", {"observed": 9_024, "suppressed": 3_640}),
        # ND: 112 + 123 lycées; the 112 vocational ones with fewer than 20 candidates are suppressed.
        ("ival_lycees", {"observed": 16_886, "suppressed": 224, "missing": 246}),
        # 30 académies, 3 séries, 2 sessions, 8 figures.
        ("esr_poursuite", {"observed": 1_440}),
        ("ips_lycees", {"observed": 5_864}),
    ],
)
def test_figures_by_source_and_status(reader: EmbeddedReader, source: str, expected: dict[str, int]) -> None:
    assert status_counts(reader, source) == expected


def test_a_figure_has_a_value_exactly_where_it_is_observed(reader: EmbeddedReader) -> None:
    wrong = "SELECT count(*) FROM Indicator WHERE (status = 'observed') <> (value IS NOT NULL)"
    assert reader.query(wrong, {}).item() == 0


def test_a_figure_with_a_unit_has_a_measure_of_the_vocabulary(reader: EmbeddedReader) -> None:
    found = reader.query("SELECT DISTINCT measure, unit FROM Indicator WHERE unit IS NOT NULL", {})
    assert dict(found.iter_rows()) == {c.notation: c.extra["unit"] for c in load_model().vocabularies["measures"]}


@pytest.mark.parametrize("column", ["subject", "territory"])
def test_what_a_figure_is_about_is_in_the_graph(reader: EmbeddedReader, column: str) -> None:
    lost = f"""SELECT DISTINCT i.{column} FROM Indicator i LEFT JOIN _search s ON s.id = i.{column}
        WHERE i.{column} IS NOT NULL AND s.id IS NULL"""
    assert reader.query(lost, {})[column].to_list() in ([], ["france"])


def test_percentages_lie_between_0_and_100(reader: EmbeddedReader) -> None:
    wrong = "SELECT count(*) FROM Indicator WHERE unit = 'percent' AND (value < 0 OR value > 100)"
    assert reader.query(wrong, {}).item() == 0


def test_no_measured_value_is_found_by_name(reader: EmbeddedReader) -> None:
    assert reader.search("taux de poursuite", 5).is_empty()
    found = reader.node("indicator/academy-03-bacheliers-bac-professionnel-2021")
    assert found is not None
    assert (found[0], found[1]["value"]) == ("Indicator", 3_535.0)
    assert reader.node("indicator/of-nothing") is None


BY_HAND: dict[str, tuple[str, float | None]] = {
    # orion/ij_region_data.csv.gz: bac pro cuisine and CAP cuisine in Bourgogne-Franche-Comté, a BTS in Île-de-France
    "diploma-40022106-taux-poursuite-etudes-region-27-scolaire-2022-2023": ("observed", 49),
    "diploma-40022106-taux-emploi-6-mois-region-27-scolaire-2022-2023": ("observed", 58),
    "diploma-40022106-taux-emploi-6-mois-region-27-scolaire-2021-2022": ("observed", 50),
    "diploma-50022137-taux-emploi-6-mois-region-27-apprentissage-2022-2023": ("observed", 68),
    "diploma-32025010-taux-poursuite-etudes-region-11-scolaire-2022-2023": ("observed", 37),
    "diploma-32025010-taux-emploi-6-mois-region-27-apprentissage-2022-2023": ("observed", 85),
    # CAP cuisine in Grand Est: 400 pupils in two years (47 %), 9 in one year (hidden): the larger course speaks
    "diploma-50022139-taux-poursuite-etudes-region-44-scolaire-2022-2023": ("observed", 47),
    # a BTS with 7 pupils and 19 apprentices
    "diploma-32022106-taux-poursuite-etudes-region-27-scolaire-2022-2023": ("suppressed", None),
    "diploma-32022106-taux-emploi-6-mois-region-27-apprentissage-2022-2023": ("suppressed", None),
    # inserjeunes/depp-etablissements-*: a lycée of three rows, an EREA, a university
    "establishment-0010006b-va-emploi-6-mois-apprentissage-2022-2023": ("observed", -7),
    "establishment-0010006b-taux-poursuite-etudes-2022-2023": ("observed", 46),
    "establishment-0010006b-taux-emploi-6-mois-scolaire-2021-2022": ("observed", 39),
    "establishment-0010966v-taux-emploi-6-mois-apprentissage-2022-2023": ("suppressed", None),
    "establishment-0171463y-taux-poursuite-etudes-apprentissage-2021-2022": ("observed", 88),
    "establishment-0010001w-taux-emploi-6-mois-2022-2023": ("observed", 51),
    # cfa/fr-en-inserjeunes-cfa.csv.gz, cumul 2023-2024
    "establishment-0630003l-taux-emploi-12-mois-apprentissage-2023-2024": ("observed", 73),
    "establishment-0630003l-va-emploi-6-mois-apprentissage-2023-2024": ("observed", 8),
    "establishment-0631243j-taux-poursuite-etudes-apprentissage-2023-2024": ("observed", 42),
    "establishment-0631243j-va-emploi-6-mois-apprentissage-2023-2024": ("observed", -4),
    "establishment-0010819k-taux-emploi-6-mois-apprentissage-2023-2024": ("suppressed", None),
    # ips-lycees: 2022-2023, and 2021-2022 for a lycée that closed
    "establishment-0010032e-ips-2022-2023": ("observed", 100.1),
    "establishment-0010032e-ips-voie-professionnelle-2022-2023": ("observed", 74.8),
    "establishment-0010001w-ips-2022-2023": ("observed", 91.5),
    "establishment-9710981p-ips-voie-professionnelle-2022-2023": ("observed", 76.1),
    "establishment-0010075b-ips-2022-2023": ("observed", 128.9),
    # ival-2024: Viollet-le-Duc in both sheets, Beau de Rochas, Sévigné (10 candidates), Gustave-Eiffel at Mayotte (395)
    "establishment-0782587n-taux-reussite-bac-bac-general-technologique-2024": ("observed", 99),
    "establishment-0782587n-va-acces-bac-bac-professionnel-2024": ("observed", -10),
    "establishment-0040007l-taux-acces-bac-bac-professionnel-2024": ("observed", 53),
    "establishment-0601947r-va-reussite-bac-bac-professionnel-2024": ("suppressed", None),
    "establishment-9760125g-va-reussite-bac-bac-professionnel-2024": ("missing", None),
    # esr: Besançon, bac professionnel, rentrée 2021: boys 2,049 and girls 1,486; STS 798.36 and 453.86 heads
    "academy-03-bacheliers-bac-professionnel-2021": ("observed", 3_535),
    "academy-03-taux-poursuite-sts-bac-professionnel-2021": ("observed", 35.4),
    # … in the same académie 645.05 + 362.02, at university 51 + 86, in IUT 12 + 12
    "academy-03-taux-poursuite-sts-meme-academie-bac-professionnel-2021": ("observed", 28.5),
    "academy-03-taux-poursuite-universite-bac-professionnel-2021": ("observed", 3.9),
    "academy-03-taux-poursuite-iut-bac-professionnel-2021": ("observed", 0.7),
}


@pytest.mark.parametrize("key", sorted(BY_HAND))
def test_a_figure_is_that_of_the_raw_file(reader: EmbeddedReader, key: str) -> None:
    found = reader.query("SELECT status, value FROM Indicator WHERE id = $id", {"id": f"indicator/{key}"})
    assert found.rows() == [BY_HAND[key]]
