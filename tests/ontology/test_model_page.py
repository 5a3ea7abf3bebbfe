"""The page of the model and its picture are what the ontology says today."""

from __future__ import annotations

import importlib.util
import xml.etree.ElementTree as ET
from pathlib import Path
from types import ModuleType

import pytest

from campus_graph.ontology.model import NodeKind, RelationKind, load_model

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


def test_the_page_and_the_picture_are_not_stale(maker: ModuleType) -> None:
    assert maker.page(load_model()) == (DOCS / "model.md").read_text(encoding="utf-8"), _AGAIN
    assert maker.picture(load_model()) == (DOCS / "images" / "model.svg").read_text(encoding="utf-8"), _AGAIN


def test_the_page_names_every_kind_relation_field_and_concept() -> None:
    page = (DOCS / "model.md").read_text(encoding="utf-8")
    model = load_model()
    owners: list[NodeKind | RelationKind] = [*model.nodes.values(), *model.relations.values()]
    for owner in owners:
        assert f"`{owner.name}`" in page
        assert all(f"`{f.name}`" in page for f in owner.fields if f.name not in ("label", "sources"))
    assert all(f"- `{c.notation}` " in page for concepts in model.vocabularies.values() for c in concepts)


def test_in_the_picture_no_box_covers_another() -> None:
    root = ET.parse(DOCS / "images" / "model.svg").getroot()
    rects = [r for r in root.iter("{http://www.w3.org/2000/svg}rect") if r.get("x")]
    boxes = [tuple(float(r.get(k, "")) for k in ("x", "y", "width", "height")) for r in rects]
    assert len(boxes) > 10
    for i, (x, y, w, h) in enumerate(boxes):
        for ox, oy, ow, oh in boxes[i + 1 :]:
            assert x + w < ox or ox + ow < x or y + h < oy or oy + oh < y
