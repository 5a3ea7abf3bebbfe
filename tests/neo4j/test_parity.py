"""Answer for answer the same on both stores: hand-made cases, the starter graph, the real data."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import tests.real.conftest as house
from campus_graph.build import build
from campus_graph.checks.identity import identities
from campus_graph.checks.names import near_duplicates
from campus_graph.graph.digest import digest
from campus_graph.graph.embedded import EmbeddedReader
from campus_graph.graph.server import Server, ServerReader
from campus_graph.graph.store import Scalar
from campus_graph.ontology.model import load_model
from campus_graph.queries.registry import ask, questions
from neo4j_dev import Access
from tests.amount import WHOLE, of
from tests.neo4j.loading import last_transaction
from tests.neo4j.parity_askings import askings, same
from tests.neo4j.parity_stores import emptied, load, open_server, write
from tests.queries.network_scenes import network_askings, network_scene
from tests.queries.test_cases import CASES, meets
from tests.world import World, from_case

MODEL = load_model()
NAMES = sorted(questions())
BOURGOGNE: dict[str, Scalar] = {"region": "27"}
FILTERS: tuple[dict[str, Scalar], ...] = (
    BOURGOGNE,
    {"academy": "03"},
    {"department": "25"},
    {"filiere": "tourisme-gastronomie"},
    {"region": "53", "filiere": "numerique-telecommunications"},
)
Both = tuple[EmbeddedReader, ServerReader]
real = house.real  # built once, skipped and counted where the data is absent


@pytest.fixture(scope="module")
def server(neo4j_server: Access) -> Iterator[Server]:
    """Lend an empty server to this module; each graph replaces the one before."""
    with emptied(neo4j_server) as lent:
        yield lent


@pytest.mark.parametrize("path", CASES, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_a_case_gives_the_same_on_both_and_meets_its_expectations(
    path: Path, server: Server, neo4j_server: Access, tmp_path: Path
) -> None:
    case = tomllib.loads(path.read_text(encoding="utf-8"))
    with write(from_case(case).frames(), tmp_path / "case.duckdb") as embedded:
        load(server, embedded)
        with open_server(neo4j_server) as remote:
            meets(case, ask(remote, path.parent.name, case.get("parameters")))
            same(embedded, remote, path.parent.name, case.get("parameters", {}))


@pytest.mark.parametrize("seed", range(of(5, 3)))
def test_random_networks_give_the_same(seed: int, server: Server, neo4j_server: Access, tmp_path: Path) -> None:
    with write(network_scene(seed).world().frames(), tmp_path / "network.duckdb") as embedded:
        load(server, embedded)
        with open_server(neo4j_server) as remote:
            for name, asked in network_askings(seed):
                same(embedded, remote, name, asked)
            same(embedded, remote, "campus-profile", {})


def _bare(*departments: str) -> World:
    world = World()
    for i, department in enumerate(departments):
        world.establishment(f"e{i}", department)
        world.diploma(f"d{i}", 4)
        world.offer(f"e{i}", f"d{i}")
    return world


@pytest.mark.parametrize("departments", [(), ("25",), ("99",), ("25", "35")], ids=str)
def test_graphs_with_little_or_nothing_in_them_give_the_same(
    departments: tuple[str, ...], server: Server, neo4j_server: Access, tmp_path: Path
) -> None:
    """By default the filters by department and filière are asked of the emptiest and the fullest graph only."""
    asked_of: list[dict[str, Scalar]] = [{}, BOURGOGNE]
    if WHOLE or len(departments) != 1:
        asked_of += [{"department": "973"}, {"filiere": "tourisme-gastronomie"}]
    with write(_bare(*departments).frames(), tmp_path / "bare.duckdb") as embedded:
        load(server, embedded)
        with open_server(neo4j_server) as remote:
            for name in NAMES:
                for asked in asked_of:
                    same(embedded, remote, name, asked)


def test_of_the_counts_of_the_last_period_both_stores_take_the_greatest(
    server: Server, neo4j_server: Access, tmp_path: Path
) -> None:
    for reverse in (False, True):
        world = _bare("25")
        values = sorted((1.0, 3.0, 2.0), reverse=reverse)
        rows: list[dict[str, Any]] = [{"id": f"indicator/{i}", "value": v} for i, v in enumerate(values)]
        rows.append({"id": "indicator/undated", "value": 9.0, "period": None})
        rows.append({"id": "indicator/unvalued", "value": None, "period": "2023"})
        for row in rows:
            more = {"label": "n", "subject": "region/27", "measure": "campus labellisés", "period": "2022"}
            world.add("Indicator", **{**more, **row}, year=2022, status="observed")
        world.add("BELONGS_TO", start_id="diploma/d0", end_id="filiere/tourisme-gastronomie", rule="cas")
        with write(world.frames(), tmp_path / f"{reverse}.duckdb") as embedded:
            load(server, embedded)
            with open_server(neo4j_server) as remote:
                asked: dict[str, Scalar] = {"min_offers": 1, "filiere": "tourisme-gastronomie"}
                answer = same(embedded, remote, "coverage-gap", asked)
        assert answer["rows"][0]["reason"].startswith("3 campus")


@pytest.fixture(scope="module")
def starter(server: Server, neo4j_server: Access, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    """Load the starter graph."""
    path = tmp_path_factory.mktemp("starter") / "starter.duckdb"
    build(path)
    with EmbeddedReader(path) as embedded:
        load(server, embedded)
        with open_server(neo4j_server) as remote:
            yield embedded, remote


@pytest.mark.parametrize("name", NAMES)
def test_the_starter_graph_answers_the_same_for_every_scope_and_filter(starter: Both, name: str) -> None:
    rows = [len(same(*starter, name, asked)["rows"]) for asked in askings(name, FILTERS)]
    assert max(rows) > 10
    print(f"{name}: {len(rows)} answers equal on the starter graph, {sum(rows)} rows")


def test_what_is_doubtful_about_names_and_identities_is_the_same_on_both(starter: Both) -> None:
    names, doubts = ([find(store) for store in starter] for find in (near_duplicates, identities))
    assert names[0].equals(names[1])
    assert doubts[0].equals(doubts[1])
    assert names[0].height > 0 < doubts[0].height


@pytest.fixture(scope="module")
def whole(real: house.Real, server: Server, neo4j_server: Access) -> Iterator[Both]:
    """Load the graph of the real data, once, and onto nothing: half the time of a load over another graph."""
    with EmbeddedReader(real.path) as embedded:
        with emptied(neo4j_server) as bare:
            load(bare, embedded)
        with open_server(neo4j_server) as remote:
            yield embedded, remote


def test_the_real_graph_has_the_same_digest_and_counts_on_both(whole: Both) -> None:
    embedded, remote = whole
    read = {kind: remote.table(kind) for kind in (*MODEL.nodes, *MODEL.relations)}
    assert remote.digest == embedded.digest == digest(MODEL, read)
    assert remote.counts() == embedded.counts()
    assert dict(remote.meta) == dict(embedded.meta)


def test_loading_the_real_graph_three_times_writes_nothing_after_the_first(
    whole: Both, neo4j_server: Access, server: Server
) -> None:
    before = last_transaction(neo4j_server)
    for _ in range(2):
        report = load(server, whole[0])
        assert (report.writes, last_transaction(neo4j_server)) == (0, before)
        assert report.counts == whole[0].counts()
    print(f"second and third load: 0 writes; {sum(report.counts.values())} records")


@pytest.mark.parametrize("name", NAMES)
def test_the_real_graph_answers_the_same_nationally_and_for_a_region(whole: Both, name: str) -> None:
    """By default each scope is asked of a region only, and ``repair`` is not asked of all France, which takes as long
    on both stores as all other questions; with ``CAMPUS_GRAPH_TEST_WHOLE=1`` all is.
    """
    asked_of_france = WHOLE or name != "repair"
    asked = askings(name, (BOURGOGNE,), scopes_alone=WHOLE, default=asked_of_france)
    rows = [len(same(*whole, name, each)["rows"]) for each in asked]
    print(f"{name}: {len(rows)} answers equal on the real data, {sum(rows)} rows")


def test_the_real_graph_is_searched_and_walked_the_same_on_both(whole: Both) -> None:
    embedded, remote = whole
    for text in ("lycée", "besancon", "Œuvre", "bac pro cuisine", "saint", "l’hôtellerie", "xyzzy"):
        assert embedded.search(text, 25).rows() == remote.search(text, 25).rows()
    for kind in MODEL.nodes:
        for identifier in embedded.table(kind)["id"].gather_every(max(1, embedded.counts()[kind] // 3)):
            assert embedded.node(identifier) == remote.node(identifier)
            assert embedded.edges(identifier).rows() == remote.edges(identifier).rows()
    kinds = ("TEACHES", "CONTINUES_TO", "OFFERS")
    assert embedded.provenance(kinds) == remote.provenance(kinds)
    assert embedded.ledger().equals(remote.ledger())
    assert embedded.conflicts().equals(remote.conflicts())
