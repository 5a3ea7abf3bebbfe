"""Continuations as Onisep publishes them."""

from __future__ import annotations

import polars as pl
import pytest

from tests.conftest import Loaded, LoadFixture

CODES = "50022142 46133403 46133414 40022708 34034303 32034303 46125401 46125406 40023203 45023216 32025521"
SCHOOL = "diplôme d'ingénieur de l'École nationale supérieure de l'électronique et de ses applications"


@pytest.fixture
def loaded(load_fixture: LoadFixture) -> Loaded:
    codes = pl.DataFrame({"cfd": CODES.split()}).with_columns(id=pl.format("diploma/{}", "cfd"))
    formations = pl.DataFrame(
        {
            "onisep_id": ["FOR.515", "FOR.11957", "FOR.1603"],
            "id": ["diploma/45023314", "diploma/FOR.11957", "diploma/40022708"],
            "label": ["BP métiers du plâtre et de l'isolation", SCHOOL, "CS technicien en tuyauterie"],
            "type": ["BP", "diplôme d'ingénieur", "CS"],
        }
    )
    return load_fixture("onisep_poursuites", {"bcn.diplomas": codes, "onisep.formations": formations})


def ends(loaded: Loaded, start: str) -> list[str]:
    return loaded.frame("LEADS_TO").filter(start_id=f"diploma/{start}")["end_id"].sort().to_list()


def test_every_known_cfd_of_a_target_is_an_end(loaded: Loaded) -> None:
    assert ends(loaded, "50022142") == ["diploma/46133403", "diploma/46133414"]


def test_an_unknown_cfd_gives_way_to_the_onisep_list(loaded: Loaded) -> None:
    assert "diploma/45023314" in ends(loaded, "40023203")


def test_a_renumbered_record_is_found_by_its_name(loaded: Loaded) -> None:
    assert ends(loaded, "32025521") == ["diploma/FOR.11957"]


def test_an_identifier_that_nothing_lists_becomes_a_diploma(loaded: Loaded) -> None:
    row = loaded.frame("Diploma").row(by_predicate=pl.col("id") == "diploma/FOR.291", named=True)
    assert (row["label"], row["level"], row["open"]) == ("BTS bâtiment", 5, True)
    assert "diploma/FOR.291" in ends(loaded, "40023203")


def test_edges_are_published_never_regulatory(loaded: Loaded) -> None:
    assert loaded.frame("LEADS_TO")["status"].unique().to_list() == ["published"]


def test_a_target_without_identifier_and_a_loop_are_rejected(loaded: Loaded) -> None:
    reasons = sorted((value, reason) for _, value, reason in loaded.rejects("continuations").values())
    assert reasons == [
        ("DMA Art du bijou et du joyau", "diplôme non identifié"),
        ("Diplôme national d'internat des écoles vétérinaires", "diplôme non identifié"),
        ("MC (futur CS) technicien en tuyauterie", "le diplôme mène à lui-même"),
    ]


def test_no_end_is_missing(loaded: Loaded) -> None:
    edges = loaded.frame("LEADS_TO")
    known = {f"diploma/{c}" for c in CODES.split()} | {"diploma/45023314", "diploma/FOR.11957"}
    assert set(edges["start_id"]) | set(edges["end_id"]) <= known | set(loaded.frame("Diploma")["id"])
