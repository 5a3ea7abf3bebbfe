"""Any engine can run the SHACL document: Apache Jena finds on every graph what the compiled shapes find."""

from __future__ import annotations

from pathlib import Path

import pytest

from campus_graph.checks.run import broken
from campus_graph.checks.shacl import shapes_document
from campus_graph.checks.shapes import SHAPES
from campus_graph.exports.whole_rdf import write
from campus_graph.graph.embedded import EmbeddedReader
from campus_graph.graph.embedded_writer import EmbeddedWriter
from tests.checks.good_graph import good_rows, graph_of
from tests.checks.oracle import as_said
from tests.checks.spoilers import applied, by_rule
from tests.checks.test_parity import GENERATED
from tests.starter_graph import starter_graph
from tests.through_maven import run_java

HERE = Path(__file__).parent / "jena"
Found = set[tuple[str, str, str]]


def exported(path: Path, name: str, folder: Path) -> Found:
    """Write a graph as N-Triples, and return what the compiled shapes find in it."""
    with EmbeddedReader(path) as reader:
        write(reader, "nt", folder / f"{name}.nt")
        return {(name, rule, focus) for rule, focus in as_said(reader, broken(reader))}


def graphs(folder: Path) -> dict[str, Path]:
    """Return the good graph, one that breaks each rule of the shapes, and one for each thing that a model declares."""
    spoilers = by_rule()
    changes = {rule: own for rule, own in spoilers.items() if not rule.endswith(GENERATED)}
    for kind in GENERATED:
        changes[kind] = [change for rule, own in spoilers.items() if rule.endswith(kind) for change in own]
    paths = {}
    for name, own in {"good": [], **changes}.items():
        paths[name] = folder / f"{name}.duckdb"
        EmbeddedWriter(paths[name]).write(graph_of(applied(good_rows(), own)))
    return paths


def test_apache_jena_finds_the_same(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    files = {**graphs(tmp_path), "starter": starter_graph(tmp_path_factory)}
    ours = {found for name, path in files.items() for found in exported(path, name, tmp_path)}
    shapes_document().serialize(tmp_path / "shapes.ttl", format="turtle")
    said = run_java(HERE / "pom.xml", HERE / "Validate.java", tmp_path / "jars", tmp_path / "shapes.ttl", tmp_path)
    lines = [line.split("\t") for line in said.splitlines()]
    assert {name for name, what, _ in lines if what == "seen"} == files.keys()
    theirs = {(name, what.removeprefix(SHAPES), focus) for name, what, focus in lines if what != "seen"}
    assert theirs - ours == set()
    assert ours - theirs == set()
