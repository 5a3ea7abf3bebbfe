"""The compiled shapes find what pySHACL finds on the export: of a good graph, a bad one for each rule, the starter."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from rdflib import RDF, Graph, Literal, URIRef

from campus_graph.checks.run import broken
from campus_graph.checks.shapes import CG
from campus_graph.exports.whole_rdf import write
from campus_graph.graph.embedded import EmbeddedReader
from campus_graph.graph.embedded_writer import EmbeddedWriter
from tests.checks.corruptions import COUNT, corruption, part_of
from tests.checks.good_graph import Rows, good_rows, graph_of
from tests.checks.oracle import Said, as_said, by_pyshacl, by_pyshacl_on, differences
from tests.checks.spoilers import applied, by_rule
from tests.starter_graph import starter_graph

SPOILERS = by_rule()
GENERATED = ("required", "vocabulary", "start", "end")


def found_by_both(rows: Rows, path: Path) -> Said:
    """Return what the compiled shapes find, after seeing that pySHACL finds the same."""
    EmbeddedWriter(path).write(graph_of(rows))
    with EmbeddedReader(path) as reader:
        ours, theirs = as_said(reader, broken(reader)), by_pyshacl(reader)
    assert differences(ours, theirs) == []
    return ours


def test_both_approve_of_a_good_graph(tmp_path: Path) -> None:
    assert found_by_both(good_rows(), tmp_path / "g.duckdb") == {}


@pytest.mark.parametrize("rule", sorted(r for r in SPOILERS if not r.endswith(GENERATED)))
def test_both_find_a_graph_that_breaks_one_rule(rule: str, tmp_path: Path) -> None:
    found = found_by_both(applied(good_rows(), SPOILERS[rule]), tmp_path / "g.duckdb")
    assert rule in {name for name, _ in found}


@pytest.mark.parametrize("test", GENERATED)
def test_both_find_what_the_declaration_of_a_field_or_relation_forbids(test: str, tmp_path: Path) -> None:
    rules = {rule: changes for rule, changes in SPOILERS.items() if rule.endswith(test)}
    changes = [change for own in rules.values() for change in own]
    found = found_by_both(applied(good_rows(), changes), tmp_path / "g.duckdb")
    assert rules.keys() <= {name for name, _ in found}


@pytest.fixture(scope="module")
def starter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedReader]:
    """Give the starter graph."""
    with EmbeddedReader(starter_graph(tmp_path_factory)) as reader:
        yield reader


@pytest.fixture(scope="module")
def part(starter: EmbeddedReader) -> Rows:
    """Give a part of the starter to corrupt."""
    return part_of(starter)


@pytest.fixture(scope="module")
def before(part: Rows, tmp_path_factory: pytest.TempPathFactory) -> Said:
    """Give what is found on that part as it is."""
    return found_by_both(part, tmp_path_factory.mktemp("part") / "g.duckdb")


@pytest.mark.parametrize("seed", range(COUNT))
def test_both_find_a_random_corruption_of_the_starter(seed: int, part: Rows, before: Said, tmp_path: Path) -> None:
    rule, change = corruption(part, seed)
    found = found_by_both(change.on(part), tmp_path / "g.duckdb")
    assert rule in {name for name, _ in found.keys() - before.keys()}


def test_both_say_the_same_of_the_starter(starter: EmbeddedReader) -> None:
    ours = as_said(starter, broken(starter))
    assert differences(ours, by_pyshacl(starter)) == []
    assert not any(rule == "uai-letter" for rule, _ in ours)


def test_what_no_table_can_hold_is_found_in_rdf(tmp_path: Path) -> None:
    EmbeddedWriter(tmp_path / "g.duckdb").write(graph_of(good_rows()))
    written = io.BytesIO()
    with EmbeddedReader(tmp_path / "g.duckdb") as reader:
        write(reader, "nt", written)
    data = Graph().parse(data=written.getvalue(), format="nt")
    diploma = next(s for s in data.subjects(RDF.type, CG.Diploma) if data.value(s, CG.cfd))
    data.set((diploma, CG.level, Literal("trois")))
    data.add((diploma, CG.cfd, Literal("50025009")))
    found = {rule for rule, focus in by_pyshacl_on(data) if URIRef(focus) == diploma}
    assert {"diploma-level-datatype", "diploma-cfd-single"} <= found
