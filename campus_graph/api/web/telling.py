"""What tells things of the same name apart: where a school or commune lies, which level a diploma has."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from campus_graph.graph.listing import records
from campus_graph.graph.store import Reader

Record = Mapping[str, Any]
_PLACES = ("commune", "department")


def _place(record: Record) -> str | None:
    """Return the identifier of where something lies, as narrowly as is known."""
    path = next((path for path in _PLACES if record.get(path)), None)
    return f"{path}/{record[path]}" if path else None


def _level(record: Record, _: Mapping[str, str]) -> str:
    level = f"niveau {record['level']}" if record.get("level") is not None else ""
    return ", ".join(filter(None, (level, "fermé" if record.get("open") is False else "")))


def _where(record: Record, names: Mapping[str, str]) -> str:
    return names.get(_place(record) or "", "")


def _award(record: Record, _: Mapping[str, str]) -> str:
    return ", ".join(filter(None, (record.get("category"), record.get("city"))))


_SAYS: Mapping[str, Callable[[Record, Mapping[str, str]], str]] = {
    "campus": _award,
    "commune": lambda record, names: names.get(f"department/{record.get('department')}", ""),
    "diploma": _level,
    "establishment": _where,
    "lab": lambda record, _: str(record.get("city") or "").title(),
    "partner": lambda record, _: str(record.get("category") or ""),
}


def told(reader: Reader, identifiers: Iterable[str]) -> dict[str, str]:
    """Return a few words on each thing of those that need them."""
    known = records(reader, [i for i in identifiers if i.partition("/")[0] in _SAYS])
    places = {place for record in known.values() if (place := _place(record))}
    places |= {f"department/{record['department']}" for record in known.values() if record.get("department")}
    names = dict(reader.nodes(sorted(places)).select("id", "label").iter_rows()) if places else {}
    return {i: _SAYS[i.partition("/")[0]](record, names) for i, record in known.items()}
