"""Repair: what each new offer would close, the fewest that close all, their order, and the reason in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from campus_graph.graph.cover import smallest_covers
from campus_graph.graph.store import Parameters
from campus_graph.queries.repair.gaps import Continuations
from campus_graph.queries.repair.paths import Paths, placed
from campus_graph.queries.repair.places import candidates
from campus_graph.queries.repair.plan import VOIE, Row, added, ordered, to_what_if

scenario = to_what_if
_ORDER = {"covered": 0, "unknown": 1, "gap": 2}
_PLACED = {
    "same": "l’établissement propose un diplôme de la filière qui y mène",
    "below": "l’établissement propose un diplôme qui y mène",
    "filiere": "l’établissement propose la filière",
}
_AFTER = {
    "goal": "niveau à atteindre",
    "unlocated": "territoire inconnu",
    "offered": "une suite est proposée dans le territoire",
    "elsewhere": "suites publiées, aucune proposée dans le territoire",
    "stops": "les poursuites publiées ne montent pas plus haut",
    "unpublished": "aucune poursuite publiée",
    "partly": "les données ne donnent pas les offres de toutes les suites publiées",
}
_VERDICTS = {"goal": "covered", "offered": "covered", "elsewhere": "gap", "stops": "gap"}
# A server gives no types to the columns of a result without rows, nor to those that are empty throughout.
_TYPES: dict[str, dict[str, Any]] = {
    "teaching": {**dict.fromkeys(("establishment", "diploma", "territory", "place"), pl.String), "mine": pl.Boolean},
    "starts": {**dict.fromkeys(("establishment", "diploma", "voie"), pl.String), "presumed": pl.Boolean},
    "diplomas": {"diploma": pl.String, "label": pl.String, "level": pl.Int64, "common": pl.Boolean},
    "continuations": {"start_id": pl.String, "end_id": pl.String, "end_level": pl.Int64},
    "filieres": {
        **dict.fromkeys(("filiere", "filiere_label", "diploma", "label"), pl.String),
        "level": pl.Int64,
        "open": pl.Boolean,
        "wanted": pl.Boolean,
    },
    "territories": dict.fromkeys(("territory", "territory_label"), pl.String),
    "establishments": dict.fromkeys(("establishment", "establishment_label"), pl.String),
}
_COLUMNS: dict[str, Any] = {
    "rank": pl.Int64,
    **dict.fromkeys(("diploma", "establishment", "territory", "verdict", "reason"), pl.String),
    **dict.fromkeys(("closes", "presumed", "completed", "adds"), pl.Int64),
    **dict.fromkeys(("findings", "opens", "onward"), pl.List(pl.String)),
    "share": pl.Float64,
    "exact": pl.Boolean,
    "bound": pl.Float64,
}


def rows(frames: Mapping[str, pl.DataFrame], parameters: Parameters) -> pl.DataFrame:
    """Return one row per new offer, the most useful first."""
    tables = {name: frames[name].cast(types).sort(list(types)) for name, types in _TYPES.items()}  # type: ignore[arg-type]
    number = {name: int(str(parameters[name])) for name in ("level", "to_level", "from_level", "up_to_level")}
    missing = Continuations.of(tables, number["up_to_level"], parameters["presumed"] == "counted")
    paths = Paths(tables, number["level"], number["to_level"])
    found = _judged(_candidates(tables, missing, paths), tables, missing, paths, number)
    plan = _smallest(found)
    broken = missing.gaps["counted"].sum() + len(paths.gaps())
    total = 0
    for rank, (row, more) in enumerate(zip(plan, added(plan, paths), strict=True), start=1):
        total += more
        row |= {"rank": rank, "adds": more, "share": round(total / broken, 4), "findings": row["closed"]}
    frame = pl.DataFrame(plan, schema=_COLUMNS, orient="row").with_columns(voie=pl.lit(VOIE))
    labels = tables["diplomas"].rename({"label": "diploma_label"})
    return (
        frame.join(labels, on="diploma", how="left")
        .join(tables["establishments"], on="establishment", how="left")
        .join(tables["territories"], on="territory", how="left")
        .sort("rank")
    )


def _candidates(tables: Mapping[str, pl.DataFrame], missing: Continuations, paths: Paths) -> pl.DataFrame:
    """Return the offers that may close something, each in its best establishment."""
    recorded = tables["teaching"].select("diploma").unique()
    fresh = tables["diplomas"].filter(~pl.col("common")).join(recorded, on="diploma", how="semi").select("diploma")
    pairs = pl.DataFrame(paths.openings(), schema={"territory": pl.String, "diploma": pl.String}, orient="row")
    effects = placed(paths, pairs.join(fresh, on="diploma", how="semi")).filter("closed")
    closable = missing.closable().filter("counted").join(fresh, left_on="continuation", right_on="diploma", how="semi")
    openings = effects.select("territory", "diploma").unique()
    return candidates(tables, closable, openings, fresh).sort("diploma", "establishment")


def _judged(
    offers: pl.DataFrame,
    tables: Mapping[str, pl.DataFrame],
    missing: Continuations,
    paths: Paths,
    number: Mapping[str, int],
) -> list[Row]:
    """Return the offers with all they close, open and lead to, the preferred first."""
    found: list[Row] = offers.join(
        _after(offers, tables, number), on=["diploma", "territory"], how="left", nulls_equal=True
    ).to_dicts()
    closing = missing.closable().select("place", "finding", "diploma", "counted", "presumed", new="continuation")
    by_place = _grouped(closing.unique(), ["place", "new"], ["finding", "diploma", "counted", "presumed"])
    by_territory = _grouped(
        placed(paths, offers), ["territory", "diploma"], ["finding", "closed", "complete", "opened"]
    )
    start = tables["diplomas"].filter(level=number["from_level"]).select("diploma")
    if not all(tables["filieres"]["wanted"]):
        start = start.join(tables["filieres"].filter("wanted"), on="diploma", how="semi")
    opened = missing.opened_by(offers.join(start, on="diploma", how="semi"))
    opening = set(opened.select("diploma", "establishment").iter_rows())
    for row in found:
        effects = by_territory.get((row["territory"], row["diploma"]), [])
        # A finding and the element of the cover that it belongs to: the same diploma in the same place.
        continued = by_place.get((row["place"], row["diploma"]), [])
        mended = [f for f, closed, *_ in effects if closed]
        row["findings"] = {f: (row["place"], d) for f, d, counted, _ in continued if counted}
        row["findings"] |= {f: (f, "") for f in mended}
        row["closed"] = sorted([*mended, *(f for f, *_ in continued)])
        row["closes"], row["presumed"] = len(row["closed"]), sum(presumed for *_, presumed in continued)
        row["completed"] = sum(complete for _, _, complete, _ in effects)
        new = [f"missing-continuation~{row['establishment']}~{row['diploma']}~{VOIE}"]
        new = new if (row["diploma"], row["establishment"]) in opening else []
        row["opens"] = sorted([*new, *(f for f, _, _, opens in effects if opens)])
        row["verdict"] = _VERDICTS.get(row["after"], "unknown")
        row["reason"] = f"{_PLACED[row['placed']]} ; {_AFTER[row['after']]}"
    return sorted(found, key=_preference)


def _preference(row: Row) -> tuple[Any, ...]:
    return len(row["opens"]), _ORDER[row["verdict"]], -row["closes"], row["diploma"], row["establishment"]


def _grouped(frame: pl.DataFrame, by: list[str], values: list[str]) -> dict[tuple[Any, ...], list[tuple[Any, ...]]]:
    grouped: dict[tuple[Any, ...], list[tuple[Any, ...]]] = {}
    for record in frame.sort([*by, *values]).select([*by, *values]).iter_rows():
        grouped.setdefault(record[: len(by)], []).append(record[len(by) :])
    return grouped


def _smallest(found: list[Row]) -> list[Row]:
    """Return the fewest offers that close all that can be closed, in order, each with what is proved of its part."""
    elements = sorted({element for row in found for element in row["findings"].values()})
    number = {element: i for i, element in enumerate(elements)}
    covers = smallest_covers([frozenset(number[e] for e in row["findings"].values()) for row in found])
    for cover in covers:
        for i in cover.chosen:
            found[i] |= {"exact": cover.exact, "bound": cover.bound}
    return ordered([found[i] for i in sorted(i for cover in covers for i in cover.chosen)])


def _after(offers: pl.DataFrame, tables: Mapping[str, pl.DataFrame], number: Mapping[str, int]) -> pl.DataFrame:
    """Return (diploma, territory, onward, after): what continues a new diploma in its territory, and what is known."""
    pairs = offers.select("diploma", "territory").unique().join(tables["diplomas"].drop("label"), on="diploma")
    leads = tables["continuations"].select("end_level", diploma="start_id", continuation="end_id")
    ways = pairs.join(leads, on="diploma").filter(pl.col("end_level") > pl.col("level"))
    taught = tables["teaching"].select("territory", continuation="diploma").unique().with_columns(here=pl.lit(True))
    recorded = taught.select("continuation").unique().with_columns(recorded=pl.lit(True))
    ways = ways.join(taught, on=["territory", "continuation"], how="left").join(recorded, on="continuation", how="left")
    known = ways.group_by("diploma", "territory").agg(
        onward=pl.col("continuation").filter(pl.col("here").is_not_null()).sort(),
        all_recorded=pl.col("recorded").is_not_null().all(),
    )
    published = leads.select("diploma").unique().with_columns(published=pl.lit(True))
    judged = pairs.join(known, on=["diploma", "territory"], how="left", nulls_equal=True).join(
        published, on="diploma", how="left"
    )
    after = (
        pl.when(pl.col("level") >= number["to_level"])
        .then(pl.lit("goal"))
        .when(pl.col("territory").is_null())
        .then(pl.lit("unlocated"))
        .when(pl.col("published").is_null())
        .then(pl.lit("unpublished"))
        .when(pl.col("onward").is_null())
        .then(pl.lit("stops"))
        .when(pl.col("onward").list.len() > 0)
        .then(pl.lit("offered"))
        .when("all_recorded")
        .then(pl.lit("elsewhere"))
        .otherwise(pl.lit("partly"))
    )
    return judged.select("diploma", "territory", pl.col("onward").fill_null([]), after=after)
