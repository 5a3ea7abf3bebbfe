"""The shapes in Cypher find on a server what those in SQL find in a file; each change there is undone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import polars as pl
import pytest
from neo4j import Driver, Transaction

from campus_graph.checks.everything import checked
from campus_graph.checks.outputs import to_report_json
from campus_graph.checks.places import COUNTRY
from campus_graph.checks.run import broken
from campus_graph.graph.embedded import EmbeddedReader
from campus_graph.graph.embedded_writer import EmbeddedWriter
from campus_graph.graph.server import to_frame
from campus_graph.graph.store import Parameters
from neo4j_dev import Access
from tests.checks.corruptions import COUNT, corruption, part_of
from tests.checks.edits import Spoiler
from tests.checks.good_graph import Rows, good_rows, graph_of
from tests.checks.spoilers import applied, by_rule
from tests.checks.test_parity import GENERATED
from tests.neo4j.loading import connect
from tests.neo4j.parity_stores import emptied, load, open_server
from tests.starter_graph import starter_graph

SPOILERS = by_rule()


class Within:
    """Asks inside a transaction, which sees changes that nobody else will."""

    dialect = "server.cypher"

    def __init__(self, transaction: Transaction) -> None:
        self.transaction = transaction

    def query(self, text: str, parameters: Parameters) -> pl.DataFrame:
        """Run one statement as ``ServerReader`` does."""
        asked = re.sub(r"\$(\w+)", r"$given.\1", text)
        return to_frame(self.transaction.run(asked, {"given": dict(parameters)}).to_eager_result())


def on_server(driver: Driver, changes: Iterable[Spoiler]) -> pl.DataFrame:
    """Return what is found after these changes, and undo them."""
    with driver.session() as session, session.begin_transaction() as transaction:
        for change in changes:
            for text, parameters in change.cypher():
                transaction.run(text, parameters).consume()
        found = broken(Within(transaction))
        transaction.rollback()
    return found


def in_file(rows: Rows, path: Path) -> pl.DataFrame:
    """Return what is found in a file of these records."""
    EmbeddedWriter(path).write(graph_of(rows))
    with EmbeddedReader(path) as reader:
        return broken(reader)


def loaded(rows: Rows, access: Access, path: Path) -> None:
    """Put these records, and nothing else, on the server."""
    EmbeddedWriter(path).write(graph_of(rows))
    with emptied(access) as server, EmbeddedReader(path) as reader:
        load(server, reader)


@pytest.fixture(scope="module")
def good(neo4j_server: Access, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Driver]:
    """Give a server that holds the good graph."""
    loaded(good_rows(), neo4j_server, tmp_path_factory.mktemp("good") / "g.duckdb")
    with connect(neo4j_server) as driver:
        yield driver


def test_the_server_approves_of_a_good_graph(good: Driver, neo4j_server: Access) -> None:
    with open_server(neo4j_server) as reader:
        assert broken(reader).is_empty()


@pytest.mark.parametrize("rule", sorted(r for r in SPOILERS if not r.endswith(GENERATED)))
def test_both_stores_find_a_graph_that_breaks_one_rule(rule: str, good: Driver, tmp_path: Path) -> None:
    ours = in_file(applied(good_rows(), SPOILERS[rule]), tmp_path / "g.duckdb")
    assert rule in set(ours["rule"])
    assert on_server(good, SPOILERS[rule]).to_dicts() == ours.to_dicts()


@pytest.mark.parametrize("test", GENERATED)
def test_both_stores_find_what_a_declaration_forbids(test: str, good: Driver, tmp_path: Path) -> None:
    changes = [change for rule, own in SPOILERS.items() if rule.endswith(test) for change in own]
    ours = in_file(applied(good_rows(), changes), tmp_path / "g.duckdb")
    assert on_server(good, changes).to_dicts() == ours.to_dicts()


def test_a_value_of_another_type_is_found_on_the_server(good: Driver) -> None:
    with good.session() as session, session.begin_transaction() as transaction:
        transaction.run("MATCH (d:Diploma {cfd: '50025001'}) SET d.level = 3.5, d.rncp = [7]").consume()
        found = set(broken(Within(transaction))["rule"])
        transaction.rollback()
    assert {"diploma-level-datatype", "diploma-rncp-datatype"} <= found


# Last: from here on the server holds a part of the starter.
@pytest.fixture(scope="module")
def part(tmp_path_factory: pytest.TempPathFactory) -> Rows:
    """Give a part of the starter to corrupt."""
    with EmbeddedReader(starter_graph(tmp_path_factory)) as reader:
        return part_of(reader)


@pytest.fixture(scope="module")
def on_part(part: Rows, neo4j_server: Access, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Driver]:
    """Give a server that holds that part."""
    loaded(part, neo4j_server, tmp_path_factory.mktemp("part") / "g.duckdb")
    with connect(neo4j_server) as driver:
        yield driver


@pytest.mark.parametrize("seed", range(COUNT))
def test_both_stores_find_a_random_corruption(seed: int, part: Rows, on_part: Driver, tmp_path: Path) -> None:
    rule, change = corruption(part, seed)
    ours = in_file(change.on(part), tmp_path / "g.duckdb")
    assert rule in set(ours["rule"])
    assert on_server(on_part, [change]).to_dicts() == ours.to_dicts()


def test_the_report_of_a_server_is_that_of_the_file(
    neo4j_server: Access, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with EmbeddedReader(starter_graph(tmp_path_factory)) as file, emptied(neo4j_server) as server:
        load(server, file)
        with open_server(neo4j_server) as reader:
            ours, theirs = checked(file, COUNTRY), checked(reader, COUNTRY)
    assert to_report_json(theirs) == to_report_json(ours)
