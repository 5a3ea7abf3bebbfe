"""Loads a graph into Neo4j, and on a reload sends only what differs.

Problem: a team's graph must follow the file without being emptied, and a load may be cut anywhere.
Remedy: each kind leaves a manifest (key and fingerprint of every record) beside the stamp. The difference
to the new graph is computed here, from manifests alone; nodes go in before edges, edges out before
nodes, and the stamp is written last. A load that was cut leaves ``state = loading``: the next one
then compares with what is really there instead.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import polars as pl

from campus_graph.errors import BrokenGraph
from campus_graph.graph.digest import fingerprints
from campus_graph.graph.provenance import provenance_rows
from campus_graph.graph.server import (
    FORMAT,
    MANIFEST,
    STAMP,
    Server,
    count_records,
    exactly,
    from_bytes,
    read_stamp,
    to_bytes,
)
from campus_graph.graph.store import Reader
from campus_graph.graph.tables import Frames, fields, key_columns
from campus_graph.ontology.model import Model, NodeKind
from campus_graph.text import folded

BATCH = 10_000
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Change:
    """The records of one kind that a load adds, changes and removes (keys only)."""

    added: pl.DataFrame
    changed: pl.DataFrame
    removed: pl.DataFrame

    def sizes(self) -> dict[str, int]:
        """Return the number of records added, changed, removed."""
        return {"added": self.added.height, "changed": self.changed.height, "removed": self.removed.height}


@dataclass(frozen=True, slots=True)
class LoadReport:
    """The outcome of a load: per kind what was sent, and the counts read back."""

    digest: str
    changes: Mapping[str, Mapping[str, int]]
    counts: Mapping[str, int] = field(default_factory=dict)
    dry_run: bool = False

    @property
    def writes(self) -> int:
        """Return the number of records added, changed or removed."""
        return sum(n for sizes in self.changes.values() for n in sizes.values())


class ServerLoader:
    """One load of one graph into one server."""

    def __init__(self, server: Server, model: Model, batch: int = BATCH, progress: Progress = lambda _: None) -> None:
        self.server, self.model, self.batch, self.progress = server, model, batch, progress
        self.kinds = [*model.nodes, *model.relations]

    def load(self, source: Reader, dry_run: bool = False) -> LoadReport:
        """Bring the server to the state of ``source``.

        Raises:
            StoreError: the server went away for longer than the retries last; run the load again.
            BrokenGraph: the counts read back differ from what was sent.

        """
        stamp = read_stamp(self.server)
        if stamp.get("state") == "complete" and stamp.get("digest") == source.digest and stamp.get("format") == FORMAT:
            return self._verified(LoadReport(source.digest, {}, dry_run=dry_run), source)
        frames = {kind: source.table(kind) for kind in self.kinds}
        new = {kind: fingerprints(self.model, kind, frame) for kind, frame in frames.items()}
        old = self._present(stamp)
        changes = {kind: _difference(self.model, kind, old[kind], new[kind]) for kind in self.kinds}
        report = LoadReport(source.digest, {k: c.sizes() for k, c in changes.items()}, dry_run=dry_run)
        if dry_run:
            return report
        fresh = not stamp and not any(f.height for f in old.values())
        self._begin(source.digest)
        self._send(frames, changes, fresh)
        self._finish(source, frames, new)
        return self._verified(report, source)

    def _present(self, stamp: Mapping[str, object]) -> dict[str, pl.DataFrame]:
        """Return the manifest of each kind: as the last load left it, else as the server holds it now."""
        if stamp.get("state") == "complete" and stamp.get("format") == FORMAT:
            found = self.server.read(f"MATCH (m:{MANIFEST}) RETURN m.kind AS kind, m.rows AS rows", {}).records
            kept = {r["kind"]: from_bytes(r["rows"]) for r in found}
            return {kind: kept[kind] if kind in kept else self._keys(kind) for kind in self.kinds}
        return {kind: self._keys(kind) for kind in self.kinds}

    def _keys(self, kind: str) -> pl.DataFrame:
        """Return the keys really there, with a fingerprint that no record has: all count as changed."""
        key = key_columns(self.model, kind)
        if kind in self.model.nodes:
            text = f"MATCH (n:{exactly(self.model, kind)}) RETURN n.id AS id"
        else:
            own = ", ".join(f"r.`{k}` AS `{k}`" for k in key[2:])
            text = f"MATCH (a:Entity)-[r:`{kind}`]->(b:Entity) RETURN a.id AS start_id, b.id AS end_id" + (
                f", {own}" if own else ""
            )
        rows = [r.values() for r in self.server.read(text, {}).records]
        types = {f.name: pl.Int64() if f.type == "integer" else pl.String() for f in fields(self.model, kind)}
        schema = {k: types.get(k, pl.String()) for k in key}
        return pl.DataFrame(rows, schema=schema, orient="row").with_columns(fingerprint=pl.lit(0, dtype=pl.UInt64))

    def _begin(self, digest: str) -> None:
        there = schema_names(self.server)
        for name, statement in schema_statements(self.model).items():
            if name not in there:
                self.server.write(statement, {})
        self.server.write(f"MERGE (s:{STAMP} {{name: 'stamp'}}) SET s.state = 'loading', s.target = $d", {"d": digest})

    def _send(self, frames: Frames, changes: Mapping[str, Change], fresh: bool) -> None:
        for kind, node in self.model.nodes.items():
            self._put_nodes(node, frames[kind], changes[kind], fresh)
        for kind in self.model.relations:
            self._put_edges(kind, frames[kind], changes[kind], fresh)
        for kind in self.model.relations:
            self._remove_edges(kind, changes[kind].removed)
        for kind, node in self.model.nodes.items():
            self._remove_nodes(node, changes[kind].removed)

    def _put_nodes(self, node: NodeKind, frame: pl.DataFrame, change: Change, fresh: bool) -> None:
        labels = "".join(f":`{label}`" for label in (*node.ancestors,) if label != node.name)
        verb = "CREATE" if fresh else "MERGE"
        own = f" SET n{labels}" if labels else ""
        text = f"UNWIND $rows AS row {verb} (n:`{node.name}` {{id: row.id}}){own} SET n += row"
        rows = frame.with_columns(_folded=folded("label"))
        self._batches(node.name, text, _chosen(rows, change, ["id"]))

    def _put_edges(self, kind: str, frame: pl.DataFrame, change: Change, fresh: bool) -> None:
        relation = self.model.relations[kind]
        own = ", ".join(f"`{k}`: row.p.`{k}`" for k in relation.key[2:])
        verb = "CREATE" if fresh else "MERGE"
        chosen = _chosen(frame, change, list(relation.key))
        for (start, end), part in self._by_ends(kind, chosen):
            text = (
                f"UNWIND $rows AS row MATCH (a:`{start}` {{id: row.s}}) MATCH (b:`{end}` {{id: row.e}}) "
                f"{verb} (a)-[r:`{kind}` {{{own}}}]->(b) SET r += row.p"
            )
            names = [c for c in part.columns if c not in ("start_id", "end_id")]
            rows = part.select(s="start_id", e="end_id", p=pl.struct(names))
            self._batches(kind, text, rows)

    def _remove_edges(self, kind: str, removed: pl.DataFrame) -> None:
        relation = self.model.relations[kind]
        own = " AND ".join(["true", *(f"r.`{k}` = row.`{k}`" for k in relation.key[2:])])
        for (start, end), part in self._by_ends(kind, removed):
            match = f"MATCH (a:`{start}` {{id: row.start_id}})-[r:`{kind}`]->(b:`{end}` {{id: row.end_id}})"
            text = f"UNWIND $rows AS row {match} WHERE {own} DELETE r"
            self._batches(kind, text, part)

    def _remove_nodes(self, node: NodeKind, removed: pl.DataFrame) -> None:
        """Delete nodes; one that users tied to data of their own stays, without our labels."""
        ours = {"own": list(self.model.relations)}
        match = f"UNWIND $rows AS row MATCH (n:`{node.name}` {{id: row.id}})"
        foreign = "EXISTS { (n)-[r]-() WHERE NOT type(r) IN $own }"
        labels = "".join(f":`{label}`" for label in (node.name, *node.ancestors))
        self._batches(node.name, f"{match} WHERE {foreign} SET n:CampusGraphFormer REMOVE n{labels}", removed, ours)
        self._batches(node.name, f"{match} DETACH DELETE n", removed, ours)

    def _by_ends(self, kind: str, rows: pl.DataFrame) -> Iterator[tuple[tuple[str, str], pl.DataFrame]]:
        """Split edges by the kinds of their ends, so that each match starts from an index."""
        paths = {node.path: node.name for node in self.model.nodes.values()}
        ends = {
            f"_{c}": pl.col(c).str.split("/").list.first().replace_strict(paths, return_dtype=pl.String)
            for c in ("start_id", "end_id")
        }
        for key, part in rows.with_columns(**ends).partition_by(list(ends), as_dict=True, maintain_order=True).items():
            yield (str(key[0]), str(key[1])), part.drop(list(ends))

    def _batches(self, kind: str, text: str, rows: pl.DataFrame, more: Mapping[str, object] | None = None) -> None:
        for part in rows.iter_slices(self.batch):
            self.progress(kind)
            self.server.write(text, {"rows": part.to_dicts(), **(more or {})})

    def _finish(self, source: Reader, frames: Frames, new: Mapping[str, pl.DataFrame]) -> None:
        """Write the manifests, then the stamp: only now is the new graph said to be there."""
        manifests = [{"kind": kind, "rows": to_bytes(manifest)} for kind, manifest in new.items()]
        text = f"UNWIND $rows AS row MERGE (m:{MANIFEST} {{kind: row.kind}}) SET m.rows = row.rows"
        self.server.write(text, {"rows": manifests})
        stamp = {
            "state": "complete",
            "digest": source.digest,
            "format": FORMAT,
            "meta": json.dumps(dict(source.meta), sort_keys=True),
            "ledger": to_bytes(source.ledger()),
            "conflicts": to_bytes(source.conflicts()),
            "provenance": to_bytes(provenance_rows(self.model, frames)),
        }
        self.server.write(f"MERGE (s:{STAMP} {{name: 'stamp'}}) SET s += $stamp REMOVE s.target", {"stamp": stamp})

    def _verified(self, report: LoadReport, source: Reader) -> LoadReport:
        counts, wanted = count_records(self.server, self.model), source.counts()
        wrong = [f"{k} : {wanted[k]} attendus, {counts[k]} lus" for k in self.kinds if wanted[k] != counts[k]]
        if wrong and not report.dry_run:
            raise BrokenGraph(
                f"Le serveur ne contient pas ce qui a été envoyé ({' ; '.join(wrong[:3])}) ; relancez le chargement."
            )
        return LoadReport(report.digest, report.changes, counts, report.dry_run)


def schema_statements(model: Model) -> dict[str, str]:
    """Return the constraints and indexes that the model asks for, by their stable names."""
    wanted = {_name(k): ("CONSTRAINT", f"FOR (n:`{k}`) REQUIRE n.id IS UNIQUE") for k in _constrained(model)} | {
        "campus_graph_entity_folded": ("TEXT INDEX", "FOR (n:Entity) ON (n._folded)"),
        "campus_graph_diploma_level": ("INDEX", "FOR (n:Diploma) ON (n.level)"),
        "campus_graph_indicator_subject": ("INDEX", "FOR (n:Indicator) ON (n.subject)"),
    }
    return {name: f"CREATE {what} {name} IF NOT EXISTS {rest}" for name, (what, rest) in wanted.items()}


def schema_names(server: Server) -> set[str]:
    """Return the names of the constraints and indexes that the server has (two reads, not thirty writes)."""
    found = [server.read(f"SHOW {what} YIELD name", {}).records for what in ("CONSTRAINTS", "INDEXES")]
    return {record["name"] for records in found for record in records}


def missing_constraints(server: Server, model: Model) -> list[str]:
    """Return the constraints that the model asks for and ``SHOW CONSTRAINTS`` does not list."""
    found = {r["name"] for r in server.read("SHOW CONSTRAINTS YIELD name, type RETURN name", {}).records}
    return sorted(_name(kind) for kind in _constrained(model) if _name(kind) not in found)


def _constrained(model: Model) -> list[str]:
    """Return the labels whose identifiers are unique: every kind and every superclass."""
    return sorted({label for node in model.nodes.values() for label in (node.name, *node.ancestors)})


def _name(kind: str) -> str:
    return f"campus_graph_{kind.lower()}_id"


def _difference(model: Model, kind: str, old: pl.DataFrame, new: pl.DataFrame) -> Change:
    key = list(key_columns(model, kind))
    added = new.join(old, on=key, how="anti").select(key)
    removed = old.join(new, on=key, how="anti").select(key)
    both = new.join(old, on=key, suffix="_old")
    changed = both.filter(pl.col("fingerprint") != pl.col("fingerprint_old")).select(key)
    return Change(added, changed, removed)


def _chosen(frame: pl.DataFrame, change: Change, key: list[str]) -> pl.DataFrame:
    wanted = pl.concat([change.added, change.changed])
    return frame if wanted.height == frame.height else frame.join(wanted, on=key, how="semi")
