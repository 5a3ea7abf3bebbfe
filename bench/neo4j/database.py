"""The database that all rivals share: a Community server has only one, so it is emptied before each takes its turn.

Emptying is never timed. The schema goes too, so that each rival pays for its own. The seconds of the processor are
those of this process and of the server together: on a busy machine they say what the clock hides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from neo4j import Driver, GraphDatabase, Query
from neo4j.exceptions import Neo4jError

from bench.neo4j.peer_clock import server_cpu
from bench.timing import Cost, once
from campus_graph.graph.server import Server
from campus_graph.graph.store import Credentials
from neo4j_dev import Access

T = TypeVar("T")
_EMPTY = "MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS"
_SHOWN = {
    "CONSTRAINT": "SHOW CONSTRAINTS YIELD name",
    "INDEX": "SHOW INDEXES YIELD name, type, owningConstraint WHERE type <> 'LOOKUP' AND owningConstraint IS NULL",
}


def timed_out(error: Neo4jError) -> bool:
    """Tell whether a statement was stopped by its time limit."""
    return "TransactionTimedOut" in str(error.code)


@dataclass(frozen=True, slots=True)
class Database:
    """A server's address, its folder and process, and a driver as a user would open it."""

    access: Access
    home: Path
    pid: int
    driver: Driver

    def run(self, text: str, limit: float | None = None, **parameters: Any) -> list[dict[str, Any]]:
        """Run one statement in a transaction of its own, for ``limit`` seconds at most."""
        with self.driver.session() as session:
            return session.run(Query(text, timeout=limit), parameters).data()

    def plan(self, text: str, limit: float | None = None, **parameters: Any) -> dict[str, Any]:
        """Return the plan of a statement: with ``PROFILE`` before it, as it ran; with ``EXPLAIN``, as it would."""
        with self.driver.session() as session:
            result = session.run(Query(text, timeout=limit), parameters)
            list(result)  # a result that is thrown away has no profile
            summary = result.consume()
        return dict(summary.profile or summary.plan or {})

    def empty(self) -> None:
        """Remove all data, constraints and indexes."""
        self.run(_EMPTY)
        for what, shown in _SHOWN.items():
            for row in self.run(shown):
                self.run(f"DROP {what} `{row['name']}`")

    def counts(self) -> tuple[int, int]:
        """Return how many nodes and relations of the graph are there."""
        nodes = self.run("MATCH (n:Entity) RETURN count(n) AS n")[0]["n"]
        return nodes, self.run("MATCH (:Entity)-[r]->() RETURN count(r) AS n")[0]["n"]

    def connect(self) -> Server:
        """Open the product's own connection."""
        return Server(self.access.uri, self.credentials)

    @property
    def credentials(self) -> Credentials:
        """Return who we are, in the product's form."""
        return Credentials(self.access.user, self.access.password)

    def cost(self, work: Callable[[], T]) -> tuple[T, Cost]:
        """Run once; return the result and what it took here and on the server."""
        before = server_cpu(self.pid)
        result, cost = once(work)
        return result, Cost(cost.wall, cost.cpu + server_cpu(self.pid) - before)


@contextmanager
def opened(access: Access, home: Path, pid: int) -> Iterator[Database]:
    """Open the database of a server, and close the driver afterwards."""
    auth = (access.user, access.password)
    with GraphDatabase.driver(
        access.uri, auth=auth, telemetry_disabled=True, notifications_min_severity="OFF"
    ) as driver:
        yield Database(access, home, pid, driver)
