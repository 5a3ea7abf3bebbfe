"""What a loader sees of its source: rows in, account out.

A loader asks for ``rows``, puts aside what it cannot use (``require``, ``reject``), folds repeated
rows together (``distinct``) and yields tables; every line must end up in exactly one of these places.
Rows come sorted by content, so the order of the publisher's file never matters.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import polars as pl

from campus_graph.errors import ChangedInput, LoaderError
from campus_graph.graph.tables import Table, conform
from campus_graph.loaders.ledger import Ledger
from campus_graph.loaders.read import read_file
from campus_graph.loaders.source import FileSpec, SourceInfo
from campus_graph.ontology.model import Model
from campus_graph.ontology.namespace import mint

Lookups = dict[str, pl.DataFrame]
# Short lists of exceptions may be rejected as a whole.
_FEW_ROWS = 100


class Reading:
    """One source being read. ``lookups`` is shared by all sources of a build."""

    def __init__(self, info: SourceInfo, folder: Path, model: Model, lookups: Lookups) -> None:
        self.info = info
        self.model = model
        self.ledgers: dict[str, Ledger] = {}
        self._folder = folder
        self._lookups = lookups

    def rows(self, file: str) -> pl.DataFrame:
        """Return the declared columns of a file (text, or the types of JSON) and ``line``."""
        spec = self.info.files[file]
        ledger = self.ledgers[file] = Ledger(self.info.name, file, spec.path)
        frame = read_file(self._folder, spec, ledger)
        sortable = [c for c in spec.columns if not isinstance(frame.schema[c], pl.List | pl.Struct)]
        return frame.sort(sortable, maintain_order=True)

    def reject(self, file: str, frame: pl.DataFrame, column: str, reason: str) -> None:
        """Put rows aside; ``column`` is the column whose value is at fault, ``reason`` is in French."""
        values = frame[column].cast(pl.String) if column in frame.columns else [None] * frame.height
        for line, value in zip(frame["line"], values, strict=True):
            self.ledgers[file].note_reject(line, column, value, reason)

    def require(self, file: str, frame: pl.DataFrame, condition: pl.Expr, column: str, reason: str) -> pl.DataFrame:
        """Return the rows that meet ``condition``; the others (null included) are rejected."""
        holds = frame.select(condition.fill_null(False)).to_series()
        self.reject(file, frame.filter(~holds), column, reason)
        return frame.filter(holds)

    def merge(self, file: str, frame: pl.DataFrame) -> None:
        """Note rows as folded into a record that other rows give."""
        self.ledgers[file].note_merged(frame["line"])

    def distinct(self, file: str, frame: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
        """Return the first row per key; the others count as merged."""
        first = frame.unique(by, keep="first", maintain_order=True)
        self.merge(file, frame.join(first.select("line"), on="line", how="anti"))
        return first

    def mint(self, kind: str, key: pl.Expr | str) -> pl.Expr:
        """Return the identifier expression of a kind."""
        return mint(self.model.path(kind), key)

    def publish(self, name: str, frame: pl.DataFrame) -> None:
        """Leave a frame for the sources that declare ``needs`` on this one."""
        self._lookups[f"{self.info.name}.{name}"] = frame

    def lookup(self, name: str) -> pl.DataFrame:
        """Return a frame that another source published, as ``source.name``.

        Raises:
            LoaderError: nothing of that name; ``needs`` in source.toml is probably missing.

        """
        if name not in self._lookups:
            raise LoaderError(f"La source {self.info.name} attend « {name} » ; ajoutez-la à needs dans source.toml.")
        return self._lookups[name]


LoadFunction = Callable[[Reading], Iterator[Table]]


def run(load: LoadFunction, reading: Reading) -> list[Table]:
    """Run one loader and close its account.

    Raises:
        ChangedInput: a column no longer has the type that the loader expects, or most rows are rejected.
        UnbalancedLedger: a line was lost, invented or counted twice.
        ModelError: a table has a column that the ontology does not declare.

    """
    tables = []
    try:
        for table in load(reading):
            if table.file is not None:
                reading.ledgers[table.file].note_loaded(table.frame["line"])
            tables.append(Table(table.kind, _with_sources(reading, table)))
    except pl.exceptions.PolarsError as error:
        raise ChangedInput(
            f"La source {reading.info.name} n’a plus la forme attendue ; un type a sans doute changé dans ses fichiers."
        ) from error
    for file, ledger in reading.ledgers.items():
        ledger.check()
        _refuse_unusable(reading.info.files[file], ledger)
    return tables


def _refuse_unusable(spec: FileSpec, ledger: Ledger) -> None:
    """Stop where a loader rejects most of a file: its columns stand, but their content has changed."""
    used = len(ledger.read) - len(ledger.rejects)
    if spec.rows >= _FEW_ROWS and used < spec.rows * spec.use_at_least:
        reasons = Counter(reason for _, _, reason in ledger.rejects.values())
        reason, count = min(reasons.items(), key=lambda item: (-item[1], item[0]))
        raise ChangedInput(
            f"{spec.path} n’a que {used} lignes utilisables, la source en déclare {spec.rows} ; "
            f"motif le plus fréquent, {count} fois : {reason}."
        )


def _with_sources(reading: Reading, table: Table) -> pl.DataFrame:
    frame = table.frame
    if "sources" not in frame.columns:
        frame = frame.with_columns(sources=pl.lit([reading.info.name], dtype=pl.List(pl.String)))
    return conform(reading.model, table.kind, frame)


def account(reading: Reading) -> Mapping[str, int]:
    """Return rows read, loaded, merged and rejected over all files of a source."""
    ledgers = reading.ledgers.values()
    return {
        "read": sum(len(x.read) for x in ledgers),
        "loaded": sum(len(x.loaded) for x in ledgers),
        "merged": sum(len(x.merged) for x in ledgers),
        "rejected": sum(len(x.rejects) for x in ledgers),
    }
