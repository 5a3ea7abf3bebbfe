"""T8 and T9 on both stores: what reads cannot write, and a value stays a value whatever is in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

import polars as pl
import pytest

from campus_graph.errors import CampusGraphError, QuestionError, StoreError
from campus_graph.graph.digest import digest
from campus_graph.graph.embedded import EmbeddedReader
from campus_graph.graph.server import ServerReader
from campus_graph.graph.store import Reader
from campus_graph.queries.registry import ask, questions
from campus_graph.text import fold
from neo4j_dev import Access
from tests.neo4j.loading import KINDS, MODEL, as_file, everything, small_world
from tests.neo4j.loading import ask as as_user
from tests.neo4j.parity_stores import emptied, load, open_server
from tests.neo4j.payloads import PAYLOADS
from tests.reliability.command import make_command

CYPHER_WRITES = [
    "CREATE (:Pris)",
    "MATCH (n:Diploma) SET n.label = 'pris'",
    "MATCH (n:Diploma) SET n += {label: 'pris'}",
    "MATCH (n:Diploma) SET n:Pris",
    "MATCH (n:Diploma) REMOVE n:Diploma",
    "MATCH (n:Diploma) REMOVE n.label",
    "MATCH ()-[r]->() DELETE r",
    "MATCH (n) DETACH DELETE n",
    "MERGE (:Pris)",
    "MERGE (n:Diploma {id: 'diploma/d0'}) ON MATCH SET n.label = 'pris'",
    "MATCH (a:Diploma), (b:Campus) CREATE (a)-[:OFFERS]->(b)",
    "MATCH (n:Diploma) FOREACH (x IN [1] | SET n.label = 'pris')",
    "MATCH (n:Diploma) CALL (n) { SET n.label = 'pris' } RETURN n.id",
    "CALL { CREATE (:Pris) } IN TRANSACTIONS",
    "UNWIND [1, 2] AS i CALL (i) { CREATE (:Pris {i: i}) } IN TRANSACTIONS OF 1 ROWS",
    "MATCH (n) CALL (n) { DETACH DELETE n } IN 2 CONCURRENT TRANSACTIONS OF 1 ROWS",
    "PROFILE CREATE (:Pris)",
    "EXPLAIN CREATE (:Pris)",
    "LOAD CSV FROM 'file:///etc/passwd' AS l CREATE (:Pris {l: l[0]})",
    "CREATE INDEX pris FOR (n:Diploma) ON (n.label)",
    "DROP INDEX campus_graph_diploma_level IF EXISTS",
    "CREATE CONSTRAINT pris FOR (n:Diploma) REQUIRE n.label IS NOT NULL",
    "DROP CONSTRAINT campus_graph_campus_id",
    "CALL db.createLabel('Pris')",
    "CALL db.createProperty('pris')",
    "MATCH (n:Diploma) CALL db.create.setNodeVectorProperty(n, 'pris', [1.0]) RETURN n.id",
    "CALL apoc.cypher.runWrite('CREATE (:Pris)', {})",
    "CALL apoc.periodic.iterate('MATCH (n) RETURN n', 'DETACH DELETE n', {})",
    "CREATE USER pris SET PASSWORD 'motdepasse'",
    "DROP USER neo4j",
    "ALTER USER neo4j SET PASSWORD 'motdepasse'",
    "CREATE DATABASE pris",
    "STOP DATABASE neo4j",
    "RETURN 1; CREATE (:Pris)",
    "MATCH (s:CampusGraphStamp) SET s.digest = 'pris'",
]
SQL_WRITES = [
    "INSERT INTO Diploma (id) VALUES ('diploma/pris')",
    "UPDATE Diploma SET label = 'pris'",
    "DELETE FROM Diploma",
    "TRUNCATE Diploma",
    "DROP TABLE Diploma",
    "ALTER TABLE Diploma ADD COLUMN pris INTEGER",
    "CREATE TABLE pris (a INTEGER)",
    "CREATE TABLE memory.pris (a INTEGER)",
    "CREATE TEMP TABLE Diploma AS SELECT 'pris' AS id",
    "CREATE OR REPLACE TEMP VIEW Diploma AS SELECT 'pris' AS id",
    "CREATE TEMP MACRO contains(a, b) AS true",
    "CREATE SCHEMA memory.pris",
    "CREATE SECRET pris (TYPE S3)",
    "COPY Diploma TO '/tmp/pris.csv'",
    "COPY Diploma FROM '/etc/passwd'",
    "COPY (SELECT 1) TO '/dev/stdout'",
    "EXPORT DATABASE '/tmp/pris'",
    "IMPORT DATABASE '/tmp/pris'",
    "ATTACH '/tmp/pris.duckdb' AS pris",
    "DETACH graph",
    "USE memory",
    "SET search_path = 'memory'",
    "SET enable_external_access = true",
    "SET lock_configuration = false",
    "RESET enable_external_access",
    "PRAGMA enable_profiling",
    "INSTALL httpfs",
    "LOAD httpfs",
    "LOAD '/tmp/pris.duckdb_extension'",
    "CHECKPOINT",
    "BEGIN TRANSACTION",
    "PREPARE pris AS DELETE FROM Diploma",
    "SELECT 1; DROP TABLE Diploma",
    "SELECT 1; USE memory",
    "WITH a AS (SELECT 1) DELETE FROM Diploma",
]
SQL_READS_OF_FILES = ["SELECT * FROM read_csv('/etc/passwd')", "SELECT * FROM '/etc/passwd'", "FROM glob('/etc/*')"]


@dataclass(frozen=True)
class Stores:
    """The same graph on both stores, among its names all payloads that can be stored."""

    embedded: EmbeddedReader
    server: ServerReader
    access: Access


def _storable(payload: str) -> bool:
    return payload.isprintable() and bool(payload.strip())


@pytest.fixture(scope="module")
def stores(neo4j_server: Access, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stores]:
    world = small_world()
    for number, payload in enumerate(PAYLOADS):
        if _storable(payload):
            world.add("Partner", id=f"partner/p{number}", label=payload, category="entreprise")
    source = as_file(world, tmp_path_factory.mktemp("hostile") / "g.duckdb")
    with emptied(neo4j_server) as connection:
        load(connection, source)
        with source, open_server(neo4j_server) as reader:
            yield Stores(source, reader, neo4j_server)


def _digest(reader: Reader) -> str:
    return digest(MODEL, {kind: reader.table(kind) for kind in KINDS})


def _refusals(reader: Reader, statements: list[str]) -> int:
    """Return how many statements the reader refuses; the graph that it shows is the same after each."""
    refused = 0
    for statement in statements:
        try:
            reader.query(statement, {})
        except StoreError:
            refused += 1
        assert reader.table("Diploma")["label"].sort().to_list() == ["d0", "d1", "d2", "d3"], statement
    return refused


def test_t8_the_server_reader_cannot_write(stores: Stores) -> None:
    before, schema = everything(stores.access), _schema(stores.access)
    refused = _refusals(stores.server, CYPHER_WRITES)
    print(f"T8: {len(CYPHER_WRITES)} writes through the server's read path, {refused} refused; nothing changed")
    assert len(CYPHER_WRITES) >= 30
    assert refused == len(CYPHER_WRITES) - 1  # EXPLAIN runs nothing
    assert everything(stores.access) == before
    assert _schema(stores.access) == schema
    assert _digest(stores.server) == stores.embedded.digest


def _schema(access: Access) -> list[list[Any]]:
    texts = ("CONSTRAINTS YIELD name", "INDEXES YIELD name", "USERS YIELD user", "DATABASES YIELD name, currentStatus")
    return [sorted(map(str, as_user(access, f"SHOW {text}"))) for text in texts]


def test_t8_the_embedded_reader_cannot_write(stores: Stores) -> None:
    refused = _refusals(stores.embedded, SQL_WRITES)
    print(f"T8: {len(SQL_WRITES)} writes through the embedded read path, {refused} refused; nothing changed")
    assert len(SQL_WRITES) >= 30
    assert refused == len(SQL_WRITES)
    assert _refusals(stores.embedded, SQL_READS_OF_FILES) == len(SQL_READS_OF_FILES)
    assert _digest(stores.embedded) == stores.embedded.digest


def _outcome(work: Callable[[], Any]) -> Any:
    """Return what comes of a call: its result, or the error's kind and sentence; any other error is a crash."""
    try:
        result = work()
    except QuestionError as error:
        return type(error).__name__, str(error)
    except CampusGraphError as error:
        return type(error).__name__
    return result.rows() if isinstance(result, pl.DataFrame) else result


def _both(stores: Stores, call: Callable[[Reader], Any]) -> Any:
    """Return the one outcome that a call has on both stores."""
    embedded = _outcome(lambda: call(stores.embedded))
    assert _outcome(lambda: call(stores.server)) == embedded
    return embedded


def test_there_are_two_hundred_payloads_and_most_are_names_in_the_graph() -> None:
    assert len(set(PAYLOADS)) == 200
    assert sum(map(_storable, PAYLOADS)) >= 150


def _first_seen(question: str) -> list[str]:
    """Return the parameters of a question that none before it has: what is declared once is checked in one place."""
    names = list(questions())
    before = [p for name in names[: names.index(question)] for p in questions()[name].parameters]
    return [p.name for p in questions()[question].parameters if p not in before]


@pytest.mark.parametrize("question", [q for q in questions() if _first_seen(q)])
def test_t9_payloads_in_every_parameter_of_a_question_are_literals(stores: Stores, question: str) -> None:
    names = _first_seen(question)
    refused = 0
    for name in names:
        for payload in PAYLOADS:
            outcome = _both(stores, lambda reader, n=name, p=payload: ask(reader, question, {n: p}).frame)  # type: ignore[misc]
            refused += isinstance(outcome, tuple)
    answered = len(names) * len(PAYLOADS) - refused
    print(f"T9: {question}: {len(PAYLOADS)} payloads × {len(names)} parameters on both stores: {refused} refused as "
          f"values, {answered} answered alike, 0 crashes")  # fmt: skip
    assert _digest(stores.server) == stores.embedded.digest


def test_t9_payloads_in_a_search_find_what_bears_them_as_a_name(stores: Stores) -> None:
    found = 0
    for number, payload in enumerate(PAYLOADS):
        rows = _both(stores, lambda reader, p=payload: reader.search(p, 500))  # type: ignore[misc]
        words = fold(payload).split()
        assert all(all(word in fold(label) for word in words) for _, _, label in rows)
        if words and _storable(payload):
            assert f"partner/p{number}" in [identifier for identifier, _, _ in rows]
            found += 1
        if not words:
            assert rows == []
    print(f"T9: {len(PAYLOADS)} searches on both stores: {found} found the node of that very name, 0 crashes")
    assert found >= 100


def test_t9_payloads_as_identifiers_name_nothing(stores: Stores) -> None:
    for payload in PAYLOADS:
        for identifier in (payload, f"campus/{payload}", f"campus/c{payload}"):
            for reader in (stores.embedded, stores.server):
                found = [_outcome(partial(reader.node, identifier)), _outcome(partial(reader.edges, identifier))]
                if found != [None, []]:
                    assert not _is_text(payload)
                    assert "StoreError" in found


def _is_text(payload: str) -> bool:
    """Tell whether a payload has a form in UTF-8: a lone surrogate, as from a wrong byte in a shell, has none."""
    return payload.isprintable() or "\\ud" not in ascii(payload)


def test_t9_names_that_are_payloads_are_kept_to_the_letter(stores: Stores) -> None:
    for reader in (stores.embedded, stores.server):
        labels = dict(reader.table("Partner").select("id", "label").iter_rows())
        assert labels == {f"partner/p{n}": p for n, p in enumerate(PAYLOADS) if _storable(p)}


@pytest.mark.parametrize("store", ["embedded", "server"])
def test_t9_the_command_ends_in_order_whatever_it_is_given(
    stores: Stores,
    store: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    command = make_command(monkeypatch, capsys)
    monkeypatch.setenv("CAMPUS_GRAPH_NEO4J_USER", stores.access.user)
    monkeypatch.setenv("CAMPUS_GRAPH_NEO4J_PASSWORD", stores.access.password)
    monkeypatch.delenv("CAMPUS_GRAPH_NEO4J_DATABASE", raising=False)
    path = tmp_path_factory.mktemp("command") / "g.duckdb"
    as_file(small_world(), path).close()
    monkeypatch.setenv("CAMPUS_GRAPH_STORE", stores.access.uri if store == "server" else str(path))
    codes = {0: 0, 1: 0, 2: 0}
    for payload in PAYLOADS[::4]:
        for arguments in (
            ["ask", "coverage-gap", f"--region={payload}"],
            ["search", "--", payload],
            ["show", "--", payload],
        ):
            with suppress(
                UnicodeEncodeError
            ):  # what pytest captures takes no lone surrogates; a terminal's stderr does
                outcome = command(*arguments)
                assert "Traceback" not in outcome.err
                codes[outcome.code] += 1
    print(f"T9: {sum(codes.values())} commands on the {store} store ended with {codes}")
