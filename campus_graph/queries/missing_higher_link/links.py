"""The network of each campus at a date: what answers each need, and what is not known of it.

The type of an establishment tells whether it is of higher education, the level of a diploma never does. A partner
without UAI tells it by the beginning of its name only; where the name does not, its nature is unknown.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from campus_graph.graph.store import Parameters
from campus_graph.queries.campuses import holds, typed

HIGHER = ["universite", "iut", "ecole-ingenieurs", "ecole", "superieur"]
_HIGHER_NAME = (
    r"(?i)^(université|centre universitaire|iut\b|ufr\b|cnam\b|insa\b|polytech\b|\S+ inp\b|agroparistech\b|agrosup\b"
    r"|école (nationale )?supérieure|école (nationale )?d’ingénieurs|école (nationale )?des mines"
    r"|école spéciale des travaux publics|(ens|ensa|ensaama|ensatt|ensm|enssat|enstib)\b)"
)
_SECONDARY_NAME = r"(?i)^(lycée|lp\b|cfa|greta|gip\b|formasup|école des métiers)"
_LEVELS = (5, 6, 7)


def network(frames: Mapping[str, pl.DataFrame], parameters: Parameters) -> pl.DataFrame:
    """Return (campus, member, category) of the support and the members at the date, each once."""
    held = typed(frames["network"]).filter(holds(str(parameters["as_of"])))
    return held.select("campus", "member", "category").unique().sort("campus", "member")


def _named(label: str, category: str) -> tuple[pl.Expr, pl.Expr]:
    """Tell of a partner whether it is of higher education, and whether nobody knows."""
    trains, name = pl.col(category) == "formation", pl.col(label).fill_null("")
    higher = trains & name.str.contains(_HIGHER_NAME)
    return higher, trains & ~higher & ~name.str.contains(_SECONDARY_NAME)


def facts(members: pl.DataFrame, frames: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return, per campus, how many members there are and of how many the nature or the offers are unknown."""
    teaching = typed(frames["taught"], level=pl.Int64()).select("member", teaches=pl.lit(True)).unique()
    joined = members.join(teaching, on="member", how="left")
    silent = pl.col("teaches").is_null() & (pl.col("category") != "laboratoire")
    own = joined.group_by("campus").agg(
        members=pl.len().cast(pl.Int64),
        higher_members=pl.col("category").is_in(HIGHER).sum().cast(pl.Int64),
        strange=(pl.col("category") == "inconnu").sum().cast(pl.Int64),
        silent=silent.sum().cast(pl.Int64),
    )
    _, unknown = _named("label", "category")
    partners = typed(frames["partners"]).group_by("campus").agg(
        strange_partners=unknown.sum().cast(pl.Int64),
        silent_partners=(pl.col("category") == "formation").sum().cast(pl.Int64),
    )  # fmt: skip
    return own.join(partners, on="campus", how="full", coalesce=True)


def evidence(members: pl.DataFrame, frames: Mapping[str, pl.DataFrame], parameters: Parameters) -> pl.DataFrame:
    """Return (campus, need, evidence): what answers each need, where anything does."""
    partners = typed(frames["partners"]).rename({"partner": "member"})
    higher, _ = _named("label", "category")
    found = pl.concat(
        [
            _need(members.filter(pl.col("category").is_in(HIGHER)), "higher-member"),
            _need(partners.filter(higher), "higher-member"),
            _need(members.filter(category="laboratoire"), "lab"),
            _need(partners.filter(category="laboratoire"), "lab"),
            _taught(members, frames),
            _agreed(members, frames, parameters),
        ]
    )
    return found.group_by("campus", "need").agg(evidence=pl.col("member").unique().sort())


def _need(found: pl.DataFrame, need: str) -> pl.DataFrame:
    return found.select("campus", "member", need=pl.lit(need))


def _taught(members: pl.DataFrame, frames: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    taught = typed(frames["taught"], level=pl.Int64()).filter(pl.col("level").is_in(_LEVELS))
    filed = members.join(frames["campus_filieres"].select("campus", "filiere"), on="campus")
    found = filed.join(taught, on=["member", "filiere"])
    return found.select("campus", "member", need=pl.format("level-{}", "level"))


def _agreed(members: pl.DataFrame, frames: Mapping[str, pl.DataFrame], parameters: Parameters) -> pl.DataFrame:
    """Return both ends of agreements with higher education or research: of the campus itself, or within its network."""
    held = typed(frames["agreements"]).filter(holds(str(parameters["as_of"])))
    useful = pl.lit(False)
    for side in ("start", "end"):
        category = pl.col(f"{side}_category").fill_null("autre")
        higher, _ = _named(f"{side}_label", f"{side}_category")
        useful = useful | category.is_in([*HIGHER, "laboratoire"]) | higher.fill_null(False)
    ties = held.filter(useful)
    stated = ties.drop_nulls("campus").select(
        pl.format("campus/{}", pl.col("campus").str.strip_prefix("campus/")).alias("campus"), "start_id", "end_id"
    )
    inside = pl.concat([members, typed(frames["partners"]).rename({"partner": "member"})], how="diagonal")
    ends = inside.select("campus", "member").unique()
    within = ties.filter(pl.col("campus").is_null()).drop("campus").join(ends, left_on="start_id", right_on="member")
    within = within.join(ends, left_on=["campus", "end_id"], right_on=["campus", "member"], how="semi")
    both = pl.concat([stated, within.select("campus", "start_id", "end_id")])
    sides = [both.select("campus", member=side) for side in ("start_id", "end_id")]
    return pl.concat(sides).with_columns(need=pl.lit("agreement"))


def taught_somewhere(frames: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return (campus, need, somewhere): the levels of a campus's filières that are offered somewhere in France."""
    levels = typed(frames["somewhere"], level=pl.Int64())
    found = frames["campus_filieres"].select("campus", "filiere").join(levels, on="filiere")
    need = pl.format("level-{}", "level")
    return found.select("campus", need.alias("need")).unique().with_columns(somewhere=pl.lit(True))
