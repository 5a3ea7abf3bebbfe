"""A graph as the CSV files that ``neo4j-admin database import full`` reads: for first loads too large for a connection.

Problem: what is imported must be exactly what a load would have written, or the load that adopts it sends it again;
and the import knows only one way to write a list, items joined by one character that none of them may hold.
Remedy: the headers come from the model, nodes bear all labels and the folded name, and the character is chosen among
those that occur in no list. The arguments are in a file beside, with relative paths, so that the folder can
be moved to the server's machine; it is written last, and tells a whole export from one that was cut.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from campus_graph.errors import StoreError
from campus_graph.graph.store import Reader
from campus_graph.graph.tables import conform, fields, found_by
from campus_graph.ontology.model import Model

ARGUMENTS = "import.args"
_OPTIONS = "--id-type=string\n--multiline-fields=true\n--array-delimiter=U+{delimiter:04X}\n"
_TYPES = {"string": "string", "integer": "long", "double": "double", "boolean": "boolean"}
# The information separators first, which no text has a use for; of the other control characters none that ends a line.
_DELIMITERS = [chr(code) for code in range(0x1F, 0, -1) if chr(code) not in "\t\n\v\f\r"]


@dataclass(frozen=True, slots=True)
class ImportFiles:
    """What was written: the folder, and the number of records in the file of each kind."""

    folder: Path
    records: Mapping[str, int]

    def arguments(self, database: str) -> tuple[str, ...]:
        """Return what follows ``neo4j-admin`` on a command line in the folder."""
        return ("database", "import", "full", database, f"@{ARGUMENTS}")


def write_import_files(source: Reader, model: Model, folder: Path) -> ImportFiles:
    """Write one file per kind that has records, read one at a time, and the file of arguments.

    Raises:
        StoreError: the folder cannot be written, or the lists leave no character to join their items by.

    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / ARGUMENTS).unlink(missing_ok=True)
        delimiter = _delimiter(source, model)
        kinds = (*model.nodes, *model.relations)
        records = {kind: _write(source, model, kind, folder / f"{kind}.csv", delimiter) for kind in kinds}
        written = {kind: count for kind, count in records.items() if count}
        options = _OPTIONS.format(delimiter=ord(delimiter)) + "".join(_file_options(model, written))
        (folder / ARGUMENTS).write_text(options, encoding="ascii", newline="\n")
    except OSError as error:
        raise StoreError(f"Impossible d’écrire dans {folder} ({error.strerror or error}) ; libérez-le.") from error
    return ImportFiles(folder, written)


def _delimiter(source: Reader, model: Model) -> str:
    """Return the first character that occurs in no item of any list."""
    left = _DELIMITERS
    for kind in (*model.nodes, *model.relations):
        lists = [f.name for f in fields(model, kind) if f.many and f.type == "string"]
        if lists:
            frame = source.table(kind).select(lists)
            left = [one for one in left if not any(_occurs(frame[name], one) for name in lists)]
    if not left:
        raise StoreError("Les listes du graphe contiennent tous les caractères qui pourraient en séparer les éléments.")
    return left[0]


def _occurs(lists: pl.Series, character: str) -> bool:
    return bool(lists.explode().str.contains(character, literal=True).any())


def _write(source: Reader, model: Model, kind: str, path: Path, delimiter: str) -> int:
    """Write the file of one kind, or remove that of a former export; return the number of records."""
    frame = conform(model, kind, source.table(kind))
    path.unlink(missing_ok=True)
    if frame.height:
        with path.open("wb") as file:
            frame.select(_columns(model, kind, delimiter)).write_csv(file)
    return frame.height


def _columns(model: Model, kind: str, delimiter: str) -> Iterator[pl.Expr]:
    node = model.nodes.get(kind)
    if node is not None:
        yield pl.col("id").alias("id:ID")
        yield pl.lit(delimiter.join((node.name, *node.ancestors))).alias(":LABEL")
        yield found_by(node).alias("_folded:string")
    else:
        yield pl.col("start_id").alias(":START_ID")
        yield pl.col("end_id").alias(":END_ID")
        yield pl.lit(kind).alias(":TYPE")
    for field in fields(model, kind):
        column = pl.col(field.name)
        if field.many:
            column = column.cast(pl.List(pl.String)).list.join(delimiter)
        yield column.alias(f"{field.name}:{_TYPES[field.type]}{'[]' if field.many else ''}")


def _file_options(model: Model, kinds: Mapping[str, int]) -> Iterator[str]:
    for kind in kinds:
        yield f"--{'nodes' if kind in model.nodes else 'relationships'}={kind}.csv\n"
