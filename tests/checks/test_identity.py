"""Every conflict that the graph kept (T19), every SIRET on two things, every campus that may be another is reported."""

from __future__ import annotations

from pathlib import Path

from campus_graph.checks.findings import FINDINGS
from campus_graph.checks.identity import CAMPUS, CONFLICT, SIRET, VARIANT, identities, rules
from campus_graph.graph.derive import derive
from campus_graph.graph.embedded_writer import EmbeddedWriter
from campus_graph.graph.store import Graph, open_store
from campus_graph.loaders.ledger import ledger_frame
from campus_graph.ontology.model import load_model
from tests.reliability.test_conflicts import assembled_sources, sources_in_conflict
from tests.world import World


def test_of_200_disputed_establishments_every_value_that_lost_is_reported(tmp_path: Path) -> None:
    assembly, _ = assembled_sources(sources_in_conflict(), tmp_path / "data")
    path = tmp_path / "graph.duckdb"
    frames = derive(load_model(), assembly.frames)
    EmbeddedWriter(path).write(Graph(frames, assembly.conflicts, ledger_frame(()), {"version": "test"}))
    with open_store(path) as reader:
        found = identities(reader)
    lost = assembly.conflicts
    print(f"{found.height} findings, {lost.height} conflicts about {lost['id'].n_unique()} establishments")
    assert lost["id"].n_unique() > 150
    assert found.height == lost.height
    assert set(found["rule"]) == {CONFLICT, VARIANT}
    shown = zip(found.sort("id", "value")["id"], found.sort("id", "value")["value"], strict=True)
    told = {(row["id"], row["field"], row["kept"], row["other"]) for row in lost.iter_rows(named=True)}
    assert all(any(f"« {o} »" in value and f"« {k} »" in value for i, _, k, o in told if i == e) for e, value in shown)


def test_a_siret_on_two_things_is_reported_with_both() -> None:
    world = World()
    for name in ("un", "deux", "trois"):
        world.establishment(name, "25")
    siret = "13002247800296"
    for row in world.rows["Establishment"][:2]:
        row["siret"] = siret
    with world.reader() as reader:
        found = identities(reader).filter(rule=SIRET)
    one, other = (f"establishment/{world.uais[name]}" for name in ("un", "deux"))
    assert found.select("id", "other", "value").rows() == [(other, one, siret)]


def test_a_campus_that_may_be_another_is_reported_with_it() -> None:
    world = World()
    world.campus("ancien", "27", None)
    world.campus("nouveau", "27", None, duplicate_of="ancien")
    with world.reader() as reader:
        found = identities(reader).filter(rule=CAMPUS)
    assert found.select("id", "other").rows() == [("campus/nouveau", "campus/ancien")]


def test_a_graph_without_doubts_has_no_finding() -> None:
    world = World()
    world.establishment("un", "25")
    with world.reader() as reader:
        found = identities(reader)
    assert found.is_empty()
    assert dict(found.schema) == FINDINGS


def test_every_finding_has_its_rule_with_a_remedy() -> None:
    told = {rule.name for rule in rules()}
    assert told == {CONFLICT, VARIANT, SIRET, CAMPUS}
    assert all(":" in rule.message_fr and ":" in rule.message_en for rule in rules())
