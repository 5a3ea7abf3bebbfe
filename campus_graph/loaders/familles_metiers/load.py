"""Which specialities a common year stands for: second years of families of trades, first years of BTS with options.

The groups of the BCN (``n_lien_formation_groupe``) are not read: each of their open specialities is one of these
pairs, or succeeds the speciality of one, which the lifting of offers follows by itself.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from importlib.resources import files

import polars as pl

from campus_graph.graph.tables import Table
from campus_graph.loaders.reading import Reading

_FAMILY, _BTS, _COMMON = "famille de métiers", "option de BTS", "seconde commune"
_PAIR = ["common", "speciality"]


def load(reading: Reading) -> Iterator[Table]:
    """Yield SPECIALISES; publish ``familles_metiers.common`` (common, speciality)."""
    families, options = _pairs(reading, "families"), _pairs(reading, "bts_options")
    own = _own_pairs().join(families, on=_PAIR, how="anti")
    yield Table("SPECIALISES", _edges(reading, families, _FAMILY), "families")
    yield Table("SPECIALISES", _edges(reading, options, _BTS), "bts_options")
    yield Table("SPECIALISES", _edges(reading, own, _COMMON))
    known = pl.concat([families.select(_PAIR), options.select(_PAIR), own.select(_PAIR)])
    reading.publish("common", known.unique().sort(_PAIR))


def _pairs(reading: Reading, file: str) -> pl.DataFrame:
    rows = reading.rows(file).rename({"CFD_COMMUN": "common", "CFD_SPECIALITE": "speciality"})
    codes = reading.lookup("bcn.diplomas")["cfd"].implode()
    for column in _PAIR:
        rows = reading.require(file, rows, pl.col(column).is_in(codes), column, "diplôme inconnu de la BCN")
    apart = reading.require(file, rows, pl.col("common") != pl.col("speciality"), "speciality", "renvoie à elle-même")
    return reading.distinct(file, apart, _PAIR)


def _own_pairs() -> pl.DataFrame:
    """Return the common years that no list names but that offers of 2020 to 2022 bear; our own table, with reasons."""
    text = files(__package__).joinpath("own_pairs.csv").read_text(encoding="utf-8")
    return pl.DataFrame(list(csv.DictReader(text.splitlines()))).select(_PAIR)


def _edges(reading: Reading, pairs: pl.DataFrame, kind: str) -> pl.DataFrame:
    start, end = (reading.mint("Diploma", column) for column in _PAIR)
    line = ["line"] if "line" in pairs.columns else []
    return pairs.select(*line, start_id=start, end_id=end, kind=pl.lit(kind))
