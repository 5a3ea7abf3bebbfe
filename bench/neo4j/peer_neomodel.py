"""neomodel at its best on a sample: bulk ``create_or_update``, and all connections in one transaction.

Runs in the peers' own environment, so it imports nothing of ours: ``python -m bench.neo4j.peer_neomodel SAMPLE``.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

from neomodel import (
    ArrayProperty,
    BooleanProperty,
    FloatProperty,
    IntegerProperty,
    RelationshipTo,
    StringProperty,
    StructuredNode,
    StructuredRel,
    config,
    db,
)

from bench.neo4j.peer_clock import Clock

_BATCH = 5_000
_PROPERTIES = {
    "string": StringProperty,
    "integer": IntegerProperty,
    "double": FloatProperty,
    "boolean": BooleanProperty,
    "list": lambda: ArrayProperty(StringProperty()),
}


class Entity(StructuredNode):  # type: ignore[misc]
    """The root of our classes; ``id`` is a word of neomodel's own."""

    identifier = StringProperty(unique_index=True, required=True, db_property="id")


def main() -> None:
    """Load the sample and print counts and seconds."""
    sample = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    address = os.environ["CAMPUS_GRAPH_NEO4J_URI"].partition("://")[2]
    user, password = os.environ["CAMPUS_GRAPH_NEO4J_USER"], os.environ["CAMPUS_GRAPH_NEO4J_PASSWORD"]
    config.DATABASE_URL = f"bolt://{user}:{password}@{address}"
    classes = _classes(sample)
    db.install_all_labels(stdout=open(os.devnull, "w"))  # noqa: SIM115
    db.cypher_query("CALL db.awaitIndexes(60)")
    clock = Clock()
    nodes = _put_nodes(classes, sample["nodes"])
    found = {"nodes": clock.read(len(nodes))}
    clock = Clock()
    _connect(nodes, sample["edges"])
    print(json.dumps({**found, "edges": clock.read(len(sample["edges"]))}))


def _classes(sample: dict[str, Any]) -> dict[str, Any]:
    """Make a class for each kind, as a user would write them out."""
    made: dict[str, Any] = {"Entity": Entity}
    relations = {edge["kind"] for edge in sample["edges"]}
    ties = {kind: RelationshipTo(Entity, kind, model=_relation(kind, sample["fields"][kind])) for kind in relations}
    for kind, labels in sample["labels"].items():
        base: Any = Entity
        for label in labels:
            made[label] = base = made.get(label) or type(label, (base,), {})
        own = {name: _PROPERTIES[what]() for name, what in sample["fields"][kind].items()}
        made[kind] = type(kind, (base,), {**own, **ties})
    return made


def _relation(kind: str, fields: dict[str, str]) -> Any:
    return type(f"{kind}_fields", (StructuredRel,), {name: _PROPERTIES[what]() for name, what in fields.items()})


def _put_nodes(classes: dict[str, Any], rows: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    nodes: dict[str, Any] = {}
    for kind, records in rows.items():
        for first in range(0, len(records), _BATCH):
            batch = [
                {"identifier": r["id"], **{k: v for k, v in r.items() if k != "id"}} for r in records[first:][:_BATCH]
            ]
            with db.transaction:
                saved = classes[kind].nodes.bulk_create_or_update(*batch)
            nodes.update((node.identifier, node) for node in saved)
    return nodes


def _connect(nodes: dict[str, Any], edges: list[dict[str, Any]]) -> None:
    with db.transaction:
        for edge in edges:
            fields = {k: v for k, v in json.loads(edge["fields"]).items() if v is not None}
            getattr(nodes[edge["start"]], edge["kind"]).connect(nodes[edge["end"]], fields)


if __name__ == "__main__":
    main()
