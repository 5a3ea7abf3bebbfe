"""What the questions are set against in networkx answers the same: two ways through the starter graph, one result."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from bench.plain_networkx import RIVALS, whole_graph
from campus_graph.graph.store import Reader, open_store
from campus_graph.queries.registry import ask
from tests.starter_graph import starter_graph


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    with open_store(starter_graph(tmp_path_factory)) as opened:
        yield opened


@pytest.fixture(scope="module")
def graph(reader: Reader) -> Any:
    return whole_graph(reader)


@pytest.mark.parametrize("name", sorted(RIVALS))
def test_the_core_of_an_answer_is_what_networkx_walks_to(name: str, reader: Reader, graph: Any) -> None:
    mine = RIVALS[name].ours(ask(reader, name).frame)
    assert mine or name == "steering"  # the starter has no regional priorities
    theirs = RIVALS[name].walk(graph)
    assert {key: (mine.get(key), theirs.get(key)) for key in mine | theirs if mine.get(key) != theirs.get(key)} == {}
