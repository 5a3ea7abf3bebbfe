"""Occupations of diplomas, as the directory of certifications says."""

from __future__ import annotations

import polars as pl
import pytest

from tests.conftest import Loaded, LoadFixture

ROME = ["A1303", "D1102", "D1104", "G1204", "H1206", "H1302", "H2502", "J1102", "M1705", "M1707"]


@pytest.fixture
def loaded(load_fixture: LoadFixture) -> Loaded:
    cfds = ["33633502", "17021015", "40022105", "50022145", "16X31212"]
    formations = {"onisep_id": ["FOR.2314", "FOR.846"], "id": ["diploma/FOR.2314", "diploma/FOR.846"]}
    lookups = {
        "bcn.diplomas": pl.DataFrame({"cfd": cfds, "id": [f"diploma/{c}" for c in cfds]}),
        "onisep.formations": pl.DataFrame(formations),
        "rome.codes": pl.DataFrame({"code": ROME, "id": [f"occupation/{c}" for c in ROME]}),
    }
    return load_fixture("certif_info", lookups)


def occupations(loaded: Loaded, diploma: str) -> list[str]:
    rows = loaded.frame("PREPARES_FOR").filter(start_id=f"diploma/{diploma}")
    return sorted(end.split("/")[1] for end in rows["end_id"])


def test_a_diploma_prepares_for_each_occupation_of_its_certification(loaded: Loaded) -> None:
    assert occupations(loaded, "40022105") == ["D1102", "D1104"]


def test_a_code_that_is_none_of_an_occupation_is_left_out(loaded: Loaded) -> None:
    assert occupations(loaded, "17021015") == ["A1303", "H1206", "H1302", "H2502"]
    assert occupations(loaded, "16X31212") == ["M1705", "M1707"]


def test_two_mentions_of_one_diploma_are_one_edge(loaded: Loaded) -> None:
    assert occupations(loaded, "33633502") == ["G1204"]
    assert len(loaded.reading.ledgers["certifications"].merged) == 1


def test_without_cfd_the_onisep_identifier_tells_the_diploma(loaded: Loaded) -> None:
    # The second code, K1403, is not in the list of occupations given here.
    assert occupations(loaded, "FOR.2314") == ["J1102"]


def test_what_is_no_diploma_or_has_no_occupation_is_rejected(loaded: Loaded) -> None:
    reasons = sorted(reason for _, _, reason in loaded.rejects("certifications").values())
    assert reasons == [*["certification qui n’est aucun diplôme du graphe"] * 2, "sans code ROME"]
