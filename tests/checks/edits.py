"""Ways to spoil a graph, each on records in memory and on a server."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from campus_graph.graph.tables import key_columns
from campus_graph.ontology.model import load_model
from tests.checks.good_graph import Rows

Cypher = tuple[str, dict[str, Any]]
_ENDS = ("start_id", "end_id")


@dataclass(frozen=True, slots=True)
class Edit:
    """Takes a record, known by some of its columns, and puts others in its place: none, or any of any kind."""

    kind: str
    where: Mapping[str, Any]
    instead: tuple[Mapping[str, Any], ...]

    def on(self, rows: Rows) -> Rows:
        """Return the records after the edit; those given stay as they are."""
        kept = [row for row in rows[self.kind] if not self._is(row)]
        assert not self.where or len(kept) < len(rows[self.kind]), f"{self.kind} {self.where} is not there"
        return {**rows, self.kind: [*kept, *map(dict, self.instead)]}

    def _is(self, row: Mapping[str, Any]) -> bool:
        return bool(self.where) and all(row.get(name) == value for name, value in self.where.items())

    def cypher(self) -> Iterator[Cypher]:
        """Yield the statements that do the same on a server."""
        is_node = self.kind in load_model().nodes
        if self.where:
            yield self._removal(is_node)
        for row in self.instead:
            yield self._creation(is_node, row)

    def _removal(self, is_node: bool) -> Cypher:
        own = {name: value for name, value in self.where.items() if name not in (*_ENDS, "id")}
        tests = " AND ".join([f"r.`{name}` = ${name}" for name in own] or ["true"])
        if is_node:
            return f"MATCH (r:`{self.kind}` {{id: $id}}) WHERE {tests} DETACH DELETE r", dict(self.where)
        pattern = f"(a:Entity {{id: $start_id}})-[r:`{self.kind}`]->(b:Entity {{id: $end_id}})"
        return f"MATCH {pattern} WHERE {tests} DELETE r", dict(self.where)

    def _creation(self, is_node: bool, row: Mapping[str, Any]) -> Cypher:
        own = {name: value for name, value in row.items() if name not in _ENDS and value is not None}
        if is_node:
            labels = ":".join(f"`{label}`" for label in (self.kind, *load_model().nodes[self.kind].ancestors))
            return f"CREATE (r:{labels}) SET r = $own", {"own": own}
        match = "MATCH (a:Entity {id: $start_id}), (b:Entity {id: $end_id})"
        return f"{match} CREATE (a)-[r:`{self.kind}`]->(b) SET r = $own", {
            "own": own,
            "start_id": row["start_id"],
            "end_id": row["end_id"],
        }


@dataclass(frozen=True, slots=True)
class Alter:
    """Changes fields of one thing or relation; unlike an ``Edit`` it leaves the relations of a thing."""

    kind: str
    where: Mapping[str, Any]
    fields: Mapping[str, Any]

    def on(self, rows: Rows) -> Rows:
        """Return the records after the change."""
        found = [row for row in rows[self.kind] if all(row.get(k) == v for k, v in self.where.items())]
        assert found, f"{self.kind} {self.where} is not there"
        return {**rows, self.kind: [{**row, **self.fields} if row in found else row for row in rows[self.kind]]}

    def cypher(self) -> Iterator[Cypher]:
        """Yield the statement that does the same on a server."""
        own = {name: value for name, value in self.where.items() if name not in (*_ENDS, "id")}
        tests = " AND ".join([f"r.`{name}` = $where.`{name}`" for name in own] or ["true"])
        if self.kind in load_model().nodes:
            pattern = f"(r:`{self.kind}` {{id: $where.id}})"
        else:
            pattern = f"(a:Entity {{id: $where.start_id}})-[r:`{self.kind}`]->(b:Entity {{id: $where.end_id}})"
        yield (
            f"MATCH {pattern} WHERE {tests} SET r += $fields",
            {"where": dict(self.where), "fields": dict(self.fields)},
        )


Spoiler = Edit | Alter


def key_of(kind: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns by which a record is known."""
    return {name: row[name] for name in key_columns(load_model(), kind)}


def drop(kind: str, row: Mapping[str, Any]) -> Edit:
    """Take a relation away."""
    return Edit(kind, key_of(kind, row), ())


def swap(kind: str, row: Mapping[str, Any]) -> Edit:
    """Turn a relation round."""
    return Edit(kind, key_of(kind, row), ({**row, "start_id": row["end_id"], "end_id": row["start_id"]},))


def add(kind: str, row: Mapping[str, Any]) -> Edit:
    """Add a record."""
    return Edit(kind, {}, ({"sources": ["cas"], **row},))
