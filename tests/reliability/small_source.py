"""A source of one file of establishments, small enough to be damaged in every way."""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from campus_graph.codes import valid_uai
from campus_graph.graph.tables import Table
from campus_graph.loaders.ledger import rejects_frame
from campus_graph.loaders.reading import Reading, run
from campus_graph.loaders.source import FileSpec, SourceInfo
from campus_graph.ontology.model import load_model

FILE = "etablissements"
COLUMNS = ("uai", "nom", "commune", "latitude", "longitude")
WRONG_LETTER = "la lettre de l’UAI ne va pas avec ses chiffres"


def small_source(path: str = f"{FILE}.csv", rows: int = 0, name: str = "petite", rank: int = 50) -> SourceInfo:
    """Return the source; the end of ``path`` tells its format."""
    kind = Path(path.removesuffix(".gz")).suffix[1:]
    sheet = "Feuille1" if kind == "xlsx" else None
    file = FileSpec(name=FILE, path=path, rows=rows, columns=COLUMNS, format=kind, sheet=sheet)
    texts = dict.fromkeys(("title", "publisher", "licence", "vintage", "address"), "essai")
    return SourceInfo(name=name, rank=rank, needs=(), prefer=frozenset(), files={FILE: file}, **texts)


def load(reading: Reading) -> Iterator[Table]:
    """Yield an establishment per row with a right UAI."""
    rows = reading.require(FILE, reading.rows(FILE), valid_uai("uai"), "uai", WRONG_LETTER)
    numbers = pl.col("latitude", "longitude").cast(pl.Float64, strict=False)
    establishment = reading.mint("Establishment", "uai").alias("id")
    kept = rows.select(establishment, "uai", "commune", numbers, "line", label="nom", category=pl.lit("lycee"))
    yield Table("Establishment", kept, FILE)


def main(folder: str) -> None:
    """Read the file in a folder; print as JSON the lines loaded, the rows rejected and the peak memory."""
    reading = Reading(small_source(), Path(folder), load_model(), {})
    tables = run(load, reading)
    ledger = reading.ledgers[FILE]
    rejects = rejects_frame([ledger]).rows()
    found = {"loaded": sorted(ledger.loaded), "names": tables[0].frame["label"].to_list(), "rejects": rejects}
    print(json.dumps({**found, "peak": _peak()}))


def _peak() -> int:
    """Return the peak of resident memory in bytes; on Linux ``ru_maxrss`` would count the parent before the exec."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    lines = status.read_text(encoding="ascii").splitlines()
    return 1024 * next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))


if __name__ == "__main__":
    main(sys.argv[1])
