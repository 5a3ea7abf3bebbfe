"""The server store: the same graph in Neo4j 5 or later, for teams and for ad-hoc Cypher.

Same kinds, same edges, same identifiers: a node bears the label of its kind and those of its superclasses,
a relation is one relationship with its attributes. A stamp, written last by a load, says which graph
is there (``campus_graph.graph.server_load``); without it there is no graph for us to read.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Mapping, Sequence
from copy import copy
from typing import Any, Self

import polars as pl
from neo4j import EagerResult

from campus_graph.errors import StoreBusy, StoreMissing
from campus_graph.graph.closing import Closing
from campus_graph.graph.provenance import provenance_of
from campus_graph.graph.server_connection import STAMP as STAMP
from campus_graph.graph.server_connection import Server as Server
from campus_graph.graph.store import NODE_COLUMNS, Credentials, Parameters, Provenance
from campus_graph.graph.tables import key_columns, schema
from campus_graph.ontology.model import Model, load_model
from campus_graph.text import fold

FORMAT = "1"
MANIFEST = "CampusGraphManifest"


class ServerReader(Closing):
    """Reads the graph on a server. Keeps the contract ``store.Reader``."""

    dialect = "server.cypher"

    def __init__(
        self, url: str, credentials: Credentials, model: Model | None = None, seconds: float | None = None
    ) -> None:
        self.model = model or load_model()
        self._shared = False
        self.server = Server(url, credentials, seconds)
        try:
            self._stamp = self._complete_stamp()
        except BaseException:
            self.close()
            raise
        self.server.watched = self._stamp.get("load")
        self.digest = str(self._stamp["digest"])
        self.meta: Mapping[str, str] = json.loads(self._stamp["meta"])

    def _complete_stamp(self) -> Mapping[str, Any]:
        stamp, url = read_stamp(self.server), self.server.url
        if stamp.get("state") == "loading":
            raise StoreMissing(
                f"Le chargement vers {url} n’est pas fini ; attendez, ou relancez « campus-graph load --to {url} »."
            )
        if stamp.get("state") != "complete" or stamp.get("format") != FORMAT:
            raise StoreMissing(
                f"Il n’y a pas de graphe complet en {url} ; chargez-le avec « campus-graph load --to {url} »."
            )
        return stamp

    def query(self, text: str, parameters: Parameters) -> pl.DataFrame:
        """Run one statement and return its rows; a column that is null everywhere is text.

        All parameters go as one map: Neo4j plans a statement anew for each combination of the parameters' types,
        and whether a filter is given or null would cost a plan of a second each time.
        """
        return to_frame(self.server.read(re.sub(r"\$(\w+)", r"$given.\1", text), {"given": dict(parameters)}))

    def table(self, kind: str) -> pl.DataFrame:
        """Return all records of a kind, sorted by key."""
        return read_table(self.server, self.model, kind)

    def node(self, identifier: str) -> tuple[str, dict[str, Any]] | None:
        """Return (kind, fields) of a node, or None."""
        kind = self.model.kind_of(identifier)
        if kind is None:
            return None
        wanted = list(schema(self.model, kind))
        found = self.server.read(
            f"MATCH (n:`{kind}` {{id: $id}}) RETURN properties(n) AS p", {"id": identifier}
        ).records
        return (kind, {name: found[0]["p"].get(name) for name in wanted}) if found else None

    def nodes(self, identifiers: Sequence[str]) -> pl.DataFrame:
        """Return (id, kind, label, sources) of the nodes that exist, sorted."""
        text = "MATCH (n:Entity) WHERE n.id IN $ids RETURN n.id AS id, n.label AS label, n.sources AS sources"
        found = self.query(text, {"ids": sorted(set(identifiers))})  # type: ignore[dict-item]
        kinds = pl.Series([self.model.kind_of(i) for i in found["id"]], dtype=pl.String)
        return (
            found.with_columns(kind=kinds)
            .select(pl.col(name).cast(dtype) for name, dtype in NODE_COLUMNS.items())
            .sort("id")
        )

    def between(self, kind: str, pairs: pl.DataFrame) -> pl.DataFrame:
        """Return the records of a relation between these ends (start_id, end_id), sorted by key."""
        return read_edges(self.server, self.model, kind, pairs)

    def ties(self, identifiers: Sequence[str]) -> pl.DataFrame:
        """Return (relation, start_id, end_id) of every relation that touches one of these nodes, sorted."""
        text = """MATCH (n:Entity)-[r]-(o:Entity) WHERE n.id IN $ids AND type(r) IN $own
            RETURN DISTINCT type(r) AS relation, startNode(r).id AS start_id, endNode(r).id AS end_id"""
        asked = {"ids": sorted(set(identifiers)), "own": list(self.model.relations)}
        return self.query(text, asked).sort("relation", "start_id", "end_id")  # type: ignore[arg-type]

    def edges(self, identifier: str) -> pl.DataFrame:
        """Return (relation, direction, other, other_kind, other_label) of a node's edges, sorted."""
        text = """MATCH (n:Entity {id: $id})
            CALL (n) {
              MATCH (n)-[r]->(o:Entity) RETURN type(r) AS relation, '→' AS direction, o
              UNION MATCH (n)<-[r]-(o:Entity) RETURN type(r) AS relation, '←' AS direction, o
            }
            WITH relation, direction, o WHERE relation IN $own
            RETURN relation, direction, o.id AS other, o.label AS other_label ORDER BY relation, direction, other"""
        frame = self.query(text, {"id": identifier, "own": list(self.model.relations)})  # type: ignore[dict-item]
        kinds = [self.model.kind_of(i) for i in frame["other"]]
        columns = ("relation", "direction", "other", "other_kind", "other_label")
        return frame.with_columns(other_kind=pl.Series(kinds, dtype=pl.String)).select(columns)

    def search(self, text: str, limit: int) -> pl.DataFrame:
        """Return (id, kind, label) of nodes whose name holds every word of the text, best first."""
        words = fold(text).split()
        whole = " ".join(words)
        found = self.query(
            """MATCH (n:Entity) WHERE size($words) > 0 AND all(w IN $words WHERE n._folded CONTAINS w)
               RETURN n.id AS id, n.label AS label
               ORDER BY n._folded <> $whole, NOT n._folded STARTS WITH $whole, size(n._folded), id LIMIT $limit""",
            {"words": words, "whole": whole, "limit": limit},  # type: ignore[dict-item]
        )
        kinds = pl.Series([self.model.kind_of(i) for i in found["id"]], dtype=pl.String)
        return found.with_columns(kind=kinds).select("id", "kind", "label")

    def provenance(self, kinds: Sequence[str]) -> Provenance:
        """Return the sources and years on which these relations rest."""
        return provenance_of(from_bytes(self._stamp["provenance"]), kinds)

    def counts(self) -> dict[str, int]:
        """Return the number of records per kind."""
        return count_records(self.server, self.model, exactly_ours=True)

    def ledger(self) -> pl.DataFrame:
        """Return the account of every source file."""
        return from_bytes(self._stamp["ledger"])

    def conflicts(self) -> pl.DataFrame:
        """Return the values that lost a conflict."""
        return from_bytes(self._stamp["conflicts"])

    def fork(self) -> Self:
        """Return a reader of the same graph, for another thread; the driver is shared, and closed with this one."""
        other = copy(self)
        other._shared = True
        return other

    def current(self) -> bool:
        """Tell whether the server still holds this graph."""
        try:
            return read_stamp(self.server).get("load") == self.server.watched
        except StoreBusy:  # the read itself has seen that another load began
            return False

    def interrupt(self) -> None:
        """Do nothing: the server ends a statement at the time limit of its transaction."""

    def close(self) -> None:
        """Close the connection."""
        if not self._shared:
            self.server.close()


def read_stamp(server: Server, latest: bool = False) -> Mapping[str, Any]:
    """Return what the stamp says; empty where none is.

    On a cluster only the server that takes writes is sure to know the last load. Asked there (``latest``), the driver
    learns how far that server is, and no later read of this connection is answered by one that is behind.
    """
    ask = server.write if latest else server.read
    found = ask(f"MATCH (s:{STAMP}) RETURN properties(s) AS s", {}).records
    return found[0]["s"] if found else {}


def to_frame(result: EagerResult) -> pl.DataFrame:
    """Return records as a frame; columns of nulls or of empty lists become text."""
    columns = (
        zip(*(record.values() for record in result.records), strict=True) if result.records else [()] * len(result.keys)
    )
    frame = pl.DataFrame({key: list(values) for key, values in zip(result.keys, columns, strict=True)}, strict=False)
    untyped = {pl.Null(): pl.String(), pl.List(pl.Null()): pl.List(pl.String())}
    return frame.with_columns(pl.col(c).cast(untyped[t]) for c, t in frame.schema.items() if t in untyped)


def exactly(model: Model, kind: str) -> str:
    """Return the label expression of a kind without its subclasses."""
    below = [k for k in model.concrete(kind) if k != kind]
    return "&".join([f"`{kind}`", *(f"!`{k}`" for k in below)])


def read_table(server: Server, model: Model, kind: str) -> pl.DataFrame:
    """Return all records of a kind, typed and sorted by key."""
    rows = read_rows(server, model, kind)
    return pl.DataFrame(rows, schema=schema(model, kind), orient="row").sort(list(key_columns(model, kind)))


def read_rows(server: Server, model: Model, kind: str, beside: Sequence[str] = ()) -> list[list[Any]]:
    """Return all records of a kind in the order of its columns, each followed by the values of further expressions."""
    if kind in model.nodes:
        pattern, said = f"(n:{exactly(model, kind)})", {"id": "n.id"}
    else:
        pattern, said = f"(a:Entity)-[r:`{kind}`]->(b:Entity)", {"start_id": "a.id", "end_id": "b.id"}
    own = "n" if kind in model.nodes else "r"
    columns = [said.get(name, f"{own}.`{name}`") for name in schema(model, kind)]
    returned = ", ".join(f"{what} AS c{number}" for number, what in enumerate([*columns, *beside]))
    return [record.values() for record in server.read(f"MATCH {pattern} RETURN {returned}", {}).records]


def read_edges(server: Server, model: Model, kind: str, pairs: pl.DataFrame) -> pl.DataFrame:
    """Return the records of a relation between these ends, typed and sorted by key."""
    wanted = schema(model, kind)
    own = ", ".join(f"r.`{name}` AS `{name}`" for name in list(wanted)[2:])
    text = (
        f"UNWIND $pairs AS p MATCH (a:Entity {{id: p.start_id}})-[r:`{kind}`]->(b:Entity {{id: p.end_id}}) "
        f"RETURN a.id AS start_id, b.id AS end_id, {own}"
    )
    found = server.read(text, {"pairs": pairs.select("start_id", "end_id").unique().to_dicts()}).records
    rows = [record.values() for record in found]
    return pl.DataFrame(rows, schema=wanted, orient="row").sort(list(key_columns(model, kind)))


def count_records(server: Server, model: Model, exactly_ours: bool = False) -> dict[str, int]:
    """Return the number of records per kind.

    The server has these counts at hand; leaving out relations of our names that users tied to nodes of their
    own (``exactly_ours``) means a walk over all relations.
    """
    other = "(:Entity)" if exactly_ours else "()"
    parts = [f"MATCH (n:{exactly(model, k)}) RETURN '{k}' AS kind, count(n) AS n" for k in model.nodes]
    parts += [f"MATCH (:Entity)-[r:`{k}`]->{other} RETURN '{k}' AS kind, count(r) AS n" for k in model.relations]
    found = {r["kind"]: r["n"] for r in server.read(" UNION ALL ".join(parts), {}).records}
    return {kind: found.get(kind, 0) for kind in (*model.nodes, *model.relations)}


def to_bytes(frame: pl.DataFrame) -> bytes:
    """Return a frame as compressed Arrow IPC, a property that the server keeps for us."""
    buffer = io.BytesIO()
    frame.write_ipc(buffer, compression="zstd")
    return buffer.getvalue()


def from_bytes(content: bytes) -> pl.DataFrame:
    """Return the frame that ``to_bytes`` wrote."""
    return pl.read_ipc(io.BytesIO(bytes(content)))
