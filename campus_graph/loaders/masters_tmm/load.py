"""Which master's mentions each university offered in 2019, 2020 and 2021.

A mention is known by its national title, which Onisep writes after « master mention ». Only open mentions
are offers. Several accreditations of one mention (INM) are one offer whose places add up.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from campus_graph.graph.tables import Table
from campus_graph.loaders.categories import category_of_name
from campus_graph.loaders.offers import count, offers, reviewed, with_uai
from campus_graph.loaders.reading import Reading
from campus_graph.text import folded

FILE = "mentions"
SHORT_NAMES = {
    "Année de la campagne de recueil des informations": "campaign",
    "Code UAI de l’établissement accrédité": "uai",
    "Nom officiel (long) de l’établissement accrédité": "official_name",
    "Nom d’usage de l’établissement accrédité": "usual_name",
    "Identifiant navette de la mention (INM) de master": "inm",
    "Intitulé de la mention de master": "mention",
    "Mention ouverte ou non ouverte": "open",
    "Capacité d’accueil limitée au 1er semestre": "places",
}


def load(reading: Reading) -> Iterator[Table]:
    """Yield OFFERS and partial establishments. Publishes ``uais`` (uai)."""
    rows = with_uai(reading, FILE, reading.rows(FILE).rename(SHORT_NAMES), "uai")
    reading.publish("uais", rows.select("uai").unique().sort("uai"))
    # The name of an establishment is true whatever becomes of the mention of the row.
    yield Table("Establishment", _establishments(rows))
    rows = rows.with_columns(year=count("campaign"))
    rows = reading.require(FILE, rows, pl.col("year").is_not_null(), "campaign", "année illisible")
    rows = reading.require(FILE, rows, pl.col("open") == "1", "open", "mention non ouverte")
    rows = rows.with_columns(key=_mention_key()).join(_masters(reading), on="key", how="left", maintain_order="left")
    rows = reading.require(FILE, rows, pl.col("end_id").is_not_null(), "mention", "mention de master inconnue d’Onisep")
    yield offers(reading, FILE, rows.with_columns(voie=pl.lit("superieur"), capacity=count("places")))


def _mention_key() -> pl.Expr:
    """Return the folded mention, corrected where ``mentions.csv`` says so."""
    frame = reviewed(__package__, "mentions.csv").select(folded("mention"), folded("onisep"))
    return folded("mention").replace(frame["mention"], frame["onisep"])


def _masters(reading: Reading) -> pl.DataFrame:
    """Return (key, end_id) of Onisep's masters; of several codes the open one, then the smallest."""
    masters = reading.lookup("onisep.formations").filter(pl.col("label").str.starts_with("master mention "))
    open_ids = reading.lookup("bcn.diplomas").filter(pl.col("open"))["id"]
    rows = masters.select(
        key=folded(pl.col("label").str.strip_prefix("master mention ")),
        end_id="id",
        open=pl.col("id").is_in(open_ids.implode()),
    )
    ranked = rows.sort("key", "open", "end_id", descending=[False, True, False])
    return ranked.unique("key", keep="first", maintain_order=True).select("key", "end_id")


def _establishments(rows: pl.DataFrame) -> pl.DataFrame:
    """Return one establishment per UAI, under the name of its latest campaign."""
    named = rows.with_columns(name=pl.coalesce("usual_name", "official_name")).filter(pl.col("name").is_not_null())
    latest = named.sort("uai", "campaign", "name", descending=[False, True, False])
    first = latest.unique("uai", keep="first", maintain_order=True)
    return first.select("uai", id="start_id", label="name", category=category_of_name("name"))
