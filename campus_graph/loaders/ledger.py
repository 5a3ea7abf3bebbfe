"""Every row accounted for: rows read = loaded + merged + rejected, line by line.

The three sets of lines are noted where things happen (the loader rejects and merges, the tables that
it hands out carry the lines that they were made of), so a row that a join lost is found out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import polars as pl

from campus_graph.errors import UnbalancedLedger

REJECT_SCHEMA = {
    "source": pl.String(),
    "file": pl.String(),
    "line": pl.Int64(),
    "column": pl.String(),
    "value": pl.String(),
    "reason": pl.String(),
}
LEDGER_SCHEMA = {
    "source": pl.String(),
    "file": pl.String(),
    "read": pl.Int64(),
    "loaded": pl.Int64(),
    "merged": pl.Int64(),
    "rejected": pl.Int64(),
}
_SHOWN = 80


@dataclass(slots=True)
class Ledger:
    """The account of one file of one source."""

    source: str
    file: str
    path: str
    read: set[int] = field(default_factory=set)
    merged: set[int] = field(default_factory=set)
    loaded: set[int] = field(default_factory=set)
    rejects: dict[int, tuple[str, str, str]] = field(default_factory=dict)

    def note_read(self, lines: Iterable[int]) -> None:
        """Note lines as read."""
        self.read.update(lines)

    def note_loaded(self, lines: Iterable[int]) -> None:
        """Note lines that became a record."""
        self.loaded.update(lines)

    def note_merged(self, lines: Iterable[int]) -> None:
        """Note lines whose content another line of the file already gave."""
        self.merged.update(lines)

    def note_reject(self, line: int, column: str, value: str | None, reason: str) -> None:
        """Note a line that could not be used; the first reason stays."""
        shown = "".join(c if c.isprintable() else "\ufffd" for c in (value or "")[:_SHOWN])
        self.rejects.setdefault(line, (column, shown, reason))

    def check(self) -> None:
        """Compare the account with what was read.

        Raises:
            UnbalancedLedger: a line is in no set, or in two.

        """
        rejected = self.rejects.keys()
        known = self.loaded | self.merged | rejected
        twice = (self.loaded & self.merged) | (self.loaded & rejected) | (self.merged & rejected)
        if known != self.read or twice:
            lost, invented = sorted(self.read - known), sorted(known - self.read)
            raise UnbalancedLedger(
                f"{self.path} : le compte n’est pas bon ({len(lost)} lignes perdues, {len(invented)} inventées, "
                f"{len(twice)} comptées deux fois ; premières lignes : {(lost + invented + sorted(twice))[:3]}). "
                f"C’est un défaut du chargeur « {self.source} »."
            )

    def rejected_rows(self) -> Iterator[tuple[str, str, int, str, str, str]]:
        """Yield the rejected lines in the order of the file."""
        for line, (column, value, reason) in sorted(self.rejects.items()):
            yield self.source, self.path, line, column, value, reason


def rejects_frame(ledgers: Iterable[Ledger]) -> pl.DataFrame:
    """Return every rejected line of every file as one table."""
    rows = [row for ledger in ledgers for row in ledger.rejected_rows()]
    return pl.DataFrame(rows, schema=REJECT_SCHEMA, orient="row")


def ledger_frame(ledgers: Iterable[Ledger]) -> pl.DataFrame:
    """Return the account of every file as a table."""
    rows = [(x.source, x.path, len(x.read), len(x.loaded), len(x.merged), len(x.rejects)) for x in ledgers]
    return pl.DataFrame(rows, schema=LEDGER_SCHEMA, orient="row").sort("source", "file")
