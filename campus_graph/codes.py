"""Official codes: the UAI with its check letter, the departments it begins with, Insee codes.

The check letter is the seven digits modulo 23 in an alphabet without I, O and Q.
The first three digits of a UAI name a department, with the exceptions below (``domain.md`` trap 8).
"""

from __future__ import annotations

import polars as pl

_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
# Corsica kept numeric prefixes; New Caledonia and French Polynesia are 988 and 987 for Insee.
_PREFIX = {"620": "2A", "720": "2B", "983": "988", "984": "987"}


def valid_uai(column: pl.Expr | str) -> pl.Expr:
    """Return whether a column holds a UAI whose letter agrees with its digits."""
    uai = pl.col(column) if isinstance(column, str) else column
    letter = (uai.str.slice(0, 7).cast(pl.Int64, strict=False) % len(_LETTERS)).replace_strict(
        list(range(len(_LETTERS))), list(_LETTERS), default=None
    )
    return uai.str.contains(r"^[0-9]{7}[A-Z]$") & (uai.str.slice(7, 1) == letter)


def uai_department(column: pl.Expr | str) -> pl.Expr:
    """Return the department code (``01``, ``2A``, ``971``) that a UAI begins with."""
    uai = pl.col(column) if isinstance(column, str) else column
    prefix = uai.str.slice(0, 3)
    return pl.when(prefix.str.starts_with("0")).then(prefix.str.slice(1)).otherwise(prefix.replace(_PREFIX))


def short_department(column: pl.Expr | str) -> pl.Expr:
    """Return the usual code of a department written on three characters (``001``, ``02A``, ``971``)."""
    code = pl.col(column) if isinstance(column, str) else column
    return pl.when(code.str.len_chars() == 3).then(code.str.strip_prefix("0")).otherwise(code)
