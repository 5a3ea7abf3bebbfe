"""The digest depends on the content and on nothing else."""

from __future__ import annotations

from campus_graph.graph.digest import digest
from campus_graph.ontology.model import load_model
from tests.world import World


def _world(*offers: tuple[str, int]) -> World:
    world = World()
    world.establishment("a", "25", 47.2, 6.0)
    world.diploma("bac", 4)
    for voie, year in offers:
        world.offer("a", "bac", year, voie)
    return world


def test_the_order_of_records_changes_nothing() -> None:
    one = digest(load_model(), _world(("scolaire", 2020), ("scolaire", 2022)).frames())
    two = digest(load_model(), _world(("scolaire", 2022), ("scolaire", 2020)).frames())
    assert one == two


def test_any_change_of_content_changes_it() -> None:
    base = digest(load_model(), _world(("scolaire", 2020)).frames())
    assert base != digest(load_model(), _world(("scolaire", 2021)).frames())
    assert base != digest(load_model(), _world(("apprentissage", 2020)).frames())
    assert base != digest(load_model(), _world().frames())


def test_the_store_carries_the_digest_of_its_content() -> None:
    world = _world(("scolaire", 2020))
    with world.reader() as reader:
        model = load_model()
        read = {kind: reader.table(kind) for kind in (*model.nodes, *model.relations)}
        assert reader.digest == digest(model, read) == digest(model, world.frames())
