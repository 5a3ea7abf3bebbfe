"""Occupations and their families."""

from __future__ import annotations

import polars as pl
import pytest

from tests.conftest import Loaded, LoadFixture


@pytest.fixture
def loaded(load_fixture: LoadFixture) -> Loaded:
    return load_fixture("rome")


def test_an_occupation_names_the_sheet_that_it_comes_from(loaded: Loaded) -> None:
    rows = loaded.frame("Occupation").filter(pl.col("label").is_not_null())
    parents = dict(rows.select("code", "parent").iter_rows())
    assert (parents["A1201"], parents["A1209"]) == ("A1201", "A1201")
    assert rows.filter(code="A1209")["label"].to_list() == ["Elagueur / Elagueuse"]


def test_a_family_stands_above_the_lines_of_its_occupations(loaded: Loaded) -> None:
    rows = loaded.frame("Occupation").filter(pl.col("fap").is_not_null())
    families = dict(rows.select("code", "fap").iter_rows())
    assert families["A1403"] == families["A1407"] == ["A0Z41"]
    assert families["A1204"] == ["A0Z42"]
    assert families["A1101"] == ["A0Z43"]


def test_lines_of_the_printed_layout_are_rejected_and_so_are_codes_that_are_not_listed(loaded: Loaded) -> None:
    reasons = {reason for _, _, reason in loaded.rejects("families").values()}
    assert reasons == {"ligne sans code ROME", "métier inconnu du ROME 4"}
    assert loaded.lookups["rome.codes"].height == 11
