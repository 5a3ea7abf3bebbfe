"""The kind of an establishment as far as its name tells it safely.

For sources that give a name and no kind; ``inconnu`` is an honest answer, and better files win over it.
"""

from __future__ import annotations

import polars as pl

from campus_graph.text import folded

UNKNOWN = "inconnu"
# The first pattern that the folded name meets. « Lycée Général Leclerc » is a general, not a kind.
_BY_NAME = {
    r"^(lycee professionnel|lp)\b": "lycee-professionnel",
    r"^(lycee polyvalent|lpo)\b": "lycee-polyvalent",
    r"^(lycee( general et technologique)? agricole|legta|lpa|l p a)\b": "lycee-agricole",
    r"^lycee (general et )?technologique\b": "lycee-general-technologique",
    r"^lycee\b": "lycee",
    r"\b(iut|i u t)\b": "iut",
    r"^cfa\b": "cfa",
    r"^greta\b": "greta",
    r"^(insa |institut national des sciences appliquees|ecole .*\bd ?ingenieurs?\b)": "ecole-ingenieurs",
    r"^ecole\b": "ecole",
}


def category_of_name(name: str, public: pl.Expr | None = None) -> pl.Expr:
    """Return the category that the column ``name`` tells.

    Private institutes also call themselves universities, which the law keeps for public ones: pass ``public``
    where the source knows; without it a catholic one stays unknown.
    """
    words = folded(name)
    state = ~words.str.contains("catholique") if public is None else public
    kinds = [pl.when(words.str.contains(pattern)).then(pl.lit(kind)) for pattern, kind in _BY_NAME.items()]
    university = pl.when(words.str.contains(r"^universite\b") & state).then(pl.lit("universite"))
    return pl.coalesce(*kinds, university, pl.lit(UNKNOWN))
