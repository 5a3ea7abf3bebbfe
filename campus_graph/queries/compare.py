"""Two answers to one question set side by side: what appeared, what vanished, what changed its verdict.

Findings are matched by their identifiers, so that two dates, two builds or a graph before and after a change can be
compared alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from campus_graph.errors import BadParameter
from campus_graph.queries.answer import Answer
from campus_graph.queries.registry import question

CHANGES: Mapping[str, str] = {
    "closed": "manque comblé",
    "opened": "manque apparu",
    "changed": "verdict changé",
    "appeared": "ligne apparue",
    "vanished": "ligne disparue",
}
_ORDER = {name: place for place, name in enumerate(CHANGES)}


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two answers and their differences. ``frame`` has one row per finding that differs: id, the columns of the key,
    their names, ``change`` (see ``CHANGES``), ``before`` and ``after`` (verdicts, null where there is no such row).
    """

    before: Answer
    after: Answer
    frame: pl.DataFrame

    @property
    def counts(self) -> dict[str, int]:
        """Return the number of rows per kind of change."""
        found = dict(self.frame.group_by("change").len().iter_rows())
        return {change: found.get(change, 0) for change in CHANGES}

    def to_dict(self) -> dict[str, object]:
        """Return everything as plain data for JSON."""
        sides = {name: _side(answer) for name, answer in (("before", self.before), ("after", self.after))}
        return {"question": self.after.question, **sides, "counts": self.counts, "rows": self.frame.to_dicts()}


def _side(answer: Answer) -> dict[str, object]:
    return {"digest": answer.digest, "parameters": dict(answer.parameters), "counts": dict(answer.counts)}


def compare(before: Answer, after: Answer) -> Comparison:
    """Return what differs between two answers to one question.

    Raises:
        BadParameter: they answer different questions.

    """
    if before.question != after.question:
        raise BadParameter(
            f"On ne compare pas {before.question} à {after.question} ; posez deux fois la même question."
        )
    known = [name for name in _names(after) if name in before.frame.columns]
    sides = [
        answer.frame.select("id", *known, pl.col("verdict").alias(said))
        for answer, said in ((before, "before"), (after, "after"))
    ]
    joined = sides[0].join(sides[1], on="id", how="full", coalesce=True, suffix="_after")
    rows = joined.with_columns(pl.coalesce(name, f"{name}_after").alias(name) for name in known)
    rows = rows.with_columns(change=_change()).filter(pl.col("change").is_not_null())
    order = pl.col("change").replace_strict(_ORDER, return_dtype=pl.Int64)
    return Comparison(before, after, rows.sort(order, "id").select("id", *known, "change", "before", "after"))


def _names(answer: Answer) -> list[str]:
    """Return the columns that name a finding: those of its key, and the words for them."""
    key = question(answer.question).key
    return [name for name in answer.frame.columns if name in key or name.removesuffix("_label") in key]


def _change() -> pl.Expr:
    """Return the change; a gap is closed by a verdict that says so, not by one that knows nothing any more."""
    gap_before, gap_after = (pl.col(side).eq_missing(pl.lit("gap")) for side in ("before", "after"))
    known_after = pl.col("after").is_not_null() & (pl.col("after") != "unknown")
    return (
        pl.when(gap_before & ~gap_after & known_after)
        .then(pl.lit("closed"))
        .when(gap_after & ~gap_before)
        .then(pl.lit("opened"))
        .when(pl.col("before").is_null())
        .then(pl.lit("appeared"))
        .when(pl.col("after").is_null())
        .then(pl.lit("vanished"))
        .when(pl.col("before") != pl.col("after"))
        .then(pl.lit("changed"))
    )
