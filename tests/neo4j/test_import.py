"""What ``import-files`` writes, the server's own import tool reads, and a load adopts without sending a record."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from campus_graph.build import build
from campus_graph.graph.embedded import EmbeddedReader
from campus_graph.graph.import_files import ARGUMENTS, write_import_files
from campus_graph.graph.server import Server
from campus_graph.graph.server_schema import missing_constraints
from campus_graph.queries.registry import questions
from neo4j_dev import Access, ImportFailed
from neo4j_dev import Server as OwnServer
from tests.neo4j.loading import KINDS, MODEL, as_file, ask, digest_on, small_world
from tests.neo4j.parity_askings import same
from tests.neo4j.parity_stores import credentials, load, open_server
from tests.world import World

_HOSTILE = (
    "a;b", "a,b", 'un "mot"', '"', '""', "'", "\\", '\\"', "deux\nlignes", "deux\r\nlignes", "retour\rseul", " x ",
    "\x1f", "a\x1fb", "\x1e", "|", "NULL", "true", "007", "=1+1", "é", "e\u0301", "🎓", "\ufeff", "\u2028", "#x", "\t",
)  # fmt: skip


@contextmanager
def _imported(own: OwnServer, source: EmbeddedReader, folder: Path) -> Iterator[tuple[Server, Access]]:
    """Lend a server whose database was imported from a graph's files."""
    write_import_files(source, MODEL, folder)
    own.import_full(folder, ARGUMENTS)
    access = own.start()
    with closing(Server(access.uri, credentials(access))) as server:
        yield server, access


def _adopted(server: Server, access: Access, source: EmbeddedReader) -> int:
    """Have a load adopt what was imported; return what it wrote, having seen that the graph is the same."""
    report = load(server, source)
    with open_server(access) as reader:
        for kind in KINDS:
            assert reader.table(kind).equals(source.table(kind)), kind
    assert digest_on(access) == source.digest
    return report.writes


def test_the_starter_graph_is_imported_adopted_and_answers(own_server: OwnServer, tmp_path: Path) -> None:
    build(tmp_path / "g.duckdb")
    with EmbeddedReader(tmp_path / "g.duckdb") as source, _imported(own_server, source, tmp_path / "files") as there:
        server, access = there
        loaded = ask(access, "MATCH (n) RETURN count(n) AS n, count(n._folded) AS folded")[0]
        assert loaded["n"] == loaded["folded"] == sum(source.counts()[kind] for kind in MODEL.nodes)
        assert _adopted(server, access, source) == 0
        assert missing_constraints(server, MODEL) == []
        kinds = {node.path: {node.name, *node.ancestors} for node in MODEL.nodes.values()}
        labels = ask(access, "MATCH (n:Entity) RETURN n.id AS id, labels(n) AS labels")
        assert all(set(row["labels"]) == kinds[row["id"].split("/")[0]] for row in labels)
        with open_server(access) as reader:
            for name in questions():
                same(source, reader, name, {})


def _hostile() -> World:
    world = small_world()
    for number, text in enumerate(_HOSTILE):
        world.add("Diploma", id=f"diploma/h{number}", label=text, open=True, cpc_sector=text, rncp=[text, "", "a,b;c"])
    names = {"label": "x", "subject": "region/27", "measure": "m", "status": "observed"}
    for number, value in enumerate((3.0, 0.1 + 0.2, -0.0, 1e-7, 1e300)):
        world.add("Indicator", id=f"indicator/{number}", value=value, year=2**53 + number, **names)
    world.add("Diploma", id="diploma/void", label="x", open=False, cpc_sector="", onisep_ids=["", ""])
    world.edge("LEADS_TO", "h0", "h1", status="published", weight=2**53)
    return world


def test_hostile_values_are_imported_as_they_are(own_server: OwnServer, tmp_path: Path) -> None:
    with (
        as_file(_hostile(), tmp_path / "g.duckdb") as source,
        _imported(own_server, source, tmp_path / "files") as (server, access),
    ):
        assert "--array-delimiter=U+001D\n" in (tmp_path / "files" / ARGUMENTS).read_text()
        assert _adopted(server, access, source) == 0


def test_a_list_of_one_empty_text_which_the_import_takes_for_no_text_is_sent_by_the_load(
    own_server: OwnServer, tmp_path: Path
) -> None:
    world = World()
    world.add("Diploma", id="diploma/d", label="d", open=True, rncp=[""])
    with (
        as_file(world, tmp_path / "g.duckdb") as source,
        _imported(own_server, source, tmp_path / "files") as (server, access),
    ):
        assert _adopted(server, access, source) == 1


def test_files_that_are_not_whole_are_refused_and_the_log_is_named(own_server: OwnServer, tmp_path: Path) -> None:
    with as_file(small_world(), tmp_path / "g.duckdb") as source:
        write_import_files(source, MODEL, tmp_path / "files")
    (tmp_path / "files" / "Diploma.csv").unlink()
    with pytest.raises(ImportFailed, match=r"did not import .*: read .*import\.log\.$"):
        own_server.import_full(tmp_path / "files", ARGUMENTS)
    own_server.start()
