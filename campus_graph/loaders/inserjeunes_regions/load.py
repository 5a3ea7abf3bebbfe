"""What becomes of those who prepared a diploma in a region: how many study on, how many of the others have a job.

The file has four overlapping two-year cohorts; the last two are kept, and an older row counts as merged where a
later one says the same thing anew. Two MEF of one diploma (a BTS in two years, and in one) are two courses with
rates that cannot be added: the one with more pupils speaks for the diploma.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from campus_graph.graph.tables import Table
from campus_graph.loaders.indicators import HIDDEN_BELOW, Figure, indicators, number
from campus_graph.loaders.reading import Reading

FILE = "rates"
PERIODS = 2
_KEY = ["subject", "territory", "voie"]
# Leavers are at most the pupils of the last year: few pupils, few leavers.
_FEW_PUPILS = number("nb_annee_term") < HIDDEN_BELOW
_FEW_LEAVERS = (number("nb_sortant") < HIDDEN_BELOW) | _FEW_PUPILS
FIGURES = (
    Figure("taux-poursuite-etudes", number("taux_poursuite_etudes"), _FEW_PUPILS),
    Figure("taux-emploi-6-mois", number("taux_emploi_6_mois"), _FEW_LEAVERS),
)


def load(reading: Reading) -> Iterator[Table]:
    """Yield two Indicators per region, diploma, voie and kept cohort."""
    rows = _main_courses(reading, _recent(reading, _subjects(reading)))
    period = pl.col("millesime").str.replace("_", "-", literal=True)
    dated = rows.with_columns(period=period, year=period.str.slice(5).cast(pl.Int64))
    yield indicators(reading, FILE, dated, FIGURES)


def _subjects(reading: Reading) -> pl.DataFrame:
    """Return the rows with ``subject`` (the diploma) and ``territory`` (the region)."""
    mef = reading.lookup("bcn.mef").select("mefstat11", cfd_of_mef="cfd")
    rows = reading.rows(FILE).join(mef, on="mefstat11", how="left", maintain_order="left")
    rows = rows.with_columns(cfd=pl.coalesce("cfd", "cfd_of_mef"))
    known = pl.col("cfd").is_in(reading.lookup("bcn.diplomas")["cfd"].implode())
    rows = reading.require(FILE, rows, known, "mefstat11", "ni CFD ni MEF connus de la BCN")
    region = pl.col("code_region").is_in(reading.lookup("cog.regions").filter(~pl.col("former"))["code"].implode())
    rows = reading.require(FILE, rows, region, "code_region", "région absente du code officiel géographique")
    dated = pl.col("millesime").str.contains(r"^\d{4}_\d{4}$")
    rows = reading.require(FILE, rows, dated, "millesime", "millésime illisible")
    return rows.with_columns(subject=reading.mint("Diploma", "cfd"), territory=reading.mint("Region", "code_region"))


def _recent(reading: Reading, rows: pl.DataFrame) -> pl.DataFrame:
    """Keep the rows of the last cohorts."""
    last = rows["millesime"].unique().sort(descending=True).head(PERIODS)
    recent = pl.col("millesime").is_in(last.implode())
    old, new = rows.filter(~recent), rows.filter(recent)
    reading.merge(FILE, old.join(new, on=_KEY, how="semi"))
    alone = old.join(new, on=_KEY, how="anti")
    reading.reject(FILE, alone, "millesime", "millésime ancien, que rien de plus récent ne remplace")
    return new


def _main_courses(reading: Reading, rows: pl.DataFrame) -> pl.DataFrame:
    """Keep one course per diploma, region, voie and cohort: that with most pupils in its last year."""
    key = [*_KEY, "millesime"]
    order = rows.with_columns(pupils=number("nb_annee_term").fill_null(0.0)).sort(
        *key, "pupils", "mefstat11", descending=[False] * len(key) + [True, False]
    )
    main = order.unique(key, keep="first", maintain_order=True)
    others = order.join(main.select("line"), on="line", how="anti")
    reading.reject(FILE, others, "mefstat11", "autre parcours, moins suivi, vers le même diplôme")
    return main
