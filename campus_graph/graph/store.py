"""The contract that every store keeps, and how an address becomes a store.

A Reader answers texts of questions with frames; it never changes anything. A Writer puts a whole
graph in place of the one before, at once. The embedded store is ``campus_graph.graph.embedded``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

import polars as pl

from campus_graph.graph.tables import Frames

NODE_COLUMNS = {"id": pl.String(), "kind": pl.String(), "label": pl.String(), "sources": pl.List(pl.String())}
Scalar = str | int | float | bool | None
Parameters = Mapping[str, Scalar]


@dataclass(frozen=True, slots=True)
class Graph:
    """A whole graph, ready to be written.

    ``frames`` holds one frame per kind of the model; ``conflicts`` the values that lost; ``ledger`` one
    row per source file; ``meta`` short texts such as the versions and the day of the campus facts.
    """

    frames: Frames
    conflicts: pl.DataFrame
    ledger: pl.DataFrame
    meta: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Provenance:
    """On what a set of relations rests: the sources, and the years where they carry one."""

    sources: tuple[str, ...]
    years: tuple[int, ...]


class Reader(Protocol):
    """A graph open for reading. ``dialect`` names the text of a question that it understands."""

    dialect: str
    digest: str
    meta: Mapping[str, str]

    def query(self, text: str, parameters: Parameters) -> pl.DataFrame:
        """Run one statement and return its rows, columns named as in the statement."""
        ...

    def table(self, kind: str) -> pl.DataFrame:
        """Return all records of a kind, sorted by key."""
        ...

    def node(self, identifier: str) -> tuple[str, dict[str, object]] | None:
        """Return (kind, fields) of a node, or None."""
        ...

    def nodes(self, identifiers: Sequence[str]) -> pl.DataFrame:
        """Return (id, kind, label, sources) of the nodes that exist, sorted."""
        ...

    def between(self, kind: str, pairs: pl.DataFrame) -> pl.DataFrame:
        """Return the records of a relation between these ends (start_id, end_id), sorted by key."""
        ...

    def ties(self, identifiers: Sequence[str]) -> pl.DataFrame:
        """Return (relation, start_id, end_id) of every relation that touches one of these nodes, sorted."""
        ...

    def edges(self, identifier: str) -> pl.DataFrame:
        """Return (relation, direction, other, other_kind, other_label) of a node's edges, sorted."""
        ...

    def search(self, text: str, limit: int) -> pl.DataFrame:
        """Return (id, kind, label) of nodes whose name holds the text; accents and case do not matter."""
        ...

    def provenance(self, kinds: Sequence[str]) -> Provenance:
        """Return the sources and years on which these relations rest."""
        ...

    def counts(self) -> dict[str, int]:
        """Return the number of records per kind."""
        ...

    def ledger(self) -> pl.DataFrame:
        """Return the account of every source file."""
        ...

    def conflicts(self) -> pl.DataFrame:
        """Return the values that lost a conflict."""
        ...

    def fork(self) -> Self:
        """Return a reader of the same state of the graph, for another thread; this one stays open longer."""
        ...

    def current(self) -> bool:
        """Tell whether the graph is still the one at the address."""
        ...

    def interrupt(self) -> None:
        """Cut the statement that is running, from another thread."""
        ...

    def close(self) -> None:
        """Close the store."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


class Writer(Protocol):
    """Puts a whole graph in place."""

    def write(self, graph: Graph) -> str:
        """Replace the graph and return its digest; readers see the old one or the new one."""
        ...


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who we are to a server. The password is never shown, not even by ``repr``."""

    user: str = "neo4j"
    password: str = field(default="", repr=False)
    database: str | None = None


def is_server(address: str | Path) -> bool:
    """Tell whether an address is that of a server rather than of a file."""
    return "://" in str(address)


def open_store(address: str | Path, credentials: Credentials | None = None, seconds: float | None = None) -> Reader:
    """Open the graph at an address for reading: a file, or a Neo4j server (``bolt://`` and the like).

    ``seconds`` is how long a server may work on one statement; a file's reader is interrupted instead.

    Raises:
        StoreMissing: nothing is there.
        StoreUnreadable: it is no graph of ours, or of a scheme that is not supported.

    """
    if is_server(address):
        from campus_graph.graph.server import ServerReader

        return ServerReader(str(address), credentials or Credentials(), seconds=seconds)
    from campus_graph.graph.embedded import EmbeddedReader

    return EmbeddedReader(Path(address))
