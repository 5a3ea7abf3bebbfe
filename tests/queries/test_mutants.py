"""T20: at least 90 % of deliberate mistakes in a question's statements and last step are noticed.

Each mutant is one replacement in one file of a question's folder. It is killed when a case file fails, or when
an answer on a generated graph differs from what brute force finds.
"""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

import campus_graph.queries
from campus_graph.graph import network
from campus_graph.queries import registry
from campus_graph.queries.question import Question
from tests.neo4j.parity_check import check
from tests.neo4j.parity_oracle import Oracle
from tests.neo4j.parity_scenes import scene
from tests.neo4j.parity_thrown import askings
from tests.queries import mutants_isolated, mutants_network, mutants_repair
from tests.queries.mutants_partners import NETWORK, NETWORK_MUTANTS, SHARED
from tests.queries.network_check import check_network
from tests.queries.network_scenes import network_askings, network_scene
from tests.queries.test_cases import CASES, meets
from tests.queries.trial import FINISH, SQL, Mutant, Remembering, Trial
from tests.world import from_case

WALKS = "walks.py"
SEEDS, NETWORK_SEEDS = range(1000, 1014), range(2000, 2008)
SHARE = 0.9

MUTANTS: dict[str, list[Mutant]] = {
    "missing-continuation": [
        (SQL, "WHEN 'commune' THEN commune", "WHEN 'commune' THEN department"),
        (SQL, "WHEN 'academy' THEN academy", "WHEN 'academy' THEN region"),
        (SQL, "d.level >= $to_level AND c.start_id", "d.level > $to_level AND c.start_id"),
        (SQL, "d.level >= $to_level AND c.start_id", "c.start_id"),
        (SQL, "  FROM CONTINUES_TO c", "  FROM LEADS_TO c"),
        (SQL, "SELECT DISTINCT start_id AS diploma FROM CONTINUES_TO", "SELECT DISTINCT diploma FROM way"),
        (SQL, "bool_or(t.end_id IS NOT NULL) AS offered", "bool_and(t.end_id IS NOT NULL) AS offered"),
        (SQL, "bool_and(t.end_id IS NOT NULL)", "bool_or(t.end_id IS NOT NULL)"),
        (SQL, "SELECT DISTINCT h.place", "SELECT h.place"),
        (SQL, "FROM TEACHES t JOIN here h", "FROM OFFERS t JOIN here h"),
        (SQL, "FROM TEACHES t JOIN Diploma d", "FROM (SELECT *, 'direct' AS rule FROM OFFERS) t JOIN Diploma d"),
        (SQL, "ORDER BY w.continuation)", "ORDER BY w.continuation DESC)"),
        (SQL, "max(t.year)", "min(t.year)"),
        (SQL, "t.rule = 'presumed-speciality'", "t.rule = 'speciality'"),
        (SQL, "d.level = $level AND", "d.level >= $level AND"),
        (SQL, "t.year = $year", "t.year >= $year"),
        (SQL, "WHEN NOT d.open THEN 'closed'", ""),
        (SQL, "OR h.place IS NULL OR p.diploma IS NULL THEN", "OR p.diploma IS NULL THEN"),
        (SQL, "WHEN n.diploma IS NULL THEN 'gap'", "WHEN n.diploma IS NULL THEN 'unknown'"),
        (SQL, "WHEN NOT n.all_offered THEN 'unknown'\n    ELSE 'gap'", "ELSE 'gap'"),
        (SQL, " AND r.place = h.place", ""),
        (SQL, "h.region = $region", "h.region <> $region"),
        (SQL, "$department IS NULL OR h.department = $department", "true"),
        (SQL, "o.end_id IN (SELECT", "o.end_id NOT IN (SELECT"),
        (FINISH, '["elsewhere", "partly"]', '["elsewhere"]'),
        (FINISH, '"gap": 0, "unknown": 1', '"gap": 1, "unknown": 0'),
        (FINISH, "descending=[False, True,", "descending=[False, False,"),
        (FINISH, "nulls_last=True", "nulls_last=False"),
    ],
    "broken-pathway": [
        (SQL, "WHEN 'academy' THEN 'academy/' || academy", "WHEN 'academy' THEN 'academy/' || region"),
        (SQL, "min(p.id)", "max(p.id)"),
        (SQL, "FROM TEACHES t\n", "FROM OFFERS t\n"),
        (SQL, "p.region = $region", "p.region <> $region"),
        (SQL, "$department IS NULL OR p.department = $department", "true"),
        (SQL, "f.code = $filiere", "f.code <> $filiere"),
        (SQL, "FROM CONTINUES_TO c", "FROM LEADS_TO c"),
        (SQL, "WHERE d.level IS NOT NULL;", ";"),
        (SQL, "  AND ($year IS NULL OR t.year = $year)\n", ""),
        (SQL, " AND ($year IS NULL OR t.year = $year);", ";"),
        (SQL, "d.level >= $level", "d.level > $level"),
        (WALKS, '"partly": ("unknown"', '"partly": ("gap"'),
        (WALKS, '"nowhere": ("unknown"', '"nowhere": ("gap"'),
        (WALKS, '"unpublished": ("unknown"', '"unpublished": ("gap"'),
        (WALKS, '"stops": ("gap"', '"stops": ("unknown"'),
        (WALKS, '"closed-start": ("unknown"', '"closed-start": ("no-need"'),
        (WALKS, "_ORPHAN_FROM = 4, 5, 6", "_ORPHAN_FROM = 4, 6, 6"),
        (WALKS, "_ORPHAN_FROM = 4, 5, 6", "_ORPHAN_FROM = 4, 5, 7"),
        (WALKS, "_ORPHAN_FROM = 4, 5, 6", "_ORPHAN_FROM = 3, 5, 6"),
        (WALKS, "self.levels >= self.scene.start", "self.levels > self.scene.start"),
        (WALKS, "reached >= self.scene.goal", "reached > self.scene.goal"),
        (WALKS, "self.way_level > reached", "self.way_level >= reached"),
        (WALKS, '"farther" if len(known) == len(inside)', '"farther" if len(known)'),
        (WALKS, "self.scene.published[top].all()", "self.scene.published[top].any()"),
        (WALKS, "self.way_known[onward].any()", "self.way_known[onward].all()"),
        (WALKS, "reached + 1 if reached", "reached if reached"),
        (WALKS, "if t in self.closed_places", "if False"),
        (WALKS, "if not self.offered[t].any()", "if not self.offered[t].all()"),
        (WALKS, "kept = opened & offered[number]", "kept = offered[number]"),
        (WALKS, "self.way_inside = self.member[self.way_end]", "self.way_inside = self.way_end >= 0"),
        (FINISH, '"gap": 0, "unknown": 1', '"gap": 1, "unknown": 0'),
        (FINISH, "nulls_last=False", "nulls_last=True"),
    ],
    "coverage-gap": [
        (SQL, "WHEN 'academy' THEN 'academy/' || academy", "WHEN 'academy' THEN 'academy/' || region"),
        (SQL, "OR region = $region", "OR region <> $region"),
        (SQL, "count(DISTINCT o.start_id)", "count(o.start_id)"),
        (SQL, "SELECT DISTINCT start_id, end_id, voie FROM TEACHES", "SELECT start_id, end_id, voie FROM TEACHES"),
        (SQL, "SELECT DISTINCT start_id, end_id, voie FROM TEACHES", "SELECT DISTINCT start_id, end_id FROM TEACHES"),
        (SQL, "voie FROM TEACHES", "voie FROM OFFERS"),
        (SQL, "bool_or(coalesce(l.expiry_year", "bool_and(coalesce(l.expiry_year"),
        (SQL, ">= $as_of_year) AS holds", "> $as_of_year) AS holds"),
        (SQL, "bool_or(coalesce(l.expiry_year, $as_of_year)", "bool_or(coalesce(l.expiry_year, 0)"),
        (SQL, "<= $as_of_year\n  GROUP BY a.start_id", "< $as_of_year\n  GROUP BY a.start_id"),
        (SQL, "OR c.end_id = 'academy/' || p.academy ", ""),
        (SQL, " UNION SELECT start_id, end_id FROM SUPPORTED_BY", ""),
        (SQL, "JOIN Campus k ON k.id = l.start_id", "JOIN Campus k ON k.id = l.start_id AND false"),
        (SQL, "since <= left($as_of, length(since))", "true"),
        (SQL, "until >= left($as_of, length(until))", "until >= $as_of"),
        (SQL, "FROM TEACHES WHERE $year IS NULL OR year = $year", "FROM TEACHES"),
        (SQL, "bool_or(t.on_site)", "bool_and(t.on_site)"),
        (SQL, "FILTER (holds AND on_site)", "FILTER (on_site)"),
        (SQL, "FILTER (holds AND NOT on_site)", "FILTER (holds)"),
        (SQL, "BETWEEN $as_of_year - $max_count_age AND $as_of_year", "<= $as_of_year"),
        (SQL, "ORDER BY period DESC", "ORDER BY period"),
        (SQL, "coalesce(sum(later.value), 0)", "0"),
        (SQL, "later.period > c.period", "later.period >= c.period"),
        (SQL, "later.year <= $as_of_year AND ", ""),
        (SQL, "coalesce('campus/' || k.possible_duplicate_of, k.id)", "k.id"),
        (SQL, "FILTER (f.start_id IS NULL) AS unfiled", "FILTER (false) AS unfiled"),
        (SQL, "s.value < d.known", "s.value <= d.known"),
        (SQL, "0) < $min_offers", "0) <= $min_offers"),
        (SQL, "WHEN len(p.lapsed) > 0 THEN 'unknown'", ""),
        (SQL, "$described = 'assumed' OR ", ""),
        (SQL, "coalesce(l.expiry_year, $as_of_year) >= $as_of_year AND k.latitude", "k.latitude"),
        (FINISH, ".fill_null(1.0)", ".fill_null(0.0)"),
        (FINISH, "_HALF_REMOTE_KM = 100", "_HALF_REMOTE_KM = 50"),
    ],
    "isolated-territories": mutants_isolated.MUTANTS,
    "repair": mutants_repair.MUTANTS,
}  # fmt: skip
MUTANTS |= mutants_network.MUTANTS | NETWORK_MUTANTS


def _on_case(path: Path) -> Trial:
    case = tomllib.loads(path.read_text(encoding="utf-8"))
    return (
        path.parent.name,
        Remembering(from_case(case).reader()),
        case.get("parameters", {}),
        lambda answer: meets(case, answer),
    )


def _on_scene(seed: int) -> Iterator[Trial]:
    made = scene(seed)
    reader, oracle = Remembering(made.world().reader()), Oracle(made)
    for name, asked in askings(seed):
        yield name, reader, asked, lambda answer, asked=asked: check(oracle, asked, answer)  # type: ignore[misc]


def _on_network(seed: int) -> Iterator[Trial]:
    made = network_scene(seed)
    reader = Remembering(made.world().reader())
    for name, asked in network_askings(seed):
        yield name, reader, asked, lambda answer, asked=asked: check_network(made, asked, answer)  # type: ignore[misc]


@cache
def _scenes() -> list[Trial]:
    return [trial for seed in SEEDS for trial in _on_scene(seed)]


@cache
def _networks() -> list[Trial]:
    return [trial for seed in NETWORK_SEEDS for trial in _on_network(seed)]


# Where the graphs come from on which a question is tried, beside its cases; those of several questions are made once.
GENERATED: dict[str, Callable[[], Iterable[Trial]]] = {
    **dict.fromkeys(("missing-continuation", "broken-pathway", "coverage-gap"), _scenes),
    **dict.fromkeys(("weak-link", "resilience", "silos"), _networks),
    "isolated-territories": mutants_isolated.trials,
    "repair": mutants_repair.trials,
}


def _trials(name: str) -> list[Trial]:
    """Return every case and generated graph of a question: its store, what is asked, and the judge of the answer."""
    cases = [_on_case(path) for path in CASES if path.parent.name == name]
    return cases + [trial for trial in GENERATED.get(name, lambda: ())() if trial[0] == name]


def _mutated(question: Question, mutant: Mutant, folder: Path) -> Question:
    """Return the question from a copy of its folder, importable as a package of its own, with one replacement."""
    shutil.copytree(question.folder, folder, ignore=shutil.ignore_patterns("__pycache__"))
    module = f"campus_graph.queries.{folder.name}"
    for shared in question.includes:
        shutil.copy(network.__file__, folder / NETWORK)
        shutil.copy(shared.with_suffix(".sql"), folder / SHARED)
    for path in folder.glob("*.py"):
        own = path.read_text(encoding="utf-8").replace(question.module, module)
        path.write_text(own.replace(network.__name__, f"{module}.network"), encoding="utf-8")
    file, find, instead = mutant
    text = (folder / file).read_text(encoding="utf-8")
    assert find in text, f"{question.name}/{file} has no {find!r} any more: bring the table of mutants up to date"
    (folder / file).write_text(text.replace(find, instead, 1), encoding="utf-8")
    included = tuple(folder / SHARED for _ in question.includes)
    return replace(question, folder=folder, includes=included)


def _killer(trials: list[Trial], name: str) -> str | None:
    """Return by what the question, as it is now, is caught; None where every answer is right.

    The trial that catches one mutant goes to the front: it is likely to catch the next.
    """
    for number, (_, reader, asked, judge) in enumerate(trials):
        try:
            judge(registry.ask(reader, name, asked))
        except Exception as error:
            trials.insert(0, trials.pop(number))
            return f"{type(error).__name__} {error}"
    return None


@pytest.mark.parametrize("name", sorted(MUTANTS))
def test_nine_mutants_in_ten_are_killed(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sound = registry.questions()[name]
    trials = _trials(name)
    assert _killer(trials, name) is None
    monkeypatch.setattr(campus_graph.queries, "__path__", [*campus_graph.queries.__path__, str(tmp_path)])
    survivors = []
    for number, mutant in enumerate(MUTANTS[name]):
        changed = _mutated(sound, mutant, tmp_path / f"mutant_{sound.folder.name}_{number}")
        with monkeypatch.context() as patch:
            patch.setattr(registry, "question", lambda _, changed=changed: changed)
            if _killer(trials, name) is None:
                survivors.append(mutant)
    killed = len(MUTANTS[name]) - len(survivors)
    print(f"T20: {name}: {killed} of {len(MUTANTS[name])} mutants killed")
    for survivor in survivors:
        print(f"T20: {name}: survivor: {survivor}")
    assert len(MUTANTS[name]) >= 20
    assert killed >= SHARE * len(MUTANTS[name]), survivors
