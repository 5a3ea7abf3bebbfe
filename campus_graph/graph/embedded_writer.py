"""Writes a graph as one file: beside the old one, checked, then renamed.

Readers see the old graph or the new one. A build that is killed leaves a ``.building`` file that the next build
removes.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb
import polars as pl
from filelock import FileLock, Timeout

from campus_graph.errors import BrokenGraph, StoreBusy, StoreError
from campus_graph.graph.digest import digest
from campus_graph.graph.embedded import FORMAT, EmbeddedReader
from campus_graph.graph.provenance import provenance_rows
from campus_graph.graph.store import Graph
from campus_graph.graph.tables import Frames, fields
from campus_graph.ontology.model import Model, load_model
from campus_graph.text import folded

_SQL_TYPES = {"string": "VARCHAR", "integer": "BIGINT", "double": "DOUBLE", "boolean": "BOOLEAN"}


class EmbeddedWriter:
    """Writes a graph as one file. Keeps the contract ``store.Writer``."""

    def __init__(self, path: Path, model: Model | None = None) -> None:
        self.path = path
        self.model = model or load_model()

    def write(self, graph: Graph) -> str:
        """Build beside, check, rename.

        Raises:
            StoreBusy: another build writes at this place.
            StoreError: the disk is full or the folder cannot be written.
            BrokenGraph: what was written does not read back the same.

        """
        beside = self.path.with_name(self.path.name + ".building")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with FileLock(f"{self.path}.lock", timeout=0):
                return self._swap(graph, beside)
        except Timeout as error:
            raise StoreBusy(f"Une autre construction écrit déjà {self.path} ; attendez sa fin.") from error
        except (OSError, duckdb.Error) as error:
            reason = str(error).splitlines()[0]
            raise StoreError(f"Impossible d’écrire {self.path} ({reason}) ; l’ancien graphe est intact.") from error

    def _swap(self, graph: Graph, beside: Path) -> str:
        """Write, check and rename; only the holder of the lock may remove the file beside."""
        _remove(beside)
        try:
            return self._replace(graph, beside)
        finally:
            _remove(beside)

    def _replace(self, graph: Graph, beside: Path) -> str:
        stamp = digest(self.model, graph.frames)
        with duckdb.connect(str(beside)) as connection:
            self._fill(connection, graph, stamp)
            # On a full disk, close() leaves the data in the log without a word; this raises.
            connection.execute("CHECKPOINT")
        self._verify(beside, graph)
        _sync(beside)
        os.replace(beside, self.path)
        _sync(self.path.parent)
        return stamp

    def _fill(self, connection: duckdb.DuckDBPyConnection, graph: Graph, stamp: str) -> None:
        connection.execute(";".join(_create_table(self.model, kind) for kind in graph.frames))
        for kind, frame in graph.frames.items():
            if frame.height:
                _insert(connection, kind, frame)
        _store_frame(connection, "_search", search_rows({kind: graph.frames[kind] for kind in self.model.nodes}))
        _store_frame(connection, "_provenance", provenance_rows(self.model, graph.frames))
        _store_frame(connection, "_ledger", graph.ledger)
        _store_frame(connection, "_conflict", graph.conflicts)
        meta = {**graph.meta, "digest": stamp, "format": FORMAT}
        _store_frame(connection, "_meta", pl.DataFrame({"key": sorted(meta), "value": [meta[k] for k in sorted(meta)]}))

    def _verify(self, beside: Path, graph: Graph) -> None:
        with EmbeddedReader(beside) as reader:
            written = reader.counts()
        for kind, frame in graph.frames.items():
            if written[kind] != frame.height:
                raise BrokenGraph(
                    f"{kind} : {frame.height} écrits, {written[kind]} relus ; l’ancien graphe est intact."
                )


def _create_table(model: Model, kind: str) -> str:
    ends = ["id VARCHAR NOT NULL"] if kind in model.nodes else ["start_id VARCHAR NOT NULL", "end_id VARCHAR NOT NULL"]
    own = [f'"{f.name}" {_SQL_TYPES[f.type]}{"[]" if f.many else ""}' for f in fields(model, kind)]
    return f'CREATE TABLE "{kind}" ({", ".join(ends + own)})'


def _insert(connection: duckdb.DuckDBPyConnection, table: str, frame: pl.DataFrame) -> None:
    with _registered(connection, frame) as name:
        connection.execute(f'INSERT INTO "{table}" BY NAME SELECT * FROM {name}')


def _store_frame(connection: duckdb.DuckDBPyConnection, table: str, frame: pl.DataFrame) -> None:
    with _registered(connection, frame) as name:
        connection.execute(f'CREATE TABLE "{table}" AS SELECT * FROM {name}')


@contextmanager
def _registered(connection: duckdb.DuckDBPyConnection, frame: pl.DataFrame) -> Iterator[str]:
    connection.register("incoming", frame.to_arrow())
    yield "incoming"
    connection.unregister("incoming")


def search_rows(nodes: Frames) -> pl.DataFrame:
    """Return (id, label, kind, folded) of all nodes that are found by name, sorted: what a search looks into."""
    model = load_model()
    found = {kind: frame for kind, frame in nodes.items() if model.nodes[kind].searchable}
    parts = [frame.select("id", "label", kind=pl.lit(kind), folded=folded("label")) for kind, frame in found.items()]
    nothing = pl.DataFrame(schema=dict.fromkeys(("id", "label", "kind", "folded"), pl.String()))
    return pl.concat([nothing, *parts]).sort("id")


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _remove(path: Path) -> None:
    for leftover in (path, path.with_name(path.name + ".wal")):
        with suppress(FileNotFoundError):
            leftover.unlink()
