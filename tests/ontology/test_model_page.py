"""The pages of the model and its picture are what the ontology says today."""

from __future__ import annotations

import importlib.util
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from rdflib import Graph

from campus_graph.exports.rdf import prefixes as rdf_prefixes
from campus_graph.graph.store import Reader, open_store
from campus_graph.ontology.model import NodeKind, RelationKind, load_model
from campus_graph.ontology.namespace import term
from campus_graph.ontology.standards import shortened
from tests.starter_graph import starter_graph

DOCS = Path(__file__).parent.parent.parent / "docs"
_AGAIN = "the ontology has changed: run « python docs/make_model.py »"


@pytest.fixture(scope="module")
def maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_model", DOCS / "make_model.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    with open_store(starter_graph(tmp_path_factory)) as opened:
        yield opened


def test_the_page_and_the_picture_are_not_stale(maker: ModuleType) -> None:
    assert maker.page(load_model()) == (DOCS / "model.md").read_text(encoding="utf-8"), _AGAIN
    assert maker.picture(load_model()) == (DOCS / "images" / "model.svg").read_text(encoding="utf-8"), _AGAIN


def test_the_page_of_each_class_is_not_stale_and_none_is_left_over(maker: ModuleType, reader: Reader) -> None:
    pages = maker.pages(load_model(), reader)
    written = {path.stem: path.read_text(encoding="utf-8") for path in (DOCS / "model").glob("*.md")}
    assert set(written) == set(pages)
    assert {kind for kind, page in pages.items() if written[kind] != page} == set(), _AGAIN


def test_the_page_of_a_class_says_its_fields_relations_alignments_and_an_example(maker: ModuleType) -> None:
    model, page = load_model(), (DOCS / "model" / "Campus.md").read_text(encoding="utf-8")
    campus = model.nodes["Campus"]
    assert all(f"`{shortened(term(f.name))}`" in page for f in campus.fields if f.name not in ("label", "sources"))
    touching = [r.name for r in model.relations.values() if "Campus" in (*r.sources, *r.targets)]
    assert all(f"- `{name}` " in page for name in touching)
    assert all(f"`{name}`" in page for name in campus.standards)
    example = page.split("```turtle")[1].split("```")[0]
    prefixes = "".join(f"@prefix {p}: <{n}> .\n" for p, n in rdf_prefixes().items())
    assert len(Graph().parse(data=prefixes + example, format="turtle")) > 5


def test_the_pages_name_every_kind_relation_field_and_concept() -> None:
    page = (DOCS / "model.md").read_text(encoding="utf-8")
    model = load_model()
    own = {kind: (DOCS / "model" / f"{kind}.md").read_text(encoding="utf-8") for kind in model.nodes}
    owners: list[NodeKind | RelationKind] = [*model.nodes.values(), *model.relations.values()]
    for owner in owners:
        assert f"`{owner.name}`" in page
        fields = [f.name for f in owner.fields if f.name not in ("label", "sources")]
        assert all(f"`{name}`" in own.get(owner.name, page) for name in fields)
    assert all(f"- `{c.notation}` " in page for concepts in model.vocabularies.values() for c in concepts)


def test_in_the_picture_no_box_covers_another() -> None:
    root = ET.parse(DOCS / "images" / "model.svg").getroot()
    rects = [r for r in root.iter("{http://www.w3.org/2000/svg}rect") if r.get("x")]
    boxes = [tuple(float(r.get(k, "")) for k in ("x", "y", "width", "height")) for r in rects]
    assert len(boxes) > 10
    for i, (x, y, w, h) in enumerate(boxes):
        for ox, oy, ow, oh in boxes[i + 1 :]:
            assert x + w < ox or ox + ow < x or y + h < oy or oy + oh < y
