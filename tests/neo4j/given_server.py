"""A server that was given, not started here: whether the tests may have it now, and whether they may empty it."""

from __future__ import annotations

import getpass
import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock

from neo4j_dev import Access
from tests.neo4j.loading import MODEL, ask

_MARKS = ("CampusGraphStamp", "CampusGraphManifest", "CampusGraphFormer")
_FOREIGN = """MATCH (n) WHERE NOT (any(l IN labels(n) WHERE l IN $marks) OR n._folded IS NOT NULL AND n:Entity)
    RETURN labels(n) AS labels LIMIT 1"""
_TIES = "MATCH ()-[r]->() WHERE NOT type(r) IN $relations RETURN type(r) AS type LIMIT 1"


@contextmanager
def lent(uri: str) -> Iterator[Path]:
    """Hold a server until the end: every run of this user on this machine that names its address waits for it."""
    name = hashlib.sha256(uri.encode()).hexdigest()[:16]
    path = Path(tempfile.gettempdir()) / f"campus-graph-tests-{getpass.getuser()}-{name}.lock"
    with FileLock(path):
        yield path


def foreign(access: Access) -> str:
    """Return why the tests must not empty this database; nothing if it is empty or holds a graph of ours alone."""
    nodes = ask(access, _FOREIGN, marks=_MARKS)
    ties = ask(access, _TIES, relations=list(MODEL.relations))
    if not nodes and not ties:
        return ""
    what = f"nodes :{':'.join(nodes[0]['labels'])}" if nodes else f"relations :{ties[0]['type']}"
    return (
        f"The tests empty the database at {access.uri}, and it holds {what} that are not campus-graph's: "
        "empty it yourself, or name another server in CAMPUS_GRAPH_NEO4J_URI."
    )
