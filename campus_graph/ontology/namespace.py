"""Prefixes, and the only place where identifiers are minted.

An identifier is ``path/key``: the path that the class declares (``cg:path``) and the publisher's own
key. It becomes an IRI by putting ``BASE`` before it.
"""

from __future__ import annotations

import polars as pl

DEFINITIONS = "https://w3id.org/campus-graph/def#"
VOCABULARIES = "https://w3id.org/campus-graph/voc#"
BASE = "https://w3id.org/campus-graph/id/"


def mint(path: str, key: pl.Expr | str) -> pl.Expr:
    """Return the expression ``path/key``; null where the key is null or empty.

    >>> pl.DataFrame({"code": ["27"]}).select(mint("region", "code")).item()
    'region/27'
    """
    column = pl.col(key) if isinstance(key, str) else key
    return pl.when(column.fill_null("") != "").then(pl.concat_str(pl.lit(f"{path}/"), column))
