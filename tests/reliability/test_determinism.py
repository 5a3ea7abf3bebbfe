"""T3: the order of rows, of tables and of sources never shows in the graph."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from pathlib import Path

import polars as pl
import pytest

from campus_graph.graph.assemble import Contribution, assemble
from campus_graph.graph.check import check
from campus_graph.graph.derive import derive
from campus_graph.graph.digest import digest
from campus_graph.graph.tables import Table, conform
from campus_graph.loaders.cog.load import load
from campus_graph.loaders.reading import Lookups, Reading, run
from campus_graph.loaders.registry import FOLDER
from campus_graph.loaders.source import read_source
from campus_graph.ontology.model import load_model
from tests import world as worlds
from tests.conftest import FIXTURES, trimmed

_SEEDS = range(20)
_COG = Path("cog-etalab")


def _world() -> worlds.World:
    """Return a world of all relations that derivations read, with contradictions inside."""
    world, chance = worlds.World(), random.Random(3)
    filieres = load_model().notations("filieres")[:3]
    diplomas = [f"d{n}" for n in range(60)]
    for number, name in enumerate(diplomas):
        world.diploma(name, level=3 + number // 12, filiere=chance.choice(filieres), opened=number % 5 > 0)
    for number in range(120):
        department = chance.choice(sorted(worlds.DEPARTMENTS))
        world.establishment(f"e{number}", department, 47 + chance.random(), 5 + chance.random())
        for name in chance.sample(diplomas, 8):
            world.offer(f"e{number}", name, year=chance.choice([2020, 2022]))
    for number in range(48):
        world.leads(diplomas[number], diplomas[number + 12])
        if number % 5 == 0:
            world.edge("SUCCEEDS", diplomas[number + 1], diplomas[number])
    for number in range(6):
        sites = [f"e{n}" for n in chance.sample(range(120), 5)]
        world.campus(f"c{number}", chance.choice(sorted(worlds.NAMES)), chance.choice(filieres), sites, 2016, 4)
    twice = [{**row, "label": f"{row['label']} bis"} for row in world.rows["Establishment"][:40]]
    world.rows["Establishment"] += twice
    return world


def _tables(world: worlds.World) -> list[Table]:
    rows = {**worlds._france(), **world.rows}
    frames = {kind: pl.DataFrame(found, infer_schema_length=None) for kind, found in rows.items()}
    return [Table(kind, conform(load_model(), kind, frame)) for kind, frame in frames.items()]


def _shuffled(tables: list[Table], seed: int) -> list[Contribution]:
    """Return the tables with rows in another order, cut in two and dealt to three sources of one rank."""
    chance = random.Random(seed)
    parts = []
    for table in tables:
        frame = table.frame.sample(fraction=1, shuffle=True, seed=seed)
        cut = chance.randint(0, frame.height)
        parts += [Table(table.kind, frame[:cut]), Table(table.kind, frame[cut:])]
    chance.shuffle(parts)
    return [Contribution(parts[n::3], rank=1) for n in range(3)]


def _stamp(contributions: list[Contribution]) -> tuple[str, pl.DataFrame]:
    """Return the digest of the derived graph, and the conflicts."""
    model = load_model()
    assembly = assemble(model, contributions)
    frames = derive(model, assembly.frames)
    check(model, frames)
    return digest(model, frames), assembly.conflicts


def test_twenty_orders_of_the_rows_of_a_world_give_one_digest() -> None:
    tables = _tables(_world())
    stamp, conflicts = _stamp([Contribution(tables, rank=1)])
    found = [_stamp(_shuffled(tables, seed)) for seed in _SEEDS]
    rows = sum(table.frame.height for table in tables)
    print(f"{len(found)} orders of {rows} rows, {conflicts.height} conflicts, digest {stamp}")
    assert {other for other, _ in found} == {stamp}
    assert conflicts.height == 40
    assert all(other.equals(conflicts) for _, other in found)


def _cog_from(folder: Path) -> tuple[str, Mapping[str, pl.DataFrame]]:
    """Return the digest of what the source gives, and the lookups that it publishes."""
    lookups: Lookups = {}
    reading = Reading(trimmed(read_source(FOLDER / "cog" / "source.toml")), folder, load_model(), lookups)
    frames = assemble(load_model(), [Contribution(run(load, reading), rank=1)]).frames
    return digest(load_model(), frames), lookups


@pytest.mark.parametrize("seed", _SEEDS)
def test_the_order_of_records_in_the_files_of_a_source_changes_nothing(tmp_path: Path, seed: int) -> None:
    (tmp_path / _COG).mkdir()
    for path in sorted((FIXTURES / "cog" / _COG).iterdir()):
        records = json.loads(path.read_text(encoding="utf-8"))
        random.Random(seed).shuffle(records)
        (tmp_path / _COG / path.name).write_text(json.dumps(records), encoding="utf-8")
    stamp, lookups = _cog_from(FIXTURES / "cog")
    again, others = _cog_from(tmp_path)
    assert again == stamp
    assert {name: lookups[name].equals(others[name]) for name in lookups} == dict.fromkeys(others, True)
