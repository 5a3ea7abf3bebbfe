"""T2 and T3 on the server: a reload sends the difference and no more, whatever the batch or the damage."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from campus_graph.errors import StoreBusy, StoreError
from campus_graph.graph.embedded import EmbeddedReader
from campus_graph.graph.server import Server
from campus_graph.graph.server_load import LoadReport, ServerLoader
from campus_graph.graph.server_schema import missing_constraints
from neo4j_dev import Access
from tests.neo4j.loading import (
    KINDS,
    MODEL,
    as_file,
    ask,
    difference,
    digest_on,
    everything,
    last_transaction,
)
from tests.neo4j.parity_stores import load, open_server
from tests.world import World

_LOADS, _BATCHES = 3, (1, 100, 5000)
_OURS = ("CampusGraphStamp", "CampusGraphManifest")


def _tables(reader: EmbeddedReader) -> dict[str, pl.DataFrame]:
    return {kind: reader.table(kind) for kind in KINDS}


def test_t2_of_three_loads_only_the_first_writes(neo4j_server: Access, server: Server, small: EmbeddedReader) -> None:
    reports, transactions = [], []
    for _ in range(_LOADS):
        reports.append(load(server, small))
        transactions.append(last_transaction(neo4j_server))
    writes = [report.writes for report in reports]
    print(f"T2: {_LOADS} loads wrote {writes} records; transactions after the first: {len(set(transactions)) - 1}")
    assert writes == [sum(small.counts().values()), 0, 0]
    assert len(set(transactions)) == 1
    assert all(report.counts == small.counts() for report in reports)
    assert digest_on(neo4j_server) == small.digest


def test_a_dry_run_writes_nothing_and_says_what_would_change(
    neo4j_server: Access, server: Server, small: EmbeddedReader, changed: EmbeddedReader
) -> None:
    before = last_transaction(neo4j_server)
    first = ServerLoader(server, MODEL).load(small, dry_run=True)
    assert first.dry_run
    assert first.writes == sum(small.counts().values())
    assert (last_transaction(neo4j_server), everything(neo4j_server)) == (before, {})
    load(server, small)
    before = last_transaction(neo4j_server)
    assert ServerLoader(server, MODEL).load(changed, dry_run=True).changes == difference(
        _tables(small), _tables(changed)
    )
    assert ServerLoader(server, MODEL).load(small, dry_run=True).writes == 0
    assert (last_transaction(neo4j_server), digest_on(neo4j_server)) == (before, small.digest)


def test_a_reload_sends_exactly_the_difference(
    neo4j_server: Access, server: Server, small: EmbeddedReader, changed: EmbeddedReader
) -> None:
    load(server, small)
    before = _graph(neo4j_server)
    report = load(server, changed)
    after = _graph(neo4j_server)
    wanted = difference(_tables(small), _tables(changed))
    assert report.changes == wanted
    sums = {what: sum(sizes[what] for sizes in wanted.values()) for what in ("added", "changed", "removed")}
    assert min(sums.values()) > 0
    assert sums == {
        "added": len(after.keys() - before.keys()),
        "changed": sum(before[key] != after[key] for key in before.keys() & after.keys()),
        "removed": len(before.keys() - after.keys()),
    }
    assert digest_on(neo4j_server) == changed.digest
    print(f"a reload sent {sums} of {sum(changed.counts().values())} records")


def _graph(access: Access) -> dict[str, Any]:
    """Return what the server holds besides our own marks."""
    return {key: value for key, value in everything(access).items() if value[0][0] not in _OURS}


def test_a_field_that_is_gone_becomes_null(
    neo4j_server: Access, server: Server, small: EmbeddedReader, changed: EmbeddedReader
) -> None:
    load(server, small)
    load(server, changed)
    found = ask(neo4j_server, "MATCH (e:Establishment {label: 'e2'}) RETURN keys(e) AS keys")
    assert "uai" in found[0]["keys"]
    assert not {"latitude", "longitude"} & set(found[0]["keys"])


def test_there_and_back_gives_what_a_fresh_load_gives(
    neo4j_server: Access, server: Server, small: EmbeddedReader, changed: EmbeddedReader
) -> None:
    load(server, small)
    fresh = sorted(map(repr, _graph(neo4j_server).values()))
    for source in (changed, small):
        load(server, source)
        assert digest_on(neo4j_server) == source.digest
    assert sorted(map(repr, _graph(neo4j_server).values())) == fresh


@pytest.mark.parametrize("batch", _BATCHES)
def test_t3_every_batch_size_gives_one_digest(
    neo4j_server: Access, server: Server, small: EmbeddedReader, changed: EmbeddedReader, batch: int
) -> None:
    for source in (changed, small):
        ServerLoader(server, MODEL, batch=batch).load(source)
        assert digest_on(neo4j_server) == source.digest


def test_constraints_read_back_are_those_of_the_model(
    neo4j_server: Access, server: Server, small: EmbeddedReader
) -> None:
    load(server, small)
    found = ask(neo4j_server, "SHOW CONSTRAINTS YIELD type, labelsOrTypes, properties RETURN *")
    unique = {row["labelsOrTypes"][0] for row in found if row["type"] == "UNIQUENESS" and row["properties"] == ["id"]}
    assert unique == {label for node in MODEL.nodes.values() for label in (node.name, *node.ancestors)}
    assert missing_constraints(server, MODEL) == []


def test_another_constraint_under_one_of_our_names_is_told(
    neo4j_server: Access, server: Server, small: EmbeddedReader, changed: EmbeddedReader
) -> None:
    load(server, small)
    name = "campus_graph_campus_id"
    ask(neo4j_server, f"DROP CONSTRAINT {name}")
    ask(neo4j_server, f"CREATE CONSTRAINT {name} FOR (n:Mine) REQUIRE n.id IS UNIQUE")
    try:
        with pytest.raises(StoreError, match="DROP CONSTRAINT"):
            load(server, changed)
        assert digest_on(neo4j_server) == small.digest
    finally:
        ask(neo4j_server, f"DROP CONSTRAINT {name}")
    assert load(server, changed).writes > 0
    assert missing_constraints(server, MODEL) == []


def test_nodes_bear_their_superclasses_as_labels(neo4j_server: Access, server: Server, small: EmbeddedReader) -> None:
    load(server, small)
    found = ask(neo4j_server, "MATCH (n:Entity) RETURN n.id AS id, labels(n) AS labels")
    assert len(found) == sum(small.counts()[kind] for kind in MODEL.nodes)
    kinds = {node.path: {node.name, *node.ancestors} for node in MODEL.nodes.values()}
    assert all(set(row["labels"]) == kinds[row["id"].split("/")[0]] for row in found)
    assert {"Region", "Territory", "Entity"} in [set(row["labels"]) for row in found]


@pytest.mark.parametrize(
    "damage",
    [
        "MATCH (d:Diploma {id: 'diploma/d0'}) DETACH DELETE d",
        "MATCH ()-[r:OFFERS]->() WITH r LIMIT 1 DELETE r",
        "MATCH (a)-[r:OFFERS]->(b) WITH a, b, r LIMIT 1 CREATE (a)-[s:OFFERS]->(b) SET s = properties(r)",
        "MATCH (a:Campus), (b:Diploma) WITH a, b LIMIT 1 CREATE (a)-[:OFFERS {voie: 'x', year: 1}]->(b)",
        "MATCH (m:CampusGraphManifest) DELETE m",
    ],
    ids=["node-gone", "edge-gone", "edge-doubled", "edge-added", "manifests-gone"],
)
def test_what_was_damaged_by_hand_is_mended_by_the_next_loads(
    neo4j_server: Access, server: Server, small: EmbeddedReader, changed: EmbeddedReader, damage: str
) -> None:
    load(server, small)
    ask(neo4j_server, damage)
    for source in (small, changed):
        load(server, source)
        assert digest_on(neo4j_server) == source.digest


def test_a_load_that_another_overtakes_stops_and_harms_nothing(
    neo4j_server: Access, server: Server, small: EmbeddedReader, changed: EmbeddedReader
) -> None:
    reports: list[LoadReport] = []

    def overtake(step: str) -> None:
        if step == "OFFERS" and not reports:
            reports.append(ServerLoader(server, MODEL).load(changed))

    with pytest.raises(StoreBusy, match=r"Un autre chargement vers .* a pris la suite"):
        ServerLoader(server, MODEL, progress=overtake).load(small)
    assert digest_on(neo4j_server) == changed.digest == reports[0].digest


def test_a_reader_opened_before_a_reload_never_mixes_two_graphs(
    neo4j_server: Access, server: Server, small: EmbeddedReader, changed: EmbeddedReader
) -> None:
    load(server, small)
    with open_server(neo4j_server) as reader:
        assert reader.counts() == small.counts()
        load(server, changed)
        with pytest.raises(StoreBusy, match="a été rechargé pendant la lecture ; recommencez"):
            reader.counts()
    with open_server(neo4j_server) as reader:
        assert reader.counts() == changed.counts()


def test_numbers_and_lists_come_back_as_they_were(neo4j_server: Access, server: Server, tmp_path: Path) -> None:
    world = World()
    for number, value in enumerate((3.0, 0.1 + 0.2, -0.0, 1e-7, 1e300)):
        names = {"label": "x", "subject": "region/27", "measure": "m", "status": "observed"}
        world.add("Indicator", id=f"indicator/{number}", value=value, year=2**53 + number, **names)
    world.add("Diploma", id="diploma/l", label="l", level=3, open=True, onisep_ids=["b", "a", "b"], rncp=["é", ""])
    with as_file(world, tmp_path / "g.duckdb") as source:
        load(server, source)
        with open_server(neo4j_server) as reader:
            for kind in ("Indicator", "Diploma"):
                assert reader.table(kind).equals(source.table(kind))
                assert reader.table(kind).schema == source.table(kind).schema
        assert digest_on(neo4j_server) == source.digest
    types = ask(neo4j_server, "MATCH (i:Indicator) RETURN DISTINCT valueType(i.value) AS v, valueType(i.year) AS y")
    assert types == [{"v": "FLOAT NOT NULL", "y": "INTEGER NOT NULL"}]
