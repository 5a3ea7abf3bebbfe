"""A part of the nodes of one kind, on any store: those with given values and words, in the order of identifiers.

Problem: a kind may have 100,000 nodes, of which a page of a hundred is wanted. The store filters, sorts and cuts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl

from campus_graph.graph.store import Reader, Scalar
from campus_graph.graph.tables import schema
from campus_graph.ontology.model import load_model
from campus_graph.text import fold


def listed(
    reader: Reader,
    kind: str,
    where: Mapping[str, Scalar],
    words: str = "",
    after: str | None = None,
    limit: int | None = None,
) -> tuple[int, pl.DataFrame]:
    """Return how many nodes match, and those of them that follow ``after``, at most ``limit``.

    ``where`` maps fields to values; a list matches if it holds the value. ``words`` must all be in the name, accents
    and case aside. The frame has all the columns of the kind, typed as the ontology says.
    """
    embedded = reader.dialect == "embedded.sql"
    conditions, given = (_sql if embedded else _cypher)(kind, where, fold(words).split())
    counted, rows = (_sql_texts if embedded else _cypher_texts)(kind, conditions, after, limit)
    total = reader.query(counted, given)["n"][0]
    found = reader.query(rows, {**given, "after": after, "most": limit})
    return total, found.select(pl.col(name).cast(dtype) for name, dtype in schema(load_model(), kind).items())


def _sql(kind: str, where: Mapping[str, Scalar], words: list[str]) -> tuple[list[str], dict[str, Scalar]]:
    many = {f.name for f in load_model().nodes[kind].fields if f.many}
    parts = [f'list_contains("{n}", $f_{n})' if n in many else f'"{n}" = $f_{n}' for n in where]
    if words:
        held = " AND ".join(f"contains(folded, $w{i})" for i in range(len(words)))
        parts.append(f"id IN (SELECT id FROM _search WHERE kind = '{kind}' AND {held})")
    return parts, _given(where, words)


def _sql_texts(kind: str, conditions: list[str], after: str | None, limit: int | None) -> tuple[str, str]:
    further = [*conditions, *(["id > $after"] if after is not None else [])]
    cut = "" if limit is None else " LIMIT $most"
    start = f'FROM "{kind}" WHERE '
    counted = start + (" AND ".join(conditions) or "true")
    return f"SELECT count(*) AS n {counted}", f"SELECT * {start}{' AND '.join(further) or 'true'} ORDER BY id{cut}"


def _cypher(kind: str, where: Mapping[str, Scalar], words: list[str]) -> tuple[list[str], dict[str, Scalar]]:
    many = {f.name for f in load_model().nodes[kind].fields if f.many}
    parts = [f"$f_{n} IN n.`{n}`" if n in many else f"n.`{n}` = $f_{n}" for n in where]
    return [*parts, *(f"n._folded CONTAINS $w{i}" for i in range(len(words)))], _given(where, words)


def _cypher_texts(kind: str, conditions: list[str], after: str | None, limit: int | None) -> tuple[str, str]:
    further = [*conditions, *(["n.id > $after"] if after is not None else [])]
    cut = "" if limit is None else " LIMIT $most"
    start = f"MATCH (n:{_label(kind)}) WHERE "
    columns = ", ".join(f"n.`{name}` AS `{name}`" for name in schema(load_model(), kind))
    counted = start + (" AND ".join(conditions) or "true")
    return (
        f"{counted} RETURN count(n) AS n",
        f"{start}{' AND '.join(further) or 'true'} RETURN {columns} ORDER BY n.id{cut}",
    )


def _label(kind: str) -> str:
    from campus_graph.graph.server import exactly  # half a second that only readers of a server need pay

    return exactly(load_model(), kind)


def _given(where: Mapping[str, Scalar], words: list[str]) -> dict[str, Scalar]:
    return {**{f"f_{n}": v for n, v in where.items()}, **{f"w{i}": w for i, w in enumerate(words)}}


def records(reader: Reader, identifiers: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Return the fields of these nodes, and their kind, by identifier; those that do not exist are left out."""
    model, by_kind = load_model(), dict[str, list[str]]()
    for identifier in sorted(set(identifiers)):
        if kind := model.kind_of(identifier):
            by_kind.setdefault(kind, []).append(identifier)
    found: dict[str, dict[str, Any]] = {}
    for kind, ids in by_kind.items():
        columns = schema(model, kind)
        rows = reader.query(_by_ids(reader, kind, list(columns)), {"ids": ids})  # type: ignore[dict-item]
        found |= {row["id"]: {**row, "kind": kind} for row in rows.select(list(columns)).iter_rows(named=True)}
    return found


def _by_ids(reader: Reader, kind: str, columns: list[str]) -> str:
    if reader.dialect == "embedded.sql":
        return f'SELECT * FROM "{kind}" WHERE id IN (SELECT unnest($ids))'
    returned = ", ".join(f"n.`{name}` AS `{name}`" for name in columns)
    return f"MATCH (n:{_label(kind)}) WHERE n.id IN $ids RETURN {returned}"
