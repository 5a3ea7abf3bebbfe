"""Licences advised for a master."""

from __future__ import annotations

import polars as pl
import pytest

from tests.conftest import Loaded, LoadFixture


@pytest.fixture
def loaded(load_fixture: LoadFixture) -> Loaded:
    formations = {
        "FOR.9722": "licence mention droit",
        "FOR.9608": "master mention droit de la santé",
        "FOR.11463": "licence mention philosophie",
        "FOR.4667": "master mention philosophie",
    }
    frame = pl.DataFrame({"onisep_id": [*formations], "label": [*formations.values()]})
    lookup = frame.with_columns(id=pl.format("diploma/{}", "onisep_id"))
    return load_fixture("licence_master", {"onisep.formations": lookup})


def test_a_pair_weighs_as_many_establishments_as_state_it(loaded: Loaded) -> None:
    edge = loaded.frame("LEADS_TO").row(by_predicate=pl.col("start_id") == "diploma/FOR.9722", named=True)
    assert (edge["end_id"], edge["weight"], edge["status"]) == ("diploma/FOR.9608", 10, "published")


def test_a_renumbered_licence_is_found_by_its_mention(loaded: Loaded) -> None:
    edges = loaded.frame("LEADS_TO").filter(start_id="diploma/FOR.11463")
    assert edges["end_id"].to_list() == ["diploma/FOR.4667"]


def test_an_end_that_is_not_in_the_list_is_rejected_with_the_reason(loaded: Loaded) -> None:
    rejects = loaded.rejects("pairs").values()
    assert ("licence_conseillee", "Toutes licences", "mention de licence absente de la liste de l’Onisep") in rejects
    assert ("mention_master", "Lettres", "mention de master absente de la liste de l’Onisep") in rejects
    assert len(rejects) == 4
