"""Which diplomas a Parcoursup label surely means.

A label is a line of segments parted by three blanks (hyphens of old): kind, name, then a place, a parcours or
an admission track. The longest run of leading segments that is the name of a diploma wins. Licences are
told by their mention; a double licence, or a portail that lists several mentions, means each of them.
"""

from __future__ import annotations

import polars as pl

from campus_graph.loaders.offers import reviewed
from campus_graph.loaders.reading import Reading
from campus_graph.text import folded

_GAP = "   "
_LICENCE = (
    r"^(?:Double [Ll]icence|Licence)   (?:Double diplome   )?(?:Licence )?(?:Portail )*(?:Licence )?"
    r"(.+?)(?:   .*)?$"
)
# Inside a portail these may be two mentions side by side, or the rare mention of that name.
_AMBIGUOUS = ["histoire geographie", "informatique mathematiques", "mathematiques informatique"]
# Onisep's way of writing a name, and Parcoursup's, both folded.
_REWRITES = {
    r"^licence pro mention ": "licence professionnelle ",
    r"^licence mention ": "licence ",
    r"^dn made mention ": "dn made ",
    r"^diplome d etat (?:du |de l |des |de |d )": "d e ",
}
_WANTED = r"^(licence|dn made|d e|but|deust|bpjeps|dejeps|dts|diplome de comptabilite|certificat de capacite)\b"


def known(reading: Reading, common: pl.DataFrame) -> pl.DataFrame:
    """Return (key, id): every folded name that Parcoursup may use, and its diploma."""
    cfd = reading.lookup("bts_2024.labels").select(key="label", id=reading.mint("Diploma", "cfd"))
    speciality = common.select("key", "id").unique().sort("key")
    tables = [_aliases(reading), cfd, speciality, _onisep(reading)]
    return pl.concat(tables).unique("key", keep="first", maintain_order=True)


def meaning(names: pl.DataFrame, names_known: pl.DataFrame) -> pl.DataFrame:
    """Return (label, end_id), one row per diploma that a label means; labels that mean none are absent."""
    licence = pl.col("label").str.contains(_LICENCE)
    found = [_by_mention(names.filter(licence), names_known), _by_prefix(names.filter(~licence), names_known)]
    return pl.concat(found).unique().sort("label", "end_id")


def _by_prefix(names: pl.DataFrame, names_known: pl.DataFrame) -> pl.DataFrame:
    segments = pl.col("label").str.replace_all(r"(?i) parcours ", f"{_GAP}parcours ").str.split(_GAP)
    rows = names.with_columns(segments=segments)
    rows = rows.with_columns(length=pl.int_ranges(1, pl.col("segments").list.len() + 1)).explode("length")
    key = folded(pl.col("segments").list.head(pl.col("length")).list.join(" "))
    rows = rows.with_columns(key=key).join(names_known, on="key").sort("label", "length", descending=[False, True])
    return rows.unique("label", keep="first", maintain_order=True).select("label", end_id="id").drop_nulls()


def _by_mention(names: pl.DataFrame, names_known: pl.DataFrame) -> pl.DataFrame:
    """Try the mention as it is, then as a list; a list parted by commas must be known in full."""
    mentions = names_known.filter(pl.col("key").str.starts_with("licence "))
    mentions = mentions.with_columns(pl.col("key").str.strip_prefix("licence "))
    names = names.with_columns(name=pl.col("label").str.extract(_LICENCE))
    double = pl.col("label").str.to_lowercase().str.starts_with("double licence")
    whole = _lookup(names.filter(~double).with_columns(part="name"), mentions)
    left = names.join(whole, on="label", how="anti")
    listed = _lookup(left.with_columns(part=pl.col("name").str.split(" / ")).explode("part"), mentions)
    left = left.join(listed, on="label", how="anti")
    return pl.concat([whole, listed, _by_commas(left, mentions), _inside_portail(names, mentions)])


def _by_commas(names: pl.DataFrame, mentions: pl.DataFrame) -> pl.DataFrame:
    parts = names.with_columns(part=pl.col("name").str.split(", ")).with_columns(count=pl.col("part").list.len())
    found = _lookup(parts.explode("part"), mentions).join(parts.select("label", "count"), on="label")
    return found.filter(pl.len().over("label") == pl.col("count")).select("label", "end_id")


def _inside_portail(names: pl.DataFrame, mentions: pl.DataFrame) -> pl.DataFrame:
    portails = names.filter(pl.col("label").str.contains("Portail"))
    segments = portails.with_columns(part=pl.col("label").str.split(_GAP).list.slice(2)).explode("part")
    return _lookup(segments, mentions.filter(~pl.col("key").is_in(_AMBIGUOUS)))


def _lookup(rows: pl.DataFrame, mentions: pl.DataFrame) -> pl.DataFrame:
    keyed = rows.with_columns(key=folded("part").str.strip_prefix("licence "))
    return keyed.join(mentions, on="key").select("label", end_id="id").drop_nulls().unique()


def _onisep(reading: Reading) -> pl.DataFrame:
    """Return Onisep's names; of several diplomas under one name the one the BCN knows open, then the smallest."""
    key = folded("label")
    for pattern, replacement in _REWRITES.items():
        key = key.str.replace(pattern, replacement)
    open_ids = reading.lookup("bcn.diplomas").filter(pl.col("open"))["id"]
    rows = reading.lookup("onisep.formations").with_columns(key=key, open=pl.col("id").is_in(open_ids.implode()))
    rows = rows.filter(pl.col("key").str.contains(_WANTED)).sort("key", "open", "id", descending=[False, True, False])
    return rows.unique("key", keep="first", maintain_order=True).select("key", "id")


def _aliases(reading: Reading) -> pl.DataFrame:
    """Return the reviewed names of ``aliases.csv``, by CFD or Onisep identifier; without either, to be refused."""
    rows = reviewed(__package__, "aliases.csv").with_columns(key=folded("label"))
    named = reading.lookup("onisep.formations").select("onisep_id", by_name="id").unique("onisep_id", keep="first")
    rows = rows.join(named, on="onisep_id", how="left", maintain_order="left")
    cfd = reading.mint("Diploma", "cfd")
    return rows.select("key", id=pl.coalesce(cfd, "by_name")).sort("key")
