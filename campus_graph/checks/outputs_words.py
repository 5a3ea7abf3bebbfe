"""How the outputs write numbers, things and places in French, and which words they share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from campus_graph.checks.report import Missing
from campus_graph.french import number

SEVERITIES: Mapping[str, tuple[str, str]] = {
    "error": ("erreur", "erreurs"),
    "warning": ("avertissement", "avertissements"),
    "info": ("information", "informations"),
}
STATUSES: Mapping[str, str] = {
    "stated-complete": "complet, d’après un décompte publié",
    "known": "connu pour tous",
    "partial": "connu en partie",
    "unknown": "inconnu",
}


def counted(value: int, words: tuple[str, str]) -> str:
    """Return a number with its noun.

    >>> counted(1, ("offre", "offres"))
    '1 offre'
    """
    return f"{number(value)} {words[0] if value < 2 else words[1]}"


def percent(share: float | None) -> str:
    """Return a share in per cent; one that is not quite whole, or not quite nothing, is not said to be."""
    if share is None:
        return ""
    whole = round(share * 100)
    whole = min(whole, 99) if share < 1 else whole
    whole = max(whole, 1) if share > 0 else whole
    return f"{whole} %"


def weight(item: Missing) -> str:
    """Return what hangs on a lack, in words."""
    if item.lack.touched is not None:
        return counted(item.touched, item.lack.touched)
    return counted(item.total, ("verdict", "verdicts"))


def told(row: Mapping[str, Any]) -> str:
    """Return a finding on one line: its name and identifier, the other end, the value."""
    ends = [f"{row['label'] or row['id']} ({row['id']})"]
    if row["other"]:
        ends.append(f"{row['other_label'] or row['other']} ({row['other']})")
    value = f" : {row['value']}" if row["value"] else ""
    return f"{' → '.join(ends)}{value}"
