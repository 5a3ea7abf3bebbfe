"""How many of the new bacheliers of an académie enter higher education, and which kind of it.

The file counts heads by gender, sector and whether they leave the académie; shares are ours: all genders and sectors
together, over all bacheliers of the same série. (Heads come in fractions, because double enrolments are shared out.)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from campus_graph.graph.tables import Table
from campus_graph.loaders.indicators import Figure, indicators
from campus_graph.loaders.reading import Reading

FILE = "entrants"
PERIODS = 2
_YEAR, _SERIE, _ACADEMY, _ALL = (
    "Rentrée / Session",
    "Série du bac",
    "Code académie du Bac",
    "Nombre total de bacheliers",
)
_SERIES = {
    "Bac général": "bac-general",
    "Bac technologique": "bac-technologique",
    "Bac professionnel": "bac-professionnel",
}
# Measure → what the names of its columns of heads hold, all of it.
_WORDS = {
    "taux-poursuite-superieur": ("Néo-bacheliers",),
    "taux-poursuite-universite": ("Néo-bacheliers", "à l'université"),
    "taux-poursuite-iut": ("Néo-bacheliers", "en IUT"),
    "taux-poursuite-cpge": ("Néo-bacheliers", "CPGE"),
    "taux-poursuite-sts": ("Néo-bacheliers", "en STS"),
    "taux-poursuite-sts-meme-academie": ("Néo-bacheliers", "en STS", "la même académie"),
    "taux-poursuite-autres-formations": ("Néo-bacheliers", "autre formation"),
}
_KEY = ["subject", "population", "period"]


def load(reading: Reading) -> Iterator[Table]:
    """Yield the number of bacheliers and their shares, per académie, série and kept session."""
    columns = reading.info.files[FILE].columns
    heads = {measure: [c for c in columns if all(w in c for w in words)] for measure, words in _WORDS.items()}
    rows = _together(reading, _recent(reading, _rows(reading)), heads)
    known = pl.lit(False)
    figures = [Figure("bacheliers", pl.col(_ALL), known)]
    figures += [Figure(measure, _share(measure), known) for measure in _WORDS]
    yield indicators(reading, FILE, rows, figures)


def _rows(reading: Reading) -> pl.DataFrame:
    """Return the rows with ``subject`` (the académie), ``population``, ``period`` and ``year``."""
    rows = reading.rows(FILE).with_columns(
        academy=pl.col(_ACADEMY).str.strip_prefix("A"),
        population=pl.col(_SERIE).replace_strict(_SERIES, default=None, return_dtype=pl.String),
        period=pl.col(_YEAR),
        year=pl.col(_YEAR).cast(pl.Int64, strict=False),
    )
    known = pl.col("academy").is_in(reading.lookup("academies.names")["code"].implode())
    rows = reading.require(FILE, rows, known, _ACADEMY, "académie inconnue")
    rows = reading.require(FILE, rows, pl.col("population").is_not_null(), _SERIE, "série inconnue")
    rows = reading.require(FILE, rows, pl.col("year").is_not_null(), _YEAR, "année illisible")
    return rows.with_columns(subject=reading.mint("Academy", "academy"))


def _recent(reading: Reading, rows: pl.DataFrame) -> pl.DataFrame:
    """Keep the last sessions; the same académies and séries speak anew in each."""
    recent = pl.col("year").is_in(rows["year"].unique().sort(descending=True).head(PERIODS).implode())
    reading.merge(FILE, rows.filter(~recent))
    return rows.filter(recent)


def _together(reading: Reading, rows: pl.DataFrame, heads: Mapping[str, Sequence[str]]) -> pl.DataFrame:
    """Add up the genders; a sum of which a part is unknown is unknown."""
    sums = {name: pl.sum_horizontal(_numbers(columns), ignore_nulls=False) for name, columns in heads.items()}
    counted = rows.with_columns(**sums, **{_ALL: _numbers([_ALL])[0]})
    total = [pl.when(pl.col(name).null_count() == 0).then(pl.col(name).sum()).alias(name) for name in (*sums, _ALL)]
    added = counted.group_by([*_KEY, "year"]).agg(*total, line=pl.col("line").first()).sort(_KEY)
    reading.merge(FILE, rows.join(added, on="line", how="anti"))
    return added


def _numbers(columns: Sequence[str]) -> list[pl.Expr]:
    return [pl.col(column).cast(pl.Float64, strict=False) for column in columns]


def _share(measure: str) -> pl.Expr:
    return pl.when(pl.col(_ALL) > 0).then((100 * pl.col(measure) / pl.col(_ALL)).round(1))
