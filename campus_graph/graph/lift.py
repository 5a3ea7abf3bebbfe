"""Offers and continuations lifted to the diplomas that are open today.

Problem: a renamed diploma looks like a broken pathway, and a common second year hides its specialities.
Remedy (``domain.md`` traps 3 and 4): a closed diploma stands for each open diploma that it leads to by
succession; a common year stands for its specialities. Not an equivalence class: reforms split and merge.
"""

from __future__ import annotations

import polars as pl

_ORDER = {"direct": 0, "succession": 1, "speciality": 2, "presumed-speciality": 3, "closed": 4}


def stands_for(diplomas: pl.DataFrame, succeeds: pl.DataFrame, specialises: pl.DataFrame) -> pl.DataFrame:
    """Return (diploma, target, rule): the open diplomas for which each diploma stands.

    ``diplomas`` has id and open; ``succeeds`` start_id (new) and end_id (old); ``specialises`` start_id
    (common year) and end_id (speciality). A closed diploma without open successor stands for itself,
    by the rule ``closed``.
    """
    lifted = _open_successors(diplomas, succeeds)
    common = specialises.select(common="start_id", speciality="end_id")
    opened = common.join(lifted, left_on="speciality", right_on="diploma").filter(pl.col("rule") != "closed")
    specialised = lifted.join(opened.select("common", special="target"), left_on="target", right_on="common")
    plain = lifted.join(opened, left_on="target", right_on="common", how="anti")
    presumed = specialised.select("diploma", target="special", rule=pl.lit("presumed-speciality"))
    return pl.concat([plain, presumed]).unique().sort("diploma", "target", "rule")


def _open_successors(diplomas: pl.DataFrame, succeeds: pl.DataFrame) -> pl.DataFrame:
    step = succeeds.select(old="end_id", new="start_id")
    is_open = diplomas.filter(pl.col("open")).select("id")
    closed = diplomas.filter(~pl.col("open")).select(diploma="id", target="id")
    seen, frontier = closed, closed
    while not frontier.is_empty():
        onward = frontier.join(step, left_on="target", right_on="old").select("diploma", target="new").unique()
        # An open successor ends the walk; what it is itself succeeded by in future is another story.
        fresh = onward.join(seen, on=["diploma", "target"], how="anti")
        seen = pl.concat([seen, fresh])
        frontier = fresh.join(is_open, left_on="target", right_on="id", how="anti")
    found = seen.join(is_open, left_on="target", right_on="id", how="semi").with_columns(rule=pl.lit("succession"))
    orphan = closed.join(found, on="diploma", how="anti").with_columns(rule=pl.lit("closed"))
    direct = is_open.select(diploma="id", target="id", rule=pl.lit("direct"))
    return pl.concat([direct, found, orphan])


def teaches(offers: pl.DataFrame, stands: pl.DataFrame) -> pl.DataFrame:
    """Return the TEACHES edges: each offer, counted for the open diplomas for which it stands.

    The specialities of a common year are presumed only where the establishment is not known to teach
    one of them; where it is, the common year stands for those alone (rule ``speciality``). Where an offer counts for a
    diploma in several ways, the plainest is kept: it alone has the places.
    """
    rows = offers.join(stands, left_on="end_id", right_on="diploma")
    presumed = pl.col("rule") == "presumed-speciality"
    observed = rows.filter(~presumed).select("start_id", "target").unique()
    guesses = rows.filter(presumed)
    seen = guesses.join(observed, on=["start_id", "target"], how="semi").with_columns(rule=pl.lit("speciality"))
    unseen = guesses.join(seen, on=["start_id", "end_id"], how="anti")
    order = pl.col("rule").replace_strict(_ORDER, return_dtype=pl.Int64)
    every = pl.concat([rows.filter(~presumed), seen, unseen]).sort(order, maintain_order=True)
    plainest = every.unique(["start_id", "target", "voie", "year", "end_id"], keep="first", maintain_order=True)
    return plainest.select(
        "start_id",
        "voie",
        "year",
        "rule",
        "sources",
        end_id="target",
        origin="end_id",
        capacity=pl.when(pl.col("rule").is_in(["direct", "succession", "closed"])).then("capacity"),
    )


def continues_to(leads_to: pl.DataFrame, stands: pl.DataFrame) -> pl.DataFrame:
    """Return the CONTINUES_TO edges: each continuation between all open diplomas of both ends."""
    useful = stands.filter(pl.col("rule") != "closed").with_columns(
        order=pl.col("rule").replace_strict(_ORDER, return_dtype=pl.Int64)
    )
    rows = leads_to.join(useful, left_on="start_id", right_on="diploma").join(
        useful, left_on="end_id", right_on="diploma", suffix="_end"
    )
    order = pl.max_horizontal("order", "order_end")
    names = {number: name for name, number in _ORDER.items()}
    edges = rows.select(
        "status",
        "sources",
        start_id="target",
        end_id="target_end",
        rule=order.replace_strict(names, return_dtype=pl.String),
        o=order,
    )
    kept = edges.filter(pl.col("start_id") != pl.col("end_id")).sort("start_id", "end_id", "o", "status")
    return kept.unique(["start_id", "end_id"], keep="first", maintain_order=True).drop("o")
