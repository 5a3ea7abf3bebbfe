"""Occupations of diplomas, as Onisep's sheets say."""

from __future__ import annotations

import polars as pl
import pytest

from tests.conftest import Loaded, LoadFixture

ROME = ["D1102", "D1104", "D1106", "E1205", "G1204", "H1206", "H1302", "H2102"]


@pytest.fixture
def loaded(load_fixture: LoadFixture) -> Loaded:
    cfds = ["33633502", "40022105", "50022145", "16X20003", "13520022"]
    formations = {
        "onisep_id": ["FOR.9999"],
        "id": ["diploma/FOR.9999"],
        "label": ["concepteur artistique - réalisateur de jeu vidéo"],
    }
    lookups = {
        "bcn.diplomas": pl.DataFrame({"cfd": cfds, "id": [f"diploma/{c}" for c in cfds]}),
        "onisep.formations": pl.DataFrame(formations),
        "rome.codes": pl.DataFrame({"code": ROME, "id": [f"occupation/{c}" for c in ROME]}),
    }
    return load_fixture("onisep_metiers", lookups)


def occupations(loaded: Loaded, diploma: str) -> list[str]:
    rows = loaded.frame("PREPARES_FOR").filter(start_id=f"diploma/{diploma}")
    return sorted(end.split("/")[1] for end in rows["end_id"])


def test_the_occupations_of_a_sheet_become_codes_of_the_rome_each_once(loaded: Loaded) -> None:
    # Boulanger and pâtissier are both D1102.
    assert occupations(loaded, "40022105") == ["D1102", "D1106", "H2102"]
    assert occupations(loaded, "50022145") == ["D1104", "D1106", "H2102"]


def test_an_occupation_without_code_is_left_out(loaded: Loaded) -> None:
    assert occupations(loaded, "16X20003") == ["H1302"]


def test_a_renumbered_sheet_is_known_by_its_name(loaded: Loaded) -> None:
    assert occupations(loaded, "FOR.9999") == ["E1205"]


def test_sheets_of_one_diploma_are_merged_and_those_of_none_rejected(loaded: Loaded) -> None:
    assert occupations(loaded, "33633502") == ["G1204"]
    assert len(loaded.reading.ledgers["formations"].merged) == 1
    reasons = sorted(reason for _, _, reason in loaded.rejects("formations").values())
    assert reasons == ["aucun métier dont Onisep donne le code ROME", "diplôme non identifié"]
