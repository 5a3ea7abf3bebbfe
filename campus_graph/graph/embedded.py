"""The embedded store: one DuckDB file, one table per kind, opened read-only by any number of readers.

``campus_graph.graph.embedded_writer`` puts a new file in the place of the old one; who has the old one open keeps it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from pathlib import Path
from threading import Lock
from typing import Any, Self

import duckdb
import polars as pl
from cachetools import LRUCache, cached
from cachetools.keys import hashkey

from campus_graph.errors import StoreError, StoreMissing, StoreUnreadable
from campus_graph.graph.closing import Closing
from campus_graph.graph.provenance import provenance_of
from campus_graph.graph.store import NODE_COLUMNS, Parameters, Provenance
from campus_graph.ontology.model import load_model
from campus_graph.text import fold

FORMAT = "1"
_ARROWS = {"start_id": "→", "end_id": "←"}
_TIE_COLUMNS = dict.fromkeys(("relation", "start_id", "end_id"), pl.String())
_EDGE_COLUMNS = dict.fromkeys(("relation", "direction", "other", "other_kind", "other_label"), pl.String())
_READ_CONFIG: dict[str, Any] = {"autoinstall_known_extensions": False, "autoload_known_extensions": False}
_READ_STATEMENTS = ("USE graph", "SET enable_external_access = false", "SET lock_configuration = true")


class EmbeddedReader(Closing):
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
            if not _selects(self._connection, text):
                raise StoreError("Une lecture est un SELECT, et un seul ; rien n’a été exécuté.")
            # Through the Arrow interface itself: DuckDB's own ``pl()`` imports pyarrow, 0.2 s of each command.
            return pl.DataFrame(self._connection.sql(text, params=used or None))
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
        kinds = {load_model().kind_of(i) for i in identifiers}
        sides = {"start_id": "start_id IN (SELECT unnest($ids))", "end_id": "end_id IN (SELECT unnest($ids))"}
        touched: dict[str, list[str]] = {}
        for relation, own, _ in _touching(kinds):
            touched.setdefault(relation, []).append(sides[own])
        text = " UNION ".join(
            f"SELECT '{relation}' AS relation, start_id, end_id FROM \"{relation}\" WHERE {' OR '.join(where)}"
            for relation, where in touched.items()
        )
        if not text:
            return pl.DataFrame(schema=_TIE_COLUMNS)
        found = self.query(text, {"ids": sorted(set(identifiers))})  # type: ignore[dict-item]
        return found.sort("relation", "start_id", "end_id")

    def edges(self, identifier: str) -> pl.DataFrame:
        """Return (relation, direction, other, other_kind, other_label) of a node's edges, sorted."""
        text = " UNION ".join(
            f"SELECT '{relation}' AS relation, '{_ARROWS[own]}' AS direction, {other} AS other "
            f'FROM "{relation}" WHERE {own} = $id'
            for relation, own, other in _touching({load_model().kind_of(identifier)})
        )
        if not text:
            return pl.DataFrame(schema=_EDGE_COLUMNS)
        found = self.query(text, {"id": identifier})
        # Two small statements: a join would read all names of the graph.
        names = self.query(
            "SELECT id AS other, kind AS other_kind, label AS other_label FROM _search "
            "WHERE id IN (SELECT unnest($ids))",
            {"ids": found["other"].unique().to_list()},  # type: ignore[dict-item]
        )
        return found.join(names, on="other").select(list(_EDGE_COLUMNS)).sort("relation", "direction", "other")

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


@cached(LRUCache(256), key=lambda _, text: hashkey(text), lock=Lock())
def _selects(connection: duckdb.DuckDBPyConnection, text: str) -> bool:
    """Tell whether a text is one SELECT; the questions' own are parsed for it once, a tenth of their time.

    Raises:
        duckdb.Error: it is no SQL.

    """
    return [statement.type for statement in connection.extract_statements(text)] == [duckdb.StatementType.SELECT]


def _touching(kinds: set[str | None]) -> Iterator[tuple[str, str, str]]:
    """Yield (relation, own end, other end) of what can touch nodes of these kinds: the rest need not be read."""
    for relation in load_model().relations.values():
        for own, other, allowed in (("start_id", "end_id", relation.sources), ("end_id", "start_id", relation.targets)):
            if kinds & set(allowed):
                yield relation.name, own, other


def _unsearchable(identifier: str) -> str | None:
    """Return the kind of an identifier that the search leaves out by design."""
    model = load_model()
    kind = model.kind_of(identifier)
    return None if kind is None or model.nodes[kind].searchable else kind
