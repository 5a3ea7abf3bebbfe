"""Names as people write them: with or without accents, ligatures, capitals, typographic quotes.

Two names are the same when they fold to the same text. The name that is shown is never touched.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl

# https://www.w3.org/TR/xml/#charsets, without the carriage return, which readers turn into a line feed
_NOT_IN_XML = re.compile(r"[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LIGATURES = {"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ß": "ss"}


def fold(text: str) -> str:
    """Return the text without case, accents, ligatures and punctuation.

    >>> fold("L’Île-d'Œuvre  ")
    'l ile d oeuvre'
    """
    for ligature, letters in _LIGATURES.items():
        text = text.replace(ligature, letters)
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(re.findall(r"[a-z0-9]+", plain.lower()))


def folded(column: pl.Expr | str) -> pl.Expr:
    """Return the expression that does to a column what ``fold`` does to a text."""
    expr = pl.col(column) if isinstance(column, str) else column
    return (
        expr.str.replace_many(list(_LIGATURES), list(_LIGATURES.values()))
        .str.normalize("NFKD")
        .str.replace_all(r"\p{M}", "")
        .str.to_lowercase()
        .str.replace_all(r"[^a-z0-9]+", " ")
        .str.strip_chars(" ")
    )


def written_out(column: pl.Expr | str) -> pl.Expr:
    """Return the expression that folds a column and writes St and Ste in full; sigles lose their points.

    >>> pl.select(written_out(pl.lit("Lyc\u00adée Ste-Anne"))).item()
    'lycee sainte anne'
    """
    expr = pl.col(column) if isinstance(column, str) else column
    plain = expr.str.replace_all(r"\p{Cf}", "").str.replace_all(r"\.(\p{Lu})\b", "${1}")
    return folded(plain).str.replace_all(r"\bst(e?)\b", "saint${1}")


def slug(text: str) -> str:
    """Return a key made from a name.

    >>> slug("Pôle Mer Bretagne Atlantique")
    'pole-mer-bretagne-atlantique'
    """
    return fold(text).replace(" ", "-")


def slugged(column: pl.Expr | str) -> pl.Expr:
    """Return the expression that does to a column what ``slug`` does to a text."""
    return folded(column).str.replace_all(" ", "-", literal=True)


def nearest(value: str, names: Iterable[str], count: int = 4) -> list[str]:
    """Return the names closest to ``value``, the best first, ties in the order of the alphabet."""
    by_fold = {fold(name): name for name in sorted(names, reverse=True)}
    wanted = fold(value)
    close = difflib.get_close_matches(wanted, sorted(by_fold), n=count, cutoff=0.5)
    starts = [f for f in sorted(by_fold) if wanted and f.startswith(wanted) and f not in close]
    return [by_fold[f] for f in (close + starts)[:count]]


def attributes(record: Mapping[str, Any]) -> dict[str, str | int | float | bool]:
    """Return the fields that a file of a graph can hold: no nulls, lists as text, only signs that XML knows."""
    said = {k: " | ".join(map(str, v)) if isinstance(v, list) else v for k, v in record.items() if v is not None}
    return {k: for_xml(v) if isinstance(v, str) else v for k, v in said.items()}


def for_xml(text: str) -> str:
    r"""Return the text as a file of XML can hold it: a space in the place of each sign that XML forbids.

    >>> for_xml("Lycée\x0bJean")
    'Lycée Jean'
    """
    return _NOT_IN_XML.sub(" ", text)
