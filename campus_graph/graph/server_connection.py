"""The connection to a Neo4j server: statements in managed transactions, and errors in words of ours.

Problem: a server may be down, slow, of another kind or too old, and the driver's own words help nobody.
Remedy: greet it once, without retries, and say what is wrong with the next step; from then on the driver
retries while the server is away. A transaction may have been committed although its answer was lost,
so whatever writes is safe to repeat.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any, TypeVar
from urllib.parse import urlsplit

from neo4j import Driver, EagerResult, GraphDatabase, ManagedTransaction, Query, unit_of_work
from neo4j.exceptions import (
    AuthError,
    DatabaseUnavailable,
    DriverError,
    IncompleteCommit,
    Neo4jError,
    ServiceUnavailable,
    SessionExpired,
    UnsupportedServerProduct,
)

from campus_graph.errors import StoreBusy, StoreError, StoreMissing, StoreUnreadable
from campus_graph.graph.store import Credentials

T = TypeVar("T")
Statement = tuple[str, Mapping[str, Any]]
STAMP = "CampusGraphStamp"
OLDEST = (5, 23)  # the first with « CALL (variables) { … } », which our statements use
SCHEMES = tuple(base + security for base in ("bolt", "neo4j") for security in ("", "+s", "+ssc"))
_CONNECT_SECONDS, _HANDSHAKE_SECONDS, _QUERY_SECONDS = 10, 15, 120
# The driver tries again after 0.5 s, then waits 1.3 times longer each time (± 20 %), and gives up 30 to 45 s after
# the first failure; with its own defaults that might take 70 s, and a restarted server would wait for half a minute.
_RETRY_SECONDS, _FIRST_WAIT, _LONGER = 30, 0.5, 1.3
_LOST_ANSWERS = 3
# What Neo4j says once a database can write no more, which on a full disk happens at the first write that needs room;
# it then refuses reads too, until it is restarted. Creating a constraint has its own code, which may mean other things.
_STOPPED = {f"Neo.DatabaseError.Transaction.Transaction{what}" for what in ("CommitFailed", "StartFailed", "LogError")}
_CANNOT_WRITE = ("Could not append transaction", "No space left on device", "out of disk space")
_LOAD_OF_STAMP = f"MATCH (s:{STAMP} {{name: 'stamp'}}) RETURN s.load AS load"

# Without a handler of the application's, Python would print the driver's warnings of each retry on standard error.
logging.getLogger("neo4j").addHandler(logging.NullHandler())


class Server:
    """A connection. While ``watched`` names a load, each read proves that no other load began meanwhile."""

    def __init__(self, url: str, credentials: Credentials, seconds: float | None = None) -> None:
        _check_address(url)
        self.url, self._database = url, credentials.database
        self.watched: str | None = None
        self.seconds = _QUERY_SECONDS if seconds is None else seconds  # the most that a transaction may take
        self._driver: Driver = GraphDatabase.driver(
            url,
            auth=(credentials.user, credentials.password),
            connection_timeout=_CONNECT_SECONDS,
            connection_acquisition_timeout=_HANDSHAKE_SECONDS,
            max_transaction_retry_time=_RETRY_SECONDS,
            initial_retry_delay=_FIRST_WAIT,
            retry_delay_multiplier=_LONGER,
            notifications_min_severity="OFF",
            telemetry_disabled=True,
        )
        try:
            self._greet()
        except BaseException:
            self.close()
            raise

    def _greet(self) -> None:
        """Connect once, and see that the server is a Neo4j that is new enough."""
        text = "CALL dbms.components() YIELD name, versions WHERE name = 'Neo4j Kernel' RETURN versions[0] AS version"
        with self._in_our_words(), self._driver.session(database=self._database, default_access_mode="READ") as session:
            version = str(session.run(Query(text, timeout=_HANDSHAKE_SECONDS)).single(strict=True)["version"])
        if _numbers(version) < OLDEST:
            oldest = ".".join(map(str, OLDEST))
            raise StoreUnreadable(
                f"Le serveur {self.url} est un Neo4j {version} ; mettez-le à jour ({oldest} ou plus récent)."
            )

    def read(self, text: str, parameters: Mapping[str, Any]) -> EagerResult:
        """Run a statement that only reads; the server refuses any other."""

        def work(transaction: ManagedTransaction) -> EagerResult:
            result = transaction.run(text, dict(parameters)).to_eager_result()
            if self.watched is not None:
                stamp = transaction.run(_LOAD_OF_STAMP).single()
                if stamp is None or stamp["load"] != self.watched:
                    raise StoreBusy(f"Le graphe de {self.url} a été rechargé pendant la lecture ; recommencez.")
            return result

        return self._managed("READ", work)

    def write(self, text: str, parameters: Mapping[str, Any]) -> EagerResult:
        """Run a statement that may write; it may run twice, so it must be safe to repeat."""
        return self._managed("WRITE", lambda transaction: transaction.run(text, dict(parameters)).to_eager_result())

    def write_once(self, guard: str, parameters: Mapping[str, Any], statements: Sequence[Statement]) -> None:
        """Run statements in one transaction with a guard that returns a row the first time, and no row again."""

        def work(transaction: ManagedTransaction) -> None:
            if transaction.run(guard, dict(parameters)).single() is not None:
                for text, own in statements:
                    transaction.run(text, dict(own)).consume()

        self._managed("WRITE", work)

    def _managed(self, mode: str, work: Callable[[ManagedTransaction], T]) -> T:
        timed = unit_of_work(timeout=self.seconds)(work)
        with self._in_our_words():
            for _ in range(_LOST_ANSWERS):
                # The driver does not retry where it cannot know whether the transaction was committed; we may.
                with suppress(IncompleteCommit):
                    return self._once(mode, timed)
            return self._once(mode, timed)

    def _once(self, mode: str, work: Callable[[ManagedTransaction], T]) -> T:
        bookmarks = self._driver.execute_query_bookmark_manager
        with self._driver.session(database=self._database, bookmark_manager=bookmarks) as session:
            return session.execute_read(work) if mode == "READ" else session.execute_write(work)

    @contextmanager
    def _in_our_words(self) -> Iterator[None]:
        try:
            yield
        except (Neo4jError, DriverError, UnicodeError, OverflowError) as error:  # the last two: values no server knows
            raise self._explained(error) from error

    def _explained(self, error: Exception) -> StoreError:
        """Return an error that says what to do next."""
        if isinstance(error, AuthError):
            secrets = "CAMPUS_GRAPH_NEO4J_USER et CAMPUS_GRAPH_NEO4J_PASSWORD"
            return StoreError(f"{self.url} refuse cet utilisateur ou ce mot de passe ; corrigez {secrets}.")
        if isinstance(error, UnsupportedServerProduct):
            return StoreUnreadable(f"Ce qui répond à {self.url} n’est pas un Neo4j récent ; vérifiez l’adresse.")
        if isinstance(error, ServiceUnavailable | SessionExpired):
            return StoreMissing(
                f"Aucun serveur Neo4j ne répond à {self.url} ; démarrez-le ou corrigez l’adresse, puis recommencez."
            )
        if isinstance(error, Neo4jError) and str(error.code).endswith("Database.DatabaseNotFound"):
            return StoreMissing(
                f"Il n’y a pas de base « {self._database} » sur {self.url} ; corrigez CAMPUS_GRAPH_NEO4J_DATABASE."
            )
        if isinstance(error, DatabaseUnavailable):
            return StoreMissing(
                f"La base de {self.url} n’est pas en service ; attendez qu’elle ait démarré ou lisez le journal du "
                "serveur (logs/debug.log), puis recommencez."
            )
        if isinstance(error, Neo4jError) and "TransactionTimedOut" in str(error.code):
            return StoreError(
                f"Le serveur {self.url} n’a pas fini une requête en {self.seconds:g} s ; attendez qu’il soit moins "
                "chargé, puis recommencez : un chargement reprend où il en était."
            )
        if isinstance(error, Neo4jError) and _stopped(error):
            return StoreError(
                f"Le serveur {self.url} s’est arrêté sur une erreur grave, le plus souvent un disque plein ; "
                "libérez de la place sur son disque, redémarrez-le, puis recommencez."
            )
        said = str(error.message if isinstance(error, Neo4jError) else error) or type(error).__name__
        reason = said.splitlines()[0].split(". ")[0].rstrip(".")
        return StoreError(
            f"Le serveur {self.url} a refusé une requête ({reason}) ; ôtez-en la cause, puis recommencez."
        )

    def close(self) -> None:
        """Close the connection."""
        self._driver.close()


def _check_address(url: str) -> None:
    """Refuse what is no address of a Neo4j server, and one that shows a password, which is not repeated."""
    try:
        parts = urlsplit(url)
        known = parts.scheme in SCHEMES and bool(parts.hostname) and parts.port != 0
    except ValueError:
        known = False
    if "@" in url:
        raise StoreUnreadable(
            "L’adresse d’un serveur ne porte ni utilisateur ni mot de passe ; "
            "donnez-les dans CAMPUS_GRAPH_NEO4J_USER et CAMPUS_GRAPH_NEO4J_PASSWORD."
        )
    if not known:
        raise StoreUnreadable(
            f"L’adresse {url} n’est pas celle d’un fichier ni d’un serveur Neo4j ; "
            "écrivez bolt://, neo4j:// ou neo4j+s://, puis la machine et le port."
        )


def _stopped(error: Neo4jError) -> bool:
    """Tell whether a database has stopped because it could not write."""
    return error.code in _STOPPED or any(words in str(error.message) for words in _CANNOT_WRITE)


def _numbers(version: str) -> tuple[int, ...]:
    """Return (5, 26) for ``5.26.30``; what is no number counts as 0."""
    return tuple(int(part) if part.isdigit() else 0 for part in version.split(".")[:2])
