"""The starter graph with every name, note and address replaced by payloads: whatever a page shows is one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from campus_graph.graph.embedded import EmbeddedReader
from campus_graph.graph.tables import fields
from campus_graph.ontology.model import load_model
from tests.browser.payloads import PAYLOADS
from tests.world import store

_TEXTS = (
    "label",
    "note",
    "city",
    "sector_words",
    "acronym",
    "domain",
    "publisher",
    "licence",
    "address",
    "page",
    "source_url",
    "year_meaning",
    "cpc_sector",
    "plan",
    "evidence",
)
_AT_ONCE = 10  # payloads of one name, so that any ten things show all of them


def poisoned(starter: Path, path: Path) -> Path:
    """Write the poisoned graph and return its path."""
    model = load_model()
    with EmbeddedReader(starter) as reader:
        frames = {kind: _frame(reader.table(kind), kind) for kind in (*model.nodes, *model.relations)}
    store(frames, path).close()
    return path


def _frame(frame: pl.DataFrame, kind: str) -> pl.DataFrame:
    named = [
        field.name
        for field in fields(load_model(), kind)
        if field.name in _TEXTS and frame.schema[field.name] == pl.String and not field.vocabulary and not field.key
    ]
    return frame.with_columns(
        pl.Series(name, _texts(frame[name].to_list(), name == "label"), dtype=pl.String) for name in named
    )


def _texts(values: Sequence[str | None], always: bool) -> list[str | None]:
    return [name_of(i) if always or value is not None else None for i, value in enumerate(values)]


def name_of(number: int) -> str:
    """Return ten payloads as one name; which comes first differs from name to name."""
    first = (number * _AT_ONCE + number // _AT_ONCE) % len(PAYLOADS)
    return " ".join(PAYLOADS[(first + i) % len(PAYLOADS)] for i in range(_AT_ONCE))
