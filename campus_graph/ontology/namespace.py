"""Prefixes, and the only place where identifiers are minted.

An identifier is ``path/key``: the path that the class declares (``cg:path``) and the publisher's own
key. It becomes an IRI by putting ``BASE`` before it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import unquote

import polars as pl

from campus_graph.errors import BadParameter

DEFINITIONS = "https://w3id.org/campus-graph/def#"
VOCABULARIES = "https://w3id.org/campus-graph/voc#"
BASE = "https://w3id.org/campus-graph/id/"
DCTERMS = "http://purl.org/dc/terms/"
# The forms of RDF that are written and read back, by the suffix of a file.
RDF_FORMS = ("ttl", "nt", "jsonld", "trig")
# What a graph says of its own making, beside things and relations.
ACCOUNTS = ("Conflict", "LedgerEntry")


def mint(path: str, key: pl.Expr | str) -> pl.Expr:
    """Return the expression ``path/key``; null where the key is null or empty.

    >>> pl.DataFrame({"code": ["27"]}).select(mint("region", "code")).item()
    'region/27'
    """
    column = pl.col(key) if isinstance(key, str) else key
    return pl.when(column.fill_null("") != "").then(pl.concat_str(pl.lit(f"{path}/"), column))


def checked_base(text: str) -> str:
    """Return the text if identifiers can be put after it, each to give an address.

    Raises:
        BadParameter: it is no address of the web, or does not end where an identifier can begin.

    """
    if not re.fullmatch(r"https?://[^\s<>\"'{}|\\^`?#\x00-\x1f]+(/|#)", text):
        raise BadParameter(
            f"« {text} » ne peut pas précéder les identifiants ; donnez une adresse qui commence par http:// ou "
            "https:// et finit par « / » ou « # », comme https://data.exemple.fr/id/."
        )
    return text


def dataset(base: str = BASE) -> str:
    """Return the address of the data set whose things are under a base.

    >>> dataset("https://data.exemple.fr/id/")
    'https://data.exemple.fr/dataset'
    """
    return base.removesuffix("id/") + "dataset"


@lru_cache(maxsize=4_096)
def term(name: str) -> str:
    """Return the term of a kind, field or relation.

    >>> term("source_url").removeprefix(DEFINITIONS), term("HAS_MEMBER").removeprefix(DEFINITIONS)
    ('sourceUrl', 'hasMember')
    """
    first, *rest = name.lower().split("_")
    return DEFINITIONS + first + "".join(word.capitalize() for word in rest)


@lru_cache(maxsize=65_536)
def iri(identifier: str, base: str = BASE) -> str:
    """Return the IRI of an identifier; what an IRI may not hold is escaped.

    >>> iri("campus/é")
    'https://w3id.org/campus-graph/id/campus/%C3%A9'
    """
    escaped = re.sub(r"[^A-Za-z0-9/_.~:-]", lambda m: "".join(f"%{b:02X}" for b in m[0].encode()), identifier)
    return base + escaped


def identifier(iri: str, base: str = BASE) -> str | None:
    """Return the identifier that an IRI was made from; None where it is not one of ours.

    >>> identifier("https://w3id.org/campus-graph/id/campus/%C3%A9")
    'campus/é'
    """
    return unquote(iri.removeprefix(base)) if iri.startswith(base) else None
