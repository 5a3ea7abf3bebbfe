"""A graph with some tables replaced in memory: what a question would say if things were otherwise.

The graph below is never touched: on a second connection, a temporary table hides the one of the same name. A graph on
a server is first copied.
"""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path
from typing import Self

import polars as pl

from campus_graph.graph.digest import canonical
from campus_graph.graph.embedded import EmbeddedReader
from campus_graph.graph.embedded_writer import EmbeddedWriter, search_rows
from campus_graph.graph.provenance import provenance_rows
from campus_graph.graph.store import Graph, Reader
from campus_graph.graph.tables import Frames
from campus_graph.ontology.model import Model, load_model


class OverlayReader(EmbeddedReader):
    """Reads a graph in which whole tables are replaced. Keeps the contract ``store.Reader``."""

    def __init__(self, base: Reader, changed: Frames) -> None:
        self._base, self._changed = base, changed
        self._copy = None if isinstance(base, EmbeddedReader) else copy_of(base)
        below = base if isinstance(base, EmbeddedReader) else self._copy
        assert below is not None
        self._connection = below.beside()
        self.meta = base.meta
        model = load_model()
        for kind, frame in sorted(changed.items()):
            self._hide(kind, frame)
        nodes = {kind: frame for kind, frame in changed.items() if kind in model.nodes}
        if nodes:
            kept = self.query("SELECT * FROM _search", {}).filter(~pl.col("kind").is_in(list(nodes)))
            self._hide("_search", pl.concat([kept, search_rows(nodes)]).sort("id"))
        relations = {kind: frame for kind, frame in changed.items() if kind in model.relations}
        if relations:
            rows = self.query("SELECT * FROM _provenance", {}).filter(~pl.col("kind").is_in(list(relations)))
            self._hide("_provenance", pl.concat([rows, provenance_rows(model, relations)]))
        self.digest = f"{base.digest}+{_mark(model, changed)}"

    def _hide(self, table: str, frame: pl.DataFrame) -> None:
        self._connection.register("incoming", frame.to_arrow())
        self._connection.execute(f'CREATE TEMP TABLE "{table}" AS SELECT * FROM incoming')
        self._connection.unregister("incoming")

    def fork(self) -> Self:
        """Return a reader of the same changed graph, for another thread."""
        return type(self)(self._base, self._changed)

    def current(self) -> bool:
        """Tell whether the graph below is still the one at its address."""
        return self._base.current()

    def close(self) -> None:
        """Close the graph; a copy that was made goes with it, the graph below stays open."""
        super().close()
        if self._copy is not None:
            self._copy.close()


def copy_of(base: Reader) -> EmbeddedReader:
    """Return the graph of another store as an embedded one, which leaves no file behind."""
    model = load_model()
    frames = {kind: base.table(kind) for kind in (*model.nodes, *model.relations)}
    with tempfile.TemporaryDirectory(prefix="campus-graph-") as folder:
        path = Path(folder) / "copy.duckdb"
        EmbeddedWriter(path).write(Graph(frames, base.conflicts(), base.ledger(), base.meta))
        return EmbeddedReader(path)


def _mark(model: Model, changed: Frames) -> str:
    """Return a short mark of the changed tables: the same change gives the same digest."""
    whole = hashlib.sha256()
    for kind, frame in sorted(changed.items()):
        for line in canonical(model, kind, frame):
            whole.update(f"{kind} {line}\n".encode())
    return whole.hexdigest()[:12]
