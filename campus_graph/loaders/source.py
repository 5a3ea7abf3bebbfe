"""What a source is: its publisher, licence and vintage, and the files that it declares.

``source.toml`` beside a loader says which columns and how many rows each file has; a file that no
longer looks like that stops the build (``campus_graph.loaders.read``).
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

KEEP_AT_LEAST = 0.8
USE_AT_LEAST = 0.5


@dataclass(frozen=True, slots=True)
class FileSpec:
    """One input file: where it is, how it is written, what it must contain.

    ``rows`` is the count on the day the loader was written; fewer than ``KEEP_AT_LEAST`` of it is drift.
    ``use_at_least`` is the share of them that must be usable, lower where a file is mostly of other things.
    Where a sheet has names that repeat under headings, ``group_row`` is the row (from 0) of the headings.
    """

    name: str
    path: str
    rows: int
    columns: tuple[str, ...]
    format: str = "csv"
    separator: str = ";"
    encoding: str = "utf-8"
    records: str | None = None
    sheet: str | None = None
    header_row: int = 0
    use_at_least: float = USE_AT_LEAST
    group_row: int | None = None


@dataclass(frozen=True, slots=True)
class SourceInfo:
    """A source. ``prefer`` lists the ``Kind.field`` values in which it beats other sources; otherwise
    the lower ``rank`` wins.
    """

    name: str
    title: str
    publisher: str
    licence: str
    vintage: str
    address: str
    rank: int
    needs: tuple[str, ...]
    prefer: frozenset[str]
    files: Mapping[str, FileSpec]


def read_source(path: Path) -> SourceInfo:
    """Read one ``source.toml``."""
    raw: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    files = {name: _file(name, spec) for name, spec in sorted(raw.get("files", {}).items())}
    return SourceInfo(
        name=path.parent.name,
        title=raw["title"],
        publisher=raw["publisher"],
        licence=raw["licence"],
        vintage=raw["vintage"],
        address=raw["address"],
        rank=raw.get("rank", 50),
        needs=tuple(raw.get("needs", ())),
        prefer=frozenset(raw.get("prefer", ())),
        files=files,
    )


def _file(name: str, raw: Mapping[str, Any]) -> FileSpec:
    return FileSpec(name=name, **{**raw, "columns": tuple(raw["columns"])})
