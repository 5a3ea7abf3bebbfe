"""Ask the exported graph in SPARQL: an index beside the graph, made once for each graph, and a process per query."""

from __future__ import annotations

import shutil
import subprocess
import sys
from itertools import islice
from pathlib import Path

from filelock import FileLock
from pyoxigraph import Quad, Store

from campus_graph.errors import BadParameter, StoreError
from campus_graph.exports.whole_rdf import triples
from campus_graph.graph.store import Reader
from campus_graph.ontology.namespace import BASE

_BATCH = 500_000
_MARK = "digest"
_WRONG_QUERY = 2


def index_of(reader: Reader, folder: Path, base: str = BASE) -> Path:
    """Return the index of a graph in ``folder``; it is made where there is none, or one of another graph or base.

    Raises:
        StoreError: it cannot be written.

    """
    mark = folder / _MARK
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(f"{folder}.lock"):
            wanted = f"{reader.digest} {base}"
            if not mark.is_file() or mark.read_text(encoding="utf-8") != wanted:
                shutil.rmtree(folder, ignore_errors=True)
                _make(reader, folder / "triples", base)
                mark.write_text(wanted, encoding="utf-8")  # last: an index cut short bears no mark
    except OSError as error:
        why = error.strerror or error
        raise StoreError(f"Impossible d’écrire l’index {folder} ({why}) ; libérez de la place.") from error
    return folder / "triples"


def _make(reader: Reader, place: Path, base: str) -> None:
    place.parent.mkdir(parents=True)
    store, said = Store(place), triples(reader, base=base)
    while batch := list(islice(said, _BATCH)):
        store.bulk_extend(Quad(t.subject, t.predicate, t.object) for t in batch)
    store.optimize()
    store.flush()


def answer(index: Path, query: str, form: str, seconds: float, megabytes: int) -> bytes:
    """Return the answer to one query: SELECT in the form asked for, ASK as JSON, CONSTRUCT as N-Triples.

    Raises:
        BadParameter: no query, or one that the engine refuses; one that takes too much time or memory.

    """
    command = [sys.executable, "-m", "campus_graph.sparql.child", str(index), form, str(megabytes)]
    try:
        done = subprocess.run(command, input=query.encode(), capture_output=True, timeout=seconds, check=False)
    except subprocess.TimeoutExpired as error:
        raise BadParameter(
            f"La requête n’a pas fini en {seconds:g} s ; restreignez-la, ou donnez plus de temps avec « --seconds »."
        ) from error
    except UnicodeEncodeError as error:
        raise BadParameter("La requête n’est pas un texte en UTF-8 ; enregistrez-la ainsi.") from error
    if done.returncode == 0:
        return done.stdout
    said = done.stderr.decode(errors="replace").strip().splitlines()
    if done.returncode == _WRONG_QUERY and said:
        raise BadParameter(f"La requête est refusée : {said[-1]}.")
    raise BadParameter(
        f"La requête a demandé plus de {megabytes} Mo ; restreignez-la, ou donnez-en plus avec « --megabytes »."
    )
