"""How much of what sources state the graph holds: rows per source, campuses per territory.

A number is complete only against a number that somebody published. Where nobody states one, the status is ``unknown``:
what is absent from the data is not said to be missing from the world.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from campus_graph.checks.places import shared
from campus_graph.graph.store import Reader
from campus_graph.loaders.registry import sources
from campus_graph.queries.campuses import counted, known_campuses, typed

# complete: a published count says so; known: every thing that the graph has carries it; partial: some of them do.
COMPLETE, KNOWN, PARTIAL, UNKNOWN = "stated-complete", "known", "partial", "unknown"
_COUNTED = "campus labellisés"
_LABEL_YEARS = 5  # what a label lasts at most: an older count proves nothing of today
_EVER = 1000
_YEAR = r"\b((?:19|20)\d{2})\b"
_ROWS = ("read", "loaded", "merged", "rejected")
SOURCES = {
    **dict.fromkeys(("source", "title", "publisher", "licence", "vintage"), pl.String()),
    **dict.fromkeys(("age_years", "declared", *_ROWS), pl.Int64()),
    "drift_percent": pl.Float64(),
    "status": pl.String(),
}
CAMPUS_COUNTS = {
    **dict.fromkeys(("territory", "label", "period", "source_url"), pl.String()),
    **dict.fromkeys(("counted", "stated", "described", "unfiled"), pl.Int64()),
    "status": pl.String(),
}


def source_accounts(reader: Reader) -> pl.DataFrame:
    """Return one row per source, as ``SOURCES``: the rows declared by its ``source.toml`` against those of the ledger.

    ``drift_percent`` is (read − declared) / declared; ``age_years`` counts from the last year that the vintage
    names to the day of the graph's own facts. A source that this package does not declare, or a graph without ledger,
    is unknown.
    """
    account = reader.ledger()
    held = account.group_by("source").agg(pl.col(name).sum().cast(pl.Int64) for name in _ROWS)
    declared = pl.DataFrame(list(_declared()), schema={"source": pl.String, "declared": pl.Int64}, orient="row")
    known = reader.table("Source").with_columns(source=pl.col("id").str.split("/").list.last())
    found = known.join(declared, on="source", how="left").join(held, on="source", how="left")
    drift = (pl.col("read") - pl.col("declared")) / pl.col("declared") * 100
    status = (
        pl.when(pl.col("declared").is_null() | pl.col("read").is_null())
        .then(pl.lit(UNKNOWN))
        .when(pl.col("read") >= pl.col("declared"))
        .then(pl.lit(COMPLETE))
        .otherwise(pl.lit(PARTIAL))
    )
    said = {"title": pl.col("label"), "age_years": _age(reader), "drift_percent": drift.round(2), "status": status}
    return found.with_columns(**said).select(pl.col(n).cast(t) for n, t in SOURCES.items()).sort("source")


def _declared() -> Iterator[tuple[str, int]]:
    for info in sources():
        if info.files:
            yield info.name, sum(spec.rows for spec in info.files.values())


def _age(reader: Reader) -> pl.Expr:
    today = int(reader.meta["as_of"][:4])
    last = pl.col("vintage").str.extract_all(_YEAR).list.eval(pl.element().cast(pl.Int64)).list.max()
    return (today - last).clip(0)


def campus_counts(reader: Reader) -> pl.DataFrame:
    """Return, as ``CAMPUS_COUNTS``, the last published count of each territory, and the labelled campuses described.

    ``stated`` is ``counted`` with the labels awarded since; ``territory`` is null for the country, which is no thing
    of the graph. The questions judge by the same numbers (``queries/campuses.py``).
    """
    frames = shared(reader, "counts", "places", "awards", "campuses", "campus_filieres")
    as_of = reader.meta["as_of"]
    found = counted(frames, {"as_of": as_of, "max_count_age": _EVER})
    campuses, awards = typed(frames["campuses"]), typed(frames["awards"].select("campus"))
    labelled = campuses.join(awards, on="campus", how="semi")["same_as"].n_unique()
    named = pl.concat(reader.table(kind).select("id", "label") for kind in ("Region", "Academy", "Department"))
    joined = found.join(named, left_on="subject", right_on="id", how="left").join(
        _addresses(reader), on=["subject", "period"], how="left"
    )
    country = pl.col("label").is_null()
    described = pl.when(country).then(labelled).otherwise("known")
    rows = joined.with_columns(
        described=described,
        counted="value",
        territory=pl.when(~country).then("subject"),
        label=pl.coalesce("label", pl.col("subject").str.to_titlecase()),
        status=_status(described, int(as_of[:4])),
    )
    return rows.select(pl.col(n).cast(t) for n, t in CAMPUS_COUNTS.items()).sort("territory", nulls_last=True)


def described_campuses(reader: Reader) -> pl.DataFrame:
    """Return (territory, known, unfiled): the labelled campuses that the graph describes, per territory they touch."""
    frames = shared(reader, "places", "awards", "campuses", "campus_filieres")
    return known_campuses(frames, int(reader.meta["as_of"][:4]))


def _addresses(reader: Reader) -> pl.DataFrame:
    stated = reader.table("Indicator").filter(measure=_COUNTED).drop_nulls(["value", "period"])
    last = stated.sort("subject", "period", "value", "id").group_by("subject", "period", maintain_order=True).last()
    return last.select("subject", "period", "source_url")


def _status(described: pl.Expr, today: int) -> pl.Expr:
    """Return what a count proves: one that is too old, or that the campuses known exceed, says nothing of today."""
    recent = pl.col("period").str.slice(0, 4).cast(pl.Int64, strict=False) >= today - _LABEL_YEARS
    return (
        pl.when(~recent | (described > pl.col("stated")))
        .then(pl.lit(UNKNOWN))
        .when((described == pl.col("stated")) & (pl.col("unfiled") == 0))
        .then(pl.lit(COMPLETE))
        .otherwise(pl.lit(PARTIAL))
    )
