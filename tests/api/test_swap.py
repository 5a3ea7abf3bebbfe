"""A new build takes the place of the graph while requests run: none fails, and the next one sees the new digest."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from starlette.testclient import TestClient

from campus_graph.graph.embedded import EmbeddedReader
from campus_graph.graph.embedded_writer import EmbeddedWriter
from campus_graph.graph.store import Graph
from campus_graph.ontology.model import load_model
from tests.api.serving import client_of, settings_of

ASKED = (
    "/api/v1/questions/coverage-gap/answer?region=27&limit=5",
    "/api/v1/entities/campus?limit=5",
    "/api/v1/territories.csv",
)


def renamed(store: Path, name: str) -> Graph:
    """Return the graph of a file, in which region 27 bears another name."""
    model = load_model()
    with EmbeddedReader(store) as reader:
        frames = {kind: reader.table(kind) for kind in (*model.nodes, *model.relations)}
        other = pl.when(pl.col("code") == "27").then(pl.lit(name)).otherwise("label").alias("label")
        frames["Region"] = frames["Region"].with_columns(other)
        return Graph(frames, reader.conflicts(), reader.ledger(), reader.meta)


def test_a_new_build_is_served_without_a_restart(
    starter: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store, builds = tmp_path / "graph.duckdb", 4
    shutil.copy(starter, store)
    graphs = [renamed(starter, f"Région {number}") for number in range(builds)]
    with client_of(settings_of(store)) as client:
        digests = [client.get("/ready").json()["digest"]]
        over, seen = threading.Event(), list[tuple[int, str, bytes]]()
        askers = [threading.Thread(target=_ask, args=(client, over, seen.append)) for _ in range(4)]
        for thread in askers:
            thread.start()
        for number, graph in enumerate(graphs):
            digests.append(EmbeddedWriter(store).write(graph))
            assert client.get("/ready").json()["digest"] == digests[-1]
            found = client.get("/api/v1/entities/region/27")
            assert (found.json()["label"], found.headers["x-graph-digest"]) == (f"Région {number}", digests[-1])
        over.set()
        for thread in askers:
            thread.join()
    with capsys.disabled():
        print(f"\nSwap: {len(seen)} requests during {builds} builds, all answered, {len(set(digests))} graphs seen")
    assert {status for status, _, _ in seen} == {200}
    assert {digest for _, digest, _ in seen} <= set(digests)
    assert len(seen) >= 3 * builds
    assert len(set(digests)) == builds + 1


def _ask(client: TestClient, over: threading.Event, tell: Callable[[tuple[int, str, bytes]], None]) -> None:
    while not over.is_set():
        for path in ASKED:
            response = client.get(path)
            tell((response.status_code, response.headers.get("x-graph-digest", ""), response.content[:80]))


def test_what_is_no_graph_does_not_take_the_place_of_one(starter: Path, tmp_path: Path) -> None:
    store = tmp_path / "graph.duckdb"
    shutil.copy(starter, store)
    with client_of(settings_of(store)) as client:
        digest = client.get("/ready").json()["digest"]
        store.unlink()
        assert client.get("/ready").json()["digest"] == digest
        store.write_bytes(b"no graph at all")
        assert client.get("/api/v1/sources").headers["x-graph-digest"] == digest
        after = EmbeddedWriter(store).write(renamed(starter, "Autre"))
        assert client.get("/ready").json()["digest"] == after != digest


def test_without_a_graph_the_service_lives_but_is_not_ready(tmp_path: Path) -> None:
    with client_of(settings_of(tmp_path / "rien.duckdb")) as client:
        assert client.get("/health").status_code == 200
        for path in ("/ready", "/api/v1/sources"):
            response = client.get(path)
            assert (response.status_code, response.json()["type"].rpartition("/")[2]) == (503, "no-graph")
            assert str(tmp_path) not in response.text


def test_the_former_graph_is_compared_with_the_present_one(starter: Path, tmp_path: Path) -> None:
    store = tmp_path / "graph.duckdb"
    shutil.copy(starter, store)
    graph = renamed(starter, "Autre")
    frames = {**graph.frames, "COVERS": graph.frames["COVERS"].head(0)}
    EmbeddedWriter(store).write(Graph(frames, graph.conflicts, graph.ledger, graph.meta))
    with client_of(settings_of(store, former=str(starter))) as client:
        rows = {row["id"]: row for row in client.get("/api/v1/changes?limit=100").json()["rows"]}
        assert rows["COVERS"]["after"] == 0
        assert rows["COVERS"]["difference"] == -rows["COVERS"]["before"] < 0
        assert rows["Campus"]["difference"] == 0
        assert rows["Campus"]["before"] == graph.frames["Campus"].height
        found = client.get("/api/v1/questions/coverage-gap/compare").json()
        assert found["before"]["digest"] != found["after"]["digest"]
        assert sum(found["counts"].values()) == len(found["rows"]) > 0
