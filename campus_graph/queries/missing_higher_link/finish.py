"""Missing higher links: each need of each campus judged; what nobody says to be complete proves no absence."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from campus_graph.graph.store import Parameters
from campus_graph.queries.campuses import last_counts, wanted
from campus_graph.queries.missing_higher_link.links import evidence, facts, network, taught_somewhere

_ORDER = {"gap": 0, "unknown": 1, "covered": 2}
_NEEDS = {
    "higher-member": "membre du supérieur",
    "level-5": "offre de niveau 5 (bac+2)",
    "level-6": "offre de niveau 6 (bac+3)",
    "level-7": "offre de niveau 7 (bac+5)",
    "lab": "laboratoire",
    "agreement": "convention datée",
}
_NONE = {
    "higher-member": "aucun membre du supérieur",
    "level-5": "aucune offre de niveau 5 de la filière chez les membres",
    "level-6": "aucune offre de niveau 6 de la filière chez les membres",
    "level-7": "aucune offre de niveau 7 de la filière chez les membres",
    "lab": "aucun laboratoire",
    "agreement": "aucune convention datée avec le supérieur ou la recherche",
}
_NUMBERS = ["members", "higher_members", "strange", "silent", "strange_partners", "silent_partners"]


def rows(frames: Mapping[str, pl.DataFrame], parameters: Parameters) -> pl.DataFrame:
    """Return one row per campus and need: what is missing first."""
    members = network(frames, parameters)
    needs = pl.DataFrame({"need": list(_NEEDS)}).with_row_index("rank")
    found = wanted(frames, parameters).join(needs, how="cross")
    found = found.join(facts(members, frames), on="campus", how="left").with_columns(pl.col(_NUMBERS).fill_null(0))
    found = found.join(evidence(members, frames, parameters), on=["campus", "need"], how="left")
    found = found.join(taught_somewhere(frames), on=["campus", "need"], how="left")
    for measure in ("membres", "conventions"):
        stated = last_counts(frames["counts"], measure, parameters).select(campus="subject", value="value")
        found = found.join(stated.rename({"value": measure}), on="campus", how="left")
    filed = frames["campus_filieres"].select("campus", filed=pl.lit(True)).unique()
    found = found.join(filed, on="campus", how="left")
    judged = _judged(found, str(parameters["described"])).with_columns(
        evidence=pl.col("evidence").fill_null(pl.lit([], dtype=pl.List(pl.String))),
        need_label=pl.col("need").replace_strict(_NEEDS, return_dtype=pl.String),
    )
    order = pl.col("verdict").replace_strict(_ORDER, return_dtype=pl.Int64)
    return judged.sort([order, "campus", "rank"])


def _judged(found: pl.DataFrame, completeness: str) -> pl.DataFrame:
    """Add verdict and reason: the first doubt that holds is the one that is said."""
    met = pl.col("evidence").list.len().fill_null(0) > 0
    doubt = _doubt(completeness == "assumed")
    nothing = pl.col("need").replace_strict(_NONE, return_dtype=pl.String)
    proof = pl.lit("description supposée complète") if completeness == "assumed" else _proof()
    return found.with_columns(doubt=doubt).with_columns(
        verdict=pl.when(met)
        .then(pl.lit("covered"))
        .when(pl.col("doubt").is_null())
        .then(pl.lit("gap"))
        .otherwise(pl.lit("unknown")),
        reason=pl.when(met & (pl.col("need") == "agreement"))
        .then(pl.lit("une convention vaut à la date"))
        .when(met)
        .then(pl.format("y répondent : {}", pl.col("evidence").list.len()))
        .otherwise(pl.format("{} ; {}", nothing, pl.coalesce("doubt", proof))),
    )


def _proof() -> pl.Expr:
    members = pl.format("membres décrits : {}, tous", "members")
    return pl.when(need="agreement").then(pl.lit("le décompte des conventions est nul")).otherwise(members)


def _doubt(assumed: bool) -> pl.Expr:
    """Return why nothing can be concluded from finding nothing; null where something can."""
    level, agreement = pl.col("need").str.starts_with("level-"), pl.col("need") == "agreement"
    strange = pl.col("strange") + pl.col("strange_partners")
    silent = pl.col("silent") + pl.col("silent_partners")
    inner = (
        pl.when((pl.col("need") == "higher-member") & (strange > 0))
        .then(pl.format("membres ou partenaires de nature inconnue : {}", strange))
        .when(level & pl.col("filed").is_null())
        .then(pl.lit("filière du campus inconnue"))
        .when(level & pl.col("somewhere").is_null())
        .then(pl.lit("les données n’en donnent aucune en France"))
        .when(level & (silent > 0))
        .then(pl.format("membres ou partenaires dont les offres sont inconnues : {}", silent))
    )
    if assumed:
        return inner
    untold = (
        pl.when(agreement & (pl.col("conventions") == 0))
        .then(None)
        .when(agreement)
        .then(pl.lit("rien ne dit que toutes les conventions sont décrites"))
        .when(pl.col("membres").is_null())
        .then(pl.format("membres connus : {}, rien ne dit que c’est tout", "members"))
        .when(pl.col("membres") > pl.col("members"))
        .then(pl.format("membres décrits : {} sur {}", "members", pl.col("membres").cast(pl.Int64)))
        .when(pl.col("membres") < pl.col("members"))
        .then(
            pl.format("décompte des membres dépassé : {}, pour {} connus", pl.col("membres").cast(pl.Int64), "members")
        )
    )
    return pl.coalesce(untold, inner)
