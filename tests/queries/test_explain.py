"""The proof of a finding: every fact in it is in the graph, and it can be taken away as a file."""

from __future__ import annotations

import io
import tomllib
from pathlib import Path
from xml.etree import ElementTree

import networkx as nx
import pytest
from rich.console import Console

from campus_graph.errors import UnknownName
from campus_graph.explain_command import explanation_tree
from campus_graph.queries.explain import Explanation, explain, witness
from campus_graph.queries.proof_files import to_graphml, to_svg
from campus_graph.queries.registry import ask, questions
from tests.queries.test_cases import CASES
from tests.world import World, from_case


def text_of(proof: Explanation) -> str:
    screen = io.StringIO()
    Console(file=screen, width=200, no_color=True).print(explanation_tree(proof))
    return screen.getvalue()


@pytest.mark.parametrize("path", CASES, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_rows_of_every_case_are_proved_by_facts_of_the_graph(path: Path) -> None:
    case = tomllib.loads(path.read_text(encoding="utf-8"))
    with from_case(case).reader() as reader:
        answer = ask(reader, path.parent.name, case.get("parameters"))
        assert answer.frame["id"].n_unique() == answer.frame.height  # each finding has a name of its own
        for place in some_of(answer.frame.height):
            row = answer.frame.row(place - 1, named=True)
            proof = explain(reader, answer, str(place))
            assert proof == explain(reader, answer, str(row["id"]))
            assert proof.roots, row
            stated = set(witness(reader, answer, row).rows())
            assert {(f.start, f.relation, f.end) for f in proof.facts} == stated  # each is an edge of the graph
            assert {f.start for f in proof.facts} <= set(proof.nodes)
            shown = text_of(proof)
            assert all(str(proof.nodes[f.start]["label"]) in shown for f in proof.facts)


def some_of(rows: int) -> list[int]:
    """Return a few places, the first and the last among them."""
    return sorted({1, rows, *range(1, rows, max(1, rows // 4))}) if rows else []


def _broken() -> World:
    world = World()
    world.establishment("a", "25", 47.2, 6.0)
    world.establishment("b", "35", 48.1, -1.7)
    for name, level in (("cap", 3), ("bac", 4)):
        world.diploma(name, level, "tourisme-gastronomie")
    world.leads("cap", "bac")
    world.offer("a", "cap", 2020)
    world.offer("a", "cap", 2022)
    world.offer("b", "bac")
    return world


def test_a_break_is_proved_by_the_offer_the_continuation_and_the_nearest_remedy() -> None:
    with _broken().reader() as reader:
        proof = explain(reader, ask(reader, "broken-pathway", {"region": "27", "filiere": "tourisme-gastronomie"}), "1")
    said = {(f.relation, f.start.split("/")[0], str(f.end)) for f in proof.facts}
    assert ("TEACHES", "establishment", "diploma/cap") in said
    assert ("CONTINUES_TO", "diploma", "diploma/bac") in said
    assert ("TEACHES", "establishment", "diploma/bac") in said
    assert "2020, 2022" in text_of(proof)


def test_the_identifier_of_a_finding_outlives_other_rows() -> None:
    asked = {"filiere": "tourisme-gastronomie"}
    with _broken().reader() as before:
        ids = set(ask(before, "broken-pathway", asked).frame["id"])
    world = _broken()
    world.establishment("c", "973")
    world.offer("c", "cap")
    with world.reader() as after:
        answer = ask(after, "broken-pathway", asked)
        assert ids < set(answer.frame["id"])
        assert all(explain(after, answer, i).row["id"] == i for i in sorted(ids))


def test_a_row_that_is_not_there_is_said_in_one_sentence() -> None:
    with _broken().reader() as reader:
        answer = ask(reader, "broken-pathway", {"region": "27"})
        for which in ("0", "99", "-1", "nothing", "²", "9" * 40):
            with pytest.raises(UnknownName, match="ligne"):
                explain(reader, answer, which)


def test_a_proof_as_graphml_reads_back_and_as_svg_names_its_nodes() -> None:
    with _broken().reader() as reader:
        proof = explain(reader, ask(reader, "broken-pathway", {"region": "27", "filiere": "tourisme-gastronomie"}), "1")
    read = nx.read_graphml(io.BytesIO(to_graphml(proof)), force_multigraph=True)
    assert {n: d["label"] for n, d in read.nodes(data=True)} == {i: n["label"] for i, n in proof.nodes.items()}
    assert read.number_of_edges() == sum(f.relation is not None for f in proof.facts)
    picture = ElementTree.fromstring(to_svg(proof))
    shown = {t.findtext("{http://www.w3.org/2000/svg}title") for t in picture.iter("{http://www.w3.org/2000/svg}text")}
    assert shown - {None} == {n["label"] for n in proof.nodes.values()}
    assert {t.text for t in picture.iter("{http://www.w3.org/2000/svg}text")} >= {"prépare", "se poursuit en"}
    assert to_svg(proof) == to_svg(proof)


def test_every_question_states_its_proof_for_both_stores() -> None:
    for asked in questions().values():
        for dialect in ("embedded.sql", "server.cypher"):
            assert "start_id" in asked.witness(dialect), asked.name
