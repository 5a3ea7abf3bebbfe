"""What the tests share: where the real data is, and how a loader is run on its trimmed fixture."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from hypothesis import settings

from campus_graph.graph.tables import Table
from campus_graph.loaders.reading import Lookups, Reading, run
from campus_graph.loaders.registry import loader, sources
from campus_graph.loaders.source import FileSpec, SourceInfo
from campus_graph.ontology.model import load_model

# Facts are tested, not the speed of the machine on which they are.
settings.register_profile("house", deadline=None)
settings.load_profile("house")

HERE = Path(__file__).parent
FIXTURES = HERE / "fixtures"
REAL_DATA = Path(os.environ.get("CAMPUS_GRAPH_DATA", HERE.parent.parent / "shared" / "data"))


def source(name: str) -> SourceInfo:
    """Return a source as its folder declares it."""
    return next(info for info in sources() if info.name == name)


def trimmed(info: SourceInfo) -> SourceInfo:
    """Return a source that reads its fixture: no row floor, nothing packed, XLSX for XLS (which nothing writes)."""
    files = {n: replace(f, rows=0, path=_plain(f.path)) for n, f in info.files.items()}
    return replace(info, files=files)


def _plain(path: str) -> str:
    plain = path.removesuffix(".gz").removesuffix(".zip")
    return plain.removesuffix(".xls") + ".xlsx" if plain.endswith(".xls") else plain


class Loaded:
    """The outcome of one loader on its fixture."""

    def __init__(self, reading: Reading, tables: list[Table], lookups: Lookups) -> None:
        self.reading, self.tables, self.lookups = reading, tables, lookups

    def frame(self, kind: str) -> pl.DataFrame:
        """Return all records of a kind."""
        return pl.concat([t.frame for t in self.tables if t.kind == kind])

    def rejects(self, file: str) -> dict[int, tuple[str, str, str]]:
        """Return line → (column, value, reason) of a file."""
        return self.reading.ledgers[file].rejects


LoadFixture = Callable[..., Loaded]


@pytest.fixture
def load_fixture() -> LoadFixture:
    """Return a function that runs a source on ``tests/fixtures/<source>`` with given lookups."""

    def run_it(name: str, lookups: Mapping[str, pl.DataFrame] | None = None, folder: Path | None = None) -> Loaded:
        shared: Lookups = dict(lookups or {})
        reading = Reading(trimmed(source(name)), folder or FIXTURES / name, load_model(), shared)
        return Loaded(reading, run(loader(reading.info), reading), shared)

    return run_it


def file_spec(name: str, file: str) -> FileSpec:
    """Return one declared file of a source."""
    return source(name).files[file]
