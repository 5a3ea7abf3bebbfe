"""Loads a graph into Neo4j, and on a reload sends only what differs.

Problem: a team's graph must follow the file without being emptied, and a load may be cut anywhere.
Remedy: each kind leaves a manifest (key and fingerprint of every record) beside the stamp. The difference
to the new graph is computed here, from manifests alone; nodes go in before edges, edges out before
nodes, and the stamp is written last, once the counts read back are right. A load that was cut leaves
``state = loading``: the next one then compares with what is really there instead (``server_present``), as
it does where the counts are not those of the manifests, and in a database that was imported. Each batch is
numbered on the stamp in its own transaction, so that none is applied twice when its answer is lost, and
none at all once another load has begun.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import polars as pl

from campus_graph.errors import BrokenGraph, StoreBusy
from campus_graph.graph.digest import fingerprints
from campus_graph.graph.provenance import provenance_rows
from campus_graph.graph.server import (
    FORMAT,
    MANIFEST,
    STAMP,
    Server,
    count_records,
    from_bytes,
    read_stamp,
    to_bytes,
)
from campus_graph.graph.server_connection import Statement
from campus_graph.graph.server_present import Manifests, marks, present
from campus_graph.graph.server_schema import put_schema
from campus_graph.graph.store import Reader
from campus_graph.graph.tables import Frames, found_by, key_columns
from campus_graph.ontology.model import Model, NodeKind

BATCH = 10_000
TOGETHER = (
    16  # statements in one transaction at most: a crowded server may take seconds to plan each, and ends it at 120
)
FORMER = "CampusGraphFormer"
_OURS = f"MATCH (s:{STAMP} {{name: 'stamp', load: $load}})"
_TURN = f"{_OURS} WHERE s.sent < $turn SET s.sent = $turn RETURN s.sent"
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
        self._load, self._turn = secrets.token_hex(8), 0
        self._waiting: list[Statement] = []
        self._rows = 0

    def load(self, source: Reader, dry_run: bool = False) -> LoadReport:
        """Bring the server to the state of ``source``.

        Raises:
            StoreError: the server went away for longer than the retries last, or holds foreign data under our labels.
            StoreBusy: another load began meanwhile.
            BrokenGraph: the counts read back differ from what was sent.

        """
        stamp, wanted = read_stamp(self.server, latest=True), source.counts()
        complete = stamp.get("state") == "complete" and stamp.get("format") == FORMAT
        if complete and stamp.get("digest") == source.digest and self._counts(wanted) == wanted:
            return LoadReport(source.digest, {}, wanted, dry_run)
        frames = {kind: source.table(kind) for kind in self.kinds}
        new = {kind: fingerprints(self.model, kind, frame) for kind, frame in frames.items()}
        old, doubled = (complete and self._manifests()) or present(self.server, self.model)
        changes = {kind: _difference(self.model, kind, old[kind], new[kind]) for kind in self.kinds}
        report = LoadReport(source.digest, {k: c.sizes() for k, c in changes.items()}, wanted, dry_run)
        if not dry_run:
            self._begin(source.digest)
            for kind, edges in doubled.items():
                self._remove_edges(kind, edges)
            self._send(frames, changes, fresh=not stamp and not any(f.height for f in old.values()))
            self._verify(wanted)
            self._finish(source, frames, new)
        return report

    def _manifests(self) -> tuple[Manifests, Manifests] | None:
        """Return what the last load left of each kind, if that is what the server still holds."""
        found = self.server.read(f"MATCH (m:{MANIFEST}) RETURN m.kind AS kind, m.rows AS rows", {}).records
        read = {r["kind"]: from_bytes(r["rows"]) for r in found}
        kept = {kind: read[kind] if kind in read else marks(self.server, self.model, kind) for kind in self.kinds}
        heights = {kind: frame.height for kind, frame in kept.items()}
        return (kept, {}) if self._counts(heights) == heights else None

    def _counts(self, wanted: Mapping[str, int]) -> Mapping[str, int]:
        """Return the number of records per kind; count exactly only where the quick count is not as wanted."""
        quick = count_records(self.server, self.model)
        return quick if quick == wanted else count_records(self.server, self.model, exactly_ours=True)

    def _begin(self, digest: str) -> None:
        put_schema(self.server, self.model)
        text = f"MERGE (s:{STAMP} {{name: 'stamp'}}) SET s.state = 'loading', s.target = $d, s.load = $load, s.sent = 0"
        self.server.write(text, {"d": digest, "load": self._load})

    def _send(self, frames: Frames, changes: Mapping[str, Change], fresh: bool) -> None:
        formers = 0 if fresh else self.server.read(f"MATCH (n:{FORMER}) RETURN count(n) AS n", {}).records[0]["n"]
        for kind, node in self.model.nodes.items():
            if formers:
                self._restore_nodes(node, changes[kind].added)
            self._put_nodes(node, frames[kind], changes[kind], fresh)
        for kind in self.model.relations:
            self._put_edges(kind, frames[kind], changes[kind], fresh)
        for kind in self.model.relations:
            self._remove_edges(kind, changes[kind].removed)
        for kind, node in self.model.nodes.items():
            self._remove_nodes(node, changes[kind].removed)
        self._flush()

    def _put_nodes(self, node: NodeKind, frame: pl.DataFrame, change: Change, fresh: bool) -> None:
        labels = _labels(node.ancestors)
        rows = _chosen(frame, change, ["id"]).with_columns(_folded=found_by(node))
        put = f"CREATE (:`{node.name}`{labels} {{{_fields(rows)}}})"
        if not fresh:
            own = f" SET n{labels}" if labels else ""
            put = f"MERGE (n:`{node.name}` {{id: row[0]}}){own} SET n += {{{_fields(rows)}}}"
        self._batches(node.name, f"UNWIND $rows AS row {put}", rows)

    def _put_edges(self, kind: str, frame: pl.DataFrame, change: Change, fresh: bool) -> None:
        key = list(self.model.relations[kind].key)
        rows = _chosen(frame, change, key).select(*key, pl.exclude(key))
        tie = f"CREATE (a)-[:`{kind}` {{{_fields(rows, 2)}}}]->(b)"
        if not fresh:
            tie = f"MERGE (a)-[r:`{kind}` {{{_fields(rows.select(key), 2)}}}]->(b) SET r += {{{_fields(rows, 2)}}}"
        for (start, end), part in self._by_ends(kind, rows):
            ends = f"MATCH (a:`{start}` {{id: row[0]}}) MATCH (b:`{end}` {{id: row[1]}})"
            self._batches(kind, f"UNWIND $rows AS row {ends} {tie}", part)

    def _remove_edges(self, kind: str, removed: pl.DataFrame) -> None:
        relation = self.model.relations[kind]
        own = " AND ".join(["true", *(f"r.`{k}` = row[{at}]" for at, k in enumerate(relation.key) if at > 1)])
        for (start, end), part in self._by_ends(kind, removed):
            match = f"MATCH (a:`{start}` {{id: row[0]}})-[r:`{kind}`]->(b:`{end}` {{id: row[1]}})"
            text = f"UNWIND $rows AS row {match} WHERE {own} DELETE r"
            self._batches(kind, text, part)

    def _remove_nodes(self, node: NodeKind, removed: pl.DataFrame) -> None:
        """Delete nodes; one that users labelled, or tied to data of their own, stays without our labels."""
        own = [node.name, *node.ancestors]
        match = f"UNWIND $rows AS row MATCH (n:`{node.name}` {{id: row[0]}})"
        foreign = (
            "any(l IN labels(n) WHERE NOT l IN $own) "
            "OR EXISTS { (n)-[r]-(o) WHERE NOT type(r) IN $relations OR NOT o:Entity }"
        )
        labels = _labels(own)
        ours = {"own": own, "relations": list(self.model.relations)}
        self._batches(node.name, f"{match} WHERE {foreign} SET n:{FORMER} REMOVE n{labels}", removed, ours)
        self._batches(node.name, f"{match} DETACH DELETE n", removed)

    def _restore_nodes(self, node: NodeKind, added: pl.DataFrame) -> None:
        """Give nodes that come back the labels that a former load took from them."""
        labels = _labels((node.name, *node.ancestors))
        match = f"WITH [row IN $rows | row[0]] AS ids MATCH (n:{FORMER}) WHERE n.id IN ids"
        text = f"{match} SET n{labels} REMOVE n:{FORMER}"
        self._batches(node.name, text, added)

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
        """Send rows in batches; small ones wait for each other, since each transaction costs a write to the disk.

        Each row goes as the list of its values: maps would repeat the names of columns, and take both sides longer.
        """
        for part in rows.iter_slices(self.batch):
            self.progress(kind)
            self._waiting.append((text, {"rows": part.rows(), **(more or {})}))
            self._rows += part.height
            if self._rows >= self.batch or len(self._waiting) >= TOGETHER:
                self._flush()

    def _flush(self) -> None:
        """Run what waits in one transaction, unless it was run already or another load has begun."""
        waiting, self._waiting, self._rows = self._waiting, [], 0
        if waiting:
            self._turn += 1
            self.server.write_once(_TURN, {"load": self._load, "turn": self._turn}, waiting)

    def _finish(self, source: Reader, frames: Frames, new: Mapping[str, pl.DataFrame]) -> None:
        """Write the manifests, then the stamp: only now is the new graph said to be there."""
        manifests = [{"kind": kind, "rows": to_bytes(manifest)} for kind, manifest in new.items()]
        text = f"UNWIND $rows AS row MERGE (m:{MANIFEST} {{kind: row.kind}}) SET m.rows = row.rows"
        self._waiting.append((text, {"rows": manifests}))
        self._flush()
        stamp = {
            "state": "complete",
            "digest": source.digest,
            "format": FORMAT,
            "meta": json.dumps(dict(source.meta), sort_keys=True),
            "ledger": to_bytes(source.ledger()),
            "conflicts": to_bytes(source.conflicts()),
            "provenance": to_bytes(provenance_rows(self.model, frames)),
        }
        text = f"{_OURS} SET s += $stamp REMOVE s.target RETURN s.state"
        if not self.server.write(text, {"stamp": stamp, "load": self._load}).records:
            raise self._overtaken()

    def _verify(self, wanted: Mapping[str, int]) -> None:
        counts = self._counts(wanted)
        wrong = [f"{k} : {wanted[k]} attendus, {counts[k]} lus" for k in self.kinds if wanted[k] != counts[k]]
        if wrong and not self.server.read(f"{_OURS} RETURN s.load", {"load": self._load}).records:
            raise self._overtaken()
        if wrong:
            raise BrokenGraph(
                f"Le serveur ne contient pas ce qui a été envoyé ({', '.join(wrong[:3])}) ; relancez le chargement."
            )

    def _overtaken(self) -> StoreBusy:
        return StoreBusy(f"Un autre chargement vers {self.server.url} a pris la suite ; attendez sa fin.")


def _labels(names: Iterable[str]) -> str:
    return "".join(f":`{name}`" for name in names)


def _fields(rows: pl.DataFrame, first: int = 0) -> str:
    """Return the columns from ``first`` on as the inside of a Cypher map."""
    return ", ".join(f"`{name}`: row[{at}]" for at, name in enumerate(rows.columns) if at >= first)


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
