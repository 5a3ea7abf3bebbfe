"""A campus on one page: the sections one below the other, each saying so where nothing is known."""

from __future__ import annotations

from collections.abc import Mapping
from types import ModuleType
from typing import Any

import polars as pl

from campus_graph.graph.network import typed
from campus_graph.graph.store import Parameters
from campus_graph.queries.campus_profile import sections, words
from campus_graph.queries.registry import questions
from campus_graph.queries.resilience import finish as resilience
from campus_graph.queries.weak_link import finish as weak_link

_FINDINGS: Mapping[str, ModuleType] = {"weak-link": weak_link, "resilience": resilience}
# verdict of another question → verdict here
_JUDGED = {"missing": "gap", "fragile": "gap", "robust": "covered"}

# A server gives no types to the columns of a result without rows, or of nulls.
_TYPES: Mapping[str, Any] = {
    "labels": {"issued_year": pl.Int64, "expiry_year": pl.Int64},
    "offers": {"level": pl.Int64, "filieres": pl.List(pl.String)},
    "learners": {"year": pl.Int64, "capacity": pl.Int64, "enrolled": pl.Int64},
    "indicators": {"year": pl.Int64, "value": pl.Float64},
}


def rows(frames: Mapping[str, pl.DataFrame], parameters: Parameters) -> pl.DataFrame:
    """Return the rows of each campus, section by section."""
    frames = {name: frame.cast(_TYPES.get(name, {})) for name, frame in typed(frames).items()}
    campuses, actors = frames["campuses"], frames["actors"]
    found = {
        "labels": sections.labels(frames["labels"], frames["steps"], int(str(parameters["as_of"])[:4])),
        "support": sections.actors(actors, "support"),
        "members": sections.actors(actors, "members"),
        "partners": sections.actors(actors, "partners"),
        "offers": sections.offers(frames["offers"], actors, campuses),
        "learners": sections.learners(frames["learners"], actors),
        "indicators": sections.indicators(frames["indicators"], actors, campuses),
        "findings": pl.concat([_finding(name, frames, parameters) for name in _FINDINGS]),
        "neighbours": sections.neighbours(actors, campuses),
    }
    asked = campuses.filter("asked").select("campus", "campus_label")
    parts = [_section(asked, found[name], name, rank) for rank, name in enumerate(words.SECTIONS)]
    return pl.concat(parts).sort("campus", "rank", "place", "item", nulls_last=True)


def _section(asked: pl.DataFrame, found: pl.DataFrame, name: str, rank: int) -> pl.DataFrame:
    """Return the section of every campus asked for; one row says that nothing is known where nothing is."""
    return asked.join(found, on="campus", how="left").with_columns(
        pl.col("verdict").fill_null("unknown"),
        pl.col("reason").fill_null(words.NOTHING[name]),
        section=pl.lit(name),
        section_label=pl.lit(words.SECTIONS[name]),
        rank=pl.lit(rank),
    )


def _finding(name: str, frames: Mapping[str, pl.DataFrame], parameters: Parameters) -> pl.DataFrame:
    """Return what another question says, asked with its own defaults."""
    asked = questions()[name]
    answer: pl.DataFrame = _FINDINGS[name].rows(frames, {**{p.name: p.default for p in asked.parameters}, **parameters})
    return answer.select(
        "campus",
        item=pl.lit(name),
        item_label=pl.lit(asked.title_fr),
        value=pl.lit(None, pl.Float64),
        verdict=pl.col("verdict").replace(_JUDGED),
        reason=pl.format(
            "{} : {}", pl.col("verdict").replace_strict(dict(asked.verdicts), return_dtype=pl.String), "reason"
        ),
        place=pl.lit(str(list(_FINDINGS).index(name))),
    )
