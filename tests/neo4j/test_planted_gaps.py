"""T20: on 100 generated graphs both stores give identical rows, and exactly those that brute force finds.

What is planted in each graph is found, its near misses are not, and nothing is invented. A second process
builds the next graph and checks its embedded answers while this one loads a graph into the server.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple

from campus_graph.graph.embedded import EmbeddedReader
from campus_graph.graph.server import Server
from campus_graph.queries.registry import ask
from neo4j_dev import Access
from tests.amount import of
from tests.neo4j.parity_check import check, holds
from tests.neo4j.parity_oracle import Oracle
from tests.neo4j.parity_scenes import scene
from tests.neo4j.parity_stores import load, open_server, write
from tests.neo4j.parity_thrown import askings

GRAPHS, AHEAD = of(100, 30), 5


class Answered(NamedTuple):
    """What the embedded store says of one graph: its file, the answers in order, rows and planted rows found."""

    path: Path
    answers: list[dict[str, Any]]
    rows: int
    planted: int


def embedded_side(seed: int, folder: Path) -> Answered:
    """Build a graph; raise AssertionError unless the embedded answers are those of the oracle."""
    made, path = scene(seed), folder / f"{seed}.duckdb"
    oracle, planted = Oracle(made), 0
    answers: list[dict[str, Any]] = []
    with write(made.world().frames(), path) as reader:
        for name, asked in askings(seed):
            answer = ask(reader, name, asked)
            check(oracle, asked, answer)
            hidden = [p for p in made.planted if (p.question, p.parameters) == (name, asked)]
            lost = [p for p in hidden if not holds(answer, p)]
            assert not lost, f"seed {seed}: not found: {lost}"
            planted += len(hidden)
            answers.append(answer.to_dict())
    return Answered(path, answers, sum(len(a["rows"]) for a in answers), planted)


def _ahead(folder: Path) -> Iterator[tuple[int, Answered]]:
    """Yield each graph once it is built and checked, a few being made meanwhile."""
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        waiting: list[Future[Answered]] = []
        for seed in range(GRAPHS + AHEAD):
            if seed < GRAPHS:
                waiting.append(pool.submit(embedded_side, seed, folder))
            if seed >= AHEAD:
                yield seed - AHEAD, waiting.pop(0).result()


def test_generated_graphs_answer_the_same_on_both_stores_and_all_planted_gaps_are_found(
    server: Server, neo4j_server: Access, tmp_path: Path
) -> None:
    rows = planted = 0
    seconds = {"load": 0.0, "ask": 0.0}
    for seed, done in _ahead(tmp_path):
        began = time.perf_counter()
        with EmbeddedReader(done.path) as reader:
            report = load(server, reader)
        assert report.counts["Establishment"] == 7
        loaded = time.perf_counter()
        with open_server(neo4j_server) as remote:
            for (name, asked), wanted in zip(askings(seed), done.answers, strict=True):
                assert ask(remote, name, asked).to_dict() == wanted, f"seed {seed}: {name} {asked}"
        done.path.unlink()
        rows, planted = rows + done.rows, planted + done.planted
        seconds["load"] += loaded - began
        seconds["ask"] += time.perf_counter() - loaded
    assert planted == 6 * GRAPHS
    print(f"T20: {GRAPHS} graphs, {rows} rows identical on both stores and as the oracle says, {planted} planted rows")
    print(f"T20: loads {seconds['load']:.1f} s, asked of the server {seconds['ask']:.1f} s")
