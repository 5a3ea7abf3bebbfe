"""T19: sources that contradict each other give one node, one winner and a list of what lost."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pytest

from campus_graph.graph.assemble import Assembly, Contribution, assemble
from campus_graph.loaders.reading import Reading, run
from campus_graph.ontology.model import load_model
from campus_graph.text import fold
from tests.reliability.small_source import COLUMNS, FILE, WRONG_LETTER, load, small_source
from tests.world import uai

_DISPUTED = 200
_WRONG = 40
_SEEDS = 10
# Two sources of one rank contradict each other as well; the third is a better one.
_RANKS = {"annuaire": 10, "carte": 50, "enquete": 50}
_PREFER = {"enquete": frozenset({"Establishment.commune"})}

Row = tuple[str, str, str, str, str]


@dataclass(frozen=True)
class Said:
    """One row of one source."""

    source: str
    row: Row

    def rank(self, field: str) -> int:
        return -1 if f"Establishment.{field}" in _PREFER.get(self.source, ()) else _RANKS[self.source]


def sources_in_conflict() -> list[Said]:
    """Return what the sources say: all 200 establishments at least twice, 40 rows with a wrong letter."""
    told: list[Said] = []
    chance = random.Random(19)
    for number in range(_DISPUTED):
        code = uai("25", number)
        rows = [
            (code, f"Lycée {number}", "25056", "47.2", "6.0"),
            (code, f"LYCEE  {number}", "25056", "47.2001", "6.0001"),  # the same, in other words
            (code, f"Lycée du Parc {number}", "25056", "47.2", "6.0"),  # two names
            (code, f"Lycée {number}", "39300", "9.5", "-10.5"),  # moved, to where texts sort otherwise than numbers
            (code, f"Lycée {number}", "39300", "", ""),  # moved, nobody knows where to
            (code, "", "", "47.2", "6.1"),  # nearly nothing known
            (code, f"Ancien lycée {number}", "21231", "10.25", "-9.5"),
        ]
        chosen = chance.sample(rows, chance.randint(2, 4))
        told += [Said(name, row) for name, row in zip(chance.choices([*_RANKS], k=len(chosen)), chosen, strict=True)]
        told += [Said("carte", (_wrong(code), f"Lycée {number}", "25056", "47.2", "6.0"))] if number < _WRONG else []
    return told


def _wrong(code: str) -> str:
    return code[:7] + ("B" if code[7] == "A" else "A")


def assembled_sources(told: Sequence[Said], folder: Path) -> tuple[Assembly, int]:
    """Write each source's file, read it, assemble; return also the number of rows with a wrong letter."""
    folder.mkdir()
    contributions = []
    wrong = 0
    for name in dict.fromkeys(said.source for said in told):
        lines = [";".join(COLUMNS), *(";".join(said.row) for said in told if said.source == name)]
        (folder / f"{FILE}.csv").write_text("\n".join(lines), encoding="utf-8")
        reading = Reading(small_source(name=name), folder, load_model(), {})
        contributions.append(Contribution(run(load, reading), _RANKS[name], _PREFER.get(name, frozenset())))
        wrong += sum(reason == WRONG_LETTER for _, _, reason in reading.ledgers[FILE].rejects.values())
    return assemble(load_model(), contributions), wrong


@pytest.fixture(scope="module")
def told() -> list[Said]:
    return sources_in_conflict()


@pytest.fixture(scope="module")
def assembly(told: list[Said], tmp_path_factory: pytest.TempPathFactory) -> Assembly:
    return assembled_sources(told, tmp_path_factory.mktemp("conflits") / "data")[0]


def _voices(told: Sequence[Said], code: str, field: str) -> list[tuple[int, str | float, str]]:
    """Return (rank, value, source) of everything said about a field of an establishment, the winner first."""
    at = {"label": 1, "commune": 2, "latitude": 3}[field]
    values = [(s.rank(field), s.row[at], s.source) for s in told if s.row[0] == code and s.row[at]]
    return sorted((rank, float(value) if field == "latitude" else value, source) for rank, value, source in values)


def _meaning(value: str | float) -> str | float:
    return fold(value) if isinstance(value, str) else round(value, 2)


def _expected(told: Sequence[Said], field: str) -> Iterator[tuple[str, str, set[str], str, set[str]]]:
    """Yield (id, kept, its sources, other, its sources) of every conflict about a field."""
    for code in (uai("25", number) for number in range(_DISPUTED)):
        voices = _voices(told, code, field)
        by_meaning: dict[str | float, list[tuple[str, str]]] = {}
        for _, value, source in voices:
            by_meaning.setdefault(_meaning(value), []).append((str(value), source))
        kept, *others = by_meaning.values() or [[]]
        for other in others:
            sources = ({s for _, s in kept}, {s for _, s in other})
            yield f"establishment/{code}", kept[0][0], sources[0], other[0][0], sources[1]


def test_200_establishments_told_of_several_times_are_one_node_each(told: list[Said], assembly: Assembly) -> None:
    nodes = assembly.frames["Establishment"]
    times = Counter(said.row[0] for said in told)
    codes = sorted(uai("25", number) for number in range(_DISPUTED))
    assert min(times[code] for code in codes) >= 2
    assert nodes["uai"].to_list() == codes


def test_a_uai_with_a_wrong_letter_never_becomes_a_node(told: list[Said], tmp_path: Path) -> None:
    assembly, wrong = assembled_sources(told, tmp_path / "data")
    assert wrong == _WRONG
    assert not set(assembly.frames["Establishment"]["uai"]) & {_wrong(uai("25", n)) for n in range(_DISPUTED)}


@pytest.mark.parametrize("field", ["label", "commune", "latitude"])
def test_the_value_of_the_best_rank_wins_and_among_equals_the_first(
    told: list[Said], assembly: Assembly, field: str
) -> None:
    found = dict(assembly.frames["Establishment"].select("uai", field).iter_rows())
    expected = {code: next((value for _, value, _ in _voices(told, code, field)), None) for code in found}
    assert found == expected


@pytest.mark.parametrize("field", ["label", "commune", "latitude"])
def test_every_value_that_lost_is_listed_with_its_sources(told: list[Said], assembly: Assembly, field: str) -> None:
    listed = assembly.conflicts.filter(field=field).select("id", "kept", "kept_sources", "other", "other_sources")
    found = [(i, kept, set(said), other, set(against)) for i, kept, said, other, against in listed.iter_rows()]
    expected = sorted(_expected(told, field), key=lambda conflict: (conflict[0], conflict[3]))
    print(f"{len(expected)} conflicts about {field}")
    assert len(expected) > _DISPUTED / 4
    assert found == expected


def test_the_value_that_a_conflict_calls_kept_is_the_one_in_the_graph(assembly: Assembly) -> None:
    nodes = assembly.frames["Establishment"].unpivot(
        pl.selectors.exclude("id", "sources"), index="id", variable_name="field", value_name="stands"
    )
    joined = assembly.conflicts.join(nodes, on=["id", "field"], how="left")
    assert joined.filter(pl.col("kept").ne_missing(pl.col("stands"))).is_empty()


def test_a_position_is_never_made_of_the_latitude_of_one_and_the_longitude_of_another(
    told: list[Said], assembly: Assembly
) -> None:
    said = {(s.row[0], float(s.row[3]), float(s.row[4])) for s in told if s.row[3]}
    rows = assembly.frames["Establishment"].select("uai", "latitude", "longitude").drop_nulls()
    print(f"{rows.height} positions")
    assert set(rows.iter_rows()) <= said


def test_a_node_names_every_source_that_spoke_of_it(told: list[Said], assembly: Assembly) -> None:
    for code, sources in assembly.frames["Establishment"].select("uai", "sources").iter_rows():
        assert sources == sorted({said.source for said in told if said.row[0] == code})


@pytest.mark.parametrize("seed", range(_SEEDS))
def test_the_order_of_sources_and_rows_changes_neither_winners_nor_conflicts(
    told: list[Said], assembly: Assembly, tmp_path: Path, seed: int
) -> None:
    shuffled = random.Random(seed).sample(told, len(told))
    again, _ = assembled_sources(shuffled, tmp_path / "data")
    assert again.frames["Establishment"].equals(assembly.frames["Establishment"])
    assert again.conflicts.equals(assembly.conflicts)
