"""The BTS and certificats de spécialisation (CS) offered in 2024, at school and by apprenticeship.

CS rows bear the number of the former mention complémentaire after ``23K``: unknown to the BCN, or worse, the
number of another CS (23K00025002 is written for mécatronique navale and means ascensoriste). Their label
decides, through ``certificates.csv``. The files of 2022 and 2023 only serve to learn what labels mean.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from campus_graph.graph.tables import Table
from campus_graph.loaders.offers import count, offers, reviewed, with_uai
from campus_graph.loaders.reading import Reading
from campus_graph.text import folded

FILE = "offers_2024"
OLDER = ("labels_2022", "labels_2023")
YEAR = 2024
LABEL, MEF = "LIBELLÉFORMATION", "MEFSTAT11"
CERTIFICATE = "certificat de specialisation "
AGRICULTURAL = "certificat de specialisation agricole "
VOIES = {"Scolaire": "scolaire", "Apprentissage": "apprentissage"}


def load(reading: Reading) -> Iterator[Table]:
    """Yield OFFERS; publish ``bts_2024.labels`` (folded label → CFD)."""
    rows = _with_cfd(reading, reading.rows(FILE))
    labels = _labels([*_older(reading), rows.select("label", "cfd", year=pl.lit(YEAR))])
    reading.publish("labels", labels)
    rows = rows.join(labels.rename({"cfd": "by_label"}), on="label", how="left", maintain_order="left")
    rows = with_uai(reading, FILE, rows.with_columns(pl.coalesce("cfd", "by_label").alias("cfd")), "UAI")
    rows = reading.require(FILE, rows, pl.col("cfd").is_not_null(), MEF, "MEF et libellé inconnus de la BCN")
    rows = reading.require(FILE, rows, pl.col("STATUT").is_in(list(VOIES)), "STATUT", "statut inconnu")
    rows = rows.with_columns(
        end_id=reading.mint("Diploma", "cfd"),
        voie=pl.col("STATUT").replace_strict(VOIES, return_dtype=pl.String),
        year=pl.lit(YEAR),
        capacity=count("CAPACITEPSUP"),
        first_wishes=count("NB_VOEUX_CONFIRMES"),
    )
    yield offers(reading, FILE, rows)


def _older(reading: Reading) -> Iterator[pl.DataFrame]:
    """Yield (label, cfd, year) of the reference files; every one of their lines is used, none is an offer."""
    for file in OLDER:
        rows = reading.rows(file)
        reading.ledgers[file].note_loaded(rows["line"])
        yield _with_cfd(reading, rows).select("label", "cfd", year=pl.lit(int(file[-4:])))


def _with_cfd(reading: Reading, rows: pl.DataFrame) -> pl.DataFrame:
    """Add the folded ``label`` without its voie, and ``cfd``: by label for a CS, by MEF for the rest."""
    mef = reading.lookup("bcn.mef").select("mefstat11", by_mef="cfd")
    label = folded(LABEL).str.strip_suffix(" en apprentissage")
    rows = rows.with_columns(label=label).join(
        mef, left_on=MEF, right_on="mefstat11", how="left", maintain_order="left"
    )
    rows = rows.join(_certificates(), on="label", how="left", maintain_order="left")
    by_label_only = pl.col("label").str.starts_with(CERTIFICATE) & ~pl.col("label").str.starts_with(AGRICULTURAL)
    return rows.with_columns(cfd=pl.when(by_label_only).then("by_certificate").otherwise("by_mef"))


def _certificates() -> pl.DataFrame:
    return reviewed(__package__, "certificates.csv").select(label=folded("label"), by_certificate="cfd")


def _labels(known: list[pl.DataFrame]) -> pl.DataFrame:
    """Return one CFD per label: of the latest year, then the most frequent, then the smallest."""
    own = pl.concat(known).drop_nulls().group_by("label", "cfd", "year").len()
    certificates = _certificates().select("label", cfd="by_certificate", year=pl.lit(YEAR), len=pl.lit(0, pl.UInt32))
    ranked = pl.concat([own, certificates]).sort("label", "year", "len", "cfd", descending=[False, True, True, False])
    return ranked.unique("label", keep="first", maintain_order=True).select("label", "cfd").sort("label")
