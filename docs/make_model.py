"""Writes the pages of the model and its picture from the ontology: ``python docs/make_model.py``.

A test fails when a page is not what the ontology says any more.
"""

from __future__ import annotations

import sys
import tempfile
import tomllib
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from campus_graph.build import build
from campus_graph.graph.store import Reader, open_store
from campus_graph.ontology.document import document
from campus_graph.ontology.model import FOLDER, Model, load_model
from campus_graph.ontology.namespace import DEFINITIONS, term

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

from class_pages import class_pages  # noqa: E402

_TYPES = {"string": "texte", "integer": "entier", "double": "nombre", "boolean": "oui ou non"}
_TERRITORY = "Territory"  # one box stands for all kinds of territories
_UNDRAWN = ("COOPERATES_WITH", "LOCATED_IN")  # between all actors, and from all to communes: said in the text
_STEP_X, _STEP_Y, _WIDTH, _HEIGHT, _MARGIN = 285, 112, 172, 52, 24
_AT = 0.36  # of the way stand the words, nearer to the start, where fewer lines meet
# Kind → column and row. A class that is added gets its place here; the test says so.
_PLACES: Mapping[str, tuple[float, float]] = {
    "CallForProjects": (0, 0), "LabelStep": (0, 1), "SteeringFunction": (0, 3.4), "Source": (0, 5),
    "Label": (1, 0.5), "Campus": (1, 2.2), "Territory": (1, 5),
    "Filiere": (2.1, 0.5), "Partner": (2.1, 2.2), "CompetitivenessCluster": (2.1, 4.4), "ResearchLab": (3.2, 5),
    "Speciality": (3.2, 0), "Diploma": (3.2, 1.5), "Establishment": (3.2, 3.2), "Indicator": (4.1, 5),
    "Occupation": (4.1, 0.2),
}  # fmt: skip


def page(model: Model) -> str:
    """Return the page in Markdown."""
    return _environment().get_template("model.md").render(
        nodes=model.nodes.values(),
        relations=model.relations.values(),
        vocabularies=model.vocabularies.items(),
        meanings=_meanings(model),
        types=_TYPES,
        ends=partial(_named, model),
    )  # fmt: skip


def picture(model: Model) -> str:
    """Return the diagram of kinds and relations as SVG.

    Raises:
        KeyError: a kind has no place in ``_PLACES`` yet.

    """
    boxes = {kind: _box(_label(model, kind), *_PLACES[kind]) for kind in sorted(_collapsed(model, tuple(model.nodes)))}
    width = max(box["x"] for box in boxes.values()) + _WIDTH + _MARGIN
    height = max(box["y"] for box in boxes.values()) + _HEIGHT + _MARGIN
    edges = list(_edges(model, boxes))
    return (
        _environment().get_template("model.svg").render(boxes=boxes.values(), edges=edges, width=width, height=height)
    )


def _environment() -> Environment:
    loader = FileSystemLoader(HERE / "templates")
    return Environment(loader=loader, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, autoescape=False)


def _meanings(model: Model) -> dict[str, Any]:
    said = tomllib.loads((FOLDER / "fields.toml").read_text(encoding="utf-8"))
    names = {f.name for owner in (*model.nodes.values(), *model.relations.values()) for f in owner.fields}
    return {name: said[key] for name in names if (key := term(name).removeprefix(DEFINITIONS)) in said}


def _collapsed(model: Model, kinds: tuple[str, ...]) -> dict[str, str]:
    """Return kind → label, all territories as one where several kinds of them are meant."""
    territories = [kind for kind in kinds if _TERRITORY in model.nodes[kind].ancestors]
    many = len(territories) > 1
    named = {kind: model.nodes[kind].label_fr for kind in kinds if not (many and kind in territories)}
    return {**named, _TERRITORY: "territoire"} if many else named


def _label(model: Model, kind: str) -> str:
    return "territoire" if kind == _TERRITORY else model.nodes[kind].label_fr


def _box(label: str, column: float, row: float) -> dict[str, Any]:
    x, y = _MARGIN + column * _STEP_X, _MARGIN + (row + 0.2) * _STEP_Y
    return {"x": round(x), "y": round(y), "width": _WIDTH, "height": _HEIGHT, "words": _lines(label, 20)}


def _lines(text: str, most: int) -> list[str]:
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + len(word) >= most:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def _edges(model: Model, boxes: Mapping[str, dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield one line per pair of kinds, with the names of all relations that lead this way."""
    said: dict[tuple[str, str], list[Any]] = {}
    for relation in (r for r in model.relations.values() if r.name not in _UNDRAWN):
        starts, ends = (_in_picture(model, kinds) for kinds in (relation.sources, relation.targets))
        alike = len(starts) > 1 and starts == ends  # each follows one of its own kind
        for pair in ((start, end) for start in starts for end in ends if start == end or not alike):
            said.setdefault(pair, []).append(relation)
    for (start, end), relations in sorted(said.items()):
        names = [r.label_fr for r in relations]
        yield {**_line(boxes[start], boxes[end]), "words": names, "derived": all(r.derived for r in relations)}


def _in_picture(model: Model, kinds: tuple[str, ...]) -> list[str]:
    return sorted({_TERRITORY if _TERRITORY in model.nodes[k].ancestors else k for k in kinds})


def _line(a: Mapping[str, Any], b: Mapping[str, Any]) -> dict[str, Any]:
    """Return the line from the edge of one box to that of another, and where its words stand; a loop for one box."""
    if a is b:
        x, y = a["x"] + _WIDTH, a["y"] + _HEIGHT / 2
        path = f"M{x} {y - 12} C{x + 45} {y - 34} {x + 45} {y + 34} {x} {y + 12}"
        return {"path": path, "x": x + 62, "y": y - 12}
    (ax, ay), (bx, by) = ((box["x"] + _WIDTH / 2, box["y"] + _HEIGHT / 2) for box in (a, b))
    sx, sy = _leaving(ax, ay, bx, by)
    ex, ey = _leaving(bx, by, ax, ay)
    return {"path": f"M{sx} {sy} L{ex} {ey}", "x": round(sx + (ex - sx) * _AT), "y": round(sy + (ey - sy) * _AT)}


def _leaving(x: float, y: float, to_x: float, to_y: float) -> tuple[int, int]:
    """Return where the line towards a point leaves the box around (x, y)."""
    dx, dy = to_x - x, to_y - y
    share = min(abs(_WIDTH / 2 / dx) if dx else 1.0, abs(_HEIGHT / 2 / dy) if dy else 1.0)
    return round(x + dx * share), round(y + dy * share)


def pages(model: Model, reader: Reader) -> dict[str, str]:
    """Return kind → page of the class; examples are of the graph that ``reader`` reads."""
    render = _environment().get_template("class.md").render
    return class_pages(model, document(), _meanings(model), reader, render, partial(_named, model))


def _named(model: Model, kinds: tuple[str, ...]) -> str:
    return ", ".join(_collapsed(model, kinds).values())


def main() -> None:
    """Write all."""
    model = load_model()
    with tempfile.TemporaryDirectory() as folder:
        build(Path(folder, "starter.duckdb"))
        with open_store(Path(folder, "starter.duckdb")) as reader:
            made = pages(model, reader)
    (HERE / "model").mkdir(exist_ok=True)
    for kind, text in made.items():
        (HERE / "model" / f"{kind}.md").write_text(text, encoding="utf-8")
    (HERE / "model.md").write_text(page(model), encoding="utf-8")
    (HERE / "images" / "model.svg").write_text(picture(model), encoding="utf-8")


if __name__ == "__main__":
    main()
