"""Competitiveness clusters of before 2019."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from tests.conftest import Loaded, LoadFixture

TODAY = [
    ("aerospace valley", "aerospace-valley", "Aerospace Valley"),
    ("biovalley france", "biovalley-france", "BioValley France"),
    ("avenia", "pole-avenia", "Pôle Avenia"),
    ("europeen de la ceramique", "pole-europeen-de-la-ceramique", "Pôle européen de la céramique"),
    ("images reseaux", "images-reseaux", "Images & Réseaux"),
    ("pmt", "pmt", "PMT"),
    ("s2e2", "s2e2", "S2E2"),
]


@pytest.fixture
def clusters(load_fixture: LoadFixture) -> dict[str, dict[str, Any]]:
    known = pl.DataFrame(TODAY, schema=["name", "cluster", "label"], orient="row")
    known = known.with_columns(cluster=pl.format("cluster/{}", "cluster"))
    loaded: Loaded = load_fixture("poles_historiques", {"cmq_facts.clusters": known})
    return {row["id"]: row for row in loaded.frame("CompetitivenessCluster").to_dicts()}


def test_a_name_of_today_adds_nothing(clusters: dict[str, dict[str, Any]]) -> None:
    row = clusters["cluster/aerospace-valley"]
    assert (row["label"], row["phase"], row["former_names"]) == (None, None, None)


def test_another_name_of_a_cluster_of_today_is_kept_there(clusters: dict[str, dict[str, Any]]) -> None:
    assert clusters["cluster/biovalley-france"]["former_names"] == ["Alsace BioValley"]
    assert clusters["cluster/pmt"]["former_names"] == ["MicroTechniques"]
    assert clusters["cluster/images-reseaux"]["former_names"] == ["Images et Réseaux"]
    assert clusters["cluster/pole-europeen-de-la-ceramique"]["former_names"] == ["Céramique"]


def test_a_cluster_that_is_no_more_keeps_its_own_node(clusters: dict[str, dict[str, Any]]) -> None:
    row = clusters["cluster/advancity"]
    assert (row["label"], row["phase"], row["category"]) == ("Advancity", "II-III (avant 2019)", "pole")
    assert set(clusters) >= {"cluster/fibres", "cluster/pegase"}
