"""The ontology is the only place that knows kinds, relations and fields."""

from __future__ import annotations

import re
from pathlib import Path

import polars as pl
import pytest
from rdflib import SKOS, Graph, Literal

from campus_graph.errors import ModelError
from campus_graph.graph.tables import conform, schema
from campus_graph.ontology.model import FOLDER, NodeKind, RelationKind, load_model
from campus_graph.queries.registry import questions

PACKAGE = FOLDER.parent
MODEL = load_model()
KNOWN = {*MODEL.nodes, *MODEL.relations}


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*/*.ttl")), ids=lambda p: p.stem)
def test_each_file_is_turtle(path: Path) -> None:
    assert len(Graph().parse(path, format="turtle"))


def test_each_class_has_a_file_of_its_own_and_a_standard_parent() -> None:
    files = {p.stem for p in (FOLDER / "classes").glob("*.ttl")}
    assert files == {*MODEL.nodes, "Entity", "Territory"}
    assert all(node.standards for node in MODEL.nodes.values())
    assert {p.stem for p in (FOLDER / "relations").glob("*.ttl")} == set(MODEL.relations)


def test_everything_is_labelled_in_french_and_english() -> None:
    owners: list[NodeKind | RelationKind] = [*MODEL.nodes.values(), *MODEL.relations.values()]
    for owner in owners:
        assert owner.label_fr
        assert owner.label_en
        assert all(f.label_fr and f.label_en for f in owner.fields)
    for concepts in MODEL.vocabularies.values():
        assert all(c.label_fr and c.label_en for c in concepts)


def test_each_measure_has_a_unit_and_a_definition_in_one_sentence() -> None:
    graph = Graph().parse(FOLDER / "vocabulary" / "measures.ttl", format="turtle")
    for concept in MODEL.vocabularies["measures"]:
        assert concept.extra["unit"] in MODEL.notations("units")
        subject = graph.value(predicate=SKOS.notation, object=Literal(concept.notation))
        sentences = {str(d.language): str(d) for d in graph.objects(subject, SKOS.definition)}  # type: ignore[attr-defined]
        assert set(sentences) == {"fr", "en"}
        assert all(text.endswith(".") and text.count(". ") == 0 for text in sentences.values())


def test_measured_values_are_not_found_by_name() -> None:
    assert [kind for kind, node in MODEL.nodes.items() if not node.searchable] == ["Indicator"]


def test_paths_of_identifiers_are_unique() -> None:
    paths = [node.path for node in MODEL.nodes.values()]
    assert len(set(paths)) == len(paths)


def test_code_names_no_kind_that_the_ontology_lacks() -> None:
    """Every quoted kind in a loader, and every table and column of a statement, is declared."""
    named = re.compile(r'(?:Table|mint|path|_edges|conform)\(\s*(?:model,\s*)?"([A-Z]\w+)"')
    for file in sorted(PACKAGE.rglob("*.py")):
        stray = {n for n in named.findall(file.read_text(encoding="utf-8")) if n not in KNOWN}
        assert not stray, f"{file.name}: {stray}"


def test_statements_read_only_declared_tables_and_columns() -> None:
    from tests.world import World

    with World().reader() as reader:
        for asked in questions().values():
            parameters = {p.name: p.default for p in asked.parameters} | {"as_of": "2024-01-01", "as_of_year": 2024}
            for text in asked.statements(reader.dialect).values():
                reader.query(text, parameters)  # DuckDB binds every name; an undeclared one raises


def test_a_column_that_the_ontology_lacks_is_refused() -> None:
    with pytest.raises(ModelError, match=r"Campus\.colour"):
        conform(MODEL, "Campus", pl.DataFrame({"id": ["campus/x"], "colour": ["red"]}))
    with pytest.raises(ModelError, match="Camppus"):
        schema(MODEL, "Camppus")


def test_the_tables_of_a_build_are_exactly_those_of_the_ontology() -> None:
    from tests.world import World

    with World().reader() as reader:
        tables = reader.query("SELECT table_name AS t FROM information_schema.tables", {})["t"].to_list()
        assert {t for t in tables if not t.startswith("_")} == KNOWN
        for kind in sorted(KNOWN):
            assert reader.table(kind).columns == list(schema(MODEL, kind))
