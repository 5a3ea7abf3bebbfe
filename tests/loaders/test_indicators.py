"""Figures as publishers write them, and the vocabulary that they must belong to."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from campus_graph.errors import ModelError
from campus_graph.loaders.indicators import Figure, indicators, number
from campus_graph.loaders.reading import Reading
from campus_graph.ontology.model import load_model
from tests.conftest import source

ROWS = pl.DataFrame(
    {"line": [2, 3], "subject": ["establishment/X", "region/27"], "period": "2024", "year": 2024, "n": 1.5}
)
NEVER = pl.lit(False)


def reading() -> Reading:
    return Reading(source("cfa_inserjeunes"), Path(), load_model(), {})


def test_a_number_is_read_as_publishers_write_it() -> None:
    said = pl.DataFrame({"n": ["+3", "-12", "74.8", "0", "nd", "ND", "nan", "inf", "", None]})
    assert said.select(number("n"))["n"].to_list() == [3.0, -12.0, 74.8, 0.0, None, None, None, None, None, None]


def test_a_measure_outside_the_vocabulary_is_refused() -> None:
    with pytest.raises(ModelError, match="taux-de-rien"):
        indicators(reading(), "cfa", ROWS, [Figure("taux-de-rien", pl.col("n"), NEVER)])


def test_the_unit_comes_from_the_vocabulary_and_the_identifier_from_what_tells_figures_apart() -> None:
    rows = ROWS.with_columns(voie=pl.lit("scolaire"))
    frame = indicators(reading(), "cfa", rows, [Figure("ips", pl.col("n"), NEVER)]).frame
    assert frame.select("id", "unit", "status").rows() == [
        ("indicator/establishment-x-ips-scolaire-2024", "index", "observed"),
        ("indicator/region-27-ips-scolaire-2024", "index", "observed"),
    ]


def test_without_value_a_figure_is_missing_or_suppressed() -> None:
    none = pl.lit(None, dtype=pl.Float64)
    hidden = pl.col("subject") == "region/27"
    frame = indicators(reading(), "cfa", ROWS, [Figure("ips", none, hidden)]).frame
    assert frame["status"].to_list() == ["missing", "suppressed"]
