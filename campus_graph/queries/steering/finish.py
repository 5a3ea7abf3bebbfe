"""Steering: what the data say of each function, told apart from what nobody says."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from campus_graph.graph.store import Parameters
from campus_graph.queries.campuses import holds, typed, wanted
from campus_graph.queries.steering.plans import plans

_ORDER = {"gap": 0, "unknown": 1, "covered": 2}
_NEEDS = {
    "copilots": "copilotage",
    "operational-director": "direction opérationnelle",
    "steering-committee": "comité de pilotage",
    "co-funding": "cofinancement",
    "regional-referent": "référent régional",
    "strategic-committee": "comité stratégique",
    "academic-referent": "référent académique",
    "plan": "campus pour une filière prioritaire",
}
_EXPECTED = [
    ("campus", "copilots"),
    ("campus", "operational-director"),
    ("campus", "steering-committee"),
    ("campus", "co-funding"),
    ("region", "regional-referent"),
    ("region", "strategic-committee"),
    ("academy", "academic-referent"),
]
_COUNTED = ("copilots", "co-funding")
_ROLES = {"copilote": "copilots", "financeur": "co-funding"}
_COLUMNS = {
    **dict.fromkeys(("subject", "subject_label", "need", "filiere", "filiere_label"), pl.String()),
    **dict.fromkeys(("verdict", "since", "reason"), pl.String()),
    "holders": pl.List(pl.String()),
    "plans": pl.List(pl.String()),
    "priorities": pl.Int64(),
}


def rows(frames: Mapping[str, pl.DataFrame], parameters: Parameters) -> pl.DataFrame:
    """Return one row per subject and need: what is missing first."""
    campuses = wanted(frames, parameters).select(subject="campus", subject_label="campus_label")
    territories = _territories(frames, parameters)
    # A function of a territory is of no filière: a filter by filière leaves the campuses and the priorities.
    functions = campuses if parameters["filiere"] else pl.concat([campuses, territories])
    pairs = _pairs(functions, frames)
    named = pairs.filter(~pl.col("need").is_in(_COUNTED))
    parts = [
        _functions(named, frames, parameters),
        _holders(pairs.filter(pl.col("need").is_in(_COUNTED)), frames, parameters),
        plans(territories.filter(pl.col("subject").str.starts_with("region/")), frames, parameters),
    ]
    found = pl.concat([_conformed(part) for part in parts])
    # The needs that we do not expect but of which the data speak bear the name of the vocabulary.
    found = found.with_columns(need_label=pl.col("need").replace(_NEEDS))
    order = pl.col("verdict").replace_strict(_ORDER, return_dtype=pl.Int64)
    need = pl.col("need").replace_strict(
        {n: i for i, n in enumerate(_NEEDS)}, default=len(_NEEDS), return_dtype=pl.Int64
    )
    return found.sort([order, need, "subject", "need", "filiere"], nulls_last=True)


def _conformed(part: pl.DataFrame) -> pl.DataFrame:
    absent = [pl.lit(None, dtype=dtype).alias(name) for name, dtype in _COLUMNS.items() if name not in part.columns]
    empty = pl.lit([], dtype=pl.List(pl.String()))
    filled = part.with_columns(absent).select(pl.col(name).cast(dtype) for name, dtype in _COLUMNS.items())
    return filled.with_columns(pl.col("holders", "plans").fill_null(empty))


def _territories(frames: Mapping[str, pl.DataFrame], parameters: Parameters) -> pl.DataFrame:
    """Return the regions and académies that share a department with every territory that is asked for."""
    found, around = typed(frames["territories"]), frames["around"]
    if parameters["campus"]:
        return found.clear()
    for name in ("region", "academy", "department"):
        if parameters[name]:
            chosen = f"{name}/{parameters[name]}"
            inside = around.filter(territory=chosen).select("department")
            near = around.join(inside, on="department", how="semi")["territory"].unique()
            found = found.filter(pl.col("subject").is_in(near.implode()) | (pl.col("subject") == chosen))
    return found


def _pairs(subjects: pl.DataFrame, frames: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return (subject, subject_label, need): what is expected, and what the data speak of besides."""
    kinds = pl.DataFrame(_EXPECTED, schema=["kind", "need"], orient="row")
    kind = pl.col("subject").str.split("/").list.first()
    expected = subjects.with_columns(kind=kind).join(kinds, on="kind").select("subject", "subject_label", "need")
    said = subjects.join(typed(frames["said"]).select("subject", "need"), on="subject")
    return pl.concat([expected, said]).unique()


def _functions(pairs: pl.DataFrame, frames: Mapping[str, pl.DataFrame], parameters: Parameters) -> pl.DataFrame:
    """Judge the functions of which the data say that they are filled or vacant."""
    said = typed(frames["said"]).with_columns(now=holds(str(parameters["as_of"])))
    found = pairs.join(said, on=["subject", "need"], how="left")
    now, vacant = pl.col("now").fill_null(False), pl.col("status").fill_null("filled") == "vacant"
    assumed = pl.lit(parameters["described"] == "assumed")
    begun = pl.when(pl.col("since").is_not_null()).then(pl.format(" depuis {}", "since")).otherwise(pl.lit(""))
    return found.with_columns(
        verdict=pl.when(now & ~vacant)
        .then(pl.lit("covered"))
        .when((now & vacant) | assumed)
        .then(pl.lit("gap"))
        .otherwise(pl.lit("unknown")),
        holders=pl.when(now & ~vacant).then(pl.concat_list("holder")),
        since=pl.when(now).then("since"),
        reason=pl.when(now & vacant)
        .then(pl.format("vacance établie{}", begun))
        .when(now)
        .then(pl.format("en place{}", begun))
        .when(assumed)
        .then(pl.lit("rien de connu à la date (description supposée complète)"))
        .when(pl.col("now").is_not_null())
        .then(pl.lit("ce que disent les données ne vaut pas à la date"))
        .otherwise(pl.lit("les données n’en disent rien")),
    )


def _holders(pairs: pl.DataFrame, frames: Mapping[str, pl.DataFrame], parameters: Parameters) -> pl.DataFrame:
    """Judge co-pilots and funders by their number."""
    roles = typed(frames["roles"]).with_columns(need=pl.col("role").replace_strict(_ROLES, return_dtype=pl.String))
    bodies = typed(frames["said"]).filter(need="copilots")
    shared = ["subject", "need", "holder", "since", "until"]
    known = pl.concat([roles.select(shared), bodies.select(shared)]).filter(holds(str(parameters["as_of"])))
    listed = known.group_by("subject", "need").agg(holders=pl.col("holder").unique().sort())
    found = pairs.join(listed, on=["subject", "need"], how="left")
    number = pl.col("holders").list.len().fill_null(0).cast(pl.Int64)
    enough = pl.when(need="copilots").then(int(str(parameters["min_copilots"]))).otherwise(1)
    assumed = pl.lit(parameters["described"] == "assumed")
    count = pl.when(need="copilots").then(pl.format("copilotes connus : {}", number)).otherwise(
        pl.format("financeurs connus : {}", number)
    )  # fmt: skip
    why = (
        pl.when(assumed)
        .then(pl.lit(" (description supposée complète)"))
        .otherwise(pl.lit(", rien ne dit que c’est tout"))
    )
    return found.with_columns(
        verdict=pl.when(number >= enough)
        .then(pl.lit("covered"))
        .when(assumed)
        .then(pl.lit("gap"))
        .otherwise(pl.lit("unknown")),
        reason=pl.when(number >= enough).then(count).otherwise(pl.format("{}{}", count, why)),
    )
