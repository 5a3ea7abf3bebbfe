"""Tables in our own schema as a folder of CSV files, one per kind (``Campus.csv``, ``OFFERS.csv``).

The columns are those of the model; lists are joined by ``|``. The starter set has this form, and what
is written reads back the same.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from campus_graph.errors import ChangedInput, DamagedInput
from campus_graph.graph.tables import Frames, Table, conform, schema
from campus_graph.ontology.model import Model

_ITEM = "|"


def read_tables(model: Model, folder: Path) -> list[Table]:
    """Read every table of a folder, sorted by kind.

    Raises:
        DamagedInput: a file is not CSV.
        ChangedInput: a column that the model does not declare for this kind.

    """
    return [Table(p.stem, _read(model, p)) for p in sorted(folder.glob("*.csv"))]


def _read(model: Model, path: Path) -> pl.DataFrame:
    try:
        raw = pl.read_csv(path, infer_schema=False)
    except pl.exceptions.PolarsError as error:
        raise DamagedInput(f"{path} n’est pas un CSV lisible ({str(error).splitlines()[0]}).") from error
    wanted = schema(model, path.stem)
    unknown = sorted(set(raw.columns) - set(wanted))
    if unknown:
        raise ChangedInput(f"{path} a une colonne « {unknown[0]} » que l’ontologie ne déclare pas.")
    return conform(model, path.stem, raw.select(_parsed(name, wanted[name]) for name in raw.columns))


def _parsed(name: str, dtype: pl.DataType) -> pl.Expr:
    column = pl.col(name)
    if isinstance(dtype, pl.List):
        return column.str.split(_ITEM)
    return column == "true" if dtype == pl.Boolean else column.cast(dtype)


def write_tables(frames: Frames, folder: Path) -> None:
    """Write each non-empty frame as ``<kind>.csv``, without columns that are all null."""
    folder.mkdir(parents=True, exist_ok=True)
    for kind, frame in frames.items():
        if not frame.is_empty():
            filled = [c for c in frame.columns if frame[c].null_count() < frame.height]
            frame.select(_written(c, frame.schema[c]) for c in filled).write_csv(folder / f"{kind}.csv")


def _written(name: str, dtype: pl.DataType) -> pl.Expr:
    column = pl.col(name)
    return column.list.join(_ITEM) if isinstance(dtype, pl.List) else column
