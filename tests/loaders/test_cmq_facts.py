"""The facts about the campuses: labels, zones, networks, counts."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import polars as pl
import pytest

from tests.conftest import FIXTURES, Loaded, LoadFixture

LOOKUPS = {
    p.stem: pl.read_csv(p, schema_overrides={"code": pl.String, "region": pl.String})
    for p in sorted((FIXTURES / "cmq_facts" / "lookups").glob("*.csv"))
}


@pytest.fixture
def loaded(load_fixture: LoadFixture) -> Loaded:
    return load_fixture("cmq_facts", lookups=LOOKUPS)


def ends(loaded: Loaded, kind: str, start: str) -> list[str]:
    return loaded.frame(kind).filter(pl.col("start_id") == start)["end_id"].sort().to_list()


def label(loaded: Loaded, key: str) -> dict[str, object]:
    return loaded.frame("Label").row(by_predicate=pl.col("id") == f"label/{key}", named=True)


def values(loaded: Loaded, subject: str, measure: str = "campus labellisés") -> list[float]:
    return loaded.frame("Indicator").filter(subject=subject, measure=measure)["value"].sort().to_list()


def test_the_year_of_a_grant_dates_no_label_and_a_label_without_date_has_no_end(loaded: Loaded) -> None:
    granted = label(loaded, "bre-batiment-durable-sans-date")
    assert (granted["issued_year"], granted["year_meaning"], granted["category"]) == (None, "pia", "CMQE")
    assert label(loaded, "occ-habitat-enr-2025")["expiry_year"] == 2030
    undated = label(loaded, "idf-aeronautique-spatial-sans-date")
    assert (undated["duration_years"], undated["expiry_year"]) == (4, None)


def test_a_project_and_a_campus_of_unknown_status_have_no_label(loaded: Loaded) -> None:
    assert ends(loaded, "AWARDED", "campus/occ-eau") == ends(loaded, "AWARDED", "campus/ge-bioeco-academy") == []


def test_a_campus_is_doubtful_when_no_sound_page_names_it_or_a_member(loaded: Loaded) -> None:
    doubtful = loaded.frame("Campus").filter(pl.col("doubtful"))["id"].to_list()
    assert doubtful == ["campus/naq-genie-civil", "campus/occ-eau"]


def test_former_academies_cover_normandie_and_a_campus_without_academies_its_region(loaded: Loaded) -> None:
    assert ends(loaded, "COVERS", "campus/nor-propulsions") == ["academy/70"]
    assert ends(loaded, "COVERS", "campus/pol-mer") == ["region/987"]


def test_two_uai_in_a_cell_are_two_supports(loaded: Loaded) -> None:
    rows = loaded.frame("SUPPORTED_BY").filter(start_id="campus/nor-energies-efficacite").sort("end_id")
    assert rows["end_id"].to_list() == ["establishment/0760035A", "establishment/0760036B"]
    assert rows["match"].to_list() == ["probable", "exact"]


def test_former_and_usual_names_find_the_one_commune_of_today(loaded: Loaded) -> None:
    assert ends(loaded, "LOCATED_IN", "campus/idf-aeronautique-spatial") == ["commune/91228"]
    assert ends(loaded, "LOCATED_IN", "campus/nor-industrie-energies") == ["commune/50129"]
    assert ends(loaded, "LOCATED_IN", "campus/nor-energies-efficacite") == ["commune/76259"]
    assert ends(loaded, "LOCATED_IN", "partner/cfai-provence") == []  # two communes of the fixture bear its name


def test_two_names_of_one_partner_are_one_node(loaded: Loaded) -> None:
    shared = loaded.frame("PARTNERS_WITH").filter(end_id="partner/edf")["start_id"].sort().to_list()
    assert shared == ["campus/bfc-green-city", "campus/nor-energies-efficacite", "campus/occ-process-milieux-sensibles"]
    assert "partner/rectorat-de-versailles" not in loaded.frame("Partner")["id"]


def test_homonyms_in_two_cities_stay_apart(loaded: Loaded) -> None:
    assert ends(loaded, "PARTNERS_WITH", "campus/ge-tourisme") == ["partner/lycee-saint-exupery-saint-dizier"]


def test_a_cluster_is_recognised_by_prefix_and_acronym_else_gets_its_own_node(loaded: Loaded) -> None:
    assert "cluster/fibres-energivie" in ends(loaded, "PARTNERS_WITH", "campus/ge-eco-construction")
    assert "cluster/bioeconomy-for-change" in ends(loaded, "PARTNERS_WITH", "campus/hdf-bioraffinerie")
    assert "cluster/pegase" in loaded.frame("CompetitivenessCluster")["id"]


def test_only_campuses_in_force_are_counted_as_labelled_in_any_territory(loaded: Loaded) -> None:
    assert values(loaded, "region/11") == [4, 11]
    assert values(loaded, "region/32") == [7]
    assert values(loaded, "region/76") == []
    assert values(loaded, "region/76", "campus nouvellement labellisés") == [1]
    assert values(loaded, "region/41") == values(loaded, "department/30") == [3]
    assert values(loaded, "academy/13") == [5]


def test_unusable_rows_are_rejected_with_a_reason(loaded: Loaded) -> None:
    assert [x[2] for x in loaded.rejects("counts").values()] == ["territoire sans code officiel"]
    assert [x[2] for x in loaded.rejects("members").values()] == ["campus inconnu de campus.csv"]
    assert {x[2] for x in loaded.rejects("homonyms").values()} == {"homonyme, pas un campus du label"}


def test_a_uai_with_a_wrong_letter_is_rejected(load_fixture: LoadFixture, tmp_path: Path) -> None:
    shutil.copytree(FIXTURES / "cmq_facts", tmp_path, dirs_exist_ok=True)
    path = tmp_path / "cmq-facts" / "membre.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("0760035A", "0760035B"), encoding="utf-8")
    rejects = load_fixture("cmq_facts", lookups=LOOKUPS, folder=tmp_path).rejects("members").values()
    assert ("uai", "0760035B", "UAI dont la lettre de contrôle est fausse") in rejects


def test_the_order_of_the_rows_changes_nothing(load_fixture: LoadFixture, loaded: Loaded, tmp_path: Path) -> None:
    shutil.copytree(FIXTURES / "cmq_facts", tmp_path, dirs_exist_ok=True)
    for path in sorted(tmp_path.glob("*/*.csv")):
        head, *rows = path.read_text(encoding="utf-8").splitlines()
        random.Random(7).shuffle(rows)
        path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    again = load_fixture("cmq_facts", lookups=LOOKUPS, folder=tmp_path)
    for kind in {t.kind for t in loaded.tables}:
        assert loaded.frame(kind).sort(pl.all()).equals(again.frame(kind).sort(pl.all())), kind
