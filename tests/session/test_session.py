"""The graph from Python: the same answers as the command, as frames, graphs and plain data."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import polars as pl
import pytest

import campus_graph
from campus_graph.cli import app
from campus_graph.errors import BadParameter, MissingPackage, StoreMissing, UnknownName
from campus_graph.queries.registry import questions

CAMPUS = "campus/idf-sante-autonomie"


@pytest.fixture
def graph(starter: Path) -> Iterator[campus_graph.Session]:
    with campus_graph.open(starter) as opened:
        yield opened


def test_it_answers_as_the_command_does(graph: campus_graph.Session, starter: Path) -> None:
    from typer.testing import CliRunner

    given = ["broken-pathway", "--region", "27", "--format", "json", "--store", str(starter)]
    said = CliRunner().invoke(app, ["ask", *given]).stdout
    answer = graph.ask("broken-pathway", region="bourgogne franche comte")
    assert answer.to_dict() == json.loads(said)


@pytest.mark.parametrize("name", sorted(questions()))
def test_every_answer_becomes_every_form(graph: campus_graph.Session, name: str) -> None:
    answer = graph.ask(name)
    plain = [n for n, dtype in answer.frame.schema.items() if not dtype.is_nested()]
    frame = answer.to_pandas()
    assert isinstance(frame, pd.DataFrame)
    assert frame.shape == answer.frame.shape
    assert pl.from_pandas(frame[plain]).equals(answer.frame.select(plain))
    network = answer.to_networkx()
    findings = {node for node, kind in network.nodes(data="kind") if kind == "finding"}
    assert findings == set(answer.frame["id"])
    links = answer.links()
    assert sorted(network.edges(data="column")) == sorted(links.select("finding", "thing", "column").rows())
    assert answer.to_dict()["rows"] == answer.rows()


def test_numbers_that_are_absent_stay_absent_in_pandas(graph: campus_graph.Session) -> None:
    answer = graph.ask("broken-pathway")
    levels = answer.to_pandas()["reached_level"]
    assert levels.isna().sum() == answer.frame["reached_level"].null_count() > 0
    assert str(levels.dtype) == "int64[pyarrow]"


def test_without_pandas_it_says_what_to_install(graph: campus_graph.Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)  # as the interpreter itself marks what cannot be imported
    with pytest.raises(MissingPackage, match=r"pip install campus-graph\[pandas\]"):
        graph.ask("coverage-gap").to_pandas()


def test_things_are_named_in_the_network_of_an_answer(graph: campus_graph.Session) -> None:
    network = graph.ask("coverage-gap", region="27").to_networkx()
    assert network.nodes["region/27"] == {"kind": "region", "label": "Bourgogne-Franche-Comté"}
    assert network.graph == {"question": "coverage-gap", "digest": graph.digest}


def test_search_node_neighbours_and_network_tell_of_one_campus(graph: campus_graph.Session) -> None:
    label = graph.node(CAMPUS)["label"]
    assert CAMPUS in graph.search(label.upper())["id"].to_list()
    assert graph.node(CAMPUS)["kind"] == "Campus"
    others = set(graph.neighbours(CAMPUS)["other"])
    network = graph.network("idf-sante-autonomie")
    assert set(network) == {CAMPUS, *others}
    assert set(graph.network(label, depth=2)) > set(network)


def test_a_finding_is_explained_by_place_and_by_identifier(graph: campus_graph.Session) -> None:
    answer = graph.ask("coverage-gap", region="27")
    identifier = answer.frame["id"][1]
    assert graph.explain(answer, 2).to_dict() == graph.explain(answer, identifier).to_dict()
    assert graph.explain(answer, 2).facts


def test_every_question_is_listed_with_its_title(graph: campus_graph.Session) -> None:
    assert graph.questions() == {name: asked.title_fr for name, asked in questions().items()}


def test_what_nothing_has_is_told_with_the_nearest(graph: campus_graph.Session) -> None:
    with pytest.raises(UnknownName, match="bfc-mobicampus"):
        graph.node("campus/mobicampus")
    with pytest.raises(UnknownName):
        graph.neighbours("campus/nulle-part")
    with pytest.raises(UnknownName):
        graph.network("nulle-part-du-tout")
    with pytest.raises(UnknownName, match="coverage-gap"):
        graph.ask("coverage-gaps")
    with pytest.raises(BadParameter, match="regions"):
        graph.ask("coverage-gap", regions="27")


def test_without_an_address_it_is_that_of_the_environment(
    starter: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CAMPUS_GRAPH_STORE", raising=False)
    with pytest.raises(StoreMissing, match="campus-graph build"):
        campus_graph.open()
    monkeypatch.setenv("CAMPUS_GRAPH_STORE", str(starter))
    with campus_graph.open() as graph:
        assert len(graph.digest) == 64


def test_importing_the_package_imports_nothing_heavy() -> None:
    code = "import sys, campus_graph; print(sorted({'polars', 'duckdb', 'networkx', 'pandas'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
    with pytest.raises(AttributeError, match="nothing"):
        campus_graph.nothing  # type: ignore[attr-defined] # noqa: B018
