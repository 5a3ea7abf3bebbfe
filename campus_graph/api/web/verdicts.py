"""How a verdict looks: a tone for its colour and a mark, since colour is never the only carrier."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Look(NamedTuple):
    """The tone (a class of the style) and the mark (a sign) of a verdict."""

    tone: str
    mark: str


_PLAIN = Look("none", "·")
LOOKS: Mapping[str, Look] = {
    "gap": Look("gap", "✕"),
    "missing": Look("gap", "✕"),
    "overdue": Look("gap", "✕"),
    "fragile": Look("weak", "!"),
    "due": Look("weak", "!"),
    "unknown": Look("unknown", "?"),
    "to-check": Look("unknown", "?"),
    "covered": Look("covered", "✓"),
    "holds": Look("covered", "✓"),
    "robust": Look("covered", "✓"),
    "covered-on-paper": Look("paper", "≈"),
    "no-need": Look("none", "–"),
    "not-applicable": Look("none", "–"),
}


def look(verdict: str) -> Look:
    """Return the look of a verdict.

    >>> look("gap").tone, look("unknown").mark
    ('gap', '?')
    """
    return LOOKS.get(verdict, _PLAIN)
