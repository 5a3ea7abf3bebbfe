"""``browse``: a network as one page that holds all it needs and names nobody else's address."""

from __future__ import annotations

import json
import re
import sys
from importlib.resources import files
from pathlib import Path

import pytest

from campus_graph.cli import run
from campus_graph.exports.networks import drawn, merged, network
from campus_graph.exports.page import to_page
from campus_graph.graph.store import Reader
from tests.starter_graph import starter_graph

CAMPUS = "campus/paca-mer"
SCRIPT = files("pyvis").joinpath("lib/vis-9.1.2/vis-network.min.js").read_text("utf-8")


def page(reader: Reader, heading: str = "Réseau") -> str:
    return to_page(merged(drawn(reader, network(reader, CAMPUS, 2))), heading)


def test_it_loads_nothing_and_links_nowhere(reader: Reader) -> None:
    text = page(reader)
    assert SCRIPT in text
    ours = text.replace(SCRIPT, "")  # as shipped: it names its authors and licences
    assert re.findall(r"https?:|//[a-z]+\.", ours.replace("http%3A//www.w3.org/2000/svg", "")) == []
    assert re.findall(r"<(?:script|img|iframe)[^>]*\bsrc=", ours) == []
    assert set(re.findall(r"href=\"([^\"]*)\"", ours)) == {"data:,"}
    assert "default-src 'none'" in ours


def test_places_are_fixed_and_physics_is_off(reader: Reader) -> None:
    text = page(reader)
    found = re.search(r"const nodes = new vis.DataSet\((.*)\);", text)
    assert found is not None
    nodes = json.loads(found[1])
    assert r"\"physics\": {\"enabled\": false}" in text
    assert len(nodes) > 15
    assert all(node["physics"] is False and isinstance(node["x"], int) and isinstance(node["y"], int) for node in nodes)


def test_the_heading_is_a_text(reader: Reader) -> None:
    text = page(reader, "<script>alert(1)</script>")
    assert "<script>alert(1)</script>" not in text
    assert text.count("&lt;script&gt;alert(1)&lt;/script&gt;") == 2


def test_the_same_graph_gives_the_same_page(reader: Reader) -> None:
    assert page(reader) == page(reader)


def ended(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> object:
    monkeypatch.setattr(sys, "argv", ["campus-graph", "browse", *map(str, arguments)])
    with pytest.raises(SystemExit) as end:
        run()
    return end.value.code


def test_the_command_writes_the_page(
    tmp_path_factory: pytest.TempPathFactory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "mer.html"
    store = starter_graph(tmp_path_factory)
    assert ended(monkeypatch, "paca-mer", "--html", target, "--store", store, "--depth", 2) == 0
    assert "<h1>Réseau : Campus des métiers et des qualifications de la Mer</h1>" in target.read_text("utf-8")


def test_an_unknown_campus_gets_the_nearest_names(
    tmp_path_factory: pytest.TempPathFactory,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    target, store = tmp_path / "x.html", starter_graph(tmp_path_factory)
    assert ended(monkeypatch, "Industries de la mère", "--html", target, "--store", store) == 2
    said = capsys.readouterr().err
    assert said.startswith("Erreur : Le graphe ne connaît pas le campus « Industries de la mère ».")
    assert "Industries de la Mer (bre-industries-mer)" in said
    assert not target.exists()


def test_a_place_that_cannot_be_written_is_said_so(
    tmp_path_factory: pytest.TempPathFactory,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    target = tmp_path / "nowhere" / "x.html"
    assert ended(monkeypatch, "paca-mer", "--html", target, "--store", starter_graph(tmp_path_factory)) == 2
    assert "Impossible d’écrire" in capsys.readouterr().err
