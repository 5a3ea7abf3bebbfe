"""Without manifests that can be trusted, a load finds out what is really there, and sends the true difference."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from campus_graph.errors import StoreError
from campus_graph.graph.embedded import EmbeddedReader
from campus_graph.graph.server import Server, read_table
from campus_graph.graph.server_load import LoadReport, ServerLoader
from neo4j_dev import Access
from tests.neo4j.loading import (
    KINDS,
    MODEL,
    as_file,
    ask,
    changed_world,
    difference,
    digest_on,
    everything,
    small_world,
)
from tests.neo4j.parity_stores import emptied, load

_FORGET = "MATCH (n:CampusGraphStamp|CampusGraphManifest) DELETE n"


class _Cut(Exception):
    """What stops a load in the test."""


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedReader]:
    world = small_world()
    names = {"label": "x", "subject": "region/27", "measure": "m", "status": "observed"}
    world.add("Indicator", id="indicator/x", value=3.0, year=2024, **names)
    with as_file(world, tmp_path_factory.mktemp("small") / "g.duckdb") as reader:
        yield reader


@pytest.fixture
def server(neo4j_server: Access, small: EmbeddedReader) -> Iterator[Server]:
    """Lend a server that holds the small world, with nothing that tells so."""
    with emptied(neo4j_server) as connection:
        load(connection, small)
        ask(neo4j_server, _FORGET)
        yield connection


def _changed(report: LoadReport) -> dict[str, int]:
    return {kind: sizes["changed"] for kind, sizes in report.changes.items() if sizes["changed"]}


def test_a_graph_without_manifests_is_adopted_as_it_is(
    neo4j_server: Access, server: Server, small: EmbeddedReader
) -> None:
    before = everything(neo4j_server)
    assert load(server, small).writes == 0
    assert digest_on(neo4j_server) == small.digest
    assert before.items() <= everything(neo4j_server).items()


def test_what_users_put_on_our_records_does_not_count(
    neo4j_server: Access, server: Server, small: EmbeddedReader
) -> None:
    ask(neo4j_server, "MATCH (d:Diploma) SET d.note = [1, 2], d:Favori")
    ask(neo4j_server, "MATCH (:Establishment)-[r:OFFERS]->() SET r.avis = date('2024-05-01')")
    assert load(server, small).writes == 0
    assert len(ask(neo4j_server, "MATCH (d:Favori {note: [1, 2]}) RETURN d")) == small.counts()["Diploma"]


@pytest.mark.parametrize(
    ("damage", "kind"),
    [
        ("MATCH (d:Diploma {id: 'diploma/d0'}) SET d.label = 'autre'", "Diploma"),
        ("MATCH (d:Diploma {id: 'diploma/d0'}) REMOVE d.open", "Diploma"),
        ("MATCH (d:Diploma {id: 'diploma/d0'}) SET d.cfd = '12345678'", "Diploma"),
        ("MATCH (d:Diploma {id: 'diploma/d0'}) SET d.sources = d.sources + d.sources", "Diploma"),
        ("MATCH (d:Diploma {id: 'diploma/d0'}) SET d.level = toString(d.level)", "Diploma"),
        ("MATCH (d:Diploma {id: 'diploma/d0'}) SET d.sources = [1]", "Diploma"),
        ("MATCH (d:Diploma {id: 'diploma/d0'}) SET d.label = ['d0'], d.level = date('2024-05-01')", "Diploma"),
        ("MATCH (i:Indicator) SET i.value = toInteger(i.value)", "Indicator"),
        ("MATCH (d:Diploma {id: 'diploma/d0'}) SET d._folded = 'D0'", "Diploma"),
        ("MATCH (r:Region {id: 'region/27'}) REMOVE r:Territory", "Region"),
        ("MATCH (:Diploma {id: 'diploma/d0'})-[r:LEADS_TO]->() SET r.status = null", "LEADS_TO"),
    ],
    ids=["field", "field-gone", "field-more", "list", "text-for-number", "numbers-for-texts", "others",
         "integer-for-double", "folded", "label", "edge"],
)  # fmt: skip
def test_one_record_that_is_not_as_we_write_it_is_sent_and_no_other(
    neo4j_server: Access, server: Server, small: EmbeddedReader, damage: str, kind: str
) -> None:
    before = everything(neo4j_server)
    ask(neo4j_server, damage)
    report = load(server, small)
    assert _changed(report) == {kind: 1}
    assert report.writes == 1
    assert before.items() <= everything(neo4j_server).items()
    assert digest_on(neo4j_server) == small.digest


def test_edges_that_are_there_twice_become_one_even_where_one_of_them_is_wrong(
    neo4j_server: Access, server: Server, small: EmbeddedReader
) -> None:
    ask(neo4j_server, "MATCH (a)-[r:OFFERS]->(b) WITH * LIMIT 1 CREATE (a)-[s:OFFERS]->(b) SET s = properties(r)")
    ask(neo4j_server, "MATCH (a)-[r:LEADS_TO]->(b) WITH * LIMIT 1 CREATE (a)-[:LEADS_TO {status: 7}]->(b)")
    assert load(server, small).writes == 2
    assert digest_on(neo4j_server) == small.digest


def test_nodes_that_are_there_twice_stop_the_load_before_it_writes(
    neo4j_server: Access, server: Server, small: EmbeddedReader
) -> None:
    ask(neo4j_server, "DROP CONSTRAINT campus_graph_campus_id")
    ask(neo4j_server, "DROP CONSTRAINT campus_graph_entity_id")
    ask(neo4j_server, "MATCH (c:Campus) CREATE (d:Campus:Entity) SET d = properties(c)")
    before = everything(neo4j_server)
    with pytest.raises(StoreError, match=r"plusieurs nœuds d’identifiant campus/c ; "):
        load(server, small)
    assert everything(neo4j_server) == before


@pytest.mark.parametrize("step", ["Establishment", "OFFERS", "TEACHES"])
@pytest.mark.parametrize("loaded", [False, True], ids=["first", "reload"])
def test_after_a_cut_only_what_is_missing_is_sent(
    neo4j_server: Access, small: EmbeddedReader, tmp_path: Path, step: str, loaded: bool
) -> None:
    def cut(now: str) -> None:
        if now == step:
            raise _Cut

    with emptied(neo4j_server) as server, as_file(changed_world(), tmp_path / "g.duckdb") as changed:
        if loaded:
            load(server, changed)
        with pytest.raises(_Cut):
            ServerLoader(server, MODEL, batch=1, progress=cut).load(small)
        there = {kind: read_table(server, MODEL, kind) for kind in KINDS}
        report = load(server, small)
        assert report.changes == difference(there, {kind: small.table(kind) for kind in KINDS})
        assert 0 < report.writes < sum(small.counts().values())
        assert digest_on(neo4j_server) == small.digest
