"""From what people type to a code: official codes and names are both accepted, accents and case aside."""

from __future__ import annotations

from typing import Any

from campus_graph.errors import UnknownName
from campus_graph.graph.store import Reader
from campus_graph.text import fold, nearest

_NOUNS = {
    "Region": "la région",
    "Academy": "l’académie",
    "Department": "le département",
    "Filiere": "la filière",
    "Campus": "le campus",
}


def resolve(reader: Reader, kind: str, value: str) -> str:
    """Return the code of the thing of this kind that ``value`` names by code, identifier or name.

    Raises:
        UnknownName: nothing of that name; carries the nearest valid ones.

    """
    known = {row["code"]: row["label"] for row in _known(reader, kind)}
    bare = value.strip().split("/")[-1]
    for candidate in (bare, bare.upper(), bare.zfill(2)):
        if candidate in known:
            return candidate
    wanted = fold(value)
    named = sorted(code for code, label in known.items() if fold(label) == wanted)
    if named:
        return named[0]
    inside = sorted(code for code, label in known.items() if wanted and wanted in fold(label))
    if len(inside) == 1:
        return inside[0]
    close = nearest(value, known.values()) or sorted(known.values())[:4]
    raise UnknownName(_NOUNS.get(kind, kind), value, [f"{label} ({_code(known, label)})" for label in close])


def existing(reader: Reader, identifier: str) -> tuple[str, dict[str, Any]]:
    """Return (kind, fields) of the thing that bears this identifier.

    Raises:
        UnknownName: nothing does; carries the identifiers of the nearest names.

    """
    found = reader.node(identifier)
    if found is None:
        close = reader.search(identifier.split("/")[-1].replace("-", " "), 4)
        raise UnknownName("l’identifiant", identifier, close["id"].to_list())
    return found


def _known(reader: Reader, kind: str) -> list[dict[str, str]]:
    frame = reader.table(kind)
    if "former" in frame.columns:
        frame = frame.filter(~frame["former"].fill_null(False))
    code = "code" if "code" in frame.columns else "id"
    rows = frame.select(code, "label").rename({code: "code"})
    return [{"code": r["code"].split("/")[-1], "label": r["label"]} for r in rows.iter_rows(named=True)]


def _code(known: dict[str, str], label: str) -> str:
    return next(code for code, name in sorted(known.items()) if name == label)
