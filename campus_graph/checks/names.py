"""Finds the things that may be one under two identifiers, since their names nearly agree. Nothing is ever merged.

What people judged in a review file (``names_review``) holds: two things judged different are not reported again,
those judged the same are, until they are one at the source or in a user's own data.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from campus_graph.checks.findings import Rule, Severity, findings
from campus_graph.checks.names_review import DIFFERENT, SAME, reviewed
from campus_graph.checks.names_score import PAIR, near_pairs
from campus_graph.checks.names_words import THINGS, TOWNS
from campus_graph.graph.store import Reader
from campus_graph.text import written_out

NEAR, CONFIRMED = "near-duplicate-name", "confirmed-duplicate"
PAIRS = {"kind": pl.String(), **PAIR, "decision": pl.String(), "note": pl.String()}
_SORTS = {
    "lycee-professionnel": "lp",
    "lycee-general-technologique": "lgt",
    "lycee-polyvalent": "lycee",
    "lycee": "lycee",
    "lycee-agricole": "agricole",
    "erea": "adapte",
    "cfa": "cfa",
    "greta": "greta",
    "iut": "iut",
    "universite": "universite",
    **dict.fromkeys(("ecole", "ecole-ingenieurs", "superieur"), "ecole"),
}


@dataclass(frozen=True, slots=True)
class Named:
    """Where a kind has its place and its sort; ``official``: whether its identifiers are a public register's."""

    place: str
    category: str | None = None
    sorts: Mapping[str, str] | None = None
    official: bool = False


# Not the diplomas: the versions of one bear one name by design, and one word makes another speciality.
_KINDS = {
    "Campus": Named("city"),
    "CompetitivenessCluster": Named("city"),
    "Establishment": Named("commune", "category", _SORTS, official=True),
    "Partner": Named("city", "category"),
    "ResearchLab": Named("city", official=True),
}


def rules() -> tuple[Rule, ...]:
    """Return the rules of names."""
    return (
        Rule(
            NEAR,
            Severity.info,
            "Deux éléments ont presque le même nom : dites dans le fichier de relecture s’ils n’en font qu’un.",
            "Two things have nearly the same name: say in the review file whether they are one.",
        ),
        Rule(
            CONFIRMED,
            Severity.warning,
            "Deux identifiants désignent la même chose, d’après la relecture : corrigez la source ou vos données.",
            "Two identifiers stand for one thing, the review says: mend it at the source or in your own data.",
        ),
    )


def near_duplicates(reader: Reader, review: Path | None = None) -> pl.DataFrame:
    """Return the findings (FINDINGS): pairs of near names that nobody judged, and those judged to be one thing.

    Raises:
        MissingInput, DamagedInput, ChangedInput: the review file cannot be read, or says what cannot be.

    """
    pairs = possible_duplicates(reader, review)
    open_pairs = pairs.filter((pl.col("decision") != DIFFERENT).fill_null(True))
    same = (pl.col("decision") == SAME).fill_null(False)
    names = pl.format("« {} » / « {} »", "name", "other_name")
    score = pl.col("score").cast(pl.String).str.replace(".", ",", literal=True)
    found = open_pairs.select(
        "kind",
        "id",
        "other",
        rule=pl.when(same).then(pl.lit(CONFIRMED)).otherwise(pl.lit(NEAR)),
        key=pl.lit(None, dtype=pl.String),
        value=pl.concat_str(names, score, "why", "note", separator=" ; ", ignore_nulls=True),
    )
    return findings([found])


def possible_duplicates(reader: Reader, review: Path | None = None) -> pl.DataFrame:
    """Return every pair (PAIRS) of near names, and every pair judged in the review, sorted by kind and ids.

    Raises:
        MissingInput, DamagedInput, ChangedInput: as ``near_duplicates``.

    """
    tables = {kind: reader.table(kind) for kind in sorted(_KINDS)}
    things = {kind: _things(reader, kind, table) for kind, table in tables.items()}
    towns = _towns(reader)
    near = [near_pairs(frame, towns).with_columns(kind=pl.lit(kind)) for kind, frame in things.items()]
    named = pl.concat([frame.select("id", "name", "place", kind=pl.lit(kind)) for kind, frame in things.items()])
    judged = reviewed(review, named) if review else pl.DataFrame(schema=PAIRS).select("id", "other", "decision", "note")
    return _with_judged(pl.concat(near), judged, named)


def _with_judged(near: pl.DataFrame, judged: pl.DataFrame, named: pl.DataFrame) -> pl.DataFrame:
    """Join what was found with what was judged, whether or not it would still be found."""
    ends = judged.join(named, on="id").join(named.drop("kind").rename(_other), left_on="other", right_on="other_id")
    unseen = ends.join(near, on=["id", "other"], how="anti")
    found = near.join(judged, on=["id", "other"], how="left")
    return pl.concat([found, unseen], how="diagonal").select(*PAIRS).sort("kind", "id", "other")


def _other(name: str) -> str:
    return f"other_{name}"


def _things(reader: Reader, kind: str, table: pl.DataFrame) -> pl.DataFrame:
    """Return what is compared of a kind (THINGS); an establishment known by its number alone has no name."""
    named = _KINDS[kind]
    rows = table.filter(pl.col("described").fill_null(True)) if "described" in table.columns else table
    place = pl.col(named.place)
    if named.place == "commune":
        labels = reader.table("Commune").select(commune="code", town="label")
        rows, place = rows.join(labels, on="commune", how="left"), pl.col("town")
    area = pl.col("department") if "department" in rows.columns else pl.lit(None, dtype=pl.String)
    if kind == "Campus":
        rows, area = rows.join(_zones(reader), on="id", how="left"), pl.col("zone")
    files = pl.col("sources") if named.official else pl.lit(None, dtype=pl.List(pl.String))
    return rows.select("id", name="label", area=area, place=place, sort=_sort(named), files=files).select(*THINGS)


def _sort(named: Named) -> pl.Expr:
    if named.category is None:
        return pl.lit(None, dtype=pl.String)
    if named.sorts is None:
        return pl.col(named.category).replace("autre", None)
    return pl.col(named.category).replace_strict(named.sorts, default=None, return_dtype=pl.String)


def _zones(reader: Reader) -> pl.DataFrame:
    """Return the first zone that each campus declares: two campuses of two regions bear one name with right."""
    return reader.table("COVERS").group_by("start_id").agg(zone=pl.col("end_id").min()).rename({"start_id": "id"})


def _towns(reader: Reader) -> pl.DataFrame:
    towns = reader.table("Commune").select(area="department", town=written_out("label"))
    return towns.drop_nulls().unique().select(*TOWNS).sort("area", "town")
