"""How nearly two names agree: whole blocks at a time, then word by word, rare words counting more.

Names are compared within their area (a department) or town; what has neither is compared with everything.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import polars as pl
from rapidfuzz import fuzz, process

from campus_graph.checks.names_words import alike, taken_apart

# Tuned on pairs of which none is measured in the tests (tests/checks/make_names_pairs.py).
LIKELY, SURE = 0.82, 0.9
_CLOSE = 70  # of 100: below it two names have no chance
_CONTAINED, _AT_LEAST, _AT_LEAST_ELSEWHERE = 0.85, 0.35, 0.6
_RARE = 5.0  # weight of a word that fewer than one name in 150 bears
_LETTERS = 0.97
_LONG_WORD, _WORD, _SHORT_WORD, _CUT_WORD = 7, 0.85, 3, 0.9
PAIR = {
    **dict.fromkeys(("id", "name", "place", "other", "other_name", "other_place"), pl.String()),
    "score": pl.Float64(),
    "why": pl.String(),
}


def near_pairs(things: pl.DataFrame, towns: pl.DataFrame) -> pl.DataFrame:
    """Return the pairs (PAIR) of things (THINGS) that may be one, sorted by id. ``score`` goes from 0 to 1.

    Two things that a publisher lists side by side under two official numbers (``files``) must agree nearly wholly.
    ``towns`` (TOWNS) are the places with which names of an area may end.
    """
    said = taken_apart(things, towns)
    pairs = pl.concat([_ends(said.clear(), said.clear()), *_candidates(said)])
    town = (pl.col("town") == pl.col("other_town")).fill_null(True)
    number = pl.col("number") == pl.col("other_number")
    site = (pl.col("site") == pl.col("other_site")) | (pl.col("town") == pl.col("other_town")).fill_null(False)
    scored = _scored(pairs.filter(town, number, site, alike("sort", "other_sort")), said)
    listed = pl.col("files").list.set_intersection("other_files").list.sort()
    least = pl.when(listed.list.len().fill_null(0) > 0).then(SURE).otherwise(LIKELY)
    found = scored.filter(pl.col("score") >= least).with_columns(why=_why(listed), score=pl.col("score").round(2))
    return found.rename({"other_id": "other"}).select(*PAIR).sort("id", "other")


def _candidates(said: pl.DataFrame) -> Iterator[pl.DataFrame]:
    keyed = said.with_columns(block=pl.coalesce("area", "town"))
    nowhere = keyed.filter(pl.col("block").is_null()).drop("block")
    if not nowhere.is_empty():
        yield _close(nowhere, said)
    for _, block in keyed.drop_nulls("block").group_by("block", maintain_order=True):
        yield _close(block.drop("block"), block.drop("block"))


def _close(left: pl.DataFrame, right: pl.DataFrame) -> pl.DataFrame:
    """Return the pairs of a block whose words, or letters, are close."""
    a, b = left["core"].to_list(), right["core"].to_list()
    words = process.cdist(a, b, scorer=fuzz.token_set_ratio, score_cutoff=_CLOSE, dtype=np.uint8)
    letters = process.cdist(_joined(a), _joined(b), scorer=fuzz.ratio, score_cutoff=_CLOSE, dtype=np.uint8)
    at, to = np.nonzero((words > 0) | (letters > 0))
    met = _ends(left[at], right[to]).filter(pl.col("id") != pl.col("other_id"))
    swapped = pl.col("id") > pl.col("other_id")
    columns = left.columns
    there = [pl.when(swapped).then(f"other_{c}").otherwise(c).alias(c) for c in columns]
    back = [pl.when(swapped).then(c).otherwise(f"other_{c}").alias(f"other_{c}") for c in columns]
    return met.select(*there, *back).unique(["id", "other_id"], maintain_order=True)


def _ends(left: pl.DataFrame, right: pl.DataFrame) -> pl.DataFrame:
    return pl.concat([left, right.rename(lambda name: f"other_{name}")], how="horizontal")


def _joined(texts: Sequence[str]) -> list[str]:
    return [text.replace(" ", "") for text in texts]


def _scored(pairs: pl.DataFrame, said: pl.DataFrame) -> pl.DataFrame:
    """Add ``score``: the share of the words' weight that both names have; or nearly the same letters, written
    together; or one name within the other, where enough of it is rare.
    """
    sides = _sides(pairs, said)
    pairs = pairs.join(sides, on=["id", "other_id"])
    letters = process.cpdist(
        _joined(pairs["core"].to_list()), _joined(pairs["other_core"].to_list()), scorer=fuzz.ratio
    )
    pairs = pairs.with_columns(letters=pl.Series(letters, dtype=pl.Float64) / 100)
    both = (pl.col("met") + pl.col("other_met")) / (pl.col("weight") + pl.col("other_weight"))
    known = pl.col("sort").is_null() == pl.col("other_sort").is_null()
    town = (pl.col("town") == pl.col("other_town")).fill_null(False)
    within = pl.max_horizontal(pl.col("met") / pl.col("weight"), pl.col("other_met") / pl.col("other_weight")) > 0.95
    enough = (
        (pl.min_horizontal("met", "other_met") > _RARE) & (both > _AT_LEAST) & (town | (both >= _AT_LEAST_ELSEWHERE))
    )
    return pairs.with_columns(
        words=both,
        score=pl.max_horizontal(
            pl.when(known | (both >= SURE)).then(both).otherwise(0.0),
            pl.when(pl.col("letters") >= _LETTERS).then("letters"),
            pl.when(within & enough & known).then(_CONTAINED),
        ),
    )


def _sides(pairs: pl.DataFrame, said: pl.DataFrame) -> pl.DataFrame:
    """Return per pair the weight of each name's words, and of those that the other name has."""
    split = [pl.col(c).str.split(" ").list.unique().alias(c) for c in ("core", "other_core")]
    met = pairs.select("id", "other_id", *split).explode("core").explode("other_core")
    met = met.join(_matches(met), on=["core", "other_core"])
    weights, parts = _weights(said), []
    for word, prefix in (("core", ""), ("other_core", "other_")):
        best = met.group_by("id", "other_id", word).agg(pl.col("match").max())
        told = best.join(weights.rename({"word": word}), on=word).sort("id", "other_id", word)
        sums = ((pl.col("match") * pl.col("tells")).sum(), pl.col("tells").sum())
        named = (sums[0].alias(f"{prefix}met"), sums[1].alias(f"{prefix}weight"))
        parts.append(told.group_by("id", "other_id", maintain_order=True).agg(*named))
    return parts[0].join(parts[1], on=["id", "other_id"])


def _weights(said: pl.DataFrame) -> pl.DataFrame:
    """Return how much each word tells: the logarithm of how few names bear it."""
    words = said.select(word=pl.col("core").str.split(" ").list.unique()).explode("word")
    return words.group_by("word").agg(tells=((said.height + 1) / pl.len()).log())


def _matches(met: pl.DataFrame) -> pl.DataFrame:
    """Return how nearly two words agree: misspelt if long, cut short if at least three letters stand."""
    pairs = met.select("core", "other_core").unique()
    like = process.cpdist(pairs["core"].to_list(), pairs["other_core"].to_list(), scorer=fuzz.ratio)
    pairs = pairs.with_columns(like=pl.Series(like, dtype=pl.Float64) / 100)
    lengths = [pl.col(c).str.len_chars().cast(pl.Int64) for c in ("core", "other_core")]
    shorter, gap = pl.min_horizontal(*lengths), (lengths[0] - lengths[1]).abs()
    begins = pl.col("core").str.starts_with(pl.col("other_core")) | pl.col("other_core").str.starts_with(pl.col("core"))
    spelt = (pl.col("like") == 1) | ((pl.col("like") >= _WORD) & (shorter >= _LONG_WORD))
    cut = begins & (shorter >= _SHORT_WORD) & (gap >= _SHORT_WORD)
    match = pl.when(spelt).then("like").when(cut).then(_CUT_WORD).otherwise(0.0)
    return pairs.select("core", "other_core", match=match)


def _why(listed: pl.Expr) -> pl.Expr:
    """Return in French what speaks for a pair and against it."""
    same = pl.when(pl.col("core") == pl.col("other_core")).then(pl.lit("mêmes mots"))
    near = pl.when(pl.col("words") >= LIKELY).then(pl.lit("presque les mêmes mots"))
    letters = pl.when(pl.col("letters") >= _LETTERS).then(pl.lit("mêmes lettres, coupées autrement"))
    names = pl.coalesce(same, near, letters, pl.lit("un nom contient l’autre"))
    town = (
        pl.when(pl.col("town") == pl.col("other_town")).then(pl.lit("même lieu")).otherwise(pl.lit("lieu non précisé"))
    )
    apart = pl.when(listed.list.len() > 0).then(pl.format("listés à part par {}", listed.list.join(", ")))
    return pl.concat_str(names, town, apart, separator=" ; ", ignore_nulls=True)
