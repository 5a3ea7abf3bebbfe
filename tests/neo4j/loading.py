"""What the tests of loading share: a small world, what the server holds, and the number of its last transaction."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from neo4j import Driver, GraphDatabase

from campus_graph.graph.digest import digest
from campus_graph.graph.embedded import EmbeddedReader
from campus_graph.graph.tables import Frames, key_columns
from campus_graph.ontology.model import load_model
from neo4j_dev import Access
from tests.neo4j.parity_stores import open_server, write
from tests.world import World

MODEL = load_model()
KINDS = (*MODEL.nodes, *MODEL.relations)
MOBILITY = "mobilite-aeronautique-transports"
Rows = dict[str, dict[tuple[Any, ...], dict[str, Any]]]


def small_world() -> World:
    """Return a world in which each kind of edge that questions follow occurs."""
    world = World()
    for number in range(4):
        world.establishment(f"e{number}", "25" if number % 2 else "35", 47.0 + number, 5.0)
        world.diploma(f"d{number}", 3 + number, MOBILITY)
        world.offer(f"e{number}", f"d{number}")
    world.leads("d0", "d1")
    world.leads("d1", "d2")
    world.campus("c", "27", MOBILITY, ["e1"], 2022, 4)
    return world


def changed_world() -> World:
    """Return the small world after a year: things new, renamed, gone, and without a field that they had."""
    world = World()
    for number in range(4):
        point = (47.0 + number, 5.0) if number != 2 else (None, None)
        world.establishment(f"e{number}", "25" if number % 2 else "35", *point)
        world.diploma(f"d{number}", 3 + number, MOBILITY)
        world.offer(f"e{number}", f"d{number}", 2023 if number == 3 else 2022)
    world.diploma("nouveau", 5, MOBILITY)
    world.offer("e0", "nouveau")
    world.leads("d0", "nouveau")
    world.rows["Establishment"][0]["label"] = "Lycée renommé"
    return world


def as_file(world: World, path: Path) -> EmbeddedReader:
    """Write a world as a graph file, and open it."""
    return write(world.frames(), path)


def connect(access: Access) -> Driver:
    """Return a driver that reports nothing to anybody."""
    return GraphDatabase.driver(
        access.uri, auth=(access.user, access.password), telemetry_disabled=True, notifications_min_severity="OFF"
    )


def ask(access: Access, text: str, **parameters: Any) -> list[dict[str, Any]]:
    """Run a statement as a user would, beside the product."""
    with connect(access) as driver:
        return [record.data() for record in driver.execute_query(text, parameters).records]


def last_transaction(access: Access) -> frozenset[str]:
    """Return the mark of the last transaction that changed anything, as the server itself counts them."""
    with connect(access) as driver, driver.session() as session:
        session.run("RETURN 1").consume()
        return session.last_bookmarks().raw_values


def digest_on(access: Access) -> str:
    """Return the digest of what the server really holds, not of what its stamp says."""
    with open_server(access) as reader:
        found = digest(MODEL, {kind: reader.table(kind) for kind in KINDS})
        assert reader.digest == found
        return found


def everything(access: Access) -> dict[str, Any]:
    """Return all that the database holds, by the server's own identifiers: a load that changes nothing leaves it so."""
    nodes = "MATCH (n) RETURN elementId(n) AS id, labels(n) AS what, properties(n) AS fields"
    edges = "MATCH ()-[r]->() RETURN elementId(r) AS id, [type(r)] AS what, properties(r) AS fields"
    return {
        row["id"]: (sorted(row["what"]), dict(sorted(row["fields"].items())))
        for text in (nodes, edges)
        for row in ask(access, text)
    }


def rows(frames: Frames) -> Rows:
    """Return the records of each kind by their key."""
    return {
        kind: {tuple(r[c] for c in key_columns(MODEL, kind)): r for r in frame.iter_rows(named=True)}
        for kind, frame in frames.items()
    }


def difference(old: Frames, new: Frames) -> dict[str, dict[str, int]]:
    """Return by plain comparison how many records of each kind are added, changed and removed."""
    before, after = rows(old), rows(new)
    return {
        kind: {
            "added": len(after[kind].keys() - before[kind].keys()),
            "changed": sum(after[kind][k] != before[kind][k] for k in after[kind].keys() & before[kind].keys()),
            "removed": len(before[kind].keys() - after[kind].keys()),
        }
        for kind in KINDS
    }
