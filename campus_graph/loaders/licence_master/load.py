"""Which licences universities advise for a master: the continuation from bac+3 to bac+5.

One mention is written in several ways, so several rows may give one edge. The same university may be
behind each of them: the weight is the largest count, not the sum.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from campus_graph.graph.tables import Table
from campus_graph.loaders.onisep.resolve import with_diploma
from campus_graph.loaders.reading import Reading

_RULE = "Trouver mon master, licences conseillées"


def load(reading: Reading) -> Iterator[Table]:
    """Yield LEADS_TO from licences to masters; ``weight`` counts the establishments that state it."""
    rows = reading.rows("pairs")
    for end, mention in (("licence", "licence_conseillee"), ("master", "mention_master")):
        label = pl.format(f"{end} mention {{}}", mention)
        identifier = f"{end}_id_onisep"
        rows = with_diploma(rows, reading.lookup("onisep.formations"), identifier, label, end)
        known = pl.col(end).is_not_null()
        rows = reading.require("pairs", rows, known, mention, f"mention de {end} absente de la liste de l’Onisep")
    apart = reading.require("pairs", rows, pl.col("licence") != pl.col("master"), "licence", "mène à elle-même")
    weight = pl.col("nb_etablissements").cast(pl.Int64, strict=False)
    heaviest = apart.with_columns(weight=weight).sort("weight", descending=True, nulls_last=True, maintain_order=True)
    one = reading.distinct("pairs", heaviest, ["licence", "master"])
    edges = one.select("line", "weight", start_id="licence", end_id="master")
    yield Table("LEADS_TO", edges.with_columns(status=pl.lit("published"), rule=pl.lit(_RULE)), "pairs")
