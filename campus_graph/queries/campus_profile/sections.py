"""The sections of a profile, each as rows (campus, item, item_label, value, verdict, reason, place).

``place`` orders the rows of a section. Memberships are those of ``actors``, which knows the date asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from campus_graph.queries.campus_profile import words

SCHEMA: dict[str, Any] = {
    "campus": pl.String,
    "item": pl.String,
    "item_label": pl.String,
    "value": pl.Float64,
    "verdict": pl.String,
    "reason": pl.String,
    "place": pl.String,
}
_NOBODY = pl.lit(None, pl.Float64)
_FACT = pl.lit("fact")
_NAMED = 3


def _said(column: str, terms: Mapping[Any, str]) -> pl.Expr:
    return pl.col(column).replace_strict(terms, default=pl.col(column).cast(pl.String), return_dtype=pl.String)


def _count(name: str, one: str, many: str) -> pl.Expr:
    """Return « 1 membre », « 2 membres »."""
    return pl.when(pl.col(name) == 1).then(pl.lit(f"1 {one}")).otherwise(pl.format(f"{{}} {many}", name))


def _rows(frame: pl.DataFrame, **columns: pl.Expr) -> pl.DataFrame:
    full = {"value": _NOBODY, "verdict": _FACT, "reason": pl.lit(""), **columns}
    return frame.with_columns(**full).select(pl.col(name).cast(dtype) for name, dtype in SCHEMA.items())


def labels(found: pl.DataFrame, steps: pl.DataFrame, as_of_year: int) -> pl.DataFrame:
    """Return the awards, and the steps of each; an award past its expiry is to be checked."""
    meaning = _said("year_meaning", words.YEAR_MEANINGS).fill_null("label")
    dated = pl.format("{} en {}", meaning, "issued_year").fill_null("date inconnue")
    until = pl.when(pl.col("expiry_year").is_null()).then(pl.lit("échéance inconnue"))
    lapsed = (pl.col("expiry_year") < as_of_year).fill_null(False)
    checked = pl.format("{}, échu en {}, sans renouvellement connu : à vérifier", dated, "expiry_year")
    reason = until.otherwise(pl.format("échéance en {}", "expiry_year"))
    awards = _rows(
        found,
        item_label=_said("category", words.CAMPUS_CATEGORIES).fill_null("label"),
        value=pl.col("issued_year"),
        verdict=pl.when(lapsed).then(pl.lit("unknown")).otherwise(_FACT),
        reason=pl.when(lapsed).then(checked).otherwise(pl.format("{}, {}", dated, reason)),
        place=pl.format("0 {}", pl.col("issued_year").fill_null(9999)),
    )
    texts = steps.cast(dict.fromkeys(("due", "done", "outcome"), pl.String))
    when = pl.coalesce(pl.format("le {}", "done"), pl.format("prévu le {}", "due"), pl.lit("sans date"))
    dated_steps = _rows(
        texts,
        item_label=_said("kind", words.STEPS),
        reason=pl.concat_str(when, "outcome", separator=" : ", ignore_nulls=True),
        place=pl.format("1 {}", pl.coalesce("done", "due", pl.lit("9999"))),
    )
    return pl.concat([awards, dated_steps])


def actors(found: pl.DataFrame, section: str) -> pl.DataFrame:
    """Return the support, the members or the partners, by kind."""
    supporting = pl.col("roles").list.contains("support")
    partner = pl.col("kind").is_in(["Partner", "CompetitivenessCluster"])
    chosen = {"support": supporting, "members": ~partner, "partners": partner}[section]
    kind = pl.when(kind="ResearchLab").then(pl.lit(words.LAB)).otherwise(_said("category", words.CATEGORIES))
    roles = pl.col("roles").list.eval(_said("", words.ROLES)).list.join(", ")
    order = pl.when(pl.col("secondary")).then(0).when(pl.col("higher")).then(1).when(kind="ResearchLab").then(2)
    return _rows(
        found.filter(chosen),
        item=pl.col("actor"),
        item_label=pl.col("label"),
        reason=pl.format("{} ; {}", kind, roles),
        place=pl.format("{} {}", order.otherwise(3), kind),
    )


def offers(found: pl.DataFrame, actors: pl.DataFrame, campuses: pl.DataFrame) -> pl.DataFrame:
    """Return the number of offers of the members by level, and how many are of the filière of the campus."""
    own = campuses.select("campus", own="filieres")
    mine = actors.select("campus", "actor").join(found, on="actor").join(own, on="campus")
    of_filiere = pl.col("filieres").list.set_intersection("own").list.len() > 0
    grouped = mine.group_by("campus", "level").agg(
        offers=pl.len(), establishments=pl.col("actor").n_unique(), own=of_filiere.sum()
    )
    return _rows(
        grouped,
        item=pl.format("level/{}", "level"),
        item_label=_said("level", words.LEVELS),
        value=pl.col("offers"),
        reason=pl.format(
            "chez {}, dont {} de la filière du campus", _count("establishments", "membre", "membres"), "own"
        ),
        place=pl.col("level").cast(pl.String),
    )


def learners(found: pl.DataFrame, actors: pl.DataFrame) -> pl.DataFrame:
    """Return enrolment and capacity of the members' offers by voie, each offer in its latest year that gives it."""
    mine = actors.select("campus", "actor").join(found, on="actor")
    parts = [_learners(mine, measure, word) for measure, word in (("enrolled", "effectif"), ("capacity", "capacité"))]
    return pl.concat(parts)


def _learners(mine: pl.DataFrame, measure: str, word: str) -> pl.DataFrame:
    known = mine.drop_nulls(measure).sort("year").group_by("campus", "actor", "diploma", "voie").last()
    grouped = known.group_by("campus", "voie").agg(
        total=pl.col(measure).cast(pl.Int64).sum(),
        offers=pl.len(),
        first=pl.col("year").min(),
        last=pl.col("year").max(),
    )
    years = pl.when(pl.col("first") == pl.col("last")).then(pl.col("last").cast(pl.String))
    return _rows(
        grouped,
        item=pl.format(f"{{}}/{measure}", "voie"),
        item_label=pl.format(f"{{}}, {word}", _said("voie", words.VOIES)),
        value=pl.col("total"),
        reason=pl.format(
            "{} ({})",
            _count("offers", "offre renseignée", "offres renseignées"),
            years.otherwise(pl.format("{}–{}", "first", "last")),
        ),
        place=pl.format(f"{{}} {measure}", "voie"),
    )


def indicators(found: pl.DataFrame, actors: pl.DataFrame, campuses: pl.DataFrame) -> pl.DataFrame:
    """Return each measure of the campus and its members in its latest year: median, range, and what is masked."""
    itself = campuses.select("campus", subject="campus")
    every = pl.concat([actors.select("campus", subject="actor"), itself]).unique()
    mine = every.join(found, on="subject")
    latest = mine.filter((pl.col("year") == pl.col("year").max().over("campus", "measure")).fill_null(True))
    seen = pl.col("value").filter(pl.col("status") == "observed")
    grouped = latest.group_by("campus", "measure").agg(
        value=seen.median().round(2),
        low=seen.min(),
        high=seen.max(),
        subjects=pl.col("subject").filter(pl.col("status") == "observed").n_unique(),
        masked=(pl.col("status") != "observed").sum(),
        year=pl.col("year").max(),
    )
    subjects = _count("subjects", "sujet", "sujets")
    spread = pl.format("médiane, de {} à {} ({})", _number("low"), _number("high"), subjects)
    said = pl.when(pl.col("low") == pl.col("high")).then(subjects).otherwise(spread)
    gone = _count("masked", "valeur masquée ou manquante", "valeurs masquées ou manquantes")
    masked = pl.when(pl.col("masked") > 0).then(gone)
    reason = pl.concat_str(said, masked, pl.col("year").cast(pl.String), separator=" · ", ignore_nulls=True)
    known = pl.col("value").is_not_null()
    return _rows(
        grouped,
        item=pl.col("measure"),
        item_label=pl.col("measure"),
        value=pl.col("value"),
        verdict=pl.when(known).then(_FACT).otherwise(pl.lit("unknown")),
        reason=reason,
        place=pl.col("measure"),
    )


def _number(name: str) -> pl.Expr:
    text = pl.col(name).round(2).cast(pl.String).str.strip_suffix(".0")
    return text.str.replace(".", ",", literal=True)


def neighbours(actors: pl.DataFrame, campuses: pl.DataFrame) -> pl.DataFrame:
    """Return the campuses of the same filière or with actors in common, those that share most first."""
    filed = campuses.select("campus", filiere="filieres").explode("filiere", empty_as_null=True).drop_nulls()
    kin = filed.join(filed.rename({"campus": "item"}), on="filiere").select("campus", "item").unique()
    known = actors.select("campus", "actor", "label")
    both = known.join(known.select("actor", item="campus"), on="actor").sort("actor")
    shared = both.group_by("campus", "item").agg(names=pl.col("label"))
    pairs = pl.concat([kin, shared.select("campus", "item")]).unique().filter(pl.col("campus") != pl.col("item"))
    same = pairs.join(kin.with_columns(same=True), on=["campus", "item"], how="left")
    joined = same.join(shared, on=["campus", "item"], how="left").with_columns(pl.col("names").fill_null([]))
    named = joined.join(campuses.select(item="campus", item_label="campus_label"), on="item")
    count = pl.col("names").list.len()
    some = pl.col("names").list.head(_NAMED).list.join(", ")
    rest = pl.col("rest")
    named = named.with_columns(rest=count.cast(pl.Int64) - _NAMED)
    more = pl.when(rest > 0).then(pl.format("{} et {}", some, _count("rest", "autre", "autres")))
    common = pl.when(count > 0).then(pl.format("en commun : {}", more.otherwise(some)))
    kindred = pl.when(pl.col("same")).then(pl.lit("même filière"))
    return _rows(
        named,
        value=count,
        reason=pl.concat_str(kindred, common, separator=" ; ", ignore_nulls=True),
        place=pl.format("{} {}", (9999 - count.cast(pl.Int64)), pl.col("item")),
    )
