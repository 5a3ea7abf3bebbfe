"""The embedded store: one DuckDB file, one table per kind, opened read-only by any number of readers.

A build writes a new file beside the old one, checks it, then renames it: readers see the old graph or
the new one. A build that is killed leaves a ``.building`` file that the next build removes.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from copy import copy
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import duckdb
import polars as pl
from filelock import FileLock, Timeout

from campus_graph.errors import BrokenGraph, StoreBusy, StoreError, StoreMissing, StoreUnreadable
from campus_graph.graph.digest import digest
from campus_graph.graph.provenance import provenance_of, provenance_rows
from campus_graph.graph.store import NODE_COLUMNS, Graph, Parameters, Provenance
from campus_graph.graph.tables import Frames, fields
from campus_graph.ontology.model import Model, load_model
from campus_graph.text import fold, folded

FORMAT = "1"
_SQL_TYPES = {"string": "VARCHAR", "integer": "BIGINT", "double": "DOUBLE", "boolean": "BOOLEAN"}
_READ_CONFIG: dict[str, Any] = {"autoinstall_known_extensions": False, "autoload_known_extensions": False}
_READ_STATEMENTS = ("USE graph", "SET enable_external_access = false", "SET lock_configuration = true")


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
        for kind, frame in graph.frames.items():
            connection.execute(_create_table(self.model, kind))
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


class EmbeddedReader:
    """Reads a graph file. Keeps the contract ``store.Reader``."""

    dialect = "embedded.sql"

    def __init__(self, path: Path) -> None:
        if not path.is_file():
            raise StoreMissing(f"Il n’y a pas de graphe en {path} ; construisez-le avec « campus-graph build ».")
        status = path.stat()
        self.path, self._opened = path, (status.st_ino, status.st_mtime_ns)
        self._connection = duckdb.connect(":memory:", config=_READ_CONFIG)
        try:
            self.meta: Mapping[str, str] = self._attach(path)
        except duckdb.Error as error:
            self.close()
            raise StoreUnreadable(f"{path} n’est pas un graphe de campus-graph ; reconstruisez-le.") from error
        if self.meta.get("format") != FORMAT or "digest" not in self.meta:
            self.close()
            raise StoreUnreadable(f"{path} vient d’une autre version de campus-graph ; reconstruisez-le.")
        self.digest = self.meta["digest"]

    def _attach(self, path: Path) -> dict[str, str]:
        """Open the file in an engine of its own, and return what the graph says of itself.

        ``duckdb.connect(path)`` shares one engine per path within a process: a second reader would be refused
        or shown the graph of before a build. Without a declared type, DuckDB downloads an extension for SQLite.
        """
        self._connection.execute("ATTACH ? AS graph (READ_ONLY, TYPE duckdb)", [str(path)])
        for statement in _READ_STATEMENTS:
            self._connection.execute(statement)
        return dict(self._connection.execute("SELECT key, value FROM _meta").fetchall())

    def query(self, text: str, parameters: Parameters) -> pl.DataFrame:
        """Run one SELECT; only the parameters that it names are passed.

        Nothing else is run: the file cannot be written, yet a temporary table would hide one of the graph's.
        """
        used = {name: parameters[name] for name in set(re.findall(r"\$(\w+)", text))}
        try:
            statements = self._connection.extract_statements(text)
            if [statement.type for statement in statements] != [duckdb.StatementType.SELECT]:
                raise StoreError("Une lecture est un SELECT, et un seul ; rien n’a été exécuté.")
            # Through the Arrow interface itself: DuckDB's own ``pl()`` imports pyarrow, 0.2 s of each command.
            return pl.DataFrame(self._connection.sql(statements[0], params=used or None))
        except duckdb.Error as error:
            raise StoreError(f"La requête a échoué : {str(error).splitlines()[0]}") from error

    def table(self, kind: str) -> pl.DataFrame:
        """Return all records of a kind, sorted by key."""
        frame = self.query(f'SELECT * FROM "{kind}"', {})
        # A question that asks for names reads node kinds only, and need not wait for the ontology.
        return frame.sort(["id"] if "id" in frame.columns else list(load_model().relations[kind].key))

    def node(self, identifier: str) -> tuple[str, dict[str, Any]] | None:
        """Return (kind, fields) of a node, or None."""
        named = self.query("SELECT kind FROM _search WHERE id = $id", {"id": identifier})
        kind = _unsearchable(identifier) if named.is_empty() else str(named.item())
        if kind is None:
            return None
        found = self.query(f'SELECT * FROM "{kind}" WHERE id = $id', {"id": identifier})
        return None if found.is_empty() else (kind, found.row(0, named=True))

    def nodes(self, identifiers: Sequence[str]) -> pl.DataFrame:
        """Return (id, kind, label, sources) of the nodes that exist, sorted."""
        model = load_model()
        kinds = sorted({k for i in identifiers if (k := model.kind_of(i))})
        parts = [
            f"SELECT id, '{kind}' AS kind, label, sources FROM \"{kind}\" WHERE id IN (SELECT unnest($ids))"
            for kind in kinds
        ]
        if not parts:
            return pl.DataFrame(schema=NODE_COLUMNS)
        text = f"{' UNION ALL '.join(parts)} ORDER BY id"
        return self.query(text, {"ids": sorted(set(identifiers))})  # type: ignore[dict-item]

    def between(self, kind: str, pairs: pl.DataFrame) -> pl.DataFrame:
        """Return the records of a relation between these ends (start_id, end_id), sorted by key."""
        ends = pairs.select("start_id", "end_id").unique()
        text = (
            f'SELECT r.* FROM "{kind}" r JOIN (SELECT unnest($starts) AS s, unnest($ends) AS e) p '
            "ON r.start_id = p.s AND r.end_id = p.e"
        )
        given = {"starts": ends["start_id"].to_list(), "ends": ends["end_id"].to_list()}
        return self.query(text, given).sort(list(load_model().relations[kind].key))  # type: ignore[arg-type]

    def ties(self, identifiers: Sequence[str]) -> pl.DataFrame:
        """Return (relation, start_id, end_id) of every relation that touches one of these nodes, sorted."""
        text = " UNION ".join(
            f"SELECT '{relation}' AS relation, start_id, end_id FROM \"{relation}\" "
            "WHERE start_id IN (SELECT unnest($ids)) OR end_id IN (SELECT unnest($ids))"
            for relation in load_model().relations
        )
        found = self.query(text, {"ids": sorted(set(identifiers))})  # type: ignore[dict-item]
        return found.sort("relation", "start_id", "end_id")

    def edges(self, identifier: str) -> pl.DataFrame:
        """Return (relation, direction, other, other_kind, other_label) of a node's edges, sorted."""
        parts = []
        for relation in load_model().relations:
            for own, other, direction in (("start_id", "end_id", "→"), ("end_id", "start_id", "←")):
                parts.append(
                    f"SELECT '{relation}' AS relation, '{direction}' AS direction, {other} AS other "
                    f'FROM "{relation}" WHERE {own} = $id'
                )
        text = " UNION ALL ".join(parts)
        named = (
            "SELECT DISTINCT e.*, s.kind AS other_kind, s.label AS other_label "
            f"FROM ({text}) e JOIN _search s ON s.id = e.other"
        )
        return self.query(f"{named} ORDER BY relation, direction, other", {"id": identifier})

    def search(self, text: str, limit: int) -> pl.DataFrame:
        """Return (id, kind, label) of nodes whose name holds every word of the text, best first."""
        words = fold(text).split()
        where = " AND ".join(f"contains(folded, $w{i})" for i in range(len(words))) or "false"
        parameters = {f"w{i}": word for i, word in enumerate(words)}
        order = "folded <> $whole, NOT starts_with(folded, $whole), length(folded), id"
        statement = f"SELECT id, kind, label FROM _search WHERE {where} ORDER BY {order} LIMIT $limit"
        return self.query(statement, {**parameters, "whole": " ".join(words), "limit": limit})

    def provenance(self, kinds: Sequence[str]) -> Provenance:
        """Return the sources and years on which these relations rest."""
        return provenance_of(self.query("SELECT * FROM _provenance", {}), kinds)

    def counts(self) -> dict[str, int]:
        """Return the number of records per kind."""
        model = load_model()
        kinds = [*model.nodes, *model.relations]
        text = " UNION ALL ".join(f"SELECT '{kind}' AS kind, count(*) AS n FROM \"{kind}\"" for kind in kinds)
        found = dict(self.query(text, {}).iter_rows())
        return {kind: found[kind] for kind in kinds}

    def ledger(self) -> pl.DataFrame:
        """Return the account of every source file."""
        return self.query("SELECT * FROM _ledger ORDER BY source, file", {})

    def conflicts(self) -> pl.DataFrame:
        """Return the values that lost a conflict."""
        return self.query("SELECT * FROM _conflict ORDER BY kind, id, field, other", {})

    def beside(self) -> duckdb.DuckDBPyConnection:
        """Return a second connection to the same state of the file; temporary tables of its own hide the graph's."""
        connection = self._connection.cursor()
        connection.execute(_READ_STATEMENTS[0])
        return connection

    def fork(self) -> Self:
        """Return a reader of the same state of the file, for another thread; this one stays open longer."""
        other = copy(self)
        other._connection = self.beside()
        return other

    def current(self) -> bool:
        """Tell whether the file at the path is still the one that is open."""
        status = self.path.stat() if self.path.is_file() else None
        return status is not None and (status.st_ino, status.st_mtime_ns) == self._opened

    def interrupt(self) -> None:
        """Cut the statement that is running, from another thread."""
        self._connection.interrupt()

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


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


def _unsearchable(identifier: str) -> str | None:
    """Return the kind of an identifier that the search leaves out by design."""
    model = load_model()
    kind = model.kind_of(identifier)
    return None if kind is None or model.nodes[kind].searchable else kind


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
